"""A real server as a process of its own, to be talked to, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

READY_WITHIN_SECONDS = 30


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running(Protocol):
    """A process that was started, as subprocess has it."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float) -> int: ...


Start = Callable[[Sequence[str], Mapping[str, str], Path], Running]
"""Starts `concordat` with arguments, in an environment, with a log to append to."""


def execute(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Running:
    """Start it as a shell does."""
    command = [sys.executable, "-m", "server", *arguments]
    with log.open("ab") as opened:
        return subprocess.Popen(command, env=environment, stdout=opened, stderr=opened, start_new_session=True)


class ServerProcess:
    """`concordat serve` on a given database; ``settings``: environment variables of its own."""

    def __init__(
        self,
        database_url: str,
        keys_folder: Path,
        folder: Path,
        port: int | None = None,
        workers: int = 1,
        settings: Mapping[str, str] | None = None,
        start: Start = execute,
    ) -> None:
        self.port = port or free_port()
        self._workers = workers
        self._log = folder / f"server-{self.port}.log"
        self._environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "CONCORDAT_KEYS": str(keys_folder),
            "CONCORDAT_DATA": str(folder / "data"),
            **(settings or {}),
        }
        self._start = start
        self._process: Running | None = None

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def websocket_url(self) -> str:
        """Where its sockets are."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process id."""
        if self._process is None:
            message = "the server is not started"
            raise RuntimeError(message)
        return self._process.pid

    def page(self, plan_id: UUID, token: str) -> str:
        """The address of a plan's page."""
        return f"{self.url}/plans/{plan_id}#{token}"

    def start(self) -> None:
        """Start it and wait until it is ready."""
        arguments = ["serve", "--port", str(self.port), "--workers", str(self._workers)]
        self._process = self._start(arguments, self._environment, self._log)
        until = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        message = f"the server did not become ready:\n{self.log()}"
        raise RuntimeError(message)

    def log(self) -> str:
        """What it has written."""
        return self._log.read_text()

    def kill(self) -> None:
        """End it and its workers at once, as a crash would (SIGKILL)."""
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        """End it in good order (SIGTERM)."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        os.killpg(self._process.pid, number)
        self._process.wait(15)

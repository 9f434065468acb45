"""`concordat` forked from a process that has its modules loaded: a server is ready in a tenth of the time.

What runs has an environment, a session, a log and a process id of its own, as if it were started from a shell.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, Any


class ForkedServer:
    """A server that was forked; it is gone as soon as it has ended, and its status with it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """0 once it has ended."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, timeout: float) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        until = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return status


class PreloadedServers:
    """The process that forks them; it ends when this one does."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.preloaded_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[1],
            start_new_session=True,
        )

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> ForkedServer:
        """`concordat` with these arguments, from the folder that this process is in; its log is appended to."""
        asked = {"arguments": [*arguments], "environment": {**environment}, "log": str(log), "folder": str(Path.cwd())}
        _pipe(self._process.stdin).write(json.dumps(asked).encode() + b"\n")
        _pipe(self._process.stdin).flush()
        pid = _pipe(self._process.stdout).readline()
        assert pid, f"the process that forks servers has ended with status {self._process.wait(15)}"
        return ForkedServer(int(pid))

    def close(self) -> None:
        """Fork no more."""
        _pipe(self._process.stdin).close()
        self._process.wait(15)
        _pipe(self._process.stdout).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _fork_servers() -> list[str] | None:
    """Fork a server for every line that comes; in a server, its arguments, and ``None`` when no more are wanted."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is forgotten at once
    for line in sys.stdin.buffer:
        pid = os.fork()
        if pid == 0:
            return _become_server(json.loads(line))
        print(pid, flush=True)
    return None


def _become_server(asked: dict[str, Any]) -> list[str]:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for opened, standard in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(opened, standard)
    os.close(nothing)
    os.close(log)
    return asked["arguments"]


if __name__ == "__main__":
    from schema.root import build_schema
    from server.cli import main

    for loaded_when_it_starts in ("uvicorn.lifespan.on", "uvicorn.loops.auto"):
        import_module(loaded_when_it_starts)
    build_schema()
    gc.freeze()
    arguments = _fork_servers()
    if arguments is not None:
        main(arguments)

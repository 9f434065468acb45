"""What a hostile request costs: Concordat, and Strawberry over the same schema without protection.

Processor time of the server's process, and the longest wait of somebody else who asks it meanwhile.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from server.demo import demo_id
from tests.bench.cpu import process_seconds
from tests.bench.servers import Concordat
from tests.bench.slow_reader import PIPELINED, SlowReader
from tests.bench.table import Table, milliseconds
from tests.server.graphql_attacks import ATTACKS, Attack
from tests.server_process import free_port

ROOT = Path(__file__).parents[2]
PERSON = "csm@fernhill.example"
ALLOWED_SECONDS = 0.05  # of the server, for any of them
PATIENCE_SECONDS = 5.0  # for an answer of the bare server; then it is killed and started anew
SLOW_SECONDS = 20.0  # Concordat gives a peer 15 s to take something
SHOWN_CHARACTERS = 44
QUIET_SECONDS = 0.05  # of waiting for nothing, to tell what others' waits come to on this machine
REQUEST = {"query": "{ viewer { person { name } } }"}


@dataclass(frozen=True, slots=True)
class Found:
    """What became of an attack on one server: the answer, and the best of several runs, in seconds.

    ``server`` is ``None`` where it did nothing but what anybody's requests make it do.
    """

    answer: str
    server: float | None
    blocked: float
    is_refused: bool = True

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        server = "as for others" if self.server is None else milliseconds(self.server)
        return (self.answer, server, milliseconds(self.blocked))


class Watch:
    """Somebody who asks `/livez` all the time."""

    def __init__(self, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.probe", str(port)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        for _ in range(5):  # until it asks
            self.longest()
            time.sleep(QUIET_SECONDS)

    def longest(self) -> float:
        """Their longest wait since this was asked last, in seconds."""
        if self._process.stdin is None or self._process.stdout is None:
            message = "the probe has no input or output"
            raise RuntimeError(message)
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def end(self) -> None:
        """Stop asking."""
        self._process.kill()
        self._process.communicate()


class Target:
    """A server under attack. ``start`` starts it anew and says its process id; ``None`` where it outlives them all."""

    def __init__(self, port: int, pid: int, token: str, start: Callable[[], int] | None = None) -> None:
        self.port = port
        self.pid = pid
        self.token = token
        self._start = start

    def strike(self, attack: Attack) -> tuple[str, bool]:
        """Send it; the answer as the table shows it, and whether it was refused."""
        headers = {
            "Accept": "application/graphql-response+json", "Authorization": f"Bearer {self.token}", **attack.headers,
        }  # fmt: skip
        address = (
            f"http://127.0.0.1:{self.port}/graphql{'?query=mutation{__typename}' if attack.method == 'GET' else ''}"
        )
        with httpx2.Client(timeout=PATIENCE_SECONDS) as client:
            try:
                answer = client.request(attack.method, address, content=attack.body, headers=headers)
            except httpx2.TimeoutException:
                return f"none within {PATIENCE_SECONDS:g} s", False
            except httpx2.TransportError as error:
                return f"none: {type(error).__name__}", False
        return describe(answer)

    def measure(self, attack: Attack, runs: int) -> Found:
        """So many runs for each figure, fewer where the server does not survive one."""
        server = [self._cost(attack) for _ in range(runs)] if self._survives(attack) else []
        if not server:
            began = process_seconds(self.pid)
            self.strike(attack)
            server = [process_seconds(self.pid) - began]
            self._restart()
            blocked, (answer, is_refused) = self._watched(attack)
            self._restart()
            return Found(answer, server[0], blocked, is_refused)
        watched = [self._watched(attack) for _ in range(runs)]
        answer, is_refused = watched[0][1]
        return Found(answer, min(server), min(blocked for blocked, _ in watched), is_refused)

    def quiet(self, runs: int) -> float:
        """The longest wait where nobody attacks, the best of several runs."""
        waits: list[float] = []
        watch = Watch(self.port)
        for _ in range(runs):
            watch.longest()
            time.sleep(QUIET_SECONDS)
            waits.append(watch.longest())
        watch.end()
        return min(waits)

    def stall(self) -> Found:
        """The attack of somebody who reads nothing."""
        watch = Watch(self.port)
        watch.longest()
        reader = SlowReader(self.port, self.token)
        held = reader.held(self.pid, SLOW_SECONDS)
        blocked = watch.longest()
        reader.close()
        watch.end()
        answer = f"held for {SLOW_SECONDS:g} s and longer" if held is None else f"cut off after {held:.0f} s"
        return Found(answer, None, blocked, is_refused=held is not None)

    def _survives(self, attack: Attack) -> bool:
        """Whether an answer comes in time; warms the server up as well."""
        answer, _ = self.strike(attack)
        if not answer.startswith("none within"):
            return True
        self._restart()
        return False

    def _cost(self, attack: Attack) -> float:
        began = process_seconds(self.pid)
        self.strike(attack)
        return process_seconds(self.pid) - began

    def _watched(self, attack: Attack) -> tuple[float, tuple[str, bool]]:
        watch = Watch(self.port)
        watch.longest()
        answered = self.strike(attack)
        blocked = watch.longest()
        watch.end()
        return blocked, answered

    def _restart(self) -> None:
        if self._start is None:
            message = f"expected an answer within {PATIENCE_SECONDS:g} s"
            raise RuntimeError(message)
        self.pid = self._start()


def describe(answer: httpx2.Response) -> tuple[str, bool]:
    """Status and error, or what came in its place; whether nothing was executed."""
    try:
        body: dict[str, Any] = json.loads(answer.content)
        error = body["errors"][0]
    except (ValueError, KeyError, TypeError):
        said = f"data of {len(answer.content) / 1024:,.0f} KiB" if answer.status_code == 200 else answer.text
        return f"{answer.status_code} {said[:SHOWN_CHARACTERS]}".strip(), answer.status_code >= 400
    extensions: dict[str, str] = error.get("extensions") or {}
    said = " ".join(
        [str(answer.status_code), *([extensions["code"]] if "code" in extensions else []), error["message"]]
    )
    return said[:SHOWN_CHARACTERS].replace("|", "/"), body.get("data") is None


@contextmanager
def bare_strawberry(ours: Concordat, keys: Path, token: str) -> Generator[Target]:
    """Strawberry without protection, in one process on Concordat's database."""
    port = free_port()
    told = json.dumps({"port": port, "database": ours.url, "keys": str(keys)})
    running: list[subprocess.Popen[str]] = []

    def start() -> int:
        for process in running:
            process.kill()
            process.communicate()
        running[:] = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.bare_strawberry"],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )
        ]  # fmt: skip
        (process,) = running
        if process.stdin is None or process.stdout is None:
            message = "the bare server has no input or output"
            raise RuntimeError(message)
        process.stdin.write(told)
        process.stdin.close()
        process.stdin = None
        if "listening" not in (banner := process.stdout.readline()):
            message = f"expected the bare server to listen, got {banner!r}"
            raise RuntimeError(message)
        httpx2.post(
            f"http://127.0.0.1:{port}/graphql", json=REQUEST, headers={"Authorization": f"Bearer {token}"}, timeout=30
        ).raise_for_status()
        return process.pid

    try:
        yield Target(port, start(), token, start)
    finally:
        for process in running:
            process.kill()
            process.communicate()


def measure(ours: Concordat, keys: Path, runs: int, attacks: Sequence[Attack] = ATTACKS) -> Table:
    """Every attack on both servers."""
    token = ours.tokens.issue(demo_id(PERSON), 24 * 3_600)
    concordat = Target(ours.port, ours.process.pid, token)
    with bare_strawberry(ours, keys, token) as bare:
        quiet = [target.quiet(runs * 3) for target in (bare, concordat)]
        pairs = [(attack.name, bare.measure(attack, runs), concordat.measure(attack, runs)) for attack in attacks]
        pairs.append(("slow reader", bare.stall(), concordat.stall()))
    problems = [name for name, _, found in pairs if (found.server or 0.0) > ALLOWED_SECONDS or not found.is_refused]
    slowest = milliseconds(max(found.server or 0.0 for _, _, found in pairs))
    wait = milliseconds(max(found.blocked for _, _, found in pairs))
    allowed = milliseconds(ALLOWED_SECONDS)
    return Table(
        "Hostile requests, before and after",
        ("attack", "bare Strawberry", "server ms", "others wait ms", "Concordat", "server ms", "others wait ms"),
        tuple((name, *before.cells(), *after.cells()) for name, before, after in pairs),
        (
            "Server: processor time of its process. Others wait: the longest answer to `/livez` meanwhile.",
            f"The best of {runs} runs each, since others use the machine.",
            f"Slow reader: one run, {PIPELINED} requests for 100 KB each, of which it takes nothing.",
            f"Where nobody attacks others wait {' and '.join(map(milliseconds, quiet))} ms.",
            f"Bare: Strawberry's own ASGI application over the same schema, killed after {PATIENCE_SECONDS:g} s.",
            f"Concordat: at most {slowest} ms of the server, others wait at most {wait} ms.",
            f"Goal: each is refused in under {allowed} ms of the server, and nothing blocks the loop.",
            "Not reached: " + ", ".join(problems) if problems else "Reached by all.",
        ),
    )

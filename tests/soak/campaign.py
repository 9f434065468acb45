"""The campaign: many sockets throw frames at one plan after another while two honest clients edit it."""

import asyncio
import random
import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from collab.codec import write_step2
from plans.rules.identifier import new_id
from server.database import Database, open_database
from server.demo import demo_id
from tests.bench.documents import make_filled_plan
from tests.soak.frames import PASSES, Frames, Shot
from tests.soak.healthy_client import HealthyClient
from tests.soak.memory import Sample, sample
from tests.soak.raw_socket import BINARY, CONTINUATION, TEXT, Ending, encode, open_socket
from tests.soak.target import Target
from tests.soak.verdict import judge

VENDOR = demo_id("Fernhill Software")
PERSON, OTHER_PERSON, STRANGER = "csm@fernhill.example", "champion@harbor.example", "csm@otherwise.example"
FRAMES_PER_PLAN = 20_000  # then a fresh plan: what was admitted must not make the document grow without end
SOCKETS = 24  # at once
NEUTRAL_PER_SOCKET = 24  # at most, before the hostile one
HONEST_EDIT_SECONDS = 0.03
ANSWER_SECONDS = 30.0
DOCUMENTED = frozenset({4400, 4401, 4403, 4404, 4409, 4413, 1009, 1002, 1007, 1013, 1012})
END = "the last frame is text, which every session refuses"
TEXT_REFUSED = "got text"
MAX_MESSAGE = 4_194_304

# uvicorn 0.54 answers text that is not UTF-8 with 1007, as it should, and logs a traceback of its own.
_UVICORN_ON_TEXT = re.compile(
    r"ERROR: +Invalid UTF-8 sequence received from client\.\nTraceback.*?\nUnicodeDecodeError:[^\n]*\n", re.DOTALL
)


class Server(Protocol):
    """The server under fire."""

    @property
    def port(self) -> int: ...

    @property
    def pid(self) -> int: ...

    def log(self) -> str: ...


@dataclass(slots=True)
class Outcome:
    """What was found. ``problems`` is empty where everything held."""

    frames: int = 0
    sockets: int = 0
    passed: int = 0
    seconds: float = 0.0
    honest_edits: int = 0
    codes: Counter[int] = field(default_factory=Counter[int])
    classes: Counter[str] = field(default_factory=Counter[str])
    problems: list[str] = field(default_factory=list[str])
    memory: list[Sample] = field(default_factory=list[Sample])


class Campaign:
    """One campaign against one server. ``issue`` gives a token for a person's e-mail address."""

    def __init__(self, server: Server, database: Database, tokens: dict[str, str], seed: int) -> None:
        self.outcome = Outcome()
        self._server = server
        self._database = database
        self._tokens = tokens
        self._chance = random.Random(seed)

    async def run(self, count: int, frames_per_plan: int = FRAMES_PER_PLAN) -> Outcome:
        """Throw so many frames, stop at the first plan that shows a problem."""
        began = time.monotonic()
        while self.outcome.frames < count and not self.outcome.problems:
            await self._round(min(frames_per_plan, count - self.outcome.frames))
            self.outcome.memory.append(sample(self._server.pid, self.outcome.frames))
            self.outcome.seconds = time.monotonic() - began
            self._look_at_log()
        return self.outcome

    def _look_at_log(self) -> None:
        log = _UVICORN_ON_TEXT.sub("", self._server.log())
        for sign in ("Traceback", "Exception in ASGI", "panicked", "Task exception"):
            if sign in log:
                at = log.index(sign)
                self.outcome.problems.append(f"the server's log: {log[max(at - 500, 0) : at + 3_000]}")
                return

    async def _round(self, count: int) -> None:
        plan, state = await make_filled_plan(self._database)
        target = Target.of(plan, state)
        path = f"/collab/{plan}"
        url = f"ws://127.0.0.1:{self._server.port}{path}"
        honest = [HealthyClient(url, self._tokens[who], seed) for seed, who in enumerate((PERSON, OTHER_PERSON))]
        stop = asyncio.Event()
        editing = [asyncio.create_task(client.run(HONEST_EDIT_SECONDS, stop)) for client in honest]
        await asyncio.gather(*(client.synced.wait() for client in honest))
        until = self.outcome.frames + count
        await asyncio.gather(*(self._fire(target, path, until) for _ in range(SOCKETS)))
        stop.set()
        await self._settle(honest)
        self.outcome.honest_edits += sum(client.sent for client in honest)
        try:
            problems = await judge(self._database, VENDOR, plan, url, self._tokens[PERSON], honest)
        except (TimeoutError, OSError) as error:
            problems = [f"the end could not be judged: {error!r}"]
        self.outcome.problems += [f"plan {plan}: {problem}" for problem in problems]
        for client in honest:
            await client.leave()
        await asyncio.gather(*editing, return_exceptions=True)

    async def _settle(self, honest: list[HealthyClient]) -> None:
        """Wait until what the honest clients wrote is acknowledged, and both have heard of everything."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                while any(client.unacknowledged and client.closed is None for client in honest):  # noqa: ASYNC110 - polled
                    await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)

    async def _fire(self, target: Target, path: str, until: int) -> None:
        """Open one socket after the other."""
        frames = Frames(target, random.Random(self._chance.random()))
        while self.outcome.frames < until and not self.outcome.problems:
            self.outcome.sockets += 1
            try:
                if frames.chance.random() < 0.03:
                    await self._outsider(frames.chance, path)
                elif frames.chance.random() < 0.04:
                    await self._rule_breaker(frames, path)
                else:
                    await self._insider(frames, path)
            except (TimeoutError, OSError) as error:
                self.outcome.problems.append(f"a socket got no answer: {error!r}")

    async def _insider(self, frames: Frames, path: str) -> None:
        """Somebody who may write the plan: some honest frames, a hostile one, and a text frame that ends it."""
        author, clock = frames.author(), 0
        shots: list[Shot] = []
        for _ in range(frames.chance.randrange(NEUTRAL_PER_SOCKET + 1)):
            shot, clock = frames.neutral(author, clock)
            shots.append(shot)
        shots.append(frames.hostile())
        who = frames.chance.choice((PERSON, OTHER_PERSON))
        socket = await open_socket(self._server.port, path, self._tokens[who])
        # The server bears with a gap until its step 1 is answered: answer it first, with nothing.
        socket.write(encode(BINARY, write_step2(b"\x00\x00")))
        socket.write(b"".join(self._encode(shot.frame, frames.chance) for shot in shots))
        socket.write(encode(TEXT, END.encode()))
        ending = await asyncio.wait_for(asyncio.shield(socket.ended), ANSWER_SECONDS)
        self.outcome.frames += len(shots)
        self.outcome.classes.update(shot.name for shot in shots)
        self._check(shots[-1], ending)

    def _encode(self, frame: bytes, chance: random.Random) -> bytes:
        """A message, sometimes in fragments."""
        if chance.random() > 0.05 or len(frame) < 2:
            return encode(BINARY, frame)
        cut = chance.randrange(1, len(frame))
        first = encode(BINARY, frame[:cut], final=False)
        return first + encode(9, b"ping") + encode(CONTINUATION, frame[cut:])

    def _check(self, shot: Shot, ending: Ending) -> None:
        passed = ending.code == 4400 and TEXT_REFUSED in ending.reason
        code = PASSES if passed else ending.code
        self.outcome.codes[code] += 1
        self.outcome.passed += passed
        if code not in shot.codes:
            wanted = ", ".join(map(str, sorted(shot.codes)))
            self.outcome.problems.append(
                f"{shot.name}: expected {wanted} (0: taken), got {code} {ending.reason!r}; "
                f"frame {shot.frame[:400].hex()}"
            )

    async def _outsider(self, chance: random.Random, path: str) -> None:
        """Somebody without a token, with a spoilt one, or whose plan it is not."""
        stranger = self._tokens[STRANGER]
        tries: tuple[tuple[str, str | None, int], ...] = (
            (path, None, 4401),
            (path, "x", 4401),
            (path, stranger[:-6] + "AAAAAA", 4401),
            (path, stranger, 4404),
            (f"/collab/{new_id()}", self._tokens[PERSON], 4404),
            (path.upper().replace("COLLAB", "collab"), self._tokens[PERSON], 4404),
            (f"{path}/internal", self._tokens[OTHER_PERSON], 4404),
        )
        where, token, code = chance.choice(tries)
        socket = await open_socket(self._server.port, where, token)
        socket.write(encode(BINARY, chance.randbytes(40)) * 3)
        ending = await asyncio.wait_for(asyncio.shield(socket.ended), ANSWER_SECONDS)
        self.outcome.frames += 1
        self._expect("an outsider", ending, code)

    async def _rule_breaker(self, frames: Frames, path: str) -> None:
        """Somebody who breaks the rules of websockets."""
        tries: list[tuple[str, bytes, int]] = [
            ("not masked", encode(BINARY, b"\x03", masked=False), 1002),
            ("a reserved bit", encode(BINARY, b"\x03", reserved=4), 1002),
            ("an opcode that is none", encode(5, b"\x03"), 1002),
            ("a ping in fragments", encode(9, b"x", final=False), 1002),
            ("a long ping", encode(9, b"x" * 126), 1002),
            ("a continuation of nothing", encode(CONTINUATION, b"x"), 1002),
            ("a message inside a message", encode(BINARY, b"\x00", final=False) + encode(BINARY, b"\x03"), 1002),
            (
                "a message beyond its limit",
                encode(BINARY, b"")[:1] + b"\xff" + (MAX_MESSAGE + 1).to_bytes(8, "big"),
                1009,
            ),
            ("text that is not UTF-8", encode(TEXT, b"\xff\xfe"), 1007),
            ("a text frame", encode(TEXT, b"hello"), 4400),
        ]
        if frames.chance.random() < 0.02:
            tries = [("fragments beyond the limit", self._many_fragments(), 1009)]
        name, raw, code = frames.chance.choice(tries)
        socket = await open_socket(self._server.port, path, self._tokens[PERSON])
        socket.write(raw)
        ending = await asyncio.wait_for(asyncio.shield(socket.ended), ANSWER_SECONDS)
        self.outcome.frames += 1
        self._expect(name, ending, code)

    def _many_fragments(self) -> bytes:
        part = bytes(1_000_000)
        return encode(BINARY, part, final=False) + encode(CONTINUATION, part, final=False) * 4

    def _expect(self, name: str, ending: Ending, code: int) -> None:
        self.outcome.codes[ending.code] += 1
        self.outcome.classes[name] += 1
        if ending.code != code:
            self.outcome.problems.append(f"{name}: expected {code}, got {ending.code} {ending.reason!r}")


async def attack(
    server: Server, database_url: str, tokens: dict[str, str], count: int, seed: int, frames_per_plan: int
) -> Outcome:
    """Run a campaign."""
    async with open_database(database_url) as database:
        return await Campaign(server, database, tokens, seed).run(count, frames_per_plan)

"""What is thrown at the server: frames by class, each with the close codes that may answer it.

``PASSES`` among the codes: the frame may also be taken, because it is valid, or says nothing new.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from collab.codec import AwarenessEntry, write_awareness, write_step1, write_step2, write_update, write_varuint
from collab.update_reader import ANY, STRING, TYPE
from tests.soak import crafted
from tests.soak.crafted import CONTENTS, any_integer, any_nested, behind, in_item, in_root, string, values
from tests.soak.target import Target

PASSES = 0
NOT_THE_PROTOCOL, NOT_YOURS, OVER_LIMIT = 4400, 4403, 4413
REFUSED = frozenset({NOT_THE_PROTOCOL, NOT_YOURS, OVER_LIMIT})
ANYTHING = REFUSED | {PASSES}
NEVER_KNOWN = 2_000_000_000  # a clock that nobody reaches here


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame, its class, and what may come of it."""

    name: str
    frame: bytes
    codes: frozenset[int]


class Frames:
    """Makes frames for one document. Everything is drawn from ``chance``: a seed repeats a campaign."""

    def __init__(self, target: Target, chance: random.Random) -> None:
        self.target = target
        self.chance = chance
        self._makers: tuple[Callable[[], Shot], ...] = (
            *([self._random] * 3),
            *([self._mutated] * 10),
            *([self._wrong_value] * 3),
            *([self._wrong_place] * 3),
            *([self._wrong_order] * 3),
            *([self._wrong_text] * 3),
            self._wrong_bytes,
            self._collected,
            self._too_much,
            self._wrong_frame,
            self._wrong_awareness,
        )

    def hostile(self) -> Shot:
        """A frame that is to be refused, or may be."""
        return self.chance.choice(self._makers)()

    def author(self) -> int:
        """A client id that nobody has used."""
        return self.chance.randrange(2**20, 2**32)

    # -- what an honest client could have sent -------------------------------------------------------------------

    def neutral(self, author: int, clock: int) -> tuple[Shot, int]:  # noqa: PLR0911 - one return per kind of frame
        """A frame that the server takes, and the author's next clock."""
        kind = self.chance.randrange(10)
        if kind < 2:
            return self._shot("valid edit", self._edit(author, clock), PASSES), clock + 1
        if kind < 4:
            entries = [AwarenessEntry(author, clock, self._presence()) for _ in range(self.chance.randrange(1, 4))]
            return Shot("awareness flood", write_awareness(entries), frozenset({PASSES})), clock
        if kind == 4:
            others = [AwarenessEntry(self.author(), 1, "null"), AwarenessEntry(author, clock, '{"user":{"id":"me"}}')]
            return Shot("awareness of others", write_awareness(others), frozenset({PASSES})), clock
        if kind == 5:
            return Shot("query awareness", b"\x03", frozenset({PASSES})), clock
        if kind == 6:
            return Shot("whole state again", write_step2(self.target.state), frozenset({PASSES})), clock
        if kind == 7:
            return self._shot("known update again", self.target.state, PASSES), clock
        if kind == 8:
            return Shot("nothing as an update", write_update(b"\x00\x00"), frozenset({PASSES})), clock
        vector = {self.author(): self.chance.randrange(2**31) for _ in range(self.chance.randrange(4))}
        encoded = write_varuint(len(vector)) + b"".join(write_varuint(c) + write_varuint(n) for c, n in vector.items())
        return Shot("step 1 flood", write_step1(encoded), frozenset({PASSES})), clock

    def _presence(self) -> str:
        return f'{{"cursor":{self.chance.randrange(1_000)},"field":"goal"}}'

    def _edit(self, author: int, clock: int) -> bytes:
        if self.chance.random() < 0.3:
            return crafted.update(author, clock, self._scalar("escalateAfterDays", any_integer(7)))
        text = self.target.texts[self.chance.choice(("problem", "roi", "whyBought"))]
        return crafted.update(author, clock, in_item(STRING, text, None, string(self.chance.choice("abc é"))))

    def _scalar(self, key: str, value: bytes) -> bytes:
        return in_root(ANY, "plan", key, values(value))

    def _shot(self, name: str, update: bytes, *codes: int) -> Shot:
        frame = write_update(update) if self.chance.random() < 0.8 else write_step2(update)
        return Shot(name, frame, frozenset(codes))

    # -- noise ---------------------------------------------------------------------------------------------------

    def _random(self) -> Shot:
        raw = self.chance.randbytes(self.chance.choice((0, 1, 2, 5, 20, 200, 3_000)))
        kind = self.chance.randrange(3)
        if kind == 0:
            return Shot("random bytes", raw, ANYTHING)
        if kind == 1:
            return Shot("random bytes as an update", write_update(raw), ANYTHING)
        return Shot("random bytes behind a frame's head", bytes((0, self.chance.randrange(4))) + raw, ANYTHING)

    def _mutated(self) -> Shot:
        """A real frame, spoilt. What is still valid afterwards may pass."""
        frame = bytearray(self._real())
        kind = self.chance.randrange(6)
        at = self.chance.randrange(len(frame))
        if kind == 0:
            for _ in range(self.chance.choice((1, 1, 1, 2, 8))):
                frame[self.chance.randrange(len(frame))] ^= 1 << self.chance.randrange(8)
            return Shot("bit flips", bytes(frame), ANYTHING)
        if kind == 1:
            return Shot("truncated", bytes(frame[:at]), frozenset({NOT_THE_PROTOCOL}))
        if kind == 2:
            end = self.chance.randrange(at, min(at + 30, len(frame)))
            return Shot("a part twice", bytes(frame[:end] + frame[at:]), ANYTHING)
        if kind == 3:
            other = self._real()
            return Shot("splice", bytes(frame[:at]) + other[self.chance.randrange(len(other)) :], ANYTHING)
        if kind == 4:
            frame[at : at + 1] = self.chance.choice((b"\xff\xff\xff\xff\x07", b"\xff" * 9 + b"\x01", b"\x80\x80\x00"))
            return Shot("varint tampered with", bytes(frame), ANYTHING)
        return Shot("bytes behind the end", bytes(frame) + self.chance.randbytes(3), frozenset({NOT_THE_PROTOCOL}))

    def _real(self) -> bytes:
        author = self.author()
        kind = self.chance.randrange(5)
        if kind == 0:
            return write_step2(self.target.state)
        if kind == 1:
            return write_awareness([AwarenessEntry(author, 1, self._presence())])
        if kind == 2:
            return write_step1(write_varuint(1) + write_varuint(author) + b"\x05")
        if kind == 3:
            return write_update(self._entity(author, str(uuid4())))
        return write_update(self._edit(author, 0))

    def _entity(self, author: int, key: str) -> bytes:
        return crafted.update(
            author,
            0,
            in_root(TYPE, "tasks", key, b"\x01"),
            in_item(TYPE, (author, 0), "action", b"\x02"),
            in_item(STRING, (author, 1), None, string("Größe 😀")),
            in_item(ANY, (author, 0), "done", values(b"\x79")),
        )

    # -- well-formed, and wrong ----------------------------------------------------------------------------------

    def _wrong_value(self) -> Shot:
        name = self.chance.choice(list(CONTENTS))
        kind, content = CONTENTS[name]
        author = self.author()
        key = self.chance.choice(("reviewOn", "vendorSponsor", "escalateAfterDays"))
        place = self.chance.randrange(3)
        if place == 0:
            struct = in_root(kind, "plan", key, content)
        elif place == 1:
            struct = in_item(kind, self.target.entity[2], "baselineOn", content)
        else:
            struct = in_item(kind, self.target.entity[2], "status", content)
        return self._shot(name, crafted.update(author, 0, struct), NOT_YOURS)

    def _wrong_place(self) -> Shot:
        author, chance = self.author(), self.chance
        root, key, item = self.target.entity
        one = values(any_integer(1))
        shots: tuple[tuple[str, bytes, int], ...] = (
            ("undeclared root", in_root(ANY, f"root{chance.randrange(9)}", "k", one), NOT_YOURS),
            ("undeclared field", in_root(ANY, "plan", "nope", one), NOT_YOURS),
            ("undeclared field of an entity", in_item(ANY, item, "nope", one), NOT_YOURS),
            ("the vendor's own root", in_root(TYPE, "internal", "narrative", b"\x02"), NOT_YOURS),
            ("a list in a map", in_root(ANY, "plan", None, one), NOT_THE_PROTOCOL),
            ("a text in a root", in_root(STRING, "outcomes", None, string("x")), NOT_THE_PROTOCOL),
            ("a key that is no UUID", in_root(TYPE, "tasks", "task-1", b"\x01"), NOT_YOURS),
            ("a UUID in upper case", in_root(TYPE, "tasks", str(uuid4()).upper(), b"\x01"), NOT_YOURS),
            ("a value as an entity", in_root(ANY, "tasks", str(uuid4()), one), NOT_YOURS),
            ("a text as an entity", in_root(TYPE, "tasks", str(uuid4()), b"\x02"), NOT_YOURS),
            ("an entity replaced", in_root(TYPE, root, key, b"\x01"), NOT_YOURS),
            ("an entity replaced behind itself", behind(TYPE, item, b"\x01"), NOT_YOURS),
            ("a text replaced", in_root(TYPE, "plan", "goal", b"\x02"), NOT_YOURS),
            ("a text replaced by a value", in_root(ANY, "plan", "goal", one), NOT_YOURS),
            ("an attribute of a text", in_item(ANY, self.target.texts["goal"], "bold", one), NOT_THE_PROTOCOL),
            ("a map in a text", in_item(TYPE, self.target.texts["goal"], None, b"\x01"), NOT_YOURS),
            ("a list in an entity", in_item(ANY, item, None, one), NOT_THE_PROTOCOL),
            ("below a letter", in_item(ANY, self.target.typed, "k", one), NOT_THE_PROTOCOL),
        )
        name, struct, code = chance.choice(shots)
        codes = (NOT_YOURS, NOT_THE_PROTOCOL) if code == NOT_THE_PROTOCOL else (code,)  # which of the two is no matter
        return self._shot(name, crafted.update(author, 0, struct), *codes)

    def _wrong_order(self) -> Shot:
        author, chance = self.author(), self.chance
        letter = in_item(STRING, self.target.texts["goal"], None, string("x"))
        far = chance.randrange(1, NEVER_KNOWN)
        known = self.target.entity[2][0]
        shots: tuple[tuple[str, bytes], ...] = (
            ("gap in a clock", crafted.update(author, far, letter)),
            ("origin that is not there", crafted.update(author, 0, behind(STRING, (author + 1, far), string("x")))),
            ("right origin that is not there", self._right(author, far)),
            ("parent that is not there", crafted.update(author, 0, in_item(ANY, (author + 1, 0), "k", b"\x01\x7e"))),
            ("itself as origin", crafted.update(author, 0, behind(STRING, (author, 0), string("x")))),
            ("skip struct", crafted.update(author, 0, crafted.skip(chance.randrange(1, 99)), letter)),
            ("delete before it is written", crafted.update(0, 0, deletes={author: [(0, chance.randrange(1, 99))]})),
            ("delete beyond what is known", crafted.update(0, 0, deletes={known: [(NEVER_KNOWN, 5)]})),
            ("origins in two places", self._two_places(author)),
        )
        name, update = chance.choice(shots)
        return self._shot(name, update, NOT_THE_PROTOCOL)

    def _right(self, author: int, far: int) -> bytes:
        return crafted.update(author, 0, behind(STRING, self.target.typed, string("x"), (author + 1, far)))

    def _two_places(self, author: int) -> bytes:
        first = in_item(STRING, self.target.texts["roi"], None, string("x"))
        second = in_item(STRING, self.target.texts["problem"], None, string("y"))
        return crafted.update(author, 0, first, second, behind(STRING, (author, 0), string("z"), (author, 1)))

    def _wrong_text(self) -> Shot:
        author = self.author()
        goal = self.target.texts["goal"]
        smile = in_item(STRING, goal, None, string("😀"))
        shots: tuple[tuple[str, bytes, frozenset[int]], ...] = (
            ("U+0000 in a text", self._typed(author, "a\x00b"), frozenset({NOT_YOURS})),
            ("a surrogate alone", self._typed(author, b"\xed\xa0\xbd"), frozenset({NOT_THE_PROTOCOL})),
            ("not UTF-8", self._typed(author, b"\xff\xfe"), frozenset({NOT_THE_PROTOCOL})),
            ("an empty text", self._typed(author, ""), frozenset({NOT_THE_PROTOCOL})),
            ("half a character deleted", self._halved(author, smile), frozenset({NOT_YOURS})),
            (
                "inserted into a character",
                crafted.update(author, 0, smile, behind(STRING, (author, 0), string("x"))),
                frozenset({NOT_YOURS}),
            ),
            ("longer than its field", self._typed(author, "x" * 2_001), frozenset({OVER_LIMIT})),
        )
        name, update, codes = self.chance.choice(shots)
        shot = self._shot(name, update)
        return Shot(name, shot.frame, codes)

    def _typed(self, author: int, text: str | bytes) -> bytes:
        return crafted.update(author, 0, in_item(STRING, self.target.texts["goal"], None, string(text)))

    def _halved(self, author: int, smile: bytes) -> bytes:
        return crafted.update(author, 0, smile, deletes={author: [(self.chance.randrange(2), 1)]})

    def _wrong_bytes(self) -> Shot:
        author = self.author()
        head = b"\x01\x01" + write_varuint(author) + b"\x00"
        shots = (
            ("no structs of a client", b"\x01\x00" + write_varuint(author) + b"\x00\x00"),
            ("a client twice", b"\x02" + (b"\x01" + write_varuint(author) + b"\x00\x00\x01") * 2 + b"\x00"),
            ("GC with flags", head + b"\xe0\x05\x00"),
            ("an unknown kind", head + b"\x0b\x01\x00"),
            ("a length of nothing", head + b"\x00\x00\x00"),
            ("a huge length", head + b"\x00\xff\xff\xff\xff\xff\xff\xff\x0f\x00"),
            ("a huge string", head + b"\x04\x01\x04plan\xff\xff\xff\xff\x07ab\x00"),
            ("a huge count", b"\xff\xff\xff\xff\x07\x01" + write_varuint(author)),
            ("too deep", crafted.update(author, 0, self._scalar("reviewOn", any_nested(500, maps=True)))),
            ("a parent marker", head + b"\x04\x02\x04plan\x01a\x00"),
        )
        name, update = self.chance.choice(shots)
        return self._shot(name, update, NOT_THE_PROTOCOL)

    def _collected(self) -> Shot:
        """What a garbage-collecting client sends of its own deleted edits: it may be taken."""
        author, chance = self.author(), self.chance
        goal = self.target.texts["goal"]
        deleted = bytes((crafted.DELETED_ONE[0],))
        shots = (
            ("GC structs", crafted.update(author, 0, crafted.collected(chance.randrange(1, 50)))),
            ("a huge GC struct", crafted.update(author, 0, crafted.collected(2**31 - 2))),
            ("deleted letters", crafted.update(author, 0, in_item(deleted[0], goal, None, b"\x05"))),
            ("a deleted field", crafted.update(author, 0, in_root(deleted[0], "plan", "reviewOn", b"\x01"))),
            ("a deleted entity", crafted.update(author, 0, in_root(deleted[0], "tasks", str(uuid4()), b"\x01"))),
            ("below what is collected", self._below_collected(author)),
            ("another content for known clocks", self._equivocation()),
        )
        name, update = chance.choice(shots)
        return self._shot(name, update, *ANYTHING)

    def _below_collected(self, author: int) -> bytes:
        gone = (author, 0)
        return crafted.update(author, 0, crafted.collected(3), in_item(ANY, gone, "k", b"\x01\x7e"))

    def _equivocation(self) -> bytes:
        client, clock = self.target.typed
        return crafted.update(client, clock, in_item(STRING, self.target.texts["goal"], None, string("other")))

    def _too_much(self) -> Shot:
        author = self.author()
        kind = self.chance.randrange(12)
        if kind == 0:
            frame = write_update(crafted.update(author, 0, *([self._letter()] * 20_001)))
            return Shot("too many operations", frame, frozenset({OVER_LIMIT}))
        if kind == 1:
            return Shot("an update beyond its limit", write_update(bytes(1_048_577)), frozenset({OVER_LIMIT}))
        ranges = {author: [(place * 2, 1) for place in range(500)]}
        return self._shot("many deletions", crafted.update(0, 0, deletes=ranges), NOT_THE_PROTOCOL)

    def _letter(self) -> bytes:
        return in_item(STRING, self.target.texts["problem"], None, string("x"))

    def _wrong_frame(self) -> Shot:
        shots = (
            b"",
            b"\x02\x00\x01a",
            b"\x04",
            b"\x00\x03\x00",
            b"\x03\x00",
            b"\x00\x00\x02\x01\x05",
            write_step1(b"\x02\x05\x01\x05\x01"),
            b"\x00",
        )
        return Shot("not a frame", self.chance.choice(shots), frozenset({NOT_THE_PROTOCOL}))

    def _wrong_awareness(self) -> Shot:
        author, chance = self.author(), self.chance
        kind = chance.randrange(4)
        if kind == 0:
            entries = [AwarenessEntry(author + place, 1, "{}") for place in range(9)]
            return Shot("too many awareness ids", write_awareness(entries), frozenset({PASSES}))
        if kind == 1:
            entries = [AwarenessEntry(author, 1, '{"x":"' + "y" * 4_096 + '"}')]
            return Shot("a large awareness state", write_awareness(entries), frozenset({OVER_LIMIT}))
        if kind == 2:
            state = chance.choice(("[" * 5_000, "NaN", '{"a":', "1e999", '"text"', "[]", '{"a":NaN}', "\x00"))
            return Shot(
                "awareness that is no object",
                write_awareness([AwarenessEntry(author, 1, state)]),
                frozenset({PASSES, OVER_LIMIT}),
            )
        entries = [AwarenessEntry(author, 1, "{}")] * 1_001
        return Shot("a thousand awareness entries", write_awareness(entries), frozenset({NOT_THE_PROTOCOL}))

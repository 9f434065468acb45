"""What a load client says to each server: y-websocket to Concordat, Hocuspocus's protocol to Hocuspocus."""

from dataclasses import dataclass
from typing import Literal

from collab.codec import (
    STEP2,
    SYNC,
    UPDATE,
    read_var_bytes,
    write_step1,
    write_update,
    write_var_string,
    write_varuint,
)

ServerKind = Literal["concordat", "hocuspocus"]

EMPTY_STATE_VECTOR = b"\x00"
_AUTH = 2
_TOKEN = 0
_CLIENT_VERSION = "4.8.0"


@dataclass(frozen=True, slots=True)
class Wire:
    """One document on one server. ``prefix`` stands before every message of the document."""

    kind: ServerKind
    path: str
    headers: tuple[tuple[str, str], ...]
    prefix: bytes

    def greeting(self) -> tuple[bytes, ...]:
        """What a client sends first: who it is, and what it has, which is nothing."""
        step1 = self.prefix + write_step1(EMPTY_STATE_VECTOR)
        if self.kind == "concordat":
            return (step1,)
        words = write_varuint(_AUTH) + write_varuint(_TOKEN) + write_var_string("bench")
        return (self.prefix + words + write_var_string(_CLIENT_VERSION), step1)

    def update(self, update: bytes) -> bytes:
        """The message of an edit."""
        return self.prefix + write_update(update)

    def is_step2(self, message: bytes) -> bool:
        """Whether a message answers step 1: from then on the client is in sync."""
        at = len(self.prefix)
        return len(message) > at + 1 and message[at] == SYNC and message[at + 1] == STEP2

    def is_update(self, message: bytes) -> bool:
        """Whether a message relays edits."""
        at = len(self.prefix)
        return len(message) > at + 1 and message[at] == SYNC and message[at + 1] == UPDATE

    def update_of(self, message: bytes) -> bytes:
        """The update in a message that relays edits."""
        update, _ = read_var_bytes(message, len(self.prefix) + 2)
        return update


def concordat_wire(plan: str, token: str) -> Wire:
    """A plan's shared document on Concordat."""
    return Wire("concordat", f"/collab/{plan}", (("Authorization", f"Bearer {token}"),), b"")


def hocuspocus_wire(name: str) -> Wire:
    """A document on Hocuspocus."""
    return Wire("hocuspocus", "/", (), write_var_string(name))

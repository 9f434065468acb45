"""Why a live edit or a socket is turned away. Every ending has one close code, mapped here and nowhere else.

Refusal                  final for a client (44xx)
├── NotTheProtocol       4400  a frame or an update that is not the protocol
│   └── Gap              4400  an update that builds on what has not come
├── NotAuthenticated     4401  not, or no longer, authenticated
├── NotYours             4403  may read but not write this; ``path`` names it
├── NotFound             4404  no such document for this person
└── OverLimit            4413  over a limit; the reason names it
Unavailable              1013  try again later; nothing acknowledged is lost
Stale                          through the API alone: the entity is at another version than expected
"""

MAX_REASON_BYTES = 123  # RFC 6455, section 5.5: a control frame holds 125 bytes, two of them the code
RESTARTING = 1012
CROWDED = "too many edits of this plan wait: nothing was changed, send it again in a moment"
ENDED = "this socket was ended while an edit of it waited: connect again and send it anew"


class Refusal(Exception):  # noqa: N818 - it names what happened
    """Turned away for good: the same bytes would be refused again. The message is for the client's developer."""

    close_code = 4400
    code = "not_the_protocol"

    def __init__(self, message: str, path: str | None = None) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.message = message
        self.path = path


class NotTheProtocol(Refusal):
    """The bytes are not a frame or an update of the protocol."""


class Gap(NotTheProtocol):
    """The update builds on edits of its author's that have not come yet."""


class NotAuthenticated(Refusal):
    """No identity, or one that ended."""

    close_code = 4401
    code = "not_authenticated"


class NotYours(Refusal):
    """The document has no such place, or no such value there, or this person may not write it."""

    close_code = 4403
    code = "not_allowed"


class NotFound(Refusal):
    """There is no such document for this person, which may mean that it is somebody else's."""

    close_code = 4404
    code = "not_found"


class OverLimit(Refusal):
    """Larger than a limit that the message names."""

    close_code = 4413
    code = "over_limit"


class Unavailable(Exception):  # noqa: N818 - it names what happened
    """The service cannot take it now; the client keeps its edits and comes again."""

    close_code = 1013
    code = "unavailable"


class Stale(Exception):  # noqa: N818 - it names what happened
    """The entity is at another version than its editor expected; nothing was changed. ``version``: where it is."""

    def __init__(self, expected: int, version: int) -> None:
        super().__init__(
            f"expected version {expected}, it is at {version}: look at what was changed, and edit that version"
        )
        self.version = version


def close_reason(message: str) -> str:
    """A message cut to what a close frame holds, on a character's edge."""
    raw = message.encode("utf-8", "replace")
    if len(raw) <= MAX_REASON_BYTES:
        return message
    return raw[: MAX_REASON_BYTES - 3].decode("utf-8", "ignore") + "…"

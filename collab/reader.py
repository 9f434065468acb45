"""One socket, as a room sees it."""

from typing import Protocol


class Reader(Protocol):
    """One socket in a room. Neither call waits; a reader that lags too far behind closes itself."""

    @property
    def is_ended(self) -> bool:
        """Whether this side has ended the socket: what has still to be read of it counts no more."""
        ...

    def write(self, frame: bytes) -> None:
        """Send a websocket frame that is encoded already."""
        ...

    def close(self, code: int, reason: str) -> None:
        """End the socket."""
        ...

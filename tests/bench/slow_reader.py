"""A client that asks for much and reads nothing: what becomes of its connection."""

import json
import socket
import time

import psutil

LARGE_ALIASES, ALIAS_CHARACTERS = 450, 200  # an answer of 100 KB that costs 450 points
PIPELINED = 30  # 3 MB: more than the kernel takes for a peer that reads nothing
RECEIVED_BYTES = 4_096


def pipelined(token: str) -> bytes:
    """So many requests, one after the other, each for a large answer."""
    names = (f"a{at}".ljust(ALIAS_CHARACTERS, "x") for at in range(LARGE_ALIASES))
    body = json.dumps({"query": "{ " + " ".join(f"{name}: __typename" for name in names) + " }"}).encode()
    head = (
        "POST /graphql HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", f"Content-Length: {len(body)}",
        f"Authorization: Bearer {token}", "", "",
    )  # fmt: skip
    return ("\r\n".join(head).encode() + body) * PIPELINED


class SlowReader:
    """One connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = socket.socket()
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED_BYTES)
        self._connection.connect(("127.0.0.1", port))
        self._connection.setblocking(False)
        self._left = memoryview(pipelined(token))
        self._name = self._connection.getsockname()

    def held(self, pid: int, seconds: float) -> float | None:
        """Ask and read nothing; for how long the server's process kept the connection, ``None``: to the end."""
        began = time.monotonic()
        while (lasted := time.monotonic() - began) < seconds:
            self._write()
            peers = {peer.raddr for peer in psutil.Process(pid).net_connections("tcp") if peer.status == "ESTABLISHED"}
            if self._name not in peers:
                return lasted
            time.sleep(0.1)
        return None

    def close(self) -> None:
        """End it."""
        self._connection.close()

    def _write(self) -> None:
        try:
            while self._left:
                self._left = self._left[self._connection.send(self._left[:65_536]) :]
        except OSError:  # the server takes no more for now, or ended it
            return

"""How long a server leaves others waiting: `python -m tests.bench.probe PORT` asks `/livez` all the time.

For each line on its input it prints the longest wait since the line before, in seconds.
"""

import socket
import sys
import threading
import time

REQUEST = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
PAUSE_SECONDS = 0.001


class Probe:
    """Asks over one connection that stays open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._longest = 0.0
        self._asked_at = 0.0
        self._lock = threading.Lock()

    def run(self) -> None:
        """Ask until the process ends."""
        connection = self._connect()
        while True:
            self._asked_at = time.perf_counter()
            try:
                connection.sendall(REQUEST)
                if not connection.recv(4_096):
                    connection = self._connect()
                    continue
            except OSError:
                connection = self._connect()
                continue
            with self._lock:
                self._longest = max(self._longest, time.perf_counter() - self._asked_at)
            time.sleep(PAUSE_SECONDS)

    def take(self) -> float:
        """The longest wait since this was asked last; one that still lasts counts."""
        with self._lock:
            longest = max(self._longest, time.perf_counter() - self._asked_at)
            self._longest = 0.0
        return longest

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self._port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def main() -> None:
    """Probe."""
    probe = Probe(int(sys.argv[1]))
    threading.Thread(target=probe.run, daemon=True).start()
    for _ in sys.stdin:
        print(probe.take(), flush=True)


if __name__ == "__main__":
    main()

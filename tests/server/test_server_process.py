"""The server as a process: it becomes ready, and says what is wrong where it cannot start."""

import subprocess
import sys
import urllib.request

from tests.conftest import ServerFactory


def test_a_server_becomes_ready_and_says_so(servers: ServerFactory) -> None:
    server = servers.start()
    with urllib.request.urlopen(f"{server.url}/readyz") as answer:
        assert answer.read() == b"ready\n"


def test_a_port_in_use_is_named_with_a_way_out(servers: ServerFactory) -> None:
    server = servers.start()
    command = [sys.executable, "-m", "server", "serve", "--port", str(server.port)]
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{server.port}" in second.stderr
    assert "--port" in second.stderr

"""The second identity provider as a process of its own; see `second_provider/provider.py`."""

import json
import select
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.server_process import free_port

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent / "second_provider"
PYTHON = ROOT / ".cache" / "second-provider" / "bin" / "python"
MARK = ROOT / ".cache" / "second-provider" / ".installed"
CLIENT_ID = "concordat-of-harbor"
CLIENT_SECRET = "a secret of the test that is long enough for a signature"
EMAIL, NAME, PASSWORD = "nora@harbor.example", "Nora Newcomer", "a password of the test"
READY_WITHIN_SECONDS = 60


def missing() -> str | None:
    """Why the provider cannot run here, or ``None``."""
    lock = FOLDER / "requirements.lock"
    if MARK.is_file() and MARK.stat().st_mtime >= lock.stat().st_mtime:
        return None
    return "the second identity provider is not installed: `make second-provider` does it where a network is"


@dataclass(frozen=True, slots=True)
class SecondProvider:
    """Where the provider listens."""

    url: str

    @property
    def issuer(self) -> str:
        """Its issuer."""
        return f"{self.url}/o"

    def discovered(self) -> Any:
        """What it says of itself."""
        return httpx2.get(f"{self.issuer}/.well-known/openid-configuration", trust_env=False).json()

    def received(self, path: str) -> list[dict[str, str]]:
        """What it was asked at an endpoint, oldest first."""
        entries = httpx2.get(f"{self.url}/received", trust_env=False).json()["received"]
        return [entry["asked"] for entry in entries if entry["path"] == path]

    def change(self, **values: str) -> None:
        """Change how it treats the client from now on."""
        assert httpx2.get(f"{self.url}/change", params=values, trust_env=False).status_code == 200


@contextmanager
def second_provider(folder: Path, redirect_uri: str, after_logout: str) -> Generator[SecondProvider]:
    """Run the provider; it ends with its standard input."""
    port = free_port()
    config = {
        "port": port,
        "folder": str(folder),
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uri": redirect_uri,
        "after_logout": after_logout,
        "password": PASSWORD,
    }
    process = subprocess.Popen(
        [str(PYTHON), "provider.py"], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(config) + "\n")
        process.stdin.flush()
        try:
            ready, _, _ = select.select([process.stdout], [], [], READY_WITHIN_SECONDS)
            assert ready, f"the second provider did not start within {READY_WITHIN_SECONDS} s"
            assert process.stdout.readline() == "ready\n"
            yield SecondProvider(f"http://127.0.0.1:{port}")
        finally:
            process.stdin.close()
            process.wait(10)

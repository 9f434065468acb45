"""The settings: `CONCORDAT_*` environment variables and `DATABASE_URL`, read once at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from server.errors import SettingError

UNNAMED_ISSUER = "urn:concordat"  # of tokens, while the deployment has no public address: its port may change


@dataclass(frozen=True, slots=True)
class Settings:
    """What the service was told. ``database_url`` is ``None`` where the embedded PostgreSQL is to run.

    ``issuer`` names the deployment in its tokens.
    """

    data_folder: Path
    keys_folder: Path
    database_url: str | None
    migrate_url: str | None
    host: str
    port: int
    public_url: str
    issuer: str
    demo: bool = False

    @property
    def secrets_folder(self) -> Path:
        """Where the secrets of login connections may be: a file each, named by the connection's id."""
        return self.keys_folder / "login"

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str],
        *,
        host: str | None = None,
        port: int | None = None,
        demo: bool = False,
    ) -> "Settings":
        """Read the settings; arguments of the command line win over the environment.

        Raises SettingError where a value is not understood.
        """
        data_folder = Path(environment.get("CONCORDAT_DATA") or platformdirs.user_data_path("concordat")).expanduser()
        chosen_host = host or environment.get("CONCORDAT_HOST") or "127.0.0.1"
        chosen_port = port if port is not None else _port(environment.get("CONCORDAT_PORT") or "8000")
        keys = environment.get("CONCORDAT_KEYS")
        return cls(
            data_folder=data_folder,
            keys_folder=Path(keys).expanduser() if keys else data_folder / "keys",
            database_url=_database_url("DATABASE_URL", environment),
            migrate_url=_database_url("CONCORDAT_MIGRATE_URL", environment),
            host=chosen_host,
            port=chosen_port,
            public_url=(environment.get("CONCORDAT_PUBLIC_URL") or f"http://{chosen_host}:{chosen_port}").rstrip("/"),
            issuer=(environment.get("CONCORDAT_PUBLIC_URL") or UNNAMED_ISSUER).rstrip("/"),
            demo=demo or environment.get("CONCORDAT_DEMO") == "1",
        )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        message = f"CONCORDAT_PORT: expected a number from 1 to 65535, got {text!r}. Set it to a free port."
        raise SettingError(message)
    return int(text)


def _database_url(name: str, environment: Mapping[str, str]) -> str | None:
    url = environment.get(name) or None
    if url is not None and not url.startswith(("postgresql://", "postgres://")):
        message = (
            f"{name}: expected an address such as postgresql://user:password@host:5432/concordat, "
            f"got one that starts with {url.split(':', 1)[0]!r}. "
            "Correct it, or unset it to use the embedded PostgreSQL."
        )
        raise SettingError(message)
    return url

"""The settings: `CONCORDAT_*` environment variables and `DATABASE_URL`, read once at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import platformdirs

from server.errors import SettingError

POINTS_PER_SECOND = 2_000  # of cost, of one viewer: see decision 11
MAX_POINTS_PER_SECOND = 1_000_000_000
UNNAMED_ISSUER = "urn:concordat"  # of tokens, while the deployment has no public address: its port may change


@dataclass(frozen=True, slots=True)
class Settings:
    """What the service was told. ``database_url`` is ``None`` where the embedded PostgreSQL is to run.

    ``issuer`` names the deployment in its tokens. ``trusted_proxies``: whose word on where a request comes from counts.
    ``introspection``: whether clients may ask the GraphQL schema for itself. ``points_per_second``: what a viewer's
    operations may cost in the long run; 0 is no limit. ``documents_folder`` has GraphQL documents that are known by
    their hash; ``trusted_only``: no others are taken but those of the pages.
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
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    introspection: bool = False
    points_per_second: int = POINTS_PER_SECOND
    documents_folder: Path | None = None
    trusted_only: bool = False

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
        documents = environment.get("CONCORDAT_GRAPHQL_DOCUMENTS")
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
            trusted_proxies=_networks(environment.get("CONCORDAT_TRUSTED_PROXIES") or ""),
            introspection=_introspection(environment, demo=demo),
            points_per_second=_points_per_second(environment.get("CONCORDAT_GRAPHQL_POINTS_PER_SECOND") or ""),
            documents_folder=Path(documents).expanduser() if documents else None,
            trusted_only=environment.get("CONCORDAT_GRAPHQL_TRUSTED_ONLY") == "1",
        )


def _introspection(environment: Mapping[str, str], *, demo: bool) -> bool:
    """As told; where nothing is, the demo alone allows it."""
    told = environment.get("CONCORDAT_GRAPHQL_INTROSPECTION")
    return told == "1" if told else demo or environment.get("CONCORDAT_DEMO") == "1"


def _points_per_second(text: str) -> int:
    if not text:
        return POINTS_PER_SECOND
    if not text.isascii() or not text.isdigit() or int(text) > MAX_POINTS_PER_SECOND:
        message = (
            f"CONCORDAT_GRAPHQL_POINTS_PER_SECOND: expected a number from 1 to {MAX_POINTS_PER_SECOND}, or 0 for no "
            f"limit, got {text!r}. Leave it out for {POINTS_PER_SECOND}."
        )
        raise SettingError(message)
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        message = f"CONCORDAT_PORT: expected a number from 1 to 65535, got {text!r}. Set it to a free port."
        raise SettingError(message)
    return int(text)


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    networks: list[IPv4Network | IPv6Network] = []
    for named in text.replace(",", " ").split():
        try:
            network = ip_network(named)
        except ValueError as error:
            message = (
                f"CONCORDAT_TRUSTED_PROXIES: expected addresses and networks such as 10.0.0.5 or 10.1.0.0/16, "
                f"got {named!r} ({error}). Name each proxy by its address."
            )
            raise SettingError(message) from error
        if network.prefixlen == 0:
            message = (
                f"CONCORDAT_TRUSTED_PROXIES: expected your proxies, got everybody ({named}). Name each by its address."
            )
            raise SettingError(message)
        networks.append(network)
    return tuple(networks)


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

"""The demo's logins: an identity provider on loopback, and a connection to it for every organisation of the demo.

Production refuses to run beside it: `require_no_demo_login`.
"""

import json
import secrets
import select
import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from plans.store.login_connection import (
    LoginConnectionRow,
    activate_login_connection,
    delete_login_connection,
    insert_login_domain,
    select_active_login_connections,
    select_login_connection,
    upsert_login_connection,
    verify_login_domain,
)
from plans.store.login_identity import LoginIdentityRow, insert_login_identity
from server.database import Database
from server.demo import ORGANISATIONS, DemoOrganisation, demo_id
from server.errors import SettingError
from server.origin import is_loopback
from server.settings import Settings

FOLDER = Path(__file__).resolve().parent.parent / "demo" / "identity-provider"
READY_WITHIN_SECONDS = 20


@dataclass(frozen=True, slots=True)
class DemoProvider:
    """Where the demo's provider listens."""

    issuer: str


def connection_id(organisation: DemoOrganisation) -> UUID:
    """The id of an organisation's connection."""
    return demo_id(f"login of {organisation.name}")


def demo_provider_problem(settings: Settings) -> str | None:
    """Why the demo's provider cannot run here, or ``None``."""
    if not is_loopback(settings.public_url):
        return "it runs on loopback alone"
    if shutil.which("node") is None:
        return "Node 20 or newer is not on PATH"
    if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        return f"run `npm ci` in {FOLDER}"
    return None


@contextmanager
def running_demo_provider(settings: Settings) -> Generator[DemoProvider]:
    """Run the provider; it ends with this process, however that ends."""
    port = _free_port()
    issuer = f"http://127.0.0.1:{port}"
    clients = [_client(organisation, settings) for organisation in ORGANISATIONS if organisation.people]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [shutil.which("node") or "node", "provider.mjs"],
        cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise SettingError("The demo's identity provider cannot be talked to.")
        stdin.write(json.dumps({"issuer": issuer, "port": port, "clients": clients}) + "\n")
        stdin.flush()
        ready, _, _ = select.select([stdout], [], [], READY_WITHIN_SECONDS)
        if not ready or stdout.readline() != "ready\n":
            message = (
                f"The demo's identity provider did not start within {READY_WITHIN_SECONDS} s. "
                f"Try `node provider.mjs` in {FOLDER}."
            )
            raise SettingError(message)
        yield DemoProvider(issuer)
    finally:
        process.terminate()
        process.wait(5)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _client(organisation: DemoOrganisation, settings: Settings) -> dict[str, object]:
    own = f"{settings.public_url}/auth/{connection_id(organisation)}"
    return {
        "client_id": str(connection_id(organisation)),
        "client_secret": _secret(organisation, settings),
        "name": organisation.name,
        "redirect_uris": [f"{own}/callback"],
        "backchannel_logout_uri": f"{own}/backchannel-logout",
        "post_logout_redirect_uris": [f"{settings.public_url}/logout"],
        "people": [
            {"sub": str(demo_id(person.email)), "email": person.email, "name": person.name}
            for person in organisation.people
        ],
    }


def _secret(organisation: DemoOrganisation, settings: Settings) -> str:
    folder = settings.secrets_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / str(connection_id(organisation))
    if not path.is_file():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()


async def load_demo_logins(database: Database, issuer: str) -> None:
    """Connect the demo's organisations to the provider, whose address differs with every start."""
    async with database.logins.acquire() as connection, connection.transaction():
        for organisation in ORGANISATIONS:
            if not organisation.people:
                continue
            organisation_id, login_id = demo_id(organisation.name), connection_id(organisation)
            known = await select_login_connection(connection, login_id)
            if known and known.issuer == issuer:
                continue
            await delete_login_connection(connection, organisation_id, login_id)
            row = LoginConnectionRow(
                organisation_id, login_id, issuer, str(login_id), "file", ("RS256",), None, {}, "draft",
                organisation.name, organisation.side,
            )  # fmt: skip
            await upsert_login_connection(connection, row)
            domain = organisation.people[0].email.partition("@")[2]
            await insert_login_domain(connection, organisation_id, login_id, domain, "demo")
            await verify_login_domain(connection, organisation_id, login_id, domain)
            for person in organisation.people:
                person_id = demo_id(person.email)
                identity = LoginIdentityRow(organisation_id, login_id, issuer, str(person_id), person_id)
                await insert_login_identity(connection, identity)
            await activate_login_connection(
                connection, organisation_id, login_id, demo_id(organisation.people[0].email)
            )


async def require_no_demo_login(database: Database) -> None:
    """Raise SettingError where anybody could log in through a provider without https: the demo's, which asks no
    password."""
    async with database.logins.acquire() as connection:
        rows = await select_active_login_connections(connection)
    if any(not row.issuer.startswith("https://") for row in rows):
        message = (
            "This database lets people log in through the demo's identity provider, which asks for no password. "
            "Start with --demo, or use another database (CONCORDAT_DATA or DATABASE_URL)."
        )
        raise SettingError(message)

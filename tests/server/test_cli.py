"""The command line brings in the first person of an organisation."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from plans.rules.identifier import new_id
from plans.rules.role import Side
from plans.store.connection import Connection, Record, open_connection
from server.cli import main
from tests.cluster import Cluster
from tests.make import make_organisation

T = TypeVar("T")


@pytest.fixture
def run_as_owner(
    cluster: Cluster, database_name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Callable[[Connection], Awaitable[T]]], T]:
    """Runs something on the database that the command line is set to use."""
    monkeypatch.setenv("DATABASE_URL", cluster.service_url(database_name))
    monkeypatch.setenv("CONCORDAT_MIGRATE_URL", cluster.owner_url(database_name))
    monkeypatch.setenv("CONCORDAT_DATA", str(tmp_path))
    monkeypatch.setenv("CONCORDAT_PUBLIC_URL", "https://plans.fernhill.example")

    async def run(use: Callable[[Connection], Awaitable[T]]) -> T:
        connection = await open_connection(cluster.owner_url(database_name), {"search_path": "concordat"})
        try:
            return await use(connection)
        finally:
            await connection.close()

    return lambda use: asyncio.run(run(use))


def _arguments(organisation_id: object, role: str) -> list[str]:
    return [
        "invite", "Elena@Harbor.example", "--organisation", str(organisation_id), "--role", role, "--name", "Elena",
    ]  # fmt: skip


def test_the_operator_invites_the_first_sponsor(
    run_as_owner: Callable[[Callable[[Connection], Awaitable[object]]], object], capsys: pytest.CaptureFixture[str]
) -> None:
    organisation_id = run_as_owner(lambda connection: make_organisation(connection, Side.CUSTOMER, "Harbor"))
    main(_arguments(organisation_id, "sponsor"))
    assert capsys.readouterr().out.startswith("https://plans.fernhill.example/login?invitation=")

    async def look(connection: Connection) -> list[Record]:
        return [
            *await connection.fetch(
                "select p.email, m.role, a.actor, a.action, a.organisation_id, a.subject = p.id::text as about "
                "from membership m join person p on p.id = m.person_id cross join audit_entry a "
                "join login_invitation i on i.person_id = p.id"
            )
        ]

    found = run_as_owner(look)
    assert isinstance(found, list)
    assert [tuple(row) for row in found] == [  # type: ignore[call-overload] - a record is iterable
        ("elena@harbor.example", "sponsor", None, "member:invite", organisation_id, True)
    ]
    with pytest.raises(SystemExit, match="is a member already"):
        main(_arguments(organisation_id, "sponsor"))


@pytest.mark.parametrize(("role", "expected"), [("admin", "expected a role of a customer"), ("sponsor", "no organisa")])
def test_a_role_of_another_side_and_an_unknown_organisation_are_refused(
    run_as_owner: Callable[[Callable[[Connection], Awaitable[object]]], object], role: str, expected: str
) -> None:
    known = run_as_owner(lambda connection: make_organisation(connection, Side.CUSTOMER, "Harbor"))
    with pytest.raises(SystemExit, match=expected):
        main(_arguments(known if role == "admin" else new_id(), role))

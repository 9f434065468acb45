"""The command line brings in organisations and their first people."""

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


def test_the_operator_brings_in_a_vendor_once_and_is_told_what_comes_next(
    run_as_owner: Callable[[Callable[[Connection], Awaitable[object]]], object], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["organisation", "Fernhill Software", "--side", "vendor"])
    made = capsys.readouterr()
    organisation_id = made.out.strip()
    assert f"concordat invite EMAIL --organisation {organisation_id} --role admin --name NAME" in made.err
    assert "Fernhill Software is a vendor now." in made.err
    main(["organisation", " fernhill software", "--side", "vendor"])
    again = capsys.readouterr()
    assert again.out == made.out
    assert "There is a vendor Fernhill Software already" in again.err
    main(["organisation", "Fernhill Software", "--side", "partner"])
    partner = capsys.readouterr()
    assert partner.out != made.out
    assert "--role partner" in partner.err

    async def look(connection: Connection) -> list[tuple[object, ...]]:
        rows = await connection.fetch(
            "select o.id::text, o.side, o.name, a.actor, a.action, a.subject = o.id::text as about "
            "from organisation o join audit_entry a on a.organisation_id = o.id order by o.id"
        )
        return [tuple(row) for row in rows]

    assert run_as_owner(look) == [
        (organisation_id, "vendor", "Fernhill Software", None, "organisation:create", True),
        (partner.out.strip(), "partner", "Fernhill Software", None, "organisation:create", True),
    ]


def test_an_organisation_without_a_name_a_customer_and_a_name_of_several_are_refused(
    run_as_owner: Callable[[Callable[[Connection], Awaitable[object]]], object], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="expected a name of 1 to 300 printable characters"):
        main(["organisation", " ", "--side", "vendor"])
    with pytest.raises(SystemExit):
        main(["organisation", "Harbor", "--side", "customer"])
    assert "invalid choice" in capsys.readouterr().err
    known = [run_as_owner(lambda connection: make_organisation(connection, Side.VENDOR, "Twin")) for _ in range(2)]
    with pytest.raises(SystemExit, match=f"{known[0]}, {known[1]}"):
        main(["organisation", "Twin", "--side", "vendor"])

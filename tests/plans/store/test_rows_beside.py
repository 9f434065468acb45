"""Rows beside a plan's documents: added by people of both sides, each for their own side and in their own name."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from plans.rules.identifier import new_id
from plans.rules.role import ROLES_OF, Role, Side
from plans.store.connection import Connection
from plans.store.viewer import viewing
from server.database import Database
from tests.plans.store.acting import REFUSED, sight_of
from tests.tenants import SIDES, Tenants, fill_tables, make_tenants

pytestmark = pytest.mark.anyio

AUTHORS = {
    "measurement": "recorded_by",
    "review": "planned_by",
    "review_answer": "answered_by",
    "plan_preset": "chosen_by",
    "overruling": "overruled_by",
    "win_confirmation": "recorded_by",
    "plan_dates": "recorded_by",
}
OF_CUSTOMERS = {"win_confirmation"}  # no vendor confirms what it delivered


@dataclass(frozen=True)
class Beside:
    """Tenants with a row in each of the tables."""

    database: Database
    owner: Connection
    made: Tenants

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """What a table holds."""
        found = await self.owner.fetch(f"select to_jsonb(t) as row from {table} t order by to_jsonb(t)")
        return [json.loads(row["row"]) for row in found]


@pytest.fixture
async def beside(database: Database, owner: Connection, operator: Connection) -> Beside:
    """Every table filled for every tenant."""
    made = await make_tenants(operator)
    await fill_tables(owner, made, ["outcome", *AUTHORS])
    return Beside(database, owner, made)


async def _added(connection: Connection, table: str, row: dict[str, Any]) -> bool:
    """Whether a row may be added; nothing of it stays."""
    savepoint: Any = connection.transaction()
    await savepoint.start()
    try:
        insert = f"insert into {table} select (jsonb_populate_record(null::{table}, $1)).*"
        await connection.execute(insert, json.dumps(row))
    except REFUSED:
        return False
    finally:
        await savepoint.rollback()
    return True


def _colleague(made: Tenants, name: str, role: Role) -> UUID:
    """Somebody else of the same organisation; of a partner there is one person only."""
    other = next((other for other in sorted(ROLES_OF[SIDES[name]]) if other is not role), role)
    return made.people[name, other]


@pytest.mark.parametrize("table", sorted(AUTHORS))
@pytest.mark.parametrize("role", list(Role))
async def test_a_role_adds_rows_for_its_own_side_and_in_its_own_name_alone(
    beside: Beside, table: str, role: Role
) -> None:
    rows, tried = await beside.rows(table), 0
    if table in {
        "review_answer",
        "plan_preset",
        "overruling",
        "plan_dates",
    }:  # one of each side or plan: those there make room
        await beside.owner.execute("set session_replication_role = replica")
        await beside.owner.execute(f"delete from {table}")
    for name, person_id in beside.made.wearers(role):
        seen = {str(plan.id) for plan in beside.made.seen_by(name)}
        async with viewing(beside.database.viewers, await sight_of(beside.database, person_id)) as connection:
            for row in rows:
                for side in ("vendor", "customer"):
                    fresh = {"id": str(new_id())} if "id" in row else {}
                    told = {"side": side} if "side" in row else {}
                    own = {**row, **fresh, **told, AUTHORS[table]: str(person_id)}
                    allowed = row["plan_id"] in seen and ("side" not in row or SIDES[name] == side)
                    allowed = allowed and (table not in OF_CUSTOMERS or SIDES[name] is Side.CUSTOMER)
                    assert await _added(connection, table, own) is allowed, (name, side)
                    others = {**own, AUTHORS[table]: str(_colleague(beside.made, name, role))}
                    assert not await _added(connection, table, others) or others == own, (name, side)
                    tried += allowed
    sides = {Side.CUSTOMER} if table in OF_CUSTOMERS else {Side.VENDOR, Side.CUSTOMER}
    assert (tried > 0) == any(role in ROLES_OF[side] for side in sides)


@pytest.mark.parametrize("table", ["measurement", "review_answer", "win_confirmation"])
@pytest.mark.parametrize("change", ["update {} set plan_id = plan_id", "delete from {}", "truncate {}"])
async def test_nobody_changes_what_is_only_added_not_even_who_may_do_anything(
    beside: Beside, table: str, change: str
) -> None:
    with pytest.raises(REFUSED, match="only ever added"):
        await beside.owner.execute(change.format(table))


async def test_a_past_review_is_changed_by_nobody(beside: Beside) -> None:
    await beside.owner.execute("update review set state = 'cancelled', cancelled_because = 'the sponsor is away'")
    for change in ("update review set state = 'planned'", "delete from review"):
        with pytest.raises(REFUSED, match="held or cancelled"):
            await beside.owner.execute(change)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PARTNER])
async def test_a_side_withdraws_its_own_overrulings_alone_and_in_its_own_name(beside: Beside, role: Role) -> None:
    withdraw = "update overruling set withdrawn_by = $1, withdrawn_at = now()"
    await beside.owner.execute(
        "insert into overruling (vendor_id, id, plan_id, code, subject_id, words, because, side, overruled_by) "
        "select vendor_id, gen_random_uuid(), plan_id, code, subject_id, words, because, 'customer', overruled_by "
        "from overruling"
    )
    for name, person_id in beside.made.wearers(role):
        own = SIDES[name] is Side.VENDOR
        async with viewing(beside.database.viewers, await sight_of(beside.database, person_id)) as connection:
            savepoint: Any = connection.transaction()
            await savepoint.start()
            done = await connection.execute(withdraw, person_id)
            told = await connection.fetch("select side, plan_id from overruling where withdrawn_by = $1", person_id)
            await savepoint.rollback()
            assert {row["side"] for row in told} == {"vendor" if own else "customer"}
            assert {row["plan_id"] for row in told} == {plan.id for plan in beside.made.seen_by(name)}
            assert done == f"UPDATE {len(told)}"
            with pytest.raises(REFUSED):
                await connection.execute(withdraw, _colleague(beside.made, name, role))


async def test_a_correction_is_one_of_the_same_metric_and_nothing_is_corrected_twice(beside: Beside) -> None:
    (old, *_) = await beside.rows("measurement")
    correct = "insert into measurement select (jsonb_populate_record(null::measurement, $1)).*"
    other = {**old, "id": str(new_id()), "metric_id": str(new_id()), "replaces": old["id"]}
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await beside.owner.execute(correct, json.dumps(other))
    await beside.owner.execute(correct, json.dumps({**old, "id": str(new_id()), "replaces": old["id"]}))
    with pytest.raises(asyncpg.UniqueViolationError):
        await beside.owner.execute(correct, json.dumps({**old, "id": str(new_id()), "replaces": old["id"]}))
    for value in ("NaN", "Infinity", "9007199254740992"):
        with pytest.raises(asyncpg.CheckViolationError):
            await beside.owner.execute(correct, json.dumps({**old, "id": str(new_id()), "value": value}))

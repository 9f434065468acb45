"""The ceiling: what Starlette, asyncpg and orjson can do where nothing is asked but one statement.

`python -m tests.bench.ceiling PORT ADDRESS PERSON VENDOR`: no GraphQL, no login, no cost; row-level security stays.
"""

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plans.store.connection import open_pool
from plans.store.viewer import Sight, snapshot
from server.database import viewer_settings

_CONTACT = "(select json_build_object({fields}) from contact c where c.vendor_id = {of}.vendor_id and c.id = {of}.{id})"


def _contact(of: str, column: str, *fields: str) -> str:
    named = ", ".join(f"'{name}', c.{name}" for name in fields or ("name",))
    return _CONTACT.format(of=of, id=column, fields=named)


def _list(of: str, table: str, alias: str, fields: str, order: str = "position") -> str:
    return (
        f"(select coalesce(json_agg(json_build_object({fields}) order by {alias}.{order}), '[]') from {table} {alias} "
        f"where {alias}.vendor_id = {of}.vendor_id and {alias}.plan_id = {of}.{'id' if of == 'p' else 'plan_id'}"
        f"{f' and {alias}.outcome = {of}.id' if of == 'o' else ''})"
    )


_MILESTONES = _list(
    "o", "milestone", "m",
    "'id', m.id, 'title', m.title, 'due', m.due, 'targetValue', m.target_value, "
    f"'customerOwner', {_contact('m', 'customer_owner')}, 'vendorOwner', {_contact('m', 'vendor_owner')}",
)  # fmt: skip
_WORKFLOWS = _list("o", "workflow", "w", "'id', w.id, 'title', w.title, 'threshold', w.threshold, 'unit', w.unit")
_OUTCOMES = _list(
    "p", "outcome", "o",
    "'id', o.id, 'objective', o.objective, 'benefit', o.benefit, 'metric', o.metric, 'unit', o.unit, "
    "'baseline', o.baseline, 'target', o.target, 'deadline', o.deadline, "
    f"'customerOwner', {_contact('o', 'customer_owner', 'name', 'title')}, "
    f"'vendorOwner', {_contact('o', 'vendor_owner', 'name', 'title')}, "
    f"'milestones', {_MILESTONES}, 'workflows', {_WORKFLOWS}",
)  # fmt: skip
_TASKS = _list(
    "p", "task", "t",
    f"'id', t.id, 'action', t.action, 'due', t.due, 'done', t.done, 'owner', {_contact('t', 'owner')}",
)  # fmt: skip
_DEPENDENCIES = _list(
    "p", "dependency", "d",
    f"'id', d.id, 'what', d.what, 'due', d.due, 'owedBy', {_contact('d', 'owed_by')}, "
    f"'owedTo', {_contact('d', 'owed_to')}",
)  # fmt: skip
_RISKS = _list(
    "p", "risk", "r", f"'id', r.id, 'title', r.title, 'mitigation', r.mitigation, 'owner', {_contact('r', 'owner')}"
)
_WINS = _list("p", "win", "w", "'id', w.id, 'title', w.title, 'unit', w.unit", "id")
_SOURCE = """
from plan p join plan_overview v on v.vendor_id = p.vendor_id and v.plan_id = p.id
join account a on a.vendor_id = p.vendor_id and a.id = p.account_id
"""
PAGE = f"""
select json_build_object('id', p.id, 'title', v.title, 'goal', v.goal, 'whyBought', v.why_bought,
    'problem', v.problem, 'roi', v.roi, 'reviewOn', v.review_on,
    'account', json_build_object('id', a.id, 'name', a.name, 'customer',
        (select json_build_object('name', u.name) from organisation u where u.id = a.customer_id)),
    'vendorSponsor', {_contact("v", "vendor_sponsor")}, 'customerSponsor', {_contact("v", "customer_sponsor")},
    'outcomes', {_OUTCOMES}, 'tasks', {_TASKS}, 'dependencies', {_DEPENDENCIES}, 'risks', {_RISKS}, 'wins', {_WINS})
{_SOURCE} where p.id = $1
"""
LIST = f"""
select coalesce(json_agg(listed.plan), '[]') from (
    select json_build_object('id', p.id, 'title', v.title, 'account', json_build_object('name', a.name), 'outcomes',
        {_list("p", "outcome", "o", "'metric', o.metric, 'baseline', o.baseline, 'target', o.target, "
               "'deadline', o.deadline")}) as plan
    {_SOURCE} order by a.name, p.id limit 100
) listed
"""  # fmt: skip


def create_app(address: str, sight: Sight) -> Starlette:
    """The application."""
    pools: list[Any] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        pools.append(await open_pool(address, viewer_settings(), size=16))
        yield
        await pools.pop().close()

    async def post(request: Request) -> Response:
        asked = orjson.loads(await request.body())
        async with snapshot(pools[0], sight) as connection:
            if "id" in asked:
                found = await connection.fetchval(PAGE, UUID(asked["id"]))
                data = {"plan": orjson.Fragment(found)}
            else:
                found = await connection.fetchval(LIST)
                data = {"viewer": {"plans": {"nodes": orjson.Fragment(found)}}}
        return Response(orjson.dumps({"data": data}), headers={"Content-Type": "application/json"})

    return Starlette(routes=[Route("/graphql", post, methods=["POST"])], lifespan=lifespan)


def main() -> None:
    """Serve."""
    port, address, person, vendor = sys.argv[1:]
    app = create_app(address, Sight(UUID(person), (UUID(vendor),)))
    uvicorn.run(app, port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()

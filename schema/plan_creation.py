"""Making plans: in an account, with both of their live documents."""

from typing import Annotated
from uuid import UUID

import strawberry

from collab.author import Author, author_of
from collab.idempotency_key import BECOME_VIEWER, Repeated
from collab.plan import create_plan
from plans.rules.identifier import new_id
from plans.rules.permission import Permission, denial, not_permitted
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.store.account import AccountRow, select_accounts
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.plan import PlanRow, select_plans
from plans.store.plan_preset import upsert_plan_preset
from plans.store.viewer import viewing
from schema.beside import changing
from schema.context import Info
from schema.declared import described_limit, parse_id
from schema.edit import Edited, RepeatableInput, key_of
from schema.plan import ROOT
from schema.preset import Preset
from schema.reading import ACQUIRE_SECONDS, unavailable_while_away
from schema.refusal import Refusal, Unavailable


@strawberry.type(description="The plan was made.")
class CreatePlanSuccess(Edited):
    """The plan was made."""


CreatePlanResult = Annotated[
    CreatePlanSuccess | Refusal | Unavailable,
    strawberry.union("CreatePlanResult", description="What became of making a plan."),
]


@strawberry.input(description="A plan to be made.")
class CreatePlanInput(RepeatableInput):
    """A plan to be made."""

    account_id: strawberry.ID = strawberry.field(description="The UUID of the account that it is for.")
    title: str = strawberry.field(description=f"{described_limit(ROOT, 'title')} Not blank.")
    goal: str | None = strawberry.field(default=None, description=described_limit(ROOT, "goal"))
    preset: Preset | None = strawberry.field(
        default=None, description="How much it should hold and which sections show; STRATEGIC where none is given."
    )


@strawberry.type(description="Makes plans.")
class PlanCreationMutation:
    """Makes plans."""

    @strawberry.mutation(description="Make a plan in an account, with both of its live documents; audited.")
    async def create_plan(
        self,
        info: Info,
        input: Annotated[CreatePlanInput, strawberry.argument(description="The plan to be made.")],  # noqa: A002 - GraphQL's name
    ) -> CreatePlanResult:
        """Make a plan."""
        with unavailable_while_away():
            row = await _create(info, input)
        await info.context.renew(row.id)
        return CreatePlanSuccess(plan_row=row, entity_id=str(row.id))


async def _create(info: Info, source: CreatePlanInput) -> PlanRow:
    viewer = info.context.viewer
    fields: dict[str, object] = {"title": source.title, "goal": source.goal}
    async with changing(info) as connection:
        reading = info.context.reading
        account_id = parse_id(source.account_id)
        ids = [account_id] if account_id else []
        accounts = await select_accounts(connection, reading.vendors, reading.customers, ids)
        author = author_of(viewer, "api", accounts[0].vendor_id, accounts[0].customer_id, ()) if accounts else None
        if author is None:
            raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such account for you", ("accountId",))])
        account = accounts[0]
        if denied := denial(viewer, Permission.PLAN_CREATE, account.vendor_id, account.customer_id):
            raise not_permitted(viewer, denied, account.vendor_id, account.customer_id, str(account.id))
    created = await _create_once(info, account, author, fields, source)
    async with viewing(info.context.viewers, reading.sight, within=ACQUIRE_SECONDS) as connection:
        return (await select_plans(connection, reading.vendors, reading.customers, [created]))[0]


async def _create_once(
    info: Info, account: AccountRow, author: Author, fields: dict[str, object], source: CreatePlanInput
) -> UUID:
    """The id of the plan that is made, or that was made before under the input's key."""
    plan_id = new_id()
    key = key_of(info, source, account.vendor_id, plan_id)
    sight, process = info.context.reading.sight, info.context.live.process
    try:
        async with viewing(info.context.viewers, sight, within=ACQUIRE_SECONDS) as connection:
            created = await create_plan(connection, process, account, author, fields, plan_id, once=key)
            await connection.execute(BECOME_VIEWER)
            person_id, told = info.context.viewer.person_id, {"accountId": str(account.id)}
            entry = AuditEntry(account.vendor_id, person_id, Permission.PLAN_CREATE, str(created), details=told)
            await insert_audit_entry(connection, entry)
            if source.preset is not None:
                preset = str(source.preset.value)
                await upsert_plan_preset(connection, account.vendor_id, created, preset, person_id)
            return created
    except Repeated as repeated:
        return repeated.row.plan_id or plan_id

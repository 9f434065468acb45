"""What all mutations of a plan's content have in common: the plan, its author, the terms, and the answer's snapshot."""

import dataclasses
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

import strawberry

from collab.author import Author, author_of
from collab.edit import CONTACT, REVIEW, Terms, create_entity, remove_entity, update_entity
from collab.errors import Stale
from plans.rules.declaration import Collection
from plans.rules.idempotency_key import key_problem, request_hash
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Side
from plans.store.account import select_contacts_among, select_contacts_of_person
from plans.store.connection import Connection
from plans.store.document import DocumentRow, select_document
from plans.store.idempotency_key import IdempotencyKeyRow
from plans.store.plan import PlanRow, select_plans
from plans.store.review import select_reviews_among
from plans.store.viewer import viewing
from schema.context import Info
from schema.declared import document_of, given, parse_id, paths_of_input
from schema.entity import Entity, Versioned, entity_of
from schema.reading import ACQUIRE_SECONDS, unavailable_while_away
from schema.stale import StaleEdit

if TYPE_CHECKING:
    from schema.plan import Plan

NOW = "As it now is; null where somebody removed it in the same moment."

S = TypeVar("S", bound="Edited")
PlanReader = Callable[[Info, PlanRow], Awaitable[Versioned | None]]
"""Reads what an edit of a plan is about, as it now is."""


@strawberry.input(description="What may be sent again.")
class RepeatableInput:
    """What may be sent again."""

    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Sent again with the same key within a day, the request is answered and not carried out again. "
        "1 to 200 characters, fresh for each request: a UUID.",
    )


@strawberry.input(description="What every edit of a plan's content names.")
class PlanInput(RepeatableInput):
    """What every edit of a plan's content names."""

    plan_id: strawberry.ID = strawberry.field(description="The plan's UUID.")


@strawberry.input(description="What every change of what is there names.")
class ChangeInput(PlanInput):
    """What every change of what is there names."""

    expected_version: int | None = strawberry.field(
        default=None, description="The version that was looked at: where it is another now, nothing is changed."
    )


@strawberry.input(description="What every edit of one entity names.")
class EntityInput(ChangeInput):
    """What every edit of one entity names."""

    id: strawberry.ID = strawberry.field(description="The entity's UUID.")


@strawberry.type(description="An edit that was made.")
class Edited:
    """An edit that was made. ``entity_id`` is the plan's where the edit is about no entity."""

    plan_row: strawberry.Private[PlanRow]
    entity_id: strawberry.Private[str]

    @strawberry.field(description="The plan as it now is.")
    async def plan(self, info: Info) -> Annotated["Plan", strawberry.lazy("schema.plan")]:
        """The plan as it now is."""
        from schema.plan import read_plans  # noqa: PLC0415 - plan.py imports the types whose results build on this

        return (await read_plans(info, [self.plan_row]))[0]


@strawberry.type(description="A removal that was made.")
class Removed(Edited):
    """A removal that was made."""

    @strawberry.field(description="The UUID of what was removed.")
    def removed_id(self) -> strawberry.ID:
        """The UUID of what was removed."""
        return strawberry.ID(self.entity_id)


@dataclasses.dataclass(frozen=True, slots=True)
class Edit:
    """A plan's document about to be edited: by whom, with which fields, on which terms."""

    plan: PlanRow
    document: DocumentRow
    author: Author
    fields: dict[str, object]
    terms: Terms


async def create(info: Info, kind: type[Entity], success: type[S], source: PlanInput) -> S:
    """Add an entity with the fields that the input gives. Raises Refused or Unavailable."""
    async with _editing(info, kind.collection, source, _unread) as edit:
        fields = {name: value for name, value in edit.fields.items() if value is not None}
        made = await create_entity(
            info.context.live, edit.document, edit.author, kind.collection.root, fields, edit.terms
        )
    return success(plan_row=edit.plan, entity_id=str(made))


async def update(info: Info, kind: type[Entity], success: type[S], source: EntityInput) -> S:
    """Change the fields that the input gives. Raises Refused, StaleEdit or Unavailable."""
    async with _editing(info, kind.collection, source, _reading(kind, source)) as edit:
        entity_id, root = _require_id(source.id, kind.collection), kind.collection.root
        await update_entity(info.context.live, edit.document, edit.author, root, entity_id, edit.fields, edit.terms)
    return success(plan_row=edit.plan, entity_id=str(entity_id))


async def remove(info: Info, kind: type[Entity], success: type[S], source: EntityInput) -> S:
    """Remove an entity; what refers to it stays. Raises Refused, StaleEdit or Unavailable."""
    async with _editing(info, kind.collection, source, _reading(kind, source)) as edit:
        entity_id, root = _require_id(source.id, kind.collection), kind.collection.root
        await remove_entity(info.context.live, edit.document, edit.author, root, entity_id, edit.terms)
    return success(plan_row=edit.plan, entity_id=str(entity_id))


async def update_overview(
    info: Info, overview: Collection, success: type[S], source: ChangeInput, read: PlanReader
) -> S:
    """Change fields of a single root. Raises Refused, StaleEdit or Unavailable."""
    async with _editing(info, overview, source, read) as edit:
        await update_entity(info.context.live, edit.document, edit.author, overview.root, None, edit.fields, edit.terms)
    return success(plan_row=edit.plan, entity_id=str(edit.plan.id))


async def _unread(info: Info, plan: PlanRow) -> None:  # noqa: ARG001 - what is new is never stale
    return None


def _reading(kind: type[Entity], source: EntityInput) -> PlanReader:
    entity_id = str(parse_id(source.id))
    return lambda info, plan: entity_of(info, plan, kind, entity_id)


def key_of(
    info: Info, source: RepeatableInput, vendor_id: UUID, plan_id: UUID | None = None
) -> IdempotencyKeyRow | None:
    """The key that an input gives, if any, with what it stands for; ``plan_id`` where it is about a plan.

    Raises Refused where it is none.
    """
    key = source.idempotency_key
    if key is None:
        return None
    if wrong := key_problem(key):
        raise Refused([Problem(ProblemCode.INVALID, wrong, ("idempotencyKey",))])
    hashed = request_hash(_request(source))
    return IdempotencyKeyRow(vendor_id, info.context.viewer.person_id, info.field_name, key, hashed, plan_id)


def _request(source: RepeatableInput) -> Mapping[str, object]:
    given_values = {field.name: getattr(source, field.name) for field in dataclasses.fields(source)}
    del given_values["idempotency_key"]
    return {name: value for name, value in given_values.items() if value is not strawberry.UNSET}


@asynccontextmanager
async def _editing(info: Info, collection: Collection, source: PlanInput, read: PlanReader) -> AsyncGenerator[Edit]:
    """A plan to be edited within the block; what is read behind it shows the edit.

    Raises Refused, its problems leading to fields of the input, StaleEdit, or Unavailable.
    """
    await info.context.renew()  # nothing is held while the edit waits for its own connection
    edit = await _open(info, collection, source)
    try:
        with paths_of_input(collection):
            yield edit
    except Stale as stale:
        await info.context.renew(edit.plan.id)
        raise StaleEdit(stale, lambda asked: read(asked, edit.plan)) from stale
    await info.context.renew(edit.plan.id)


async def _open(info: Info, collection: Collection, source: PlanInput) -> Edit:
    viewer, reading = info.context.viewer, info.context.reading
    plan_id = parse_id(source.plan_id)
    if plan_id is not None:
        fields = given(collection, source)
        with unavailable_while_away():
            async with viewing(info.context.viewers, reading.sight, within=ACQUIRE_SECONDS) as connection:
                for plan in await select_plans(connection, reading.vendors, reading.customers, [plan_id]):
                    document = await select_document(connection, plan.vendor_id, plan.id, document_of(collection))
                    own = await select_contacts_of_person(connection, plan.vendor_id, plan.account_id, viewer.person_id)
                    author = author_of(viewer, "api", plan.vendor_id, plan.customer_id, own)
                    if document is not None and author is not None:
                        contacts = await _contacts(connection, plan, collection, fields)
                        key = key_of(info, source, plan.vendor_id, plan.id)
                        reviews = await _reviews(connection, plan, collection, fields)
                        terms = Terms(getattr(source, "expected_version", None), key, contacts, reviews)
                        return Edit(plan, document, author, fields, terms)
    raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such plan for you", ("planId",))])


async def _contacts(
    connection: Connection, plan: PlanRow, collection: Collection, fields: Mapping[str, object]
) -> dict[UUID, Side]:
    """Those of the contacts that the fields name who are the account's, with their sides."""
    named = _named(CONTACT, collection, fields)
    return await select_contacts_among(connection, plan.vendor_id, plan.account_id, named) if named else {}


async def _reviews(
    connection: Connection, plan: PlanRow, collection: Collection, fields: Mapping[str, object]
) -> frozenset[UUID]:
    """Those of the reviews that the fields name that are the plan's."""
    named = _named(REVIEW, collection, fields)
    return await select_reviews_among(connection, plan.vendor_id, plan.id, named) if named else frozenset()


def _named(target: str, collection: Collection, fields: Mapping[str, object]) -> list[UUID]:
    """The ids that the fields give of what is a row and no entity of the document."""
    return [
        value
        for field in collection.fields
        if target in field.refers_to and isinstance(value := fields.get(field.name), UUID)
    ]


def _require_id(entity_id: strawberry.ID, collection: Collection) -> UUID:
    """The entity's id. Raises Refused where it is none: it names nothing."""
    found = parse_id(entity_id)
    if found is None:
        message = f"there is no such {collection.table.replace('_', ' ')} in this plan: its id is a UUID"
        raise Refused([Problem(ProblemCode.NOT_FOUND, message, ("id",))])
    return found

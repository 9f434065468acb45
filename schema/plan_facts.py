"""What the rules may know of a plan, read for one viewer from its tables and the rows beside it."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from plans.rules.content import Content, Fields
from plans.rules.day import day_in
from plans.rules.declaration import Collection, Document
from plans.rules.document import INTERNAL, SHARED
from plans.rules.facts import (
    AccountFacts,
    ContactFacts,
    ContactRole,
    DiscoveryCallFacts,
    MeasurementFacts,
    OverruleFacts,
    PlanFacts,
    ReviewFacts,
    ReviewKind,
)
from plans.rules.finding import FindingCode
from plans.rules.preset import Preset
from plans.rules.role import Side
from plans.rules.value import notation
from plans.store.account import AccountRow
from plans.store.content import EntityRow
from plans.store.measurement import MeasurementRow
from plans.store.overruling import OverrulingRow
from plans.store.plan import PlanRow
from plans.store.review import ReviewAnswerRow, ReviewOutlineRow
from schema.contact import Contact
from schema.context import Context
from schema.day import zone_of_plan
from schema.opening import read_attention
from schema.reading import sees_internal


def side_of(context: Context, row: PlanRow) -> Side:
    """The side on which the viewer stands."""
    return Side.VENDOR if sees_internal(context.viewer, row) else Side.CUSTOMER


async def facts_of(context: Context, row: PlanRow) -> PlanFacts:
    """Everything that the rules may know of a plan on the viewer's side."""
    return await context.loaders.memo.once(("facts", row), lambda: _read_facts(context, row))


async def _read_facts(context: Context, row: PlanRow) -> PlanFacts:
    contacts = (await context.loaders.contacts.load((row.vendor_id, row.account_id))).items
    internal = await content_of(context, row, INTERNAL) if side_of(context, row) is Side.VENDOR else None
    account = await context.loaders.accounts.load(row.account_id)
    zone = await zone_of_plan(context, row)
    key = (row.vendor_id, row.id)
    reviews, answers = await context.loaders.review_outlines.load(key), await context.loaders.review_answers.load(key)
    latest = await context.loaders.latest_measurements.load((*key, None))
    changes = await context.loaders.changes.load(key)
    times = (await context.loaders.times(row)).values()
    preset = await context.loaders.presets.load(key)
    clocks = await context.loaders.clocks(row)
    shared_at, opened_at = await read_attention(context, row)
    return PlanFacts(
        today=day_in(context.now(), zone),
        account=account_facts(account) if account else None,
        content=await content_of(context, row, SHARED),
        internal=internal,
        discovery_calls=await _calls(context, row),
        clocks=clocks.limits,
        agreed_on=clocks.agreed_on,
        delivered_on=clocks.delivered_on,
        preset=Preset(preset.preset) if preset else Preset.STRATEGIC,
        contacts=tuple(contact_facts(contact) for contact in contacts),
        reviews=tuple(_review(review, answers, zone) for review in reviews),
        measurements=_measurements(latest),
        overrules=tuple(_overrule(overruling) for overruling in await context.loaders.overrulings(row)),
        changed_on=day_in(changes.changed_at, zone),
        customer_edited=changes.customer_changed_at is not None,
        created_on=_days(((one.id, one.created_at) for one in times), zone),
        touched_on=_days(((one.id, one.touched_at) for one in times), zone),
        status_since=_days(((one.id, one.status_since) for one in times), zone),
        shared_on=day_in(shared_at, zone) if shared_at else None,
        customer_opened_on=day_in(opened_at, zone) if opened_at else None,
    )


def _days(moments: Iterable[tuple[UUID, dt.datetime | None]], zone: dt.tzinfo) -> dict[str, dt.date]:
    """The days of those that are known, by the entity's id."""
    return {str(entity): day_in(moment, zone) for entity, moment in moments if moment is not None}


async def _calls(context: Context, row: PlanRow) -> tuple[DiscoveryCallFacts, ...] | None:
    """The vendor's discovery calls; ``None``: the viewer may not know."""
    if side_of(context, row) is not Side.VENDOR:
        return None
    calls = await context.loaders.discovery_days.load((row.vendor_id, row.account_id))
    return tuple(DiscoveryCallFacts(str(call.contact_id), call.held_on) for call in calls)


def contact_facts(contact: Contact) -> ContactFacts:
    """What the rules may know of a contact."""
    return ContactFacts(
        str(contact.id),
        Side(contact.side.value),
        contact.name,
        contact.title or "",
        ContactRole(contact.role.value) if contact.role else None,
        active=contact.left_on is None,
    )


def _overrule(row: OverrulingRow) -> OverruleFacts:
    return OverruleFacts(FindingCode(row.code), str(row.subject_id), Side(row.side), str(row.overruled_by), row.words)


def _measurements(latest: Mapping[UUID, MeasurementRow]) -> tuple[MeasurementFacts, ...]:
    return tuple(
        MeasurementFacts(str(metric), entry.measured_on, entry.value)
        for metric, entry in latest.items()
        if entry.value is not None
    )


def _review(row: ReviewOutlineRow, answers: Iterable[ReviewAnswerRow], zone: dt.tzinfo) -> ReviewFacts:
    return ReviewFacts(
        str(row.id),
        ReviewKind(row.kind),
        day_in(row.planned_for, zone),
        row.held_on,
        tuple(map(str, row.attendees)),
        row.confirmed,
        row.blocked,
        row.moved,
        {Side(answer.side): answer.serves for answer in answers if answer.review_id == row.id},
        row.completed_at,
    )


def account_facts(row: AccountRow) -> AccountFacts:
    """What the rules may know of an account."""
    return AccountFacts(
        closed_on=row.closed_on,
        engaged_on=row.engaged_on,
        kicked_off_on=row.kicked_off_on,
        live_on=row.live_on,
        renews_on=row.renews_on,
        ends_on=row.ends_on,
        key_account=row.key_account,
        complex_enterprise=row.complex_enterprise,
    )


async def content_of(context: Context, row: PlanRow, document: Document) -> Content:
    """A document's content as its tables tell it."""
    return await context.loaders.memo.once((document.kind, row), lambda: _read_content(context, row, document))


async def _read_content(context: Context, row: PlanRow, document: Document) -> Content:
    loads = (context.loaders.rows(collection).load(row) for collection in document.collections)
    content = Content()
    for collection, rows in zip(document.collections, await asyncio.gather(*loads), strict=True):
        if collection.single:
            content.singles[collection.root] = next(iter(_entities(collection, rows).values()), Fields())
        else:
            content.entities[collection.root] = _entities(collection, rows)
    return content


def _entities(collection: Collection, rows: Iterable[EntityRow]) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for row in rows:
        fields = found[str(row.id)] = {}
        for field in collection.fields:
            written = notation(row.fields[field.name])
            if written is not None and written != "":
                fields[field.name] = written
    return found

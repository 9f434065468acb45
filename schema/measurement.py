"""Measured values of outcomes and indicators: recorded, and corrected by entries that stand for others."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Self
from uuid import UUID

import strawberry

from collab.measurement import CorrectionDraft, MeasurementDraft, correct_measurement, record_measurement
from plans.rules.measurement import MAX_SOURCE
from plans.store.measurement import MEASUREMENTS, MEASUREMENTS_THAT_COUNT, MeasurementRow
from plans.store.plan import PlanRow
from schema.beside import writing_beside
from schema.context import Info
from schema.declared import parse_id
from schema.edit import Edited, PlanInput, key_of
from schema.page import Arguments, Connection, read_listing
from schema.person import Person
from schema.refusal import Refusal, Unavailable
from schema.side import Side

SOURCE = f"Where the value stands: a report, an export, an address. At most {MAX_SOURCE:,} characters."
IncludeCorrected = Annotated[
    bool, strawberry.argument(description="Whether to list those too that were corrected or withdrawn.")
]


@strawberry.type(description="A value that was measured. It is never changed: another entry corrects it.")
class Measurement:
    """A value that was measured."""

    id: strawberry.ID = strawberry.field(description="Its UUID.")
    metric_id: strawberry.ID = strawberry.field(description="The UUID of the outcome or the indicator.")
    value: float | None = strawberry.field(
        description="The value, in its metric's unit; null: what this entry replaces was withdrawn."
    )
    measured_on: dt.date = strawberry.field(description="The day for which the value holds.")
    source: str | None = strawberry.field(description="Where the value stands.")
    side: Side = strawberry.field(description="The side for which it was recorded.")
    recorded_at: dt.datetime = strawberry.field(description="When it was recorded.")
    recorded_by_id: strawberry.ID = strawberry.field(description="The UUID of the person who recorded it.")
    replaces_id: strawberry.ID | None = strawberry.field(description="The UUID of the measurement that it corrects.")
    replaced_by_id: strawberry.ID | None = strawberry.field(
        description="The UUID of the measurement that corrects it; it counts no more then."
    )

    @classmethod
    def from_row(cls, row: MeasurementRow) -> Self:
        """The entry as stored."""
        return cls(
            id=strawberry.ID(str(row.id)),
            metric_id=strawberry.ID(str(row.metric_id)),
            value=row.value,
            measured_on=row.measured_on,
            source=row.source or None,
            side=Side(row.side),
            recorded_at=row.recorded_at,
            recorded_by_id=strawberry.ID(str(row.recorded_by)),
            replaces_id=strawberry.ID(str(row.replaces)) if row.replaces else None,
            replaced_by_id=strawberry.ID(str(row.replaced_by)) if row.replaced_by else None,
        )

    @strawberry.field(description="Who recorded it, while the viewer sees that person.")
    async def recorded_by(self, info: Info) -> Person | None:
        """Who recorded it."""
        row = await info.context.loaders.people.load(UUID(self.recorded_by_id))
        return Person.from_row(row) if row else None


async def read_series(
    info: Info, plan: PlanRow, metric_id: strawberry.ID, arguments: Arguments, *, corrected: bool
) -> Connection[Measurement]:
    """The values of an outcome or an indicator, newest first; ``arguments``: first, after, last, before.

    Raises GraphQLError.
    """
    listing = MEASUREMENTS if corrected else MEASUREMENTS_THAT_COUNT
    return await read_listing(info, listing, (plan.vendor_id, plan.id, UUID(metric_id)), arguments, _from_rows)


async def _from_rows(rows: Sequence[MeasurementRow]) -> list[Measurement]:
    return [Measurement.from_row(row) for row in rows]


async def read_latest(info: Info, plan: PlanRow, metric_id: strawberry.ID) -> MeasurementRow | None:
    """The value of an outcome or an indicator that counts: the newest that nothing corrects."""
    return (await info.context.loaders.latest_measurements.load((plan.vendor_id, plan.id, None))).get(UUID(metric_id))


@strawberry.type(description="A value was recorded.")
class MeasurementRecorded(Edited):
    """A value was recorded."""

    @strawberry.field(description="The entry that was added.")
    async def measurement(self, info: Info) -> Measurement:
        """The entry that was added."""
        key = (self.plan_row.vendor_id, self.plan_row.id, UUID(self.entity_id))
        row = await info.context.loaders.measurements.load(key)
        if row is None:
            message = f"measurement {self.entity_id} was recorded and is not there"
            raise RuntimeError(message)
        return Measurement.from_row(row)


@strawberry.type(description="The value was recorded.")
class RecordMeasurementSuccess(MeasurementRecorded):
    """The value was recorded."""


@strawberry.type(description="Another entry stands for the measurement now.")
class CorrectMeasurementSuccess(MeasurementRecorded):
    """Another entry stands for the measurement now."""


RecordMeasurementResult = Annotated[
    RecordMeasurementSuccess | Refusal | Unavailable,
    strawberry.union("RecordMeasurementResult", description="What became of recording a value."),
]
CorrectMeasurementResult = Annotated[
    CorrectMeasurementSuccess | Refusal | Unavailable,
    strawberry.union("CorrectMeasurementResult", description="What became of correcting a measurement."),
]


@strawberry.input(description="A value to be recorded.")
class RecordMeasurementInput(PlanInput):
    """A value to be recorded."""

    metric_id: strawberry.ID = strawberry.field(description="The UUID of the outcome or the indicator.")
    value: float = strawberry.field(description="The value, in its metric's unit; below 2^53 in size.")
    measured_on: dt.date = strawberry.field(
        description="The day for which it holds; not one that lies ahead where the account is."
    )
    source: str | None = strawberry.field(default=None, description=SOURCE)


@strawberry.input(description="A correction of a measurement: what is absent stays as it was.")
class CorrectMeasurementInput(PlanInput):
    """A correction of a measurement."""

    id: strawberry.ID = strawberry.field(
        description="The measurement's UUID. One that was corrected already is not corrected again: what stands for "
        "it is."
    )
    value: float | None = strawberry.field(
        default=strawberry.UNSET, description="The right value, in its metric's unit; null withdraws the measurement."
    )
    measured_on: dt.date | None = strawberry.field(default=None, description="The right day.")
    source: str | None = strawberry.field(default=None, description=SOURCE)


@strawberry.type(description="What can be done with measured values.")
class MeasurementMutation:
    """What can be done with measured values."""

    @strawberry.mutation(
        description="Record a value of an outcome or an indicator. Whoever edits outcomes may; a member or contributor "
        "for outcomes that they measure or own."
    )
    async def record_measurement(
        self,
        info: Info,
        input: Annotated[RecordMeasurementInput, strawberry.argument(description="The value.")],  # noqa: A002 - GraphQL's name
    ) -> RecordMeasurementResult:
        """Record a value."""
        draft = MeasurementDraft(parse_id(input.metric_id), input.value, input.measured_on, input.source or "")
        async with writing_beside(info, input) as (connection, plan):
            once = key_of(info, input, plan.vendor_id, plan.id)
            made = await record_measurement(connection, info.context.viewer, plan, draft, info.context.now(), once)
        return RecordMeasurementSuccess(plan_row=plan, entity_id=str(made))

    @strawberry.mutation(
        description="Correct a measurement by another entry, or withdraw it. What was recorded first stays readable."
    )
    async def correct_measurement(
        self,
        info: Info,
        input: Annotated[CorrectMeasurementInput, strawberry.argument(description="The correction.")],  # noqa: A002 - GraphQL's name
    ) -> CorrectMeasurementResult:
        """Correct a measurement."""
        keeps = input.value is strawberry.UNSET
        draft = CorrectionDraft(
            parse_id(input.id), None if keeps else input.value, keeps, input.measured_on, input.source
        )
        async with writing_beside(info, input) as (connection, plan):
            once = key_of(info, input, plan.vendor_id, plan.id)
            made = await correct_measurement(connection, info.context.viewer, plan, draft, info.context.now(), once)
        return CorrectMeasurementSuccess(plan_row=plan, entity_id=str(made))

"""A business outcome: from a baseline, to a target, by a date."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry

import schema.enabler
import schema.indicator
import schema.milestone
import schema.quote
import schema.risk
import schema.win
import schema.workflow
from plans.rules.declaration import Collection
from plans.rules.figure import progress
from plans.rules.sentence import Terms, missing_parts, sentence
from plans.rules.value import notation
from schema.choice import BaselineQuality, Comparator, Frequency, OutcomeStatus, OutcomeType, Provenance
from schema.contact import Contact
from schema.context import Info
from schema.declared import collection_of, described, described_id, meaning, taken
from schema.edit import NOW, Edited, EntityInput, PlanInput, Removed, create, remove, update
from schema.entity import Entity, contact_of, entities_of, entity_of
from schema.measurement import IncludeCorrected, Measurement, read_latest, read_series
from schema.page import After, Before, Connection, First, Last
from schema.progress import Progress
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleVersion

if TYPE_CHECKING:
    from schema.enabler import Enabler
    from schema.indicator import Indicator
    from schema.milestone import Milestone
    from schema.quote import Quote
    from schema.risk import Risk
    from schema.win import Win
    from schema.workflow import Workflow

ROOT = "outcomes"
COLLECTION = collection_of(ROOT)


@strawberry.type(description=meaning(ROOT))
class Outcome(Entity):
    """A business outcome: from a baseline, to a target, by a date."""

    collection: ClassVar[Collection] = COLLECTION
    objective: str | None = described(ROOT, "objective")
    benefit: str | None = described(ROOT, "benefit")
    type: OutcomeType | None = described(ROOT, "type")
    metric: str | None = described(ROOT, "metric")
    unit: str | None = described(ROOT, "unit")
    comparator: Comparator | None = described(ROOT, "comparator")
    baseline: float | None = described(ROOT, "baseline")
    baseline_on: dt.date | None = described(ROOT, "baselineOn")
    baseline_source: str | None = described(ROOT, "baselineSource")
    baseline_evidence: str | None = described(ROOT, "baselineEvidence")
    baseline_quality: BaselineQuality | None = described(ROOT, "baselineQuality")
    target: float | None = described(ROOT, "target")
    band_low: float | None = described(ROOT, "bandLow")
    band_high: float | None = described(ROOT, "bandHigh")
    stated_change: float | None = described(ROOT, "statedChange")
    deadline: dt.date | None = described(ROOT, "deadline")
    measured_by_id: strawberry.ID | None = described_id(ROOT, "measuredBy")
    measured_in: str | None = described(ROOT, "measuredIn")
    measured_every: Frequency | None = described(ROOT, "measuredEvery")
    value_per_unit: Decimal | None = described(ROOT, "valuePerUnit")
    currency: str | None = described(ROOT, "currency")
    provenance: Provenance | None = described(ROOT, "provenance")
    customer_owner_id: strawberry.ID | None = described_id(ROOT, "customerOwner")
    vendor_owner_id: strawberry.ID | None = described_id(ROOT, "vendorOwner")
    key: bool | None = described(ROOT, "key")
    status: OutcomeStatus | None = described(ROOT, "status")
    retired_because: str | None = described(ROOT, "retiredBecause")
    position: str | None = described(ROOT, "position")

    @strawberry.field(description="From, to and by in one sentence; what is missing is named in it.")
    def sentence(self) -> str:
        """From, to and by in one sentence."""
        return sentence(self._terms()).text

    @strawberry.field(description="Whether from, to and by are all there.")
    def validated(self) -> bool:
        """Whether from, to and by are all there."""
        return not missing_parts(self._terms())

    @strawberry.field(description="What was measured, newest first; what counts, unless asked for all.")
    async def measurements(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        include_corrected: IncludeCorrected = False,
    ) -> Connection[Measurement]:
        """What was measured."""
        arguments = (first, after, last, before)
        return await read_series(info, self.plan_row, self.id, arguments, corrected=include_corrected)

    @strawberry.field(description="The value that counts: the latest by its day, then by when it was recorded.")
    async def latest(self, info: Info) -> Measurement | None:
        """The value that counts."""
        row = await read_latest(info, self.plan_row, self.id)
        return Measurement.from_row(row) if row else None

    @strawberry.field(description="How far it is on its way from baseline to target.")
    async def progress(self, info: Info) -> Progress:
        """How far it is."""
        row = await read_latest(info, self.plan_row, self.id)
        return Progress.from_fact(progress(self.baseline, self.target, row.value if row else None, self._band()))

    def _terms(self) -> Terms:
        return Terms(
            self.metric or "",
            self.unit or "",
            str(notation(self.comparator) or ""),
            self.baseline,
            self.target,
            self._band(),
            self.deadline,
        )

    def _band(self) -> tuple[float, float] | None:
        low, high = self.band_low, self.band_high
        return (low, high) if low is not None and high is not None and low <= high else None

    @strawberry.field(description=meaning(ROOT, "measuredBy"))
    async def measured_by(self, info: Info) -> Contact | None:
        """Who measures."""
        return await contact_of(info, self.plan_row, self.measured_by_id)

    @strawberry.field(description=meaning(ROOT, "customerOwner"))
    async def customer_owner(self, info: Info) -> Contact | None:
        """The customer's one owner."""
        return await contact_of(info, self.plan_row, self.customer_owner_id)

    @strawberry.field(description=meaning(ROOT, "vendorOwner"))
    async def vendor_owner(self, info: Info) -> Contact | None:
        """The vendor's one owner."""
        return await contact_of(info, self.plan_row, self.vendor_owner_id)

    @strawberry.field(description="The quotes that it came of.")
    async def quotes(self, info: Info) -> list[Annotated["Quote", strawberry.lazy("schema.quote")]]:
        """The quotes that it came of."""
        return (await entities_of(info, self.plan_row, schema.quote.Quote)).under("outcome_id", self.id)

    @strawberry.field(description="The workflows that drive it.")
    async def workflows(self, info: Info) -> list[Annotated["Workflow", strawberry.lazy("schema.workflow")]]:
        """The workflows that drive it."""
        return (await entities_of(info, self.plan_row, schema.workflow.Workflow)).under("outcome_id", self.id)

    @strawberry.field(description="The enablers that serve it.")
    async def enablers(self, info: Info) -> list[Annotated["Enabler", strawberry.lazy("schema.enabler")]]:
        """The enablers that serve it."""
        return (await entities_of(info, self.plan_row, schema.enabler.Enabler)).under("outcome_id", self.id)

    @strawberry.field(description="The figures that tell about it.")
    async def indicators(self, info: Info) -> list[Annotated["Indicator", strawberry.lazy("schema.indicator")]]:
        """The figures that tell about it."""
        return (await entities_of(info, self.plan_row, schema.indicator.Indicator)).under("outcome_id", self.id)

    @strawberry.field(description="The milestones that lead to it.")
    async def milestones(self, info: Info) -> list[Annotated["Milestone", strawberry.lazy("schema.milestone")]]:
        """The milestones that lead to it."""
        return (await entities_of(info, self.plan_row, schema.milestone.Milestone)).under("outcome_id", self.id)

    @strawberry.field(description="What may keep it from coming.")
    async def risks(self, info: Info) -> list[Annotated["Risk", strawberry.lazy("schema.risk")]]:
        """What may keep it from coming."""
        return (await entities_of(info, self.plan_row, schema.risk.Risk)).under("outcome_id", self.id)

    @strawberry.field(description="The wins that count for it.")
    async def wins(self, info: Info) -> list[Annotated["Win", strawberry.lazy("schema.win")]]:
        """The wins that count for it."""
        return (await entities_of(info, self.plan_row, schema.win.Win)).under("outcome_id", self.id)


@strawberry.type(description="An outcome was edited.")
class OutcomeEdited(Edited):
    """An outcome was edited."""

    @strawberry.field(description=NOW)
    async def outcome(self, info: Info) -> Outcome | None:
        """As it now is."""
        return await entity_of(info, self.plan_row, Outcome, self.entity_id)


@strawberry.type(description="The outcome was added.")
class CreateOutcomeSuccess(OutcomeEdited):
    """The outcome was added."""


@strawberry.type(description="The outcome was changed.")
class UpdateOutcomeSuccess(OutcomeEdited):
    """The outcome was changed."""


@strawberry.type(description="The outcome was removed.")
class RemoveOutcomeSuccess(Removed):
    """The outcome was removed."""


CreateOutcomeResult = Annotated[
    CreateOutcomeSuccess | Refusal | Unavailable,
    strawberry.union("CreateOutcomeResult", description="What became of adding an outcome."),
]
UpdateOutcomeResult = Annotated[
    UpdateOutcomeSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateOutcomeResult", description="What became of changing an outcome."),
]
RemoveOutcomeResult = Annotated[
    RemoveOutcomeSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveOutcomeResult", description="What became of removing an outcome."),
]


@strawberry.input(description="The fields of an outcome, each optional.")
class OutcomeFields:
    """The fields of an outcome, each optional."""

    objective: str | None = taken(ROOT, "objective")
    benefit: str | None = taken(ROOT, "benefit")
    type: OutcomeType | None = taken(ROOT, "type")
    metric: str | None = taken(ROOT, "metric")
    unit: str | None = taken(ROOT, "unit")
    comparator: Comparator | None = taken(ROOT, "comparator")
    baseline: float | None = taken(ROOT, "baseline")
    baseline_on: dt.date | None = taken(ROOT, "baselineOn")
    baseline_source: str | None = taken(ROOT, "baselineSource")
    baseline_evidence: str | None = taken(ROOT, "baselineEvidence")
    baseline_quality: BaselineQuality | None = taken(ROOT, "baselineQuality")
    target: float | None = taken(ROOT, "target")
    band_low: float | None = taken(ROOT, "bandLow")
    band_high: float | None = taken(ROOT, "bandHigh")
    stated_change: float | None = taken(ROOT, "statedChange")
    deadline: dt.date | None = taken(ROOT, "deadline")
    measured_by_id: strawberry.ID | None = taken(ROOT, "measuredBy")
    measured_in: str | None = taken(ROOT, "measuredIn")
    measured_every: Frequency | None = taken(ROOT, "measuredEvery")
    value_per_unit: Decimal | None = taken(ROOT, "valuePerUnit")
    currency: str | None = taken(ROOT, "currency")
    provenance: Provenance | None = taken(ROOT, "provenance")
    customer_owner_id: strawberry.ID | None = taken(ROOT, "customerOwner")
    vendor_owner_id: strawberry.ID | None = taken(ROOT, "vendorOwner")
    key: bool | None = taken(ROOT, "key")
    status: OutcomeStatus | None = taken(ROOT, "status")
    retired_because: str | None = taken(ROOT, "retiredBecause")
    position: str | None = taken(ROOT, "position")


@strawberry.input(description="An outcome to be added; what is absent or null stays empty.")
class CreateOutcomeInput(PlanInput, OutcomeFields):
    """An outcome to be added."""


@strawberry.input(description="Changes of an outcome: what is absent stays as it is, null clears.")
class UpdateOutcomeInput(EntityInput, OutcomeFields):
    """Changes of an outcome."""


@strawberry.input(description="An outcome to be removed.")
class RemoveOutcomeInput(EntityInput):
    """An outcome to be removed."""


@strawberry.type(description="What can be done with outcomes.")
class OutcomeMutation:
    """What can be done with outcomes."""

    @strawberry.mutation(description="Add an outcome to a plan.")
    async def create_outcome(
        self,
        info: Info,
        input: Annotated[CreateOutcomeInput, strawberry.argument(description="The outcome to be added.")],  # noqa: A002 - GraphQL's name
    ) -> CreateOutcomeResult:
        """Add an outcome."""
        return await create(info, Outcome, CreateOutcomeSuccess, input)

    @strawberry.mutation(description="Change fields of an outcome.")
    async def update_outcome(
        self,
        info: Info,
        input: Annotated[UpdateOutcomeInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateOutcomeResult:
        """Change an outcome."""
        return await update(info, Outcome, UpdateOutcomeSuccess, input)

    @strawberry.mutation(description="Remove an outcome from a plan; what refers to it stays.")
    async def remove_outcome(
        self,
        info: Info,
        input: Annotated[RemoveOutcomeInput, strawberry.argument(description="The outcome to be removed.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveOutcomeResult:
        """Remove an outcome."""
        return await remove(info, Outcome, RemoveOutcomeSuccess, input)

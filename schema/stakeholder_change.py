"""Saying what the vendor thinks of a customer's contact."""

from typing import Annotated, Any

import strawberry

from collab.stakeholder import assess_stakeholder
from plans.rules.stakeholder import MAX_METRIC, MAX_METRICS, MAX_NOTE
from plans.store.account import ContactRow
from schema.choice import Level
from schema.context import Info
from schema.edit import RepeatableInput
from schema.keeping import ContactKept, given_values, keeping, read_contact
from schema.refusal import Refusal, Unavailable
from schema.stakeholder import MEANINGS, Sentiment, StakeholderAssessment, StakeholderType
from schema.stale import StaleVersion

_LIMITS = {
    "renewal_metrics": f" At most {MAX_METRICS}, of {MAX_METRIC} characters each.",
    "note": f" At most {MAX_NOTE:,} characters.",
}


def _taken(name: str) -> Any:
    return strawberry.field(default=strawberry.UNSET, description=f"{MEANINGS[name]}{_LIMITS.get(name, '')}")


@strawberry.type(description="The assessment was noted.")
class AssessStakeholderSuccess(ContactKept):
    """The assessment was noted."""


AssessStakeholderResult = Annotated[
    AssessStakeholderSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("AssessStakeholderResult", description="What became of assessing a contact."),
]


@strawberry.input(description="What the vendor thinks of a contact: what is absent stays as it is, null clears.")
class AssessStakeholderInput(RepeatableInput):
    """What the vendor thinks of a contact."""

    contact_id: strawberry.ID = strawberry.field(description="The UUID of a contact of the customer's.")
    expected_version: int | None = strawberry.field(
        default=None,
        description="The version of the assessment that was looked at, 0 where there was none: where it is another "
        "now, nothing is changed.",
    )
    type: StakeholderType | None = _taken("type")
    renewal_metrics: list[str] | None = _taken("renewal_metrics")
    engagement: Level | None = _taken("engagement")
    influence: Level | None = _taken("influence")
    sentiment: Sentiment | None = _taken("sentiment")
    note: str | None = _taken("note")


@strawberry.type(description="What the vendor keeps of its customers' people.")
class StakeholderMutation:
    """What the vendor keeps of its customers' people."""

    @strawberry.mutation(
        description="Say what the vendor thinks of a contact of the customer's. For the vendor's admins, executives "
        "and CSMs; its audit tells who did and which fields, and not what they say. The customer is told nothing."
    )
    async def assess_stakeholder(
        self,
        info: Info,
        input: Annotated[AssessStakeholderInput, strawberry.argument(description="The assessment.")],  # noqa: A002 - GraphQL's name
    ) -> AssessStakeholderResult:
        """Assess a contact."""
        changes = given_values(input, MEANINGS)
        async with keeping(info, input, input.contact_id, _read_assessment, as_vendor=True) as at:
            await assess_stakeholder(at.connection, at.keeper, at.contact, changes, at.now, at.terms)
        return AssessStakeholderSuccess(account_key=at.account_key, contact_id=at.contact.id)


async def _read_assessment(info: Info, row: ContactRow) -> StakeholderAssessment | None:
    contact = await read_contact(info, row)
    return await contact.assessment(info) if contact else None

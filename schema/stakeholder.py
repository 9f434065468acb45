"""What the vendor thinks of a customer's contact. The customer's people are never told."""

import datetime as dt
from enum import Enum
from typing import Self

import strawberry

from plans.store.stakeholder import AssessmentRow
from schema.choice import Level
from schema.info import Info
from schema.person import Person
from schema.versioned import Versioned

_value = strawberry.enum_value


@strawberry.enum(description="Which part somebody has in the renewal.")
class StakeholderType(Enum):
    """Which part somebody has in the renewal."""

    ECONOMIC_BUYER = _value("economic_buyer", description="Has the budget.")
    DECISION_MAKER = _value("decision_maker", description="Says yes or no.")
    CHAMPION = _value("champion", description="Speaks for it inside.")
    END_USER = _value("end_user", description="Works with the product.")
    POTENTIAL_BLOCKER = _value("potential_blocker", description="May stop it.")


@strawberry.enum(description="How somebody stands to the vendor and its product.")
class Sentiment(Enum):
    """How somebody stands to the vendor and its product."""

    ADVOCATE = _value("advocate", description="Recommends them to others.")
    NEUTRAL = _value("neutral", description="Waits and sees.")
    SKEPTIC = _value("skeptic", description="Doubts them.")


MEANINGS = {
    "type": "Which part they have in the renewal.",
    "renewal_metrics": "The metrics that matter to them at the renewal, in words.",
    "engagement": "How much they take part.",
    "influence": "How much their word counts.",
    "sentiment": "How they stand to the vendor and its product.",
    "note": "What else there is to say of them.",
}
"""By the names of columns."""


@strawberry.type(description="What the vendor thinks of a contact of the customer's, for the vendor's people alone.")
class StakeholderAssessment(Versioned):
    """What the vendor thinks of a contact of the customer's."""

    row: strawberry.Private[AssessmentRow]
    type: StakeholderType | None = strawberry.field(description=MEANINGS["type"])
    renewal_metrics: list[str] = strawberry.field(description=MEANINGS["renewal_metrics"])
    engagement: Level | None = strawberry.field(description=MEANINGS["engagement"])
    influence: Level | None = strawberry.field(description=MEANINGS["influence"])
    sentiment: Sentiment | None = strawberry.field(description=MEANINGS["sentiment"])
    note: str | None = strawberry.field(description=MEANINGS["note"])
    assessed_at: dt.datetime = strawberry.field(description="When it was last said.")

    @classmethod
    def from_row(cls, row: AssessmentRow) -> Self:
        """The assessment as stored."""
        return cls(
            row=row,
            type=StakeholderType(row.type) if row.type else None,
            renewal_metrics=list(row.renewal_metrics),
            engagement=Level(row.engagement) if row.engagement else None,
            influence=Level(row.influence) if row.influence else None,
            sentiment=Sentiment(row.sentiment) if row.sentiment else None,
            note=row.note or None,
            assessed_at=row.assessed_at,
            version=row.version,
            invalid_fields=[],
        )

    @strawberry.field(description="Who said so last, while the viewer sees that person.")
    async def assessed_by(self, info: Info) -> Person | None:
        """Who said so last."""
        row = await info.context.loaders.people.load(self.row.assessed_by)
        return Person.from_row(row) if row else None

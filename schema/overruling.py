"""That somebody has overruled a finding: for their side, and for the words that it is about."""

import datetime as dt
from typing import Self
from uuid import UUID

import strawberry

from plans.store.overruling import OverrulingRow
from schema.finding import FindingCode
from schema.info import Info
from schema.person import Person
from schema.side import Side


@strawberry.type(description="That somebody has overruled a finding, for their side and for these words alone.")
class Overruling:
    """That somebody has overruled a finding."""

    id: strawberry.ID = strawberry.field(description="Its UUID.")
    code: FindingCode = strawberry.field(description="The code of the finding.")  # pyright: ignore[reportInvalidTypeForm, reportUnknownVariableType]
    subject_id: strawberry.ID = strawberry.field(description="The UUID of what the finding is about.")
    words: str = strawberry.field(description="The words that may stand: where they change, it is found anew.")
    because: str = strawberry.field(description="Why they may stand.")
    side: Side = strawberry.field(description="The side for which it was overruled.")
    overruled_by_id: strawberry.ID = strawberry.field(description="The UUID of the person who overruled it.")
    overruled_at: dt.datetime = strawberry.field(description="When it was overruled.")

    @classmethod
    def from_row(cls, row: OverrulingRow) -> Self:
        """The overruling as stored."""
        return cls(
            id=strawberry.ID(str(row.id)),
            code=FindingCode(row.code),
            subject_id=strawberry.ID(str(row.subject_id)),
            words=row.words,
            because=row.because,
            side=Side(row.side),
            overruled_by_id=strawberry.ID(str(row.overruled_by)),
            overruled_at=row.overruled_at,
        )

    @strawberry.field(description="Who overruled it, while the viewer sees that person.")
    async def overruled_by(self, info: Info) -> Person | None:
        """Who overruled it."""
        row = await info.context.loaders.people.load(UUID(self.overruled_by_id))
        return Person.from_row(row) if row else None

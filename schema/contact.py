"""Contacts: the people of both sides as the plans of an account know them."""

import datetime as dt
from enum import Enum
from typing import Self, cast

import strawberry

from plans.rules.concern import WORDS, concerns_of
from plans.rules.concern import Concern as ConcernFact
from plans.rules.facts import ContactRole as ContactRoleFact
from plans.rules.role import Side as SideFact
from plans.store.account import ContactRow
from schema.info import Info
from schema.node import Node
from schema.person import Person
from schema.side import Side
from schema.stakeholder import StakeholderAssessment
from schema.versioned import Versioned


@strawberry.enum(description="What a customer's person is to the account.")
class ContactRole(Enum):
    """What a customer's person is to the account."""

    SPONSOR = strawberry.enum_value("sponsor", description="Stands behind it and signs.")
    CHAMPION = strawberry.enum_value("champion", description="Drives it from day to day.")
    DELEGATE = strawberry.enum_value("delegate", description="Stands in for the sponsor.")
    MEMBER = strawberry.enum_value("member", description="Works on it.")
    FINANCE = strawberry.enum_value("finance", description="Looks at the figures.")


_CODES = {concern.name: strawberry.enum_value(concern.value, description=WORDS[concern]) for concern in ConcernFact}
ConcernCode: type[Enum] = strawberry.enum(description="What somebody asks of a plan by their role.")(
    cast("type[Enum]", Enum("ConcernCode", _CODES))  # pyright: ignore[reportArgumentType]
)


@strawberry.type(description="What somebody asks of a plan by their role.")
class Concern:
    """What somebody asks of a plan by their role."""

    code: ConcernCode = strawberry.field(description="What it is about.")  # pyright: ignore[reportInvalidTypeForm, reportUnknownVariableType]
    words: str = strawberry.field(description="The question, in the words of the person who has it.")

    @classmethod
    def from_fact(cls, fact: ConcernFact) -> Self:
        """The concern as the rules name it."""
        return cls(code=ConcernCode(fact.value), words=WORDS[fact])


MEANINGS = {
    "name": "Their name.",
    "title": "Their job title.",
    "role": "What they are to the account, where it is known.",
    "left_on": "The day on which they left: what they own is to be given to others. Null while they are there.",
}
"""By the names of columns."""


@strawberry.type(description="One person of either side, as the plans of the account know them.")
class Contact(Versioned, Node):
    """One person of either side, as the plans of the account know them."""

    row: strawberry.Private[ContactRow]
    id: strawberry.ID = strawberry.field(description="The contact's UUID; owners in a plan are given by it.")
    name: str = strawberry.field(description=MEANINGS["name"])
    title: str | None = strawberry.field(description=MEANINGS["title"])
    side: Side = strawberry.field(description="The side on which they stand.")
    role: ContactRole | None = strawberry.field(description=MEANINGS["role"])
    left_on: dt.date | None = strawberry.field(description=MEANINGS["left_on"])

    @classmethod
    def from_row(cls, row: ContactRow) -> Self:
        """The contact as stored."""
        return cls(
            row=row,
            id=strawberry.ID(str(row.id)),
            name=row.name,
            title=row.title or None,
            side=Side(row.side),
            role=ContactRole(row.role) if row.role else None,
            left_on=row.left_on,
            version=row.version,
            invalid_fields=[],
        )

    @strawberry.field(
        description="What somebody of the customer's asks of a plan by their role, until they say otherwise: where a "
        "conversation begins."
    )
    def concerns(self) -> list[Concern]:
        """What they ask of a plan by their role."""
        role = ContactRoleFact(self.row.role) if self.row.role else None
        return [Concern.from_fact(fact) for fact in concerns_of(SideFact(self.row.side), role)]

    @strawberry.field(
        description="The person who logs in as this contact; null where nobody does, or the viewer does not see them."
    )
    async def person(self, info: Info) -> Person | None:
        """The person who logs in as this contact."""
        row = await info.context.loaders.people.load(self.row.person_id) if self.row.person_id else None
        return Person.from_row(row) if row else None

    @strawberry.field(description="What the vendor thinks of them; null for everybody else, and where nobody has said.")
    async def assessment(self, info: Info) -> StakeholderAssessment | None:
        """What the vendor thinks of them."""
        if self.row.vendor_id not in info.context.reading.vendors:
            return None
        row = await info.context.loaders.assessments.load((self.row.vendor_id, self.row.id))
        return StakeholderAssessment.from_row(row) if row else None

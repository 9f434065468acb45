"""Contacts: the people of both sides as the plans of an account know them."""

from enum import Enum
from typing import Self

import strawberry

from plans.store.account import ContactRow
from schema.node import Node
from schema.side import Side


@strawberry.enum(description="What a customer's person is to the account.")
class ContactRole(Enum):
    """What a customer's person is to the account."""

    SPONSOR = strawberry.enum_value("sponsor", description="Stands behind it and signs.")
    CHAMPION = strawberry.enum_value("champion", description="Drives it from day to day.")
    DELEGATE = strawberry.enum_value("delegate", description="Stands in for the sponsor.")
    MEMBER = strawberry.enum_value("member", description="Works on it.")
    FINANCE = strawberry.enum_value("finance", description="Looks at the figures.")


@strawberry.type(description="One person of either side, as the plans of the account know them.")
class Contact(Node):
    """One person of either side, as the plans of the account know them."""

    id: strawberry.ID = strawberry.field(description="The contact's UUID; owners in a plan are given by it.")
    name: str = strawberry.field(description="Their name.")
    title: str | None = strawberry.field(description="Their job title.")
    side: Side = strawberry.field(description="The side on which they stand.")
    role: ContactRole | None = strawberry.field(description="What they are to the account, where it is known.")

    @classmethod
    def from_row(cls, row: ContactRow) -> Self:
        """The contact as stored."""
        return cls(
            id=strawberry.ID(str(row.id)),
            name=row.name,
            title=row.title or None,
            side=Side(row.side),
            role=ContactRole(row.role) if row.role else None,
        )

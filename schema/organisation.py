"""Organisations, and the side on which each stands."""

from enum import Enum
from typing import Self

import strawberry

from plans.store.organisation import OrganisationRow


@strawberry.enum(description="Which side of an account an organisation or a person stands on.")
class Side(Enum):
    """Which side of an account an organisation or a person stands on."""

    VENDOR = strawberry.enum_value("vendor", description="The one that sells and serves.")
    CUSTOMER = strawberry.enum_value("customer", description="The one that bought.")
    PARTNER = strawberry.enum_value("partner", description="One that works with the vendor.")


@strawberry.type(description="A vendor, a customer or a partner.")
class Organisation:
    """A vendor, a customer or a partner."""

    id: strawberry.ID = strawberry.field(description="The organisation's UUID.")
    name: str = strawberry.field(description="Its name.")
    side: Side = strawberry.field(description="The side on which it stands.")

    @classmethod
    def from_row(cls, row: OrganisationRow) -> Self:
        """The organisation as stored."""
        return cls(id=strawberry.ID(str(row.id)), name=row.name, side=Side(row.side))

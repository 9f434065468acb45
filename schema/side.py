"""The sides of an account."""

from enum import Enum

import strawberry


@strawberry.enum(description="Which side of an account an organisation or a person stands on.")
class Side(Enum):
    """Which side of an account an organisation or a person stands on."""

    VENDOR = strawberry.enum_value("vendor", description="The one that sells and serves.")
    CUSTOMER = strawberry.enum_value("customer", description="The one that bought.")
    PARTNER = strawberry.enum_value("partner", description="One that works with the vendor.")

"""The roles that people hold in organisations."""

from enum import Enum

import strawberry

_value = strawberry.enum_value


@strawberry.enum(description="What a person is in an organisation.")
class Role(Enum):
    """What a person is in an organisation."""

    ADMIN = _value("admin", description="Vendor: runs the vendor's part and writes plans.")
    EXECUTIVE = _value("executive", description="Vendor: answers for the accounts and writes plans.")
    CSM = _value("csm", description="Vendor: a customer success manager; writes plans.")
    CONTRIBUTOR = _value("contributor", description="Vendor: writes the tasks that are theirs.")
    VIEWER = _value("viewer", description="Vendor: reads.")
    SPONSOR = _value("sponsor", description="Customer: stands behind the plan, writes and signs it.")
    CHAMPION = _value("champion", description="Customer: drives the plan and writes it.")
    MEMBER = _value("member", description="Customer: writes the tasks that are theirs.")
    FINANCE = _value("finance", description="Customer: reads the figures.")
    PARTNER = _value("partner", description="Partner: sees what is shown to partners.")

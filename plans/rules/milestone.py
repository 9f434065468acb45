"""How a milestone stands: its status as it is shown everywhere, with what follows by rule."""

from dataclasses import dataclass

from plans.rules.entity import Entity
from plans.rules.reading import Holding, Reading
from plans.rules.role import Side

DONE = "done"
SKIPPED = "skipped"
AT_RISK = "at_risk"
BLOCKED = "blocked"
PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Standing:
    """``status`` is the one to show; ``by_rule``: at risk since nobody of the customer's owns it. ``overdue`` counts
    days since its day, 0 where it is not."""

    status: str
    by_rule: bool
    overdue: int


def standing(reading: Reading, milestone: Entity) -> Standing:
    """The standing of a milestone. Done and skipped ones are neither at risk nor overdue."""
    stated = milestone.text("status") or PLANNED
    if stated in {DONE, SKIPPED}:
        return Standing(stated, by_rule=False, overdue=0)
    by_rule = reading.holding(milestone, "customerOwner", Side.CUSTOMER) is not Holding.NAMED
    status = AT_RISK if by_rule and stated != BLOCKED else stated
    due = milestone.date("due")
    return Standing(status, by_rule, max(0, (reading.today - due).days) if due else 0)

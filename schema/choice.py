"""The declared choices as enums: GraphQL's names in upper case, the declaration's words as values."""

from enum import Enum

import strawberry

_value = strawberry.enum_value


@strawberry.enum(description="How a value is compared with its target.")
class Comparator(Enum):
    """How a value is compared with its target."""

    AT_MOST = _value("at_most", description="The target or less.")
    UNDER = _value("under", description="Less than the target.")
    AT_LEAST = _value("at_least", description="The target or more.")
    OVER = _value("over", description="More than the target.")


@strawberry.enum(description="What kind of outcome it is.")
class OutcomeType(Enum):
    """What kind of outcome it is."""

    REVENUE_GROWTH = _value("revenue_growth", description="More revenue.")
    COST_REDUCTION = _value("cost_reduction", description="Less cost.")
    RISK_COMPLIANCE = _value("risk_compliance", description="Less risk, or rules kept.")
    SCALE = _value("scale", description="More done with what there is.")
    SPEED = _value("speed", description="The same done sooner.")


@strawberry.enum(description="How good a baseline is.")
class BaselineQuality(Enum):
    """How good a baseline is."""

    MEASURED = _value("measured", description="Measured.")
    ESTIMATED = _value("estimated", description="Estimated by somebody who should know.")
    IMPORTED = _value("imported", description="Taken over from another system.")


@strawberry.enum(description="Where an outcome was first recorded.")
class Provenance(Enum):
    """Where an outcome was first recorded."""

    SALES_NOTES = _value("sales_notes", description="In the notes of the sale.")
    MUTUAL_ACTION_PLAN = _value("mutual_action_plan", description="In the mutual action plan of the sale.")
    RECORDED_CALL = _value("recorded_call", description="In a recorded call.")
    DISCOVERY_CALL = _value("discovery_call", description="In a discovery call.")
    OTHER = _value("other", description="Somewhere else.")


@strawberry.enum(description="Whether an outcome is pursued.")
class OutcomeStatus(Enum):
    """Whether an outcome is pursued."""

    ACTIVE = _value("active", description="It is pursued.")
    RETIRED = _value("retired", description="It is not pursued any more.")


@strawberry.enum(description="What kind of enabler it is.")
class EnablerKind(Enum):
    """What kind of enabler it is."""

    INTEGRATION = _value("integration", description="Systems that are connected.")
    TRAINING = _value("training", description="People who are trained.")
    SPONSOR = _value("sponsor", description="Somebody who stands behind it.")
    OTHER = _value("other", description="Something else.")


@strawberry.enum(description="How far a piece of work is.")
class WorkState(Enum):
    """How far a piece of work is."""

    PLANNED = _value("planned", description="Not begun.")
    IN_PROGRESS = _value("in_progress", description="Begun.")
    DONE = _value("done", description="Done.")
    BLOCKED = _value("blocked", description="Something stands in its way.")


@strawberry.enum(description="Whether a figure tells early or late.")
class IndicatorKind(Enum):
    """Whether a figure tells early or late."""

    LEADING = _value("leading", description="Moves before the outcome does.")
    LAGGING = _value("lagging", description="Moves once the outcome has.")


@strawberry.enum(description="The preset marks of a plan's way.")
class Mark(Enum):
    """The preset marks of a plan's way."""

    QUICK_WIN = _value("quick_win", description="A first small success.")
    IMPLEMENTED = _value("implemented", description="The implementation is complete.")
    FIRST_VALUE = _value("first_value", description="The customer sees value for the first time.")
    HALF_TARGET = _value("half_target", description="Half of the way to the target.")
    TARGET_HIT = _value("target_hit", description="The target is reached.")
    OTHER = _value("other", description="None of the presets.")


@strawberry.enum(description="Who has to act.")
class Responsibility(Enum):
    """Who has to act."""

    CUSTOMER = _value("customer", description="The customer.")
    CSM = _value("csm", description="The vendor's customer success manager.")
    PRODUCT = _value("product", description="The vendor's product people.")


@strawberry.enum(description="How a milestone stands; overdue is derived.")
class MilestoneStatus(Enum):
    """How a milestone stands; overdue is derived."""

    PLANNED = _value("planned", description="Not begun.")
    IN_PROGRESS = _value("in_progress", description="Begun.")
    DONE = _value("done", description="Reached.")
    AT_RISK = _value("at_risk", description="It may not be reached in time.")
    BLOCKED = _value("blocked", description="Something stands in its way.")
    SKIPPED = _value("skipped", description="It is left out.")


@strawberry.enum(description="How a dependency stands.")
class DependencyStatus(Enum):
    """How a dependency stands."""

    OPEN = _value("open", description="Still owed.")
    MET = _value("met", description="Delivered.")
    WAIVED = _value("waived", description="Not needed any more.")


@strawberry.enum(description="What kind of risk it is.")
class RiskKind(Enum):
    """What kind of risk it is."""

    BLOCKER = _value("blocker", description="It stops work.")
    LOW_ADOPTION = _value("low_adoption", description="Too few use it.")
    DEPENDENCY = _value("dependency", description="Somebody else has to deliver first.")
    OTHER = _value("other", description="Something else.")


@strawberry.enum(description="How much: how likely something is or would hurt, how far somebody counts or takes part.")
class Level(Enum):
    """How much of something there is."""

    LOW = _value("low", description="Little.")
    MEDIUM = _value("medium", description="Some.")
    HIGH = _value("high", description="Much.")


@strawberry.enum(description="How a risk stands.")
class RiskState(Enum):
    """How a risk stands."""

    OPEN = _value("open", description="Nothing is done about it yet.")
    MITIGATING = _value("mitigating", description="Something is being done about it.")
    ACCEPTED = _value("accepted", description="It is taken.")
    CLOSED = _value("closed", description="It is over.")


@strawberry.enum(description="How often something happens.")
class Frequency(Enum):
    """How often something happens."""

    DAILY = _value("daily", description="Every day.")
    WEEKLY = _value("weekly", description="Every week.")
    MONTHLY = _value("monthly", description="Every month.")
    QUARTERLY = _value("quarterly", description="Every quarter.")
    YEARLY = _value("yearly", description="Every year.")


_ENUMS: tuple[type[Enum], ...] = (
    Comparator,
    OutcomeType,
    BaselineQuality,
    Provenance,
    OutcomeStatus,
    EnablerKind,
    WorkState,
    IndicatorKind,
    Mark,
    Responsibility,
    MilestoneStatus,
    DependencyStatus,
    RiskKind,
    Level,
    RiskState,
    Frequency,
)

CHOICES: dict[tuple[str, ...], type[Enum]] = {tuple(str(member.value) for member in enum): enum for enum in _ENUMS}
"""The enum of each tuple of declared choices."""

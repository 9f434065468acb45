"""All that can be done with plans and with what their documents hold."""

import strawberry

from schema.account_change import AccountMutation
from schema.clock_change import PlanDatesMutation
from schema.contact_change import ContactMutation
from schema.conversation import ConversationMutation
from schema.dependency import DependencyMutation
from schema.discovery_call import DiscoveryCallMutation
from schema.enabler import EnablerMutation
from schema.expansion import ExpansionMutation
from schema.indicator import IndicatorMutation
from schema.internal import InternalPlanMutation
from schema.measurement import MeasurementMutation
from schema.milestone import MilestoneMutation
from schema.next_goal import NextGoalMutation
from schema.outcome import OutcomeMutation
from schema.overruling_change import OverrulingMutation
from schema.plan import PlanMutation
from schema.plan_creation import PlanCreationMutation
from schema.preset import PresetMutation
from schema.quote import QuoteMutation
from schema.review_change import ReviewMutation
from schema.review_note import ReviewNoteMutation
from schema.risk import RiskMutation
from schema.stakeholder_change import StakeholderMutation
from schema.stakeholder_risk import StakeholderRiskMutation
from schema.task import TaskMutation
from schema.win import WinMutation
from schema.win_confirmation_change import WinConfirmationMutation
from schema.workflow import WorkflowMutation


@strawberry.type(description="What can be done with plans and with what they hold.")
class ContentMutation(
    AccountMutation,
    ContactMutation,
    StakeholderMutation,
    PlanCreationMutation,
    PlanMutation,
    PresetMutation,
    PlanDatesMutation,
    InternalPlanMutation,
    QuoteMutation,
    OutcomeMutation,
    WorkflowMutation,
    EnablerMutation,
    IndicatorMutation,
    MilestoneMutation,
    TaskMutation,
    DependencyMutation,
    DiscoveryCallMutation,
    RiskMutation,
    WinMutation,
    WinConfirmationMutation,
    ReviewNoteMutation,
    MeasurementMutation,
    ReviewMutation,
    OverrulingMutation,
    ConversationMutation,
    StakeholderRiskMutation,
    ExpansionMutation,
    NextGoalMutation,
):
    """What can be done with plans and with what they hold: all of it takes `plan:write`."""

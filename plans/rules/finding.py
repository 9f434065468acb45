"""A finding: what a rule saw in a plan, in words that a person can act on.

``findings/catalogue.py`` says of each code which requirement it serves, how heavy it is and what to do about it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Hard findings block what they name in ``Gate``; soft ones are shown and never block."""

    HARD = "hard"
    SOFT = "soft"


class Gate(StrEnum):
    """What a hard finding blocks."""

    PROPOSAL = "proposal"
    ONE_PAGE = "one_page"


class FindingCode(StrEnum):
    """What was found, for a program to act on. Codes are stable: none changes its meaning."""

    # The plan as a whole
    PLAN_WITHOUT_OUTCOME = "plan_without_outcome"
    PLAN_WITHOUT_TITLE = "plan_without_title"
    GOAL_MISSING = "goal_missing"
    CONTEXT_INCOMPLETE = "context_incomplete"
    TIME_TO_VALUE_MISSING = "time_to_value_missing"
    CUSTOMER_HAS_NOT_EDITED = "customer_has_not_edited"
    REFERENCE_BROKEN = "reference_broken"
    SECTION_EMPTY = "section_empty"
    # The customer's own words
    OUTCOME_WITHOUT_WORDS = "outcome_without_words"
    WORDS_AFTER_OUTCOME = "words_after_outcome"
    QUOTE_INCOMPLETE = "quote_incomplete"
    QUOTE_OF_VENDOR = "quote_of_vendor"
    QUOTE_IN_FUTURE = "quote_in_future"
    PROVENANCE_MISSING = "provenance_missing"
    DISCOVERY_CALL_MISSING = "discovery_call_missing"
    OUTCOME_BEFORE_KICK_OFF = "outcome_before_kick_off"
    # The account
    ACCOUNT_DATES_MISSING = "account_dates_missing"
    ACCOUNT_DATES_OUT_OF_ORDER = "account_dates_out_of_order"
    AGREEMENT_LATE = "agreement_late"
    DELIVERY_LATE = "delivery_late"
    # Outcomes
    TOO_MANY_OUTCOMES = "too_many_outcomes"
    KEY_ACCOUNT_OUTCOMES = "key_account_outcomes"
    OUTCOMES_OUT_OF_RANGE = "outcomes_out_of_range"
    TOO_MANY_KEY_OUTCOMES = "too_many_key_outcomes"
    OUTCOME_INCOMPLETE = "outcome_incomplete"
    OUTCOME_NOT_VALIDATED = "outcome_not_validated"
    OUTCOME_WITHOUT_BASELINE = "outcome_without_baseline"
    BASELINE_WITHOUT_SOURCE = "baseline_without_source"
    BASELINE_INCOMPLETE = "baseline_incomplete"
    BASELINE_AFTER_START = "baseline_after_start"
    BASELINE_IN_FUTURE = "baseline_in_future"
    STATED_CHANGE_CONTRADICTS = "stated_change_contradicts"
    TARGET_AGAINST_COMPARATOR = "target_against_comparator"
    MAINTAIN_WITHOUT_BAND = "maintain_without_band"
    BAND_REVERSED = "band_reversed"
    DEADLINE_BEFORE_BASELINE = "deadline_before_baseline"
    OUTCOME_WITHOUT_CUSTOMER_OWNER = "outcome_without_customer_owner"
    OUTCOME_OWNER_OF_OTHER_SIDE = "outcome_owner_of_other_side"
    OUTCOME_WITHOUT_BENEFIT = "outcome_without_benefit"
    MEASURING_INCOMPLETE = "measuring_incomplete"
    MEASUREMENT_OVERDUE = "measurement_overdue"
    RETIRED_WITHOUT_REASON = "retired_without_reason"
    OUTCOME_DRIFTING = "outcome_drifting"
    # The chain
    OUTCOME_WITHOUT_WORKFLOW = "outcome_without_workflow"
    WORKFLOW_WITHOUT_THRESHOLD = "workflow_without_threshold"
    OUTCOME_WITHOUT_ENABLER = "outcome_without_enabler"
    ENABLER_INCOMPLETE = "enabler_incomplete"
    INDICATOR_WITHOUT_KIND = "indicator_without_kind"
    ADOPTION_AS_LAGGING = "adoption_as_lagging"
    # Wording of outcomes
    ADOPTION_AS_OUTCOME = "adoption_as_outcome"
    ACTIVITY_AS_OUTCOME = "activity_as_outcome"
    BARE_PRODUCT_METRIC = "bare_product_metric"
    VAGUE_OUTCOME = "vague_outcome"
    VENDOR_JARGON = "vendor_jargon"
    BENEFIT_WITHOUT_BUSINESS_WORDS = "benefit_without_business_words"
    # Milestones
    MILESTONES_OUT_OF_RANGE = "milestones_out_of_range"
    TOO_MANY_KEY_MILESTONES = "too_many_key_milestones"
    MILESTONE_ONLY_FEATURE = "milestone_only_feature"
    MILESTONE_WITHOUT_METRIC = "milestone_without_metric"
    MILESTONE_AT_RISK_BY_RULE = "milestone_at_risk_by_rule"
    MILESTONE_WITHOUT_VENDOR_OWNER = "milestone_without_vendor_owner"
    MILESTONE_OWNER_OF_OTHER_SIDE = "milestone_owner_of_other_side"
    MILESTONE_NOT_VALIDATED = "milestone_not_validated"
    MILESTONE_WITHOUT_DATE = "milestone_without_date"
    MILESTONE_OVERDUE = "milestone_overdue"
    MILESTONE_AFTER_DEADLINE = "milestone_after_deadline"
    MILESTONES_OUT_OF_SEQUENCE = "milestones_out_of_sequence"
    MARK_WITHOUT_TARGET_VALUE = "mark_without_target_value"
    FIRST_VALUE_MISSING = "first_value_missing"
    FIRST_VALUE_TWICE = "first_value_twice"
    MILESTONE_IS_TASK = "milestone_is_task"
    MILESTONE_DONE_WITHOUT_DATE = "milestone_done_without_date"
    MILESTONE_DONE_WITHOUT_WIN = "milestone_done_without_win"
    BLOCKED_TOO_LONG = "blocked_too_long"
    SPONSOR_OWNS_MILESTONE = "sponsor_owns_milestone"
    # Tasks, next steps, dependencies
    TASK_INCOMPLETE = "task_incomplete"
    NEXT_STEP_INCOMPLETE = "next_step_incomplete"
    NON_COMMITMENT = "non_commitment"
    NO_CUSTOMER_OBLIGATION = "no_customer_obligation"
    NO_VENDOR_OBLIGATION = "no_vendor_obligation"
    DEPENDENCY_INCOMPLETE = "dependency_incomplete"
    DEPENDENCY_ON_ONESELF = "dependency_on_oneself"
    DEPENDENCY_CYCLE = "dependency_cycle"
    # People
    SPONSOR_MISSING = "sponsor_missing"
    CONTACT_INCOMPLETE = "contact_incomplete"
    OWNER_HAS_LEFT = "owner_has_left"
    SINGLE_CONTACT = "single_contact"
    COMMUNICATION_PLAN_MISSING = "communication_plan_missing"
    CONVERSATION_INCOMPLETE = "conversation_incomplete"
    NOT_OPENED_BY_CUSTOMER = "not_opened_by_customer"
    # Risks and value
    RISK_INCOMPLETE = "risk_incomplete"
    RISK_STALE = "risk_stale"
    RISK_ABOUT_PERSON = "risk_about_person"
    WIN_INCOMPLETE = "win_incomplete"
    WIN_IN_FUTURE = "win_in_future"
    QUARTER_WITHOUT_WIN = "quarter_without_win"
    # The one-page view
    GOAL_TOO_LONG = "goal_too_long"
    OVER_ONE_PAGE = "over_one_page"
    OVER_TWO_PAGES = "over_two_pages"
    # Reviews and life
    REVIEW_DATE_MISSING = "review_date_missing"
    REVIEW_DATE_PASSED = "review_date_passed"
    REVIEW_STATUS_ONLY = "review_status_only"
    REVIEW_WITHOUT_ANSWER = "review_without_answer"
    QBR_WITHOUT_SPONSORS = "qbr_without_sponsors"
    PLAN_STALE = "plan_stale"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about: an entity of a root, or the plan itself (root ``plan``, no entity).

    The roots are those of the document, and ``contact`` and ``review`` for rows beside it.
    """

    root: str
    entity: str | None = None
    field: str | None = None


PLAN = Subject("plan")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``seen``: the words or figures that triggered it. ``weight``: rises from 1 where a thing gets worse.

    ``message`` says what was expected and what came, ``advice`` what to do next.
    """

    code: FindingCode
    subject: Subject
    message: str
    advice: str
    requirement: str
    severity: Severity
    gate: Gate | None = None
    vendor_only: bool = False
    seen: tuple[str, ...] = ()
    weight: int = 1

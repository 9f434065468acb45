"""The codes about milestones, tasks, next steps and dependencies."""

from plans.rules.finding import FindingCode as Code
from plans.rules.finding import Gate
from plans.rules.findings.kind import Kind, hard, soft

MILESTONE_KINDS: dict[Code, Kind] = {
    Code.MILESTONES_OUT_OF_RANGE: soft(
        "M1",
        "The number of an outcome's milestones lies within the preset's limits.",
        "Add a milestone, or join two of them.",
    ),
    Code.TOO_MANY_KEY_MILESTONES: hard(
        "M1", "At most 5 milestones are marked key for the one-page view.", "Unmark one.", Gate.ONE_PAGE
    ),
    Code.MILESTONE_ONLY_FEATURE: hard(
        "M3",
        "A milestone names the business metric that it moves, not a feature alone.",
        "Choose the metric; or let a person of each side overrule this.",
        is_overrulable=True,
    ),
    Code.MILESTONE_WITHOUT_METRIC: soft(
        "M3", "A milestone names the business metric that it moves.", "Choose an outcome's or an indicator's metric."
    ),
    Code.MILESTONE_AT_RISK_BY_RULE: soft(
        "M4",
        "Exactly one person of the customer's owns a milestone; without one it is at risk from day one.",
        "Ask the champion who owns it, and name them.",
    ),
    Code.MILESTONE_WITHOUT_VENDOR_OWNER: soft(
        "M4", "Exactly one person of the vendor's owns a milestone.", "Name the vendor's owner."
    ),
    Code.MILESTONE_OWNER_OF_OTHER_SIDE: soft(
        "M4", "Each side's owner is one of its own people.", "Name somebody of that side."
    ),
    Code.MILESTONE_NOT_VALIDATED: soft(
        "O3",
        "The outcome above a milestone says from which baseline to which target by when.",
        "Add a task to ask the champion for what the outcome lacks.",
    ),
    Code.MILESTONE_WITHOUT_DATE: soft("M1", "A milestone has a day.", "Agree on a day."),
    Code.MILESTONE_OVERDUE: soft(
        "M7", "A milestone is done by its day.", "Mark it done, or agree on a new day with its owners."
    ),
    Code.MILESTONE_AFTER_DEADLINE: soft(
        "M1", "A milestone lies before its outcome's deadline.", "Move the milestone or the deadline."
    ),
    Code.MILESTONES_OUT_OF_SEQUENCE: soft(
        "M1", "Milestones stand in the order of their days.", "Move the milestone, or change its day."
    ),
    Code.MARK_WITHOUT_TARGET_VALUE: soft(
        "M2", "Half target and target hit name the value that is reached.", "Write the value down; it is not computed."
    ),
    Code.FIRST_VALUE_MISSING: soft(
        "M6",
        "One milestone is marked as the first value that the customer sees.",
        "Mark it; time to value counts to it.",
    ),
    Code.FIRST_VALUE_TWICE: soft(
        "M6", "One milestone is the first value, no more.", "Leave the mark with the earliest one."
    ),
    Code.MILESTONE_IS_TASK: soft(
        "M8",
        "Training and integration are tasks under a milestone.",
        "Make it a task, under a milestone that says what it is for.",
    ),
    Code.MILESTONE_DONE_WITHOUT_DATE: soft(
        "M7",
        "A milestone that is done says since when, and not in the future.",
        "Correct the day on which it was done.",
    ),
    Code.MILESTONE_DONE_WITHOUT_WIN: soft(
        "T4", "A milestone that is done enters the value log.", "Record what it brought, with its value."
    ),
    Code.BLOCKED_TOO_LONG: soft(
        "M5",
        "A milestone is blocked for no longer than the plan's days of escalation.",
        "Tell both sponsors, and what you need of them.",
    ),
    Code.SPONSOR_OWNS_MILESTONE: soft(
        "M5", "Sponsors are the escalation path and own no milestone.", "Name somebody who does the work."
    ),
    Code.TASK_INCOMPLETE: soft("M8", "A task has an action, an owner and a day.", "Complete the task."),
    Code.NEXT_STEP_INCOMPLETE: soft("M9", "A next step has an action, an owner and a day.", "Complete it."),
    Code.NON_COMMITMENT: soft(
        "M9", "A next step says what will be there afterwards.", "Say who hands what to whom, or drop it."
    ),
    Code.NO_CUSTOMER_OBLIGATION: hard(
        "M10",
        "The customer owes something too: at least one dependency is theirs.",
        "Ask what the plan needs of the customer, from whom and by when.",
    ),
    Code.NO_VENDOR_OBLIGATION: soft(
        "M10", "Dependencies come from both sides.", "Write down what the vendor owes the customer."
    ),
    Code.DEPENDENCY_INCOMPLETE: soft("M10", "A dependency names who owes what to whom by when.", "Complete it."),
    Code.DEPENDENCY_ON_ONESELF: soft(
        "M10", "A dependency is between two people.", "Make it a task, or name the other person."
    ),
    Code.DEPENDENCY_CYCLE: soft(
        "M10", "Dependencies that wait for one another come to an end.", "Let one of them wait for nothing."
    ),
}

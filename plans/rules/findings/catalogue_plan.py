"""The codes about the plan as a whole, its account, its people, its risks, its value and its life."""

from plans.rules.finding import FindingCode as Code
from plans.rules.finding import Gate
from plans.rules.findings.kind import Kind, hard, soft

PLAN_KINDS: dict[Code, Kind] = {
    Code.PLAN_WITHOUT_OUTCOME: hard(
        "C1", "A plan says how both sides will know that it works.", "Add the first outcome in the customer's words."
    ),
    Code.PLAN_WITHOUT_TITLE: soft("C1", "A plan has a title, by which people find it.", "Give it a title."),
    Code.GOAL_MISSING: soft(
        "C1", "A plan says what it is building toward.", "Write the goal in at most three sentences."
    ),
    Code.CONTEXT_INCOMPLETE: soft(
        "S4",
        "The plan says why the customer bought, which problem is to be solved and what return they expect.",
        "Ask the sponsor and write their answer down.",
    ),
    Code.TIME_TO_VALUE_MISSING: soft(
        "C11",
        "The customer says in their own words when they expect value.",
        "Ask the champion by when they want to see a first result.",
    ),
    Code.CUSTOMER_HAS_NOT_EDITED: soft(
        "C9", "The customer writes in the plan before it is proposed.", "Go through the plan together, live."
    ),
    Code.REFERENCE_BROKEN: soft(
        "C1", "What a plan refers to is still there.", "Choose another one, or leave the field empty."
    ),
    Code.SECTION_EMPTY: soft(
        "T1", "Every section that the preset shows says something.", "Fill the section, or choose a smaller preset."
    ),
    Code.ACCOUNT_DATES_MISSING: soft(
        "C10",
        "The account has its dates: contract close, engagement start, kick-off, go-live, renewal and contract end.",
        "Complete the account.",
    ),
    Code.ACCOUNT_DATES_OUT_OF_ORDER: soft(
        "C10",
        "The engagement starts after the contract closed, and the renewal lies before the contract's end.",
        "Look at both dates again.",
    ),
    Code.AGREEMENT_LATE: soft(
        "C8", "The plan is agreed within the vendor's days after go-live.", "Propose the plan, or say why it waits."
    ),
    Code.DELIVERY_LATE: soft(
        "C8",
        "The plan is delivered within the vendor's days after the start of the engagement.",
        "Send the plan to the champion.",
    ),
    Code.OUTCOME_WITHOUT_WORDS: hard(
        "C2",
        "An outcome comes from the customer's own words, recorded before the metric is.",
        "Ask the customer, write down what they said, and link it to the outcome.",
    ),
    Code.WORDS_AFTER_OUTCOME: soft(
        "C2",
        "The customer's words are recorded before the outcome is written.",
        "Ask the customer whether the outcome still says what they meant.",
    ),
    Code.QUOTE_INCOMPLETE: soft(
        "C2", "A quote says who said what, when, in answer to which question.", "Complete the quote."
    ),
    Code.QUOTE_OF_VENDOR: soft(
        "C2", "A quote is somebody of the customer's.", "Record what the customer said, in their words."
    ),
    Code.QUOTE_IN_FUTURE: soft(
        "C2", "What a quote says has been said already.", "Correct the day on which it was said."
    ),
    Code.PROVENANCE_MISSING: soft(
        "C5", "An outcome says where it was first recorded.", "Hold a discovery call first, or say where it comes from."
    ),
    Code.DISCOVERY_CALL_MISSING: soft(
        "C6",
        "The executive sponsor and the champion are heard in separate discovery calls.",
        "Schedule the discovery call.",
    ),
    Code.OUTCOME_BEFORE_KICK_OFF: soft(
        "C9", "Outcomes are written together, from the kick-off on.", "Go through the outcome with the customer."
    ),
    Code.SPONSOR_MISSING: soft(
        "M5", "Both sides name an executive sponsor, the escalation path.", "Name the executive sponsor."
    ),
    Code.CONTACT_INCOMPLETE: soft(
        "S1", "A contact has a title, and a contact of the customer's a role.", "Complete the contact."
    ),
    Code.OWNER_HAS_LEFT: soft(
        "S7",
        "What somebody owned is handed over when they leave.",
        "Add a task to find a new owner, and name them here.",
    ),
    Code.SINGLE_CONTACT: soft(
        "S3",
        "More than one person of the customer's knows the plan.",
        "Win a second contact, best in another team.",
        vendor_only=True,
    ),
    Code.COMMUNICATION_PLAN_MISSING: soft(
        "S3", "It is planned who talks to whom, how often.", "Add the first conversation.", vendor_only=True
    ),
    Code.CONVERSATION_INCOMPLETE: soft(
        "S3", "A conversation names both people and how often they talk.", "Complete it.", vendor_only=True
    ),
    Code.NOT_OPENED_BY_CUSTOMER: soft(
        "S6",
        "The customer looks at the plan.",
        "Open the plan together in the next call; look whether the invitation arrived.",
        vendor_only=True,
    ),
    Code.RISK_INCOMPLETE: soft(
        "T3", "A risk has a kind, likelihood, impact, mitigation, owner and state.", "Complete the risk."
    ),
    Code.RISK_STALE: soft(
        "T3", "Somebody looks at an open risk once a month.", "Say how the risk stands, or close it."
    ),
    Code.RISK_ABOUT_PERSON: soft(
        "T3",
        "A risk about a person stands in the vendor's internal document alone.",
        "Move it there, and remove it here.",
    ),
    Code.WIN_INCOMPLETE: soft(
        "T4", "A win has a value with its unit, evidence, a day and an outcome.", "Complete the win."
    ),
    Code.WIN_IN_FUTURE: soft(
        "T4", "What a win says has been delivered already.", "Correct the day of the win, or wait for it."
    ),
    Code.QUARTER_WITHOUT_WIN: soft(
        "T4", "Every quarter records some value delivered.", "Record a win, or talk about why there is none."
    ),
    Code.GOAL_TOO_LONG: soft("T2", "The goal has at most three sentences.", "Shorten the goal."),
    Code.OVER_ONE_PAGE: soft(
        "T2", "The one-page view fits on one page.", "Shorten the goal, the titles or what is owed."
    ),
    Code.OVER_TWO_PAGES: hard(
        "T2",
        "The one-page view never takes more than two pages; only a complex enterprise's may.",
        "Shorten it, or mark less of it as key.",
        Gate.ONE_PAGE,
    ),
    Code.REVIEW_DATE_MISSING: soft("T5", "The next review is always set.", "Set the date of the next review."),
    Code.REVIEW_DATE_PASSED: soft(
        "T5", "The next review lies ahead.", "Hold the review, or set the date of the next one."
    ),
    Code.REVIEW_STATUS_ONLY: soft(
        "R3",
        "The last review moved a blocker where there were any.",
        "Move a blocker in the next review, or before it with its owner; if none moves, escalate to both sponsors.",
    ),
    Code.REVIEW_WITHOUT_ANSWER: soft(
        "R2",
        "Each side says in a review whether the plan still serves it.",
        "Ask the side whose answer is missing.",
    ),
    Code.QBR_WITHOUT_SPONSORS: soft(
        "R9",
        "The sponsors of both sides attended the last quarterly review.",
        "Repeat the essentials with them, and invite them to the next one.",
    ),
    Code.PLAN_STALE: soft(
        "L5", "A plan changes or is reviewed at least every month.", "Review the plan with the customer."
    ),
}

"""The one declaration of the plan document.

Admission, projection, canonical JSON, diff, the reference page and the TypeScript types all derive from it.
Adding a field is one line here, one migration and one GraphQL field.

Two live documents belong to a plan: the *shared* one, which both sides edit, and the vendor's *internal* one.
Root maps are Y.Map; those that hold entities hold flat Y.Map values keyed by UUID. Owners are contacts' ids.
"""

from plans.rules.declaration import (
    DOERS,
    VENDOR_AUTHORS,
    Collection,
    Document,
    DocumentKind,
    Field,
    choice,
    currency,
    date,
    flag,
    line,
    money,
    number,
    person,
    ref,
    text,
)
from plans.rules.role import Side
from plans.rules.value import Kind, ValueType

COMPARATORS = ("at_most", "under", "at_least", "over")
OUTCOME_TYPES = ("revenue_growth", "cost_reduction", "risk_compliance", "scale", "speed")
BASELINE_QUALITIES = ("measured", "estimated", "imported")
PROVENANCES = ("sales_notes", "mutual_action_plan", "recorded_call", "discovery_call", "other")
OUTCOME_STATUSES = ("active", "retired")
ENABLER_KINDS = ("integration", "training", "sponsor", "other")
WORK_STATES = ("planned", "in_progress", "done", "blocked")
INDICATOR_KINDS = ("leading", "lagging")
MARKS = ("quick_win", "implemented", "first_value", "half_target", "target_hit", "other")
RESPONSIBILITIES = ("customer", "csm", "product")
MILESTONE_STATUSES = ("planned", "in_progress", "done", "at_risk", "blocked", "skipped")
DEPENDENCY_STATUSES = ("open", "met", "waived")
RISK_KINDS = ("blocker", "low_adoption", "dependency", "other")
LEVELS = ("low", "medium", "high")
RISK_STATES = ("open", "mitigating", "accepted", "closed")
FREQUENCIES = ("daily", "weekly", "monthly", "quarterly", "yearly")

_POSITION = Field("position", ValueType(Kind.POSITION), "Where it stands among its siblings; ties go by id.")
_COMPARATOR = choice("comparator", "How the value is compared with the target.", COMPARATORS)
_VENDOR_OWNER = person("vendorOwner", "The vendor's one owner.", Side.VENDOR)
_CUSTOMER_OWNER = person("customerOwner", "The customer's one owner.", Side.CUSTOMER)

SHARED = Document(
    DocumentKind.SHARED,
    (
        Collection(
            "plan",
            "plan_overview",
            "What the plan as a whole says.",
            (
                text("title", "The plan's title.", 300),
                text("goal", "The goal, in at most three sentences.", 2_000),
                text("whyBought", "Why the customer bought."),
                text("problem", "The problem that is to be solved."),
                text("roi", "The return on investment as the customer defines it."),
                text("expectedTimeToValue", "When the customer expects value, in their words.", 2_000),
                date("reviewOn", "The next review, where it is not planned as a review of its own."),
                Field(
                    "escalateAfterDays",
                    ValueType(Kind.INTEGER),
                    "Days that a milestone may be blocked before both sponsors hear of it.",
                ),
                person("vendorSponsor", "The vendor's executive sponsor.", Side.VENDOR),
                person("customerSponsor", "The customer's executive sponsor.", Side.CUSTOMER),
            ),
            single=True,
        ),
        Collection(
            "quotes",
            "quote",
            "The customer's own words.",
            (
                text("text", "What was said, verbatim."),
                person("saidBy", "Who said it."),
                date("saidOn", "When it was said."),
                line("prompt", "The question that it answers.", 1_000),
                ref("outcome", "The outcome that came of it.", "outcomes"),
            ),
        ),
        Collection(
            "outcomes",
            "outcome",
            "A business outcome: from a baseline, to a target, by a date.",
            (
                text("objective", "The objective in the customer's language.", 2_000),
                text("benefit", "The benefit in the words of whoever approves the renewal.", 2_000),
                choice("type", "What kind of outcome it is.", OUTCOME_TYPES),
                line("metric", "The name of what is measured."),
                line("unit", 'The metric\'s unit; ratios too, such as "per 1,000 active users".', 100),
                _COMPARATOR,
                number("baseline", "The value at the start, in the metric's unit."),
                date("baselineOn", "When the baseline was taken."),
                line("baselineSource", "Where the baseline comes from."),
                line("baselineEvidence", "A link to the evidence.", 2_000),
                choice("baselineQuality", "How good the baseline is.", BASELINE_QUALITIES),
                number("target", "The value to reach, in the metric's unit."),
                number("bandLow", "The lower edge of a band to stay in."),
                number("bandHigh", "The upper edge of a band to stay in."),
                number("statedChange", "The change as stated, in percent of the baseline; 25 % less is -25."),
                date("deadline", "The day by which the target is reached."),
                person("measuredBy", "Who measures."),
                line("measuredIn", "Where the customer already tracks it."),
                choice("measuredEvery", "How often it is measured.", FREQUENCIES),
                money("valuePerUnit", "What one unit of improvement is worth."),
                currency(),
                choice("provenance", "Where the outcome was first recorded.", PROVENANCES),
                _CUSTOMER_OWNER,
                _VENDOR_OWNER,
                flag("key", "Whether it shows in the one-page view."),
                choice("status", "Whether it is pursued.", OUTCOME_STATUSES),
                line("retiredBecause", "Why it was retired.", 1_000),
                _POSITION,
            ),
        ),
        Collection(
            "workflows",
            "workflow",
            "A key product workflow that drives an outcome.",
            (
                ref("outcome", "The outcome that it drives.", "outcomes"),
                text("title", "What people do.", 300),
                _COMPARATOR,
                number("initial", "The value at the start, in the workflow's unit."),
                date("initialOn", "When that value was taken."),
                number("threshold", "The value from which it works, in the workflow's unit."),
                line("unit", "The unit of the threshold.", 100),
                _POSITION,
            ),
        ),
        Collection(
            "enablers",
            "enabler",
            "What makes a workflow possible.",
            (
                ref("outcome", "The outcome that it serves.", "outcomes"),
                ref("workflow", "The workflow that it enables.", "workflows"),
                choice("kind", "What kind of enabler it is.", ENABLER_KINDS),
                text("title", "What is needed.", 300),
                person("owner", "Who sees to it."),
                choice("state", "How far it is.", WORK_STATES),
                date("due", "The day by which it is in place."),
                line("frequency", 'How often, such as "three articles a week".', 100),
                _POSITION,
            ),
        ),
        Collection(
            "indicators",
            "indicator",
            "A figure that tells early (leading) or late (lagging) whether the outcome is coming.",
            (
                ref("outcome", "The outcome that it tells about.", "outcomes"),
                choice("kind", "Leading or lagging.", INDICATOR_KINDS),
                line("name", "The name of the figure."),
                line("unit", "The figure's unit.", 100),
                _COMPARATOR,
                number("baseline", "The value at the start, in the figure's unit."),
                number("target", "The value to reach, in the figure's unit."),
                _POSITION,
            ),
        ),
        Collection(
            "milestones",
            "milestone",
            "A dated step towards an outcome, with an owner on each side.",
            (
                ref("outcome", "The outcome that it leads to.", "outcomes"),
                text("title", "What is reached.", 300),
                choice("mark", "Which preset mark it is.", MARKS),
                date("due", "The day by which it is reached."),
                ref(
                    "metric",
                    "The business metric that it moves: an outcome's or an indicator's.",
                    "outcomes",
                    "indicators",
                ),
                number("targetValue", "The metric's value at this milestone, in the metric's unit."),
                _COMPARATOR,
                line("scope", 'For whom, such as "pilot team".'),
                _VENDOR_OWNER,
                _CUSTOMER_OWNER,
                choice("responsibility", "Who has to act.", RESPONSIBILITIES),
                choice("status", "How it stands; overdue is derived.", MILESTONE_STATUSES, is_timed=True),
                date("doneOn", "The day on which it was reached."),
                flag("key", "Whether it shows in the one-page view."),
                flag("firstValue", "Whether it is the first value that the customer sees."),
                _POSITION,
            ),
        ),
        Collection(
            "tasks",
            "task",
            "Something to do under a milestone; without a milestone, a next step.",
            (
                ref("milestone", "The milestone that it belongs to.", "milestones"),
                text("action", "What is done.", 1_000),
                person("owner", "Who does it."),
                date("due", "The day by which it is done."),
                flag("done", "Whether it is done."),
                _POSITION,
            ),
            own_authors=DOERS,
        ),
        Collection(
            "dependencies",
            "dependency",
            "What one person owes another, by when.",
            (
                person("owedBy", "Who owes it."),
                person("owedTo", "Who waits for it."),
                text("what", "What is owed.", 1_000),
                date("due", "The day by which it is owed."),
                ref("milestone", "The milestone that needs it.", "milestones"),
                ref("waitsFor", "The dependency that has to be met first.", "dependencies"),
                choice("status", "How it stands.", DEPENDENCY_STATUSES),
                _POSITION,
            ),
        ),
        Collection(
            "risks",
            "risk",
            "What may keep the plan from its outcomes.",
            (
                text("title", "What may happen.", 300),
                choice("kind", "What kind of risk it is.", RISK_KINDS),
                ref("outcome", "The outcome at risk.", "outcomes"),
                ref("milestone", "The milestone at risk.", "milestones"),
                choice("likelihood", "How likely it is.", LEVELS),
                choice("impact", "How much it would hurt.", LEVELS),
                text("mitigation", "What is done about it.", 2_000),
                person("owner", "Who watches it."),
                choice("state", "How it stands.", RISK_STATES),
                _POSITION,
            ),
        ),
        Collection(
            "wins",
            "win",
            "Value delivered, as recorded in the value log.",
            (
                text("title", "What was won.", 300),
                ref("outcome", "The outcome that it counts for.", "outcomes"),
                ref("milestone", "The milestone that brought it.", "milestones"),
                money("value", "The value, in the unit or the currency."),
                line("unit", "The value's unit where it is not money.", 100),
                currency(),
                text("calculation", "How the value was worked out.", 2_000),
                line("evidence", "A link to the evidence.", 2_000),
                date("on", "The day of the win."),
            ),
        ),
        Collection(
            "reviewNotes",
            "review_note",
            "Notes taken in a review.",
            (ref("review", "The review.", "review"), text("text", "The notes.")),
        ),
    ),
)

INTERNAL = Document(
    DocumentKind.INTERNAL,
    (
        Collection(
            "internal",
            "internal_overview",
            "What the vendor keeps to itself about the plan.",
            (
                text("narrative", "How the vendor tells the story."),
                text("champions", "Who is for it."),
                text("skeptics", "Who is against it."),
                text("friction", "Where it rubs."),
                text("priorFailures", "What failed before."),
                text("lessons", "Lessons for a hand-over."),
            ),
            single=True,
            authors=VENDOR_AUTHORS,
        ),
        Collection(
            "conversations",
            "conversation",
            "The communication plan: who of the vendor talks to whom.",
            (
                person("vendorPerson", "The vendor's person."),
                person("contact", "The customer's person."),
                choice("every", "How often they talk.", FREQUENCIES),
                text("purpose", "What for.", 2_000),
            ),
            authors=VENDOR_AUTHORS,
        ),
        Collection(
            "stakeholderRisks",
            "stakeholder_risk",
            "Risks about a person.",
            (
                person("contact", "The person."),
                text("what", "What may happen.", 2_000),
                text("mitigation", "What is done about it.", 2_000),
            ),
            authors=VENDOR_AUTHORS,
        ),
        Collection(
            "expansions",
            "expansion",
            "An idea that hangs on a documented gap.",
            (line("gap", "The gap.", 1_000), text("idea", "The idea.", 2_000)),
            authors=VENDOR_AUTHORS,
        ),
        Collection(
            "nextGoals",
            "next_goal",
            "Goals for the next cycle.",
            (text("goal", "Where the customer is heading.", 2_000),),
            authors=VENDOR_AUTHORS,
        ),
    ),
)

DOCUMENTS: dict[DocumentKind, Document] = {DocumentKind.SHARED: SHARED, DocumentKind.INTERNAL: INTERNAL}

# Limits of one live document: with its reason each.
MAX_ENTITIES = 500  # per collection: a plan that people read in five minutes has a tenth of it
MAX_UPDATE_BYTES = 1_048_576  # an hour of offline writing by one person is some 100 KiB
MAX_DOCUMENT_BYTES = 8_388_608  # the merged state; every reader loads all of it

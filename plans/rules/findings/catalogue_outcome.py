"""The codes about outcomes, their chain and their wording."""

from plans.rules.finding import FindingCode as Code
from plans.rules.finding import Gate
from plans.rules.findings.kind import Kind, hard, soft

OUTCOME_KINDS: dict[Code, Kind] = {
    Code.TOO_MANY_OUTCOMES: hard(
        "O1", "A plan has at most 5 active outcomes.", "Retire what matters least, with the reason."
    ),
    Code.KEY_ACCOUNT_OUTCOMES: hard(
        "O1", "The plan of a key account has at least 2 outcomes.", "Ask the sponsor what else they want to reach."
    ),
    Code.OUTCOMES_OUT_OF_RANGE: soft(
        "O1",
        "The number of outcomes lies within the preset's limits.",
        "Add an outcome, or retire one, or choose another preset.",
    ),
    Code.TOO_MANY_KEY_OUTCOMES: hard(
        "O12", "At most 4 outcomes are marked key for the one-page view.", "Unmark one.", Gate.ONE_PAGE
    ),
    Code.OUTCOME_INCOMPLETE: soft(
        "O2", "An outcome has an objective, a type, a unit and a comparator.", "Complete the outcome."
    ),
    Code.OUTCOME_NOT_VALIDATED: soft(
        "O3",
        "An outcome says from which baseline to which target by when.",
        "Add a task to ask the champion for what is missing.",
    ),
    Code.OUTCOME_WITHOUT_BASELINE: hard(
        "O5", "An outcome has a baseline; an estimated one will do.", "Measure the baseline, or estimate it and say so."
    ),
    Code.BASELINE_WITHOUT_SOURCE: soft(
        "O5", "A baseline says where it comes from.", "Name the report, the system or the person it comes from."
    ),
    Code.BASELINE_INCOMPLETE: soft(
        "O5", "A baseline has a date, a link to its evidence and a quality.", "Complete the baseline."
    ),
    Code.BASELINE_AFTER_START: soft(
        "O5",
        "A baseline is taken before the engagement starts.",
        "Find an earlier figure, or note what had changed by then.",
    ),
    Code.BASELINE_IN_FUTURE: soft("O5", "A baseline has been taken already.", "Correct the day of the baseline."),
    Code.STATED_CHANGE_CONTRADICTS: hard(
        "O4", "A stated percentage agrees with baseline and target.", "Correct the percentage or the values."
    ),
    Code.TARGET_AGAINST_COMPARATOR: soft(
        "O2", "The baseline does not reach the target already.", "Look at comparator, baseline and target again."
    ),
    Code.MAINTAIN_WITHOUT_BAND: soft(
        "K1", "A target that equals the baseline has a band to stay in.", "Set the band's lower and upper edge."
    ),
    Code.BAND_REVERSED: soft("K1", "A band's lower edge lies below its upper one.", "Swap the edges."),
    Code.DEADLINE_BEFORE_BASELINE: soft(
        "O2", "The deadline lies after the baseline.", "Correct the deadline or the day of the baseline."
    ),
    Code.OUTCOME_WITHOUT_CUSTOMER_OWNER: hard(
        "O6", "Exactly one person of the customer's owns an outcome.", "Ask the sponsor who owns it, and name them."
    ),
    Code.OUTCOME_OWNER_OF_OTHER_SIDE: hard(
        "O6", "Each side's owner is one of its own people.", "Name somebody of that side."
    ),
    Code.OUTCOME_WITHOUT_BENEFIT: soft(
        "O11",
        "An outcome states its benefit in the words of whoever approves the renewal.",
        "Ask the sponsor what reaching it is worth to them.",
    ),
    Code.MEASURING_INCOMPLETE: soft(
        "O12", "An outcome says who measures, where it is tracked and how often.", "Ask where the customer tracks it."
    ),
    Code.MEASUREMENT_OVERDUE: soft(
        "O12", "An outcome is measured as often as it says.", "Ask whoever measures for the latest value."
    ),
    Code.RETIRED_WITHOUT_REASON: soft("O10", "A retired outcome says why.", "Write down why it was retired."),
    Code.OUTCOME_DRIFTING: soft(
        "R4", "Every quarterly review re-confirms each outcome.", "Ask both sides whether it still holds."
    ),
    Code.OUTCOME_WITHOUT_WORKFLOW: soft(
        "O7", "A key product workflow drives each outcome.", "Name what people do differently to get there."
    ),
    Code.WORKFLOW_WITHOUT_THRESHOLD: soft(
        "O7", "A workflow says from which value on it works.", "Set the threshold with its unit."
    ),
    Code.OUTCOME_WITHOUT_ENABLER: soft(
        "O7", "Each outcome says what makes it possible.", "Add the integration, training or sponsor that it needs."
    ),
    Code.ENABLER_INCOMPLETE: soft("O7", "An enabler has a kind, a title, an owner and a state.", "Complete it."),
    Code.INDICATOR_WITHOUT_KIND: soft(
        "O8", "Leading and lagging indicators are told apart.", "Say whether it tells early or late."
    ),
    Code.ADOPTION_AS_LAGGING: soft(
        "O8", "Adoption tells early: it is a leading indicator at most.", "Make it a leading indicator."
    ),
    Code.ADOPTION_AS_OUTCOME: soft(
        "O8",
        "An outcome is an effect on the business, not the use of a product.",
        "Ask what gets better for the business when people use it; keep the adoption as a leading indicator.",
    ),
    Code.ACTIVITY_AS_OUTCOME: soft(
        "O9",
        "An outcome is an effect on the business, not something to be done.",
        "Ask what gets better once it is done; keep the activity as a task or an enabler.",
    ),
    Code.BARE_PRODUCT_METRIC: soft(
        "O9",
        "An outcome's metric shows an effect on the business.",
        "Ask which figure of the business moves with it; keep this one as an indicator.",
    ),
    Code.VAGUE_OUTCOME: soft(
        "O9",
        "An outcome's words say what gets better, so that it can be measured.",
        "Ask how one would notice: which figure moves, from what to what.",
    ),
    Code.VENDOR_JARGON: soft(
        "C4", "The wording is the customer's.", "Say it as the customer said it; the quotes have their words."
    ),
    Code.BENEFIT_WITHOUT_BUSINESS_WORDS: soft(
        "O11", "A benefit speaks of speed, cost, revenue or risk.", "Say which of them it helps, and how."
    ),
}

"""Real phrases for and against: risks about people, and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.wording.person import attitude_words, index_names, named_in

ABOUT_PEOPLE = """
The sponsor is sceptical
Champion may leave in spring
CFO prefers a competitor
Head of IT is not on board
The new director resists the change
Stakeholders are unresponsive
Our sponsor has lost interest
CFO is against the project
The new CIO does not believe in the tool
Procurement lead is hostile
Key user resists the change
Champion not influential enough
Director of operations ignores our mails
Team lead lacks competence
Champion has resigned
CFO wants to cancel
VP Finance refuses to sign
Champion's position is weak
Head nurse afraid of losing control
The champion is on her way out
Risk: IT manager drags his feet
We fear that the COO favours another supplier
Hostile CFO
Product owner inexperienced
Buyer no longer trusts us
Shift leader cannot work with the planner
Store managers are reluctant
Plant manager may leave before the go-live
""".strip().splitlines()

ABOUT_THINGS = """
Articles go out of date
The sponsor approves budgets only in March
Champion on parental leave from May to July
Security review takes longer than planned
The supplier blocks the export
Low adoption in the night shift
Director sign-off leaves only three days
Weak network in the manager's office
Buyer market weak in H2
Board of directors meets after the deadline, leaving no time for tests
Difficult data migration for account managers
Difficult manager training
Buyer portal blocks large files
Managers on leave in August leaves shifts uncovered
Negative test results reported to the head of QA
CFO approval of the budget not before July
Champion role vacant
Sponsor not yet named
Blocker: CFO sign-off missing
Project manager leaves three tasks to the integrator
VP approval needed above 50k
Lead times are slow
Key users need scanners
Managers' tablets slow
President's day blocks the calendar
Sponsor leave in August
Controller needs the list
""".strip().splitlines()


@pytest.mark.parametrize("text", ABOUT_PEOPLE)
def test_T3_a_risk_about_a_person(text: str) -> None:
    assert attitude_words(text)


@pytest.mark.parametrize("text", ABOUT_THINGS)
def test_T3_a_risk_about_something_else(text: str) -> None:
    assert attitude_words(text) == ()


def test_T3_a_name_is_found_as_a_whole() -> None:
    names = index_names(["Sam Whitfield", "Ann Lee", "Server"])
    assert named_in("What if Sam  WHITFIELD leaves?", names) == ("Sam  WHITFIELD",)
    assert named_in("Ann Leeds moves the server", names) == ()


NAMES = index_names(["Will Young", "Mark Field", "Priya Natarajan", "John Smith", "Anna de Vries", "Åsa Öberg"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Is Will Young the right one?", "Will Young"),
        ("will young may go", "will young"),
        ("ÅSA ÖBERG BLOCKS IT", "ÅSA ÖBERG"),
        ("J. Smith may quit", "J. Smith"),
        ("J Smith may quit", "J Smith"),
        ("Ms Natarajan prefers a competitor", "Ms Natarajan"),
        ("After Mr. Smith left", "Mr. Smith"),
        ("Mrs de Vries is away", "Mrs de Vries"),
        ("Natarajan, Priya: overloaded", "Natarajan, Priya"),
    ],
)
def test_T3_a_name_is_found_however_it_is_written(text: str, name: str) -> None:
    assert named_in(text, NAMES) == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "Will young drivers take up the app?",
        "Mark field reports as complete",
        "B. Smith may quit",
        "Smith, the supplier, is late",
        "Field reports are late",
        "Mr Smithson is away",
        "Option J. The rest follows",
        "J.",
        "Mr",
        "Smith,",
    ],
)
def test_T3_words_that_are_no_name_are_left_alone(text: str) -> None:
    assert named_in(text, NAMES) == ()


def test_T3_a_surname_counts_with_what_is_held_against_them() -> None:
    surnames = frozenset(NAMES.surnames)
    assert attitude_words("Smith blocks the data export", surnames) == ("Smith", "blocks")
    assert attitude_words("Young is hostile", surnames) == ("Young", "hostile")
    assert attitude_words("Smith is on leave", surnames) == ()
    assert attitude_words("The young are hostile", surnames) == ()


_words = st.sampled_from(["J.", "Smith", ",", "Ms", "de", "VP", "of", "is", "not", "CFO", "leaves"])


@given(st.text(max_size=200) | st.lists(_words).map(" ".join))
def test_any_text_can_be_read(text: str) -> None:
    assert len(named_in(text, NAMES)) in {0, 1}
    assert len(attitude_words(text, frozenset(NAMES.surnames))) in {0, 2}

"""Real phrases for and against: benefits in the words of buyers, risks about people."""

import pytest

from plans.rules.wording.person import attitude_words, index_names, named_in, speaks_of_business

BENEFITS = """
Support costs less per store, and agents work on what matters.
We win back two days at every month end.
Fewer customers leave after a bad first experience.
Shops open on time.
Our margin no longer depends on discounts.
Less overtime in December.
Regulators get their report within the deadline.
We can grow without hiring.
Cash comes in before wages are due.
""".strip().splitlines()

NO_BENEFITS = """
A nicer screen for all.
People like it.
The system is modern.
It looks tidy.
Everybody knows where to click.
""".strip().splitlines()

ABOUT_PEOPLE = """
The sponsor is sceptical
Champion may leave in spring
CFO prefers a competitor
Head of IT is not on board
The new director resists the change
Stakeholders are unresponsive
""".strip().splitlines()

ABOUT_THINGS = """
Articles go out of date
The sponsor approves budgets only in March
Champion on parental leave from May to July
Security review takes longer than planned
The supplier blocks the export
Low adoption in the night shift
""".strip().splitlines()


@pytest.mark.parametrize("text", BENEFITS)
def test_O11_a_benefit_in_the_words_of_a_buyer(text: str) -> None:
    assert speaks_of_business(text)


@pytest.mark.parametrize("text", NO_BENEFITS)
def test_O11_a_benefit_that_no_buyer_would_name(text: str) -> None:
    assert not speaks_of_business(text)


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

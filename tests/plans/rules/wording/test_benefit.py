"""Real phrases for and against: benefits in the words of whoever approves the renewal."""

import pytest

from plans.rules.wording.benefit import speaks_of_business

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


@pytest.mark.parametrize("text", BENEFITS)
def test_O11_a_benefit_in_the_words_of_a_buyer(text: str) -> None:
    assert speaks_of_business(text)


@pytest.mark.parametrize("text", NO_BENEFITS)
def test_O11_a_benefit_that_no_buyer_would_name(text: str) -> None:
    assert not speaks_of_business(text)

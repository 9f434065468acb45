"""Real phrases for and against: benefits in the words of whoever approves the renewal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
Cuts our audit bill
Nobody gets hurt on the line
We make more per shift
Halves our insurance excess
Two FTEs less
Members stop cancelling
Ends double payments
We do not need to recruit
We serve twice as many citizens with the same people
Two more operations a day per theatre
Tickets are down by a third
Fewer trucks on the road
We comply with the directive
Each report takes a day instead of a week
Invoices go out the same evening
Customers get answers faster through the portal
""".strip().splitlines()

NO_BENEFITS = """
A nicer screen for all.
People like it.
The system is modern.
It looks tidy.
Everybody knows where to click.
Real-time reporting
Works in real time
Synergies across business units
Alignment between IT and business
Leverages our investment
Maximum value realisation
Market-leading platform
More value from the platform
Drives business value
All tickets in one place
Stores all data in one place
Order in the data
More time in the app
Users spend their day in the tool
Day-to-day use of the dashboard
First time all users are in one tool
An intuitive tool that staff like
The whole team on board
Share dashboards easily
Faster dashboards
All patients on the platform
Fewer clicks
""".strip().splitlines()


@pytest.mark.parametrize("text", BENEFITS)
def test_O11_a_benefit_in_the_words_of_a_buyer(text: str) -> None:
    assert speaks_of_business(text)


@pytest.mark.parametrize("text", NO_BENEFITS)
def test_O11_a_benefit_that_no_buyer_would_name(text: str) -> None:
    assert not speaks_of_business(text)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert speaks_of_business(text) in {True, False}

"""The from/to/by sentence."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.sentence import Part, Terms, sentence

DAY = dt.date(2026, 9, 30)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (
            Terms("average first-response time", "h", "under", 8, 2, None, DAY),
            "Reduce average first-response time from 8 h to under 2 h by 30 September 2026",
        ),
        (
            Terms("Tier-1 support tickets", "per 1,000 active users", "at_most", 140, 105, None, DAY),
            "Reduce Tier-1 support tickets from 140 to at most 105 per 1,000 active users by 30 September 2026",
        ),
        (
            Terms("revenue per store", "EUR", "over", 1_250_000, 1.5e6, None, DAY),
            "Increase revenue per store from EUR 1,250,000 to over EUR 1,500,000 by 30 September 2026",
        ),
        (
            Terms("self-service", "% of Tier-1 queries", "at_least", 20, 60, None, DAY),
            "Increase self-service from 20 % to at least 60 % of Tier-1 queries by 30 September 2026",
        ),
        (
            Terms("cost per invoice", "€", "", 9, 4.5, None, DAY),
            "Reduce cost per invoice from €9 to €4.50 by 30 September 2026",
        ),
        (
            Terms("lead time", "weeks", "at_most", 5, 2, None, DAY),
            "Reduce lead time from 5 to at most 2 weeks by 30 September 2026",
        ),
        (
            Terms("uptime", "%", "at_least", 99.9, 99.9, (99.5, 100), DAY),
            "Keep uptime between 99.5 % and 100 % until 30 September 2026",
        ),
        (
            Terms("First-pass yield.", "%", "at_least", 91, 97, None, DAY),
            "Increase first-pass yield from 91 % to at least 97 % by 30 September 2026",
        ),
        (Terms("NPS", "", "at_least", -10, 20, None, DAY), "Increase NPS from -10 to at least 20 by 30 September 2026"),
    ],
)  # fmt: skip
def test_O3_the_sentence_is_written_from_the_fields(terms: Terms, expected: str) -> None:
    assert sentence(terms).text == expected
    assert sentence(terms).validated


@pytest.mark.parametrize(
    ("terms", "expected", "missing"),
    [
        (
            Terms("tickets", "h", "under", None, 2, None, None),
            "Reduce tickets from (baseline not validated) to under 2 h by (deadline not validated)",
            (Part.BASELINE, Part.DEADLINE),
        ),
        (
            Terms("tickets", "weeks", "at_least", 3, None, None, DAY),
            "Increase tickets from 3 weeks to (target not validated) by 30 September 2026",
            (Part.TARGET,),
        ),
        (
            Terms(),
            (
                "Move (metric not validated) from (baseline not validated) to (target not validated) "
                "by (deadline not validated)"
            ),
            tuple(Part),
        ),
    ],
)
def test_O3_a_missing_part_is_named_as_not_validated(terms: Terms, expected: str, missing: tuple[Part, ...]) -> None:
    written = sentence(terms)
    assert (written.text, written.missing, written.validated) == (expected, missing, False)


_figures = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.builds(
        Terms,
        st.text(max_size=5),
        st.sampled_from(["", "h", "%", "€", "EUR", "weeks", "% of x", "per 1,000"]) | st.text(max_size=4),
        st.sampled_from(["", "under", "at_most", "at_least", "over", "?"]),
        _figures,
        _figures,
        st.none() | st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)),
        st.none() | st.dates(),
    )
)
def test_O3_the_sentence_is_total(terms: Terms) -> None:
    written = sentence(terms)
    assert ("not validated" in written.text) >= bool(written.missing)

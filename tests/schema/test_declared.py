"""Rows and inputs go through the declaration: nothing fails to be read, and what was not given stays."""

from uuid import UUID

import pytest
from strawberry import ID

from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.store.gathered import Values
from schema.choice import Comparator
from schema.declared import collection_of, given, parse_id, paths_of_input, values
from schema.outcome import UpdateOutcomeInput

PLAN = UUID("01920000-0000-7000-8000-000000000001")
OUTCOMES = collection_of("outcomes")


def _overview(**fields: float | str) -> Values:
    return (PLAN, PLAN, PLAN, 7, ["goal"], *(fields.get(field.name) for field in collection_of("plan").fields))


def test_a_whole_number_beyond_graphql_is_absent_and_named() -> None:
    read = values(collection_of("plan"), _overview(escalateAfterDays=2.0**40))
    assert read["escalate_after_days"] is None
    assert read["invalid_fields"] == ["goal", "escalateAfterDays"]


def test_a_row_is_read_by_the_names_of_its_columns() -> None:
    read = values(collection_of("plan"), _overview(escalateAfterDays=14.0, whyBought="calls", title="Support"))
    assert (read["escalate_after_days"], read["why_bought"], read["version"]) == (14, "calls", 7)
    assert read["vendor_sponsor_id"] is None


def test_a_plan_without_an_overview_reads_as_empty() -> None:
    read = values(collection_of("plan"), None)
    assert (read["title"], read["version"], read["invalid_fields"]) == (None, 0, [])


def test_an_input_gives_what_was_named_and_clears_what_was_null() -> None:
    source = UpdateOutcomeInput(
        plan_id=ID("p"),
        id=ID("o"),
        objective=None,
        comparator=Comparator.AT_MOST,
        customer_owner_id=ID(str(PLAN).upper()),
    )
    assert given(OUTCOMES, source) == {"objective": None, "comparator": Comparator.AT_MOST, "customerOwner": PLAN}


@pytest.mark.parametrize(
    "text", ["", "nope", "{01920000-0000-7000-8000-000000000001}", "01920000000070008000000000000001"]
)
def test_what_is_no_uuid_names_nothing(text: str) -> None:
    assert parse_id(text) is None


def test_problems_lead_to_fields_of_the_input() -> None:
    found = (
        Problem(ProblemCode.NOT_FOUND, "a", ("customerOwner",)),
        Problem(ProblemCode.INVALID, "b", ("unit",)),
        Problem(ProblemCode.OVER_LIMIT, "c", ("outcomes",)),
    )
    with pytest.raises(Refused) as caught, paths_of_input(OUTCOMES):
        raise Refused(found)
    assert [problem.path for problem in caught.value.problems] == [("customerOwnerId",), ("unit",), ()]

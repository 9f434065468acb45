"""The bench compares what servers answer, and says so where they differ."""

import pytest

from tests.bench.graphql.answers import objects, require_same

OURS = {"plan": {"id": "1", "version": 2, "risks": [{"state": "OPEN"}], "wins": [{"value": "1250.5"}]}}
THEIRS = {
    "plan": {"id": "1", "overview": {"version": "2"}, "risks": [{"state": "open"}], "wins": [{"value": "1250.5000"}]}
}


def test_the_same_data_is_the_same_however_it_is_spelled() -> None:
    require_same(OURS, {"plan": THEIRS["plan"]})
    assert objects(OURS) == objects(THEIRS) == 3


@pytest.mark.parametrize(
    "theirs",
    [
        {"plan": {**THEIRS["plan"], "id": "2"}},
        {"plan": {**THEIRS["plan"], "risks": []}},
        {"plan": {**THEIRS["plan"], "goal": None}},
    ],
)
def test_another_value_a_lacking_one_and_one_too_many_are_told_with_their_place(theirs: object) -> None:
    with pytest.raises(RuntimeError, match=r"differences:\n\('plan', '(id|risks|goal)'"):
        require_same(OURS, theirs)

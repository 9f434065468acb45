"""Content, its canonical form and its diff."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plans.rules.canonical import canonical_json, content_hash
from plans.rules.content import Content, read_content, read_row
from plans.rules.diff import ChangeKind, diff
from plans.rules.document import SHARED

ENTITY = "01a2040d-724a-7bcf-9b8a-3d79260887fd"
OUTCOMES = next(collection for collection in SHARED.collections if collection.root == "outcomes")

_values = st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.binary(max_size=3)
_fields = st.dictionaries(st.sampled_from([f.name for f in OUTCOMES.fields] + ["other"]), _values, max_size=6)
_raw: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "plan": _fields | st.text(),
        "outcomes": st.dictionaries(st.uuids().map(str) | st.text(max_size=4), _fields | st.text(), max_size=4),
        "elsewhere": _values,
    },
)


def _read(**roots: object) -> Content:
    return read_content(SHARED, roots)


@given(_raw)
def test_reading_content_is_total_and_its_canonical_form_is_json(raw: dict[str, Any]) -> None:
    content = read_content(SHARED, raw)
    assert json.loads(canonical_json(content)) == json.loads(json.dumps(content.as_json()))


@given(_raw, _raw)
def test_two_contents_have_one_hash_exactly_if_they_have_no_difference(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    left, right = read_content(SHARED, one), read_content(SHARED, other)
    assert (diff(left, right) == ()) == (left == right)
    if left == right:
        assert content_hash(left) == content_hash(right)


@given(_raw, _raw)
def test_a_diff_read_backwards_is_the_diff_the_other_way_round(one: dict[str, Any], other: dict[str, Any]) -> None:
    left, right = read_content(SHARED, one), read_content(SHARED, other)
    turned = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
    assert [(turned.get(c.kind, c.kind), c.root, c.entity, c.field, c.after, c.before) for c in diff(left, right)] == [
        (c.kind, c.root, c.entity, c.field, c.before, c.after) for c in diff(right, left)
    ]


def test_absent_null_and_empty_make_no_difference() -> None:
    full = _read(plan={"title": "Support", "goal": "", "reviewOn": None}, outcomes={})
    assert canonical_json(full) == canonical_json(_read(plan={"title": "Support"}))


def test_the_canonical_form_follows_rfc_8785() -> None:
    content = _read(plan={"title": "é\n", "escalateAfterDays": 10.0}, outcomes={ENTITY: {"target": 0.000001}})
    assert canonical_json(content).decode() == (
        f'{{"outcomes":{{"{ENTITY}":{{"target":0.000001}}}},"plan":{{"escalateAfterDays":10,"title":"é\\n"}}}}'
    )


def test_a_bad_value_becomes_null_and_is_named() -> None:
    row = read_row(OUTCOMES, {"target": "many", "baseline": 140.0, "metric": None})
    names = [field.name for field in OUTCOMES.fields]
    assert row.invalid == ("target",)
    assert row.values[names.index("target")] is None
    assert row.values[names.index("baseline")] == 140.0


def test_a_diff_names_every_field_of_what_was_added_and_removed() -> None:
    before = _read(plan={"title": "Support"}, outcomes={ENTITY: {"metric": "tickets"}})
    after = _read(plan={"title": "Support tickets"})
    assert [(c.kind, c.root, c.field, c.before, c.after) for c in diff(before, after)] == [
        (ChangeKind.CHANGED, "plan", "title", "Support", "Support tickets"),
        (ChangeKind.REMOVED, "outcomes", None, None, None),
        (ChangeKind.REMOVED, "outcomes", "metric", "tickets", None),
    ]


def test_true_and_one_are_different_values() -> None:
    assert diff(Content({"plan": {"title": True}}), Content({"plan": {"title": 1.0}})) != ()

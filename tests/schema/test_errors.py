"""What a client sees of an error: its own mistakes in full, ours by an id that is in the log."""

import logging
import re

import pytest
from graphql import GraphQLError, parse

from collab.errors import Unavailable
from schema.root import build_schema

SCHEMA = build_schema()
NODE = parse("{ viewer { person { name } } }").definitions[0]


def _shown(error: GraphQLError) -> GraphQLError:
    errors = [error]
    SCHEMA.process_errors(errors)
    return errors[0]


def test_an_unexpected_error_is_masked_and_logged_under_its_id(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "concordat.graphql"):
        shown = _shown(GraphQLError("secret", path=["plan"], original_error=KeyError("secret")))
    found = re.fullmatch(r"Internal error ([0-9a-f]{16}); the log has the details under this id\.", shown.message)
    assert found is not None
    assert shown.path == ["plan"]
    assert shown.original_error is None
    assert found[1] in caplog.text
    assert "KeyError: 'secret'" in caplog.text


def test_an_unexpected_error_outside_a_field_is_masked_too() -> None:
    assert "secret" not in _shown(GraphQLError("secret", original_error=KeyError("secret"))).message


def test_a_mistake_in_the_request_is_told() -> None:
    coercion = GraphQLError("got it wrong", NODE, original_error=GraphQLError("x", original_error=ValueError("y")))
    for error in (GraphQLError("no such field", NODE), coercion):
        assert _shown(error) is error


def test_a_database_that_is_away_is_told_with_when_to_come_again() -> None:
    shown = _shown(GraphQLError("x", path=["plan"], original_error=Unavailable("the database cannot be reached")))
    assert shown.message == "the database cannot be reached"
    assert shown.extensions == {"code": "UNAVAILABLE", "retryAfterSeconds": 2}

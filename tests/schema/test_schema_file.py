"""The committed schema is the one that the code makes."""

from pathlib import Path

from schema.root import build_schema

COMMITTED = Path(__file__).resolve().parents[2] / "schema.graphql"


def test_the_committed_schema_is_the_printed_one() -> None:
    assert COMMITTED.read_text() == build_schema().as_str() + "\n", "run `make generate`"

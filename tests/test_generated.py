"""What derives from the declaration and the schema is committed as it would be written now."""

from pathlib import Path

import pytest

from server.generate import ROOT, generated_files


@pytest.mark.parametrize("path", sorted(generated_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_generated_file_is_up_to_date(path: Path) -> None:
    assert path.read_text() == generated_files()[path], "run `make generate`"

"""The house stays as it is drawn: short files, empty package files, documented settings and close codes."""

import re
import subprocess
from pathlib import Path

import pytest

from collab import errors
from collab.errors import Refusal, Unavailable

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
ROWS = {
    *(f"C{number}" for number in range(1, 12)), *(f"O{number}" for number in range(1, 13)),
    *(f"M{number}" for number in range(1, 11)), *(f"S{number}" for number in range(1, 5)),
    "T1", "T3", "T4", "T5", "R2", "R3", "R5", "K1", "L5", "L6",
}  # fmt: skip
"""Of the checklist of a good plan, which findings name as their requirement."""


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_no_file_is_longer_than_a_few_screens() -> None:
    sources = [path for path in _tracked("*.py", "*.ts", "*.mjs") if "generated" not in path.parts]
    assert [path for path in sources if len(path.read_text().splitlines()) > LONGEST_FILE] == []


def test_package_files_are_empty() -> None:
    assert [path for path in _tracked("*__init__.py") if path.read_text()] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    nothing = re.compile(r"(utils?|helpers?|common|misc|manager)\.(py|ts)$")
    assert [path for path in _tracked("*.py", "*.ts") if nothing.search(path.name)] == []


def test_lock_files_name_no_host() -> None:
    locks = [*_tracked("*requirements*.lock"), *_tracked("requirements/*.lock"), *_tracked("*package-lock.json")]
    assert locks
    assert [path for path in locks if re.search(r"https?://[^\s\"]*(pypi|npmjs|registry)", path.read_text())] == []


@pytest.mark.parametrize("setting", ["CONCORDAT_DATA", "CONCORDAT_KEYS", "CONCORDAT_HOST", "CONCORDAT_PORT",
                                     "CONCORDAT_PUBLIC_URL", "CONCORDAT_MIGRATE_URL", "DATABASE_URL"])  # fmt: skip
def test_every_setting_is_documented(setting: str) -> None:
    assert setting in (ROOT / "docs" / "operations.md").read_text()


def test_every_setting_that_is_read_is_in_the_list_above() -> None:
    read = set(re.findall(r"CONCORDAT_[A-Z_]+", (ROOT / "server" / "settings.py").read_text()))
    documented = (ROOT / "docs" / "operations.md").read_text()
    assert [name for name in sorted(read) if name.rstrip("_") not in documented] == []


def test_every_close_code_is_documented() -> None:
    page = (ROOT / "docs" / "live-editing.md").read_text()
    endings = [ending for ending in vars(errors).values() if isinstance(ending, type)]
    codes = {ending.close_code for ending in endings if issubclass(ending, Refusal | Unavailable)}
    assert codes >= {4400, 4401, 4403, 4404, 4413, 1013}
    assert [code for code in sorted(codes) if str(code) not in page] == []


def test_rows_are_read_in_one_way_only() -> None:
    """Whoever takes a viewer's connection past `viewing` sees nothing, and finds out late."""
    taken = re.compile(r"viewers\.acquire\(")
    found = {str(path.relative_to(ROOT)) for path in _tracked("*.py") if taken.search(path.read_text())}
    found = {name for name in found if not name.startswith("tests/")}
    assert found == {"plans/store/viewer.py", "server/health.py", "server/identity.py"}  # who somebody is, see there


def test_every_row_of_the_checklist_that_the_api_serves_has_a_test_named_after_it() -> None:
    """Through GraphQL, with the demo's plans; a test may serve several rows."""
    named = re.compile(r"def test_((?:[A-Z]\d+_)+)")
    tests = "".join(path.read_text() for path in _tracked("tests/requirements/*.py"))
    assert {row for rows in named.findall(tests) for row in rows.split("_") if row} >= ROWS

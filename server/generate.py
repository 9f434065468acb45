"""Writes what derives from the declaration and the schema; `make generate`. A test compares the files."""

from pathlib import Path

from plans.rules.findings.reference import findings_page
from plans.rules.reference import reference_page
from plans.rules.typescript import typescript
from schema.root import build_schema

ROOT = Path(__file__).resolve().parent.parent


def generated_files() -> dict[Path, str]:
    """Each generated file with what it should say."""
    return {
        ROOT / "docs" / "reference" / "plan-document.md": reference_page(),
        ROOT / "docs" / "reference" / "findings.md": findings_page(),
        ROOT / "web" / "src" / "generated" / "document.ts": typescript(),
        ROOT / "schema.graphql": build_schema().as_str() + "\n",
    }


def main() -> None:
    """Write the files."""
    for path, text in generated_files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main()

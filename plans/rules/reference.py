"""The reference page of the plan document, written from the declaration."""

from plans.rules.declaration import Collection, Field
from plans.rules.document import DOCUMENTS, MAX_DOCUMENT_BYTES, MAX_ENTITIES, MAX_UPDATE_BYTES

_INTRODUCTION = f"""\
# The plan document

Written by `make generate` from `plans/rules/document.py`: change the declaration, not this page.

Each plan has two live documents (Yjs). `/collab/{{plan}}` is the one that both sides edit;
`/collab/{{plan}}/internal` is the vendor's own, which nobody else can open. Every root is a Y.Map. A *single*
root holds its fields itself; every other root holds entities: flat Y.Maps keyed by a UUID in lower case.

- A *text* is a Y.Text without formats or embeds. Its key is set in the update that creates its entity, and
  never again: type into it instead.
- Absent, null and empty all mean absent. No U+0000, NaN, BigInt, bytes or subdocuments.
- At most {MAX_ENTITIES} entities a collection, {MAX_UPDATE_BYTES:,} bytes an update and
  {MAX_DOCUMENT_BYTES:,} bytes a document.
"""


def reference_page() -> str:
    """The page in Markdown: a table per collection with every field, what it takes and who writes it."""
    parts = [_INTRODUCTION]
    for document in DOCUMENTS.values():
        parts.append(f"## The {document.kind.value} document\n")
        parts.extend(_section(collection) for collection in document.collections)
    return "\n".join(parts)


def _section(collection: Collection) -> str:
    shape = "single root" if collection.single else "entities by UUID"
    writers = "Created, written and removed by: " + ", ".join(sorted(collection.authors)) + "."
    if collection.own_authors:
        writers += (
            " Those of which they are the owner are written by: " + ", ".join(sorted(collection.own_authors)) + "."
        )
    rows = "".join(_row(field) for field in collection.fields)
    return (
        f"### `{collection.root}` ({shape})\n\n{collection.meaning} {writers}\n\n"
        f"| field | kind | takes | meaning |\n|---|---|---|---|\n{rows}"
    )


def _row(field: Field) -> str:
    takes = field.type.expectation
    if field.refers_to:
        takes += f" ({' or '.join(field.refers_to)})"
    meaning = field.meaning
    if field.side is not None:
        meaning += f" Once set by the {field.side.value}'s side, that side alone changes it."
    return f"| `{field.name}` | {field.type.kind.name.lower()} | {takes} | {meaning} |\n"

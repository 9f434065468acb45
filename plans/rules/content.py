"""The content of a live document as plain values, and how it is read out of whatever the CRDT holds.

Reading is total: what is not declared or not of its type is left out and named, never raised.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from plans.rules.declaration import Collection, Document
from plans.rules.value import Scalar, is_absent, is_entity_id, parse, problem

Fields = dict[str, str | float | bool]
"""One entity: the present fields by name, in the document's own notation (dates and money as strings)."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a document says: fields of single roots by root, entities by root and id."""

    singles: dict[str, Fields] = field(default_factory=dict[str, Fields])
    entities: dict[str, dict[str, Fields]] = field(default_factory=dict[str, dict[str, Fields]])

    def as_json(self) -> dict[str, object]:
        """The content as one JSON object, keyed by root; absent fields and empty roots are left out."""
        return {
            **{root: fields for root, fields in self.singles.items() if fields},
            **{root: entities for root, entities in self.entities.items() if entities},
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One entity as a table row: a value per declared field, and the fields that could not be read."""

    values: tuple[Scalar | None, ...]
    invalid: tuple[str, ...]


def read_fields(collection: Collection, raw: Mapping[str, object]) -> Fields:
    """The declared, present and valid fields of one entity."""
    fields: Fields = {}
    for declared in collection.fields:
        value = raw.get(declared.name)
        if not is_absent(value) and problem(declared.type, value) is None:
            fields[declared.name] = _plain(cast("str | float | bool", value))
    return fields


def _plain(value: str | float | bool) -> str | float | bool:
    return value if isinstance(value, bool | str) else float(value) + 0.0


def read_row(collection: Collection, raw: Mapping[str, object]) -> Row:
    """The row of one entity. A bad value becomes ``None`` and its field is named in ``invalid``."""
    values: list[Scalar | None] = []
    invalid: list[str] = []
    for declared in collection.fields:
        value = raw.get(declared.name)
        parsed = parse(declared.type, value)
        if parsed is None and not is_absent(value):
            invalid.append(declared.name)
        values.append(parsed)
    return Row(tuple(values), tuple(invalid))


def read_content(document: Document, raw: Mapping[str, object]) -> Content:
    """Read a whole document, given as plain nested values keyed by root map."""
    content = Content()
    for collection in document.collections:
        root = _mapping(raw.get(collection.root))
        if collection.single:
            content.singles[collection.root] = read_fields(collection, root)
            continue
        content.entities[collection.root] = {
            entity_id: read_fields(collection, _mapping(root[entity_id]))
            for entity_id in sorted(root)
            if is_entity_id(entity_id) and isinstance(root[entity_id], Mapping)
        }
    return content


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}

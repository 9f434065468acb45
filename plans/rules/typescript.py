"""TypeScript types of the plan document, written from the declaration."""

from collections.abc import Iterator

from plans.rules.declaration import Collection, Field
from plans.rules.document import DOCUMENTS
from plans.rules.value import Kind

_HEADER = """\
// Written by `make generate` from plans/rules/document.py: change the declaration, not this file.

export type FieldKind =
{kinds};

export interface FieldDeclaration {{
  readonly name: string;
  readonly kind: FieldKind;
  readonly meaning: string;
  readonly maxLength?: number;
  readonly choices?: readonly string[];
  readonly refersTo?: readonly string[];
}}

export interface CollectionDeclaration {{
  readonly root: string;
  readonly single: boolean;
  readonly meaning: string;
  readonly fields: readonly FieldDeclaration[];
}}
"""


def typescript() -> str:
    """The whole file: an interface per collection and the declaration as data for generic forms."""
    kinds = "\n".join(f'  | "{kind.name.lower()}"' for kind in Kind)
    parts = [_HEADER.format(kinds=kinds)]
    for document in DOCUMENTS.values():
        parts.extend(_interface(collection) for collection in document.collections)
    parts.extend(
        f"export const {document.kind.value.upper()}_COLLECTIONS: readonly CollectionDeclaration[] = [\n"
        + "".join(_declaration(collection) for collection in document.collections)
        + "];\n"
        for document in DOCUMENTS.values()
    )
    return "\n".join(parts)


def _interface(collection: Collection) -> str:
    name = collection.root[0].upper() + collection.root[1:]
    lines = [f"/** {collection.meaning} */", f"export interface {name}Fields {{"]
    for field in collection.fields:
        lines.append(f"  /** {field.meaning} Takes {field.type.expectation}. */")
        lines.append(f"  {field.name}?: {_type(field)};")
    return "\n".join([*lines, "}", ""])


def _type(field: Field) -> str:
    if field.type.kind is Kind.ENUM:
        return " | ".join(f'"{choice}"' for choice in field.type.choices)
    return field.type.kind.typescript


def _declaration(collection: Collection) -> str:
    fields = "".join(f"      {{ {', '.join(_properties(field))} }},\n" for field in collection.fields)
    single = "true" if collection.single else "false"
    return (
        f'  {{\n    root: "{collection.root}",\n    single: {single},\n'
        f'    meaning: "{_escape(collection.meaning)}",\n    fields: [\n{fields}    ],\n  }},\n'
    )


def _properties(field: Field) -> Iterator[str]:
    yield f'name: "{field.name}"'
    yield f'kind: "{field.type.kind.name.lower()}"'
    yield f'meaning: "{_escape(field.meaning)}"'
    if field.type.max_length:
        yield f"maxLength: {field.type.max_length}"
    if field.type.choices:
        yield "choices: [" + ", ".join(f'"{choice}"' for choice in field.type.choices) + "]"
    if field.refers_to:
        yield "refersTo: [" + ", ".join(f'"{target}"' for target in field.refers_to) + "]"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')

"""The words in which ``document.py`` declares the plan document: document, collection, field."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plans.rules.role import Role, Side
from plans.rules.value import Kind, ValueType


class DocumentKind(StrEnum):
    """Which of a plan's two live documents."""

    SHARED = "shared"
    INTERNAL = "internal"


VENDOR_AUTHORS = frozenset({Role.CSM, Role.EXECUTIVE, Role.ADMIN})
AUTHORS = VENDOR_AUTHORS | {Role.SPONSOR, Role.CHAMPION}
DOERS = frozenset({Role.MEMBER, Role.CONTRIBUTOR})  # they write the tasks that are theirs


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``side``: once that side has set it, that side alone changes it.

    ``is_timed``: its table tells since when it is what it is.
    """

    name: str
    type: ValueType
    meaning: str
    refers_to: tuple[str, ...] = ()
    side: Side | None = None
    is_timed: bool = False

    @property
    def is_text(self) -> bool:
        """Whether the value is a Y.Text, typed into by several people at once."""
        return self.type.kind is Kind.TEXT

    @property
    def column(self) -> str:
        """The field's column: ``baselineOn`` is ``baseline_on``; ``on``, a word of SQL, is ``won_on``."""
        if self.name == "on":
            return "won_on"
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in self.name)


@dataclass(frozen=True, slots=True, eq=False)  # declared once: compared and hashed by identity
class Collection:
    """One root map. A ``single`` root holds its fields itself; the others hold entities by UUID.

    ``authors`` create, write and remove; ``own_authors`` write only entities whose ``owner`` they are,
    before and after the change.
    """

    root: str
    table: str
    meaning: str
    fields: tuple[Field, ...]
    single: bool = False
    authors: frozenset[Role] = AUTHORS
    own_authors: frozenset[Role] = frozenset()

    def field(self, name: str) -> Field | None:
        """The field of that name, or ``None``: not part of the plan document."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def texts(self) -> tuple[Field, ...]:
        """The fields that are Y.Text."""
        return tuple(field for field in self.fields if field.is_text)

    @property
    def timed(self) -> tuple[Field, ...]:
        """The fields whose table tells since when they are what they are."""
        return tuple(field for field in self.fields if field.is_timed)


@dataclass(frozen=True, slots=True)
class Document:
    """All root maps of one live document."""

    kind: DocumentKind
    collections: tuple[Collection, ...]

    def collection(self, root: str) -> Collection | None:
        """The collection under that root name, or ``None``: not part of this document."""
        return next((collection for collection in self.collections if collection.root == root), None)


def text(name: str, meaning: str, limit: int = 10_000) -> Field:
    """A Y.Text of at most ``limit`` characters."""
    return Field(name, ValueType(Kind.TEXT, max_length=limit), meaning)


def line(name: str, meaning: str, limit: int = 300) -> Field:
    """A line of at most ``limit`` characters."""
    return Field(name, ValueType(Kind.STRING, max_length=limit), meaning)


def number(name: str, meaning: str) -> Field:
    """A finite number."""
    return Field(name, ValueType(Kind.NUMBER), meaning)


def money(name: str, meaning: str) -> Field:
    """A decimal amount."""
    return Field(name, ValueType(Kind.MONEY), meaning)


def currency() -> Field:
    """The currency of an amount."""
    return Field("currency", ValueType(Kind.CURRENCY), "The currency of the amount.")


def date(name: str, meaning: str) -> Field:
    """A day."""
    return Field(name, ValueType(Kind.DATE), meaning)


def flag(name: str, meaning: str) -> Field:
    """True or false."""
    return Field(name, ValueType(Kind.BOOLEAN), meaning)


def choice(name: str, meaning: str, choices: Iterable[str], *, is_timed: bool = False) -> Field:
    """One of ``choices``."""
    return Field(name, ValueType(Kind.ENUM, choices=tuple(choices)), meaning, is_timed=is_timed)


def ref(name: str, meaning: str, *targets: str) -> Field:
    """The id of an entity of one of ``targets``."""
    return Field(name, ValueType(Kind.REFERENCE), meaning, refers_to=targets)


def person(name: str, meaning: str, side: Side | None = None) -> Field:
    """The id of a contact; ``side``: whose to change once set."""
    return Field(name, ValueType(Kind.REFERENCE), meaning, refers_to=("contact",), side=side)

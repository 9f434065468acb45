"""What all mutations of one contact have in common: a transaction of the viewer, the contact, and the terms."""

import dataclasses
import datetime as dt
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from uuid import UUID

import strawberry

from collab.contact import Keeper, find_contact
from collab.edit import Terms
from collab.errors import Stale
from plans.store.account import ContactRow
from plans.store.connection import Connection
from schema.beside import changing
from schema.contact import Contact
from schema.context import Info
from schema.declared import parse_id
from schema.edit import RepeatableInput, key_of
from schema.stale import StaleEdit
from schema.versioned import Versioned

EXPECTED_VERSION = "The version that was looked at: where it is another now, nothing is changed."


@dataclasses.dataclass(frozen=True, slots=True)
class Keeping:
    """A contact about to be kept: by whom, on which terms, at which moment."""

    connection: Connection
    keeper: Keeper
    contact: ContactRow
    terms: Terms
    now: dt.datetime

    @property
    def account_key(self) -> tuple[UUID, UUID]:
        """The contact's vendor and account."""
        return self.contact.vendor_id, self.contact.account_id


@strawberry.type(description="A contact that was kept.")
class ContactKept:
    """A contact that was kept; ``account_key`` is its vendor and its account."""

    account_key: strawberry.Private[tuple[UUID, UUID]]
    contact_id: strawberry.Private[UUID]

    @strawberry.field(description="The contact as it now is.")
    async def contact(self, info: Info) -> Contact:
        """The contact as it now is."""
        found = (await info.context.loaders.contacts.load(self.account_key)).get(str(self.contact_id))
        if found is None:
            message = f"contact {self.contact_id} was kept and is not there"
            raise RuntimeError(message)
        return found


async def read_contact(info: Info, row: ContactRow) -> Contact | None:
    """A contact as it now is, as the viewer may see it."""
    return (await info.context.loaders.contacts.load((row.vendor_id, row.account_id))).get(str(row.id))


@asynccontextmanager
async def keeping(
    info: Info,
    source: RepeatableInput,
    contact_id: strawberry.ID,
    read: Callable[[Info, ContactRow], Awaitable[Versioned | None]],
    *,
    as_vendor: bool = False,
) -> AsyncGenerator[Keeping]:
    """A contact to be kept within the block; what is read behind it shows the change.

    ``contact_id``: as the input gives it. ``read``: finds what there is where the version is another.
    ``as_vendor``: for the vendor's people alone, whoever else may read the contact. Raises Refused, StaleEdit or
    Unavailable.
    """
    async with changing(info) as connection:
        viewer = info.context.viewer
        keeper, row = await find_contact(connection, viewer, parse_id(contact_id), as_vendor=as_vendor)
        terms = Terms(getattr(source, "expected_version", None), key_of(info, source, row.vendor_id))
        try:
            yield Keeping(connection, keeper, row, terms, info.context.now())
        except Stale as stale:
            raise StaleEdit(stale, lambda asked: read(asked, row)) from stale
    await info.context.renew()


def given_values(source: object, names: Iterable[str]) -> dict[str, object]:
    """What an input gives of these, by columns: enums by their values, ids as such; what is no id names nobody."""
    found: dict[str, object] = {}
    for name in names:
        value = getattr(source, name)
        if value is strawberry.UNSET:
            continue
        if name.endswith("_id") and isinstance(value, str):
            value = parse_id(value) or value
        found[name] = getattr(value, "value", value)
    return found

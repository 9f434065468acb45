"""Organisations, with their people, logins, API clients and audit for those who belong to them."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from plans.rules.permission import Permission, organisation_denial
from plans.store.api_client import select_api_clients
from plans.store.audit import ENTRIES_OF_ORGANISATION, AuditEntryRow
from plans.store.member import PEOPLE_OF_ORGANISATION, MemberRow
from plans.store.organisation import OrganisationRow
from schema.api_client import ApiClient
from schema.audit import AuditEntry
from schema.clock import VendorClocks, read_vendor_clocks
from schema.context import Info
from schema.login_connection import LoginConnection, read_connections
from schema.member import Member
from schema.node import Node
from schema.page import After, Before, Connection, First, Last, read_listing
from schema.side import Side


@strawberry.type(description="A vendor, a customer or a partner.")
class Organisation(Node):
    """A vendor, a customer or a partner."""

    id: strawberry.ID = strawberry.field(description="The organisation's UUID.")
    name: str = strawberry.field(description="Its name.")
    side: Side = strawberry.field(description="The side on which it stands.")

    @classmethod
    def from_row(cls, row: OrganisationRow) -> Self:
        """The organisation as stored."""
        return cls(id=strawberry.ID(str(row.id)), name=row.name, side=Side(row.side))

    @strawberry.field(description="Its people, by name; null for who does not belong to it.")
    async def members(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Member] | None:
        """Its people."""
        if self._denies(info, Permission.MEMBER_LIST):
            return None
        arguments = (first, after, last, before)
        return await read_listing(info, PEOPLE_OF_ORGANISATION, (UUID(self.id),), arguments, _members)

    @strawberry.field(description="Its connections to identity providers; null for who may not manage them.")
    async def login_connections(self, info: Info) -> list[LoginConnection] | None:
        """Its connections."""
        if self._denies(info, Permission.CONNECTION_MANAGE):
            return None
        return await read_connections(info, UUID(self.id))

    @strawberry.field(description="What was done and refused in it, newest first; null for who may not read that.")
    async def audit_entries(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[AuditEntry] | None:
        """Its audit."""
        if self._denies(info, Permission.AUDIT_READ):
            return None
        arguments = (first, after, last, before)
        return await read_listing(info, ENTRIES_OF_ORGANISATION, (UUID(self.id),), arguments, _entries)

    @strawberry.field(description="Its API clients by name, revoked ones too; null for whoever may not manage them.")
    async def api_clients(self, info: Info) -> list[ApiClient] | None:
        """Its API clients."""
        if self._denies(info, Permission.CLIENT_MANAGE):
            return None
        wanted = [UUID(self.id)]
        rows = await info.context.reading.run(lambda connection: select_api_clients(connection, wanted))
        return [ApiClient.from_row(row) for row in rows]

    @strawberry.field(
        description="Within how many days its plans are to be agreed and delivered, for a vendor's people and its "
        "customers'; null for whoever is not a vendor."
    )
    async def clocks(self, info: Info) -> VendorClocks | None:
        """Its limits for plans."""
        return await read_vendor_clocks(info, UUID(self.id)) if self.side is Side.VENDOR else None

    def _denies(self, info: Info, permission: Permission) -> bool:
        return organisation_denial(info.context.viewer, permission, UUID(self.id)) is not None


async def _members(rows: Sequence[MemberRow]) -> list[Member]:
    return [Member.from_row(row) for row in rows]


async def _entries(rows: Sequence[AuditEntryRow]) -> list[AuditEntry]:
    return [AuditEntry.from_row(row) for row in rows]

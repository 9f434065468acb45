"""Organisations, as whoever runs the service brings them in: one transaction with the entry in the audit."""

from plans.rules.identifier import new_id
from plans.rules.organisation import CREATED, MAX_NAME
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.rules.role import Side
from plans.rules.value import name_problem
from plans.store.audit import AuditEntry, insert_audit_entry
from plans.store.connection import Connection
from plans.store.organisation import (
    OrganisationRow,
    insert_organisation,
    lock_organisations,
    select_organisations_named,
)


async def bring_in_organisation(connection: Connection, side: Side, name: str) -> tuple[OrganisationRow, bool]:
    """The organisation of that side and name, and whether it was made now: asked for again, it is the same one.

    ``connection`` is the operator's. Raises Refused.
    """
    name = name.strip()
    if wrong := name_problem(name, MAX_NAME):
        raise Refused([Problem(ProblemCode.INVALID, wrong, ("name",))])
    async with connection.transaction():
        await lock_organisations(connection)
        known = await select_organisations_named(connection, side, name)
        if len(known) > 1:
            ids = ", ".join(str(row.id) for row in known)
            message = f"there are {len(known)} {side}s of the name {name}: {ids}; go on with the one that you mean"
            raise Refused([Problem(ProblemCode.EXISTS, message, ("name",))])
        if known:
            return known[0], False
        row = OrganisationRow(new_id(), side, name)
        await insert_organisation(connection, row)
        await insert_audit_entry(connection, AuditEntry(row.id, None, CREATED, str(row.id), details={"side": side}))
        return row, True

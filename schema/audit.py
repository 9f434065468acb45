"""The audit of an organisation, as those who may read it see it."""

import datetime as dt
from typing import Self

import strawberry
from strawberry.scalars import JSON

from plans.store.audit import AuditEntryRow


@strawberry.type(description="One deed in an organisation, done or refused.")
class AuditEntry:
    """One deed in an organisation, done or refused."""

    id: strawberry.ID = strawberry.field(description="The entry's UUID.")
    at: dt.datetime = strawberry.field(description="When it was noted.")
    actor_id: strawberry.ID | None = strawberry.field(
        description="The UUID of the person who did it; null: whoever runs the service, or nobody known."
    )
    actor_name: str | None = strawberry.field(description="Their name, while the viewer sees that person.")
    action: str = strawberry.field(description="What was done, as resource:action.")
    subject: str = strawberry.field(description="The id of what it was done to; may be empty.")
    refused: bool = strawberry.field(description="Whether it was tried and refused.")
    details: JSON = strawberry.field(description="What else there is to know; depends on the action.")

    @classmethod
    def from_row(cls, row: AuditEntryRow) -> Self:
        """The entry as noted."""
        return cls(
            id=strawberry.ID(str(row.id)),
            at=row.at,
            actor_id=strawberry.ID(str(row.actor)) if row.actor else None,
            actor_name=row.actor_name,
            action=row.action,
            subject=row.subject,
            refused=row.refused,
            details=JSON(dict(row.details)),
        )

"""What an edit is answered that was made on an older version than there is."""

from collections.abc import Awaitable, Callable

import strawberry
from strawberry.types.field import StrawberryField

from collab.errors import Stale
from schema.context import Info
from schema.entity import Versioned

Reader = Callable[[Info], Awaitable[Versioned | None]]
"""Reads what an edit is about, as it now is."""


class StaleEdit(Exception):  # noqa: N818 - it names what happened
    """An edit was made on an older version than there is; ``read`` finds what there is."""

    def __init__(self, stale: Stale, read: Reader) -> None:
        super().__init__(str(stale))
        self.version = stale.version
        self.read = read


@strawberry.type(description="It was changed since the version that was expected; nothing was changed now.")
class StaleVersion:
    """It was changed since the version that was expected; nothing was changed now."""

    edit: strawberry.Private[StaleEdit]
    message: str = strawberry.field(description="Which version was expected, which there is, and what to do.")
    current_version: int = strawberry.field(description="The version that the edit met.")

    @strawberry.field(description="What was to be edited, as it now is; null where somebody just removed it.")
    async def current(self, info: Info) -> Versioned | None:
        """What was to be edited, as it now is."""
        return await self.edit.read(info)


class StaleHandler(strawberry.ExceptionHandler[StaleEdit, StaleVersion]):
    """Answers an edit that was made on an older version than there is."""

    def handle(self, exception: StaleEdit, *, field: StrawberryField, info: strawberry.Info) -> StaleVersion:  # noqa: ARG002 - the protocol's
        """The version that there is."""
        return StaleVersion(edit=exception, message=str(exception), current_version=exception.version)

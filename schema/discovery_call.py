"""Discovery calls: what was asked and answered before a plan is written. They are the vendor's own notes."""

import datetime as dt
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, Self
from uuid import UUID

import strawberry

from collab.discovery_call import (
    CallChange,
    Caller,
    change_discovery_call,
    record_discovery_call,
    remove_discovery_call,
)
from collab.errors import Stale
from plans.rules.discovery_call import MAX_ANSWERS, MAX_PROMPT, MAX_TEXT, CallNotes
from plans.rules.discovery_call import PromptAnswer as PromptAnswerFact
from plans.rules.refusal import Problem, ProblemCode, Refused
from plans.store.account import AccountRow
from plans.store.discovery_call import DiscoveryCallRow
from schema.beside import changing
from schema.contact import Contact
from schema.context import Info
from schema.declared import parse_id
from schema.edit import RepeatableInput, key_of
from schema.entity import Versioned
from schema.person import Person
from schema.refusal import Refusal, Unavailable
from schema.stale import StaleEdit, StaleVersion

TEXT = f"At most {MAX_TEXT:,} characters."
_PRIOR_FAILURES = "What was tried before and failed."
_FRUSTRATIONS = "What annoys them today."
_ROI = "What return means to them, in their words."


@strawberry.type(description="A question that was asked, and what was answered.")
class PromptAnswer:
    """A question that was asked, and what was answered."""

    prompt: str = strawberry.field(description="The question.")
    answer: str = strawberry.field(description="What was answered, in the words of whoever answered.")


@strawberry.type(description="A discovery call with one person of the customer's: the vendor's own notes.")
class DiscoveryCall(Versioned):
    """A discovery call."""

    row: strawberry.Private[DiscoveryCallRow]
    id: strawberry.ID = strawberry.field(description="Its UUID.")
    contact_id: strawberry.ID = strawberry.field(description="Who was spoken to. As the id of the contact.")
    held_on: dt.date = strawberry.field(description="The day on which it was held.")
    answers: list[PromptAnswer] = strawberry.field(description="What was asked and answered, in its order.")
    prior_failures: str | None = strawberry.field(description=_PRIOR_FAILURES)
    frustrations: str | None = strawberry.field(description=_FRUSTRATIONS)
    roi: str | None = strawberry.field(description=_ROI)
    recorded_by_id: strawberry.ID = strawberry.field(description="The UUID of the person who wrote it last.")
    recorded_at: dt.datetime = strawberry.field(description="When it was written last.")

    @classmethod
    def from_row(cls, row: DiscoveryCallRow) -> Self:
        """The call as stored."""
        return cls(
            row=row,
            version=row.version,
            invalid_fields=[],
            id=strawberry.ID(str(row.id)),
            contact_id=strawberry.ID(str(row.contact_id)),
            held_on=row.held_on,
            answers=[PromptAnswer(prompt=one.prompt, answer=one.answer) for one in row.answers],
            prior_failures=row.prior_failures or None,
            frustrations=row.frustrations or None,
            roi=row.roi or None,
            recorded_by_id=strawberry.ID(str(row.recorded_by)),
            recorded_at=row.recorded_at,
        )

    @strawberry.field(description="Who was spoken to.")
    async def contact(self, info: Info) -> Contact | None:
        """Who was spoken to."""
        contacts = await info.context.loaders.contacts.load((self.row.vendor_id, self.row.account_id))
        return contacts.get(self.contact_id)

    @strawberry.field(description="Who wrote it last, while the viewer sees that person.")
    async def recorded_by(self, info: Info) -> Person | None:
        """Who wrote it last."""
        row = await info.context.loaders.people.load(self.row.recorded_by)
        return Person.from_row(row) if row else None


async def list_calls(rows: Sequence[DiscoveryCallRow]) -> list[DiscoveryCall]:
    """Calls as the API shows them."""
    return [DiscoveryCall.from_row(row) for row in rows]


async def _read(info: Info, account: tuple[UUID, UUID], call_id: str) -> DiscoveryCall | None:
    row = await info.context.loaders.discovery_calls.load((*account, UUID(call_id)))
    return DiscoveryCall.from_row(row) if row else None


@strawberry.type(description="A discovery call was written.")
class DiscoveryCallWritten:
    """A discovery call was written."""

    account: strawberry.Private[tuple[UUID, UUID]]
    call_id: strawberry.Private[str]

    @strawberry.field(description="The call as it now is; null where somebody just removed it.")
    async def discovery_call(self, info: Info) -> DiscoveryCall | None:
        """The call as it now is."""
        return await _read(info, self.account, self.call_id)


@strawberry.type(description="The call was recorded.")
class RecordDiscoveryCallSuccess(DiscoveryCallWritten):
    """The call was recorded."""


@strawberry.type(description="The call was changed.")
class UpdateDiscoveryCallSuccess(DiscoveryCallWritten):
    """The call was changed."""


@strawberry.type(description="The call was removed.")
class RemoveDiscoveryCallSuccess:
    """The call was removed."""

    removed_id: strawberry.ID = strawberry.field(description="The UUID of the call that was removed.")


RecordDiscoveryCallResult = Annotated[
    RecordDiscoveryCallSuccess | Refusal | Unavailable,
    strawberry.union("RecordDiscoveryCallResult", description="What became of recording a call."),
]
UpdateDiscoveryCallResult = Annotated[
    UpdateDiscoveryCallSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("UpdateDiscoveryCallResult", description="What became of changing a call."),
]
RemoveDiscoveryCallResult = Annotated[
    RemoveDiscoveryCallSuccess | StaleVersion | Refusal | Unavailable,
    strawberry.union("RemoveDiscoveryCallResult", description="What became of removing a call."),
]


@strawberry.input(description="A question that was asked, and what was answered.")
class PromptAnswerInput:
    """A question that was asked, and what was answered."""

    prompt: str = strawberry.field(description=f"The question, at most {MAX_PROMPT} characters.")
    answer: str = strawberry.field(description=f"What was answered, in their words. {TEXT}")


_ANSWERS = f"What was asked and answered, at most {MAX_ANSWERS}."


@strawberry.input(description="A discovery call to be recorded.")
class RecordDiscoveryCallInput(RepeatableInput):
    """A discovery call to be recorded."""

    account_id: strawberry.ID = strawberry.field(description="The account's UUID.")
    contact_id: strawberry.ID = strawberry.field(
        description="Who was spoken to: a contact of the customer's. The sponsor and the champion are heard separately."
    )
    held_on: dt.date = strawberry.field(
        description="The day on which it was held; not one that lies ahead where the account is."
    )
    answers: list[PromptAnswerInput] = strawberry.field(default_factory=list[PromptAnswerInput], description=_ANSWERS)
    prior_failures: str | None = strawberry.field(default=None, description=f"{_PRIOR_FAILURES} {TEXT}")
    frustrations: str | None = strawberry.field(default=None, description=f"{_FRUSTRATIONS} {TEXT}")
    roi: str | None = strawberry.field(default=None, description=f"{_ROI} {TEXT}")


@strawberry.input(description="Changes of a discovery call: what is absent stays as it is, null clears.")
class UpdateDiscoveryCallInput(RepeatableInput):
    """Changes of a discovery call."""

    account_id: strawberry.ID = strawberry.field(description="The account's UUID.")
    id: strawberry.ID = strawberry.field(description="The call's UUID.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version that was looked at: where it is another now, nothing is changed."
    )
    contact_id: strawberry.ID | None = strawberry.field(
        default=None, description="Who was spoken to, where it was somebody else of the customer's."
    )
    held_on: dt.date | None = strawberry.field(default=None, description="The right day.")
    answers: list[PromptAnswerInput] | None = strawberry.field(default=strawberry.UNSET, description=_ANSWERS)
    prior_failures: str | None = strawberry.field(default=strawberry.UNSET, description=f"{_PRIOR_FAILURES} {TEXT}")
    frustrations: str | None = strawberry.field(default=strawberry.UNSET, description=f"{_FRUSTRATIONS} {TEXT}")
    roi: str | None = strawberry.field(default=strawberry.UNSET, description=f"{_ROI} {TEXT}")

    def change(self) -> CallChange:
        """What is to be changed."""
        notes: dict[str, object] = {
            name: getattr(self, name) or ""
            for name in ("prior_failures", "frustrations", "roi")
            if getattr(self, name) is not strawberry.UNSET
        }
        if self.held_on is not None:
            notes["held_on"] = self.held_on
        if self.answers is not strawberry.UNSET:
            notes["answers"] = _facts(self.answers or [])
        contact_id = None if self.contact_id is None else parse_id(self.contact_id) or UUID(int=0)
        return CallChange(contact_id, notes)


@strawberry.input(description="A discovery call to be removed.")
class RemoveDiscoveryCallInput(RepeatableInput):
    """A discovery call to be removed."""

    account_id: strawberry.ID = strawberry.field(description="The account's UUID.")
    id: strawberry.ID = strawberry.field(description="The call's UUID.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version that was looked at: where it is another now, nothing is removed."
    )


def _facts(answers: Sequence[PromptAnswerInput]) -> tuple[PromptAnswerFact, ...]:
    return tuple(PromptAnswerFact(one.prompt, one.answer) for one in answers)


@strawberry.type(description="What can be done with discovery calls.")
class DiscoveryCallMutation:
    """What can be done with discovery calls."""

    @strawberry.mutation(
        description="Record a discovery call. For the vendor's admins, executives and CSMs; nobody of the customer's "
        "sees it. What is to be shared of it is written into the plan as quotes. Audited."
    )
    async def record_discovery_call(
        self,
        info: Info,
        input: Annotated[RecordDiscoveryCallInput, strawberry.argument(description="The call.")],  # noqa: A002 - GraphQL's name
    ) -> RecordDiscoveryCallResult:
        """Record a call."""
        notes = CallNotes(
            input.held_on, _facts(input.answers), input.prior_failures or "", input.frustrations or "", input.roi or ""
        )
        async with _calling(info, input) as caller:
            call_id = await record_discovery_call(caller, parse_id(input.contact_id), notes)
        return RecordDiscoveryCallSuccess(account=caller.key, call_id=str(call_id))

    @strawberry.mutation(description="Change what was recorded of a discovery call; audited.")
    async def update_discovery_call(
        self,
        info: Info,
        input: Annotated[UpdateDiscoveryCallInput, strawberry.argument(description="The changes.")],  # noqa: A002 - GraphQL's name
    ) -> UpdateDiscoveryCallResult:
        """Change a call."""
        async with _calling(info, input) as caller:
            call_id = await change_discovery_call(caller, parse_id(input.id), input.change(), input.expected_version)
        return UpdateDiscoveryCallSuccess(account=caller.key, call_id=str(call_id))

    @strawberry.mutation(description="Remove a discovery call; audited.")
    async def remove_discovery_call(
        self,
        info: Info,
        input: Annotated[RemoveDiscoveryCallInput, strawberry.argument(description="The call.")],  # noqa: A002 - GraphQL's name
    ) -> RemoveDiscoveryCallResult:
        """Remove a call."""
        async with _calling(info, input) as caller:
            call_id = await remove_discovery_call(caller, parse_id(input.id), input.expected_version)
        return RemoveDiscoveryCallSuccess(removed_id=strawberry.ID(str(call_id)))


@asynccontextmanager
async def _calling(info: Info, source: Any) -> AsyncGenerator[Caller]:
    """A transaction in which to write about the account that an input names; what is read behind it shows the change.

    Raises Refused where the viewer has no such account, StaleEdit, or Unavailable.
    """
    account = await _account(info, source.account_id)
    key = (account.vendor_id, account.id)
    once = key_of(info, source, account.vendor_id, None)
    try:
        async with changing(info) as connection:
            yield Caller(connection, info.context.viewer, account, info.context.now(), once)
    except Stale as stale:
        await info.context.renew()
        call_id = str(parse_id(source.id))
        raise StaleEdit(stale, lambda asked: _read(asked, key, call_id)) from stale
    await info.context.renew()


async def _account(info: Info, given: str) -> AccountRow:
    account_id = parse_id(given)
    await info.context.renew()
    found = await info.context.loaders.accounts.load(account_id) if account_id else None
    if found is None:
        raise Refused([Problem(ProblemCode.NOT_FOUND, "there is no such account for you", ("accountId",))])
    return found

"""What resolvers ask for: rows by their keys, and what is gathered of plans, each in one statement per operation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar
from uuid import UUID

from plans.rules.declaration import Collection
from plans.store.account import read_account, read_contact
from plans.store.account_contract import read_contract
from plans.store.clock import PlanClocksRow, read_plan_clocks
from plans.store.gathered import (
    ACCOUNTS,
    CHANGES,
    CLOCKS,
    CONFIRMATIONS,
    CONTACTS,
    CONTRACTS,
    ORGANISATIONS,
    OVERRULINGS,
    PRESETS,
    TIMES,
    Part,
    Values,
)
from plans.store.json_part import PLACE, JsonPart
from plans.store.organisation import read_organisation
from plans.store.overruling import OverrulingRow, read_overruling
from plans.store.plan import PlanRow, read_change
from plans.store.plan_preset import PlanPresetRow
from plans.store.times import TimesRow, read_times
from plans.store.win_confirmation import WinConfirmationRow, read_win_confirmation
from schema.contact import Contact
from schema.gathering import GatheredRows, Gathering
from schema.listed import Identified, Listed
from schema.memo import Memo
from schema.reading import Reading
from schema.row_loader import AccountKey, RowLoaders


class Readable(Identified, Protocol):
    """A type whose objects are read from one collection of the plan document."""

    collection: ClassVar[Collection]

    @classmethod
    def from_values(cls, plan: PlanRow, part: Part, values: Values) -> Self: ...


E = TypeVar("E", bound=Readable)


class ListedEntities(Generic[E]):
    """The entities of one type by plan."""

    def __init__(self, gathering: Gathering, kind: type[E]) -> None:
        self._gathering = gathering
        self._kind = kind
        self._listed: dict[AccountKey, Listed[E]] = {}

    async def load(self, plan: PlanRow) -> Listed[E]:
        """Those of one plan."""
        key = (plan.vendor_id, plan.id)
        if key not in self._listed:
            part = self._gathering.part(self._kind.collection, plan)
            rows = await self._gathering.ask(part, plan)
            if key not in self._listed:
                self._listed[key] = Listed(self._kind.from_values(plan, part, values) for values in rows)
        return self._listed[key]


class Loaders(RowLoaders):
    """All loaders of one snapshot: of rows by their keys, and of what is gathered of plans."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self._gathering = Gathering(
            reading,
            {
                ACCOUNTS: self._take_accounts,
                CHANGES: self._take_changes,
                CONTACTS: self._take_contacts,
                CONTRACTS: self._take_contracts,
                ORGANISATIONS: self._take_organisations,
                PRESETS: self._take_presets,
            },
        )
        self.memo = Memo()
        self._entities: dict[str, ListedEntities[Any]] = {}
        self._times: dict[AccountKey, dict[UUID, TimesRow]] = {}

    def close(self) -> None:
        """Forget everything. Loaders know their functions and these know the loaders: not even refcounts would."""
        if gathering := vars(self).pop("_gathering", None):
            gathering.close()
        vars(self).clear()

    def foresee(self, parts: Iterable[Part], plans: Iterable[PlanRow]) -> None:
        """Read these parts of these plans with whatever is read of them next."""
        self._gathering.foresee(parts, plans)

    async def values(self, collection: Collection, plans: Sequence[PlanRow]) -> list[tuple[Part, list[Values]]]:
        """What the columns of one collection hold, by plan, with what was read of it."""
        parts = [self._gathering.part(collection, plan) for plan in plans]
        asked = [self._gathering.ask(part, plan) for part, plan in zip(parts, plans, strict=True)]
        return [(part, await one) for part, one in zip(parts, asked, strict=True)]

    async def pushed(self, parts: Sequence[JsonPart], plans: Sequence[PlanRow]) -> list[Mapping[Part, Values]]:
        """What was pushed down of each plan, by part; a part may lack where the viewer does not see all of it."""
        found: list[dict[Part, Values]] = [{} for _ in plans]
        for part in parts:
            asked = [self._gathering.ask(part, plan) for plan in plans]
            for of_plan, one in zip(found, asked, strict=True):
                if rows := await one:
                    of_plan[part] = rows[0][PLACE:]
        return [*found]

    async def times(self, plan: PlanRow) -> dict[UUID, TimesRow]:
        """Since when a plan's outcomes, risks and milestones are what they are, by their ids."""
        key = (plan.vendor_id, plan.id)
        if key not in self._times:
            rows = [read_times(TIMES.record(values)) for values in await self._gathering.ask(TIMES, plan)]
            self._times[key] = {row.id: row for row in rows}
        return self._times[key]

    async def overrulings(self, plan: PlanRow) -> list[OverrulingRow]:
        """The overrulings of a plan's findings that count, the oldest first."""
        return [read_overruling(OVERRULINGS.record(values)) for values in await self._gathering.ask(OVERRULINGS, plan)]

    async def clocks(self, plan: PlanRow) -> PlanClocksRow:
        """What a plan's clocks go by."""
        (values,) = await self._gathering.ask(CLOCKS, plan)
        return read_plan_clocks(CLOCKS.record(values))

    async def confirmations(self, plan: PlanRow) -> dict[UUID, WinConfirmationRow]:
        """The confirmations that stand of a plan's wins, by the wins' ids."""
        rows = await self._gathering.ask(CONFIRMATIONS, plan)
        found = [read_win_confirmation(CONFIRMATIONS.record(values)) for values in rows]
        return {row.win_id: row for row in found}

    def rows(self, collection: Collection) -> GatheredRows:
        """The rows of one collection by plan."""
        return GatheredRows(self._gathering, collection)

    def entities(self, kind: type[E]) -> ListedEntities[E]:
        """The entities of one type by plan."""
        loader = self._entities.get(kind.collection.root)
        if loader is None:
            loader = self._entities[kind.collection.root] = ListedEntities(self._gathering, kind)
        return loader

    def _take_accounts(self, rows: Sequence[Values], _: Sequence[PlanRow]) -> None:
        found = [read_account(ACCOUNTS.record(values)) for values in rows]
        self.accounts.prime_many({row.id: row for row in found})

    def _take_changes(self, rows: Sequence[Values], _: Sequence[PlanRow]) -> None:
        found = [read_change(CHANGES.record(values)) for values in rows]
        self.changes.prime_many({(row.vendor_id, row.plan_id): row for row in found})

    def _take_contacts(self, rows: Sequence[Values], plans: Sequence[PlanRow]) -> None:
        found: dict[AccountKey, list[Contact]] = {(plan.vendor_id, plan.account_id): [] for plan in plans}
        for row in (read_contact(CONTACTS.record(values)) for values in rows):
            if (row.vendor_id, row.account_id) in found:
                found[row.vendor_id, row.account_id].append(Contact.from_row(row))
        self.contacts.prime_many({key: Listed(contacts) for key, contacts in found.items()})

    def _take_contracts(self, rows: Sequence[Values], plans: Sequence[PlanRow]) -> None:
        found = {(row.vendor_id, row.account_id): row for row in (read_contract(CONTRACTS.record(one)) for one in rows)}
        self.contracts.prime_many({key: found.get(key) for key in ((p.vendor_id, p.account_id) for p in plans)})

    def _take_organisations(self, rows: Sequence[Values], _: Sequence[PlanRow]) -> None:
        found = [read_organisation(ORGANISATIONS.record(values)) for values in rows]
        self.organisations.prime_many({row.id: row for row in found})

    def _take_presets(self, rows: Sequence[Values], plans: Sequence[PlanRow]) -> None:
        found = {(row.vendor_id, row.plan_id): row for row in (PlanPresetRow(*values) for values in rows)}
        self.presets.prime_many({key: found.get(key) for key in ((plan.vendor_id, plan.id) for plan in plans)})

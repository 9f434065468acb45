"""Loaders: what many resolvers ask for is read in one statement per operation, not one per row."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from plans.rules.declaration import Collection
from plans.rules.page import Page
from plans.rules.win_confirmation import standing
from plans.store.account import AccountRow, read_account, read_contact, select_accounts, select_contacts
from plans.store.account_contract import ContractRow, read_contract, select_contracts
from plans.store.clock import PlanClocksRow, VendorClocksRow, read_plan_clocks, select_vendor_clocks
from plans.store.connection import Connection
from plans.store.discovery_call import DiscoveryCallRow, select_discovery_calls
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
from plans.store.measurement import (
    MeasurementRow,
    select_latest_measurements,
    select_measurements_by_id,
    select_measurements_of_plans,
)
from plans.store.node import NodeRow, select_nodes
from plans.store.opening import SharingRow, select_sharings
from plans.store.organisation import OrganisationRow, read_organisation, select_organisations
from plans.store.overruling import OverrulingRow, read_overruling
from plans.store.page import Listing, Parent, Slice, select_counts, select_pages
from plans.store.person import PersonRow, select_people
from plans.store.plan import ChangeRow, PlanRow, read_change, select_changes
from plans.store.plan_preset import PlanPresetRow, select_plan_presets
from plans.store.review import (
    ReviewAnswerRow,
    ReviewContentRow,
    ReviewRow,
    select_review_answers,
    select_review_contents,
    select_reviews,
)
from plans.store.stakeholder import AssessmentRow, select_assessments
from plans.store.times import TimesRow, read_times
from plans.store.win_confirmation import WinConfirmationRow, read_win_confirmation
from schema.contact import Contact
from schema.gathering import GatheredRows, Gathering
from schema.memo import Memo
from schema.reading import Reading

AccountKey = tuple[UUID, UUID]
"""Vendor and account, or vendor and plan, or vendor and contact."""

RowKey = tuple[UUID, UUID, UUID]
"""Vendor, plan, and an id within the plan."""


class Identified(Protocol):
    """Something with an id."""

    id: strawberry.ID


class Readable(Identified, Protocol):
    """A type whose objects are read from one collection of the plan document."""

    collection: ClassVar[Collection]

    @classmethod
    def from_values(cls, plan: PlanRow, part: Part, values: Values) -> Self: ...


R = TypeVar("R")
T = TypeVar("T", bound=Identified)
E = TypeVar("E", bound=Readable)


class Listed(Generic[T]):
    """What was read of one list: in its order, by id, and by what it refers to."""

    def __init__(self, items: Iterable[T]) -> None:
        self.items = list(items)
        self._by_id: dict[str, T] | None = None
        self._by_reference: dict[str, dict[str | None, list[T]]] = {}

    def get(self, item_id: str | None) -> T | None:
        """The one with this id; a dangling reference finds nothing."""
        if item_id is None:
            return None
        if self._by_id is None:
            self._by_id = {str(item.id): item for item in self.items}
        return self._by_id.get(item_id)

    def under(self, reference: str, target: str) -> list[T]:
        """Those that refer to ``target``, in order; ``reference`` is the Python name of the id."""
        groups = self._by_reference.get(reference)
        if groups is None:
            groups = self._by_reference[reference] = {}
            for item in self.items:
                groups.setdefault(getattr(item, reference), []).append(item)
        return groups.get(target, [])


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


class Loaders:
    """The loaders of one snapshot."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
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
        self._pages: dict[str, DataLoader[tuple[Parent, Page], Slice[Any]]] = {}
        self._counts: dict[str, DataLoader[Parent, int]] = {}
        self.accounts: DataLoader[UUID, AccountRow | None] = DataLoader(self._load_accounts)
        self.assessments: DataLoader[AccountKey, AssessmentRow | None] = self._one_each(
            select_assessments, "contact_id"
        )
        self.changes: DataLoader[AccountKey, ChangeRow] = self._one_each(select_changes, "plan_id")
        self.contracts: DataLoader[AccountKey, ContractRow | None] = self._one_each(select_contracts, "account_id")
        self.contacts: DataLoader[AccountKey, Listed[Contact]] = DataLoader(self._load_contacts)
        self.organisations: DataLoader[UUID, OrganisationRow] = DataLoader(self._load_organisations)
        self.presets: DataLoader[AccountKey, PlanPresetRow | None] = self._one_each(select_plan_presets, "plan_id")
        self.discovery_calls: DataLoader[AccountKey, list[DiscoveryCallRow]] = DataLoader(self._load_calls)
        self.entries: DataLoader[AccountKey, list[MeasurementRow]] = DataLoader(self._load_entries)
        self.nodes: DataLoader[UUID, NodeRow | None] = DataLoader(self._load_nodes)
        self.people: DataLoader[UUID, PersonRow | None] = DataLoader(self._load_people)
        self.measurements: DataLoader[RowKey, MeasurementRow | None] = self._one_each(
            select_measurements_by_id, "plan_id", "id"
        )
        self.latest_measurements: DataLoader[AccountKey, dict[UUID, MeasurementRow]] = DataLoader(self._load_latest)
        self.reviews: DataLoader[AccountKey, list[ReviewRow]] = DataLoader(self._load_reviews)
        self.review_answers: DataLoader[AccountKey, list[ReviewAnswerRow]] = DataLoader(self._load_answers)
        self.review_contents: DataLoader[RowKey, ReviewContentRow | None] = self._one_each(
            select_review_contents, "plan_id", "id"
        )
        self.sharings: DataLoader[AccountKey, SharingRow] = self._one_each(select_sharings, "plan_id")
        self.vendor_clocks: DataLoader[UUID, VendorClocksRow | None] = DataLoader(self._load_vendor_clocks)

    def _one_each(
        self, select: Callable[[Connection, Sequence[Any]], Awaitable[Sequence[Any]]], *names: str
    ) -> DataLoader[Any, Any]:
        """Loads at most one row for each key: the vendor, and what else is named."""
        key = attrgetter("vendor_id", *names)

        async def load(keys: list[Any]) -> list[Any]:
            found = {key(row): row for row in await self._reading.run(lambda connection: select(connection, keys))}
            return [found.get(one) for one in keys]

        return DataLoader(load)

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
        """What the customer confirmed of a plan's wins, by the wins' ids."""
        rows = await self._gathering.ask(CONFIRMATIONS, plan)
        return standing(read_win_confirmation(CONFIRMATIONS.record(values)) for values in rows)

    def rows(self, collection: Collection) -> GatheredRows:
        """The rows of one collection by plan."""
        return GatheredRows(self._gathering, collection)

    def entities(self, kind: type[E]) -> ListedEntities[E]:
        """The entities of one type by plan."""
        loader = self._entities.get(kind.collection.root)
        if loader is None:
            loader = self._entities[kind.collection.root] = ListedEntities(self._gathering, kind)
        return loader

    def pages(self, listing: Listing[R]) -> DataLoader[tuple[Parent, Page], Slice[R]]:
        """Pages of one kind of list, by what the lists belong to."""
        loader = self._pages.get(listing.order.name)
        if loader is None:

            async def load(keys: list[tuple[Parent, Page]]) -> list[Slice[R]]:
                found: dict[tuple[Parent, Page], Slice[R]] = {}
                for page in dict.fromkeys(page for _, page in keys):
                    parents = [parent for parent, wanted in keys if wanted == page]
                    rows = await self._reading.run(partial(select_pages, listing=listing, parents=parents, page=page))
                    found |= {(parent, page): of_parent for parent, of_parent in rows.items()}
                return [found[key] for key in keys]

            loader = self._pages[listing.order.name] = DataLoader(load)
        return loader

    def counts(self, listing: Listing[Any]) -> DataLoader[Parent, int]:
        """How long the lists of one kind are, by what they belong to."""
        loader = self._counts.get(listing.order.name)
        if loader is None:

            async def load(parents: list[Parent]) -> list[int]:
                found = await self._reading.run(lambda connection: select_counts(connection, listing, parents))
                return [found[parent] for parent in parents]

            loader = self._counts[listing.order.name] = DataLoader(load)
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

    async def _load_calls(self, keys: list[AccountKey]) -> list[list[DiscoveryCallRow]]:
        found: dict[AccountKey, list[DiscoveryCallRow]] = defaultdict(list)
        for row in await self._reading.run(lambda connection: select_discovery_calls(connection, keys)):
            found[row.vendor_id, row.account_id].append(row)
        return [found[key] for key in keys]

    async def _load_accounts(self, keys: list[UUID]) -> list[AccountRow | None]:
        vendors, customers = self._reading.vendors, self._reading.customers
        rows = await self._reading.run(lambda connection: select_accounts(connection, vendors, customers, keys))
        found = {row.id: row for row in rows}
        return [found.get(key) for key in keys]

    async def _load_contacts(self, keys: list[AccountKey]) -> list[Listed[Contact]]:
        found: dict[AccountKey, list[Contact]] = defaultdict(list)
        for row in await self._reading.run(lambda connection: select_contacts(connection, keys)):
            found[row.vendor_id, row.account_id].append(Contact.from_row(row))
        return [Listed(found[key]) for key in keys]

    async def _load_organisations(self, keys: list[UUID]) -> list[OrganisationRow]:
        rows = await self._reading.run(lambda connection: select_organisations(connection, keys))
        found = {row.id: row for row in rows}
        return [found[key] for key in keys]

    async def _load_nodes(self, keys: list[UUID]) -> list[NodeRow | None]:
        vendors, customers = self._reading.vendors, self._reading.customers
        rows = await self._reading.run(lambda connection: select_nodes(connection, vendors, customers, keys))
        found = {row.id: row for row in rows}
        return [found.get(key) for key in keys]

    async def _load_people(self, keys: list[UUID]) -> list[PersonRow | None]:
        rows = await self._reading.run(lambda connection: select_people(connection, keys))
        found = {row.id: row for row in rows}
        return [found.get(key) for key in keys]

    async def _load_entries(self, keys: list[AccountKey]) -> list[list[MeasurementRow]]:
        found: dict[AccountKey, list[MeasurementRow]] = defaultdict(list)
        for row in await self._reading.run(lambda connection: select_measurements_of_plans(connection, keys)):
            found[row.vendor_id, row.plan_id].append(row)
        return [found[key] for key in keys]

    async def _load_latest(self, keys: list[AccountKey]) -> list[dict[UUID, MeasurementRow]]:
        found: dict[AccountKey, dict[UUID, MeasurementRow]] = defaultdict(dict)
        for row in await self._reading.run(lambda connection: select_latest_measurements(connection, keys)):
            found[row.vendor_id, row.plan_id][row.metric_id] = row
        return [found[key] for key in keys]

    async def _load_vendor_clocks(self, keys: list[UUID]) -> list[VendorClocksRow | None]:
        rows = await self._reading.run(lambda connection: select_vendor_clocks(connection, keys))
        found = {row.vendor_id: row for row in rows}
        return [found.get(key) for key in keys]

    async def _load_reviews(self, keys: list[AccountKey]) -> list[list[ReviewRow]]:
        found: dict[AccountKey, list[ReviewRow]] = defaultdict(list)
        for row in await self._reading.run(lambda connection: select_reviews(connection, keys)):
            found[row.vendor_id, row.plan_id].append(row)
        return [found[key] for key in keys]

    async def _load_answers(self, keys: list[AccountKey]) -> list[list[ReviewAnswerRow]]:
        found: dict[AccountKey, list[ReviewAnswerRow]] = defaultdict(list)
        for row in await self._reading.run(lambda connection: select_review_answers(connection, keys)):
            found[row.vendor_id, row.plan_id].append(row)
        return [found[key] for key in keys]

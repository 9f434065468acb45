"""Loaders of rows by their keys: what many resolvers ask for is read in one statement per operation."""

import datetime as dt
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property, partial
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from plans.rules.page import Page
from plans.rules.time_to_value import Goal
from plans.store.account import AccountRow, select_accounts, select_contacts
from plans.store.account_contract import ContractRow, select_contracts
from plans.store.clock import VendorClocksRow, select_vendor_clocks
from plans.store.connection import Connection
from plans.store.discovery_call import (
    DiscoveryCallRow,
    DiscoveryDayRow,
    select_discovery_calls_by_id,
    select_discovery_days,
)
from plans.store.measurement import (
    Known,
    MeasurementRow,
    select_days_of_goals,
    select_latest_measurements,
    select_measurements_by_id,
)
from plans.store.node import NodeRow, select_nodes
from plans.store.opening import SharingRow, select_sharings
from plans.store.organisation import OrganisationRow, select_organisations
from plans.store.page import Listing, Parent, Slice, select_counts, select_pages
from plans.store.person import PersonRow, select_people
from plans.store.plan import ChangeRow, select_changes
from plans.store.plan_preset import PlanPresetRow, select_plan_presets
from plans.store.review import (
    ReviewAnswerRow,
    ReviewContentRow,
    ReviewOutlineRow,
    ReviewRow,
    select_review_answers,
    select_review_contents,
    select_review_outlines,
    select_reviews_by_id,
)
from plans.store.stakeholder import AssessmentRow, select_assessments
from schema.contact import Contact
from schema.listed import Listed
from schema.reading import Reading

AccountKey = tuple[UUID, UUID]
"""Vendor and account, or vendor and plan, or vendor and contact."""

RowKey = tuple[UUID, UUID, UUID]
"""Vendor, plan or account, and an id within it."""

R = TypeVar("R")
Select = Callable[[Connection, Sequence[Any]], Awaitable[Sequence[Any]]]


class RowLoaders:
    """The loaders of one snapshot. Each is made where it is asked for: most operations want few of them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._pages: dict[str, DataLoader[tuple[Parent, Page], Slice[Any]]] = {}
        self._counts: dict[str, DataLoader[Parent, int]] = {}

    @cached_property
    def accounts(self) -> DataLoader[UUID, AccountRow | None]:
        """Accounts by their ids."""
        return self._one_each(self._select_accounts, "id")

    @cached_property
    def assessments(self) -> DataLoader[AccountKey, AssessmentRow | None]:
        """What the vendor thinks of contacts, by contact."""
        return self._one_each(select_assessments, "vendor_id", "contact_id")

    @cached_property
    def changes(self) -> DataLoader[AccountKey, ChangeRow]:
        """When plans were last changed, by plan."""
        return self._one_each(select_changes, "vendor_id", "plan_id")

    @cached_property
    def contracts(self) -> DataLoader[AccountKey, ContractRow | None]:
        """Contract values, by account."""
        return self._one_each(select_contracts, "vendor_id", "account_id")

    @cached_property
    def contacts(self) -> DataLoader[AccountKey, Listed[Contact]]:
        """Contacts, by account."""
        return DataLoader(self._load_contacts)

    @cached_property
    def organisations(self) -> DataLoader[UUID, OrganisationRow]:
        """Organisations by their ids."""
        return self._one_each(select_organisations, "id", always=True)

    @cached_property
    def presets(self) -> DataLoader[AccountKey, PlanPresetRow | None]:
        """The presets that were chosen, by plan."""
        return self._one_each(select_plan_presets, "vendor_id", "plan_id")

    @cached_property
    def discovery_calls(self) -> DataLoader[RowKey, DiscoveryCallRow | None]:
        """Discovery calls, by account and id."""
        return self._one_each(select_discovery_calls_by_id, "vendor_id", "account_id", "id")

    @cached_property
    def discovery_days(self) -> DataLoader[AccountKey, list[DiscoveryDayRow]]:
        """With whom there were discovery calls and when, by account."""
        return self._many_each(select_discovery_days, "vendor_id", "account_id")

    @cached_property
    def nodes(self) -> DataLoader[UUID, NodeRow | None]:
        """What ids belong to."""
        return self._one_each(self._select_nodes, "id")

    @cached_property
    def people(self) -> DataLoader[UUID, PersonRow | None]:
        """People by their ids."""
        return self._one_each(select_people, "id")

    @cached_property
    def measurements(self) -> DataLoader[RowKey, MeasurementRow | None]:
        """Measurements, by plan and id."""
        return self._one_each(select_measurements_by_id, "vendor_id", "plan_id", "id")

    @cached_property
    def latest_measurements(self) -> DataLoader[Known, dict[UUID, MeasurementRow]]:
        """The newest measurement that counts of each metric, by plan and moment."""
        return self._in_order(select_latest_measurements)

    @cached_property
    def days_of_goals(self) -> DataLoader[tuple[UUID, UUID, Goal], dt.date | None]:
        """The first days on which goals were reached, by vendor, plan and goal."""
        return self._in_order(select_days_of_goals)

    @cached_property
    def reviews(self) -> DataLoader[RowKey, ReviewRow | None]:
        """Reviews, by plan and id."""
        return self._one_each(select_reviews_by_id, "vendor_id", "plan_id", "id")

    @cached_property
    def review_outlines(self) -> DataLoader[AccountKey, list[ReviewOutlineRow]]:
        """What the rules go by in reviews, by plan."""
        return self._many_each(select_review_outlines, "vendor_id", "plan_id")

    @cached_property
    def review_answers(self) -> DataLoader[AccountKey, list[ReviewAnswerRow]]:
        """What the sides answered in reviews, by plan."""
        return self._many_each(select_review_answers, "vendor_id", "plan_id")

    @cached_property
    def review_contents(self) -> DataLoader[RowKey, ReviewContentRow | None]:
        """What plans said when reviews were completed, by plan and review."""
        return self._one_each(select_review_contents, "vendor_id", "plan_id", "id")

    @cached_property
    def sharings(self) -> DataLoader[AccountKey, SharingRow]:
        """What is shared with whom, by plan."""
        return self._one_each(select_sharings, "vendor_id", "plan_id")

    @cached_property
    def vendor_clocks(self) -> DataLoader[UUID, VendorClocksRow | None]:
        """Vendors' limits, by vendor."""
        return self._one_each(select_vendor_clocks, "vendor_id")

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

    def _select_accounts(self, connection: Connection, ids: Sequence[UUID]) -> Awaitable[list[AccountRow]]:
        return select_accounts(connection, self._reading.vendors, self._reading.customers, ids)

    def _select_nodes(self, connection: Connection, ids: Sequence[UUID]) -> Awaitable[list[NodeRow]]:
        return select_nodes(connection, self._reading.vendors, self._reading.customers, ids)

    def _one_each(self, select: Select, *names: str, always: bool = False) -> DataLoader[Any, Any]:
        """Loads at most one row for each key, which has the columns that are named; one ``always``, or KeyError."""
        key = attrgetter(*names)

        async def load(keys: list[Any]) -> list[Any]:
            found = {key(row): row for row in await self._reading.run(lambda connection: select(connection, keys))}
            return [found[one] if always else found.get(one) for one in keys]

        return DataLoader(load)

    def _in_order(self, select: Select) -> DataLoader[Any, Any]:
        """Loads what a statement finds for each key, in the order of the keys."""

        async def load(keys: list[Any]) -> list[Any]:
            return list(await self._reading.run(lambda connection: select(connection, keys)))

        return DataLoader(load)

    def _many_each(self, select: Select, *names: str) -> DataLoader[Any, list[Any]]:
        """Loads the rows of each key, which has the columns that are named."""
        key = attrgetter(*names)

        async def load(keys: list[Any]) -> list[list[Any]]:
            found: dict[Any, list[Any]] = defaultdict(list)
            for row in await self._reading.run(lambda connection: select(connection, keys)):
                found[key(row)].append(row)
            return [found[one] for one in keys]

        return DataLoader(load)

    async def _load_contacts(self, keys: list[AccountKey]) -> list[Listed[Contact]]:
        found: dict[AccountKey, list[Contact]] = defaultdict(list)
        for row in await self._reading.run(lambda connection: select_contacts(connection, keys)):
            found[row.vendor_id, row.account_id].append(Contact.from_row(row))
        return [Listed(found[key]) for key in keys]

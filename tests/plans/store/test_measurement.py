"""Which measurements count, now and at an earlier moment, and when goals were reached by them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.rules.figure import meets
from plans.rules.identifier import new_id
from plans.rules.time_to_value import Goal
from plans.store.connection import Connection
from plans.store.measurement import select_days_of_goals, select_latest_measurements

pytestmark = pytest.mark.anyio

TICKETS, HOURS = UUID(int=1), UUID(int=2)
MORNING = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Measured:
    """An entry; ``day`` is one of September, ``hour`` when it was recorded."""

    number: int
    value: float | None
    day: int
    hour: int = 0
    corrects: int | None = None
    metric: UUID = TICKETS


@dataclass(frozen=True)
class Book:
    """The measurements of a plan that stands nowhere else: whose rows they are is not what is asked here."""

    owner: Connection
    vendor: UUID
    plan: UUID

    async def write(self, *entries: Measured) -> None:
        """Have these entries alone."""
        await self.owner.execute("delete from measurement where plan_id = $1", self.plan)
        rows = [
            (
                self.vendor, UUID(int=one.number), self.plan, one.metric,
                None if one.value is None else Decimal(repr(one.value)),
                dt.date(2026, 9, one.day), UUID(int=one.corrects) if one.corrects else None,
                self.vendor, MORNING + dt.timedelta(hours=one.hour),
            )
            for one in entries
        ]  # fmt: skip
        await self.owner.executemany(
            "insert into measurement (vendor_id, id, plan_id, metric_id, value, measured_on, replaces, side, "
            "recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, 'vendor', $8, $9)",
            rows,
        )

    async def latest(self, until: int | None = None) -> dict[UUID, float | None]:
        """What counts of each metric; ``until``: at that hour."""
        moment = None if until is None else MORNING + dt.timedelta(hours=until)
        (found,) = await select_latest_measurements(self.owner, [(self.vendor, self.plan, moment)])
        return {metric: row.value for metric, row in found.items()}

    async def reached(self, comparator: str, target: float, since: int = 1, metric: UUID = TICKETS) -> int | None:
        """The day of September."""
        goal = Goal(metric, comparator, target, dt.date(2026, 9, since))
        (found,) = await select_days_of_goals(self.owner, [(self.vendor, self.plan, goal)])
        return found.day if found else None


@pytest.fixture
async def book(owner: Connection) -> Book:
    """A plan without measurements."""
    await owner.execute("set session_replication_role = replica")  # past the triggers and references
    return Book(owner, new_id(), new_id())


async def test_the_latest_is_of_the_latest_day_whenever_it_was_recorded(book: Book) -> None:
    await book.write(Measured(1, 130, 20, 1), Measured(2, 140, 10, 5))
    assert await book.latest() == {TICKETS: 130}


async def test_of_one_day_what_was_recorded_last_counts(book: Book) -> None:
    await book.write(Measured(1, 130, 20, 5), Measured(2, 140, 20, 1))
    assert await book.latest() == {TICKETS: 130}


async def test_each_metric_has_its_own_latest(book: Book) -> None:
    await book.write(Measured(1, 130, 20), Measured(2, 4, 1, metric=HOURS))
    assert await book.latest() == {TICKETS: 130, HOURS: 4}


async def test_a_correction_stands_for_what_it_corrects_also_when_it_moves_its_day(book: Book) -> None:
    await book.write(Measured(1, 13, 20), Measured(2, 140, 10), Measured(3, 130, 5, 1, corrects=1))
    assert await book.latest() == {TICKETS: 140}


async def test_of_corrections_of_corrections_the_last_counts(book: Book) -> None:
    await book.write(Measured(1, 13, 20), Measured(2, 31, 20, corrects=1), Measured(3, 130, 20, corrects=2))
    assert await book.latest() == {TICKETS: 130}


async def test_what_was_withdrawn_counts_no_more(book: Book) -> None:
    withdrawn = Measured(1, 13, 20), Measured(2, None, 20, 1, corrects=1)
    await book.write(*withdrawn)
    assert await book.latest() == {}
    await book.write(*withdrawn, Measured(3, 140, 10))
    assert await book.latest() == {TICKETS: 140}


async def test_at_an_earlier_moment_neither_later_entries_nor_later_corrections_were_known(book: Book) -> None:
    await book.write(Measured(1, 13, 10, 1), Measured(2, 130, 10, 3, corrects=1), Measured(3, 120, 20, 5))
    assert [await book.latest(hour) for hour in (0, 1, 2, 3, 4, 5)] == [
        {}, {TICKETS: 13}, {TICKETS: 13}, {TICKETS: 130}, {TICKETS: 130}, {TICKETS: 120},
    ]  # fmt: skip


async def test_plans_and_moments_that_are_asked_for_together_keep_apart(book: Book) -> None:
    await book.write(Measured(1, 13, 10, 1), Measured(2, 14, 11, 3))
    other = Book(book.owner, book.vendor, new_id())
    await other.write(Measured(3, 99, 10, 1))
    one, two = (book.vendor, book.plan), (other.vendor, other.plan)
    asked = [(*two, None), (*one, MORNING), (*one, None), (*one, MORNING + dt.timedelta(hours=1))]
    found = await select_latest_measurements(book.owner, asked)
    assert [{row.value for row in one.values()} for one in found] == [{99}, set(), {14}, {13}]


async def test_K3_a_goal_is_reached_on_the_first_day_of_a_value_that_counts(book: Book) -> None:
    await book.write(
        Measured(1, 106, 1), Measured(2, 105, 12), Measured(3, 100, 9), Measured(4, 104, 14), Measured(5, 1, 2),
        Measured(6, None, 2, corrects=5), Measured(7, 50, 3, metric=HOURS),
    )  # fmt: skip
    assert await book.reached("at_most", 105) == 9
    assert await book.reached("at_most", 105, since=10) == 12, "what was reached before the contract is not it"
    assert await book.reached("under", 50, metric=HOURS) is None
    assert await book.reached("at_most", 50, metric=HOURS) == 3
    assert await book.reached("at_most", 0.5) is None
    assert await book.reached("", 105) is None


VALUES = st.one_of(st.sampled_from([0.1, 0.30000000000000004, 0.3, 105, -0.0, 0]), st.floats(-(2.0**52), 2.0**52))


async def test_K3_the_statement_says_what_the_rule_says(book: Book) -> None:
    """`meets` over values that doubles cannot tell exactly, too."""

    seen: list[tuple[Sequence[float], float]] = []

    @settings(max_examples=60)
    @given(st.lists(VALUES, min_size=1, max_size=5), VALUES)
    def collect(values: Sequence[float], target: float) -> None:
        seen.append((values, target))

    collect()
    assert len(seen) > 30
    for values, target in seen:
        await book.write(*(Measured(number + 1, value, number + 1) for number, value in enumerate(values)))
        for comparator in ("at_most", "under", "at_least", "over"):
            days = [number + 1 for number, value in enumerate(values) if meets(value, comparator, target)]
            assert await book.reached(comparator, target) == min(days, default=None), (values, comparator, target)

"""Connections: long lists by pages, as Relay's specification has them."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Annotated, Generic, TypeVar

import strawberry
from graphql import GraphQLError

from plans.rules.page import MAX_PAGE, Page, PageRefused, read_page, write_cursor
from plans.rules.value import is_storable
from plans.store.page import Listing, Order, Parent, Slice
from schema.context import Info

N = TypeVar("N")
R = TypeVar("R")

MAX_SEARCH = 200  # characters

Arguments = tuple[int | None, str | None, int | None, str | None]
"""First, after, last, before."""

First = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many from the beginning, or behind `after`, from 1 to {MAX_PAGE}. Give this or `last`."
    ),
]
After = Annotated[str | None, strawberry.argument(description="A cursor: only what stands behind it.")]
Last = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many from the end, or right before `before`, from 1 to {MAX_PAGE}. Give this or `first`."
    ),
]
Before = Annotated[str | None, strawberry.argument(description="A cursor: only what stands before it.")]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="Whether something stands behind the page.")
    has_previous_page: bool = strawberry.field(description="Whether something stands before the page.")
    start_cursor: str | None = strawberry.field(description="The first cursor of the page; null where it is empty.")
    end_cursor: str | None = strawberry.field(
        description="The last cursor of the page, for `after`; null where it is empty."
    )


@strawberry.type(description="One element of a list, with its place there.")
class Edge(Generic[N]):
    """One element of a list, with its place there."""

    node: N = strawberry.field(description="The element.")
    place: strawberry.Private[Callable[[], str]]

    @strawberry.field(
        description="Its place in this list in this order, for `after` and `before`. What is in it may change."
    )
    def cursor(self) -> str:
        """Its place, written down where it is asked for."""
        return self.place()


@strawberry.type(description="A page of a list.")
class Connection(Generic[N]):
    """A page of a list. Where its elements stand is worked out where it is asked for."""

    items: strawberry.Private[Sequence[N]]
    places: strawberry.Private[Sequence[Callable[[], str]]]
    more: strawberry.Private[tuple[bool, bool]]
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="The elements of the page, each with its place.")
    def edges(self) -> list[Edge[N]]:
        """The elements of the page, each with its place."""
        return [Edge(node=node, place=place) for node, place in zip(self.items, self.places, strict=True)]

    @strawberry.field(description="Where the page stands in its list.")
    def page_info(self) -> PageInfo:
        """Where the page stands in its list."""
        has_previous, has_next = self.more
        return PageInfo(
            has_next_page=has_next,
            has_previous_page=has_previous,
            start_cursor=self.places[0]() if self.places else None,
            end_cursor=self.places[-1]() if self.places else None,
        )

    @strawberry.field(description="The elements of the page.")
    def nodes(self) -> list[N]:
        """The elements of the page."""
        return [*self.items]

    @strawberry.field(description="How many the whole list has: counted only where it is asked for.")
    async def total_count(self) -> int:
        """How many the whole list has."""
        return await self.count()


def bad_argument(message: str, argument: str) -> GraphQLError:
    """An argument of a query that is not what it takes; the message says what was expected, what came, what to do."""
    return GraphQLError(message, extensions={"code": "BAD_REQUEST", "argument": argument})


def page_of(order: Order, first: int | None, after: str | None, last: int | None, before: str | None) -> Page:
    """The page that the arguments name. Raises GraphQLError."""
    try:
        return read_page(order.name, order.kinds, first, after, last, before)
    except PageRefused as refused:
        raise bad_argument(str(refused), refused.argument) from refused


def search_of(text: str | None) -> str | None:
    """What to search for, if anything. Raises GraphQLError."""
    if text is None or not text.strip():
        return None
    if len(text) > MAX_SEARCH or not is_storable(text):
        came = f"{len(text)} characters" if is_storable(text) else "U+0000 or half a character in it"
        message = f"expected at most {MAX_SEARCH} characters of text, got {came}: search for a part of the name"
        raise bad_argument(message, "search")
    return text.strip()


def _cursor(order: Order, row: object) -> str:
    return write_cursor(order.name, order.place(row))


def connection_of(
    order: Order, page: Page, found: Slice[R], nodes: Sequence[N], count: Callable[[], Awaitable[int]]
) -> Connection[N]:
    """A page as the API shows it; ``nodes`` are its rows', in their order."""
    behind = page.before is not None if page.backward else found.more
    ahead = found.more if page.backward else page.after is not None
    places = [partial(_cursor, order, row) for row in found.rows]
    return Connection(items=nodes, places=places, more=(ahead, behind), count=count)


async def read_listing(
    info: Info,
    listing: Listing[R],
    parent: Parent,
    arguments: tuple[int | None, str | None, int | None, str | None],
    nodes: Callable[[Sequence[R]], Awaitable[Sequence[N]]],
) -> Connection[N]:
    """A page of what belongs to ``parent``; those of all parents of the operation are read in one statement.

    ``arguments``: first, after, last, before. Raises GraphQLError.
    """
    page = page_of(listing.order, *arguments)
    loaders = info.context.loaders
    found = await loaders.pages(listing).load((parent, page))
    return connection_of(
        listing.order, page, found, await nodes(found.rows), lambda: loaders.counts(listing).load(parent)
    )

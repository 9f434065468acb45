"""A small schema in which everything happens that a compiled query has to bear: nulls, lists, errors, waiting."""

import asyncio
import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.scalar import SCALARS

DAY = dt.date(2026, 3, 1)


@strawberry.enum
class Colour(Enum):
    RED = strawberry.enum_value("red")
    GREEN = strawberry.enum_value("green")


@strawberry.input
class Where:
    at_least: int = 0
    colour: Colour | None = None
    tags: list[str] | None = None


async def later(value: Any) -> Any:
    """A value that is there in a later turn of the loop, by way of two futures."""
    loop = asyncio.get_running_loop()
    for _ in range(2):
        turn: asyncio.Future[None] = loop.create_future()
        loop.call_soon(lambda turn=turn: turn.done() or turn.set_result(None))
        await turn
    return value


@strawberry.interface
class Living:
    number: int
    label: str | None


@strawberry.type
class Plant(Living):
    height: float | None
    planted: dt.date | None
    price: Decimal | None
    colour: Colour | None
    tags: list[str]

    @strawberry.field
    def shout(self, times: int = 1) -> str:
        return (self.label or "?") * times

    @strawberry.field
    async def neighbour(self) -> "Plant | None":
        return plant(self.number - 1) if self.number % 2 else await later(plant(self.number - 1))

    @strawberry.field
    async def visitors(self, where: Where | None = None) -> "list[Animal | None]":
        low = where.at_least if where else 0
        return [animal(n) if n % 3 else None for n in range(low, self.number)][:4]

    @strawberry.field
    def withered(self) -> int | None:
        if self.number % 4 == 3:
            message = "withered"
            raise ValueError(message)
        return self.number

    @strawberry.field
    def needed(self) -> str:
        return self.label  # pyright: ignore[reportReturnType] - on purpose null where it may not be

    @strawberry.field
    async def needed_later(self) -> int:
        return await later(None if self.number % 5 == 4 else self.number)

    @strawberry.field
    def huge(self) -> int | None:
        return 2**40 if self.number % 6 == 5 else 7


@strawberry.type
class Animal(Living):
    legs: int | None

    @strawberry.field
    async def eats(self) -> "list[Annotated[Plant | Animal, strawberry.union('Food')]]":
        return await later([plant(self.number), animal(self.number + 1)][: self.number % 3])

    @strawberry.field
    def friends(self) -> "list[Animal]":
        return [animal(self.number), None][: self.number % 3]  # pyright: ignore[reportReturnType] - on purpose


def plant(number: int) -> Plant | None:
    """The plant of that number; there is none below 0."""
    if number < 0:
        return None
    return Plant(
        number=number,
        label=None if number % 7 == 6 else f"plant {number}",
        height=float("inf") if number % 11 == 10 else number / 3,
        planted=DAY + dt.timedelta(days=number) if number % 2 else None,
        price=Decimal(number) / 8 if number % 3 else None,
        colour=(Colour.RED, Colour.GREEN, None)[number % 3],
        tags=["a", "b"][: number % 3],
    )


def animal(number: int) -> Animal:
    """The animal of that number."""
    return Animal(number=number, label=f"animal {number}", legs=4 if number % 2 else None)


@strawberry.type
class Query:
    @strawberry.field
    def plant(self, number: int = 3) -> Plant | None:
        return plant(number)

    @strawberry.field
    async def sown(self, number: int) -> Plant:
        return await later(plant(number))

    @strawberry.field
    def living(self, number: int) -> Living | None:
        return plant(number) if number % 2 else animal(number)

    @strawberry.field
    async def bed(self, first: int = 2, colour: Colour = Colour.RED) -> list[Plant | None]:
        found = [plant(n) for n in range(first)]
        return [one if one and one.colour is colour else None for one in found]

    @strawberry.field
    def rows(self) -> list[list[int]] | None:
        return [[1, 2], []]

    @strawberry.field
    async def meeting(self) -> list[Living]:
        return list(await asyncio.gather(later(animal(1)), later(plant(2))))


GARDEN = strawberry.Schema(query=Query, types=[Animal], config=StrawberryConfig(scalar_map=SCALARS))

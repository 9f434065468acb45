"""One run of a compiled operation: what its functions share, and the coroutines that wait.

A resolver that is a coroutine is started at once. Most have what they need and end there; those that wait are put
down with the place that their value goes to, so that all resolvers of one level wait together and their loaders read
for all of them. No task is made for a resolver, which has two consequences: what it awaits has to be a future in the
end (of a loader, of `Reading.run`), and `asyncio.timeout` has no place in it.
"""

import asyncio
import inspect
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from schema.compiled.errors import Deviation, TooLarge, TooLong

if TYPE_CHECKING:
    from schema.compiled.selection import Below

Answer = dict[str, Any]
Complete = Callable[[Any, "Run"], Any]


class FieldInfo:
    """What a resolver gets as its ``info``: the context, and what is selected below its field.

    ``names``: its types and fields; ``pushed``: the parts of what is pushed down instead. A resolver that asks for
    more than that makes graphql-core run the operation.
    """

    __slots__ = ("context", "names", "pushed")

    def __init__(self, context: Any, names: frozenset[str], pushed: tuple[Any, ...]) -> None:
        self.context = context
        self.names = names
        self.pushed = pushed


@dataclass(slots=True)
class Waiting:
    """A coroutine that waits for ``future``; what it ends with goes to ``answer[key]``."""

    coroutine: Coroutine[Any, Any, Any]
    future: Any
    answer: Answer
    key: str
    complete: Complete


class Run:
    """One run; the compiled functions call it ``run``.

    ``fields`` counts what lists add to the answer, of which it may have ``most``; ``characters`` counts those of its
    texts, of which it may have ``longest``.
    """

    __slots__ = ("_arguments", "_bind", "_waiting", "_waker", "characters", "fields", "infos", "longest", "most")

    def __init__(
        self,
        context: Any,
        below: Sequence["Below"],
        bind: Callable[[int], Mapping[str, Any]],
        most: int,
        longest: int = sys.maxsize,
    ) -> None:
        self.fields = self.characters = 0
        self.most = most
        self.longest = longest
        self.infos = [FieldInfo(context, one.names, one.pushed) for one in below]
        self._bind = bind
        self._arguments: dict[int, Mapping[str, Any]] = {}
        self._waiting: list[Waiting] = []
        self._waker: asyncio.Future[None] | None = None

    def arguments(self, place: int) -> Mapping[str, Any]:
        """The arguments of one field of the operation, the same wherever it is resolved."""
        found = self._arguments.get(place)
        if found is None:
            found = self._arguments[place] = self._bind(place)
        return found

    def json(self, text: str | None) -> orjson.Fragment | None:
        """What was pushed down, as it is written into the answer; what it has counts. Raises TooLarge."""
        if text is None:
            return None
        # A quote and a colon end a name. Otherwise the quote is within a text, or begins one that begins with a colon.
        self.fields += text.count('":') - text.count('\\":') - text.count(':":')
        if self.fields > self.most:
            raise TooLarge
        self.characters += len(text)
        if self.characters > self.longest:
            raise TooLong
        return orjson.Fragment(text)

    def heard(self, future: Any) -> asyncio.Future[Any]:
        """What a coroutine waits for, told that its word was heard, as a task tells it. Raises Deviation."""
        if not asyncio.isfuture(future):
            message = f"a resolver waits for {future!r}, which is no future"
            raise Deviation(message)
        future._asyncio_future_blocking = False  # noqa: SLF001
        if not future.done():
            future.add_done_callback(self._wake)
        return future

    def wait(
        self, coroutine: Coroutine[Any, Any, Any], future: Any, answer: Answer, key: str, complete: Complete
    ) -> None:
        """Put down a coroutine that waits."""
        self._waiting.append(Waiting(coroutine, future, answer, key, complete))

    async def settle(self) -> None:
        """Go on with whoever waits until nobody does. Raises what a resolver raises, or Deviation."""
        while self._waiting:
            ready = [waiting for waiting in self._waiting if waiting.future.done()]
            if not ready:
                self._waker = asyncio.get_running_loop().create_future()
                await self._waker
                continue
            self._waiting = [waiting for waiting in self._waiting if not waiting.future.done()]
            ready.reverse()
            try:
                while ready:
                    self._advance(ready.pop())
            finally:
                self._waiting.extend(ready)

    def _advance(self, waiting: Waiting) -> None:
        try:
            waiting.future = self.heard(waiting.coroutine.send(None))
        except StopIteration as ended:
            waiting.answer[waiting.key] = waiting.complete(ended.value, self)
        else:
            self._waiting.append(waiting)

    def _wake(self, future: asyncio.Future[Any]) -> None:
        if not future.cancelled():
            future.exception()  # taken: where the run has ended meanwhile nobody comes for it
        if self._waker is not None and not self._waker.done():
            self._waker.set_result(None)

    def close(self) -> None:
        """End the coroutines that still wait."""
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.coroutine.close()


def coroutine_of(awaitable: Awaitable[Any]) -> Coroutine[Any, Any, Any]:
    """The awaitable as a coroutine."""

    async def wait() -> Any:
        return await awaitable

    return awaitable if inspect.iscoroutine(awaitable) else wait()

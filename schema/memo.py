"""What is worked out once for one snapshot, however many fields ask for it."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """Results by key; whoever asks while one is worked out waits for it."""

    def __init__(self) -> None:
        self._results: dict[Hashable, asyncio.Future[Any]] = {}

    async def once(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        """The result of ``work``, which the first to ask does. Raises whatever it raises, to all."""
        if key in self._results:
            return await self._results[key]
        future = self._results[key] = asyncio.get_running_loop().create_future()
        try:
            result = await work()
        except Exception as error:  # whatever it is, all who ask are told
            future.set_exception(error)
            future.exception()  # where nobody else waits, nobody is to be told
            raise
        except BaseException:
            future.cancel()
            raise
        future.set_result(result)
        return result

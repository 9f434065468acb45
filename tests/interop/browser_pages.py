"""Real pages in a real browser; see `browser.js`."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from tests.interop.node_process import NodeProcess, node_process

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path() -> str | None:
    """The browser of this machine, if there is one."""
    return next((path for path in map(shutil.which, BROWSERS) if path is not None), None)


@dataclass(frozen=True, slots=True)
class BrowserPage:
    """One page, in a context of its own. Waits end when what they wait for is on the page."""

    name: str
    _browser: NodeProcess

    async def type(self, path: str, value: str, at: str) -> None:
        """Type letter by letter at the ``start`` or the ``end`` of a field."""
        await self._browser.ask("type", page=self.name, path=path, value=value, at=at)

    async def fill(self, path: str, value: str) -> None:
        """Replace what is in a field, and leave the field."""
        await self._browser.ask("fill", page=self.name, path=path, value=value)

    async def value(self, path: str) -> str:
        """What a field shows."""
        return await self._browser.ask("value", page=self.name, path=path)

    async def shows(self, path: str, value: str) -> None:
        """Wait until a field shows a value."""
        await self._browser.ask("shows", page=self.name, path=path, value=value)

    async def has_status(self, value: str) -> None:
        """Wait until the status is so."""
        await self._browser.ask("status", page=self.name, value=value)

    async def sees(self, *people: UUID) -> None:
        """Wait until the presence bar shows these people."""
        await self._browser.ask("sees", page=self.name, people=[str(person) for person in people])

    async def address(self) -> str:
        """What stands in the address bar."""
        return await self._browser.ask("address", page=self.name)

    async def problems(self) -> list[str]:
        """Errors and warnings on the console, uncaught errors, failed requests, violations of the content policy."""
        return await self._browser.ask("problems", page=self.name)


@asynccontextmanager
async def browser_pages(browser: str, **addresses: str) -> AsyncGenerator[tuple[BrowserPage, ...]]:
    """Open an address in a page each, by name."""
    async with node_process("browser.js", "browser", browser) as process:
        for name, address in addresses.items():
            await process.ask("open", page=name, url=address)
        yield tuple(BrowserPage(name, process) for name in addresses)
        await process.end()

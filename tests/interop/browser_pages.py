"""Real pages in a real browser; see `browser.js`."""

import atexit
import shutil
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from tests.interop.node_process import NodeProcess, node_process
from tests.interop.node_project import FOLDER, node

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

    async def go(self, url: str) -> None:
        """Go to an address."""
        await self._browser.ask("go", page=self.name, url=url)

    async def press(self, name: str) -> None:
        """Press a button or follow a link."""
        await self._browser.ask("press", page=self.name, name=name)

    async def enter(self, label: str, value: str) -> None:
        """Fill in a field of a form."""
        await self._browser.ask("enter", page=self.name, label=label, value=value)

    async def says(self, text: str) -> None:
        """Wait until the page says something."""
        await self._browser.ask("says", page=self.name, text=text)

    async def arrives(self, url: str) -> None:
        """Wait until the address starts so."""
        await self._browser.ask("arrives", page=self.name, url=url)

    async def text(self) -> str:
        """All that the page says."""
        return await self._browser.ask("text", page=self.name)

    async def cookies(self) -> dict[str, dict[str, Any]]:
        """The cookies of the browser that the page is in, by name."""
        return {cookie["name"]: cookie for cookie in await self._browser.ask("cookies", page=self.name)}

    async def query(self, query: str) -> dict[str, Any]:
        """What a script of the page gets from the API, with the HTTP status."""
        return await self._browser.ask("query", page=self.name, query=query)

    async def visible_cookies(self) -> str:
        """What scripts of the page can see of the cookies."""
        return await self._browser.ask("visibleCookies", page=self.name)

    async def tab(self, name: str, url: str) -> "BrowserPage":
        """Another tab of the same browser."""
        await self._browser.ask("tab", page=name, beside=self.name, url=url)
        return BrowserPage(name, self._browser)

    async def problems(self) -> list[str]:
        """Errors and warnings on the console, uncaught errors, failed requests, violations of the content policy."""
        return await self._browser.ask("problems", page=self.name)


@asynccontextmanager
async def browser_pages(browser: str, **addresses: str) -> AsyncGenerator[tuple[BrowserPage, ...]]:
    """Open an address in a page each, by name."""
    async with node_process("browser.js", "browser", _running_browser(browser)) as process:
        for name, address in addresses.items():
            await process.ask("open", page=name, url=address)
        yield tuple(BrowserPage(name, process) for name in addresses)
        await process.end()


@cache
def _running_browser(browser: str) -> str:
    """Where to connect to the one browser of this process: to start one takes longer than most of what it does here."""
    server = subprocess.Popen(
        [node(), str(FOLDER / "browser-server.js"), browser], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin is not None
    assert server.stdout is not None
    atexit.register(server.wait, 15)
    atexit.register(server.stdin.close)  # runs first: last in, first out
    address = server.stdout.readline().strip()
    assert address.startswith("ws://"), f"the browser did not start: {address!r}, status {server.poll()}"
    return address

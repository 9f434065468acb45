"""A Node process that is driven by JSON lines: a command with an id on stdin, its answer with that id on stdout."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from tests.interop.node_project import FOLDER, node

MAX_LINE_BYTES = 32 * 1024 * 1024


class AgentError(Exception):
    """The process could not do it, or what was waited for did not happen."""


class NodeProcess:
    """Asks, and takes the answers as they come."""

    def __init__(self, process: asyncio.subprocess.Process, name: str) -> None:
        self.name = name
        self._process = process
        self._next_id = 0
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._reading = asyncio.create_task(self._read())

    async def ask(self, command: str, **arguments: object) -> Any:
        """Send a command and wait for its answer. Raises AgentError."""
        self._next_id += 1
        asked = self._asked[self._next_id] = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": self._next_id, "do": command, **arguments}).encode() + b"\n")
        await self._process.stdin.drain()
        return await asked

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            heard = json.loads(line)
            asked = self._asked.pop(heard["id"])
            if asked.done():
                continue
            if "error" in heard:
                asked.set_exception(AgentError(f"{self.name}: {heard['error']}"))
            else:
                asked.set_result(heard["answer"])
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(AgentError(f"{self.name} ended: see what it wrote to stderr"))

    async def kill(self) -> None:
        """End it at once."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await self._reading

    async def end(self) -> None:
        """Let it end by itself, as it does when nobody can ask any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        await self._reading


@asynccontextmanager
async def node_process(script: str, name: str, *arguments: str) -> AsyncGenerator[NodeProcess]:
    """Run a script of this folder; it is killed in the end unless it has ended."""
    process = NodeProcess(
        await asyncio.create_subprocess_exec(
            node(),
            str(FOLDER / script),
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=MAX_LINE_BYTES,
        ),
        name,
    )
    try:
        yield process
    finally:
        await process.kill()

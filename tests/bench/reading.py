"""Reading through GraphQL: Concordat beside PostGraphile over the same tables, and beside the ceiling.

All three read as the same role under the same policies from one database. The ceiling is Starlette, asyncpg and orjson
with one statement for each page and no GraphQL at all (`tests/bench/ceiling.py`).
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from tests.bench.cpu import cpu_seconds
from tests.bench.http_load import Load, Target, ask, load
from tests.bench.table import Table, median, milliseconds, quantile

CONNECTIONS = 8
WARM_SECONDS = 1.0

PAGE = """query ($id: ID!) { plan(id: $id) {
  id title goal whyBought problem roi reviewOn account { id name customer { name } }
  vendorSponsor { name } customerSponsor { name }
  outcomes { id objective benefit metric unit baseline target deadline
    customerOwner { name title } vendorOwner { name title }
    milestones { id title due targetValue customerOwner { name } vendorOwner { name } }
    workflows { id title threshold unit } }
  tasks { id action due done owner { name } }
  dependencies { id what due owedBy { name } owedTo { name } }
  risks { id title mitigation owner { name } }
  wins { id title unit } } }"""
LIST = """{ viewer { plans(first: 100) { nodes { id title account { name }
  outcomes { metric baseline target deadline } } } } }"""

PEER_PAGE = """query ($vendor: UUID!, $id: UUID!) { plan: planByVendorIdAndRowId(vendorId: $vendor, rowId: $id) {
  id: rowId
  overview: planOverviewByVendorIdAndPlanId { title goal whyBought problem roi reviewOn
    vendorSponsor: vendorSponsorContact { name } customerSponsor: customerSponsorContact { name } }
  account: accountByVendorIdAndAccountIdAndCustomerId { id: rowId name customer: organisationByCustomerId { name } }
  outcomes: outcomesByVendorIdAndPlanId { nodes {
    id: rowId objective benefit metric unit baseline target deadline
    customerOwner: customerOwnerContact { name title } vendorOwner: vendorOwnerContact { name title }
    milestones { nodes { id: rowId title due targetValue
      customerOwner: customerOwnerContact { name } vendorOwner: vendorOwnerContact { name } } }
    workflows { nodes { id: rowId title threshold unit } } } }
  tasks: tasksByVendorIdAndPlanId { nodes {
    id: rowId action due done owner: ownerContact { name } } }
  dependencies: dependenciesByVendorIdAndPlanId { nodes {
    id: rowId what due owedBy: owedByContact { name } owedTo: owedToContact { name } } }
  risks: risksByVendorIdAndPlanId { nodes {
    id: rowId title mitigation owner: ownerContact { name } } }
  wins: winsByVendorIdAndPlanId { nodes { id: rowId title unit } } } }"""
PEER_LIST = """{ viewer: allPlans(first: 100) { nodes { id: rowId
  overview: planOverviewByVendorIdAndPlanId { title }
  account: accountByVendorIdAndAccountIdAndCustomerId { name }
  outcomes: outcomesByVendorIdAndPlanId { nodes { metric baseline target deadline } } } } }"""


@dataclass(frozen=True, slots=True)
class Server:
    """One server: its name, its process, and its two requests."""

    name: str
    pid: int
    page: Target
    list: Target


def agree(ours: bytes, theirs: bytes) -> int:
    """How many leaves both answers have, in whatever shape. Raises RuntimeError where they say different things."""
    answers = [json.loads(body) for body in (ours, theirs)]
    for answer in answers:
        if "errors" in answer or "data" not in answer:
            message = f"a server answers with errors: {str(answer)[:600]}"
            raise RuntimeError(message)
    found = [sorted(_leaves(_plain(answer["data"]))) for answer in answers]
    if found[0] != found[1] or not found[0]:
        other = set(found[0]) ^ set(found[1])
        message = f"the answers differ, {len(found[0])} leaves and {len(found[1])}: {sorted(other)[:6]}"
        raise RuntimeError(message)
    return len(found[0])


def _plain(value: Any) -> Any:
    """Without what only one of the shapes has: nodes around lists, an overview beside its plan."""
    if isinstance(value, dict):
        plain = {name: _plain(inner) for name, inner in cast("dict[str, Any]", value).items()}
        flat = {**plain.pop("overview", {}), **plain}
        return flat.get("nodes", flat)
    return [_plain(inner) for inner in cast("list[Any]", value)] if isinstance(value, list) else value


def _leaves(value: Any, name: str = "") -> list[str]:
    if isinstance(value, dict):
        return [leaf for key, inner in cast("dict[str, Any]", value).items() for leaf in _leaves(inner, key)]
    if isinstance(value, list):
        return [leaf for inner in cast("list[Any]", value) for leaf in _leaves(inner, name)]
    return [f"{name}={float(value) if isinstance(value, int | float) and value is not True else value}"]


def measure(servers: list[Server], database_pids: tuple[int, ...], rounds: int, seconds: float) -> Table:
    """Requests a second of each server, in turn, and what they cost."""
    rows: list[tuple[str, ...]] = []
    requests: tuple[tuple[str, Callable[[Server], Target]], ...] = (
        ("plan page", lambda server: server.page),
        ("100 plans", lambda server: server.list),
    )
    counts: list[str] = []
    for what, target_of in requests:
        answers = {server.name: asyncio.run(_answer(target_of(server))) for server in servers}
        leaves = [agree(answers[servers[0].name], answers[server.name]) for server in servers[1:]]
        counts.append(f"{what}: {leaves[0]} leaves, {len(answers[servers[0].name]):,} bytes")
        found = {server.name: _Found() for server in servers}
        for _ in range(rounds):
            for server in servers:
                found[server.name].add(server, target_of(server), database_pids, seconds)
        base = {name: median(one.per_second) for name, one in found.items()}
        peer, ceiling = base[servers[1].name], base[servers[2].name]
        for name, one in found.items():
            rows.append((what, name, *one.cells(), f"{base[name] / peer:.2f}", f"{base[name] / ceiling:.2f}"))
    return Table(
        "Reading through GraphQL",
        ("what", "server", "requests/s", "p50 ms", "p99 ms", "server CPU ms", "database CPU ms", "x peer", "x ceiling"),
        tuple(rows),
        (
            f"{CONNECTIONS} connections, {rounds} rounds of {seconds:g} s in turn, medians; one process each",
            f"one database, one role, the same policies; all answers say the same: {'; '.join(counts)}",
        ),
    )


async def _answer(target: Target) -> bytes:
    for _ in range(3):
        answer = await ask(target)
    return answer  # pyright: ignore[reportPossiblyUnboundVariable] - asked three times


class _Found:
    """What the rounds of one server found."""

    def __init__(self) -> None:
        self.per_second: list[float] = []
        self._loads: list[Load] = []
        self._cpu: list[tuple[float, float]] = []

    def add(self, server: Server, target: Target, database_pids: tuple[int, ...], seconds: float) -> None:
        """One more round."""
        asyncio.run(load(target, CONNECTIONS, WARM_SECONDS))
        before = cpu_seconds([server.pid]), cpu_seconds(database_pids)
        one = asyncio.run(load(target, CONNECTIONS, seconds))
        after = cpu_seconds([server.pid]), cpu_seconds(database_pids)
        self.per_second.append(one.per_second)
        self._loads.append(one)
        self._cpu.append(tuple((b - a) / len(one.latencies) for a, b in zip(before, after, strict=True)))  # pyright: ignore[reportArgumentType] - two of them

    def cells(self) -> tuple[str, ...]:
        """Requests a second, latencies, processor time."""
        latencies = [latency for one in self._loads for latency in one.latencies]
        own, database = (median(times) for times in zip(*self._cpu, strict=True))
        return (
            f"{median(self.per_second):,.0f}",
            milliseconds(quantile(latencies, 0.5)),
            milliseconds(quantile(latencies, 0.99)),
            f"{own * 1000:.2f}",
            f"{database * 1000:.2f}",
        )

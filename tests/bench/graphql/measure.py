"""Reading through GraphQL: a plan's page and a list of 100 plans, from Concordat, PostGraphile and a bare route."""

import dataclasses
import json
import platform
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tests.bench.graphql.answers import leaves, objects, require_same
from tests.bench.graphql.data import fill
from tests.bench.graphql.job import Job, Report
from tests.bench.graphql.servers import NAMES, Server, ceiling, concordat_with_token, postgraphile
from tests.bench.servers import Concordat, restart
from tests.bench.table import Table, median, milliseconds, quantile

CONNECTIONS = 8
TITLES = {"plan": "plan page", "list": "100 plans"}
FIRST_WARM_SECONDS = 3.0  # Node's compiler needs some thousand requests
WARM_SECONDS = 0.5
_EXTENSIONS = ',"extensions":'


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one server."""

    per_second: float
    p50: float
    p99: float
    server_cpu: float
    database_cpu: float
    generator: float

    @classmethod
    def of(cls, report: Report) -> "Run":
        """What a round says. Raises RuntimeError where nothing was answered."""
        count = len(report.latencies)
        if not count:
            message = f"expected answers within {report.seconds:.1f} s, got none"
            raise RuntimeError(message)
        return cls(
            count / report.seconds,
            quantile(report.latencies, 0.5),
            quantile(report.latencies, 0.99),
            report.server_cpu / count,
            report.database_cpu / count,
            report.generator_cpu / report.seconds,
        )


def measure(ours: Concordat, rounds: int, seconds: float) -> Table:
    """The servers in turn, so many rounds of so many seconds for each query."""
    data = fill(ours.owner_url, ours.url)
    restart(ours)  # whatever was measured before is not in memory
    with ExitStack() as stack:
        concordat = concordat_with_token(ours, data)
        peer = stack.enter_context(postgraphile(ours, data))
        answers = {name: concordat.ask(name) for name in NAMES}
        ends = {name: answer[answer.rindex(_EXTENSIONS) :] for name, answer in answers.items()}
        bare = stack.enter_context(ceiling(ours, data, ends))
        servers = (concordat, peer, bare)
        checked = [_check(name, *servers) for name in NAMES]
        rows: list[tuple[str, ...]] = []
        for name in NAMES:
            runs = _run_in_turn(ours, servers, name, rounds, seconds)
            rows += [_row(name, server.name, found, runs) for server, found in zip(servers, runs, strict=True)]
    return Table(
        "Reading through GraphQL from PostgreSQL, row-level security on",
        ("query", "server", "requests/s", "p50 ms", "p99 ms", "server CPU ms", "database CPU ms",
         "× PostGraphile", "× ceiling"),
        tuple(rows),
        (
            *checked,
            f"{rounds} rounds of {seconds:.0f} s per server in turn: medians, and the ratios within each round.",
            f"{CONNECTIONS} connections, each asking again once it is answered, from one process beside the servers.",
            "One process per server, and the database on the same machine; processor time is per request.",
            f"Concordat and the ceiling on Python {platform.python_version()}; {peer.banner}; {ours.database}.",
            "All: per request a transaction of the role concordat_viewer that was told whose rows it may see.",
            "Concordat also reads the token, person and roles, catches up with the document, reckons the cost.",
            "PostGraphile is told the plan's vendor and orders by its key: cheaper than by the account, the same here.",
            "The ceiling: Starlette, asyncpg, orjson, one statement written by hand per query; the same bytes.",
            "Goal: plan page 1.4 × PostGraphile's requests/s.",
        ),
    )  # fmt: skip


def _check(name: str, concordat: Server, peer: Server, bare: Server) -> str:
    """What was found out about one query's answers. Raises RuntimeError where the servers give other data."""
    answer, theirs = concordat.ask(name), peer.ask(name)
    data: dict[str, object] = json.loads(answer)["data"]
    require_same(data, json.loads(theirs)["data"])
    bytes_of = answer.partition(_EXTENSIONS)[0]  # behind the data stand the points that are left, which change
    if bare.ask(name).partition(_EXTENSIONS)[0] != bytes_of:
        message = f"expected the ceiling to answer {name} with Concordat's bytes, got\n{bare.ask(name)}\nfor\n{answer}"
        raise RuntimeError(message)
    return (
        f"The {TITLES[name]}, compared before the runs: {objects(data)} objects with {len(list(leaves(data)))} values "
        f"in {len(answer):,} characters, the same from all three."
    )


def _run_in_turn(ours: Concordat, servers: Sequence[Server], name: str, rounds: int, seconds: float) -> list[list[Run]]:
    runs: list[list[Run]] = [[] for _ in servers]
    for number in range(rounds):
        for place, server in enumerate(servers):
            request = server.requests[name]
            answer = server.ask(name)
            job = Job(
                port=server.port,
                head=request.head,
                body=request.body,
                expected=answer.partition(_EXTENSIONS)[0],
                connections=CONNECTIONS,
                warm_seconds=WARM_SECONDS if number else FIRST_WARM_SECONDS,
                seconds=seconds,
                server_pids=(server.pid,),
                database_pids=ours.database_pids,
            )
            runs[place].append(Run.of(_load(job)))
    return runs


def _load(job: Job) -> Report:
    """Run one load in a process of its own. Raises RuntimeError with what the generator said."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.graphql.load"],
        input=json.dumps(dataclasses.asdict(job)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-4_000:])
    return Report(**json.loads(done.stdout))


def _row(name: str, server: str, found: Sequence[Run], runs: Sequence[Sequence[Run]]) -> tuple[str, ...]:
    _, peer, bare = runs

    def ratio(others: Sequence[Run]) -> str:
        ratios = [mine.per_second / theirs.per_second for mine, theirs in zip(found, others, strict=True)]
        return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"

    return (
        TITLES[name],
        server,
        f"{median([run.per_second for run in found]):,.0f}",
        milliseconds(median([run.p50 for run in found])),
        milliseconds(median([run.p99 for run in found])),
        f"{median([run.server_cpu for run in found]) * 1_000:.2f}",
        f"{median([run.database_cpu for run in found]) * 1_000:.2f}",
        "1" if found is peer else ratio(peer),
        "1" if found is bare else ratio(bare),
    )

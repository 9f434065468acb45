"""Processor time per delivered edit: one room, five writers, many readers; Concordat and Hocuspocus in turn."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.job import Job, Report, Room
from tests.bench.run import run
from tests.bench.servers import Concordat, Hocuspocus, settle
from tests.bench.table import Table, median, spread

WRITERS = 5
EDITS_PER_SECOND = 100.0  # 20 by each writer
GOAL = 0.65
COLUMNS = (
    "readers",
    "server",
    "server CPU",
    "lowest to highest",
    "database CPU",
    "sum",
    "server CPU per frame",
    "edits per frame",
    "ratio",
    "ratio with database",
    "generator's core",
)


@dataclass(frozen=True, slots=True)
class Costs:
    """Microseconds of processor time per edit delivered to one client."""

    server: float
    database: float
    frame: float
    generator_share: float
    edits_per_frame: float


def costs(report: Report) -> Costs:
    """A run's processor time, shared out."""
    return Costs(
        server=report.server_cpu / report.delivered * 1e6,
        database=report.database_cpu / report.delivered * 1e6,
        frame=report.server_cpu / report.frames * 1e6,
        generator_share=report.generator_cpu / report.seconds * 100,
        edits_per_frame=report.delivered / report.frames,
    )


def measure(
    ours: Concordat, peer: Hocuspocus, rooms: Sequence[Room], readers: Sequence[int], rounds: int, seconds: float
) -> Table:
    """Interleaved runs, a fresh room each; ratios of neighbouring runs, so that the machine's moods cancel out."""
    fresh = iter(rooms)
    rows: list[tuple[str, ...]] = []
    for count in readers:
        pairs = [_pair(ours, peer, next(fresh), count, seconds) for _ in range(rounds)]
        rows += _rows(count, pairs)
    return Table(
        "Processor time per delivered edit, in µs",
        COLUMNS,
        tuple(rows),
        (
            f"One room, {WRITERS} writers of {EDITS_PER_SECOND / WRITERS:.0f} edits/s each beside the readers.",
            f"{rounds} runs of {seconds:.0f} s per server in turn, medians; counted at all clients, writers too.",
            f"Concordat commits to {ours.database} before it relays.",
            f"@hocuspocus/server 4.7.0 keeps all in memory; {peer.banner}, though it declares Node 22.",
            f"ratio: the median of Concordat's server CPU over Hocuspocus's in neighbouring runs; goal {GOAL}.",
        ),
    )


def _pair(ours: Concordat, peer: Hocuspocus, room: Room, readers: int, seconds: float) -> tuple[Costs, Costs]:
    first = run(
        Job(
            "concordat",
            ours.port,
            (room,),
            readers + WRITERS,
            WRITERS,
            EDITS_PER_SECOND,
            seconds,
            (ours.process.pid,),
            ours.database_pids,
        )
    )
    settle()
    second = run(
        Job("hocuspocus", peer.port, (room,), readers + WRITERS, WRITERS, EDITS_PER_SECOND, seconds, (peer.pid,))
    )
    settle()
    return costs(first), costs(second)


def _rows(readers: int, pairs: Sequence[tuple[Costs, Costs]]) -> list[tuple[str, ...]]:
    ratio = median([one.server / other.server for one, other in pairs])
    with_database = median([(one.server + one.database) / other.server for one, other in pairs])
    rows: list[tuple[str, ...]] = []
    for name, place in (("Concordat", 0), ("Hocuspocus", 1)):
        runs = [pair[place] for pair in pairs]
        server, database = median([one.server for one in runs]), median([one.database for one in runs])
        rows.append(
            (
                str(readers),
                name,
                f"{server:.1f}",
                spread([one.server for one in runs]),
                f"{database:.1f}" if database else "none",
                f"{server + database:.1f}",
                f"{median([one.frame for one in runs]):.1f}",
                f"{median([one.edits_per_frame for one in runs]):.2f}",
                f"{ratio:.2f}" if place == 0 else "1",
                f"{with_database:.2f}" if place == 0 else "1",
                f"{median([one.generator_share for one in runs]):.0f} %",
            )
        )
    return rows

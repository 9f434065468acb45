"""The time from an edit to its echo, which says that it is stored, and to another reader of the room."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.job import Job, Report, Room
from tests.bench.run import run
from tests.bench.servers import Concordat, Hocuspocus, settle
from tests.bench.table import Table, milliseconds, quantile

SHARES = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Shape:
    """So many rooms with so many clients each, of whom some write."""

    rooms: int
    clients: int
    writers: int
    edits_per_second: float


QUICK = (Shape(1, 10, 5, 100.0), Shape(50, 3, 2, 350.0))
FULL = (Shape(1, 10, 5, 100.0), Shape(100, 3, 2, 350.0), Shape(500, 3, 2, 350.0))


def measure(
    ours: Concordat, peer: Hocuspocus, rooms: Sequence[Room], shapes: Sequence[Shape], seconds: float, rounds: int
) -> Table:
    """Both servers in turn, the same shapes; the runs of one shape are put together."""
    rows: list[tuple[str, ...]] = []
    for shape in shapes:
        reports: dict[str, list[Report]] = {"Concordat, durable": [], "Hocuspocus, in memory": []}
        for number in range(rounds):
            chosen = tuple(rooms[number * shape.rooms :][: shape.rooms])
            reports["Concordat, durable"].append(
                run(_job(shape, chosen, seconds, ours.port, ours.process.pid, ours.database_pids))
            )
            settle()
            reports["Hocuspocus, in memory"].append(run(_job(shape, chosen, seconds, peer.port, peer.pid)))
            settle()
        rows += [_row(name, shape, found) for name, found in reports.items()]
    times = tuple(f"{what} p{share * 100:.0f}" for what in ("echo", "other reader") for share in SHARES)
    return Table(
        "Time from an edit to its echo and to another reader, in ms",
        ("rooms × clients", "edits/s", "server", *times, "server's core", "database's core"),
        tuple(rows),
        (
            f"{rounds} runs of {seconds:.0f} s per server in turn, edits evenly spread in time.",
            "Clients, servers and database share the machine; the clients are one process.",
            "Concordat's echo comes after the commit; Hocuspocus's comes from memory and is not stored yet.",
            "Goal: 500 rooms × 3 clients, 350 edits/s, other reader p50 3 ms and p99 10 ms.",
        ),
    )


def _job(
    shape: Shape, rooms: tuple[Room, ...], seconds: float, port: int, pid: int, database: tuple[int, ...] | None = None
) -> Job:
    return Job(
        kind="hocuspocus" if database is None else "concordat",
        port=port,
        rooms=rooms,
        clients=shape.clients,
        writers=shape.writers,
        edits_per_second=shape.edits_per_second,
        seconds=seconds,
        server_pids=(pid,),
        database_pids=database or (),
    )


def _row(name: str, shape: Shape, reports: Sequence[Report]) -> tuple[str, ...]:
    echo = [value for report in reports for value in report.echo]
    other = [value for report in reports for value in report.other]
    seconds = sum(report.seconds for report in reports)
    return (
        f"{shape.rooms} × {shape.clients}",
        f"{shape.edits_per_second:.0f}",
        name,
        *(milliseconds(quantile(times, share)) for times in (echo, other) for share in SHARES),
        f"{sum(report.server_cpu for report in reports) / seconds:.0%}",
        f"{sum(report.database_cpu for report in reports) / seconds:.0%}",
    )

"""``python -m tests.bench [--quick]``: the tables of the design's "Numbers to reach": live editing and reading."""

import argparse
import asyncio
import os
import platform
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from tests.bench import admission, attacks, fanout, latency, opening
from tests.bench.documents import make_rooms
from tests.bench.graphql import measure as graphql
from tests.bench.servers import Concordat, Hocuspocus, concordat, hocuspocus
from tests.bench.table import Table

LIVE = ("fanout", "latency", "opening")
PARTS = ("admission", "attacks", "graphql", *LIVE)


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run of under two minutes: the numbers are rough")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be given again")
    arguments = parser.parse_args()
    wanted = arguments.only or PARTS
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    os.environ.setdefault("CONCORDAT_GRAPHQL_POINTS_PER_SECOND", "1000000000")  # one viewer asks as fast as it goes
    began = time.monotonic()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start\n")
    if "admission" in wanted:
        print(admission.measure(3 if arguments.quick else 9), flush=True)
    if "attacks" in wanted:
        with tempfile.TemporaryDirectory() as folder, concordat(Path(folder)) as ours:
            print(attacks.measure(ours, Path(folder) / "keys", 2 if arguments.quick else 5), flush=True)
    if "graphql" in wanted:
        with tempfile.TemporaryDirectory() as folder, concordat(Path(folder)) as ours:
            print(_graphql(ours, arguments.quick), flush=True)
    if not set(LIVE).isdisjoint(wanted):
        _measure_live(wanted, arguments.quick)
    print(f"load {os.getloadavg()[0]:.1f} at the end; {time.monotonic() - began:.0f} s in all")


def _measure_live(wanted: Collection[str], quick: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, concordat(Path(folder)) as ours, hocuspocus() as peer:
        for name, part in (("fanout", _fanout), ("latency", _latency), ("opening", _opening)):
            if name in wanted:
                print(part(ours, peer, quick), flush=True)


def _fanout(ours: Concordat, peer: Hocuspocus, quick: bool) -> Table:
    rounds, seconds = (1, 5.0) if quick else (5, 10.0)
    rooms = asyncio.run(make_rooms(ours, rounds * 2))
    return fanout.measure(ours, peer, rooms, (100, 300), rounds, seconds)


def _latency(ours: Concordat, peer: Hocuspocus, quick: bool) -> Table:
    shapes, seconds, rounds = (latency.QUICK, 5.0, 1) if quick else (latency.FULL, 15.0, 2)
    rooms = asyncio.run(make_rooms(ours, max(shape.rooms for shape in shapes) * rounds))
    return latency.measure(ours, peer, rooms, shapes, seconds, rounds)


def _opening(ours: Concordat, peer: Hocuspocus, quick: bool) -> Table:
    if quick:
        return opening.measure(ours, peer, edits=10_000, plans=3, opens=50, restarts=1)
    return opening.measure(ours, peer, edits=10_000, plans=10, opens=300, restarts=4)


def _graphql(ours: Concordat, quick: bool) -> Table:
    rounds, seconds = (1, 2.0) if quick else (5, 4.0)
    return graphql.measure(ours, rounds, seconds)


if __name__ == "__main__":
    main()

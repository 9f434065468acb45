"""The long campaigns: ``python -m tests.soak frames --count 1000000``, ``stall``, ``graphql --minutes 10``."""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

import uvloop

from server.demo import demo_id
from tests.bench.servers import Concordat, concordat
from tests.bench.table import quantile
from tests.cluster import TEMPLATE
from tests.soak.campaign import OTHER_PERSON, PERSON, STRANGER, Outcome, attack
from tests.soak.graphql.campaign import Campaign
from tests.soak.graphql.world import make_world
from tests.soak.memory import MEBIBYTE, growth_per_million
from tests.soak.stall import StallOutcome, stall

TOKEN_SECONDS = 24 * 3_600
MAX_GROWTH_MIB = 20.0  # per million frames, after the first third: one leaked object of 20 bytes per frame is found


def tokens_of(server: Concordat) -> dict[str, str]:
    """Tokens for the people of the campaign, by their e-mail address."""
    return {who: server.tokens.issue(demo_id(who), TOKEN_SECONDS) for who in (PERSON, OTHER_PERSON, STRANGER)}


def main() -> int:
    """Run a campaign; 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    frames = commands.add_parser("frames", help="random and mutated frames")
    frames.add_argument("--count", type=int, default=1_000_000)
    frames.add_argument("--per-plan", type=int, default=20_000)
    frames.add_argument("--seed", type=int, default=1)
    commands.add_parser("stall", help="a reader that stops reading")
    graphql = commands.add_parser("graphql", help="whatever the schema lets three people ask")
    graphql.add_argument("--minutes", type=float, default=10.0)
    graphql.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    if arguments.command == "graphql":
        return ask_everything(arguments.minutes * 60, arguments.seed)
    with tempfile.TemporaryDirectory() as folder, concordat(Path(folder)) as server:
        if arguments.command == "stall":
            return report_stall(uvloop.run(stall(server.process, server.url, tokens_of(server))))
        outcome = uvloop.run(
            attack(server.process, server.url, tokens_of(server), arguments.count, arguments.seed, arguments.per_plan)
        )
    return report(outcome)


def ask_everything(seconds: float, seed: int) -> int:
    """Run the GraphQL campaign and print what was found."""
    os.environ["CONCORDAT_GRAPHQL_POINTS_PER_SECOND"] = "0"  # three people ask as fast as it goes
    with tempfile.TemporaryDirectory() as folder, concordat(Path(folder), TEMPLATE) as server:
        actors = asyncio.run(make_world(server.owner_url, server.tokens))
        outcome = Campaign(server.process.url, actors, seed).run(seconds)
        log = server.process.log()
    if "Traceback" in log:
        outcome.problems["the server's log"] = log[:10_000]
    asked = ", ".join(f"{who} {count:,}" for who, count in sorted(outcome.asked.items()))
    print(f"{outcome.requests:,} requests in {outcome.seconds:.0f} s: {asked}")
    marks = ", ".join(f"{who} {count:,}" for who, count in sorted(outcome.marks.items()))
    print(f"the slowest answer took {outcome.slowest * 1000:.0f} ms; marks of their own that they were told: {marks}")
    print(f"{len(outcome.executed)} operations answered with data, {outcome.executed.total():,} times;", end=" ")
    print(f"{len(outcome.succeeded)} mutations carried out: {', '.join(sorted(outcome.succeeded))}")
    print("refused, or with errors:", ", ".join(f"{code} × {count:,}" for code, count in outcome.codes.most_common(20)))
    for problem, shown in outcome.problems.items():
        print(f"PROBLEM: {problem}\n{shown}")
    print("everything held" if not outcome.problems else f"{len(outcome.problems)} problems")
    return 1 if outcome.problems else 0


def report(outcome: Outcome) -> int:
    """Print what was found."""
    print(
        f"{outcome.frames:,} frames over {outcome.sockets:,} sockets in {outcome.seconds:.0f} s "
        f"({outcome.frames / max(outcome.seconds, 0.001):,.0f}/s); {outcome.passed:,} sockets outlived their hostile "
        f"frame; {outcome.honest_edits:,} honest edits meanwhile"
    )
    print("endings:", ", ".join(f"{code or 'taken'} × {count:,}" for code, count in sorted(outcome.codes.items())))
    later = outcome.memory[len(outcome.memory) // 3 :]
    growth = growth_per_million(later)
    print(
        f"memory: {outcome.memory[0].resident / MEBIBYTE:.0f} MiB after the first plan, "
        f"{outcome.memory[-1].resident / MEBIBYTE:.0f} MiB in the end; {growth:+.1f} MiB per million frames"
    )
    print("after each plan:", " ".join(f"{one.resident / MEBIBYTE:.0f}" for one in outcome.memory))
    if len(later) > 5 and growth > MAX_GROWTH_MIB:
        outcome.problems.append(f"memory grows by {growth:.1f} MiB per million frames, allowed {MAX_GROWTH_MIB}")
    for problem in outcome.problems:
        print("PROBLEM:", problem)
    print("everything held" if not outcome.problems else f"{len(outcome.problems)} problems")
    return 1 if outcome.problems else 0


def report_stall(outcome: StallOutcome) -> int:
    """Print what was found."""
    echoes = ", ".join(
        f"p{share * 100:.0f} {quantile(outcome.echoes, share) * 1000:.1f} ms" for share in (0.5, 0.95, 1)
    )
    print(f"{outcome.written / MEBIBYTE:.0f} MiB written past stalled readers in {outcome.seconds:.0f} s")
    print("when they read on, in turn:", ", ".join(str(code or "still open") for code in outcome.codes))
    print(f"echoes to others meanwhile: {echoes} (100: the slowest); server's memory {outcome.growth_mib:+.0f} MiB")
    for problem in outcome.problems:
        print("PROBLEM:", problem)
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())

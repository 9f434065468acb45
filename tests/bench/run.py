"""Runs one load in a process of its own."""

import dataclasses
import json
import subprocess
import sys

from tests.bench.job import Job, Report


def run(job: Job) -> Report:
    """Run a load. Raises RuntimeError with what the generator said."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        input=json.dumps(dataclasses.asdict(job)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return Report(**json.loads(done.stdout))

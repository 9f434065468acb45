"""Processor time of processes and everything below them."""

import time
from collections.abc import Iterable

import psutil

_PROCESS_CLOCK = 2  # CPUCLOCK_SCHED in Linux's encoding of a clock that is a process's


def process_seconds(pid: int) -> float:
    """Processor time of one process to the nanosecond, where `cpu_seconds` counts hundredths of a second (Linux)."""
    return time.clock_gettime((~pid << 3) | _PROCESS_CLOCK)


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that these processes and their children have used, ended children included."""
    total = 0.0
    for pid in pids:
        try:
            top = psutil.Process(pid)
            family = [top, *top.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
        for process in family:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
            total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total

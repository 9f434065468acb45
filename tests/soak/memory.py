"""The memory of the server, sampled during a campaign, and what its growth comes to."""

from collections.abc import Sequence
from dataclasses import dataclass

import psutil

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sample:
    """Resident memory in bytes after so many frames."""

    frames: int
    resident: int


def sample(pid: int, frames: int) -> Sample:
    """The resident memory of a process now."""
    return Sample(frames, psutil.Process(pid).memory_info().rss)


def growth_per_million(samples: Sequence[Sample]) -> float:
    """The slope of a straight line through the samples (least squares), in MiB per million frames."""
    count = len(samples)
    mean_x = sum(one.frames for one in samples) / count
    mean_y = sum(one.resident for one in samples) / count
    across = sum((one.frames - mean_x) ** 2 for one in samples)
    if across == 0:
        return 0.0
    slope = sum((one.frames - mean_x) * (one.resident - mean_y) for one in samples) / across
    return slope * 1_000_000 / MEBIBYTE

"""From start to first paint of a library of 400 reports, beside a blank window in the same environment."""

from tests.benchmarks import made
from tests.benchmarks.row import Row, beside_floor

REPORTS = 400
RUNS = 15
LIMIT = 2.3


def rows(small: bool = False) -> list[Row]:
    """One row: milliseconds of CPU of the window's process only, medians of starts taken in turn."""
    count, runs = (4, 1) if small else (REPORTS, RUNS)
    folder = made.reports_library(count)
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(runs + 1):
        painted = made.ran("start", folder)
        assert painted["listed"] == count, painted
        ours.append(1000 * painted["cpu"])
        floor.append(1000 * made.ran("blank")["cpu"])
    # The first of each fills the caches of the disk and of Python.
    return [beside_floor("start", ours[1:], floor[1:], LIMIT, "ms CPU")]

"""A key that tags selected words, to the highlight saved and painted, in two real reports with 2,000 highlights."""

from tests.benchmarks import made
from tests.benchmarks.bench_scroll import HIGHLIGHTS, LINKS
from tests.benchmarks.real import longest, reports_library
from tests.benchmarks.row import Row, percentile

LIMIT = 30.0  # milliseconds of the window's thread
PRESSES, FEW = 30, 4


def rows(small: bool = False) -> list[Row]:
    """One row: the median in milliseconds of CPU of the window's thread, with the longest of all but the first."""
    files = longest(2)
    if not files:
        return [Row("key", note="skipped: ../shared/reports is not here")]
    highlights, links = (60, 10) if small else (HIGHLIGHTS, LINKS)
    folder = reports_library("key-small" if small else "key", files, highlights, links)
    run = made.ran("pressed", folder, FEW if small else PRESSES, scale=1.5)
    ours = percentile(run["spent"][1:], 0.5)  # the first loads what is loaded at its first use
    note = f"{run['marks']:,} highlights; longest {max(run['spent'][1:]):.0f} ms, the first {run['spent'][0]:.0f} ms"
    return [Row("key", ours, None, None, LIMIT, "ms CPU", ours <= LIMIT, note)]

"""The window's memory while the largest reports are scrolled up and down for a long time."""

from tests.benchmarks import made
from tests.benchmarks.real import longest, reports_library
from tests.benchmarks.row import Row

STEPS, FEW = 36_000, 600
MOST = 350.0  # megabytes of the window's process
PATIENCE = 1200  # seconds; on two cores that nobody else uses it takes 180
GROWTH = 1.0  # megabytes for each 1,000 steps of the second half


def rows(small: bool = False) -> list[Row]:
    """Two rows: the most memory of the window's process, and its growth in the second half of the steps."""
    files = longest(3)
    if not files:
        return [Row("memory", note="skipped: ../shared/reports is not here")]
    folder = reports_library("memory", files, 0, 0)
    run = made.ran("scrolled_long", folder, FEW if small else STEPS, scale=1.5, patience=PATIENCE)
    half = run["megabytes"][len(run["megabytes"]) // 2 :]
    growth = slope(half)
    said = f"{run['steps']:,} steps in {run['panes']} panes"
    return [
        Row("memory", max(run["megabytes"]), run["before"], None, MOST, "MB", max(run["megabytes"]) < MOST, said),
        Row("memory growth", max(growth, 0.001), None, None, GROWTH, "MB/1000 steps", growth < GROWTH),
    ]


def slope(megabytes: list[float]) -> float:
    """The growth for each 1,000 steps, one figure taken every 100 steps, by least squares."""
    count = len(megabytes)
    middle, mean = (count - 1) / 2, sum(megabytes) / count
    across = sum((place - middle) ** 2 for place in range(count))
    return 10 * sum((place - middle) * (value - mean) for place, value in enumerate(megabytes)) / across

"""400 invented reports added at once: what registering one costs, and the window's event loop until all are read."""

import hashlib
import shutil
import time
from pathlib import Path

from tests.benchmarks import made
from tests.benchmarks.bench_import import LONG, SHARE
from tests.benchmarks.row import Row

COUNT = 400
MOST = 5.0  # milliseconds of CPU for registering one report


def rows(small: bool = False) -> list[Row]:
    """Two rows: CPU of the window's process to register one report, and the share of short gaps until all are read."""
    files = made.pdfs(4 if small else COUNT)
    for name in ("register", "import-many"):
        shutil.rmtree(made.workspace() / name, ignore_errors=True)
    ours = made.ran("registered", made.workspace() / "register", *files)
    assert ours["added"] == len(files), ours
    cost = 1000 * ours["cpu"] / len(files)
    floor = 1000 * _copied(files) / len(files)
    read = made.ran("imported", made.workspace() / "import-many", *files)
    gaps = [1000 * gap for gap in read["gaps"]]
    share = 100 * sum(gap < LONG for gap in gaps) / len(gaps)
    became = f"{read['added']} added; {len(gaps):,} gaps, the longest {max(gaps):.0f} ms"
    return [
        Row("register", cost, floor, cost / floor, MOST, "ms a report", cost < MOST),
        Row("import many", share, None, None, SHARE, "% of gaps", share >= SHARE, became),
    ]


def _copied(files: tuple[Path, ...]) -> float:
    """The CPU seconds of a checksum and a copy of each file, and nothing else."""
    folder = made.workspace() / "copies"
    folder.mkdir(exist_ok=True)
    began = time.process_time()
    for file in files:
        with file.open("rb") as data:
            name = hashlib.file_digest(data, "sha256").hexdigest()
        shutil.copyfile(file, folder / name)
    return time.process_time() - began

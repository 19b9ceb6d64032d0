"""From start to first paint: the frozen program beside the same start from source, both on a library of 400 reports."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from storage.folders import HOME
from tests.benchmarks import made
from tests.benchmarks.row import Row, beside_floor

REPORTS = 400
RUNS = 11
LIMIT = 1.3


def frozen_program(root: Path = made.ROOT) -> Path:
    """Where `dev.py package` leaves the frozen program on this system; it need not be there."""
    folder = root / "build" / "frozen"
    if sys.platform == "darwin":
        return folder / "Yearmark.app" / "Contents" / "MacOS" / "yearmark"
    return folder / "yearmark" / ("yearmark.exe" if sys.platform == "win32" else "yearmark")


def first_paint(command: Sequence[str], library: Path) -> float:
    """The milliseconds of CPU that a start took until the list was painted. Raises AssertionError when it failed."""
    answer = made.workspace() / "first-paint.json"
    answer.unlink(missing_ok=True)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", HOME: str(made.workspace() / "home")}
    # The source finds its modules compiled, as it does at any start but the first; the frozen program has them so.
    env |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(made.workspace() / "compiled")}
    words = [*command, "--selftest", "--first-paint", str(library), "--out", str(answer)]
    done = subprocess.run(
        words, env=env, cwd=made.ROOT, capture_output=True, text=True, timeout=made.PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return 1000 * float(json.loads(answer.read_text(encoding="utf-8"))["cpu"])


def rows(small: bool = False) -> list[Row]:
    """One row: milliseconds of CPU of each start, medians of starts taken in turn; skipped without a frozen program."""
    program = frozen_program()
    if not program.is_file():
        return [Row("frozen", note="skipped: nothing is frozen; python3 dev.py package --only frozen")]
    count, runs = (4, 1) if small else (REPORTS, RUNS)
    folder = made.reports_library(count)
    made.ran("start", folder)  # leaves settings with a name, so that no start asks for one
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(runs + 1):
        ours.append(first_paint([str(program)], folder))
        floor.append(first_paint([sys.executable, "-m", "desktop"], folder))
    # The first of each fills the caches of the disk and of Python.
    return [beside_floor("frozen", ours[1:], floor[1:], LIMIT, "ms CPU")]

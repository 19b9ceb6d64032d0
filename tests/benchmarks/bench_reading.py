"""Our whole reading of real reports beside PyMuPDF extracting their words, and the memory of a worker that reads."""

import functools
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pymupdf

from storage.reading.refusals import NotAReport
from storage.reading.report import read_file
from tests.benchmarks import made
from tests.benchmarks.row import Row, beside_floor

SHARED = Path(__file__).parents[3] / "shared" / "reports"
LIMIT = 1.6  # times the extraction of words
RUNS = 5
MEMORY = 300.0  # megabytes of a worker process, all told


def rows(small: bool = False) -> list[Row]:
    """Two rows: seconds of CPU for reading all files, and the most memory that a process held while it read them."""
    files = list(made.pdfs(4)) if small else sorted(SHARED.rglob("*.pdf"))
    if not files:
        return [Row("reading", note="skipped: ../shared/reports is not here")]
    taken = [
        (spent(functools.partial(read, files)), spent(functools.partial(words, files)))
        for _ in range(1 if small else RUNS)
    ]
    ours, floor = zip(*taken, strict=True)
    peak, least = (run["megabytes"] for run in (made.ran("reading", *files), made.ran("extracting", *files)))
    held = f"{len(files)} files one after the other; the floor extracts their words"
    return [
        beside_floor("reading", ours, floor, LIMIT, "s CPU"),
        Row("reading memory", peak, least, None, MEMORY, "MB", peak <= MEMORY, held),
    ]


def read(files: Sequence[Path]) -> None:
    """Read files in full; a web page in place of a report is refused, which is also an answer."""
    for file in files:
        try:
            read_file(file)
        except NotAReport:
            continue


def words(files: Sequence[Path]) -> None:
    """Extract the words of every page as PyMuPDF does by itself."""
    for file in files:
        with pymupdf.open(stream=file.read_bytes(), filetype="pdf") as document:
            for page in document:
                page.get_text("words")


def spent(act: Callable[[], object]) -> float:
    """The CPU time of this process, user and system, that an act takes, in seconds."""
    began = time.process_time()
    act()
    return time.process_time() - began

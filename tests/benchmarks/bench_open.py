"""A click on a report until its first page is painted, beside opening and drawing that page in one process.

The rows called "in sight" say when all pages in sight were painted, which is later where two of them show.
"""

import statistics
import time
from pathlib import Path

import pymupdf

from tests.benchmarks import made
from tests.benchmarks.bench_scroll import HIGHLIGHTS, LINKS
from tests.benchmarks.real import longest, reports_library
from tests.benchmarks.row import Row

RUNS = 24  # the longest reports; of fewer the median moves by a tenth from run to run
LIMIT = 2.0  # times opening and drawing in process
MORE = 5.0  # milliseconds of the window's CPU beyond the blit


def rows(small: bool = False) -> list[Row]:
    """Six rows: milliseconds by the clock and of the window's CPU, for the first page and for all pages in sight.

    Two more are of the first page of two reports with many highlights and links between them.
    """
    files = longest(3 if small else RUNS)
    if not files:
        return [Row("open", note="skipped: ../shared/reports is not here")]
    run = made.ran("opened", reports_library("open", files, 0, 0), len(files), scale=1.5)
    floor = [drawn(Path(path), scale) for path, scale in zip(run["paths"], run["scales"], strict=True)]
    least, blit = statistics.median(floor), statistics.median(run["blits"])
    wall, cpu = (statistics.median(each) for each in zip(*run["firsts"], strict=True))
    all_wall, all_cpu = statistics.median(run["walls"]), statistics.median(run["cpus"])
    said = f"{len(files)} reports, {run['size'][0]} × {run['size'][1]} pixels"
    return [
        Row("open", wall, least, wall / least, LIMIT, "ms", wall <= LIMIT * least, said),
        Row("open CPU", cpu, blit, None, blit + MORE, "ms CPU", cpu <= blit + MORE, "limit: the blit + 5 ms"),
        Row("open, in sight", all_wall, least, all_wall / least, None, "ms", None, "all pages in sight, up to two"),
        Row("in sight CPU", all_cpu, blit, None, None, "ms CPU", None),
        *_marked(files, small),
    ]


def _marked(files: tuple[Path, ...], small: bool) -> list[Row]:
    """The same of the two longest reports, full of marks."""
    highlights, links = (60, 10) if small else (HIGHLIGHTS, LINKS)
    files = files[:4]
    run = made.ran("opened", reports_library("open-marked", files, highlights, links), len(files), scale=1.5)
    floor = statistics.median(map(drawn, map(Path, run["paths"][:2]), run["scales"][:2]))
    blit = statistics.median(run["blits"])
    wall, cpu = (statistics.median(each[:2]) for each in zip(*run["firsts"], strict=True))
    said = f"{highlights:,} highlights, {links} links in these two"
    return [
        Row("open marked", wall, floor, wall / floor, None, "ms", None, said),
        Row("open marked CPU", cpu, blit, None, None, "ms CPU", None),
    ]


def drawn(path: Path, scale: float) -> float:
    """The milliseconds that PyMuPDF takes to open a file and draw its first page, nothing kept from before."""
    pymupdf.TOOLS.store_shrink(100)
    began = time.perf_counter()
    with pymupdf.open(path, filetype="pdf") as document:
        document[0].get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
    return 1000 * (time.perf_counter() - began)

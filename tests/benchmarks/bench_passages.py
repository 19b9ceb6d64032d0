"""The passages view with 100,000 and 1,000,000 annotations: opening it, scrolling in it, asking for another order."""

import functools
import random
import sqlite3
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from storage import areas, library, reports, reviewers
from tests.benchmarks import made
from tests.benchmarks.bench_start import REPORTS
from tests.benchmarks.row import Row

COUNTS = ((100_000, 0.5), (1_000_000, 3.0))  # annotations, and the seconds in which the view opens
GAP = 50.0  # milliseconds
_COLUMNS = 'uuid, report, "start", "end", quote, prefix, suffix, mark, note, reviewer, created, modified'


def rows(small: bool = False) -> list[Row]:
    """For each size three rows: seconds to open, the longest step of scrolling, the longest gap while sorting.

    A step of scrolling is the CPU of the window's thread from moving the bar to its table painted, in milliseconds.
    """
    found = []
    for count, limit in ((2_500, 0.5),) if small else COUNTS:
        run = made.ran("passages", annotated(4 if small else REPORTS, count))
        name, said = f"passages {count:,}", f"{run['lines']:,} lines"
        steps = [step * 1000 for step in run["steps"]]
        most, gap = max(steps), max(run["gaps"]) * 1000
        found += [
            Row(name, run["wall"], None, None, limit, "s", run["wall"] <= limit, f"{run['cpu']:.2f} s CPU, {said}"),
            Row(f"{name} scroll", most, None, None, GAP, "ms CPU", most <= GAP, _middle(steps)),
            Row(f"{name} sort", gap, None, None, GAP, "ms", gap <= GAP, "the longest gap while another order comes"),
        ]
    return found


def _middle(steps: list[float]) -> str:
    return f"{len(steps)} steps, median {statistics.median(steps):.1f}"


@functools.cache
def annotated(report_count: int, count: int) -> Path:
    """The folder of a library with so many annotations; made once in a run."""
    import shutil

    folder = made.workspace() / f"annotated-{count}"
    shutil.copytree(made.reports_library(report_count), folder)
    with library.opened(folder) as opened:
        opened.write("Annotate", _annotate, count)
    return folder


def _annotate(db: sqlite3.Connection, count: int) -> None:
    """Write annotations with tags and notes, and the log that would make a step of them away."""
    rnd = random.Random(5)
    who = [reviewers.added(db, name) for name in ("A. Reviewer", "B. Colleague")]
    codebook = [area.id for area in areas.all_areas(db)]
    first = int(db.execute("select coalesce(max(id), 0) + 1 from annotations").fetchone()[0])
    marks = ", ".join("?" * len(_COLUMNS.split(",")))
    db.executemany(f"insert into annotations ({_COLUMNS}) values ({marks})", _made(db, rnd, count, who))
    db.executemany(
        "insert or ignore into annotation_areas (annotation, area) values (?, ?)",
        ((first + number, rnd.choice(codebook)) for number in range(count) for _ in range(number % 3)),
    )
    db.execute("delete from change_log")


def _made(db: sqlite3.Connection, rnd: random.Random, count: int, who: list[int]) -> Iterator[tuple[Any, ...]]:
    texts = [(report.id, reports.text(db, report.id).text) for report in reports.listing(db)]
    for number in range(count):
        report, text = rnd.choice(texts)
        start = rnd.randrange(max(1, len(text) - 260))
        quote = text[start : start + rnd.randint(40, 250)]
        mark, note = rnd.choice(("", "", "strength", "concern")), "" if number % 4 else f"See item {number}."
        day = f"2026-{1 + number * 11 // count:02d}-{1 + number % 28:02d}T10:00:00Z"
        around = (text[max(0, start - 32) : start], text[start + len(quote) :][:32])
        end = start + len(quote)
        yield (
            f"{rnd.getrandbits(128):032x}",
            report,
            start,
            end,
            quote,
            *around,
            mark,
            note,
            rnd.choice(who),
            day,
            day,
        )

"""One highlight with two tags, saved, beside the same three rows written by plain `sqlite3`."""

import itertools
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from desktop.project import Project
from storage import annotations, areas, library, passages, reports
from storage.clock import now
from storage.library import DATABASE, REPORTS, Library
from storage.model import Passage
from tests.benchmarks import made
from tests.benchmarks.bench_start import REPORTS as COUNT
from tests.benchmarks.row import Row, beside_floor

RUNS = 600
LIMIT = 3.0

_ANNOTATION = (
    'insert into annotations (uuid, report, "start", "end", quote, prefix, suffix, mark, note, reviewer,'
    " created, modified) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_TAG = "insert into annotation_areas (annotation, area) values (?, ?)"


def rows(small: bool = False) -> list[Row]:
    """Two rows, by the library and by the window's project: microseconds of CPU, medians of edits in turn."""
    count, runs = (4, 6) if small else (COUNT, RUNS)
    whole = made.reports_library(count)
    folder, plain_folder = _copied(whole, "highlight"), _copied(whole, "highlight-plain")
    plain = plain_connection(plain_folder / DATABASE)
    with library.opened(folder) as opened:
        project = Project(opened, "A. Reviewer")
        tags = tuple(area.id for area in opened.ask(areas.all_areas)[:2])
        wanted = itertools.islice(itertools.cycle(_passages(opened)), runs)
        taken = [_turn(opened, project, plain, passage, tags) for passage in wanted]
        assert _written(opened) - _written_plain(plain) == runs
    plain.close()
    by_library, by_project, floor = zip(*taken[len(taken) // 10 :], strict=True)  # the first warm the caches
    return [
        beside_floor("highlight", by_library, floor, LIMIT, "µs CPU"),
        beside_floor("highlight by project", by_project, floor, LIMIT, "µs CPU"),
    ]


def _copied(whole: Path, name: str) -> Path:
    """A copy of a library without its originals."""
    folder = made.workspace() / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / REPORTS).mkdir(parents=True)
    shutil.copyfile(whole / DATABASE, folder / DATABASE)
    return folder


def plain_connection(path: Path) -> sqlite3.Connection:
    """A connection with the library's durability and foreign keys, without its history."""
    db = sqlite3.connect(path, isolation_level=None)
    for rule in ("journal_mode = wal", "synchronous = full", "temp_store = memory", "foreign_keys = on"):
        db.execute(f"pragma {rule}")
    return db


def _passages(opened: Library) -> list[Passage]:
    """Passages all over the library, one report after the other."""

    def found(db: sqlite3.Connection) -> list[Passage]:
        return [
            passages.passage(report.id, text, *span)
            for report in reports.listing(db)
            for text in [reports.text(db, report.id).text]
            for span in made.spans(db, report.id)[:4]
        ]

    return opened.ask(found)


def _turn(
    opened: Library, project: Project, plain: sqlite3.Connection, passage: Passage, tags: tuple[int, ...]
) -> tuple[float, float, float]:
    """The same highlight in three ways: by the library, by the project, by plain SQL; microseconds of CPU of each."""
    time_now = now()
    # The floor is given its values ready made.
    values = (
        *(str(uuid.uuid4()), passage.report, passage.start, passage.end, passage.quote, passage.prefix),
        *(passage.suffix, "", "", project.reviewer, time_now, time_now),
    )
    return (
        spent(lambda: opened.edit("Highlight", annotations.add, passage, project.reviewer, tags)),
        spent(lambda: project.do("Highlight", annotations.add, passage, project.reviewer, tags)),
        spent(lambda: write_plainly(plain, values, tags)),
    )


def write_plainly(db: sqlite3.Connection, values: tuple[object, ...], tags: tuple[int, ...]) -> None:
    """Write the three rows of a highlight with two tags as one transaction."""
    db.execute("begin immediate")
    annotation = db.execute(_ANNOTATION, values).lastrowid
    db.executemany(_TAG, [(annotation, tag) for tag in tags])
    db.execute("commit")


def spent(act: Callable[[], object]) -> float:
    """The CPU time of this thread, user and system, that an act takes, in microseconds."""
    began = time.thread_time_ns()
    act()
    return (time.thread_time_ns() - began) / 1000


def _written(opened: Library) -> int:
    return int(opened.ask(annotations.totals)[1])


def _written_plain(db: sqlite3.Connection) -> int:
    return int(annotations.totals(db)[1])

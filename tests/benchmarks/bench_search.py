"""What each key costs while words are typed into the search of 435 reports, and what the index costs an import."""

import contextlib
import hashlib
import itertools
import shutil
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from storage import intake, library, reports, search_index
from storage.errors import ReportRefused
from storage.library import Library
from storage.model import Document
from storage.search import Shelf, found
from storage.workers import Worker
from tests.benchmarks import made
from tests.benchmarks.row import Row, percentile

COUNT = 435
LIMIT = 60.0  # milliseconds of CPU, 95th percentile
FROM = 3  # letters
SHARED = Path(__file__).parents[3] / "shared" / "reports"
TYPED = (
    *("safeguarding", "neglect", "police", "care leavers", "supervision", "caseloads", "thresholds", "multi-agency"),
    *("exploitation", "missing", "attainment", "adoption", "fostering", "permanence", "pathway plans", "children"),
    *("social workers", "assessment", "quality of practice", "leadership", "improvement", "health", "education"),
    *("disabled", "advocacy", "homelessness", "strategy", "partnership", "independent reviewing", '"return home"'),
    *("neglect AND police", "mental OR emotional", "NEAR(voice child, 5)", "the experiences of children"),
)


def rows(small: bool = False) -> list[Row]:
    """Three rows: CPU of a key's search, the index's size, the index's share of writing a report."""
    count, typed = (8, TYPED[:2]) if small else (COUNT, TYPED)
    folder, keeping = _filled(count, small)
    shelf = Shelf()
    with library.opened(folder, write=False) as opened:
        spent = [_spent(opened, shelf, words[:length]) for words in typed for length in range(FROM, len(words) + 1)]
    p50, p95 = percentile(spent, 0.5), percentile(spent, 0.95)
    note = f"{len(spent)} searches as one types; median {p50:.0f} ms, longest {max(spent):.0f} ms"
    return [
        Row("search p95", p95, unit="ms CPU", limit=LIMIT, ok=p95 <= LIMIT, note=note),
        Row("search index", _index_bytes(folder) / count / 1000, unit="kB a report", note=f"{count} reports"),
        Row("search indexing", keeping, unit="ms CPU", note="of writing one report, its commit left aside"),
    ]


def _spent(opened: Library, shelf: Shelf, words: str) -> float:
    began = time.thread_time_ns()
    opened.ask(found, words, True, shelf)
    return (time.thread_time_ns() - began) / 1e6


def _filled(count: int, small: bool) -> tuple[Path, float]:
    """A library of so many reports, the real ones several times over; and the milliseconds that indexing one takes."""
    folder = made.workspace() / f"search-{count}"
    shutil.rmtree(folder, ignore_errors=True)
    with library.create(folder) as opened:
        documents = _documents(opened.originals, small)
        for number, document in enumerate(itertools.islice(itertools.cycle(documents), count)):
            other = hashlib.sha256(f"{number} {document.sha256}".encode()).hexdigest()
            opened.write("Add report", reports.add, document._replace(sha256=other))
        keeping = opened.write("Index", _indexing, documents).answer
    return folder, keeping


def _indexing(db: sqlite3.Connection, documents: Sequence[Document]) -> float:
    """The milliseconds of CPU that indexing one document takes; all are taken out again."""
    db.execute("savepoint measured")
    for document in documents:
        register = "insert or ignore into documents (sha256, media, file_name, size, page_count, reader, text, facts,"
        db.execute(f"{register} warnings) values (?, 'pdf', '', 0, 0, '', '', '{{}}', '[]')", (document.sha256,))
    began = time.thread_time_ns()
    for document in documents:
        search_index.keep(db, document.sha256, document.reading)
    spent = (time.thread_time_ns() - began) / 1e6 / len(documents)
    db.execute("rollback to measured")
    db.execute("release measured")
    return spent


def _documents(originals: Path, small: bool) -> list[Document]:
    """What is read of the real reports; of invented ones where those are not here, or few are wanted."""
    files = [] if small else sorted(SHARED.rglob("*.pdf"))
    worker = Worker()
    found = []
    try:
        for path in files or made.pdfs(4):
            with contextlib.suppress(ReportRefused):  # a page that says "not found" lies among the real ones
                found.append(intake.document(worker, path, originals, {}))
    finally:
        worker.stop()
    return found


def _index_bytes(folder: Path) -> int:
    """The bytes of all tables of the index."""
    with library.opened(folder, write=False) as opened:
        sql = "select sum(pgsize) from dbstat where name like 'paragraph_words%' or name in ('searchable', 'indexed')"
        try:
            return int(opened.ask(lambda db: db.execute(sql).fetchone()[0]))
        except sqlite3.OperationalError:  # a SQLite without this table
            return 0

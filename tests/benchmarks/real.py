"""Libraries of real reports, the longest first, with as many marks and links as a benchmark wants."""

import functools
import re
import sqlite3
from pathlib import Path

import pymupdf

from storage import annotations, areas, intake, library, links, passages, reports, reviewers
from storage.workers import Worker
from tests.benchmarks import made

SHARED = Path(__file__).parents[3] / "shared" / "reports"


def longest(count: int) -> tuple[Path, ...]:
    """So many real reports with the most pages, the longest first; none where they are not here."""
    return by_length(SHARED)[:count]


@functools.cache
def by_length(folder: Path) -> tuple[Path, ...]:
    """The PDFs of a folder, the longest first."""
    found = []
    for path in sorted(folder.rglob("*.pdf")):
        with path.open("rb") as file:
            if not file.read(1024).lstrip().startswith(b"%PDF-"):
                continue
        with pymupdf.open(path, filetype="pdf") as document:
            found.append((-document.page_count, path))
    return tuple(path for _, path in sorted(found))


def reports_library(name: str, files: tuple[Path, ...], highlights: int, joined: int) -> Path:
    """A library of these files; the first two have so many highlights together, and links between them."""
    folder = made.workspace() / name
    worker = Worker()
    try:
        with library.create(folder) as opened:
            numbers = []
            for path in files:
                document = intake.document(worker, path, opened.originals, {})
                numbers.append(opened.write("Add report", reports.add, document).answer)
            if highlights:
                opened.write("Mark", _mark, numbers[:2], highlights, joined)
    finally:
        worker.stop()
    return folder


def _mark(db: sqlite3.Connection, two: list[int], highlights: int, joined: int) -> None:
    reviewer = reviewers.added(db, "A. Reviewer")
    codebook = areas.all_areas(db)
    made_marks = [_marks(db, report, reviewer, codebook, highlights // 2) for report in two]
    step = max(1, highlights // 2 // joined)
    for one, other in list(zip(*made_marks, strict=True))[::step][:joined]:
        links.add(db, one, other, "related", reviewer)


def _marks(db: sqlite3.Connection, report: int, reviewer: object, codebook: list[object], count: int) -> list[int]:
    """Highlights spread evenly over a report, some of them within others."""
    text = reports.text(db, report).text
    sentences = [match.span() for match in re.finditer(r"[^.\n]{40,220}\.", text)]
    found = []
    for number in range(count):
        start, end = sentences[number * len(sentences) // count]
        shift = number % 3 * 6
        passage = passages.passage(report, text, start + shift, end - shift)
        found.append(annotations.add(db, passage, reviewer, [codebook[number % len(codebook)].id]))
    return found

"""Made reports for tests: words on a page, no file behind them."""

import hashlib
import re
import sqlite3
from typing import Any

from storage import annotations, reports, reviewers
from storage.library import Library
from storage.model import Document, Fact, Page, Paragraph, Passage, Reading, Word
from storage.passages import packed_words, passage
from storage.reading.version import READER
from storage.versions import WATCHED

TEXT = (
    "1. Children who return from care settle well.\n"
    "2. Return home interviews are too variable in quality.\n"
    "3. The virtual school has raised attainment, and leaders know why.\n"
    "Recommendation\n"
    "4. Ensure that every assessment names the child’s own view."
)


def document(
    seed: str = "one",
    authority: str = "Exampleshire",
    end: str = "2017-05-18",
    text: str = TEXT,
    **changes: Any,
) -> Document:
    """A document whose checksum comes from `seed`; two paragraphs a page; `changes` are facts, media or reader."""
    media, reader = changes.pop("media", "pdf"), changes.pop("reader", READER)
    facts = {"authority": authority, "kind": "SIF", "inspection_end": end, "overall": "Good"} | changes
    sha256 = hashlib.sha256(seed.encode()).hexdigest()
    reading = Reading(
        media,
        reader,
        text,
        _pages(text),
        _paragraphs(text),
        {name: Fact(value, "printed", 1) for name, value in facts.items() if value},
    )
    return Document(sha256, f"{seed}.{'pdf' if media == 'pdf' else 'txt'}", len(text.encode()), reading)


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    found = []
    for index, match in enumerate(re.finditer(r"[^\n]+", text)):
        number = re.match(r"(\d+)\. ", match.group())
        found.append(Paragraph(match.start(), match.end(), number.group(1) if number else "", index // 2 + 1))
    return tuple(found)


def _pages(text: str) -> tuple[Page, ...]:
    lines = list(re.finditer(r"[^\n]+", text))
    pages = []
    for first in range(0, len(lines), 2):
        words = []
        for row, line in enumerate(lines[first : first + 2]):
            for match in re.finditer(r"\S+", line.group()):
                start, end = line.start() + match.start(), line.start() + match.end()
                x0 = 50 + 6.0 * match.start()
                words.append(Word(x0, 100 + 20 * row, x0 + 6 * (end - start), 112 + 20 * row, start, end))
        number = first // 2 + 1
        pages.append(Page(number, 595.0, 842.0, "", packed_words(words)))
    return tuple(pages)


def added(library: Library, *documents: Document) -> list[int]:
    """Add documents as an import does; answer the reports' ids."""
    return [library.write("Add reports", reports.add, made).answer for made in documents]


def reviewer(library: Library, name: str = "A. Reviewer") -> int:
    """Make a reviewer who makes the library's edits from now on."""
    library.reviewer = library.write("Reviewer", reviewers.added, name).answer
    assert library.reviewer is not None
    return library.reviewer


def quoted(db: sqlite3.Connection, report: int, quote: str) -> Passage:
    """The passage of a report with these words."""
    text = reports.text(db, report).text
    start = text.index(quote)
    return passage(report, text, start, start + len(quote))


def highlighted(library: Library, report: int, quote: str, **details: Any) -> int:
    """Highlight these words as an edit; answer the annotation's id."""
    found = library.ask(quoted, report, quote)
    assert library.reviewer is not None
    answer: int = library.edit("Highlight", annotations.add, found, library.reviewer, **details).answer
    return answer


def rows(db: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all watched tables."""
    return {table: db.execute(f'select * from "{table}" order by id').fetchall() for table in WATCHED}


def steps(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """The steps of history: (label, undone)."""
    return db.execute("select label, undone from history order by id").fetchall()

"""Documents: what was read from a file, kept by its checksum, and made anew when the file is read again.

Nothing here is edited by a reviewer and nothing is undone; the tables are derived from the originals.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from storage import copies, search_index
from storage.model import (
    Document,
    Fact,
    Finding,
    ImprovementItem,
    Judgement,
    NumberedParagraph,
    Page,
    Paragraph,
    Reading,
    Reference,
    Section,
    Span,
)

T = TypeVar("T")


class Registered(NamedTuple):
    """A file whose original lies in the library: checksum, name as it came, size in bytes, media, its password."""

    sha256: str
    file_name: str
    size: int
    media: str
    password: str | None = None


class Details(NamedTuple):
    """What a document says of itself (by the keys of `Reading.facts`), where, and what else is known of the file.

    `carried` counts scripts, links and the like; `recognised` is true where pages without text were given one;
    `reader` is the version that read it, "" where it has not been read; `pictures` are its pages that show a
    picture and have no text.
    """

    facts: dict[str, Fact]
    places: dict[str, Span]
    warnings: tuple[str, ...]
    size: int
    carried: dict[str, int]
    recognised: bool
    reader: str
    pictures: tuple[int, ...]


class Inside(NamedTuple):
    """What stands inside a report, each in the order of the text (`Reading` says what they are)."""

    judgements: tuple[Judgement, ...] = ()
    sections: tuple[Section, ...] = ()
    numbered: tuple[NumberedParagraph, ...] = ()
    improvements: tuple[ImprovementItem, ...] = ()
    references: tuple[Reference, ...] = ()
    findings: tuple[Finding, ...] = ()


class ReportText(NamedTuple):
    """The running text of a document, its paragraphs in order, its pages in order."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    pages: tuple[Page, ...]

    def packed_words(self, index: int) -> bytes:
        """The packed words of a page, by index from 0."""
        return self.pages[index].words


class PageFrame(NamedTuple):
    """A page without what stands on it: number from 1, size in points, printed label."""

    number: int
    width: float
    height: float
    label: str


_TABLES = {
    "judgements": ("area", "grade", "group", "page", "start", "end", "source", "board"),
    "sections": ("heading", "level", "grade", "page", "start", "end"),
    "numbered_paragraphs": ("number", "page", "last_page", "section", "start", "end"),
    "improvement_items": ("text", "group", "subject", "timescale", "number", "page", "start", "end", "board"),
    "earlier_inspections": ("start", "end", "page", "year"),
}
"""The derived tables whose columns are the fields of the named tuple that is kept in them, in its order."""


# --- writing ---------------------------------------------------------------------------------------------


def register(db: sqlite3.Connection, found: Registered) -> bool:
    """Keep that a file is in the library; answer whether what was read of it once is there still."""
    row = db.execute("select reader from documents where sha256 = ?", (found.sha256,)).fetchone()
    if row is not None:
        db.execute(
            "update documents set file_name = ?, password = coalesce(?, password) where sha256 = ?",
            (found.file_name, found.password, found.sha256),
        )
        return bool(row[0])
    db.execute(
        "insert into documents (sha256, media, file_name, size, page_count, reader, text, facts, warnings, password)"
        " values (?, ?, ?, ?, 0, '', '', '{}', '[]', ?)",
        (found.sha256, found.media, found.file_name, found.size, found.password),
    )
    return False


def keep(db: sqlite3.Connection, document: Document) -> None:
    """Write what was read from a file, in place of what an earlier reading left."""
    reading = document.reading
    db.execute(
        "insert into documents (sha256, media, file_name, size, page_count, reader, text, facts, warnings, password,"
        " places, carried, recognised, pictures, digest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " on conflict (sha256) do update set"
        " file_name = excluded.file_name, page_count = excluded.page_count, reader = excluded.reader,"
        " text = excluded.text, facts = excluded.facts, warnings = excluded.warnings, password = excluded.password,"
        " places = excluded.places, carried = excluded.carried, recognised = excluded.recognised,"
        " pictures = excluded.pictures, digest = excluded.digest",
        (
            document.sha256,
            reading.media,
            document.file_name,
            document.size,
            len(reading.pages),
            reading.reader,
            reading.text,
            json.dumps(reading.facts),
            json.dumps(reading.warnings),
            document.password,
            json.dumps(reading.places),
            json.dumps(reading.carried),
            reading.recognised,
            json.dumps(reading.pictures),
            copies.digest(reading.text),
        ),
    )
    _write(db, "pages", ("number", "width", "height", "label", "words"), document.sha256, reading.pages)
    _write(db, "paragraphs", ("start", "end", "number", "page"), document.sha256, reading.paragraphs)
    _keep_inside(db, document.sha256, reading)
    search_index.keep(db, document.sha256, reading)


def _keep_inside(db: sqlite3.Connection, sha256: str, reading: Reading) -> None:
    inside = (reading.judgements, reading.sections, reading.numbered, reading.improvements, reading.references)
    for (table, columns), rows in zip(_TABLES.items(), inside, strict=True):
        numbered = [(position, *row) for position, row in enumerate(rows)]
        _write(db, table, ("position", *columns), sha256, numbered)
    findings = [(position, one.sentence, json.dumps(one.places)) for position, one in enumerate(reading.findings)]
    _write(db, "findings", ("position", "sentence", "places"), sha256, findings)


def _write(
    db: sqlite3.Connection, table: str, columns: Sequence[str], sha256: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    db.execute(f"delete from {table} where sha256 = ?", (sha256,))
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * (len(columns) + 1))
    db.executemany(f"insert into {table} (sha256, {names}) values ({marks})", ((sha256, *row) for row in rows))


def forget(db: sqlite3.Connection, sha256: str) -> None:
    """Forget a file that was registered and never read; one that was read stays for undo."""
    db.execute("delete from documents where sha256 = ? and reader = ''", (sha256,))


# --- reading ---------------------------------------------------------------------------------------------


def details(db: sqlite3.Connection, sha256: str) -> Details:
    """What a document says of itself; raises KeyError when it is not in the library."""
    row = db.execute(
        "select facts, places, warnings, size, carried, recognised, reader, pictures from documents where sha256 = ?",
        (sha256,),
    ).fetchone()
    if row is None:
        raise KeyError(sha256)
    facts, places, warnings, size, carried, recognised, reader, pictures = row
    return Details(
        {name: Fact(*fact) for name, fact in json.loads(facts).items()},
        {name: _span(span) for name, span in json.loads(places).items()},
        tuple(json.loads(warnings)),
        size,
        json.loads(carried),
        bool(recognised),
        reader,
        tuple(json.loads(pictures)),
    )


def _span(written: Sequence[Any]) -> Span:
    start, end, page, sure = written
    return Span(start, end, page, bool(sure))


def inside(db: sqlite3.Connection, sha256: str) -> Inside:
    """What was found inside a document; empty where it was not read by a reader that looks inside."""

    def rows(table: str, make: Callable[[Sequence[Any]], T]) -> tuple[T, ...]:
        columns = ", ".join(f'"{column}"' for column in _TABLES[table])
        return tuple(
            make(row)
            for row in db.execute(f"select {columns} from {table} where sha256 = ? order by position", (sha256,))
        )

    found = db.execute("select sentence, places from findings where sha256 = ? order by position", (sha256,))
    return Inside(
        rows("judgements", lambda row: Judgement._make((*row[:-1], bool(row[-1])))),
        rows("sections", Section._make),
        rows("numbered_paragraphs", NumberedParagraph._make),
        rows("improvement_items", lambda row: ImprovementItem._make((*row[:-1], bool(row[-1])))),
        rows("earlier_inspections", Reference._make),
        tuple(Finding(sentence, tuple(map(_span, json.loads(places)))) for sentence, places in found),
    )


def text(db: sqlite3.Connection, sha256: str) -> ReportText:
    """The running text, paragraphs and pages; raises KeyError when the document is not in the library."""
    pages = db.execute(
        "select number, width, height, label, words from pages where sha256 = ? order by number", (sha256,)
    )
    return ReportText(running_text(db, sha256), paragraphs(db, sha256), tuple(map(Page._make, pages)))


def running_text(db: sqlite3.Connection, sha256: str) -> str:
    """The running text alone; raises KeyError when the document is not in the library."""
    found = db.execute("select text from documents where sha256 = ?", (sha256,)).fetchone()
    if found is None:
        raise KeyError(sha256)
    return str(found[0])


def page_frames(db: sqlite3.Connection, sha256: str) -> tuple[PageFrame, ...]:
    """A document's pages in order, without their words; none where it is not in the library."""
    found = db.execute("select number, width, height, label from pages where sha256 = ? order by number", (sha256,))
    return tuple(map(PageFrame._make, found))


def page_words(db: sqlite3.Connection, sha256: str, first: int, count: int = -1) -> list[bytes]:
    """The packed words of so many pages (all that follow, unless told) from index `first` on, in order."""
    found = db.execute(
        "select words from pages where sha256 = ? order by number limit ? offset ?", (sha256, count, first)
    )
    return [words for (words,) in found]


def paragraphs(db: sqlite3.Connection, sha256: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a document in order; none where it is not in the library."""
    found = db.execute(
        'select "start", "end", number, page from paragraphs where sha256 = ? order by "start"', (sha256,)
    )
    return tuple(map(Paragraph._make, found))

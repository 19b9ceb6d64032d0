"""Reports of a library: add, list, correct, remove, and what was read from them."""

import json
import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from storage.clock import new_identity, now
from storage.errors import LibraryError, ReportRefused
from storage.model import KINDS, Document, Fact, Page, Paragraph, Report

# What a reviewer may correct, with the words the interface uses for it.
CORRECTABLE = {
    "authority": "Authority",
    "year": "Year",
    "kind": "Kind",
    "inspection_start": "Inspection start",
    "inspection_end": "Inspection end",
    "published": "Published",
    "lead_inspector": "Lead inspector",
    "overall": "Overall grade",
}
DATES = ("inspection_start", "inspection_end", "published")
EXTENSIONS = {"pdf": ".pdf", "text": ".txt"}

_COLUMNS = """
    reports.id, reports.uuid, reports.sha256, documents.file_name, documents.media, documents.page_count,
    reports.authority, reports.kind, reports.year, reports.inspection_start, reports.inspection_end,
    reports.published, reports.lead_inspector, reports.overall,
    (select count(*) from annotations where annotations.report = reports.id), 0, reports.corrected
"""


class ReportText(NamedTuple):
    """What was read from a report: running text, paragraphs in order, pages in order."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    pages: tuple[Page, ...]


class Source(NamedTuple):
    """Where a report's original lies (file name inside `reports/`), its media, and its password if it has one."""

    file: str
    media: str
    password: str | None


def add(db: sqlite3.Connection, document: Document) -> int:
    """Add a file that was read; answer the report's id. A removed report's file may be added again.

    Raises ReportRefused when the file is in the library already.
    """
    known = db.execute("select authority, year from reports where sha256 = ?", (document.sha256,)).fetchone()
    if known:
        raise ReportRefused(already_here(document.file_name, known[0], known[1]))
    _keep(db, document)
    facts = {name: fact.value for name, fact in document.reading.facts.items()}
    end, published = facts.get("inspection_end", ""), facts.get("published", "")
    cursor = db.execute(
        "insert into reports (uuid, sha256, authority, kind, year, inspection_start, inspection_end, published,"
        " lead_inspector, overall, added) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new_identity(),
            document.sha256,
            facts.get("authority", ""),
            facts.get("kind", "OTHER"),
            _year(end, published),
            facts.get("inspection_start", ""),
            end,
            published,
            facts.get("lead_inspector", ""),
            facts.get("overall", ""),
            now(),
        ),
    )
    return int(cursor.lastrowid or 0)


def already_here(file_name: str, authority: str, year: int | None) -> str:
    """The sentence for a file that is in the library already."""
    return (
        f"“{file_name}” is in the library already, as {authority or 'Unknown authority'} {year or 'undated'}. "
        "It was not added again."
    )


def _keep(db: sqlite3.Connection, document: Document) -> None:
    """Write what was read from a file, in place of what an earlier reading left."""
    reading = document.reading
    db.execute("delete from pages where sha256 = ?", (document.sha256,))
    db.execute("delete from paragraphs where sha256 = ?", (document.sha256,))
    db.execute(
        "insert into documents (sha256, media, file_name, size, page_count, reader, text, facts, warnings, password)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (sha256) do update set"
        " file_name = excluded.file_name, page_count = excluded.page_count, reader = excluded.reader,"
        " text = excluded.text, facts = excluded.facts, warnings = excluded.warnings, password = excluded.password",
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
        ),
    )
    db.executemany(
        "insert into pages (sha256, number, width, height, label, words) values (?, ?, ?, ?, ?, ?)",
        ((document.sha256, *page) for page in reading.pages),
    )
    db.executemany(
        'insert into paragraphs (sha256, "start", "end", number, page) values (?, ?, ?, ?, ?)',
        ((document.sha256, *paragraph) for paragraph in reading.paragraphs),
    )


def _year(inspection_end: str, published: str) -> int | None:
    """The year of the inspection's end, else of publication (design, section 2)."""
    day = inspection_end or published
    return int(day[:4]) if day else None


def checksums(db: sqlite3.Connection) -> dict[str, tuple[str, int | None]]:
    """The SHA-256 of every report, with its authority and year."""
    return {
        sha: (authority, year) for sha, authority, year in db.execute("select sha256, authority, year from reports")
    }


def listing(db: sqlite3.Connection) -> list[Report]:
    """Every report by authority and date, editions of one inspection together; unknown authorities last."""
    rows = db.execute(f"select {_COLUMNS} from reports join documents using (sha256)")
    reports = [_report(row) for row in rows]
    by_inspection: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        if key := inspection(report):
            by_inspection[key].append(report)
    for editions in by_inspection.values():
        if len(editions) > 1:
            editions.sort(key=lambda report: (report.media != "pdf", report.published, report.id))
    numbered = {
        report.id: number for editions in by_inspection.values() for number, report in enumerate(editions) if number
    }
    if numbered:  # most reports are the only edition, and copying every one costs as much as reading them
        reports = [each._replace(edition=numbered[each.id]) if each.id in numbered else each for each in reports]
    return sorted(reports, key=_place)


def _place(report: Report) -> tuple[bool, str, str, int, tuple[str, str, int]]:
    order = report.order
    return (not report.authority, report.authority.casefold(), order[0], report.edition, order)


def one(db: sqlite3.Connection, report: int) -> Report:
    """One report, its edition number included; raises KeyError when it is not in the library."""
    for candidate in listing(db):
        if candidate.id == report:
            return candidate
    raise KeyError(report)


def _report(row: tuple[Any, ...]) -> Report:
    fields = (*row[:-1], frozenset(row[-1].split()))
    return Report(*fields)


def is_unnamed(report: Report) -> bool:
    """Whether neither its year nor its kind is known, so that only the name of its file tells it from others."""
    return report.year is None and report.kind == "OTHER"


def inspection(report: Report) -> tuple[str, str] | None:
    """What names the inspection that a report is of: (authority, end date); None when it is not known."""
    if not report.authority or not report.inspection_end:
        return None
    return (report.authority.casefold(), report.inspection_end)


def text(db: sqlite3.Connection, report: int) -> ReportText:
    """What was read from a report; raises KeyError when it is not in the library."""
    found = db.execute(
        "select sha256, text from reports join documents using (sha256) where id = ?", (report,)
    ).fetchone()
    if found is None:
        raise KeyError(report)
    sha256, running = found
    paragraphs = db.execute(
        'select "start", "end", number, page from paragraphs where sha256 = ? order by "start"', (sha256,)
    )
    pages = db.execute(
        "select number, width, height, label, words from pages where sha256 = ? order by number", (sha256,)
    )
    return ReportText(running, tuple(map(Paragraph._make, paragraphs)), tuple(map(Page._make, pages)))


def source(db: sqlite3.Connection, report: int) -> Source:
    """Where a report's original lies; raises KeyError when it is not in the library."""
    row = db.execute(
        "select sha256, media, password from reports join documents using (sha256) where id = ?", (report,)
    ).fetchone()
    if row is None:
        raise KeyError(report)
    return Source(original_name(row[0], row[1]), row[1], row[2])


def original_name(sha256: str, media: str) -> str:
    """The file name of an original in `reports/`."""
    return sha256 + EXTENSIONS[media]


def details(db: sqlite3.Connection, report: int) -> tuple[dict[str, Fact], tuple[str, ...], int]:
    """The facts as they were read, the reader's warnings, and the file's size in bytes."""
    facts, warnings, size = db.execute(
        "select facts, warnings, size from reports join documents using (sha256) where id = ?", (report,)
    ).fetchone()
    return {name: Fact(*fact) for name, fact in json.loads(facts).items()}, tuple(json.loads(warnings)), size


def remove(db: sqlite3.Connection, report: int) -> bool:
    """Take a report out of the library with its annotations and their links; answer whether it was there.

    The original and what was read from it stay in the folder, so that undo brings the report back.
    """
    return db.execute("delete from reports where id = ?", (report,)).rowcount > 0


def correct(db: sqlite3.Connection, report: int, values: dict[str, str], follow: Iterable[str] = ()) -> bool:
    """Correct facts of a report by hand; an empty value says that the fact is not known.

    Keys are those of `CORRECTABLE`; the facts named in `follow` lose their correction and are again as the document
    has them. The year follows the dates unless it was corrected itself, and links follow the years. Answers whether
    anything changed. Raises LibraryError with a sentence when a value is not of its form, KeyError when the report
    is not in the library.
    """
    from storage import links

    columns = ("corrected", *CORRECTABLE)
    row = db.execute(f"select {', '.join(columns)} from reports where id = ?", (report,)).fetchone()
    if row is None:
        raise KeyError(report)
    before = dict(zip(columns, row, strict=True))
    after = before | {name: checked(name, value) for name, value in values.items()}
    facts, _, _ = details(db, report)
    for name in follow:
        if name not in CORRECTABLE:
            raise ValueError(name)
        after[name] = facts[name].value if name in facts else "OTHER" if name == "kind" else ""
    corrected = (set(before["corrected"].split()) | set(values)) - set(follow)
    after["corrected"] = " ".join(sorted(corrected))
    if "year" not in corrected:
        after["year"] = _year(after["inspection_end"], after["published"])
    if after == before:  # no change is no step of history
        return False
    sets = ", ".join(f"{name} = ?" for name in columns)
    db.execute(f"update reports set {sets} where id = ?", (*after.values(), report))
    links.turn(db, report)
    return True


def checked(name: str, value: str) -> str | int | None:
    """A corrected value as it is stored; raises LibraryError when it is not of the form of that fact."""
    if name not in CORRECTABLE:
        raise ValueError(name)
    value = " ".join(value.split())
    if name == "year":
        if not value:
            return None
        if not (value.isdecimal() and 1900 <= int(value) <= 2199):
            raise LibraryError(f"“{value}” is not a year. Type four figures, such as 2017, or leave it empty.")
        return int(value)
    if name in DATES and value:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise LibraryError(
                f"“{value}” is not a date. Type it as year-month-day, such as 2017-05-25, or leave it empty."
            ) from None
    if name == "kind" and value not in KINDS:
        raise LibraryError(f"“{value}” is not a kind of report. Choose one of the list.")
    return value


def citation(report: Report, contents: ReportText, start: int) -> str:
    """How a passage is cited: "Islington 2020, para 13, p. 4"; the paragraph where it is numbered."""
    parts = [report.name]
    number, page = "", 0
    for paragraph in contents.paragraphs:
        if paragraph.start > start:
            break
        number, page = paragraph.number, paragraph.page
    if number:
        parts.append(f"para {number}")
    label = page_label(contents.pages, page_of(contents, start) or page)
    if label:
        parts.append(f"p. {label}")
    return ", ".join(parts)


def page_label(pages: Iterable[Page], number: int) -> str:
    """The printed label of a page, else its number; "" for no page."""
    return next((page.label or str(page.number) for page in pages if page.number == number), "")


def page_of(contents: ReportText, offset: int) -> int:
    """The number of the page on which an offset of running text stands; 0 when on none."""
    from storage.passages import unpacked_words

    at = bisect_right(contents.paragraphs, offset, key=lambda paragraph: paragraph.start) - 1
    first = contents.paragraphs[at].page if at >= 0 else 0  # the pages before its paragraph's need not be unpacked
    found = 0
    for page in (page for page in contents.pages if page.number >= first):
        words = unpacked_words(page.words)
        if words and words[0].start <= offset:
            found = page.number
        elif words:
            break
    return found

"""Reports of a library: add, list, correct, remove, and what was read from them."""

import re
import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from storage import copies, documents
from storage.clock import moment, new_identity, now
from storage.documents import Details, Inside, Registered, ReportText
from storage.errors import LibraryError, ReportRefused
from storage.model import Annotation, Document, Fact, Page, Report
from storage.originals import original_name

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
READ = ("authority", "kind", "inspection_start", "inspection_end", "published", "lead_inspector", "overall")

_COLUMNS = """
    reports.id, reports.uuid, reports.sha256, documents.file_name, documents.media, documents.page_count,
    reports.authority, reports.kind, reports.year, reports.inspection_start, reports.inspection_end,
    reports.published, reports.lead_inspector, reports.overall,
    (select count(*) from annotations where annotations.report = reports.id), 0, reports.corrected,
    reports.read
"""


class Source(NamedTuple):
    """Where a report's original lies (file name inside `reports/`), its media, and its password if it has one."""

    file: str
    media: str
    password: str | None


class ToRead(NamedTuple):
    """A report that is to be read, for the first time or again: what a worker must know of its document."""

    report: int
    sha256: str
    file_name: str
    size: int
    media: str
    password: str | None
    recognised: bool


def add(db: sqlite3.Connection, document: Document) -> int:
    """Add a file that was read; answer the report's id. A removed report's file may be added again.

    Raises ReportRefused when the file is in the library already.
    """
    refuse_twice(db, document.sha256, document.file_name)
    documents.keep(db, document)
    return _insert(db, document.sha256, facts_read(document.reading.facts), moment())


def register(db: sqlite3.Connection, found: Registered) -> tuple[int, bool]:
    """Add a file that is still to be read; answer the report's id, and whether it has to wait for that.

    It need not where the library still has what was read of it, because it was removed before. Raises
    ReportRefused when the file is in the library already, or is known to be a copy of a report that is.
    """
    refuse_twice(db, found.sha256, found.file_name)
    if (here := copies.twin_of_kept(db, found.sha256)) is not None:
        raise ReportRefused(copies.copied_words(found.file_name, one(db, here).name))
    if documents.register(db, found):
        facts = documents.details(db, found.sha256).facts
        return _insert(db, found.sha256, facts_read(facts), moment()), False
    return _insert(db, found.sha256, facts_read({}), ""), True


def register_each(db: sqlite3.Connection, found: Iterable[Registered]) -> list[tuple[int, bool, str]]:
    """Register files; answer for each the report's id, whether it waits to be read, and why it was refused ("")."""
    answers = []
    for each in found:
        try:
            answers.append((*register(db, each), ""))
        except ReportRefused as error:
            answers.append((0, False, str(error)))
    return answers


def refuse_twice(db: sqlite3.Connection, sha256: str, file_name: str) -> None:
    """Raise ReportRefused when a file is in the library already."""
    known = db.execute("select authority, year from reports where sha256 = ?", (sha256,)).fetchone()
    if known:
        raise ReportRefused(already_here(file_name, known[0], known[1]))


def facts_read(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The columns of a report as its document gives them, by name: those of `READ`, and the year."""
    values: dict[str, Any] = {name: facts[name].value if name in facts else "" for name in READ}
    values["kind"] = values["kind"] or "OTHER"
    return values | {"year": year_of(values["inspection_end"], values["published"])}


def _insert(db: sqlite3.Connection, sha256: str, values: Mapping[str, Any], read: str) -> int:
    row = {"uuid": new_identity(), "sha256": sha256, "added": now(), "read": read, **values}
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    cursor = db.execute(f"insert into reports ({names}) values ({marks})", tuple(row.values()))
    return int(cursor.lastrowid or 0)


def to_read(db: sqlite3.Connection, report: int) -> ToRead:
    """What a worker must know to read a report; raises KeyError when it is not in the library."""
    for found in _to_read(db, "reports.id = ?", report):
        return found
    raise KeyError(report)


def waiting(db: sqlite3.Connection) -> list[ToRead]:
    """The reports that wait to be read, in the order in which they were added."""
    return _to_read(db, "reports.read = ?", "")


def outdated(db: sqlite3.Connection, reader: str) -> list[ToRead]:
    """The reports that were read by another version of the reader than this one."""
    return _to_read(db, "reports.read <> '' and documents.reader <> ?", reader)


def _to_read(db: sqlite3.Connection, condition: str, value: Any) -> list[ToRead]:
    rows = db.execute(
        "select id, sha256, file_name, size, media, password, recognised from reports join documents using (sha256)"
        f" where {condition} order by id",
        (value,),
    )
    return [ToRead._make((*row[:-1], bool(row[-1]))) for row in rows]


def drop(db: sqlite3.Connection, report: int) -> str:
    """Take out a report that waits to be read, because it cannot be read or is not wanted; answer its original's name.

    A report that was read is left alone ("" then); removing that is an edit, `remove`.
    """
    row = db.execute(
        "select sha256, media from reports join documents using (sha256) where id = ? and read = ''", (report,)
    ).fetchone()
    if row is None:
        return ""
    db.execute("delete from reports where id = ?", (report,))
    documents.forget(db, row[0])
    return original_name(row[0], row[1])


def drop_each(db: sqlite3.Connection, unread: Iterable[int]) -> list[str]:
    """Take out those reports that wait to be read; answer the names of their originals."""
    return [name for report in unread if (name := drop(db, report))]


def already_here(file_name: str, authority: str, year: int | None) -> str:
    """The sentence for a file that is in the library already, perhaps not read yet."""
    called = f", as {authority or 'Unknown authority'} {year or 'undated'}" if authority or year else ""
    return f"“{file_name}” is in the library already{called}. It was not added again."


def year_of(inspection_end: str, published: str) -> int | None:
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
    return sorted(_numbered([_report(row) for row in rows]), key=_place)


def _numbered(reports: list[Report]) -> list[Report]:
    """The same reports, those that are a further edition of an inspection with its number."""
    by_inspection: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        if key := inspection(report):
            by_inspection[key].append(report)
    for editions in by_inspection.values():
        if len(editions) > 1:
            editions.sort(key=lambda report: (report.media != "pdf", report.published, report.id))
    numbers = {
        report.id: number for editions in by_inspection.values() for number, report in enumerate(editions) if number
    }
    if not numbers:  # most reports are the only edition, and copying every one costs as much as reading them
        return reports
    return [each._replace(edition=numbers[each.id]) if each.id in numbers else each for each in reports]


def _place(report: Report) -> tuple[bool, str, str, int, tuple[str, str, int]]:
    order = report.order
    return (not report.authority, report.authority.casefold(), order[0], report.edition, order)


def one(db: sqlite3.Connection, report: int) -> Report:
    """One report, its edition number included; raises KeyError when it is not in the library."""
    sql = f"select {_COLUMNS} from reports join documents using (sha256) where reports.id = ?"
    row = db.execute(sql, (report,)).fetchone()
    if row is None:
        raise KeyError(report)
    found = _report(row)
    if inspection(found) is None:
        return found
    same_day = db.execute("select id from reports where inspection_end = ?", (found.inspection_end,)).fetchall()
    if len(same_day) == 1:  # most reports are the only edition
        return found
    editions = _numbered([_report(db.execute(sql, each).fetchone()) for each in same_day])
    return next(each for each in editions if each.id == report)


def _report(row: tuple[Any, ...]) -> Report:
    fields = (*row[:-2], frozenset(row[-2].split()), row[-1])
    return Report(*fields)


def is_unnamed(report: Report) -> bool:
    """Whether neither its year nor its kind is known, so that only the name of its file tells it from others."""
    return report.year is None and report.kind == "OTHER"


def inspection(report: Report) -> tuple[str, str] | None:
    """What names the inspection that a report is of: (authority, end date); None when it is not known."""
    if not report.authority or not report.inspection_end:
        return None
    return (report.authority.casefold(), report.inspection_end)


def inspections(listed: Iterable[Report]) -> list[list[Report]]:
    """The reports by inspection, editions together and the first of them first: what counts across years count.

    A report whose inspection is not known stands for one of its own.
    """
    found: dict[object, list[Report]] = {}
    for report in listed:
        found.setdefault(inspection(report) or report.id, []).append(report)
    return [sorted(editions, key=lambda report: report.edition) for editions in found.values()]


def text(db: sqlite3.Connection, report: int) -> ReportText:
    """What was read from a report; raises KeyError when it is not in the library."""
    return documents.text(db, _sha256(db, report))


def inside(db: sqlite3.Connection, report: int) -> Inside:
    """Judgements, sections, numbered paragraphs, improvement items and more; raises KeyError as `text` does."""
    return documents.inside(db, _sha256(db, report))


def details(db: sqlite3.Connection, report: int) -> Details:
    """The facts as they were read, with their places, and what is known of the file; raises KeyError as `text` does."""
    return documents.details(db, _sha256(db, report))


def _sha256(db: sqlite3.Connection, report: int) -> str:
    found = db.execute("select sha256 from reports where id = ?", (report,)).fetchone()
    if found is None:
        raise KeyError(report)
    return str(found[0])


def source(db: sqlite3.Connection, report: int) -> Source:
    """Where a report's original lies; raises KeyError when it is not in the library."""
    row = db.execute(
        "select sha256, media, password from reports join documents using (sha256) where id = ?", (report,)
    ).fetchone()
    if row is None:
        raise KeyError(report)
    return Source(original_name(row[0], row[1]), row[1], row[2])


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
    printed = facts_read(details(db, report).facts)
    for name in follow:
        if name not in CORRECTABLE:
            raise ValueError(name)
        after[name] = printed[name]
    corrected = (set(before["corrected"].split()) | set(values)) - set(follow)
    after["corrected"] = " ".join(sorted(corrected))
    if "year" not in corrected:
        after["year"] = year_of(after["inspection_end"], after["published"])
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
        return _typed_date(value)
    if name == "kind":
        from storage import frameworks  # read from disk only when a kind is corrected, one's own among them

        if value not in frameworks.kinds():
            raise LibraryError(f"“{value}” is not a kind of report. Choose one of the list.")
    return value


def _typed_date(value: str) -> str:
    """A date as a reviewer types or copies it, day before month, as an ISO date; raises LibraryError if it is none."""
    from storage.reading.dates import printed_date  # read only when a date is corrected

    worded = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[ .-]*(?P<m>[a-z]+)[ .,-]+(?P<y>\d{4})"
    numeric = r"(?P<d>\d{1,2})[ ./-]+(?P<m>\d{1,2})[ ./-]+(?P<y>\d{4})"
    iso = r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    bare = re.sub(r"^[a-z]+day,? ", "", value, flags=re.IGNORECASE)
    why = ""
    for match in (re.fullmatch(shape, bare, re.IGNORECASE) for shape in (worded, numeric, iso)):
        if match:
            link = "." if match["m"].isdecimal() else " "
            found, first = (printed_date(link.join((day, match["m"], match["y"]))) for day in (match["d"], "1"))
            if found:
                return found
            why = ": that month has no such day" if first else ""
    raise LibraryError(
        f"“{value}” is not a date{why}. Type it with the day first, such as 2 December 2025, or as 2025-12-02, or "
        "leave it empty."
    )


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


def cited(report: Report, contents: ReportText, annotation: Annotation) -> str:
    """How an annotation is cited: its passage as `citation` does, a rectangle by its page: "Islington 2020, p. 4"."""
    if annotation.page:
        return f"{report.name}, p. {page_label(contents.pages, annotation.page)}"
    return citation(report, contents, annotation.start)


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

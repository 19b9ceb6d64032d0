"""A report that was read, for the first time or again: its facts, and its passages anchored in the new running text.

A later version of the reader may set other furniture aside, so that the running text differs. Every passage is then
looked for by its quotation and what stands around it (W3C TextQuoteSelector) in the transaction that writes the new
text; what is not found is marked as lost and listed for the reviewer, never dropped.
"""

import sqlite3
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from storage import copies, documents, history, links, reports
from storage.clock import moment
from storage.history import Image
from storage.model import Document
from storage.originals import original_name
from storage.passages import passage

_PLACE = ("start", "end", "quote", "prefix", "suffix", "lost")
_Place = tuple[int, int, str, str, str, int]


class Reread(NamedTuple):
    """What became of a report's passages (ids of annotations) when its document was read.

    `moved` stand elsewhere in the running text and say the same, `changed` say it in other words, `lost` were not
    found; `found` were lost before and are not any more. `again` is false for a first reading.
    """

    again: bool
    moved: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    found: tuple[int, ...] = ()


class Copied(NamedTuple):
    """A report that turned out, when it was first read, to be a copy of another, `report`: its row has gone again.

    `original` is the name of its file in the folder of originals, which the caller removes; "" where it is to stay,
    for undo may bring a report of it back.
    """

    report: int
    original: str


def add(db: sqlite3.Connection, document: Document) -> int | Copied:
    """Add a file that was read, and answer its report's id; of a copy of a report that is here nothing is written.

    Raises ReportRefused when the file itself is in the library already.
    """
    reports.refuse_twice(db, document.sha256, document.file_name)
    here = copies.twin(db, document)
    if here is None:
        return reports.add(db, document)
    kept = db.execute("select 1 from documents where sha256 = ?", (document.sha256,)).fetchone()
    return Copied(here, "" if kept else original_name(document.sha256, document.reading.media))


def take(db: sqlite3.Connection, report: int, document: Document) -> Reread | Copied | None:
    """Write what was read of a report's document; facts corrected by hand stay, its passages are anchored again.

    A report that is read for the first time and says the same as another that is here is taken out (`Copied`).
    Answers None, and writes nothing, when the report is not in the library any more.
    """
    row = db.execute(
        "select sha256, reader, text from reports join documents using (sha256) where id = ?", (report,)
    ).fetchone()
    if row is None or row[0] != document.sha256:
        return None
    _, reader, before = row
    if not reader and (here := copies.twin(db, document)) is not None:
        return Copied(here, reports.drop(db, report))
    documents.keep(db, document)
    printed = reports.facts_read(document.reading.facts) | {"read": moment()}
    _put_facts(db, report, printed)
    links.turn(db, report)
    if not reader:
        return Reread(again=False)
    return _anchored(db, report, before, document.reading.text, printed)


def take_each(db: sqlite3.Connection, read: Iterable[tuple[int, Document]]) -> list[Reread | Copied | None]:
    """Write what was read of several reports (by id); answer for each what `take` does."""
    return [take(db, report, document) for report, document in read]


def _put_facts(db: sqlite3.Connection, report: int, printed: dict[str, Any]) -> None:
    columns = [row[1] for row in db.execute('pragma table_info("reports")')]
    image = dict(zip(columns, db.execute("select * from reports where id = ?", (report,)).fetchone(), strict=True))
    after = _with_facts(image, printed)
    sets = ", ".join(f"{name} = ?" for name in printed)
    db.execute(f"update reports set {sets} where id = ?", (*(after[name] for name in printed), report))


def _with_facts(image: Image, printed: dict[str, Any]) -> Image:
    """A report's row with the facts as they are printed, but for those that were corrected by hand in it."""
    corrected = image["corrected"].split()
    after = image | {name: value for name, value in printed.items() if name not in corrected}
    if "year" not in corrected:
        after["year"] = reports.year_of(after["inspection_end"], after["published"])
    return after


def _anchored(db: sqlite3.Connection, report: int, before: str, after: str, printed: dict[str, Any]) -> Reread:
    place = _placing(before, after)
    kept: dict[str, list[int]] = {"moved": [], "changed": [], "lost": [], "found": []}
    columns = ", ".join(f'"{name}"' for name in _PLACE)
    rows = db.execute(f"select id, {columns} from annotations where report = ? and page = 0", (report,)).fetchall()
    for annotation, *old in rows:
        new = place(*old)
        if new != tuple(old):
            sets = ", ".join(f'"{name}" = ?' for name in _PLACE)
            db.execute(f"update annotations set {sets} where id = ?", (*new, annotation))
        if outcome := _outcome(tuple(old), new):
            kept[outcome].append(annotation)

    def amended(table: str, image: Image) -> Image:
        if table == "annotations" and image["report"] == report and not image.get("page"):
            return image | dict(zip(_PLACE, place(*(image.get(name, 0) for name in _PLACE)), strict=True))
        if table == "reports" and image["id"] == report:
            return _with_facts(image, printed)
        return image

    history.amend(db, amended)
    return Reread(True, **{name: tuple(ids) for name, ids in kept.items()})


def _placing(before: str, after: str) -> Callable[..., _Place]:
    """A function that answers where a passage of the text before stands in the text after."""
    from storage.anchoring import Anchorer, anchor  # wanted only when a report is read again

    anchorer = Anchorer(before, after)

    @cache
    def place(start: int, end: int, quote: str, prefix: str, suffix: str, lost: int) -> _Place:
        if lost:
            found = anchor(after, start, quote, prefix, suffix)
        else:
            found = anchorer.place(start, end, quote, prefix, suffix)
        if found is None:
            return (start, end, quote, prefix, suffix, 1)
        made = passage(0, after, found.start, found.end)
        return (made.start, made.end, made.quote, made.prefix, made.suffix, 0)

    return place


def _outcome(old: tuple[Any, ...], new: _Place) -> str:
    from storage.anchoring import same_words

    if new[-1]:
        return "lost" if not old[-1] else ""
    if old[-1]:
        return "found"
    if not same_words(str(old[2]), new[2]):
        return "changed"
    return "moved" if old[:2] != new[:2] else ""

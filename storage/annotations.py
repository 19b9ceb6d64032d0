"""Annotations: a passage of a report and what a reviewer says of it."""

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

from storage.clock import new_identity, now
from storage.errors import LibraryError
from storage.model import MARKS, Annotation, Box, Change, Passage
from storage.passages import unpacked_words

_SELECT = """
    select annotations.id, annotations.uuid, report, "start", "end", quote, prefix, suffix, mark, note,
           reviewers.name, created, modified,
           (select group_concat(area) from (select area from annotation_areas
             where annotation = annotations.id order by id)), lost, page, x0, y0, x1, y1
    from annotations join reviewers on reviewers.id = annotations.reviewer
"""
NOTE_LIMIT = 100_000
SMALLEST = 4.0  # points: a smaller rectangle is a slip of the hand
FEW = 50  # annotations of a change that are looked up one by one
NOWHERE = -1  # the offset of a passage that was lost: before all text, on no page


def add(
    db: sqlite3.Connection,
    passage: Passage,
    reviewer: int,
    areas: Sequence[int] = (),
    mark: str = "",
    note: str = "",
) -> int:
    """Highlight a passage, perhaps with its first areas, mark or note; answer the annotation's id."""
    time = now()
    cursor = db.execute(
        'insert into annotations (uuid, report, "start", "end", quote, prefix, suffix, mark, note, reviewer,'
        " created, modified) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new_identity(),
            passage.report,
            passage.start,
            passage.end,
            passage.quote,
            passage.prefix,
            passage.suffix,
            _mark(mark),
            clean_note(note),
            reviewer,
            time,
            time,
        ),
    )
    annotation = int(cursor.lastrowid or 0)
    _tag_each(db, annotation, areas)
    return annotation


def add_rectangle(
    db: sqlite3.Connection,
    report: int,
    page: int,
    box: Box,
    reviewer: int,
    areas: Sequence[int] = (),
    mark: str = "",
    note: str = "",
) -> int:
    """Mark a rectangle of a page (counted from 1; points from its top left); answer the annotation's id.

    Raises LibraryError when it is too small to be meant, or the report has no such page.
    """
    box = _upright(box)
    start = _standing(db, report, page, box)
    time = now()
    cursor = db.execute(
        'insert into annotations (uuid, report, "start", "end", quote, prefix, suffix, mark, note, reviewer,'
        " created, modified, page, x0, y0, x1, y1) values (?, ?, ?, ?, '', '', '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (new_identity(), report, start, start + 1, _mark(mark), clean_note(note), reviewer, time, time, page, *box),
    )
    annotation = int(cursor.lastrowid or 0)
    _tag_each(db, annotation, areas)
    return annotation


def set_rectangle(db: sqlite3.Connection, annotation: int, box: Box) -> None:
    """Give a marked rectangle other edges on its page; raises LibraryError as `add_rectangle` does."""
    box = _upright(box)
    where = "select report, page from annotations where id = ? and page > 0"
    report, page = db.execute(where, (annotation,)).fetchone()
    start = _standing(db, report, page, box)
    db.execute(
        'update annotations set "start" = ?, "end" = ?, x0 = ?, y0 = ?, x1 = ?, y1 = ?, modified = ? where id = ?',
        (start, start + 1, *box, now(), annotation),
    )


def _upright(box: Box) -> Box:
    box = Box(min(box.x0, box.x1), min(box.y0, box.y1), max(box.x0, box.x1), max(box.y0, box.y1))
    if box.x1 - box.x0 < SMALLEST or box.y1 - box.y0 < SMALLEST:
        raise LibraryError("This rectangle is too small to be seen. Drag a larger one; nothing was changed.")
    return box


def _standing(db: sqlite3.Connection, report: int, page: int, box: Box) -> int:
    """Where a rectangle stands in the running text: at the first word of its page that is not above it."""
    row = db.execute(
        "select words, width, height from pages join reports using (sha256) where reports.id = ? and number = ?",
        (report, page),
    ).fetchone()
    if row is None or not (box.x0 < row[1] and box.y0 < row[2] and box.x1 > 0 and box.y1 > 0):
        raise LibraryError("The rectangle lies outside the report’s pages. Nothing was changed.")
    words = unpacked_words(row[0])
    below = (word.start for word in words if word.y1 > box.y0)
    return next(below, words[-1].start if words else 0)


def _tag_each(db: sqlite3.Connection, annotation: int, areas: Sequence[int]) -> None:
    db.executemany(
        "insert or ignore into annotation_areas (annotation, area) values (?, ?)",
        [(annotation, area) for area in areas],
    )


def tag(db: sqlite3.Connection, annotation: int, area: int) -> None:
    """Tag an annotation with a judgement area; a second time changes nothing."""
    sql = "insert or ignore into annotation_areas (annotation, area) values (?, ?)"
    if db.execute(sql, (annotation, area)).rowcount:
        _touch(db, annotation)


def untag(db: sqlite3.Connection, annotation: int, area: int) -> None:
    """Take a judgement area off an annotation."""
    sql = "delete from annotation_areas where annotation = ? and area = ?"
    if db.execute(sql, (annotation, area)).rowcount:
        _touch(db, annotation)


def set_mark(db: sqlite3.Connection, annotation: int, mark: str) -> None:
    """Mark an annotation "strength", "concern" or "" for neither."""
    _set(db, annotation, "mark", _mark(mark))


def set_note(db: sqlite3.Connection, annotation: int, note: str) -> None:
    """Write an annotation's note, plain text as typed.

    Raises LibraryError when it is longer than `NOTE_LIMIT` code points or cannot be kept as text.
    """
    _set(db, annotation, "note", clean_note(note))


def move(db: sqlite3.Connection, annotation: int, passage: Passage) -> None:
    """Put an annotation on another passage of its report: one that was lost, or whose ends are to be others.

    Raises LibraryError when the passage stands in another report.
    """
    row = db.execute("select report, page from annotations where id = ?", (annotation,)).fetchone()
    if row is None or row[0] != passage.report or row[1]:
        raise LibraryError("A highlight can only be moved to other words of its own report. It was left where it is.")
    db.execute(
        'update annotations set "start" = ?, "end" = ?, quote = ?, prefix = ?, suffix = ?, lost = 0, modified = ?'
        " where id = ?",
        (*passage[1:], now(), annotation),
    )


def lost(db: sqlite3.Connection, report: int) -> list[Annotation]:
    """The annotations of a report whose passage was not found when it was read again."""
    return [annotation for annotation in of_report(db, report) if annotation.lost]


def delete(db: sqlite3.Connection, annotation: int) -> None:
    """Delete an annotation with its tags and links."""
    db.execute("delete from annotations where id = ?", (annotation,))


def of_report(db: sqlite3.Connection, report: int) -> list[Annotation]:
    """The annotations of a report in the order of the text."""
    rows = db.execute(_SELECT + ' where report = ? order by "start", annotations.id', (report,))
    return [_annotation(row) for row in rows]


def one(db: sqlite3.Connection, annotation: int) -> Annotation | None:
    """One annotation, or None when it is not there (any more)."""
    row = db.execute(_SELECT + " where annotations.id = ?", (annotation,)).fetchone()
    return _annotation(row) if row else None


def some(db: sqlite3.Connection, annotations: Collection[int]) -> list[Annotation]:
    """Those of these annotations that are there."""
    marks = ", ".join("?" * len(annotations))
    rows = db.execute(_SELECT + f" where annotations.id in ({marks})", tuple(annotations))
    return [_annotation(row) for row in rows]


def concerned(db: sqlite3.Connection, change: Change) -> set[int] | None:
    """The annotations that a change touched, by their own rows, tags or links; None where their rows do not tell.

    A tag that was taken off says no more whose it was; unless its annotation was touched too, all may be concerned.
    """
    found = {row for table, row in change.touched if table == "annotations"}
    for table, columns in (("annotation_areas", "annotation, annotation"), ("links", "earlier, later")):
        rows = [row for name, row in change.touched if name == table]
        if len(rows) > FEW:
            return None
        marks = ", ".join("?" * len(rows))
        there = db.execute(f"select {columns} from {table} where id in ({marks})", rows).fetchall()
        found.update(one for row in there for one in row)
        if len(there) < len(rows) and not found:
            return None
    return found if len(found) <= FEW else None


def everything(db: sqlite3.Connection) -> list[Annotation]:
    """Every annotation of the library, by report and place."""
    return [_annotation(row) for row in db.execute(_SELECT + ' order by report, "start", annotations.id')]


def totals(db: sqlite3.Connection) -> tuple[int, int, int]:
    """How many reports, annotations and links the library holds."""
    row = db.execute(
        "select (select count(*) from reports), (select count(*) from annotations), (select count(*) from links)"
    ).fetchone()
    return (int(row[0]), int(row[1]), int(row[2]))


def _annotation(row: tuple[Any, ...]) -> Annotation:
    *fields, tagged, lost, page, x0, y0, x1, y1 = row
    areas = tuple(map(int, tagged.split(","))) if tagged else ()
    found = Annotation._make((*fields, areas, bool(lost), page, None))
    if page:
        return found._replace(end=found.start, box=Box(x0, y0, x1, y1))
    return found._replace(start=NOWHERE, end=NOWHERE) if lost else found


def _set(db: sqlite3.Connection, annotation: int, column: str, value: str) -> None:
    """Write one column and the time, unless it says so already: no change is no step of history."""
    db.execute(
        f"update annotations set {column} = ?, modified = ? where id = ? and {column} <> ?",
        (value, now(), annotation, value),
    )


def _touch(db: sqlite3.Connection, annotation: int) -> None:
    db.execute("update annotations set modified = ? where id = ?", (now(), annotation))


def _mark(mark: str) -> str:
    if mark not in MARKS:
        raise ValueError(mark)
    return mark


def clean_note(note: str) -> str:
    """A note as it is kept.

    Raises LibraryError when it is longer than `NOTE_LIMIT` code points.
    """
    if len(note) > NOTE_LIMIT:
        raise LibraryError(
            f"This note has {len(note):,} characters, more than the {NOTE_LIMIT:,} a note can hold. "
            "The note was kept as it was."
        )
    # Half of a surrogate pair, as some keyboards and clipboards send, is no text and cannot be stored.
    return note.encode("utf-8", "replace").decode("utf-8") if not note.isascii() else note

"""The PDF's own marks: highlights and notes made by other programs become annotations, as one edit.

What `storage.reading.inside_marks` read is put on the running text by `storage.mark_places`, which a thread may do, and
then taken into the library here. Where a mark lies on words it becomes a passage, over several lines one; a
sticky note becomes the sentence at which it stands; what lies on no words becomes a rectangle. Colours are not kept:
they are no judgement areas. Marks that Yearmark itself wrote into an annotated copy keep their identity, areas, mark
and note. A mark of another program gets an identity that every library works out alike, so that a second taking in,
or a colleague's bundle, does not double it.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import uuid5

from storage import areas, reports, reviewers
from storage.annotations import NOTE_LIMIT
from storage.clock import now
from storage.errors import LibraryError
from storage.mark_places import NAMESPACE, Offer, Placed
from storage.model import MARKS, RELATIONS, Box
from storage.passages import passage

_CONTINUED = re.compile(r"\(continued from p\. [^)\n]*\)(?:\n|$)")
_LINK = re.compile(rf"(?:{'|'.join(RELATIONS)}) [→←] .+: “.*”(?: \(.*\))?")


class Taken(NamedTuple):
    """What became of the marks that were offered.

    `added` are new annotations; `here` were in the library already; `noted` were here without a note and have the
    PDF's now; `differing` are here with another note, which was kept; `lost` have no place in this report.
    """

    added: int = 0
    here: int = 0
    noted: int = 0
    differing: int = 0
    lost: int = 0

    def plus(self, other: "Taken") -> "Taken":
        """Both together."""
        return Taken(*(one + two for one, two in zip(self, other, strict=True)))


def author_identity(name: str) -> str:
    """The UUID of a reviewer who is known by the name in a PDF only: every library works out the same."""
    return str(uuid5(NAMESPACE, f"reviewer\x1f{' '.join(name.split()).casefold()}"))


def take_in(db: sqlite3.Connection, report: int, offer: Offer, reviewer: int) -> Taken:
    """Make annotations of a report of the marks that are not here yet; nameless ones are the reviewer's.

    The report may be another copy than the one that carried them. Raises LibraryError when it is not in the library
    any more, or waits to be read.
    """
    work = _TakingIn(db, report, reviewer)
    for mark in offer.marks:
        work.take(mark)
    return work.taken()


def take_in_each(db: sqlite3.Connection, offers: Iterable[tuple[int, Offer]], reviewer: int) -> Taken:
    """Take in the marks of several reports (by id), as `take_in` does; those that were removed are passed over."""
    taken = Taken()
    for report, offer in offers:
        if db.execute("select 1 from reports where id = ? and read <> ''", (report,)).fetchone():
            taken = taken.plus(take_in(db, report, offer, reviewer))
    return taken


def take_in_unattended(db: sqlite3.Connection, report: int, offer: Offer) -> Taken:
    """Take in the marks of a report for a command, which knows no reviewer.

    Nameless marks are those of the library's only reviewer, else of one called Reviewer. Raises as `take_in` does.
    """
    everyone = list(reviewers.names(db))
    nameless = any(not mark.author for mark in offer.marks)
    reviewer = everyone[0] if len(everyone) == 1 else reviewers.added(db, "") if nameless else 0
    return take_in(db, report, offer, reviewer)


def outstanding(db: sqlite3.Connection, report: int, offer: Offer, reviewer: int) -> int:
    """How many of the marks would be new to the report, or bring a note; writes nothing."""
    work = _TakingIn(db, report, reviewer, dry=True)
    for mark in offer.marks:
        work.take(mark)
    taken = work.taken()
    return taken.added + taken.noted


class _TakingIn:
    """The marks of one report on their way into the library."""

    def __init__(self, db: sqlite3.Connection, report: int, reviewer: int, *, dry: bool = False):
        self._db, self._report, self._reviewer, self._dry = db, report, reviewer, dry
        row = db.execute("select read from reports where id = ?", (report,)).fetchone()
        if row is None or not row[0]:
            raise LibraryError("The report is not in the library any more, or waits to be read. Nothing was taken in.")
        self._contents = reports.text(db, report)
        self._sizes = {page.number: (page.width, page.height) for page in self._contents.pages}
        self._areas = {area.name: area.id for area in areas.all_areas(db)}
        self._counts: Counter[str] = Counter()
        self._time = now()
        self._reviewer_of = cache(self._found_reviewer)
        self._anchorer: Callable[..., Any] | None = None
        rows = db.execute(
            'select id, note, reviewer, created, "start", "end", page, x0, y0, x1, y1 from annotations'
            " where report = ? and not lost",
            (report,),
        ).fetchall()
        # A new reading may give the text another digest, and so marks other identities: then place and time tell.
        self._at_time = {(_where(*place), who, created): (at, note) for at, note, who, created, *place in rows}
        self._there = {(_where(*place), who, note) for _, note, who, _, *place in rows}

    def taken(self) -> Taken:
        """What became of them until here."""
        return Taken(**self._counts)

    def take(self, mark: Placed) -> None:
        """Take in one mark, if it is not here."""
        tagged, strength, note = self._said(mark)
        known = self._db.execute("select id, note from annotations where uuid = ?", (mark.identity,)).fetchone()
        if known is not None:
            self._meet(known[0], known[1], note)
            return
        place = self._place(mark)
        if place is None:
            self._counts["lost"] += 1
            return
        reviewer = self._reviewer_of(mark.author)
        where = _where(place.start, place.end, place.page, *place.box)
        if mark.created and (where, reviewer, mark.created) in self._at_time:
            self._meet(*self._at_time[where, reviewer, mark.created], note)
            return
        key = (where, reviewer, note)
        if key in self._there:
            self._counts["here"] += 1
            return
        self._there.add(key)
        self._counts["added"] += 1
        if not self._dry:
            self._insert(place, reviewer, tagged, strength, note)

    def _meet(self, annotation: int, before: str, note: str) -> None:
        """What is to be done for a mark that is here already: nothing, but for a note where there is none."""
        if not note or note == before:
            self._counts["here"] += 1
        elif before:
            self._counts["differing"] += 1
        else:
            self._counts["noted"] += 1
            if not self._dry:
                sql = "update annotations set note = ?, modified = ? where id = ?"
                self._db.execute(sql, (note, self._time, annotation))

    def _place(self, mark: Placed) -> Placed | None:
        """Where a mark stands in this report, which may be another copy than the one it was found in."""
        text = self._contents.text
        if mark.page:
            if mark.page not in self._sizes:
                return None
            width, height = self._sizes[mark.page]
            across, down = width / (mark.size[0] or width), height / (mark.size[1] or height)
            box = Box(mark.box.x0 * across, mark.box.y0 * down, mark.box.x1 * across, mark.box.y1 * down)
            start = min(mark.start, max(len(text) - 1, 0))
            return mark._replace(box=box, start=start, end=start + 1)
        if text[mark.start : mark.end] == mark.quote:
            return mark
        from storage.anchoring import Anchorer  # wanted only where the copies' texts differ

        if self._anchorer is None:
            self._anchorer = Anchorer(None, text).place
        found = self._anchorer(mark.start, mark.end, mark.quote, mark.prefix, mark.suffix)
        if found is None:
            return None
        made = passage(0, text, found.start, found.end)
        return mark._replace(start=made.start, end=made.end, quote=made.quote, prefix=made.prefix, suffix=made.suffix)

    def _said(self, mark: Placed) -> tuple[list[int], str, str]:
        """The areas, strength or concern, and note of a mark."""
        if mark.ours:
            return unwritten(mark.contents, self._areas)
        # Acrobat can be told to copy the words that are highlighted into the note, where they say nothing.
        repeats = bool(mark.quote) and _squeezed(mark.contents) == _squeezed(mark.quote)
        return [], "", "" if repeats else mark.contents[:NOTE_LIMIT]

    def _found_reviewer(self, name: str) -> int:
        if not name:
            return self._reviewer
        identity = author_identity(name)
        row = self._db.execute(
            "select id from reviewers where uuid = ? or name = ? collate nocase order by uuid <> ? limit 1",
            (identity, name, identity),
        ).fetchone()
        if row is not None:
            return int(row[0])
        return 0 if self._dry else reviewers.added(self._db, name, identity)

    def _insert(self, mark: Placed, reviewer: int, tagged: Sequence[int], strength: str, note: str) -> None:
        created = min(mark.created or self._time, self._time)
        row = {
            "uuid": mark.identity, "report": self._report, "start": mark.start, "end": mark.end, "quote": mark.quote,
            "prefix": mark.prefix, "suffix": mark.suffix, "mark": strength, "note": note, "reviewer": reviewer,
            "created": created, "modified": max(created, min(mark.modified or created, self._time)),
            "page": mark.page, "x0": mark.box.x0, "y0": mark.box.y0, "x1": mark.box.x1, "y1": mark.box.y1,
        }  # fmt: skip
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        cursor = self._db.execute(f"insert into annotations ({names}) values ({marks})", tuple(row.values()))
        self._db.executemany(
            "insert or ignore into annotation_areas (annotation, area) values (?, ?)",
            [(cursor.lastrowid, area) for area in tagged],
        )


def _where(start: int, end: int, page: int, *box: float) -> tuple[int, ...]:
    """What two annotations of one place have in common: their span, or page and rectangle to a point."""
    return (page, *map(round, box)) if page else (start, end)


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def unwritten(contents: str, known: dict[str, int]) -> tuple[list[int], str, str]:
    """The areas (ids), mark and note that `annotated_pdf.contents_of` wrote into one string.

    `known` has the ids of the library's areas by name; areas that it does not know stay in the note. The lines that
    tell of links go, for the links themselves are not in the PDF.
    """
    lines = _CONTINUED.sub("", contents, count=1).split("\n")
    tagged: list[int] = []
    names = lines[0].split("; ")
    if all(name in known for name in names):
        tagged = [known[name] for name in names]
        lines = lines[1:]
    strength = lines[0].lower() if lines and lines[0] in [mark.capitalize() for mark in MARKS if mark] else ""
    lines = lines[1:] if strength else lines
    while lines and _LINK.fullmatch(lines[-1]):
        lines.pop()
    return tagged, strength, "\n".join(lines).strip()[:NOTE_LIMIT]

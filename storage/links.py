"""Links: typed, directed relations from a passage of one report to the passage of a later one."""

import re
import sqlite3
from typing import Any, NamedTuple

from storage import annotations, reports
from storage.annotations import clean_note
from storage.clock import new_identity, now
from storage.errors import LibraryError
from storage.model import RELATIONS, Link, Passage

LONGEST = 200  # annotations of a trail: what nobody reads to its end is not looked up
LONGEST_PREFIX = 12  # characters before an item's words that are only its bullet or number, and after them
_PREFIX = re.compile(r"[\W_]*(?:\d{1,3}(?:\.\d{1,2})*[.)]?|\(?[a-z]{1,3}[.)])?\s*")
_SELECT = """
    select links.id, links.uuid, earlier, later, a.report, b.report, relation, links.note, reviewers.name,
           links.created
    from links join annotations a on a.id = earlier join annotations b on b.id = later
    join reviewers on reviewers.id = links.reviewer
"""


def add(db: sqlite3.Connection, one: int, other: int, relation: str, reviewer: int, note: str = "") -> int:
    """Link two annotations, the one of the earlier report first whichever was named first; answer the link's id.

    Raises LibraryError when both stand in one report or in editions of one inspection, or are linked already.
    """
    earlier, later = ordered(db, one, other)
    twice = "select 1 from links where (earlier, later) in (values (?, ?), (?, ?))"
    if db.execute(twice, (earlier, later, later, earlier)).fetchone():
        raise LibraryError("These two passages are linked already. Choose another relation for that link instead.")
    cursor = db.execute(
        "insert into links (uuid, earlier, later, relation, note, reviewer, created) values (?, ?, ?, ?, ?, ?, ?)",
        (new_identity(), earlier, later, _relation(relation), clean_note(note), reviewer, now()),
    )
    return int(cursor.lastrowid or 0)


class Joined(NamedTuple):
    """A link that was made, and the annotations at its ends in the order in which they were named."""

    link: int
    one: int
    other: int


def join(db: sqlite3.Connection, one: int | Passage, other: int | Passage, relation: str, reviewer: int) -> Joined:
    """Link two ends, each an annotation or a passage, which is highlighted for it unless its words are.

    Raises LibraryError as `add` does.
    """
    first, second = (end if isinstance(end, int) else _marked(db, end, reviewer) for end in (one, other))
    return Joined(add(db, first, second, relation, reviewer), first, second)


def _marked(db: sqlite3.Connection, passage: Passage, reviewer: int) -> int:
    """The annotation of this passage, made where there is none."""
    found = of_same_words(db, passage.report, passage.start, passage.end)
    return found if found is not None else annotations.add(db, passage, reviewer)


def of_same_words(db: sqlite3.Connection, report: int, start: int, end: int) -> int | None:
    """The annotation of the words of a span, or None.

    White space at the ends, a stop after the words, and a bullet or printed number before them make no difference;
    of several annotations the one whose ends are nearest is meant, then the first made.
    """
    rows = db.execute(
        'select id, "start", "end" from annotations where report = ? and page = 0 and lost = 0'
        ' and abs("start" - ?) <= ? and abs("end" - ?) <= ?',
        (report, start, LONGEST_PREFIX, end, LONGEST_PREFIX),
    ).fetchall()
    if not rows:
        return None
    text = reports.text(db, report).text
    same = [
        (abs(first - start) + abs(last - end), one)
        for one, first, last in rows
        if max(first, start) < min(last, end)
        and (first == start or _is_prefix(text, min(first, start), max(first, start)))
        and not text[min(last, end) : max(last, end)].strip(" \t\n.;,")
    ]
    return min(same)[1] if same else None


def _is_prefix(text: str, start: int, end: int) -> bool:
    """Whether a span is white space, a bullet or a printed number or letter; the latter two begin their line."""
    if not _PREFIX.fullmatch(text, start, end):
        return False
    before = text[:start].rstrip(" \t")
    begins = not before or before.endswith("\n")
    return begins or not any(character.isalnum() for character in text[start:end])


def ordered(db: sqlite3.Connection, one: int, other: int) -> tuple[int, int]:
    """Two annotations, that of the earlier report first.

    Raises LibraryError when they may not be linked: one report, or editions of one inspection.
    """
    found = dict(db.execute("select id, report from annotations where id in (?, ?)", (one, other)).fetchall())
    if found.get(one) is None or found.get(other) is None:
        raise LibraryError("One of the two passages is no longer there, so no link was made.")
    refusal = why_not(db, found[one], found[other])
    if refusal:
        raise LibraryError(refusal)
    by_id = {report.id: report for report in reports.listing(db)}
    first, second = by_id[found[one]], by_id[found[other]]
    return (one, other) if first.order <= second.order else (other, one)


def why_not(db: sqlite3.Connection, one: int, other: int) -> str:
    """Why passages of two reports may not be linked, as a sentence; "" when they may."""
    if one == other:
        return "Both passages stand in the same report. A link joins passages of two different inspections."
    by_id = {report.id: report for report in reports.listing(db)}
    first, second = by_id[one], by_id[other]
    if reports.inspection(first) is not None and reports.inspection(first) == reports.inspection(second):
        return (
            f"Both reports are editions of the same inspection ({first.name}). "
            "A link joins passages of two different inspections."
        )
    return ""


def set_relation(db: sqlite3.Connection, link: int, relation: str) -> None:
    """Change a link's relation."""
    sql = "update links set relation = ? where id = ? and relation <> ?"
    db.execute(sql, (_relation(relation), link, relation))


def set_note(db: sqlite3.Connection, link: int, note: str) -> None:
    """Write a link's note."""
    note = clean_note(note)
    db.execute("update links set note = ? where id = ? and note <> ?", (note, link, note))


def turn(db: sqlite3.Connection, report: int) -> None:
    """Turn the links of a report whose date was corrected, so that each leads from the earlier report again."""
    rows = db.execute(_SELECT + " where a.report = ? or b.report = ?", (report, report)).fetchall()
    by_id = {each.id: each for each in reports.listing(db)} if rows else {}  # a report that is new has no links
    for link in map(_link, rows):
        if by_id[link.earlier_report].order > by_id[link.later_report].order:
            db.execute("update links set earlier = later, later = earlier where id = ?", (link.id,))


def delete(db: sqlite3.Connection, link: int) -> None:
    """Delete a link; both passages stay."""
    db.execute("delete from links where id = ?", (link,))


def everything(db: sqlite3.Connection) -> list[Link]:
    """Every link of the library."""
    return [_link(row) for row in db.execute(_SELECT + " order by links.id")]


def between(db: sqlite3.Connection, one: int, other: int) -> list[Link]:
    """The links between two reports, whichever is earlier."""
    rows = db.execute(_SELECT + " where a.report in (?, ?) and b.report in (?, ?)", (one, other, one, other))
    return [link for link in map(_link, rows) if link.earlier_report != link.later_report]


def of_annotation(db: sqlite3.Connection, annotation: int) -> list[Link]:
    """The links that begin or end at an annotation."""
    rows = db.execute(_SELECT + " where earlier = ? or later = ? order by links.id", (annotation, annotation))
    return [_link(row) for row in rows]


def thread(db: sqlite3.Connection, annotation: int) -> list[int]:
    """The ids of all annotations joined to this one by links, through any number of years, itself included."""
    rows = db.execute(
        """
        with recursive joined(id) as (
          values (?)
          union select case when earlier = joined.id then later else earlier end
          from joined join links on joined.id in (earlier, later)
        ) select id from joined
        """,
        (annotation,),
    )
    return [row[0] for row in rows]


class Stop(NamedTuple):
    """An annotation of a thread, and the link by which it is joined to one nearer to where the trail begins.

    `link` is None for the annotation that the trail begins at; `near` is the other end of the link.
    """

    annotation: int
    link: Link | None
    near: int


def trail(db: sqlite3.Connection, annotation: int) -> list[Stop]:
    """The thread of an annotation, the nearest first, each with the link that leads back; at most `LONGEST`."""
    stops = [Stop(annotation, None, annotation)]
    met = {annotation}
    for stop in stops:  # grows while it is walked through
        for link in of_annotation(db, stop.annotation):
            other = link.later if link.earlier == stop.annotation else link.earlier
            if other not in met and len(stops) < LONGEST:
                met.add(other)
                stops.append(Stop(other, link, stop.annotation))
    return stops


def _link(row: tuple[Any, ...]) -> Link:
    return Link(*row)


def _relation(relation: str) -> str:
    if relation not in RELATIONS:
        raise ValueError(relation)
    return relation

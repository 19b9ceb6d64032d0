"""The steps of history for reading: what was done, by whom, when, and to what.

A step's row images may be large (a note, a thousand highlights): of each only its beginning is read.
"""

import json
import re
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from storage import passage_table

DONE, UNDONE, SET_ASIDE = range(3)
_BEGINNING = 1 << 15  # bytes of a step's images that are read: some 25 highlights
_LATELY = 200  # steps
_WORDS = 160  # characters of a quotation
_NEAR = 200  # steps before and after, among whose images a passage is looked for that is not in the library
_FIRST_ENTRY = re.compile(r'\["(\w+)",(\d+),')

_Entry = tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]


class Subject(NamedTuple):
    """What a step was about.

    `table` is the one of `id`, "" where the step says nothing. `annotation` and `report` are what may be shown, 0
    where it is not there (any more); of a link its later end. `where` is the citation or the report's name, `words`
    the quotation's beginning or the name of an area, filter or reviewer, "" where they say nothing. `several` is true
    where the step changed more than one annotation.
    """

    table: str = ""
    id: int = 0
    annotation: int = 0
    report: int = 0
    where: str = ""
    words: str = ""
    several: bool = False


class Step(NamedTuple):
    """A step: label, reviewer's name ("" if not known), UTC time, DONE, UNDONE or SET_ASIDE, and what it was about."""

    id: int
    label: str
    reviewer: str
    at: str
    state: int
    subject: Subject


class Overview(NamedTuple):
    """All steps as numbers, newest first; the days, each with the place of its first step; the place of the last done.

    `here` is `len(ids)` where no step is done. `undone` counts those that could be redone: the newest but for those
    that were set aside.
    """

    ids: "array[int]"
    days: list[tuple[date, int]]
    here: int
    undone: int


def overview(db: sqlite3.Connection) -> Overview:
    """All steps as numbers."""
    # The plus sign keeps SQLite from walking through the steps' images for the order.
    text = db.execute("select group_concat(id) from (select id from history order by +id desc)").fetchone()[0]
    ids = array("q", map(int, text.split(",")) if text else ())
    return _placed(db, ids, days(db, ids))


def refreshed(db: sqlite3.Connection, known: Overview) -> Overview:
    """What `overview` would answer, where since `known` no more than `_LATELY` steps below its last one done changed.

    Only the newest steps are looked at, so that an edit costs the same however long the history is.
    """
    place = min(known.here + _LATELY, len(known.ids))
    bound = known.ids[place] if place < len(known.ids) else 0
    rows = db.execute("select id from history where id > ? order by id desc", (bound,))
    front = array("q", (row[0] for row in rows))
    found = days(db, front)
    moved = len(front) - place
    for number, (today, first) in enumerate(known.days):
        end = known.days[number + 1][1] if number + 1 < len(known.days) else len(known.ids)
        begin = max(first, place) + moved
        if end > place and (not found or found[-1][0] != today):
            found.append((today, begin))
    return _placed(db, front + known.ids[place:], found)


def _placed(db: sqlite3.Connection, ids: "array[int]", found: list[tuple[date, int]]) -> Overview:
    done = db.execute("select id from history where undone = 0 order by id desc limit 1").fetchone()
    undone = int(db.execute("select count(*) from history where undone = 1").fetchone()[0])
    return Overview(ids, found, ids.index(done[0]) if done else len(ids), undone)


def is_short(db: sqlite3.Connection, most: int) -> bool:
    """Whether there are no more steps than `most`."""
    return (
        int(db.execute("select count(*) from (select undone from history limit ?)", (most + 1,)).fetchone()[0]) <= most
    )


def distance(db: sqlite3.Connection, step: int, *, forward: bool) -> int:
    """How many steps `history.travelled` would undo so that `step` is the last one done, or redo up to and with it."""
    if forward:
        sql = "select count(*) from history where undone = 1 and id <= ?"
    else:
        sql = "select count(*) from history where undone = 0 and id > ?"
    return int(db.execute(sql, (step,)).fetchone()[0])


def day(at: str) -> date:
    """The day of a UTC time, where this computer is."""
    try:
        return datetime.fromisoformat(at).astimezone().date()
    except ValueError:
        return date.min  # a damaged library


def days(db: sqlite3.Connection, steps: Sequence[int]) -> list[tuple[date, int]]:
    """The days on which steps were made, with the place of the first step of each among `steps` (newest first).

    Times are taken to go with the ids, so that a hundred thousand steps need not be looked at one by one.
    """

    def at(place: int) -> date:
        row = db.execute("select at from history where id = ?", (steps[place],)).fetchone()
        return day(row[0]) if row else date.min

    found: list[tuple[date, int]] = []
    place = 0
    while place < len(steps):
        today = at(place)
        found.append((today, place))
        stride, known = 1, place
        while known + stride < len(steps) and at(known + stride) == today:
            known, stride = known + stride, stride * 2
        beyond = min(known + stride, len(steps))
        while beyond - known > 1:
            middle = (known + beyond) // 2
            if at(middle) == today:
                known = middle
            else:
                beyond = middle
        place = beyond
    return found


def block(db: sqlite3.Connection, wanted: Iterable[int]) -> list[Step]:
    """Some steps with their subjects, in the order given; those that have gone are not among them."""
    sql = """
        select history.id, label, coalesce(reviewers.name, ''), at, undone
        from json_each(?) as wanted join history on history.id = wanted.value
        left join reviewers on reviewers.id = history.reviewer order by wanted.key
    """
    rows = db.execute(sql, (json.dumps(list(wanted)),)).fetchall()
    subjects = _subjects(db, [row[0] for row in rows])
    return [Step._make((*row, subjects[row[0]])) for row in rows]


def subject(db: sqlite3.Connection, step: int) -> Subject:
    """What a step was about, as the library is now."""
    return _subjects(db, [step])[step]


# --- what a step was about -------------------------------------------------------------------------------


def _subjects(db: sqlite3.Connection, steps: Iterable[int]) -> dict[int, Subject]:
    chosen = {step: _chosen(_entries(db, step)) for step in steps}
    shown = {step: _annotations_shown(entry) for step, (entry, _) in chosen.items() if entry is not None}
    rows = passage_table.rows(db, {one for several in shown.values() for one in several})
    found = {}
    for step, (entry, several) in chosen.items():
        if entry is None:
            found[step] = Subject()
            continue
        table, row, image = entry
        base = Subject(table, row, several=several)
        live = next((rows[one] for one in shown[step] if one in rows), None)
        if live is not None:
            words = live.quote if not live.rectangle else ""
            found[step] = base._replace(
                annotation=live.id, report=live.report, where=live.citation, words=_beginning(words)
            )
        elif table != "annotations" and shown[step]:
            found[step] = _by_image(db, base, step, shown[step])
        else:
            found[step] = _without_annotation(db, base, image)
    return found


def _entries(db: sqlite3.Connection, step: int) -> list[_Entry]:
    """The first row changes of a step, as many as its beginning holds whole."""
    try:
        with db.blobopen("history", "rows", step, readonly=True) as images:
            whole = len(images) <= _BEGINNING
            text = images.read(_BEGINNING).decode("utf-8", "ignore")
    except sqlite3.OperationalError:  # there is no such step any more
        return []
    if whole:
        return [tuple(entry) for entry in json.loads(text)]
    decoder, found, at = json.JSONDecoder(), [], 1
    while at < len(text):
        try:
            entry, end = decoder.raw_decode(text, at)
        except ValueError:  # here the beginning ends
            break
        found.append(tuple(entry))
        at = end + 1
    if not found and (match := _FIRST_ENTRY.search(text)):
        found.append((match[1], int(match[2]), None, None))
    return found


def _chosen(entries: list[_Entry]) -> tuple[tuple[str, int, dict[str, Any]] | None, bool]:
    """The row that a step is about, with an image of it, and whether it changed more than one annotation."""
    by_table: dict[str, list[_Entry]] = {}
    for entry in entries:
        by_table.setdefault(entry[0], []).append(entry)
    marked = {row for _, row, _, _ in by_table.get("annotations", ())}
    gone = [entry for entry in by_table.get("annotations", ()) if entry[3] is None]
    for few in (
        by_table.get("reports"),
        by_table.get("areas"),
        gone,
        by_table.get("links"),
        by_table.get("annotations"),
        *(by_table.get(table) for table in ("annotation_areas", "verdicts", "filters", "crosswalk", "reviewers")),
    ):
        if few:
            table, row, before, after = few[0]
            return (table, row, after or before or {}), len(marked) > 1
    return None, False


def _annotations_shown(entry: tuple[str, int, dict[str, Any]]) -> list[int]:
    """The annotations that can show a row, the best first: of a link its later end, then the earlier."""
    table, row, image = entry
    if table == "annotations":
        return [row]
    ends = {"links": ("later", "earlier"), "annotation_areas": ("annotation",)}.get(table, ())
    return [int(image[end]) for end in ends if image.get(end)]


def _by_image(db: sqlite3.Connection, base: Subject, step: int, annotations: Iterable[int]) -> Subject:
    """What a row was about whose annotations are not there: one of them as it was, in this step or one near it."""
    for annotation in annotations:
        beginning = f'["annotations",{annotation},'
        near = db.execute(
            "select id from history where id between ? and ? and instr(substr(rows, 1, ?), ?)"
            " order by abs(id - ?) limit 1",
            (step - _NEAR, step + _NEAR, _BEGINNING, beginning, step),
        ).fetchone()
        entries = _entries(db, near[0]) if near is not None else []
        for table, row, before, after in entries:
            if (table, row) == ("annotations", annotation) and (before or after):
                known = _without_annotation(db, Subject("annotations", annotation), after or before or {})
                return base._replace(report=known.report, where=known.where, words=known.words)
    return base


def _without_annotation(db: sqlite3.Connection, base: Subject, image: dict[str, Any]) -> Subject:
    """What is known of a row that no annotation shows, from its image and from the report that it belongs to."""
    name = str(image.get("name") or image.get("printed") or "")
    if base.table == "reports":
        year = image.get("year") or "undated"
        base = base._replace(where=f"{image.get('authority') or 'Unknown authority'} {year}", report=base.id)
    elif base.table in ("annotations", "verdicts"):
        name, base = str(image.get("quote") or ""), base._replace(report=int(image.get("report") or 0))
    found = db.execute("select authority, year from reports where id = ?", (base.report,)).fetchone()
    if found is None:
        return base._replace(report=0, words=_beginning(name))
    where = passage_table.report_name(*found)
    if base.table == "annotations" and "start" in image:
        place = passage_table.place(db, base.report, image["start"], image.get("page", 0), bool(image.get("lost")))
        where = f"{where}, {place}" if place else where
    return base._replace(where=where, words=_beginning(name))


def _beginning(text: str) -> str:
    """The beginning of a text on one line."""
    text = " ".join(text[: 2 * _WORDS].split())
    return text if len(text) <= _WORDS else text[:_WORDS].rstrip() + "…"

"""Undo for every watched table, by SQLite's triggers; the steps live in the library and survive a restart.

A step keeps the row images before and after as JSON: `[[table, row id, before, after], …]` in the order
of the changes, `before` null for an insert and `after` null for a delete. Undo puts the before-images
back in reverse order, redo the after-images in order. The idea of logging by triggers is described at
sqlite.org/undoredo.html; images instead of SQL text keep a step readable by later versions.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.clock import now
from storage.errors import LibraryError
from storage.model import Change
from storage.versions import WATCHED

if TYPE_CHECKING:
    from storage.library import Library

Image = dict[str, Any]
"""A row as JSON: its columns by name."""


class Travelled(NamedTuple):
    """How far one went through the history: how many steps of how many, what they changed, what stopped them ("")."""

    done: int
    wanted: int
    change: Change
    problem: str = ""


def watch(db: sqlite3.Connection) -> None:
    """Log every later insert, update and delete in the watched tables of this connection."""
    db.execute("pragma recursive_triggers = on")  # else REPLACE deletes without telling
    db.execute("create temp table change_log (tbl text, row integer, before text, after text)")
    for table in WATCHED:
        columns = [row[1] for row in db.execute(f'pragma table_info("{table}")')]
        old = _image(columns, "old")
        new = _image(columns, "new")
        for event, row, before, after in (
            ("insert", "new", "null", new),
            ("update", "new", old, new),
            ("delete", "old", old, "null"),
        ):
            db.execute(
                f'create temp trigger log_{table}_{event} after {event} on main."{table}" begin '
                f"insert into change_log values ('{table}', {row}.id, {before}, {after}); end"
            )


def _image(columns: list[str], row: str) -> str:
    """The SQL expression of a row's image as JSON text."""
    return "json_object(" + ", ".join(f"'{column}', {row}.\"{column}\"" for column in columns) + ")"


def recorded(db: sqlite3.Connection, label: str, reviewer: int | None) -> frozenset[tuple[str, int]]:
    """Turn what was logged since the last call into one step of history; answer the rows touched.

    Must run inside the transaction of the edit. Nothing logged makes no step. Steps that were undone
    are forgotten: a new edit begins a new future.
    """
    touched = frozenset(db.execute("select tbl, row from change_log").fetchall())
    if touched:
        db.execute("delete from history where undone = 1")
        db.execute(
            "insert into history (label, reviewer, at, rows) select ?, ?, ?, "
            "json_group_array(json_array(tbl, row, json(before), json(after))) from change_log",
            (label, reviewer, now()),
        )
        db.execute("delete from change_log")
    return touched


def undoable(db: sqlite3.Connection) -> tuple[int, str] | None:
    """The step that undo would take back, as (id, label)."""
    return db.execute("select id, label from history where undone = 0 order by id desc limit 1").fetchone()  # type: ignore[no-any-return]


def redoable(db: sqlite3.Connection) -> tuple[int, str] | None:
    """The step that redo would bring forward, as (id, label)."""
    return db.execute("select id, label from history where undone = 1 order by id limit 1").fetchone()  # type: ignore[no-any-return]


def revert(db: sqlite3.Connection, step: int, *, forward: bool) -> Change:
    """Take a step back, or bring it forward again; must run inside a transaction.

    Raises sqlite3.IntegrityError, here or when the transaction commits, when the library has changed in a
    way that leaves no room for the old rows (a removed report that was added anew).
    """
    label, rows = _put_back(db, step, forward)
    db.execute("delete from change_log")
    return Change(label, frozenset((table, row) for table, row, _, _ in rows))


def _put_back(db: sqlite3.Connection, step: int, forward: bool) -> tuple[str, list[Any]]:
    """Put a step's images back; answer its label and rows."""
    label, text = db.execute("select label, rows from history where id = ?", (step,)).fetchone()
    rows = json.loads(text)
    db.execute("pragma defer_foreign_keys = on")
    for table, row, before, after in rows if forward else reversed(rows):
        _put(db, table, row, after if forward else before)
    db.execute("update history set undone = ? where id = ?", (0 if forward else 1, step))
    return label, rows


def between(db: sqlite3.Connection, step: int, *, forward: bool) -> list[int]:
    """The steps to take back, in order, so that `step` is the last one done; or to bring forward up to and with it."""
    if forward:
        sql = "select id from history where undone = 1 and id <= ? order by id"
    else:
        sql = "select id from history where undone = 0 and id > ? order by id desc"
    return [row[0] for row in db.execute(sql, (step,))]


def travelled(library: "Library", step: int, *, forward: bool) -> Travelled:
    """Undo back to a step, so that it is the last one done (0: all are undone); or redo up to and with it.

    One transaction. Where a step has no room any more, those before it are undone or redone all the same, each by
    itself, and that step is set aside. Raises LibraryError when the disk refuses, LibraryReadOnly.
    """
    steps = library.ask(between, step, forward=forward)
    if not steps:
        return Travelled(0, 0, Change("", frozenset()))
    try:
        change = library.write(f"{'Redo' if forward else 'Undo'} {len(steps)} steps", _put_each_back, steps, forward)
    except sqlite3.IntegrityError:
        return _travelled_singly(library, steps, forward)
    return Travelled(len(steps), len(steps), change)


def _put_each_back(db: sqlite3.Connection, steps: Iterable[int], forward: bool) -> None:
    for step in steps:
        _put_back(db, step, forward)


def _travelled_singly(library: "Library", steps: list[int], forward: bool) -> Travelled:
    """Go step by step, to the one that has no room."""
    touched: frozenset[tuple[str, int]] = frozenset()
    verb = "redone" if forward else "undone"
    for done, step in enumerate(steps):
        label = library.ask(_label, step)
        try:
            change = library.redo() if forward else library.undo()
        except LibraryError:
            if library.ask(_is_set_aside, step):
                before = f"{done} of {len(steps)} steps" if done else f"None of {len(steps)} steps"
                return Travelled(
                    done,
                    len(steps),
                    Change(label, touched),
                    f"{before} {'was' if done == 1 or not done else 'were'} {verb}: “{label}” can no longer be {verb}, "
                    "because its report has been added to the library again since. It is passed over from now on; "
                    "choose the same again to go on.",
                )
            raise
        touched |= change.touched if change is not None else frozenset()
    return Travelled(len(steps), len(steps), Change(label, touched))


def _label(db: sqlite3.Connection, step: int) -> str:
    return str(db.execute("select label from history where id = ?", (step,)).fetchone()[0])


def _is_set_aside(db: sqlite3.Connection, step: int) -> bool:
    return bool(db.execute("select undone = 2 from history where id = ?", (step,)).fetchone()[0])


def set_aside(db: sqlite3.Connection, step: int) -> None:
    """Keep a step in the history but pass over it: it has no room any more, and would bar the way to others."""
    db.execute("update history set undone = 2 where id = ?", (step,))


def amend(db: sqlite3.Connection, change: Callable[[str, Image], Image]) -> None:
    """Change the row images of every step, because what they speak of was changed outside the history.

    `change(table, image)` answers the image as it should be. A report that is read again moves its passages,
    and undoing an older step must not move them back.
    """
    for step, text in db.execute("select id, rows from history").fetchall():
        rows = json.loads(text)
        amended = [
            [table, row, *(change(table, image) if image is not None else None for image in images)]
            for table, row, *images in rows
        ]
        if amended != rows:
            db.execute("update history set rows = ? where id = ?", (json.dumps(amended), step))


def _put(db: sqlite3.Connection, table: str, row: int, image: dict[str, Any] | None) -> None:
    """Make a row be as in its image; None means that the row is not there."""
    if table not in WATCHED:
        raise ValueError(f"history names a table that is not watched: {table}")
    if image is None:
        db.execute(f'delete from "{table}" where id = ?', (row,))
        return
    names = list(image)
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != "id")
    db.execute(
        f'insert into "{table}" ({columns}) values ({marks}) on conflict (id) do update set {sets}',
        [image[name] for name in names],
    )

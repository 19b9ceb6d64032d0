"""Undo and redo: every edit, at every step, across a restart."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from storage import annotations, areas, history, links, reports, reviewers
from storage.errors import LibraryError
from storage.library import Library, create, opened
from storage.model import MARKS, RELATIONS, Change
from storage.passages import passage
from storage.versions import WATCHED
from tests.storage.builders import added, document, highlighted, reviewer, rows, steps

NOTES = (
    "",
    "plain",
    'O\'Brien said "too slow"; see -- p. 3',
    "two\nlines\r\n\tand a tab",
    "emoji 👩‍👧 and ﬁ, é",
    "nul \x00 inside",
    '\\u0000 {"json": [null]} \x1b[31m \x7f',
    "line \u2028 separator",
    "lone \ud83d half",
    "x" * 5000,
)
SEEDS = range(20)
EDITS = 60


class Editor:
    """Makes random edits of every kind."""

    def __init__(self, library: Library, seed: int):
        self.library = library
        self.random = random.Random(seed)

    def edit(self) -> Change:
        kind = self.random.choice(self.kinds())
        return self.library.edit(kind.__name__, kind)

    def kinds(self) -> list[Any]:
        always = [self.highlight, self.highlight, self.highlight_with_areas, self.rename_reviewer, self.add_reviewer]
        on_report = [self.correct, self.correct]
        if self.random.random() < 0.1:
            on_report.append(self.remove_report)
        on_annotation = [self.tag, self.tag, self.untag, self.mark, self.note, self.note, self.link, self.link]
        on_annotation += [self.link_with_mark, self.delete]
        on_link = [self.relation, self.link_note, self.delete_link]
        kinds = list(on_report if not self.any("annotations") else on_report + on_annotation)
        if self.any("links"):
            kinds += on_link
        return always + kinds if self.any("reports") else [self.rename_reviewer, self.add_reviewer]

    def any(self, table: str) -> int | None:
        found = self.library.ask(lambda db: [row[0] for row in db.execute(f"select id from {table} order by id")])
        return self.random.choice(found) if found else None

    def passage(self, db: sqlite3.Connection) -> Any:
        report = self.any("reports")
        text = reports.text(db, report).text
        start = self.random.randrange(len(text) - 20)
        return passage(report, text, start, start + self.random.randint(3, 20))

    def highlight(self, db: sqlite3.Connection) -> None:
        annotations.add(db, self.passage(db), self.any("reviewers"), note=self.random.choice(NOTES))

    def highlight_with_areas(self, db: sqlite3.Connection) -> None:
        tags = [area.id for area in self.random.sample(areas.all_areas(db), 2)]
        annotations.add(db, self.passage(db), self.any("reviewers"), tags, self.random.choice(MARKS))

    def tag(self, db: sqlite3.Connection) -> None:
        annotations.tag(db, self.any("annotations"), self.any("areas"))

    def untag(self, db: sqlite3.Connection) -> None:
        one = self.any("annotations")
        for area in annotations.one(db, one).areas[:1]:
            annotations.untag(db, one, area)

    def mark(self, db: sqlite3.Connection) -> None:
        annotations.set_mark(db, self.any("annotations"), self.random.choice(MARKS))

    def note(self, db: sqlite3.Connection) -> None:
        annotations.set_note(db, self.any("annotations"), self.random.choice(NOTES))

    def delete(self, db: sqlite3.Connection) -> None:
        annotations.delete(db, self.any("annotations"))

    def link(self, db: sqlite3.Connection) -> None:
        one, other = self.any("annotations"), self.any("annotations")
        note = self.random.choice(NOTES)
        links.add(db, one, other, self.random.choice(RELATIONS), self.any("reviewers"), note)

    def link_with_mark(self, db: sqlite3.Connection) -> None:
        found = self.passage(db)
        links.join(db, self.any("annotations"), found, self.random.choice(RELATIONS), self.any("reviewers"))

    def relation(self, db: sqlite3.Connection) -> None:
        links.set_relation(db, self.any("links"), self.random.choice(RELATIONS))

    def link_note(self, db: sqlite3.Connection) -> None:
        links.set_note(db, self.any("links"), self.random.choice(NOTES))

    def delete_link(self, db: sqlite3.Connection) -> None:
        links.delete(db, self.any("links"))

    def remove_report(self, db: sqlite3.Connection) -> None:
        reports.remove(db, self.any("reports"))

    def correct(self, db: sqlite3.Connection) -> None:
        key, value = self.random.choice(
            [
                ("authority", "King's Lynn “Ünïcode”"),
                ("authority", ""),
                ("year", "2019"),
                ("year", ""),
                ("inspection_end", "2011-02-28"),
                ("published", ""),
                ("kind", "OTHER"),
                ("overall", "Inadequate"),
            ]
        )
        reports.correct(db, self.any("reports"), {key: value})

    def add_reviewer(self, db: sqlite3.Connection) -> None:
        reviewers.added(db, self.random.choice(["B", "C", "D’Arcy"]))

    def rename_reviewer(self, db: sqlite3.Connection) -> None:
        identity = db.execute("select uuid from reviewers where id = ?", (self.any("reviewers"),)).fetchone()[0]
        reviewers.added(db, f"Name {self.random.random()}", identity)


def prepared(folder: Path) -> Library:
    library = create(folder)
    reviewer(library)
    added(
        library,
        document("first", end="2012-03-09"),
        document("second", end="2017-05-18"),
        document("third", end="2020-11-27", text="12. Interviews on return are timely.\n13. They are good 👍 enough."),
    )
    return library


def state(library: Library) -> dict[str, list[tuple[Any, ...]]]:
    return library.ask(rows)


def reopened(library: Library) -> Library:
    folder = library.folder
    library.close()
    return opened(folder)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_edits_are_undone_and_redone_at_every_step_across_restarts(seed: int, tmp_path: Path):
    library = prepared(tmp_path / "library")
    states = [state(library)]
    editor = Editor(library, seed)
    for number in range(EDITS):
        try:
            change = editor.edit()
        except LibraryError:  # a link that may not be
            assert state(library) == states[-1]
            continue
        if change.touched:
            states.append(state(library))
            assert states[-1] != states[-2], change.label
        else:
            assert state(library) == states[-1]
        if number == EDITS // 2:
            library = editor.library = reopened(library)
    assert len(states) > EDITS // 2
    for number, before in enumerate(reversed(states[:-1])):
        assert library.undo() is not None
        assert state(library) == before
        if number == len(states) // 2:
            library = reopened(library)
    assert library.undo() is None
    for number, after in enumerate(states[1:]):
        assert library.redo() is not None
        assert state(library) == after
        if number == len(states) // 2:
            library = reopened(library)
    assert library.redo() is None
    assert library.ask(lambda db: db.execute("pragma foreign_key_check").fetchall()) == []
    assert library.ask(lambda db: db.execute("pragma integrity_check").fetchone()[0]) == "ok"
    library.close()


@pytest.mark.parametrize("seed", range(5))
def test_random_walk_of_undo_redo_and_new_edits(seed: int, tmp_path: Path):
    library = prepared(tmp_path / "library")
    editor = Editor(library, seed + 100)
    states, here = [state(library)], 0
    for _ in range(EDITS):
        way = editor.random.random()
        if way < 0.3:
            here -= library.undo() is not None
        elif way < 0.5:
            here += library.redo() is not None
        else:
            try:
                change = editor.edit()
            except LibraryError:
                continue
            if change.touched:
                states[here + 1 :] = [state(library)]
                here += 1
        assert state(library) == states[here]
    library.close()


def test_every_kind_of_edit_was_tried(tmp_path: Path):
    library = prepared(tmp_path / "library")
    editor = Editor(library, 7)
    done = set()
    for _ in range(600):
        try:
            done.add(editor.edit().label)
        except LibraryError:
            library.undo()
        if not library.ask(reports.listing):
            library.undo()
    library.close()
    missing = {name for name, value in vars(Editor).items() if callable(value)} - done
    assert missing == {"__init__", "edit", "kinds", "any", "passage"}


def test_a_new_edit_forgets_what_was_undone(library: Library):
    reviewer(library)
    (report,) = added(library, document())
    highlighted(library, report, "settle well")
    highlighted(library, report, "too variable")
    library.undo()
    assert library.ask(history.redoable) is not None
    highlighted(library, report, "attainment")
    assert library.ask(history.redoable) is None
    assert library.redo() is None
    assert [found.quote for found in library.ask(annotations.of_report, report)] == ["settle well", "attainment"]


def test_history_is_kept_with_label_reviewer_and_time(tmp_path: Path):
    library = prepared(tmp_path / "library")
    one = highlighted(library, 1, "settle well")
    library.edit("Note", annotations.set_note, one, "mine")
    library.undo()
    with reopened(library) as again:
        assert again.ask(history.undoable)[1] == "Highlight"
        assert again.ask(history.redoable)[1] == "Note"
        assert again.ask(steps) == [("Highlight", 0), ("Note", 1)]
        who, at = again.ask(lambda db: db.execute("select reviewer, at from history").fetchone())
        assert who == 1
        assert at.endswith("Z")
        assert again.redo().label == "Note"
        assert again.ask(annotations.one, one).note == "mine"


def test_an_edit_that_changes_nothing_is_no_step(library: Library):
    reviewer(library)
    (report,) = added(library, document())
    one = highlighted(library, report, "settle well", areas=[1], mark="strength", note="n")
    before = library.ask(steps)
    library.edit("Tag", annotations.tag, one, 1)
    library.edit("Untag", annotations.untag, one, 2)
    library.edit("Mark", annotations.set_mark, one, "strength")
    library.edit("Note", annotations.set_note, one, "n")
    library.edit("Correct", reports.correct, report, {"lead_inspector": "A. Person"})
    assert len(library.ask(steps)) == len(before) + 1
    again = library.edit("Correct", reports.correct, report, {"lead_inspector": "A. Person"})
    assert again.touched == frozenset()
    assert len(library.ask(steps)) == len(before) + 1


def test_adding_reports_is_no_step_and_undo_passes_over_it(library: Library):
    reviewer(library)
    (first,) = added(library, document("first"))
    one = highlighted(library, first, "settle well")
    added(library, document("second", end="2020-11-27"))
    assert library.ask(steps) == [("Highlight", 0)]
    assert library.undo().touched == {("annotations", one)}
    assert len(library.ask(reports.listing)) == 2


def test_undo_of_a_removal_after_the_report_was_added_anew(library: Library):
    reviewer(library)
    made = document()
    (report,) = added(library, made)
    highlighted(library, report, "settle well")
    library.edit("Remove report", reports.remove, report)
    added(library, made)
    before = state(library)
    with pytest.raises(LibraryError, match=r"“Remove report” can no longer be undone.*Nothing was changed"):
        library.undo()
    assert state(library) == before
    # The step is passed over; the highlight, whose report has gone for good, cannot be taken up either.
    assert library.ask(history.undoable)[1] == "Highlight"
    assert library.undo().label == "Highlight"
    assert state(library) == before
    library.edit("Correct", reports.correct, library.ask(reports.listing)[0].id, {"year": "2018"})
    assert library.undo().label == "Correct"


def test_step_that_fails_only_at_the_commit_is_passed_over(library: Library):
    reviewer(library)
    made = document()
    (report,) = added(library, made)
    one = highlighted(library, report, "settle well")
    library.edit("Note", annotations.set_note, one, "mine")
    library.edit("Remove report", reports.remove, report)
    added(library, made)
    before = state(library)
    for label in ("Remove report", "Note"):
        with pytest.raises(LibraryError, match=f"“{label}” can no longer be undone"):
            library.undo()
        assert state(library) == before
    assert library.undo().label == "Highlight"


def test_undone_removal_brings_back_marks_links_and_text(tmp_path: Path):
    library = prepared(tmp_path / "library")
    one, other = highlighted(library, 1, "settle well", areas=[2, 3]), highlighted(library, 2, "settle well")
    library.edit("Link", links.add, one, other, "recurs", 1, "same words")
    before = state(library)
    library.edit("Remove report", reports.remove, 1)
    assert library.ask(links.everything) == []
    with reopened(library) as again:
        change = again.undo()
        assert change.tables == {"reports", "annotations", "annotation_areas", "links"}
        assert state(again) == before
        assert again.ask(reports.text, 1).text.startswith("1. Children")


def test_change_names_the_rows_touched(library: Library):
    who = reviewer(library)
    (report,) = added(library, document())
    change = library.edit("Highlight", _highlighted_and_tagged, report, who)
    assert change.touched == {("annotations", 1), ("annotation_areas", 1)}
    assert change.answer == 1
    assert library.undo().touched == change.touched
    assert library.redo().touched == change.touched


def _highlighted_and_tagged(db: sqlite3.Connection, report: int, who: int) -> int:
    text = reports.text(db, report).text
    return annotations.add(db, passage(report, text, 3, 11), who, [4])


def test_every_watched_table_is_logged(library: Library):
    triggers = library.ask(lambda db: {row[0] for row in db.execute("select name from sqlite_temp_master")})
    for table in WATCHED:
        assert {f"log_{table}_{event}" for event in ("insert", "update", "delete")} <= triggers


def test_replace_is_logged_as_a_delete_and_an_insert(library: Library):
    reviewer(library)
    before = state(library)
    sql = "replace into reviewers (id, uuid, name) select 9, uuid, 'New' from reviewers"
    library.edit("Replace", lambda db: db.execute(sql))
    assert library.ask(reviewers.names) == {9: "New"}
    library.undo()
    assert state(library) == before


def test_history_with_a_foreign_table_is_refused(library: Library):
    reviewer(library)
    library.write(
        "Forge",
        lambda db: db.execute(
            "insert into history (label, at, rows) values ('x', 'now', '[[\"history\", 1, null, null]]')"
        ),
    )
    with pytest.raises(ValueError, match="not watched"):
        library.undo()

"""Undo and redo: every edit, at every step, across a restart."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from storage import annotations, areas, bulk, codebook, crosswalk, filters, history, links, reports, reviewers, verdicts
from storage.errors import LibraryError
from storage.library import Library, create, opened
from storage.model import MARKS, RELATIONS, Change
from storage.passage_filter import GROUPS, SORTS, Arrangement, Filter
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
        always += [self.save_filter, self.codebook, self.codebook]
        on_report = [self.correct, self.correct, self.dismiss, self.map_area]
        if self.random.random() < 0.1:
            on_report.append(self.remove_report)
        on_annotation = [self.tag, self.tag, self.untag, self.mark, self.note, self.note, self.link, self.link]
        on_annotation += [self.link_with_mark, self.delete, self.bulk, self.bulk]
        on_link = [self.relation, self.link_note, self.delete_link]
        kinds = list(on_report if not self.any("annotations") else on_report + on_annotation)
        if self.any("links"):
            kinds += on_link * 2
        if self.any("filters"):
            kinds += [self.rename_filter, self.delete_filter]
        if self.any("verdicts"):
            kinds += [self.take_back]
        few = [self.rename_reviewer, self.add_reviewer, self.save_filter, self.codebook]
        return always + kinds if self.any("reports") else few

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
        annotations.tag(db, self.any("annotations"), self.any("areas"))  # retired ones may be given by a bundle

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
        links.join(db, self.any("annotations"), self.passage(db), self.random.choice(RELATIONS), self.any("reviewers"))

    def bulk(self, db: sqlite3.Connection) -> None:
        everything = [row[0] for row in db.execute("select id from annotations order by id")]
        some = self.random.sample(everything, self.random.randint(1, len(everything)))
        match self.random.randrange(8):
            case 0:
                bulk.bulk_delete(db, some[:3])
            case 1 | 2 | 3:
                bulk.bulk_tag(db, some, self.any("areas"))
            case 4 | 5:
                bulk.bulk_untag(db, some, self.any("areas"))
            case _:
                bulk.bulk_mark(db, some, self.random.choice(MARKS))

    def arrangement(self) -> Arrangement:
        asked = Filter(marks=tuple(self.random.sample(MARKS, 2)), words=self.random.choice(NOTES[:4]))
        return Arrangement(asked, self.random.choice(GROUPS), self.random.choice(SORTS), self.random.random() < 0.5)

    def save_filter(self, db: sqlite3.Connection) -> None:
        filters.save(
            db, self.random.choice(["Concerns", "concerns", "“To do”", "D’Arcy", "é 👩‍👧"]), self.arrangement()
        )

    def rename_filter(self, db: sqlite3.Connection) -> None:
        filters.rename(db, self.any("filters"), self.random.choice(["Concerns", "Other", "O'Brien"]))

    def delete_filter(self, db: sqlite3.Connection) -> None:
        filters.delete(db, self.any("filters"))

    def codebook(self, db: sqlite3.Connection) -> None:
        area, other = self.any("areas"), self.any("areas")
        name = self.random.choice(["Early help", "King’s “own”", "Courts & panels", f"Area {self.random.random()}"])
        match self.random.randrange(9):
            case 0:
                codebook.add(db, name, parent=self.random.choice([None, area]))
            case 1:
                codebook.rename(db, area, name)
            case 2:
                codebook.describe(db, area, self.random.choice(NOTES))
            case 3:
                codebook.recolour(db, area, f"#{self.random.randrange(1 << 24):06x}")
            case 4:
                codebook.set_slot(db, area, self.random.choice([None, *codebook.SLOTS]))
            case 5:
                codebook.move(db, area, self.random.choice([None, other]), self.random.randrange(4))
            case 6:
                self.random.choice([codebook.retire, codebook.bring_back])(db, area)
            case 7:
                codebook.merge(db, area, other)
            case 8:
                codebook.delete(db, area)

    def map_area(self, db: sqlite3.Connection) -> None:
        framework = self.random.choice(crosswalk.shown(db))
        printed = self.random.choice(framework.printed)
        if self.random.random() < 0.3:
            crosswalk.reset_printed(db, framework.kind, printed.group, printed.name)
            return
        mapped = [self.any("areas") for _ in range(self.random.randrange(3))]
        crosswalk.set_printed(db, framework.kind, printed.group, printed.name, mapped)

    def dismiss(self, db: sqlite3.Connection) -> None:
        two = [row[0] for row in db.execute("select id from reports order by id")]
        quote, report, other = self.passage(db).quote, self.random.choice(two), self.random.choice(two)
        if self.random.random() < 0.5:
            verdicts.nothing_fits(db, report, f"x{quote}", other, self.any("reviewers"))
        else:
            verdicts.dismiss(db, report, f"x{quote}", other, f"y{quote}", self.any("reviewers"))

    def take_back(self, db: sqlite3.Connection) -> None:
        verdicts.take_back(db, self.any("verdicts"))

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
    for _ in range(900):
        try:
            done.add(editor.edit().label)
        except LibraryError:
            library.undo()
        if not library.ask(reports.listing):
            library.undo()
    library.close()
    missing = {name for name, value in vars(Editor).items() if callable(value)} - done
    assert missing == {"__init__", "edit", "kinds", "any", "passage", "arrangement"}


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

"""Reading the history, and going back to a point of it."""

import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage import annotations, areas, bulk, filters, history, links, reports, steps
from storage.errors import LibraryError, LibraryReadOnly
from storage.library import Library, opened
from storage.passage_filter import Arrangement
from storage.passages import passage
from tests.storage.builders import added, document, highlighted, reviewer
from tests.storage.test_history import Editor, prepared, reopened, state


def ids(library: Library) -> list[int]:
    return list(library.ask(steps.overview).ids)


def newest(library: Library) -> steps.Step:
    return library.ask(steps.block, ids(library)[:1])[0]


# --- reading -----------------------------------------------------------------------------------------


def test_steps_are_listed_newest_first_with_reviewer_state_and_subject(tmp_path: Path):
    with prepared(tmp_path / "library") as library:
        one = highlighted(library, 1, "settle well", note="n")
        library.edit("Note", annotations.set_note, one, "mine")
        library.edit("Filter", filters.save, "Concerns", Arrangement())
        library.undo()
        found = library.ask(steps.block, ids(library))
        assert [(step.label, step.reviewer, step.state) for step in found] == [
            ("Filter", "A. Reviewer", steps.UNDONE),
            ("Note", "A. Reviewer", steps.DONE),
            ("Highlight", "A. Reviewer", steps.DONE),
        ]
        assert library.ask(steps.overview).undone == 1
        assert found[1].subject == steps.Subject(
            "annotations", one, one, 1, "Exampleshire 2012, para 1, p. 1", "settle well", several=False
        )
        assert (found[0].subject.table, found[0].subject.words) == ("filters", "Concerns")


def test_subject_of_a_deleted_passage_is_known_from_its_image(tmp_path: Path):
    with prepared(tmp_path / "library") as library:
        one = highlighted(library, 1, "raised attainment")
        library.edit("Delete", annotations.delete, one)
        subject = newest(library).subject
        assert (subject.annotation, subject.report) == (0, 1)
        assert (subject.where, subject.words) == ("Exampleshire 2012, para 3, p. 2", "raised attainment")
        library.edit("Remove", reports.remove, 1)
        deleted = library.ask(steps.subject, ids(library)[1])
        assert (deleted.annotation, deleted.report, deleted.where) == (0, 0, "")
        removed = newest(library).subject
        assert (removed.table, removed.report, removed.where) == ("reports", 0, "Exampleshire 2012")
        library.undo()
        assert newest(library).subject.report == 1


def test_undone_link_keeps_its_words(tmp_path: Path):
    with prepared(tmp_path / "library") as library:
        one = highlighted(library, 1, "settle well")
        known = library.ask(steps.subject, ids(library)[0])

        def link(db: sqlite3.Connection) -> None:
            links.add(db, one, added_here(db), "improved", 1)

        def added_here(db: sqlite3.Connection) -> int:
            text = reports.text(db, 2).text
            at = text.index("attainment")
            return annotations.add(db, passage(2, text, at, at + len("attainment")), 1)

        library.edit("Link as “improved”", link)
        library.undo()  # the later end is gone, the earlier is not
        undone = newest(library).subject
        assert (undone.table, undone.annotation, undone.words) == ("links", one, "settle well")
        library.undo()  # now neither is there
        undone = newest(library).subject
        assert (undone.table, undone.annotation, undone.report, undone.words) == ("links", 0, 2, "attainment")
        assert undone.where.startswith("Exampleshire 2017, para 3")
        assert library.ask(steps.subject, ids(library)[1])[3:6] == known[3:6]


def test_undone_link_and_tag_between_passages_of_other_steps_keep_their_words(tmp_path: Path):
    with prepared(tmp_path / "library") as library:
        one, other = highlighted(library, 1, "settle well"), highlighted(library, 2, "attainment")
        library.edit("Tag", annotations.tag, one, 2)
        library.edit("Link", links.add, one, other, "recurs", 1)
        for _ in range(4):
            library.undo()
        found = library.ask(steps.block, ids(library))
        assert [step.label for step in found][:2] == ["Link", "Tag"]
        assert [step.subject.words for step in found][:2] == ["attainment", "settle well"]
        assert found[1].subject.where == "Exampleshire 2012, para 1, p. 1"


def test_subject_of_links_areas_and_tags(tmp_path: Path):
    with prepared(tmp_path / "library") as library:
        one, other = highlighted(library, 1, "settle well"), highlighted(library, 2, "attainment")
        library.edit("Link", links.add, one, other, "recurs", 1)
        assert newest(library).subject.annotation == other
        assert newest(library).subject.where.startswith("Exampleshire 2017")
        library.edit("Untag", annotations.tag, one, 2)
        library.edit("Untag", annotations.untag, one, 2)
        assert newest(library).subject.annotation == one
        library.edit("Area", lambda db: db.execute("update areas set name = 'Early help' where id = 3"))
        assert newest(library).subject[:2] == ("areas", 3)
        assert newest(library).subject.words == "Early help"
        # deleting a passage takes its links along; the step is about the passage
        library.edit("Delete", annotations.delete, other)
        assert newest(library).subject.words == "attainment"


def test_step_of_many_rows_and_of_a_huge_note_is_read_from_its_beginning(tmp_path: Path):
    with prepared(tmp_path / "library") as library:
        many = [highlighted(library, 1, "settle well", note="x" * 300) for _ in range(60)]
        library.edit("Tag", bulk.bulk_tag, many, 1)
        subject = newest(library).subject
        assert subject.several
        assert subject.annotation in many
        library.edit("Note", annotations.set_note, many[0], "é" * 100_000)
        subject = newest(library).subject
        assert (subject.annotation, subject.words) == (many[0], "settle well")


def test_block_passes_over_steps_that_have_gone(library: Library):
    assert ids(library) == []
    assert library.ask(steps.block, [5]) == []
    assert library.ask(steps.subject, 5) == steps.Subject()
    assert library.ask(steps.days, []) == []


def _forged(db: sqlite3.Connection, label: str, at: str) -> None:
    db.execute("insert into history (label, at, rows) values (?, ?, '[]')", (label, at))


@pytest.mark.parametrize("seed", range(5))
def test_days_are_found_without_looking_at_each_step(seed: int, library: Library):
    rnd = random.Random(seed)
    at, expected, made = datetime(2026, 3, 1, 8, tzinfo=UTC), [], 0
    for number in range(rnd.randint(1, 300)):
        at += timedelta(minutes=rnd.choice([1, 5, 700, 5000]))
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        library.write("Forge", _forged, str(number), stamp)
        expected.append(steps.day(stamp))
        made += 1
    expected.reverse()
    firsts = [place for place in range(made) if place == 0 or expected[place] != expected[place - 1]]
    found = library.ask(steps.overview)
    assert found.days == [(expected[place], place) for place in firsts]
    library.write("Forge", _forged, "later", (at + timedelta(days=rnd.choice([0, 2]))).strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert library.ask(steps.refreshed, found) == library.ask(steps.overview)


def test_time_that_is_none_has_the_first_of_days():
    assert steps.day("yesterday") == date.min


# --- back to a point ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_going_anywhere_in_the_history_gives_the_state_of_that_point_across_restarts(seed: int, tmp_path: Path):
    library = prepared(tmp_path / "library")
    editor = Editor(library, seed + 300)
    states = {0: state(library)}
    for _ in range(40):
        try:
            change = editor.edit()
        except LibraryError:
            continue
        if change.touched:
            states[ids(library)[0]] = state(library)
    points, seen = list(states), library.ask(steps.overview)
    for turn in range(25):
        here = library.ask(history.undoable)
        at, to = (here[0] if here else 0), editor.random.choice(points)
        forward = to > at
        wanted = library.ask(steps.distance, to, forward=forward)
        gone = history.travelled(library, to, forward=forward)
        assert (gone.done, gone.wanted, gone.problem) == (wanted, wanted, "")
        assert wanted == abs(points.index(to) - points.index(at))
        assert state(library) == states[to]
        assert bool(gone.change.touched) == bool(wanted)
        if turn % 8 == 0:
            library = editor.library = reopened(library)
        seen = library.ask(steps.refreshed, seen)
        assert seen == library.ask(steps.overview)
        if editor.random.random() < 0.2:
            library.edit("Other", filters.save, f"Filter {turn}", Arrangement())
            seen = library.ask(steps.refreshed, seen)
            assert seen == library.ask(steps.overview)
            library.undo()
            seen = library.ask(steps.refreshed, seen)
            forget_future(points, to)
    library.close()


def forget_future(points: list[int], step: int) -> None:
    """A new edit was made: what came after a step is no more."""
    del points[points.index(step) + 1 :]


def test_way_back_stops_with_a_sentence_at_a_step_without_room_and_goes_on_next_time(library: Library):
    reviewer(library)
    made = document()
    added(library, document("other", end="2012-01-01"), made)
    first = highlighted(library, 1, "settle well")
    highlighted(library, 2, "attainment")
    library.edit("Remove report", reports.remove, 2)
    added(library, made)
    kept = [highlighted(library, 1, "settle well") for _ in range(3)]
    gone = history.travelled(library, 0, forward=False)
    assert (gone.done, gone.wanted) == (3, 6)
    assert gone.problem.startswith("3 of 6 steps were undone: “Remove report” can no longer be undone, because")
    assert {row for table, row in gone.change.touched if table == "annotations"} == set(kept)
    assert [one.id for one in library.ask(annotations.everything)] == [first]
    states = [step.state for step in library.ask(steps.block, ids(library))]
    assert states == [steps.UNDONE] * 3 + [steps.SET_ASIDE] + [steps.DONE] * 2
    again = history.travelled(library, 0, forward=False)
    assert again.done + bool(again.problem) >= 1
    while again.problem:
        again = history.travelled(library, 0, forward=False)
    assert library.ask(annotations.everything) == []
    assert library.ask(history.undoable) is None


def test_going_where_one_is_changes_nothing(tmp_path: Path):
    with prepared(tmp_path / "library") as library:
        highlighted(library, 1, "settle well")
        before = state(library)
        gone = history.travelled(library, ids(library)[0], forward=False)
        assert (gone.done, gone.wanted, gone.change.touched) == (0, 0, frozenset())
        assert history.travelled(library, ids(library)[0], forward=True).done == 0
        assert state(library) == before


def test_library_open_for_reading_only_goes_nowhere(tmp_path: Path):
    with prepared(tmp_path / "library") as library:
        highlighted(library, 1, "settle well")
    with opened(tmp_path / "library", write=False) as library:
        assert len(ids(library)) == 1
        assert newest(library).subject.words == "settle well"
        with pytest.raises(LibraryReadOnly):
            history.travelled(library, 0, forward=False)


def test_new_edit_after_going_back_begins_a_new_future(tmp_path: Path):
    with prepared(tmp_path / "library") as library:
        for _ in range(4):
            highlighted(library, 1, "settle well")
        second = ids(library)[-2]
        assert history.travelled(library, second, forward=False).done == 2
        assert library.ask(areas.uses) == {}
        library.edit("Tag", annotations.tag, library.ask(annotations.everything)[0].id, 1)
        assert len(ids(library)) == 3
        assert library.ask(steps.overview).undone == 0

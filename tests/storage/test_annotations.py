"""Annotations: passages, tags, marks, notes."""

import pytest

from storage import annotations
from storage.errors import LibraryError
from storage.library import Library
from storage.model import Annotation
from tests.storage.builders import added, document, highlighted, reviewer


@pytest.fixture
def report(library: Library) -> int:
    reviewer(library)
    return added(library, document())[0]


def one(library: Library, annotation: int) -> Annotation:
    found = library.ask(annotations.one, annotation)
    assert found is not None
    return found


def test_a_highlight_keeps_its_selectors_and_reviewer(library: Library, report: int):
    found = one(library, highlighted(library, report, "too variable", areas=[3, 2], mark="concern", note="n"))
    assert (found.quote, found.prefix[-4:], found.suffix[:3]) == ("too variable", "are ", " in")
    assert len(found.prefix) == len(found.suffix) == 32
    assert (found.areas, found.mark, found.note, found.reviewer) == ((3, 2), "concern", "n", "A. Reviewer")
    assert found.created == found.modified
    assert found.report == report


def test_annotations_come_in_the_order_of_the_text(library: Library, report: int):
    for quote in ("attainment", "settle well", "too variable"):
        highlighted(library, report, quote)
    quotes = [found.quote for found in library.ask(annotations.of_report, report)]
    assert quotes == ["settle well", "too variable", "attainment"]
    assert library.ask(annotations.everything) == library.ask(annotations.of_report, report)


def test_the_same_words_may_be_marked_twice(library: Library, report: int):
    assert highlighted(library, report, "settle") != highlighted(library, report, "settle")
    assert len(library.ask(annotations.of_report, report)) == 2


def test_tags_keep_the_order_in_which_they_were_put(library: Library, report: int):
    made = highlighted(library, report, "settle well", areas=[5])
    library.edit("Tag", annotations.tag, made, 2)
    library.edit("Tag", annotations.tag, made, 9)
    library.edit("Tag", annotations.tag, made, 2)
    assert one(library, made).areas == (5, 2, 9)
    library.edit("Untag", annotations.untag, made, 2)
    assert one(library, made).areas == (5, 9)


def test_an_edit_writes_the_time(library: Library, report: int, monkeypatch: pytest.MonkeyPatch):
    made = highlighted(library, report, "settle well")
    times = iter(f"2030-01-01T00:00:0{second}Z" for second in range(9))
    monkeypatch.setattr(annotations, "now", lambda: next(times))
    for work, value in ((annotations.tag, 1), (annotations.set_mark, "strength"), (annotations.set_note, "x")):
        before = one(library, made).modified
        library.edit("Edit", work, made, value)
        assert one(library, made).modified > before
    assert one(library, made).created < "2030"


@pytest.mark.parametrize(
    "note",
    ["", 'O\'Brien “said” "so"', "a\nb\r\nc\t", "👩‍👧 é", "nul \x00 inside", "<b>bold</b> <img src=x>", "x" * 100_000],
)
def test_notes_are_kept_as_typed(library: Library, report: int, note: str):
    made = highlighted(library, report, "settle well", note="before")
    library.edit("Note", annotations.set_note, made, note)
    assert one(library, made).note == note
    library.undo()
    assert one(library, made).note == "before"
    library.redo()
    assert one(library, made).note == note


def test_half_a_character_is_replaced(library: Library, report: int):
    made = highlighted(library, report, "settle well", note="\ud83d half")
    assert one(library, made).note == "? half"


def test_a_note_without_end_is_refused(library: Library, report: int):
    made = highlighted(library, report, "settle well", note="short")
    with pytest.raises(LibraryError, match=r"100,001 characters.*kept as it was"):
        library.edit("Note", annotations.set_note, made, "é" * 100_001)
    assert one(library, made).note == "short"


def test_a_mark_is_strength_concern_or_none(library: Library, report: int):
    made = highlighted(library, report, "settle well")
    for mark in ("strength", "concern", ""):
        library.edit("Mark", annotations.set_mark, made, mark)
        assert one(library, made).mark == mark
    with pytest.raises(ValueError, match="good"):
        library.edit("Mark", annotations.set_mark, made, "good")


def test_deleting_takes_the_tags_along(library: Library, report: int):
    made = highlighted(library, report, "settle well", areas=[1, 2])
    change = library.edit("Delete", annotations.delete, made)
    assert change.tables == {"annotations", "annotation_areas"}
    assert library.ask(annotations.one, made) is None
    assert library.edit("Delete", annotations.delete, made).touched == frozenset()

"""Edits of many annotations: one step each, and nothing touched that says so already."""

from collections.abc import Callable
from typing import Any

import pytest

from storage import annotations, bulk, links
from storage.errors import LibraryError
from storage.library import Library
from tests.storage.builders import added, document, highlighted, reviewer, rows, steps


@pytest.fixture
def marked(library: Library) -> list[int]:
    """Four passages of two reports; the first has area 1 and is a concern, the first two are linked."""
    reviewer(library)
    added(library, document("first", end="2012-03-09"), document("second"))
    one = highlighted(library, 1, "settle well", areas=[1], mark="concern")
    found = [one, *(highlighted(library, 2, quote) for quote in ("attainment", "settle", "variable"))]
    library.edit("Link", links.add, found[0], found[1], "recurs", 1)
    library.write("Before", lambda db: db.execute("update annotations set modified = '2020-01-01T00:00:00Z'"))
    return found


@pytest.mark.parametrize(
    ("work", "values", "changed"),
    [
        (bulk.bulk_tag, (1,), 3),
        (bulk.bulk_tag, (2,), 4),
        (bulk.bulk_untag, (1,), 1),
        (bulk.bulk_mark, ("concern",), 3),
        (bulk.bulk_mark, ("",), 1),
        (bulk.bulk_delete, (), 4),
    ],
)
def test_each_is_one_step_that_counts_what_it_changed(
    library: Library, marked: list[int], work: Callable[..., int], values: tuple[Any, ...], changed: int
):
    before, steps_before = library.ask(rows), len(library.ask(steps))
    change = library.edit("Bulk", work, [*marked, 999], *values)
    assert change.answer == changed
    assert len(library.ask(steps)) == steps_before + 1
    after = library.ask(rows)
    assert sum(one.modified > "2020-01-01T00:00:00Z" for one in library.ask(annotations.everything)) == (
        changed if work is not bulk.bulk_delete else 0
    )
    library.undo()
    assert library.ask(rows) == before
    library.redo()
    assert library.ask(rows) == after
    library.edit("Again", work, marked, *values)
    assert len(library.ask(steps)) == steps_before + 1


def test_tags_and_marks_stand_on_all(library: Library, marked: list[int]):
    library.edit("Tag", bulk.bulk_tag, marked, 5)
    library.edit("Mark", bulk.bulk_mark, marked, "strength")
    found = library.ask(annotations.everything)
    assert all(5 in one.areas and one.mark == "strength" for one in found)
    assert found[0].areas == (1, 5)


def test_deleting_takes_links_along_and_undo_brings_them_back(library: Library, marked: list[int]):
    library.edit("Delete", bulk.bulk_delete, marked[:1])
    assert library.ask(links.everything) == []
    library.undo()
    assert len(library.ask(links.everything)) == 1


def test_more_than_can_be_one_step_are_refused_with_a_sentence(library: Library, marked: list[int]):
    before = library.ask(rows)
    with pytest.raises(LibraryError, match="50,001 passages are more than the 50,000"):
        library.edit("Delete", bulk.bulk_delete, range(bulk.MOST + 1))
    assert library.ask(rows) == before


def test_mark_that_is_none_is_our_fault(library: Library, marked: list[int]):
    with pytest.raises(ValueError, match="good"):
        library.edit("Mark", bulk.bulk_mark, marked, "good")

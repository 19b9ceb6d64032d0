"""Rectangles of pages as annotations: for figures, and for pages without text."""

import pytest

from storage import annotations, links, reports, rereading
from storage.errors import LibraryError
from storage.library import Library
from storage.model import Box
from tests.storage.builders import TEXT, added, document, highlighted, quoted, reviewer

BOX = Box(40.0, 95.5, 300.0, 190.0)


def marked(library: Library, report: int, page: int = 2, box: Box = BOX, **details: object) -> int:
    assert library.reviewer is not None
    answer: int = library.edit("Mark", annotations.add_rectangle, report, page, box, library.reviewer, **details).answer
    return answer


def test_a_rectangle_is_kept_with_all_that_is_said_of_it_and_is_one_step(library: Library):
    (report,) = added(library, document("one"))
    reviewer(library)
    made = marked(library, report, areas=(2, 3), mark="concern", note="The chart.")
    found = library.ask(annotations.one, made)
    assert found is not None
    assert (found.page, found.box, found.quote, found.words) == (2, BOX, "", "Rectangle on page 2")
    assert (found.areas, found.mark, found.note, found.lost) == ((2, 3), "concern", "The chart.", False)
    assert found.start == found.end == TEXT.index("3. The virtual")
    library.undo()
    assert library.ask(annotations.one, made) is None
    library.redo()
    assert library.ask(annotations.one, made) == found


def test_it_stands_among_the_passages_where_it_stands_on_the_page(library: Library):
    (report,) = added(library, document("one"))
    reviewer(library)
    after = highlighted(library, report, "Ensure that every assessment")
    before = highlighted(library, report, "settle well")
    middle = marked(library, report, box=Box(300, 118, 400, 90))
    assert [one.id for one in library.ask(annotations.of_report, report)] == [before, middle, after]
    assert library.ask(annotations.one, middle).box == Box(300, 90, 400, 118)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("page", "box", "why"),
    [
        (2, Box(10, 10, 12, 200), "too small"),
        (9, BOX, "outside"),
        (1, Box(700, 10, 900, 200), "outside"),
        (1, Box(-90, -90, -10, -10), "outside"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(library: Library, page: int, box: Box, why: str):
    (report,) = added(library, document("one"))
    reviewer(library)
    with pytest.raises(LibraryError, match=why):
        marked(library, report, page, box)
    assert library.ask(annotations.of_report, report) == []


def test_it_can_be_given_other_edges_and_cannot_be_put_on_words(library: Library):
    (report,) = added(library, document("one"))
    reviewer(library)
    made = marked(library, report)
    library.edit("Change", annotations.set_rectangle, made, Box(50, 100, 200, 150))
    assert library.ask(annotations.one, made).box == Box(50, 100, 200, 150)  # type: ignore[union-attr]
    with pytest.raises(LibraryError, match="other words of its own report"):
        library.edit("Move", annotations.move, made, library.ask(quoted, report, "settle well"))


def test_a_report_read_again_leaves_its_rectangles_where_they_are(library: Library):
    (report,) = added(library, document("one"))
    reviewer(library)
    made = marked(library, report)
    answer = library.write("Read", rereading.take, report, document("one", text="Nothing is as it was.")).answer
    assert answer == rereading.Reread(True)
    found = library.ask(annotations.one, made)
    assert (found.page, found.box, found.lost) == (2, BOX, False)  # type: ignore[union-attr]
    library.undo()
    library.redo()
    assert library.ask(annotations.one, made) == found


def test_it_may_be_linked_to_a_passage_of_another_year(library: Library):
    one, other = added(library, document("one"), document("two", end="2020-01-31"))
    reviewer(library)
    ends = [marked(library, other), highlighted(library, one, "settle well")]
    assert library.reviewer is not None
    library.edit("Link", links.add, *ends, "improved", library.reviewer)
    (link,) = library.ask(links.everything)
    assert (link.earlier, link.later) == (ends[1], ends[0])
    assert library.ask(reports.one, other).annotations == 1

"""Verdicts on suggestions: remembered by quotation, once, undone and done again, gone with their reports."""

import pytest

from storage import reports, verdicts
from storage.errors import LibraryError
from storage.library import Library
from tests.storage.builders import added, document, reviewer

QUOTE = "Return home interviews are too variable in quality."
OTHER = "Children who return from care settle well."


@pytest.fixture
def pair(library: Library) -> tuple[int, int]:
    """Two reports of one authority, and a reviewer."""
    reviewer(library)
    one, other = added(library, document("one"), document("two", end="2020-03-13"))
    return one, other


def dismissed(library: Library, pair: tuple[int, int], quote: str = QUOTE, other: str = OTHER) -> int:
    answer: int = library.edit(
        "Dismiss", verdicts.dismiss, pair[0], quote, pair[1], other, library.reviewer or 0
    ).answer
    return answer


def test_a_verdict_is_found_by_its_passage(library: Library, pair: tuple[int, int]):
    made = dismissed(library, pair)
    nothing = library.edit("Nothing", verdicts.nothing_fits, pair[0], QUOTE, pair[1], library.reviewer or 0).answer
    found = library.ask(verdicts.of_passage, pair[0], QUOTE)
    assert [(one.id, one.other, one.other_quote, one.reviewer) for one in found] == [
        (made, pair[1], OTHER, "A. Reviewer"),
        (nothing, pair[1], "", "A. Reviewer"),
    ]
    assert library.ask(verdicts.of_passage, pair[1], QUOTE) == []
    assert library.ask(verdicts.of_passage, pair[0], "Other words") == []
    assert library.ask(verdicts.everything) == found


def test_a_passage_is_known_again_however_its_words_are_spaced(library: Library, pair: tuple[int, int]):
    made = dismissed(library, pair)
    assert [one.id for one in library.ask(verdicts.of_passage, pair[0], QUOTE.replace(" ", "\n "))] == [made]
    assert dismissed(library, pair, QUOTE.upper(), OTHER.replace(" ", "  ")) == made
    assert len(library.ask(verdicts.everything)) == 1


def test_a_verdict_is_taken_back_undone_and_redone(library: Library, pair: tuple[int, int]):
    made = dismissed(library, pair)
    kept = library.ask(verdicts.everything)
    assert library.edit("Take back", verdicts.take_back, made).answer is True
    assert library.ask(verdicts.everything) == []
    library.undo()
    assert library.ask(verdicts.everything) == kept
    library.undo()
    assert library.ask(verdicts.everything) == []
    library.redo()
    assert library.ask(verdicts.everything) == kept
    assert library.ask(verdicts.take_back, 99) is False


def test_verdicts_go_with_their_reports_and_come_back(library: Library, pair: tuple[int, int]):
    dismissed(library, pair)
    kept = library.ask(verdicts.everything)
    library.edit("Remove", reports.remove, pair[1])
    assert library.ask(verdicts.everything) == []
    library.undo()
    assert library.ask(verdicts.everything) == kept


def test_a_verdict_needs_two_reports_that_are_there(library: Library, pair: tuple[int, int]):
    with pytest.raises(LibraryError, match="same report"):
        dismissed(library, (pair[0], pair[0]))
    with pytest.raises(LibraryError, match="no longer in the library"):
        dismissed(library, (pair[0], 99))
    for quote, other in (("", OTHER), (QUOTE, " \n")):
        with pytest.raises(ValueError, match="words"):
            dismissed(library, pair, quote, other)
    assert library.ask(verdicts.everything) == []

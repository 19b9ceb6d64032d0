"""A report that is read again: its facts, its passages and the history of both."""

from typing import Any

from storage import annotations, links, reports, rereading
from storage.library import Library
from storage.model import Fact
from tests.storage.builders import TEXT, added, document, highlighted, quoted, reviewer

FURNITURE = "Inspection of Exampleshire page 7"
WITH_FURNITURE = TEXT.replace("too variable in", f"too variable {FURNITURE} in").replace(
    "3. The", f"{FURNITURE}\n3. The"
)


def taken(library: Library, report: int, text: str, **facts: Any) -> rereading.Reread:
    """Read the report's document again with another outcome."""
    made = document("one", text=text, **facts)
    answer = library.write("Read again", rereading.take, report, made).answer
    assert isinstance(answer, rereading.Reread)
    return answer


def spans(library: Library, report: int) -> dict[int, str]:
    """The words on which each annotation of a report stands now."""
    text = library.ask(reports.text, report).text
    return {one.id: text[one.start : one.end] for one in library.ask(annotations.of_report, report) if not one.lost}


def test_after_a_change_of_the_furniture_rule_every_passage_stands_on_its_words(library: Library):
    """The older reader took a running head for text; the newer one sets it aside."""
    (report,) = added(library, document("one", text=WITH_FURNITURE))
    reviewer(library)
    before = highlighted(library, report, "Children who return from care")
    across = highlighted(library, report, f"too variable {FURNITURE} in quality", note="Look again.")
    after = highlighted(library, report, "raised attainment")
    furniture = highlighted(library, report, f"\n{FURNITURE}\n".strip("\n"))
    assert library.ask(quoted, report, "raised attainment").start != TEXT.index("raised attainment")

    told = taken(library, report, TEXT)

    assert spans(library, report) == {
        before: "Children who return from care",
        across: "too variable in quality",
        after: "raised attainment",
    }
    assert told == rereading.Reread(True, moved=(after,), changed=(across,), lost=(furniture,))
    (lost,) = library.ask(annotations.lost, report)
    assert (lost.id, lost.quote, lost.start, lost.end) == (furniture, FURNITURE, -1, -1)
    kept = library.ask(annotations.one, across)
    assert kept is not None
    assert kept.note == "Look again."
    assert kept.quote == "too variable in quality"
    assert (kept.prefix, kept.suffix) == library.ask(quoted, report, "too variable in quality")[4:]


def test_a_lost_passage_is_found_when_a_later_reader_brings_its_words_back(library: Library):
    (report,) = added(library, document("one", text=WITH_FURNITURE))
    reviewer(library)
    mark = highlighted(library, report, "Return home interviews are too variable")
    assert taken(library, report, "4. Nothing of it is left in this text.").lost == (mark,)
    assert taken(library, report, "4. Nothing of it is left in this text.") == rereading.Reread(True)
    assert taken(library, report, TEXT).found == (mark,)
    assert spans(library, report) == {mark: "Return home interviews are too variable"}


def test_a_lost_passage_can_be_put_on_other_words_and_that_is_an_edit(library: Library):
    (report,) = added(library, document("one", text=WITH_FURNITURE))
    reviewer(library)
    mark = highlighted(library, report, FURNITURE)
    taken(library, report, TEXT)
    library.edit("Move", annotations.move, mark, library.ask(quoted, report, "raised attainment"))
    assert spans(library, report) == {mark: "raised attainment"}
    library.undo()
    assert [one.id for one in library.ask(annotations.lost, report)] == [mark]


def test_undo_and_redo_of_older_edits_keep_passages_where_they_stand_now(library: Library):
    (report,) = added(library, document("one", text=WITH_FURNITURE))
    reviewer(library)
    mark = highlighted(library, report, "raised attainment")
    library.edit("Note", annotations.set_note, mark, "First")
    library.edit("Delete", annotations.delete, mark)
    taken(library, report, TEXT)
    for undone in ("Delete", "Note"):
        change = library.undo()
        assert change is not None
        assert change.label == undone
        assert spans(library, report) == {mark: "raised attainment"}
    library.undo()
    assert spans(library, report) == {}
    library.redo()
    library.redo()
    assert spans(library, report) == {mark: "raised attainment"}


def test_corrections_survive_and_what_was_not_corrected_follows_the_new_reading(library: Library):
    (report,) = added(library, document("one", lead_inspector="A. Wrong"))
    library.edit("Correct", reports.correct, report, {"authority": "Sample County", "overall": "Inadequate"})
    taken(library, report, TEXT, lead_inspector="B. Right", end="2018-03-02", overall="Outstanding")
    found = library.ask(reports.one, report)
    assert (found.authority, found.overall) == ("Sample County", "Inadequate")
    assert (found.lead_inspector, found.inspection_end, found.year) == ("B. Right", "2018-03-02", 2018)
    assert library.ask(reports.details, report).facts["overall"] == Fact("Outstanding", "printed", 1)
    library.undo()
    found = library.ask(reports.one, report)
    assert (found.authority, found.overall, found.lead_inspector) == ("Exampleshire", "Outstanding", "B. Right")
    library.redo()
    assert library.ask(reports.one, report).authority == "Sample County"
    assert library.ask(reports.one, report).year == 2018


def test_links_follow_the_dates_that_the_new_reading_gives(library: Library):
    one, other = added(library, document("one"), document("two", end="2020-01-31"))
    reviewer(library)
    ends = [highlighted(library, report, "raised attainment") for report in (one, other)]
    assert library.reviewer is not None
    library.edit("Link", links.add, *ends, "improved", library.reviewer)
    taken(library, one, TEXT, end="2022-05-20")
    (link,) = library.ask(links.everything)
    assert (link.earlier, link.later) == (ends[1], ends[0])


def test_a_report_that_was_removed_meanwhile_is_left_alone(library: Library):
    (report,) = added(library, document("one"))
    library.edit("Remove", reports.remove, report)
    change = library.write("Read", rereading.take, report, document("one", text="Other words."))
    assert change.answer is None
    library.undo()
    assert library.ask(reports.text, report).text == TEXT


def test_another_documents_reading_is_not_taken(library: Library):
    (report,) = added(library, document("one"))
    assert library.write("Read", rereading.take, report, document("two")).answer is None

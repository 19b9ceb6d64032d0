"""Links: from the earlier passage to the later, refused where there is no later, joined to threads."""

import random

import pytest

from storage import annotations, links, reports
from storage.errors import LibraryError
from storage.library import Library
from storage.model import Link, Passage
from tests.storage.builders import added, document, highlighted, quoted, reviewer, rows


@pytest.fixture
def marks(library: Library) -> dict[int, int]:
    """An annotation in each of four reports, by year; the reports were added in disorder."""
    reviewer(library)
    years = [2020, 2012, 2024, 2017]
    made = added(library, *(document(f"y{year}", end=f"{year}-05-18") for year in years))
    return {year: highlighted(library, report, "too variable") for year, report in zip(years, made, strict=True)}


def linked(library: Library, one: int, other: int, relation: str = "improved", note: str = "") -> int:
    answer: int = library.edit("Link", links.add, one, other, relation, library.reviewer or 0, note).answer
    return answer


def ends(library: Library) -> list[tuple[int, int]]:
    return [(link.earlier, link.later) for link in library.ask(links.everything)]


def test_a_link_leads_from_the_earlier_year_whichever_was_named_first(library: Library, marks: dict[int, int]):
    linked(library, marks[2017], marks[2012])
    linked(library, marks[2017], marks[2020])
    assert ends(library) == [(marks[2012], marks[2017]), (marks[2017], marks[2020])]


def test_a_link_carries_relation_note_and_reviewer(library: Library, marks: dict[int, int]):
    made = linked(library, marks[2012], marks[2017], "recurs", "again\x00 👍")
    (link,) = library.ask(links.everything)
    assert isinstance(link, Link)
    assert (link.id, link.relation, link.note, link.reviewer) == (made, "recurs", "again\x00 👍", "A. Reviewer")
    one, other = library.ask(annotations.one, marks[2012]), library.ask(annotations.one, marks[2017])
    assert (link.earlier_report, link.later_report) == (one.report, other.report)


def test_two_passages_of_one_report_are_not_linked(library: Library, marks: dict[int, int]):
    report = library.ask(annotations.one, marks[2017]).report
    other = highlighted(library, report, "settle well")
    for one in (marks[2017], other):
        with pytest.raises(LibraryError, match="same report"):
            linked(library, one, other)
    assert ends(library) == []


def test_editions_of_one_inspection_are_not_linked(library: Library, marks: dict[int, int]):
    (edition,) = added(library, document("copy", "EXAMPLESHIRE", "2017-05-18", media="text"))
    other = highlighted(library, edition, "too variable")
    with pytest.raises(LibraryError, match=r"editions of the same inspection \(Exampleshire 2017\)"):
        linked(library, marks[2017], other)
    linked(library, marks[2012], other)


def test_reports_of_two_authorities_of_one_day_may_be_linked(library: Library, marks: dict[int, int]):
    (report,) = added(library, document("else", "Borchester", "2017-05-18"))
    linked(library, highlighted(library, report, "too variable"), marks[2017])
    assert ends(library)


def test_a_second_link_of_two_passages_is_refused_either_way_round(library: Library, marks: dict[int, int]):
    linked(library, marks[2012], marks[2017])
    for one, other in ((2012, 2017), (2017, 2012)):
        with pytest.raises(LibraryError, match="linked already"):
            linked(library, marks[one], marks[other], "recurs")
    assert len(ends(library)) == 1


def test_a_passage_that_is_gone_is_not_linked(library: Library, marks: dict[int, int]):
    library.edit("Delete", annotations.delete, marks[2017])
    with pytest.raises(LibraryError, match="no longer there"):
        linked(library, marks[2012], marks[2017])


def test_unknown_relation_is_a_fault(library: Library, marks: dict[int, int]):
    with pytest.raises(ValueError, match="causes"):
        linked(library, marks[2012], marks[2017], "causes")


def test_a_link_and_the_mark_it_makes_are_one_step(library: Library, marks: dict[int, int]):
    report = library.ask(annotations.one, marks[2020]).report
    before = library.ask(rows)
    passage = library.ask(quoted, report, "attainment")
    change = library.edit("Link", links.join, marks[2012], passage, "addressed", library.reviewer)
    link, _, other = change.answer
    assert change.touched == {("annotations", other), ("links", link)}
    library.undo()
    assert library.ask(rows) == before


def test_both_ends_are_highlighted_where_they_are_not(library: Library, marks: dict[int, int]):
    one, other = (
        library.ask(quoted, library.ask(annotations.one, marks[year]).report, "attainment") for year in (2012, 2020)
    )
    change = library.edit("Link", links.join, other, one, "improved", library.reviewer)
    assert {table for table, _ in change.touched} == {"annotations", "links"}
    (link,) = library.ask(links.everything)
    assert (link.earlier, link.later) == (change.answer.other, change.answer.one)


def test_a_passage_that_is_highlighted_already_is_not_highlighted_twice(library: Library, marks: dict[int, int]):
    there = library.ask(annotations.one, marks[2020])
    passage = Passage(there.report, there.start, there.end, there.quote)
    made = library.edit("Link", links.join, marks[2012], passage, "improved", library.reviewer).answer
    assert made.other == there.id


ITEMS = (
    "What needs to improve\n■ The quality of plans.\n12. The timeliness of visits\n"
    "The 12 children had visits. Is. It late?"
)


@pytest.mark.parametrize(
    ("marked", "asked", "is_same"),
    [
        ("The quality of plans.", "■ The quality of plans.", True),
        ("■ The quality of plans", "The quality of plans.", True),
        ("The timeliness of visits", "12. The timeliness of visits", True),
        ("12. The timeliness of visits", "The timeliness of visits\n", True),
        ("The timeliness of visits", "timeliness of visits", False),
        ("The quality of plans.", "The quality", False),
        ("12 children had visits.", "children had visits.", False),
        ("Is. It late?", "It late?", False),
        ("The quality of plans.", "The timeliness of visits", False),
    ],
)
def test_words_that_are_highlighted_but_for_their_bullet_or_number_are_not_highlighted_twice(
    library: Library, marks: dict[int, int], marked: str, asked: str, is_same: bool
):
    (report,) = added(library, document("items", end="2022-05-18", text=ITEMS))
    there = highlighted(library, report, marked)
    start = ITEMS.index(asked)
    passage = Passage(report, start, start + len(asked), asked)
    assert library.ask(links.of_same_words, report, start, start + len(asked)) == (there if is_same else None)
    made = library.edit("Link", links.join, marks[2012], passage, "improved", library.reviewer).answer
    assert (made.other == there) == is_same


def test_of_several_highlights_of_the_same_words_the_nearest_is_meant(library: Library, marks: dict[int, int]):
    (report,) = added(library, document("items", end="2022-05-18", text=ITEMS))
    bare, whole = (highlighted(library, report, words) for words in ("The timeliness of", "12. The timeliness of"))
    start = ITEMS.index("12. The timeliness of")
    end = start + len("12. The timeliness of")
    assert library.ask(links.of_same_words, report, start, end) == whole
    assert library.ask(links.of_same_words, report, start + 4, end) == bare


def test_a_trail_leads_from_a_passage_to_the_whole_thread(library: Library, marks: dict[int, int]):
    first = linked(library, marks[2012], marks[2017])
    second = linked(library, marks[2017], marks[2020])
    trail = library.ask(links.trail, marks[2020])
    joined = [(stop.annotation, stop.link.id if stop.link else None, stop.near) for stop in trail]
    assert joined == [
        (marks[2020], None, marks[2020]),
        (marks[2017], second, marks[2020]),
        (marks[2012], first, marks[2017]),
    ]


def test_a_refused_link_leaves_no_mark(library: Library, marks: dict[int, int]):
    report = library.ask(annotations.one, marks[2020]).report
    before = library.ask(rows)
    passage = library.ask(quoted, report, "attainment")
    with pytest.raises(LibraryError):
        library.edit("Link", links.join, marks[2020], passage, "addressed", library.reviewer)
    assert library.ask(rows) == before


def test_relation_and_note_are_changed_and_undone(library: Library, marks: dict[int, int]):
    made = linked(library, marks[2012], marks[2017])
    library.edit("Relation", links.set_relation, made, "contradicts")
    library.edit("Note", links.set_note, made, "why \ud83d")
    (link,) = library.ask(links.everything)
    assert (link.relation, link.note) == ("contradicts", "why ?")
    assert library.edit("Relation", links.set_relation, made, "contradicts").touched == frozenset()
    assert library.edit("Note", links.set_note, made, "why ?").touched == frozenset()
    library.undo()
    library.undo()
    assert library.ask(links.everything)[0].relation == "improved"
    with pytest.raises(LibraryError):
        library.edit("Note", links.set_note, made, "x" * 100_001)
    with pytest.raises(LibraryError):
        linked(library, marks[2012], marks[2020], note="x" * 100_001)


def test_deleting_a_link_keeps_both_passages_and_a_passage_takes_its_links(library: Library, marks: dict[int, int]):
    made = linked(library, marks[2012], marks[2017])
    library.edit("Delete link", links.delete, made)
    assert library.ask(annotations.totals) == (4, 4, 0)
    linked(library, marks[2012], marks[2017])
    library.edit("Delete", annotations.delete, marks[2017])
    assert library.ask(annotations.totals) == (4, 3, 0)


def test_links_between_two_reports_and_of_one_passage(library: Library, marks: dict[int, int]):
    report = {year: library.ask(annotations.one, mark).report for year, mark in marks.items()}
    one = linked(library, marks[2012], marks[2017])
    other = linked(library, marks[2017], marks[2020])
    for pair in ((2012, 2017), (2017, 2012)):
        assert [link.id for link in library.ask(links.between, report[pair[0]], report[pair[1]])] == [one]
    assert library.ask(links.between, report[2012], report[2024]) == []
    assert [link.id for link in library.ask(links.of_annotation, marks[2017])] == [one, other]


def test_a_thread_is_all_that_is_joined(library: Library, marks: dict[int, int]):
    linked(library, marks[2012], marks[2017])
    linked(library, marks[2017], marks[2024])
    for year in (2012, 2017, 2024):
        assert sorted(library.ask(links.thread, marks[year])) == sorted(marks[y] for y in (2012, 2017, 2024))
    assert library.ask(links.thread, marks[2020]) == [marks[2020]]
    linked(library, marks[2012], marks[2024])  # a ring has an end, too
    assert len(library.ask(links.thread, marks[2012])) == 3


def test_links_follow_a_corrected_year(library: Library, marks: dict[int, int]):
    linked(library, marks[2012], marks[2017])
    linked(library, marks[2012], marks[2024])
    before = library.ask(rows)
    report = library.ask(annotations.one, marks[2012]).report
    library.edit("Correct", reports.correct, report, {"year": "2019"})
    assert ends(library) == [(marks[2017], marks[2012]), (marks[2012], marks[2024])]
    library.undo()
    assert library.ask(rows) == before


@pytest.mark.parametrize("seed", range(5))
def test_every_link_leads_forward_whatever_is_corrected(library: Library, marks: dict[int, int], seed: int):
    chance = random.Random(seed)
    pairs = [(a, b) for a in marks.values() for b in marks.values() if a < b]
    for one, other in chance.sample(pairs, 4):
        linked(library, one, other)
    for _ in range(10):
        report = chance.choice(library.ask(reports.listing)).id
        value = {chance.choice(["year"]): str(chance.randint(2000, 2030))}
        library.edit("Correct", reports.correct, report, value)
        order = {report.id: report.order for report in library.ask(reports.listing)}
        assert all(order[link.earlier_report] < order[link.later_report] for link in library.ask(links.everything))

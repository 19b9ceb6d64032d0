"""Reports: listed in order, editions together, corrected, cited."""

import random

import pytest

from storage import annotations, reports
from storage.errors import LibraryError, ReportRefused
from storage.library import Library
from storage.model import Report
from storage.reading.version import READER
from tests.storage.builders import TEXT, added, document, highlighted, reviewer


def names(library: Library) -> list[str]:
    return [f"{report.name} {report.edition}" for report in library.ask(reports.listing)]


def only(library: Library) -> Report:
    (report,) = library.ask(reports.listing)
    return report


def test_a_report_holds_what_was_read(library: Library):
    made = document(published="2017-07-10", inspection_start="2017-04-24", lead_inspector="A. Person")
    (report,) = added(library, made)
    found = library.ask(reports.one, report)
    assert (found.name, found.kind, found.year, found.overall) == ("Exampleshire 2017", "SIF", 2017, "Good")
    assert (found.inspection_start, found.inspection_end, found.published) == ("2017-04-24", "2017-05-18", "2017-07-10")
    assert (found.lead_inspector, found.page_count, found.media, found.annotations) == ("A. Person", 3, "pdf", 0)
    contents = library.ask(reports.text, report)
    assert contents.text == TEXT
    assert contents.pages == made.reading.pages
    assert contents.paragraphs == made.reading.paragraphs
    details = library.ask(reports.details, report)
    assert details.facts == made.reading.facts
    assert (details.warnings, details.size, details.reader) == ((), made.size, READER)
    assert library.ask(reports.source, report) == reports.Source(f"{made.sha256}.pdf", "pdf", None)


def test_listing_is_by_authority_and_date_whatever_the_order_of_adding(library: Library):
    made = [
        document("a", "Borchester", "2020-01-31"),
        document("b", "Exampleshire", "2012-03-09"),
        document("c", "exampleshire", "2017-05-18"),
        document("d", "Exampleshire", "2024-02-02"),
        document("e", "Exampleshire", "", published="2015-01-01"),
        document("f", "Exampleshire", ""),
        document("g", "", "2001-01-01"),
    ]
    random.Random(1).shuffle(made)
    added(library, *made)
    assert names(library) == [
        "Borchester 2020 0",
        "Exampleshire 2012 0",
        "Exampleshire 2015 0",
        "exampleshire 2017 0",
        "Exampleshire 2024 0",
        "Exampleshire undated 0",
        "Unknown authority 2001 0",
    ]


def test_editions_of_one_inspection_stand_together(library: Library):
    added(
        library,
        document("text", media="text"),
        document("later", end="2020-11-27"),
        document("corrected", published="2017-09-01"),
        document("first", published="2017-07-10"),
        document("earlier", end="2012-03-09"),
    )
    listing = library.ask(reports.listing)
    assert [(report.file_name, report.edition) for report in listing] == [
        ("earlier.pdf", 0),
        ("first.pdf", 0),
        ("corrected.pdf", 1),
        ("text.txt", 2),
        ("later.pdf", 0),
    ]
    assert reports.inspection(listing[1]) == reports.inspection(listing[3])
    assert library.ask(reports.one, listing[2].id).edition == 1


def test_undated_reports_are_no_editions_of_each_other(library: Library):
    added(library, document("a", end=""), document("b", end=""))
    assert [report.edition for report in library.ask(reports.listing)] == [0, 0]


def test_the_same_file_is_refused_and_a_removed_one_may_come_again(library: Library):
    made = document()
    (report,) = added(library, made)
    with pytest.raises(ReportRefused, match=r"“one\.pdf” is in the library already, as Exampleshire 2017"):
        added(library, made)
    assert library.ask(annotations.totals) == (1, 0, 0)
    library.edit("Remove report", reports.remove, report)
    (again,) = added(library, made)
    assert again != report
    assert library.ask(reports.checksums) == {made.sha256: ("Exampleshire", 2017)}


@pytest.mark.parametrize(
    ("end", "published", "year"),
    [("2017-12-30", "2018-02-01", 2017), ("", "2018-02-01", 2018), ("", "", None), ("2017-12-30", "", 2017)],
)
def test_year_is_that_of_the_inspections_end_else_of_publication(
    library: Library, end: str, published: str, year: int | None
):
    added(library, document(end=end, published=published))
    assert only(library).year == year
    assert only(library).name == f"Exampleshire {year or 'undated'}"


def test_year_follows_corrected_dates_until_it_is_corrected_itself(library: Library):
    (report,) = added(library, document(end="2017-05-18", published="2017-07-10"))
    library.edit("Correct", reports.correct, report, {"inspection_end": "2016-12-01"})
    assert only(library).year == 2016
    library.edit("Correct", reports.correct, report, {"inspection_end": ""})
    assert only(library).year == 2017
    library.edit("Correct", reports.correct, report, {"published": ""})
    assert only(library).year is None
    library.edit("Correct", reports.correct, report, {"year": " 2015 "})
    library.edit("Correct", reports.correct, report, {"inspection_end": "2016-12-01"})
    assert only(library).year == 2015
    assert only(library).corrected == {"year", "inspection_end", "published"}
    library.edit("Correct", reports.correct, report, {"year": ""})
    assert only(library).year is None
    for _ in range(6):
        library.undo()
    assert (only(library).year, only(library).corrected) == (2017, frozenset())


def test_a_corrected_year_moves_the_report(library: Library):
    one, other = added(library, document("a", end="2012-03-09"), document("b", end="2017-05-18"))
    library.edit("Correct", reports.correct, one, {"year": "2019"})
    assert [report.id for report in library.ask(reports.listing)] == [other, one]


def test_corrections_are_cleaned_and_marked(library: Library):
    (report,) = added(library, document())
    values = {"authority": "  North \n Exampleshire ", "kind": "ILACS_2018", "overall": "", "published": "2017-07-10"}
    change = library.edit("Correct", reports.correct, report, values)
    assert change.touched == {("reports", report)}
    found = only(library)
    assert (found.authority, found.kind, found.overall) == ("North Exampleshire", "ILACS_2018", "")
    assert found.published == "2017-07-10"
    assert found.corrected == set(values)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("year", "17", "is not a year"),
        ("year", "twenty", "is not a year"),
        ("year", "20170", "is not a year"),
        ("year", "-2017", "is not a year"),
        ("inspection_end", "18 May", "“18 May” is not a date. Type it with the day first, such as 2 December 2025"),
        ("inspection_end", "18 Mai 2017", "“18 Mai 2017” is not a date. Type"),
        ("inspection_start", "12/25/2025", "“12/25/2025” is not a date. Type it with the day first"),
        ("inspection_start", "212 2025", "is not a date. Type"),
        ("published", "2 May 2017 and 3 May 2017", "is not a date. Type"),
        ("published", "30 February 2017", "“30 February 2017” is not a date: that month has no such day."),
        ("published", "31/11/2017", "that month has no such day"),
        ("published", "2017-02-30", "that month has no such day"),
        ("published", "0017-02-03", "is not a date. Type"),
        ("kind", "", "is not a kind of report"),
        ("kind", "SCR", "is not a kind of report"),
    ],
)
def test_what_is_not_of_its_form_is_refused(library: Library, name: str, value: str, sentence: str):
    (report,) = added(library, document())
    before = only(library)
    with pytest.raises(LibraryError, match=sentence):
        library.edit("Correct", reports.correct, report, {"authority": "Else", name: value})
    assert only(library) == before


@pytest.mark.parametrize(
    "typed",
    [
        "2025-12-02",
        "2025-12-2",
        "2 December 2025",
        " 2nd  December, 2025 ",
        "Tuesday 2 December 2025",
        "2 Dec 2025",
        "2-Dec-2025",
        "02/12/2025",
        "2.12.2025",
        "2 / 12 / 2025",
    ],
)
def test_a_date_may_be_typed_as_reports_print_it_and_is_kept_as_iso(library: Library, typed: str):
    (report,) = added(library, document())
    library.edit("Correct", reports.correct, report, {"published": typed})
    assert only(library).published == "2025-12-02"


def test_a_report_that_is_not_there(library: Library):
    for question in (reports.one, reports.text, reports.source):
        with pytest.raises(KeyError):
            library.ask(question, 7)
    with pytest.raises(KeyError):
        library.edit("Correct", reports.correct, 7, {"year": "2017"})


def test_removal_takes_marks_along_and_counts_follow(library: Library):
    reviewer(library)
    one, other = added(library, document("a"), document("b", end="2020-11-27"))
    highlighted(library, one, "settle well")
    highlighted(library, other, "settle well")
    highlighted(library, other, "attainment")
    assert [report.annotations for report in library.ask(reports.listing)] == [1, 2]
    library.edit("Remove report", reports.remove, other)
    assert library.ask(annotations.totals) == (1, 1, 0)


@pytest.mark.parametrize(
    ("quote", "citation"),
    [
        ("Children", "Exampleshire 2017, para 1, p. 1"),
        ("too variable", "Exampleshire 2017, para 2, p. 1"),
        ("attainment", "Exampleshire 2017, para 3, p. 2"),
        ("Recommendation", "Exampleshire 2017, p. 2"),
        ("own view", "Exampleshire 2017, para 4, p. 3"),
    ],
)
def test_citation(library: Library, quote: str, citation: str):
    (report,) = added(library, document())
    contents = library.ask(reports.text, report)
    found = library.ask(reports.one, report)
    assert reports.citation(found, contents, contents.text.index(quote)) == citation


def test_page_of_an_offset(library: Library):
    (report,) = added(library, document())
    contents = library.ask(reports.text, report)
    assert [reports.page_of(contents, offset) for offset in (0, TEXT.index("3."), len(TEXT) - 1)] == [1, 2, 3]
    assert reports.page_label(contents.pages, 2) == "2"
    assert reports.page_label(contents.pages, 9) == ""


def test_editions_of_one_inspection_are_counted_once(library: Library):
    made = [
        document("text", "Exampleshire", "2017-05-18", media="text"),
        document("pdf", "Exampleshire", "2017-05-18"),
        document("later", "Exampleshire", "2020-01-31"),
        document("unknown", "", ""),
        document("other unknown", "", ""),
    ]
    added(library, *made)
    found = reports.inspections(library.ask(reports.listing))
    assert [[one.media for one in editions] for editions in found] == [["pdf", "text"], ["pdf"], ["pdf"], ["pdf"]]

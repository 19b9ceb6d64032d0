"""What is kept of a document: everything that was read, before it is read, and when it waits."""

import pytest

from storage import documents, frameworks, reports, rereading
from storage.documents import Inside, Registered
from storage.errors import LibraryError, ReportRefused
from storage.folders import own_frameworks
from storage.library import Library
from storage.model import (
    Finding,
    ImprovementItem,
    Judgement,
    NumberedParagraph,
    Reference,
    Section,
    Span,
)
from storage.reading.version import READER
from tests.storage.builders import TEXT, added, document

INSIDE = Inside(
    judgements=(
        Judgement("Overall effectiveness", "Good", "", 1, 0, 10, "table"),
        Judgement("Board", "Adequate", "LSCB", 2, 11, 20, "sentence", board=True),
    ),
    sections=(Section("Recommendation", 1, "", 2, 150, 200),),
    numbered=(NumberedParagraph(1, 1, 2, -1, 0, 45),),
    improvements=(
        ImprovementItem("Ensure that\nevery part", "Recommendation", "", "within three months", "4", 2, 165, 200),
        ImprovementItem("Publish it", "Board", "The board should", "", "", 3, 201, 210, board=True),
    ),
    references=(Reference(3, 9, 1, None), Reference(30, 39, 2, 2014)),
    findings=(Finding("Paragraph 2 is not there.", (Span(0, 4, 1), Span(9, 12, 2, sure=False))),),
)


def read_whole() -> documents.Document:
    made = document("one")
    reading = made.reading._replace(
        **INSIDE._asdict(), places={"authority": Span(0, 5, 1, sure=False)}, carried={"links": 3}, recognised=True
    )
    return made._replace(reading=reading)


def test_all_that_was_read_comes_back_as_it_was(library: Library):
    (report,) = added(library, read_whole())
    assert library.ask(reports.inside, report) == INSIDE
    details = library.ask(reports.details, report)
    assert details.places == {"authority": Span(0, 5, 1, sure=False)}
    assert (details.carried, details.recognised, details.reader) == ({"links": 3}, True, READER)
    assert all(isinstance(one.board, bool) for one in library.ask(reports.inside, report).judgements)


def test_another_reading_replaces_all_of_it(library: Library):
    (report,) = added(library, read_whole())
    library.write("Read", rereading.take, report, document("one"))
    assert library.ask(reports.inside, report) == Inside()
    assert library.ask(reports.details, report).carried == {}


REGISTERED = Registered(document("one").sha256, "one.pdf", 1234, "pdf")


def test_a_registered_report_waits_to_be_read_and_is_then_as_if_it_had_been_added(library: Library):
    report, waits = library.write("Add", reports.register, REGISTERED).answer
    assert waits
    listed = library.ask(reports.one, report)
    assert (listed.file_name, listed.read, listed.authority, listed.year, listed.page_count) == (
        "one.pdf",
        "",
        "",
        None,
        0,
    )
    assert library.ask(reports.text, report).text == ""
    (wanted,) = library.ask(reports.waiting)
    assert wanted == (report, REGISTERED.sha256, "one.pdf", 1234, "pdf", None, False)
    change = library.write("Read", rereading.take, report, document("one"))
    assert change.answer == rereading.Reread(again=False)
    assert ("reports", report) in change.touched
    assert library.ask(reports.waiting) == []
    listed = library.ask(reports.one, report)
    assert (listed.authority, listed.year, listed.overall) == ("Exampleshire", 2017, "Good")
    assert listed.read
    assert library.ask(reports.text, report).text == TEXT


def test_a_file_is_registered_once(library: Library):
    library.write("Add", reports.register, REGISTERED)
    with pytest.raises(ReportRefused, match=r"“other.pdf” is in the library already"):
        library.write("Add", reports.register, REGISTERED._replace(file_name="other.pdf"))


def test_a_report_that_cannot_be_read_leaves_nothing(library: Library):
    report, _ = library.write("Add", reports.register, REGISTERED).answer
    name = library.write("Drop", reports.drop, report).answer
    assert name == f"{REGISTERED.sha256}.pdf"
    assert library.ask(reports.listing) == []
    assert library.write("Drop", reports.drop, report).answer == ""
    again, waits = library.write("Add", reports.register, REGISTERED).answer
    assert waits
    assert again != report


def test_a_report_that_was_read_is_never_dropped(library: Library):
    (report,) = added(library, document("one"))
    assert library.write("Drop", reports.drop, report).answer == ""
    assert [one.id for one in library.ask(reports.listing)] == [report]


def test_a_removed_report_that_is_added_again_need_not_wait(library: Library):
    (report,) = added(library, document("one"))
    library.edit("Remove", reports.remove, report)
    again, waits = library.write("Add", reports.register, REGISTERED).answer
    assert not waits
    assert library.ask(reports.one, again).authority == "Exampleshire"
    assert library.ask(reports.text, again).text == TEXT


def test_what_another_reader_read_is_outdated(library: Library):
    (report,) = added(library, document("one"))
    library.write("Add", reports.register, REGISTERED._replace(sha256="0" * 64))
    assert [one.report for one in library.ask(reports.outdated, "newer")] == [report]
    assert library.ask(reports.outdated, READER) == []


def test_a_kind_of_ones_own_framework_can_be_chosen(library: Library):
    (report,) = added(library, document("one"))
    with pytest.raises(LibraryError, match="is not a kind of report"):
        library.edit("Correct", reports.correct, report, {"kind": "CARE_REVIEW"})
    own_frameworks().mkdir(parents=True)
    (own_frameworks() / "mine.toml").write_text(
        'kind = "CARE_REVIEW"\nname = "Peer review of care"\nmarkers = ["peer review"]\n', encoding="utf-8"
    )
    assert frameworks.kinds()["CARE_REVIEW"] == "Peer review of care"
    library.edit("Correct", reports.correct, report, {"kind": "CARE_REVIEW"})
    assert library.ask(reports.one, report).kind == "CARE_REVIEW"


def test_a_framework_of_ones_own_that_is_damaged_hides_only_itself():
    own_frameworks().mkdir(parents=True)
    (own_frameworks() / "mine.toml").write_text("kind = ", encoding="utf-8")
    known = frameworks.kinds()
    assert list(known)[:3] == ["SLAC", "LAC_2013", "SIF"]
    assert list(known)[-1] == "OTHER"
    assert all(known.values())

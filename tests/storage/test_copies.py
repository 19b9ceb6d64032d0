"""Files that say the same as a report that is here: recognised whatever was done to their bytes, and never doubled."""

import hashlib
import io
from pathlib import Path

import pymupdf
import pytest
from pypdf import PdfReader, PdfWriter

from storage import copies, documents, reports, rereading
from storage.copies import NONE, digest
from storage.documents import Registered
from storage.errors import ReportRefused
from storage.library import Library
from storage.model import Document
from storage.reading.report import read_file
from storage.rereading import Copied, Reread
from tests.storage import builders
from tests.storage.builders import TEXT, document
from tests.storage.marked_pdfs import annotated, written

LONG = TEXT * 3


def registered(library: Library, made: Document) -> int:
    found = Registered(made.sha256, made.file_name, made.size, made.reading.media)
    report, waits = library.write("Add", reports.register, found).answer
    assert waits
    return int(report)


def took(library: Library, report: int, made: Document) -> Reread | Copied | None:
    answer: Reread | Copied | None = library.write("Read", rereading.take, report, made).answer
    return answer


@pytest.mark.parametrize("how", ["linear", "garbage", "pypdf", "annotated", "twice"])
def test_a_pdf_that_was_saved_again_says_the_same(tmp_path: Path, how: str) -> None:
    plain, copy = written(tmp_path / "plain.pdf"), tmp_path / "copy.pdf"
    if how == "pypdf":
        out = io.BytesIO()
        PdfWriter(PdfReader(str(plain))).write(out)
        copy.write_bytes(out.getvalue())
    elif how == "annotated":
        annotated(plain, copy)
    else:
        with pymupdf.open(str(plain)) as doc:
            doc[0].add_freetext_annot((300, 400, 500, 430), "typed over the page")
            doc.save(str(copy), garbage=4, deflate=True, clean=how == "twice")
    assert copy.read_bytes() != plain.read_bytes()
    assert digest(read_file(copy).text) == digest(read_file(plain).text) != NONE


def test_digests_pass_over_spaces_and_shapes_and_know_other_words() -> None:
    assert digest(LONG) == digest(LONG.replace(" ", "\n").replace("’", "'").upper())
    assert digest(LONG) == digest(LONG.replace("fi", "ﬁ"))
    assert digest(LONG) != digest(LONG.replace("settle", "settled"))
    assert digest("a" * (copies.SHORTEST - 1)) == digest("") == NONE


def test_a_copy_is_not_added_and_a_step_of_history_is_not_made(library: Library) -> None:
    (first,) = builders.added(library, document("one", text=LONG))
    copy = document("two", text=LONG.replace(" ", "  "))
    report = registered(library, copy)
    before = [each.id for each in library.ask(reports.listing)]
    assert took(library, report, copy) == Copied(first, f"{copy.sha256}.pdf")
    assert before == [first, report]
    assert [each.id for each in library.ask(reports.listing)] == [first]
    with pytest.raises(KeyError):
        library.ask(documents.text, copy.sha256)
    assert library.ask(builders.steps) == []


def test_two_copies_of_one_batch_are_one_report(library: Library) -> None:
    made = [document(seed, text=LONG) for seed in ("one", "two")]
    ids = [registered(library, each) for each in made]
    answers = library.write("Read", rereading.take_each, list(zip(ids, made, strict=True))).answer
    assert answers == [Reread(again=False), Copied(ids[0], f"{made[1].sha256}.pdf")]


def test_the_same_words_in_another_medium_and_short_words_are_no_copies(library: Library) -> None:
    builders.added(library, document("one", text=LONG), document("short", text="Few words."))
    for made in (document("text", text=LONG, media="text"), document("other", text="Few words.")):
        assert isinstance(took(library, registered(library, made), made), Reread)
    assert len(library.ask(reports.listing)) == 4


def test_a_copy_of_a_report_that_was_removed_is_added_as_itself_and_undo_brings_the_first_back(
    library: Library,
) -> None:
    one, two = document("one", text=LONG), document("two", text=LONG)
    (first,) = builders.added(library, one)
    library.edit("Remove", reports.remove, first)
    report = registered(library, two)
    assert isinstance(took(library, report, two), Reread)
    again = Registered(one.sha256, one.file_name, one.size, "pdf")
    with pytest.raises(ReportRefused, match="is a copy of Exampleshire 2017"):
        library.write("Add", reports.register, again)
    library.undo()
    assert {each.id for each in library.ask(reports.listing)} == {first, report}
    assert isinstance(took(library, report, two), Reread)  # read again: a report that is here stays


def test_reports_that_were_read_before_digests_were_kept_are_recognised(library: Library) -> None:
    first, other = builders.added(library, document("one", text=LONG), document("far", text=LONG * 4))
    library.write("Old", lambda db: db.execute("update documents set digest = ''"))
    copy = document("two", text=LONG)
    assert took(library, registered(library, copy), copy) == Copied(first, f"{copy.sha256}.pdf")
    digests = dict(library.ask(lambda db: db.execute("select file_name, digest from documents").fetchall()))
    assert digests == {"one.pdf": digest(LONG), "far.pdf": ""}  # only those that might be the one
    assert other != first


def test_adding_without_a_window_meets_the_copy(library: Library) -> None:
    (first,) = builders.added(library, document("one", text=LONG))
    copy = document("two", text=LONG)
    assert library.write("Add", rereading.add, copy).answer == Copied(first, f"{copy.sha256}.pdf")
    report = library.write("Add", rereading.add, document("three", text=LONG + " More.")).answer
    assert {each.id for each in library.ask(reports.listing)} == {first, report}
    with pytest.raises(ReportRefused):
        library.write("Add", rereading.add, document("one", text=LONG))
    library.edit("Remove", reports.remove, first)
    second = library.write("Add", rereading.add, copy).answer
    assert library.write("Add", rereading.add, document("one", text=LONG)).answer == Copied(second, "")
    library.undo()
    assert {each.id for each in library.ask(reports.listing)} == {first, report, second}


def test_a_digest_is_sha_256_of_letters_and_figures() -> None:
    words = "ab1" * 100
    assert digest(" ".join(words)) == hashlib.sha256(words.encode()).hexdigest()

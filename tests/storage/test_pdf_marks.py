"""The marks of a PDF become annotations: where they come to lie, what is here already, and one undo for all."""

import hashlib
from pathlib import Path

import pymupdf
import pytest

from storage import annotations, areas, own_marks, passages, pdf_marks, reports, reviewers
from storage.errors import LibraryError
from storage.exchange.annotated_pdf import highlights, write_copy
from storage.exchange.scope import Scope, selection
from storage.library import Library, opened
from storage.mark_places import Offer, placed
from storage.model import Annotation, Document
from storage.originals import original_name
from storage.passages import boxes
from storage.pdf_marks import Taken, author_identity, take_in, unwritten
from storage.reading.inside_marks import LONGEST, marks_of
from storage.reading.report import read_file
from tests.storage import builders
from tests.storage.marked_pdfs import MORE, Pen, annotated, text, written
from tests.storage.marked_pdfs import boxes as boxes_of


class Desk:
    """A library with one report, whose PDF may be given marks, and short ways to take them in."""

    def __init__(self, library: Library, folder: Path):
        self.library, self.folder = library, folder
        self.reviewer = builders.reviewer(library)

    def add(self, path: Path) -> int:
        data = path.read_bytes()
        document = Document(hashlib.sha256(data).hexdigest(), path.name, len(data), read_file(path))
        (self.library.originals / original_name(document.sha256, "pdf")).write_bytes(data)
        report: int = self.library.write("Add", reports.add, document).answer
        return report

    def offer(self, path: Path, report: int) -> Offer:
        contents = self.library.ask(reports.text, report)
        return placed(marks_of(None, str(path)), hashlib.sha256(path.read_bytes()).hexdigest(), contents)

    def take(self, report: int, offer: Offer) -> Taken:
        taken: Taken = self.library.edit("Take in", take_in, report, offer, self.reviewer).answer
        return taken

    def marks(self, report: int) -> list[Annotation]:
        return self.library.ask(annotations.of_report, report)


@pytest.fixture
def desk(library: Library, tmp_path: Path) -> Desk:
    return Desk(library, tmp_path)


def brought(desk: Desk, pen: Pen) -> tuple[int, list[Annotation]]:
    """The report of a pen's PDF and what was taken in of it."""
    path = pen.save(desk.folder / "marked.pdf")
    report = desk.add(path)
    desk.take(report, desk.offer(path, report))
    return report, desk.marks(report)


def test_marks_become_annotations_by_their_authors_and_one_undo_takes_them_back(desk: Desk) -> None:
    path = annotated(written(desk.folder / "plain.pdf"), desk.folder / "marked.pdf")
    report = desk.add(path)
    before = desk.library.ask(builders.rows)
    offer = desk.offer(path, report)
    assert offer.authors == ("Ann Other",)
    assert desk.take(report, offer) == Taken(added=3)
    highlight, bare, note = desk.marks(report)
    assert highlight.quote == "too variable in quality. Leaders have not made sure"
    assert (highlight.note, highlight.reviewer, highlight.mark, highlight.areas) == ("Still so?", "Ann Other", "", ())
    assert (highlight.created, highlight.modified) == ("2024-06-05T11:00:00Z", "2024-06-06T08:00:00Z")
    assert (bare.quote, bare.note) == ("virtual school", "")
    assert (note.quote, note.note) == (MORE[1].partition(" ")[2], "Ask Ben")
    taken = desk.library.ask(builders.rows)
    assert [step for step, _ in desk.library.ask(builders.steps)] == ["Take in"]
    desk.library.undo()
    assert desk.library.ask(builders.rows) == before
    desk.library.redo()
    assert desk.library.ask(builders.rows) == taken


def test_taking_in_twice_adds_nothing_and_counts_what_is_here(desk: Desk) -> None:
    path = annotated(written(desk.folder / "plain.pdf"), desk.folder / "marked.pdf")
    report = desk.add(path)
    offer = desk.offer(path, report)
    assert desk.library.ask(pdf_marks.outstanding, report, offer, desk.reviewer) == 3
    desk.take(report, offer)
    assert desk.library.ask(pdf_marks.outstanding, report, offer, desk.reviewer) == 0
    assert desk.take(report, offer) == Taken(here=3)
    assert len(desk.library.ask(builders.steps)) == 1
    first, second, _ = desk.marks(report)
    desk.library.edit("Note", annotations.set_note, first.id, "No longer.")
    assert desk.take(report, offer) == Taken(here=2, differing=1)
    assert desk.marks(report)[0].note == "No longer."
    desk.library.edit("Note", annotations.set_note, first.id, "")
    assert desk.take(report, offer) == Taken(here=2, noted=1)
    assert desk.marks(report)[0].note == "Still so?"
    desk.library.edit("Delete", annotations.delete, second.id)
    assert desk.take(report, offer) == Taken(added=1, here=2)


def test_marks_are_known_again_when_a_new_reading_gave_the_text_another_digest(desk: Desk) -> None:
    path = annotated(written(desk.folder / "plain.pdf"), desk.folder / "marked.pdf")
    report = desk.add(path)
    offer = desk.offer(path, report)
    desk.take(report, offer)
    desk.library.edit("Note", annotations.set_note, desk.marks(report)[0].id, "Mine")
    others = tuple(mark._replace(identity=f"other-{at}") for at, mark in enumerate(offer.marks))
    assert desk.take(report, offer._replace(marks=others)) == Taken(here=2, differing=1)


def test_two_libraries_give_marks_and_authors_the_same_identities(desk: Desk, tmp_path: Path) -> None:
    from storage.library import create

    path = annotated(written(desk.folder / "plain.pdf"), desk.folder / "marked.pdf")
    with create(tmp_path / "other") as other:
        found = []
        for each in (desk, Desk(other, tmp_path)):
            report = each.add(path)
            each.take(report, each.offer(path, report))
            uuids = [mark.uuid for mark in each.marks(report)]
            found.append((uuids, each.library.ask(builders.rows)["reviewers"][-1][1:]))
    assert found[0] == found[1]
    assert found[0][1] == (author_identity("Ann Other"), "Ann Other")
    assert len(set(found[0][0])) == 3


def test_marks_without_an_author_are_the_reviewers_and_known_names_make_no_second_reviewer(desk: Desk) -> None:
    ann = desk.library.write("Reviewer", reviewers.added, "Ann").answer
    pen = Pen(written(desk.folder / "plain.pdf"))
    pen.words(0, "virtual school")
    pen.words(0, "settle well", T=text("ANN"))
    _, found = brought(desk, pen)
    assert {mark.reviewer for mark in found} == {"A. Reviewer", "Ann"}
    assert desk.library.ask(reviewers.names) == {desk.reviewer: "A. Reviewer", ann: "Ann"}


def test_a_command_gives_nameless_marks_to_the_only_reviewer_else_to_one_called_so(desk: Desk) -> None:
    pen = Pen(written(desk.folder / "plain.pdf"))
    pen.words(0, "virtual school")
    path = pen.save(desk.folder / "marked.pdf")
    report = desk.add(path)
    offer = desk.offer(path, report)
    for expected in ("A. Reviewer", "Reviewer"):
        taken = desk.library.edit("Take in", pdf_marks.take_in_unattended, report, offer).answer
        assert taken == Taken(added=1)
        assert [mark.reviewer for mark in desk.marks(report)] == [expected]
        desk.library.undo()
        desk.library.write("Reviewer", reviewers.added, "Ben")


@pytest.mark.parametrize("crop", [False, True], ids=["whole page", "crop box"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_highlights_of_turned_pages_cover_their_words(desk: Desk, rotation: int, crop: bool) -> None:
    pen = Pen(written(desk.folder / "plain.pdf", rotation=rotation, crop=crop))
    sheet = pen.doc[0]
    pen.words(0, [*boxes_of(sheet, "managers who know each child"), *boxes_of(sheet, "by name")], "Underline")
    _, (mark,) = brought(desk, pen)
    assert mark.quote == "managers who know each child by name"


def test_a_highlight_that_is_a_little_too_large_or_too_small_has_whole_words(desk: Desk) -> None:
    pen = Pen(written(desk.folder / "plain.pdf"))
    (box,) = boxes_of(pen.doc[0], "virtual school has")
    pen.words(0, [pymupdf.Rect(box.x0 - 2.5, box.y0 - 4, box.x1 + 3, box.y1 + 4)])
    pen.words(0, [pymupdf.Rect(box.x0 + 2, box.y0 + 3, box.x1 - 2, box.y1 - 3)], "StrikeOut")
    pen.words(0, [pymupdf.Rect(box.x0, box.y1 - 3, box.x1, box.y1 - 2)], "Squiggly")  # a thin line under the words
    _, found = brought(desk, pen)
    assert [mark.quote for mark in found] == ["virtual school has"]  # the second and third say nothing more


def test_a_part_of_a_word_with_a_hyphen_is_kept(desk: Desk) -> None:
    pen = Pen(written(desk.folder / "plain.pdf", [["Children benefit from well-considered plans and time."]]))
    pen.words(0, "considered plans")
    _, (mark,) = brought(desk, pen)
    assert mark.quote == "considered plans"


def test_a_highlight_of_words_far_apart_is_several_passages_with_one_note(desk: Desk) -> None:
    pen = Pen(written(desk.folder / "plain.pdf"))
    sheet = pen.doc[0]
    pen.words(0, [*boxes_of(sheet, "settle well"), *boxes_of(sheet, "virtual school")], Contents=text("Both"))
    _, found = brought(desk, pen)
    assert [(mark.quote, mark.note) for mark in found] == [("settle well", "Both"), ("virtual school", "")]


def test_a_highlight_that_another_program_cut_at_the_end_of_a_page_is_one_again(desk: Desk) -> None:
    pages = [["The plans of children who live in", "more than one home are often"], ["not shared with schools."]]
    pen = Pen(written(desk.folder / "plain.pdf", pages))
    same = {"T": text("Ann"), "CreationDate": "(D:20240605120000Z)"}
    pen.words(0, "are often", Contents=text("Why?"), **same)
    pen.words(1, "not shared", **same)
    pen.words(1, "schools", T=text("Ann"), CreationDate="(D:20240605120100Z)")
    _, found = brought(desk, pen)
    joined = " ".join(found[0].quote.split())
    assert (joined, found[0].note) == ("are often not shared", "Why?")
    assert found[1].quote.startswith("schools")


def test_figures_furniture_typed_words_and_drawings_become_rectangles(desk: Desk) -> None:
    pen = Pen(written(desk.folder / "plain.pdf", [*[["Some words of a page.", "And more of them."]] * 4]))
    pen.words(0, "Exampleshire report", Contents=text("Furniture"))
    pen.at(1, "FreeText", (300, 400, 400, 430), Contents=text("Typed"))
    pen.at(2, "Square", (100, 500, 101, 501), Contents=text("?!"))
    for left in (100, 130, 160, 400):  # three strokes of one word, and another drawing
        pen.at(3, "Ink", (left, 600, left + 20, 620))
    _, found = brought(desk, pen)
    assert [(mark.page, mark.note) for mark in found] == [
        (1, "Furniture"), (2, "Typed"), (3, "?!"), (4, ""), (4, ""),
    ]  # fmt: skip
    assert all(mark.box is not None and mark.quote == "" for mark in found)
    boxes_found = [mark.box for mark in found if mark.box is not None]
    assert boxes_found[1] == pytest.approx((300, 400, 400, 430), abs=0.01)
    assert boxes_found[2].x1 - boxes_found[2].x0 >= annotations.SMALLEST
    assert sorted((box.x0, box.x1) for box in boxes_found[3:]) == [
        pytest.approx((100, 180), abs=0.01), pytest.approx((400, 420), abs=0.01),
    ]  # fmt: skip


def test_a_sticky_note_marks_the_sentence_at_its_icon_and_a_rectangle_where_no_words_are_near(desk: Desk) -> None:
    pen = Pen(written(desk.folder / "plain.pdf"))
    (box,) = boxes_of(pen.doc[0], "Leaders have not")
    pen.at(0, "Text", (box.x0 + 5, box.y0 - 2, box.x0 + 23, box.y0 + 16), Contents=text("On the words"))
    pen.at(0, "Text", (565, box.y0, 583, box.y1), Contents=text("In the right margin"))
    pen.at(0, "Text", (200, 600, 218, 618), Contents=text("Far below"))
    _, found = brought(desk, pen)
    by_note = {mark.note: mark for mark in found}
    assert by_note["On the words"].quote.startswith("Leaders have not made sure")
    assert by_note["In the right margin"].quote == by_note["On the words"].quote
    assert by_note["Far below"].box is not None


def test_a_note_that_only_repeats_the_words_is_no_note(desk: Desk) -> None:
    pen = Pen(written(desk.folder / "plain.pdf"))
    pen.words(0, "virtual school", Contents=text("virtual\rschool "))
    _, (mark,) = brought(desk, pen)
    assert (mark.quote, mark.note) == ("virtual school", "")


def test_times_to_come_become_the_present(desk: Desk) -> None:
    pen = Pen(written(desk.folder / "plain.pdf"))
    pen.words(0, "virtual school", CreationDate="(D:20990101000000Z)")
    _, (mark,) = brought(desk, pen)
    assert mark.created < "2099"


def test_the_annotated_copy_of_a_bundle_brings_back_what_it_holds_and_doubles_nothing(desk: Desk) -> None:
    plain = written(desk.folder / "plain.pdf", [["Plans of children are often"], ["not shared. Visits are late."]])
    report = desk.add(plain)
    known = {area.name: area.id for area in desk.library.ask(areas.all_areas)}
    tagged = [known["Children in care"], known["Education"]]
    contents = desk.library.ask(reports.text, report).text
    across = passages.passage(report, contents, contents.index("often"), contents.index("shared") + 6)
    note = "First line\n\nlast line"
    desk.library.edit("Mark", annotations.add, across, desk.reviewer, tagged, "concern", note)
    builders.highlighted(desk.library, report, "Visits", note="Concern")
    with opened(desk.library.folder, write=False) as other:
        chosen = other.ask(selection, Scope())
    copy = desk.folder / "annotated.pdf"
    write_copy(plain, copy, highlights(chosen, chosen.parts[0]), None)
    before = desk.library.ask(builders.rows)
    offer = desk.offer(copy, report)
    assert desk.take(report, offer) == Taken(here=2)
    assert desk.library.ask(builders.rows) == before
    marks = desk.marks(report)
    for mark in marks:
        desk.library.edit("Delete", annotations.delete, mark.id)
    assert desk.take(report, offer) == Taken(added=2)
    again = desk.marks(report)
    usual = {"id": 0, "areas": ()}
    assert [mark._replace(**usual) for mark in again] == [
        mark._replace(**usual, mark=strength, note=said)
        for mark, strength, said in zip(marks, ("concern", "concern"), (note, ""), strict=True)
    ]
    assert again[0].areas == tuple(tagged)


def test_what_yearmark_wrote_is_told_apart() -> None:
    known = {"Health": 1, "Help and protection": 2}
    link = "improved → Islington 2020, para 13, p. 4: “Visits are made” (after a new team)"
    assert unwritten(f"Health; Help and protection\nStrength\nA note\n{link}", known) == ([1, 2], "strength", "A note")
    assert unwritten("(continued from p. 3)\nHealth", known) == ([1], "", "")
    assert unwritten("Unknown area; Health\nStrength", known) == ([], "", "Unknown area; Health\nStrength")
    assert unwritten(link, known) == ([], "", "")
    assert unwritten("", known) == ([], "", "")


def test_a_report_that_is_gone_or_waits_refuses_and_one_that_was_removed_is_passed_over(desk: Desk) -> None:
    path = annotated(written(desk.folder / "plain.pdf"), desk.folder / "marked.pdf")
    report = desk.add(path)
    offer = desk.offer(path, report)
    desk.library.edit("Remove", reports.remove, report)
    with pytest.raises(LibraryError, match="not in the library"):
        desk.take(report, offer)
    assert desk.library.edit("Take in", pdf_marks.take_in_each, [(report, offer)], desk.reviewer).answer == Taken()


def test_whether_marks_were_taken_in_is_seen_from_the_annotations_and_undone_with_them(desk: Desk) -> None:
    path = annotated(written(desk.folder / "plain.pdf"), desk.folder / "marked.pdf")
    report = desk.add(path)
    builders.highlighted(desk.library, report, "settle well")
    assert not desk.library.ask(own_marks.are_taken_in, report)
    desk.take(report, desk.offer(path, report))
    assert desk.library.ask(own_marks.are_taken_in, report)
    desk.library.undo()
    assert not desk.library.ask(own_marks.are_taken_in, report)


def test_marks_of_a_copy_on_larger_paper_find_their_words_and_rectangles(desk: Desk) -> None:
    report = desk.add(written(desk.folder / "plain.pdf"))
    path = desk.folder / "large.pdf"
    with pymupdf.open(str(desk.folder / "plain.pdf")) as doc, pymupdf.open() as large:
        for page in doc:
            sheet = large.new_page(width=1190, height=1684)
            sheet.show_pdf_page(sheet.rect, doc, page.number)
        large.save(str(path))
    twice = Pen(path)
    twice.at(0, "Square", (200, 800, 400, 1000))
    twice.words(0, "virtual school")
    path = twice.save(desk.folder / "large and marked.pdf")
    reading = read_file(path)
    from storage.documents import ReportText

    offer = placed(marks_of(None, str(path)), "x", ReportText(reading.text, reading.paragraphs, reading.pages))
    desk.take(report, offer)
    passage, square = sorted(desk.marks(report), key=lambda mark: mark.page)
    assert passage.quote == "virtual school"
    assert square.box == pytest.approx((100, 400, 200, 500), abs=0.01)


def test_a_note_of_a_pdf_has_room_in_a_note_of_ours() -> None:
    assert LONGEST <= annotations.NOTE_LIMIT


def test_the_boxes_that_are_painted_are_those_that_were_highlighted(desk: Desk) -> None:
    pen = Pen(written(desk.folder / "plain.pdf"))
    (expected,) = boxes_of(pen.doc[0], "virtual school")
    pen.words(0, "virtual school")
    report, (mark,) = brought(desk, pen)
    contents = desk.library.ask(reports.text, report)
    (painted,) = boxes(passages.unpacked_words(contents.pages[0].words), contents.text, mark.start, mark.end)
    assert painted == pytest.approx(tuple(expected), abs=1.5)

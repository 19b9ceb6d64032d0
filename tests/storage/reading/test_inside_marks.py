"""Highlights and notes of other programs: read from PDFs written as those programs write them, damaged ones too."""

import io
from pathlib import Path

import pymupdf
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight, Text
from pypdf.generic import ArrayObject, FloatObject

from storage.errors import LibraryError
from storage.reading import inside_marks
from storage.reading.inside_marks import Marks, marks_in, marks_of, set_aside
from storage.reading.mark_words import clean_words, pdf_time
from storage.reading.report import read_file
from tests.storage.marked_pdfs import LINES, ROUND, Pen, Z, annotated, boxes, text, written


@pytest.fixture
def pen(tmp_path: Path) -> Pen:
    return Pen(written(tmp_path / "plain.pdf"))


def marks(pen: Pen) -> Marks:
    """What is found in the PDF once it is saved and opened again."""
    with pymupdf.open(stream=pen.doc.tobytes(), filetype="pdf") as doc:
        return marks_in(doc)


def test_a_mark_says_who_what_when_and_where(tmp_path: Path) -> None:
    path = annotated(written(tmp_path / "plain.pdf"), tmp_path / "marked.pdf")
    found = marks_of(None, str(path))
    highlight, bare, note = found.marks
    assert (highlight.kind, highlight.author, highlight.contents) == ("words", "Ann Other", "Still so?")
    assert (highlight.created, highlight.modified) == ("2024-06-05T11:00:00Z", "2024-06-06T08:00:00Z")
    assert len(highlight.places[0].boxes) == 3
    assert (bare.contents, bare.created, bare.modified) == ("", "2024-06-05T12:05:00Z", "2024-06-05T12:05:00Z")
    assert (note.kind, note.page, note.contents, note.created) == ("note", 2, "Ask Ben", "")
    assert note.places[0].boxes[0] == pytest.approx((30, 108, 48, 126), abs=0.01)
    assert found.left_out == {}


@pytest.mark.parametrize("order", [Z, ROUND, (1, 0, 3, 2)], ids=["acrobat", "standard", "mirrored"])
@pytest.mark.parametrize("crop", [False, True], ids=["whole page", "crop box"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_lie_on_the_page_as_shown(tmp_path: Path, rotation: int, crop: bool, order: tuple[int, ...]) -> None:
    pen = Pen(written(tmp_path / "turned.pdf", rotation=rotation, crop=crop))
    (expected,) = boxes(pen.doc[0], "virtual school")
    pen.words(0, "virtual school", order=order)
    ((mark,), _) = marks(pen)
    assert mark.places[0].boxes[0] == pytest.approx(tuple(expected), abs=0.1)
    assert expected.width > expected.height  # the words stand upright


def test_every_kind_of_mark_is_taken_and_nothing_else(pen: Pen) -> None:
    for kind in ("Highlight", "Underline", "Squiggly", "StrikeOut"):
        pen.words(0, "virtual school", kind)
    for kind in ("Text", "FreeText", "Square", "Ink", "Popup", "Link", "Widget", "Stamp", "Circle", "Caret"):
        pen.at(0, kind, (300, 500, 340, 530), Contents=text("Words"))
    assert [mark.kind for mark in marks(pen).marks] == [
        *["words"] * 4, "note", "typed", "shape", "drawing", "shape", "note",
    ]  # fmt: skip


def test_replies_are_joined_to_their_note_and_states_are_not(pen: Pen) -> None:
    first = pen.words(0, "virtual school", T=text("Ann"), Contents=text("True?"))
    pen.at(0, "Popup", (0, 0, 9, 9), Parent=f"{first} 0 R")
    later = {"IRT": f"{first} 0 R", "F": "30"}
    reply = pen.at(0, "Text", (0, 0, 9, 9), T=text("Ben"), Contents=text("Yes."), M="(D:2024)", **later)
    pen.at(0, "Text", (0, 0, 9, 9), T=text("Ann"), Contents=text("Good."), M="(D:2025)", IRT=f"{reply} 0 R")
    pen.at(0, "Text", (0, 0, 9, 9), T=text("Ben"), Contents=text("Accepted"), StateModel=text("Review"), **later)
    ((mark,), left_out) = marks(pen)
    assert mark.contents == "True?\n\nBen: Yes.\n\nGood."
    assert left_out == {}


def test_replaced_text_is_one_mark_on_the_words_that_were_struck_out(pen: Pen) -> None:
    caret = pen.at(0, "Caret", (200, 200, 205, 210), Contents=text("Write: virtual head"))
    pen.words(0, "virtual school", "StrikeOut", IRT=f"{caret} 0 R", RT="/Group")
    ((mark,), _) = marks(pen)
    assert (mark.kind, mark.contents) == ("words", "Write: virtual head")


def test_replies_that_go_round_in_a_circle_or_answer_nothing_stay_themselves(pen: Pen) -> None:
    one = pen.at(0, "Text", (10, 10, 20, 20), Contents=text("One"))
    other = pen.at(0, "Text", (10, 10, 20, 20), Contents=text("Other"), IRT=f"{one} 0 R")
    pen.doc.xref_set_key(one, "IRT", f"{other} 0 R")
    pen.at(0, "Text", (10, 10, 20, 20), Contents=text("Self"), IRT="9999 0 R")
    assert sorted(mark.contents for mark in marks(pen).marks) == ["One", "Other", "Self"]


def test_a_long_chain_of_replies_is_read_in_no_time(pen: Pen) -> None:
    before = pen.at(0, "Text", (10, 10, 20, 20), Contents=text("0"))
    for number in range(1, 300):
        before = pen.at(0, "Text", (10, 10, 20, 20), Contents=text(str(number)), IRT=f"{before} 0 R")
    ((mark,), _) = marks(pen)
    assert mark.contents.split("\n\n") == [str(number) for number in range(300)]


def test_marks_without_words_are_counted_as_empty_and_hidden_ones_are_not_seen(pen: Pen) -> None:
    pen.at(0, "Text", (10, 10, 20, 20))
    pen.at(0, "FreeText", (10, 10, 20, 20), Contents=text("  "))
    pen.doc.xref_set_key(pen.words(0, "virtual school"), "F", "2")
    assert marks(pen) == Marks((), {"empty": 2})


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"Rect": "[1 2 3]"},
        {"Rect": "null", "QuadPoints": "[1 2 3 4 5 6 7]"},
        {"Rect": "[0 0 1e30 1e30]"},
        {"Rect": "[-900 -900 -800 -800]"},
        {"Rect": "(words)", "QuadPoints": "<< >>"},
        {"QuadPoints": "[/A /B /C /D /E /F /G /H]"},
        {"QuadPoints": "[9999999999 9999999999 1 1 1 1 1 1]"},
    ],
    ids=str,
)
def test_a_mark_without_a_usable_place_is_left_out_and_the_others_are_not(pen: Pen, keys: dict[str, str]) -> None:
    pen.add(0, "Highlight", **keys)
    pen.words(0, "virtual school")
    found = marks(pen)
    assert len(found.marks) == 1
    assert found.left_out == {"damaged": 1}


def test_a_highlight_whose_quads_are_damaged_has_its_rectangle(pen: Pen) -> None:
    pen.at(0, "Highlight", (72, 150, 200, 165), QuadPoints="[1 2 3]")
    ((mark,), _) = marks(pen)
    assert mark.places[0].boxes[0] == pytest.approx((72, 150, 200, 165), abs=0.01)


def test_annots_that_are_no_list_of_annotations_are_passed_over(pen: Pen) -> None:
    pen.words(1, "child's own view")
    for odd in ("(words)", "[null 5 /Name (x) [ ] 9999 0 R 9999999999 0 R]", "<< /A 1 >>"):
        pen.doc.xref_set_key(pen.doc[0].xref, "Annots", odd)
        assert [mark.page for mark in marks(pen).marks] == [2]


def test_one_annotation_listed_twice_is_one_mark(pen: Pen) -> None:
    number = pen.words(0, "virtual school")
    pen.doc.xref_set_key(pen.doc[1].xref, "Annots", f"[{number} 0 R {number} 0 R]")
    assert len(marks(pen).marks) == 1


def test_a_hundred_thousand_annotations_are_cut_and_counted(pen: Pen) -> None:
    number = pen.words(0, "virtual school")
    keys = pen.doc.xref_object(number)
    many = " ".join([keys.replace("\n", " ")] * 100_000)  # direct objects, each another mark
    pen.doc.xref_set_key(pen.doc[0].xref, "Annots", f"[{many}]")
    found = marks(pen)
    assert len(found.marks) == inside_marks.MOST
    assert found.left_out == {"beyond": 100_000 - inside_marks.MOST}


def test_endless_words_are_cut_and_counted(pen: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    pen.at(0, "Text", (10, 10, 20, 20), Contents="(" + "a" * 1_000_000 + ")", T="(" + "b" * 1_000_000 + ")")
    ((mark,), left_out) = marks(pen)
    assert len(mark.contents) == inside_marks.LONGEST
    assert mark.contents.endswith("a…")
    assert len(mark.author) == inside_marks.LONGEST_NAME
    assert left_out == {"shortened": 1}
    monkeypatch.setattr(inside_marks, "MOST_WORDS", 5)
    pen.words(0, "virtual school", Contents=text("Kept without its words"))
    assert [mark.contents for mark in marks(pen).marks] == ["aaaa…", ""] or len(marks(pen).marks[0].contents) == 5


def test_words_are_kept_as_they_are_but_for_what_cannot_be_kept(pen: Pen) -> None:
    pen.at(0, "Text", (10, 10, 20, 20), T="<FEFF06270628>", Contents="<FEFF0041D83DDE00000D000A2029>")
    pen.at(0, "Text", (10, 10, 20, 20), T="<FF41>", Contents="<FEFFD80000410042>")
    one, other = marks(pen).marks
    assert (one.author, one.contents) == ("اب", "A😀")
    for mark in (one, other):
        assert (mark.contents + mark.author).encode()  # no half of a surrogate is left
    assert clean_words("a\r\nb\rc\x00\ud800") == "a\nb\nc\ufffd\ufffd"


@pytest.mark.parametrize(
    ("written_time", "time"),
    [
        ("D:20240605120000+01'00'", "2024-06-05T11:00:00Z"),
        ("D:20240605120000-0130", "2024-06-05T13:30:00Z"),
        ("D:20240605120000Z00'00'", "2024-06-05T12:00:00Z"),
        ("20240605", "2024-06-05T00:00:00Z"),
        ("D:2024", "2024-01-01T00:00:00Z"),
        ("D:20241399", ""),
        ("D:00010101000000+23'59'", ""),
        ("D:20240605120000+99'99'", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_times(written_time: str, time: str) -> None:
    assert pdf_time(written_time) == time


def test_marks_that_another_library_wrote_are_read(tmp_path: Path) -> None:
    source = written(tmp_path / "plain.pdf")
    with pymupdf.open(str(source)) as doc:
        (box,) = boxes(doc[0], "virtual school")
    x0, y0, x1, y1 = box.x0, 842 - box.y1, box.x1, 842 - box.y0
    writer = PdfWriter(PdfReader(str(source)))
    quads = ArrayObject([FloatObject(value) for value in (x0, y1, x1, y1, x0, y0, x1, y0)])
    writer.add_annotation(0, Highlight(rect=(x0, y0, x1, y1), quad_points=quads, title_bar="Ann"))
    writer.add_annotation(1, Text(rect=(20, 700, 40, 720), text="Ask Ben", title_bar="Ann"))
    out = io.BytesIO()
    writer.write(out)
    with pymupdf.open(stream=out.getvalue(), filetype="pdf") as doc:
        one, other = marks_in(doc).marks
    assert one.places[0].boxes[0] == pytest.approx(tuple(box), abs=0.1)
    assert (other.contents, other.author) == ("Ask Ben", "Ann")


def test_what_is_typed_over_a_report_is_not_its_text_and_is_counted(tmp_path: Path) -> None:
    plain = written(tmp_path / "plain.pdf")
    with pymupdf.open(str(plain)) as doc:
        doc[0].add_freetext_annot((300, 400, 500, 430), "typed over the page")
        doc[0].add_stamp_annot((300, 500, 500, 530))
        doc[0].add_text_annot((300, 600), "a note")
        doc.save(str(tmp_path / "typed.pdf"))
    before, after = read_file(plain), read_file(tmp_path / "typed.pdf")
    assert "typed over" not in after.text
    assert after.text == before.text
    assert before.carried == {}
    assert after.carried == {"marks": 2}


def test_hiding_changes_nothing_in_the_file_and_can_spare_stamps(pen: Pen) -> None:
    stamp = pen.at(0, "Stamp", (10, 10, 20, 20))
    number = pen.words(0, "virtual school", NM=text("urn:uuid:1"))
    assert set_aside(pen.doc, stamps=False) == {"marks": 1, "own marks": 1}
    assert pen.doc.xref_get_key(number, "F") == ("int", "6")
    assert pen.doc.xref_get_key(stamp, "F") == ("int", "4")


def test_a_file_that_cannot_be_looked_through_says_why(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="has gone"):
        marks_of(None, str(tmp_path / "gone.pdf"))
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(LibraryError, match="damaged"):
        marks_of(None, str(tmp_path / "bad.pdf"))
    with pymupdf.open(str(written(tmp_path / "plain.pdf"))) as doc:
        doc.save(str(tmp_path / "locked.pdf"), encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="a", owner_pw="b")
    with pytest.raises(LibraryError, match="password"):
        marks_of(None, str(tmp_path / "locked.pdf"))
    assert marks_of(None, str(tmp_path / "locked.pdf"), "a") == Marks()


def test_the_lines_of_the_made_report_are_its_text(tmp_path: Path) -> None:
    reading = read_file(written(tmp_path / "plain.pdf"))
    assert all(line in reading.text.replace("\n", " ") for line in LINES[2:4])


def test_hidden_marks_are_not_painted(tmp_path: Path) -> None:
    with pymupdf.open(str(written(tmp_path / "plain.pdf"))) as doc:
        doc[0].add_highlight_annot(doc[0].search_for("virtual school"))
        data = doc.tobytes()
    with pymupdf.open(stream=data, filetype="pdf") as doc:
        bare, painted = doc[0].get_pixmap(annots=False).samples, doc[0].get_pixmap().samples
        set_aside(doc, stamps=False)
        assert doc[0].get_pixmap().samples == bare != painted

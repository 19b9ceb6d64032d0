"""The annotated copy of a PDF, read by another library than the one that made it."""

import csv
import io
import json

import pymupdf
import pytest
from pypdf import PdfReader

from storage import annotations, reports
from storage.exchange.annotated_pdf import UNTAGGED, lightened
from storage.model import Box
from tests.storage.exchange.conftest import Desk, highlights_of, squeezed, text_under, write_pdf

TWO_LINES = "often late, and plans are not"


def test_highlight_says_who_what_and_when(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export()
    pdf = made.pdf("data/annotated/Islington 2017")
    ((page, one),) = highlights_of(pdf)
    chosen = desk.selection().annotation[three["one"]][1]
    assert page == 1
    assert one["/T"] == "Amina Osei"
    assert one["/NM"] == f"urn:uuid:{chosen.uuid}"
    assert one["/CreationDate"] == "D:" + chosen.created.translate({ord(letter): None for letter in "-:T"})
    assert one["/M"] == "D:" + chosen.modified.translate({ord(letter): None for letter in "-:T"})
    assert str(one["/Contents"]).split("\n") == [
        "Children in care; Workforce",
        "Concern",
        "Key.",
        "improved → Islington 2020, p. 1: “Visits are now made on time” (after a new team)",
    ]
    assert [float(value) for value in one["/C"]] == pytest.approx(lightened("#11866f"), abs=0.01)
    assert len(one["/AP"]["/N"].get_object().get_data()) > 20
    assert text_under(pdf, 1, one) == squeezed(chosen.quote)


def test_colours_stay_legible_under_black_text() -> None:
    for colour in ("#000000", "#3b3f9e", "#5b6472"):
        red, green, blue = (
            value / 12.92 if value <= 0.04 else ((value + 0.055) / 1.055) ** 2.4 for value in lightened(colour)
        )
        assert (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) / 0.05 > 7
    assert lightened("red;}") == UNTAGGED


@pytest.mark.parametrize("crop", [False, True], ids=["whole page", "crop box"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_highlight_covers_just_the_words(desk: Desk, rotation: int, crop: bool) -> None:
    lines = ["Visits to children in care are often late,", "and plans are not always reviewed in time."]
    report = desk.pdf("turned.pdf", [lines], "Leeds", "2019", rotation=rotation, crop=crop)
    desk.mark(report, TWO_LINES)
    pdf = desk.export().pdf()
    ((page, one),) = highlights_of(pdf)
    assert len(one["/QuadPoints"]) == 16
    assert text_under(pdf, page, one) == squeezed(TWO_LINES)
    assert [float(value) for value in one["/C"]] == pytest.approx(UNTAGGED, abs=0.01)


def test_part_of_a_word_is_covered(desk: Desk) -> None:
    report = desk.pdf("part.pdf", [["Children benefit from well-considered plans."]], "Leeds", "2019")
    desk.mark(report, "considered plans")
    pdf = desk.export().pdf()
    ((page, one),) = highlights_of(pdf)
    assert "plans" in text_under(pdf, page, one)
    assert "well" not in text_under(pdf, page, one)


def test_passage_across_pages_has_one_highlight_on_each(desk: Desk) -> None:
    pages = [["The plans of children who live in", "more than one home are often"], ["not shared with schools."]]
    report = desk.pdf("across.pdf", pages, "Leeds", "2019")
    quote = "often not shared"
    text = desk.library.ask(reports.text, report).text
    start = text.index("often")
    end = text.index("shared") + len("shared")
    annotation = desk.mark(report, text[start:end], "Education", note="See p. 2.")
    pdf = desk.export().pdf()
    (first, one), (second, other) = highlights_of(pdf)
    assert (first, second) == (1, 2)
    assert text_under(pdf, 1, one) + text_under(pdf, 2, other) == squeezed(quote)
    assert one["/NM"] == other["/NM"] == f"urn:uuid:{desk.uuid(annotation)}"
    assert str(other["/Contents"]) == "(continued from p. 1)\n" + str(one["/Contents"])


@pytest.mark.parametrize("method", [pymupdf.PDF_ENCRYPT_RC4_128, pymupdf.PDF_ENCRYPT_AES_256])
def test_locked_pdf_stays_locked_and_the_password_stays_here(desk: Desk, method: int) -> None:
    secret = "quite-s3cret-word"
    lines = [["Thresholds are clear to partners."]]
    report = desk.pdf("locked.pdf", lines, "Leeds", "2019", password=secret, method=method)
    desk.mark(report, "Thresholds are clear", "Help and protection", note="A private remark")
    made = desk.export()
    data = made.one("data/annotated/")
    doc = pymupdf.open(stream=data, filetype="pdf")
    assert doc.needs_pass
    assert doc.authenticate(secret)
    (annot,) = doc[0].annots()
    assert annot.info["content"] == "Help and protection\nA private remark"
    doc.close()
    assert b"A private remark" not in data
    everything = b"".join(made.files.values())
    assert secret.encode() not in everything
    assert "open with the report's password" in " ".join(made.files["index.html"].decode().split()).replace(
        "&#39;", "'"
    )
    if method == pymupdf.PDF_ENCRYPT_RC4_128:
        pdf = PdfReader(io.BytesIO(data), password=secret)
        ((page, one),) = highlights_of(pdf)
        assert text_under(pdf, page, one) == "Thresholdsareclear"


def test_repaired_pdf_is_written_anew(desk: Desk) -> None:
    path = write_pdf(desk.files / "broken.pdf", [["Audits are used to learn."]])
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"xref")])
    with pymupdf.open(path) as doc:
        assert not doc.can_save_incrementally()
    report = desk.add(path, "Leeds", "2019")
    desk.mark(report, "used to learn")
    made = desk.export()
    assert made.summary.warnings == ()
    assert made.one("data/originals/") == path.read_bytes()
    pdf = made.pdf()
    ((page, one),) = highlights_of(pdf)
    assert text_under(pdf, page, one) == "usedtolearn"


def test_annotations_of_the_original_stay(desk: Desk) -> None:
    path = write_pdf(desk.files / "noted.pdf", [["Audits are used to learn."]])
    with pymupdf.open(path) as doc:
        doc[0].add_text_annot((20, 20), "by someone else")
        doc.saveIncr()
    report = desk.add(path, "Leeds", "2019")
    desk.mark(report, "used to learn")
    pdf = desk.export().pdf()
    kinds = [one.get_object()["/Subtype"] for one in pdf.pages[0]["/Annots"]]
    assert kinds.count("/Text") == kinds.count("/Highlight") == 1


def test_hostile_words_stay_words(desk: Desk) -> None:
    note = "(a) \\ <</S /JavaScript>> 😀 \u05e9\u05dc\u05d5\u05dd\nnext"
    report = desk.pdf("plain.pdf", [["Audits are used to learn."]], "Leeds", "2019")
    desk.mark(report, "Audits", note=note, reviewer=desk.person("O'Brien) /AA << \u202e"))
    ((_, one),) = highlights_of(desk.export().pdf())
    assert str(one["/Contents"]) == note
    assert one["/T"] == "O'Brien) /AA << \u202e"
    assert "/AA" not in one


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_rectangle_is_a_square_of_the_copy_and_stands_in_every_other_form(desk: Desk, rotation: int) -> None:
    report = desk.pdf("figure.pdf", [["A figure follows."], ["Page two."]], "Leeds", "2019", rotation=rotation)
    box = Box(100.0, 200.0, 300.0, 350.0)
    made = desk.library.edit(
        "Mark", annotations.add_rectangle, report, 2, box, desk.reviewer, (), "strength", "The chart."
    ).answer
    bundle = desk.export()
    with pymupdf.open(stream=bundle.one("data/annotated/"), filetype="pdf") as copy:
        page = copy[1]
        (square,) = page.annots()
        assert square.type[1] == "Square"
        assert square.info["content"] == "Strength\nThe chart."
        shown = square.rect * page.rotation_matrix
        for value, expected in zip(shown, box, strict=True):
            assert value == pytest.approx(expected, abs=2.5)
    (body,) = json.loads(bundle.one("data/annotations.jsonld"))["first"]["items"]
    assert body["target"]["selector"] == [
        {
            "type": "FragmentSelector",
            "conformsTo": "http://tools.ietf.org/rfc/rfc3778",
            "value": "page=2&viewrect=100,200,200,150",
        }
    ]
    assert body["target"]["yearmark:citation"] == "Leeds 2019, p. 2"
    (row,) = csv.DictReader(io.StringIO(bundle.one("data/annotations.csv").decode("utf-8-sig")))
    assert (row["page"], row["quote"], row["rectangle"]) == ("2", "", "100.0 200.0 300.0 350.0")
    assert "Rectangle on page 2" in bundle.one("index.html").decode("utf-8")
    assert made

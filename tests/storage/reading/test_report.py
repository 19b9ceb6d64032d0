"""Files become readings or plain refusals; PDFs and texts are made here, real ones read when present."""

import json
from pathlib import Path

import pymupdf
import pytest

from storage.errors import PasswordNeeded, ReportRefused
from storage.passages import boxes, unpacked_words
from storage.reading.files import SUFFIXES, report_files
from storage.reading.report import READER, read_file
from storage.reading.text import lay_out, read_text, typeset

SHARED = Path(__file__).parents[4] / "shared"
needs_reports = pytest.mark.skipif(not (SHARED / "reports").is_dir(), reason="the shared reports are not here")


@pytest.fixture
def saved(tmp_path):
    def save(doc, name="report.pdf", **options):
        path = tmp_path / name
        doc.save(path, **options)
        return path

    return save


def made_pdf(*pages, rotation=0):
    doc = pymupdf.open()
    for lines in pages:
        page = doc.new_page(width=595, height=842)
        for x, y, text, *style in lines:
            size, font = (*style, 12, "helv")[:2] if len(style) != 1 else (style[0], "helv")
            page.insert_text((x, y), text, fontsize=size, fontname=font)
        page.set_rotation(rotation)
    return doc


def paragraphs_in(reading):
    return [reading.text[p.start : p.end] for p in reading.paragraphs]


def assert_sound(reading):
    """Every word of every page is a word of the running text, and the text can be stored."""
    json.loads(json.dumps(reading.text))
    reading.text.encode("utf-8")
    assert "\0" not in reading.text
    for page in reading.pages:
        words = unpacked_words(page.words)
        assert all(reading.text[word.start : word.end].strip() for word in words)
        assert all("\n" not in reading.text[word.start : word.end] for word in words)
        assert [word.start for word in words] == sorted(word.start for word in words)
    covered = "\n".join(paragraphs_in(reading))
    assert covered == reading.text


def test_a_pdf_is_read(saved):
    first = [
        (513, 805, "1", 20),
        (72, 120, "Inspection of Fenshire local authority children's services", 16, "hebo"),
        (72, 160, "Inspection dates: 2 to 6 December 2024"),
        (72, 200, "1."),
        (100, 200, "The first numbered paragraph stands here and"),
        (100, 214.4, "wraps to a second line."),
        (72, 240, "2."),
        (100, 240, "The second is long enough to go over the end of the first page, to where it"),
    ]
    second = [(513, 805, "2", 20), (100, 100, "goes on."), (72, 140, "3. The third is short.")]
    path = saved(made_pdf(first, second), "x - 29 january 2025.pdf")
    reading = read_file(path)
    assert_sound(reading)
    assert reading.media == "pdf"
    assert reading.reader == READER
    assert [page.label for page in reading.pages] == ["1", "2"]
    assert [p.number for p in reading.paragraphs] == ["", "", "1", "2", "3"]
    assert paragraphs_in(reading)[3].endswith("to where it goes on.")
    assert reading.facts["published"].source == "file name"
    assert reading.facts["published"].page == 0
    assert reading.facts["inspection_end"] == ("2024-12-06", "printed", 1)
    assert reading.warnings == ()


def test_words_lie_where_they_are_seen_on_a_turned_page(saved):
    upright = read_file(saved(made_pdf([(50, 60, "Sideways")]), "a.pdf"))
    turned = read_file(saved(made_pdf([(50, 60, "Sideways")], rotation=90), "b.pdf"))
    (one,), (two,) = (unpacked_words(reading.pages[0].words) for reading in (upright, turned))
    assert (turned.pages[0].width, turned.pages[0].height) == (842, 595)
    assert two.y0 == pytest.approx(one.x0, abs=0.02)
    assert two.x1 == pytest.approx(842 - one.y0, abs=0.02)


def test_a_footnote_mark_is_set_aside(saved):
    doc = pymupdf.open()
    page = doc.new_page(width=595, height=842)
    page.insert_htmlbox(
        pymupdf.Rect(72, 72, 500, 300), "<p>The Board<sup>1</sup> met its aims<sup>2</sup>, on the 5th.</p>"
    )
    assert read_file(saved(doc)).text == "The Board met its aims, on the 5th."


def test_pages_that_are_pictures_are_told(saved):
    doc = pymupdf.open()
    doc.new_page().draw_rect(pymupdf.Rect(10, 10, 90, 90))
    reading = read_file(saved(doc, "scan.pdf"))
    assert reading.text == ""
    assert reading.paragraphs == ()
    assert "scan.pdf” has no text layer" in reading.warnings[0]


def test_a_page_that_cannot_be_read_is_named(saved, monkeypatch):
    path = saved(made_pdf([(72, 100, "One.")], [(72, 100, "Two.")], [(72, 100, "Three.")]))
    load = pymupdf.Document.load_page

    def broken(doc, number):
        if number == 1:
            raise RuntimeError("code=7: broken")
        return load(doc, number)

    monkeypatch.setattr(pymupdf.Document, "load_page", broken)
    reading = read_file(path)
    assert paragraphs_in(reading) == ["One.", "Three."]
    assert reading.pages[1].words == b""
    assert "page 2 could not be read" in reading.warnings[0]


def test_passwords(saved):
    path = saved(made_pdf([(72, 100, "Secret.")]), encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="key")
    with pytest.raises(PasswordNeeded, match="opens only with a password"):
        read_file(path)
    with pytest.raises(PasswordNeeded, match="not right"):
        read_file(path, "wrong")
    assert read_file(path, "key").text == "Secret."


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.pdf", b"", "is empty"),
        ("blank.txt", b" \n\t ", "is empty"),
        ("broken.pdf", b"%PDF-1.7\nnothing", "damaged"),
        ("page.pdf", b"<!DOCTYPE html><html><body>Hello</body></html>", "a web page"),
        ("page.pdf", b"<html><h1>Report not found</h1></html>", "when a report is not found"),
        ("drawing.pdf", b"<svg xmlns='x'></svg>", "a drawing"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("letter.docx", b"PK\x03\x04rest", "an Office document"),
        ("words.pdf", b"just words", "called a PDF but is not one"),
        ("data.txt", b"a\0b\0c", "neither a PDF nor a plain text"),
        ("data.txt", bytes(range(1, 32)) * 20, "neither a PDF nor a plain text"),
        ("nothing.txt", b"\xef\xbb\xbf\n", "holds no words"),
    ],
)
def test_what_is_no_report_is_refused_by_name(tmp_path, name, data, says):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReportRefused, match=says) as refused:
        read_file(path)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_missing_files_and_folders_are_refused(tmp_path):
    with pytest.raises(ReportRefused, match="was not found"):
        read_file(tmp_path / "gone.pdf")
    with pytest.raises(ReportRefused, match="is a folder"):
        read_file(tmp_path)


def test_nothing_is_printed(tmp_path, capfd):
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[")
    with pytest.raises(ReportRefused):
        read_file(path)
    assert capfd.readouterr() == ("", "")


TEXT = """\ufeff

Inspection of Fenshire local authority children's services

Inspection dates: 2 to 6 December 2024

Judgement\tGrade
The experiences of children whose label is too long for one line of its cell of the table\tGood
Overall effectiveness\tGood

What needs to improve?

- The first thing.

1. The first paragraph says much and its words are long enough to be cut in two by the page

end of the source it came from.
2. The second.
25. is no number of ours.
3. The third.
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_is_read(encoding):
    reading = read_text(TEXT.replace("\n", "\r\n").encode(encoding), "report.txt")
    assert_sound(reading)
    assert reading.media == "text"
    assert reading.facts["authority"].value == "Fenshire"
    found = paragraphs_in(reading)
    assert "Overall effectiveness\tGood" in found
    assert "• The first thing." in found
    assert found[7].endswith("by the page end of the source it came from.")
    assert [p.number for p in reading.paragraphs if p.number] == ["1", "2", "3"]
    assert reading.facts["overall"].value == "Good"


def test_a_text_in_an_older_encoding():
    assert read_text("Children’s – café".encode("cp1252"), "a.txt").text == "Children’s – café"


def test_a_text_wrapped_at_a_fixed_width_is_joined():
    lines = ["The words of this paragraph are wrapped at some sixty letters"] * 6 + ["and end here."]
    reading = read_text(("\n".join(lines) + "\n\nNext paragraph.\n").encode(), "a.txt")
    assert len(reading.paragraphs) == 2


def test_pages_of_a_text_are_set_the_same_way_twice():
    text = (TEXT + "\n".join(f"{n}. " + "Calm words follow. " * 40 for n in range(4, 30))).encode()
    reading = read_text(text, "report.txt")
    assert len(reading.pages) > 3
    assert reading.paragraphs[-1].page == len(reading.pages)
    doc = typeset(reading.text, reading.paragraphs)
    assert doc.page_count == len(reading.pages)
    printed = [word for word in doc[2].get_text("words") if word[1] < 780]
    words = unpacked_words(reading.pages[2].words)
    assert [word[4] for word in printed] == [reading.text[word.start : word.end] for word in words]
    assert max(abs(one[0] - two.x0) + abs(one[2] - two.x1) for one, two in zip(printed, words, strict=True)) < 0.1
    only = typeset(reading.text, reading.paragraphs, only={2})
    assert only[1].get_text() == doc[1].get_text()
    assert only[0].get_text() == ""


def test_words_stay_inside_the_page_whatever_they_are():
    text = "x" * 4000 + " 漢字 \u0645\u0631 e\u0301 " + "word " * 50
    reading = read_text(text.encode(), "a.txt")
    assert_sound(reading)
    for page in reading.pages:
        assert all(word.x0 >= 72 and word.x1 <= 524 for word in unpacked_words(page.words))
    typeset(reading.text, reading.paragraphs)
    assert len(lay_out("", [])) == 1


def test_files_of_a_folder(tmp_path):
    for name in ("b/two.PDF", "a.txt", "b/.hidden.pdf", ".git/x.pdf", "b/notes.docx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    gone = tmp_path / "gone.odt"
    found = report_files([tmp_path, tmp_path / "a.txt", gone])
    assert found == [tmp_path / "a.txt", tmp_path / "b/two.PDF", gone]
    assert set(SUFFIXES) == {".pdf", ".txt"}


# --- the shared reports ------------------------------------------------------------------------------


def shared(pattern):
    return next((SHARED / "reports").glob(pattern))


@needs_reports
def test_a_passage_that_crosses_lines_is_contiguous():
    reading = read_file(shared("80505_*/*14 july 2017.pdf"))
    assert_sound(reading)
    quote = "the quality of return home interviews when children have been missing is too variable"
    at = reading.text.index(quote)
    words = unpacked_words(reading.pages[2].words)
    assert len(boxes(words, reading.text, at, at + len(quote))) == 2
    assert [p.number for p in reading.paragraphs if p.number] == [str(n) for n in range(1, 121)]


@needs_reports
def test_a_numbered_paragraph_is_whole():
    reading = read_file(shared("80505_*/*15 april 2020.pdf"))
    (paragraph,) = [p for p in reading.paragraphs if p.number == "13"]
    assert paragraph.page == 4
    assert reading.text[paragraph.start : paragraph.end].startswith("13. Children and young")


@needs_reports
@pytest.mark.slow
def test_real_reports_say_what_they_were_checked_to_say():
    gold = json.loads((SHARED / "gold" / "gold_open.json").read_text())
    wrong = []
    for one in gold:
        if one.get("kind_detail") == "NOT_A_REPORT":
            with pytest.raises(ReportRefused):
                read_file(SHARED / "reports" / one["path"])
            continue
        reading = read_file(SHARED / "reports" / one["path"])
        assert_sound(reading)
        facts = {key: fact.value for key, fact in reading.facts.items()}
        kind = one["kind_detail"] if one["kind"] == "OTHER" else one["kind"]
        highest = max(int(p.number) for p in reading.paragraphs if p.number)
        wrong += [
            (one["path"], key, found)
            for key, found, right in (
                ("kind", facts["kind"], kind),
                ("authority", facts.get("authority"), one["authority"]),
                ("start", facts.get("inspection_start"), one["inspection_start"]),
                ("end", facts.get("inspection_end"), one["inspection_end"]),
                ("published", facts.get("published"), one["published"]),
                ("lead", facts.get("lead_inspector", "").split(" and ")[0], one["lead_inspector"]),
                ("paragraphs", highest, one["n_numbered_paragraphs"]),
            )
            if found != right
        ]
    assert wrong == []

"""Pictures of made pages get their words back, where they stood; needs Tesseract's data on this computer."""

import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest

from storage.errors import LibraryError
from storage.reading.recognise import recognised_lines, recognised_textpage, tessdata
from storage.workers import Worker

DATA = tessdata()
needs_tesseract = pytest.mark.skipif(DATA is None, reason="Tesseract's data for English is not on this computer")
NEAR = 3.0  # points

TEXT = [
    (72, 100, "Inspection of services", 20),
    (72, 150, "1.", 12),
    (100, 150, "Leaders listen to children and their families.", 12),
    (100, 166, "Plans for most children are clear and timely.", 12),
    (72, 700, "The end of a quiet page", 12),
]


@pytest.fixture(scope="module")
def original():
    doc = pymupdf.open()
    page = doc.new_page(width=595, height=842)
    for x, y, text, size in TEXT:
        page.insert_text((x, y), text, fontsize=size)
    yield page
    doc.close()


@pytest.fixture
def pictured(original):
    """A page that shows the original as a picture, turned in the page and turned back by its rotation."""
    doc = pymupdf.open()

    def make(rotation=0, box=None, scale=1.0):
        width, height = 595 * scale, 842 * scale
        size = (height, width) if rotation in (90, 270) else (width, height)
        page = doc.new_page(width=size[0], height=size[1])
        page.insert_image(page.rect, pixmap=original.get_pixmap(dpi=200), rotate=rotation)
        if box:
            page.set_cropbox(box)
        page.set_rotation(rotation)
        return page

    yield make
    doc.close()


def folder_with_data(path):
    path.mkdir(parents=True)
    (path / "eng.traineddata").write_bytes(b"not really")
    return str(path)


def assert_same_places(found, original, shift=(0.0, 0.0), scale=1.0):
    """Every word of the original is found, in reading order, and near its place."""
    words = original.get_text("words")
    assert [word[4] for word in found] == [word[4] for word in words]
    for word, box in zip(found, words, strict=True):
        left, top, right, bottom = (
            is_at - (should - shift[index % 2]) * scale
            for index, (is_at, should) in enumerate(zip(word[:4], box[:4], strict=True))
        )
        # The original's boxes are as high as their type, those found as high as the ink of the line.
        assert max(abs(left), abs(right)) < NEAR * scale, word
        assert -NEAR / 2 * scale < top < 0.4 * (box[3] - box[1]) * scale, word
        assert -0.4 * (box[3] - box[1]) * scale < bottom < NEAR / 2 * scale, word


def words_of(lines):
    return [(*box, text) for line in lines for *box, text in zip(*line.boxes, line.texts, strict=True)]


@needs_tesseract
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_stand_where_they_are_seen(pictured, original, rotation):
    page = pictured(rotation)
    assert tuple(page.rect) == (0, 0, 595, 842)
    assert_same_places(words_of(recognised_lines(page, 1, DATA)), original)


@needs_tesseract
@pytest.mark.parametrize("rotation", [0, 90])
def test_a_cropped_page_begins_at_its_own_corner(pictured, original, rotation):
    # The box is that of the page before its rotation; seen, it cuts off 60 points at the left and 40 at the top.
    box = (60, 40, 580, 800) if rotation == 0 else (40, 595 - 580, 800, 595 - 60)
    page = pictured(rotation, pymupdf.Rect(box))
    assert tuple(page.rect) == (0, 0, 520, 760)
    assert_same_places(words_of(recognised_lines(page, 1, DATA)), original, shift=(60, 40))


@needs_tesseract
def test_a_page_measured_in_pixels_is_recognised(pictured, original):
    page = pictured(scale=4.0)
    assert_same_places(words_of(recognised_lines(page, 1, DATA)), original, scale=4.0)


@needs_tesseract
def test_lines_have_their_sizes(pictured):
    lines = recognised_lines(pictured(), 7, DATA)
    assert {line.page for line in lines} == {7}
    assert not any(line.bold or line.note for line in lines)
    sizes = {line.text: line.size for line in lines}
    assert 19 <= sizes.pop("Inspection of services") <= 21
    assert set(sizes.values()) == {12.0}


@needs_tesseract
def test_the_text_page_answers_words_and_html(pictured):
    textpage = recognised_textpage(pictured(), DATA)
    words = textpage.extractWORDS()
    assert [word[4] for word in words[:3]] == ["Inspection", "of", "services"]
    assert "families." in textpage.extractHTML()


@needs_tesseract
def test_an_empty_page_has_no_lines():
    doc = pymupdf.open()
    page = doc.new_page(width=300, height=300)
    page.draw_rect((50, 50, 250, 250), fill=(0.5, 0.5, 0.5))
    assert recognised_lines(page, 1, DATA) == []
    doc.close()


@needs_tesseract
def test_nonsense_of_a_sideways_page_is_not_taken():
    doc = pymupdf.open()
    page = doc.new_page(width=400, height=300)
    line = "Children and their families are listened to and the plans for them are timely."
    for row in range(8):
        page.insert_text((20, 30 + 20 * row), line, fontsize=9)
    assert len(recognised_lines(page, 1, DATA)) == 8
    page.set_rotation(180)
    assert recognised_textpage(page, DATA).extractWORDS()
    assert recognised_lines(page, 1, DATA) == []
    doc.close()


def test_a_page_too_large_is_refused_by_its_number():
    doc = pymupdf.open()
    doc.new_page()
    page = doc.new_page(width=14_400, height=14_400)
    with pytest.raises(LibraryError, match=r"^The text of page 2 could not be recognised: the page is too large"):
        recognised_textpage(page, DATA or "")
    doc.close()


@needs_tesseract
def test_missing_or_spoilt_data_is_said(pictured, tmp_path):
    page = pictured()
    with pytest.raises(LibraryError, match=r"^The text of page 1 could not be recognised: .*English is not in “"):
        recognised_textpage(page, str(tmp_path))
    spoilt = folder_with_data(tmp_path / "spoilt")
    with pytest.raises(LibraryError, match=r"Tesseract could not start with its data in “.*spoilt”"):
        recognised_textpage(page, spoilt)


def recognise_in_a_worker(progress, path, data):
    """A job: the words of the first page."""
    with pymupdf.open(path) as doc:
        return [word for line in recognised_lines(doc[0], 1, data) for word in line.texts]


@needs_tesseract
def test_recognition_fits_into_a_worker(pictured, original, tmp_path):
    # Twice as long each way, the page's picture is at the limit of pixels.
    page = pictured(scale=2.0)
    path = tmp_path / "scan.pdf"
    page.parent.save(path)
    worker = Worker()
    try:
        words = worker.run(recognise_in_a_worker, str(path), DATA)
    finally:
        worker.stop()
    assert words == [word[4] for word in original.get_text("words")]


@needs_tesseract
@pytest.mark.skipif(sys.platform != "linux", reason="only here is a worker's memory bounded")
def test_too_little_memory_is_said(pictured, tmp_path):
    page = pictured(scale=2.0)
    path = tmp_path / "scan.pdf"
    page.parent.save(path)
    worker = Worker(memory=200 << 20)
    try:
        with pytest.raises(LibraryError, match=r"page 1 could not be recognised: it needs more memory"):
            worker.run(recognise_in_a_worker, str(path), DATA)
    finally:
        worker.stop()


def test_the_data_is_looked_for_where_the_environment_says(monkeypatch, tmp_path):
    folder = folder_with_data(tmp_path / "share" / "tessdata")
    monkeypatch.setenv("TESSDATA_PREFIX", folder)
    assert tessdata() == folder
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path / "share"))
    assert tessdata() == folder


@pytest.mark.parametrize(
    ("variable", "below"),
    [
        ("PROGRAMFILES", "Tesseract-OCR/tessdata"),
        ("LOCALAPPDATA", "Programs/Tesseract-OCR/tessdata"),
        ("PATH", "tessdata"),
        ("PATH", "../share/tessdata"),
    ],
)
def test_the_data_is_looked_for_where_it_is_installed(monkeypatch, tmp_path, variable, below):
    monkeypatch.setattr("storage.reading.recognise._FOLDERS", ())
    for name in ("TESSDATA_PREFIX", "PROGRAMFILES", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    base = tmp_path / "bin"
    base.mkdir()
    command = base / ("tesseract.exe" if sys.platform == "win32" else "tesseract")
    command.touch(mode=0o755)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(variable, str(base))
    assert tessdata() is None
    folder = folder_with_data((base / below).resolve())
    assert tessdata() == folder


def test_looking_for_the_data_needs_no_pymupdf():
    code = "import sys; from storage.reading.recognise import tessdata; tessdata(); sys.exit('pymupdf' in sys.modules)"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0

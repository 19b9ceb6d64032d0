"""Pages that cannot be drawn, or not in time, or that hold more than a page can: each says so, the rest goes on."""

import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from desktop.reader import pictures as module
from desktop.reader.layout import FIT_PAGE, FIT_WIDTH
from desktop.reader.page_view import PageView
from desktop.reader.pictures import Pictures
from desktop.reader.reader import Reader
from desktop.reader.shown import MOST_WORDS, Shown
from storage import intake, reports
from storage.documents import ReportText
from storage.library import Library
from storage.model import Box, Page, Report, Word
from storage.passages import packed_words
from storage.reports import Source
from storage.workers import Worker
from tests.storage import builders

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
GAP = 100  # milliseconds for which the window may stand still


@pytest.fixture
def view(qtbot) -> Iterator[PageView]:
    pictures = Pictures()
    made = PageView(pictures)
    qtbot.addWidget(made)
    made.resize(500, 640)
    made.show()
    yield made
    pictures.close()


@pytest.fixture
def taken_in(library: Library) -> Callable[[Path], Shown]:
    """A function that adds a file to a library and answers the report to be shown."""

    def add(path: Path) -> Shown:
        worker = Worker()
        document = intake.document(worker, path, library.originals, {})
        worker.stop()
        report = library.write("Add report", reports.add, document).answer
        source = library.ask(reports.source, report)
        return Shown(
            library.ask(reports.one, report), library.ask(reports.text, report), library.originals / source.file, source
        )

    return add


def shown_as(library: Library, path: Path, pages: tuple[Page, ...], text: str = "") -> Shown:
    """A file on screen that was never read: what is known of its pages is given."""
    builders.added(library, builders.document("never read"))
    report: Report = library.ask(reports.listing)[0]._replace(sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    return Shown(report, ReportText(text, (), pages), path, Source(path.name, "pdf", None))


def page_without_words(number: int, width: float = 595, height: float = 842) -> Page:
    return Page(number, width, height, "", b"")


def plain_pdf(path: Path, count: int = 2, width: float = 595, height: float = 842) -> Path:
    with pymupdf.open() as document:
        for number in range(count):
            page = document.new_page(width=width, height=height)
            page.insert_text((width / 8, height / 8), f"Words of page {number + 1}", fontsize=height / 40)
        document.save(path)
    return path


def slow_pdf(path: Path) -> Path:
    """Two pages, the first of which draws a form that draws ten forms that draw ten, and so on."""
    with pymupdf.open() as document:
        document.new_page()
        document.new_page().insert_text((72, 90), "The second page")
        first = document[0].xref
        below = 0
        for _ in range(11):
            form = document.get_new_xref()
            inner = f"/Resources<</XObject<</F {below} 0 R>>>>" if below else ""
            document.update_object(form, f"<</Type/XObject/Subtype/Form/BBox[0 0 600 900]{inner}>>")
            document.update_stream(form, b"/F Do " * 10 if below else b"0 0 9 9 re f ")
            below = form
        document.xref_set_key(first, "Resources", f"<</XObject<</F {below} 0 R>>>>")
        contents = document.get_new_xref()
        document.update_object(contents, "<<>>")
        document.update_stream(contents, b"/F Do")
        document.xref_set_key(first, "Contents", f"{contents} 0 R")
        document.save(path)
    return path


def said(qtbot, view: PageView, shown: Shown, page: int = 1) -> str:
    """Why a page of a report cannot be shown."""
    with qtbot.waitSignal(view._pictures.failed, timeout=30_000) as signal:
        view.show_report(shown)
    assert signal.args[:2] == [shown.report.sha256, page]
    return str(signal.args[2])


def click(view: PageView, y: int = 100) -> None:
    QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(150, y))


# --- files -----------------------------------------------------------------------------------------------------------


def test_file_that_may_not_be_read_says_so_and_is_tried_again(view, taken_in, tmp_path, qtbot):
    shown = taken_in(plain_pdf(tmp_path / "plain.pdf"))
    kept = shown.path.read_bytes()
    shown.path.unlink()
    shown.path.mkdir()  # no system lets a folder be read as a file
    assert said(qtbot, view, shown) == "its file may not be read"
    shown.path.rmdir()
    shown.path.write_bytes(kept)
    with qtbot.waitSignal(view._pictures.drawn, timeout=20_000):
        click(view)
    qtbot.waitUntil(view.is_drawn, timeout=20_000)
    assert not view._pictures.reason(shown.report.sha256, 1)


def test_one_click_tries_all_pages_of_the_report_again(view, taken_in, tmp_path, qtbot):
    shown = taken_in(plain_pdf(tmp_path / "plain.pdf", count=3))
    sha256, kept = shown.report.sha256, shown.path.read_bytes()
    shown.path.unlink()
    view.set_fit(FIT_PAGE)
    view.show_report(shown)
    reasons = view._pictures.reason
    qtbot.waitUntil(lambda: all(reasons(sha256, page) for page in (1, 2, 3)), timeout=20_000)
    shown.path.write_bytes(kept)
    click(view)
    assert not any(reasons(sha256, page) for page in (1, 2, 3))
    qtbot.waitUntil(lambda: view._pictures.has(view._key(2)), timeout=20_000)


def test_page_that_is_slow_says_that_it_is_being_drawn(view, library, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(view._pictures, "want", lambda viewer, orders: None)
    path = plain_pdf(tmp_path / "plain.pdf")
    view._waiting.setInterval(50)
    view.show_report(shown_as(library, path, (page_without_words(1), page_without_words(2))))
    before = view.viewport().grab().toImage()
    qtbot.waitUntil(lambda: view._is_slow, timeout=5000)
    assert view.viewport().grab().toImage() != before
    view.show_report(None)
    assert not view._is_slow
    assert not view._waiting.isActive()


def test_damaged_file_says_so(view, library, tmp_path, qtbot):
    path = tmp_path / "damaged.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing of a report is here")
    reason = said(qtbot, view, shown_as(library, path, (page_without_words(1),)))
    assert reason == "its file is damaged"


def test_reason_is_painted_in_words_on_the_page_alone(view, library, tmp_path, qtbot):
    path = tmp_path / "damaged.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing of a report is here")
    shown = shown_as(library, path, (page_without_words(1),))
    view.show_report(shown)
    before = view.viewport().grab().toImage()
    said_then = said(qtbot, view, shown)
    after = view.viewport().grab().toImage()
    dark = [
        (x, y)
        for x in range(0, after.width(), 2)
        for y in range(0, after.height(), 2)
        if after.pixelColor(x, y).lightness() < 120 <= before.pixelColor(x, y).lightness()
    ]
    assert said_then
    assert len(dark) > 50


# --- time ------------------------------------------------------------------------------------------------------------


def test_page_that_takes_too_long_is_given_up_while_others_are_drawn(view, library, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 5.0)
    shown = shown_as(library, slow_pdf(tmp_path / "slow.pdf"), (page_without_words(1), page_without_words(2)))
    came: list[tuple[str, int]] = []
    view._pictures.drawn.connect(lambda _, number: came.append(("drawn", number)))
    view._pictures.failed.connect(lambda _, number, reason: came.append((reason, number)))
    view.show_report(shown)
    qtbot.waitUntil(lambda: len(came) == 2, timeout=40_000)
    assert sorted(came) == [("drawn", 2), ("it took longer than 5 seconds", 1)]
    assert came[0] == ("drawn", 2)  # a second worker did not wait for the first
    with qtbot.waitSignal(view._pictures.failed, timeout=40_000):
        click(view)
    assert came[2:] == [("it took longer than 5 seconds", 1)]


# --- sizes -----------------------------------------------------------------------------------------------------------


def test_page_of_48_000_points_is_drawn_where_its_words_are(view, taken_in, tmp_path, qtbot):
    shown = taken_in(plain_pdf(tmp_path / "large.pdf", 1, 48_000, 48_000))
    assert shown.sizes == [(48_000, 48_000)]
    view.show_report(shown)
    start = shown.contents.text.index("Words")
    view.go_to(start, start + 5)
    qtbot.waitUntil(view.is_drawn, timeout=30_000)
    (rect,) = view.span_rects(start, start + 5)
    picture = view.viewport().grab(rect.intersected(view.viewport().rect())).toImage()
    inks = {picture.pixelColor(x, y).lightness() for x in range(picture.width()) for y in range(picture.height())}
    assert min(inks) < 80 < 200 < max(inks)


@pytest.mark.parametrize("fit", ["free", FIT_WIDTH, FIT_PAGE])
def test_page_is_in_sight_beside_a_far_wider_one(view, taken_in, tmp_path, fit):
    path = tmp_path / "wide.pdf"
    with pymupdf.open() as document:
        for width in (400, 400, 2000):
            document.new_page(width=width, height=500).insert_text((40, 60), f"Words of a page of {width} points")
        document.save(path)
    shown = taken_in(path)
    if fit == "free":
        view.show_report(taken_in(plain_pdf(tmp_path / "before.pdf")))
        view.set_zoom(1.0)
        view.show_report(shown)
    else:
        view.set_fit(fit)
        view.show_report(shown)
    for page in (1, 2, 3):
        view.go_to_page(page)
        left = view._to_view(page - 1, Box(0, 0, *shown.sizes[page - 1]))
        assert left.left() >= -1 or left.width() > view.viewport().width()
        assert left.right() <= view.viewport().width() + 1 or left.width() > view.viewport().width()


def test_page_that_says_it_is_of_kilometres_is_named_so(view, taken_in, tmp_path, qtbot):
    path = tmp_path / "unit.pdf"
    with pymupdf.open(plain_pdf(tmp_path / "plain.pdf", 1)) as document:
        document.xref_set_key(document[0].xref, "UserUnit", "75000")
        document.save(path)
    shown = taken_in(path)
    reason = said(qtbot, view, shown)
    assert reason == "it says that it is 15,743 by 22,278 metres large, and pages of up to 71 metres can be shown"
    assert view.percent() == pytest.approx(25)  # the page is looked at, not a strip of it
    assert shown.text_extent == (0, shown.sizes[0][0])


def test_hostile_page_says_what_is_wrong(view, taken_in, qtbot):
    path = Path(__file__).parents[4] / "shared" / "hostile" / "made" / "huge_userunit.pdf"
    if not path.is_file():
        pytest.skip("../shared/hostile is not here")
    assert "metres" in said(qtbot, view, taken_in(path))


# --- words -----------------------------------------------------------------------------------------------------------


def crowded(library: Library, path: Path, count: int = 300_000) -> Shown:
    """A page of so many words, of five characters with the space."""
    words = [
        Word(20 + i % 600 * 0.9, 20 + i // 600 * 1.5, 20.8 + i % 600 * 0.9, 21.2 + i // 600 * 1.5, 5 * i, 5 * i + 4)
        for i in range(count)
    ]
    page = Page(1, 595, 842, "", packed_words(words))
    return shown_as(library, plain_pdf(path, 1), (page,), "word " * count)


class Heart:
    """The longest time in milliseconds between two beats of the event loop."""

    def __init__(self, parent: PageView | Reader):
        self.longest, self._last = 0.0, time.thread_time()
        self._timer = QTimer(parent)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def _beat(self) -> None:
        # Of this thread's CPU: what other programs take is no fault of the window's.
        present = time.thread_time()
        self.longest, self._last = max(self.longest, 1000 * (present - self._last)), present


def test_three_hundred_thousand_words_on_a_page_are_not_felt(view, library, tmp_path, qtbot):
    shown = crowded(library, tmp_path / "crowded.pdf")
    QTest.qWait(50)
    heart = Heart(view)
    view.show_report(shown)
    qtbot.waitUntil(view.is_drawn, timeout=30_000)
    QTest.qWait(200)
    view.point_at(40, 44)
    assert view.top_offset() == 0
    for y in (50, 200, 400):
        QTest.mouseMove(view.viewport(), QPoint(200, y))
        QTest.qWait(30)
    view.go_to(1_200_000, 1_200_004)
    QTest.qWait(200)
    assert heart.longest < GAP


def test_words_beyond_what_is_worked_with_lead_to_their_page(library, tmp_path):
    shown = crowded(library, tmp_path / "crowded.pdf", MOST_WORDS + 10)
    assert len(shown.words(0)) == MOST_WORDS
    index, box = shown.place(5 * MOST_WORDS + 20, 5 * MOST_WORDS + 24) or (-1, None)
    assert index == 0
    assert box is not None
    assert box.y0 == pytest.approx(20)
    assert shown.span_boxes(0, 5 * MOST_WORDS + 20, 5 * MOST_WORDS + 24) == []

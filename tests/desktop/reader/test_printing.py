"""A report printed to a PDF, with its marks and notes."""

import pymupdf
import pytest

from desktop.reader.printing import ReportPrinter, asked_pages, printer_for_file
from tests.desktop.reader.test_page_view import annotation


def printed(qtbot, view, path, pages=(1, 2), **more):  # type: ignore[no-untyped-def]
    view.set_marks(
        [annotation(view, 1, "seen alone by workers", areas=(7,), note="Ask why")], {7: "#2f6fb7"}, frozenset()
    )
    printer = printer_for_file(path)
    made = ReportPrinter(view.shown, printer, pages, {7: "#2f6fb7"}, **more)
    progress = []
    made.progressed.connect(lambda done, count: progress.append((done, count)))
    with qtbot.waitSignal(made.finished, timeout=30_000) as signal:
        made.start()
    made.wait()
    return signal.args[0], progress


def blue_pixels(path, index) -> int:  # type: ignore[no-untyped-def]
    with pymupdf.open(path) as document:
        pixmap = document[index].get_pixmap(dpi=60, alpha=False)
    data = pixmap.samples
    return sum(data[at + 2] > data[at] + 40 for at in range(0, len(data), 3))


def test_pages_are_printed_with_their_marks(view, qtbot, tmp_path):
    count, progress = printed(qtbot, view, tmp_path / "out.pdf")
    assert (count, progress) == (2, [(1, 2), (2, 2)])
    with pymupdf.open(tmp_path / "out.pdf") as document:
        assert len(document) == 2
    assert blue_pixels(tmp_path / "out.pdf", 0) > 40
    assert blue_pixels(tmp_path / "out.pdf", 1) == 0


def test_words_are_read_through_their_marks(view, qtbot, tmp_path):
    printed(qtbot, view, tmp_path / "out.pdf", (1,))
    with pymupdf.open(tmp_path / "out.pdf") as document:
        picture = document[0].get_pixmap(dpi=100, alpha=False)
    pale, dark = set(), set()
    for y in range(picture.height):
        for x in range(picture.width):
            red, _, blue = picture.pixel(x, y)
            if red > 100 and blue > red + 40:  # the wash, not the sign beside it
                pale.add((x, y))
            elif blue < 120:
                dark.add((x, y))
    between = [
        (x, y)
        for x, y in dark
        if any((x - step, y) in pale for step in range(10)) and any((x + step, y) in pale for step in range(10))
    ]
    assert len(between) > 50


def test_notes_follow_when_they_are_asked_for(view, qtbot, tmp_path):
    count, _ = printed(qtbot, view, tmp_path / "out.pdf", (2,), notes=True)
    with pymupdf.open(tmp_path / "out.pdf") as document:
        assert len(document) == count == 2
        assert "Ask why" in document[1].get_text()


def test_cancelled_printing_says_nothing_more(view, qtbot, tmp_path):
    made = ReportPrinter(view.shown, printer_for_file(tmp_path / "out.pdf"), (1, 2), {})
    with qtbot.waitSignal(made.refused, timeout=30_000) as signal:
        made.cancel()
        made.start()
    made.wait()
    assert signal.args == [""]


def test_report_whose_file_has_gone_is_refused_with_a_sentence(view, qtbot, tmp_path):
    view.shown.path = tmp_path / "gone.pdf"
    made = ReportPrinter(view.shown, printer_for_file(tmp_path / "out.pdf"), (1,), {})
    with qtbot.waitSignal(made.refused, timeout=30_000) as signal:
        made.start()
    made.wait()
    assert "gone" in signal.args[0]


@pytest.mark.parametrize(("first", "last", "pages"), [(2, 3, [2, 3]), (0, 0, [1, 2, 3, 4])])
def test_range_of_the_dialog(qapp, tmp_path, first, last, pages):
    printer = printer_for_file(tmp_path / "out.pdf")
    if first:
        printer.setPrintRange(printer.PrintRange.PageRange)
        printer.setFromTo(first, last)
    assert asked_pages(printer, 1, 4) == pages
    printer.setPrintRange(printer.PrintRange.CurrentPage)
    assert asked_pages(printer, 3, 4) == [3]

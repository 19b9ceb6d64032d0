import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.reader.layout import FIT_PAGE, FIT_WIDTH
from desktop.reader.page_view import PageView
from desktop.reader.pictures import Pictures
from desktop.reader.shown import Shown
from storage import reports
from storage.model import Annotation

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def span(view: PageView, words: str) -> tuple[int, int]:
    start = view.shown.contents.text.index(words)
    return start, start + len(words)


def ends(view: PageView, words: str) -> tuple[QPoint, QPoint]:
    rects = view.span_rects(*span(view, words))
    first, last = rects[0], rects[-1]
    return QPoint(first.left(), first.center().y()), QPoint(last.left() + last.width(), last.center().y())


def drag(view: PageView, start: QPoint, end: QPoint) -> None:
    port = view.viewport()
    QTest.mousePress(port, LEFT, NONE, start)
    QTest.mouseMove(port, (start + end) / 2)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, LEFT, NONE, end)


def selected(view: PageView) -> str:
    assert view.selection is not None
    return view.shown.contents.text[slice(*view.selection)]


def annotation(view: PageView, number: int, words: str, **more: object) -> Annotation:
    start, end = span(view, words)
    fields = {"mark": "", "note": "", "areas": ()} | more
    return Annotation(
        number, f"u{number}", 1, start, end, words, "", "", fields["mark"], fields["note"], "A", "", "", fields["areas"]
    )


def test_drag_selects_just_the_words(view, qtbot):
    view.set_fit(FIT_WIDTH)
    view.go_to(*span(view, "seen alone"))
    with qtbot.waitSignal(view.selected) as signal:
        drag(view, *ends(view, "seen alone by workers whom they know"))
    assert selected(view) == "seen alone by workers whom they know"
    assert tuple(signal.args) == view.selection


def test_drag_backwards_selects_the_same(view):
    view.go_to(*span(view, "seen alone"))
    start, end = ends(view, "seen alone by workers")
    drag(view, end, start)
    assert selected(view) == "seen alone by workers"


def test_drag_goes_over_the_page_end(view):
    words = "what has to change and by when, although a few are not"
    view.set_fit(FIT_WIDTH)
    view.verticalScrollBar().setValue(400)
    assert len(view.span_rects(*span(view, words))) == 2
    drag(view, *ends(view, words))
    assert selected(view) == words


def test_double_click_selects_a_word_and_a_third_click_the_paragraph(view):
    view.go_to(*span(view, "Leaders"))
    at = ends(view, "Leaders")[0] + QPoint(8, 0)
    QTest.mouseClick(view.viewport(), LEFT, NONE, at)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, at)
    assert selected(view) == "Leaders"
    QTest.mouseClick(view.viewport(), LEFT, NONE, at)
    assert selected(view) == "2. Leaders know this service well."


def test_click_beside_lets_go_of_the_selection(view, qtbot):
    view.select(*span(view, "seen alone"))
    with qtbot.waitSignal(view.selected) as signal:
        QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(30, 200))
    assert signal.args == [0, 0]
    assert view.selection is None


def test_drag_near_the_lower_edge_scrolls_down_not_up(view, qtbot):
    view.set_fit(FIT_WIDTH)
    view.verticalScrollBar().setValue(300)
    begin = ends(view, "seen alone")[0]
    port = view.viewport()
    QTest.mousePress(port, LEFT, NONE, begin)
    QTest.mouseMove(port, QPoint(200, port.height() - 4))
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 310)
    QTest.mouseRelease(port, LEFT, NONE, QPoint(200, port.height() - 4))
    assert view.selection[0] == span(view, "seen alone")[0]


def test_drag_means_whole_words_and_alt_takes_letters(view):
    view.go_to(*span(view, "seen alone"))
    drag(view, *ends(view, "n alone by worke"))
    assert selected(view) == "alone by workers"
    begin, end = ends(view, "n alone by worke")
    view._click_timer.stop()  # what follows is no double click
    port, alt = view.viewport(), Qt.KeyboardModifier.AltModifier
    QTest.mousePress(port, LEFT, alt, begin + QPoint(0, 1))
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, LEFT, alt, end)
    assert selected(view) == "n alone by worke"


def test_fitted_page_does_not_move_sideways(view):
    before = view.span_rects(*span(view, "seen alone"))
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.span_rects(*span(view, "seen alone")) == before


def test_click_on_overlapping_marks_chooses_the_shorter(view, qtbot):
    view.set_marks([annotation(view, 1, "seen alone by workers"), annotation(view, 2, "alone")], {}, frozenset())
    view.go_to(*span(view, "seen alone"))
    with qtbot.waitSignal(view.annotation_clicked) as signal:
        QTest.mouseClick(view.viewport(), LEFT, NONE, ends(view, "alone")[0] + QPoint(6, 0))
    assert signal.args == [2]
    with qtbot.waitSignal(view.annotation_clicked) as signal:
        QTest.mouseClick(view.viewport(), LEFT, NONE, ends(view, "workers")[0] + QPoint(6, 0))
    assert signal.args == [1]


def test_picture_comes_from_the_worker_and_marks_are_painted_over_it(view, qtbot):
    with qtbot.waitSignal(view._pictures.drawn, timeout=20_000):
        pass
    view.go_to(*span(view, "seen alone"))
    before = view.grab().toImage()
    view.set_marks([annotation(view, 1, "seen alone", areas=(7,), mark="concern")], {7: "#2f6fb7"}, frozenset({1}))
    after = view.grab().toImage()
    middle = (ends(view, "seen alone")[0] + QPoint(1, -6)) * view.devicePixelRatioF()
    assert before.pixelColor(middle).name() == "#ffffff"
    assert after.pixelColor(middle).blue() > after.pixelColor(middle).red() + 40


def test_zoom_keeps_the_point_under_the_mouse(view):
    view.set_fit(FIT_PAGE)
    at = view.viewport().rect().center().toPointF()
    before = view._page_point(at)
    view.set_zoom(3.0, at)
    after = view._page_point(at)
    assert before[0] == after[0]
    assert abs(before[1] - after[1]) < 1
    assert abs(before[2] - after[2]) < 1
    assert view.zoom == 3.0


def test_zoom_stays_within_bounds(view):
    for _ in range(40):
        view.step_zoom(1)
    assert view.percent() == pytest.approx(800)
    for _ in range(80):
        view.step_zoom(-1)
    assert view.percent() == pytest.approx(25)


def test_keys_scroll(view):
    view.set_fit(FIT_WIDTH)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current_page() == 2
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.current_page() == 1
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.verticalScrollBar().value() > 100


def test_page_whose_file_has_gone_says_so_and_can_be_tried_again(added, qtbot):
    library, report = added
    source = library.ask(reports.source, report)
    path = library.originals / source.file
    kept = path.read_bytes()
    path.unlink()
    pictures = Pictures()
    view = PageView(pictures)
    qtbot.addWidget(view)
    view.resize(500, 640)
    view.show()
    with qtbot.waitSignal(pictures.failed, timeout=20_000) as signal:
        view.show_report(Shown(library.ask(reports.one, report), library.ask(reports.text, report), path, source))
    assert signal.args[1:] == [1, "its file has gone from the library’s folder"]
    path.write_bytes(kept)
    with qtbot.waitSignal(pictures.drawn, timeout=20_000):
        QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(100, 100))
    pictures.close()

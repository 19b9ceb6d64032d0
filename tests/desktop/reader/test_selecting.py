"""Selecting with the mouse and with the keyboard only, with real events: the passage has the known words."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pymupdf
import pytest
from PySide6 import QtGui
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.reader.layout import FIT_WIDTH
from desktop.reader.page_view import PageView
from desktop.reader.pictures import Pictures
from desktop.reader.range_edit import knob
from desktop.reader.shown import Shown
from desktop.theme import ACCENT
from storage import intake, passages, reports
from storage.library import Library
from storage.model import Annotation
from storage.workers import Worker

from .conftest import write_pdf

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ACROSS = "about what has to change and by when, although a few are not."  # across the made PDF's page end
ROTATED = "seen alone by workers whom they know. Most plans are clear"
Opened = Callable[[Path], PageView]


def write_rotated(path: Path, *, sideways: bool) -> None:
    """A page with /Rotate 90: its print upright as it is seen, or lying on its side."""
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        for row, line in enumerate(
            ("1. Children are seen alone by workers whom they know.", "Most plans are clear about what has to change.")
        ):
            if sideways:
                page.insert_text((72, 200 + 16 * row), line, fontsize=12)
            else:
                page.insert_text((100 + 16 * row, 700), line, fontsize=12, rotate=90)
        page.set_rotation(90)
        document.save(path)


@pytest.fixture
def opened(qtbot: QtBot, library: Library) -> Iterator[Opened]:
    """Opens a file in a page view that has the keyboard."""
    made: list[Pictures] = []

    def open_file(path: Path) -> PageView:
        worker = Worker()
        document = intake.document(worker, path, library.originals, {})
        worker.stop()
        report = library.write("Add report", reports.add, document).answer
        source = library.ask(reports.source, report)
        made.append(Pictures())
        view = PageView(made[-1])
        qtbot.addWidget(view)
        view.resize(500, 640)
        view.show()
        view.show_report(
            Shown(
                library.ask(reports.one, report),
                library.ask(reports.text, report),
                library.originals / source.file,
                source,
            )
        )
        focus(view, qtbot)
        return view

    yield open_file
    for pictures in made:
        pictures.close()


def focus(view: PageView, qtbot: QtBot) -> None:
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)


@pytest.fixture
def pdf(opened: Opened, tmp_path: Path) -> PageView:
    write_pdf(tmp_path / "two pages.pdf")
    view = opened(tmp_path / "two pages.pdf")
    view.set_fit(FIT_WIDTH)
    view.verticalScrollBar().setValue(400)  # the end of the first page and the head of the second
    return view


@pytest.fixture
def report_text(opened: Opened, tmp_path: Path) -> PageView:
    words = "\n\n".join(f"{number}. Children are seen alone by workers whom they know well." for number in range(1, 90))
    (tmp_path / "report.txt").write_text(words, encoding="utf-8")
    return opened(tmp_path / "report.txt")


def span(view: PageView, words: str) -> tuple[int, int]:
    start = view.shown.contents.text.index(words)
    return start, start + len(words)


def caret_at(view: PageView, offset: int, *, before: bool = False) -> QPoint:
    """A point of the view at an offset."""
    rect = view._place_rect(view._text_caret().lines.place(offset, before=before))
    return rect.center().toPoint()


def drag(view: PageView, words: str, modifier: Qt.KeyboardModifier = NONE) -> None:
    start, end = span(view, words)
    port, points = view.viewport(), (caret_at(view, start), caret_at(view, end, before=True))
    QTest.mousePress(port, LEFT, modifier, points[0])
    QTest.mouseMove(port, (points[0] + points[1]) / 2)
    QTest.mouseMove(port, points[1])
    QTest.mouseRelease(port, LEFT, modifier, points[1])


def go_and_select_by_keys(view: PageView, words: str) -> None:
    """From the report's start, with nothing but arrows, End, Ctrl and Shift."""
    start, end = span(view, words)
    view.toggle_caret()
    QTest.keyClick(view, Key.Key_Home, CONTROL)
    for _ in range(400):
        if view._caret.offset >= start:
            break
        below = view._caret.lines.after(view._caret.line)
        down = below is not None and below.start <= start
        QTest.keyClick(view, *((Key.Key_Down, NONE) if down else (Key.Key_Right, CONTROL)))
    QTest.keyPress(view, Key.Key_Shift)
    while view._caret.offset < end:
        line = view._caret.line
        if line.end <= end and view._caret.offset < line.end:
            QTest.keyPress(view, Key.Key_End, SHIFT)
        elif end - view._caret.offset > 12:
            QTest.keyPress(view, Key.Key_Right, SHIFT | CONTROL)
        else:
            QTest.keyPress(view, Key.Key_Right, SHIFT)
    QTest.keyRelease(view, Key.Key_Shift)


def selected(view: PageView) -> str:
    assert view.selection is not None
    passage = passages.passage(1, view.shown.contents.text, *view.selection)
    assert passage.quote == view.selected_text()
    return passage.quote


def mark(view: PageView, words: str, number: int = 1, **more: object) -> Annotation:
    start, end = span(view, words)
    fields = {"mark": "", "note": "", "areas": ()} | more
    return Annotation(
        number, "u", 1, start, end, words, "", "", fields["mark"], fields["note"], "A. Reader", "", "", fields["areas"]
    )


# --- what the issue asks: by mouse and by keyboard only ---------------------------------------------------


def test_across_the_page_end(pdf, qtbot):
    with qtbot.waitSignal(pdf.selected) as told:
        drag(pdf, ACROSS)
    assert selected(pdf) == ACROSS
    assert tuple(told.args) == span(pdf, ACROSS)
    pdf.clear_selection()
    with qtbot.waitSignal(pdf.selected, check_params_cb=lambda start, end: end > 0) as told:
        go_and_select_by_keys(pdf, ACROSS)
    assert selected(pdf) == ACROSS
    assert tuple(told.args) == span(pdf, ACROSS)


@pytest.mark.parametrize("sideways", [False, True])
def test_in_a_rotated_page(opened, tmp_path, sideways):
    write_rotated(tmp_path / "rotated.pdf", sideways=sideways)
    view = opened(tmp_path / "rotated.pdf")
    view.set_fit(FIT_WIDTH)
    words = "are seen alone by workers" if sideways else ROTATED
    for select in (drag, go_and_select_by_keys):
        select(view, words)
        assert selected(view) == words
        view.clear_selection()


def test_in_a_text_report(report_text):
    words = "workers whom they know well.\n2. Children are seen"
    for select in (drag, go_and_select_by_keys):
        select(report_text, words)
        assert selected(report_text) == words
        report_text.clear_selection()


def test_text_report_s_last_page_is_reached_by_the_caret_and_seen(report_text):
    report_text.toggle_caret()
    QTest.keyClick(report_text, Key.Key_End, CONTROL)
    assert report_text._caret.offset == len(report_text.shown.contents.text)
    assert report_text.viewport().rect().contains(report_text._caret_rect())
    QTest.keyClick(report_text, Key.Key_Home, SHIFT)
    assert selected(report_text).endswith("they know well.")


# --- the caret ---------------------------------------------------------------------------------------------


def test_arrows_scroll_until_the_caret_is_on(pdf, qtbot):
    pdf.verticalScrollBar().setValue(0)
    QTest.keyClick(pdf, Key.Key_Down)
    assert pdf.verticalScrollBar().value() == pdf.verticalScrollBar().singleStep()
    assert not pdf.caret_on
    with qtbot.waitSignal(pdf.caret_changed) as told:
        pdf.toggle_caret()
    assert told.args == [True]
    before = pdf._caret.offset
    QTest.keyClick(pdf, Key.Key_Right)
    assert pdf._caret.offset == before + 1


def test_first_key_that_selects_switches_the_caret_on_where_the_click_was(pdf):
    QTest.mouseClick(pdf.viewport(), LEFT, NONE, caret_at(pdf, span(pdf, "alone")[0]))
    QTest.keyClick(pdf, Key.Key_Right, SHIFT | CONTROL)
    assert pdf.caret_on
    assert selected(pdf) == "alone"


def test_caret_begins_at_the_first_word_in_sight(pdf):
    pdf.go_to_page(2)
    pdf.toggle_caret()
    assert pdf.shown.contents.text[pdf._caret.offset :].startswith("by when")


def test_escape_lets_go_of_the_selection_and_then_of_the_caret(pdf):
    pdf.select(*span(pdf, "seen alone"))
    pdf.toggle_caret()
    QTest.keyClick(pdf, Key.Key_Escape)
    assert pdf.selection is None
    assert pdf.caret_on
    QTest.keyClick(pdf, Key.Key_Escape)
    assert not pdf.caret_on


def test_selection_is_told_once_when_shift_is_let_go(pdf, qtbot):
    pdf.toggle_caret()
    told = []
    pdf.selected.connect(lambda start, end: told.append((start, end)))
    QTest.keyPress(pdf, Key.Key_Shift)
    for _ in range(3):
        QTest.keyPress(pdf, Key.Key_Right, SHIFT | CONTROL)
    assert told == []
    assert selected(pdf) == "1. Children are"
    QTest.keyRelease(pdf, Key.Key_Shift)
    assert told == [pdf.selection]
    QTest.keyClick(pdf, Key.Key_Right)
    assert told[-1] == (0, 0)


def test_selection_is_told_when_the_keyboard_goes_elsewhere(pdf, qtbot):
    pdf.toggle_caret()
    QTest.keyPress(pdf, Key.Key_Shift)
    QTest.keyPress(pdf, Key.Key_Right, SHIFT | CONTROL)
    with qtbot.waitSignal(pdf.selected):
        pdf.clearFocus()


def test_page_down_moves_caret_and_view_and_keeps_the_column(report_text):
    report_text.toggle_caret()
    QTest.keyClick(report_text, Key.Key_Right, CONTROL)
    x = report_text._caret_rect().x()
    lines = []
    for _ in range(4):
        QTest.keyClick(report_text, Key.Key_PageDown)
        lines.append(report_text._caret.offset)
        assert abs(report_text._caret_rect().x() - x) < 30
        assert report_text.viewport().rect().contains(report_text._caret_rect())
    assert lines == sorted(set(lines))
    QTest.keyClick(report_text, Key.Key_PageUp)
    assert report_text._caret.offset < lines[-1]


def test_following_the_caret_scrolls_by_no_more_than_a_line_or_two(report_text):
    report_text.toggle_caret()
    bar, steps = report_text.verticalScrollBar(), []
    for _ in range(60):
        before = bar.value()
        QTest.keyClick(report_text, Key.Key_Down)
        steps.append(bar.value() - before)
        assert report_text.viewport().rect().contains(report_text._caret_rect())
    assert max(steps) > 0
    assert min(steps) == 0
    assert sorted(steps)[-3] < 70  # a page's end is a wider step


def test_ctrl_down_goes_by_paragraphs(report_text):
    report_text.toggle_caret()
    QTest.keyClick(report_text, Key.Key_Down, SHIFT | CONTROL)
    assert selected(report_text) == "1. Children are seen alone by workers whom they know well."


def test_word_sentence_paragraph_and_all(pdf):
    QTest.mouseClick(pdf.viewport(), LEFT, NONE, caret_at(pdf, span(pdf, "seen")[0]))
    pdf.select_word()
    assert selected(pdf) == "seen"
    pdf.select_word()
    assert selected(pdf) == "seen alone"
    pdf.select_sentence()
    assert selected(pdf) == "Children are seen alone by workers whom they know."
    pdf.select_paragraph()
    assert selected(pdf).startswith("1. Children")
    pdf.select_all()
    assert pdf.selected_text() == pdf.shown.contents.text


def test_caret_is_painted_only_with_the_keyboard(pdf, qtbot):
    pdf.toggle_caret()
    rect = pdf._caret_rect()
    accent = QColor(ACCENT).rgb()

    def accents() -> int:
        picture = pdf.viewport().grab(rect).toImage()
        return sum(picture.pixel(x, y) == accent for x in range(picture.width()) for y in range(picture.height()))

    assert accents() > 15
    pdf.clearFocus()
    assert accents() == 0


def test_screen_reader_is_told_the_line(pdf):
    QAccessible.setActive(True)
    try:
        pdf.toggle_caret()
        assert pdf.accessibleDescription() == "1. Children are seen alone by workers whom they know."
        QTest.keyClick(pdf, Key.Key_Down)
        assert pdf.accessibleDescription().startswith("Most plans")
        QTest.keyClick(pdf, Key.Key_Right, SHIFT)
    finally:
        QAccessible.setActive(False)


# --- the mouse ---------------------------------------------------------------------------------------------


def test_drag_after_a_double_click_takes_whole_words(pdf):
    port, at = pdf.viewport(), caret_at(pdf, span(pdf, "alone")[0] + 2)
    QTest.mouseClick(port, LEFT, NONE, at)
    QTest.mouseDClick(port, LEFT, NONE, at)
    to = caret_at(pdf, span(pdf, "workers")[0] + 1)
    QTest.mouseMove(port, to)
    assert selected(pdf) == "alone by workers"
    back = caret_at(pdf, span(pdf, "seen")[0] + 1)
    QTest.mouseMove(port, back)
    QTest.mouseRelease(port, LEFT, NONE, back)
    assert selected(pdf) == "seen alone"


def test_drag_after_a_triple_click_takes_whole_paragraphs(report_text, qtbot):
    port, at = report_text.viewport(), caret_at(report_text, span(report_text, "alone")[0] + 2)
    for _ in range(2):
        QTest.mouseClick(port, LEFT, NONE, at)
    QTest.mousePress(port, LEFT, NONE, at)
    to = caret_at(report_text, span(report_text, "3. Children")[0] + 5)
    QTest.mouseMove(port, to)
    with qtbot.waitSignal(report_text.selected):
        QTest.mouseRelease(port, LEFT, NONE, to)
    assert selected(report_text).startswith("1. Children")
    assert selected(report_text).count("\n") == 2
    assert selected(report_text).endswith("well.")


def test_shift_click_extends_from_the_click_and_from_a_selection(pdf):
    port = pdf.viewport()
    QTest.mouseClick(port, LEFT, NONE, caret_at(pdf, span(pdf, "seen")[0]))
    QTest.mouseClick(port, LEFT, SHIFT, caret_at(pdf, span(pdf, "workers")[1]))
    assert selected(pdf) == "seen alone by workers"
    QTest.mouseClick(port, LEFT, SHIFT, caret_at(pdf, span(pdf, "alone")[1]))
    assert selected(pdf) == "seen alone"


def test_shift_wheel_goes_sideways(pdf):
    pdf.set_zoom(4.0)
    before = pdf.horizontalScrollBar().value(), pdf.verticalScrollBar().value()
    at = QPointF(100, 100)
    wheel = QWheelEvent(
        at, at, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, SHIFT, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(pdf.viewport(), wheel)
    assert pdf.horizontalScrollBar().value() > before[0]
    assert pdf.verticalScrollBar().value() == before[1]


def test_context_menu_is_wanted_for_the_mark_and_for_the_selection(pdf, qtbot):
    pdf.set_marks([mark(pdf, "seen alone", 7)], {}, frozenset())

    def menu(reason: QContextMenuEvent.Reason, at: QPoint) -> list[object]:
        with qtbot.waitSignal(pdf.context_wanted) as wanted:
            QApplication.sendEvent(pdf.viewport(), QContextMenuEvent(reason, at, pdf.viewport().mapToGlobal(at)))
        return wanted.args

    at = caret_at(pdf, span(pdf, "alone")[0] + 2)
    assert menu(QContextMenuEvent.Reason.Mouse, at) == [pdf.viewport().mapToGlobal(at), 7]
    pdf.select(*span(pdf, "alone by"))
    assert menu(QContextMenuEvent.Reason.Mouse, at)[1] == 0
    pdf.clear_selection()
    pdf.set_chosen(7)
    assert menu(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1))[1] == 7


def test_hovering_says_areas_mark_links_reviewer_and_note_as_plain_text(pdf):
    made = mark(pdf, "seen alone", 7, areas=(3,), mark="concern", note="<b>Why</b> " + "again " * 90)
    pdf.set_marks([made], {3: "#2f6fb7"}, frozenset({7}))
    pdf.set_area_names({3: "Children in care"}, {7: 2})
    at = caret_at(pdf, span(pdf, "alone")[0] + 2)
    event = QHelpEvent(QEvent.Type.ToolTip, at, pdf.viewport().mapToGlobal(at))
    QApplication.sendEvent(pdf.viewport(), event)
    said = QToolTip.text()
    for words in ("Children in care", "– Concern", "2 links", "A. Reader", "<b>Why</b>", "again…"):
        assert words in said
    assert len(said) < 520
    assert not QtGui.Qt.mightBeRichText(said)
    assert pdf.tip_at(QPoint(5, 5)) == ""
    pdf.set_area_names({3: "<i>Care</i>"})
    assert "&lt;i&gt;Care" in pdf.tip_at(at)
    pdf.set_area_names({})
    assert "No judgement area" in pdf.tip_at(at)
    assert "Linked" in pdf.tip_at(at)
    QToolTip.hideText()


# --- the ends of a highlight -------------------------------------------------------------------------------


def chosen(view: PageView, words: str) -> Annotation:
    made = mark(view, words, 7, areas=(3,))
    view.set_marks([made], {3: "#2f6fb7"}, frozenset())
    view.set_chosen(7)
    return made


def grip(view: PageView, which: str) -> QPoint:
    return knob(view._edges()[which], which).toPoint()


def drag_end(view: PageView, which: str, to: QPoint, modifier: Qt.KeyboardModifier = NONE) -> None:
    start = grip(view, which)
    off = start - view._edges()[which].center().toPoint()
    port = view.viewport()
    QTest.mousePress(port, LEFT, modifier, start)
    move(view, (start + to) / 2, modifier)
    move(view, to + off, modifier)


def move(view: PageView, to: QPoint, modifier: Qt.KeyboardModifier) -> None:
    port = view.viewport()
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(to), QPointF(port.mapToGlobal(to)), LEFT, LEFT, modifier)
    QApplication.sendEvent(port, event)


@pytest.mark.parametrize(
    ("which", "to", "words"),
    [
        ("end", "workers", "alone by workers"),
        ("start", "are", "are seen alone by"),
        ("start", "by", "by"),
    ],
)
def test_dragging_an_end_takes_whole_words_and_is_told_on_release(pdf, qtbot, which, to, words):
    chosen(pdf, "alone by" if which == "end" else "seen alone by" if to == "are" else "alone by")
    start, end = span(pdf, to)
    target = caret_at(pdf, end - 1 if which == "end" else start + 1)
    drag_end(pdf, which, target)
    shown = pdf.shown.annotations[0]
    assert pdf.shown.contents.text[shown.start : shown.end] == words
    with qtbot.waitSignal(pdf.range_changed) as told:
        QTest.mouseRelease(pdf.viewport(), LEFT, NONE, target)
    assert told.args == [7, *span(pdf, words)]
    assert pdf.selection is None


def test_dragging_an_end_with_alt_takes_letters(pdf, qtbot):
    chosen(pdf, "seen alone")
    target = caret_at(pdf, span(pdf, "workers")[0] + 3)
    drag_end(pdf, "end", target, ALT)
    with qtbot.waitSignal(pdf.range_changed) as told:
        QTest.mouseRelease(pdf.viewport(), LEFT, ALT, target)
    assert told.args == [7, *span(pdf, "seen alone by wor")]


def test_end_dragged_over_the_other_end_stays_on_its_side(pdf):
    chosen(pdf, "alone by workers")
    drag_end(pdf, "end", caret_at(pdf, span(pdf, "are seen")[0]))
    shown = pdf.shown.annotations[0]
    assert shown.end > shown.start == span(pdf, "alone")[0]


def test_escape_while_dragging_an_end_puts_it_back(pdf, qtbot):
    made = chosen(pdf, "seen alone")
    target = caret_at(pdf, span(pdf, "workers")[1])
    drag_end(pdf, "end", target)
    assert pdf.shown.annotations != [made]
    with qtbot.assertNotEmitted(pdf.range_changed):
        QTest.keyClick(pdf, Key.Key_Escape)
        assert pdf.shown.annotations == [made]
        move(pdf, target + QPoint(30, 0), NONE)
        QTest.mouseRelease(pdf.viewport(), LEFT, NONE, target)
    assert pdf.selection is None


def test_ends_move_by_words_without_the_mouse(pdf, qtbot):
    chosen(pdf, "alone by")
    for end, direction, words in (("end", 1, "alone by workers"), ("start", -1, "seen alone by"), ("end", -1, "alone")):
        with qtbot.waitSignal(pdf.range_changed) as told:
            pdf.nudge(end, direction)
        assert told.args == [7, *span(pdf, words)]
    chosen(pdf, "alone")
    with qtbot.assertNotEmitted(pdf.range_changed):
        pdf.nudge("end", -1)


def test_ends_have_handles_only_where_they_may_be_moved(pdf):
    chosen(pdf, "seen alone")
    assert set(pdf._edges()) == {"start", "end"}
    assert pdf._handle_at(QPointF(grip(pdf, "start")) + QPointF(-4, -4)) == "start"
    pdf.set_ranges_editable(False)
    assert pdf._edges() == {}

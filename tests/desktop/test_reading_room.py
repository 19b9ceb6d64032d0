"""What the window's commands do in the reading room: rectangles, ranges, finding, going back, three panes, starting."""

from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.app import Yearmark
from desktop.reader.page_view import PageView
from desktop.settings import Settings
from desktop.window import MainWindow
from storage import annotations, intake, library, reports
from storage.model import Box
from storage.workers import Worker
from tests.desktop.library_view.pdfs import pdf
from tests.storage import builders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of four made reports of one authority: 1 (2012), 2 (2017), 3 (2020), 4 (2024)."""
    place = tmp_path / "lib"
    with library.create(place) as made:
        ends = ("2012-04-20", "2017-05-25", "2020-01-31", "2024-02-02")
        builders.added(made, *(builders.document(f"report {end}", end=end) for end in ends))
    return place


@pytest.fixture
def window(program: Yearmark, folder: Path) -> MainWindow:
    """A window with 2012 and 2017 side by side, the second active."""
    assert program.open(folder)
    assert program.window is not None
    program.window.open_report(1)
    program.window.open_report(2)
    return program.window


def pages(window: MainWindow, report: int) -> PageView:
    pane = window.reader.pane_of(report)
    assert pane is not None
    return pane.pages


def select(window: MainWindow, report: int, words: str) -> None:
    view = pages(window, report)
    assert view.shown is not None
    start = view.shown.contents.text.index(words)
    view.select(start, start + len(words))


def drag(view: PageView, one: QPoint, other: QPoint) -> None:
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, one)
    QTest.mouseMove(view.viewport(), (one + other) / 2)
    QTest.mouseMove(view.viewport(), other)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, other)


def test_a_rectangle_is_drawn_tagged_and_undone_like_any_highlight(window: MainWindow) -> None:
    view = pages(window, 2)
    QTest.keyClick(view, Qt.Key.Key_R)
    assert view.draws_rectangles
    assert window.messages.text == "Drag a rectangle round a figure or a table on a page."
    corner, other = QPoint(60, 220), QPoint(200, 320)
    index, x0, y0 = view._page_point(corner.toPointF())
    _, x1, y1 = view._page_point(other.toPointF())
    drag(view, corner, other)
    (made,) = window.project.ask(annotations.of_report, 2)
    assert made.page == index + 1
    assert made.box == pytest.approx(Box(x0, y0, x1, y1), abs=0.01)
    assert window.project.undo_label() == "Mark rectangle"
    assert window.marking.chosen is not None
    assert not window.actions_by_id["rectangle"].isChecked()  # one rectangle, then words are selected again
    assert not view.draws_rectangles
    assert window.messages.text == ""
    QTest.keyClick(view, Qt.Key.Key_3)
    assert len(window.project.ask(annotations.one, made.id).areas) == 1
    QTest.keyClick(view, Qt.Key.Key_R)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not window.actions_by_id["rectangle"].isChecked()
    assert not view.draws_rectangles
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(100, 300))
    assert window.marking.chosen.id == made.id
    window.commands.undo()
    window.commands.undo()
    assert window.project.ask(annotations.of_report, 2) == []


def test_the_chosen_highlight_is_lengthened_and_shortened_by_keys(window: MainWindow) -> None:
    select(window, 2, "settle well")
    window.marking.highlight()
    made = window.marking.chosen
    assert made is not None
    window.actions_by_id["nudge_start_back"].trigger()
    assert window.project.ask(annotations.one, made.id).quote == "care settle well"
    assert window.project.undo_label() == "Change highlight"
    window.actions_by_id["nudge_end_back"].trigger()
    assert window.project.ask(annotations.one, made.id).quote == "care settle"
    window.commands.undo()
    window.commands.undo()
    assert window.project.ask(annotations.one, made.id).quote == "settle well"


def test_copy_with_citation_names_report_paragraph_and_page(window: MainWindow) -> None:
    select(window, 2, "too variable in quality")
    window.actions_by_id["copy_cited"].trigger()
    assert QGuiApplication.clipboard().text() == "“too variable in quality” (Exampleshire 2017, para 2, p. 1)"


def test_context_menu_of_a_highlight_offers_what_can_be_done_to_it(window: MainWindow) -> None:
    select(window, 2, "settle well")
    window.marking.highlight()
    made = window.marking.chosen
    assert made is not None
    window.marking.choose(None)
    window.reader.context_wanted.emit(QPoint(10, 10), made.id)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text().replace("&", "") for action in menu.actions() if not action.isSeparator()]
    assert words[0] == "Tag"
    assert "Delete highlight" in words
    assert window.marking.chosen.id == made.id  # type: ignore[union-attr]
    menu.close()


def test_words_are_found_and_escape_closes_the_bar_before_anything_else(window: MainWindow, qtbot: Any) -> None:
    window.actions_by_id["find"].trigger()
    bar = window.reader.active.find_bar
    qtbot.keyClicks(bar.field, "variable")
    qtbot.waitUntil(lambda: bar.count.text() in ("1 of 1", "1/1"))
    window.commands.let_go()
    assert bar.isHidden()


def test_a_jump_can_be_gone_back_from(window: MainWindow) -> None:
    view = pages(window, 2)
    window.reader.active.go_to_page(3)
    there = view.verticalScrollBar().value()
    assert there > 0
    window.commands.go_back()
    assert view.verticalScrollBar().value() < there
    window.commands.go_forward()
    assert view.verticalScrollBar().value() == there


def test_three_reports_stand_side_by_side_and_one_again(window: MainWindow) -> None:
    window.actions_by_id["panes_3"].trigger()
    window.open_report(4)
    assert window.reader.open_reports() == [1, 2, 4]
    window.actions_by_id["panes_1"].trigger()
    assert len(window.reader.open_reports()) == 1


def test_aligning_says_why_nothing_was_brought(window: MainWindow) -> None:
    window.actions_by_id["align"].trigger()
    assert window.messages.text.endswith(".")
    assert "Exampleshire 2017" in window.messages.text


def test_the_next_start_opens_the_same_reports_where_they_were_left(
    program: Yearmark, window: MainWindow, folder: Path, qtbot: Any
) -> None:
    window.actions_by_id["panes_3"].trigger()
    window.open_report(4)
    pages(window, 4).go_to_page(2)
    place = pages(window, 4).place_in_view()
    window.close()
    assert program.open(folder)
    again = program.window
    assert again is not None
    qtbot.waitUntil(lambda: again.reader.open_reports() == [1, 2, 4])
    assert again.reader.active.report is not None
    assert again.reader.active.report.id == 4
    index, share = pages(again, 4).place_in_view()
    assert (index, share) == (place[0], pytest.approx(place[1], abs=0.02))


def test_a_removed_report_is_not_opened_again(program: Yearmark, window: MainWindow, folder: Path, qtbot: Any) -> None:
    window.close()
    with library.opened(folder) as made:
        made.edit("Remove", reports.remove, 1)
    assert program.open(folder)
    again = program.window
    assert again is not None
    qtbot.waitUntil(lambda: again.reader.open_reports() == [2])


def test_a_window_closed_before_its_reports_were_there_forgets_none_of_them(
    program: Yearmark, window: MainWindow, folder: Path, qtbot: Any
) -> None:
    was_open = window.reader.open_reports()
    assert was_open
    window.close()
    assert program.open(folder)
    assert program.window is not None
    assert program.window.reader.open_reports() == [], "they are opened when the window stands there"
    program.window.close()
    assert program.open(folder)
    again = program.window
    qtbot.waitUntil(lambda: again.reader.open_reports() == was_open)


@pytest.mark.parametrize("damaged", [[], {"x": 3}, None, "room"])
def test_damaged_settings_open_an_empty_room(program: Yearmark, folder: Path, settings: Settings, damaged: Any) -> None:
    settings._values["rooms"] = {str(folder): damaged}
    assert program.open(folder)
    QApplication.processEvents()
    assert program.window is not None
    assert program.window.reader.open_reports() == []


def test_paper_and_colours_of_marks_are_kept_and_hold_for_panes_that_come_later(window: MainWindow) -> None:
    dim = window.menus.paper.actions()[1]
    dim.trigger()
    by_mark = window.menus.colouring.actions()[1]
    by_mark.trigger()
    assert (window.settings.get("paper"), window.settings.get("colouring")) == ("dim", "mark")
    window.commands.set_pane_count(3)
    assert {pane.pages._paper for pane in window.reader.panes} == {"dim"}


def test_a_report_is_printed_in_the_background_and_that_is_said(program: Yearmark, tmp_path: Path, qtbot: Any) -> None:
    with library.create(tmp_path / "real") as made:
        path = pdf(tmp_path / "words.pdf", "Words to be printed")
        worker = Worker()
        document = intake.document(worker, path, made.originals, {})
        worker.stop()
        made.write("Add", reports.add, document)
    assert program.open(tmp_path / "real")
    window = program.window
    assert window is not None
    window.open_report(1)
    shown = pages(window, 1).shown
    assert shown is not None
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    room = window.printing()
    with qtbot.waitSignal(room.idle, timeout=60_000):
        room.start(shown, printer, 1, "area", notes=False)
    assert window.messages.text == "Unknown authority undated was printed."
    with pymupdf.open(tmp_path / "out.pdf") as printed:
        assert printed.page_count == 1

"""A link is dragged from a highlight out of its pane to a passage of another, or given up on the way."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.app import Yearmark
from desktop.window import MainWindow
from storage import annotations, library, links
from tests.storage import builders


@pytest.fixture
def window(program: Yearmark, tmp_path, qtbot) -> MainWindow:  # type: ignore[no-untyped-def]
    folder = tmp_path / "lib"
    with library.create(folder) as made:
        builders.added(
            made, builders.document("slac", end="2012-04-20", kind="SLAC"), builders.document("sif", end="2017-05-25")
        )
        made.reviewer = builders.reviewer(made)
        builders.highlighted(made, 1, "settle well")
        builders.highlighted(made, 2, "too variable")
    assert program.open(folder)
    assert program.window is not None
    program.window.open_report(1)
    program.window.open_report(2)
    qtbot.waitUntil(lambda: bool(program.window.reader.panes[1].pages.span_rects(0, 5)))
    return program.window


def place(window: MainWindow, pane: int, words: str) -> QPoint:
    """Where words stand in the view of a pane."""
    pages = window.reader.panes[pane].pages
    start = pages.shown.contents.text.index(words)
    return pages.span_rects(start, start + len(words))[0].center()


def drag(window: MainWindow, begin: QPoint, words: str, *, let_go: bool = True) -> None:
    """Drag from a place of the left pane to words of the right one."""
    left, right = (pane.pages.viewport() for pane in window.reader.panes)
    end = left.mapFromGlobal(right.mapToGlobal(place(window, 1, words)))
    QTest.mousePress(left, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin)
    for at in (QPoint((begin.x() + end.x()) // 2, begin.y()), end):
        move = QMouseEvent(
            QMouseEvent.Type.MouseMove, QPointF(at), QPointF(left.mapToGlobal(at)), Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(left, move)
    if let_go:
        QTest.mouseRelease(left, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def choose(window: MainWindow, relation: str) -> None:
    menu = window.findChild(QMenu, "relations")
    assert menu is not None
    next(action for action in menu.actions() if action.objectName() == relation).trigger()


def test_dragged_to_a_highlight_it_becomes_a_link(window):
    drag(window, place(window, 0, "settle well"), "too variable")
    choose(window, "recurs")
    (link,) = window.project.ask(links.everything)
    assert (link.earlier_report, link.later_report, link.relation) == (1, 2, "recurs")
    assert len(window.project.ask(annotations.everything)) == 2


def test_dragged_to_plain_text_its_sentence_is_highlighted_for_it(window):
    drag(window, place(window, 0, "settle well"), "attainment")
    choose(window, "related")
    (link,) = window.project.ask(links.everything)
    made = window.project.ask(annotations.one, link.later)
    assert made.quote.endswith("The virtual school has raised attainment, and leaders know why.")
    window.commands.undo()
    assert len(window.project.ask(annotations.everything)) == 2


def test_escape_gives_it_up(window):
    drag(window, place(window, 0, "settle well"), "too variable", let_go=False)
    assert window.reader._link_drag.is_on
    window.commands.let_go()
    left = window.reader.panes[0].pages.viewport()
    QTest.mouseRelease(left, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))
    assert window.findChild(QMenu, "relations") is None
    assert window.project.ask(links.everything) == []


def test_a_drag_that_begins_beside_all_highlights_selects_as_ever(window):
    drag(window, place(window, 0, "attainment"), "too variable")
    assert window.marking.selection is not None
    assert not window.linking.waits

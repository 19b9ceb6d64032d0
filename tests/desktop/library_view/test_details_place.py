"""Where the details window opens: beside the pane that shows its report."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.library_view.details import DetailsDialog
from desktop.library_view.details_place import covers, placed
from desktop.project import Project

USUAL = QSize(760, 640)
SCREEN = QRect(0, 0, 1280, 800)
LEFT, RIGHT, ONLY = QRect(260, 100, 350, 640), QRect(610, 100, 350, 640), QRect(260, 100, 700, 640)


@pytest.mark.parametrize(
    ("screen", "pane", "left", "width"),
    [
        (SCREEN, LEFT, 618, 654),  # two panes: over the other one
        (SCREEN, RIGHT, 8, 594),
        (SCREEN, ONLY, 760, 520),  # one pane: the side with more room, as narrow as may be
        (SCREEN, ONLY.translated(60, 0), 0, 520),
        (QRect(0, 0, 2560, 1300), LEFT, 618, 760),  # a wide screen: right beside the pane, as wide as usual
        (QRect(1280, 0, 1280, 800), RIGHT.translated(1280, 0), 1288, 594),  # another screen
    ],
)
def test_the_window_stands_beside_the_pane_of_its_report(screen: QRect, pane: QRect, left: int, width: int) -> None:
    place = placed(USUAL, 520, screen, pane, 72)
    assert (place.left(), place.width()) == (left, width)
    assert screen.contains(place)
    assert place.intersects(pane) == (pane.width() > 350)


def test_a_window_that_hides_a_third_of_a_pane_covers_it() -> None:
    assert covers(RIGHT, RIGHT)
    assert covers(RIGHT.translated(-200, 0), RIGHT)
    assert not covers(RIGHT.translated(-300, 0), RIGHT)
    assert not covers(LEFT, RIGHT)


def test_the_window_opens_clear_of_its_report_and_makes_way_for_a_jump(qtbot: QtBot, project: Project) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    screen = window.screen().availableGeometry()
    window.setGeometry(screen)
    window.show()
    half = QRect(screen.left(), screen.top(), screen.width() // 2, screen.height())
    other = half.translated(half.width(), 0)
    dialog = DetailsDialog(project, 2, window, avoid=other)
    dialog.show()
    start = dialog.pos()
    assert not covers(dialog.frameGeometry(), other)
    dialog.stay_clear_of(other)
    assert dialog.pos() == start
    dialog.move(other.topLeft())
    dialog.stay_clear_of(other)
    assert dialog.pos().x() == start.x()


def test_details_of_two_reports_do_not_hide_one_another(qtbot: QtBot, project: Project) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    first, second = (DetailsDialog(project, report, window) for report in (2, 3))
    first.show()
    assert second.pos() == first.pos()  # made before the first was seen
    third = DetailsDialog(project, 4, window)
    assert third.pos() == first.pos() + QPoint(28, 28)

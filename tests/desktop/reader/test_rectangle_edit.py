"""Edges of a chosen rectangle: dragged by the mouse, moved by keys, kept on the page."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from desktop.reader.page_view import PageView
from desktop.reader.rectangle_edit import LEAST, STEP, handles, moved
from storage.model import Annotation, Box
from tests.desktop.reader.test_selecting import move

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
BOX = Box(100, 150, 300, 250)
SIZE = (595.0, 842.0)


@pytest.fixture
def framed(view: PageView) -> PageView:
    assert view.shown is not None
    start = view.shown.contents.text.index("Children")
    when = "2024-01-01T00:00:00+00:00"
    mark = Annotation(7, "", 1, start, start + 1, "", "", "", "", "", "A. Reviewer", when, when, page=1, box=BOX)
    view.set_marks([mark], {}, frozenset())
    view.set_chosen(7)
    return view


def place(view: PageView, x: float, y: float) -> QPoint:
    """A point of the first page, in view pixels."""
    rect = view._to_view(0, Box(x, y, x, y))
    return QPointF(rect.left(), rect.top()).toPoint()


def drag(view: PageView, begin: QPoint, end: QPoint) -> None:
    QTest.mousePress(view.viewport(), LEFT, NONE, begin)
    move(view, (begin + end) / 2, NONE)
    move(view, end, NONE)


def test_edge_is_dragged_and_told_when_it_is_let_go(framed, qtbot):
    end = place(framed, 340, 200)
    drag(framed, place(framed, 300, 180), end)
    assert framed.shown.annotations[0].box.x1 == pytest.approx(340, abs=2)
    with qtbot.waitSignal(framed.rectangle_changed) as told:
        QTest.mouseRelease(framed.viewport(), LEFT, NONE, end)
    number, box = told.args
    assert number == 7
    assert box.x1 == pytest.approx(340, abs=2)
    assert box._replace(x1=BOX.x1) == BOX
    assert framed.selection is None


def test_corner_moves_both_of_its_edges_and_stays_on_the_page(framed, qtbot):
    end = place(framed, -200, 120)
    drag(framed, place(framed, 100, 150), end)
    with qtbot.waitSignal(framed.rectangle_changed) as told:
        QTest.mouseRelease(framed.viewport(), LEFT, NONE, end)
    box = told.args[1]
    assert box.x0 == 0
    assert box.y0 == pytest.approx(120, abs=2)
    assert (box.x1, box.y1) == (300, 250)


def test_edge_does_not_pass_the_other(framed, qtbot):
    end = place(framed, 20, 180)
    drag(framed, place(framed, 300, 180), end)
    with qtbot.waitSignal(framed.rectangle_changed) as told:
        QTest.mouseRelease(framed.viewport(), LEFT, NONE, end)
    assert told.args[1].x1 == 100 + LEAST


def test_escape_while_dragging_an_edge_puts_it_back(framed, qtbot):
    before = list(framed.shown.annotations)
    end = place(framed, 340, 200)
    drag(framed, place(framed, 300, 180), end)
    assert framed.shown.annotations != before
    with qtbot.assertNotEmitted(framed.rectangle_changed):
        QTest.keyClick(framed, Qt.Key.Key_Escape)
        assert framed.shown.annotations == before
        QTest.mouseRelease(framed.viewport(), LEFT, NONE, end)


def test_pointer_says_which_way_an_edge_goes_and_nothing_moves_where_it_may_not(framed):
    for (x, y), shape in (
        ((300, 180), Qt.CursorShape.SizeHorCursor),
        ((180, 250), Qt.CursorShape.SizeVerCursor),
        ((100, 150), Qt.CursorShape.SizeFDiagCursor),
        ((300, 150), Qt.CursorShape.SizeBDiagCursor),
        ((200, 200), Qt.CursorShape.PointingHandCursor),
    ):
        move(framed, place(framed, x, y), NONE)
        assert framed.viewport().cursor().shape() == shape
    framed.set_ranges_editable(False)
    assert framed._handle_at(QPointF(place(framed, 300, 180))) == ""
    framed.set_ranges_editable(True)
    framed.set_chosen(None)
    assert framed._handle_at(QPointF(place(framed, 300, 180))) == ""


def test_edges_move_by_keys(framed, qtbot):
    for act, box in (
        (lambda: framed.nudge("start", -1), BOX._replace(y0=BOX.y0 - STEP)),
        (lambda: framed.nudge("end", 1), BOX._replace(y1=BOX.y1 + STEP)),
        (lambda: framed.nudge_edge("left", 1), BOX._replace(x0=BOX.x0 + STEP)),
        (lambda: framed.nudge_edge("right", -1), BOX._replace(x1=BOX.x1 - STEP)),
    ):
        with qtbot.waitSignal(framed.rectangle_changed) as told:
            act()
        assert told.args == [7, box]


def test_chosen_rectangle_has_handles(framed):
    rect = framed._chosen_rect()
    assert len(handles(rect)) == 8
    picture = framed.viewport().grab().toImage()
    at = place(framed, 100, 150) * picture.devicePixelRatio()
    blue = picture.pixelColor(at)
    assert blue != QColor("white")
    framed.set_chosen(None)
    assert framed.viewport().grab().toImage().pixelColor(at) != blue


def test_rectangle_at_the_edge_of_its_page_keeps_its_order():
    thin = Box(0, 0, 3, 842)
    for edge in ("left", "top", "right", "bottom"):
        for to in (-50.0, 0.0, 2.0, 400.0, 9000.0):
            box = moved(thin, edge, to, SIZE)
            assert 0 <= box.x0 <= box.x1 <= 595
            assert 0 <= box.y0 <= box.y1 <= 842

"""What fingers and drags do to the pages, by the events that Qt sends."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputDevice, QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.library_view.library_view import LibraryView

NO, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


# --- two fingers -----------------------------------------------------------------------------------------------------


def spread(view, at: QPointF, share: float) -> None:
    """Spread two fingers on a touch pad, the pointer being at a place of the view."""
    kind, device = Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice()
    on_screen = QPointF(view.viewport().mapToGlobal(at.toPoint()))
    event = QNativeGestureEvent(kind, device, 2, at, at, on_screen, share, QPointF(), 1)
    QApplication.sendEvent(view.viewport(), event)


def test_touch_pad_zooms_round_the_pointer(view):
    view.set_zoom(2.0)
    at = QPointF(120, 200)
    index, *before = view._page_point(at)
    spread(view, at, 0.25)
    assert view.zoom == pytest.approx(2.5)
    assert view._page_point(at)[0] == index
    assert view._page_point(at)[1:] == pytest.approx(before, abs=1)
    spread(view, at, -0.2)
    assert view.zoom == pytest.approx(2.0)
    assert view._page_point(at)[1:] == pytest.approx(before, abs=1)


def test_other_gestures_of_the_pad_leave_the_zoom(view):
    view.set_zoom(2.0)
    at, device = QPointF(120, 200), QPointingDevice.primaryPointingDevice()
    for kind in (Qt.NativeGestureType.BeginNativeGesture, Qt.NativeGestureType.RotateNativeGesture):
        event = QNativeGestureEvent(kind, device, 2, at, at, at, 0.5, QPointF(), 1)
        QApplication.sendEvent(view.viewport(), event)
    assert view.zoom == pytest.approx(2.0)


def test_two_fingers_on_a_touch_screen_zoom_round_their_middle(view):
    view.set_zoom(2.0)
    port, device = view.viewport(), QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
    middle = QPointF(140, 200)
    index, *before = view._page_point(middle)

    def touch(step: int, act: str) -> None:
        fingers = QTest.touchEvent(port, device)
        for number, x in ((0, 110 - 5 * step), (1, 170 + 5 * step)):
            getattr(fingers, act)(number, QPoint(x, 200), port)
        fingers.commit()
        QTest.qWait(5)

    touch(0, "press")
    for step in range(1, 7):
        touch(step, "move")
    touch(6, "release")
    # The fingers were 60 pixels apart and are 120; the first movement tells Qt that this is a pinch.
    assert 3.0 < view.zoom <= 4.0 + 1e-6
    assert view._page_point(middle)[0] == index
    assert view._page_point(middle)[1:] == pytest.approx(before, abs=2)


def test_wheel_with_control_zooms_round_the_pointer(view):
    view.set_zoom(2.0)
    at = QPointF(120, 200)
    index, *before = view._page_point(at)
    QTest.wheelEvent(
        view.viewport().window().windowHandle(),
        view.viewport().mapTo(view.window(), at),
        QPoint(0, 120),
        QPoint(),
        Qt.KeyboardModifier.ControlModifier,
    )
    assert view.zoom > 2.0
    assert view._page_point(at)[0] == index
    assert view._page_point(at)[1:] == pytest.approx(before, abs=1)


# --- a report dragged from the list ----------------------------------------------------------------------------------


@pytest.fixture
def library_list(project, qtbot):
    made = LibraryView(project)
    qtbot.addWidget(made)
    made.resize(260, 500)
    made.show()
    return made


def dragged(library_list, report: int):
    """What the list gives to a drag of a report's row."""
    model = library_list.tree.model()
    index = model.index_of(report)
    assert model.flags(index) & Qt.ItemFlag.ItemIsDragEnabled
    return model.mimeData([index])


def drop(target, data) -> bool:
    """Drag something over a widget and let it go there; answer whether it was taken."""
    action, at = Qt.DropAction.CopyAction, QPoint(60, 200)
    enter = QDragEnterEvent(at, action, data, LEFT, NO)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(at), action, data, LEFT, NO, QEvent.Type.Drop)
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def test_report_of_the_list_opens_in_the_pane_it_is_dropped_on(reader, library_list):
    assert library_list.tree.dragEnabled()
    assert drop(reader.panes[1], dragged(library_list, 2))
    assert [pane.report and pane.report.id for pane in reader.panes] == [None, 2]
    assert drop(reader.panes[0], dragged(library_list, 4))
    assert drop(reader.panes[0].pages.viewport(), dragged(library_list, 1))
    assert reader.open_reports() == [1, 2]
    assert reader.active is reader.panes[0]


def test_report_that_another_pane_has_changes_places_with_it(reader, library_list):
    reader.open(1)
    reader.open(2)
    assert drop(reader.panes[0], dragged(library_list, 2))
    assert reader.open_reports() == [2, 1]


def test_authority_of_the_list_is_not_taken(reader, library_list):
    model = library_list.tree.model()
    assert not drop(reader.panes[0], model.mimeData([model.index(0, 0)]))
    assert reader.open_reports() == []

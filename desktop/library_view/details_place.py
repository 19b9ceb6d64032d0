"""Where the details window opens: beside the pane that shows its report, so that jumps can be seen."""

from PySide6.QtCore import QRect, QSize

GAP = 8  # pixels between the window, the pane and the screen's edges
TITLE_BAR = 40  # pixels that the window's frame may add at the top
BELOW = 72  # pixels under the top of the main window: its menus and tools stay in sight


def placed(usual: QSize, least: int, screen: QRect, avoid: QRect, top: int) -> QRect:
    """Where a window of the `usual` size stands beside a pane, all in global pixels.

    It stands on the side with more room, the right one of two that are equal, never narrower than `least`: where
    no side has that much room it covers as little of the pane as can be.
    """
    left_room, right_room = avoid.left() - screen.left(), screen.right() - avoid.right()
    room = max(left_room, right_room) - 2 * GAP
    width = min(max(min(usual.width(), room), least), screen.width())
    height = min(usual.height(), screen.height() - TITLE_BAR)
    if right_room >= left_room:
        left = min(avoid.right() + 1 + GAP, screen.right() + 1 - width)
    else:
        left = max(avoid.left() - GAP - width, screen.left())
    highest, lowest = screen.top(), screen.bottom() + 1 - height - TITLE_BAR
    return QRect(left, max(highest, min(top, lowest)), width, height)


def usual_place(usual: QSize, screen: QRect, frame: QRect) -> QRect:
    """Where a window stands whose report no pane shows: at the right of the main window's `frame`."""
    left = min(frame.right(), screen.right()) - usual.width() - 2 * GAP
    top = min(frame.top() + BELOW, screen.bottom() - usual.height() - TITLE_BAR)
    return QRect(max(left, screen.left()), max(top, screen.top()), usual.width(), usual.height())


def covers(window: QRect, pane: QRect) -> bool:
    """Whether a window hides so much of a pane, a third, that a jump in it could not be seen."""
    both = window & pane
    return 3 * both.width() * both.height() > pane.width() * pane.height()

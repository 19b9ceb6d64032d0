"""Rectangles are drawn on pages: round figures and tables, and on pages without text."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.reader.pictures import Pictures
from desktop.reader.range_canvas import RangeCanvas
from desktop.theme import ACCENT
from storage.model import Box

SMALLEST = 6.0  # pixels: a shorter drag is a click


class RectangleCanvas(RangeCanvas):
    """A canvas on which a drag draws a rectangle, while that is wanted or where the page has no words to select.

    Signals:
        rectangle_drawn(int, object): a page's number, and the `Box` on it in points.
    """

    rectangle_drawn = Signal(int, object)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(pictures, parent)
        self._draws_rectangles = False
        self._corner: tuple[int, float, float] | None = None  # the page's index and the point where a drag began
        self._rectangle: Box | None = None

    @property
    def draws_rectangles(self) -> bool:
        """Whether a drag draws a rectangle also where there are words."""
        return self._draws_rectangles

    def set_draws_rectangles(self, on: bool) -> None:
        """Let a drag draw a rectangle, or select words."""
        self._draws_rectangles = on
        self._forget_rectangle()
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    def _begin_rectangle(self, at: QPointF) -> bool:
        """Begin a rectangle at a point of the view; answer whether one was begun."""
        if self._shown is None or not self._layout.tops or not self._can_edit:
            return False
        index, x, y = self._page_point(at)
        width, height = self._layout.sizes[index]
        if not (0 <= x <= width and 0 <= y <= height):
            return False
        if not self._draws_rectangles and self._shown.words(index):
            return False
        self._corner = (index, x, y)
        return True

    def _drag_rectangle(self, at: QPointF) -> None:
        """Draw the rectangle to a point of the view; it stays on its page."""
        if self._corner is None:
            return
        index, x0, y0 = self._corner
        width, height = self._layout.sizes[index]
        rect = self._to_view(index, Box(0, 0, width, height))
        x = min(max((at.x() - rect.left()) / self.zoom, 0.0), width)
        y = min(max((at.y() - rect.top()) / self.zoom, 0.0), height)
        self._rectangle = Box(min(x0, x), min(y0, y), max(x0, x), max(y0, y))
        self.viewport().update()

    def _finish_rectangle(self) -> bool:
        """Tell the rectangle that was drawn; answer whether there was one."""
        corner, box = self._corner, self._rectangle
        self._forget_rectangle()
        if corner is None or box is None or self._shown is None:
            return False
        if min(box.x1 - box.x0, box.y1 - box.y0) * self.zoom < SMALLEST:
            return False
        self.rectangle_drawn.emit(self._shown.contents.pages[corner[0]].number, box)
        return True

    def _forget_rectangle(self) -> None:
        if self._corner is not None:
            self._corner = self._rectangle = None
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._rectangle is None or self._corner is None:
            return
        rect: QRectF = self._to_view(self._corner[0], self._rectangle)
        painter = QPainter(self.viewport())
        fill = QColor(ACCENT)
        fill.setAlpha(40)
        painter.setBrush(fill)
        painter.setPen(QPen(QColor(ACCENT), 1.5, Qt.PenStyle.DashLine))
        painter.drawRect(rect)
        painter.end()

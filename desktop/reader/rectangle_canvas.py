"""Rectangles are drawn on pages, round figures and tables and where there is no text, and given other edges."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.reader.pictures import Pictures
from desktop.reader.range_canvas import RangeCanvas
from desktop.theme import ACCENT
from storage.model import Box

if TYPE_CHECKING:
    from desktop.reader.range_edit import RangeEdit
    from desktop.reader.rectangle_edit import RectangleEdit

SMALLEST = 6.0  # pixels: a shorter drag is a click


class RectangleCanvas(RangeCanvas):
    """A canvas on which a drag draws a rectangle, while that is wanted or where the page has no words to select.

    Signals:
        rectangle_drawn(int, object): a page's number, and the `Box` on it in points.
        rectangle_changed(int, object): an annotation's id, and the `Box` to which its edges were dragged or moved.
    """

    rectangle_drawn = Signal(int, object)
    rectangle_changed = Signal(int, object)

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

    # --- the edges of a chosen rectangle -------------------------------------------------------------------------

    def _chosen_rect(self) -> QRectF | None:
        """Where the chosen rectangle stands in the view, in pixels; None where none may be changed."""
        mark = self._chosen_mark() if self._can_edit else None
        if mark is None or mark.box is None or not 0 < mark.page <= len(self._layout.tops):
            return None
        return self._to_view(mark.page - 1, mark.box)

    def _handle_at(self, at: QPointF) -> str:
        rect = self._chosen_rect()
        if rect is None:
            return super()._handle_at(at)
        from desktop.reader.rectangle_edit import grabbed

        return grabbed(rect, at)

    def _handle_cursor(self, which: str) -> Qt.CursorShape:
        if self._chosen_rect() is None:
            return super()._handle_cursor(which)
        from desktop.reader.rectangle_edit import cursor

        return cursor(which)

    def _begin_edit(self, at: QPointF) -> bool:
        rect, mark = self._chosen_rect(), self._chosen_mark()
        if rect is None or mark is None:
            return super()._begin_edit(at)
        which = self._handle_at(at)
        if which:
            from desktop.reader.rectangle_edit import RectangleEdit, corner

            page = mark.page - 1
            self._start_edit(RectangleEdit(mark, which, page, self._layout.sizes[page], at - corner(rect, which)))
        return self._edit is not None

    def _drag_end(self, at: QPointF, *, exact: bool) -> None:
        from desktop.reader.rectangle_edit import RectangleEdit

        edit = self._edit
        if not isinstance(edit, RectangleEdit):
            super()._drag_end(at, exact=exact)
            return
        page, to = self._to_view(edit.page, Box(0, 0, *self._layout.sizes[edit.page])), at - edit.grip
        if edit.drag((to.x() - page.left()) / self.zoom, (to.y() - page.top()) / self.zoom):
            self._preview(edit.preview())

    def _tell_edit(self, edit: "RangeEdit | RectangleEdit") -> None:
        from desktop.reader.rectangle_edit import RectangleEdit

        if isinstance(edit, RectangleEdit):
            self.rectangle_changed.emit(edit.annotation.id, edit.box)
        else:
            super()._tell_edit(edit)

    def nudge(self, end: str, direction: int) -> None:
        """Move an end of the chosen mark: a highlight's by a word, a rectangle's upper ("start") or lower edge."""
        if self._chosen_rect() is None:
            super().nudge(end, direction)
        else:
            self.nudge_edge("top" if end == "start" else "bottom", direction)

    def nudge_edge(self, edge: str, direction: int) -> None:
        """Move the "left", "top", "right" or "bottom" of the chosen rectangle right or down (1), left or up (-1)."""
        mark = self._chosen_mark()
        if self._chosen_rect() is None or mark is None or mark.box is None:
            return
        from desktop.reader.rectangle_edit import nudged

        box = nudged(mark.box, edge, direction, self._layout.sizes[mark.page - 1])
        if box != mark.box:
            self.rectangle_changed.emit(mark.id, box)

    # --- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        chosen = self._chosen_rect() if self._chosen is not None else None
        if chosen is not None and QRectF(self.viewport().rect()).adjusted(-20, -20, 20, 20).intersects(chosen):
            from desktop.reader.rectangle_edit import paint_handles

            paint_handles(QPainter(self.viewport()), chosen)
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

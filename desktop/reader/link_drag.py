"""Dragging a link: from a highlight out of its pane, and let go over a passage of another one."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.reader.pane import Pane
from desktop.theme import accent

DRAG = 4  # pixels before a press with Ctrl becomes a drag


class End(NamedTuple):
    """Where a dragged link would end: an annotation's id or 0, else a span of a report; and its rectangles."""

    report: int
    annotation: int
    span: tuple[int, int]
    rects: tuple[QRect, ...]


class LinkDrag(QObject):
    """Watches the pages of all panes for a drag that begins on a highlight and leaves its pane (or is begun with Ctrl).

    Signals:
        dropped(int, int, int, int, int): the annotation it began at; the other end's annotation or 0, its report
            and its span.
    """

    dropped = Signal(int, int, int, int, int)

    def __init__(self, room: QWidget, panes: Callable[[], Sequence[Pane]], parent: QObject | None = None):
        super().__init__(parent)
        self._panes = panes
        self._line = DragLine(room)
        self._pane: Pane | None = None
        self._press = QPoint()
        self._from = 0
        self._is_on = False
        self._end: End | None = None

    @property
    def is_on(self) -> bool:
        """Whether a link is being dragged."""
        return self._is_on

    def watch(self, pane: Pane) -> None:
        """Take part in the mouse events of a pane's pages."""
        pane.pages.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt calls it so
        kind = event.type()
        if isinstance(event, QMouseEvent):
            if kind == QEvent.Type.MouseButtonPress:
                return self._pressed(watched, event)
            if kind == QEvent.Type.MouseMove and self._from:
                return self._moved(event)
            if kind == QEvent.Type.MouseButtonRelease and self._from:
                return self._released()
        return False

    def cancel(self) -> bool:
        """Give up the link that is being dragged; answer whether there was one."""
        was_on = self._is_on
        self._forget()
        return was_on

    def _pressed(self, watched: QObject, event: QMouseEvent) -> bool:
        self._forget()
        pane = next((pane for pane in self._panes() if pane.has_pages and pane.pages.viewport() is watched), None)
        if pane is None or event.button() != Qt.MouseButton.LeftButton or pane.pages.is_at_handle(event.position()):
            return False
        mark = pane.pages.annotation_at(event.position())
        if mark is not None:
            self._pane, self._from, self._press = pane, mark.id, event.position().toPoint()
        return False

    def _moved(self, event: QMouseEvent) -> bool:
        assert self._pane is not None
        at = event.position().toPoint()
        if not self._is_on:
            port = self._pane.pages.viewport().rect()
            beside = not port.left() <= at.x() <= port.right()
            with_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            far = (at - self._press).manhattanLength() >= DRAG
            if not (beside or (with_ctrl and far)):
                return False
            self._pane.pages.give_up_press()
            self._is_on = True
        here = event.globalPosition().toPoint()
        self._end = self._end_at(here)
        begin = self._pane.pages.viewport().mapToGlobal(self._press)
        self._line.draw(begin, here, self._end.rects if self._end is not None else ())
        return True

    def _end_at(self, place: QPoint) -> End | None:
        """What a place of the screen offers as the other end: a highlight, else a sentence, of another pane."""
        for pane in self._panes():
            if pane is self._pane or pane.report is None:
                continue
            view = pane.pages
            at = view.viewport().mapFromGlobal(place)
            if not view.viewport().rect().contains(at):
                continue
            mark = view.annotation_at(QPointF(at))
            span = (mark.start, mark.end) if mark is not None else view.sentence_at(QPointF(at))
            if span is None:
                return None
            rects = [rect for rect in view.span_rects(*span) if rect.intersects(view.viewport().rect())]
            over = tuple(QRect(view.viewport().mapToGlobal(rect.topLeft()), rect.size()) for rect in rects)
            return End(pane.report.id, mark.id if mark is not None else 0, span, over)
        return None

    def _released(self) -> bool:
        was_on, end, begin = self._is_on, self._end, self._from
        self._forget()
        if was_on and end is not None:
            self.dropped.emit(begin, end.annotation, end.report, *end.span)
        return was_on

    def _forget(self) -> None:
        self._pane, self._from, self._end = None, 0, None
        self._is_on = False
        self._line.hide()


class DragLine(QWidget):
    """A line over the panes from a highlight to the pointer, and a frame round what would be its other end."""

    def __init__(self, room: QWidget):
        super().__init__(room)
        self._begin, self._here = QPoint(), QPoint()
        self._frames: list[QRect] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def draw(self, begin: QPoint, here: QPoint, frames: Sequence[QRect]) -> None:
        """Draw from a place of the screen to another, with frames round rectangles of the screen."""
        room = self.parentWidget()
        assert room is not None
        self.setGeometry(room.rect())
        self._begin, self._here = self.mapFromGlobal(begin), self.mapFromGlobal(here)
        self._frames = [QRect(self.mapFromGlobal(frame.topLeft()), frame.size()) for frame in frames]
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent(), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(self._begin, self._here)
        painter.setBrush(accent())
        painter.drawEllipse(QPointF(self._begin), 4, 4)
        painter.drawEllipse(QPointF(self._here), 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent(), 2))
        for frame in self._frames:
            painter.drawRoundedRect(QRectF(frame).adjusted(-2, -1, 2, 1), 3, 3)

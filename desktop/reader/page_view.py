"""The pages of one report as they are worked with: select by mouse, click marks, move by keys."""

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop.reader.page_canvas import FIT_PAGE, FIT_TEXT, FIT_WIDTH, PageCanvas
from desktop.reader.pictures import Pictures
from desktop.reader.shown import Shown
from storage import passages
from storage.model import Annotation

__all__ = ["FIT_PAGE", "FIT_TEXT", "FIT_WIDTH", "PageView"]

EDGE = 12  # pixels at the view's ends in which a drag scrolls
DRAG = 4  # pixels before a press becomes a drag


class PageView(PageCanvas):
    """A page canvas that takes the mouse and the keyboard, and tells what is done to it.

    Signals:
        selected(int, int): a span of running text was selected; (0, 0) when the selection went.
        annotation_clicked(int): an annotation's id, 0 for a click beside all of them.
        entered(): the view was clicked or took the keyboard.
    """

    selected = Signal(int, int)
    annotation_clicked = Signal(int)
    entered = Signal()

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(pictures, parent)
        self._anchor: int | None = None
        self._press: QPoint | None = None
        self._clicks = 0
        self._last_click = QPointF()
        self._drag_at = QPointF()
        self._click_timer = QTimer(self, singleShot=True)
        self._auto_scroll = QTimer(self, interval=30)
        self._auto_scroll.timeout.connect(self._on_auto_scroll)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    @property
    def selection(self) -> tuple[int, int] | None:
        """The selected span of running text."""
        return self._selection

    def show_report(self, shown: Shown | None) -> None:
        """Show a report from its first page with nothing selected, or nothing."""
        self._anchor = None
        super().show_report(shown)

    def clear_selection(self) -> None:
        """Select nothing."""
        if self._selection is not None:
            self._selection = self._anchor = None
            self.viewport().update()
            self.selected.emit(0, 0)

    def select(self, start: int, end: int) -> None:
        """Select a span of running text, white space at its ends left out."""
        if self._shown is None:
            return
        try:
            passage = passages.passage(0, self._shown.contents.text, min(start, end), max(start, end))
        except ValueError:
            self.clear_selection()
            return
        self._selection = (passage.start, passage.end)
        self.viewport().update()
        self.selected.emit(*self._selection)

    def _offset_at(self, at: QPointF) -> int | None:
        """The offset of running text nearest to a point of the view."""
        if self._shown is None or not self._layout.tops:
            return None
        index, x, y = self._page_point(at)
        text = self._shown.contents.text
        return passages.offset_nearest(self._shown.words(index), text, x, y)

    # --- the mouse -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.entered.emit()
        if event.button() != Qt.MouseButton.LeftButton or self._shown is None:
            return
        at = event.position()
        near = (at - self._last_click).manhattanLength() <= DRAG
        self._clicks = self._clicks + 1 if self._click_timer.isActive() and near else 1
        self._click_timer.start(QGuiApplication.styleHints().mouseDoubleClickInterval())
        self._last_click, self._press = at, at.toPoint()
        offset = self._offset_at(at)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._anchor is not None and offset is not None:
            self.select(self._anchor, offset)
            return
        self._anchor = offset
        if offset is not None and self._clicks >= 2:
            text = self._shown.contents
            word = self._clicks == 2
            span = passages.word_span(text.text, offset) if word else passages.paragraph_span(text.paragraphs, offset)
            self.select(*span)
            self._anchor = span[0]

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            self._show_cursor(event.position())
            return
        if (event.position().toPoint() - self._press).manhattanLength() < DRAG or self._clicks > 1:
            return
        self._drag_at = event.position()
        self._extend(self._drag_at)
        if self._beyond(event.position().y()) == 0:
            self._auto_scroll.stop()
        elif not self._auto_scroll.isActive():
            self._auto_scroll.start()

    def _beyond(self, y: float) -> float:
        """How far a height lies in the strips at the view's ends where dragging scrolls; negative at the top."""
        return min(0.0, y - EDGE) + max(0.0, y - (self.viewport().height() - EDGE))

    def _extend(self, at: QPointF) -> None:
        offset = self._offset_at(at)
        if offset is not None and self._anchor is not None:
            start, end = sorted((self._anchor, offset))
            self._selection = (start, end) if start < end else None
            self.viewport().update()

    def _on_auto_scroll(self) -> None:
        at = self._drag_at
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + round(self._beyond(at.y()) * 0.9))
        self._extend(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self._auto_scroll.stop()
        dragged = (event.position().toPoint() - self._press).manhattanLength() >= DRAG
        self._press = None
        if self._clicks > 1:
            return
        if dragged and self._selection is not None and self._shown is not None:
            span = self._selection
            if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                span = passages.whole_words(self._shown.contents.text, *span)
            self.select(*span)
            return
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._click(event.position())

    def _click(self, at: QPointF) -> None:
        """A click without a drag: choose the mark under it, else let go of the selection."""
        index, _, _ = self._page_point(at)
        if self._shown is not None and self._layout.tops:
            key = self._key(index)
            if self._pictures.reason(key.sha256, key.number):
                self._pictures.forgive(key.sha256, key.number)
                self._on_scrolled()
                return
        annotation = self._annotation_at(at)
        self.clear_selection()
        self.annotation_clicked.emit(annotation.id if annotation is not None else 0)

    def _annotation_at(self, at: QPointF) -> Annotation | None:
        """The annotation under a point of the view; of overlapping ones the shortest."""
        if self._shown is None or not self._layout.tops:
            return None
        index, x, y = self._page_point(at)
        under = [
            annotation
            for annotation, boxes in self._shown.marks(index)
            if any(box.x0 - 1 <= x <= box.x1 + 1 and box.y0 <= y <= box.y1 for box in boxes)
        ]
        return min(under, key=lambda annotation: annotation.end - annotation.start, default=None)

    def _show_cursor(self, at: QPointF) -> None:
        if self._annotation_at(at) is not None:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._shown is not None and self._layout.tops:
            index, x, y = self._page_point(at)
            width, height = self._layout.sizes[index]
            on_page = 0 <= x <= width and 0 <= y <= height
            self.viewport().setCursor(Qt.CursorShape.IBeamCursor if on_page else Qt.CursorShape.ArrowCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = event.angleDelta().y()
            if turn:
                self.set_zoom(self.zoom * 1.1 ** (turn / 120), event.position())
            event.accept()
            return
        super().wheelEvent(event)

    # --- keys ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        moves: dict[int, int] = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_Space: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_Home: -bar.value(),
            Qt.Key.Key_End: bar.maximum(),
        }
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            sideways = self.horizontalScrollBar()
            step = sideways.singleStep() if key == Qt.Key.Key_Right else -sideways.singleStep()
            sideways.setValue(sideways.value() + step)
        elif key in moves:
            bar.setValue(bar.value() + moves[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.entered.emit()
        super().focusInEvent(event)

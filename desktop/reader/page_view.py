"""The pages of one report as they are worked with: the mouse selects, clicks marks and drags their ends."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.reader.pictures import Pictures
from desktop.reader.rectangle_canvas import RectangleCanvas
from desktop.reader.shown import Shown
from storage import passages
from storage.model import Annotation

EDGE = 12  # pixels at the view's ends in which a drag scrolls
DRAG = 4  # pixels before a press becomes a drag
UNITS = {1: "letter", 2: "word"}  # what a drag takes after so many clicks; after more of them paragraphs


class PageView(RectangleCanvas):
    """A page canvas that takes the mouse and the keyboard, and tells what is done to it.

    Signals:
        annotation_clicked(int): an annotation's id, 0 for a click beside all of them.
        context_wanted(QPoint, int): a menu is wanted at a place of the screen, for an annotation (its id) or,
            with 0, for the selection or the page.
        entered(): the view was clicked or took the keyboard.
    """

    annotation_clicked = Signal(int)
    context_wanted = Signal(QPoint, int)
    entered = Signal()

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(pictures, parent)
        self._press: QPoint | None = None
        self._clicks = 0
        self._origin = (0, 0)  # what the press took: the drag goes on from its far end
        self._last_click = QPointF()
        self._drag_at = QPointF()
        self._is_exact = False
        self._is_at_handle = False
        self._area_names: Mapping[int, str] = {}
        self._link_counts: Mapping[int, int] | None = None
        self._click_timer = QTimer(self, singleShot=True)
        self._auto_scroll = QTimer(self, interval=30)
        self._auto_scroll.timeout.connect(self._on_auto_scroll)
        self.viewport().setMouseTracking(True)

    def show_report(self, shown: Shown | None) -> None:
        """Show a report from its first page with nothing selected, or nothing."""
        self._press = None
        self._auto_scroll.stop()
        super().show_report(shown)

    # --- selecting by the mouse ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.entered.emit()
        if event.button() != Qt.MouseButton.LeftButton or self._shown is None:
            return
        at = event.position()
        near = (at - self._last_click).manhattanLength() <= DRAG
        self._clicks = self._clicks + 1 if self._click_timer.isActive() and near else 1
        self._click_timer.start(QGuiApplication.styleHints().mouseDoubleClickInterval())
        self._last_click, self._press = at, at.toPoint()
        self._is_at_handle = self._begin_edit(at)
        if self._is_at_handle or self._begin_rectangle(at):
            return
        caret, offset = self._text_caret(), self._offset_at(at)
        if caret is None or offset is None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and caret.is_placed:
            self._origin = (caret.anchor, caret.anchor)
            self._extend(at, exact=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
            return
        self._update_caret()
        self._origin = self._unit_at(offset)
        caret.put(self._origin[1], self._origin[0])
        if self._clicks > 1:
            self._show_selection(caret.span)
        self._blink()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def _unit_at(self, offset: int) -> tuple[int, int]:
        """What the clicks so far mean at an offset: a place, a word, a paragraph."""
        unit = UNITS.get(self._clicks, "paragraph")
        if unit == "letter" or self._shown is None:
            return (offset, offset)
        from desktop.reader.caret import unit_span

        return unit_span(self._shown.contents.text, self._shown.contents.paragraphs, offset, unit)

    def _extend(self, at: QPointF, *, exact: bool) -> None:
        """Select from where the press was to a point of the view, in the units of the clicks."""
        offset, caret = self._offset_at(at), self._caret
        if offset is None or caret is None or self._shown is None:
            return
        start, end = self._unit_at(offset)
        first, last = self._origin
        if offset < first:
            caret.put(start, last)
        else:
            caret.put(max(end, last) if self._clicks > 1 else end, first)
        span = caret.span
        if span is not None and not exact and self._clicks == 1:
            span = passages.whole_words(self._shown.contents.text, *span)
        # The words that a press cuts are only taken in when it is let go: what is dragged over shows as it is.
        self._show_selection(span if self._press is None else caret.span)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is None:
            self._show_cursor(at)
            return
        if (at.toPoint() - self._press).manhattanLength() < DRAG:
            return
        self._is_exact = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        self._drag_at = at
        self._drag()
        if self._beyond(at.y()) == 0:
            self._auto_scroll.stop()
        elif not self._auto_scroll.isActive():
            self._auto_scroll.start()

    def _drag(self) -> None:
        if self._corner is not None:
            self._drag_rectangle(self._drag_at)
        elif self._is_at_handle:
            self._drag_end(self._drag_at, exact=self._is_exact)
        else:
            self._extend(self._drag_at, exact=self._is_exact)

    def _beyond(self, y: float) -> float:
        """How far a height lies in the strips at the view's ends where dragging scrolls; negative at the top."""
        return min(0.0, y - EDGE) + max(0.0, y - (self.viewport().height() - EDGE))

    def _on_auto_scroll(self) -> None:
        if self._is_at_handle and self._edit is None:  # cancelled
            self._auto_scroll.stop()
            return
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(self._beyond(self._drag_at.y()) * 0.9))
        self._drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self._auto_scroll.stop()
        at, modifiers = event.position(), event.modifiers()
        dragged = (at.toPoint() - self._press).manhattanLength() >= DRAG
        self._press = None
        if self._corner is not None:
            if not self._finish_rectangle():
                self._click(at)
        elif self._is_at_handle:
            self._finish_edit()
        elif dragged or modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._extend(at, exact=bool(modifiers & Qt.KeyboardModifier.AltModifier))
            self._settle()
        elif self._clicks > 1:
            self._settle()
        else:
            self._click(at)

    def _settle(self) -> None:
        """The mouse was let go: the caret goes to the end of the words that were taken, and all is told."""
        if self._selection is None or self._caret is None:
            self.clear_selection()
            return
        start, end = self._selection
        self.select(*((end, start) if self._caret.offset < self._caret.anchor else (start, end)))

    def _click(self, at: QPointF) -> None:
        """A click without a drag: choose the mark under it, else let go of the selection."""
        index, _, _ = self._page_point(at)
        if self._shown is not None and self._layout.tops:
            key = self._key(index)
            if self._pictures.reason(key.sha256, key.number):
                self._pictures.forgive(key.sha256)
                self._on_scrolled()
                return
        annotation = self.annotation_at(at)
        self.clear_selection()
        self.annotation_clicked.emit(annotation.id if annotation is not None else 0)

    def annotation_at(self, at: QPointF) -> Annotation | None:
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

    def sentence_at(self, at: QPointF) -> tuple[int, int] | None:
        """The span of the sentence nearest to a point of the view; None on a page without text."""
        offset = self._offset_at(at)
        return passages.sentence_span(self._shown.contents.text, offset) if self._shown and offset is not None else None

    def is_at_handle(self, at: QPointF) -> bool:
        """Whether a press at a point of the view would take an end or an edge of the chosen mark."""
        return bool(self._handle_at(at))

    def give_up_press(self) -> None:
        """Let go of what a press began: the mouse is used for something else until it is let go."""
        self._press = None
        self._auto_scroll.stop()
        self.clear_selection()

    def _show_cursor(self, at: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor
        handle = self._handle_at(at)
        if handle:
            shape = self._handle_cursor(handle)
        elif self.annotation_at(at) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif self._shown is not None and self._layout.tops:
            index, x, y = self._page_point(at)
            width, height = self._layout.sizes[index]
            if 0 <= x <= width and 0 <= y <= height:
                draws = self.draws_rectangles or not self._shown.words(index)
                shape = Qt.CursorShape.CrossCursor if draws else Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turn.y():
                self.set_zoom(self.zoom * 1.1 ** (turn.y() / 120), event.position())
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            bar = self.horizontalScrollBar()
            moved = event.pixelDelta().y() or event.pixelDelta().x()
            moved = (
                moved
                or (turn.y() or turn.x()) * bar.singleStep() * QGuiApplication.styleHints().wheelScrollLines() // 120
            )
            bar.setValue(bar.value() - moved)
            event.accept()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at, of_screen = QPointF(event.pos()), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self._keyboard_place()
            of_screen = self.viewport().mapToGlobal(at.toPoint())
        annotation = self.annotation_at(at)
        on_selection = self._selection is not None and any(
            rect.contains(at.toPoint()) for rect in self.span_rects(*self._selection)
        )
        self.context_wanted.emit(of_screen, 0 if annotation is None or on_selection else annotation.id)

    def _keyboard_place(self) -> QPointF:
        """Where a menu opens by key: on the selection, the chosen highlight or at the caret, else in the middle."""
        chosen, view = self._chosen_mark(), self.viewport().rect()
        span = self._selection or ((chosen.start, chosen.end) if chosen is not None else None)
        rects = [rect for rect in self.span_rects(*span) if view.intersects(rect)] if span is not None else []
        caret = self._caret_rect() if self.caret_on else None
        if not rects and caret is not None and view.intersects(caret):
            rects = [caret]
        return QPointF((rects[-1] if rects else view).center())

    # --- hovering ------------------------------------------------------------------------------------------------

    def set_area_names(self, names: Mapping[int, str], links: Mapping[int, int] | None = None) -> None:
        """Take every area's name by id, and how many links an annotation has by its id, for what hovering says."""
        self._area_names, self._link_counts = names, links

    def tip_at(self, at: QPoint) -> str:
        """What is said when the pointer rests at a point of the view; "" beside all highlights."""
        annotation = self.annotation_at(QPointF(at))
        if annotation is None or self._press is not None:
            return ""
        from desktop.reader.hover import hover_text

        links: int | None = 0
        if self._link_counts is not None:
            links = self._link_counts.get(annotation.id, 0)
        elif annotation.id in self._linked:
            links = None
        return hover_text(annotation, self._area_names, links)

    def viewportEvent(self, event: QEvent) -> bool:
        """Beside what is done for pages: a highlight says what it is when the pointer rests on it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            from PySide6.QtWidgets import QToolTip

            # Inside its small rectangle the tip stays; the next highlight, even one over this, says its own.
            here = QRectF(event.pos().x() - 3, event.pos().y() - 3, 7, 7).toRect()
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self.viewport(), here)
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.entered.emit()
        super().focusInEvent(event)

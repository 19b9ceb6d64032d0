"""The ends of the chosen highlight: seen as handles, dragged to other words, moved by keys."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.reader.pictures import Pictures
from desktop.reader.shown import Shown
from desktop.reader.text_canvas import TextCanvas
from storage import passages
from storage.model import Annotation

if TYPE_CHECKING:
    from desktop.reader.range_edit import RangeEdit
    from desktop.reader.rectangle_edit import RectangleEdit


class RangeCanvas(TextCanvas):
    """A text canvas on which the chosen highlight's ends can be moved; whoever takes `range_changed` keeps the change.

    Signals:
        range_changed(int, int, int): an annotation's id, and the span to which its ends were dragged or moved.
    """

    range_changed = Signal(int, int, int)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(pictures, parent)
        self._edit: RangeEdit | RectangleEdit | None = None
        self._can_edit = True
        # The chosen annotation and what it was looked for in: there may be thousands, and a frame has little time.
        self._found: tuple[list[Annotation], int, Annotation | None] | None = None

    def show_report(self, shown: Shown | None) -> None:
        """Show a report from its first page with nothing selected, or nothing."""
        self._end_edit()
        super().show_report(shown)

    def set_ranges_editable(self, on: bool) -> None:
        """Let the ends of a chosen highlight be moved, or not: in a library that is only read."""
        self._can_edit = on
        self.viewport().update()

    def set_marks(self, annotations: list[Annotation], colours: dict[int, str], linked: frozenset[int]) -> None:
        """Take the report's annotations, every area's colour, and the ids of linked ones; a drag of an end is over."""
        self._end_edit()
        super().set_marks(annotations, colours, linked)

    def _chosen_mark(self) -> Annotation | None:
        if self._chosen is None or self._shown is None:
            return None
        marks = self._shown.annotations
        if self._found is None or self._found[0] is not marks or self._found[1] != self._chosen:
            self._found = (marks, self._chosen, next((mark for mark in marks if mark.id == self._chosen), None))
        return self._found[2]

    def _edges(self) -> dict[str, QRectF]:
        """Where the ends of the chosen highlight stand in the view: the edges of its first and its last line."""
        mark = self._chosen_mark() if self._can_edit else None
        caret = self._text_caret() if mark is not None else None
        if mark is None or caret is None or mark.box is not None:
            return {}
        view = QRectF(self.viewport().rect()).adjusted(-20, -20, 20, 20)
        places = {"start": caret.lines.place(mark.start), "end": caret.lines.place(mark.end, before=True)}
        rects = {which: self._place_rect(place) for which, place in places.items()}
        # A rectangle without width meets nothing in Qt's eyes.
        return {which: rect for which, rect in rects.items() if rect is not None and view.contains(rect.center())}

    def _handle_at(self, at: QPointF) -> str:
        if self._chosen is None:
            return ""
        from desktop.reader.range_edit import grabbed

        return grabbed(self._edges(), at)

    def _handle_cursor(self, which: str) -> Qt.CursorShape:
        """The pointer over a handle."""
        return Qt.CursorShape.SizeHorCursor

    def _begin_edit(self, at: QPointF) -> bool:
        which, mark = self._handle_at(at), self._chosen_mark()
        if which and mark is not None and self._shown is not None:
            from desktop.reader.range_edit import RangeEdit

            grip = at - self._edges()[which].center()
            self._start_edit(RangeEdit(self._shown.contents.text, mark, which, grip))
        return self._edit is not None

    def _start_edit(self, edit: "RangeEdit | RectangleEdit") -> None:
        self._edit = edit
        self.installEventFilter(self)  # Escape is for the drag now, not for the window

    def _drag_end(self, at: QPointF, *, exact: bool) -> None:
        from desktop.reader.range_edit import RangeEdit

        edit = self._edit
        if isinstance(edit, RangeEdit):
            offset = self._offset_at(at - edit.grip)
            if offset is not None and edit.drag(offset, exact=exact):
                self._preview(edit.preview())

    def _preview(self, mark: Annotation) -> None:
        """Show the annotation so, among the others as they are."""
        if self._shown is not None:
            marks = [mark if one.id == mark.id else one for one in self._shown.annotations]
            super().set_marks(marks, self._colours, self._linked)

    def _finish_edit(self) -> None:
        edit = self._edit
        self._cancel_edit()
        if edit is not None and edit.is_moved:
            self._tell_edit(edit)

    def _tell_edit(self, edit: "RangeEdit | RectangleEdit") -> None:
        from desktop.reader.range_edit import RangeEdit

        if isinstance(edit, RangeEdit):
            self.range_changed.emit(edit.annotation.id, edit.start, edit.end)

    def _cancel_edit(self) -> None:
        mark = self._edit.annotation if self._edit is not None else None
        self._end_edit()
        if mark is not None:
            self._preview(mark)

    def _end_edit(self) -> None:
        if self._edit is not None:
            self._edit = None
            self.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While an end is dragged, Escape cancels that."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() in kinds and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._cancel_edit()
            return True
        return super().eventFilter(watched, event)

    def nudge(self, end: str, direction: int) -> None:
        """Move the "start" or "end" of the chosen highlight a word on (1) or back (-1), and show it."""
        mark = self._chosen_mark()
        if mark is None or mark.box is not None or self._shown is None or not self._can_edit:
            return
        from desktop.reader.caret import nudged

        text = self._shown.contents.text
        span = nudged(text, mark.start, mark.end, end, direction)
        found = passages.passage(0, text, *span)
        if (found.start, found.end) != (mark.start, mark.end):
            self.range_changed.emit(mark.id, found.start, found.end)
            self.go_to(*((found.start, found.end) if end == "start" else (max(0, found.end - 1), found.end)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        edges = self._edges() if self._chosen is not None else {}
        if edges:
            from desktop.reader.range_edit import paint_handles

            paint_handles(QPainter(self.viewport()), edges)

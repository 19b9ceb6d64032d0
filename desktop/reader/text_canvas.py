"""The text of the pages as it is selected: what is selected, and the caret that the keys move."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.reader.page_canvas import PageCanvas
from desktop.reader.pictures import Pictures
from desktop.reader.shown import Shown
from desktop.theme import ACCENT
from storage import passages
from storage.model import Box

if TYPE_CHECKING:
    from desktop.reader.caret import Caret

MARGIN = 24  # pixels that are kept free above, below and beside the caret
WIDTH = 2.0  # of the caret, in pixels

_Key = QKeySequence.StandardKey
# How each system moves a caret, without and with a selection, and where that leads.
_MOVES = (
    (_Key.MoveToNextChar, _Key.SelectNextChar, "letter", 1),
    (_Key.MoveToPreviousChar, _Key.SelectPreviousChar, "letter", -1),
    (_Key.MoveToNextWord, _Key.SelectNextWord, "word", 1),
    (_Key.MoveToPreviousWord, _Key.SelectPreviousWord, "word", -1),
    (_Key.MoveToNextLine, _Key.SelectNextLine, "line", 1),
    (_Key.MoveToPreviousLine, _Key.SelectPreviousLine, "line", -1),
    (_Key.MoveToEndOfLine, _Key.SelectEndOfLine, "edge", 1),
    (_Key.MoveToStartOfLine, _Key.SelectStartOfLine, "edge", -1),
    (_Key.MoveToEndOfDocument, _Key.SelectEndOfDocument, "end", 1),
    (_Key.MoveToStartOfDocument, _Key.SelectStartOfDocument, "end", -1),
    (_Key.MoveToNextPage, _Key.SelectNextPage, "page", 1),
    (_Key.MoveToPreviousPage, _Key.SelectPreviousPage, "page", -1),
)


def thick(edge: QRectF, width: float) -> QRectF:
    """A line without width, upright or (on a page whose print is turned) level, made so many pixels wide."""
    half = width / 2
    return edge.adjusted(-half, 0, half, 0) if edge.height() > edge.width() else edge.adjusted(0, -half, 0, half)


class TextCanvas(PageCanvas):
    """A page canvas whose text can be selected, and read with a caret.

    The caret is off until `toggle_caret` or the first key that selects. What keys select is told when Shift is let
    go, as what the mouse selects is told when its button is: who links or highlights on selecting gets whole passages.

    Signals:
        selected(int, int): a span of running text was selected; (0, 0) when the selection went.
        caret_changed(bool): the caret was switched on or off.
    """

    selected = Signal(int, int)
    caret_changed = Signal(bool)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(pictures, parent)
        self._caret: Caret | None = None
        self._is_caret_on = False
        self._is_lit = True
        self._is_untold = False
        self._blinking = QTimer(self)
        self._blinking.timeout.connect(self._on_blink)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # --- what is selected ----------------------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[int, int] | None:
        """The selected span of running text."""
        return self._selection

    def selected_text(self) -> str:
        """The selected running text, "" where nothing is selected."""
        if self._shown is None or self._selection is None:
            return ""
        return self._shown.contents.text[slice(*self._selection)]

    def show_report(self, shown: Shown | None) -> None:
        """Show a report from its first page with nothing selected, or nothing."""
        self._caret, self._is_untold = None, False
        self.leave_caret()
        super().show_report(shown)

    def clear_selection(self) -> None:
        """Select nothing; the caret stays where it is."""
        if self._selection is not None:
            self._selection, self._is_untold = None, False
            if self._caret is not None:
                self._caret.put(self._caret.offset, at_end=self._caret.at_end)
            self.viewport().update()
            self.selected.emit(0, 0)

    def select(self, start: int, end: int) -> None:
        """Select a span of running text, white space at its ends left out; the caret then stands at `end`.

        `end` may be the smaller of the two.
        """
        caret = self._text_caret()
        if caret is None:
            return
        caret.put(end, start, at_end=True)
        before = self._selection
        self._show_selection(caret.span)
        if self._selection is not None or before is not None:
            self._tell_selection()

    def _show_selection(self, span: tuple[int, int] | None) -> None:
        """Show a span as selected, without white space at its ends, and tell nobody."""
        found = None
        if span is not None and self._shown is not None and self._shown.contents.text[slice(*span)].strip():
            passage = passages.passage(0, self._shown.contents.text, *span)
            found = (passage.start, passage.end)
        if found != self._selection:
            self._selection = found
            self.viewport().update()

    def _tell_selection(self) -> None:
        self._is_untold = False
        self.selected.emit(*(self._selection or (0, 0)))

    def select_all(self) -> None:
        """Select all running text of the report."""
        if self._shown is not None:
            self.select(0, len(self._shown.contents.text))

    def select_word(self) -> None:
        """Select the word at the caret; again, the next one too."""
        self._select_unit("word")

    def select_sentence(self) -> None:
        """Select the sentence at the caret; again, the next one too."""
        self._select_unit("sentence")

    def select_paragraph(self) -> None:
        """Select the paragraph at the caret; again, the next one too."""
        self._select_unit("paragraph")

    def _select_unit(self, unit: str) -> None:
        from desktop.reader.caret import grown

        caret = self._placed_caret()
        if caret is None or self._shown is None:
            return
        contents = self._shown.contents
        self.select(*grown(contents.text, contents.paragraphs, self._selection, caret.offset, unit))
        self._follow_caret()
        self._say(self.selected_text())

    # --- the caret -----------------------------------------------------------------------------------------------

    @property
    def caret_on(self) -> bool:
        """Whether arrows move a caret; else they scroll."""
        return self._is_caret_on

    def toggle_caret(self) -> None:
        """Switch the caret on, at the selection's end or at the first word in sight, or off."""
        if not self.leave_caret():
            self._switch_caret_on()

    def leave_caret(self) -> bool:
        """Switch the caret off; answer whether it was on."""
        was_on = self._is_caret_on
        if was_on:
            self._is_caret_on = False
            self._blink()
            self.viewport().update()
            self.caret_changed.emit(False)
        return was_on

    def _switch_caret_on(self) -> None:
        if self._placed_caret() is not None and not self._is_caret_on:
            self._is_caret_on = True
            self._blink()
            self.caret_changed.emit(True)
            self._say_place("line")

    def _text_caret(self) -> "Caret | None":
        """The caret of the report, on or off; None where no page shows text."""
        if self._caret is None and self._shown is not None and self._layout.tops:
            from desktop.reader.caret import Caret
            from desktop.reader.lines import Lines

            shown = self._shown
            text, count = shown.contents.text, len(shown.contents.pages)
            self._caret = Caret(Lines(text, count, shown.words, shown.page_of))
        return self._caret if self._caret is not None and self._caret.lines.text else None

    def _placed_caret(self) -> "Caret | None":
        """The caret at a place that makes sense to go on from: its own if it is on, selects or is in sight."""
        caret = self._text_caret()
        if caret is not None and not self._is_caret_on and self._selection is None:
            rect = self._caret_rect()
            if rect is None or not rect.intersects(self.viewport().rect()):
                caret.put(self.top_offset())
        return caret

    def _offset_at(self, at: QPointF) -> int | None:
        """The offset of running text nearest to a point of the view; None on a page without text."""
        caret = self._text_caret()
        if caret is None:
            return None
        index, x, y = self._page_point(at)
        return caret.lines.offset_near(index, x, y)

    def _place_rect(self, place: tuple[int, Box] | None) -> QRectF | None:
        return self._to_view(*place) if place is not None else None

    def _caret_rect(self) -> QRect | None:
        """Where the caret stands, in view pixels with a little room; None for nowhere."""
        rect = self._place_rect(self._caret.place()) if self._caret is not None else None
        return rect.adjusted(-3, -3, 3, 3).toAlignedRect() if rect is not None else None

    def _blink(self) -> None:
        """Light the caret and let it blink from now on, while it is on and has the keyboard."""
        self._is_lit = True
        time = QGuiApplication.styleHints().cursorFlashTime() // 2
        if self._is_caret_on and self.hasFocus() and time > 0:
            self._blinking.start(time)
        else:
            self._blinking.stop()
        self._update_caret()

    def _on_blink(self) -> None:
        self._is_lit = not self._is_lit
        self._update_caret()

    def _update_caret(self) -> None:
        rect = self._caret_rect()
        if rect is not None:
            self.viewport().update(rect)

    def _follow_caret(self) -> None:
        """Scroll just so far that the caret shows with some room round it."""
        rect = self._caret_rect()
        if rect is None:
            return
        view = self.viewport().rect()
        for bar, low, high, size in (
            (self.verticalScrollBar(), rect.top(), rect.bottom(), view.height()),
            (self.horizontalScrollBar(), rect.left(), rect.right(), view.width()),
        ):
            bar.setValue(bar.value() + max(0, high + MARGIN - size) + min(0, low - MARGIN))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_caret_on and self._is_lit and self._caret is not None and self.hasFocus():
            rect = self._place_rect(self._caret.place())
            if rect is not None:
                painter = QPainter(self.viewport())
                line = thick(rect, WIDTH)
                # The white edge keeps it visible on a dark highlight and on dark paper.
                painter.fillRect(line.adjusted(-1, -1, 1, 1), QColor("white"))
                painter.fillRect(line, QColor(ACCENT))

    # --- keys ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_caret_on:
            if self._selection is not None:
                self.clear_selection()
            else:
                self.leave_caret()
        elif not self._move_by_key(event) and not self._scroll_by_key(event.key()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Shift and self._is_untold:
            self._tell_selection()
        super().keyReleaseEvent(event)

    def _move_by_key(self, event: QKeyEvent) -> bool:
        """Move the caret if this is a key for it; answer whether it was."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not shift and not self._is_caret_on:
            return False
        for moving, selecting, step, direction in _MOVES:
            if event.matches(selecting if shift else moving):
                self._move_caret(step, direction, select=shift)
                return True
        ways = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in ways:
            self._move_caret("paragraph", ways[Qt.Key(event.key())], select=shift)
            return True
        return False

    def _move_caret(self, step: str, direction: int, *, select: bool) -> None:
        caret = self._placed_caret()
        if caret is None:
            return
        self._switch_caret_on()
        self._update_caret()
        if step == "page":
            self._move_by_view(caret, direction, select=select)
        else:
            caret.move(step, direction, select=select)
        before = self._selection
        self._show_selection(caret.span)
        if select:
            self._is_untold = self._is_untold or self._selection != before
        elif before is not None:
            self._tell_selection()
        self._follow_caret()
        self._blink()
        self._say_place(step)

    def _move_by_view(self, caret: "Caret", direction: int, *, select: bool) -> None:
        """Move the caret by a view's height, and the view with it."""
        rect, bar = self._caret_rect(), self.verticalScrollBar()
        if rect is None:
            return
        step = direction * bar.pageStep()
        before = bar.value()
        # Beyond the last page's end there is nothing to scroll, but the caret goes on.
        at = QPointF(rect.center()) + QPointF(0, step)
        index, x, y = self._page_point(at)
        offset = caret.lines.offset_near(index, x, y)
        while offset is None and 0 <= index + direction < len(self._layout.tops):
            index += direction
            offset = caret.lines.offset_near(index, x, 0.0 if direction > 0 else self._layout.sizes[index][1])
        bar.setValue(before + step)
        if offset is not None:
            caret.put(offset, caret.anchor if select else None)

    def _scroll_by_key(self, key: int) -> bool:
        """Scroll if this is a key for it; answer whether it was."""
        bar, sideways = self.verticalScrollBar(), self.horizontalScrollBar()
        down: dict[int, int] = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_Space: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_Home: -bar.value(),
            Qt.Key.Key_End: bar.maximum(),
        }
        right: dict[int, int] = {Qt.Key.Key_Right: sideways.singleStep(), Qt.Key.Key_Left: -sideways.singleStep()}
        bar.setValue(bar.value() + down.get(key, 0))
        sideways.setValue(sideways.value() + right.get(key, 0))
        return key in down or key in right

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._blink()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._is_untold:
            self._tell_selection()
        super().focusOutEvent(event)
        self._blink()

    # --- for a screen reader -------------------------------------------------------------------------------------

    def _say_place(self, step: str) -> None:
        """Let a screen reader say what the caret came to: a letter, a word, else the line."""
        from PySide6.QtGui import QAccessible  # PySide makes 200 constants of it, for no one who has not moved a caret

        if not QAccessible.isActive() or self._caret is None:
            return
        caret = self._caret
        text = caret.lines.text
        self.setAccessibleDescription(caret.line_text())
        if step == "letter":
            letter = text[caret.offset : caret.offset + 1]
            self._say(letter if letter.strip() else self.tr("space"))
        elif step == "word":
            self._say(text[slice(*passages.word_span(text, caret.offset))])
        else:
            self._say(caret.line_text())

    def _say(self, words: str) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        if QAccessible.isActive() and words:
            if self._selection is not None:
                words = self.tr("{words}, selected").format(words=words)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

"""The bar with which words are found in the report of a pane."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop.icons import icon
from desktop.reader.find import LIMIT, hits
from desktop.theme import dress, is_dark, line_colour

PAUSE = 80  # milliseconds after a key before the text is searched
HINT = 2500  # milliseconds for which it is said that the search went round
WIDE = 520  # pixels from which the switches are named in words
FIELD = 76  # pixels of the field at least: a word can be read in it
CROWDED = 330  # pixels below which the switches show only while they are on
NARROW = 340  # pixels below which "3 of 17" is "3/17", and "Not found" is "None"
LONGEST = 80  # code points of a selection that is taken as what to find
_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3)

Span = tuple[int, int]


class FindBar(QWidget):
    """Finds as one types, says how many there are, and steps through them.

    It is given the text, and asks `top` for the offset of running text at the top of the view when a search starts.

    Signals:
        found(object, int): the list of spans found (the same object until there are others), and the place among
            them of the current one, -1 for none.
        place_wanted(int, int): the current hit, when it was stepped to.
        wrapped(str): what to say of having gone round the text's end or beginning.
        closed(object): the bar was closed at this hit, or at None.
    """

    found = Signal(object, int)
    place_wanted = Signal(int, int)
    wrapped = Signal(str)
    closed = Signal(object)

    def __init__(self, top: Callable[[], int], parent: QWidget | None = None):
        super().__init__(parent)
        self._top = top
        self._text = ""
        self._hits: list[Span] = []
        self._more = False
        self._said = ""
        self._current = -1
        self._start = 0  # where a search begins; stays while words are typed on
        self._left_at: int | None = None  # the top of the view as our own last step left it
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._search)
        self.setAccessibleName(self.tr("Find in this report"))
        self._build()
        self.hide()

    def _build(self) -> None:
        self.field = QLineEdit()
        self.field.setMaxLength(500)
        self.field.setMinimumWidth(FIELD)
        self.field.setPlaceholderText(self.tr("Find in this report"))
        self.field.setAccessibleName(self.tr("Find in this report"))
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.count = QLabel()
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        dress(self.count, "muted")
        self.previous_button = self._tool(self.tr("Previous (Shift+F3)"), self.go_previous)
        self.previous_button.setArrowType(Qt.ArrowType.UpArrow)
        self.next_button = self._tool(self.tr("Next (F3)"), self.go_next)
        self.next_button.setArrowType(Qt.ArrowType.DownArrow)
        self.case = self._switch(self.tr("Match case"))
        self.whole = self._switch(self.tr("Whole words"))
        font = self.whole.font()
        font.setUnderline(True)
        self.whole.setFont(font)
        close = self._tool(self.tr("Close (Escape)"), self.close_bar)
        close.setIcon(icon("close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 4, 5)
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        row.addSpacing(4)
        row.addWidget(self.count)
        row.addSpacing(2)
        for tool in (self.previous_button, self.next_button, self.case, self.whole, close):
            row.addWidget(tool)
        self._name_switches()

    def _tool(self, tip: str, act: Callable[[], None]) -> QToolButton:
        tool = QToolButton()
        tool.setAutoRaise(True)
        tool.setToolTip(tip)
        tool.setAccessibleName(tip.split(" (")[0])
        tool.clicked.connect(act)
        return tool

    def _switch(self, name: str) -> QToolButton:
        switch = QToolButton()
        switch.setCheckable(True)
        switch.setAutoRaise(True)
        switch.setToolTip(name)
        switch.setAccessibleName(name)
        switch.toggled.connect(self._search)
        switch.toggled.connect(lambda _: self._name_switches())
        return switch

    def _name_switches(self) -> None:
        for switch in (self.case, self.whole):
            switch.setVisible(self.width() >= CROWDED or switch.isChecked())
        most = self.tr("{here}/{count}") if self.width() < NARROW else self.tr("{here} of {count}")
        # Room for the usual counts, so that the field does not change its width while one types in it.
        self.count.setMinimumWidth(self.count.fontMetrics().horizontalAdvance(most.format(here=99, count=99)) + 2)
        wide = self.width() >= WIDE
        self.case.setText(self.case.toolTip() if wide else self.tr("Aa"))
        self.whole.setText(self.whole.toolTip() if wide else self.tr("ab"))
        font = self.whole.font()
        if font.underline() == wide:  # in short, the line below stands for the word's two ends
            font.setUnderline(not wide)
            self.whole.setFont(font)

    # --- what is found -------------------------------------------------------------------------------------------

    @property
    def current(self) -> Span | None:
        """The hit that was gone to last."""
        return self._hits[self._current] if 0 <= self._current < len(self._hits) else None

    @property
    def is_active(self) -> bool:
        """Whether the bar is open, whether or not its window is on screen."""
        return not self.isHidden()

    def set_text(self, text: str) -> None:
        """Search another report's text from now on; what is found in it is shown, but not gone to."""
        self._text, self._left_at = text, None
        if self.is_active:
            self._show_anew()

    def _show_anew(self) -> None:
        self._pause.stop()
        self._take_hits()
        self._current = -1
        self._tell()

    def open_bar(self, words: str = "", at: int | None = None) -> None:
        """Show the bar with the keyboard in its field.

        `words` that are selected at an offset are what to find from there; else what was found last shows again,
        and nothing moves until a key is pressed.
        """
        was_active, words = self.is_active, " ".join(words.split())
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if words and len(words) <= LONGEST:
            self.field.setText(words)
            self._left_at = self._top()
            self._start = self._left_at if at is None else at
            self._search()
        elif not was_active:
            self._show_anew()
        self.field.selectAll()

    def close_bar(self) -> None:
        """Hide the bar and show no hits any more; what was typed stays for the next time."""
        if self.is_active:
            current = self.current
            self.dismiss()
            self.closed.emit(current)

    def dismiss(self) -> None:
        """Hide the bar as its report goes."""
        self._pause.stop()
        self._hits, self._more, self._current, self._left_at = [], False, -1, None
        self.hide()
        self.found.emit(self._hits, -1)

    def _on_typed(self) -> None:
        if self.is_active:
            self._pause.start()

    def _search(self) -> None:
        """Find the words as they are now, and show the first place at or after the one where searching began."""
        self._pause.stop()
        if not self.is_active:
            return
        top = self._top()
        if top != self._left_at:  # the reader went elsewhere by herself
            self._start = top
        self._take_hits()
        self._current = next((n for n, hit in enumerate(self._hits) if hit[0] >= self._start), 0 if self._hits else -1)
        if self._hits and self._hits[self._current][0] < self._start:
            self.wrapped.emit(self.tr("Continued from the top"))
        self._tell()
        self._go()

    def _take_hits(self) -> None:
        how = {"case": self.case.isChecked(), "whole": self.whole.isChecked()}
        found = hits(self._text, self.field.text(), **how, most=LIMIT + 1)
        self._hits, self._more = found[:LIMIT], len(found) > LIMIT

    # --- stepping ------------------------------------------------------------------------------------------------

    def go_next(self) -> None:
        """Go to the next hit, or to the first after the last."""
        self._step(1)

    def go_previous(self) -> None:
        """Go to the hit before, or to the last before the first."""
        self._step(-1)

    def _step(self, direction: int) -> None:
        if self._pause.isActive():  # the keys are quicker than the pause: show the first place of what is typed now
            self._search()
            return
        if not self._hits:
            return
        if self._current < 0:
            top = self._top()
            after = next((n for n, hit in enumerate(self._hits) if hit[0] >= top), len(self._hits))
            target = after if direction > 0 else after - 1
        else:
            target = self._current + direction
        if target >= len(self._hits):
            self.wrapped.emit(self.tr("Continued from the top"))
        elif target < 0:
            self.wrapped.emit(self.tr("Continued from the end"))
        self._current = target % len(self._hits)
        self._start = self._hits[self._current][0]
        self._tell()
        self._go()

    def _go(self) -> None:
        if self.current is not None:
            self.place_wanted.emit(*self.current)
            self._left_at = self._top()

    @property
    def moved_since(self) -> bool:
        """Whether the view is no longer where the last step left it."""
        return self._top() != self._left_at

    # --- what is said --------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Say how many there are, and hand on where."""
        words = self.field.text().strip()
        total = f"{len(self._hits):,}" + ("+" if self._more else "")
        if not words:
            said = ""
        elif not self._hits:
            said = self.tr("Not found")
        elif self._current < 0:
            said = total
        else:
            said = self.tr("{number} of {total}").format(number=f"{self._current + 1:,}", total=total)
        self._said = said
        self._write()
        self.field.setAccessibleDescription(said)
        self._tint(bool(words) and not self._hits)
        for button in (self.previous_button, self.next_button):
            button.setEnabled(bool(self._hits))
        self.found.emit(self._hits, self._current)

    def _write(self) -> None:
        said = self._said
        if self.width() < NARROW:
            said = self.tr("None") if said and not self._hits else said.replace(self.tr(" of "), "/")
        self.count.setText(said)

    def _tint(self, missed: bool) -> None:
        palette = QPalette() if not missed else self.field.palette()
        if missed:
            palette.setColor(QPalette.ColorRole.Base, QColor("#4d2626" if is_dark() else "#fde3e0"))
        self.field.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, line_colour())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_switches()
        self._write()

    # --- keys ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() in _KEYS and self._is_plain(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # while the field has the keyboard these are no commands of the window
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._on_key(event)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:  # on one of the buttons
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _is_plain(self, event: QKeyEvent) -> bool:
        return not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)

    def _on_key(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.go_previous()
        else:
            self.go_next()

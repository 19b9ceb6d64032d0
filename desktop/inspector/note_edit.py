"""A field for a note: plain text, saved after two seconds' pause or when the keyboard leaves it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

PAUSE = 2000  # milliseconds; one step of history per pause (design, section 4)


class NoteEdit(QPlainTextEdit):
    """Shows one thing's note and says when it should be saved.

    Signals:
        note_written(int, str): the thing's id and its note, when they differ from what was shown.
    """

    note_written = Signal(int, str)

    def __init__(self, placeholder: str, lines: int, parent: QWidget | None = None):
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 14)
        self._of: int | None = None
        self._saved = ""
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.save)
        self.textChanged.connect(self._on_text_changed)

    def show_note(self, of: int | None, note: str) -> None:
        """Show the note of another thing, saving what was typed for the one before."""
        if of == self._of and note == self._saved:
            return
        if of != self._of:
            self.save()
        elif self.toPlainText() != self._saved:
            # The library changed under a note that is being typed (undo, say): what is typed stays.
            self._saved = note
            return
        self._of, self._saved = of, note
        if self.toPlainText() != note:
            self.blockSignals(True)
            self.setPlainText(note)
            self.blockSignals(False)

    def save(self) -> None:
        """Say what was typed, if it differs."""
        self._timer.stop()
        note = self.toPlainText()
        if self._of is not None and note != self._saved:
            self._saved = note
            self.note_written.emit(self._of, note)

    def _on_text_changed(self) -> None:
        if self._of is not None:
            self._timer.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.save()

"""The passage of the current line in full: where it stands, what it says, the note on it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.library_view.labels import plain_label
from storage.model import Annotation
from storage.passage_table import Row

LONGEST = 3_000  # characters


class Preview(QScrollArea):
    """A few lines under the table."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("The chosen passage"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._where = plain_label(name="strong")
        self._quote = plain_label(wrap=True)
        self._note = plain_label(name="muted", wrap=True)
        self._quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(3)
        for label in (self._where, self._quote, self._note):
            column.addWidget(label)
        column.addStretch(1)
        self.setWidget(inner)

    def sizeHint(self) -> QSize:
        """Five lines."""
        return QSize(300, 5 * self.fontMetrics().lineSpacing() + 24)

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(100, 2 * self.fontMetrics().lineSpacing() + 16)

    def show_passage(self, row: Row | None, annotation: Annotation | None) -> None:
        """Show an annotation, whose words are those of a line, or nothing."""
        if row is None or annotation is None:
            for label in (self._where, self._quote, self._note):
                label.setText("")
            return
        lost = self.tr("   not found in the report any more") if row.lost else ""
        self._where.setText(row.citation + lost)
        words = " ".join(annotation.words.split())
        self._quote.setText(words if annotation.box else f"“{_cut(words)}”")
        self._note.setText(_cut(annotation.note))
        self._note.setVisible(bool(annotation.note))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"

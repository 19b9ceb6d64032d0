"""A report's overall grade as a pill in the head of its pane."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

PADDING = 9  # pixels on either side of the words
RADIUS = 8.0


class GradePill(QLabel):
    """Words on a colour. It is painted, for a style sheet would be worked out anew with every report that is opened."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._background, self._colour = QColor(), QColor()
        self._widths: dict[str, int] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)

    def set_colours(self, background: str, colour: str) -> None:
        """Take the colours of the pill and of its words."""
        self._background, self._colour = QColor(background), QColor(colour)
        self.update()

    def width_of(self, words: str) -> int:
        """The pixels that the pill takes with these words."""
        found = self._widths.get(words)
        if found is None:
            found = self._widths[words] = self.fontMetrics().horizontalAdvance(words) + 2 * PADDING
        return found

    def sizeHint(self) -> QSize:
        """Room for the words and a little colour round them."""
        return QSize(self.width_of(self.text()), self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        """The words are never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._widths.clear()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._background)
        radius = min(RADIUS, self.height() / 2)
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setPen(self._colour)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

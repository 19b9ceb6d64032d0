"""What is laid over a pane for a moment: where a dragged report would open, and a quiet word."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.card import Card
from desktop.theme import accent, is_dark, readable_on

WORD = 2500  # milliseconds for which a quiet word stays


class DropHint(QWidget):
    """A tint over the pane, and in its middle what letting go would do; the mouse goes through it."""

    def __init__(self, pane: QWidget):
        super().__init__(pane)
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def offer(self, words: str) -> None:
        """Cover the pane with an offer."""
        self._words = words
        self.setAccessibleName(words)
        self.setGeometry(self.parentWidget().rect())  # type: ignore[union-attr]
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = accent()
        tint = QColor(colour)
        tint.setAlpha(70 if is_dark() else 46)
        frame = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(QPen(colour, 3))
        painter.setBrush(tint)
        painter.drawRoundedRect(frame, 8, 8)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = frame.adjusted(28, 28, -28, -28)
        words = QRectF(painter.boundingRect(room, int(flags), self._words))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(words.adjusted(-14, -8, 14, 8), 6, 6)
        painter.setPen(QColor(readable_on(colour.name())))
        painter.drawText(words, int(flags), self._words)


class QuietWord(Card):
    """A few words over the foot of the pages, gone by themselves."""

    def __init__(self, pane: QWidget):
        super().__init__(pane)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self._label)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._going = QTimer(self, singleShot=True, interval=WORD)
        self._going.timeout.connect(self.hide)
        self.hide()

    @property
    def words(self) -> str:
        """What is said."""
        return self._label.text()

    def say(self, words: str) -> None:
        """Say something for a moment."""
        self._label.setText(words)
        self.setAccessibleName(words)
        self.adjustSize()
        pane = self.parentWidget()
        if pane is not None:
            self.move((pane.width() - self.width()) // 2, pane.height() - self.height() - 16)
        self.show()
        self.raise_()
        self._going.start()

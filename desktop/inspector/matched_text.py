"""A paragraph of plain text in which the words that matched stand bold; never markup."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

CUT = " …"  # after the last word of a text that is longer than what is shown


class MatchedText(QWidget):
    """Lays its text out in the width that it gets, in at most so many lines."""

    def __init__(self, most_lines: int = 6, parent: QWidget | None = None):
        super().__init__(parent)
        self._most = most_lines
        self._layout = QTextLayout()
        self._height = 0.0
        self._width = -1
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._layout.text()

    def show_text(self, text: str, bold: Sequence[tuple[int, int]]) -> None:
        """Show a text with spans of it (code points) in bold."""
        layout = QTextLayout(text.replace("\n", " ").replace("\t", " "), self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        thick = QTextCharFormat()
        thick.setFontWeight(QFont.Weight.Bold)
        formats = []
        for start, end in bold:
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = units(text, start), units(text, end) - units(text, start), thick
            formats.append(one)
        layout.setFormats(formats)
        self._layout, self._width = layout, -1
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # Qt calls it so
        return True

    def heightForWidth(self, width: int) -> int:  # Qt calls it so
        self._set(width)
        return round(self._height + 0.5)

    def sizeHint(self) -> QSize:
        """Its height at the width it has."""
        return QSize(160, self.heightForWidth(max(self.width(), 160)))

    def minimumSizeHint(self) -> QSize:  # Qt calls it so
        return QSize(60, self.fontMetrics().lineSpacing())

    def _set(self, width: int) -> None:
        """Break the text into lines of a width, once."""
        if width == self._width:
            return
        self._width = width
        self._height = self._broken(width, width)
        if self._layout.lineCount() > self._most:
            self._height = self._broken(width, width - self.fontMetrics().horizontalAdvance(CUT))

    def _broken(self, width: int, last: int) -> float:
        """The height of what is shown when the text is broken into lines, the last of them of another width."""
        layout, height = self._layout, 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(last if layout.lineCount() == self._most else width)
            line.setPosition(QPointF(0, height))
            if layout.lineCount() <= self._most:
                height += line.height()
        layout.endLayout()
        return height

    def paintEvent(self, event: QPaintEvent) -> None:
        self._set(self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        lines = min(self._most, self._layout.lineCount())
        for at in range(lines):
            line = self._layout.lineAt(at)
            line.draw(painter, QPointF(0, 0))
        if lines < self._layout.lineCount():
            last = self._layout.lineAt(lines - 1)
            end = QRectF(last.naturalTextWidth(), last.y(), self.width(), last.height())
            painter.drawText(end, Qt.AlignmentFlag.AlignLeft, CUT)


def units(text: str, offset: int) -> int:
    """An offset in code points as Qt counts it, in UTF-16 units."""
    return offset if text.isascii() else len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2

"""Labels that show a person's words as they are, and the few other small parts that the dialogs share."""

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QSizePolicy, QWidget

from desktop.plain import plain_tip
from desktop.theme import dress, is_dark


def plain_label(text: str = "", name: str = "", *, wrap: bool = False) -> QLabel:
    """A label that never reads its text as markup; `name` is its part as `theme.dress` knows it."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    dress(label, name)
    label.setWordWrap(wrap)
    return label


def problem_label() -> QLabel:
    """A label beside what cannot be taken as it is; hidden until it has something to say."""
    label = plain_label(name="field_problem", wrap=True)
    label.setStyleSheet(f"color: {'#ffb3a8' if is_dark() else '#9c2016'}")
    label.hide()
    return label


def fit(dialog: QDialog, width: int) -> None:
    """Give a dialog of wrapped sentences the height that they need at this width."""
    dialog.setMinimumWidth(width)
    layout = dialog.layout()
    if layout is not None:
        dialog.resize(width, layout.totalHeightForWidth(width))


def readable_text(text: str, name: str) -> QLineEdit:
    """One line that can be selected and copied, with the mouse or the keyboard, and not changed."""
    line = QLineEdit(text)
    line.setReadOnly(True)
    line.setAccessibleName(name)
    line.setStyleSheet("QLineEdit { background: transparent; border: none }")
    line.setCursorPosition(0)
    return line


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: "1 report", "12 reports", "1,200 reports"."""
    return f"{number:,} {one if number == 1 else many}"


def sized(size: int) -> str:
    """A number of bytes in the unit that reads best."""
    if size < 1000:
        return counted(size, translated("byte"), translated("bytes"))
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"


def translated(text: str) -> str:
    """A word of this module in the interface's language."""
    return QCoreApplication.translate("labels", text)


class ElidedLabel(QWidget):
    """One line of plain text, cut in its middle where it does not fit; the whole of it is in the tool tip."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        return QSize(self.fontMetrics().horizontalAdvance(self._text), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Room for a few words of it."""
        return QSize(self.fontMetrics().averageCharWidth() * 12, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as fits."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()

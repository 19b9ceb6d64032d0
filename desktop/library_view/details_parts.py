"""Parts of the details window: a button that looks like a link, and a box for what needs attention."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QStyle, QStyleOptionFocusRect, QVBoxLayout, QWidget

from desktop.card import Card
from desktop.library_view.labels import plain_label
from desktop.plain import plain_tip
from desktop.theme import accent, is_dark, tint

ROOM = 3  # pixels between the words of a link and the frame of the focus


class LinkButton(QAbstractButton):
    """A button that looks like a link; the colour follows light and dark."""

    def __init__(self, text: str = "", name: str = "", tip: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_link(text, name, tip)

    def show_link(self, text: str, name: str, tip: str) -> None:
        """Say where the link goes; `name` is for a screen reader, `tip` any words."""
        # A button's ampersand would make a key of the letter after it.
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(name or text)
        self.setToolTip(plain_tip(tip))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the words and the frame of the focus."""
        words = self.text().replace("&&", "&")
        return QSize(self.fontMetrics().horizontalAdvance(words) + 2 * ROOM + 1, self.fontMetrics().height() + 2 * ROOM)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words underlined, framed where the keyboard is."""
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(True)
        painter.setFont(font)
        colour = accent()
        painter.setPen(colour.lighter(120) if self.isDown() else colour)
        inner = self.rect().adjusted(ROOM, 0, -ROOM, 0)
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text().replace("&&", "&")
        )
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)
        painter.end()


class Notice(Card):
    """A box for a message ("message") or what is wrong ("problem"), tinted; follows light and dark."""

    def __init__(self, kind: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._kind = kind
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(9, 8, 12, 8)
        self.column.setSpacing(4)

    def colour(self) -> QColor:
        """The tint of its kind."""
        return tint(self._kind)


def caution_label() -> QLabel:
    """A label beside what can be saved but can hardly be true; hidden until it has something to say."""
    label = plain_label(name="field_caution", wrap=True)
    label.setStyleSheet(f"color: {'#f3c969' if is_dark() else '#7a4b00'}")
    label.hide()
    return label

"""A frame with round corners and a thin line: cards of the inspector, the bar at a selection."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame

from desktop.theme import line_colour


class Card(QFrame):
    """Paints itself in the palette's base colour; follows light and dark."""

    radius = 6.0

    def colour(self) -> QColor:
        """What the card is filled with."""
        return self.palette().color(QPalette.ColorRole.AlternateBase)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(line_colour(), 1))
        painter.setBrush(self.colour())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self.radius, self.radius)

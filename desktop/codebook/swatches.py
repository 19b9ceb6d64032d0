"""An area's colour as a small square; the name always stands beside it."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

SIDE = 12.0  # pixels
_EDGE = QColor(255, 255, 255, 150)  # seen on a selected row only, whose blue may be the area's
_SCALE = 3  # for the sharpest screens


def draw_swatch(painter: QPainter, middle: QPointF, colour: str, *, retired: bool = False) -> None:
    """Paint the square round a point; only its edge for a retired area."""
    rect = QRectF(middle.x() - SIDE / 2, middle.y() - SIDE / 2, SIDE, SIDE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.6) if retired else QPen(_EDGE, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if retired else QColor(colour))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1) if retired else rect.adjusted(-0.5, -0.5, 0.5, 0.5), 3, 3)


@lru_cache(maxsize=512)
def swatch(colour: str, retired: bool = False) -> QIcon:
    """The square as an icon."""
    side = round(SIDE) + 4
    pixmap = QPixmap(side * _SCALE, side * _SCALE)
    pixmap.setDevicePixelRatio(_SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_swatch(painter, QPointF(side / 2, side / 2), colour, retired=retired)
    painter.end()
    return QIcon(pixmap)

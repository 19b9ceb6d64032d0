"""Icons painted in the window's own colours, so that they suit light, dark and any scale."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPen, QPixmap


def _close(painter: QPainter) -> None:
    painter.drawLine(QPointF(4.5, 4.5), QPointF(11.5, 11.5))
    painter.drawLine(QPointF(11.5, 4.5), QPointF(4.5, 11.5))


def _details(painter: QPainter) -> None:
    painter.drawEllipse(QRectF(2.2, 2.2, 11.6, 11.6))
    painter.drawLine(QPointF(8, 7.4), QPointF(8, 11))
    painter.drawPoint(QPointF(8, 5.1))


def _add(painter: QPainter) -> None:
    painter.drawLine(QPointF(8, 3.5), QPointF(8, 12.5))
    painter.drawLine(QPointF(3.5, 8), QPointF(12.5, 8))


def _undo(painter: QPainter) -> None:
    painter.drawArc(QRectF(3.5, 5, 9.5, 8), -60 * 16, 210 * 16)
    painter.drawPolyline([QPointF(2.2, 4), QPointF(4, 7.6), QPointF(7.6, 6.4)])


def _redo(painter: QPainter) -> None:
    painter.translate(16, 0)
    painter.scale(-1, 1)
    _undo(painter)


def _highlighter(painter: QPainter) -> None:
    painter.drawPolygon([QPointF(5, 8.5), QPointF(10.5, 3), QPointF(13, 5.5), QPointF(7.5, 11)])
    painter.drawPolyline([QPointF(5, 8.5), QPointF(4, 11.5), QPointF(7.5, 11)])
    painter.drawLine(QPointF(2.5, 13.5), QPointF(13, 13.5))


def _export(painter: QPainter) -> None:
    painter.drawLine(QPointF(8, 9.5), QPointF(8, 2.5))
    painter.drawPolyline([QPointF(5.2, 5), QPointF(8, 2.3), QPointF(10.8, 5)])
    painter.drawPolyline([QPointF(3, 8.5), QPointF(3, 13.3), QPointF(13, 13.3), QPointF(13, 8.5)])


def _search(painter: QPainter) -> None:
    painter.drawEllipse(QRectF(2.8, 2.8, 7.6, 7.6))
    painter.drawLine(QPointF(9.5, 9.5), QPointF(13.3, 13.3))


def _passages(painter: QPainter) -> None:
    painter.drawRect(QRectF(2.5, 3, 11, 10))
    for height in (6.3, 9.7):
        painter.drawLine(QPointF(2.5, height), QPointF(13.5, height))


_SHAPES: dict[str, Callable[[QPainter], None]] = {
    "close": _close,
    "details": _details,
    "add": _add,
    "undo": _undo,
    "redo": _redo,
    "highlighter": _highlighter,
    "export": _export,
    "search": _search,
    "passages": _passages,
}


class _Engine(QIconEngine):
    """Paints one shape on a grid of 16 by 16."""

    def __init__(self, name: str):
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        colour = QGuiApplication.palette().color(group, QPalette.ColorRole.ButtonText)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.x(), rect.y())
        painter.scale(rect.width() / 16, rect.height() / 16)
        pen = QPen(colour, 1.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        _SHAPES[self._name](painter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name)


def icon(name: str) -> QIcon:
    """One of our icons: close, details, add, undo, redo, highlighter, export."""
    return QIcon(_Engine(name))

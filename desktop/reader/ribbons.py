"""Ribbons between two panes: a band for each link, from the passage on the left to that on the right."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QToolTip

from desktop.plain import plain_tip

WIDTH = 56
FAR = 2.5  # view heights beyond which an end is no longer told apart


@dataclass(frozen=True)
class Ribbon:
    """A link as a band: its id, its ends' tops and bottoms in handle pixels, colour, and words for it."""

    link: int
    left: tuple[float, float]
    right: tuple[float, float]
    colour: str
    text: str
    chosen: bool = False


def clipped(end: tuple[float, float], height: float) -> tuple[float, float]:
    """An end drawn at the strip's edge when its passage is out of sight, so that the band says where to look."""
    top, bottom = end
    if bottom < 0:
        return (-6.0, -2.0)
    if top > height:
        return (height + 2.0, height + 6.0)
    return end


def strength(ribbon: Ribbon, height: float) -> float:
    """How strongly a band is painted, 0.25 to 1: it fades as its ends leave the view."""
    share = 1.0
    for top, bottom in (ribbon.left, ribbon.right):
        away = max(0.0, -bottom, top - height) / max(height, 1.0)
        if away > 0:
            share = min(share, max(0.25, 0.7 - 0.45 * away / FAR))
    return share


def band(ribbon: Ribbon, width: float, height: float) -> QPainterPath:
    """The outline of a band across a strip of `width` pixels."""
    left, right = clipped(ribbon.left, height), clipped(ribbon.right, height)
    middle = width / 2
    path = QPainterPath(QPointF(0, left[0]))
    path.cubicTo(QPointF(middle, left[0]), QPointF(middle, right[0]), QPointF(width, right[0]))
    path.lineTo(QPointF(width, right[1]))
    path.cubicTo(QPointF(middle, right[1]), QPointF(middle, left[1]), QPointF(0, left[1]))
    path.closeSubpath()
    return path


class RibbonHandle(QSplitterHandle):
    """The strip between two panes: drag it to share out the width, click a band to follow its link.

    Signals:
        end_clicked(int, bool): a link's id, and whether its left end was clicked.
    """

    end_clicked = Signal(int, bool)

    def __init__(self, parent: QSplitter):
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._ribbons: list[Ribbon] = []
        self._hovered: int | None = None
        self._pressed: Ribbon | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Links between the two reports"))

    @property
    def ribbons(self) -> list[Ribbon]:
        """What is drawn."""
        return self._ribbons

    def set_ribbons(self, ribbons: list[Ribbon]) -> None:
        """Draw these."""
        if ribbons != self._ribbons:
            self._ribbons = ribbons
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self.palette().window())
        for ribbon in sorted(self._ribbons, key=lambda one: (one.chosen, one.link == self._hovered)):
            marked = ribbon.chosen or ribbon.link == self._hovered
            colour = QColor(ribbon.colour)
            colour.setAlphaF(min(1.0, (0.75 if marked else 0.45) * strength(ribbon, self.height())))
            path = band(ribbon, self.width(), self.height())
            painter.fillPath(path, colour)
            if marked:
                painter.setPen(QPen(QColor(ribbon.colour), 1.2))
                painter.drawPath(path)
        self._paint_grip(painter)

    def _paint_grip(self, painter: QPainter) -> None:
        """Three dots that say the strip can be dragged."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().mid())
        for step in (-7, 0, 7):
            painter.drawEllipse(QRectF(self.width() / 2 - 1.5, self.height() / 2 + step - 1.5, 3, 3))

    def _ribbon_at(self, at: QPointF) -> Ribbon | None:
        for ribbon in reversed(self._ribbons):
            path = band(ribbon, self.width(), self.height())
            if path.contains(at) or path.intersects(QRectF(at.x() - 2, at.y() - 3, 4, 6)):
                return ribbon
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() == Qt.MouseButton.NoButton:
            ribbon = self._ribbon_at(event.position())
            self.setCursor(Qt.CursorShape.PointingHandCursor if ribbon else Qt.CursorShape.SplitHCursor)
            hovered = ribbon.link if ribbon else None
            if hovered != self._hovered:
                self._hovered = hovered
                QToolTip.showText(event.globalPosition().toPoint(), plain_tip(ribbon.text) if ribbon else "", self)
                self.update()
        elif self._pressed is None:
            super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._ribbon_at(event.position())
        if self._pressed is None:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        if self._ribbon_at(event.position()) == self._pressed:
            self.end_clicked.emit(self._pressed.link, event.position().x() < self.width() / 2)
        self._pressed = None

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()
        super().leaveEvent(event)


class RibbonSplitter(QSplitter):
    """A row of panes whose handles are ribbon strips."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(WIDTH)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:  # Qt calls it so
        return RibbonHandle(self)

"""A scroll bar that shows where things stand in the whole column: marks in their colours, what was found in amber."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from desktop.reader.painting import mixed, readable
from desktop.theme import is_dark

DASH = 2  # pixels: the height of a tick
# Which share of the bar's width a kind's ticks take: side by side, so that neither hides the other.
LANES = {"marks": (0.10, 0.54), "hits": (0.46, 0.90)}
# Qt's own style, that of no system, takes 0.6 ms to paint a bar, for every step of scrolling; ours takes a tenth.
SLOW_STYLE = "fusion"

Ticks = tuple[tuple[float, QColor], ...]


class MarkedScrollBar(QScrollBar):
    """A vertical scroll bar with ticks; mouse and keys do with it what they do with any other.

    All is painted once into pictures, anew only when the ticks, the bar's size or the appearance changed. A
    system's own style paints the bar below the ticks; where there is none, we do, by the style's own measures.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(Qt.Orientation.Vertical, parent)
        self._ticks: dict[str, Ticks] = {}
        self._picture: QImage | None = None
        self._ground: QImage | None = None
        self._handle: tuple[tuple[QSize, float], QImage] | None = None
        self._ratio = 0.0
        self._measured: tuple[object, QRect, int] | None = None  # for what, the handle at the top, how far it can go

    def set_ticks(self, kind: str, ticks: Sequence[tuple[float, QColor]]) -> None:
        """Show ticks of a kind ("marks" or "hits"): shares 0..1 of the whole column, and colours."""
        taken = tuple(ticks)
        if taken != self._ticks.get(kind, ()):
            self._ticks[kind] = taken
            self._picture = self._ground = None
            self.update()

    def ticks(self, kind: str) -> Ticks:
        """The ticks of a kind as they were set."""
        return self._ticks.get(kind, ())

    def _forget(self) -> None:
        self._picture = self._ground = self._handle = self._measured = None
        self.update()

    def groove(self) -> QRect:
        """Where the handle moves, in pixels of the bar: share 0 is its top, share 1 its bottom."""
        rect = self._part(QStyle.SubControl.SC_ScrollBarGroove)
        return rect if rect.height() > 0 else self.rect()

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, part, self)

    def _handle_rect(self) -> QRect:
        """Where the handle is: the style is asked again only when a range or size changed, not at every step."""
        least, most = self.minimum(), self.maximum()
        stamp = (least, most, self.pageStep(), self.width(), self.height())
        if self._measured is None or self._measured[0] != stamp:
            rect, groove = self._part(QStyle.SubControl.SC_ScrollBarSlider), self.groove()
            rect.moveTop(groove.top())
            self._measured = (stamp, rect, groove.height() - rect.height())
        _, rect, room = self._measured
        return rect.translated(0, QStyle.sliderPositionFromValue(least, most, self.sliderPosition(), room))

    def _empty_picture(self, size: QSize, ground: QColor) -> QImage:
        """A picture in the screen's own pixels for a part of the bar; QPainters on it work in ours."""
        ratio = self.devicePixelRatioF()
        is_opaque = ground.alpha() == 255
        kind = QImage.Format.Format_RGB32 if is_opaque else QImage.Format.Format_ARGB32_Premultiplied
        picture = QImage(ceil(size.width() * ratio), ceil(size.height() * ratio), kind)
        picture.setDevicePixelRatio(ratio)
        picture.fill(ground)
        return picture

    def _painted_ticks(self) -> QImage:
        picture = self._empty_picture(self.size(), QColor(Qt.GlobalColor.transparent))
        painter = QPainter(picture)
        groove, dark = self.groove(), is_dark()
        for kind, ticks in self._ticks.items():
            left, right = (round(share * self.width()) for share in LANES[kind])
            for y, colour in rows(ticks, groove.height() - DASH).items():
                painter.fillRect(left, groove.top() + y, right - left, DASH, readable(colour, dark=dark))
        painter.end()
        picture.setDevicePixelRatio(1.0)  # to be copied pixel by pixel
        return picture

    def _painted_ground(self, ticks: QImage | None) -> QImage:
        """The bar without its handle: groove and arrows, and the ticks; without a hole, so that it is only copied."""
        window, text = self._colours()
        picture = self._empty_picture(self.size(), window.darker(125 if is_dark() else 106))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(window, text, 0.6))
        for part, down in ((QStyle.SubControl.SC_ScrollBarSubLine, -1), (QStyle.SubControl.SC_ScrollBarAddLine, 1)):
            middle = QRectF(self._part(part)).center()
            corners = ((-3.5, -2 * down), (3.5, -2 * down), (0, 2 * down))
            painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
        if ticks is not None:
            painter.scale(1 / self._ratio, 1 / self._ratio)
            painter.drawImage(0, 0, ticks)
        painter.end()
        picture.setDevicePixelRatio(1.0)  # to be copied pixel by pixel
        return picture

    def _painted_handle(self, size: QSize, share: float) -> QImage:
        """The handle, with so much of the accent in it."""
        window, text = self._colours()
        fill = window.lighter(175) if is_dark() else QColor("#fcfcfc")
        picture = self._empty_picture(size, QColor(Qt.GlobalColor.transparent))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(mixed(fill, self.palette().color(QPalette.ColorRole.Highlight), share))
        painter.setPen(QPen(mixed(window, text, 0.5), 1))
        painter.drawRoundedRect(QRectF(QPointF(0.5, 0.5), QSizeF(size) - QSizeF(1, 1)), 3, 3)
        painter.end()
        picture.setDevicePixelRatio(1.0)  # to be copied pixel by pixel
        return picture

    def _colours(self) -> tuple[QColor, QColor]:
        palette = self.palette()
        return palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Text)

    @property
    def _is_ours(self) -> bool:
        return self.style().name() == SLOW_STYLE

    def _cover(self) -> None:
        """Say that our picture covers the bar: else all that it lies on is painted first, at every scroll step."""
        if self._is_ours:
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._cover()  # the style has been put on by now, and with it what it says of covering

    def paintEvent(self, event: QPaintEvent) -> None:
        ours = self._is_ours
        if not ours:
            super().paintEvent(event)
        if self._ratio != self.devicePixelRatioF():
            self._ratio = self.devicePixelRatioF()
            self._picture = self._ground = self._handle = None
        if self._picture is None and any(self._ticks.values()):
            self._picture = self._painted_ticks()
        painter = QPainter(self)
        painter.scale(1 / self._ratio, 1 / self._ratio)
        if ours:
            if self._ground is None:
                self._ground = self._painted_ground(self._picture)
            painter.drawImage(0, 0, self._ground)
            if self.maximum() > self.minimum():
                self._paint_handle(painter)
        elif self._picture is not None:
            painter.drawImage(0, 0, self._picture)

    def _paint_handle(self, painter: QPainter) -> None:
        """Paint the handle, and the ticks over it."""
        rect = self._handle_rect()
        share = 0.4 if self.isSliderDown() else 0.15 if self.underMouse() else 0.0
        if self._handle is None or self._handle[0] != (rect.size(), share):
            self._handle = ((rect.size(), share), self._painted_handle(rect.size(), share))
        image = self._handle[1]
        at = QPoint(round(rect.left() * self._ratio), round(rect.top() * self._ratio))
        painter.drawImage(at, image)
        if self._picture is not None:
            painter.drawImage(at, self._picture, QRect(at, image.size()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._forget()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._forget()
            if event.type() == QEvent.Type.StyleChange:
                self._cover()


def rows(ticks: Sequence[tuple[float, QColor]], height: int) -> dict[int, QColor]:
    """The pixel rows (0..height) that ticks fall on; of several on one row the first gives the colour."""
    found: dict[int, QColor] = {}
    for share, colour in ticks:
        found.setdefault(round(min(1.0, max(0.0, share)) * max(0, height)), colour)
    return found

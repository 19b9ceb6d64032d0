"""A scroll bar that shows where things stand in the whole column: marks in their colours, what was found in amber."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from desktop.theme import is_dark

DASH = 2  # pixels: the height of a tick
# Which share of the bar's width a kind's ticks take: side by side, so that neither hides the other.
LANES = {"marks": (0.10, 0.54), "hits": (0.46, 0.90)}
# Qt's own style, that of no system, takes 0.6 ms to paint a bar, for every step of scrolling; ours takes a tenth.
SLOW_STYLE = "fusion"

Ticks = tuple[tuple[float, QColor], ...]


class MarkedScrollBar(QScrollBar):
    """A vertical scroll bar with ticks; mouse and keys do with it what they do with any other.

    The ticks are painted once into a picture, anew only when they, the bar's size or the appearance changed. A
    system's own style paints the bar below them; where there is none, we do, by the style's own measures.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(Qt.Orientation.Vertical, parent)
        self._ticks: dict[str, Ticks] = {}
        self._picture: QPixmap | None = None
        self._ground: QPixmap | None = None

    def set_ticks(self, kind: str, ticks: Sequence[tuple[float, QColor]]) -> None:
        """Show ticks of a kind ("marks" or "hits"): shares 0..1 of the whole column, and colours."""
        taken = tuple(ticks)
        if taken != self._ticks.get(kind, ()):
            self._ticks[kind] = taken
            self._picture = None
            self.update()

    def ticks(self, kind: str) -> Ticks:
        """The ticks of a kind as they were set."""
        return self._ticks.get(kind, ())

    def _forget(self) -> None:
        self._picture = self._ground = None
        self.update()

    def groove(self) -> QRect:
        """Where the handle moves, in pixels of the bar: share 0 is its top, share 1 its bottom."""
        rect = self._part(QStyle.SubControl.SC_ScrollBarGroove)
        return rect if rect.height() > 0 else self.rect()

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, part, self)

    def _empty_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        return picture

    def _painted_ticks(self) -> QPixmap:
        picture = self._empty_picture()
        painter = QPainter(picture)
        groove, dark = self.groove(), is_dark()
        for kind, ticks in self._ticks.items():
            left, right = (round(share * self.width()) for share in LANES[kind])
            for y, colour in rows(ticks, groove.height() - DASH).items():
                painter.fillRect(left, groove.top() + y, right - left, DASH, readable(colour, dark=dark))
        painter.end()
        return picture

    def _painted_ground(self) -> QPixmap:
        """The bar without its handle: groove and arrows."""
        picture = self._empty_picture()
        painter = QPainter(picture)
        window, text = self._colours()
        painter.fillRect(self.rect(), window.darker(125 if is_dark() else 106))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(window, text, 0.6))
        for part, down in ((QStyle.SubControl.SC_ScrollBarSubLine, -1), (QStyle.SubControl.SC_ScrollBarAddLine, 1)):
            middle = QRectF(self._part(part)).center()
            corners = ((-3.5, -2 * down), (3.5, -2 * down), (0, 2 * down))
            painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
        painter.end()
        return picture

    def _colours(self) -> tuple[QColor, QColor]:
        palette = self.palette()
        return palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Text)

    def paintEvent(self, event: QPaintEvent) -> None:
        ours = self.style().name() == SLOW_STYLE
        if not ours:
            super().paintEvent(event)
        for picture in (self._picture, self._ground):
            if picture is not None and picture.devicePixelRatioF() != self.devicePixelRatioF():
                self._picture = self._ground = None
        painter = QPainter(self)
        if ours:
            if self._ground is None:
                self._ground = self._painted_ground()
            painter.drawPixmap(0, 0, self._ground)
            self._paint_handle(painter)
        if any(self._ticks.values()):
            if self._picture is None:
                self._picture = self._painted_ticks()
            painter.drawPixmap(0, 0, self._picture)

    def _paint_handle(self, painter: QPainter) -> None:
        if self.maximum() <= self.minimum():
            return
        window, text = self._colours()
        fill = window.lighter(175) if is_dark() else QColor("#fcfcfc")
        share = 0.4 if self.isSliderDown() else 0.15 if self.underMouse() else 0.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(mixed(fill, self.palette().color(QPalette.ColorRole.Highlight), share))
        painter.setPen(QPen(mixed(window, text, 0.5), 1))
        handle = QRectF(self._part(QStyle.SubControl.SC_ScrollBarSlider))
        painter.drawRoundedRect(handle.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._forget()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._forget()


def rows(ticks: Sequence[tuple[float, QColor]], height: int) -> dict[int, QColor]:
    """The pixel rows (0..height) that ticks fall on; of several on one row the first gives the colour."""
    found: dict[int, QColor] = {}
    for share, colour in ticks:
        found.setdefault(round(min(1.0, max(0.0, share)) * max(0, height)), colour)
    return found


def readable(colour: QColor, *, dark: bool) -> QColor:
    """A colour that stands out from the bar: no darker than the middle on a dark one, no lighter on a light one."""
    lightness = colour.lightnessF()
    bounded = max(lightness, 0.6) if dark else min(lightness, 0.45)
    return QColor.fromHslF(max(colour.hslHueF(), 0.0), colour.hslSaturationF(), bounded)


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two, at a share 0..1 of the way to the other."""
    parts = zip(one.getRgbF()[:3], other.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in parts))

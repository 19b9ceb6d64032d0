"""The pages of a column as they are painted: what stays on them is kept as it shows, the rest lies over it."""

from collections.abc import Iterator
from functools import partial
from math import ceil, floor

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QHideEvent, QImage, QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QWidget

from desktop.reader.page_marks import rects_in
from desktop.reader.page_pictures import PicturedSpace
from desktop.reader.paper import INVERT, tone
from desktop.reader.pictures import TILE, Pictures
from desktop.reader.rolled import Roll
from storage.model import Box

SLOW = 500  # milliseconds after which a page that is still blank says that it is being drawn


class PaintedSpace(PicturedSpace):
    """A column of pages on screen.

    Painting never waits: a picture that is not here is asked for, and the page painted again when it comes.
    Print and marks are kept as they show (`Roll`): scrolling paints only the rows that come into sight.
    """

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(pictures, parent)
        self._roll = Roll()
        self._is_fresh = False  # whether the report has not been painted yet since it was shown
        self._blank: set[int] = set()  # indexes of pages that were painted without any picture of them
        self._is_slow = False  # whether the blank ones have been so for long enough to say why
        self._waiting = QTimer(self, singleShot=True, interval=SLOW)
        self._waiting.timeout.connect(self._say_slow)
        # The pages cover the view: nothing need be cleared under them.
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # --- hooks ---------------------------------------------------------------------------------------------------

    def _paint_marks(self, painter: QPainter, index: int, part: QRect, scale: float) -> None:
        """Hook for what stays on a page, in device pixels from its top left; whoever changes it forgets the roll."""

    def _has_more_to_paint(self) -> bool:
        """Hook: whether `_paint_more` has something to paint on any page."""
        return False

    def _paint_more(self, painter: QPainter, index: int, scale: float) -> None:
        """Hook for what comes and goes on a page, in device pixels from its top left."""

    # --- moving --------------------------------------------------------------------------------------------------

    def _forget_sizes(self) -> None:
        super()._forget_sizes()
        self._roll.forget()
        self._blank.clear()
        self._is_slow = False
        self._waiting.stop()

    def _say_slow(self) -> None:
        self._blank.intersection_update(self._visible())
        self._is_slow = bool(self._blank)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Show another part of the column; most of it is there already."""
        if self._is_laying_out:
            return
        if dy:
            self._direction = -1 if dy > 0 else 1
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        elif event.type() == QEvent.Type.PaletteChange:
            self._roll.forget()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._roll.let_go()

    def _on_drawn(self, sha256: str, number: int) -> None:
        if self._shown is not None and self._shown.report.sha256 == sha256 and number <= len(self._layout.tops):
            page = self._page_rect(number - 1, self._ratio)
            self._roll.forget_rows(_rows(page))
        super()._on_drawn(sha256, number)

    # --- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        device = painter.deviceTransform()
        scale = device.m11()
        # All is painted in the screen's own pixels: a picture is copied as it is, never scaled by a fraction.
        painter.scale(1 / scale, 1 / scale)
        painter.translate(floor(device.dx() + 0.5) - device.dx(), floor(device.dy() + 0.5) - device.dy())
        # A row and a column more than there are, for a view whose edges fall between two pixels.
        size = QSize(*(ceil(side * scale) + 1 for side in self.viewport().size().toTuple()))
        corner = QPoint(
            _whole(self.horizontalScrollBar().value() * scale), _whole(self.verticalScrollBar().value() * scale)
        )
        exposed = _scaled(event.rect(), scale)
        if self._is_fresh:
            # What may never be scrolled is not kept: that would be one more copy of the whole view.
            self._is_fresh = not self.is_drawn()
            painter.save()
            self._paint_rows(painter, _rows(exposed.translated(corner)), corner.y(), scale)
            painter.restore()
        else:
            roll = self._roll if scale == self._ratio else Roll()
            roll.bring(size, corner.y(), corner.x(), partial(self._paint_rows, scale=scale))
            roll.draw(painter, exposed)
        self._paint_over(painter, exposed.translated(corner), corner, scale)

    def _page_rect(self, index: int, scale: float) -> QRect:
        """A page's place in the column, in whole pixels of the device."""
        place = self._layout.rect(index)
        width, height = round((place.x1 - place.x0) * scale), round((place.y1 - place.y0) * scale)
        return QRect(_whole(place.x0 * scale), _whole(place.y0 * scale), width, height)

    def _pages_in(self, part: QRect, scale: float) -> Iterator[tuple[int, QRect]]:
        """The pages that show in a part of the column, both in pixels of the device."""
        if self._shown is not None:
            for index in self._layout.visible((part.top() - 1) / scale, (part.bottom() + 2) / scale):
                page = self._page_rect(index, scale)
                if page.intersects(part):
                    yield index, page

    def _paint_rows(self, painter: QPainter, rows: range, shift: int, scale: float) -> None:
        """Paint rows of the column, what is on every page of them, with what is between pages."""
        left = _whole(self.horizontalScrollBar().value() * scale)
        exposed = QRect(left, rows.start, ceil(self.viewport().width() * scale) + 1, len(rows))
        ground = QRegion(exposed)
        painter.translate(-left, -shift)
        for index, page in self._pages_in(exposed, scale):
            ground -= page
            part = page.intersected(exposed)
            painter.save()
            painter.setClipRect(part)
            painter.translate(page.topLeft())
            self._paint_page(painter, index, part.translated(-page.topLeft()), scale)
            painter.restore()
        for rect in rects_in(ground):
            painter.fillRect(rect, self.palette().color(QPalette.ColorRole.Mid))

    def _paint_page(self, painter: QPainter, index: int, part: QRect, scale: float) -> None:
        """Paint a part of a page and its marks, in device pixels from the page's top left."""
        is_tiled = self._is_tiled(index)
        if not (is_tiled and self._paint_tiles(painter, index, part)):
            key = self._key(index)
            image = self._pictures.picture(key)
            if image is not None and not is_tiled and scale == self._ratio:
                painter.drawImage(part.topLeft(), image, part)
                self._blank.discard(index)
                self._fill_rest(painter, part, image)
            else:
                self._paint_stand_in(painter, index, part, image or self._pictures.stand_in(key), scale)
            if is_tiled:
                self._paint_tiles(painter, index, part)
        self._paint_marks(painter, index, part, scale)

    def _paint_over(self, painter: QPainter, exposed: QRect, corner: QPoint, scale: float) -> None:
        """Paint what comes and goes over the pages; `exposed` is a part of the column, `corner` the view's."""
        if not self._blank and not self._has_more_to_paint():
            return
        for index, page in self._pages_in(exposed, scale):
            painter.save()
            painter.setClipRect(page.intersected(exposed).translated(-corner))
            painter.translate(page.topLeft() - corner)
            if index in self._blank:
                self._paint_reason(painter, index, scale)
            self._paint_more(painter, index, scale)
            painter.restore()

    def _fill_rest(self, painter: QPainter, part: QRect, image: QImage) -> None:
        """Fill the pixel by which a page may be larger than its picture."""
        if part.right() >= image.width():
            painter.fillRect(part.adjusted(image.width() - part.left(), 0, 0, 0), tone(self._paper))
        if part.bottom() >= image.height():
            painter.fillRect(part.adjusted(0, image.height() - part.top(), 0, 0), tone(self._paper))

    def _paint_tiles(self, painter: QPainter, index: int, part: QRect) -> bool:
        """Paint the squares of a large page that are here; answer whether these are all that show in this part."""
        columns = range(part.left() // TILE, part.right() // TILE + 1)
        rows = range(part.top() // TILE, part.bottom() // TILE + 1)
        whole = self._key(index)._replace(scale=round(self.zoom * self._ratio * 1000))
        complete = True
        for row in rows:
            for column in columns:
                image = self._pictures.picture(whole._replace(tile=(column, row)))
                if image is None:
                    complete = False
                else:
                    painter.drawImage(column * TILE, row * TILE, image)
        return complete

    def _paint_stand_in(self, painter: QPainter, index: int, part: QRect, image: QImage | None, scale: float) -> None:
        width, height = (side * self.zoom * scale for side in self._layout.sizes[index])
        if image is None:
            painter.fillRect(part, tone(self._paper))
            if index not in self._blank:  # a page that only just came into sight has had no time yet
                self._blank.add(index)
                self._is_slow = False
                self._waiting.start()
            return
        self._blank.discard(index)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, width, height), image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)

    def _paint_reason(self, painter: QPainter, index: int, scale: float) -> None:
        """Say calmly, in the middle of what shows of it, why a page is not there; of one on its way after a while."""
        key = self._key(index)
        reason = self._pictures.reason(key.sha256, key.number)
        if reason:
            text = self.tr("This page cannot be shown: {reason}.\nClick to try again.").format(reason=reason)
        elif self._is_slow:
            text = self.tr("This page is being drawn…")
        else:
            return
        page = self._to_view(index, Box(0, 0, *self._layout.sizes[index]))
        showing = page.intersected(QRectF(self.viewport().rect())).translated(-page.topLeft())
        painter.save()
        painter.scale(scale, scale)
        painter.setFont(QFont(self.font()))
        painter.setPen(QColor("#c3c8d2" if self._paper == INVERT else "#3d4452"))
        room = showing.adjusted(24, 12, -24, -12)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
        painter.restore()


def _whole(pixels: float) -> int:
    """The nearest whole pixel; halves go down the page, wherever they are."""
    return floor(pixels + 0.5)


def _rows(rect: QRect) -> range:
    """The rows that a rectangle covers."""
    return range(rect.top(), rect.bottom() + 1)


def _scaled(rect: QRect, scale: float) -> QRect:
    """A rectangle of the view in pixels of the device, with those at its edges that it may touch."""
    left, top = floor(rect.left() * scale) - 1, floor(rect.top() * scale) - 1
    return QRect(left, top, ceil((rect.right() + 1) * scale) + 1 - left, ceil((rect.bottom() + 1) * scale) + 1 - top)

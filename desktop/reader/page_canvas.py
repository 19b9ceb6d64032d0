"""Pages on screen: how they are painted with their marks, and moved."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import ceil, floor

from PySide6.QtCore import QElapsedTimer, QEvent, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QWidget

from desktop.reader import painting
from desktop.reader.colouring import AREA, Look, looks
from desktop.reader.page_marks import HIT, PageMarks, page_marks, rects_in
from desktop.reader.page_pictures import PicturedSpace
from desktop.reader.paper import INVERT, tone
from desktop.reader.pictures import TILE, Pictures
from desktop.reader.scroll_marks import MarkedScrollBar
from desktop.reader.shown import Shown
from storage.model import Annotation, Box

TICKING = 80  # milliseconds after which a change of marks shows on the scroll bar
PREPARED = 40  # pages on either side whose marks are worked out ahead
SLICE = 4  # milliseconds of work on the scroll bar's ticks at a time


class PageCanvas(PicturedSpace):
    """One report's pages in a continuous column. It knows nothing of the library: it is given a `Shown`.

    Painting never waits: a picture that is not here is asked for, and the page painted again when it comes.
    Scrolling moves what is painted and paints only what comes into sight.
    """

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(pictures, parent)
        self._colours: dict[int, str] = {}
        self._linked: frozenset[int] = frozenset()
        self._colouring = AREA
        self._looks: dict[int, Look] = {}
        self._chosen: int | None = None
        self._selection: tuple[int, int] | None = None
        self._hits: list[tuple[int, int]] = []
        self._hit = -1
        self._page_marks: dict[int, PageMarks] = {}
        self._fixed_words = False
        self._ticking = QTimer(self, singleShot=True, interval=TICKING)
        self._ticking.timeout.connect(self._tick)
        self._ticks_left: Iterator[None] | None = None
        self._bar = MarkedScrollBar(self)
        self.setVerticalScrollBar(self._bar)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._bar.valueChanged.connect(self._on_bar_moved)
        self.horizontalScrollBar().valueChanged.connect(self._on_bar_moved)
        # The pages cover the view: nothing need be cleared under them, and what is painted may be moved.
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # --- what is shown -------------------------------------------------------------------------------------------

    def show_report(self, shown: Shown | None) -> None:
        """Show a report from its first page, or nothing."""
        self.stop_pointing()
        self._shown = shown
        self._selection = self._chosen = None
        self._hits, self._hit = [], -1
        self._looks = {}
        self._direction = 1
        self._is_laying_out = True
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self._tick_soon()
        self.setAccessibleName(
            self.tr("Pages of {report}").format(report=shown.report.name) if shown else self.tr("No report")
        )

    def set_marks(self, annotations: list[Annotation], colours: dict[int, str], linked: frozenset[int]) -> None:
        """Take the report's annotations, every area's colour, and the ids of linked annotations."""
        if self._shown is None:
            return
        same = (annotations, colours, linked) == (self._shown.annotations, self._colours, self._linked)
        if same and self._looks.keys() == {annotation.id for annotation in annotations}:
            return
        self._shown.set_annotations(annotations)
        self._colours, self._linked = colours, linked
        self._look_anew()

    def set_colouring(self, how: str) -> None:
        """Colour marks by judgement area ("area"), strength and concern ("mark"), or reviewer ("reviewer")."""
        if how != self._colouring:
            self._colouring = how
            self._look_anew()

    def set_paper(self, paper: str) -> None:
        """Show pages as they are ("plain"), darker ("dim") or light on dark ("invert")."""
        if paper != self._paper:
            self._paper = paper
            self._forget_sizes()
            self._on_scrolled()

    def set_chosen(self, annotation: int | None) -> None:
        """Show which annotation is chosen, if it is one of this report's."""
        if annotation != self._chosen:
            self._chosen = annotation
            self.viewport().update()

    def set_hits(self, hits: Sequence[tuple[int, int]], current: int = -1) -> None:
        """Show spans that were found, in the order of the text, the one at the place `current` the strongest."""
        hits = list(hits)
        if (hits, current) != (self._hits, self._hit):
            is_other = hits != self._hits
            self._hits, self._hit = hits, current
            self._repaint_marks()
            if is_other:
                self._tick_soon()

    def _look_anew(self) -> None:
        marks = self._shown.annotations if self._shown else []
        self._looks = looks(marks, self._colours, self._linked, self._colouring)
        self._repaint_marks()
        self._tick_soon()

    def _repaint_marks(self) -> None:
        self._page_marks.clear()
        self.viewport().update()

    def _forget_sizes(self) -> None:
        super()._forget_sizes()
        self._page_marks.clear()

    def _apply(self, zoom: float) -> None:
        super()._apply(zoom)
        self._tick_soon()

    # --- ticks on the scroll bar ---------------------------------------------------------------------------------

    def _tick_soon(self) -> None:
        self._ticks_left = None
        self._ticking.start(TICKING)

    def _tick(self) -> None:
        """Work out ticks for some milliseconds, and go on when the window has had its turn."""
        if self._ticks_left is None:
            self._ticks_left = self._ticks()
        clock = QElapsedTimer()
        clock.start()
        for _ in self._ticks_left:
            if clock.elapsed() >= SLICE:
                self._ticking.start(0)
                return
        self._ticks_left = None

    def _ticks(self) -> Iterator[None]:
        marks = []
        for annotation in list(self._shown.annotations) if self._shown else []:
            share = self.share_of(annotation.start)
            if annotation.box is not None and annotation.page <= len(self._layout.tops):
                share = (self._layout.tops[annotation.page - 1] + annotation.box.y0 * self.zoom) / self._layout.height
            marks.append((share, QColor(self._looks[annotation.id].colours[0])))
            yield
        self._bar.set_ticks("marks", marks)
        hits = []
        for start, _ in self._hits:
            hits.append((self.share_of(start), QColor(HIT)))
            yield
        self._bar.set_ticks("hits", hits)
        yield from self._preparing()

    def _preparing(self) -> Iterator[None]:
        """Work out the marks of pages that may come into sight, the nearest first, before they do."""
        here, count = max(0, self.current_page() - 1), len(self._layout.tops)
        near = [index for index in range(here - PREPARED, here + PREPARED) if 0 <= index < count]
        for index in sorted(near, key=lambda index: abs(index - here)) if self._looks else []:
            if index not in self._page_marks:
                self._page_marks[index] = self._marks_of(index, self._ratio)
                yield

    # --- moving --------------------------------------------------------------------------------------------------

    def _on_bar_moved(self) -> None:
        if self._is_laying_out:  # a view of another size shows the same place
            return
        self.stop_pointing()
        self._ask_anew()
        self.scrolled.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted; Qt then asks for what came into sight."""
        if self._is_laying_out:
            return
        if dy:
            self._direction = -1 if dy > 0 else 1
        port, ratio = self.viewport(), self.devicePixelRatioF()
        corner = port.mapTo(self.window(), port.rect().topLeft())
        ends = (dx, dy, corner.x(), corner.y(), port.width(), port.height())
        # What falls between the screen's pixels cannot be moved, and sentences about a page stay in the middle.
        if self._fixed_words or any((end * ratio) % 1 for end in ends):
            port.update()
        else:
            port.scroll(dx, dy, port.rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()

    # --- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        device = painter.deviceTransform()
        scale = device.m11()
        # All is painted in the screen's own pixels: a picture is copied as it is, never scaled by a fraction.
        painter.scale(1 / scale, 1 / scale)
        exposed = _scaled(event.rect(), scale)
        ground = QRegion(exposed)
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self._fixed_words = False
        if self._shown is not None:
            for index in self._layout.visible(top + event.rect().top(), top + event.rect().bottom() + 1):
                place = self._layout.rect(index)
                # The page's corner in whole pixels of the device, wherever the view stands in it.
                x = floor((place.x0 - left) * scale + device.dx() + 0.5) - device.dx()
                y = floor((place.y0 - top) * scale + device.dy() + 0.5) - device.dy()
                width, height = round((place.x1 - place.x0) * scale), round((place.y1 - place.y0) * scale)
                page = QRect(round(x), round(y), width, height)
                ground -= page
                part = page.intersected(exposed)
                if not part.isEmpty():
                    painter.save()
                    painter.setClipRect(part)
                    painter.translate(x, y)
                    self._paint_page(painter, index, part.translated(-page.topLeft()), scale)
                    painter.restore()
        for rect in rects_in(ground):
            painter.fillRect(rect, self.palette().color(QPalette.ColorRole.Mid))

    def _paint_page(self, painter: QPainter, index: int, part: QRect, scale: float) -> None:
        """Paint a part of a page, in device pixels from the page's top left."""
        assert self._shown is not None
        key = self._key(index)
        if not (self._is_tiled(index) and self._paint_tiles(painter, index, part)):
            image = self._pictures.picture(key)
            exact = image is not None and not self._is_tiled(index) and scale == self._ratio
            if image is not None and exact:
                painter.drawImage(part.topLeft(), image, part)
                self._fill_rest(painter, part, image)
            else:
                self._paint_stand_in(painter, index, part, image or self._pictures.stand_in(key), scale)
            if self._is_tiled(index):
                self._paint_tiles(painter, index, part)
        pixels = self.zoom * scale
        marks = self._page_marks.get(index)
        if marks is None or marks.unit != scale:
            marks = self._page_marks[index] = self._marks_of(index, scale)
        marks.paint(painter, part, self._chosen)
        if self._selection is not None:
            for box in self._shown.span_boxes(index, *self._selection):
                painter.fillRect(
                    QRectF(box.x0 * pixels, box.y0 * pixels, (box.x1 - box.x0) * pixels, (box.y1 - box.y0) * pixels),
                    painting.SELECTION,
                )
        if self._pointed is not None:
            boxes = self._shown.span_boxes(index, *self._pointed)
            if boxes:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.scale(scale, scale)
                painting.paint_pointing(painter, [Box(*(edge * self.zoom for edge in box)) for box in boxes])

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
            self._paint_reason(painter, index, scale)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, width, height), image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)

    def _paint_reason(self, painter: QPainter, index: int, scale: float) -> None:
        """Say calmly why a page is not there, in the middle of what shows of it; nothing while it is on its way."""
        key = self._key(index)
        reason = self._pictures.reason(key.sha256, key.number)
        if not reason:
            return
        self._fixed_words = True
        page = self._to_view(index, Box(0, 0, *self._layout.sizes[index]))
        showing = page.intersected(QRectF(self.viewport().rect())).translated(-page.topLeft())
        painter.save()
        painter.scale(scale, scale)
        painter.setFont(QFont(self.font()))
        painter.setPen(QColor("#c3c8d2" if self._paper == INVERT else "#3d4452"))
        text = self.tr("This page cannot be shown: {reason}.\nClick to try again.").format(reason=reason)
        room = showing.adjusted(24, 12, -24, -12)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
        painter.restore()

    def _marks_of(self, index: int, unit: float) -> PageMarks:
        """A page's marks and finds in device pixels."""
        assert self._shown is not None
        words = self._shown.words(index)
        first = max(0, bisect_left(self._hits, (words[0].start, 0)) - 1) if words else 0
        last = bisect_left(self._hits, (words[-1].end, 0)) if words else 0
        found = [
            (boxes, number == self._hit)
            for number in range(first, last)
            if (boxes := self._shown.span_boxes(index, *self._hits[number]))
        ]
        return page_marks(
            [mark for mark in self._shown.marks(index) if mark[0].id in self._looks],
            self._looks,
            self.zoom * unit,
            margin=self._shown.margin(index),
            unit=unit,
            paper=self._paper,
            hits=found,
        )


def _scaled(rect: QRect, scale: float) -> QRect:
    """A rectangle of the view in pixels of the device, none of them cut."""
    left, top = floor(rect.left() * scale), floor(rect.top() * scale)
    return QRect(left, top, ceil((rect.right() + 1) * scale) - left, ceil((rect.bottom() + 1) * scale) - top)

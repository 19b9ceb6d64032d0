"""Pages on screen: where they lie, at which zoom, and how they are painted with their marks."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.reader import layout, painting
from desktop.reader.layout import Layout
from desktop.reader.pictures import BLOCK, Key, Order, Pictures
from desktop.reader.shown import Shown
from storage.model import Annotation, Box

FIT_TEXT, FIT_WIDTH, FIT_PAGE, FREE = "text", "width", "page", "free"
AHEAD = 2  # pages asked for beyond those that show
CONTEXT_ABOVE = 0.3  # of the view's height above a passage that is gone to
POINTING = 2500  # milliseconds for which a place is pointed at


class PageCanvas(QAbstractScrollArea):
    """One report's pages in a continuous column. It knows nothing of the library: it is given a `Shown`.

    Painting never waits: a picture that is not here is asked for, and the page painted again when it comes.

    Signals:
        scrolled(): pages moved, by scrolling, zooming or a change of size.
    """

    scrolled = Signal()

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(parent)
        self._pictures = pictures
        self._shown: Shown | None = None
        self._layout: Layout = layout.laid_out([], 1.0, 100)
        self._fit = FIT_TEXT
        self._colours: dict[int, str] = {}
        self._linked: frozenset[int] = frozenset()
        self._chosen: int | None = None
        self._selection: tuple[int, int] | None = None
        self._pointed: tuple[int, int] | None = None
        self._pointing = QTimer(self, singleShot=True, interval=POINTING)
        self._pointing.timeout.connect(self.stop_pointing)
        self._is_laying_out = False
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # A bar that comes and goes would change the view's size, and with it the zoom that made it come.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._on_bar_moved)
        self.horizontalScrollBar().valueChanged.connect(self._on_bar_moved)
        pictures.drawn.connect(self._on_drawn)
        pictures.failed.connect(self._on_failed)

    @property
    def shown(self) -> Shown | None:
        """The report on screen."""
        return self._shown

    @property
    def zoom(self) -> float:
        """Pixels (device independent) to a point."""
        return self._layout.zoom

    def show_report(self, shown: Shown | None) -> None:
        """Show a report from its first page, or nothing."""
        self.stop_pointing()
        self._shown = shown
        self._selection = self._chosen = None
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self.setAccessibleName(
            self.tr("Pages of {report}").format(report=shown.report.name) if shown else self.tr("No report")
        )

    def set_marks(self, annotations: list[Annotation], colours: dict[int, str], linked: frozenset[int]) -> None:
        """Take the report's annotations, every area's colour, and the ids of linked annotations."""
        if self._shown is None:
            return
        self._shown.set_annotations(annotations)
        self._colours, self._linked = colours, linked
        self.viewport().update()

    def set_chosen(self, annotation: int | None) -> None:
        """Show which annotation is chosen, if it is one of this report's."""
        if annotation != self._chosen:
            self._chosen = annotation
            self.viewport().update()

    # --- zoom and place ------------------------------------------------------------------------------------------

    def set_fit(self, fit: str) -> None:
        """Fit the text's width, the page's width or the page to the view, now and when the view's size changes."""
        self._fit = fit
        self._show_bars()
        self._lay_out()

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom, keeping what is under `at` (view pixels; the middle if not given) in its place."""
        if self._shown is None:
            return
        self._fit = FREE
        self._show_bars()
        view = self.viewport().rect()
        at = at if at is not None else QPointF(view.center())
        index, x, y = self._page_point(at)
        self._apply(layout.clamped(zoom))
        rect = self._layout.rect(index)
        self.horizontalScrollBar().setValue(round(rect.x0 + x * self.zoom - at.x()))
        self.verticalScrollBar().setValue(round(rect.y0 + y * self.zoom - at.y()))
        self._on_scrolled()

    def _show_bars(self) -> None:
        free = self._fit == FREE
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if free else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)

    def step_zoom(self, direction: int, at: QPointF | None = None) -> None:
        """Zoom one step in (1) or out (-1)."""
        self.set_zoom(layout.stepped(self.zoom, direction), at)

    def go_to(self, start: int, end: int) -> None:
        """Scroll until a span of running text shows, unless it does already."""
        place = self._shown.place(start, end) if self._shown else None
        if place is None:
            return
        box = self._layout.to_contents(*place)
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        if not top + 8 <= box.y0 <= top + height - 60:
            self.verticalScrollBar().setValue(round(box.y0 - height * CONTEXT_ABOVE))
        left, width = self.horizontalScrollBar().value(), self.viewport().width()
        if not left <= box.x0 <= left + width - 40:
            self.horizontalScrollBar().setValue(round(box.x0 - width * CONTEXT_ABOVE))

    def point_at(self, start: int, end: int) -> None:
        """Show where a span of running text stands and point at it, until something is done here or time is up.

        An empty span, or one outside the text, is only gone to.
        """
        if self._shown is None or start < 0:
            return
        self.stop_pointing()
        last = len(self._shown.contents.text)
        self.go_to(min(start, max(0, last - 1)), end)
        if start < end <= last:
            self._pointed = (start, end)
            self._pointing.start()
            self.viewport().update()

    def stop_pointing(self) -> None:
        """Point at nothing."""
        if self._pointed is not None:
            self._pointed = None
            self._pointing.stop()
            self.viewport().update()

    @property
    def pointed(self) -> tuple[int, int] | None:
        """The span that is pointed at."""
        return self._pointed

    def top_offset(self) -> int:
        """The offset of running text of the first word in sight; 0 when nothing is shown."""
        if self._shown is None or not self._layout.tops:
            return 0
        index, _, y = self._page_point(QPointF(0, 0))
        return self._shown.first_offset(index, y)

    def place_in_view(self) -> tuple[int, float]:
        """Which place is at the view's top: the index of its page, and the share of the page's height above it."""
        if not self._layout.tops:
            return (0, 0.0)
        index, _, y = self._page_point(QPointF(0, 0))
        return (index, y / self._layout.sizes[index][1])

    def put_in_view(self, place: tuple[int, float]) -> None:
        """Scroll until a place is at the view's top, as `place_in_view` told it."""
        index, share = place
        if index < len(self._layout.tops):
            top = self._layout.tops[index] + share * self._layout.sizes[index][1] * self.zoom
            self.verticalScrollBar().setValue(round(top))

    def go_to_page(self, number: int) -> None:
        """Scroll to the top of a page, counted from 1."""
        if self._layout.tops:
            index = min(max(number, 1), len(self._layout.tops)) - 1
            self.verticalScrollBar().setValue(round(self._layout.tops[index] - layout.GAP / 2))

    def current_page(self) -> int:
        """The number of the page at the view's middle; 0 when nothing is shown."""
        if self._shown is None or not self._layout.tops:
            return 0
        return self._layout.index_at(self.verticalScrollBar().value() + self.viewport().height() / 2) + 1

    def span_top(self, start: int, end: int) -> float | None:
        """How far below the view's top a span begins, in pixels (negative above); None when it shows nowhere."""
        place = self._shown.place(start, end) if self._shown else None
        if place is None:
            return None
        return self._layout.to_contents(*place).y0 - self.verticalScrollBar().value()

    def span_rects(self, start: int, end: int) -> list[QRect]:
        """Where a span shows, in view pixels, a rectangle a line; only pages near the view are looked at."""
        if self._shown is None:
            return []
        top = self.verticalScrollBar().value()
        return [
            self._to_view(index, box).toRect()
            for index in self._layout.visible(top, top + self.viewport().height())
            for box in self._shown.span_boxes(index, start, end)
        ]

    def _view_box(self, index: int, box: Box) -> Box:
        rect = self._to_view(index, box)
        return Box(rect.left(), rect.top(), rect.right(), rect.bottom())

    def _to_view(self, index: int, box: Box) -> QRectF:
        rect = painting.rect(self._layout.to_contents(index, box))
        return rect.translated(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())

    def _page_point(self, at: QPointF) -> tuple[int, float, float]:
        """The page under a point of the view (the nearest above it) and the point on that page."""
        x, y = at.x() + self.horizontalScrollBar().value(), at.y() + self.verticalScrollBar().value()
        index = self._layout.index_at(y)
        return (index, *self._layout.to_page(index, x, y))

    # --- laying out and painting ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._is_laying_out = True
        try:
            self._fit_and_lay_out()
        finally:
            self._is_laying_out = False
        self._on_scrolled()

    def _fit_and_lay_out(self) -> None:
        sizes = self._shown.sizes if self._shown else []
        width, height = self.viewport().width(), self.viewport().height()
        zoom = self.zoom
        if self._fit == FIT_TEXT and self._shown is not None:
            zoom = layout.fitting_text(*self._shown.text_extent, width)
        elif self._fit == FIT_WIDTH:
            zoom = layout.fitting_width(sizes, width)
        elif self._fit == FIT_PAGE and sizes:
            zoom = layout.fitting_page(sizes[max(0, self.current_page() - 1)], width, height)
        share = self.verticalScrollBar().value() / max(1.0, self._layout.height)
        self._apply(zoom)
        self.verticalScrollBar().setValue(round(share * self._layout.height))
        if self._fit == FIT_TEXT and self._shown is not None and self._layout.lefts:
            left = self._layout.lefts[0] + self._shown.text_extent[0] * zoom
            # Fixed there: neither keys nor a wheel shift a page that is made to fit.
            place = round(left - layout.GAP / 2)
            self.horizontalScrollBar().setRange(place, place)

    def _apply(self, zoom: float) -> None:
        sizes = self._shown.sizes if self._shown else []
        view = self.viewport()
        self._layout = layout.laid_out(sizes, zoom, view.width())
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(self._layout.height) - view.height()))
        vertical.setPageStep(max(1, view.height() - 40))
        vertical.setSingleStep(max(1, view.height() // 12))
        horizontal.setRange(0, max(0, round(self._layout.width) - view.width()))
        horizontal.setPageStep(view.width())
        horizontal.setSingleStep(40)

    def _on_bar_moved(self) -> None:
        if not self._is_laying_out:  # a view of another size shows the same place
            self.stop_pointing()
        self._on_scrolled()

    def _on_scrolled(self) -> None:
        self._ask_for_pictures()
        self.viewport().update()
        self.scrolled.emit()

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        return self._layout.visible(top, top + self.viewport().height())

    def _key(self, index: int) -> Key:
        assert self._shown is not None
        width, height = self._layout.sizes[index]
        # Above the largest picture a page is drawn smaller and shown enlarged.
        most = (BLOCK * 0.95 / (width * height * 3)) ** 0.5
        scale = min(self.zoom * self.devicePixelRatioF(), most)
        return Key(self._shown.report.sha256, self._shown.contents.pages[index].number, max(1, round(scale * 1000)))

    def _ask_for_pictures(self) -> None:
        if self._shown is None or not self.isVisible():
            self._pictures.want(id(self), [])
            return
        shown, visible, count = self._shown, self._visible(), len(self._layout.tops)
        near = [*visible, *range(visible.stop, visible.stop + AHEAD), visible.start - 1]
        orders = [
            Order(self._key(index), shown.path, shown.source.media, shown.source.password)
            for index in near
            if 0 <= index < count
        ]
        self._pictures.want(id(self), orders)

    def _on_drawn(self, sha256: str, number: int) -> None:
        if self._shown is not None and self._shown.report.sha256 == sha256:
            index = number - 1
            if index in self._visible():
                self.viewport().update(self._to_view(index, Box(0, 0, *self._layout.sizes[index])).toAlignedRect())
                if self._pointed is not None:
                    self._pointing.start()  # what is pointed at is only now there to be read

    def _on_failed(self, sha256: str, number: int, reason: str) -> None:
        self._on_drawn(sha256, number)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Mid))
        if self._shown is None:
            return
        for index in self._visible():
            page = self._to_view(index, Box(0, 0, *self._layout.sizes[index]))
            if page.intersects(QRectF(event.rect())):
                self._paint_page(painter, index, page)

    def _paint_page(self, painter: QPainter, index: int, rect: QRectF) -> None:
        assert self._shown is not None
        key = self._key(index)
        exact, ratio = self._pictures.picture(key), self.devicePixelRatioF()
        if exact is not None and key.scale >= int(self.zoom * ratio * 1000):
            # Drawn pixel for pixel: scaling by a fraction of a pixel would blur the print.
            exact.setDevicePixelRatio(ratio)
            painter.drawImage(rect.topLeft(), exact)
        elif (image := exact or self._pictures.stand_in(key)) is not None:
            image.setDevicePixelRatio(1.0)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(rect, image)
        else:
            painter.fillRect(rect, QColor("white"))
            self._paint_placeholder(painter, rect, key)
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for annotation, boxes in self._shown.marks(index):
            views = [self._view_box(index, box) for box in boxes]
            colours = [self._colours[area] for area in annotation.areas if area in self._colours]
            painting.paint_mark(
                painter,
                views,
                colours,
                annotation,
                margin=rect.x() + self._shown.margin(index) * self.zoom,
                chosen=annotation.id == self._chosen,
                linked=annotation.id in self._linked,
            )
        if self._selection is not None:
            for box in self._shown.span_boxes(index, *self._selection):
                painter.fillRect(self._to_view(index, box), painting.SELECTION)
        if self._pointed is not None:
            boxes = [self._view_box(index, box) for box in self._shown.span_boxes(index, *self._pointed)]
            if boxes:
                painting.paint_pointing(painter, boxes)
        painter.restore()

    def _paint_placeholder(self, painter: QPainter, rect: QRectF, key: Key) -> None:
        """Say calmly why a page is not there; say nothing while it is on its way."""
        reason = self._pictures.reason(key.sha256, key.number)
        if not reason:
            return
        painter.setPen(QColor("#4a5160"))
        text = self.tr("This page cannot be shown: {reason}.\nClick to try again.").format(reason=reason)
        painter.drawText(
            rect.adjusted(24, 60, -24, -24), Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, text
        )

    def viewportEvent(self, event: QEvent) -> bool:
        """A click ends the pointing."""
        if self._pointed is not None and event.type() == QEvent.Type.MouseButtonPress:
            self.stop_pointing()
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_pictures()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Nothing is moved: a repaint is a blit of the cached pictures, and the marks must follow."""

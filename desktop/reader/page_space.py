"""Where pages stand in a view: zoom, fitting, scrolling, and the way from a place in the text to one in the view."""

from fractions import Fraction

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QNativeGestureEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QGestureEvent, QPinchGesture, QWidget

from desktop.reader import layout, painting
from desktop.reader.layout import FIT_PAGE, FIT_TEXT, FIT_WIDTH, FREE, Layout
from desktop.reader.shown import Shown
from storage.model import Box

CONTEXT_ABOVE = 0.3  # of the view's height above a passage that is gone to
POINTING = 2500  # milliseconds for which a place is pointed at
STEPS = 12  # scroll steps to the view's height


class PageSpace(QAbstractScrollArea):
    """A column of one report's pages that can be scrolled and zoomed; what it looks like is for `PageCanvas`.

    Signals:
        scrolled(): pages moved, by scrolling, zooming or a change of size.
    """

    scrolled = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._shown: Shown | None = None
        self._layout: Layout = layout.laid_out([], 1.0, 100)
        self._fit = FIT_TEXT
        self._pointed: tuple[int, int] | None = None
        self._pointing = QTimer(self, singleShot=True, interval=POINTING)
        self._pointing.timeout.connect(self.stop_pointing)
        self._is_laying_out = False
        # A bar that comes and goes would change the view's size, and with it the zoom that made it come.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)

    @property
    def shown(self) -> Shown | None:
        """The report on screen."""
        return self._shown

    @property
    def zoom(self) -> float:
        """Pixels (device independent) to a point."""
        return self._layout.zoom

    def percent(self) -> float:
        """The zoom in per cent of the size on paper."""
        return layout.percent(self.zoom)

    # --- zoom ----------------------------------------------------------------------------------------------------

    @property
    def fit(self) -> str:
        """Which fit the pages keep when the view changes its size; "free" where they keep their zoom."""
        return self._fit

    def set_fit(self, fit: str) -> None:
        """Fit the text's width, the page's width or the page to the view, now and when the view's size changes."""
        page = self.current_page()
        self._fit = fit
        self._show_bars()
        self._lay_out()
        if fit == FIT_PAGE and page:
            self.go_to_page(page)  # of two halves of pages none would be whole

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom to so many pixels to a point; what is under `at` (view pixels; else the middle) keeps its place."""
        if self._shown is None:
            return
        self._fit = FREE
        self._is_laying_out = True
        try:
            self._show_bars()
            view = self.viewport().rect()
            by_key = at is None
            at = at if at is not None else QPointF(view.center())
            index, x, y = self._page_point(at)
            margin = self._text_left(index) if by_key else None
            self._apply(layout.clamped(zoom))
            rect = self._layout.rect(index)
            across = rect.x0 + x * self.zoom - at.x()
            if margin is not None and margin >= 0:  # who sees where lines begin wants to go on seeing it
                across = min(across, self._text_left(index, scrolled=0) - layout.GAP / 2)
            self.horizontalScrollBar().setValue(round(across))
            self.verticalScrollBar().setValue(round(rect.y0 + y * self.zoom - at.y()))
        finally:
            self._is_laying_out = False
        self.stop_pointing()
        self._on_scrolled()

    def _text_left(self, index: int, scrolled: int | None = None) -> float:
        """How far right of the view's left edge a page's text begins, in pixels, as it is scrolled or would be."""
        if self._shown is None:
            return 0.0
        scrolled = self.horizontalScrollBar().value() if scrolled is None else scrolled
        return self._layout.lefts[index] + self._shown.text_extent[0] * self.zoom - scrolled

    def set_percent(self, percent: float) -> None:
        """Zoom to a share of the size on paper, in per cent."""
        self.set_zoom(percent / 100 * layout.FULL_SIZE)

    def step_zoom(self, direction: int, at: QPointF | None = None) -> None:
        """Zoom one step in (1) or out (-1)."""
        self.set_zoom(layout.stepped(self.zoom, direction), at)

    def _show_bars(self) -> None:
        free = self._fit == FREE
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if free else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)

    def viewportEvent(self, event: QEvent) -> bool:
        """Two fingers zoom round the place between them; a click ends the pointing."""
        kind = event.type()
        if kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.set_zoom(self.zoom * (1 + event.value()), event.position())
                return True
        elif kind == QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.pinch(pinch.scaleFactor(), self.viewport().mapFromGlobal(pinch.centerPoint()))
                event.accept(pinch)
                return True
        elif kind == QEvent.Type.MouseButtonPress:
            self.stop_pointing()
        return super().viewportEvent(event)

    def pinch(self, factor: float, at: QPointF) -> None:
        """Take one movement of two fingers on a touch screen: so many times larger, round a point of the view."""
        if factor > 0 and factor != 1.0:
            self.set_zoom(self.zoom * factor, at)

    # --- going to places -----------------------------------------------------------------------------------------

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

    def go_to_page(self, number: int) -> None:
        """Scroll to the top of a page, counted from 1."""
        if self._layout.tops:
            index = min(max(number, 1), len(self._layout.tops)) - 1
            self.verticalScrollBar().setValue(round(self._layout.tops[index] - layout.GAP / 2))
            self._bring_across(index)

    def _bring_across(self, index: int) -> None:
        """Scroll sideways only as far as a page needs that is narrower, or wider, than others."""
        page, bar = self._layout.rect(index), self.horizontalScrollBar()
        ends = sorted((round(page.x0), round(page.x1) - self.viewport().width()))
        bar.setValue(min(max(bar.value(), ends[0]), ends[1]))

    def put_in_view(self, place: tuple[int, float]) -> None:
        """Scroll until a place is at the view's top, as `place_in_view` told it."""
        index, share = place
        if index < len(self._layout.tops):
            top = self._layout.tops[index] + share * self._layout.sizes[index][1] * self.zoom
            self.verticalScrollBar().setValue(round(top))

    # --- telling of places ---------------------------------------------------------------------------------------

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

    def current_page(self) -> int:
        """The number of the page at the view's middle; 0 when nothing is shown."""
        if self._shown is None or not self._layout.tops:
            return 0
        return self._layout.index_at(self.verticalScrollBar().value() + self.viewport().height() / 2) + 1

    def share_of(self, offset: int) -> float:
        """Where an offset of running text stands in the whole column, from 0 (top) to 1 (end)."""
        if self._shown is None or not self._layout.tops:
            return 0.0
        index, y = self._shown.spot(offset)
        return min(1.0, max(0.0, (self._layout.tops[index] + y * self.zoom) / max(1.0, self._layout.height)))

    def span_top(self, start: int, end: int) -> float | None:
        """How far below the view's top a span begins, in pixels (negative above); None when it shows nowhere."""
        place = self._shown.place(start, end) if self._shown else None
        if place is None:
            return None
        index, box = place
        return self._layout.tops[index] + box.y0 * self.zoom - self.verticalScrollBar().value()

    def span_rects(self, start: int, end: int) -> list[QRect]:
        """Where a span shows, in view pixels, a rectangle a line; only pages near the view are looked at."""
        if self._shown is None:
            return []
        return [
            self._to_view(index, box).toRect()
            for index in self._visible()
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

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        return self._layout.visible(top, top + self.viewport().height())

    # --- laying out ----------------------------------------------------------------------------------------------

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
            # A few words on a page, or a page of turned ones, would be made too large to be read.
            zoom = min(zoom, max(layout.LARGEST_TEXT, layout.fitting_width(sizes, width)))
        elif self._fit == FIT_WIDTH:
            zoom = layout.fitting_width(sizes, width)
        elif self._fit == FIT_PAGE and sizes:
            zoom = layout.fitting_page(sizes[max(0, self.current_page() - 1)], width, height)
        share = self.verticalScrollBar().value() / max(1.0, self._layout.height)
        self._apply(zoom)
        self.verticalScrollBar().setValue(round(share * self._layout.height))
        if self._fit == FIT_TEXT and self._shown is not None and self._layout.lefts:
            left, right = (self._layout.lefts[0] + edge * zoom for edge in self._shown.text_extent)
            slack = width - (right - left)
            place = round(left - layout.GAP / 2)
            if slack > layout.GAP + 1:  # the text is not as wide as the view: in the middle, as far as the page goes
                place = min(max(0, round(left - slack / 2)), max(0, round(self._layout.width) - width))
            # Fixed there: neither keys nor a wheel shift a page that is made to fit.
            self.horizontalScrollBar().setRange(place, place)
        elif self._fit in (FIT_WIDTH, FIT_PAGE):  # beside a wider page the others would be cut
            self.horizontalScrollBar().setValue(round((self._layout.width - width) / 2))

    def _apply(self, zoom: float) -> None:
        sizes = self._shown.sizes if self._shown else []
        view = self.viewport()
        self._layout = layout.laid_out(sizes, zoom, view.width())
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(self._layout.height) - view.height()))
        vertical.setPageStep(max(1, view.height() - 40))
        vertical.setSingleStep(scroll_step(view.height(), self.devicePixelRatioF()))
        horizontal.setRange(0, max(0, round(self._layout.width) - view.width()))
        horizontal.setPageStep(view.width())
        horizontal.setSingleStep(scroll_step(480, self.devicePixelRatioF()))

    def _on_scrolled(self) -> None:
        """Pages moved or changed their size."""
        self.viewport().update()
        self.scrolled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()


def scroll_step(height: int, ratio: float) -> int:
    """A twelfth of a view's height, in pixels that are whole on a screen of `ratio` device pixels to one.

    What moves by whole pixels of the screen can be moved as it is and need not be painted again.
    """
    whole = Fraction(ratio).limit_denominator(8).denominator
    return max(whole, height // STEPS // whole * whole)

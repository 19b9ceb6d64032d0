"""How high spans of text stand in a pane's column of pages: looked up once, then only reckoned."""

from typing import TYPE_CHECKING

from desktop.reader.layout import Layout, laid_out
from storage.model import Annotation

if TYPE_CHECKING:
    from desktop.reader.page_view import PageView
    from desktop.reader.pane import Pane
    from desktop.reader.shown import Shown


class Heights:
    """Places of one view. A report's words are asked once for each span; a scroll or a zoom costs arithmetic."""

    def __init__(self, pane: "Pane"):
        self._pane = pane
        self._shown: Shown | None = None
        self._layout: Layout | None = None
        self._version = 0
        self._places: dict[tuple[int, int], tuple[int, float, int, float] | None] = {}

    @property
    def _pages(self) -> "PageView":
        return self._pane.pages

    @property
    def stamp(self) -> tuple[int, float]:
        """Changes whenever heights that were told before hold no longer: with the report shown and with the zoom."""
        self._laid_out()
        return (self._version, self._pages.zoom)

    @property
    def scroll(self) -> int:
        """How much of the column is above the view, in pixels."""
        return self._pages.verticalScrollBar().value()

    def scroll_to(self, y: float) -> None:
        """Bring a height of the column to the view's top."""
        self._pages.verticalScrollBar().setValue(round(y))

    def of(self, start: int, end: int) -> tuple[float, float] | None:
        """A span's top and bottom in pixels of the column; None where it shows nowhere."""
        layout = self._laid_out()
        if layout is None:
            return None
        span = (start, end)
        if span not in self._places:
            self._places[span] = self._place(start, end)
        place = self._places[span]
        if place is None:
            return None
        first, top, last, bottom = place
        y0, y1 = layout.tops[first] + top * layout.zoom, layout.tops[last] + bottom * layout.zoom
        return (y0, max(y1, y0 + 1))

    def of_mark(self, annotation: Annotation) -> tuple[float, float] | None:
        """A passage's or a marked rectangle's top and bottom in pixels of the column; None where it shows nowhere."""
        box, layout = annotation.box, self._laid_out()
        if box is None or layout is None:
            return self.of(annotation.start, annotation.end)
        index = annotation.page - 1
        if not 0 <= index < len(layout.tops):
            return None
        return (layout.tops[index] + box.y0 * layout.zoom, layout.tops[index] + box.y1 * layout.zoom)

    def _laid_out(self) -> Layout | None:
        shown = self._pages.shown
        if shown is not self._shown:
            self._shown, self._layout = shown, None
            self._version += 1
            self._places.clear()
        if shown is None:
            return None
        zoom = self._pages.zoom
        if self._layout is None or self._layout.zoom != zoom:
            self._layout = laid_out(shown.sizes, zoom, 1)  # heights do not depend on the view's width
        return self._layout

    def _place(self, start: int, end: int) -> tuple[int, float, int, float] | None:
        shown = self._pages.shown
        first = shown.place(start, end) if shown is not None else None
        if shown is None or first is None:
            return None
        last = shown.place(end - 1, end) if end - start > 1 else None
        index, box = first
        if last is None or last[0] < index:
            return (index, box.y0, index, box.y1)
        return (index, box.y0, last[0], last[1].y1)

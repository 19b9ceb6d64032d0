"""Where pages lie: three coordinate systems and the conversions between them.

*Page points*: PDF points from a page's top left. *Contents*: pixels (device independent) of the whole
column of pages. *View*: contents less the scroll position.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from storage.model import Box

FIT_TEXT, FIT_WIDTH, FIT_PAGE, FREE = "text", "width", "page", "free"
GAP = 14  # pixels between two pages and round them
FULL_SIZE = 96 / 72  # pixels to a point at which a page has its size on paper, 100 %
PERCENTS = (25, 33, 50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400, 600, 800)
STEPS = tuple(percent / 100 * FULL_SIZE for percent in PERCENTS)
LARGEST_TEXT = 2 * FULL_SIZE  # zoom at which text is made to fit; beyond that it is no easier to read
SMALLEST, LARGEST = STEPS[0], STEPS[-1]  # zoom: pixels to a point


class Layout(NamedTuple):
    """A column of pages at one zoom; `lefts`, `tops` in contents pixels, `sizes` in page points."""

    zoom: float
    sizes: tuple[tuple[float, float], ...]
    lefts: tuple[float, ...]
    tops: tuple[float, ...]
    width: float
    height: float

    def index_at(self, y: float) -> int:
        """The index of the page at a height in contents, or of the page above a gap."""
        return max(0, bisect_right(self.tops, y) - 1)

    def visible(self, y0: float, y1: float) -> range:
        """The indexes of the pages that show between two heights in contents."""
        if not self.sizes:
            return range(0)
        first = self.index_at(y0)
        return range(first, max(first + 1, bisect_right(self.tops, y1)))

    def rect(self, index: int) -> Box:
        """A page's place in contents."""
        width, height = self.sizes[index]
        left, top = self.lefts[index], self.tops[index]
        return Box(left, top, left + width * self.zoom, top + height * self.zoom)

    def to_page(self, index: int, x: float, y: float) -> tuple[float, float]:
        """A point of contents in points of a page."""
        return ((x - self.lefts[index]) / self.zoom, (y - self.tops[index]) / self.zoom)

    def to_contents(self, index: int, box: Box) -> Box:
        """A box of a page in contents."""
        left, top, zoom = self.lefts[index], self.tops[index], self.zoom
        return Box(left + box.x0 * zoom, top + box.y0 * zoom, left + box.x1 * zoom, top + box.y1 * zoom)


def laid_out(sizes: Sequence[tuple[float, float]], zoom: float, width: float) -> Layout:
    """A column of pages, each centred in the widest page or in the view of `width` pixels."""
    sane = {size: (max(size[0], 1.0), max(size[1], 1.0)) for size in set(sizes)}  # most pages have the same size
    full = max([width, *(w * zoom + 2 * GAP for w, _ in sane.values())])
    left = {size: float(round((full - w * zoom) / 2)) for size, (w, _) in sane.items()}
    step = {size: h * zoom + GAP for size, (_, h) in sane.items()}
    tops, y = [], float(GAP)
    for size in sizes:
        top = float(round(y))
        tops.append(top)
        y = top + step[size]
    return Layout(zoom, tuple(map(sane.__getitem__, sizes)), tuple(map(left.__getitem__, sizes)), tuple(tops), full, y)


def fitting_width(sizes: Sequence[tuple[float, float]], width: float) -> float:
    """The zoom at which the commonest page width fills a view of `width` pixels."""
    widths = [round(w) for w, _ in sizes]
    if not widths:
        return 1.0
    common = max(set(widths), key=widths.count)
    return clamped((width - 2 * GAP) / max(common, 1))


def fitting_text(left: float, right: float, width: float) -> float:
    """The zoom at which the text between two x of the page (points) fills a view of `width` pixels."""
    return clamped((width - GAP) / max(right - left, 1))


def fitting_page(size: tuple[float, float], width: float, height: float) -> float:
    """The zoom at which one page fits the view whole."""
    return clamped(min((width - 2 * GAP) / max(size[0], 1), (height - 2 * GAP) / max(size[1], 1)))


def percent(zoom: float) -> float:
    """A zoom as people say it: 100 is the size on paper on a screen of 96 pixels to the inch."""
    return zoom / FULL_SIZE * 100


def clamped(zoom: float) -> float:
    """A zoom within what is offered, 25–800 %."""
    return min(LARGEST, max(SMALLEST, zoom))


def stepped(zoom: float, direction: int) -> float:
    """The next zoom up or down the ladder."""
    if direction > 0:
        return next((step for step in STEPS if step > zoom * 1.01), LARGEST)
    return next((step for step in reversed(STEPS) if step < zoom * 0.99), SMALLEST)

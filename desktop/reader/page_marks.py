"""One page's marks as lists of rectangles in pixels: worked out once, painted by a few calls at every frame."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion

from desktop.reader.colouring import Look
from desktop.reader.painting import around
from desktop.reader.paper import INVERT, PLAIN
from desktop.reader.shown import SIGNS
from desktop.theme import readable_on
from storage.model import Annotation, Box

DEEPEST = 3  # levels of overlapping marks that are told apart by their height
RULES = 3  # further areas that are shown by a line each
GAP = 4  # pixels between the signs and the text
HIT, CURRENT_HIT = "#f2b400", "#f07c00"


class Tab(NamedTuple):
    """Signs in the margin: where, what, the colours of the tab and of its letters, and the letters."""

    rect: QRect
    text: str
    colour: QColor
    ink: QColor
    font: QFont


class Rects:
    """Rectangles of one colour from top to bottom, so that those of a strip are found by halving."""

    def __init__(self, rects: Sequence[QRect]):
        rects = sorted(rects, key=QRect.top)
        self._tops = [rect.top() for rect in rects]
        self._highest = max((rect.height() for rect in rects), default=0)
        # With fractions, for Qt cuts off those of the painter's place when it draws whole rectangles.
        self._rects = [QRectF(rect) for rect in rects]

    def within(self, top: int, bottom: int) -> list[QRectF]:
        """Those that may show between two heights."""
        return self._rects[bisect_left(self._tops, top - self._highest) : bisect_left(self._tops, bottom + 1)]


@dataclass
class PageMarks:
    """A page's marks at one size, in pixels from the page's top left; `unit` is the pixels of a 96th of an inch."""

    unit: float = 1.0
    paper: str = PLAIN
    washes: list[tuple[QColor, Rects]] = field(default_factory=list)
    lines: list[tuple[QColor, Rects]] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)
    outlines: dict[int, tuple[QColor, list[QRect]]] = field(default_factory=dict)

    def paint(self, painter: QPainter, clip: QRect) -> None:
        """Paint what shows inside `clip`, in pixels from the page's top left, as the painter must have them too."""
        top, bottom = clip.top(), clip.bottom()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setCompositionMode(blending(self.paper))
        _paint_rects(painter, self.washes, top, bottom)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        _paint_rects(painter, self.lines, top, bottom)
        tabs = [tab for tab in self.tabs if tab.rect.top() <= bottom and tab.rect.bottom() >= top]
        if not tabs:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tab in tabs:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tab.colour)
            painter.drawRoundedRect(tab.rect, 3 * self.unit, 3 * self.unit)
            painter.setFont(tab.font)
            painter.setPen(tab.ink)
            painter.drawText(tab.rect, Qt.AlignmentFlag.AlignCenter, tab.text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_outline(self, painter: QPainter, chosen: int) -> None:
        """Paint a line round the chosen mark, if it shows on this page."""
        if chosen not in self.outlines:
            return
        (colour, rects), unit = self.outlines[chosen], self.unit
        # Round all lines at once: a line round each of them would strike through the letters of the next.
        boxes = [Box(rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1) for rect in rects]
        pen = QPen(colour, max(1.0, min(1.6 * unit, 0.12 * rects[0].height())))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(around(boxes, 2 * unit, unit))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_rects(painter: QPainter, groups: list[tuple[QColor, Rects]], top: int, bottom: int) -> None:
    for colour, rects in groups:
        showing = rects.within(top, bottom)
        if showing:
            painter.setBrush(colour)
            painter.drawRects(showing)


def blending(paper: str) -> QPainter.CompositionMode:
    """How a wash is laid over the page's picture so that the print stays what it is."""
    modes = QPainter.CompositionMode
    return modes.CompositionMode_Screen if paper == INVERT else modes.CompositionMode_Multiply


def wash(colour: str, paper: str = PLAIN, share: float = 0.38) -> QColor:
    """A colour thinned until print on it keeps a contrast of at least 7 to 1: pale, or dark under light print."""
    base = QColor(colour)
    ground = 0.0 if paper == INVERT else 1 - share
    return QColor.fromRgbF(*(ground + share * part for part in (base.redF(), base.greenF(), base.blueF())))


def page_marks(
    marks: Sequence[tuple[Annotation, list[Box]]],
    looks: Mapping[int, Look],
    scale: float,
    *,
    margin: float,
    unit: float = 1.0,
    paper: str = PLAIN,
    hits: Sequence[tuple[list[Box], bool]] = (),
) -> PageMarks:
    """Work out one page's marks at `scale` pixels to a point; `margin` is the x in points where the text begins.

    Of overlapping marks each is seen: one inside another begins lower, level by level, so that the outer shows
    above it, and each is underlined in its own colour at a height of its own; of two that cross the shorter lies
    above. `hits` are the boxes of what was found, and whether it is the one gone to; marks lie round them.
    """
    made = PageMarks(unit, paper)
    placed = [(annotation, [in_pixels(box, scale) for box in boxes]) for annotation, boxes in marks]
    levels = nesting([annotation for annotation, _ in placed])
    washes: dict[str, list[QRect]] = defaultdict(list)
    tints: dict[str, list[QRect]] = defaultdict(list)  # of rectangles: what is marked are pictures and tables
    lines: dict[str, list[QRect]] = defaultdict(list)
    found = QRegion()
    for boxes, _ in hits:
        for box in boxes:
            found += in_pixels(box, scale)
    taken = QRegion(found)  # by shorter marks
    thin = max(1, round(1.2 * unit))
    for annotation, rects in sorted(placed, key=lambda mark: mark[0].end - mark[0].start):
        look, level = looks[annotation.id], levels.get(annotation.id)
        if annotation.box is not None:
            tints[look.colours[0]] += rects
            lines[look.colours[0]] += [edge for rect in rects for edge in _edges(rect, round(1.5 * unit) or 1)]
        elif level is not None:
            region = QRegion()
            for rect in rects:
                region += rect.adjusted(0, level * max(1, round(rect.height() * 0.09)), 0, 0)
            washes[look.colours[0]] += rects_in(region.subtracted(taken))
            taken += region
            lines[look.colours[0]] += [_underline(rect, level) for rect in rects]
        elif hits:
            for rect in rects:
                washes[look.colours[0]] += rects_in(QRegion(rect).subtracted(found))
        else:
            region = QRegion()
            for rect in rects:  # lines overlap a little, and where they did the colour would be laid on twice
                region += rect
            washes[look.colours[0]] += rects_in(region)
        for step, colour in enumerate(look.colours[1 : 1 + RULES]):
            lines[colour] += [_line(rect, round((1 + 2.5 * step) * unit), thin) for rect in rects]
        made.outlines[annotation.id] = (QColor(look.colours[0]).darker(120), rects)
    made.tabs = _tabs(placed, looks, _font(marks, scale, unit), round(margin * scale), round(SIGNS * scale), unit)
    made.washes = [(wash(colour, paper), Rects(rects)) for colour, rects in washes.items()]
    made.lines = [(QColor(colour), Rects(rects)) for colour, rects in lines.items()]
    made.washes += [(wash(colour, paper, 0.12), Rects(rects)) for colour, rects in tints.items()]
    made.washes[:0] = _hits(hits, scale, paper)
    return made


def _hits(hits: Sequence[tuple[list[Box], bool]], scale: float, paper: str) -> list[tuple[QColor, Rects]]:
    found = []
    for is_current, colour in ((False, HIT), (True, CURRENT_HIT)):
        rects = [in_pixels(box, scale) for boxes, current in hits if current is is_current for box in boxes]
        if rects:
            found.append((wash(colour, paper, 0.62 if is_current else 0.38), Rects(rects)))
    return found


def rects_in(region: QRegion) -> list[QRect]:
    """The rectangles of a region, none of which overlap."""
    return list(region)  # type: ignore[call-overload] # PySide's stubs leave out that it can be gone through


def in_pixels(box: Box, scale: float) -> QRect:
    """A box in whole pixels."""
    left, top = round(box.x0 * scale), round(box.y0 * scale)
    return QRect(left, top, max(1, round(box.x1 * scale) - left), max(1, round(box.y1 * scale) - top))


def nesting(annotations: Sequence[Annotation]) -> dict[int, int]:
    """The levels, 0 outermost, of those annotations that overlap another, by their ids; others are left out."""
    levels: dict[int, int] = {}
    crowded: set[int] = set()
    open_marks: list[tuple[int, Annotation]] = []
    for annotation in sorted(annotations, key=lambda one: (one.start, -one.end, one.id)):
        open_marks = [(level, one) for level, one in open_marks if one.end > annotation.start]
        used = {level for level, _ in open_marks}
        level = next(level for level in range(len(used) + 1) if level not in used)
        if open_marks:
            crowded.update((annotation.id, *(one.id for _, one in open_marks)))
        levels[annotation.id] = level
        open_marks.append((level, annotation))
    return {number: min(level, DEEPEST) for number, level in levels.items() if number in crowded}


def _line(rect: QRect, up: int, thick: int) -> QRect:
    return QRect(rect.left(), rect.bottom() + 1 - up - thick, rect.width(), thick)


def _edges(rect: QRect, thick: int) -> list[QRect]:
    left, top, right, bottom = rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1
    return [
        QRect(left, top, right - left, thick),
        QRect(left, bottom - thick, right - left, thick),
        QRect(left, top + thick, thick, bottom - top - 2 * thick),
        QRect(right - thick, top + thick, thick, bottom - top - 2 * thick),
    ]


def _underline(rect: QRect, level: int) -> QRect:
    """A line for each level, all of them below the letters' feet so that none strikes the words out."""
    step = max(1, round(rect.height() * 0.05))
    return _line(rect, level * step, step)


def _font(marks: Sequence[tuple[Annotation, list[Box]]], scale: float, unit: float) -> QFont:
    """Letters that suit the lines beside which they stand."""
    height = min((boxes[0].y1 - boxes[0].y0 for _, boxes in marks), default=12.0) * scale
    font = QFont()
    font.setPixelSize(max(1, round(max(9 * unit, min(13 * unit, height * 0.72)))))
    font.setBold(True)
    return font


def _tabs(
    placed: Sequence[tuple[Annotation, list[QRect]]],
    looks: Mapping[int, Look],
    font: QFont,
    margin: int,
    room: int,
    unit: float,
) -> list[Tab]:
    """The signs beside the first lines of marks, in `room` pixels left of the text.

    Those of one line stand beside each other, outwards, and go on below where there is no more room.
    """
    tabs: list[Tab] = []
    right, narrow = margin - round(GAP * unit), max(1, round(unit))
    left = max(0, margin - room) + narrow
    for annotation, rects in sorted(placed, key=lambda mark: (mark[1][0].top(), mark[0].start, mark[0].id)):
        look = looks[annotation.id]
        if not look.signs:
            continue
        letters = QFont(font)
        pad, width = 6 * unit, QFontMetricsF(font).horizontalAdvance(look.signs)
        most = max(pad + 1, right - left)
        if width + pad > most:
            letters.setPixelSize(max(1, int(font.pixelSize() * (most - pad / 2) / (width + pad / 2))))
            width = most - pad
        height = rects[0].height()
        if annotation.box is not None:  # beside a figure a sign is as high as beside a line
            height = min(height, round(1.6 * font.pixelSize()))
        rect = QRect(0, rects[0].top(), round(width + pad), height)
        rect.moveRight(right)
        for other in tabs[-8:]:
            if other.rect.intersects(rect):
                rect.moveRight(other.rect.left() - narrow)
                if rect.left() < left:
                    rect.moveTop(other.rect.bottom() + narrow)
                    rect.moveRight(right)
        tabs.append(Tab(rect, look.signs, QColor(look.colours[0]), QColor(readable_on(look.colours[0])), letters))
    return tabs

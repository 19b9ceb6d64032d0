"""Pages on screen: how they are painted with their marks, and moved."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QElapsedTimer, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from desktop.reader import painting
from desktop.reader.colouring import AREA, Look, looks
from desktop.reader.page_ground import PaintedSpace
from desktop.reader.page_marks import HIT, PageMarks, in_pixels, page_marks, rects_in
from desktop.reader.pictures import Pictures
from desktop.reader.scroll_marks import MarkedScrollBar
from desktop.reader.shown import Shown
from storage.model import Annotation, Box

TICKING = 80  # milliseconds after which a change of marks shows on the scroll bar
RESTING = 200  # milliseconds without a movement after which marks further on are worked out
PREPARED = 150  # pages on either side whose marks are worked out ahead
FEW = 50  # marks that changed of which it is worth knowing on which pages they stand
SLICE = 4  # milliseconds of work on the scroll bar's ticks at a time


class PageCanvas(PaintedSpace):
    """One report's pages in a continuous column. It knows nothing of the library: it is given a `Shown`."""

    def __init__(self, pictures: Pictures, parent: QWidget | None = None):
        super().__init__(pictures, parent)
        self._colours: dict[int, str] = {}
        self._linked: frozenset[int] = frozenset()
        self._colouring = AREA
        self._looks: dict[int, Look] = {}
        self._painted: dict[int, tuple[Annotation, Look]] = {}
        self._chosen: int | None = None
        self._selection: tuple[int, int] | None = None
        self._hits: list[tuple[int, int]] = []
        self._hit = -1
        self._page_marks: dict[int, PageMarks] = {}
        self._ticking = QTimer(self, singleShot=True, interval=TICKING)
        self._ticking.timeout.connect(self._tick)
        self._ticks_left: Iterator[None] | None = None
        self._resting = QTimer(self, singleShot=True, interval=RESTING)
        self._resting.timeout.connect(self._prepare)
        self._bar = MarkedScrollBar(self)
        self.setVerticalScrollBar(self._bar)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._bar.valueChanged.connect(self._on_bar_moved)
        self.horizontalScrollBar().valueChanged.connect(self._on_bar_moved)

    # --- what is shown -------------------------------------------------------------------------------------------

    def show_report(self, shown: Shown | None) -> None:
        """Show a report from its first page, or nothing; `scrolled` is not emitted, for nothing was scrolled."""
        self.stop_pointing()
        self._shown = shown
        self._selection = self._chosen = None
        self._hits, self._hit = [], -1
        self._looks, self._painted = {}, {}
        self._direction = 1
        self._is_laying_out = self._is_fresh = True
        try:
            self.verticalScrollBar().setValue(0)
            self._fit_and_lay_out()
            if self._layout.tops:
                self._bring_across(0)
        finally:
            self._is_laying_out = False
        self.viewport().update()
        self._ask_for_pictures()
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

    def set_bare(self, bare: bool) -> None:
        """Show pages without the marks that stand in the PDF itself (they were taken in), or with them."""
        if self._shown is not None and bare != self._shown.bare:
            self._shown.bare = bare
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
            self._page_marks.clear()
            self._repaint_marks()
            if is_other:
                self._tick_soon()

    def _look_anew(self) -> None:
        marks = self._shown.annotations if self._shown else []
        before, self._painted = self._painted, {}
        self._looks = looks(marks, self._colours, self._linked, self._colouring)
        changed = []
        for mark in marks:
            painted = self._painted[mark.id] = (mark, self._looks[mark.id])
            former = before.pop(mark.id, None)
            # Most are the very same objects; comparing the rest by value costs nothing beside hashing all of them.
            if former is None or former[1] != painted[1] or (former[0] is not mark and former[0] != mark):
                changed += [mark] if former is None else [mark, former[0]]
        self._forget_marks([*changed, *(mark for mark, _ in before.values())])
        self._tick_soon()

    def _forget_marks(self, changed: Sequence[Annotation]) -> None:
        """Work out anew the pages on which these marks stand or stood."""
        if len(changed) > FEW:
            self._page_marks.clear()
        elif self._shown is not None:
            for mark in changed:
                first = last = mark.page - 1
                if mark.box is None:
                    first, last = (
                        self._shown.page_of(offset) for offset in (mark.start, max(mark.start, mark.end - 1))
                    )
                for index in range(first, last + 1):
                    self._page_marks.pop(index, None)
        self._repaint_marks()

    def _repaint_marks(self) -> None:
        self._roll.forget()
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

    def _prepare(self) -> None:
        if self._ticks_left is None and not self._ticking.isActive():
            self._ticks_left = self._preparing()
            self._ticking.start(0)

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
        if self._looks:
            self._resting.start()
        self.scrolled.emit()

    # --- painting ------------------------------------------------------------------------------------------------

    def _paint_marks(self, painter: QPainter, index: int, part: QRect, scale: float) -> None:
        if self._looks or self._hits:  # a report without marks need not have its margin worked out to be shown
            self._marks_on(index, scale).paint(painter, part)

    def _has_more_to_paint(self) -> bool:
        return not (self._chosen is None and self._selection is None and self._pointed is None)

    def _paint_more(self, painter: QPainter, index: int, scale: float) -> None:
        """Paint on a page the line round the chosen mark, the selection and what is pointed at."""
        assert self._shown is not None
        if self._chosen is not None:
            self._marks_on(index, scale).paint_outline(painter, self._chosen)
        pixels = self.zoom * scale
        if self._selection is not None:
            region = QRegion()
            for box in self._shown.span_boxes(index, *self._selection):
                region += in_pixels(box, pixels)
            for rect in rects_in(region):  # lines overlap a little, which shall not show
                painter.fillRect(rect, painting.SELECTION)
        if self._pointed is not None:
            boxes = self._shown.span_boxes(index, *self._pointed)
            if boxes:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.scale(scale, scale)
                painting.paint_pointing(painter, [Box(*(edge * self.zoom for edge in box)) for box in boxes])

    def _marks_on(self, index: int, scale: float) -> PageMarks:
        marks = self._page_marks.get(index)
        if marks is None or marks.unit != scale:
            marks = self._page_marks[index] = self._marks_of(index, scale)
        return marks

    def _marks_of(self, index: int, unit: float) -> PageMarks:
        """A page's marks and finds in device pixels."""
        assert self._shown is not None
        words = self._shown.words(index) if self._hits else []
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

"""Which ribbons join two neighbouring panes, and where: reckoned from places looked up once, not from the library."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.reader.colouring import AREA, link_colour
from desktop.reader.heights import Heights
from desktop.reader.hover import begun, broken
from desktop.reader.pane import Pane
from desktop.reader.ribbons import NEAR, Ribbon, RibbonHandle, Span
from desktop.reader.words import shortened
from storage.model import Annotation, Link


class Join(NamedTuple):
    """A link between two neighbouring panes: its relation, its ends left and right, its colour."""

    link: Link
    left: Annotation
    right: Annotation
    colour: str

    @property
    def earlier(self) -> Annotation:
        """The end in the earlier report."""
        return self.left if self.left.id == self.link.earlier else self.right

    @property
    def later(self) -> Annotation:
        """The end in the later report."""
        return self.right if self.left.id == self.link.earlier else self.left


class Gap:
    """The links between two neighbouring panes. A scroll costs arithmetic on those near the view alone."""

    def __init__(self, panes: tuple[Pane, Pane], heights: tuple[Heights, Heights], strip: RibbonHandle):
        self._panes, self._heights, self._strip = panes, heights, strip
        self._joins: list[Join] = []
        self._chosen: int | None = None
        self._stamp: object = None
        self._spans: list[tuple[Join, Span, Span]] = []
        self._columns: list[list[tuple[float, int]]] = [[], []]  # tops of the left and of the right ends, in order
        self._numbers: dict[int, int] = {}  # of links
        self._ending_at: dict[int, list[int]] = {}  # numbers of links by annotation
        self._tallest = 0.0
        self._lowest = 0  # how far below the strip's top the pages beside it begin, when ribbons were last asked for

    def set_joins(self, joins: Iterable[Join]) -> None:
        """Take the links; those with an end that was lost join nothing."""
        joins = [join for join in joins if not join.left.lost and not join.right.lost]
        joins.sort(key=lambda join: (join.left.start, join.right.start))
        if joins and joins == self._joins:
            return  # a highlight that is in no link leaves all of them where they are
        self._joins = joins
        self._stamp = None
        self._strip.set_links([join.link.id for join in self._joins], self.ribbons, self.name, self.text, self._above)

    def set_chosen(self, annotation: int | None) -> None:
        """Take the chosen annotation; its links stand out."""
        if annotation != self._chosen:
            self._chosen = annotation
            if self._joins:
                self._strip.update()

    def concerns(self, pane: Pane) -> bool:
        """Whether a pane is one of the two."""
        return pane in self._panes

    def scrolled(self) -> None:
        """Draw the ribbons anew: one of the two panes has moved."""
        if self._joins:
            self._strip.moved()

    def name(self, link: int) -> str:
        """A link in words for who cannot see it."""
        join = next(join for join in self._joins if join.link.id == link)
        names = {pane.report.id: pane.report.name for pane in self._panes if pane.report is not None}
        words = QCoreApplication.translate("reader", "Link: {relation}, from {earlier} “{one}” to {later} “{other}”")
        return words.format(
            relation=join.link.relation,
            earlier=names.get(join.earlier.report, ""),
            one=shortened(join.earlier.words, 60),
            later=names.get(join.later.report, ""),
            other=shortened(join.later.words, 60),
        )

    def ribbons(self, always: frozenset[int] = frozenset()) -> list[Ribbon]:
        """The ribbons in sight as the panes are scrolled now, and those of the links `always`."""
        if not self._joins:
            return []
        self._measure()
        height = self._strip.height()
        tops = [_view_top(pane, self._strip) for pane in self._panes]
        shifts = [top - heights.scroll for top, heights in zip(tops, self._heights, strict=True)]
        near = self._near(height, shifts)
        near.update(self._numbers[link] for link in always if link in self._numbers)
        near.update(self._ending_at.get(self._chosen or 0, ()))
        self._lowest = lowest = min(tops)
        left_shift, right_shift = shifts
        found = []
        for number in sorted(near):
            join, left, right = self._spans[number]
            link = join.link.id
            ends = (left[0] + left_shift, left[1] + left_shift), (right[0] + right_shift, right[1] + right_shift)
            if _is_past(*ends, lowest, height) and link not in always:
                continue
            is_chosen = self._chosen is not None and self._chosen in (join.left.id, join.right.id)
            found.append(Ribbon(link, *ends, join.colour, is_chosen))
        return found

    def _above(self) -> int:
        """How far below the strip's top the pages beside it begin, in pixels, for the ribbons asked for last."""
        return self._lowest

    def _near(self, height: float, shifts: list[int]) -> set[int]:
        """The numbers of the links with an end in the view or a little past it."""
        margin = height * NEAR
        near: set[int] = set()
        for column, shift in zip(self._columns, shifts, strict=True):
            first = bisect_left(column, (-margin - shift - self._tallest, -1))
            near.update([number for _, number in column[first : bisect_right(column, (height + margin - shift, -1))]])
        return near

    def text(self, link: int) -> str:
        """What resting on a ribbon says: the relation, then each end with its report, then the link's note."""
        join = next(join for join in self._joins if join.link.id == link)
        names = {pane.report.id: pane.report.name for pane in self._panes if pane.report is not None}
        relation = join.link.relation[:1].upper() + join.link.relation[1:]
        lines = [
            QCoreApplication.translate("reader", "{report}: “{words}”").format(
                report=names.get(end.report, ""), words=shortened(end.words)
            )
            for end in (join.earlier, join.later)
        ]
        return "\n".join([relation, *lines, *broken(begun(join.link.note))])

    def _measure(self) -> None:
        """Reckon where the ends stand in their columns, again only after a zoom or for other links."""
        left, right = self._heights
        stamp = (left.stamp, right.stamp)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self._spans = []
        for join in self._joins:
            one, other = left.of_mark(join.left), right.of_mark(join.right)
            if one is not None and other is not None:
                self._spans.append((join, one, other))
        self._numbers = {join.link.id: number for number, (join, _, _) in enumerate(self._spans)}
        self._ending_at = {}
        for number, (join, _, _) in enumerate(self._spans):
            for end in (join.left, join.right):
                self._ending_at.setdefault(end.id, []).append(number)
        self._columns = [
            sorted((ends[side][0], number) for number, (_, *ends) in enumerate(self._spans)) for side in (0, 1)
        ]
        self._tallest = max((end[1] - end[0] for _, *ends in self._spans for end in ends), default=0.0)


def _view_top(pane: Pane, strip: RibbonHandle) -> int:
    """How far a pane's view begins below the top of a strip beside it, in pixels."""
    viewport = pane.pages.viewport()
    return viewport.mapTo(pane, viewport.rect().topLeft()).y() + pane.y() - strip.y()


def _is_past(left: Span, right: Span, above: float, height: float) -> bool:
    """Whether both ends are out of sight on one side, so that nothing of the ribbon could be seen."""
    return (left[1] < above and right[1] < above) or (left[0] > height and right[0] > height)


def joins_between(
    left: int,
    right: int,
    links: Iterable[Link],
    marked: dict[int, Annotation],
    colours: dict[int, str],
    how: str = AREA,
) -> list[Join]:
    """The links that join two reports, each with its left end first, coloured as `how` says marks are."""
    found = []
    for link in links:
        if {link.earlier_report, link.later_report} != {left, right}:
            continue
        earlier, later = marked.get(link.earlier), marked.get(link.later)
        if earlier is not None and later is not None:
            ends = (earlier, later) if earlier.report == left else (later, earlier)
            found.append(Join(link, *ends, link_colour(link, earlier, later, colours, how)))
    return found

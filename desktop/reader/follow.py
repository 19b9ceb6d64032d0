"""Panes brought to the same judgement area of their frameworks, once or as long as one of them is scrolled."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject

from desktop.project import Project
from desktop.reader.heights import Heights
from desktop.reader.pane import Pane
from desktop.reader.words import shortened
from storage.errors import LibraryError

if TYPE_CHECKING:
    from storage.crosswalk import AreaPlace, Counterpart

ABOVE = 12  # pixels between the view's top and the heading that it is brought to


class Follow(QObject):
    """Knows where each open report speaks of which area; it moves panes when it is told to, and emits nothing.

    `heights` answers the heights of a pane's column.
    """

    def __init__(self, project: Project, heights: Callable[[Pane], Heights], parent: QObject | None = None):
        super().__init__(parent)
        self._project = project
        self._heights = heights
        self.on = False
        self._is_moving = False
        self._places: dict[int, list[AreaPlace]] = {}
        self._answers: dict[tuple[int, AreaPlace, int], Counterpart | None] = {}
        self._extents: WeakKeyDictionary[Pane, tuple[object, list[tuple[float, float]]]] = WeakKeyDictionary()

    def forget(self) -> None:
        """Look the reports' areas up anew: one was read again, or its kind was corrected."""
        self._places.clear()
        self._answers.clear()
        self._extents.clear()

    # --- while one is scrolled ------------------------------------------------------------------------

    def lead(self, leader: Pane, others: Sequence[Pane]) -> None:
        """Keep the others where the leader is: in the same area, by the same share of its height.

        Where the leader is in no area, or another report has no such area, that one stays where it is.
        """
        if self._is_moving or leader.report is None:
            return
        place, share = self._at_top(leader)
        if place is None:
            return
        self._is_moving = True
        try:
            for other in others:
                self._keep(leader, other, place, share)
        finally:
            self._is_moving = False

    def _at_top(self, pane: Pane) -> tuple["AreaPlace | None", float]:
        """The stretch under the view's top and the share of its height that has passed it."""
        places = self._sections(pane)
        extents = self._measured(pane, places)
        line = float(self._heights(pane).scroll + ABOVE + 1)
        at = bisect_right(extents, line, key=lambda extent: extent[0]) - 1
        if at < 0 or line >= extents[at][1]:
            return (None, 0.0)
        top, bottom = extents[at]
        return (places[at], max(0.0, (line - 1 - top) / (bottom - top)))

    def _keep(self, leader: Pane, other: Pane, place: "AreaPlace", share: float) -> None:
        answer = self._answer(leader, other, place)
        if answer is None:
            return
        top, bottom = self._extent(other, answer.place)
        self._heights(other).scroll_to(top + share * (bottom - top) - ABOVE)

    def _sections(self, pane: Pane) -> list["AreaPlace"]:
        """The stretches that lead: a line of a table of grades must not send the others away."""
        return [place for place in self._areas(pane) if place.of_section]

    def _measured(self, pane: Pane, places: Sequence["AreaPlace"]) -> list[tuple[float, float]]:
        stamp = self._heights(pane).stamp
        kept = self._extents.get(pane)
        if kept is None or kept[0] != stamp:
            kept = (stamp, [self._extent(pane, place) for place in places])
            self._extents[pane] = kept
        return kept[1]

    def _extent(self, pane: Pane, place: "AreaPlace") -> tuple[float, float]:
        """Where a stretch begins and ends in its column, in pixels."""
        heights = self._heights(pane)
        top, bottom = heights.of(place.start, place.start + 1), heights.of(place.end - 1, place.end)
        begin = top[0] if top is not None else 0.0
        return (begin, max(begin + 1, bottom[1] if bottom is not None else begin))

    # --- what the reports say -------------------------------------------------------------------------

    def _areas(self, pane: Pane) -> list["AreaPlace"]:
        """The stretches of the report in a pane; none where a framework of the user's cannot be understood."""
        try:
            return self._known(pane)
        except LibraryError:
            return []

    def _known(self, pane: Pane) -> list["AreaPlace"]:
        from storage import crosswalk  # only who aligns pays for frameworks and their patterns

        if pane.report is None:
            return []
        number = pane.report.id
        if number not in self._places:
            self._places[number] = self._project.ask(crosswalk.area_sections, number)
        return self._places[number]

    def _answer(self, leader: Pane, other: Pane, place: "AreaPlace") -> "Counterpart | None":
        from storage import crosswalk

        if leader.report is None or other.report is None:
            return None
        key = (leader.report.id, place, other.report.id)
        if key not in self._answers:
            self._answers[key] = crosswalk.counterpart(place, self._areas(other))
        return self._answers[key]

    # --- once -----------------------------------------------------------------------------------------

    def here(self, pane: Pane, offset: int) -> "AreaPlace | None":
        """The stretch that holds an offset; where none does, the first that begins within the view.

        Raises LibraryError when a framework of the user's cannot be understood.
        """
        from storage import crosswalk

        places = self._known(pane)
        found = crosswalk.place_at(places, offset)
        if found is not None:
            return found
        heights = self._heights(pane)
        bottom = heights.scroll + pane.pages.viewport().height()
        below = ((place, heights.of(place.start, place.start + 1)) for place in places if place.of_section)
        return next((place for place, at in below if at is not None and heights.scroll <= at[0] < bottom), None)

    def align(self, leader: Pane, offset: int, others: Sequence[Pane], leave: Callable[[Pane], None]) -> str:
        """Bring the others to the area that holds an offset of the leader; answer what was done, in words.

        `leave` is called with each pane before it jumps.
        """
        assert leader.report is not None
        try:
            place = self.here(leader, offset)
            known = self._known(leader)
        except LibraryError as error:
            return str(error)
        if place is None:
            return self._without_place(leader.report.name, bool(known))
        exact: set[str] = set()
        sentences = []
        for other in others:
            answer = self._answer(leader, other, place)
            if answer is not None:
                leave(other)
                self._bring(other, answer.place)
            if answer is not None and answer.exact:
                exact.add(answer.area)
            else:
                sentences.append(self._other_than_wanted(other, place, answer))
        if exact:
            names = "”, “".join(area for area in place.areas if area in exact)
            sentences.insert(0, self.tr("Brought to “{area}”.").format(area=names))
        return " ".join(sentences)

    def _bring(self, pane: Pane, place: "AreaPlace") -> None:
        self._is_moving = True
        try:
            heights = self._heights(pane)
            at = heights.of(place.start, place.start + 1)
            if at is not None:
                heights.scroll_to(at[0] - ABOVE)
            text = pane.pages.shown.contents.text if pane.pages.shown is not None else ""
            line = text.find("\n", place.start, place.end)
            pane.pages.point_at(place.start, line if line > place.start else place.end)
        finally:
            self._is_moving = False

    def _without_place(self, report: str, has_areas: bool) -> str:
        if has_areas:
            words = self.tr(
                "What {report} shows now belongs to no judgement area. Scroll to a section of one and try again."
            )
        else:
            words = self.tr(
                "No judgement area of the codebook was found in {report}, so the others stay where they are. "
                "Its kind of report may have none; the kind can be corrected in the details."
            )
        return words.format(report=report)

    def _other_than_wanted(self, other: Pane, place: "AreaPlace", answer: "Counterpart | None") -> str:
        assert other.report is not None
        if answer is None:
            words = self.tr("{report} has no section on “{area}” and stays where it is.")
            return words.format(report=other.report.name, area="”, “".join(place.areas))
        words = self.tr("{report} has no section on “{area}” alone; it shows “{heading}”.")
        return words.format(report=other.report.name, area=answer.area, heading=shortened(answer.place.heading))

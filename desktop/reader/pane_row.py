"""A row of panes: their marks as the library has them, and the ribbons between neighbours."""

from collections import Counter
from collections.abc import Sequence

from desktop.project import Project
from desktop.reader.colouring import AREA
from desktop.reader.heights import Heights
from desktop.reader.joining import Gap, joins_between
from desktop.reader.pane import Pane
from desktop.reader.ribbons import RibbonSplitter
from storage import annotations, areas, links, own_marks
from storage.model import Annotation, Area, Change, Link


class PaneRow(RibbonSplitter):
    """Panes side by side. What the library says is asked when told to, never while pages move."""

    def __init__(self, project: Project):
        super().__init__()
        self._project = project
        self.panes: list[Pane] = []
        self.ribbons_shown = True
        self._heights: dict[Pane, Heights] = {}
        self._gaps: list[Gap] = []
        self._areas: list[Area] | None = None  # until something is shown
        self._colours: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._links: dict[int, Link] = {}
        self._ends: Counter[int] = Counter()  # how many links each annotation has
        self._linked: frozenset[int] = frozenset()
        self._marks: dict[int, list[Annotation]] = {}
        self._carrying: set[int] = set()  # reports whose PDF has marks of its own
        self._chosen: int | None = None
        self._colouring = AREA

    def heights(self, pane: Pane) -> Heights:
        """How high spans stand in a pane's column."""
        return self._heights[pane]

    def add_pane(self, pane: Pane) -> None:
        """Add a pane at the right; all become equally wide."""
        self.panes.append(pane)
        self._heights[pane] = Heights(pane)
        self.place_pane(pane)
        self._rearrange()

    def remove_pane(self, pane: Pane) -> None:
        """Take a pane out; the others share its room."""
        self.panes.remove(pane)
        self._gaps = [gap for gap in self._gaps if not gap.concerns(pane)]
        del self._heights[pane]
        pane.hide()
        pane.setParent(None)
        pane.deleteLater()
        self._rearrange()

    def _rearrange(self) -> None:
        self.fit_strips(self.ribbons_shown)
        self.setSizes([1000] * len(self.panes))
        neighbours = zip(self.panes, self.panes[1:], self.strips, strict=False)
        self._gaps = [
            Gap((left, right), (self._heights[left], self._heights[right]), strip) for left, right, strip in neighbours
        ]
        self.draw_ribbons()

    def set_colouring(self, how: str) -> None:
        """Let the colour of a ribbon say what that of a mark says: "area", "mark" or "reviewer"."""
        if how != self._colouring:
            self._colouring = how
            self.draw_ribbons()

    def set_ribbons_shown(self, shown: bool) -> None:
        """Show the ribbons, or leave their room to the pages."""
        self.ribbons_shown = shown
        self.fit_strips(shown)
        self.draw_ribbons()

    # --- what the library says ------------------------------------------------------------------------

    def outdate(self) -> None:
        """Ask the library anew when something is shown next."""
        self._areas = None

    def take(self, change: Change) -> None:
        """Show what a change of the library did to marks and links, looking at no others where it can tell."""
        concerned = None
        if self._areas is not None and change.tables <= {"annotations", "annotation_areas", "links"}:
            concerned = self._project.ask(annotations.concerned, change)
        if concerned is None:
            self.refresh()
            return
        if "links" in change.tables:
            self._learn_links()
        there = {mark.id: mark for mark in self._project.ask(annotations.some, concerned)}
        for report, marks in self._marks.items():
            fresh = [mark for mark in there.values() if mark.report == report]
            if fresh or any(mark.id in concerned for mark in marks):
                kept = [mark for mark in marks if mark.id not in concerned]
                self._marks[report] = sorted([*kept, *fresh], key=lambda mark: (mark.start, mark.id))
        self._show(self.panes)

    def refresh(self, only: Sequence[Pane] | None = None) -> None:
        """Show the marks, links and areas as the library has them now; of `only` those panes where the rest stands."""
        if self._areas is None or only is None:
            self._areas = self._project.ask(areas.all_areas)
            self._colours = {area.id: area.colour for area in self._areas}
            self._names = {area.id: area.name for area in self._areas}
            self._learn_links()
            only = self.panes
        open_reports = [pane.report.id for pane in self.panes if pane.report is not None]
        self._marks = {report: marks for report, marks in self._marks.items() if report in open_reports}
        for pane in only:
            if pane.report is not None:
                self._marks[pane.report.id] = self._project.ask(annotations.of_report, pane.report.id)
                if self._project.ask(own_marks.carries, pane.report.id):
                    self._carrying.add(pane.report.id)
        self._show(only)

    def _learn_links(self) -> None:
        """Ask the library which links there are; a large one has thousands, which no report is opened for."""
        self._links = {link.id: link for link in self._project.ask(links.everything)}
        self._ends = Counter(end for link in self._links.values() for end in (link.earlier, link.later))
        self._linked = frozenset(self._ends)

    def _show(self, panes: Sequence[Pane]) -> None:
        """Give panes the marks of their reports."""
        for pane in panes:
            if pane.report is not None:
                pane.pages.set_area_names(self._names, self._ends)
                if pane.report.id in self._carrying:
                    pane.pages.set_bare(self._project.ask(own_marks.are_taken_in, pane.report.id))
                pane.pages.set_marks(self._marks[pane.report.id], self._colours, self._linked)
        self.draw_ribbons()

    def link(self, number: int) -> Link | None:
        """A link of the library; None where it is not there (any more)."""
        if self._areas is None:
            self._learn_links()
        return self._links.get(number)

    # --- ribbons --------------------------------------------------------------------------------------

    def set_chosen(self, annotation: int | None) -> None:
        """Show which annotation is chosen."""
        self._chosen = annotation
        for pane in self.panes:
            if pane.report is not None:
                pane.pages.set_chosen(annotation)
        for gap in self._gaps:
            gap.set_chosen(annotation)

    def scrolled(self, pane: Pane) -> None:
        """Let the ribbons go with a pane that has moved."""
        for gap in self._gaps:
            if gap.concerns(pane):
                gap.scrolled()

    def draw_ribbons(self) -> None:
        """Find out anew which links join neighbouring panes."""
        marked = {mark.id: mark for marks in self._marks.values() for mark in marks} if self.ribbons_shown else {}
        for gap, (left, right) in zip(self._gaps, zip(self.panes, self.panes[1:], strict=False), strict=True):
            joins = []
            if marked and left.report is not None and right.report is not None:
                reports = (left.report.id, right.report.id)
                joins = joins_between(*reports, self._links.values(), marked, self._colours, self._colouring)
            gap.set_chosen(self._chosen)
            gap.set_joins(joins)

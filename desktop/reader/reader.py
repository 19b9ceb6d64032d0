"""The reading room: up to three reports side by side, with the ribbons that join their linked passages."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.project import Project
from desktop.reader import room_state
from desktop.reader.follow import Follow
from desktop.reader.link_drag import LinkDrag
from desktop.reader.pane import Pane
from desktop.reader.room import Room
from desktop.reader.visited import Place
from desktop.reader.words import shortened
from storage import annotations, reports
from storage.model import Annotation, Box, Change

__all__ = ["Reader", "shortened"]

PAUSE = 120  # milliseconds between two tellings of where the reading is: a frame in eight at most pays for it
NOWHERE = Place(0, 0, 0.0)  # what an empty pane goes back from
ABOVE = 0.3  # of the view's height above a rectangle that is gone to


class Reader(Room):
    """What is read in the panes: marks and links, jumps to places and back, and where the reading is.

    Signals:
        annotation_clicked(int): an annotation was clicked on a page.
        passage_selected(int, int, int): report, start, end; (0, 0, 0) when the selection went.
        link_followed(int, int): a link's id, and the annotation gone to.
        view_moved(): pages moved under the selection bar.
        range_changed(int, int, int): an annotation's id, and the span that it is to have.
        rectangle_changed(int, object): an annotation's id, and the `Box` that it is to have.
        link_dragged(int, int, int, int, int): an annotation was dragged to another, or (0) to a span of a report.
        rectangle_drawn(int, int, object): a report, a page's number, and the `Box` drawn on it.
        context_wanted(QPoint, int): a menu is wanted at a place of the screen, for an annotation or (0) for the rest.
        caret_changed(): a caret was shown, or left.
        position_changed(int, int): the active report, and the offset of running text at the top of its view; that
            of a place which is pointed at.
        settled(): after `panes_changed`, once the page that was opened stands on the screen: the time for what
            nobody waits for.
    """

    annotation_clicked = Signal(int)
    passage_selected = Signal(int, int, int)
    link_followed = Signal(int, int)
    view_moved = Signal()
    range_changed = Signal(int, int, int)
    rectangle_changed = Signal(int, object)
    link_dragged = Signal(int, int, int, int, int)
    rectangle_drawn = Signal(int, int, object)
    context_wanted = Signal(QPoint, int)
    caret_changed = Signal()
    position_changed = Signal(int, int)
    settled = Signal()

    def __init__(self, project: Project, parent: QWidget | None = None):
        self._chosen: int | None = None
        self._position: tuple[int, int] | None = None
        self._paper, self._colouring, self._draws_rectangles = "plain", "area", False
        super().__init__(project, parent)
        self._link_drag = LinkDrag(self, lambda: self.panes, self)
        self._link_drag.dropped.connect(self.link_dragged)
        self._follow = Follow(project, self._row.heights, self)
        # While it runs, further scrolling costs nothing.
        self._telling = QTimer(self, singleShot=True, interval=PAUSE)
        self._telling.timeout.connect(self._tell_position)
        self._row.splitterMoved.connect(self._row.draw_ribbons)
        self._row.end_clicked.connect(lambda link, left: self._go_to_end(link, left=not left))
        self._row.end_wanted.connect(lambda link, left: self._go_to_end(link, left=left))
        self._row.both_wanted.connect(self.show_link)
        self.panes_changed.connect(self._tell_anew)

    def _connect(self, pane: Pane) -> None:
        pane.set_report_names(lambda report: str(self._project.ask(reports.one, report).name))
        pane.pages_made.connect(lambda: self._connect_pages(pane))
        pane.settled.connect(lambda: self._on_settled(pane))

    def _connect_pages(self, pane: Pane) -> None:
        pane.pages.annotation_clicked.connect(self.annotation_clicked)
        pane.pages.selected.connect(lambda start, end: self._on_selected(pane, start, end))
        pane.pages.scrolled.connect(lambda: self._on_scrolled(pane))
        pane.pages.range_changed.connect(self.range_changed)
        pane.pages.rectangle_changed.connect(self.rectangle_changed)
        if not self._project.read_only:
            self._link_drag.watch(pane)
        pane.pages.context_wanted.connect(self.context_wanted)
        pane.pages.caret_changed.connect(lambda _: self.caret_changed.emit())
        pane.pages.rectangle_drawn.connect(lambda page, box: self._on_drawn(pane, page, box))
        pane.pages.set_ranges_editable(not self._project.read_only)
        self._dress(pane)

    def _dress(self, pane: Pane) -> None:
        pane.pages.set_paper(self._paper)
        pane.pages.set_colouring(self._colouring)
        pane.pages.set_draws_rectangles(self._draws_rectangles)

    def _on_drawn(self, pane: Pane, page: int, box: Box) -> None:
        if pane.report is not None:
            self.rectangle_drawn.emit(pane.report.id, page, box)

    def cancel_link_drag(self) -> bool:
        """Give up a link that is being dragged; answer whether there was one."""
        return self._link_drag.cancel()

    # --- how pages look and what a drag does ----------------------------------------------------------

    def set_paper(self, paper: str) -> None:
        """Show pages as they are ("plain"), dimmed ("dim") or light on dark ("invert")."""
        self._paper = paper
        for pane in self.panes:
            if pane.has_pages:
                self._dress(pane)

    def set_colouring(self, how: str) -> None:
        """Let the colour of a mark say its judgement area ("area"), strength or concern ("mark"), or its reviewer."""
        self._colouring = how
        self._row.set_colouring(how)
        for pane in self.panes:
            if pane.has_pages:
                self._dress(pane)

    def set_draws_rectangles(self, on: bool) -> None:
        """Let a drag draw a rectangle, or select words."""
        self._draws_rectangles = on
        for pane in self.panes:
            if pane.has_pages:
                self._dress(pane)

    # --- going to places ------------------------------------------------------------------------------

    def go_to(self, annotation: Annotation) -> None:
        """Show an annotation, opening its report if need be; one whose passage was lost shows only its report."""
        self._jump(annotation.report, lambda pane: None if annotation.lost else self._bring(pane, annotation))

    def _bring(self, pane: Pane, annotation: Annotation) -> None:
        heights = self._row.heights(pane)
        at = heights.of_mark(annotation) if annotation.box is not None else None
        if at is None:
            pane.pages.go_to(annotation.start, annotation.end)
        elif not heights.scroll <= at[0] <= heights.scroll + pane.pages.viewport().height() - 60:
            heights.scroll_to(at[0] - ABOVE * pane.pages.viewport().height())

    def show_place(self, report: int, start: int, end: int) -> None:
        """Show a span of a report's running text and point at it, opening the report if need be.

        Nothing is selected, and the keyboard stays where it is.
        """
        self._jump(report, lambda pane: pane.pages.point_at(start, end))
        self._tell_soon()

    def _jump(self, report: int, move: Callable[[Pane], object]) -> None:
        """Move the pane of a report, made active; where it showed the report already, its place can be gone back to."""
        there = self.pane_of(report)
        pane = self.open(report)
        if there is None:
            move(pane)
        else:
            pane.jump(lambda: move(pane))

    def show_both(self, one: Annotation, target: Annotation) -> None:
        """Show two annotations of different reports at once, the pane of the second active, opening what is missing.

        The report that is missing opens beside the other one: the earlier where there is room at the left.
        """
        with self.quiet():
            first, second = self.pane_of(one.report), self.pane_of(target.report)
            if first is None and second is None:
                first = self.open(one.report)
            if first is None and second is not None:
                self.open_in(self._beside(second, one.report), one.report)
            elif second is None and first is not None:
                self.open_in(self._beside(first, target.report), target.report)
            self.go_to(one)
            self.go_to(target)

    def _beside(self, pane: Pane, report: int) -> Pane:
        """The neighbour of a pane in which another report is to open: an empty one, else by the order of the years."""
        if len(self.panes) == 1:
            self.added_pane()
        at = self.panes.index(pane)
        neighbours = [self.panes[place] for place in (at + 1, at - 1) if 0 <= place < len(self.panes)]
        empty = [neighbour for neighbour in neighbours if neighbour.report is None]
        shown = pane.report
        if shown is not None and self._project.ask(reports.one, report).order < shown.order:
            neighbours.reverse()
        return (empty or neighbours)[0]

    def show_link(self, number: int, end: int | None = None) -> None:
        """Show both ends of a link side by side and go to one of them: annotation `end`, else the later one."""
        link = self._row.link(number)
        found = (
            [self._project.ask(annotations.one, one) for one in (link.earlier, link.later)] if link is not None else []
        )
        ends = [one for one in found if one is not None]
        if len(ends) < 2:
            return
        if end == ends[0].id:
            ends.reverse()
        self.show_both(*ends)
        self.link_followed.emit(number, ends[1].id)

    def _go_to_end(self, number: int, *, left: bool) -> None:
        """Go to the end of a link that stands in the left, or in the right, of its two panes."""
        link = self._row.link(number)
        if link is None:
            return
        panes = [self.pane_of(report) for report in (link.earlier_report, link.later_report)]
        earlier, later = (self.panes.index(pane) if pane is not None else 0 for pane in panes)
        self.show_link(number, link.earlier if (earlier < later) == left else link.later)

    # --- back and forward -----------------------------------------------------------------------------

    def can_go_back(self) -> bool:
        """Whether the active pane has a place to go back to."""
        return self.active.visited.can_go_back

    def can_go_forward(self) -> bool:
        """Whether the active pane has a place that was gone back from."""
        return self.active.visited.can_go_forward

    def go_back(self) -> None:
        """Show the place that the active pane left last."""
        self._step(self.active.visited.back)

    def go_forward(self) -> None:
        """Show the place that the active pane went back from."""
        self._step(self.active.visited.forward)

    def _step(self, step: Callable[[Place], Place | None]) -> None:
        pane = self.active
        present = pane.present() or NOWHERE
        readable = {report.id for report in self._project.ask(reports.listing) if report.read}
        place = step(present)
        while place is not None and place.report not in readable:
            place = step(present)
        if place is None:
            return
        there = self.pane_of(place.report)
        if there is None:
            there = pane
            self._show(pane, self._project.ask(reports.one, place.report), leave=False)
        self._enter(there)
        there.pages.put_in_view((place.page, place.share))
        self.panes_changed.emit()

    # --- judgement areas ------------------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Whether the other panes go with the active one."""
        return self._follow.on

    def set_follow(self, on: bool) -> None:
        """Keep the other panes in the judgement area that the active one shows, or let each go its way."""
        self._follow.on = on
        if on:
            self._lead(self.active)

    def _others(self, pane: Pane) -> list[Pane]:
        return [other for other in self.panes if other is not pane and other.report is not None]

    def _lead(self, pane: Pane) -> None:
        if self._follow.on and not self._is_quiet:
            self._follow.lead(pane, self._others(pane))

    def align_to_area(self) -> str:
        """Bring the other panes to the judgement area that the active one shows; answer what was done, in words.

        The area is that of the selection, else of the chosen passage in sight, else of the view's top.
        """
        pane = self.active
        if pane.report is None:
            return self.tr("No report is open in the active pane.")
        others = self._others(pane)
        if not others:
            return self.tr("Open another report beside {report} first.").format(report=pane.report.name)
        with self.quiet():
            return self._follow.align(pane, self._offset(pane), others, self.leave)

    def _offset(self, pane: Pane) -> int:
        pages = pane.pages
        if pages.selection is not None:
            return pages.selection[0]
        chosen = self._project.ask(annotations.one, self._chosen) if self._chosen is not None else None
        if chosen is not None and pane.report is not None and chosen.report == pane.report.id:
            view = pages.viewport().rect()
            if any(view.intersects(rect) for rect in pages.span_rects(chosen.start, chosen.end)):
                return chosen.start
        return pages.pointed[0] if pages.pointed is not None else pages.top_offset()

    # --- where the reading is -------------------------------------------------------------------------

    def _on_scrolled(self, pane: Pane) -> None:
        if pane in self.panes:
            self._row.scrolled(pane)
            if pane is self.active:
                self._lead(pane)
            self.view_moved.emit()
            self._tell_soon()

    def _tell_soon(self) -> None:
        # The page goes first: who hears of a place may have as much to do as it takes to show the page.
        if not self._telling.isActive() and not self.active.is_settling:
            self._telling.start()

    def _tell_anew(self) -> None:
        self._position = None  # whoever shows another report now has forgotten it
        if self.active.is_settling:
            self._telling.stop()
        else:
            self._tell_soon()
            self.settled.emit()

    def _on_settled(self, pane: Pane) -> None:
        if not self._project.is_open:  # closed while the page was on its way
            return
        if pane.report is not None and pane.pages.shown is not None:
            pane.pages.shown.complete()
        if pane is self.active:
            self._tell_position()
            self.settled.emit()

    def _tell_position(self) -> None:
        pane = self.active
        if pane.report is None:
            self._position = None
            return
        pointed = pane.pages.pointed
        position = (pane.report.id, pointed[0] if pointed is not None else pane.pages.top_offset())
        if position != self._position:
            self._position = position
            self.position_changed.emit(*position)

    # --- marks and ribbons ----------------------------------------------------------------------------

    def on_changed(self, change: Change) -> None:
        """Take part in a change of the library."""
        if not change.tables & {"annotations", "annotation_areas", "links", "areas", "crosswalk", "reports"}:
            return
        if not self.open_reports():  # an import changes the library hundreds of times
            self._row.outdate()
            self._follow.forget()
            return
        if change.tables & {"reports", "areas", "crosswalk"}:
            self._follow.forget()
        if "reports" in change.tables:
            self._check_reports()
        self._row.take(change)
        self._row.set_chosen(self._chosen)

    def _on_shown(self, panes: list[Pane]) -> None:
        super()._on_shown(panes)
        for pane in panes:
            pane.pages.set_chosen(self._chosen)
            others = [other for other in self._others(pane) if other is self.active]
            if self._follow.on and others:
                self._follow.lead(others[0], [pane])

    def set_chosen(self, annotation: int | None) -> None:
        """Show which annotation is chosen."""
        self._chosen = annotation
        self._row.set_chosen(annotation)

    @property
    def ribbons_shown(self) -> bool:
        """Whether linked passages are joined by ribbons."""
        return self._row.ribbons_shown

    def set_ribbons_shown(self, shown: bool) -> None:
        """Join linked passages by ribbons, or leave their room to the pages."""
        self._row.set_ribbons_shown(shown)

    # --- the selection --------------------------------------------------------------------------------

    def _on_selected(self, pane: Pane, start: int, end: int) -> None:
        if start == end:
            self.passage_selected.emit(0, 0, 0)
            return
        pane.pages.stop_pointing()
        for other in self.panes:
            if other is not pane and other.has_pages:
                other.pages.clear_selection()
        if pane.report is not None:
            self.passage_selected.emit(pane.report.id, start, end)

    def clear_selection(self) -> None:
        """Select nothing in any pane."""
        for pane in self.panes:
            if pane.has_pages:
                pane.pages.clear_selection()

    def place_of(self, report: int, start: int, end: int) -> tuple[QWidget, list[QRect]] | None:
        """The viewport that shows a span, and the span's rectangles in it."""
        pane = self.pane_of(report)
        if pane is None:
            return None
        return pane.pages.viewport(), pane.pages.span_rects(start, end)

    # --- the next start -------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Panes, open reports and places, as JSON can hold them."""
        return room_state.state_of(self)

    def restore(self, state: object) -> None:
        """Take up a state that was kept; what is damaged, or no longer there, is passed over."""
        with self.quiet():
            room_state.restore(self, state)

    def close(self) -> bool:
        """End the page pictures' process with the window."""
        self.pictures.close()
        return super().close()

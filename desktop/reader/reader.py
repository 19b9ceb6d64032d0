"""The reading room: two reports side by side, with the ribbons that join their linked passages."""

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.project import Project
from desktop.reader.pane import Pane
from desktop.reader.pictures import Pictures
from desktop.reader.ribbons import Ribbon, RibbonHandle, RibbonSplitter
from desktop.reader.shown import Shown
from storage import annotations, areas, links, reports
from storage.model import Annotation, Change, Link, Report

PLAIN = "#7b8494"
PAUSE = 50  # milliseconds between two tellings of where the reading is


class Reader(QWidget):
    """The panes, and which of them is active: the one in which the next report opens.

    Signals:
        annotation_clicked(int): an annotation was clicked on a page.
        passage_selected(int, int, int): report, start, end; (0, 0, 0) when the selection went.
        panes_changed(): other reports are open, or another pane is active.
        details_requested(int): a report's details are wanted.
        link_followed(int, int): a link's id, and the annotation gone to.
        view_moved(): pages moved under the selection bar.
        position_changed(int, int): the active report, and the offset of running text at the top of its view; that
            of a place which is pointed at.
    """

    annotation_clicked = Signal(int)
    passage_selected = Signal(int, int, int)
    panes_changed = Signal()
    details_requested = Signal(int)
    link_followed = Signal(int, int)
    view_moved = Signal()
    position_changed = Signal(int, int)

    def __init__(self, project: Project, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self.pictures = Pictures(self)
        self._links: dict[int, Link] = {}
        self._marked: dict[int, Annotation] = {}
        self._chosen: int | None = None
        self._active = 0
        self._position: tuple[int, int] | None = None
        # While it runs, further scrolling costs nothing.
        self._telling = QTimer(self, singleShot=True, interval=PAUSE)
        self._telling.timeout.connect(self._tell_position)
        self._splitter = RibbonSplitter()
        hints = (
            self.tr("Choose a report in the library to read it here."),
            self.tr("Choose another report in the library to read it beside the first."),
        )
        self.panes = [Pane(self.pictures, hint) for hint in hints]
        for number, pane in enumerate(self.panes):
            self._splitter.addWidget(pane)
            self._splitter.setStretchFactor(number, 1)
            self._connect(number, pane)
        self.handle.end_clicked.connect(self._on_end_clicked)
        self._splitter.splitterMoved.connect(self._draw_ribbons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._splitter)
        self.panes[0].set_active(True)
        self.panes_changed.connect(self._tell_anew)

    def _connect(self, number: int, pane: Pane) -> None:
        pane.entered.connect(lambda: self.set_active(number))
        pane.pages.annotation_clicked.connect(self.annotation_clicked)
        pane.pages.selected.connect(lambda start, end: self._on_selected(number, start, end))
        pane.pages.scrolled.connect(self._draw_ribbons)
        pane.pages.scrolled.connect(self.view_moved)
        pane.pages.scrolled.connect(self._tell_soon)
        pane.closed.connect(lambda: self._close(number))
        pane.details_requested.connect(lambda: self._want_details(number))

    # --- which reports ------------------------------------------------------------------------------

    @property
    def handle(self) -> RibbonHandle:
        """The strip between the panes."""
        handle = self._splitter.handle(1)
        assert isinstance(handle, RibbonHandle)
        return handle

    @property
    def active(self) -> Pane:
        """The pane in which the next report opens and whose zoom the keys change."""
        return self.panes[self._active]

    def set_active(self, number: int) -> None:
        """Make a pane the active one; a selection in another pane is let go."""
        if number == self._active:
            return
        self._active = number
        for other, pane in enumerate(self.panes):
            pane.set_active(other == number)
        self.panes_changed.emit()

    def open_reports(self) -> list[int]:
        """The ids of the reports on screen, left to right."""
        return [pane.report.id for pane in self.panes if pane.report is not None]

    def pane_of(self, report: int) -> Pane | None:
        """The pane that shows a report."""
        return next((pane for pane in self.panes if pane.report is not None and pane.report.id == report), None)

    def open(self, report: int, *, other: bool = False) -> Pane:
        """Show a report: in the pane that has it, else in an empty one, else in the active (or the other) one."""
        there = self.pane_of(report)
        if there is not None:
            self.set_active(self.panes.index(there))
            return there
        number = self._active
        if other:
            number = 1 - number
        elif self.active.report is not None:
            empty = [index for index, pane in enumerate(self.panes) if pane.report is None]
            number = empty[0] if empty else number
        pane = self.panes[number]
        pane.show_report(self._shown(self._project.ask(reports.one, report)))
        self._refresh()
        self.set_active(number)
        self.panes_changed.emit()
        return pane

    def _shown(self, report: Report) -> Shown:
        path, source = self._project.source(report.id)
        return Shown(report, self._project.ask(reports.text, report.id), path, source)

    def go_to(self, annotation: Annotation) -> None:
        """Show an annotation, opening its report if need be; one whose passage was lost shows only its report."""
        pane = self.open(annotation.report)
        if not annotation.lost:
            pane.pages.go_to(annotation.start, annotation.end)

    def show_place(self, report: int, start: int, end: int) -> None:
        """Show a span of a report's running text and point at it, opening the report if need be.

        Nothing is selected, and the keyboard stays where it is.
        """
        self.open(report).pages.point_at(start, end)
        self._tell_soon()

    def _close(self, number: int) -> None:
        self.panes[number].show_report(None)
        self._refresh()
        self.panes_changed.emit()

    def _want_details(self, number: int) -> None:
        report = self.panes[number].report
        if report is not None:
            self.details_requested.emit(report.id)

    # --- where the reading is -----------------------------------------------------------------------

    def _tell_soon(self) -> None:
        if not self._telling.isActive():
            self._telling.start()

    def _tell_anew(self) -> None:
        self._position = None  # whoever shows another report now has forgotten it
        self._tell_soon()

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

    # --- marks and ribbons --------------------------------------------------------------------------

    def on_changed(self, change: Change) -> None:
        """Take part in a change of the library."""
        if not self.open_reports():  # an import changes the library hundreds of times
            return
        if change.tables & {"annotations", "annotation_areas", "links", "areas", "reports"}:
            if "reports" in change.tables:
                self._check_reports()
            self._refresh()

    def _check_reports(self) -> None:
        """Close panes whose report was removed; write anew what heads say, or all that is shown of one read again."""
        present = {report.id: report for report in self._project.ask(reports.listing)}
        for pane in self.panes:
            if pane.report is None or pane.pages.shown is None:
                continue
            if pane.report.id not in present:
                pane.show_report(None)
                self.panes_changed.emit()
            elif present[pane.report.id].read != pane.report.read:
                self._show_again(pane, present[pane.report.id])
            else:
                pane.pages.shown.report = present[pane.report.id]
                pane.set_facts(present[pane.report.id])

    def _show_again(self, pane: Pane, report: Report) -> None:
        """Show what was read of a report's file this time, at the same place of the same page."""
        place = pane.pages.place_in_view()
        pane.pages.clear_selection()  # its offsets are those of the text before
        pane.show_report(self._shown(report))
        pane.pages.set_chosen(self._chosen)
        pane.pages.put_in_view(place)

    def _refresh(self) -> None:
        colours = {area.id: area.colour for area in self._project.ask(areas.all_areas)}
        everything = self._project.ask(links.everything)
        linked = frozenset(end for link in everything for end in (link.earlier, link.later))
        self._marked = {}
        for pane in self.panes:
            if pane.report is not None:
                marks = self._project.ask(annotations.of_report, pane.report.id)
                pane.pages.set_marks(marks, colours, linked)
                self._marked.update((mark.id, mark) for mark in marks)
        self._links = {link.id: link for link in everything if {link.earlier, link.later} <= self._marked.keys()}
        self._colours = colours
        self._draw_ribbons()

    def set_chosen(self, annotation: int | None) -> None:
        """Show which annotation is chosen."""
        self._chosen = annotation
        for pane in self.panes:
            pane.pages.set_chosen(annotation)
        self._draw_ribbons()

    def _draw_ribbons(self) -> None:
        left = self.panes[0].report
        ribbons = []
        for link in self._links.values():
            ends = (link.earlier, link.later)
            if left is not None and self._marked[link.earlier].report != left.id:
                ends = (link.later, link.earlier)
            places = [self._end(pane, self._marked[end]) for pane, end in zip(self.panes, ends, strict=True)]
            if places[0] is None or places[1] is None:
                continue
            tagged = self._marked[link.earlier].areas or self._marked[link.later].areas
            colour = self._colours.get(tagged[0], PLAIN) if tagged else PLAIN
            chosen = self._chosen in ends
            ribbons.append(Ribbon(link.id, places[0], places[1], colour, self._ribbon_text(link), chosen))
        self.handle.set_ribbons(ribbons)

    def _end(self, pane: Pane, annotation: Annotation) -> tuple[float, float] | None:
        """Where an annotation stands beside the strip, top and bottom in the strip's pixels; None for nowhere."""
        if annotation.lost:
            return None
        view = pane.pages
        offset = view.viewport().mapTo(self, view.viewport().rect().topLeft()).y() - self.handle.y()
        rects = view.span_rects(annotation.start, annotation.end)
        if rects:
            return (offset + rects[0].top(), offset + rects[-1].bottom())
        top = view.span_top(annotation.start, annotation.end)
        return None if top is None else (offset + top, offset + top + 14)

    def _ribbon_text(self, link: Link) -> str:
        one, other = self._marked[link.earlier], self._marked[link.later]
        return self.tr("{relation}: “{one}” → “{other}”").format(
            relation=link.relation, one=shortened(one.quote), other=shortened(other.quote)
        )

    def _on_end_clicked(self, number: int, left: bool) -> None:
        """Clicking one end of a link goes to the other."""
        link = self._links[number]
        pane = self.panes[1 if left else 0]
        target = next(
            self._marked[end]
            for end in (link.earlier, link.later)
            if pane.report is not None and self._marked[end].report == pane.report.id
        )
        self.go_to(target)
        self.link_followed.emit(number, target.id)

    # --- the selection ------------------------------------------------------------------------------

    def _on_selected(self, number: int, start: int, end: int) -> None:
        if start == end:
            self.passage_selected.emit(0, 0, 0)
            return
        self.panes[number].pages.stop_pointing()
        for other, pane in enumerate(self.panes):
            if other != number:
                pane.pages.clear_selection()
        report = self.panes[number].report
        if report is not None:
            self.passage_selected.emit(report.id, start, end)

    def clear_selection(self) -> None:
        """Select nothing in any pane."""
        for pane in self.panes:
            pane.pages.clear_selection()

    def place_of(self, report: int, start: int, end: int) -> tuple[QWidget, list[QRect]] | None:
        """The viewport that shows a span, and the span's rectangles in it."""
        pane = self.pane_of(report)
        if pane is None:
            return None
        return pane.pages.viewport(), pane.pages.span_rects(start, end)

    def close(self) -> bool:
        """End the page pictures' process with the window."""
        self.pictures.close()
        return super().close()


def shortened(text: str, most: int = 90) -> str:
    """A quote cut at a word's end for a line of the interface."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + "…"

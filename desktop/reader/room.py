"""Which reports are open in which panes, and where each was left."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.project import Project
from desktop.reader.pane import Pane
from desktop.reader.pane_row import PaneRow
from desktop.reader.pictures import Pictures
from desktop.reader.ribbons import RibbonHandle
from desktop.reader.room_state import Places
from storage import reports
from storage.model import Report

if TYPE_CHECKING:
    from desktop.reader.shown import Shown

FIRST, MOST = 2, 3  # panes at the start, panes at most
NARROWEST = 228  # pixels of a pane among three: with the list and the inspector they fit into 1280


class Room(QWidget):
    """One to three panes, one of them active.

    Signals:
        panes_changed(): other reports are open, or another pane is active.
        details_requested(int): a report's details are wanted.
        unread_wanted(int): a report that has not been read yet was dropped on a pane.
    """

    panes_changed = Signal()
    details_requested = Signal(int)
    unread_wanted = Signal(int)

    def __init__(self, project: Project, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self.pictures = Pictures(self)
        self.places = Places()
        self._row = PaneRow(project)
        self._is_quiet = False
        self._set_aside: list[tuple[int, int]] = []  # place and id of reports whose panes were taken away
        for _ in range(FIRST):
            self._add_pane()
        self._active = self.panes[0]
        self._active.set_active(True)
        for pane in self.panes:
            pane.head.set_removable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)

    # --- panes ----------------------------------------------------------------------------------------

    @property
    def panes(self) -> list[Pane]:
        """The panes, left to right."""
        return self._row.panes

    @property
    def handles(self) -> list[RibbonHandle]:
        """The strips between the panes, left to right."""
        return self._row.strips

    @property
    def handle(self) -> RibbonHandle:
        """The strip between the first two panes."""
        return self.handles[0]

    @property
    def active(self) -> Pane:
        """The pane in which the next report opens and whose zoom the keys change."""
        return self._active

    def set_active(self, number: int) -> None:
        """Make a pane the active one; a selection in another pane is let go."""
        if self.panes[number] is not self._active:
            self._active = self.panes[number]
            self._show_active()
            self.panes_changed.emit()

    def _show_active(self) -> None:
        for pane in self.panes:
            pane.set_active(pane is self._active)

    def set_pane_count(self, count: int) -> None:
        """Have so many panes, 1 to 3: the active report stays, and others come back when there is room for them again.

        Of too many panes the rightmost empty one goes first, then the rightmost of those that are not active.
        """
        count = min(max(count, 1), MOST)
        if count == len(self.panes):
            return
        while len(self.panes) > count:
            others = [pane for pane in reversed(self.panes) if pane is not self._active]
            going = next((pane for pane in others if pane.report is None), others[0])
            if going.report is not None:
                self._set_aside.append((self.panes.index(going), going.report.id))
            self._drop_pane(going)
        while len(self.panes) < count:
            self._add_pane()
            self._bring_back()
        self._on_count_changed()

    def added_pane(self) -> Pane:
        """One more pane at the right, empty: for a report that is about to be shown."""
        self._add_pane()
        self._on_count_changed()
        return self.panes[-1]

    def _bring_back(self) -> None:
        """Show in a new pane the report that was set aside last, and move it to the place that it had."""
        readable = {report.id for report in self._project.ask(reports.listing) if report.read}
        while self._set_aside:
            place, report = self._set_aside.pop()
            if report in readable and self.pane_of(report) is None:
                self._show(self.panes[-1], self._project.ask(reports.one, report))
                active = self._active.report
                for at in range(len(self.panes) - 1, place, -1):
                    self._swap(self.panes[at], self.panes[at - 1])
                self._active = (self.pane_of(active.id) if active is not None else None) or self._active
                return

    def _on_count_changed(self) -> None:
        for pane in self.panes:
            pane.setMinimumWidth(NARROWEST)
            pane.head.set_removable(len(self.panes) > 1)
        self._show_active()
        self.panes_changed.emit()

    def _add_pane(self) -> None:
        if self.panes:
            hint = self.tr("Choose another report in the library to read it beside the first.")
        else:
            hint = self.tr("Choose a report in the library to read it here.")
        pane = Pane(self.pictures, hint)
        pane.entered.connect(lambda: self._enter(pane))
        pane.closed.connect(lambda: self._close(pane))
        pane.details_requested.connect(lambda: self._want_details(pane))
        pane.report_dropped.connect(lambda report: self._take_dropped(pane, report))
        self._connect(pane)
        self._row.add_pane(pane)

    def _connect(self, pane: Pane) -> None:
        """Hook for what else is to be heard of a new pane."""

    def _drop_pane(self, pane: Pane) -> None:
        place = self.panes.index(pane)
        if pane.has_pages:
            pane.pages.clear_selection()
        self._empty(pane)
        self._row.remove_pane(pane)
        if pane is self._active:
            self._active = self.panes[min(place, len(self.panes) - 1)]
            self._active.set_active(True)

    def _enter(self, pane: Pane) -> None:
        if pane in self.panes:
            self.set_active(self.panes.index(pane))

    def widths(self) -> list[int]:
        """The panes' widths in pixels."""
        return self._row.sizes()

    def set_widths(self, widths: list[int]) -> None:
        """Share the room out among the panes in these proportions."""
        self._row.setSizes(widths)

    # --- which reports --------------------------------------------------------------------------------

    def open_reports(self) -> list[int]:
        """The ids of the reports on screen, left to right."""
        return [pane.report.id for pane in self.panes if pane.report is not None]

    def pane_of(self, report: int) -> Pane | None:
        """The pane that shows a report."""
        return next((pane for pane in self.panes if pane.report is not None and pane.report.id == report), None)

    def open(self, report: int, *, other: bool = False, new: bool = False, known: Report | None = None) -> Pane:
        """Show a report: in the pane that has it, else in an empty one, else in the active one.

        `other` shows it in the next pane to the right, cyclically; `new` in an empty pane, or in one more while
        there are fewer than three. Who has just asked the library for the report gives it as `known`.
        """
        there = self.pane_of(report)
        if there is None:
            there = self._pane_for(other, new)
            self._show(there, known or self._project.ask(reports.one, report))
        self._enter(there)
        return there

    def _pane_for(self, other: bool, new: bool) -> Pane:
        empty = [pane for pane in self.panes if pane.report is None]
        if new and empty:
            return empty[0]
        if (new and len(self.panes) < MOST) or (other and len(self.panes) == 1):
            return self.added_pane()
        if new or other:
            return self.panes[(self.panes.index(self._active) + 1) % len(self.panes)]
        return empty[0] if empty and self._active.report is not None else self._active

    def open_in(self, pane: Pane, report: int) -> None:
        """Show a report in one pane; where another has it, the two panes change their reports."""
        there = self.pane_of(report)
        if there is None:
            self._show(pane, self._project.ask(reports.one, report))
        elif there is not pane:
            self._swap(there, pane)
        self._enter(pane)

    def _take_dropped(self, pane: Pane, report: int) -> None:
        found = next((one for one in self._project.ask(reports.listing) if one.id == report), None)
        if found is not None and found.read:
            self.open_in(pane, report)
        elif found is not None:
            self.unread_wanted.emit(report)

    def _show(self, pane: Pane, report: Report, *, leave: bool = True) -> None:
        if leave:
            self.leave(pane)
        self.note_place(pane)
        with self.quiet(), pane.opening():
            pane.show_report(self._shown(report))
            self._on_shown([pane])
            self.places.put_back(pane)
        self.panes_changed.emit()

    def _shown(self, report: Report) -> "Shown":
        from desktop.reader.shown import Contents, Shown

        path, source = self._project.source(report.id)
        return Shown(report, Contents(self._project.ask, report.sha256), path, source)

    def _swap(self, one: Pane, other: Pane) -> None:
        """Let two panes change their reports, each at its place."""
        for pane in (one, other):
            pane.pages.clear_selection()
            self.note_place(pane)
        shown = (other.pages.shown, one.pages.shown)
        with self.quiet(), one.opening(), other.opening():
            for pane, report in zip((one, other), shown, strict=True):
                pane.show_report(report)
            self._on_shown([one, other])
            for pane in (one, other):
                self.places.put_back(pane)
        self.panes_changed.emit()

    def _on_shown(self, panes: list[Pane]) -> None:
        """Give panes that show another report their marks."""
        self._row.refresh(panes)

    def _close(self, pane: Pane) -> None:
        """Close a pane's report; one that is empty is taken away."""
        if pane.report is None:
            if len(self.panes) > 1:
                self._drop_pane(pane)
                self._on_count_changed()
            return
        self._empty(pane)
        self._row.draw_ribbons()
        others = [other for other in self.panes if other.report is not None]
        if pane is self._active and others:
            here = self.panes.index(pane)
            self._active = min(others, key=lambda other: abs(self.panes.index(other) - here))
            self._show_active()
        self.panes_changed.emit()

    def _empty(self, pane: Pane) -> None:
        self.leave(pane)
        self.note_place(pane)
        pane.show_report(None)

    def _want_details(self, pane: Pane) -> None:
        if pane.report is not None:
            self.details_requested.emit(pane.report.id)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """While panes are moved on purpose, no pane follows another."""
        before, self._is_quiet = self._is_quiet, True
        try:
            yield
        finally:
            self._is_quiet = before

    # --- places ---------------------------------------------------------------------------------------

    def note_place(self, pane: Pane) -> None:
        """Remember where the report in a pane is left."""
        if pane.report is not None:
            self.places.keep(pane.report.uuid, pane.place())

    def leave(self, pane: Pane) -> None:
        """Remember where a pane is, before a jump."""
        place = pane.present()
        if place is not None:
            pane.visited.leave(place)

    def ask(self, question: Any, *args: Any) -> Any:
        """Ask the library."""
        return self._project.ask(question, *args)

    # --- reports that change --------------------------------------------------------------------------

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
        with pane.opening():
            pane.show_report(self._shown(report))
            pane.pages.put_in_view(place)
        self._row.scrolled(pane)  # its lines may stand elsewhere now

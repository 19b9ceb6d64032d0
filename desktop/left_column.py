"""The left column: the library list, and below it the contents of the report that is being read."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.library_view.library_view import LibraryView
from desktop.project import Project
from storage.model import Report

if TYPE_CHECKING:
    from desktop.outline.outline import Outline


class LeftColumn(QSplitter):
    """Shares its height between the two: the list gets what its rows need, until the user says otherwise.

    Signals:
        outline_made(object): the `Outline` was made, because a report is open for the first time.
    """

    outline_made = Signal(object)

    def __init__(self, project: Project, library_view: LibraryView, parent: QWidget | None = None):
        super().__init__(Qt.Orientation.Vertical, parent)
        self._project = project
        self._library_view = library_view
        self._is_set = False  # whether the user has moved the line between list and contents
        self.outline: Outline | None = None
        self.addWidget(library_view)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)

    def show_contents(self, active: Report | None, *, wanted: bool, reading: bool) -> None:
        """Show the contents of the active report, where that is `wanted` and any report is open (`reading`)."""
        if self.outline is None:
            if active is None or not wanted:
                return
            self.outline = self._made()
        self.outline.setVisible(wanted and reading)
        if active is not None and wanted:
            self.outline.show_soon(active.id, str(active.year or active.file_name))
        else:
            self.outline.show_report(None)

    def _made(self) -> "Outline":
        from desktop.outline.outline import Outline  # the start need not wait for it

        outline = Outline(self._project)
        self.addWidget(outline)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.outline = outline
        self.share()
        self.outline_made.emit(outline)
        return outline

    def _on_moved(self) -> None:
        self._is_set = True

    def share(self) -> None:
        """Give the list the room that its rows need, up to half the height."""
        if self.outline is not None and not self._is_set:
            rows = min(self.height() // 2, self._library_view.needed_height())
            self.setSizes([rows, self.height() - rows])

"""Edits of all chosen passages: each one step of undo, with its label and the sentence that says what was done."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from desktop.library_view.labels import counted
from desktop.project import Project
from storage import bulk
from storage.model import Area

MANY = 500  # annotations, which take some 20 milliseconds


class BulkEdits(QObject):
    """Does them by the project.

    Signals:
        told(str): what was done; undo takes it back.
    """

    told = Signal(str)

    def __init__(self, project: Project, parent: QObject | None = None):
        super().__init__(parent)
        self._project = project

    def tag(self, annotations: Sequence[int], area: Area) -> None:
        """Tag passages with an area."""
        label = self.tr("Tag {passages} “{area}”").format(passages=self._counted(len(annotations)), area=area.name)
        done = self._done(label, annotations, bulk.bulk_tag, area.id)
        if done:
            self._tell(
                done, self.tr("1 passage was tagged “{area}”."), self.tr("{n} passages were tagged “{area}”."), area
            )

    def untag(self, annotations: Sequence[int], area: Area) -> None:
        """Take an area off passages."""
        label = self.tr("Take “{area}” off {passages}")
        label = label.format(passages=self._counted(len(annotations)), area=area.name)
        done = self._done(label, annotations, bulk.bulk_untag, area.id)
        if done:
            one, many = self.tr("“{area}” was taken off 1 passage."), self.tr("“{area}” was taken off {n} passages.")
            self._tell(done, one, many, area)

    def mark(self, annotations: Sequence[int], mark: str) -> None:
        """Mark passages as strengths or concerns, or as neither."""
        labels = {
            "strength": self.tr("Mark {passages} as strengths"),
            "concern": self.tr("Mark {passages} as concerns"),
            "": self.tr("Unmark {passages}"),
        }
        label = labels[mark].format(passages=self._counted(len(annotations)))
        done = self._done(label, annotations, bulk.bulk_mark, mark)
        if done:
            said = {
                "strength": (
                    self.tr("1 passage was marked as a strength."),
                    self.tr("{n} passages were marked as strengths."),
                ),
                "concern": (
                    self.tr("1 passage was marked as a concern."),
                    self.tr("{n} passages were marked as concerns."),
                ),
                "": (self.tr("1 passage has no mark any more."), self.tr("{n} passages have no mark any more.")),
            }
            self._tell(done, *said[mark])

    def delete(self, annotations: Sequence[int]) -> None:
        """Delete passages with their notes, tags and links."""
        label = self.tr("Delete {passages}").format(passages=self._counted(len(annotations)))
        done = self._done(label, annotations, bulk.bulk_delete)
        if done:
            one = self.tr("1 passage was deleted, with its note and links.")
            self._tell(done, one, self.tr("{n} passages were deleted, with their notes and links."))

    def _done(self, label: str, annotations: Sequence[int], work: Callable[..., int], *values: object) -> int:
        """How many annotations an edit changed; the mouse says that one has to wait where they are many."""
        if len(annotations) > MANY:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return self._project.do(label, work, annotations, *values) or 0
        finally:
            if len(annotations) > MANY:
                QGuiApplication.restoreOverrideCursor()

    def _counted(self, number: int) -> str:
        return counted(number, self.tr("passage"), self.tr("passages"))

    def _tell(self, number: int, one: str, many: str, area: Area | None = None) -> None:
        name = area.name if area is not None else ""
        self.told.emit((one if number == 1 else many).format(n=f"{number:,}", area=name))

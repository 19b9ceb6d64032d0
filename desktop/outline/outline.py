"""The contents of the report that is being read: sections, numbered paragraphs, improvement items."""

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.library_view.labels import plain_label
from desktop.outline.outline_model import OutlineModel
from desktop.outline.outline_tree import OutlineTree
from desktop.outline.row import Places, Row, stands_open
from desktop.project import Project
from storage import reports
from storage.documents import Inside
from storage.model import Change

LATEST = 600  # milliseconds after which contents are shown though nobody has said where the reading is


class Outline(QWidget):
    """Where one is in a report, and where one may go.

    Nothing is asked of the library before a report is to be shown and the panel is visible.

    Signals:
        place_wanted(int, int, int): go to a place: report, start, end in its running text.
    """

    place_wanted = Signal(int, int, int)

    def __init__(self, project: Project, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self._report: int | None = None
        self._is_old = False  # what is shown must be asked for again
        self._shown: tuple[int | None, Inside | None] = (None, None)
        self._places = Places(())
        self._folding: dict[int, dict[tuple[str, str, int, int], bool]] = {}  # by report, what was folded or unfolded
        self._restoring = False
        self._offset: int | None = None
        self._marked: Row | None = None
        self._went_to: Row | None = None
        self._next: tuple[int, str] | None = None  # the report to be shown soon, and its name
        self._waiting = QTimer(self, singleShot=True, interval=LATEST)
        self._waiting.timeout.connect(self._catch_up)
        self._model = OutlineModel(self)
        self.tree = OutlineTree(self._model)
        self.tree.setAccessibleName(self.tr("Contents of the report"))
        self._title = plain_label(self.tr("CONTENTS"), "section_title")
        self._hint = plain_label(name="muted", wrap=True)
        self._build()
        self.tree.row_chosen.connect(self._go_to)
        self.tree.collapsed.connect(lambda index: self._remember(index, is_open=False))
        self.tree.expanded.connect(lambda index: self._remember(index, is_open=True))
        self._say_nothing_open()

    def _build(self) -> None:
        title = self._title
        title.setContentsMargins(12, 8, 6, 4)
        self._hint.setMargin(14)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._stack = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(title)
        column.addLayout(self._stack, 1)
        # Not before: a stack that lies nowhere shows its first page as a window of its own.
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self._hint)
        self.setFocusProxy(self.tree)

    # --- what is shown ----------------------------------------------------------------------------------

    def show_report(self, report: int | None, name: str = "") -> None:
        """Show the contents of a report called `name`, or that none is open; the same report again changes nothing."""
        self._next = None
        self._waiting.stop()
        title = self.tr("CONTENTS")
        self._title.setText(f"{title} · {name}" if name else title)
        if report != self._report:
            self._report, self._offset = report, None
            self.refresh()
        elif report is None:
            self._say_nothing_open()

    def show_soon(self, report: int, name: str) -> None:
        """Show the contents of a report as soon as it is said where in it the reading is, at the latest after a while.

        By then its first page is on the screen. Until then the contents of the report before stay, title and all.
        """
        if report == self._report:
            self.show_report(report, name)
            return
        if self._report is None:
            self._stack.setCurrentWidget(self.tree)  # empty, and no hint that would only flash
        self._next = (report, name)
        self._waiting.start()

    def _catch_up(self) -> None:
        if self._next is not None:
            self.show_report(*self._next)

    def refresh(self) -> None:
        """Read the report's contents anew, when the panel is next seen; what is folded stays so."""
        self._is_old = True
        if self.isVisible():
            self._read()

    def on_changed(self, change: Change) -> None:
        """Take part in a change of the library: the report may have been read again."""
        if self._report is not None and ("reports", self._report) in change.touched:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the panel was hidden."""
        super().showEvent(event)
        if self._is_old:
            self._read()

    def _read(self) -> None:
        self._is_old = False
        found = self._found()
        if (self._report, found) == self._shown:  # a fact was corrected, and nothing else
            return
        self._shown = (self._report, found)
        self._marked = self._went_to = None
        if self._report is None or found is None:
            self._show([])
            self._say_nothing_open()
            return
        from desktop.outline.rows import rows  # the start of the window need not wait for it

        self._show(rows(found, self._project.ask(reports.text, self._report).text))
        if self._model.rows:
            self._stack.setCurrentWidget(self.tree)
        else:
            self._say(self.tr("No headings were found in this report."))
        if self._offset is not None:
            self._mark()

    def _found(self) -> Inside | None:
        if self._report is None:
            return None
        try:
            found: Inside = self._project.ask(reports.inside, self._report)
        except KeyError:  # it was removed, and its pane is about to say so
            return None
        return found

    def _show(self, top: list[Row]) -> None:
        self._model.show_rows(top)
        self._places = Places(self._model.rows)
        folding = self._folding.get(self._report or 0, {})
        # Rows made anew are laid out later, all at once: until then unfolding only takes note, and costs nothing.
        self._restoring = True
        for row in self._model.rows:
            if row.below and folding.get(row.key, stands_open(row)):
                self.tree.expand(self._model.index_of(row))
        self._restoring = False

    def _say_nothing_open(self) -> None:
        self._say(self.tr("Open a report to see its contents."))

    def _say(self, sentence: str) -> None:
        self._hint.setText(sentence)
        self._stack.setCurrentWidget(self._hint)

    def _remember(self, index: QModelIndex, *, is_open: bool) -> None:
        row = self._model.row_at(index)
        if self._restoring or row is None or self._report is None:
            return
        self._folding.setdefault(self._report, {})[row.key] = is_open
        if not self.tree.hasFocus() and self._offset is not None:
            self._mark()

    # --- going and being there --------------------------------------------------------------------------

    def _go_to(self, row: Row) -> None:
        # The rows of a report that is no longer read lead nowhere.
        if self._report is not None and self._next is None:
            self._went_to = row
            self.place_wanted.emit(self._report, row.start, row.end)

    def set_position(self, offset: int) -> None:
        """Mark the row of the section or paragraph that is being read: that which holds an offset.

        A row that was gone to stays marked while what it leads to is being read.
        """
        self._catch_up()
        if offset != self._offset:
            self._offset = offset
            if not self._is_old:
                self._mark()

    def _mark(self) -> None:
        assert self._offset is not None
        went_to = self._went_to
        if went_to is not None and went_to.start <= self._offset < went_to.end:
            return
        row = self._places.deepest(self._offset)
        while row is not None and not self.tree.in_sight(row):
            row = row.above
        if row is self._marked and went_to is None:
            return
        self._marked, self._went_to = row, None
        self.tree.make_current(row)

"""The library list: every report by authority and date."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from desktop.library_view.labels import plain_label
from desktop.library_view.library_tree import LibraryTree
from desktop.library_view.tree_model import TreeModel, groups
from desktop.project import Project
from storage import reports
from storage.model import Change, Report

FILTER_FROM = 13  # reports; fewer are seen at a glance


class LibraryView(QWidget):
    """Authorities and their reports; what is done to a report is asked for by signals.

    Signals:
        report_opened(int, bool): read this report; True for the other pane.
        details_requested(int): show and correct the facts of this report.
        removal_requested(int): take this report out of the library.
        add_requested(): choose files to add.
        paths_dropped(list): files or folders (Path) were dropped here.
    """

    report_opened = Signal(int, bool)
    details_requested = Signal(int)
    removal_requested = Signal(int)
    add_requested = Signal()
    paths_dropped = Signal(list)

    def __init__(self, project: Project, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self._reports: list[Report] = []
        self._closed: set[str] = set()  # authorities whose reports are folded away
        self._restoring = False
        self._model = TreeModel(self)
        self.tree = LibraryTree(self._model)
        self.tree.setAccessibleName(self.tr("Reports by authority and year"))
        self.filter = QLineEdit()
        self._hint = plain_label(name="muted", wrap=True)
        self._menu: QMenu | None = None
        self.setAcceptDrops(not project.read_only)
        self._build()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        title = plain_label(self.tr("LIBRARY"), "section_title")
        self.add_button = QToolButton()
        self.add_button.setText(self.tr("+ Add"))
        self.add_button.setToolTip(self.tr("Add reports to the library"))
        self.add_button.setAccessibleName(self.tr("Add reports"))
        self.add_button.setAutoRaise(True)
        self.add_button.setEnabled(not self._project.read_only)
        self.add_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 6, 2)
        head.addWidget(title, 1)
        head.addWidget(self.add_button)
        self.filter.setPlaceholderText(self.tr("Filter by authority, year or kind"))
        self.filter.setAccessibleName(self.tr("Filter the library by authority, year or kind"))
        self.filter.setClearButtonEnabled(True)
        self.filter.installEventFilter(self)
        filter_row = QHBoxLayout()
        filter_row.setContentsMargins(10, 0, 8, 4)
        filter_row.addWidget(self.filter)
        self._hint.setMargin(14)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._stack = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(filter_row)
        column.addLayout(self._stack, 1)
        # Not before: a stack that lies nowhere shows its first page as a window of its own.
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self._hint)
        self.setFocusProxy(self.tree)

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add_requested)
        self.filter.textChanged.connect(self._show)
        self.tree.report_clicked.connect(self.report_opened)
        self.tree.details_wanted.connect(self.details_requested)
        self.tree.removal_wanted.connect(self._on_removal_wanted)
        self.tree.menu_wanted.connect(self._open_menu)
        self.tree.collapsed.connect(lambda index: self._remember(index, folded=True))
        self.tree.expanded.connect(lambda index: self._remember(index, folded=False))
        self._project.changed.connect(self._on_changed)

    # --- what is shown ----------------------------------------------------------------------------------

    def set_open(self, reports: Iterable[int]) -> None:
        """Mark the reports that are open in panes."""
        self._model.set_open(reports)

    def selected_report(self) -> int | None:
        """The id of the report whose row is the current one."""
        report = self._model.report_at(self.tree.currentIndex())
        return report.id if report else None

    def select_report(self, report: int) -> None:
        """Make a report's row the current one and bring it into sight, without opening it."""
        index = self._model.index_of(report)
        if index.isValid():
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)

    def needed_height(self) -> int:
        """The pixels in which every row shows."""
        model, tree = self._model, self.tree
        rows = model.rowCount() + sum(model.rowCount(model.index(row, 0)) for row in range(model.rowCount()))
        height = tree.sizeHintForRow(0) if rows else 0
        return self.height() - tree.height() + (rows + 1) * height

    def refresh(self) -> None:
        """Read the list anew; what is folded, selected and in sight stays so."""
        self._reports = self._project.ask(reports.listing)
        self.tree.set_undated(any(each.year is None and not reports.is_unnamed(each) for each in self._reports))
        self.filter.setVisible(len(self._reports) >= FILTER_FROM or bool(self.filter.text()))
        self._show()

    def _on_changed(self, change: Change) -> None:
        if change.tables & {"reports", "annotations"}:
            self.refresh()

    def _show(self) -> None:
        chosen = self.selected_report()
        scrolled = self.tree.verticalScrollBar().value()
        words = self.filter.text()
        shown = groups(self._reports, words)
        if self._model.show_groups(shown):
            self._unfold(all_of_them=bool(words.strip()))
            index = self._model.index_of(chosen) if chosen is not None else None
            if index is not None and index.isValid():
                select = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                self.tree.selectionModel().setCurrentIndex(index, select)
            if scrolled:
                self.tree.lay_out()
                self.tree.verticalScrollBar().setValue(scrolled)
        if self._reports:
            self._hint.setText(self.tr("No report matches. Clear the filter to see them all."))
        else:
            self._hint.setText(self.tr("No reports yet. Add some, or drop files or folders here."))
        self._stack.setCurrentWidget(self.tree if shown else self._hint)

    def _unfold(self, *, all_of_them: bool) -> None:
        # Rows made anew are laid out later, all at once: until then unfolding only takes note, and costs nothing.
        self._restoring = True
        for row in range(self._model.rowCount()):
            index = self._model.index(row, 0)
            if all_of_them or self._model.authority_at(index).casefold() not in self._closed:
                self.tree.expand(index)
        self._restoring = False

    def _remember(self, index: QModelIndex, *, folded: bool) -> None:
        # What is folded while a filter is on concerns only what the filter shows.
        if self._restoring or self.filter.text().strip():
            return
        key = self._model.authority_at(index).casefold()
        if folded:
            self._closed.add(key)
        else:
            self._closed.discard(key)

    # --- what is done -----------------------------------------------------------------------------------

    def menu(self, report: int) -> QMenu:
        """The context menu of a report."""
        menu = QMenu(self)
        menu.addAction(self.tr("&Open"), lambda: self.report_opened.emit(report, False))
        menu.addAction(self.tr("Open in the other &pane"), lambda: self.report_opened.emit(report, True))
        menu.addSeparator()
        menu.addAction(self.tr("&Details…"), lambda: self.details_requested.emit(report))
        remove = menu.addAction(self.tr("&Remove from library"), lambda: self.removal_requested.emit(report))
        remove.setEnabled(not self._project.read_only)
        return menu

    def _open_menu(self, report: int, place: QPoint) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = self.menu(report)
        self._menu.popup(place)

    def _on_removal_wanted(self, report: int) -> None:
        if not self._project.read_only:
            self.removal_requested.emit(report)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the filter: Down or Enter goes to the list, Escape clears."""
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go_to_first()
                return True
            if event.matches(QKeySequence.StandardKey.Cancel) and self.filter.text():
                self.filter.clear()
                return True
        return super().eventFilter(watched, event)

    def _go_to_first(self) -> None:
        if self.selected_report() is None and self._model.rowCount():
            self.tree.setCurrentIndex(self._model.index(0, 0, self._model.index(0, 0)))
        self.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders of this computer."""
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was dropped."""
        paths = dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self.paths_dropped.emit(paths)


def dropped_paths(event: QDropEvent) -> list[Path]:
    """The files and folders of this computer in a drop; pages of the web and other things are left out."""
    data = event.mimeData()
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []

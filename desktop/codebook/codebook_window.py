"""The window "Codebook": judgement areas, crosswalk, import and export; it stays open beside the reports."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from desktop.codebook.areas_page import AreasPage
from desktop.codebook.crosswalk_page import CrosswalkPage
from desktop.codebook.edits import Edits
from desktop.library_view.labels import plain_label, problem_label
from desktop.project import Project
from storage import areas
from storage.errors import LibraryError
from storage.model import Change

WIDTH, HEIGHT = 900, 640
COUNTED_AFTER = 250  # milliseconds: who tags passage after passage does not wait for sums
READ = "CSV, REFI-QDA (*.csv *.qdc *.txt *.tsv);;* (*)"


class CodebookWindow(QDialog):
    """Follows the library; every edit in it is one step that Ctrl+Z takes back. Shown with `show`, never modal.

    `folder` is where files are looked for first, "" for the user's documents. Close it before its project is closed:
    it saves what is being typed.

    Signals:
        passages_wanted(object): the passages of this `Area` are to be shown.
        told(str): something went well that is worth a sentence (an export, an import).
    """

    passages_wanted = Signal(object)
    told = Signal(str)

    def __init__(self, project: Project, parent: QWidget | None = None, folder: str = ""):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Codebook"))
        self.setMinimumSize(640, 420)
        room = (self.screen() or QGuiApplication.primaryScreen()).availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        self._project = project
        self._folder = folder
        self._is_stale = False
        self._counting = QTimer(self, singleShot=True, interval=COUNTED_AFTER)
        self._edits = Edits(project, self)
        self.areas = AreasPage(project, self._edits)
        self.crosswalk = CrosswalkPage(project, self._edits)
        self.tabs = QTabWidget()
        self.problem = problem_label()
        self.said = plain_label(name="muted")
        self.take = QPushButton(self.tr("&Import…"))
        self.give = QPushButton(self.tr("&Export…"))
        self._close = QPushButton(self.tr("Close"))
        self._build()
        self._connect()
        self.areas.tree.setFocus()

    def _build(self) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Codebook"))
        self.tabs.addTab(self.areas, self.tr("&Judgement areas"))
        self.tabs.addTab(self.crosswalk, self.tr("Cross&walk"))
        self.take.setToolTip(self.tr("Take in a codebook (CSV or REFI-QDA); what it would change is shown first"))
        self.give.setToolTip(self.tr("Write the codebook as REFI-QDA (.qdc) or as a table (CSV)"))
        self.take.setEnabled(not self._project.read_only)
        foot = QHBoxLayout()
        for button in (self.take, self.give):
            foot.addWidget(button)
        foot.addWidget(self.said, 1)
        foot.addWidget(self._close)
        for button in (self.take, self.give, self._close, self.crosswalk.change, self.crosswalk.reset):
            button.setAutoDefault(False)  # Enter in a field saves it, and presses nothing
        below = QVBoxLayout()
        below.setContentsMargins(12, 0, 12, 12)
        below.setSpacing(8)
        below.addWidget(self.problem)
        below.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs, 1)
        column.addLayout(below)

    def _connect(self) -> None:
        self._project.changed.connect(self._on_changed)
        self._counting.timeout.connect(self.areas.refresh)
        self._edits.refused.connect(self.say_problem)
        self._edits.made.connect(self.problem.hide)
        self.areas.passages_wanted.connect(self.passages_wanted)
        self.tabs.currentChanged.connect(self._on_tab)
        self.take.clicked.connect(self._on_import)
        self.give.clicked.connect(self._on_export)
        self._close.clicked.connect(self.close)
        for keys, act in (
            (QKeySequence.StandardKey.Undo, self._project.undo),
            (QKeySequence.StandardKey.Redo, self._project.redo),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # --- following the library --------------------------------------------------------------------------

    def _on_changed(self, change: Change) -> None:
        if not self.isVisible():
            self._is_stale = True
            return
        if "areas" in change.tables:
            self.areas.refresh()
        elif "annotation_areas" in change.tables:
            self._counting.start()
        if change.tables & {"areas", "crosswalk"} and self.tabs.currentWidget() is self.crosswalk:
            self.crosswalk.refresh()
        self.said.clear()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the window was closed."""
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.areas.refresh()
            self.crosswalk.refresh()

    def _on_tab(self) -> None:
        self.problem.hide()
        self.areas.save()
        if self.tabs.currentWidget() is self.crosswalk:
            self.crosswalk.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Count no more: the library may be closed next."""
        super().hideEvent(event)
        self._is_stale = self._is_stale or self._counting.isActive()
        self._counting.stop()

    def say_problem(self, sentence: str) -> None:
        """Say what could not be done; it stands until the next edit."""
        self.problem.setText(sentence)
        self.problem.show()

    def _say(self, sentence: str) -> None:
        self.problem.hide()
        self.said.setText(sentence)
        self.told.emit(sentence)

    def show_area(self, area: int) -> None:
        """Show an area (id) of the codebook."""
        self.tabs.setCurrentWidget(self.areas)
        self.areas.tree.choose(area)

    # --- files ------------------------------------------------------------------------------------------

    def _on_import(self) -> None:
        dialog = QFileDialog(self, self.tr("Import a codebook"), str(self._start()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(READ)
        dialog.fileSelected.connect(self.import_from)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def import_from(self, name: str) -> None:
        """Read a codebook's file and show what taking it in would do."""
        from storage.exchange import codebook_entries, codebook_files  # not needed before the first import

        self.areas.save()
        self._folder = str(Path(name).parent)
        try:
            found = codebook_files.read_file(Path(name))
            preview = self._project.ask(codebook_entries.preview, found)
        except LibraryError as error:
            self.say_problem(str(error))
            return
        from desktop.codebook.import_dialog import CodebookImportDialog

        self.problem.hide()
        dialog = CodebookImportDialog(Path(name).name, preview, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.import_wanted.connect(lambda: self._import(found))
        dialog.open()

    def _import(self, found: object) -> None:
        from desktop.codebook.import_dialog import numbered_words
        from storage.exchange import codebook_entries

        if self._edits.do(self.tr("Import codebook"), codebook_entries.take_in, found) and self._edits.answer:
            said = numbered_words(*self._edits.answer)
            self._say(self.tr("Imported: {areas}.").format(areas=said or self.tr("nothing was new")))

    def _on_export(self) -> None:
        dialog = QFileDialog(self, self.tr("Export the codebook"), str(self._start()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        filters = [self.tr("REFI-QDA codebook (*.qdc)"), self.tr("Table (*.csv)")]
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix("qdc")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("csv" if chosen == filters[1] else "qdc"))
        dialog.selectFile(self.tr("codebook"))
        dialog.fileSelected.connect(self.export_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, name: str) -> None:
        """Write the codebook, as REFI-QDA where the name ends in `.qdc`, else as a table."""
        from storage.exchange import codebook_files

        self.areas.save()
        self._folder = str(Path(name).parent)
        try:
            codebook_files.write_file(Path(name), self._project.ask(areas.all_areas))
        except LibraryError as error:
            self.say_problem(str(error))
            return
        self._say(self.tr("Written: “{file}”").format(file=Path(name).name))

    def _start(self) -> Path:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return next((Path(each) for each in (self._folder, documents) if each and Path(each).is_dir()), Path.home())

    # --- closing ----------------------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Save what is being typed before the window goes by Esc."""
        self.areas.save()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is being typed."""
        self.areas.save()
        super().closeEvent(event)

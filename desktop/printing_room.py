"""Printing as the window sees it: the system's print dialog, and a printer that works in the background."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.project import Project
from desktop.reader.pane import Pane
from desktop.reader.printing import ReportPrinter, asked_pages
from storage import areas, links

if TYPE_CHECKING:
    from desktop.reader.shown import Shown


class PrintingRoom(QObject):
    """Prints one report at a time, with its marks.

    Signals:
        progressed(int, int, str): pages printed, pages in all, and what is printed.
        idle(): nothing is printed any more.
        told(str): what was printed. warned(str): what could not be.
    """

    progressed = Signal(int, int, str)
    idle = Signal()
    told = Signal(str)
    warned = Signal(str)

    def __init__(self, project: Project, window: QWidget):
        super().__init__(window)
        self._project = project
        self._window = window
        self._printer: ReportPrinter | None = None

    def ask(self, pane: Pane, colouring: str) -> None:
        """Ask how the report of a pane is to be printed, and print it."""
        shown = pane.pages.shown
        if shown is None:
            return
        if self._printer is not None:
            self.warned.emit(self.tr("A report is being printed already. Wait until it is done."))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(shown.report.name)
        dialog = QPrintDialog(printer, self._window)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintCurrentPage)
        notes = QCheckBox(self.tr("Print notes too"))
        dialog.setOptionTabs([notes])
        notes.setWindowTitle(self.tr("Marks"))
        current = pane.pages.current_page()
        dialog.accepted.connect(lambda: self.start(shown, printer, current, colouring, notes=notes.isChecked()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.show()

    def start(self, shown: "Shown", printer: QPrinter, current: int, colouring: str, *, notes: bool) -> None:
        """Print a report to a printer that was set up; `current` is the number of the page in sight."""
        colours = {area.id: area.colour for area in self._project.ask(areas.all_areas)}
        joined = self._project.ask(links.everything)
        linked = frozenset(end for link in joined for end in (link.earlier, link.later))
        pages = asked_pages(printer, current, len(shown.contents.pages))
        name = shown.report.name
        self._printer = ReportPrinter(
            shown, printer, pages, colours, linked, colouring=colouring, notes=notes, parent=self
        )
        self._printer.progressed.connect(lambda done, total: self.progressed.emit(done, total, name))
        self._printer.finished.connect(lambda count: self._end(self.tr("{report} was printed.").format(report=name)))
        self._printer.refused.connect(self._on_refused)
        self._printer.start()

    def _end(self, sentence: str) -> None:
        self._forget()
        self.told.emit(sentence)

    def _on_refused(self, sentence: str) -> None:
        self._forget()
        if sentence:
            self.warned.emit(sentence)
        else:
            self.told.emit(self.tr("Printing was cancelled. Pages that were sent already may still come out."))

    def _forget(self) -> None:
        if self._printer is not None:
            self._printer.deleteLater()
            self._printer = None
        self.idle.emit()

    def cancel(self) -> None:
        """Stop after the page at hand."""
        if self._printer is not None:
            self._printer.cancel()

    def close(self) -> None:
        """Stop and wait, before the window goes."""
        if self._printer is not None:
            self._printer.cancel()
            self._printer.wait()

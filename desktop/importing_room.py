"""Long work as the window sees it: adding reports, the sample, and handing on a bundle, with their dialogs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop.project import Project
from desktop.settings import Settings
from storage import reports
from storage.model import Document

if TYPE_CHECKING:
    from desktop.background import Task
    from desktop.library_view.importing import Importer, ImportSummary, Limits, LockedReport
    from desktop.library_view.taking_in import TakingIn
    from storage.exchange.bundle import BundleSummary
    from storage.exchange.scope import Scope
    from storage.mark_places import Offer


class ImportingRoom(QObject):
    """Runs imports and exports one at a time and says how they go.

    Signals:
        progressed(int, int, str): done, total, and what is being done.
        idle(): nothing runs any more.
        told(str, str, object): a sentence, the label of what can be done about it, and a function that does it.
        warned(str, str, object): the same for what went wrong.
        sample_added(): the sample's reports and marks are in the library.
        details_wanted(int): a report's details are to be shown.
        bundles_wanted(object): paths of bundles, which are looked at in windows of their own and not added.
        failed(str): our bug; a traceback.
    """

    progressed = Signal(int, int, str)
    idle = Signal()
    told = Signal(str, str, object)
    warned = Signal(str, str, object)
    sample_added = Signal()
    details_wanted = Signal(int)
    bundles_wanted = Signal(object)
    failed = Signal(str)

    def __init__(self, project: Project, settings: Settings, window: QWidget):
        super().__init__(window)
        self._project = project
        self._settings = settings
        self._window = window
        self._made_importer: Importer | None = None
        self._made_taking_in: TakingIn | None = None
        self._exporter: Any = None
        self._sample: Task | None = None
        # What became of everything since files were last wanted, until the last password is settled.
        self._sum: ImportSummary | None = None
        self._locked: list[LockedReport] = []
        self._asking = False
        self._retried = 0  # locked files that the importer has been given again

    @property
    def _importer(self) -> "Importer":
        """What takes files in; made when it is first wanted, for the start of the window need not wait for it."""
        if self._made_importer is None:
            from desktop.library_view.importing import Importer

            importer = self._made_importer = Importer(self._project, self, self._limits)
            importer.progressed.connect(self.progressed)
            importer.failed.connect(self.failed)
            importer.finished.connect(self._on_imported)
        return self._made_importer

    # --- adding -----------------------------------------------------------------------------------

    def add(self, paths: list[Path]) -> None:
        """Add files and folders; bundles among them are opened to look at."""
        from desktop.bundles.names import is_bundle

        bundles = [path for path in paths if is_bundle(path)]
        if bundles:
            self.bundles_wanted.emit(bundles)
            paths = [path for path in paths if path not in bundles]
        if not paths:
            return
        if self._project.read_only:
            self.warned.emit(self.tr("This library is open for reading only. Nothing was added."), "", None)
            return
        first = paths[0]
        self._settings.set("last_folder", str(first if first.is_dir() else first.parent))
        self._importer.start(paths)

    def _limits(self) -> "Limits":
        """What the user lets the reading of one file cost."""
        from desktop.library_view.importing import Limits

        seconds, megabytes = self._settings.get("reading_seconds"), self._settings.get("reading_memory")
        return Limits(max(1, seconds), max(200, megabytes) << 20)

    def resume(self) -> None:
        """Go on with reports that wait to be read since the window was closed."""
        if self._project.ask(reports.waiting):
            self._importer.resume()

    def read_first(self, report: int) -> None:
        """Let a report that waits be read next."""
        self._importer.read_first(report)

    def give_up(self, report: int) -> None:
        """Take out a report that waits to be read."""
        self._importer.give_up(report)

    def read_again(self, wanted: list[int], *, recognise: bool = False) -> None:
        """Read reports again, with `recognise` the pictures among their pages too (OCR)."""
        self._importer.read_again(wanted, recognise=recognise)

    def add_sample(self) -> None:
        """Add the sample's reports with their marks and links."""
        from storage import sample

        if self._sample is not None:
            return
        originals, known = self._project.originals, self._project.ask(reports.checksums)

        from desktop.background import Task

        def read(task: Task) -> list[Document]:
            def tell(done: int, total: int) -> None:
                task.tell((done, total))

            return sample.documents(task.worker, originals, known, tell, task.cancelled)

        self._sample = Task(read, self)
        self._sample.progressed.connect(lambda step: self.progressed.emit(*step, self.tr("Opening the sample")))
        self._sample.finished.connect(self._on_sample_read)
        self._sample.refused.connect(lambda sentence: self.warned.emit(sentence, "", None))
        self._sample.failed.connect(self.failed)
        self._sample.ended.connect(self._on_sample_ended)
        self._sample.start()

    def _on_sample_read(self, documents: list[Document]) -> None:
        from storage import sample

        self._project.write("Sample", sample.fill, documents)
        self.sample_added.emit()

    def _on_sample_ended(self) -> None:
        if self._sample is not None:
            self._sample.deleteLater()
            self._sample = None
        self.idle.emit()

    def cancel(self) -> None:
        """Cancel what runs."""
        if self._made_importer is not None:
            self._made_importer.cancel()
        if self._sample is not None:
            self._sample.cancel()
        if self._exporter is not None:
            self._exporter.cancel()
        if self._made_taking_in is not None:
            self._made_taking_in.cancel()

    def _on_imported(self, summary: "ImportSummary") -> None:
        self.idle.emit()
        if self._sum is None:
            from desktop.library_view.importing import ImportSummary

            self._sum = ImportSummary()
        self._sum.join(summary, again=self._retried)
        self._retried = 0
        self._locked.extend(summary.locked)
        self._go_on()

    def _go_on(self) -> None:
        """Ask for the next password, or say what became of it all when none is wanted any more."""
        if self._asking or self._retried:
            return
        if self._locked:
            self._ask_password()
            return
        from desktop.library_view.import_results import summary_sentence

        summary, self._sum = self._sum, None
        assert summary is not None
        offers, lone = self._new_offers(summary), len(summary.refused) == 1 and not summary.copies
        if offers and not summary.refused:
            self._offer_marks(summary, offers, summary_sentence(summary))
        elif lone and not (summary.added or summary.reread or summary.cancelled):
            self.warned.emit(summary.refused[0][1], "", None)
        elif summary.refused:
            self.warned.emit(summary_sentence(summary), self.tr("Show them"), lambda: self._show_refused(summary))
        elif pictures := self._pictures(summary):
            self._offer_recognition(summary_sentence(summary), pictures)
        elif lost := [report for report, reread in summary.reread if reread.lost]:
            self.warned.emit(summary_sentence(summary), self.tr("Show them"), lambda: self.details_wanted.emit(lost[0]))
        else:
            self.told.emit(summary_sentence(summary), "", None)
        if offers and summary.refused:  # the message bar shows the refusals again when this was answered
            self._offer_marks(summary, offers, "")

    # --- highlights and notes that stand in PDFs ------------------------------------------------------------

    @property
    def _taking_in(self) -> "TakingIn":
        """What takes highlights and notes in; made when it is first wanted."""
        if self._made_taking_in is None:
            from desktop.library_view.taking_in import TakingIn

            made = self._made_taking_in = TakingIn(self._project, self)
            made.progressed.connect(self.progressed)
            made.idle.connect(self.idle)
            made.told.connect(self.told)
            made.warned.connect(self.warned)
            made.failed.connect(self.failed)
        return self._made_taking_in

    def take_in_marks(self, report: int) -> None:
        """Take in the highlights and notes that stand in a report's own PDF."""
        self._taking_in.look(report)

    def _new_offers(self, summary: "ImportSummary") -> list[tuple[int, "Offer", int]]:
        """The offers with something new in them: the report's id, the offer, and how many marks are new."""
        if not summary.offers:
            return []
        from storage import pdf_marks

        here = {report.id for report in self._project.ask(reports.listing)}
        new = [
            (report, offer, self._project.ask(pdf_marks.outstanding, report, offer, self._project.reviewer))
            for report, offer in summary.offers
            if report in here
        ]
        return [each for each in new if each[2]]

    def _offer_marks(self, summary: "ImportSummary", offers: list[tuple[int, "Offer", int]], before: str) -> None:
        """Ask, after what is said of the batch, whether the marks are to be taken in."""
        from desktop.library_view.marks_told import called, offer_sentence, take_label

        count = sum(new for *_, new in offers)
        authors = list(dict.fromkeys(name for _, offer, _ in offers for name in offer.authors))
        names = [called(self._project.ask(reports.one, one)) for one in dict.fromkeys(each[0] for each in offers)]
        of_copy = bool(before) and [copy.report for copy in summary.copies] == [each[0] for each in offers]
        sentence = f"{before} {offer_sentence(count, authors, names, of_copy=of_copy)}".strip()
        pairs = [(report, offer) for report, offer, _ in offers]
        self.told.emit(sentence, take_label(count), lambda: self._taking_in.take(pairs))

    def _pictures(self, summary: "ImportSummary") -> list[int]:
        """The reports just added that have pages without text, where this computer can recognise it."""
        from storage.reading.recognise import tessdata  # looked for only when something was added

        if not summary.added or tessdata() is None:
            return []
        return [report for report in summary.added if self._project.ask(reports.details, report).pictures]

    def _offer_recognition(self, sentence: str, pictures: list[int]) -> None:
        if len(pictures) == 1:
            name = self._project.ask(reports.one, pictures[0]).file_name
            words = self.tr("“{name}” has pages that are pictures, without text.").format(name=name)
        else:
            words = self.tr("{n} of them have pages that are pictures, without text.").format(n=len(pictures))
        recognise = self.tr("Recognise the text")
        self.told.emit(f"{sentence} {words}", recognise, lambda: self.read_again(pictures, recognise=True))

    def _show_refused(self, summary: "ImportSummary") -> None:
        from desktop.library_view.import_results import ImportResults

        self._open(ImportResults(summary, self._window))

    def _ask_password(self) -> None:
        """Ask for the password of the first locked file, the others after it."""
        from desktop.library_view.password_dialog import PasswordDialog

        locked = self._locked.pop(0)
        dialog = PasswordDialog(locked.file_name, wrong=locked.wrong, parent=self._window)
        dialog.password_given.connect(lambda password: self._on_password_given(locked.report, password))
        dialog.rejected.connect(lambda: self._on_password_refused(locked))
        self._asking = True
        self._open(dialog)

    def _on_password_given(self, report: int, password: str) -> None:
        self._asking = False
        self._retried += 1
        self._importer.try_password(report, password)

    def _on_password_refused(self, locked: "LockedReport") -> None:
        self._asking = False
        self._importer.give_up(locked.report)
        sentence = self.tr("“{name}” was not added: it opens only with its password.").format(name=locked.file_name)
        assert self._sum is not None  # the batch in which the file was
        self._sum.refused.append((locked.file_name, sentence))
        self._go_on()

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # --- handing on -------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask what to hand on and where to, then do it."""
        from desktop.bundles.export_dialog import ExportDialog

        dialog = ExportDialog(self._project, self._settings.get("export_folder"), self._window)
        dialog.export_requested.connect(self.write_bundle)
        self._open(dialog)

    def write_bundle(self, out: Path, scope: "Scope", overwrite: bool) -> None:
        """Write a bundle in the background."""
        from desktop.bundles.exporting import Exporter

        if self._exporter is not None:
            self.warned.emit(self.tr("A bundle is being written already. Wait until it is done."), "", None)
            return
        self._settings.set("export_folder", str(out.parent))
        self._exporter = Exporter(self._project, self)
        self._exporter.progressed.connect(self.progressed)
        self._exporter.finished.connect(self._on_exported)
        self._exporter.refused.connect(lambda sentence: self._end_export(self.warned, sentence))
        self._exporter.failed.connect(self._on_export_failed)
        self._exporter.stopped.connect(
            lambda: self._end_export(self.told, self.tr("The bundle was cancelled. No file was left."))
        )
        self._exporter.start(out, scope, overwrite)

    def _on_exported(self, summary: "BundleSummary") -> None:
        path = Path(summary.path)
        words = [self.tr("The bundle is ready: {path}").format(path=path), *summary.warnings]
        self._end_export(self.told, " ".join(words), self.tr("Show it"), lambda: _show(path))

    def _on_export_failed(self, trace: str) -> None:
        self._end_export(self.warned, self.tr("The bundle could not be written. No file was left."))
        self.failed.emit(trace)

    def _end_export(self, signal: Any, sentence: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        if self._exporter is not None:
            self._exporter.deleteLater()
            self._exporter = None
        self.idle.emit()
        signal.emit(sentence, action, act)

    def close(self) -> None:
        """Stop what runs; what was added stays, and no half bundle is left."""
        if self._made_importer is not None:
            self._made_importer.close()
        if self._made_taking_in is not None:
            self._made_taking_in.close()
        if self._sample is not None:
            self._sample.cancel()
            self._sample.wait()
        if self._exporter is not None:
            self._exporter.close()


def start_folder(settings: Settings) -> str:
    """Where a file dialog begins: where files were chosen last, else the user's documents, else their home."""
    last = str(settings.get("last_folder"))
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return next((folder for folder in (last, documents) if folder and Path(folder).is_dir()), str(Path.home()))


def _show(path: Path) -> None:
    """Open the folder of a file in the system's file manager."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

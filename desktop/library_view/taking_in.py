"""Takes highlights and notes that stand in PDFs into the library: those offered, or a report's at any time."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.background import Task
from desktop.library_view.marks_told import called, taken_sentence
from desktop.project import Project
from storage import pdf_marks, reports
from storage.mark_places import Offer


class TakingIn(QObject):
    """Looks a report's PDF through in a worker, and makes what is new one undoable edit.

    Signals:
        progressed(int, int, str): done, total, and what is looked through.
        idle(): nothing runs any more.
        told(str, str, object): a sentence, "" and None: what became of the marks.
        warned(str, str, object): the same for what went wrong.
        failed(str): our bug; a traceback.
    """

    progressed = Signal(int, int, str)
    idle = Signal()
    told = Signal(str, str, object)
    warned = Signal(str, str, object)
    failed = Signal(str)

    def __init__(self, project: Project, parent: QObject | None = None):
        super().__init__(parent)
        self._project = project
        self._task: Task | None = None

    def take(self, offers: Sequence[tuple[int, Offer]]) -> None:
        """Take in the marks of reports (by id) as one edit, and say what became of them."""
        listed = {report.id: called(report) for report in self._project.ask(reports.listing)}
        offers = [(report, offer) for report, offer in offers if report in listed]
        if not offers:
            self.warned.emit(self.tr("The report is not in the library any more. Nothing was taken in."), "", None)
            return
        label = self.tr("Take in highlights and notes")
        taken = self._project.do(label, pdf_marks.take_in_each, offers, self._project.reviewer)
        if taken is None:  # refused, which was said
            return
        left_out: dict[str, int] = {}
        for _, offer in offers:
            for why, count in offer.left_out.items():
                left_out[why] = left_out.get(why, 0) + count
        names = [listed[report] for report in dict.fromkeys(report for report, _ in offers)]
        self.told.emit(taken_sentence(taken, left_out, names), "", None)

    def look(self, report: int) -> None:
        """Look a report's PDF through, and take in what is not here yet."""
        found = self._project.ask(reports.one, report)
        if self._project.read_only:
            self.warned.emit(self.tr("This library is open for reading only. Nothing was taken in."), "", None)
        elif not found.read:
            words = self.tr("“{file}” waits to be read. Its highlights and notes can be taken in after that.")
            self.warned.emit(words.format(file=found.file_name), "", None)
        elif found.media != "pdf":
            words = self.tr("“{file}” is plain text, which carries no highlights or notes.")
            self.told.emit(words.format(file=found.file_name), "", None)
        elif self._task is not None:
            self.warned.emit(self.tr("Another report is being looked through. Wait until it is done."), "", None)
        else:
            self._start(report, found.file_name, found.sha256)

    def _start(self, report: int, file_name: str, sha256: str) -> None:
        path, source = self._project.source(report)
        contents = self._project.ask(reports.text, report)

        def look(task: Task) -> Offer:
            from storage import intake

            return intake.offer_of(task.worker, path, sha256, source.password, contents, task.cancelled)

        def on_refused(reason: str) -> None:
            words = self.tr("“{file}” cannot be looked through for highlights: {reason}. Nothing was changed.")
            self.warned.emit(words.format(file=file_name, reason=reason), "", None)

        self._task = Task(look, self)
        self._task.finished.connect(lambda offer: self.take([(report, offer)]))
        self._task.refused.connect(on_refused)
        self._task.failed.connect(self.failed)
        self._task.ended.connect(self._on_ended)
        self._task.start()
        self.progressed.emit(0, 1, file_name)

    def _on_ended(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
            self._task = None
        self.idle.emit()

    def cancel(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()

    def close(self) -> None:
        """Stop and wait, before the library is closed."""
        if self._task is not None:
            self._task.cancel()
            self._task.wait()

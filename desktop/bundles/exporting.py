"""Writing a bundle while the window goes on."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.background import Task
from desktop.project import Project
from storage.errors import LibraryError
from storage.exchange.scope import Scope


class Exporter(QObject):
    """Runs one export at a time in a worker process.

    Signals:
        progressed(int, int, str): reports done, reports in all, what is being done.
        finished(BundleSummary): the bundle is there, whole.
        refused(str): a sentence for the user; no file is left.
        stopped(): it was cancelled; no file is left.
        failed(str): our bug; a traceback. No file is left.
    """

    progressed = Signal(int, int, str)
    finished = Signal(object)
    refused = Signal(str)
    stopped = Signal()
    failed = Signal(str)

    def __init__(self, project: Project, parent: QObject | None = None):
        super().__init__(parent)
        self._project = project
        self._task: Task | None = None

    @property
    def running(self) -> bool:
        """Whether a bundle is being written."""
        return self._task is not None

    def start(self, out: Path, scope: Scope, overwrite: bool = False) -> None:
        """Write a bundle; raises LibraryError while another is being written."""
        if self._task is not None:
            raise LibraryError(self.tr("A bundle is being written already. Wait for it or cancel it first."))
        folder = str(self._project.folder)
        task = Task(lambda task: _exported(task, folder, str(out), scope, overwrite))
        self._task = task
        task.progressed.connect(self._on_told)
        task.finished.connect(self.finished)
        task.refused.connect(self.refused)
        task.failed.connect(self.failed)
        task.stopped.connect(self.stopped)
        task.ended.connect(self._on_ended)
        task.start()

    def cancel(self) -> None:
        """Stop, and leave no file."""
        if self._task is not None:
            self._task.cancel()

    def close(self) -> None:
        """Stop and wait, before the window closes."""
        if self._task is not None:
            self._task.cancel()
            self._task.wait()

    def _on_told(self, told: tuple[int, int, str]) -> None:
        self.progressed.emit(*told)

    def _on_ended(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.deleteLater()


def _exported(task: Task, folder: str, out: str, scope: Scope, overwrite: bool) -> object:
    """The bundle's summary; whatever stops the worker, no half-written file stays behind."""
    from storage.exchange import bundle  # not needed before the first export

    try:
        return task.worker.run(
            bundle.export_bundle, folder, out, scope, overwrite, progress=task.tell, cancelled=task.cancelled
        )
    except BaseException:
        task.worker.stop()
        bundle.remove_leftovers(out)
        raise

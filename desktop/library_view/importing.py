"""Adding files to the library while the window goes on: a thread waits for the worker, the window writes."""

import logging
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from desktop.background import Task
from desktop.project import Project
from storage import intake, reports
from storage.errors import LibraryError, PasswordNeeded, ReportRefused
from storage.model import Document
from storage.reading.files import report_files
from storage.workers import JobFailed


@dataclass
class ImportSummary:
    """What became of a batch.

    `added` has the new reports' ids; `refused` (file name, sentence) pairs; `locked` the PDFs that need a
    password, and `wrong_password` those of them for which one was given that did not open them.
    """

    added: list[int] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    locked: list[Path] = field(default_factory=list)
    wrong_password: list[Path] = field(default_factory=list)
    cancelled: bool = False
    total: int = 0

    def join(self, later: "ImportSummary", again: int = 0) -> None:
        """Count what became of a later batch too; `again` of its files were in this one, locked, already."""
        self.added += later.added
        self.refused += later.refused
        self.cancelled |= later.cancelled
        self.total += later.total - again


class _Wanted(NamedTuple):
    """Something to take in: a path as it was given, and a password where one was typed."""

    path: Path
    password: str | None = None


class _Begun(NamedTuple):
    done: int
    total: int
    file_name: str


class _Refused(NamedTuple):
    file_name: str
    sentence: str


class _Locked(NamedTuple):
    path: Path
    wrong: bool


class Importer(QObject):
    """Takes files in, one after the other, in one worker process for the batch.

    Every report is added as soon as it is read, so that what was added before Cancel stays.

    Signals:
        progressed(int, int, str): files done, files in all, and the name of the one that is being read.
        finished(ImportSummary): the batch is over, cancelled or not.
        failed(str): our bug in the thread; a traceback. `finished` follows.
    """

    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, project: Project, parent: QObject | None = None):
        super().__init__(parent)
        self._project = project
        self._waiting: deque[_Wanted] = deque()
        self._task: Task | None = None
        self._summary = ImportSummary()

    @property
    def running(self) -> bool:
        """Whether files are being taken in."""
        return self._task is not None

    def start(self, paths: list[Path]) -> None:
        """Take in files, and those with a known ending inside folders; joins the batch that is running."""
        self._want([_Wanted(path) for path in paths])

    def start_with_password(self, path: Path, password: str) -> None:
        """Try a locked PDF once more."""
        self._want([_Wanted(path, password)])

    def cancel(self) -> None:
        """Stop; what was added stays."""
        self._waiting.clear()
        if self._task is not None:
            self._summary.cancelled = True
            self._task.cancel()

    def close(self) -> None:
        """Stop and wait, before the library is closed; reports that were read by then are still added."""
        task = self._task
        if task is None:
            return
        self.cancel()
        task.wait()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)

    def _want(self, wanted: list[_Wanted]) -> None:
        if self._project.read_only:  # not even a copy may be put into its folder
            sentence = self.tr("This library is open for reading only. Nothing was added.")
            self.finished.emit(ImportSummary(refused=[("", sentence)], total=len(wanted)))
            return
        self._waiting.extend(wanted)
        if self._task is None and self._waiting:
            self._summary = ImportSummary()
            self._begin()

    def _begin(self) -> None:
        batch = _Batch(
            self._waiting, self._project.originals, self._project.ask(reports.checksums), self._summary.total
        )
        self._task = Task(batch.read)
        self._task.progressed.connect(self._on_told)
        self._task.failed.connect(self.failed)
        self._task.refused.connect(self._on_refused)
        self._task.ended.connect(self._on_ended)
        self._task.start()

    def _on_told(self, told: object) -> None:
        match told:
            case _Begun(done, total, name):
                self._summary.total = total
                self.progressed.emit(done, total, name)
            case _Refused(name, sentence):
                self._summary.refused.append((name, sentence))
            case _Locked(path, wrong):
                self._summary.locked.append(path)
                if wrong:
                    self._summary.wrong_password.append(path)
            case Document():
                self._add(told)

    def _add(self, document: Document) -> None:
        try:
            report = self._project.write("Add report", reports.add, document)
        except LibraryError as error:
            self._summary.refused.append((document.file_name, str(error)))
        else:
            self._summary.added.append(report)

    def _on_refused(self, sentence: str) -> None:
        self._summary.refused.append(("", sentence))

    def _on_ended(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.deleteLater()
        if self._waiting and not self._summary.cancelled:  # given in the moment in which the thread ended
            self._begin()
            return
        self._waiting.clear()
        summary = self._summary
        self.progressed.emit(summary.total, summary.total, "")
        self.finished.emit(summary)


class _Batch:
    """The work of the thread. It shares the queue of what is wanted with the window, nothing else."""

    def __init__(self, waiting: deque[_Wanted], originals: Path, known: intake.Known, done: int):
        self._waiting = waiting
        self._originals = originals
        self._known = known
        self._done = done
        self._files: deque[_Wanted] = deque()

    def read(self, task: Task) -> None:
        """Read one file after the other until none is wanted; tells what came of each."""
        while not task.cancelled():
            self._look_into_folders()
            if not self._files:
                return
            total = self._done + len(self._files)
            wanted = self._files.popleft()
            task.tell(_Begun(self._done, total, wanted.path.name))
            told = self._taken_in(task, wanted)
            task.tell(told)
            self._done += 1

    def _look_into_folders(self) -> None:
        """Find the files of what was wanted since; here, because a folder of a slow disk takes its time."""
        while self._waiting:
            wanted = self._waiting.popleft()
            if wanted.password is not None:
                self._files.append(wanted)
            else:
                present = {waiting.path for waiting in self._files}
                self._files.extend(_Wanted(path) for path in report_files([wanted.path]) if path not in present)

    def _taken_in(self, task: Task, wanted: _Wanted) -> Document | _Refused | _Locked:
        try:
            return intake.document(
                task.worker,
                wanted.path,
                self._originals,
                self._known,
                password=wanted.password,
                cancelled=task.cancelled,
            )
        except PasswordNeeded:
            return _Locked(wanted.path, wanted.password is not None)
        except ReportRefused as error:
            return _Refused(wanted.path.name, str(error))
        except JobFailed:
            # One file that trips over our own mistake must not cost the user the rest of the batch.
            logging.getLogger("yearmark").error("a worker's job failed while a file was added")
            sentence = QCoreApplication.translate(
                "importing",
                "“{name}” was not added, because Yearmark made a mistake while reading it. The library is as it was.",
            )
            return _Refused(wanted.path.name, sentence.format(name=wanted.path.name))

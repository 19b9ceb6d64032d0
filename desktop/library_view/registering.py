"""Files become registered reports: looked at, copied by checksum, seen in the list at once, still unread."""

import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop.background import Task
from storage.documents import Registered
from storage.errors import LibraryError
from storage.reading.files import report_files

if TYPE_CHECKING:
    from storage.intake import Known

TOGETHER = 50  # files that are written to the library as one transaction
PATIENCE = 0.2  # seconds after which those found are written, though they be fewer


class Counted(NamedTuple):
    """So many files were found in what was given."""

    files: int


class Refused(NamedTuple):
    """A file that is seen to be no report, with the sentence that says why."""

    file_name: str
    sentence: str


class Registering:
    """The work of a thread. It shares the queue of paths that are wanted with the window, nothing else."""

    def __init__(self, paths: deque[Path], originals: Path, known: "Known"):
        self._paths = paths
        self._originals = originals
        self._known = known
        self._found: list[Registered] = []
        self._told = time.monotonic()

    def run(self, task: Task) -> None:
        """Look at every file that is wanted; tells `Counted`, `Refused` and lists of `Registered`."""
        try:
            while self._paths and not task.cancelled():
                files = report_files([self._paths.popleft()])
                task.tell(Counted(len(files)))
                for file in files:
                    if task.cancelled():
                        return
                    self._register(task, file)
        finally:  # what was copied is told even then: its copies must not be left without a report
            self._tell(task)

    def _register(self, task: Task, file: Path) -> None:
        from storage import intake  # the start of the window need not wait for it

        try:
            self._found.append(intake.registered(file, self._originals, self._known))
        except LibraryError as error:
            task.tell(Refused(file.name, str(error)))
        if len(self._found) >= TOGETHER or time.monotonic() - self._told >= PATIENCE:
            self._tell(task)

    def _tell(self, task: Task) -> None:
        if self._found:
            task.tell(self._found)
        self._found, self._told = [], time.monotonic()

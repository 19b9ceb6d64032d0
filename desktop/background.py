"""Background work of a window: threads that wait for worker processes, and signals that bring the answer home."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from storage.errors import LibraryError, WorkStopped
from storage.workers import MEMORY, JobFailed, Worker


class Task(QObject):
    """One long piece of work in a thread of its own, with progress and Cancel.

    The work is called as `work(task)` in the thread; it may call `task.tell(value)` and must look at
    `task.cancelled()`. Signals arrive in the thread that made the task.

    Signals:
        progressed(object): what the work told.
        finished(object): what the work answered.
        refused(str): a sentence for the user.
        failed(str): our bug; a traceback.
        stopped(): it was cancelled.
        ended(): it is over, whatever came of it.
    """

    progressed = Signal(object)
    finished = Signal(object)
    refused = Signal(str)
    failed = Signal(str)
    stopped = Signal()
    ended = Signal()

    def __init__(self, work: Callable[["Task"], Any], parent: QObject | None = None, memory: int = MEMORY):
        super().__init__(parent)
        self._work = work
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._run, name="yearmark-task", daemon=True)
        self.worker = Worker(memory=memory, background=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; it does so within a tenth of a second, whatever its worker is doing."""
        self._cancel.set()

    def cancelled(self) -> bool:
        """Whether Cancel was pressed; may be called from any thread."""
        return self._cancel.is_set()

    def tell(self, value: Any) -> None:
        """Report progress from the thread."""
        self.progressed.emit(value)

    def wait(self, seconds: float = 10.0) -> None:
        """Wait for the thread to end (closing the window)."""
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            answer = self._work(self)
        except WorkStopped as error:
            if self.cancelled():
                self.stopped.emit()
            else:
                self.refused.emit(str(error))
        except LibraryError as error:
            self.refused.emit(str(error))
        except JobFailed as error:
            logging.getLogger("yearmark").error("a worker's job failed")
            self.failed.emit(str(error))
        except Exception:  # a thread's outermost edge: the crash dialog must learn of it
            import traceback

            self.failed.emit(traceback.format_exc())
        else:
            self.finished.emit(answer)
        finally:
            self.worker.stop()
            self.ended.emit()

"""Questions to the library that take longer than a frame: asked in a thread, of which only the newest is answered."""

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from storage import library
from storage.errors import LibraryError


class Asker(QObject):
    """One thread with a connection of its own that only reads; made at the first question.

    A new question puts an end to the one that is being answered. Signals arrive in the thread that made the asker.

    Signals:
        answered(object): the answer to the newest question.
        refused(str): the newest question cannot be answered; a sentence for the user.
        failed(str): our bug; a traceback.
    """

    answered = Signal(object)
    refused = Signal(str)
    failed = Signal(str)
    _came = Signal(int, object)

    def __init__(self, folder: Path, parent: QObject | None = None):
        super().__init__(parent)
        self._folder = folder
        self._lock = threading.Condition()
        self._question: tuple[int, Callable[..., Any], tuple[Any, ...]] | None = None
        self._number = 0
        self._is_over = False
        self._thread: threading.Thread | None = None
        self._library: library.Library | None = None
        self._came.connect(self._on_came)

    def ask(self, question: Callable[..., Any], *args: Any) -> None:
        """Have `question(db, …)` answered, instead of what was asked before."""
        with self._lock:
            self._number += 1
            self._question = (self._number, question, args)
            if self._library is not None:
                self._library.interrupt()
            self._lock.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="yearmark-asker", daemon=True)
            self._thread.start()

    def unwanted(self) -> Callable[[], bool]:
        """What the question asked next may call, from its thread, to learn that its answer is wanted no more."""
        number = self._number + 1
        return lambda: self._number != number

    def forget(self) -> None:
        """Want no answer any more."""
        with self._lock:
            self._number += 1
            self._question = None
            if self._library is not None:
                self._library.interrupt()

    def close(self) -> None:
        """End the thread and its connection."""
        with self._lock:
            self._is_over = True
            self._number += 1
            if self._library is not None:
                self._library.interrupt()
            self._lock.notify()
        if self._thread is not None:
            self._thread.join(5.0)

    def _on_came(self, number: int, answer: object) -> None:
        if number == self._number:
            self.answered.emit(answer)

    def _next(self) -> tuple[int, Callable[..., Any], tuple[Any, ...]] | None:
        with self._lock:
            while self._question is None and not self._is_over:
                self._lock.wait()
            question, self._question = self._question, None
            return None if self._is_over else question

    def _run(self) -> None:
        while (asked := self._next()) is not None:
            number, question, args = asked
            try:
                answer = self._answer(question, args)
            except LibraryError as error:
                if number == self._number:  # else it was interrupted by a newer question
                    self._tell(self.refused, str(error))
            except Exception:  # a thread's outermost edge: the crash dialog must learn of it
                import traceback

                self._tell(self.failed, traceback.format_exc())
            else:
                self._tell(self._came, number, answer)
        with self._lock:
            opened, self._library = self._library, None
        if opened is not None:
            opened.close()

    def _answer(self, question: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        if self._library is None:
            self._library = library.opened(self._folder, write=False)
        return self._library.ask(question, *args)

    def _tell(self, signal: Any, *values: object) -> None:
        """Emit a signal, unless the window has gone and this with it."""
        with contextlib.suppress(RuntimeError):
            signal.emit(*values)

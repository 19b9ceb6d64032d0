"""The thread that searches; the next words interrupt it."""

import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from storage.errors import LibraryError
from storage.search import Searcher, Stopped
from storage.search_found import Found


class Searching(QObject):
    """Looks for words with a connection of its own, off the window's thread.

    Signals (they arrive in the thread that made this):
        found(object): a `Found`; only of the words that were asked for last.
        passages_found(object): a list of `Passage`, what "mark all hits" highlights.
        refused(str): a sentence for the user.
        failed(str): our bug; a traceback.
    """

    found = Signal(object)
    passages_found = Signal(object)
    refused = Signal(str)
    failed = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None):
        super().__init__(parent)
        self._folder = folder
        self._turn = threading.Condition()
        self._wanted: Callable[[Searcher], None] | None = None
        self._latest = 0  # counts what was asked; only the last is answered
        self._ended = False
        self._searcher: Searcher | None = None
        self._thread: threading.Thread | None = None

    def look_for(self, words: str, *, typing: bool) -> None:
        """Search for words, in place of what is being searched."""
        with self._turn:
            latest = self._latest + 1

            def search(searcher: Searcher) -> None:
                answer = searcher.found(words, typing=typing, stopped=lambda: latest != self._latest)
                if latest == self._latest:
                    self.found.emit(answer)

            self._want(search)

    def look_for_passages(self, found: Found) -> None:
        """Find what "mark all hits" highlights, in place of what is being searched."""

        def search(searcher: Searcher) -> None:
            self.passages_found.emit(searcher.passages(found))

        with self._turn:
            self._want(search)

    def forget(self) -> None:
        """Search for nothing any more."""
        with self._turn:
            self._want(None)

    def stop(self) -> None:
        """Stop for good and close the connection."""
        with self._turn:
            self._ended = True
            self._want(None)
        if self._thread is not None:
            self._thread.join(10)

    def _want(self, search: Callable[[Searcher], None] | None) -> None:
        """Take note of what is wanted now; the lock is held."""
        self._latest += 1
        self._wanted = search
        if self._searcher is not None:
            self._searcher.interrupt()
        if self._thread is None and not self._ended:
            self._thread = threading.Thread(target=self._run, name="yearmark-search", daemon=True)
            self._thread.start()
        self._turn.notify_all()

    # --- in the thread -------------------------------------------------------------------------------------

    def _run(self) -> None:
        while (search := self._next()) is not None:
            try:
                search(self._opened())
            except Stopped:
                continue
            except LibraryError as error:
                self.refused.emit(str(error))
            except Exception:  # a thread's outermost edge: the crash dialog must learn of it
                self.failed.emit(traceback.format_exc())
        with self._turn:
            searcher, self._searcher = self._searcher, None
        if searcher is not None:
            searcher.close()

    def _next(self) -> Callable[[Searcher], None] | None:
        with self._turn:
            self._turn.wait_for(lambda: self._ended or self._wanted is not None)
            wanted, self._wanted = self._wanted, None
            return None if self._ended else wanted

    def _opened(self) -> Searcher:
        if self._searcher is None:
            made = Searcher(self._folder)
            with self._turn:
                self._searcher = made
            return made
        return self._searcher

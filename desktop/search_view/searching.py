"""What the search panel asks in its thread; the next words interrupt it."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.asking import Asker
from storage import search, search_marks
from storage.search_found import Found


class Searching(QObject):
    """Looks for words off the window's thread.

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
        self._shelf = search.Shelf()  # only the thread looks into it
        self._asker = Asker(folder, self)
        self._asker.answered.connect(self._on_answered)
        self._asker.refused.connect(self.refused)
        self._asker.failed.connect(self.failed)

    def look_for(self, words: str, *, typing: bool) -> None:
        """Search for words, in place of what is being searched."""
        self._asker.ask(search.found, words, typing, self._shelf, self._asker.unwanted())

    def look_for_passages(self, found: Found) -> None:
        """Find what "mark all hits" highlights, in place of what is being searched."""
        self._asker.ask(search_marks.passages, found)

    def forget(self) -> None:
        """Search for nothing any more."""
        self._asker.forget()

    def stop(self) -> None:
        """Stop for good and close the connection."""
        self._asker.close()

    def _on_answered(self, answer: object) -> None:
        if isinstance(answer, Found):
            self.found.emit(answer)
        else:
            self.passages_found.emit(answer)

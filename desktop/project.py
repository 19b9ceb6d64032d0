"""The open project as the windows see it: ask, do, and be told what changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from storage import history, reports, reviewers
from storage.errors import LibraryError
from storage.library import Library
from storage.model import Change
from storage.reports import Source


class Project(QObject):
    """One open library and its reviewer.

    Signals:
        changed(Change): rows were changed, by an edit, undo, redo or import alike.
        refused(str): something could not be done; the sentence is for the user.
    """

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, library: Library, reviewer: str, identity: str | None = None, parent: QObject | None = None):
        super().__init__(parent)
        self._library = library
        self.set_reviewer(reviewer, identity)

    @property
    def folder(self) -> Path:
        """The library's folder."""
        return self._library.folder

    @property
    def originals(self) -> Path:
        """The folder of the originals."""
        return self._library.originals

    @property
    def is_open(self) -> bool:
        """Whether the library can still be asked; what comes late, such as a timer's turn, finds it closed."""
        return self._library.is_open

    @property
    def read_only(self) -> bool:
        """Whether edits are refused."""
        return self._library.read_only

    @property
    def reviewer(self) -> int:
        """The id of the reviewer whose marks are made now."""
        return self._library.reviewer or 0

    def set_reviewer(self, name: str, identity: str | None = None) -> None:
        """Let later marks carry this name; the stable identity, a UUID, stays when a name changes."""
        if self.read_only:
            return
        change = self._library.write("Reviewer", reviewers.added, name, identity)
        self._library.reviewer = change.answer
        if change.touched:
            self.changed.emit(change)

    def ask(self, question: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Answer `question(db, …)`: the one door through which a window reads the library."""
        return self._library.ask(question, *args, **kwargs)

    def do(self, label: str, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do `work(db, …)` as one edit and one undo step; answer what it answers, None when it was refused."""
        return self._told(lambda: self._library.edit(label, work, *args, **kwargs))

    def write(self, label: str, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do `work(db, …)` as one transaction that undo passes over (adding reports).

        Raises LibraryError: an import tells what was refused file by file.
        """
        change = self._library.write(label, work, *args, **kwargs)
        self.changed.emit(change)
        return change.answer

    def undo(self) -> bool:
        """Take the last edit back; answer whether that was done."""
        return self._reverted(self._library.undo)

    def redo(self) -> bool:
        """Bring the last edit taken back forward again; answer whether that was done."""
        return self._reverted(self._library.redo)

    def _reverted(self, revert: Callable[[], Change | None]) -> bool:
        done = False

        def noted() -> Change | None:
            nonlocal done
            change = revert()
            done = change is not None
            return change

        self._told(noted)
        return done

    def travel(self, step: int, *, forward: bool) -> int:
        """Undo back to a step of the history, so that it is the last one done, or redo up to it.

        Answers how many steps that took.
        """
        try:
            went = history.travelled(self._library, step, forward=forward)
        except LibraryError as error:
            self.refused.emit(str(error))
            return 0
        if went.change.touched:
            self.changed.emit(went.change)
        if went.problem:
            self.refused.emit(went.problem)
        return went.done

    def undo_label(self) -> str:
        """What undo would take back; "" for nothing."""
        step = self.ask(history.undoable)
        return step[1] if step else ""

    def redo_label(self) -> str:
        """What redo would bring forward; "" for nothing."""
        step = self.ask(history.redoable)
        return step[1] if step else ""

    def source(self, report: int) -> tuple[Path, Source]:
        """Where a report's original lies."""
        source = self.ask(reports.source, report)
        return self.originals / source.file, source

    def close(self) -> None:
        """Close the library; everything was saved when it was done."""
        self._library.close()

    def _told(self, edit: Callable[[], Any]) -> Any:
        try:
            change = edit()
        except LibraryError as error:
            self.refused.emit(str(error))
            return None
        if change is None:
            return None
        if change.touched:
            self.changed.emit(change)
        return change.answer

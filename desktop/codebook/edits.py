"""Edits that a window makes, with their refusals said in that window."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.project import Project


class Edits(QObject):
    """Does edits through the project; only refusals of its own are its business.

    Signals:
        refused(str): an edit was refused; the sentence is for the user.
        made(): an edit went well.
    """

    refused = Signal(str)
    made = Signal()

    def __init__(self, project: Project, parent: QObject | None = None):
        super().__init__(parent)
        self._project = project
        self._doing: list[str] = []  # the refusals of edits under way: saving one field may save another
        self.answer: Any = None
        project.refused.connect(self._on_refused)

    def do(self, label: str, work: Callable[..., Any], *args: Any) -> bool:
        """Do one edit; answer whether it was done. `answer` has what it answered."""
        self._doing.append("")
        try:
            self.answer = self._project.do(label, work, *args)
        finally:
            sentence = self._doing.pop()
        if sentence:
            self.refused.emit(sentence)
        else:
            self.made.emit()
        return not sentence

    def _on_refused(self, sentence: str) -> None:
        if self._doing:
            self._doing[-1] = sentence

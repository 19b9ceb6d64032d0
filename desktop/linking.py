"""What a reviewer does to links: begin one, find its other end, say how both are related; accept a suggested one."""

from PySide6.QtCore import QObject, Signal

from desktop.marking import Marking
from desktop.project import Project
from desktop.reader.words import shortened
from storage import annotations, links, passages, reports
from storage.model import Annotation, Change, Passage

QUOTE = 60  # characters of the beginning's quotation in the message that says a link is waiting


class Linking(QObject):
    """Holds the link that waits for its other end, and edits links.

    Signals:
        changed(str): words for the link that waits for its other end; "" when none waits.
        state_changed(): what is possible has changed.
        relation_wanted(): both ends of a link are known; `finish` or `cancel` must follow.
        looked_at(int): while a link waits, the annotation that was stepped to and may be accepted.
    """

    changed = Signal(str)
    state_changed = Signal()
    relation_wanted = Signal()
    looked_at = Signal(int)

    def __init__(self, project: Project, marking: Marking, parent: QObject | None = None):
        super().__init__(parent)
        self._project, self._marking = project, marking
        self._from: Annotation | None = None
        self._to: Annotation | Passage | None = None
        self._seen: int | None = None
        marking.when_chosen(self.take)

    @property
    def waits(self) -> bool:
        """Whether a link waits for its other end."""
        return self._from is not None

    @property
    def other_end(self) -> Annotation | Passage | None:
        """The end that waits for its relation."""
        return self._to

    @property
    def seen(self) -> int | None:
        """While a link waits, the annotation that was stepped to."""
        return self._seen

    def start(self) -> None:
        """Begin a link at the selection (highlighting it) or at the chosen annotation."""
        if self._marking.selection is not None:
            self._marking.highlight()
        if self._marking.chosen is not None:
            self._begin(self._marking.chosen)

    def drop(self, one: int, other: int, report: int, start: int, end: int) -> None:
        """Begin a link at an annotation that was dragged to another one, or (0) to a span of a report."""
        found = self._project.ask(annotations.one, one)
        target: Annotation | Passage | None = self._project.ask(annotations.one, other) if other else None
        if target is None:
            target = passages.passage(report, self._project.ask(reports.text, report).text, start, end)
        if found is not None:
            self._begin(found)
            self.take(target)

    def _begin(self, start: Annotation) -> None:
        self._from = start
        self.changed.emit(self._words())
        self.state_changed.emit()

    def _words(self) -> str:
        if self._from is None:
            return ""
        if self._to is not None:
            return self.tr("Choose how both passages are related. Enter shows the choices again; Esc cancels.")
        report = self._project.ask(reports.one, self._from.report)
        words = self.tr(
            "Linking “{quote}” ({report}). Now click a highlight, or select a passage, in a report of another "
            "year. Esc cancels."
        )
        return words.format(quote=shortened(self._from.words, QUOTE), report=report.name)

    def take(self, end: Annotation | Passage | None) -> bool:
        """Take what was chosen or selected as the other end, where a link waits for one."""
        if self._from is None:
            return False
        if end is None or (isinstance(end, Annotation) and end.id == self._from.id):
            return True
        refusal = self._project.ask(links.why_not, self._from.report, end.report)
        if refusal:
            self._to = None
            self.changed.emit(refusal + " " + self._words())
            return True
        self._to = end
        self.changed.emit(self._words())
        self.relation_wanted.emit()
        return True

    def look_at(self, annotation: int) -> None:
        """Choose an annotation in passing: while a link waits it becomes the other end only when accepted."""
        if self._from is None:
            self._marking.choose(annotation)
            return
        self._seen = annotation
        self.looked_at.emit(annotation)

    def accept_seen(self) -> None:
        """While a link waits, take the highlight stepped to as its other end, or ask for the relation again."""
        if self._from is not None and self._seen is not None:
            self._marking.choose(self._seen)
        elif self._from is not None and self._to is not None:
            self.relation_wanted.emit()

    def finish(self, relation: str) -> None:
        """Make the link, with the highlight of its other end where there is none, in one step."""
        start, end = self._from, self._to
        self.cancel()
        if start is not None and end is not None:
            self._join(start, end, relation)

    def accept(self, one: Annotation | Passage, other: Passage, relation: str) -> None:
        """Link a passage to one that was suggested, highlighting what is not highlighted yet, in one step."""
        self._join(one, other, relation, stay=True)

    def _join(
        self, one: Annotation | Passage, other: Annotation | Passage, relation: str, *, stay: bool = False
    ) -> None:
        """Make a link; choose its other end afterwards, or `stay` with the first."""
        ends = [end.id if isinstance(end, Annotation) else end for end in (one, other)]
        label = self.tr("Link as “{relation}”").format(relation=relation)
        made = self._project.do(label, links.join, *ends, relation, self._project.reviewer)
        if made is not None:
            self._marking.use_selection()
            self._marking.choose(made.one if stay else made.other)

    def cancel(self) -> None:
        """Give up the link that waits for its other end."""
        if self._from is not None:
            self._from = self._to = self._seen = None
            self.changed.emit("")
            self.state_changed.emit()

    def on_changed(self, _: Change) -> None:
        """Take part in a change of the library: the passage that a link begins at may have gone."""
        if self._from is not None and self._project.ask(annotations.one, self._from.id) is None:
            self.cancel()

    def set_relation(self, link: int, relation: str) -> None:
        """Change a link's relation."""
        self._project.do(self.tr("Change link"), links.set_relation, link, relation)

    def set_note(self, link: int, note: str) -> None:
        """Save a link's note."""
        self._project.do(self.tr("Edit link note"), links.set_note, link, note)

    def delete(self, link: int) -> None:
        """Delete a link; both passages stay."""
        self._project.do(self.tr("Delete link"), links.delete, link)

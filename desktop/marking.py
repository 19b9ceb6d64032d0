"""What a reviewer does to passages: highlight, tag, mark, note, link. One place for keys, bar and inspector."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.project import Project
from desktop.reader.reader import shortened
from storage import annotations, areas, links, passages, reports
from storage.model import Annotation, Area, Box, Change, Passage


class Marking(QObject):
    """Holds what is selected and what is chosen, and edits the one or the other.

    A selection comes before a chosen annotation. What is done to a selection makes its highlight in the
    same step of history.

    Signals:
        chosen_changed(object): the id of the chosen annotation, or None.
        state_changed(): what is possible has changed (selection, choice, linking).
        linking_changed(str): words for the link that waits for its other end; "" when none waits.
        relation_wanted(): both ends of a link are known; `finish_link` or `cancel_link` must follow.
        note_wanted(): the note of the chosen annotation should take the keyboard.
        looked_at(int): while linking, the annotation that was stepped to and may be accepted.
    """

    chosen_changed = Signal(object)
    state_changed = Signal()
    linking_changed = Signal(str)
    relation_wanted = Signal()
    note_wanted = Signal()
    looked_at = Signal(int)

    def __init__(self, project: Project, parent: QObject | None = None):
        super().__init__(parent)
        self._project = project
        self._chosen: Annotation | None = None
        self._selection: Passage | None = None
        self._before: Annotation | None = None  # the one chosen last, which may be moved to the selection
        self._from: Annotation | None = None
        self._to: Annotation | Passage | None = None
        self._seen: int | None = None
        self._clear_selection: Callable[[], None] = lambda: None

    def when_selection_used(self, clear: Callable[[], None]) -> None:
        """Say how the view lets go of a selection that has become a highlight."""
        self._clear_selection = clear

    # --- state ----------------------------------------------------------------------------------------

    @property
    def chosen(self) -> Annotation | None:
        """The chosen annotation."""
        return self._chosen

    @property
    def selection(self) -> Passage | None:
        """The selected passage, not yet highlighted."""
        return self._selection

    @property
    def other_end(self) -> Annotation | Passage | None:
        """The end that waits for its relation."""
        return self._to

    @property
    def seen(self) -> int | None:
        """While linking, the annotation that was stepped to."""
        return self._seen

    @property
    def linking(self) -> bool:
        """Whether a link waits for its other end."""
        return self._from is not None

    def can_mark(self) -> bool:
        """Whether there is a passage to act on and the library may be written."""
        return not self._project.read_only and (self._selection is not None or self._chosen is not None)

    def choose(self, annotation: int | None) -> None:
        """Choose an annotation; while linking, take it as the other end."""
        found = self._project.ask(annotations.one, annotation) if annotation else None
        if self._from is not None:
            if found is not None and found.id != self._from.id:
                self._other_end(found)
            return
        self._set_chosen(found)

    def look_at(self, annotation: int) -> None:
        """Choose an annotation in passing: while linking it becomes the other end only when accepted."""
        if self._from is None:
            self.choose(annotation)
            return
        self._seen = annotation
        self.looked_at.emit(annotation)

    def accept_seen(self) -> None:
        """While linking, take the annotation that was stepped to as the other end."""
        if self._from is not None and self._seen is not None:
            self.choose(self._seen)

    def select(self, report: int, start: int, end: int) -> None:
        """Take note of the selected span; (0, 0, 0) is none. While linking, take it as the other end."""
        if start == end:
            self._selection = None
            self.state_changed.emit()
            return
        text = self._project.ask(reports.text, report).text
        self._selection = passages.passage(report, text, start, end)
        if self._from is not None:
            self._other_end(self._selection)
            return
        if self._chosen is not None:
            self._before = self._chosen
            self._set_chosen(None)  # one thing at a time is what the keys act on
        self.state_changed.emit()

    def on_changed(self, change: Change) -> None:
        """Take part in a change of the library: the chosen annotation may have changed or gone."""
        if self._from is not None and self._project.ask(annotations.one, self._from.id) is None:
            self.cancel_link()
        if self._before is not None:
            self._before = self._project.ask(annotations.one, self._before.id)
        if self._chosen is not None and change.tables & {"annotations", "annotation_areas", "reports"}:
            self._set_chosen(self._project.ask(annotations.one, self._chosen.id), quiet=True)
        self.state_changed.emit()

    def _set_chosen(self, annotation: Annotation | None, *, quiet: bool = False) -> None:
        before = self._chosen.id if self._chosen else None
        self._chosen = annotation
        after = annotation.id if annotation else None
        if before != after or not quiet:
            self.chosen_changed.emit(after)
            self.state_changed.emit()

    # --- edits ----------------------------------------------------------------------------------------

    def highlight(self) -> None:
        """Highlight the selection."""
        if self._selection is not None:
            self._mark_selection(self.tr("Highlight"))

    def tag_slot(self, slot: int) -> None:
        """Tag with the area whose key this is, 1–9; a second time takes the tag off."""
        area = next((one for one in self._project.ask(areas.all_areas) if one.slot == slot), None)
        if area is not None:
            self.toggle_area(area)

    def toggle_area(self, area: Area) -> None:
        """Tag the selection or the chosen annotation with an area, or take the tag off."""
        if self._selection is not None:
            self._mark_selection(self.tr("Tag “{area}”").format(area=area.name), areas=(area.id,))
        elif self._chosen is not None and area.id in self._chosen.areas:
            self._edit(self.tr("Remove tag “{area}”").format(area=area.name), annotations.untag, area.id)
        elif self._chosen is not None:
            self._edit(self.tr("Tag “{area}”").format(area=area.name), annotations.tag, area.id)

    def set_strength(self) -> None:
        """Mark as a strength, or as neither when it is one."""
        self._set_mark("strength")

    def set_concern(self) -> None:
        """Mark as a concern, or as neither when it is one."""
        self._set_mark("concern")

    def _set_mark(self, mark: str) -> None:
        labels = {"strength": self.tr("Mark strength"), "concern": self.tr("Mark concern")}
        if self._selection is not None:
            self._mark_selection(labels[mark], mark=mark)
        elif self._chosen is not None and self._chosen.mark == mark:
            self._edit(self.tr("Clear mark"), annotations.set_mark, "")
        elif self._chosen is not None:
            self._edit(labels[mark], annotations.set_mark, mark)

    def write_note(self) -> None:
        """Begin a note on the selection (highlighting it) or on the chosen annotation."""
        if self._selection is not None:
            self.highlight()
        if self._chosen is not None:
            self.note_wanted.emit()

    def set_note(self, annotation: int, note: str) -> None:
        """Save an annotation's note."""
        self._project.do(self.tr("Edit note"), annotations.set_note, annotation, note)

    def delete(self) -> None:
        """Delete the chosen annotation with its links."""
        if self._chosen is not None:
            self._edit(self.tr("Delete highlight"), annotations.delete)

    def add_rectangle(self, report: int, page: int, box: Box) -> None:
        """Mark a rectangle of a page (its number; points from the top left) and choose it."""
        label = self.tr("Mark rectangle")
        made = self._project.do(label, annotations.add_rectangle, report, page, box, self._project.reviewer)
        if made is not None:
            self._set_chosen(self._project.ask(annotations.one, made))

    def change_range(self, annotation: int, start: int, end: int) -> None:
        """Let a highlight begin and end elsewhere in its report."""
        found = self._project.ask(annotations.one, annotation)
        if found is not None:
            text = self._project.ask(reports.text, found.report).text
            passage = passages.passage(found.report, text, start, end)
            self._project.do(self.tr("Change highlight"), annotations.move, annotation, passage)

    def movable(self) -> bool:
        """Whether words are selected in the report of the highlight that was chosen before them."""
        moved = self._before
        return (
            not self._project.read_only
            and moved is not None
            and self._selection is not None
            and moved.report == self._selection.report
        )

    def move_here(self) -> None:
        """Put the highlight that was chosen before on the selected words, with all that was said of it."""
        if self.movable() and self._before is not None:
            moved = self._before.id
            self._project.do(self.tr("Move highlight"), annotations.move, moved, self._selection)
            self._use_selection()
            self._set_chosen(self._project.ask(annotations.one, moved))

    def _edit(self, label: str, work: Callable[..., Any], *args: Any) -> None:
        if self._chosen is not None:
            self._project.do(label, work, self._chosen.id, *args)

    def _mark_selection(self, label: str, **details: Any) -> None:
        made = self._project.do(label, annotations.add, self._selection, self._project.reviewer, **details)
        if made is not None:
            self._use_selection()
            self._set_chosen(self._project.ask(annotations.one, made))

    def _use_selection(self) -> None:
        self._selection = None
        self._clear_selection()
        self.state_changed.emit()

    # --- links ----------------------------------------------------------------------------------------

    def start_link(self) -> None:
        """Begin a link at the selection (highlighting it) or at the chosen annotation."""
        if self._selection is not None:
            self.highlight()
        if self._chosen is None:
            return
        self._from = self._chosen
        self.linking_changed.emit(self._linking_words())
        self.state_changed.emit()

    def _linking_words(self) -> str:
        if self._from is None:
            return ""
        report = self._project.ask(reports.one, self._from.report)
        words = self.tr(
            "Linking “{quote}” ({report}). Now click a highlight, or select a passage, in a report of another "
            "year. Esc cancels."
        )
        return words.format(quote=shortened(self._from.words, 60), report=report.name)

    def _other_end(self, end: Annotation | Passage) -> None:
        assert self._from is not None
        refusal = self._project.ask(links.why_not, self._from.report, end.report)
        if refusal:
            self.linking_changed.emit(refusal + " " + self._linking_words())
            return
        self._to = end
        self.relation_wanted.emit()

    def finish_link(self, relation: str) -> None:
        """Make the link, with the highlight of its other end where there is none, in one step."""
        start, end = self._from, self._to
        self.cancel_link()
        if start is None or end is None:
            return
        label = self.tr("Link as “{relation}”").format(relation=relation)
        reviewer = self._project.reviewer
        if isinstance(end, Passage):
            made = self._project.do(label, links.add_with_mark, start.id, end, relation, reviewer)
            chosen = made[1] if made is not None else None
            self._use_selection()
        else:
            made = self._project.do(label, links.add, start.id, end.id, relation, reviewer)
            chosen = end.id if made is not None else None
        if chosen is not None:
            self._set_chosen(self._project.ask(annotations.one, chosen))

    def cancel_link(self) -> None:
        """Give up the link that waits for its other end."""
        if self._from is not None:
            self._from = self._to = self._seen = None
            self.linking_changed.emit("")
            self.state_changed.emit()

    def set_relation(self, link: int, relation: str) -> None:
        """Change a link's relation."""
        self._project.do(self.tr("Change link"), links.set_relation, link, relation)

    def set_link_note(self, link: int, note: str) -> None:
        """Save a link's note."""
        self._project.do(self.tr("Edit link note"), links.set_note, link, note)

    def delete_link(self, link: int) -> None:
        """Delete a link; both passages stay."""
        self._project.do(self.tr("Delete link"), links.delete, link)

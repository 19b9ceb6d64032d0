"""What a reviewer does to passages: highlight, tag, mark, note, link. One place for keys, bar and inspector."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.library_view.labels import counted
from desktop.project import Project
from storage import annotations, areas, links, passages, reports
from storage.model import Annotation, Area, Box, Change, Passage


class Marking(QObject):
    """Holds what is selected and what is chosen, and edits the one or the other.

    A selection comes before a chosen annotation. What is done to a selection makes its highlight in the
    same step of history.

    Signals:
        chosen_changed(object): the id of the chosen annotation, or None.
        state_changed(): what is possible has changed (selection, choice).
        note_wanted(): the note of the chosen annotation should take the keyboard.
        told(str): what was done that is not seen on the page; undo takes it back.
    """

    chosen_changed = Signal(object)
    state_changed = Signal()
    note_wanted = Signal()
    told = Signal(str)

    def __init__(self, project: Project, parent: QObject | None = None):
        super().__init__(parent)
        self._project = project
        self._chosen: Annotation | None = None
        self._selection: Passage | None = None
        self._before: Annotation | None = None  # the one chosen last, which may be moved to the selection
        self._last_areas: tuple[int, ...] = ()  # what was tagged with last, for the key that repeats it
        self._take: Callable[[Annotation | Passage | None], bool] = lambda _: False
        self._clear_selection: Callable[[], None] = lambda: None

    def when_selection_used(self, clear: Callable[[], None]) -> None:
        """Say how the view lets go of a selection that has become a highlight."""
        self._clear_selection = clear

    def when_chosen(self, take: Callable[[Annotation | Passage | None], bool]) -> None:
        """Say who may take what is chosen or selected for itself (a link takes its other end), by answering True."""
        self._take = take

    # --- state ----------------------------------------------------------------------------------------

    @property
    def chosen(self) -> Annotation | None:
        """The chosen annotation."""
        return self._chosen

    @property
    def selection(self) -> Passage | None:
        """The selected passage, not yet highlighted."""
        return self._selection

    def can_mark(self) -> bool:
        """Whether there is a passage to act on and the library may be written."""
        return not self._project.read_only and (self._selection is not None or self._chosen is not None)

    def choose(self, annotation: int | None) -> None:
        """Choose an annotation, or none."""
        found = self._project.ask(annotations.one, annotation) if annotation else None
        if not self._take(found):
            self._set_chosen(found)

    def select(self, report: int, start: int, end: int) -> None:
        """Take note of the selected span; (0, 0, 0) is none."""
        if start == end:
            if self._selection is not None:
                self._selection = None
                self.state_changed.emit()
            return
        text = self._project.ask(reports.text, report).text
        self._selection = passages.passage(report, text, start, end)
        if self._take(self._selection):
            return
        if self._chosen is not None:
            self._before = self._chosen
            self._set_chosen(None)  # one thing at a time is what the keys act on
        self.state_changed.emit()

    def on_changed(self, change: Change) -> None:
        """Take part in a change of the library: the chosen annotation may have changed or gone."""
        if self._before is not None:
            self._before = self._project.ask(annotations.one, self._before.id)
        if self._chosen is not None and change.tables & {"annotations", "annotation_areas", "reports"}:
            before = self._chosen
            self._set_chosen(self._project.ask(annotations.one, before.id), quiet=True)
            if self._chosen is not None and self._chosen != before:
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

    def repeat_tag(self) -> None:
        """Tag with the areas that were tagged with last; one that is there already stays."""
        known = {area.id: area for area in self._project.ask(areas.all_areas)}
        tagged = self._chosen.areas if self._chosen is not None and self._selection is None else ()
        for area in (known[one] for one in self._last_areas if one in known and one not in tagged):
            self.toggle_area(area)

    def can_repeat(self) -> bool:
        """Whether there is a tag to repeat, and something to repeat it on."""
        return self.can_mark() and bool(self._last_areas)

    def toggle_area(self, area: Area) -> None:
        """Tag the selection or the chosen annotation with an area, or take the tag off."""
        if self._chosen is None or self._selection is not None or area.id not in self._chosen.areas:
            self._last_areas = (area.id,)
        if self._selection is not None:
            self._mark_selection(self.tr("Tag “{area}”").format(area=area.name), areas=(area.id,))
        elif self._chosen is not None and area.id in self._chosen.areas:
            self._edit(self.tr("Remove tag “{area}”").format(area=area.name), annotations.untag, area.id)
        elif self._chosen is not None:
            self._edit(self.tr("Tag “{area}”").format(area=area.name), annotations.tag, area.id)

    def add_area(self, name: str) -> None:
        """Add an area to the codebook and tag the selection or the chosen annotation with it, in one step."""
        where = self._selection or (self._chosen.id if self._chosen is not None else None)
        if where is None:
            return
        from storage import codebook  # not needed at the start

        label = self.tr("Add area “{area}”").format(area=name)
        made = self._project.do(label, codebook.add_to, name, where, self._project.reviewer)
        if made is not None:
            if self._selection is not None:
                self.use_selection()
            self._set_chosen(self._project.ask(annotations.one, made[1]))

    def highlight_all(self, found: list[Passage]) -> None:
        """Highlight passages that a search found, in one step; those that are highlighted already stay as they are."""
        from storage import search_marks  # not needed at the start

        made = self._project.do(self.tr("Highlight all hits"), search_marks.mark_all, found, self._project.reviewer)
        if made is not None:
            several = counted(len(made), self.tr("passage was"), self.tr("passages were"))
            words = self.tr("{passages} highlighted.").format(passages=several)
            self.told.emit(words if made else self.tr("Everything that was found is highlighted already."))

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
        """Delete the chosen annotation with its links; say what went with it."""
        if self._chosen is None:
            return
        joined, note = len(self._project.ask(links.of_annotation, self._chosen.id)), bool(self._chosen.note)
        self._edit(self.tr("Delete highlight"), annotations.delete)
        lost = [self.tr("its note")] if note else []
        lost += [counted(joined, self.tr("link"), self.tr("links"))] if joined else []
        if lost and self._chosen is None:
            with_what = self.tr(" and ").join(lost)
            self.told.emit(self.tr("The highlight was deleted with {what}.").format(what=with_what))

    def add_rectangle(self, report: int, page: int, box: Box) -> None:
        """Mark a rectangle of a page (its number; points from the top left) and choose it."""
        label = self.tr("Mark rectangle")
        made = self._project.do(label, annotations.add_rectangle, report, page, box, self._project.reviewer)
        if made is not None:
            self._set_chosen(self._project.ask(annotations.one, made))

    def change_rectangle(self, annotation: int, box: Box) -> None:
        """Give a marked rectangle other edges."""
        self._project.do(self.tr("Change rectangle"), annotations.set_rectangle, annotation, box)

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
            self.use_selection()
            self._set_chosen(self._project.ask(annotations.one, moved))

    def _edit(self, label: str, work: Callable[..., Any], *args: Any) -> None:
        if self._chosen is not None:
            self._project.do(label, work, self._chosen.id, *args)

    def _mark_selection(self, label: str, **details: Any) -> None:
        made = self._project.do(label, annotations.add, self._selection, self._project.reviewer, **details)
        if made is not None:
            self._selection = None  # the highlight is chosen first: nothing in between need be shown
            self._set_chosen(self._project.ask(annotations.one, made))
            self._clear_selection()

    def use_selection(self) -> None:
        """Let go of the selection: it has become a highlight."""
        self._selection = None
        self._clear_selection()
        self.state_changed.emit()

"""What the commands of the table of actions do that is not marking: files, reports, zoom, panes."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop import menus
from desktop.importing_room import start_folder
from desktop.linking import Linking
from desktop.marking import Marking
from desktop.opening import Opening
from desktop.reader.layout import FIT_PAGE, FIT_TEXT, FIT_WIDTH, FULL_SIZE
from desktop.views import Views
from storage import reports

if TYPE_CHECKING:
    from desktop.library_view.details import DetailsDialog
    from desktop.window import MainWindow


def _holds(part: QWidget, focus: QWidget) -> bool:
    return part is focus or part.isAncestorOf(focus)


class Commands(QObject):
    """The handlers named in `actions.SPECS`; `marking` has the others."""

    def __init__(self, window: "MainWindow"):
        super().__init__(window)
        self._window = window
        self.opening = Opening(window)

    @property
    def marking(self) -> Marking:
        """What is done to passages."""
        return self._window.marking

    @property
    def linking(self) -> Linking:
        """What is done to links."""
        return self._window.linking

    @property
    def views(self) -> Views:
        """The views that are made at their first use."""
        return self._window.views

    def show_passages(self, on: bool) -> None:
        """Show the table of all passages, or read on."""
        self._window.refresh()

    def close(self) -> None:
        """Close the window."""
        self._window.close()

    def undo(self) -> None:
        """Take the last edit back, what is being typed first; show what it changed."""
        self._window.inspector.save()
        if self._window.project.undo():
            self._window.views.show_reverted(forward=False)

    def redo(self) -> None:
        """Bring the last edit taken back forward again; show what it changed."""
        if self._window.project.redo():
            self._window.views.show_reverted(forward=True)

    def travel(self, step: int, forward: bool) -> None:
        """Undo back to a step of the history, or redo up to it."""
        from desktop.history_view.words import travelled_words

        self._window.inspector.save()
        done = self._window.project.travel(step, forward=forward)
        if done:
            self._window.messages.tell(travelled_words(done, forward=forward))

    def set_highlighter(self, on: bool) -> None:
        """Whether dragging highlights at once."""
        self._window.settings.set("highlight_on_drag", on)

    def zoom_in(self) -> None:
        """Enlarge the active report."""
        self._window.reader.active.pages.step_zoom(1)

    def zoom_out(self) -> None:
        """Reduce the active report."""
        self._window.reader.active.pages.step_zoom(-1)

    def actual_size(self) -> None:
        """Show the active report as large as it is on paper, at 96 pixels to the inch."""
        self._window.reader.active.pages.set_zoom(FULL_SIZE)

    def fit_text(self) -> None:
        """Fit the active report's text to the pane's width."""
        self._window.reader.active.pages.set_fit(FIT_TEXT)

    def fit_width(self) -> None:
        """Fit the active report's pages to the pane's width."""
        self._window.reader.active.pages.set_fit(FIT_WIDTH)

    def fit_page(self) -> None:
        """Fit the active report's pages whole."""
        self._window.reader.active.pages.set_fit(FIT_PAGE)

    def next_part(self) -> None:
        """Move the keyboard to the next part of the window: list, reports, inspector."""
        window = self._window
        panes = [pane.pages for pane in window.reader.panes if pane.report is not None]
        outline = [window.left.outline.tree] if window.left.outline is not None else []
        all_parts = (window.library_view.tree, *outline, *panes, window.inspector.note)
        parts = [part for part in all_parts if part.isVisible()]
        focus = window.focusWidget()
        at = next((n for n, part in enumerate(parts) if focus is not None and _holds(part, focus)), -1)
        parts[(at + 1) % len(parts)].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_outline(self, on: bool) -> None:
        """Show the contents of the active report below the list, or leave the room to the list."""
        self._window.settings.set("outline", on)
        self._window.show_outline()

    def show_inspector(self, on: bool) -> None:
        """Show the inspector, or leave its room to the reports."""
        self._window.settings.set("inspector", on)
        self._window.show_inspector()

    def add_files(self) -> None:
        """Choose files and add them."""
        from PySide6.QtWidgets import QFileDialog

        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Add reports"),
            start_folder(self._window.settings),
            self.tr("Reports (*.pdf *.txt);;All files (*)"),
        )
        self._window.imports.add([Path(name) for name in names])

    def add_folder(self) -> None:
        """Choose a folder and add every report in it."""
        from PySide6.QtWidgets import QFileDialog

        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Add a folder"), start_folder(self._window.settings)
        )
        if name:
            self._window.imports.add([Path(name)])

    def add_sample(self) -> None:
        """Add the invented sample with its marks and links."""
        self._window.imports.add_sample()

    def export(self) -> None:
        """Hand on a bundle."""
        self._window.imports.export()

    def print_report(self) -> None:
        """Print the active report with its marks."""
        self._window.printing().ask(self._window.reader.active, self._window.settings.get("colouring"))

    def details(self) -> None:
        """Show the details of the report in question."""
        report = self.report_in_question()
        if report is not None:
            self.show_details(report)

    def remove_report(self) -> None:
        """Remove the report in question."""
        report = self.report_in_question()
        if report is not None:
            self.remove(report)

    def remove(self, report: int) -> None:
        """Take a report out of the library with its marks; undo brings both back."""
        found = self._window.project.ask(reports.one, report)
        if not found.read:
            self._window.imports.give_up(report)
            words = self.tr("“{name}” was taken out before it was read. Add the file again to have it back.")
            self._window.messages.tell(words.format(name=found.file_name))
            return
        self._window.inspector.save()
        label = self.tr("Remove {report}").format(report=found.name)
        if self._window.project.do(label, reports.remove, report):
            words = menus.removed_text(found.name, found.annotations)
            self._window.messages.tell(words, self.tr("Undo"), self.undo)

    def read_again(self) -> None:
        """Read the report in question anew."""
        report = self.report_in_question()
        if report is not None:
            self._window.imports.read_again([report])

    def take_in_marks(self) -> None:
        """Take in the highlights and notes that stand in the PDF of the report in question."""
        report = self.report_in_question()
        if report is not None:
            self._window.imports.take_in_marks(report)

    def recognise(self) -> None:
        """Give those pages of the report in question a text that are pictures."""
        report = self.report_in_question()
        if report is None:
            return
        from storage.reading.recognise import tessdata

        found = self._window.project.ask(reports.one, report)
        if not self._window.project.ask(reports.details, report).pictures:
            words = self.tr("{report} has no pages that are pictures without text. Nothing was changed.")
            self._window.messages.tell(words.format(report=found.name))
        elif tessdata() is None:
            words = self.tr(
                "Text in pictures is recognised by Tesseract, which is not installed on this computer. Install it, "
                "then choose this again. {report} was left as it is."
            )
            self._window.messages.tell(words.format(report=found.name), stay=True)
        else:
            self._window.imports.read_again([report], recognise=True)

    def ask_reviewer(self) -> None:
        """Ask for the name that marks carry."""
        from desktop.reviewer_dialog import ReviewerDialog, account_name

        dialog = ReviewerDialog(self._window.settings.get("reviewer_name") or account_name(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.name_chosen.connect(self.on_reviewer_named)
        dialog.open()

    def on_reviewer_named(self, name: str) -> None:
        """Keep the reviewer's name and show it."""
        self._window.settings.set("reviewer_name", name)
        self._window.project.set_reviewer(name, self._window.settings.get("reviewer_id"))
        self._window.menus.show_reviewer(name)

    def show_settings(self) -> None:
        """Show the settings."""
        from desktop.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._window.settings, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def let_go(self) -> None:
        """Escape: close the find bar, else cancel a link, else let go of selection, caret, chosen passage."""
        pane = self._window.reader.active
        if self._window.reader.cancel_link_drag() or pane.close_find():
            return
        focus = self._window.focusWidget()
        if focus is not None and self._window.inspector.isAncestorOf(focus):  # a note is done, the passage is not
            self._window.inspector.save()
            pane.pages.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._window.linking.waits:
            self._window.linking.cancel()
        elif self._window.marking.selection is not None:
            self._window.reader.clear_selection()
        elif pane.pages.leave_caret() or self._window.leave_rectangles():
            return
        else:
            self._window.marking.choose(None)

    def copy(self) -> None:
        """Copy the selected running text."""
        if self._window.marking.selection is not None:
            QGuiApplication.clipboard().setText(self._window.marking.selection.quote)

    def copy_cited(self) -> None:
        """Copy the selected running text with its citation."""
        selection, project = self._window.marking.selection, self._window.project
        if selection is not None:
            from storage.passages import cited

            report = project.ask(reports.one, selection.report)
            contents = project.ask(reports.text, selection.report)
            citation = reports.citation(report, contents, selection.start)
            QGuiApplication.clipboard().setText(cited(selection.quote, citation))

    def select_all(self) -> None:
        """Select the whole running text of the active report."""
        self._window.reader.active.pages.select_all()

    def select_word(self) -> None:
        """Select the word at the caret; again takes in the next."""
        self._window.reader.active.pages.select_word()

    def select_sentence(self) -> None:
        """Select the sentence at the caret; again takes in the next."""
        self._window.reader.active.pages.select_sentence()

    def select_paragraph(self) -> None:
        """Select the paragraph at the caret; again takes in the next."""
        self._window.reader.active.pages.select_paragraph()

    def set_caret(self, on: bool) -> None:
        """Show the caret in the active report, or scroll with the arrow keys again."""
        pages = self._window.reader.active.pages
        if pages.caret_on != on:
            pages.toggle_caret()

    def set_rectangles(self, on: bool) -> None:
        """Let the next drag draw a rectangle, and say so while it is waited for; or let a drag select words."""
        self._window.reader.set_draws_rectangles(on)
        if on:
            words = self.tr("Drag a rectangle round a figure or a table on a page.")
            self._window.messages.tell(words, self.tr("Stop"), self._stop_rectangles, stay=True)
        else:
            self._window.messages.done()

    def _stop_rectangles(self) -> None:
        self._window.leave_rectangles()

    def nudge_end_back(self) -> None:
        """Let the chosen highlight end a word earlier."""
        self._window.reader.active.pages.nudge("end", -1)

    def nudge_end_on(self) -> None:
        """Let the chosen highlight end a word later."""
        self._window.reader.active.pages.nudge("end", 1)

    def nudge_start_back(self) -> None:
        """Let the chosen highlight begin a word earlier."""
        self._window.reader.active.pages.nudge("start", -1)

    def nudge_start_on(self) -> None:
        """Let the chosen highlight begin a word later."""
        self._window.reader.active.pages.nudge("start", 1)

    def find(self) -> None:
        """Open the bar that finds words in the active report; in the table of passages, go to the field for words."""
        if self.views.lists_passages():
            self.views.passages_view().look_for_words()
        else:
            self._window.reader.active.open_find()

    def find_next(self) -> None:
        """Go to the next place of the words that were looked for."""
        self._window.reader.active.find_next()

    def find_previous(self) -> None:
        """Go to the place before."""
        self._window.reader.active.find_previous()

    def go_to(self) -> None:
        """Ask for a page or a paragraph of the active report."""
        pane = self._window.reader.active
        if pane.report is not None:
            pane.open_go_to(self._window.project.ask(reports.inside, pane.report.id).numbered)

    def go_back(self) -> None:
        """Go back to the place that the active pane left last."""
        self._window.reader.go_back()

    def go_forward(self) -> None:
        """Go to the place that was gone back from."""
        self._window.reader.go_forward()

    def align_to_area(self) -> None:
        """Bring the other panes to the judgement area of the active one, and say what was found."""
        self._window.messages.tell(self._window.reader.align_to_area())

    def set_follow(self, on: bool) -> None:
        """Whether the other panes go with the active one."""
        self._window.reader.set_follow(on)

    def set_pane_count(self, count: int) -> None:
        """Read so many reports side by side."""
        self._window.reader.set_pane_count(count)

    def show_ribbons(self, on: bool) -> None:
        """Whether linked passages are joined by ribbons."""
        self._window.settings.set("ribbons", on)
        self._window.reader.set_ribbons_shown(on)

    def _step_mark(self, direction: int) -> None:
        pane = self._window.reader.active
        marks = pane.pages.shown.annotations if pane.pages.shown else []
        seen = self._window.linking.seen
        chosen = next((one for one in marks if one.id == seen), self._window.marking.chosen)
        if marks:
            ids = [mark.id for mark in marks]
            at = ids.index(chosen.id) + direction if chosen and chosen.id in ids else (0 if direction > 0 else -1)
            mark = marks[at % len(marks)]
            self._window.reader.go_to(mark)
            self._window.linking.look_at(mark.id)

    def next_mark(self) -> None:
        """Choose the next highlight of the active report."""
        self._step_mark(1)

    def previous_mark(self) -> None:
        """Choose the highlight before."""
        self._step_mark(-1)

    def show_details(self, report: int) -> None:
        """Show a report's details, beside the reports; those that are open already come forward."""
        from desktop.library_view.details import DetailsDialog

        for dialog in self._window.findChildren(DetailsDialog):
            if dialog.report == report:
                dialog.raise_()
                dialog.activateWindow()
                return
        dialog = DetailsDialog(self._window.project, report, self._window, avoid=self._pane_rect(report))
        dialog.place_wanted.connect(lambda *place: self._show_place(dialog, *place))
        dialog.annotation_wanted.connect(self._window.open_annotation)
        dialog.report_wanted.connect(self.show_details)
        dialog.recognise_wanted.connect(lambda: self._window.imports.read_again([dialog.report], recognise=True))
        dialog.marks_wanted.connect(lambda: self._window.imports.take_in_marks(dialog.report))
        dialog.show()

    def _pane_rect(self, report: int) -> QRect | None:
        """Where on the screen the pane of a report is; None where it is in none."""
        pane = self._window.reader.pane_of(report)
        return QRect(pane.mapToGlobal(QPoint()), pane.size()) if pane is not None else None

    def _show_place(self, dialog: "DetailsDialog", report: int, start: int, end: int) -> None:
        """Show a place that a report's details lead to, and keep them from covering it."""
        self._window.reader.show_place(report, start, end)
        rect = self._pane_rect(report)
        if rect is not None:
            dialog.stay_clear_of(rect)

    def report_in_question(self) -> int | None:
        """The report that a command without a more exact aim concerns."""
        focus = self._window.focusWidget()
        in_list = focus is not None and self._window.library_view.isAncestorOf(focus)
        selected = self._window.library_view.selected_report() if in_list else None
        if selected is not None:
            return selected
        active = self._window.reader.active.report
        return active.id if active else None

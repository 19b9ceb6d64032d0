"""The views that are made at their first use, and their connections to the rest of the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QSignalBlocker, Qt
from PySide6.QtWidgets import QWidget

from desktop.side_column import LIBRARY
from storage import annotations, links, passages, reports
from storage.model import Annotation, Area, Passage

if TYPE_CHECKING:
    from desktop.codebook.area_picker import AreaPicker
    from desktop.codebook.codebook_window import CodebookWindow
    from desktop.history_view.history_view import HistoryView
    from desktop.inspector.suggesting import Suggesting
    from desktop.passages_view.passages_view import PassagesView
    from desktop.search_view.search_view import SearchView
    from desktop.window import MainWindow
    from storage.offers import Offer

SEARCH, HISTORY = "search", "history"
ROOM = 340  # pixels that the side column gets for search and history, where it has less


QUOTED = 80  # characters of a selection that is looked for when the search is opened


class Views(QObject):
    """Makes search, history, passages, codebook, area picker and suggestions when they are first wanted."""

    def __init__(self, window: "MainWindow"):
        super().__init__(window)
        self._window = window
        self._picker: AreaPicker | None = None
        self._codebook: CodebookWindow | None = None
        self._search: SearchView | None = None
        self._history: HistoryView | None = None
        self._passages: PassagesView | None = None
        self._suggesting: Suggesting | None = None
        self._widths: list[int] | None = None  # of the columns before the side column was made wider

    def lists_passages(self) -> bool:
        """Whether the table of passages stands in the place of the reports."""
        return self._passages is not None and self._window.stack.currentWidget() is self._passages

    # --- the side column --------------------------------------------------------------------------

    def show_search(self) -> None:
        """Search all reports, notes and areas; what is selected is looked for at once."""
        search = self._made_search()
        selected = self._window.marking.selection
        self._show_side(SEARCH)
        quote = " ".join(selected.quote.split()) if selected is not None else ""
        search.start(f'"{quote}"' if quote and '"' not in quote and len(quote) <= QUOTED else "")

    def _made_search(self) -> "SearchView":
        if self._search is None:
            from desktop.search_view.search_view import SearchView

            window = self._window
            search = self._search = SearchView(window.project)
            search.set_recent(window.settings.get("recent_searches"))
            search.recent_changed.connect(lambda words: window.settings.set("recent_searches", words))
            search.place_wanted.connect(self._show_found)
            search.annotation_wanted.connect(window.open_annotation)
            search.area_wanted.connect(self.show_codebook)
            search.mark_all_wanted.connect(window.marking.highlight_all)
            search.refused.connect(window.messages.warn)
            search.failed.connect(window.failed)
            search.closed.connect(self.show_library)
            window.project.changed.connect(search.on_changed)
            window.side.add_page(SEARCH, search)
        return self._search

    def _show_found(self, report: int, start: int, end: int) -> None:
        """Show what was found; while a link waits, beside the passage that it begins at."""
        window = self._window
        window.open_report(report)
        if start != end and window.reader.pane_of(report) is not None:
            window.reader.show_place(report, start, end)
            if window.linking.waits:
                window.linking.take(self._sentence(report, start, end))
            elif self._search is not None:
                self._search.tree.setFocus()  # arrows go on from hit to hit

    def _sentence(self, report: int, start: int, end: int) -> Passage:
        """The sentence round a span."""
        text = self._window.project.ask(reports.text, report).text
        first, last = passages.sentence_span(text, start), passages.sentence_span(text, end - 1)
        return passages.passage(report, text, first[0], last[1])

    def show_history(self) -> None:
        """Show what was done, by whom and when."""
        if self._history is None:
            from desktop.history_view.history_view import HistoryView

            window = self._window
            history = self._history = HistoryView(window.project)
            history.annotation_wanted.connect(window.open_annotation)
            history.report_wanted.connect(window.open_report)
            history.area_wanted.connect(self.show_codebook)
            history.travel_wanted.connect(window.commands.travel)
            history.close_wanted.connect(self.show_library)
            history.failed.connect(window.failed)
            window.project.changed.connect(history.on_changed)
            window.side.add_page(HISTORY, history)
        self._show_side(HISTORY)

    def show_reverted(self, *, forward: bool) -> None:
        """Show what the step was about that was undone, or done again, and say it."""
        from desktop.history_view.words import undone_words
        from storage import history, steps

        window = self._window
        step = window.project.ask(history.undoable if forward else history.redoable)
        if step is None:
            return
        subject = window.project.ask(steps.subject, step[0])
        window.messages.tell(undone_words(step[1], subject, forward=forward))
        found = window.project.ask(annotations.one, subject.annotation) if subject.annotation else None
        if found is not None and window.reader.isVisible() and window.reader.pane_of(found.report) is not None:
            window.reader.go_to(found)

    def show_library(self) -> None:
        """Show the library list and the contents again, as wide as they were."""
        window = self._window
        window.side.show_page(LIBRARY, focus=False)
        if self._widths is not None:
            window.columns.setSizes(self._widths)
            self._widths = None
        if window.reader.active.report is not None and window.reader.isVisible():
            window.reader.active.pages.setFocus()

    def _show_side(self, page: str) -> None:
        columns = self._window.columns
        sizes = columns.sizes()
        if sizes[0] < ROOM:
            if self._widths is None:
                self._widths = sizes
            columns.setSizes([ROOM, max(1, sizes[1] - (ROOM - sizes[0])), *sizes[2:]])
        self._window.side.show_page(page)

    # --- passages ---------------------------------------------------------------------------------

    def passages_view(self) -> "PassagesView":
        """The table of all passages."""
        if self._passages is None:
            from desktop.passages_view.passages_view import PassagesView

            window = self._window
            view = self._passages = PassagesView(window.project)
            view.annotation_opened.connect(window.open_annotation)
            view.told.connect(lambda words: window.messages.tell(words, self.tr("Undo"), window.commands.undo))
            view.failed.connect(window.failed)
            window.project.changed.connect(view.on_changed)
            window.stack.addWidget(view)
        return self._passages

    def show_passages_of(self, area: Area) -> None:
        """Show the passages that are tagged with an area."""
        from storage.passage_filter import Filter

        self._window.actions_by_id["passages"].setChecked(True)
        self.passages_view().show_filter(Filter(areas=(area.uuid,)))
        self._window.activateWindow()

    # --- the codebook -----------------------------------------------------------------------------

    def show_codebook(self, area: int = 0) -> None:
        """Show the judgement areas and the crosswalk, beside the window; one of the areas where one is meant."""
        if self._codebook is None:
            from desktop.codebook.codebook_window import CodebookWindow

            self._codebook = CodebookWindow(self._window.project, self._window)
            self._codebook.passages_wanted.connect(self.show_passages_of)
            self._codebook.told.connect(self._window.messages.tell)
        self._codebook.show()
        self._codebook.raise_()
        self._codebook.activateWindow()
        if area:
            self._codebook.show_area(area)

    def pick_area(self) -> None:
        """Find an area by a few letters, and tag with it."""
        marking = self._window.marking
        if self._picker is None:
            from desktop.codebook.area_picker import AreaPicker

            self._picker = AreaPicker(self._window.project, self._window)
            self._picker.area_picked.connect(marking.toggle_area)
            self._picker.area_wanted.connect(marking.add_area)
            marking.state_changed.connect(self._tick)
        self._picker.open_at(self._beside_passage(), self._ticked())

    def _ticked(self) -> tuple[int, ...]:
        marking = self._window.marking
        return marking.chosen.areas if marking.selection is None and marking.chosen is not None else ()

    def _tick(self) -> None:
        if self._picker is not None and self._picker.isVisible():
            self._picker.tick(self._ticked())

    def _beside_passage(self) -> QRect:
        """Where on the screen the passage is that is to be tagged."""
        window = self._window
        one: Passage | Annotation | None = window.marking.selection or window.marking.chosen
        found = window.reader.place_of(one.report, one.start, one.end) if one is not None else None
        if found is not None:
            port, rects = found
            seen = [rect for rect in rects if rect.intersects(port.rect())]
            if seen:
                return QRect(port.mapToGlobal(seen[-1].topLeft()), seen[-1].size())
        return _on_screen(window.reader.active)

    # --- suggested links --------------------------------------------------------------------------

    def on_marking(self) -> None:
        """Show in the inspector what is selected, and suggest for it."""
        self._window.inspector.show_passage(self._window.marking.selection)
        self._suggest()

    def _suggest(self) -> None:
        """Suggest passages of other years for what the inspector shows: a highlight, or selected words."""
        window, inspector = self._window, self._window.inspector
        source = window.marking.selection or window.marking.chosen
        if source is None and self._suggesting is None:
            return
        if self._suggesting is None:
            from desktop.inspector.suggesting import Suggesting

            suggesting = self._suggesting = Suggesting(window.project, self)
            suggesting.offered.connect(inspector.show_offers)
            suggesting.failed.connect(window.failed)
            inspector.suggested.accepted.connect(self._accept)
            inspector.suggested.dismissed.connect(suggesting.dismiss)
            inspector.suggested.closed.connect(suggesting.close_report)
            inspector.suggested.reopened.connect(suggesting.reopen_report)
            inspector.suggested.place_wanted.connect(self._show_offer)
            inspector.suggested.emptied.connect(self._take_keyboard_back)
            window.project.changed.connect(suggesting.on_changed)
        self._suggesting.look_at(source if inspector.isVisible() else None)

    def _accept(self, offer: "Offer", relation: str) -> None:
        """Link the passage that is suggested for to one that was suggested."""
        suggesting = self._suggesting
        if suggesting is not None and suggesting.source is not None:
            self._window.linking.accept(suggesting.source, suggesting.passage_of(offer), relation)

    def _show_offer(self, report: int, start: int, end: int) -> None:
        """Show a suggested passage beside the one it is suggested for, which stays on the screen."""
        reader = self._window.reader
        if reader.pane_of(report) is None:
            source = self._suggesting.source if self._suggesting is not None else None
            own = reader.pane_of(source.report) if source is not None else None
            if own is not None:
                reader.set_active(reader.panes.index(own))
            reader.open(report, other=True)
        reader.show_place(report, start, end)

    def _take_keyboard_back(self) -> None:
        """Give the pages the keyboard when the suggestion that had it has gone and there is no other."""
        if self._window.reader.active.report is not None and self._window.reader.isVisible():
            self._window.reader.active.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_suggestions(self) -> None:
        """Take the keyboard to the first suggested link."""
        if not self._window.inspector.suggested.focus_first():
            self._window.messages.tell(self.tr("There is no suggested link to go to."))

    def show_item(self, report: int, start: int, end: int) -> None:
        """Choose the highlight of an improvement item that was gone to, else select its words.

        The pages get the keyboard, so that the keys that mark and tag act on it; other places are only gone to.
        """
        window = self._window
        inside = window.project.ask(reports.inside, report)
        pane = window.reader.pane_of(report)
        if pane is None or all((item.start, item.end) != (start, end) for item in inside.improvements):
            return
        there = window.project.ask(links.of_same_words, report, start, end)
        window.reader.clear_selection()
        if there is not None:
            window.marking.choose(there)
        else:
            # Who goes to an item did not drag over it: it is selected and never highlighted at once.
            with QSignalBlocker(pane.pages):
                pane.pages.select(start, end)
            pane.pages.stop_pointing()
            window.marking.select(report, start, end)
        pane.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the end ----------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of everything before the library is closed; what is being typed is saved."""
        for dialog in (self._picker, self._codebook):
            if dialog is not None:
                dialog.close()
        if self._suggesting is not None:
            self._suggesting.close()
        if self._search is not None:
            self._search.stop()
        for view in (self._passages, self._history):
            if view is not None:
                view.close_down()


def _on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(widget.rect().topLeft()), widget.size())

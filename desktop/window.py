"""The main window: builds the views and connects them. Views know nothing of each other."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import actions, menus
from desktop.commands import Commands
from desktop.conditions import CommandStates
from desktop.importing_room import ImportingRoom
from desktop.inspector.inspector import Inspector
from desktop.left_column import LeftColumn
from desktop.library_view.import_bar import ImportBar
from desktop.library_view.library_view import LibraryView
from desktop.library_view.welcome import Welcome
from desktop.linking import Linking
from desktop.marking import Marking
from desktop.messages import MessageBar
from desktop.plain import plain_tip
from desktop.project import Project
from desktop.reader.reader import Reader
from desktop.reader.selection_bar import SelectionBar
from desktop.settings import Settings
from desktop.side_column import SideColumn
from desktop.status_line import StatusLine
from desktop.views import Views
from storage import annotations, areas, links, reports
from storage.model import Area, Change
from storage.reading.version import READER

if TYPE_CHECKING:
    from desktop.outline.outline import Outline
    from desktop.printing_room import PrintingRoom

LIST = 200  # pixels in which the list shows year, kind, grade and count
TITLE = 36  # pixels that the system's title bar may take of the screen's height


class MainWindow(QMainWindow):
    """One library on screen.

    Signals:
        library_requested(object, bool): another library's folder, and whether to make it.
        closed(): the window has closed.
        failed(str): our bug in background work; a traceback.
    """

    library_requested = Signal(object, bool)
    closed = Signal()
    failed = Signal(str)

    def __init__(self, project: Project, settings: Settings):
        super().__init__()
        self.project = project
        self.settings = settings
        self.marking = Marking(project, self)
        self.linking = Linking(project, self.marking, self)
        self.commands = Commands(self)
        self.views = Views(self)
        self.library_view = LibraryView(project)
        self.welcome: Welcome | None = None  # made when the library is first seen empty
        self.reader = Reader(project)
        self.inspector = Inspector(project)
        self.import_bar = ImportBar()
        self.imports = ImportingRoom(project, settings, self)
        self.selection_bar = SelectionBar(self.reader)
        self._printing: PrintingRoom | None = None
        self._is_closed = self._is_restored = False
        self._awaited: int | None = None  # a report to open as soon as it is read
        self._counts = project.ask(annotations.totals)  # of reports, annotations, links: counted when they change
        self._build()
        self.actions_by_id = actions.built(self, self.reader, self.commands)
        self._states = CommandStates(self.actions_by_id)
        self.menus = menus.build(self, self.actions_by_id)
        self._name_area_actions()
        self._connect()
        self.refresh()

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("window")
        self.setWindowTitle(self.tr("{library} – Yearmark").format(library=self.project.folder.name))
        self.setAcceptDrops(True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.reader)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        middle = QWidget()
        self.messages = MessageBar(middle)
        room_for_reports = QVBoxLayout(middle)
        room_for_reports.setContentsMargins(0, 0, 0, 0)
        room_for_reports.addWidget(self.stack)
        self.left = LeftColumn(self.project, self.library_view)
        self.side = SideColumn(self.left)
        for widget, stretch in ((self.side, 0), (middle, 1), (self.inspector, 0)):
            self.columns.addWidget(widget)
            self.columns.setStretchFactor(self.columns.count() - 1, stretch)
        self.columns.setSizes([228, 792, 260])
        self.columns.setChildrenCollapsible(False)
        self.columns.setCollapsible(0, True)
        self.side.setMinimumWidth(LIST)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.columns, 1)
        self.setCentralWidget(central)
        self.status_line = StatusLine(self.statusBar(), self.import_bar)
        room = self.screen().availableGeometry()
        self.resize(min(1280, room.width()), min(800, room.height() - TITLE))
        self.restoreGeometry(QByteArray.fromBase64(self.settings.get("window").encode("ascii", "ignore")))

    def _areas_with_keys(self) -> list[Area]:
        with_keys = [area for area in self.project.ask(areas.all_areas) if area.slot]
        return sorted(with_keys, key=lambda area: area.slot or 0)

    def _name_area_actions(self) -> None:
        with_keys = {area.slot: area.name for area in self._areas_with_keys()}
        for slot in range(1, 10):
            action = self.actions_by_id[f"area_{slot}"]
            name = with_keys.get(slot, "")
            words = self.tr("Tag “{area}”").format(area=name) if name else self.tr("Tag (no area has this key)")
            action.setText(words.replace("&", "&&"))
            action.setToolTip(plain_tip(words))

    def _fill_selection_bar(self) -> None:
        by_id, with_keys = self.actions_by_id, self._areas_with_keys()
        self.selection_bar.fill(
            [by_id["highlight"]],
            with_keys,
            [by_id[name] for name in ("pick_area", "strength", "concern", "note", "link")],
        )

    def _connect(self) -> None:
        """Every connection between views, in one place."""
        project, commands = self.project, self.commands
        marking, linking = self.marking, self.linking
        reader, inspector = self.reader, self.inspector
        # the library changed
        project.changed.connect(linking.on_changed)
        project.changed.connect(marking.on_changed)
        project.changed.connect(reader.on_changed)
        project.changed.connect(inspector.on_changed)
        project.changed.connect(self._on_changed)
        project.refused.connect(self.messages.warn)
        self.messages.closed.connect(linking.cancel)
        # the library view
        self.library_view.report_opened.connect(self.open_report)
        self.library_view.details_requested.connect(commands.show_details)
        self.library_view.removal_requested.connect(commands.remove)
        self.library_view.add_requested.connect(commands.add_files)
        self.library_view.paths_dropped.connect(self.imports.add)
        self.left.outline_made.connect(self._on_outline_made)
        # reading
        reader.annotation_clicked.connect(marking.choose)
        reader.passage_selected.connect(self._on_selected)
        reader.panes_changed.connect(self._on_panes_changed)
        reader.settled.connect(self._mark_open)
        reader.details_requested.connect(commands.show_details)
        reader.link_followed.connect(lambda _, annotation: marking.choose(annotation))
        reader.view_moved.connect(self._place_selection_bar)
        reader.position_changed.connect(self._enable_places)
        reader.range_changed.connect(marking.change_range)
        reader.rectangle_drawn.connect(marking.add_rectangle)
        reader.rectangle_drawn.connect(lambda *_: self.leave_rectangles())
        reader.rectangle_changed.connect(marking.change_rectangle)
        reader.link_dragged.connect(linking.drop)
        reader.context_wanted.connect(self._open_context)
        reader.caret_changed.connect(self._show_caret)
        reader.unread_wanted.connect(self.open_report)
        # marking
        marking.when_selection_used(reader.clear_selection)
        marking.chosen_changed.connect(reader.set_chosen)
        marking.chosen_changed.connect(inspector.show_annotation)
        linking.looked_at.connect(reader.set_chosen)
        marking.state_changed.connect(self.refresh)
        marking.state_changed.connect(self.views.on_marking)
        linking.state_changed.connect(self.refresh)
        linking.changed.connect(self._on_linking)
        linking.relation_wanted.connect(self._ask_relation)
        marking.note_wanted.connect(lambda: inspector.note.setFocus(Qt.FocusReason.OtherFocusReason))
        marking.told.connect(lambda words: self.messages.tell(words, self.tr("Undo"), commands.undo))
        self.selection_bar.area_clicked.connect(self._toggle_area)
        # the inspector
        inspector.area_toggled.connect(marking.toggle_area)
        inspector.strength_clicked.connect(marking.set_strength)
        inspector.concern_clicked.connect(marking.set_concern)
        inspector.link_clicked.connect(linking.start)
        inspector.delete_clicked.connect(marking.delete)
        inspector.note_written.connect(marking.set_note)
        inspector.link_note_written.connect(linking.set_note)
        inspector.relation_changed.connect(linking.set_relation)
        inspector.link_deleted.connect(linking.delete)
        inspector.annotation_opened.connect(self.open_annotation)
        # long work
        self.imports.progressed.connect(self.import_bar.show_progress)
        self.imports.idle.connect(self.import_bar.stop)
        self.imports.told.connect(lambda text, act, what: self.messages.tell(text, act, what, stay=bool(act)))
        self.imports.warned.connect(self.messages.warn)
        self.imports.sample_added.connect(self.show_first_links)
        self.imports.failed.connect(self.failed)
        self.imports.details_wanted.connect(commands.show_details)
        self.import_bar.cancelled.connect(self.imports.cancel)

    # --- what follows from changes ---------------------------------------------------------------

    def _on_changed(self, change: Change) -> None:
        self.messages.outdate()
        if change.tables & {"reports", "annotations", "links"}:
            self._counts = self.project.ask(annotations.totals)
        if "reports" in change.tables:
            self.left.share()
        if "areas" in change.tables:
            self._name_area_actions()
            self.selection_bar.empty()
        if self._awaited is not None and ("reports", self._awaited) in change.touched:
            report, self._awaited = self._awaited, None
            if any(one.id == report and one.read for one in self.project.ask(reports.listing)):
                self.open_report(report)
        self.refresh()

    def _first_look(self) -> Welcome:
        """What an empty library shows."""
        if self.welcome is None:
            self.welcome = Welcome()
            self.welcome.set_read_only(self.project.read_only)
            self.welcome.add_files_requested.connect(self.commands.add_files)
            self.welcome.add_folder_requested.connect(self.commands.add_folder)
            self.welcome.sample_requested.connect(self.commands.add_sample)
            self.stack.addWidget(self.welcome)
        return self.welcome

    def show_middle(self, has_reports: bool = True) -> None:
        """Show the reading room or the table of passages; in an empty library, what to do first."""
        passages_wanted = self.actions_by_id["passages"].isChecked()
        if not has_reports:
            self.stack.setCurrentWidget(self._first_look())
        else:
            self.stack.setCurrentWidget(self.views.passages_view() if passages_wanted else self.reader)
        self.show_inspector()

    def show_reading(self) -> None:
        """Show the reading room, if the table of passages is in its place."""
        self.actions_by_id["passages"].setChecked(False)

    def show_inspector(self) -> None:
        """Show the inspector where there is something to inspect and it is wanted."""
        wanted = self.settings.get("inspector") and self.reader.isVisibleTo(self.stack)
        self.inspector.setVisible(wanted)

    def _on_panes_changed(self) -> None:
        self._show_caret()
        chosen = self.marking.chosen
        if chosen is not None and self.reader.pane_of(chosen.report) is None:
            self.marking.choose(None)  # the keys must not act on what is not on screen
        self.show_outline()
        self._states.refresh_reading(self, has_reports=bool(self._counts[0]))
        self._place_selection_bar()

    def _mark_open(self) -> None:
        """Show in the list what is open, once the page stands on the screen."""
        self.library_view.set_open(self.reader.open_reports())
        active = self.reader.active.report
        if active is not None and active.id != self.library_view.selected_report():
            self.library_view.select_report(active.id)

    def show_outline(self) -> None:
        """Show the contents of the active report below the list, where that is wanted."""
        reading = bool(self.reader.open_reports())
        self.left.show_contents(self.reader.active.report, wanted=self.settings.get("outline"), reading=reading)

    def _on_outline_made(self, outline: "Outline") -> None:
        QWidget.setTabOrder(self.library_view.tree, outline.tree)
        outline.place_wanted.connect(self.reader.show_place)
        outline.place_wanted.connect(self.views.show_item)
        self.reader.position_changed.connect(lambda _, offset: outline.set_position(offset))
        self.project.changed.connect(outline.on_changed)

    def refresh(self) -> None:
        """Bring what is enabled, the status line and the first look up to date."""
        has_reports = bool(self._counts[0])
        self.show_middle(has_reports)
        undo = self._states.refresh(self, has_reports=has_reports)
        self.status_line.show_state(self.project.read_only, self._counts, undo)
        self._place_selection_bar()

    def open_report(self, report: int, other: bool = False) -> None:
        """Open a report; while linking, beside the passage that waits for its other end."""
        found = self.project.ask(reports.one, report)
        if not found.read:
            self._open_when_read(report, found.file_name)
            return
        self._awaited = None
        self.show_reading()
        pane = self.reader.open(report, other=other or self.linking.waits, known=found)
        pane.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_when_read(self, report: int, file_name: str) -> None:
        """Have a report that waits read before the others, and open it then."""
        self._awaited = report
        self.imports.read_first(report)
        self.messages.tell(self.tr("“{name}” is read next and opens then.").format(name=file_name))

    def look_for_unread(self) -> None:
        """Go on with reports that wait to be read; say when others were read by an older version."""
        if self.project.read_only:
            return
        self.imports.resume()
        older = [one.report for one in self.project.ask(reports.outdated, READER)]
        if older:
            words = menus.outdated_text(len(older))
            self.messages.tell(words, self.tr("Read again"), lambda: self.imports.read_again(older), stay=True)

    def printing(self) -> "PrintingRoom":
        """What prints, made when something is first to be printed."""
        if self._printing is None:
            from desktop.printing_room import PrintingRoom

            self._printing = PrintingRoom(self.project, self)
            self._printing.progressed.connect(self.import_bar.show_printing)
            self._printing.idle.connect(self.import_bar.stop)
            self._printing.told.connect(self.messages.tell)
            self._printing.warned.connect(self.messages.warn)
            self.import_bar.cancelled.connect(self._printing.cancel)
        return self._printing

    def _enable_places(self) -> None:
        self._states.enable({"back": self.reader.can_go_back(), "forward": self.reader.can_go_forward()})

    def _open_context(self, place: QPoint, annotation: int) -> None:
        """Offer what can be done to an annotation, or to what is selected."""
        if annotation:
            self.marking.choose(annotation)
        self.refresh()
        menu = menus.context(self, self.actions_by_id, annotation=bool(annotation))
        menu.popup(place)

    def _show_caret(self) -> None:
        self.actions_by_id["caret"].setChecked(
            self.reader.active.report is not None and self.reader.active.pages.caret_on
        )

    def leave_rectangles(self) -> bool:
        """Stop drawing rectangles; answer whether they were drawn."""
        action = self.actions_by_id["rectangle"]
        was = action.isChecked()
        action.setChecked(False)
        return was

    def restore_room(self) -> None:
        """Open the reports that were open when this library was closed last, where they were left."""
        self._is_restored = True
        if not self.reader.open_reports():
            self.reader.restore(self.settings.get("rooms").get(str(self.project.folder)))
        self.actions_by_id["follow"].setChecked(self.reader.following)

    # --- selection and choice --------------------------------------------------------------------

    def _on_selected(self, report: int, start: int, end: int) -> None:
        self.marking.select(report, start, end)
        if start != end and self.settings.get("highlight_on_drag") and not self.linking.waits:
            self.marking.highlight()

    def _place_selection_bar(self) -> None:
        """Put the bar at the selection, while there is one and nothing is being linked."""
        passage = self.marking.selection
        place = None
        if passage is not None and not self.linking.waits and not self.project.read_only:
            active = self.reader.active.report
            if active is not None and active.id == passage.report:  # over another report it would cover what is read
                place = self.reader.place_of(passage.report, passage.start, passage.end)
        if place is None:
            self.selection_bar.hide()
            return
        if self.selection_bar.is_empty():
            self._fill_selection_bar()
        self.selection_bar.place(*place)

    def _toggle_area(self, area_id: int) -> None:
        self.marking.toggle_area(next(area for area in self.project.ask(areas.all_areas) if area.id == area_id))

    def open_annotation(self, annotation_id: int) -> None:
        """Show an annotation and choose it."""
        found = self.project.ask(annotations.one, annotation_id)
        if found is not None:
            self.show_reading()
            chosen = self.marking.chosen
            if chosen is not None and chosen.report != found.report:
                self.reader.show_both(chosen, found)
            else:
                self.reader.go_to(found)
            self.marking.choose(found.id)

    # --- linking ---------------------------------------------------------------------------------

    def _on_linking(self, words: str) -> None:
        if words:
            self.messages.tell(words, self.tr("Cancel link"), self.linking.cancel, stay=True)
        else:
            self.messages.done()

    def _ask_relation(self) -> None:
        """Offer the relations where the mouse is; closing the menu without a choice keeps the link waiting."""
        from desktop.relation_menu import relation_menu

        menu = relation_menu(self, self.linking.finish)
        menu.popup(self._beside_other_end())

    def _beside_other_end(self) -> QPoint:
        """Where the relations are offered: below the passage that is to be linked, else at the mouse."""
        end = self.linking.other_end
        place = self.reader.place_of(end.report, end.start, end.end) if end is not None else None
        if place is None or not place[1]:
            return self.cursor().pos()
        return place[0].mapToGlobal(place[1][-1].bottomLeft())

    def show_first_links(self) -> bool:
        """Open the two reports that the first link joins, if nothing is open; answer whether there is one to show."""
        everything = self.project.ask(links.everything)
        if not everything or self.reader.open_reports():
            return False
        link = everything[0]
        self.reader.open(link.earlier_report)
        self.reader.open(link.later_report)
        self.open_annotation(link.later)
        self.reader.go_to(self.project.ask(annotations.one, link.earlier))
        return True

    def later(self, act: Callable[[], object], milliseconds: int = 0) -> None:
        """Do something a moment later, unless the window has closed by then."""
        QTimer.singleShot(milliseconds, self, lambda: None if self._is_closed else act())

    # --- the window itself -----------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.project.read_only:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.imports.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._is_closed = True
        self.inspector.save()
        self.settings.set("window", self.saveGeometry().toBase64().toStdString())
        if self._is_restored or self.reader.open_reports():  # else it is closed before the room was there
            self.settings.keep_room(self.project.folder, self.reader.state())
        self.views.close()
        self.imports.close()
        if self._printing is not None:
            self._printing.close()
        self.reader.close()
        self.project.close()
        super().closeEvent(event)
        self.closed.emit()

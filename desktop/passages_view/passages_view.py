"""The passages view: every annotation in one table."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.asking import Asker
from desktop.library_view.labels import counted, plain_label
from desktop.passages_view.bulk_bar import BulkBar
from desktop.passages_view.bulk_edits import BulkEdits
from desktop.passages_view.filter_bar import FilterBar
from desktop.passages_view.lines import Lines
from desktop.passages_view.preview import Preview
from desktop.passages_view.saved_filters import SavedFilters
from desktop.passages_view.table import Table
from desktop.passages_view.table_model import TableModel
from desktop.project import Project
from storage import annotations, areas, passage_table, reviewers
from storage.model import Change
from storage.passage_filter import Arrangement, Filter
from storage.passage_table import Found, Group

if TYPE_CHECKING:
    from desktop.codebook.area_picker import AreaPicker

SMALL = 2_000  # annotations, up to which an answer comes at once
SLOW = 300  # milliseconds after which it is said that something is looked for
FIRST_DOWN = ("links", "created")  # columns whose first order is from the most, the newest
COPIED = 20_000  # lines at most
_TABLES = frozenset({"annotations", "annotation_areas", "areas", "links", "reports", "reviewers", "filters"})


class PassagesView(QWidget):
    """Finds, arranges, opens and changes annotations. Nothing is asked of the library before it is first seen.

    Signals:
        annotation_opened(int): show this annotation in its report.
        told(str): what was done; undo takes it back.
        failed(str): our bug; a traceback.
    """

    annotation_opened = Signal(int)
    told = Signal(str)
    failed = Signal(str)

    def __init__(self, project: Project, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self._is_old = True
        self._choices_old = True
        self._found: Found | None = None
        self._names: dict[int | str, str] = {}
        self._sort, self._descending = "report", False
        self._shown = Arrangement()
        self._model = TableModel(lambda ids: project.ask(passage_table.rows, ids), self)
        self._asker = Asker(project.folder, self)
        self.filter_bar = FilterBar()
        self.group = QComboBox()
        self.saved = SavedFilters(project)
        self.table = Table(self._model)
        self.preview = Preview()
        self.bulk_bar = BulkBar(read_only=project.read_only)
        self.edits = BulkEdits(project, self)
        self._count = plain_label(name="muted")
        self._hint = plain_label(name="muted", wrap=True)
        self._hint_button = QPushButton(self.tr("Clear filters"))
        self._stack = QStackedWidget()
        self._slow = QTimer(self, singleShot=True, interval=SLOW)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._picker: AreaPicker | None = None
        self._build()
        self._connect()

    def look_for_words(self) -> None:
        """Bring the keyboard to the field for words."""
        self.filter_bar.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_bar.words.selectAll()

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setAccessibleName(self.tr("Passages"))
        self.table.setAccessibleName(self.tr("Passages"))
        groups = {
            "": self.tr("No groups"),
            "report": self.tr("By report"),
            "area": self.tr("By judgement area"),
            "mark": self.tr("By mark"),
            "reviewer": self.tr("By reviewer"),
        }
        for key, name in groups.items():
            self.group.addItem(name, key)
        self.group.setAccessibleName(self.tr("Group the passages"))
        self.filter_bar.row.addWidget(self.group)
        self.filter_bar.row.addWidget(self.saved)
        status = QHBoxLayout()
        status.setContentsMargins(0, 0, 0, 0)
        status.addWidget(self._count)
        status.addStretch(1)
        status.addWidget(self.bulk_bar)
        # The line keeps its height when buttons come and go, so that the table does not jump under the mouse.
        status.addStrut(self.bulk_bar.sizeHint().height())
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 12, 2)
        head.setSpacing(4)
        head.addWidget(self.filter_bar)
        head.addLayout(status)
        both = QSplitter(Qt.Orientation.Vertical)
        both.addWidget(self.table)
        both.addWidget(self.preview)
        self.preview.hide()
        both.setStretchFactor(0, 1)
        both.setCollapsible(0, False)
        self._stack.addWidget(both)
        self._stack.addWidget(self._hint_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.bulk_bar.show_count(0)
        self.setFocusProxy(self.table)

    def _hint_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(2)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._hint)
        column.addWidget(self._hint_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    def _connect(self) -> None:
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(self.failed)
        self._slow.timeout.connect(lambda: self._count.setText(self.tr("Looking…")))
        self._soon.timeout.connect(self._ask)
        self._later.timeout.connect(lambda: self.table.scrollTo(self.table.currentIndex()))
        self.filter_bar.changed.connect(self._on_arranged)
        self.filter_bar.down_pressed.connect(self._go_to_table)
        self._hint_button.clicked.connect(self.filter_bar.clear_all)
        self.group.currentIndexChanged.connect(self._on_arranged)
        self.saved.chosen.connect(self.show_arrangement)
        self.saved.told.connect(self.told)
        self.edits.told.connect(self.told)
        table, bar, edits = self.table, self.bulk_bar, self.edits
        table.opened.connect(self.annotation_opened)
        table.sorted_by.connect(self._on_sorted)
        table.choice_changed.connect(self._show_choice)
        table.copy_wanted.connect(self.copy)
        table.delete_wanted.connect(self._delete)
        table.menu_wanted.connect(self._open_menu)
        bar.tag_wanted.connect(lambda area: edits.tag(table.chosen(), area))
        bar.untag_wanted.connect(lambda area: edits.untag(table.chosen(), area))
        bar.picker_wanted.connect(self._open_picker)
        bar.mark_wanted.connect(lambda mark: edits.mark(table.chosen(), mark))
        bar.open_wanted.connect(lambda: self.annotation_opened.emit(table.current()) if table.current() else None)
        bar.copy_wanted.connect(self.copy)
        bar.delete_wanted.connect(self._delete)

    # --- what is shown --------------------------------------------------------------------------------

    @property
    def arrangement(self) -> Arrangement:
        """What is shown, in which order."""
        return Arrangement(self.filter_bar.filter(), self.group.currentData(), self._sort, self._descending)

    def show_filter(self, asked: Filter) -> None:
        """Show what a filter lets through, in the order of the reports: a place elsewhere leads here."""
        self.show_arrangement(Arrangement(asked))

    def show_arrangement(self, asked: Arrangement) -> None:
        """Show an arrangement, such as a saved filter."""
        self._fill_choices()
        self.filter_bar.show_filter(asked.filter)
        self.group.blockSignals(True)
        self.group.setCurrentIndex(self.group.findData(asked.group))
        self.group.blockSignals(False)
        self._sort, self._descending = asked.sort, asked.descending
        self._on_arranged()

    def on_changed(self, change: Change) -> None:
        """Take part in a change of the library, at once if the view is seen."""
        if not change.tables & _TABLES:
            return
        self._choices_old = self._choices_old or bool(change.tables & {"areas", "reports", "reviewers"})
        if "filters" in change.tables:
            self.saved.refresh()
        if change.tables != {"filters"}:
            self._is_old = True
            if self.isVisible():
                self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the view was hidden."""
        super().showEvent(event)
        if self._is_old:
            self._ask()

    def close_down(self) -> None:
        """End what runs in the background: the window closes."""
        self._asker.close()

    def _on_arranged(self) -> None:
        self.saved.show_arrangement(self.arrangement)
        self._is_old = True
        if self.isVisible():
            self._ask()

    def _on_sorted(self, column: str) -> None:
        self._descending = not self._descending if column == self._sort else column in FIRST_DOWN
        self._sort = column
        self._on_arranged()

    def _fill_choices(self) -> None:
        if not self._choices_old:
            return
        self._choices_old = False
        everything = self._project.ask(areas.all_areas)
        self._model.areas = {area.id: area for area in everything}
        choices = self._project.ask(passage_table.choices)
        self.filter_bar.fill(choices, everything)
        self.table.show_reviewers(several=len(choices.reviewers) > 1)
        self.bulk_bar.show_areas(everything)

    def _ask(self) -> None:
        self._is_old = False
        self._fill_choices()
        asked = self.arrangement
        self.table.show_order(asked.sort, descending=asked.descending)
        if self._project.ask(passage_table.is_small, SMALL):
            self._asker.forget()
            self._on_answered((asked, self._project.ask(passage_table.found, asked)))
            return
        self._slow.start()
        self._asker.ask(_answer, asked, self._asker.unwanted())

    def _on_answered(self, answer: tuple[Arrangement, Found]) -> None:
        asked, found = answer
        self._slow.stop()
        same = self._found is not None and self._found.ids == found.ids and self._found.groups == found.groups
        self._found = found
        if same and found.groups == ():
            self._model.forget_words()
        else:
            self._show_lines(asked, found)
        self._say(found)
        self._show_choice()

    def _show_lines(self, asked: Arrangement, found: Found) -> None:
        self._names = self._names_of(asked.group, found)
        before, self._shown = self._shown, asked
        folded = self._model.lines.folded if before.group == asked.group else ()
        self.table.show_lines(Lines(found, self._title, frozenset(folded)), stay=before == asked)

    def _names_of(self, grouping: str, found: Found) -> dict[int | str, str]:
        """What the groups are called."""
        match grouping:
            case "report":
                return self._project.ask(passage_table.report_names)
            case "area":
                return {0: self.tr("Untagged"), **{one: area.name for one, area in self._model.areas.items()}}
            case "mark":
                return {"strength": self.tr("Strengths"), "concern": self.tr("Concerns"), "": self.tr("No mark")}
            case "reviewer":
                return dict(self._project.ask(reviewers.names))
        return {}

    def _title(self, group: Group) -> str:
        return self._names.get(group.key, "")

    def _say(self, found: Found) -> None:
        """The count, and what to do where there is nothing."""
        self._count.setText(count_words(found, self.tr))
        nothing = not found.shown
        self._stack.setCurrentIndex(1 if nothing else 0)
        if not found.total:
            self._hint.setText(
                self.tr(
                    "No passages yet.\n\nOpen a report, drag over its text and press a key from 1 to 9: every passage "
                    "that you mark stands here, from all reports."
                )
            )
        elif nothing:
            self._hint.setText(self.tr("No passage matches these filters."))
        self._hint_button.setVisible(bool(found.total))

    # --- what is chosen -------------------------------------------------------------------------------

    def _show_choice(self) -> None:
        row = self.table.current_row() if self._found is not None and self._found.shown else None
        comes = row is not None and self.preview.isHidden()
        self.preview.setVisible(row is not None)
        self.preview.show_passage(row, self._project.ask(annotations.one, row.id) if row is not None else None)
        if comes:
            # The preview covers the table's last lines. On Windows a timer of no time waits its turn behind what was
            # posted before it: the layout must have been asked for first.
            self._later.start()
        self.bulk_bar.show_count(self.table.chosen_count() if row is not None or self.table.chosen_count() else 0)

    def _go_to_table(self) -> None:
        if self._model.lines.count:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)

    def _delete(self) -> None:
        chosen = self.table.chosen()
        if chosen and not self._project.read_only:
            self.edits.delete(chosen)

    def _open_menu(self, place: QPoint) -> None:
        if self.table.chosen_count():
            menu = self.bulk_bar.menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(place)

    def _open_picker(self, place: QRect) -> None:
        """Find the area by typing that all chosen passages are tagged with."""
        if self._picker is None:
            from desktop.codebook.area_picker import AreaPicker  # not needed before

            self._picker = AreaPicker(self._project, self, one=True)
            self._picker.area_picked.connect(lambda area: self.edits.tag(self.table.chosen(), area))
        self._picker.open_at(place)

    def copy(self) -> None:
        """Copy the chosen lines as tab-separated text."""
        chosen = self.table.chosen()[:COPIED]
        rows = self._project.ask(passage_table.rows, chosen)
        text = "\n".join(self._model.copied(rows[one]) for one in chosen if one in rows)
        if text:
            QGuiApplication.clipboard().setText(text)


def _answer(db: object, asked: Arrangement, unwanted: Callable[[], bool]) -> object:
    """Asked in a thread: the answer with its question."""
    return asked, passage_table.found(db, asked, unwanted)  # type: ignore[arg-type]


def count_words(found: Found, tr: Callable[[str], str]) -> str:
    """How many passages there are, and how many are shown: "114 passages · 38 shown"."""
    if not found.total:
        return tr("No passages")
    words = counted(found.total, tr("passage"), tr("passages"))
    return words if found.shown == found.total else f"{words} · " + tr("{n} shown").format(n=f"{found.shown:,}")

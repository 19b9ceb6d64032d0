"""The table of passages: keys, mouse, what is chosen."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.passages_view.delegate import CellDelegate, height_of_line
from desktop.passages_view.lines import Head, Lines
from desktop.passages_view.table_model import COLUMNS, TableModel
from storage.passage_table import Row

WIDTHS = {"report": 112, "place": 84, "areas": 150, "mark": 86, "note": 108, "links": 46, "reviewer": 90, "created": 94}
WIDER = {"areas": (0.25, 110), "note": (0.15, 90)}  # what part of the room to spare they get, pixels at most
QUOTE = 200  # pixels, at least
RESTORED = 200_000  # annotations in the table, up to which a choice of several is found again after a change
COUNTED = 5_000  # lines that are looked at for annotations that stand in two groups
_ROWS = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_MORE = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class Table(QTableView):
    """Lines of passages under titles that sort.

    Signals:
        opened(int): show this annotation in its report.
        sorted_by(str): the title of a column was chosen.
        delete_wanted(), copy_wanted(): keys for what is chosen.
        menu_wanted(QPoint): a menu for what is chosen, at a place on the screen.
        choice_changed(): other lines are chosen, or another is current.
    """

    opened = Signal(int)
    sorted_by = Signal(str)
    delete_wanted = Signal()
    copy_wanted = Signal()
    menu_wanted = Signal(QPoint)
    choice_changed = Signal()

    def __init__(self, model: TableModel, parent: QWidget | None = None):
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        side = self.verticalHeader()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(height_of_line(self.fontMetrics().lineSpacing()))
        side.hide()
        self._build_titles()
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().selectionChanged.connect(self.choice_changed)
        self.selectionModel().currentChanged.connect(self.choice_changed)

    def _build_titles(self) -> None:
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setSectionsClickable(True)
        titles.setSectionsMovable(False)
        titles.setSortIndicatorShown(True)
        titles.setMinimumSectionSize(40)
        scale = self._scale()
        for place, column in enumerate(COLUMNS):
            if column != "quote":
                self.setColumnWidth(place, round(WIDTHS[column] * scale))
        self._given = {name: self.columnWidth(COLUMNS.index(name)) for name in WIDER}
        titles.sectionClicked.connect(lambda place: self.sorted_by.emit(COLUMNS[place]))

    def show_reviewers(self, *, several: bool) -> None:
        """Whether there is more than one reviewer to tell apart."""
        self.setColumnHidden(COLUMNS.index("reviewer"), not several)
        self._share_width()

    def _share_width(self) -> None:
        """Give the quotations what the other columns leave, or a width at which they can be read.

        Areas and notes get a part of the room to spare, unless the user has given them a width.
        """
        titles, quote = self.horizontalHeader(), COLUMNS.index("quote")
        scale = self._scale()
        own = {name for name, width in self._given.items() if titles.sectionSize(COLUMNS.index(name)) != width}
        self._given = {name: width for name, width in self._given.items() if name not in own}
        fixed = titles.length() - titles.sectionSize(quote) - sum(self._given.values())
        narrow = {name: round(WIDTHS[name] * scale) for name in self._given}
        spare = self.viewport().width() - fixed - sum(narrow.values()) - round(QUOTE * scale)
        for name, width in narrow.items():
            part, most = WIDER[name]
            self._given[name] = width + round(min(max(0, spare) * part, most * scale))
            self.setColumnWidth(COLUMNS.index(name), self._given[name])
        others = titles.length() - titles.sectionSize(quote)
        self.setColumnWidth(quote, max(round(QUOTE * scale), self.viewport().width() - others))

    def _scale(self) -> float:
        """How much wider than usual the letters are."""
        return max(1.0, self.fontMetrics().averageCharWidth() / 6.5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_width()

    def show_order(self, sort: str, *, descending: bool) -> None:
        """Show which column sorts."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(COLUMNS.index(sort), order)

    # --- lines ----------------------------------------------------------------------------------------

    def show_lines(self, lines: Lines, *, stay: bool) -> None:
        """Show other lines; what was chosen stays so where it is still there.

        The table stays where it was scrolled to, or shows the current line.
        """
        scrolled = self.verticalScrollBar().value()
        current, at = self.current(), self.currentIndex().row()
        head = self._model.line(at) if at >= 0 and not current else None
        group = self._model.lines.groups[head.place].key if isinstance(head, Head) else None
        chosen = set(self.chosen()) if self.chosen_count() > 1 and len(lines.ids) <= RESTORED else set()
        self._model.show_lines(lines)
        self._lay_heads()
        line = lines.line_of(current) if current else lines.head_line(group)
        if line < 0 and current and lines.count:
            line = min(max(at, 0), lines.count - 1)  # the next one takes the place of one that went
        if line >= 0:
            self._choose(line, chosen)
        self.updateGeometries()
        if stay:
            self.verticalScrollBar().setValue(scrolled)
        elif line >= 0:
            self.scrollTo(self._model.index(line, 0))

    def _choose(self, line: int, chosen: set[int]) -> None:
        index = self._model.index(line, 0)
        self.selectionModel().setCurrentIndex(index, _ROWS)
        if chosen:
            self.selectionModel().select(self._stretches(chosen), _MORE)

    def _stretches(self, chosen: set[int]) -> QItemSelection:
        """The lines of these annotations; those that stand together are one stretch."""
        lines, last = self._model.lines, len(COLUMNS) - 1
        picked, begin = QItemSelection(), -1
        for number in range(lines.count + 1):
            is_chosen = number < lines.count and lines.annotation(number) in chosen
            if is_chosen and begin < 0:
                begin = number
            elif not is_chosen and begin >= 0:
                picked.append(QItemSelectionRange(self._model.index(begin, 0), self._model.index(number - 1, last)))
                begin = -1
        return picked

    def _lay_heads(self) -> None:
        self.clearSpans()
        for line in self._model.lines.head_lines:
            self.setSpan(line, 0, 1, len(COLUMNS))

    def _fold(self, head: Head) -> None:
        self._model.fold(head.place)
        self._lay_heads()
        line = self._model.lines.head_lines[head.place]
        self.selectionModel().setCurrentIndex(self._model.index(line, 0), _ROWS)

    # --- what is chosen -------------------------------------------------------------------------------

    def current(self) -> int:
        """The annotation of the current line; 0 where there is none."""
        line = self.currentIndex().row()
        return self._model.lines.annotation(line) if 0 <= line < self._model.lines.count else 0

    def current_row(self) -> Row | None:
        """The words of the current line."""
        line = self._model.line(self.currentIndex().row()) if self.current() else None
        return line if isinstance(line, Row) else None

    def chosen(self) -> list[int]:
        """The annotations that are chosen, each once, in the order of the table."""
        found: dict[int, None] = {}
        for first, last in self._chosen_lines():
            for part in self._model.lines.between(first, last):
                found.update(dict.fromkeys(part))
        return list(found)

    def chosen_count(self) -> int:
        """How many annotations are chosen; beyond `COUNTED`, how many lines of them, which is more by those twice."""
        count = sum(self._model.lines.size(first, last) for first, last in self._chosen_lines())
        return len(self.chosen()) if self._model.lines.groups and count <= COUNTED else count

    def _chosen_lines(self) -> list[tuple[int, int]]:
        """The stretches of chosen lines, first and last, from the top."""
        chosen = self.selectionModel().selection()
        return sorted((chosen.at(place).top(), chosen.at(place).bottom()) for place in range(chosen.count()))

    # --- mouse and keyboard ---------------------------------------------------------------------------

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._enter(index)

    def _enter(self, index: QModelIndex) -> None:
        line = self._model.line(index.row()) if index.isValid() else None
        if isinstance(line, Head):
            self._fold(line)
        elif isinstance(line, Row):
            self.opened.emit(line.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens or folds, arrows to the side fold, Delete and Copy act on what is chosen."""
        index = self.currentIndex()
        head = self._model.line(index.row()) if index.isValid() else None
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._enter(index)
        elif isinstance(head, Head) and plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
            if key == Qt.Key.Key_Space or head.folded == (key == Qt.Key.Key_Right):
                self._fold(head)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self.delete_wanted.emit()
        elif key == Qt.Key.Key_Menu or (
            key == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.menu_wanted.emit(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: object) -> None:
        """A menu for what is chosen."""
        self.menu_wanted.emit(event.globalPos())  # type: ignore[attr-defined]

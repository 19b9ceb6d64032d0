"""The tree of a report's contents: what mouse and keyboard do in it, and how its rows are painted."""

from PySide6.QtCore import (
    QElapsedTimer,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTreeView, QWidget

from desktop.library_view.grade_delegate import GradeDelegate, RowDelegate, pill_width
from desktop.library_view.tree_model import REPORT_ROLE
from desktop.outline.outline_model import GRADE, WORDS, OutlineModel
from desktop.outline.row import PARAGRAPH, Row
from desktop.theme import ACCENT

INDENT = 12
AIR = 7  # pixels by which a row is taller than its text

_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_LEAVE = QItemSelectionModel.SelectionFlag.NoUpdate
_Index = QModelIndex | QPersistentModelIndex


class WordsDelegate(RowDelegate):
    """For the words: they run over the column of grades where a row has none."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Closer set than the list of reports: there are many rows."""
        return QSize(10, option.fontMetrics.height() + AIR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the words, elided at their end."""
        if not is_taken(index.sibling(index.row(), GRADE)) and isinstance(option.widget, QTreeView):
            rect = option.rect
            rect.setRight(option.widget.viewport().width() - 1)
            option.rect = rect
        super().paint(painter, option, index)


class PillDelegate(GradeDelegate):
    """For grades and counts; paints nothing over the words of a row that has neither."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the pill or the count."""
        if is_taken(index):
            super().paint(painter, option, index)


def is_taken(index: _Index) -> bool:
    """Whether a cell of the second column has something to show."""
    return index.data(REPORT_ROLE) is not None or index.data() is not None


class OutlineTree(QTreeView):
    """Contents. The current row is selected while the keyboard is here, and tinted while it is elsewhere.

    Signals:
        row_chosen(object): a `Row` was clicked, or Enter pressed on it.
    """

    row_chosen = Signal(object)

    def __init__(self, model: OutlineModel, parent: QWidget | None = None):
        super().__init__(parent)
        self._model = model
        self._typed = ""
        self._since_typed = QElapsedTimer()
        self.setModel(model)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(INDENT)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegateForColumn(WORDS, WordsDelegate(self))
        self.setItemDelegateForColumn(GRADE, PillDelegate(self))
        self._set_widths()
        self.clicked.connect(self._choose)
        self.doubleClicked.connect(self._on_double_clicked)

    def _set_widths(self) -> None:
        option = QStyleOptionViewItem()
        option.initFrom(self)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(10)
        header.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(GRADE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(GRADE, pill_width(option) + 8)

    def current_row(self) -> Row | None:
        """The row that the keyboard is on, or at which the report is being read."""
        return self._model.row_at(self.currentIndex())

    # --- mouse and keyboard -----------------------------------------------------------------------------

    def _choose(self, index: QModelIndex) -> None:
        row = self._model.row_at(index)
        if row is None:
            return
        if row.end:
            self.row_chosen.emit(row)
        else:
            first = index.siblingAtColumn(WORDS)
            self.setExpanded(first, not self.isExpanded(first))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        row = self._model.row_at(index)
        if row is not None and row.end:  # the others fold with every click
            first = index.siblingAtColumn(WORDS)
            self.setExpanded(first, not self.isExpanded(first))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Go to the next row that begins with what is typed.

        Figures find a numbered paragraph wherever it is folded away, words any row in sight, its number left aside.
        """
        fresh = not self._since_typed.isValid() or (
            self._since_typed.elapsed() > QGuiApplication.styleHints().keyboardInputInterval()
        )
        self._since_typed.start()
        self._typed = search if fresh else self._typed + search
        typed = self._typed.casefold()
        rows = self._searched(typed.isdecimal())
        current = self.current_row()
        at = rows.index(current) if current in rows else -1
        # A search that has just begun goes on to the next row; one that grows may stay.
        begin = at + (len(typed) == 1) if at >= 0 else 0
        for row in (*rows[begin:], *rows[:begin]):
            if row.text.casefold().startswith(typed) or row.words.casefold().startswith(typed):
                self.setCurrentIndex(self._model.index_of(row))
                return

    def _searched(self, figures: bool) -> list[Row]:
        if figures:
            return [row for row in self._model.rows if row.kind == PARAGRAPH]
        return [row for row in self._model.rows if self.in_sight(row)]

    def in_sight(self, row: Row) -> bool:
        """Whether nothing above a row is folded."""
        above = row.above
        while above is not None:
            if not self.isExpanded(self._model.index_of(above)):
                return False
            above = above.above
        return True

    def make_current(self, row: Row | None) -> None:
        """Make a row the current one, or none."""
        index = self._model.index_of(row) if row is not None else QModelIndex()
        self.selectionModel().setCurrentIndex(index, _SELECT if self.hasFocus() else _LEAVE)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the current row."""
        super().focusInEvent(event)
        self.selectionModel().select(self.currentIndex(), _SELECT)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave a tint on it."""
        super().focusOutEvent(event)
        self.clearSelection()

    # --- painting ---------------------------------------------------------------------------------------

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:  # noqa: N802 - Qt's name
        """Paint a row, on a tint where the report is being read and the keyboard is elsewhere."""
        if not self.hasFocus() and index.sibling(index.row(), WORDS) == self.currentIndex().siblingAtColumn(WORDS):
            tint = QColor(ACCENT)
            tint.setAlpha(95 if self.palette().base().color().lightness() < 128 else 34)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(3, 1, -3, -1), 5, 5)
            painter.restore()
        super().drawRow(painter, option, index)

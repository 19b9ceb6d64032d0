"""A report's contents as Qt's views ask for them: two columns, the words and the grade or count."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from desktop.library_view.tree_model import REPORT_ROLE
from desktop.outline.row import ITEM, ITEMS, PARAGRAPH, SECTION, Row, in_order
from desktop.plain import plain_tip
from desktop.theme import is_dark
from storage.grades import grade_name

WORDS, GRADE = range(2)
COLUMNS = 2

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class Graded(NamedTuple):
    """What the list's delegate asks of a row that carries a grade."""

    overall: str


class OutlineModel(QAbstractItemModel):
    """Rows of contents; an index's internal id is the row's number among all of them."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._top: list[Row] = []
        self.rows: list[Row] = []
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    def show_rows(self, top: Iterable[Row]) -> None:
        """Show these top rows and what is below them."""
        self.beginResetModel()
        self._top = list(top)
        self.rows = in_order(self._top)
        self.endResetModel()

    def row_at(self, index: _Index) -> Row | None:
        """The row of an index."""
        return self.rows[int(index.internalId())] if index.isValid() else None

    def index_of(self, row: Row) -> QModelIndex:
        """The index of a row."""
        return self.createIndex(row.place, 0, row.number)

    # --- what Qt asks ---------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        """Qt's own."""
        siblings = self.rows[int(parent.internalId())].below if parent.isValid() else self._top
        if 0 <= row < len(siblings) and 0 <= column < COLUMNS:
            return self.createIndex(row, column, siblings[row].number)
        return QModelIndex()

    def parent(self, index: _Index = _NOWHERE) -> Any:
        """Qt's own; without an index, the object that owns the model."""
        if index is _NOWHERE:
            return super().parent()
        above = self.rows[int(index.internalId())].above if index.isValid() else None
        return self.createIndex(above.place, 0, above.number) if above is not None else QModelIndex()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Qt's own."""
        if not parent.isValid():
            return len(self._top)
        return 0 if parent.column() else len(self.rows[int(parent.internalId())].below)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Qt's own."""
        return COLUMNS

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every row can be chosen."""
        return _FLAGS

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt's own."""
        row = self.row_at(index)
        if row is None:
            return None
        return self._words_data(row, role) if index.column() == WORDS else self._grade_data(row, role)

    def _words_data(self, row: Row, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.text or self._name(row)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._tip(row))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._sentence(row)
            case Qt.ItemDataRole.ForegroundRole if row.kind in (PARAGRAPH, ITEM):
                return QColor("#a9b0bd" if is_dark() else "#5b6472")
            case Qt.ItemDataRole.FontRole if row.kind == ITEMS or (row.kind == SECTION and row.above is None):
                return self._bold
        return None

    def _grade_data(self, row: Row, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole if row.count:
                return str(row.count)
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.ForegroundRole:
                return QColor("#a9b0bd" if is_dark() else "#5b6472")
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole if row.grade:
                return plain_tip(grade_name(row.grade))
        return Graded(row.grade) if role == REPORT_ROLE and row.grade else None

    def _name(self, row: Row) -> str:
        """What a row of ours is called, for which the report prints nothing."""
        if row.kind == ITEMS:
            return self.tr("Improvement items")
        return self.tr("Safeguarding board") if row.level else self.tr("Other items")

    def _tip(self, row: Row) -> str:
        whole = row.whole or self._name(row)
        return f"{whole}\n" + self.tr("page {number}").format(number=row.page) if row.page else whole

    def _sentence(self, row: Row) -> str:
        """The whole row in words, for a screen reader."""
        page = self.tr("page {number}").format(number=row.page)
        if row.kind == SECTION:
            parts = [self.tr("Section: {heading}").format(heading=row.whole)]
            parts += [self.tr("grade {grade}").format(grade=grade_name(row.grade))] if row.grade else []
            return ", ".join([*parts, page])
        if row.kind == PARAGRAPH:
            name = self.tr("Paragraph {number}").format(number=row.printed)
            return f"{name}, {page}: {row.words}"
        if row.kind == ITEM:
            return self.tr("Improvement item, {page}: {text}").format(page=page, text=row.whole)
        count = self.tr("1 item") if row.count == 1 else self.tr("{count} items").format(count=row.count)
        return f"{row.text or self._name(row)}, {count}"

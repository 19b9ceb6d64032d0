"""Lists in the details window whose rows stand somewhere in the report: click or Enter shows the place."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from desktop.library_view.details_shown import printed_tip
from desktop.library_view.grade_delegate import EDGE, badge
from desktop.plain import plain_tip

BULLET = "• "  # begins a line that stands a little in
PLACE_ROLE = int(Qt.ItemDataRole.UserRole)  # (start, end), None for a heading
_ASIDE, _ABOVE = 10, 5  # pixels around the text of a cell
_PILL = 18  # pixels that a pill is wider than its words
_NARROW = 84  # pixels: a last column that would be narrower is left out
_TALLEST = 100_000
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft

_NUMBER = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight

_Index = QModelIndex | QPersistentModelIndex


class Column(NamedTuple):
    """A column: its title, how it shows its cells ("text", "number" or "grade"), and its share of the width.

    Columns without a share are as wide as their texts; the others share the rest, and wrap their texts.
    """

    title: str
    shows: str = "text"
    share: int = 0


class Row(NamedTuple):
    """A row: a text for each column, and the span of running text where it stands.

    `printed` is its grade as printed where the scale's words, which are shown, are others.
    """

    cells: tuple[str, ...]
    start: int
    end: int
    printed: str = ""


class Group(NamedTuple):
    """Rows under a heading, "" for none."""

    heading: str
    rows: tuple[Row, ...]


class FoundTree(QTreeWidget):
    """Rows under headings; headings only stand there.

    Signals:
        place_wanted(int, int): show this span of the report.
    """

    place_wanted = Signal(int, int)

    def __init__(self, name: str, columns: Sequence[Column]):
        super().__init__()
        self.setAccessibleName(name)
        self.columns = tuple(columns)
        self.setColumnCount(len(columns))
        self._name_columns()
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(FoundDelegate(self))
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAllColumnsShowFocus(True)
        self._set_widths()
        self.itemClicked.connect(self._show)

    def _name_columns(self) -> None:
        # Titles would stand closer to the edge than what is under them.
        self.setHeaderLabels([f"{EDGE}{column.title}{EDGE}" for column in self.columns])
        for at, column in enumerate(self.columns):
            side = Qt.AlignmentFlag.AlignRight if column.shows == "number" else Qt.AlignmentFlag.AlignLeft
            self.headerItem().setTextAlignment(at, side | Qt.AlignmentFlag.AlignVCenter)

    def _set_widths(self) -> None:
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        for at, column in enumerate(self.columns):
            if not column.share:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.ResizeToContents)
        # Wrapped text has another height in another width.
        header.sectionResized.connect(lambda *_: self.scheduleDelayedItemsLayout())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        header, columns = self.header(), self.columns
        free = self.viewport().width()
        free -= sum(
            max(self.sizeHintForColumn(at), header.sectionSizeHint(at))
            for at, column in enumerate(columns)
            if not column.share
        )
        total = sum(column.share for column in columns)
        for at, column in enumerate(columns):
            # The last column may be done without; the first is never so narrow that its words would be cut.
            spare = at == len(columns) - 1 and column.share > 0 and free * column.share // total < _NARROW
            self.setColumnHidden(at, spare)
            if spare:
                total -= column.share
        for at, column in enumerate(columns):
            if column.share:
                header.resizeSection(at, free * column.share // total)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these rows in place of those before; the row that was current stays so where it is still there."""
        current = self.currentItem()
        before = current.data(0, PLACE_ROLE) if current else None
        self.clear()
        for group in groups:
            if group.heading:
                heading = QTreeWidgetItem(self, [group.heading])
                heading.setFlags(Qt.ItemFlag.NoItemFlags)  # the keyboard passes over it
                heading.setFirstColumnSpanned(True)
            for row in group.rows:
                item = QTreeWidgetItem(self, list(row.cells))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setData(0, PLACE_ROLE, (row.start, row.end))
                item.setData(0, Qt.ItemDataRole.AccessibleTextRole, self._spoken(group.heading, row))
                if row.printed:
                    self._tell_printed(item, row.printed)
                if (row.start, row.end) == before:
                    self.setCurrentItem(item)
        self._share_width()

    def _tell_printed(self, item: QTreeWidgetItem, printed: str) -> None:
        for at, column in enumerate(self.columns):
            if column.shows == "grade":
                item.setToolTip(at, plain_tip(printed_tip(printed)))

    def _spoken(self, heading: str, row: Row) -> str:
        """The whole row in words, for a screen reader."""
        cells = zip(self.columns, row.cells, strict=True)
        parts = [text if not at else f"{column.title} {text}" for at, (column, text) in enumerate(cells) if text]
        return ", ".join([*parts, *([heading] if heading else [])])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first row when the keyboard comes by Tab; else none seems chosen before a key or click says so."""
        had = self.currentItem() is not None
        super().focusInEvent(event)
        if had:
            return
        by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        items = (self.topLevelItem(at) for at in range(self.topLevelItemCount()))
        first = next((each for each in items if each is not None and each.data(0, PLACE_ROLE)), None)
        if by_tab and first is not None:
            self.setCurrentItem(first)
        else:
            self.setCurrentIndex(QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows the place and does not reach the window's Save."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (item := self.currentItem()) is not None:
                self._show(item)
            event.accept()
            return
        super().keyPressEvent(event)

    def _show(self, item: QTreeWidgetItem) -> None:
        if place := item.data(0, PLACE_ROLE):
            self.place_wanted.emit(*place)


class FoundDelegate(QStyledItemDelegate):
    """Paints the cells: text wrapped at its column's width, a grade as a pill with its words, headings in bold."""

    def __init__(self, tree: FoundTree):
        super().__init__(tree)
        self._tree = tree

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """The style paints only what is behind the text."""
        super().initStyleOption(option, index)
        option.text = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Room for the text at its column's width, or on one line where the column is as wide as its texts."""
        text = _text(index)
        column = self._tree.columns[index.column()]
        if _is_heading(index):
            width = self._tree.viewport().width() - 2 * _ASIDE
            metrics, extra = QFontMetrics(_bold(option.font)), 2 * _ABOVE + 4
        elif column.share:
            width = self._tree.columnWidth(index.column()) - 2 * _ASIDE
            metrics, extra = option.fontMetrics, 2 * _ABOVE
        else:
            pill = _PILL if column.shows == "grade" else 0
            wide = option.fontMetrics.horizontalAdvance(text) + 2 * _ASIDE + pill
            return QSize(wide, option.fontMetrics.height() + 2 * _ABOVE)
        return QSize(width, sum(line.height() for line, _ in _lines(text, metrics, max(width, 40))) + extra)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint what is behind, then the text or the pill."""
        super().paint(painter, option, index)
        column = self._tree.columns[index.column()]
        text = _text(index)
        if not text:
            return
        inner = option.rect.adjusted(_ASIDE, _ABOVE, -_ASIDE, -_ABOVE)
        painter.save()
        if column.shows == "grade" and not _is_heading(index):
            _paint_pill(painter, option, inner, text)
        else:
            self._paint_text(painter, option, inner, index, text)
        painter.restore()

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, index: _Index, text: str
    ) -> None:
        selected = option.state & QStyle.StateFlag.State_Selected
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.setPen(self._tree.palette().color(QPalette.ColorGroup.Active, role))
        painter.setFont(option.font)
        if _is_heading(index):
            painter.setFont(_bold(option.font))
            inner = inner.adjusted(0, 4, 0, 0)
        if self._tree.columns[index.column()].shows == "number":
            painter.drawText(inner, _NUMBER, text)
            return
        for line, words in _lines(text, painter.fontMetrics(), inner.width()):
            painter.drawText(line.translated(inner.topLeft()), _WRAPPED, words)
            if line.left():
                dot = line.translated(inner.left() - painter.fontMetrics().horizontalAdvance(BULLET), inner.top())
                painter.drawText(dot, _WRAPPED, BULLET)


def _paint_pill(painter: QPainter, option: QStyleOptionViewItem, inner: QRect, text: str) -> None:
    _, background, colour = badge(text)
    width = min(option.fontMetrics.horizontalAdvance(text) + _PILL, inner.width())
    pill = QRectF(inner.left(), inner.top() - 2, width, option.fontMetrics.height() + 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # On the colour of a selected row the pill needs an edge to stand apart.
    selected = option.state & QStyle.StateFlag.State_Selected
    painter.setPen(QColor(colour) if selected else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(background))
    painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), pill.height() / 2, pill.height() / 2)
    painter.setPen(QColor(colour))
    painter.setFont(option.font)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def _lines(text: str, metrics: QFontMetrics, width: int) -> list[tuple[QRect, str]]:
    """The lines of a text, each wrapped: where it stands, and its words; one with a bullet stands a little in."""
    found, top = [], 0
    inset = metrics.horizontalAdvance(f"  {BULLET}")
    for line in text.split("\n"):
        words = line.removeprefix(BULLET)
        left = inset if words != line else 0
        needed = metrics.boundingRect(QRect(0, 0, width - left, _TALLEST), _WRAPPED, words or " ")
        found.append((QRect(left, top, width - left, needed.height()), words))
        top += needed.height()
    return found


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _is_heading(index: _Index) -> bool:
    return index.sibling(index.row(), 0).data(PLACE_ROLE) is None


def _text(index: _Index) -> str:
    text: Any = index.data(Qt.ItemDataRole.DisplayRole)
    return str(text or "")

"""The tree of the library list: what mouse and keyboard do in it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTreeView, QWidget

from desktop.library_view.grade_delegate import (
    EDGE,
    FirstDelegate,
    GradeDelegate,
    NumberDelegate,
    RowDelegate,
    pill_width,
)
from desktop.library_view.tree_model import GRADE, KIND, PASSAGES, YEAR, TreeModel
from desktop.theme import ACCENT

INDENT = 14
MARGIN = 4  # pixels: Fusion’s, and a little more than the others’; asking QStyle costs the start 7 ms
SLACK = 4  # pixels by which a text may come out wider than its metrics say
_OTHER_PANE = Qt.KeyboardModifier.ControlModifier


class LibraryTree(QTreeView):
    """Authorities and reports.

    Signals:
        report_clicked(int, bool): a report was clicked or Enter pressed on it; with Ctrl or not.
        details_wanted(int), removal_wanted(int): by their keys.
        menu_wanted(int, object): the context menu of a report, at a global QPoint.
    """

    report_clicked = Signal(int, bool)
    details_wanted = Signal(int)
    removal_wanted = Signal(int)
    menu_wanted = Signal(int, object)

    def __init__(self, model: TreeModel, parent: QWidget | None = None):
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self._ctrl = False
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(INDENT)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(RowDelegate(self))
        self._first = FirstDelegate(self)
        self.setItemDelegateForColumn(YEAR, self._first)
        self.setItemDelegateForColumn(GRADE, GradeDelegate(self))
        self.setItemDelegateForColumn(PASSAGES, NumberDelegate(self))
        self._set_widths()
        self.clicked.connect(self._on_clicked)

    def _set_widths(self) -> None:
        option = QStyleOptionViewItem()
        option.initFrom(self)
        metrics = self.fontMetrics()
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(10)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(KIND, QHeaderView.ResizeMode.Stretch)
        # Widths from the font, not from the rows: measuring 400 rows would cost more than all else.
        self.set_undated(False)
        header.resizeSection(GRADE, pill_width(option) + 4)
        header.resizeSection(PASSAGES, metrics.horizontalAdvance("999+" + EDGE) + 2 * self._margin())

    def set_undated(self, undated: bool) -> None:
        """Leave room for years, or for the word that stands in a year's place."""
        bold = QFont(self.font())
        bold.setBold(True)  # as the year of an open report is
        text = QFontMetrics(bold).horizontalAdvance(self.tr("undated") if undated else "  2017")
        self.header().resizeSection(YEAR, 2 * INDENT + text + 2 * self._margin() + SLACK)

    def _margin(self) -> int:
        """The pixels that styles leave free on both sides of a cell's text."""
        return MARGIN

    def lay_out(self) -> None:
        """Lay the rows out now, so that the scroll bar has its range."""
        self.executeDelayedItemsLayout()

    # --- mouse ------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember whether Ctrl was down."""
        self._ctrl = bool(event.modifiers() & _OTHER_PANE)
        super().mousePressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        report = self._model.report_at(index)
        first = index.siblingAtColumn(0)
        self.setCurrentIndex(first)  # Ctrl+click would have taken the selection away
        if report is None:
            self.setExpanded(first, not self.isExpanded(first))
        else:
            self.report_clicked.emit(report.id, self._ctrl)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the report below the mouse, or of the current one for the keyboard."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        report = self._model.report_at(index)
        if report is None:
            return
        self.setCurrentIndex(index.siblingAtColumn(0))
        place = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
        self.menu_wanted.emit(report.id, place)

    # --- keyboard ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, with Ctrl in the other pane; F2 or Alt+Enter shows details; Delete asks to remove."""
        report = self._model.report_at(self.currentIndex())
        key, modifiers = event.key(), event.modifiers()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if report is None:
            if enter and self.currentIndex().isValid():
                self.setExpanded(self.currentIndex(), not self.isExpanded(self.currentIndex()))
                return
        elif key == Qt.Key.Key_F2 or (enter and modifiers & Qt.KeyboardModifier.AltModifier):
            self.details_wanted.emit(report.id)
            return
        elif enter:
            self.report_clicked.emit(report.id, bool(modifiers & _OTHER_PANE))
            return
        elif key == Qt.Key.Key_Delete:
            self.removal_wanted.emit(report.id)
            return
        super().keyPressEvent(event)

    # --- painting ---------------------------------------------------------------------------------------

    def drawRow(  # noqa: N802 - Qt's name
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a row, on a tint when its report is open in a pane."""
        if self._model.is_open(index):
            tint = QColor(ACCENT)
            tint.setAlpha(95 if self.palette().base().color().lightness() < 128 else 34)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(INDENT, 1, -3, -1), 5, 5)
            painter.restore()
        last = self._model.last_column(index)
        self._first.blank = last > YEAR
        super().drawRow(painter, option, index)
        if last > YEAR:
            self._draw_text(painter, self._model.index(index.row(), YEAR, index.parent()), last)

    def _draw_text(self, painter: QPainter, first: QModelIndex, last: int) -> None:
        """Paint a row's first text over all columns up to the last named.

        Spanning the column would do it for authorities only, and lay all rows out twice whenever the library changes.
        """
        rect = self.visualRect(first).united(self.visualRect(first.siblingAtColumn(last)))
        rect.adjust(self._margin(), 0, -self._margin(), 0)
        font = first.data(Qt.ItemDataRole.FontRole) or self.font()
        selected = self.selectionModel().isSelected(first)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        group = QPalette.ColorGroup.Active if self.isActiveWindow() else QPalette.ColorGroup.Inactive
        painter.save()
        painter.setFont(font)
        painter.setPen(self.palette().color(group, role))
        # File names differ at their ends as often as at their beginnings.
        how = Qt.TextElideMode.ElideMiddle if first.parent().isValid() else Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(first.data(), how, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()

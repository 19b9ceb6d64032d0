"""The tree of the codebook's areas: colour, name, key, number of passages; areas are dragged to move them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QDropEvent, QFontMetrics, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop.codebook.moves import Destination, dropped
from desktop.codebook.swatches import swatch
from desktop.library_view.grade_delegate import EDGE, RowDelegate
from desktop.library_view.labels import counted
from desktop.plain import plain_tip
from storage.model import Area

NAME, KEY, PASSAGES = range(3)
_AREA = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class AreaDelegate(RowDelegate):
    """Rows of the codebook; retired ones in muted print, which their label says too."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        if index.column() in (KEY, PASSAGES):
            option.text += EDGE
        area: Area | None = index.sibling(index.row(), NAME).data(_AREA)
        if area is not None and area.retired and not option.state & QStyle.StateFlag.State_Selected:
            muted = option.palette.color(QPalette.ColorRole.PlaceholderText)
            option.palette.setColor(QPalette.ColorRole.Text, muted)


class AreasTree(QTreeWidget):
    """Shows areas as they lie under each other.

    Signals:
        area_chosen(object): the current `Area`, or None.
        area_moved(int, object, int): an area (id) was dropped under a parent (id or None) behind so many others.
        deletion_wanted(): Delete was pressed.
    """

    area_chosen = Signal(object)
    area_moved = Signal(int, object, int)
    deletion_wanted = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._areas: list[Area] = []
        self._items: dict[int, QTreeWidgetItem] = {}
        self._is_filling = False
        self.setColumnCount(3)
        self.setHeaderLabels([self.tr("Judgement area"), self.tr("Key") + EDGE, self.tr("Passages") + EDGE])
        self.setAccessibleName(self.tr("Judgement areas of the codebook"))
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(18)
        self.setItemDelegate(AreaDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header, metrics = self.header(), QFontMetrics(self.font())
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, widest in ((KEY, self.tr("Key")), (PASSAGES, self.tr("Passages"))):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, metrics.horizontalAdvance(widest) + 24)
            self.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.currentItemChanged.connect(self._on_current)

    # --- showing ----------------------------------------------------------------------------------------

    def show_areas(self, areas: Sequence[Area], uses: Mapping[int, int]) -> None:
        """Show the codebook (in its order) and how many passages each area stands on, by id."""
        before, self._areas = self._areas, list(areas)
        if [(one.id, one.parent) for one in before] == [(one.id, one.parent) for one in areas]:
            for old, area in zip(before, areas, strict=True):
                if old != area:
                    self._fill(self._items[area.id], area)
                self._count(area, uses.get(area.id, 0))
            return
        self._make_anew(before, areas, uses)

    def _make_anew(self, before: Sequence[Area], areas: Sequence[Area], uses: Mapping[int, int]) -> None:
        """Make all rows; what was current and what was folded stays so."""
        current, scroll = self.current(), self.verticalScrollBar().value()
        folded = {area for area, item in self._items.items() if item.childCount() and not item.isExpanded()}
        place = next((at for at, area in enumerate(before) if current and area.id == current.id), 0)
        self._is_filling = True
        self.clear()
        self._items = {}
        for area in areas:
            parent = self._items.get(area.parent) if area.parent is not None else None
            item = QTreeWidgetItem(parent if parent is not None else self)
            self._items[area.id] = item
            self._fill(item, area)
            self._count(area, uses.get(area.id, 0))
        for number, item in self._items.items():
            item.setExpanded(number not in folded)
        self.verticalScrollBar().setValue(scroll)
        wanted = current.id if current is not None and current.id in self._items else None
        if wanted is None and areas:
            wanted = areas[min(place, len(areas) - 1)].id
        self.choose(wanted)
        self._is_filling = False

    def _fill(self, item: QTreeWidgetItem, area: Area) -> None:
        name = self.tr("{area} (retired)").format(area=area.name) if area.retired else area.name
        item.setText(NAME, name)
        item.setData(NAME, _AREA, area)
        item.setIcon(NAME, swatch(area.colour, area.retired))
        item.setToolTip(NAME, plain_tip(f"{name}\n{area.definition}".strip()))
        item.setText(KEY, str(area.slot or ""))
        for column in (KEY, PASSAGES):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _count(self, area: Area, count: int) -> None:
        item = self._items[area.id]
        item.setText(PASSAGES, f"{count:,}" if count else "–")
        words = counted(count, self.tr("passage"), self.tr("passages")) if count else self.tr("no passages")
        item.setData(PASSAGES, Qt.ItemDataRole.AccessibleTextRole, words)

    def current(self) -> Area | None:
        """The area that the keyboard is on."""
        item = self.currentItem()
        return item.data(NAME, _AREA) if item is not None else None

    def choose(self, area: int | None) -> None:
        """Make an area (id) the current one."""
        item = self._items.get(area) if area is not None else None
        if item is not None:
            self.setCurrentItem(item)
            self.scrollToItem(item)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if not self._is_filling:
            self.area_chosen.emit(item.data(NAME, _AREA) if item is not None else None)

    # --- moving -----------------------------------------------------------------------------------------

    def dropEvent(self, event: QDropEvent) -> None:
        """Say where the current area was dropped; the library moves it, and then the tree shows it there."""
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if event.source() is not self:
            return
        to = self._destination(event.position().toPoint())
        area = self.current()
        if area is not None and to is not None:
            self.area_moved.emit(area.id, *to)

    def _destination(self, at: QPoint) -> Destination | None:
        area = self.current()
        places = QAbstractItemView.DropIndicatorPosition
        names = {places.OnItem: "on", places.AboveItem: "above", places.BelowItem: "below"}
        item = self.itemAt(at)
        target: Area | None = item.data(NAME, _AREA) if item is not None else None
        if area is None or (target is not None and target.id == area.id):
            return None
        where = names.get(self.dropIndicatorPosition(), "on")
        return dropped(self._areas, area.id, target.id if target is not None else None, where)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks to delete."""
        if event.key() == Qt.Key.Key_Delete:
            self.deletion_wanted.emit()
            return
        super().keyPressEvent(event)

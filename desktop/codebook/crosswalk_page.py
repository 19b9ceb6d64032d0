"""The codebook's second page: which areas the printed areas of each framework stand for."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.codebook.area_lists import ChecksDialog
from desktop.codebook.edits import Edits
from desktop.kinds import kind_name
from desktop.library_view.grade_delegate import RowDelegate
from desktop.library_view.labels import plain_label, problem_label
from desktop.plain import plain_tip
from desktop.project import Project
from storage import areas, crosswalk, reports
from storage.crosswalk import FrameworkShown, Printed
from storage.errors import LibraryError

PRINTED, MAPPED, STATE = range(3)
_PRINTED = Qt.ItemDataRole.UserRole


class PrintedTree(QTreeWidget):
    """The printed areas of a framework, under the headings of their groups; Enter and Space press `change`."""

    def __init__(self, change: QPushButton, parent: QWidget | None = None):
        super().__init__(parent)
        self._change = change
        self.setColumnCount(3)
        self.setHeaderLabels([self.tr("Printed area"), self.tr("Stands for"), ""])
        self.setAccessibleName(self.tr("Printed areas"))
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setItemDelegate(RowDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(PRINTED, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(MAPPED, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(STATE, self.fontMetrics().horizontalAdvance(self.tr("✎ edited")) + 20)
        self.itemDoubleClicked.connect(lambda: self._change.click())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space change the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._change.click()
            return
        super().keyPressEvent(event)

    def current(self) -> Printed | None:
        """The printed area that the keyboard is on; None on a heading."""
        item = self.currentItem()
        return item.data(PRINTED, _PRINTED) if item is not None else None


class CrosswalkPage(QWidget):
    """Shows one framework at a time and edits its crosswalk; what is refused, `edits` says."""

    def __init__(self, project: Project, edits: Edits, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self._edits = edits
        self._shown: list[FrameworkShown] = []
        self.frameworks = QComboBox()
        self.frameworks.setAccessibleName(self.tr("Framework"))
        self.frameworks.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.change = QPushButton(self.tr("C&hange…"))
        self.reset = QPushButton(self.tr("&Reset"))
        self.reset.setToolTip(self.tr("Map the printed area as Yearmark does by itself"))
        self.tree = PrintedTree(self.change)
        self.problem = problem_label()
        self._build()
        self.frameworks.currentIndexChanged.connect(self._show_framework)
        self.tree.currentItemChanged.connect(self._look)
        self.change.clicked.connect(self.ask)
        self.reset.clicked.connect(self.take_back)
        self._look()

    def _build(self) -> None:
        words = self.tr(
            "Every framework prints its own areas. What they stand for in the codebook decides where panes are aligned."
        )
        top = QHBoxLayout()
        top.addWidget(self.frameworks, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.change)
        bottom.addWidget(self.reset)
        bottom.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 6)
        column.setSpacing(8)
        column.addWidget(plain_label(words, "muted", wrap=True))
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        column.addWidget(self.problem)
        column.addLayout(bottom)

    # --- showing ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the library as it is."""
        try:
            shown = self._project.ask(crosswalk.shown)
        except LibraryError as error:
            self.problem.setText(str(error))
            self.problem.show()
            shown = []
        else:
            self.problem.hide()
        if shown == self._shown:
            return
        self._shown = shown
        kind = self.frameworks.currentData() or self._usual_kind()
        self.frameworks.blockSignals(True)
        self.frameworks.clear()
        for framework in shown:
            self.frameworks.addItem(kind_name(framework.kind), framework.kind)
        self.frameworks.setCurrentIndex(max(0, self.frameworks.findData(kind)) if shown else -1)
        self.frameworks.blockSignals(False)
        self._show_framework()

    def _usual_kind(self) -> str:
        """The framework of most reports of the library, of several such the latest; "" where there are none."""
        counts = Counter(report.kind for report in self._project.ask(reports.listing))
        known = [framework.kind for framework in reversed(self._shown) if counts[framework.kind]]
        return max(known, key=counts.__getitem__, default="")

    def _show_framework(self) -> None:
        before, scroll = self.tree.current(), self.tree.verticalScrollBar().value()
        self.tree.clear()
        at = self.frameworks.currentIndex()
        headings: dict[str, QTreeWidgetItem] = {}
        first: QTreeWidgetItem | None = None
        for printed in self._shown[at].printed if 0 <= at < len(self._shown) else ():
            above: QTreeWidget | QTreeWidgetItem = self.tree
            if printed.group:
                above = headings.get(printed.group) or self._heading(printed.group)
                headings[printed.group] = above
            item = QTreeWidgetItem(above)
            self._fill(item, printed)
            first = first or item
            if before is not None and (before.group, before.name) == (printed.group, printed.name):
                self.tree.setCurrentItem(item)
        self.tree.setRootIsDecorated(bool(headings))
        self.tree.expandAll()
        self.tree.verticalScrollBar().setValue(scroll)
        if first is not None and self.tree.currentItem() is None:
            self.tree.setCurrentItem(first)
        self._look()

    def _heading(self, group: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.tree, [group])
        font = item.font(PRINTED)
        font.setBold(True)
        item.setFont(PRINTED, font)
        item.setFirstColumnSpanned(True)
        return item

    def _fill(self, item: QTreeWidgetItem, printed: Printed) -> None:
        retired = self.tr("{area} (retired)")
        names = [retired.format(area=area.name) if area.retired else area.name for area in printed.areas]
        mapped = ", ".join(names) or self.tr("no equivalent")
        item.setText(PRINTED, printed.name)
        item.setText(MAPPED, mapped)
        item.setText(STATE, self.tr("✎ edited") if printed.edited else "")
        item.setData(PRINTED, _PRINTED, printed)
        item.setToolTip(PRINTED, plain_tip(printed.name))
        item.setToolTip(MAPPED, plain_tip(mapped))
        if printed.edited:
            font = item.font(MAPPED)
            font.setBold(True)
            item.setFont(MAPPED, font)

    def _look(self) -> None:
        printed = self.tree.current()
        can = printed is not None and not self._project.read_only
        self.change.setEnabled(can)
        self.reset.setEnabled(can and printed is not None and printed.edited)

    # --- edits ------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask which areas the current printed area stands for."""
        printed, kind = self.tree.current(), self.frameworks.currentData()
        if printed is None:
            return
        before = [area.id for area in printed.areas]
        dialog = ChecksDialog(printed.name, self._project.ask(areas.all_areas), before, self)
        dialog.areas_chosen.connect(lambda chosen: self.set_areas(kind, printed, chosen))
        dialog.open()

    def set_areas(self, kind: str, printed: Printed, chosen: list[int]) -> None:
        """Map a printed area of a framework (its kind) to areas (ids)."""
        label = self.tr("Change crosswalk of “{printed}”").format(printed=printed.name)
        self._edits.do(label, crosswalk.set_printed, kind, printed.group, printed.name, chosen)

    def take_back(self) -> None:
        """Map the current printed area as the framework's file does."""
        printed, kind = self.tree.current(), self.frameworks.currentData()
        if printed is not None:
            label = self.tr("Reset crosswalk of “{printed}”").format(printed=printed.name)
            self._edits.do(label, crosswalk.reset_printed, kind, printed.group, printed.name)

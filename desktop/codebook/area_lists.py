"""Dialogs in which areas are chosen from a list: one to merge into, or several for a printed area."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.button_box import ButtonBox
from desktop.codebook.swatches import swatch
from desktop.library_view.grade_delegate import CheckDelegate
from desktop.library_view.labels import plain_label
from desktop.plain import plain_tip
from storage.areas import depths
from storage.model import Area

_ID = Qt.ItemDataRole.UserRole
_SIZE = QSize(440, 520)


class AreasDialog(QDialog):
    """A sentence, and a list of areas in the codebook's order."""

    def __init__(self, areas: Sequence[Area], parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self.sentence = plain_label(wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Judgement areas"))
        self.list.setItemDelegate(CheckDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(16, 16))
        depth = depths(areas)
        for area in areas:
            name = self.tr("{area} (retired)").format(area=area.name) if area.retired else area.name
            item = QListWidgetItem(swatch(area.colour, area.retired), "      " * depth[area.id] + name, self.list)
            item.setData(_ID, area.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            item.setToolTip(plain_tip(area.definition))
        self.buttons = ButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.sentence)
        column.addWidget(self.list, 1)
        column.addWidget(self.buttons)
        self.list.setFocus()


class MergeDialog(AreasDialog):
    """Asks which area another is to be merged into.

    Signals:
        target_chosen(int): the id of the area that stays.
    """

    target_chosen = Signal(int)

    def __init__(self, area: Area, passages: str, others: Sequence[Area], parent: QWidget | None = None):
        """Make the dialog; `passages` says how many passages the area stands on, "" for none."""
        super().__init__(others, parent)
        self.setWindowTitle(self.tr("Merge an area"))
        words = self.tr(
            "“{area}” goes into the area that you choose, with {passages}what lies under it, and its place in "
            "the crosswalk. This is one step, and can be undone."
        )
        its = self.tr("its {passages}, ").format(passages=passages) if passages else ""
        self.sentence.setText(words.format(area=area.name, passages=its))
        self.merge = self.buttons.addButton(self.tr("&Merge"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.merge.setEnabled(False)
        self.merge.setDefault(True)
        # The list makes its first row current as soon as it has the keyboard: what counts is what is selected.
        self.list.itemSelectionChanged.connect(lambda: self.merge.setEnabled(self._target() is not None))
        self.list.itemDoubleClicked.connect(self.accept)
        self.list.installEventFilter(self)
        self.accepted.connect(self._on_accepted)

    def _target(self) -> QListWidgetItem | None:
        return next(iter(self.list.selectedItems()), None)

    def _on_accepted(self) -> None:
        item = self._target()
        if item is not None:
            self.target_chosen.emit(item.data(_ID))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where nothing is chosen yet, the first Down chooses the first area, and Enter nothing."""
        is_down = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if watched is self.list and is_down and event.type() == QEvent.Type.KeyPress and self._target() is None:
            self.list.setCurrentRow(0, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            return True
        return super().eventFilter(watched, event)


class ChecksDialog(AreasDialog):
    """Asks which areas a printed area maps to; none is an answer too.

    Signals:
        areas_chosen(object): the ids of the areas, those that were chosen before in their order, then the others.
    """

    areas_chosen = Signal(object)

    def __init__(self, printed: str, areas: Sequence[Area], chosen: Iterable[int], parent: QWidget | None = None):
        super().__init__(areas, parent)
        self._before = list(chosen)
        self.setWindowTitle(self.tr("Judgement areas for a printed area"))
        words = self.tr("Tick the areas of the codebook that “{printed}” stands for. None ticked: no equivalent.")
        self.sentence.setText(words.format(printed=printed))
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            checked = item.data(_ID) in self._before
            item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        self.ok = self.buttons.addButton(QDialogButtonBox.StandardButton.Ok)
        self.ok.setDefault(True)
        self.accepted.connect(self._on_accepted)

    def checked(self) -> list[int]:
        """The ids that are ticked, those of before first."""
        items = [self.list.item(at) for at in range(self.list.count())]
        ticked = [item.data(_ID) for item in items if item.checkState() == Qt.CheckState.Checked]
        return [one for one in self._before if one in ticked] + [one for one in ticked if one not in self._before]

    def _on_accepted(self) -> None:
        self.areas_chosen.emit(self.checked())

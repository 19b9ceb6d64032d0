"""The codebook's first page: the tree of areas, the buttons that change it, and the form of one area."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from desktop.codebook import moves
from desktop.codebook.area_form import AreaForm
from desktop.codebook.area_lists import MergeDialog
from desktop.codebook.areas_tree import AreasTree
from desktop.codebook.edits import Edits
from desktop.inspector.flow import FlowLayout
from desktop.library_view.labels import counted
from desktop.plain import plain_tip
from desktop.project import Project
from storage import areas, codebook
from storage.model import Area


class AreasPage(QWidget):
    """Shows and edits the areas; what is refused, `edits` says.

    Signals:
        passages_wanted(object): the passages of this `Area` are to be shown.
    """

    passages_wanted = Signal(object)

    def __init__(self, project: Project, edits: Edits, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self._edits = edits
        self._areas: list[Area] = []
        self._uses: dict[int, int] = {}
        self.tree = AreasTree()
        self.form = AreaForm(read_only=project.read_only)
        self.buttons: dict[str, QToolButton] = {}
        self._build()
        self._connect()
        self.refresh()

    # --- making -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        row = QWidget()
        flow = FlowLayout(row)
        self._shortcut_tips = {
            "add": (self.tr("Add"), self.tr("Add an area below the chosen one"), "Ins"),
            "merge": (self.tr("Merge…"), self.tr("Merge the area into another, with all its passages"), ""),
            "up": (self.tr("Up"), self.tr("Move the area up"), "Alt+Up"),
            "down": (self.tr("Down"), self.tr("Move the area down"), "Alt+Down"),
            "in": (self.tr("In"), self.tr("Put the area under the one before it"), "Alt+Right"),
            "out": (self.tr("Out"), self.tr("Take the area out of the one above it"), "Alt+Left"),
            "retire": (self.tr("Retire"), "", ""),
            "delete": (self.tr("Delete"), self.tr("Delete the area, if no passage has it"), "Del"),
            "passages": (self.tr("Show passages"), self.tr("Show the passages of this area"), ""),
        }
        for name, (text, tip, key) in self._shortcut_tips.items():
            button = QToolButton()
            button.setText(text)
            button.setToolTip(plain_tip(f"{tip} ({key})" if key else tip))
            button.setAccessibleName(tip or text)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.buttons[name] = button
            if name == "passages":
                self.form.foot.addWidget(button)
            else:
                flow.addWidget(button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        column.addWidget(self.tree, 1)
        column.addWidget(row)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(6, 0, 0, 0)
        beside.addWidget(self.form)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([470, 350])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 6)
        layout.addWidget(split)

    def _connect(self) -> None:
        acts: dict[str, Callable[[], None]] = {
            "add": self.add,
            "merge": self.ask_merge,
            "up": lambda: self._move(moves.up),
            "down": lambda: self._move(moves.down),
            "in": lambda: self._move(moves.inward),
            "out": lambda: self._move(moves.outward),
            "retire": self.retire,
            "delete": self.delete,
            "passages": self._on_passages,
        }
        for name, act in acts.items():
            self.buttons[name].clicked.connect(act)
            key = self._shortcut_tips[name][2]
            if key and name != "delete":  # Delete belongs to the tree: in a field it deletes a letter
                shortcut = QShortcut(QKeySequence(key), self.tree, context=Qt.ShortcutContext.WidgetShortcut)
                shortcut.activated.connect(self.buttons[name].click)
        self.tree.deletion_wanted.connect(self.buttons["delete"].click)
        self.tree.area_chosen.connect(self._on_chosen)
        self.tree.area_moved.connect(self._move_to)
        form, do = self.form, self._edits.do
        form.name_written.connect(lambda area, name: do(self.tr("Rename area"), codebook.rename, area, name))
        form.definition_written.connect(lambda area, text: do(self.tr("Describe area"), codebook.describe, area, text))
        form.colour_chosen.connect(lambda area, colour: do(self.tr("Recolour area"), codebook.recolour, area, colour))
        form.key_chosen.connect(self._on_key)

    # --- showing ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the library as it is."""
        self._areas = self._project.ask(areas.all_areas)
        self._uses = self._project.ask(areas.uses)
        self.tree.show_areas(self._areas, self._uses)
        self._on_chosen(self.tree.current())

    def _on_chosen(self, area: Area | None) -> None:
        holders = {other.slot: other for other in self._areas if other.slot}
        self.form.show_area(area, self._uses.get(area.id, 0) if area else 0, holders)
        self._look(area)

    def _look(self, area: Area | None) -> None:
        """Let those buttons work that have something to do."""
        can = dict.fromkeys(self.buttons, area is not None) | {"add": True}
        if area is not None:
            ways = {"up": moves.up, "down": moves.down, "in": moves.inward, "out": moves.outward}
            can["passages"] = self._uses.get(area.id, 0) > 0
            can |= {name: way(self._areas, area.id) is not None for name, way in ways.items()}
            can["merge"] = any(not other.retired and other.id != area.id for other in self._areas)
        for name, button in self.buttons.items():
            button.setEnabled(can[name] and (name == "passages" or not self._project.read_only))
        retired = area is not None and area.retired
        self.buttons["retire"].setText(self.tr("Bring back") if retired else self.tr("Retire"))
        self.buttons["retire"].setToolTip(
            self.tr("Offer the area for tagging again")
            if retired
            else self.tr("Offer the area no longer for tagging; it stays on its passages")
        )
        self.buttons["retire"].setAccessibleName(self.buttons["retire"].toolTip())

    def save(self) -> None:
        """Save what is being typed."""
        self.form.save()

    # --- edits ------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Add an area beside the chosen one, and let its name be typed."""
        self.save()
        current = self.tree.current()
        taken = {codebook.key_of(area.name) for area in self._areas}
        numbers = (self.tr("New area {number}").format(number=number) for number in range(2, len(taken) + 3))
        names = (self.tr("New area"), *numbers)
        name = next(each for each in names if codebook.key_of(each) not in taken)
        parent = current.parent if current is not None else None
        if self._edits.do(self.tr("Add area"), codebook.add, name, "", "", parent):
            self.tree.choose(self._edits.answer)
            self.form.name.setFocus()
            self.form.name.selectAll()

    def ask_merge(self) -> None:
        """Ask which area the chosen one is to be merged into."""
        self.save()
        area = self.tree.current()
        if area is None:
            return
        others = [other for other in self._areas if other.id != area.id and not other.retired]
        uses = self._uses.get(area.id, 0)
        passages = counted(uses, self.tr("passage"), self.tr("passages")) if uses else ""
        dialog = MergeDialog(area, passages, others, self)
        dialog.target_chosen.connect(lambda into: self.merge(area, into))
        dialog.open()

    def merge(self, area: Area, into: int) -> None:
        """Merge an area into another (id), and choose that one."""
        if self._edits.do(self.tr("Merge area “{area}”").format(area=area.name), codebook.merge, area.id, into):
            self.tree.choose(into)

    def retire(self) -> None:
        """Retire the chosen area, or bring it back."""
        area = self.tree.current()
        if area is None:
            return
        if area.retired:
            label, work = self.tr("Bring back area “{area}”"), codebook.bring_back
        else:
            label, work = self.tr("Retire area “{area}”"), codebook.retire
        self._edits.do(label.format(area=area.name), work, area.id)

    def delete(self) -> None:
        """Delete the chosen area, if no passage has it."""
        area = self.tree.current()
        if area is not None:
            self._edits.do(self.tr("Delete area “{area}”").format(area=area.name), codebook.delete, area.id)

    def _on_key(self, area: int, slot: int | None) -> None:
        if not self._edits.do(self.tr("Set key of area"), codebook.set_slot, area, slot):
            self.refresh()

    def _move(self, way: Callable[[list[Area], int], moves.Destination | None]) -> None:
        area = self.tree.current()
        to = way(self._areas, area.id) if area is not None else None
        if area is not None and to is not None:
            self._move_to(area.id, *to)

    def _move_to(self, area: int, parent: int | None, position: int) -> None:
        self._edits.do(self.tr("Move area"), codebook.move, area, parent, position)

    def _on_passages(self) -> None:
        area = self.tree.current()
        if area is not None:
            self.passages_wanted.emit(area)

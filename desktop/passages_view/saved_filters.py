"""Saved filters: a menu to choose one, to save what is shown under a name, to rename and delete."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from desktop.plain import plain_tip
from desktop.project import Project
from storage import filters
from storage.filters import SavedFilter
from storage.passage_filter import Arrangement

SHORT = 40  # characters of a name in a menu
WIDTH = 400  # pixels of the dialog that asks for a name: its title has room


class SavedFilters(QToolButton):
    """A button that bears the name of the saved filter that is shown, if one is.

    Signals:
        chosen(object): an `Arrangement` to be shown.
        told(str): a sentence on an edit that undo takes back.
    """

    chosen = Signal(object)
    told = Signal(str)

    def __init__(self, project: Project, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self._shown = Arrangement()
        self._saved: list[SavedFilter] = []
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the saved filters anew."""
        self._saved = self._project.ask(filters.everything)
        self._fill()

    def show_arrangement(self, shown: Arrangement) -> None:
        """Say what is shown now."""
        self._shown = shown
        self._fill()

    @property
    def current(self) -> SavedFilter | None:
        """The saved filter that shows just what is shown."""
        return next((saved for saved in self._saved if saved.arrangement == self._shown), None)

    def _fill(self) -> None:
        current = self.current
        name = current.name if current is not None else ""
        words = self.tr("Saved filters") if current is None else shortened(name)
        self.setText(words.replace("&", "&&") + "  ")
        self.setToolTip(plain_tip(name) or self.tr("Choose a saved filter, or save this one"))
        self.setAccessibleName(self.tr("Saved filters: {name}").format(name=name) if name else self.tr("Saved filters"))
        menu = self._menu
        menu.clear()
        for saved in self._saved:
            action = menu.addAction(shortened(saved.name).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(saved is current)
            action.triggered.connect(lambda _=False, saved=saved: self.chosen.emit(saved.arrangement))
        if not self._saved:
            menu.addAction(self.tr("None saved yet")).setEnabled(False)
        menu.addSeparator()
        writable = not self._project.read_only
        save = menu.addAction(self.tr("Save this filter…"))
        save.setEnabled(writable and current is None)
        save.triggered.connect(self.ask_name)
        if writable and current is not None:
            named = shortened(current.name).replace("&", "&&")
            rename = menu.addAction(self.tr("Rename “{name}”…").format(name=named))
            rename.triggered.connect(lambda: self.ask_name(current))
            menu.addAction(self.tr("Delete “{name}”").format(name=named)).triggered.connect(
                lambda: self.delete(current)
            )

    # --- edits ----------------------------------------------------------------------------------------

    def ask_name(self, renamed: SavedFilter | bool | None = None) -> None:
        """Ask for a name, of a new filter or of one that is to be renamed."""
        saved = renamed if isinstance(renamed, SavedFilter) else None
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Save this filter") if saved is None else self.tr("Rename the filter"))
        dialog.setLabelText(self.tr("Name of the filter:"))
        dialog.setTextValue("" if saved is None else saved.name)
        dialog.resize(WIDTH, dialog.sizeHint().height())
        dialog.textValueSelected.connect(lambda name: self.save(name) if saved is None else self.rename(saved, name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, name: str) -> None:
        """Save what is shown under a name; one of that name is replaced."""
        known = self._project.ask(filters.named, name)
        label = self.tr("Save filter “{name}”").format(name=shortened(" ".join(name.split())))
        if self._project.do(label, filters.save, name, self._shown) is not None and known is not None:
            self.told.emit(
                self.tr("The filter “{name}” was replaced by this one.").format(name=shortened(name.strip()))
            )

    def rename(self, saved: SavedFilter, name: str) -> None:
        """Call a saved filter something else."""
        self._project.do(
            self.tr("Rename filter “{name}”").format(name=shortened(saved.name)), filters.rename, saved.id, name
        )

    def delete(self, saved: SavedFilter) -> None:
        """Delete a saved filter."""
        name = shortened(saved.name)
        self._project.do(self.tr("Delete filter “{name}”").format(name=name), filters.delete, saved.id)
        if all(one.id != saved.id for one in self._project.ask(filters.everything)):
            self.told.emit(self.tr("The filter “{name}” was deleted. The passages stay.").format(name=name))


def shortened(name: str) -> str:
    """A name as far as a menu has room."""
    return name if len(name) <= SHORT else name[:SHORT].rstrip() + "…"

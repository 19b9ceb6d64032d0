"""A button with a menu in which several things are ticked, one after the other, before it closes."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.plain import plain_tip

SHORT = 22  # characters of a name on a button


class _StayingMenu(QMenu):
    """Stays open while something is ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.trigger()
            return
        super().keyPressEvent(event)


class CheckButton(QToolButton):
    """Says what is ticked in its menu, or how many things.

    Signals:
        ticked(): something was ticked, or not any more.
    """

    ticked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._name = name
        self._actions: dict[str, QAction] = {}
        self._menu = _StayingMenu(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._say()

    def fill(self, things: Iterable[tuple[str, str, QIcon | None]]) -> None:
        """Offer things, each with its key, name and perhaps a picture; a key "" is a line between them."""
        before = set(self.ticks())
        self._menu.clear()
        self._actions = {}
        for key, name, picture in things:
            if not key:
                self._menu.addSeparator()
                continue
            self._add(key, name, picture).setChecked(key in before)
        self._say()

    def _add(self, key: str, name: str, picture: QIcon | None) -> QAction:
        action = self._menu.addAction(name.replace("&", "&&"))
        action.setCheckable(True)
        if picture is not None:
            action.setIcon(picture)
        action.triggered.connect(self._on_ticked)
        self._actions[key] = action
        return action

    def ticks(self) -> tuple[str, ...]:
        """What is ticked, in the order of the menu."""
        return tuple(key for key, action in self._actions.items() if action.isChecked())

    def set_ticks(self, keys: Iterable[str]) -> None:
        """Tick these and no others."""
        wanted = set(keys)
        for key in sorted(wanted - set(self._actions)):  # what a saved filter asks for may have been deleted since
            self._add(key, self.tr("(no longer here)"), None)
        for key, action in self._actions.items():
            action.setChecked(key in wanted)
        self._say()

    def _on_ticked(self) -> None:
        self._say()
        self.ticked.emit()

    def _say(self) -> None:
        names = [self._actions[key].text().replace("&&", "&").strip() for key in self.ticks()]
        words = self._name
        if len(names) == 1:
            short = names[0] if len(names[0]) <= SHORT else names[0][:SHORT].rstrip() + "…"
            words = f"{self._name}: {short}"
        elif names:
            words = f"{self._name}: {len(names)}"
        self.setText(words.replace("&", "&&") + "  ")
        self.setAccessibleName(f"{self._name}: {', '.join(names) or self.tr('any')}")
        self.setToolTip(plain_tip(", ".join(names)))
        font = self.font()
        font.setBold(bool(names))
        self.setFont(font)

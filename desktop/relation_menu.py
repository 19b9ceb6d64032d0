"""The menu that asks how two linked passages are related; each relation has a digit as its key."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from storage.model import RELATIONS


class RelationMenu(QMenu):
    """A menu that has the keyboard for itself: its digits are keys of the reading room too."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus(Qt.FocusReason.PopupFocusReason)


def relation_menu(parent: QWidget, choose: Callable[[str], object]) -> QMenu:
    """A menu of all relations, which calls `choose(relation)`; closing it without a choice calls nothing."""
    menu = RelationMenu(parent)
    menu.setObjectName("relations")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addSection(QCoreApplication.translate("relation_menu", "How are they related?"))
    for number, relation in enumerate(RELATIONS, start=1):
        name = QCoreApplication.translate("relation_menu", relation).capitalize()
        action = menu.addAction(f"&{number}  {name}")
        action.setObjectName(relation)
        action.triggered.connect(lambda _=False, relation=relation: choose(relation))
    return menu

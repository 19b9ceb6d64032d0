"""When commands are enabled: the conditions that the table of actions names, as they hold now."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from desktop import actions
from desktop.plain import plain_tip

if TYPE_CHECKING:
    from desktop.window import MainWindow


def conditions(window: "MainWindow", *, has_reports: bool, undo: str, redo: str) -> dict[str, bool]:
    """Whether each condition of `actions.Spec.when` holds; `undo` and `redo` are what could be taken back or done."""
    marking, reader = window.marking, window.reader
    writable = not window.project.read_only
    report = window.commands.report_in_question() is not None
    reading = window.stack.currentWidget() is reader and reader.active.report is not None
    return {
        "": True,
        "writable": writable,
        "reports": has_reports,
        "undo": writable and bool(undo),
        "redo": writable and bool(redo),
        "selection": marking.selection is not None,
        "markable": marking.can_mark(),
        "repeatable": marking.can_repeat(),
        "linking": window.linking.waits,
        "movable": marking.movable(),
        "chosen": writable and marking.chosen is not None,
        "pane": reading,
        "findable": reading or window.views.lists_passages(),
        "back": reader.can_go_back(),
        "forward": reader.can_go_forward(),
        "report": report,
        "report_writable": writable and report,
    }


class CommandStates:
    """The actions' states as the conditions have them; at most changes of the window only a few of them change."""

    def __init__(self, by_id: Mapping[str, QAction]):
        self._by_id = by_id
        self._hold: dict[str, bool] = {}
        self._steps: tuple[str, str] | None = None

    def refresh(self, window: "MainWindow", *, has_reports: bool) -> str:
        """Bring all states and the names of undo and redo up to date; answer what undo would take back."""
        undo, redo = steps = window.project.undo_label(), window.project.redo_label()
        if steps != self._steps:
            self._steps = steps
            self._name("undo", QCoreApplication.translate("MainWindow", "&Undo {edit}"), undo)
            self._name("redo", QCoreApplication.translate("MainWindow", "&Redo {edit}"), redo)
        self.refresh_reading(window, has_reports=has_reports)
        return undo

    def refresh_reading(self, window: "MainWindow", *, has_reports: bool) -> None:
        """Bring the states up to date after what changes nothing in the library."""
        undo, redo = self._steps or ("", "")
        self.enable(conditions(window, has_reports=has_reports, undo=undo, redo=redo))

    def enable(self, hold: Mapping[str, bool]) -> None:
        """Enable the commands of the conditions that hold, disable those of the others."""
        other = {name for name, holds in hold.items() if self._hold.get(name) is not holds}
        self._hold |= hold
        if other:
            for spec in actions.SPECS:
                if spec.when in other and spec.id in self._by_id:
                    self._by_id[spec.id].setEnabled(hold[spec.when])

    def _name(self, which: str, words: str, edit: str) -> None:
        """Say in the menus what undo or redo would do."""
        action = self._by_id[which]
        action.setText(words.format(edit=edit.replace("&", "&&")).rstrip())
        action.setToolTip(plain_tip(words.replace("&", "").format(edit=edit).rstrip()))

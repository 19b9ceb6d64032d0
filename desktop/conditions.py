"""When commands are enabled: the conditions that the table of actions names, as they hold now."""

from typing import TYPE_CHECKING

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

"""The one crash dialog: our bug, told calmly, with what is saved."""

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from desktop import log
from storage.errors import LibraryError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox, QWidget


class CrashReporter(QObject):
    """Takes every exception that nobody caught, in any thread, to the log and to the user.

    Signals:
        refused(str): the exception was the user's problem after all; its sentence.
        failed(str): our bug; a traceback. Others may emit it too: the crash dialog opens.
    """

    refused = Signal(str)
    failed = Signal(str)

    def __init__(self, log: str, parent: QObject | None = None):
        super().__init__(parent)
        self._log = log
        self._box: QMessageBox | None = None
        self.failed.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the interpreter's hook for uncaught exceptions."""
        sys.excepthook = self.take

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Take one exception: a LibraryError is said as it is, anything else opens the crash dialog."""
        if isinstance(error, LibraryError):
            self.refused.emit(str(error))
            return
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        if self._log:
            log.start(Path(self._log).parent)  # a fault may come before the window has begun its log
        # Values are left out of the log: a message may quote a report or a note.
        logging.getLogger("yearmark").error("uncaught %s\n%s", kind.__name__, "".join(traceback.format_tb(trace)))
        self.failed.emit(text)

    def _show(self, text: str) -> None:
        if self._box is not None:  # one at a time: a fault in painting would fill the screen
            return
        parent = QCoreApplication.instance()
        active = parent.activeWindow() if parent is not None and hasattr(parent, "activeWindow") else None
        self._box = crash_box(text, self._log, active)
        self._box.finished.connect(self._forget)
        self._box.open()

    def _forget(self) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None


def crash_box(text: str, log: str, parent: "QWidget | None") -> "QMessageBox":
    """The crash dialog for a traceback, which stands behind "Show Details"."""
    from PySide6.QtWidgets import QMessageBox  # not needed where nothing crashes

    box = QMessageBox(parent)
    box.setObjectName("crash")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(QCoreApplication.translate("crash", "Yearmark"))
    box.setText(QCoreApplication.translate("crash", "Something went wrong inside Yearmark. That is our mistake."))
    where = QCoreApplication.translate("crash", "\n\nThe log is in {log}.").format(log=log) if log else ""
    box.setInformativeText(
        QCoreApplication.translate(
            "crash",
            "Every mark, note and link that you finished is saved in the library. You can go on working; "
            "if something looks wrong, close Yearmark and open it again.",
        )
        + where
    )
    box.setDetailedText(text)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    return box

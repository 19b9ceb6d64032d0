"""Starting the window: the application, its settings and log, and the library that it opens."""

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import log, theme
from desktop.crash import CrashReporter
from desktop.project import Project
from desktop.settings import Settings
from desktop.window import MainWindow
from storage import folders, library
from storage.clock import new_identity
from storage.errors import LibraryError, LibraryReadOnly

SOON = 300  # milliseconds: what need not be there at the first paint


class Yearmark(QObject):
    """The running program: settings, crash reporter, and the one window that is open."""

    def __init__(self, settings: Settings, log_path: str):
        super().__init__()
        self.settings = settings
        self.crashes = CrashReporter(log_path, self)
        self.window: MainWindow | None = None
        self.crashes.refused.connect(self._on_refused)

    def open(self, folder: Path, *, make: bool | None = None) -> bool:
        """Open a library in place of the one that is open; `make` None makes it where there is none.

        Answers whether it was opened; if not, the user has been told and nothing else has changed.
        """
        if self.window is not None and self.window.project.folder == folder:
            return True
        try:
            opened = _library(folder, make)
        except LibraryError as error:
            self._say(str(error))
            return False
        project = Project(opened, self.settings.get("reviewer_name") or "Reviewer", self._identity())
        window = MainWindow(project, self.settings)
        window.library_requested.connect(lambda other, new: self.open(other, make=new))
        window.closed.connect(lambda: self._on_closed(window))
        window.failed.connect(self.crashes.failed)
        before, self.window = self.window, window
        window.show()
        if before is not None:
            before.close()
        self.settings.add_recent(folder)
        if opened.read_only:
            window.messages.warn(
                self.tr("This library may only be read: its folder is write-protected. You can read and export.")
            )
        elif not self.settings.get("reviewer_name"):
            QTimer.singleShot(0, window, window.commands.ask_reviewer)
        QTimer.singleShot(0, window, window.restore_room)
        QTimer.singleShot(SOON, window, window.look_for_unread)
        return True

    def warm(self) -> None:
        """Start what draws pages, so that the first click need not wait for it."""
        if self.window is not None:
            self.window.reader.pictures.warm()
            from desktop.outline import outline  # noqa: F401  (the first report is shown by them)
            from desktop.reader import page_view  # noqa: F401

    def _on_closed(self, window: MainWindow) -> None:
        if self.window is window:
            self.window = None
        window.deleteLater()

    def _identity(self) -> str:
        identity = self.settings.get("reviewer_id") or new_identity()
        self.settings.set("reviewer_id", identity)
        return str(identity)

    def _on_refused(self, sentence: str) -> None:
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        if self.window is not None:
            self.window.messages.warn(sentence)
            return
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Information, "Yearmark", sentence)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setObjectName("refusal")
        box.exec()


def start_log() -> None:
    """Begin the log, once the window is there to be read."""
    log.start(folders.log_folder())
    logging.getLogger("yearmark").info("started")


def _library(folder: Path, make: bool | None) -> library.Library:
    """The library in a folder, made if wanted; for reading only where it is write-protected."""
    try:
        if make:
            return library.create(folder)
        return library.opened(folder) if make is False else library.opened_or_created(folder)
    except LibraryReadOnly:
        if not library.exists(folder):
            raise
        return library.opened(folder, write=False)


def application(arguments: list[str]) -> QApplication:
    """The Qt application with our names and look."""
    app = QApplication(arguments)
    app.setApplicationName("Yearmark")
    app.setApplicationDisplayName("Yearmark")
    app.setDesktopFileName("yearmark")
    return app


def run(folder: Path | None = None, files: tuple[Path, ...] = ()) -> int:
    """Open the window on a library (the default one if not given), add files, and live until it closes.

    Answers the exit code: 0, or 1 when the library could not be opened.
    """
    app = application(sys.argv[:1])
    settings = Settings(folders.settings_file())
    theme.set_appearance(settings.get("appearance"))
    theme.apply(app)
    app.styleHints().colorSchemeChanged.connect(lambda _: theme.apply(app))
    program = Yearmark(settings, str(folders.log_folder() / log.NAME))
    program.crashes.install()
    if not program.open((folder or folders.default_library()).absolute()):
        return 1
    QTimer.singleShot(SOON, start_log)
    QTimer.singleShot(SOON, program.warm)
    if files and program.window is not None:
        program.window.imports.add([path.absolute() for path in files])
    return app.exec()

"""Starting the window: the application, its settings and log, the library that it opens, and bundles to look at."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop import log, theme
from desktop.crash import CrashReporter
from desktop.project import Project
from desktop.settings import Settings
from desktop.window import MainWindow
from storage import folders, library
from storage.clock import new_identity
from storage.errors import LibraryError, LibraryInUse, LibraryReadOnly

if TYPE_CHECKING:
    from desktop.bundles.opened_bundle import OpenedBundles
    from desktop.instance import Instance

SOON = 300  # milliseconds: what need not be there at the first paint


class Application(QApplication):
    """The Qt application, which on macOS is told what was double-clicked.

    Signals:
        file_wanted(object): the path of a file to open.
    """

    file_wanted = Signal(object)

    def event(self, event: QEvent) -> bool:
        """Take the file that macOS says was double-clicked."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_wanted.emit(Path(event.file()))
            return True
        return super().event(event)


class Yearmark(QObject):
    """The running program: settings, crash reporter, the window on a library, and windows on bundles beside it.

    Signals:
        ended(int): nothing is open any more, though no window closed; the exit code.
    """

    ended = Signal(int)

    def __init__(self, settings: Settings, log_path: str):
        super().__init__()
        self.settings = settings
        self.crashes = CrashReporter(log_path, self)
        self.window: MainWindow | None = None
        self.instance: Instance | None = None  # made after the first paint
        self._hears = False
        self._bundles: OpenedBundles | None = None
        self.crashes.refused.connect(self._on_refused)

    # --- starting ------------------------------------------------------------------------------------

    def begin(self, folder: Path, files: Sequence[Path] = ()) -> int | None:
        """Open what a start asks for: a library, and files; bundles alone need no library.

        Where another Yearmark has the library open, it gets the files. Answers None, or the exit code when there is
        nothing to live for.
        """
        bundles, others = _told_apart(files)
        if bundles and not others:
            if _taken_by_open_window(folder, bundles):
                return 0
            self.look(bundles)
            return None
        try:
            opened = _library(folder, None)
        except LibraryError as error:
            if isinstance(error, LibraryInUse) and _handed_over(folder, files):
                return 0
            self._say(str(error))
            return 1
        window = self._show(folder, opened)
        window.imports.add(list(others))
        self.look(bundles)
        return None

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
        self._show(folder, opened)
        if self._hears:
            self.listen()
        return True

    def _show(self, folder: Path, opened: library.Library) -> MainWindow:
        project = Project(opened, self.settings.get("reviewer_name") or "Reviewer", self._identity())
        window = MainWindow(project, self.settings)
        window.closed.connect(lambda: self._on_closed(window))
        self._connect(window)
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
            window.later(window.commands.ask_reviewer)
        window.later(window.restore_room)
        window.later(window.look_for_unread, SOON)
        return window

    def _connect(self, window: MainWindow) -> None:
        """What a window asks of the program."""
        window.library_requested.connect(lambda other, new: self.open(other, make=new))
        window.imports.bundles_wanted.connect(lambda paths: self.look(paths, window))
        window.failed.connect(self.crashes.failed)

    def warm(self) -> None:
        """Start what draws pages, so that the first click need not wait for it."""
        if self.window is not None:
            self.window.reader.pictures.warm()
            from desktop.outline import outline  # noqa: F401  (the first report is shown by them)
            from desktop.reader import page_view  # noqa: F401

    # --- bundles ---------------------------------------------------------------------------------------

    @property
    def bundles(self) -> "OpenedBundles":
        """The windows on bundles; made when the first bundle is wanted."""
        if self._bundles is None:
            from desktop.bundles.opened_bundle import OpenedBundles

            self._bundles = OpenedBundles(self.settings, self)
            self._bundles.opened.connect(self._connect)
            self._bundles.refused.connect(self._say)
            self._bundles.failed.connect(self.crashes.failed)
            self._bundles.settled.connect(self._on_settled)
        return self._bundles

    def look(self, paths: Sequence[Path], beside: MainWindow | None = None) -> None:
        """Show bundles, each in a window of its own beside the others."""
        if paths:
            # Between the dialog that opens a bundle and its window there is a moment without a window.
            QApplication.setQuitOnLastWindowClosed(False)
            self.bundles.open(paths, beside or self.window)

    def _on_settled(self, how: str) -> None:
        if self.bundles.opening:
            return
        QApplication.setQuitOnLastWindowClosed(True)
        # After a fault of ours the crash dialog stands there, and its closing is the end.
        if self.window is None and not self.bundles.windows and how != "failed":
            self.ended.emit(1 if how == "refused" else 0)

    def close(self) -> None:
        """Close all windows, and stop listening."""
        if self.instance is not None:
            self.instance.close()
        if self._bundles is not None:
            self._bundles.close()
        if self.window is not None:
            self.window.close()

    # --- later starts ----------------------------------------------------------------------------------

    def listen(self) -> None:
        """Take what later starts on this library are given; begun after the first paint."""
        self._hears = True
        if self.window is None or self.window.project.read_only:
            if self.instance is not None:
                self.instance.close()
            return
        if self.instance is None:
            from desktop.instance import Instance

            self.instance = Instance(self)
            self.instance.files_handed.connect(self.take)
        if not self.instance.listen(self.window.project.folder):
            logging.getLogger("yearmark").info("later starts cannot be heard")

    def take(self, paths: Sequence[Path]) -> None:
        """Come forward, and open files: bundles to look at, others into the library."""
        from desktop.forward import come_forward

        bundles, others = _told_apart(paths)
        if self.window is None and others:
            self.open(folders.default_library())
        if self.window is not None:
            if not bundles or others:
                come_forward(self.window)
            self.window.imports.add(list(others))
        self.look(bundles)

    # --- ends ------------------------------------------------------------------------------------------

    def _on_closed(self, window: MainWindow) -> None:
        if self.window is window:
            self.window = None
            if self.instance is not None:
                self.instance.close()
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


def _told_apart(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The bundles among files, and the others."""
    if not files:
        return [], []
    from desktop.bundles.names import is_bundle

    bundles = [path.absolute() for path in files if is_bundle(path)]
    return bundles, [path.absolute() for path in files if not is_bundle(path)]


def _handed_over(folder: Path, files: Sequence[Path]) -> bool:
    """Whether the window that has the library open took the files and came forward."""
    from desktop.instance import handed_over

    return handed_over(folder, files)


def _taken_by_open_window(folder: Path, bundles: Sequence[Path]) -> bool:
    """Whether a window on the library is open and took the bundles; nothing waits where there is none."""
    from desktop.instance import handed_over

    return handed_over(folder, bundles, insist=False)


def application(arguments: list[str]) -> Application:
    """The Qt application with our names and look."""
    app = Application(arguments)
    app.setApplicationName("Yearmark")
    app.setApplicationDisplayName("Yearmark")
    app.setDesktopFileName("yearmark")
    return app


def run(folder: Path | None = None, files: tuple[Path, ...] = ()) -> int:
    """Open the window on a library (the default one if not given), add files, and live until it closes.

    Answers the exit code: 0, also when the window that is open already took the files; 1 when nothing was opened.
    """
    app = application(sys.argv[:1])
    settings = Settings(folders.settings_file())
    theme.set_appearance(settings.get("appearance"))
    theme.apply(app)
    app.styleHints().colorSchemeChanged.connect(lambda _: theme.apply(app))
    program = Yearmark(settings, str(folders.log_folder() / log.NAME))
    program.crashes.install()
    code = program.begin((folder or folders.default_library()).absolute(), files)
    if code is not None:
        return code
    app.file_wanted.connect(lambda path: program.take([path]))
    program.ended.connect(app.exit)
    QTimer.singleShot(SOON, start_log)
    QTimer.singleShot(SOON, program.warm)
    QTimer.singleShot(SOON, program.listen)
    QTimer.singleShot(SOON, _tidy)
    code = app.exec()
    program.close()
    return code


def _tidy() -> None:
    """Remove what windows on bundles left that ended by a crash, in a thread."""
    from threading import Thread

    from desktop.bundles.temporary import remove_leftovers

    Thread(target=remove_leftovers, name="yearmark-tidy", daemon=True).start()

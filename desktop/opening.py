"""What is opened besides reports: other libraries, bundles to look at, and what the Help menu shows."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from desktop.window import MainWindow


class Opening(QObject):
    """Handlers named in `actions.SPECS` as `opening.…`."""

    def __init__(self, window: "MainWindow"):
        super().__init__(window)
        self._window = window

    def new_library(self) -> None:
        """Make a library in a new folder and open it."""
        from PySide6.QtWidgets import QFileDialog

        name = QFileDialog.getExistingDirectory(self._window, self.tr("Choose an empty folder for the new library"))
        if name:
            self._window.library_requested.emit(Path(name), True)

    def open_library(self) -> None:
        """Open another library."""
        from PySide6.QtWidgets import QFileDialog

        name = QFileDialog.getExistingDirectory(self._window, self.tr("Choose the folder of a library"))
        if name:
            self._window.library_requested.emit(Path(name), False)

    def look_at_bundle(self) -> None:
        """Choose a colleague’s bundle and show it in a window of its own."""
        from PySide6.QtWidgets import QFileDialog

        from desktop.importing_room import start_folder

        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Look at a bundle"),
            start_folder(self._window.settings),
            self.tr("Bundles (*.yearmark *.zip)"),
        )
        if names:
            self._window.imports.bundles_wanted.emit([Path(name) for name in names])

    def quit(self) -> None:
        """Close every window, those on bundles too."""
        QApplication.closeAllWindows()

    def show_keys(self) -> None:
        """Show every command and its key."""
        from desktop.help import keys_dialog

        keys_dialog(self._window).open()

    def show_releases(self) -> None:
        """Open the page with newer versions in the browser, or say why not."""
        from desktop.help import show_releases

        if sentence := show_releases():
            self._window.messages.tell(sentence, stay=True)

    def about(self) -> None:
        """Show what this program is."""
        from desktop.help import about_box

        about_box(self._window, self._window.project.folder).open()

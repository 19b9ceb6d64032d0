"""Bundles of colleagues, opened to look at: each in a window of its own, on a library in the temporary folder.

The temporary library goes when its window closes, or when it could not be opened.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.background import Task
from desktop.bundles.temporary import Room
from desktop.forward import come_forward
from desktop.library_view.labels import ElidedLabel, plain_label
from desktop.plain import plain_tip
from desktop.project import Project
from desktop.settings import Settings
from storage import library, reports
from storage.errors import LibraryError
from storage.exchange.bundle_reading import BundleLocked, OpenedBundle, open_bundle

if TYPE_CHECKING:
    from desktop.window import MainWindow

WIDEST_TITLE = 360  # pixels of a bundle’s title in the bar
ASIDE = 36  # pixels by which a second window stands beside the first
_OWN = ("window", "rooms")  # settings that a window on a bundle keeps for itself


class SettingsToLook(Settings):
    """The user's settings, but for where windows stood and what was open: of those a bundle's window keeps none."""

    def __init__(self, settings: Settings):
        super().__init__(None)
        self._settings = settings

    def get(self, key: str) -> Any:
        """The value of a setting, else its default."""
        return super().get(key) if key in _OWN else self._settings.get(key)

    def set(self, key: str, value: Any) -> None:
        """Set, and save what is the user's."""
        if key in _OWN:
            super().set(key, value)
        else:
            self._settings.set(key, value)


class BundleBar(QFrame):
    """The strip over a window on a bundle: whose it is, what it is called, of when, and that nothing can be changed."""

    def __init__(self, found: OpenedBundle, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("bundle_bar")
        self.setAccessibleName(self.tr("A colleague’s bundle"))
        title = plain_label(found.title, "strong")
        title.setToolTip(plain_tip(found.title))
        title.setText(title.fontMetrics().elidedText(found.title, Qt.TextElideMode.ElideRight, WIDEST_TITLE))
        about = plain_label(told(found), wrap=True)
        self.setAccessibleDescription(f"{found.title}. {about.text()}")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 14, 7)
        row.setSpacing(14)
        row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(about, 1)
        self._paint()

    def _paint(self) -> None:
        colour = theme.tint("message")
        if self.palette().color(self.backgroundRole()) != colour:
            theme.fill(self, colour)

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if event.type() in (event.Type.PaletteChange, event.Type.ApplicationPaletteChange):
            self._paint()


def _tr(text: str) -> str:
    return QCoreApplication.translate("bundles", text)


def told(found: OpenedBundle) -> str:
    """What the bar says of a bundle besides its title."""
    names = found.reviewers
    if len(names) > 3:
        whose = _tr("A bundle with marks of {name} and {n} others").format(name=names[0], n=len(names) - 1)
    elif names:
        listed = ", ".join(names[:-1]) + _tr(" and ") + names[-1] if len(names) > 1 else names[0]
        whose = _tr("A bundle with marks of {names}").format(names=listed)
    else:
        whose = _tr("A colleague’s bundle")
    day = QDate.fromString(found.made, Qt.DateFormat.ISODate)
    if day.isValid():
        whose += _tr(", made on {day}").format(day=QLocale().toString(day, "d MMMM yyyy"))
    words = whose + _tr(". To look at only: nothing can be changed, and nothing of it is in your library.")
    if found.lost == 1:
        words += _tr(" 1 passage was not found in its report.")
    elif found.lost:
        words += _tr(" {n} passages were not found in their reports.").format(n=f"{found.lost:,}")
    return words


class OpeningDialog(QDialog):
    """How far the opening of a bundle is, with Cancel.

    Signals:
        cancelled(): Cancel was pressed, or the dialog closed.
    """

    cancelled = Signal()

    def __init__(self, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open a bundle"))
        self.label = plain_label(self.tr("Opening “{name}”").format(name=name), wrap=True)
        self.step = ElidedLabel()
        theme.dress(self.step, "muted")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Reports read"))
        self.button = QPushButton(self.tr("Cancel"))
        self.button.clicked.connect(self.reject)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.button)
        column = QVBoxLayout(self)
        column.addWidget(self.label)
        column.addWidget(self.bar)
        column.addWidget(self.step)
        column.addLayout(below)
        self.resize(440, self.sizeHint().height())

    def show_step(self, step: tuple[int, int, str]) -> None:
        """Show (done, in all, what is being done)."""
        done, count, words = step
        self.bar.setRange(0, count)
        self.bar.setValue(done)
        if 0 <= done < count:
            words = self.tr("Reading {number} of {total}: {name}").format(number=done + 1, total=count, name=words)
        self.step.set_text(words)

    def reject(self) -> None:
        """Close, and cancel what goes on."""
        self.cancelled.emit()
        super().reject()


class OpenedBundles(QObject):
    """Opens bundles and holds their windows.

    Signals:
        opened(object): a window on a bundle was shown.
        refused(str): a bundle was not opened; a sentence.
        failed(str): our bug; a traceback.
        settled(str): an opening is over, "shown", "refused", "cancelled" or "failed", or a window was "closed".
    """

    opened = Signal(object)
    refused = Signal(str)
    failed = Signal(str)
    settled = Signal(str)

    def __init__(self, settings: Settings, parent: QObject | None = None):
        super().__init__(parent)
        self._settings = settings
        self._windows: dict[Path, MainWindow] = {}
        self._opening: dict[Path, _Opening] = {}

    @property
    def windows(self) -> list["MainWindow"]:
        """The windows on bundles that are open."""
        return list(self._windows.values())

    @property
    def opening(self) -> bool:
        """Whether a bundle is being opened."""
        return bool(self._opening)

    def open(self, paths: Iterable[Path], beside: QWidget | None = None) -> None:
        """Open bundles, each in a window of its own; one that is open comes forward.

        `beside` is the window that they were opened from.
        """
        for path in dict.fromkeys(paths):
            if path in self._windows:
                come_forward(self._windows[path])
            elif path not in self._opening:
                opening = self._opening[path] = _Opening(path, beside, self)
                opening.finished.connect(partial(self._on_finished, path, opening, beside))
                opening.ended.connect(partial(self._on_ended, path))
                opening.start()

    def close(self) -> None:
        """Give up what is being opened, and close the windows."""
        for opening in list(self._opening.values()):
            opening.cancel()
            opening.wait()
        for window in self.windows:
            window.close()

    def _on_finished(self, path: Path, opening: "_Opening", beside: QWidget | None, found: OpenedBundle) -> None:
        from desktop.window import MainWindow

        room = opening.hand_over()
        try:
            opened = library.opened(room.library, write=False)
        except LibraryError as error:  # another program took its files away
            room.remove()
            opening.note("refused", str(error))
            return
        project = Project(opened, "")
        window = MainWindow(project, SettingsToLook(self._settings))
        self._windows[path] = window
        window.closed.connect(partial(self._on_closed, path, window, room))
        window.setWindowTitle(self.tr("{bundle} (bundle) – Yearmark").format(bundle=found.title))
        window.menus.reviewer.setEnabled(False)
        central = window.centralWidget()
        column = central.layout() if central is not None else None
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, BundleBar(found, central))
        if beside is not None:
            window.resize(beside.size())
            window.move(beside.pos().x() + ASIDE, beside.pos().y() + ASIDE)
        self.opened.emit(window)
        window.show()
        come_forward(window)
        window.later(partial(_show_first, window))

    def _on_ended(self, path: Path, how: str, words: str) -> None:
        self._opening.pop(path).deleteLater()
        if how == "refused":
            self.refused.emit(words)
        elif how == "failed":
            self.failed.emit(words)
        self.settled.emit(how)

    def _on_closed(self, path: Path, window: "MainWindow", room: Room) -> None:
        self._windows.pop(path, None)
        room.remove()
        window.deleteLater()
        self.settled.emit("closed")


def _show_first(window: "MainWindow") -> None:
    """Open what the first link joins, else the first report with a mark, else the first report."""
    if not window.show_first_links():
        listing = window.project.ask(reports.listing)
        marked = [report for report in listing if report.annotations]
        window.open_report((marked or listing)[0].id)


class _Opening(QObject):
    """One bundle on its way: a thread that reads it, a dialog that shows how far it is, and passwords asked for.

    Signals:
        finished(object): it lies in its library; an OpenedBundle.
        ended(str, str): it is over: "shown", "cancelled", "refused" and the sentence, or "failed" and a traceback.
    """

    finished = Signal(object)
    ended = Signal(str, str)

    def __init__(self, path: Path, beside: QWidget | None, parent: QObject):
        super().__init__(parent)
        self._path = path
        self._room: Room | None = None
        self._passwords: dict[str, str] = {}
        self._task: Task | None = None
        self._locked: BundleLocked | None = None
        self._outcome = ("cancelled", "")
        self.dialog = OpeningDialog(path.name, beside)
        self.dialog.cancelled.connect(self.cancel)

    def start(self) -> None:
        """Begin, or begin again with a password."""
        try:
            self._room = Room()
        except OSError as error:
            words = self.tr("“{name}” cannot be opened: the temporary folder cannot be written to ({why}).")
            self.note("refused", words.format(name=self._path.name, why=(error.strerror or str(error)).lower()))
            QTimer.singleShot(0, self, self._end)
            return
        path, folder, passwords = self._path, self._room.library, dict(self._passwords)

        def read(task: Task) -> OpenedBundle | BundleLocked:
            try:
                return open_bundle(task.worker, path, folder, passwords, progress=task.tell, cancelled=task.cancelled)
            except BundleLocked as error:
                return error

        task = self._task = Task(read, self)
        task.progressed.connect(self.dialog.show_step)
        task.finished.connect(self._on_read)
        task.refused.connect(partial(self.note, "refused"))
        task.failed.connect(partial(self.note, "failed"))
        task.ended.connect(self._on_task_ended)
        self.dialog.show()
        task.start()

    def cancel(self) -> None:
        """Give it up."""
        if self._task is not None:
            self._task.cancel()

    def wait(self) -> None:
        """Wait until nothing runs any more, and leave nothing."""
        if self._task is not None:
            self._task.wait()
        self._remove_room()
        self.dialog.hide()

    def hand_over(self) -> Room:
        """The temporary folder, which is the caller's from now on."""
        room, self._room = self._room, None
        assert room is not None
        return room

    def note(self, how: str, words: str = "") -> None:
        """Keep how it ends."""
        self._outcome = (how, words)

    def _on_read(self, answer: OpenedBundle | BundleLocked) -> None:
        if self._task is not None and self._task.cancelled():
            return
        if isinstance(answer, BundleLocked):
            self._locked = answer
            return
        self.note("shown")
        self.finished.emit(answer)

    def _on_task_ended(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
            self._task = None
        self._remove_room()
        locked, self._locked = self._locked, None
        if locked is None:
            self._end()
            return
        from desktop.library_view.password_dialog import PasswordDialog

        dialog = PasswordDialog(locked.file_name, wrong=locked.wrong, parent=self.dialog, to_look=True)
        dialog.password_given.connect(partial(self._on_password, locked.sha256))
        dialog.rejected.connect(partial(self._on_no_password, str(locked)))
        dialog.open()

    def _on_password(self, sha256: str, password: str) -> None:
        self._passwords[sha256] = password
        self.start()

    def _on_no_password(self, sentence: str) -> None:
        self.note("refused", sentence)
        self._end()

    def _remove_room(self) -> None:
        if self._room is not None:
            self._room.remove()
            self._room = None

    def _end(self) -> None:
        self.dialog.hide()
        self.dialog.deleteLater()
        self.ended.emit(*self._outcome)

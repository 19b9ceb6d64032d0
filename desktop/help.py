"""What the Help menu shows: the keys, what this program is, and the page with its releases."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import actions, addresses, licences
from desktop.button_box import ButtonBox
from desktop.library_view.labels import fit, plain_label, readable_text
from storage import folders, versions


def _tr(text: str) -> str:
    return QCoreApplication.translate("help", text)


def named_version() -> str:
    """The program's name with its version, where it was installed and so has one."""
    version = versions.program_version()
    return _tr("Yearmark {version}").format(version=version) if version else _tr("Yearmark, run from its source folder")


def _(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("help", text))


# What views understand by themselves: what it does; its keys, or a modifier and what is done with it.
_GESTURES = (
    (_("On a page: scroll"), ("Up", "Down")),
    (_("On a page: a screen back or on"), ("PgUp", "PgDown", "Space")),
    (_("On a page: to the beginning, to the end"), ("Home", "End")),
    (_("On a page: zoom"), ("Ctrl", _("wheel"))),
    (_("On a page: select up to here"), ("Shift", _("click"))),
    (_("On a page: select with the caret"), ("Shift", _("arrows"))),
    (_("Between two pages: choose a ribbon, and go to its ends"), ("Up", "Down", "Left", "Right")),
    (_("In the list: open in the other pane"), ("Ctrl", _("click"))),
)


def key_rows(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every command of the table with its keys, as the system writes them; then what views understand themselves.

    `texts` has by its id what a command is called at present; keys 1 to 9 are called by it, after their areas.
    """
    native = QKeySequence.SequenceFormat.NativeText
    rows = []
    for spec in actions.SPECS:
        if spec.shortcuts:
            keys = ", ".join(QKeySequence(key).toString(native) for key in spec.shortcuts)
            named = texts.get(spec.id, "") if spec.argument is not None else ""
            rows.append((_unmarked(named or actions.translated(spec.text)), keys))
    for what, parts in _GESTURES:
        if parts[0] in ("Ctrl", "Shift"):
            # "Ctrl+A" without its letter: what the system calls the modifier, "⌘" on a Mac.
            rows.append((_tr(what), QKeySequence(f"{parts[0]}+A").toString(native)[:-1] + _tr(parts[1])))
        else:
            rows.append((_tr(what), ", ".join(QKeySequence(key).toString(native) for key in parts)))
    return rows


def _unmarked(text: str) -> str:
    """A menu's text without its mnemonic and its dots; "&&" is an ampersand."""
    return "&".join(part.replace("&", "") for part in text.split("&&")).rstrip("…")


def keys_dialog(parent: QWidget) -> QDialog:
    """A table of every command of a window and its key; areas are called as the window's menu calls them."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(_tr("Keys"))
    rows = key_rows({action.objectName(): action.text() for action in parent.findChildren(QAction)})
    table = QTableWidget(len(rows), 2)
    table.setHorizontalHeaderLabels([_tr("Command"), _tr("Key")])
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setAccessibleName(_tr("Commands and their keys"))
    table.setShowGrid(False)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    for row, (command, keys) in enumerate(rows):
        table.setItem(row, 0, QTableWidgetItem(command))
        table.setItem(row, 1, QTableWidgetItem(keys))
    buttons = ButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(table)
    column.addWidget(buttons)
    dialog.resize(460, 560)
    return dialog


def about_box(parent: QWidget, library: Path) -> "AboutBox":
    """Name, version, licences, source, and where the library and the log are."""
    return AboutBox(library, parent)


class AboutBox(QDialog):
    """What this program is, and where its things are, each with a button that opens the folder or the page."""

    def __init__(self, library: Path, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("about")
        self.setWindowTitle(_tr("About Yearmark"))
        self.name = plain_label(named_version(), "title")
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(10)
        self._rows.setVerticalSpacing(6)
        self._rows.setColumnStretch(1, 1)
        self._add_places(library)
        buttons = ButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.name)
        for text in _ABOUT:
            column.addWidget(plain_label(_tr(text), wrap=True))
        column.addSpacing(4)
        column.addLayout(self._rows)
        column.addStretch(1)
        column.addWidget(buttons)
        fit(self, 560)
        close.setDefault(True)
        close.setFocus()

    def _add_places(self, library: Path) -> None:
        folder = licences.licences_folder()
        if folder is not None:
            self._add(_tr("Licences"), str(folder), _tr("Open &licences"), QUrl.fromLocalFile(str(folder)))
            notices = folder / licences.NOTICES
            if notices.is_file():
                words = _tr("what others wrote, with their licences in full")
                self._add(_tr("Notices"), words, _tr("Show &notices"), QUrl.fromLocalFile(str(notices)))
        page = addresses.source()
        if page:
            self._add(_tr("Source"), page, _tr("Open &page"), QUrl(page))
        else:
            self._add(_tr("Source"), _tr("comes with the program, from where you got it"))
        log = folders.log_folder()
        self._add(_tr("Library"), str(library), _tr("Open li&brary folder"), QUrl.fromLocalFile(str(library)))
        self._add(_tr("Log"), str(log), _tr("Open l&og folder"), QUrl.fromLocalFile(str(log)), log.is_dir())

    def _add(self, name: str, what: str, words: str = "", place: QUrl | None = None, is_there: bool = True) -> None:
        """A line: a name, what is to be read or copied, and a button that opens it."""
        row = self._rows.rowCount()
        label = QLabel(name)
        text = readable_text(what, name)
        label.setBuddy(text)
        self._rows.addWidget(label, row, 0)
        self._rows.addWidget(text, row, 1)
        if place is not None:
            button = QPushButton(words)
            button.setAutoDefault(False)
            button.setEnabled(is_there)
            button.clicked.connect(lambda: QDesktopServices.openUrl(place))
            self._rows.addWidget(button, row, 2)


_ABOUT = (
    _("Follow a council’s children’s services through its inspection reports, year by year."),
    _(
        "Yearmark is free software under the GNU Affero General Public License, version 3 or later: you may use it, "
        "pass it on and change it. It comes without any warranty."
    ),
    _(
        "It uses PyMuPDF and MuPDF (AGPL-3.0), Qt and PySide6 (LGPL-3.0), sqlite-utils (Apache-2.0), click, Jinja2 and "
        "platformdirs."
    ),
)


def show_releases() -> str:
    """Open the page with the releases in the browser; answer a sentence where that could not be done, else "".

    Only this looks for updates, and only when it is asked to: Yearmark itself asks nobody.
    """
    page = addresses.releases()
    if not page:
        version = versions.program_version()
        return _tr("This is {name}. It knows no page where newer versions are announced; ask where you got it.").format(
            name=_tr("version {version}").format(version=version) if version else named_version()
        )
    if not QDesktopServices.openUrl(QUrl(page)):
        return _tr("No browser could be started. Newer versions are announced at {address}.").format(address=page)
    return ""

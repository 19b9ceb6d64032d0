"""What the Help menu shows: the keys, and what this program is."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import actions
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
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(table)
    column.addWidget(buttons)
    dialog.resize(460, 560)
    return dialog


def about_box(parent: QWidget, library: Path) -> QMessageBox:
    """Name, version, licence, and where the library and the log are."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(_tr("About Yearmark"))
    box.setText(named_version())
    box.setInformativeText(
        _tr(
            "Follow a council’s children’s services through its inspection reports, year by year.\n\n"
            "Yearmark is free software under the GNU Affero General Public License, version 3 or later. It uses "
            "PyMuPDF and MuPDF (AGPL-3.0), Qt and PySide6 (LGPL-3.0), sqlite-utils (Apache-2.0), click, Jinja2 and "
            "platformdirs. It comes without any warranty.\n\nLibrary: {library}\nLog: {log}"
        ).format(library=library, log=folders.log_folder())
    )
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    return box

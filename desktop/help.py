"""What the Help menu shows: the keys, and what this program is."""

import importlib.metadata
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
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
from storage import folders


def _tr(text: str) -> str:
    return QCoreApplication.translate("help", text)


def version() -> str:
    """The version of this Yearmark."""
    return importlib.metadata.version("yearmark")


def key_rows() -> list[tuple[str, str]]:
    """Every command of the table with its keys, as the system writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    rows = []
    for spec in actions.SPECS:
        if spec.shortcuts:
            keys = ", ".join(QKeySequence(key).toString(native) for key in spec.shortcuts)
            rows.append((actions.translated(spec.text).replace("&", "").rstrip("…"), keys))
    return rows


def keys_dialog(parent: QWidget) -> QDialog:
    """A table of every command and its key."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(_tr("Keys"))
    rows = key_rows()
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
    box.setText(_tr("Yearmark {version}").format(version=version()))
    box.setInformativeText(
        _tr(
            "Follow a council’s children’s services through its inspection reports, year by year.\n\n"
            "Yearmark is free software under the GNU Affero General Public License, version 3 or later. It uses "
            "PyMuPDF and MuPDF (AGPL-3.0), Qt and PySide6 (LGPL-3.0), sqlite-utils (Apache-2.0), and others named in "
            "the notices. It comes without any warranty.\n\nLibrary: {library}\nLog: {log}"
        ).format(library=library, log=folders.log_folder())
    )
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    return box

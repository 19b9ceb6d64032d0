"""Asks who is marking."""

import getpass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.button_box import ButtonBox
from desktop.library_view.labels import fit, plain_label

LONGEST = 80  # letters


def account_name() -> str:
    """The full name of the computer's account where it is known, else the account's own; "" where neither is."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no user database and no variable that says it
        account = ""
    return _full_name() or account


def _full_name() -> str:
    """The full name that Unix keeps for the account; "" elsewhere."""
    try:
        import os
        import pwd

        comment = pwd.getpwuid(os.getuid()).pw_gecos
    except (ImportError, KeyError, AttributeError):
        return ""
    # The field may go on, after commas, with room and telephone; root's is often "root".
    return comment.split(",")[0].strip()


class ReviewerDialog(QDialog):
    """One name, which later marks carry.

    Signals:
        name_chosen(str): the name, without spaces around it.
    """

    name_chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Who is marking?"))
        self.name = QLineEdit(name)
        self.name.setMaxLength(LONGEST)
        self.name.setAccessibleName(self.tr("Your name"))
        self.name.selectAll()
        label = QLabel(self.tr("Your &name"))
        label.setBuddy(self.name)
        note = plain_label(
            self.tr(
                "Every highlight, note and link that you make carries this name, so that colleagues can tell whose "
                "it is. You can change it later under Edit."
            ),
            "muted",
            wrap=True,
        )
        self.buttons = ButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setDefault(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.name.textChanged.connect(self._look)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        column.addWidget(label)
        column.addWidget(self.name)
        column.addWidget(note)
        column.addSpacing(6)
        column.addWidget(self.buttons)
        self._look()
        fit(self, 420)
        self.name.setFocus()

    def _chosen(self) -> str:
        return " ".join(self.name.text().split())

    def _look(self) -> None:
        self.ok.setEnabled(bool(self._chosen()))

    def _on_accepted(self) -> None:
        if self._chosen():
            self.name_chosen.emit(self._chosen())
            self.accept()

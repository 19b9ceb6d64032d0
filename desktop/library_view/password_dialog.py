"""Asks for the password of a locked PDF."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.button_box import ButtonBox
from desktop.library_view.labels import fit, plain_label


class PasswordDialog(QDialog):
    """One password for one file; `to_look` where the file is not to be added to a library, only shown.

    Signals:
        password_given(str): try this one.
    """

    password_given = Signal(str)

    def __init__(self, file_name: str, *, wrong: bool = False, parent: QWidget | None = None, to_look: bool = False):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Password needed"))
        words = (
            self.tr("That password does not open “{name}”. Please check it and try again.")
            if wrong
            else self.tr("“{name}” opens only with a password.")
        )
        self.question = plain_label(words.format(name=file_name), wrap=True)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(self.tr("Password"))
        label = QLabel(self.tr("&Password"))
        label.setBuddy(self.password)
        shown = QCheckBox(self.tr("&Show the password"))
        shown.toggled.connect(self._set_shown)
        note = plain_label(
            self.tr(
                "The password is kept in this library, readable to whoever can open the library, so that the report "
                "opens next time without asking."
            ),
            "muted",
            wrap=True,
        )
        self.buttons = ButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(self.tr("&Open") if to_look else self.tr("&Open and add"))
        self.ok.setDefault(True)
        self.ok.setEnabled(False)
        no = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        no.setText(self.tr("&Cancel") if to_look else self.tr("&Leave it out"))
        no.setAutoDefault(False)
        self.password.textChanged.connect(lambda text: self.ok.setEnabled(bool(text)))
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        for widget in (self.question, label, self.password, shown, note):
            column.addWidget(widget)
        note.setVisible(not to_look)
        column.addSpacing(6)
        column.addWidget(self.buttons)
        fit(self, 440)
        self.password.setFocus()

    def _set_shown(self, shown: bool) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _on_accepted(self) -> None:
        if self.password.text():
            self.password_given.emit(self.password.text())
            self.accept()

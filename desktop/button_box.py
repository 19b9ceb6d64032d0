"""The buttons at the end of a dialog, in words alone."""

from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QDialogButtonBox


class ButtonBox(QDialogButtonBox):
    """A dialog's buttons in the order of the system, without the icons that Qt's own style puts on them.

    Those icons are of no system's set, and a bare X server shows them as they were drawn twenty years ago.
    """

    def showEvent(self, event: QShowEvent) -> None:
        for button in self.buttons():
            button.setIcon(QIcon())
        super().showEvent(event)

"""The first look at an empty library: what Yearmark is for, and what to do."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.library_view.labels import plain_label
from desktop.theme import dress

WIDTH = 560  # pixels; about 75 letters, which read well


class Welcome(QWidget):
    """A few sentences and three buttons, in the middle of the window.

    Signals:
        add_files_requested(), add_folder_requested(), sample_requested(): by the buttons.
    """

    add_files_requested = Signal()
    add_folder_requested = Signal()
    sample_requested = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName(self.tr("Welcome"))
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.add_files = QPushButton(self.tr("&Add reports…"))
        self.add_folder = QPushButton(self.tr("Add a &folder…"))
        self.sample = QPushButton(self.tr("Open the &sample"))
        self.add_files.setDefault(True)
        self.add_files.clicked.connect(self.add_files_requested)
        self.add_folder.clicked.connect(self.add_folder_requested)
        self.sample.clicked.connect(self.sample_requested)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        title = plain_label(self.tr("Yearmark"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.6)
        font.setBold(True)
        title.setFont(font)
        column.addWidget(title)
        column.addSpacing(16)
        for text in (
            self.tr(
                "Follow a council’s children’s services through the inspection reports of many years: read two "
                "reports side by side, highlight what matters, and link a passage of one year to the passage of "
                "a later year that answers it."
            ),
            self.tr(
                "Begin with the reports of one council. Yearmark reads PDF and plain-text files, copies them into "
                "your library on this computer, and finds the authority, the year and the grade in each."
            ),
        ):
            column.addWidget(_paragraph(text, self.font().pointSizeF() * 1.15))
            column.addSpacing(12)
        column.addSpacing(14)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for button in (self.add_files, self.add_folder, self.sample):
            button.setMinimumHeight(36)
            button.setMinimumWidth(button.sizeHint().width() + 28)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addSpacing(20)
        hint = _paragraph(
            self.tr(
                "You can also drop files or folders anywhere on this window. The sample is four invented reports "
                "of one council, already marked and linked."
            ),
            self.font().pointSizeF(),
        )
        dress(hint, "muted")
        column.addWidget(hint)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        rows = QVBoxLayout(self)
        rows.addStretch(2)
        rows.addLayout(middle)
        rows.addStretch(3)  # a little above the middle looks like the middle

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be added to a library that may only be read."""
        for button in (self.add_files, self.add_folder, self.sample):
            button.setEnabled(not read_only)


def _paragraph(text: str, points: float) -> QLabel:
    label = plain_label(text, wrap=True)
    font = label.font()
    font.setPointSizeF(points)
    label.setFont(font)
    label.setFixedWidth(WIDTH)
    label.ensurePolished()
    label.setMinimumHeight(label.heightForWidth(WIDTH))
    return label

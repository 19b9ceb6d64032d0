"""The strip that shows how far an import is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from desktop.library_view.labels import ElidedLabel


class ImportBar(QFrame):
    """Which file is being read, how many are done, and Cancel; hidden when nothing is being read.

    Signals:
        cancelled(): Cancel was pressed.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("import_bar")
        self.label = ElidedLabel()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Files read"))
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(200)
        self.button = QPushButton(self.tr("Cancel"))
        self.button.setAccessibleName(self.tr("Cancel what is going on"))
        self.button.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 8, 4)
        row.setSpacing(12)
        row.addWidget(self.label, 1)
        row.addWidget(self.progress)
        row.addWidget(self.button)
        self.hide()

    def show_progress(self, done: int, total: int, file_name: str) -> None:
        """Show how far it is; without a file's name the bar goes."""
        if not file_name:
            self.hide()
            return
        if self.isHidden():
            self.button.setEnabled(True)
        if self.button.isEnabled():
            words = self.tr("Reading {number} of {total}: {name}")
            self.label.set_text(words.format(number=done + 1, total=total, name=file_name))
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.setAccessibleDescription(self.label.text)
        self.show()

    def show_printing(self, done: int, total: int, name: str) -> None:
        """Show how much of a report is printed."""
        if self.isHidden():
            self.button.setEnabled(True)
        if self.button.isEnabled():
            words = self.tr("Printing {name}: page {number} of {total}")
            self.label.set_text(words.format(name=name, number=done, total=total))
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.show()

    def stop(self) -> None:
        """Hide: the import is over."""
        self.hide()

    def _on_cancel(self) -> None:
        self.button.setEnabled(False)
        self.label.set_text(self.tr("Stopping…"))
        self.cancelled.emit()

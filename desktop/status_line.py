"""The status line: that everything is saved, what the library holds, and what undo would take back."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from desktop.menus import totals_text


class StatusLine(QObject):
    """Fills a status bar; between its own words stands what shows long work."""

    def __init__(self, bar: QStatusBar, long_work: QWidget):
        super().__init__(bar)
        self.saved, self.totals, self.undo = QLabel(), QLabel(), QLabel()
        for label in (self.saved, self.totals, self.undo):
            label.setTextFormat(Qt.TextFormat.PlainText)
        bar.setContentsMargins(8, 0, 8, 0)
        for label in (self.saved, self.totals):
            bar.addWidget(label)
        bar.addWidget(long_work, 1)
        bar.addPermanentWidget(self.undo)
        bar.setSizeGripEnabled(False)

    def show_state(self, read_only: bool, counts: tuple[int, int, int], undo: str) -> None:
        """Say whether edits are saved, how many reports, passages and links there are, and what undo takes back."""
        self.saved.setText(self.tr("Read only") if read_only else self.tr("● All changes saved"))
        self.totals.setText(totals_text(*counts))
        self.undo.setText(self.tr("Undo: {edit}").format(edit=undo) if undo else "")

"""The searches made last, to be made again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.plain import plain_tip

MOST = 8
LONGEST = 200  # characters of a search that is worth keeping


class RecentList(QListWidget):
    """Searches, the latest first; as they were typed.

    Signals:
        words_chosen(str): one was clicked, or Enter pressed on it.
    """

    words_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName(self.tr("Recent searches"))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.viewport().setAutoFillBackground(False)
        self.itemClicked.connect(lambda item: self.words_chosen.emit(item.text()))

    def searches(self) -> list[str]:
        """What is listed, the latest first."""
        return [self.item(row).text() for row in range(self.count())]

    def show_searches(self, searches: list[str]) -> None:
        """List these."""
        self.clear()
        for words in searches[:MOST]:
            item = QListWidgetItem(words)
            item.setToolTip(plain_tip(words))
            self.addItem(item)

    def remember(self, words: str) -> bool:
        """Put a search first; answer whether the list is another now. A very long one is not kept."""
        words = words.strip()
        before = self.searches()
        after = [words, *(each for each in before if each != words)][:MOST]
        if not words or len(words) > LONGEST or after == before:
            return False
        self.show_searches(after)
        return True

    def enter(self) -> None:
        """Take the keyboard, to the first."""
        self.setCurrentRow(0)
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter makes the search again."""
        item = self.currentItem()
        if item is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.words_chosen.emit(item.text())
        else:
            super().keyPressEvent(event)

"""The box that shows which page one is on, by its printed label where it has one, and takes where to go."""

from collections.abc import Sequence

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

from desktop.reader.page_names import page_number

NARROW = 36  # pixels: room for three figures
PADDING = 18  # pixels beside the text


class PageBox(QSpinBox):
    """A number from 1 to the count of pages, written as the page's printed label; either may be typed."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._labels: Sequence[str] = ()
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)
        self.setFixedWidth(NARROW)

    def set_pages(self, labels: Sequence[str]) -> None:
        """Take a report's pages by their labels, "" where a page has none of its own; nothing is emitted."""
        self._labels = labels
        self.blockSignals(True)
        self.setRange(1, max(1, len(labels)))
        self.setValue(1)
        self.blockSignals(False)
        widest = max((self.fontMetrics().horizontalAdvance(label) for label in set(labels)), default=0)
        self.setFixedWidth(min(max(NARROW, widest + PADDING), 2 * NARROW))

    @property
    def is_typed_into(self) -> bool:
        """Whether a page is being typed that was not gone to yet: it is not to be written over."""
        return self.hasFocus() and self.text() != self.textFromValue(self.value())

    def label(self, page: int) -> str:
        """The label printed on a page (from 1) where it is another than its number, else ""."""
        label = self._labels[page - 1] if 1 <= page <= len(self._labels) else ""
        return "" if label == str(page) else label

    def show_page(self, page: int) -> None:
        """Show another page without asking for it; what was typed gives way to it."""
        self.blockSignals(True)
        self.setValue(page)
        self.blockSignals(False)
        if self.hasFocus():
            self.selectAll()  # so that what is typed next takes its place

    def textFromValue(self, value: int) -> str:  # noqa: N802 - Qt's name
        return self.label(value) or str(value)

    def valueFromText(self, text: str) -> int:  # noqa: N802 - Qt's name
        return page_number(text, self._labels) or self.value()

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Whether a page has this label or number; anything else may become one."""
        known = page_number(text, self._labels) is not None
        return (QValidator.State.Acceptable if known else QValidator.State.Intermediate, text, place)

    def fixup(self, text: str) -> str:
        """What no page is called gives way to the page that shows."""
        return self.textFromValue(self.value())

"""The side column: library list and contents, and in their place for a while the search or the history."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget

LIBRARY = "library"


class SideColumn(QStackedWidget):
    """Pages by name, of which one shows; the library's is always there.

    Signals:
        page_changed(str): another page shows.
    """

    page_changed = Signal(str)

    def __init__(self, library: QWidget, parent: QWidget | None = None):
        super().__init__(parent)
        self._pages: dict[str, QWidget] = {}
        layout = self.layout()
        if layout is not None:  # else the column could never be narrower than the widest page that does not show
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.add_page(LIBRARY, library)

    def minimumSizeHint(self) -> QSize:  # Qt calls it so
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize()

    @property
    def page(self) -> str:
        """The name of the page that shows."""
        return next(name for name, widget in self._pages.items() if widget is self.currentWidget())

    def add_page(self, name: str, widget: QWidget) -> None:
        """Take in a page, which does not show yet."""
        self._pages[name] = widget
        self.addWidget(widget)

    def has_page(self, name: str) -> bool:
        """Whether a page was taken in."""
        return name in self._pages

    def show_page(self, name: str, *, focus: bool = True) -> None:
        """Show a page, and give it the keyboard."""
        widget = self._pages[name]
        if widget is not self.currentWidget():
            self.setCurrentWidget(widget)
            self.page_changed.emit(name)
        if focus:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

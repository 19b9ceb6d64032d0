"""One pane of the reading room: a head that says which report this is, and its pages."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QStackedLayout, QVBoxLayout, QWidget

from desktop.reader.page_view import FIT_PAGE, FIT_TEXT, FIT_WIDTH, PageView
from desktop.reader.pane_head import PaneHead
from desktop.reader.pictures import Pictures
from desktop.reader.shown import Shown
from desktop.theme import dress
from storage.model import Report


class Pane(QFrame):
    """A report beside others.

    Signals:
        entered(): the pane was clicked or took the keyboard.
        closed(): the report should leave the pane.
        details_requested(): the report's details are wanted.
    """

    entered = Signal()
    closed = Signal()
    details_requested = Signal()

    def __init__(self, pictures: Pictures, hint: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setMinimumWidth(240)
        self.pages = PageView(pictures)
        self.pages.setFrameShape(QFrame.Shape.NoFrame)
        self.head = PaneHead(
            {
                FIT_TEXT: self.tr("Fit the text’s width"),
                FIT_WIDTH: self.tr("Fit the page’s width"),
                FIT_PAGE: self.tr("Fit the whole page"),
            }
        )
        self._hint = QLabel(hint)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setMargin(40)
        dress(self._hint, "muted")
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.pages)
        self._stack.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(body, 1)
        self.pages.entered.connect(self.entered)
        self.pages.scrolled.connect(lambda: self.head.set_place(self.pages.current_page(), self.pages.zoom))
        self.head.entered.connect(self.entered)
        self.head.left.connect(self.pages.setFocus)
        self.head.page_wanted.connect(self.pages.go_to_page)
        self.head.zoom_wanted.connect(self.pages.set_zoom)
        self.head.fit_wanted.connect(self.pages.set_fit)
        self.head.details_wanted.connect(self.details_requested)
        self.head.close_wanted.connect(self.closed)
        self.show_report(None)

    @property
    def report(self) -> Report | None:
        """The report shown."""
        return self.pages.shown.report if self.pages.shown else None

    def show_report(self, shown: Shown | None) -> None:
        """Show a report, or the hint of an empty pane."""
        self.pages.show_report(shown)
        self._stack.setCurrentWidget(self.pages if shown else self._hint)
        if shown is not None:
            self.head.show_report(shown.report, len(shown.contents.pages))
        else:
            self.head.show_report(None)

    def set_facts(self, report: Report) -> None:
        """Show the report's facts as they were corrected."""
        self.head.set_facts(report)

    def set_active(self, active: bool) -> None:
        """Show whether the next report opens here."""
        self.head.set_active(active)

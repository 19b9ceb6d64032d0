"""One pane of the reading room: a head that says which report this is, and its pages."""

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSpinBox,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.icons import icon
from desktop.kinds import kind_name
from desktop.plain import plain_tip
from desktop.reader.page_view import FIT_PAGE, FIT_TEXT, FIT_WIDTH, PageView
from desktop.reader.pictures import Pictures
from desktop.reader.shown import Shown
from desktop.theme import grade_badge, grade_name
from storage.model import Report

WIDE = 430  # pixels from which the head has room for the kind and the grade in words


class Pane(QFrame):
    """A report beside others.

    Signals:
        closed(): the report should leave the pane.
        details_requested(): the report's details are wanted.
    """

    closed = Signal()
    details_requested = Signal()

    def __init__(self, pictures: Pictures, hint: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("pane")
        self.setProperty("active", "false")
        self.setMinimumWidth(240)
        self.pages = PageView(pictures)
        self.pages.setFrameShape(QFrame.Shape.NoFrame)
        self._title = QLabel()
        self._title.setObjectName("pane_title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._kind = QLabel()
        self._kind.setObjectName("muted")
        self._kind.setTextFormat(Qt.TextFormat.PlainText)
        self._grade = QLabel()
        self._grade.setTextFormat(Qt.TextFormat.PlainText)
        self._page = QSpinBox()
        self._of = QLabel()
        self._hint = QLabel(hint)
        self._build()
        self.pages.scrolled.connect(self._on_scrolled)
        self._page.valueChanged.connect(self.pages.go_to_page)
        self.show_report(None)

    def _build(self) -> None:
        self._page.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self._page.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._page.setKeyboardTracking(False)
        self._page.setAccessibleName(self.tr("Page"))
        self._page.setToolTip(self.tr("Go to page"))
        self._page.setFixedWidth(36)
        self._hint.setObjectName("muted")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setMargin(40)
        head = QWidget()
        head.setObjectName("pane_head")
        row = QHBoxLayout(head)
        row.setContentsMargins(10, 5, 4, 5)
        row.setSpacing(4)
        row.addWidget(self._title, 1)
        row.addWidget(self._grade)
        row.addWidget(self._kind)
        row.addWidget(self._page)
        row.addWidget(self._of)
        self._zoom = QToolButton()
        self._zoom.setAutoRaise(True)
        self._zoom.setToolTip(self.tr("Zoom"))
        self._zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._zoom.setMenu(self._zoom_menu())
        self._tools = [
            self._zoom,
            self._tool("details", self.tr("Details of this report"), self.details_requested),
            self._tool("close", self.tr("Close this report"), self.closed),
        ]
        for tool in self._tools:
            row.addWidget(tool)
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.pages)
        self._stack.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(body, 1)

    def _zoom_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Fit the text’s width"), lambda: self.pages.set_fit(FIT_TEXT))
        menu.addAction(self.tr("Fit the page’s width"), lambda: self.pages.set_fit(FIT_WIDTH))
        menu.addAction(self.tr("Fit the whole page"), lambda: self.pages.set_fit(FIT_PAGE))
        menu.addSeparator()
        for percent in (50, 75, 100, 125, 150, 200, 400):
            menu.addAction(f"{percent} %", partial(self.pages.set_zoom, percent / 100))
        return menu

    def _tool(self, name: str, tip: str, clicked: SignalInstance) -> QToolButton:
        tool = QToolButton()
        tool.setIcon(icon(name))
        tool.setToolTip(tip)
        tool.setAccessibleName(tip)
        tool.setAutoRaise(True)
        tool.clicked.connect(clicked)
        return tool

    @property
    def report(self) -> Report | None:
        """The report shown."""
        return self.pages.shown.report if self.pages.shown else None

    def show_report(self, shown: Shown | None) -> None:
        """Show a report, or the hint of an empty pane."""
        self.pages.show_report(shown)
        self._stack.setCurrentWidget(self.pages if shown else self._hint)
        for widget in (*self._tools, self._page, self._of):
            widget.setVisible(shown is not None)
        if shown is not None:
            self._page.setRange(1, max(1, len(shown.contents.pages)))
            self._of.setText(self.tr("/ {count}").format(count=len(shown.contents.pages)))
            self.set_facts(shown.report)
        else:
            self._title.setText(self.tr("No report"))
            self._kind.clear()
            self._grade.hide()

    def set_facts(self, report: Report) -> None:
        """Write what the head says of the report."""
        edition = self.tr(" · edition {number}").format(number=report.edition + 1) if report.edition else ""
        self._title.setText(report.name + edition)
        self._title.setToolTip(plain_tip(report.file_name))
        self._kind.setText(kind_name(report.kind, short=True))
        badge = grade_badge(report.overall)
        self._grade.setVisible(badge is not None)
        if badge is not None:
            letters, background, colour = badge
            grade = grade_name(report.overall)
            self._grade.setText(letters if self.width() < WIDE else grade)
            self._grade.setToolTip(self.tr("Overall: {grade}").format(grade=grade))
            self._grade.setAccessibleName(self._grade.toolTip())
            self._grade.setStyleSheet(
                f"background: {background}; color: {colour}; border-radius: 8px; padding: 1px 8px; font-weight: 600"
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._kind.setVisible(self.width() >= WIDE)
        if self.report is not None:
            self.set_facts(self.report)

    def set_active(self, active: bool) -> None:
        """Show whether the next report opens here."""
        self.setProperty("active", "true" if active else "false")
        for widget in (self, *self.findChildren(QWidget, "pane_head")):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def _on_scrolled(self) -> None:
        percent = f"{round(self.pages.zoom * 100)} %"
        if percent != self._zoom.text():
            self._zoom.setText(percent)
            self._zoom.setAccessibleName(self.tr("Zoom {percent}").format(percent=percent))
        number = self.pages.current_page()
        if number and number != self._page.value() and not self._page.hasFocus():
            self._page.blockSignals(True)
            self._page.setValue(number)
            self._page.blockSignals(False)

"""The head of a pane: which report this is, its grade and kind, the page, the zoom."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QSpinBox, QToolButton, QWidget

from desktop.icons import icon
from desktop.kinds import kind_name
from desktop.plain import plain_tip
from desktop.theme import accent, dress, grade_badge, line_colour
from storage.grades import grade_name
from storage.model import Report

HEIGHT = 36
WIDE = 430  # pixels from which there is room for the kind and for the grade in words
NARROW = 320  # pixels below which the number of pages gives way to the name
PERCENTS = (50, 75, 100, 125, 150, 200, 400)


class ReportName(QWidget):
    """An authority and a year on one line; where room is short the authority is cut, the year never."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._authority = self._year = ""
        dress(self, "strong")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        """The whole name."""
        return f"{self._authority} {self._year}".strip()

    def set_name(self, authority: str, year: str) -> None:
        """Show another name."""
        self._authority, self._year = authority, year
        self.setAccessibleName(self.text)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Room for the year and a few letters."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(f"Aa… {self._year}"), metrics.height())

    def sizeHint(self) -> QSize:
        """Room for the whole name."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text) + 2, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        metrics = self.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(f" {self._year}")
        authority = metrics.elidedText(self._authority, Qt.TextElideMode.ElideRight, max(room, 0))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.drawText(self.rect(), middle, f"{authority} {self._year}".strip())


class PaneHead(QWidget):
    """Shows a report's facts and place; says what is asked for.

    Signals:
        page_wanted(int), zoom_wanted(float), fit_wanted(str), details_wanted(), close_wanted(),
        entered(): the page box took the keyboard, left(): Enter gave it back to the pages.
    """

    page_wanted = Signal(int)
    zoom_wanted = Signal(float)
    fit_wanted = Signal(str)
    details_wanted = Signal()
    close_wanted = Signal()
    entered = Signal()
    left = Signal()

    def __init__(self, fits: dict[str, str], parent: QWidget | None = None):
        super().__init__(parent)
        self._active = False
        self._report: Report | None = None
        self.name = ReportName()
        self._kind = QLabel()
        self._kind.setTextFormat(Qt.TextFormat.PlainText)
        dress(self._kind, "muted")
        self._grade = QLabel()
        self._grade.setTextFormat(Qt.TextFormat.PlainText)
        self._grade.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.page = QSpinBox()
        self.page.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.page.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page.setKeyboardTracking(False)
        self.page.setAccessibleName(self.tr("Page"))
        self.page.setToolTip(self.tr("Go to page"))
        self.page.setFixedWidth(36)
        self.page.valueChanged.connect(self.page_wanted)
        self.page.installEventFilter(self)
        self._of = QLabel()
        self.zoom = QToolButton()
        self.zoom.setAutoRaise(True)
        self.zoom.setToolTip(self.tr("Zoom"))
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom.setMenu(self._zoom_menu(fits))
        self._tools = [
            self.page,
            self._of,
            self.zoom,
            self._tool("details", self.tr("Details of this report"), self.details_wanted),
            self._tool("close", self.tr("Close this report"), self.close_wanted),
        ]
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 4, 5)
        row.setSpacing(4)
        row.addWidget(self.name, 1)
        for widget in (self._grade, self._kind, *self._tools):
            row.addWidget(widget)
        self.setFixedHeight(HEIGHT)

    def _zoom_menu(self, fits: dict[str, str]) -> QMenu:
        menu = QMenu(self)
        for fit, text in fits.items():
            menu.addAction(text, partial(self.fit_wanted.emit, fit))
        menu.addSeparator()
        for percent in PERCENTS:
            menu.addAction(f"{percent} %", partial(self.zoom_wanted.emit, percent / 100))
        return menu

    def _tool(self, name: str, tip: str, clicked: SignalInstance) -> QToolButton:
        tool = QToolButton()
        tool.setIcon(icon(name))
        tool.setToolTip(tip)
        tool.setAccessibleName(tip)
        tool.setAutoRaise(True)
        tool.clicked.connect(clicked)
        return tool

    def show_report(self, report: Report | None, pages: int = 0) -> None:
        """Show a report's facts, or that there is none."""
        self._report = report
        for widget in self._tools:
            widget.setVisible(report is not None)
        if report is None:
            self.name.set_name(self.tr("No report"), "")
            self._kind.hide()
            self._grade.hide()
            return
        self.page.blockSignals(True)
        self.page.setRange(1, max(1, pages))
        self.page.blockSignals(False)
        self._of.setText(self.tr("/ {count}").format(count=pages))
        self.set_facts(report)

    def set_facts(self, report: Report) -> None:
        """Write what the head says of the report."""
        self._report = report
        self.name.set_name(report.authority or self.tr("Unknown authority"), str(report.year or self.tr("undated")))
        edition = self.tr("\nEdition {number} of this inspection").format(number=report.edition + 1)
        self.name.setToolTip(plain_tip(f"{report.name}\n{report.file_name}" + (edition if report.edition else "")))
        wide = self.width() >= WIDE
        self._kind.setText(kind_name(report.kind, short=True))
        self._kind.setVisible(wide)
        self._of.setVisible(self.width() >= NARROW)
        badge = grade_badge(report.overall)
        self._grade.setVisible(badge is not None)
        if badge is not None:
            letters, background, colour = badge
            grade = grade_name(report.overall)
            self._grade.setText(grade if wide else letters)
            self._grade.setToolTip(self.tr("Overall: {grade}").format(grade=grade))
            self._grade.setAccessibleName(self._grade.toolTip())
            self._grade.setStyleSheet(
                f"background: {background}; color: {colour}; border-radius: 8px; padding: 1px 8px; font-weight: 600"
            )

    def set_place(self, page: int, zoom: float) -> None:
        """Show the page and the zoom that the pages have come to."""
        percent = f"{round(zoom * 100)} %"
        if percent != self.zoom.text():
            self.zoom.setText(percent)
            self.zoom.setAccessibleName(self.tr("Zoom {percent}").format(percent=percent))
        if page and page != self.page.value() and not self.page.hasFocus():
            self.page.blockSignals(True)
            self.page.setValue(page)
            self.page.blockSignals(False)

    def set_active(self, active: bool) -> None:
        """Show whether the next report opens here."""
        self._active = active
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._report is not None:
            self.set_facts(self._report)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 2, self.width(), 2, accent() if self._active else line_colour())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
            QTimer.singleShot(0, self.page.selectAll)
        elif event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            self.page.interpretText()
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

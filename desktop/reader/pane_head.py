"""The head of a pane: which report this is, its grade and kind, the page, the zoom."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from desktop.icons import icon
from desktop.kinds import kind_name
from desktop.library_view.tree_model import edition_name
from desktop.plain import plain_tip
from desktop.reader import layout
from desktop.reader.grade_pill import GradePill
from desktop.reader.page_box import PageBox
from desktop.reader.page_names import printed_labels
from desktop.theme import accent, dress, grade_badge, line_colour
from storage.grades import grade_name
from storage.model import Report
from storage.reports import is_unnamed

HEIGHT = 36
MARGINS, SPACING = (10, 3, 4, 5), 4
PERCENTS = (25, 50, 75, 100, 125, 150, 200, 300, 400, 600, 800)  # of the size on paper
SHORT_NAME = 116  # pixels: where room is short, what matters less than the name goes before it is cut below these


class Parts(NamedTuple):
    """Which parts a head shows, and the pixels that its name is to have."""

    kind: bool
    words: bool
    total: bool
    zoom: bool
    name: int


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
        page_wanted(int): from 1. zoom_wanted(float): pixels to a point. fit_wanted(str), details_wanted(),
        close_wanted(),
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
        # Else all that the head lies on is painted first, whenever a part of it changes.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._active = False
        self._is_removable = False
        self._report: Report | None = None
        self.name = ReportName()
        self._kind = QLabel()
        self._kind.setTextFormat(Qt.TextFormat.PlainText)
        dress(self._kind, "muted")
        self._grade = GradePill()
        self.page = PageBox()
        self.page.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page.setAccessibleName(self.tr("Page"))
        self.page.setToolTip(self.tr("Go to page"))
        self.page.valueChanged.connect(self.page_wanted)
        self.page.installEventFilter(self)
        self._of = QLabel()
        self._of.setTextFormat(Qt.TextFormat.PlainText)
        self._pages = 0
        self.zoom = QToolButton()
        self.zoom.setAutoRaise(True)
        self.zoom.setToolTip(self.tr("Zoom"))
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom.setMenu(self._zoom_menu(fits))
        self.zoom.setText(f"{PERCENTS[-1]} %")
        self.zoom.setFixedWidth(self.zoom.sizeHint().width())  # so that nothing moves beside it
        self._details = self._tool("details", self.tr("Details of this report"), self.details_wanted)
        self._tools = [self.page, self._of, self.zoom, self._details]
        self._close = self._tool("close", self.tr("Close this report"), self.close_wanted)
        # Held by no layout: else all beside the head were laid out anew when a part of it comes or goes.
        self._row = QWidget(self)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(*MARGINS)
        row.setSpacing(SPACING)
        row.addWidget(self.name, 1)
        for widget in (self._grade, self._kind, *self._tools, self._close):
            row.addWidget(widget)
        self.setFixedHeight(HEIGHT)

    def _zoom_menu(self, fits: dict[str, str]) -> QMenu:
        menu = QMenu(self)
        for fit, text in fits.items():
            menu.addAction(text, partial(self.fit_wanted.emit, fit))
        menu.addSeparator()
        for percent in PERCENTS:
            menu.addAction(f"{percent} %", partial(self.zoom_wanted.emit, percent / 100 * layout.FULL_SIZE))
        return menu

    def _tool(self, name: str, tip: str, clicked: SignalInstance) -> QToolButton:
        tool = QToolButton()
        tool.setIcon(icon(name))
        tool.setToolTip(tip)
        tool.setAccessibleName(tip)
        tool.setAutoRaise(True)
        tool.clicked.connect(clicked)
        return tool

    def show_report(self, report: Report | None, labels: Sequence[str] = ()) -> None:
        """Show the facts of a report whose pages carry these labels, or that there is none."""
        self._report = report
        for widget in self._tools:
            widget.setVisible(report is not None)
        self._show_close()
        if report is None:
            self.name.set_name(self.tr("No report"), "")
            self.name.setToolTip("")
            self._kind.hide()
            self._grade.hide()
            return
        self._pages = len(labels)
        self.page.set_pages(printed_labels(labels))
        self._write_count(1)
        self.set_facts(report)

    @property
    def last(self) -> QWidget:
        """What the keyboard comes to last in the head: the pages come after it."""
        return self._close

    def set_removable(self, on: bool) -> None:
        """Let an empty pane be taken away, or not: the last one stays."""
        self._is_removable = on
        self._show_close()

    def _show_close(self) -> None:
        self._close.setVisible(self._report is not None or self._is_removable)
        if self._report is not None:
            tip, name = self.tr("Close this report"), self.tr("Close {report}").format(report=self._report.name)
        else:
            tip = name = self.tr("Take this empty pane away")
        self._close.setToolTip(tip)
        self._close.setAccessibleName(name)

    def set_facts(self, report: Report) -> None:
        """Write what the head says of the report."""
        self._report = report
        if is_unnamed(report):  # as in the list: two such reports have nothing else that tells them apart
            self.name.set_name(report.file_name, "")
        else:
            year = str(report.year or self.tr("undated"))
            self.name.set_name(report.authority or self.tr("Unknown authority"), year)
        edition = self.tr("\nEdition {number} of this inspection").format(number=report.edition + 1)
        self.name.setToolTip(plain_tip(f"{report.name}\n{report.file_name}" + (edition if report.edition else "")))
        self.page.setAccessibleName(self.tr("Page of {report}").format(report=report.name))
        self._details.setAccessibleName(self.tr("Details of {report}").format(report=report.name))
        self._kind.setText(edition_name(report) if report.edition else kind_name(report.kind, short=True))
        badge = grade_badge(report.overall)
        self._grade.setVisible(badge is not None)
        if badge is not None:
            _, background, colour = badge
            self._grade.setToolTip(plain_tip(self.tr("Overall: {grade}").format(grade=grade_name(report.overall))))
            self._grade.setAccessibleName(self.tr("Overall: {grade}").format(grade=grade_name(report.overall)))
            self._grade.set_colours(background, colour)
        self._share_room()

    def _share_room(self) -> None:
        """Show what there is room for: the kind goes first, then the grade's words, the count, the zoom.

        Of another edition, which has the first one's name, what it is called stays the longest.
        """
        if self._report is None:
            return
        whole = self.name.sizeHint().width()
        short = min(whole, SHORT_NAME)
        ways: tuple[Parts, ...] = (
            Parts(True, True, True, True, whole),
            Parts(False, True, True, True, whole),
            Parts(False, False, True, True, short),
            Parts(False, False, False, True, short),
            Parts(False, False, False, False, short),
        )
        if self._report.edition:
            said = [way._replace(kind=True) for way in ways]
            ways = (*said, *(way._replace(kind=False) for way in said))
        room = self._room()
        parts = next((way for way in ways if self._taken(way) <= room), ways[-1])
        badge = grade_badge(self._report.overall)
        if badge is not None:
            self._grade.setText(grade_name(self._report.overall) if parts.words else badge[0])
        self._kind.setVisible(parts.kind)
        self._of.setVisible(parts.total)
        self.zoom.setVisible(parts.zoom)

    def _room(self) -> int:
        """The pixels that are left beside what always shows."""
        tools = [tool.sizeHint().width() for tool in (self._details, self._close)]
        widths = [self.page.width(), *tools]
        return self.width() - MARGINS[0] - MARGINS[2] - sum(widths) - SPACING * len(widths)

    def _taken(self, parts: Parts) -> int:
        """The pixels that parts take, worked out from the font: asking hidden widgets would lay them out."""
        assert self._report is not None
        widths = [parts.name]
        badge = grade_badge(self._report.overall)
        if badge is not None:
            widths.append(self._grade.width_of(grade_name(self._report.overall) if parts.words else badge[0]))
        if parts.kind:
            widths.append(self._kind.sizeHint().width())
        if parts.total:
            widths.append(self._of.sizeHint().width())
        if parts.zoom:
            widths.append(self.zoom.width())
        return sum(widths) + SPACING * (len(widths) - 1)

    def _write_count(self, page: int) -> bool:
        """Say how many pages there are, and which of them a labelled one is; answer whether that changed its width."""
        if self.page.label(page):
            said = self.tr("({page} / {count})").format(page=page, count=self._pages)
        else:
            said = self.tr("/ {count}").format(count=self._pages)
        before = self._of.text()
        if said == before:
            return False
        self._of.setText(said)
        self.page.setAccessibleDescription(self.tr("{page} of {count}").format(page=page, count=self._pages))
        return len(said) != len(before)

    def set_place(self, page: int, percent: float) -> None:
        """Show the page (from 1) and the zoom, in per cent of the size on paper, that the pages have come to."""
        text = f"{round(percent)} %"
        if text != self.zoom.text():
            self.zoom.setText(text)
            self.zoom.setAccessibleName(self.tr("Zoom {percent}").format(percent=text))
        if page and page != self.page.value() and not self.page.hasFocus():
            self.page.show_page(page)
            if self._write_count(page):
                self._share_room()

    def set_active(self, active: bool) -> None:
        """Show whether the next report opens here."""
        self._active = active
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.resize(event.size())
        self._share_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
        # A pen, not a filled rectangle: for that PySide would make 170 constants of gradients, at the first paint.
        painter.setPen(QPen(accent() if self._active else line_colour(), 2))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
            QTimer.singleShot(0, self.page.selectAll)
        elif isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # while the box has the keyboard these are no commands of the window
                return True
            if event.type() == QEvent.Type.KeyPress:
                if event.key() == Qt.Key.Key_Escape:
                    self.page.show_page(self.page.value())
                else:
                    self.page.interpretText()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

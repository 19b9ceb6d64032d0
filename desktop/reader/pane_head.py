"""The head of a pane: which report this is, its grade and kind, the page, the zoom."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from desktop.icons import icon
from desktop.kinds import kind_name
from desktop.library_view.tree_model import edition_name
from desktop.plain import plain_tip
from desktop.reader import layout
from desktop.reader.grade_pill import GradePill
from desktop.reader.head_room import SPACING, Widths, parts_for, places
from desktop.reader.page_box import PageBox
from desktop.reader.page_names import printed_labels
from desktop.theme import accent, dress, grade_badge, line_colour
from storage.grades import grade_name
from storage.model import Report
from storage.reports import is_unnamed

HEIGHT = 36
LEFT, TOP, RIGHT, BOTTOM = 10, 3, 4, 5  # pixels round the parts; at the bottom is a line
PERCENTS = (25, 50, 75, 100, 125, 150, 200, 300, 400, 600, 800)  # of the size on paper


class ReportName(QWidget):
    """An authority and a year on one line; where room is short the authority is cut, the year never."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._authority = self._year = ""
        self._whole: int | None = None
        self._line: tuple[int, str] | None = None  # for a width
        dress(self, "strong")

    @property
    def text(self) -> str:
        """The whole name."""
        return f"{self._authority} {self._year}".strip()

    def set_name(self, authority: str, year: str) -> None:
        """Show another name."""
        self._authority, self._year = authority, year
        self._whole = self._line = None
        self.setAccessibleName(self.text)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Room for the year and a few letters."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(f"Aa… {self._year}"), metrics.height())

    def sizeHint(self) -> QSize:
        """Room for the whole name."""
        if self._whole is None:
            self._whole = self.fontMetrics().horizontalAdvance(self.text) + 2
        return QSize(self._whole, self.fontMetrics().height())

    def _fitting(self) -> str:
        """The name as its width shows it."""
        width = self.width()
        if width >= self.sizeHint().width():
            return self.text
        if self._line is None or self._line[0] != width:
            metrics = self.fontMetrics()
            room = width - metrics.horizontalAdvance(f" {self._year}")
            authority = metrics.elidedText(self._authority, Qt.TextElideMode.ElideRight, max(room, 0))
            self._line = (width, f"{authority} {self._year}".strip())
        return self._line[1]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._whole = self._line = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.drawText(self.rect(), middle, self._fitting())


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
        self._line: list[QWidget] = []  # what stands in the head, from left to right
        self._hints: dict[QWidget, QSize] = {}
        self.name = ReportName(self)
        self._grade = GradePill(self)
        self._kind = QLabel(self)
        self._kind.setTextFormat(Qt.TextFormat.PlainText)
        dress(self._kind, "muted")
        self.page = PageBox(self)
        self.page.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page.setAccessibleName(self.tr("Page"))
        self.page.setToolTip(self.tr("Go to page"))
        self.page.valueChanged.connect(self.page_wanted)
        self.page.installEventFilter(self)
        self._of = QLabel(self)
        self._of.setTextFormat(Qt.TextFormat.PlainText)
        self._pages = 0
        self.zoom = QToolButton(self)
        self.zoom.setAutoRaise(True)
        self.zoom.setToolTip(self.tr("Zoom"))
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom.setMenu(self._zoom_menu(fits))
        self.zoom.setText(f"{PERCENTS[-1]} %")
        self.zoom.setFixedWidth(self.zoom.sizeHint().width())  # so that nothing moves beside it
        self._details = self._tool("details", self.tr("Details of this report"), self.details_wanted)
        self._close = self._tool("close", self.tr("Close this report"), self.close_wanted)
        # Placed by hand, for a layout measures all parts anew whenever one of them says something else.
        self._line = [self.name, self._grade, self._kind, self.page, self._of, self.zoom, self._details, self._close]
        self._fixed = (self.page, self.zoom, self._details, self._close)
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
        tool = QToolButton(self)
        tool.setIcon(icon(name))
        tool.setToolTip(tip)
        tool.setAccessibleName(tip)
        tool.setAutoRaise(True)
        tool.clicked.connect(clicked)
        return tool

    def show_report(self, report: Report | None, labels: Sequence[str] = ()) -> None:
        """Show the facts of a report whose pages carry these labels, or that there is none."""
        self._report = report
        self.page.setVisible(report is not None)
        self._details.setVisible(report is not None)
        self._show_close()
        if report is None:
            self.name.set_name(self.tr("No report"), "")
            self.name.setToolTip("")
            for part in (self._grade, self._kind, self._of, self.zoom):
                part.hide()
            self._place()
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
        self._share_room()

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
        """Show what there is room for, and place it."""
        if self._report is not None:
            badge = grade_badge(self._report.overall)
            words = grade_name(self._report.overall) if badge is not None else ""
            widths = Widths(
                self.name.sizeHint().width(),
                self._grade.width_of(words) if badge is not None else 0,
                self._grade.width_of(badge[0]) if badge is not None else 0,
                self._kind.sizeHint().width(),
                self._of.sizeHint().width(),
                self.zoom.width(),
            )
            parts = parts_for(self._room(), widths, keep_kind=bool(self._report.edition))
            if badge is not None:
                self._grade.setText(words if parts.words else badge[0])
            self._kind.setVisible(parts.kind)
            self._of.setVisible(parts.total)
            self.zoom.setVisible(parts.zoom)
        self._place()

    def _room(self) -> int:
        """The pixels that are left beside what always shows."""
        widths = (self.page.width(), self._hint(self._details).width(), self._hint(self._close).width())
        return self.width() - LEFT - RIGHT - sum(widths) - SPACING * len(widths)

    def _hint(self, part: QWidget) -> QSize:
        """The size that a part asks for; that of a box or button stays, and takes longer to tell than all else here."""
        found = self._hints.get(part)
        if found is None:
            found = part.sizeHint()
            if part in self._fixed:
                self._hints[part] = found
        return found

    def _place(self) -> None:
        """Put what shows side by side; the name has what the rest leaves."""
        shown = [part for part in self._line if not part.isHidden()]
        widths = [part.width() if part in (self.page, self.zoom) else self._hint(part).width() for part in shown]
        room = HEIGHT - TOP - BOTTOM
        for part, (x, width) in zip(shown, places(LEFT, self.width() - RIGHT, widths), strict=True):
            height = room if part in (self.name, self._kind, self._of) else min(room, self._hint(part).height())
            part.setGeometry(x, TOP + (room - height) // 2, width, height)

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
        if not page:
            return
        if page != self.page.value() and not self.page.is_typed_into:
            self.page.show_page(page)
        if self._write_count(page):
            self._share_room()

    def set_active(self, active: bool) -> None:
        """Show whether the next report opens here."""
        self._active = active
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._hints.clear()
            self._share_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._hints.clear()  # the style has been put on by now
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

"""What is known of a report's file: name, size, checksum, other documents of the inspection, what it carries."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.library_view.details_cautions import in_words
from desktop.library_view.details_parts import ROOM, LinkButton
from desktop.library_view.details_shown import Shown
from desktop.library_view.labels import ElidedLabel, counted, plain_label, readable_text, sized
from desktop.plain import plain_tip
from storage.model import Report


class Editions(QWidget):
    """A line for each other document of an inspection: a link that tells them apart, and the name of its file.

    Signals:
        report_wanted(int): show this report.
    """

    report_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.links: list[LinkButton] = []
        self._before: tuple[Report, ...] = ()
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.own = plain_label(name="muted", wrap=True)
        self.own.setContentsMargins(ROOM, 0, 0, 0)
        self._column.addWidget(self.own)

    def show_report(self, report: Report, others: tuple[Report, ...]) -> None:
        """Show the `others` of the inspection of a report, made anew only where something changed."""
        if self._before == (report, *others):
            return
        self._before = (report, *others)
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines, self.links = [], []
        words = self.tr("This is edition {n} of {all}: {media}.")
        media = edition_words(report)
        self.own.setText(words.format(n=report.edition + 1, all=len(others) + 1, media=media))
        for other in sorted(others, key=lambda each: each.edition):
            self._add(other)

    def _add(self, other: Report) -> None:
        words = self.tr("Edition {n}: {media}").format(n=other.edition + 1, media=edition_words(other))
        name = self.tr("{edition}, {file}: show its details").format(edition=words, file=other.file_name)
        link = LinkButton(words, name, self.tr("Show the details of {file}").format(file=other.file_name))
        link.clicked.connect(lambda: self.report_wanted.emit(other.id))
        file = ElidedLabel()
        file.set_text(other.file_name)
        file.setMinimumWidth(1)  # the link must not decide how wide the window is
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(link)
        row.addWidget(file, 1)
        self._column.addWidget(line)
        self._lines.append(line)
        self.links.append(link)


class FileFacts(QWidget):
    """Adds its rows to a form that others share, so that all labels stand in one column; is itself never shown.

    Signals:
        report_wanted(int): show this other document of the same inspection.
        marks_wanted(): take in the highlights and notes that stand in the PDF.
    """

    report_wanted = Signal(int)
    marks_wanted = Signal()

    def __init__(self, form: QFormLayout, parent: QWidget, *, read_only: bool = False):
        super().__init__(parent)
        self.hide()
        self._form = form
        self.marks = plain_label()
        self.marks.setContentsMargins(2, 0, 0, 0)
        self.take_in = QPushButton(self.tr("Take them in"))
        self.take_in.setAutoDefault(False)  # Enter saves from the editors
        self.take_in.setAccessibleName(self.tr("Take in the PDF’s own marks"))
        self.take_in.setEnabled(not read_only)
        self.take_in.clicked.connect(self.marks_wanted)
        self._marks = QWidget()
        row = QHBoxLayout(self._marks)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.marks)
        row.addWidget(self.take_in)
        row.addStretch(1)
        self.name = readable_text("", self.tr("File name"))
        self.kind = readable_text("", self.tr("File type and size"))
        self.checksum = readable_text("", self.tr("SHA-256 checksum"))
        self.copy = QToolButton()
        self.copy.setText(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy the checksum"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.checksum.text()))
        self.editions = Editions()
        self.editions.report_wanted.connect(self.report_wanted)
        self.read = readable_text("", self.tr("When it was read"))
        self.recognised = _selectable()
        self.carried = _selectable()
        self._row = QHBoxLayout()
        self._row.addWidget(self.checksum, 1)
        self._row.addWidget(self.copy)
        top = Qt.AlignmentFlag.AlignTop  # of those that may have several lines
        form.addRow(_head(self.tr("File")), self.name)
        form.addRow(_head(self.tr("File type")), self.kind)
        form.addRow(_head("SHA-256"), self._row)
        form.addRow(_head(self.tr("Same inspection"), top), self.editions)
        form.addRow(_head(self.tr("Last read")), self.read)
        form.addRow(_head(self.tr("Recognised"), top), self.recognised)
        form.addRow(_head(self.tr("Own marks")), self._marks)
        form.addRow(_head(self.tr("Safety"), top), self.carried)

    def stops(self) -> list[QWidget]:
        """What the keyboard goes through, in order."""
        return [self.name, self.kind, self.checksum, self.copy, *self.editions.links, self.read, self.take_in]

    def show_report(self, shown: Shown) -> None:
        """Show what is known of a report's file."""
        from storage.reading.carried import carried_sentence

        report, details = shown.report, shown.details
        _put(self.name, report.file_name)
        _put(self.kind, self._type(report, details.size))
        _put(self.checksum, report.sha256)
        _put(self.read, self._when(report.read, details.reader))
        self.editions.show_report(report, shown.editions)
        self.recognised.setText(
            self.tr("The text of pages that were pictures was recognised and may hold mistakes.")
            if details.recognised
            else ""
        )
        self.carried.setText(carried_sentence(details.carried))
        marks = details.carried.get("marks", 0)
        self.marks.setText(
            counted(marks, self.tr("highlight or note in the PDF"), self.tr("highlights and notes in the PDF"))
        )
        self._form.setRowVisible(self._marks, bool(marks) and not shown.waits)
        self._form.setRowVisible(self.editions, bool(shown.editions))
        for label in (self.recognised, self.carried):
            self._form.setRowVisible(label, bool(label.text()))
        self._form.setRowVisible(self.read, bool(report.read))

    def _type(self, report: Report, size: int) -> str:
        parts = [self.tr("PDF") if report.media == "pdf" else self.tr("Plain text")]
        if report.read:
            parts.append(counted(report.page_count, self.tr("page"), self.tr("pages")))
        return ", ".join([*parts, sized(size)])

    def _when(self, read: str, reader: str) -> str:
        if not read:
            return ""
        moment = QDateTime.fromString(read, Qt.DateFormat.ISODate).toLocalTime()
        day = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom).toString(moment, "d MMMM yyyy, HH:mm")
        if not reader:
            return day
        return self.tr("{day}, by version {version} of the reader").format(day=day, version=reader)


def edition_words(report: Report) -> str:
    """What tells a document of an inspection from the others: its medium, length, and day of publication."""
    parts = [_tr("PDF") if report.media == "pdf" else _tr("plain text")]
    if report.read and report.media == "pdf":
        parts.append(counted(report.page_count, _tr("page"), _tr("pages")))
    if report.published:
        parts.append(_tr("published {day}").format(day=in_words(report.published)))
    return ", ".join(parts)


def _head(text: str, upright: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter) -> QLabel:
    label = plain_label(text)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | upright)
    return label


def _put(line: QLineEdit, text: str) -> None:
    if line.text() != text:
        line.setText(text)
        line.setToolTip(plain_tip(text))
        line.setCursorPosition(0)


def _selectable() -> QLabel:
    label = plain_label(wrap=True)
    label.setContentsMargins(2, 0, 0, 0)  # as the words of a line that can be edited
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _tr(text: str) -> str:
    return QCoreApplication.translate("details", text)

"""What is known of a report's file: name, size, checksum, other documents of the inspection, what it carries."""

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop.library_view.details_shown import Shown
from desktop.library_view.labels import counted, plain_label, readable_text, sized
from desktop.plain import plain_tip
from storage.model import Report


class FileFacts(QWidget):
    """Adds its rows to a form that others share, so that all labels stand in one column; is itself never shown."""

    def __init__(self, form: QFormLayout, parent: QWidget):
        super().__init__(parent)
        self.hide()
        self._form = form
        self.name = readable_text("", self.tr("File name"))
        self.kind = readable_text("", self.tr("File type and size"))
        self.checksum = readable_text("", self.tr("SHA-256 checksum"))
        self.copy = QToolButton()
        self.copy.setText(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy the checksum"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.checksum.text()))
        self.editions = _selectable()
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
        form.addRow(_head(self.tr("Safety"), top), self.carried)

    def stops(self) -> list[QWidget]:
        """What the keyboard goes through, in order."""
        return [self.name, self.kind, self.checksum, self.copy, self.read]

    def show_report(self, shown: Shown) -> None:
        """Show what is known of a report's file."""
        from storage.reading.carried import carried_sentence

        report, details = shown.report, shown.details
        _put(self.name, report.file_name)
        _put(self.kind, self._type(report, details.size))
        _put(self.checksum, report.sha256)
        _put(self.read, self._when(report.read, details.reader))
        self.editions.setText("\n".join(self._edition(each) for each in shown.editions))
        self.recognised.setText(
            self.tr("Some pages were pictures. Their text was recognised and may hold mistakes.")
            if details.recognised
            else ""
        )
        self.carried.setText(carried_sentence(details.carried))
        for label in (self.editions, self.recognised, self.carried):
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

    def _edition(self, report: Report) -> str:
        media = self.tr("PDF") if report.media == "pdf" else self.tr("plain text")
        return self.tr("{file} ({media})").format(file=report.file_name, media=media)


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

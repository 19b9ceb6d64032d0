"""What of a report needs the reviewer's eye: what disagrees, with both places; warnings; passages that were lost."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.library_view.details_parts import ROOM, LinkButton, Notice
from desktop.library_view.details_shown import Shown, quotation, shortened
from desktop.library_view.labels import plain_label
from desktop.plain import plain_tip
from storage.model import Annotation, Finding, Span

QUOTED = 170  # characters of a lost passage: about two lines


class Attention(QWidget):
    """Boxes, one for each thing; hidden where there is none.

    Signals:
        place_wanted(int, int): show this span of the report.
        annotation_wanted(int): choose this annotation, whose passage was lost.
    """

    place_wanted = Signal(int, int)
    annotation_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QWidget] = []
        self._boxes: list[Notice] = []
        self._before: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(8)
        self.hide()

    def show_report(self, shown: Shown) -> None:
        """Show what is to be said of a report, made anew only where it changed."""
        warnings = () if shown.waits else other_warnings(shown.details.warnings, shown.inside.findings)
        content = (shown.waits, shown.inside.findings, warnings, shown.lost)
        if content == self._before:
            return
        self._before = content
        for box in self._boxes:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes, self.buttons = [], []
        if shown.waits:
            self._add(
                _said("message", self.tr("This report waits to be read. What it says will be shown here after that."))
            )
        for finding in shown.inside.findings:
            self._add(self._finding(finding, shown.text))
        for sentence in warnings:
            self._add(_said("problem", sentence))
        if shown.lost:
            self._add(self._lost(shown.lost))
        self.setVisible(bool(self._boxes))

    def _add(self, box: Notice) -> None:
        self._boxes.append(box)
        self._column.addWidget(box)
        box.show()

    def _finding(self, finding: Finding, text: str) -> Notice:
        box = _said("problem", finding.sentence)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for span, words in zip(finding.places, places_named(finding.places), strict=True):
            quote = quotation(text, span.start, span.end)
            link = LinkButton(words, f"{words}: {quote}" if quote else words, quote)
            link.clicked.connect(lambda _=False, span=span: self.place_wanted.emit(span.start, span.end))
            row.addWidget(link)
            self.buttons.append(link)
        row.addStretch(1)
        if finding.places:
            box.column.addLayout(row)
        return box

    def _lost(self, lost: Sequence[Annotation]) -> Notice:
        count = len(lost)
        box = _said(
            "problem",
            self.tr("1 marked passage was not found when this report was read again.")
            if count == 1
            else self.tr("{n} marked passages were not found when this report was read again.").format(n=f"{count:,}"),
        )
        hint = self.tr("Choose one, select its words in the report, then choose “Move highlight here”.")
        box.column.addWidget(_indented(plain_label(hint, wrap=True)))
        for annotation in lost:
            quote = f"“{shortened(annotation.quote, QUOTED)}”"
            label = plain_label(quote, "quote", wrap=True)
            label.setToolTip(plain_tip(annotation.quote))
            choose = QPushButton(self.tr("Choose"))
            choose.setAccessibleName(self.tr("Choose {passage}").format(passage=quote))
            choose.clicked.connect(lambda _=False, each=annotation.id: self.annotation_wanted.emit(each))
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(_indented(label), 1)
            row.addWidget(choose, 0, Qt.AlignmentFlag.AlignTop)
            box.column.addLayout(row)
            self.buttons.append(choose)
        return box


def other_warnings(warnings: Sequence[str], findings: Sequence[Finding]) -> tuple[str, ...]:
    """The warnings that are not the sentence of a finding, which may stand behind the name of the file."""
    said = tuple(finding.sentence for finding in findings)
    return tuple(warning for warning in warnings if not (said and warning.endswith(said)))


def places_named(places: Sequence[Span]) -> list[str]:
    """What the button of each place says; places on one page are told apart by their order."""
    pages = [span.page for span in places]
    named = []
    for at, page in enumerate(pages):
        words = _tr("Show page {page}").format(page=page) if page else _tr("Show the place")
        if pages.count(page) > 1:
            order = pages[: at + 1].count(page)
            words = _tr("{place} ({order} of {all})").format(place=words, order=order, all=pages.count(page))
        named.append(words)
    return named


def _said(kind: str, sentence: str) -> Notice:
    box = Notice(kind)
    label = plain_label(sentence, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.column.addWidget(_indented(label))
    return box


def _indented(label: QLabel) -> QLabel:
    """A label whose words stand above those of links."""
    label.setContentsMargins(ROOM, 0, 0, 0)
    return label


def _tr(text: str) -> str:
    return QCoreApplication.translate("details", text)

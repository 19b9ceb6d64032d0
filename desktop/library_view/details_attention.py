"""What of a report needs the reviewer's eye: what disagrees, with both places; warnings; passages that were lost."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.library_view.details_cautions import DATED, cautions
from desktop.library_view.details_parts import ROOM, LinkButton, Notice
from desktop.library_view.details_shown import Shown, quotation, shortened
from desktop.library_view.labels import plain_label
from desktop.plain import plain_tip
from storage.model import Annotation, Finding, Report, Span

QUOTED = 170  # characters of a lost passage: about two lines
LISTED = 8  # numbers of pages in a sentence
PICTURES = "text layer"  # in the reader's warnings on pages without text, of which the notice with the button says more


class Attention(QWidget):
    """Boxes, one for each thing; hidden where there is none.

    Signals:
        place_wanted(int, int): show this span of the report.
        annotation_wanted(int): choose this annotation, whose passage was lost.
        recognise_wanted(): give those pages a text that are pictures.
    """

    place_wanted = Signal(int, int)
    annotation_wanted = Signal(int)
    recognise_wanted = Signal()

    def __init__(self, *, read_only: bool = False) -> None:
        super().__init__()
        self._read_only = read_only
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
        pictures = "" if shown.waits else pictures_sentence(shown.details.pictures, shown.report.page_count)
        if pictures:
            warnings = tuple(each for each in warnings if PICTURES not in each)
        doubts = corrected_cautions(shown.report)
        content = (shown.waits, doubts, pictures, shown.inside.findings, warnings, shown.lost)
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
        for sentence in doubts:
            self._add(_said("problem", sentence))
        if pictures:
            self._add(self._pictures(pictures))
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

    def _pictures(self, sentence: str) -> Notice:
        """What is said of pages without text, with the button that gives them one where this computer can."""
        from storage.reading.recognise import tessdata  # looked for only where there are pictures

        can = tessdata() is not None
        box = _said("problem", sentence)
        row = QHBoxLayout()
        row.setContentsMargins(ROOM, 0, 0, 0)
        button = QPushButton(self.tr("Recognise the text"))
        button.setAutoDefault(False)
        button.setEnabled(can and not self._read_only)
        button.clicked.connect(self.recognise_wanted)
        row.addWidget(button)
        row.addStretch(1)
        if not can:
            words = self.tr(
                "Text in pictures is recognised by Tesseract, which is not installed on this computer. Install it, "
                "then open these details again."
            )
            box.column.addWidget(_indented(plain_label(words, wrap=True)))
        box.column.addLayout(row)
        self.buttons.append(button)
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
            choose.setAutoDefault(False)  # Enter saves from the editors
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


def corrected_cautions(report: Report) -> tuple[str, ...]:
    """What cannot be true of a report's dates as they were corrected; what it prints itself is said by its findings."""
    facts = {name: str(getattr(report, name) or "") for name in DATED}
    return tuple(each.sentence for each in cautions(facts) if report.corrected & set(each.names))


def pictures_sentence(pictures: Sequence[int], pages: int) -> str:
    """What is said of the pages that are pictures without text, of a report of so many `pages`; "" for none."""
    if not pictures:
        return ""
    numbers = [str(number) for number in pictures]
    if len(numbers) == pages:
        which = _tr("The only page is a picture") if pages == 1 else _tr("All {n} pages are pictures")
    elif len(numbers) == 1:
        which = _tr("Page {pages} is a picture")
    elif len(numbers) > LISTED:
        which = _tr("{n} of {all} pages are pictures")
    else:
        which = _tr("Pages {pages} are pictures")
    listed = _tr(" and ").join(part for part in (", ".join(numbers[:-1]), numbers[-1]) if part)
    which = which.format(n=f"{len(numbers):,}", all=f"{pages:,}", pages=listed)
    return _tr("{which} without text: nothing there can be searched or quoted.").format(which=which)


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

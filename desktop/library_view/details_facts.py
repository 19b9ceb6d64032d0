"""The first page of the details window: what needs attention, the facts with their editors, and the file."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.library_view.details_attention import Attention
from desktop.library_view.details_cautions import DATED, cautions
from desktop.library_view.details_file import FileFacts
from desktop.library_view.details_shown import Shown, Source, fact_source, year_source
from desktop.library_view.fact_field import FactField, field_label


class FactsPage(QScrollArea):
    """Shows facts and lets the reviewer correct them; saving is the window's.

    Signals:
        edited(): something was typed or chosen.
        place_wanted(int, int): show this span of the report.
        annotation_wanted(int): choose this annotation, whose passage was lost.
        report_wanted(int): show this other document of the same inspection.
        recognise_wanted(): give those pages a text that are pictures.
        marks_wanted(): take in the highlights and notes that stand in the PDF.
    """

    edited = Signal()
    place_wanted = Signal(int, int)
    annotation_wanted = Signal(int)
    report_wanted = Signal(int)
    recognise_wanted = Signal()
    marks_wanted = Signal()

    def __init__(self, *, read_only: bool):
        super().__init__()
        self.fields: dict[str, FactField] = {}
        self._last = ""
        self.attention = Attention(read_only=read_only)
        self.attention.recognise_wanted.connect(self.recognise_wanted)
        self.attention.place_wanted.connect(self.place_wanted)
        self.attention.annotation_wanted.connect(self.annotation_wanted)
        body = QWidget()
        self._form = _form()
        self._add_fields(read_only)
        self._line = _line()
        self._form.addRow(self._line)
        self.file = FileFacts(self._form, body, read_only=read_only)
        self.file.report_wanted.connect(self.report_wanted)
        self.file.marks_wanted.connect(self.marks_wanted)
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 8)
        column.setSpacing(10)
        column.addWidget(self.attention)
        column.addLayout(self._form)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(body)
        self._narrow = False
        self._wide = body.minimumSizeHint().width()

    def _add_fields(self, read_only: bool) -> None:
        labels = {
            "authority": self.tr("&Authority"),
            "year": self.tr("&Year"),
            "kind": self.tr("&Kind"),
            "inspection_start": self.tr("Inspection &start"),
            "inspection_end": self.tr("Inspection &end"),
            "published": self.tr("&Published"),
            "lead_inspector": self.tr("&Lead inspector"),
            "overall": self.tr("&Overall grade"),
        }
        for name, label in labels.items():
            field = FactField(name, label.replace("&", ""))
            if read_only:
                field.set_read_only()
            field.edited.connect(lambda name=name: self._on_edited(name))
            field.place_wanted.connect(self.place_wanted)
            self._form.addRow(field_label(label, field), field)
            self.fields[name] = field

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sources below the editors where there is no room beside them."""
        super().resizeEvent(event)
        narrow = self.viewport().width() < self._wide
        if narrow != self._narrow:
            self._narrow = narrow
            for field in self.fields.values():
                field.set_narrow(narrow=narrow)

    def show_report(self, shown: Shown) -> None:
        """Show a report as the library has it now; what was typed stays."""
        self.attention.show_report(shown)
        for name, field in self.fields.items():
            value = getattr(shown.report, name)
            read, source = self._read(shown, name)
            corrected = name in shown.report.corrected
            field.show_fact("" if value is None else str(value), read, source, corrected=corrected)
            self._form.setRowVisible(field, not shown.waits)
        self._form.setRowVisible(self._line, not shown.waits)
        self.file.show_report(shown)
        self._follow_dates()
        self._show_cautions()

    def _read(self, shown: Shown, name: str) -> tuple[str, Source]:
        if name == "year":
            return year_source(shown.report.inspection_end, shown.report.published)
        return fact_source(shown, name)

    def stops(self) -> list[QWidget]:
        """What the keyboard goes through, in order, without what would throw away what was typed."""
        stops = list(self.attention.buttons)
        for field in self.fields.values():
            stops += [field.editor, field.source.link]
        return stops + self.file.stops()

    def _on_edited(self, name: str) -> None:
        self._last = name
        self._follow_dates()
        self._show_cautions()
        self.edited.emit()

    def _show_cautions(self) -> None:
        """Say what can hardly be true beside what was changed last; what is saved, the notices at the top say."""
        dated = {name: self.fields[name] for name in DATED}
        said = dict.fromkeys(dated, "")
        for names, sentence in cautions({n: field.stored() if field.is_sound() else "" for n, field in dated.items()}):
            unsaved = [name for name in names if dated[name].changed() or dated[name].follows()]
            if unsaved:
                at = self._last if self._last in unsaved else unsaved[0]
                said[at] = f"{said[at]} {sentence}".strip()
        for name, field in dated.items():
            field.show_caution(said[name])

    def _follow_dates(self) -> None:
        """Let the year be that of the dates as they are typed."""
        dates = [self.fields[name] for name in ("inspection_end", "published")]
        if all(field.is_sound() for field in dates):
            self.fields["year"].show_read(*year_source(*(field.stored() for field in dates)))


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(8)
    return form


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line

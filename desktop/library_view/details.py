"""What is known of a report, where it came from, and its correction by hand."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.library_view.fact_field import FactField, field_label
from desktop.library_view.labels import counted, plain_label, problem_label, readable_text, sized
from desktop.project import Project
from desktop.theme import fill, tint
from storage import reports
from storage.model import Fact, Report


class DetailsDialog(QDialog):
    """Shows a report's facts; Save corrects those that were changed, as one edit."""

    def __init__(self, project: Project, report: int, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._project = project
        self._listing: list[Report] = project.ask(reports.listing)
        self._report = next(each for each in self._listing if each.id == report)
        self._facts, self._warnings, self._size = project.ask(reports.details, report)
        self.fields: dict[str, FactField] = {}
        self.setWindowTitle(self.tr("Details: {name}").format(name=self._report.name))
        self.problem = problem_label()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._build()
        project.refused.connect(self._on_refused)
        self._on_edited()
        self._order_tabs()
        self.fields["authority"].editor.setFocus()

    # --- making -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(18, 14, 18, 8)
        inner.setSpacing(10)
        for warning in self._warnings:
            inner.addWidget(self._warning(warning))
        form = _form()
        self._add_facts(form)
        form.addRow(_line())
        self._add_file(form)
        inner.addLayout(form)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(body)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QVBoxLayout()
        foot.setContentsMargins(18, 0, 18, 12)
        foot.addWidget(self.problem)
        foot.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        column.addLayout(foot)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self._save.setDefault(True)
        screen = QGuiApplication.primaryScreen().availableGeometry()
        hint = body.sizeHint()
        self.resize(
            min(max(720, hint.width() + 24), screen.width() - 40), min(hint.height() + 90, screen.height() - 60)
        )

    def _order_tabs(self) -> None:
        """Let Tab go from editor to editor to Save; what would throw away what was typed comes last."""
        fields = list(self.fields.values())
        stops = [*(field.editor for field in fields), *self._of_file, *self.buttons.buttons()]
        stops += [field.back for field in fields]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    @property
    def _save(self) -> QPushButton:
        return self.buttons.button(QDialogButtonBox.StandardButton.Save)

    def _add_facts(self, form: QFormLayout) -> None:
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
            read, source = self._read(name)
            field = FactField(
                name,
                label.replace("&", ""),
                self._value(name),
                read,
                source,
                corrected=name in self._report.corrected,
            )
            if self._project.read_only:
                field.set_read_only()
            field.edited.connect(self._on_edited)
            form.addRow(field_label(label, field), field)
            self.fields[name] = field

    def _value(self, name: str) -> str:
        value = getattr(self._report, name)
        return "" if value is None else str(value)

    def _read(self, name: str) -> tuple[str, str]:
        """What the document says of a fact, and where, in words."""
        if name == "year":
            return self._year_read(self._report.inspection_end, self._report.published)
        fact = self._facts.get(name)
        if fact is None:
            return ("OTHER" if name == "kind" else "", self.tr("not found"))
        return fact.value, self._place(fact)

    def _year_read(self, end: str, published: str) -> tuple[str, str]:
        if end:
            return end[:4], self.tr("from the inspection’s end")
        if published:
            return published[:4], self.tr("from the publication date")
        return "", self.tr("not found")

    def _place(self, fact: Fact) -> str:
        if fact.source == "file name":
            return self.tr("from the file name")
        if fact.page:
            return self.tr("printed, page {page}").format(page=fact.page)
        return self.tr("not found") if fact.value == "OTHER" else self.tr("printed")

    def _add_file(self, form: QFormLayout) -> None:
        report = self._report
        size = self.tr("{pages}, {size}").format(
            pages=counted(report.page_count, self.tr("page"), self.tr("pages")), size=sized(self._size)
        )
        media = self.tr("PDF") if report.media == "pdf" else self.tr("Plain text")
        name = readable_text(report.file_name, self.tr("File name"))
        kind = readable_text(f"{media}, {size}", self.tr("File type and size"))
        form.addRow(self.tr("File"), name)
        form.addRow(self.tr("File type"), kind)
        self.checksum = readable_text(report.sha256, self.tr("SHA-256 checksum"))
        copy = QToolButton()
        copy.setText(self.tr("Copy"))
        copy.setAccessibleName(self.tr("Copy the checksum"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report.sha256))
        self._of_file = (name, kind, self.checksum, copy)
        row = QHBoxLayout()
        row.addWidget(self.checksum, 1)
        row.addWidget(copy)
        form.addRow("SHA-256", row)
        if editions := self._editions():
            label = plain_label("\n".join(editions), wrap=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(self.tr("Same inspection"), label)

    def _editions(self) -> list[str]:
        """The other documents of the same inspection, a line each."""
        own = reports.inspection(self._report)
        others = [each for each in self._listing if each.id != self._report.id and reports.inspection(each) == own]
        if own is None:
            return []
        return [
            self.tr("{file} ({media})").format(
                file=each.file_name, media=self.tr("PDF") if each.media == "pdf" else self.tr("plain text")
            )
            for each in others
        ]

    def _warning(self, sentence: str) -> QWidget:
        frame = QFrame()
        fill(frame, tint("problem"))
        label = plain_label(sentence, wrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(frame)
        row.setContentsMargins(10, 6, 10, 6)
        row.addWidget(label)
        return frame

    # --- saving -----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Correct what was changed and close; what cannot be saved is said beside it, and all that was typed stays."""
        wrong = [field for field in self.fields.values() if not field.check()]
        if wrong:
            wrong[0].editor.setFocus()
            return
        values = {name: field.value() for name, field in self.fields.items() if field.changed()}
        follow = [name for name, field in self.fields.items() if field.follows()]
        if values or follow:
            self.problem.hide()
            label = self.tr("Correct details")
            if self._project.do(label, reports.correct, self._report.id, values, follow) is None:
                return  # refused, and said so
        self.accept()

    def _on_refused(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _on_edited(self) -> None:
        dates = [self.fields[name] for name in ("inspection_end", "published")]
        if all(field.is_sound() for field in dates):
            self.fields["year"].show_read(*self._year_read(*(field.value() for field in dates)))
        changed = any(field.changed() or field.follows() for field in self.fields.values())
        self._save.setEnabled(changed and not self._project.read_only)


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

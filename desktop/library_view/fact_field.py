"""One fact of a report in the details dialog: its editor, where it came from, and what is wrong with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop.kinds import kind_name, kinds
from desktop.library_view.labels import plain_label, problem_label
from desktop.plain import plain_tip
from storage import grades, reports
from storage.errors import LibraryError


class FactField(QWidget):
    """An editor with its source beside it.

    Signals:
        edited(): the value was changed.
    """

    edited = Signal()

    def __init__(self, name: str, label: str, value: str, read: str, source: str, *, corrected: bool):
        """Make a field; `read` is what the document says, `source` where, in words."""
        super().__init__()
        self.name = name
        self._before = value
        self._read = read
        self._source = source
        self._corrected = corrected
        self._following = False
        self.editor = _editor(name)
        self.editor.setAccessibleName(label)
        self.source = plain_label(name="muted")
        self.back = QToolButton()
        self.back.setText(self.tr("Use what was read"))
        self.back.setAccessibleName(self.tr("{label}: use what was read").format(label=label))
        tip = read if name != "kind" else kind_name(read)
        self.back.setToolTip(plain_tip(self.tr("Read: {value}").format(value=tip or self.tr("nothing"))))
        self.back.clicked.connect(self.follow)
        self.problem = problem_label()
        self.problem.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(10)
        grid.addWidget(self.editor, 0, 0)
        grid.addWidget(self.source, 0, 1)
        grid.addWidget(self.back, 0, 2)
        grid.addWidget(self.problem, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self.source.setFixedWidth(self.fontMetrics().horizontalAdvance(self.tr("from the publication date")) + 8)
        policy = self.back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(policy)
        self._put(value)
        if isinstance(self.editor, QComboBox):
            self.editor.currentTextChanged.connect(self._on_edited)
        else:
            self.editor.textChanged.connect(self._on_edited)
        self._tell()

    # --- values -----------------------------------------------------------------------------------------

    def value(self) -> str:
        """What is typed or chosen, without spaces around it."""
        if isinstance(self.editor, QComboBox):
            if self.name == "kind":
                return str(self.editor.currentData())
            return " ".join(self.editor.currentText().split())
        return " ".join(self.editor.text().split())

    def changed(self) -> bool:
        """Whether this is a new correction."""
        return not self._following and self.value() != self._before

    def follows(self) -> bool:
        """Whether a correction is to be given up for what was read."""
        return self._following

    def is_sound(self) -> bool:
        """Whether the value could be saved."""
        return not self._complaint()

    def check(self) -> bool:
        """Look at the value, and say what is wrong with it; everything typed stays."""
        sentence = self._complaint()
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence)
        return not sentence

    def _complaint(self) -> str:
        if self.changed():
            try:
                reports.checked(self.name, self.value())
            except LibraryError as error:
                return str(error)
        return ""

    def follow(self) -> None:
        """Take what was read instead of the correction."""
        self._put(self._read)
        self._following = self._corrected
        self._tell()
        self.check()
        self.editor.setFocus()
        self.edited.emit()

    def show_read(self, value: str, source: str) -> None:
        """What was read is now this (the year, when a date was corrected); a correction by hand stays."""
        by_hand = self.changed() or (self._corrected and not self._following)
        self._read, self._source = value, source
        if not by_hand and self.value() != value:
            following, self._before = self._following, value
            self.editor.blockSignals(True)
            self._put(value)
            self.editor.blockSignals(False)
            self._following = following
        self._tell()

    def set_read_only(self) -> None:
        """Only show."""
        self.back.hide()
        if isinstance(self.editor, QLineEdit):
            self.editor.setReadOnly(True)
        else:
            self.editor.setEnabled(False)

    def _put(self, value: str) -> None:
        if not isinstance(self.editor, QComboBox):
            self.editor.setText(value)
            self.editor.setCursorPosition(0)
        elif self.name == "kind":
            if self.editor.findData(value) < 0:
                self.editor.addItem(kind_name(value), value)
            self.editor.setCurrentIndex(self.editor.findData(value))
        else:
            self.editor.setCurrentText(value)

    # --- what is said beside it -------------------------------------------------------------------------

    def _on_edited(self) -> None:
        self._following = False
        if not self.problem.isHidden():
            self.check()
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        by_hand = self.changed() or (self._corrected and not self._following)
        self.source.setText(self.tr("corrected by you") if by_hand else self._source)
        self.back.setVisible(by_hand)


def _editor(name: str) -> QLineEdit | QComboBox:
    if name == "kind":
        box = QComboBox()
        for kind in kinds():
            box.addItem(kind_name(kind), kind)
        # The longest name must not decide how wide the dialog is.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(18)
        return box
    if name == "overall":
        box = QComboBox()
        box.setEditable(True)
        box.addItems(["", *grades.NAMES.values()])
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        return box
    line = QLineEdit()
    if name in reports.DATES:
        line.setPlaceholderText(line.tr("year-month-day, such as 2017-05-25"))
    if name == "year":
        line.setPlaceholderText(line.tr("undated"))
    return line


def field_label(text: str, field: FactField) -> QLabel:
    """A field's label, which leads the keyboard to its editor."""
    label = plain_label(text)
    label.setBuddy(field.editor)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return label

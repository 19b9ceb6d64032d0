"""One fact of a report in the details window: its editor, where it came from, and what is wrong with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop.kinds import kind_name, kinds
from desktop.library_view.details_parts import ROOM, LinkButton, caution_label
from desktop.library_view.details_shown import Source, printed_tip
from desktop.library_view.labels import plain_label, problem_label
from desktop.plain import plain_tip
from storage import grades, reports
from storage.errors import LibraryError


class SourceNote(QWidget):
    """Where a fact came from: words, and a link where it has a place in the text.

    Signals:
        place_wanted(int, int): show this span of the report.
    """

    place_wanted = Signal(int, int)

    def __init__(self, label: str):
        super().__init__()
        self._label = label
        self._source = Source("")
        self.words = plain_label(name="muted")
        self.words.setContentsMargins(ROOM, 0, 0, 0)
        self.link = LinkButton()
        self.link.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.words)
        row.addWidget(self.link)
        row.addStretch(1)
        longest = self.tr("corrected by you") + self.tr("see page {page}").format(page=100)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(longest) + 16)

    def text(self) -> str:
        """All that is said, as it is read."""
        parts = (self.words.text(), self.link.text())
        return " ".join(part for part in parts if part)

    def show_source(self, source: Source, *, by_hand: bool) -> None:
        """Say where a fact came from; of one that was corrected, where the document has it."""
        self._source = source
        words, link = ("", source.words) if source.place else (source.words, "")
        if by_hand:
            words = self.tr("corrected by you")
            link = self._see(source) if source.place else ""
        name = self.tr("{label}: show where it stands, {place}").format(label=self._label, place=source.words)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.link.show_link(link, name if link else "", source.tip)
        self.link.setVisible(bool(link))

    def _see(self, source: Source) -> str:
        return self.tr("see page {page}").format(page=source.page) if source.page else self.tr("see the text")

    def _on_clicked(self) -> None:
        if self._source.place:
            self.place_wanted.emit(*self._source.place)


class FactField(QWidget):
    """An editor with its source beside it.

    Signals:
        edited(): the value was changed.
        place_wanted(int, int): show this span of the report, where the fact stands.
    """

    edited = Signal()
    place_wanted = Signal(int, int)

    def __init__(self, name: str, label: str):
        super().__init__()
        self.name = name
        self._read = ""
        self._source = Source("")
        self._corrected = False
        self._following = False
        self.editor = _editor(name)
        self._before = self.value()
        self.editor.setAccessibleName(label)
        self.source = SourceNote(label)
        self.source.place_wanted.connect(self.place_wanted)
        self.back = QToolButton()
        self.back.setText(self.tr("Use what was read"))
        self.back.setAccessibleName(self.tr("{label}: use what was read").format(label=label))
        self.back.clicked.connect(self.follow)
        self.problem = problem_label()
        self.caution = caution_label()
        self._lay_out()
        if isinstance(self.editor, QComboBox):
            self.editor.currentTextChanged.connect(self._on_edited)
        else:
            self.editor.textChanged.connect(self._on_edited)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(0, 1)
        self._grid = grid
        self.set_narrow(narrow=False)
        policy = self.back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(policy)

    def set_narrow(self, *, narrow: bool) -> None:
        """Let the source stand beside the editor, or below it where the window is narrow."""
        grid = self._grid
        grid.addWidget(self.editor, 0, 0, 1, 3 if narrow else 1)
        grid.addWidget(self.source, 1 if narrow else 0, 0 if narrow else 1)
        grid.addWidget(self.back, 1 if narrow else 0, 2)
        grid.addWidget(self.problem, 2, 0, 1, 3)
        grid.addWidget(self.caution, 3, 0, 1, 3)

    # --- values -----------------------------------------------------------------------------------------

    def show_fact(self, value: str, read: str, source: Source, *, corrected: bool) -> None:
        """Show what the library holds; `read` is what the document says, `source` where. What was typed stays."""
        typed = self.changed()
        self._before, self._read, self._source, self._corrected = value, read, source, corrected
        self._following = self._following and corrected
        if self._following:
            value = read
        if not typed or not self.changed():
            self._put_silently(value)
        self._tell()

    def value(self) -> str:
        """What is typed or chosen, without spaces around it."""
        if isinstance(self.editor, QComboBox):
            if self.name == "kind":
                return str(self.editor.currentData())
            return " ".join(self.editor.currentText().split())
        return " ".join(self.editor.text().split())

    def stored(self) -> str:
        """The value as the library would keep it: a date of any usual form as an ISO date."""
        value = self.value()
        if self.name not in reports.DATES:
            return value
        try:
            return str(reports.checked(self.name, value))
        except LibraryError:
            return value

    def changed(self) -> bool:
        """Whether this is a new correction."""
        return not self._following and self.stored() not in (self._before, self._as_shown(self._before))

    def _as_shown(self, value: str) -> str:
        """A value as its editor shows it: a grade by the scale's name, however it is printed."""
        return grades.grade_name(value) if self.name == "overall" else value

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
        self._describe()
        return not sentence

    def show_caution(self, sentence: str) -> None:
        """Say what can hardly be true of the value, "" for nothing; it can be saved all the same."""
        if sentence != self.caution.text():
            self.caution.setText(sentence)
            self.caution.setVisible(bool(sentence))
            self._describe()

    def _describe(self) -> None:
        said = (self.problem.text(), self.caution.text())
        self.editor.setAccessibleDescription(" ".join(words for words in said if words))

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

    def show_read(self, value: str, source: Source) -> None:
        """What was read is now this (the year, when a date was corrected); a correction by hand stays."""
        by_hand = self.is_by_hand()
        self._read, self._source = value, source
        if not by_hand and self.value() != value:
            following, self._before = self._following, value
            self._put_silently(value)
            self._following = following
        self._tell()

    def set_read_only(self) -> None:
        """Only show."""
        self.back.hide()
        self.back.setEnabled(False)
        if isinstance(self.editor, QLineEdit):
            self.editor.setReadOnly(True)
        else:
            self.editor.setEnabled(False)

    def _put_silently(self, value: str) -> None:
        self.editor.blockSignals(True)
        self._put(value)
        self.editor.blockSignals(False)

    def _put(self, value: str) -> None:
        if not isinstance(self.editor, QComboBox):
            if value != self.editor.text():
                self.editor.setText(value)
                self.editor.setCursorPosition(0)
        elif self.name == "kind":
            if self.editor.findData(value) < 0:
                self.editor.addItem(kind_name(value), value)
            self.editor.setCurrentIndex(self.editor.findData(value))
        else:
            self.editor.setCurrentText(self._as_shown(value))

    # --- what is said beside it -------------------------------------------------------------------------

    def is_by_hand(self) -> bool:
        """Whether the value is the reviewer's, saved or not, and not the document's."""
        return self.changed() or (self._corrected and not self._following)

    def _on_edited(self) -> None:
        self._following = False
        if not self.problem.isHidden():
            self.check()
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        by_hand = self.is_by_hand()
        self.source.show_source(self._source, by_hand=by_hand)
        self.back.setVisible(by_hand and self.back.isEnabled())
        read = kind_name(self._read) if self.name == "kind" else self._read
        if self.name == "kind":
            self.editor.setToolTip(plain_tip(kind_name(self.value())))
        if self.name == "overall":
            printed = "" if by_hand or self._read == self._as_shown(self._read) else self._read
            self.editor.setToolTip(plain_tip(printed_tip(printed)))
        self.back.setToolTip(plain_tip(self.tr("Read: {value}").format(value=read or self.tr("nothing"))))


def _editor(name: str) -> QLineEdit | QComboBox:
    if name == "kind":
        box = QComboBox()
        for kind in kinds():
            box.addItem(kind_name(kind), kind)
        # The longest name must not decide how wide the window is.
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
        form = line.tr("such as 2 December 2025 or 2025-12-02")
        line.setPlaceholderText(form)
        line.setToolTip(form)
    if name == "year":
        line.setPlaceholderText(line.tr("undated"))
    return line


def field_label(text: str, field: FactField) -> QLabel:
    """A field's label, which leads the keyboard to its editor."""
    label = plain_label(text)
    label.setBuddy(field.editor)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return label

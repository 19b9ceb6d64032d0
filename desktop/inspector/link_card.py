"""A card for one link of the chosen passage: its other end, relation and note, and the way there."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.card import Card
from desktop.inspector.note_edit import NoteEdit
from desktop.plain import plain_tip
from desktop.reader.words import shortened
from desktop.theme import dress
from storage.model import RELATIONS, Annotation, Link, Report

QUOTED = 300  # characters of the other passage, which may be cut shorter: to so many lines
QUOTED_LINES = 3


class Relations(QComboBox):
    """A choice that the mouse wheel leaves alone: who scrolls past it changes no link."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class LinkCard(Card):
    """One link: year and direction, relation, the other passage's words, a note where one is written.

    Signals:
        opened(int), relation_changed(int, str), note_written(int, str), deleted(int).
    """

    opened = Signal(int)
    relation_changed = Signal(int, str)
    note_written = Signal(int, str)
    deleted = Signal(int)

    def __init__(self, link: int, parent: QWidget):
        super().__init__(parent)
        self._link = link
        self._other = 0
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        dress(self._title, "strong")
        self._relation = Relations()
        self._relation.addItems([self.tr(relation) for relation in RELATIONS])
        self._relation.setAccessibleName(self.tr("Relation of the link"))
        self._relation.activated.connect(self._on_relation)
        from desktop.inspector.matched_text import MatchedText  # not needed before there is a link

        self._quote = MatchedText(QUOTED_LINES)
        self._note = NoteEdit(self.tr("Note on this link"), 2)
        self._note.setAccessibleName(self.tr("Note on this link"))
        self._note.note_written.connect(self.note_written)
        self._note.hide()
        go = self._button(self.tr("Go to"), self.tr("Show the other passage"), lambda: self.opened.emit(self._other))
        self._delete = self._button(
            self.tr("Delete"), self.tr("Delete this link; both passages stay"), lambda: self.deleted.emit(self._link)
        )
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._relation)
        self._write = self._button(self.tr("Note"), self.tr("Write a note on this link"), self._open_note)
        bottom = QHBoxLayout()
        bottom.setSpacing(4)
        bottom.addWidget(go)
        bottom.addWidget(self._write)
        bottom.addStretch(1)
        bottom.addWidget(self._delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 6, 9, 6)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._quote)
        column.addWidget(self._note)
        column.addLayout(bottom)

    def _button(self, text: str, tip: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(act)
        return button

    def show_link(self, link: Link, other: Annotation, report: Report, forward: bool, read_only: bool) -> None:
        """Show a link as seen from its chosen end; `forward` when the other end is the later one."""
        self._other = other.id
        year = str(report.year or self.tr("undated"))
        self._title.setText(year)
        self._title.setToolTip(plain_tip(report.name))
        self._title.setAccessibleName(
            self.tr("Later: {report}").format(report=report.name)
            if forward
            else self.tr("Earlier: {report}").format(report=report.name)
        )
        self._relation.setCurrentIndex(RELATIONS.index(link.relation))
        quote = shortened(" ".join(other.words.split()), QUOTED)
        self._quote.show_text(quote if other.box else f"“{quote}”", ())
        self._note.show_note(link.id, link.note)
        if link.note or not self._note.hasFocus():
            self._show_note(bool(self._note.toPlainText()))
        for widget in (self._relation, self._delete, self._write):
            widget.setEnabled(not read_only)
        self._note.setReadOnly(read_only)

    def _show_note(self, shown: bool) -> None:
        """Show the note and its field, or the button that opens it."""
        self._note.setVisible(shown)
        self._write.setVisible(not shown)

    def _open_note(self) -> None:
        self._show_note(True)
        self._note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_relation(self, index: int) -> None:
        self.relation_changed.emit(self._link, RELATIONS[index])

    def save(self) -> None:
        """Save a note that is being typed."""
        self._note.save()

"""The inspector: the chosen passage with its areas, mark, note and links."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.inspector.flow import FlowLayout
from desktop.inspector.note_edit import NoteEdit
from desktop.inspector.trail import Place, Trail
from desktop.plain import plain_tip
from desktop.project import Project
from desktop.reader.words import shortened
from desktop.tab_order import set_tab_order
from desktop.theme import dress, readable_on
from storage import annotations, areas, links, reports
from storage.model import Annotation, Area, Change, Passage

if TYPE_CHECKING:
    from desktop.inspector.suggested import Suggested

NARROWEST = 250  # pixels
QUOTED = 500  # characters of a quotation: more would push areas and note out of sight
MARGIN = 14  # pixels round the contents
ROUND = 24  # pixels that are seen above and below a card which is scrolled to
CHIP = 46  # pixels of a chip that are not its words, and of the scroll bar that may come


class Inspector(QScrollArea):
    """Shows one annotation; its controls say what should be done to it.

    Signals:
        area_toggled(object): an `Area` to tag with, or to take off.
        strength_clicked(), concern_clicked(), link_clicked(), delete_clicked().
        note_written(int, str): annotation, note. link_note_written(int, str): link, note.
        relation_changed(int, str), link_deleted(int), annotation_opened(int).
    """

    area_toggled = Signal(object)
    strength_clicked = Signal()
    concern_clicked = Signal()
    link_clicked = Signal()
    delete_clicked = Signal()
    note_written = Signal(int, str)
    link_note_written = Signal(int, str)
    relation_changed = Signal(int, str)
    link_deleted = Signal(int)
    annotation_opened = Signal(int)

    def __init__(self, project: Project, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self._annotation: Annotation | None = None
        self._selected: Passage | None = None  # shown while no annotation is
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(NARROWEST)
        self.setAccessibleName(self.tr("Inspector"))
        self._quote = self._label("quote")
        self._citation = self._label("muted")
        self._author = self._label("muted")
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._strength = self._mark_button(self.tr("+ Strength"), self.tr("Mark as a strength (S)"))
        self._concern = self._mark_button(self.tr("– Concern"), self.tr("Mark as a concern (C)"))
        self.note = NoteEdit(self.tr("Write a note"), 5)
        self.note.setAccessibleName(self.tr("Note on this passage"))
        self._trail = Trail()
        self._no_links = self._label("muted")
        self._suggested: Suggested | None = None  # made when something is first suggested
        self._suggested_place = QWidget()
        self._bringing = QTimer(self, singleShot=True, interval=0)
        self._bringing.timeout.connect(self._show_card)
        # Chips, trail and suggestions are made anew; Tab would come to the newest last, wherever it stands.
        self._ordering = QTimer(self, singleShot=True, interval=0)
        self._ordering.timeout.connect(self._order_tab)
        QVBoxLayout(self._suggested_place).setContentsMargins(0, 0, 0, 0)
        self._link = QPushButton(self.tr("Link to another year…"))
        self._link.setToolTip(self.tr("Link this passage to one in a report of another year (L)"))
        self._delete = QPushButton(self.tr("Delete highlight"))
        self._delete.setToolTip(self.tr("Delete this highlight with its note and links (Delete)"))
        self._build()
        self._connect()
        self.show_annotation(None)

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        dress(label, name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _mark_button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        return button

    def _title(self, text: str) -> QLabel:
        label = self._label("section_title")
        label.setText(text)
        return label

    def _build(self) -> None:
        self._quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        marks = QHBoxLayout()
        marks.addWidget(self._strength)
        marks.addWidget(self._concern)
        marks.addStretch(1)
        passage = QWidget()
        column = QVBoxLayout(passage)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(7)
        for widget in (self._title(self.tr("PASSAGE")), self._quote, self._citation, self._author):
            column.addWidget(widget)
        self._said = QWidget()  # what is said of a highlight, and not of words that are only selected
        said = QVBoxLayout(self._said)
        said.setContentsMargins(0, 10, 0, 0)
        said.setSpacing(7)
        said.addWidget(self._title(self.tr("JUDGEMENT AREAS")))
        said.addWidget(self._chips)
        said.addLayout(marks)
        said.addSpacing(10)
        said.addWidget(self._title(self.tr("NOTE")))
        said.addWidget(self.note)
        said.addSpacing(10)
        said.addWidget(self._title(self.tr("ACROSS THE YEARS")))
        said.addWidget(self._no_links)
        said.addWidget(self._trail)
        said.addWidget(self._link)
        column.addWidget(self._said)
        column.addSpacing(10)
        self._suggested_title = self._title(self.tr("SUGGESTED LINKS"))
        column.addWidget(self._suggested_title)
        column.addWidget(self._suggested_place)
        column.addSpacing(14)
        column.addStretch(1)
        column.addWidget(self._delete)
        empty = self._label("muted")
        empty.setText(
            self.tr(
                "Nothing is chosen.\n\nDrag over text in a report to mark it, or click a highlight. "
                "Its areas, note and links across the years then stand here."
            )
        )
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        empty.setMargin(16)
        # Two widgets and not a stack: a stack is as tall as its tallest page, and would scroll for nothing.
        self._empty, self._passage = empty, passage
        holder = QWidget()
        both = QVBoxLayout(holder)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(empty)
        both.addWidget(passage)
        self.setWidget(holder)

    def _connect(self) -> None:
        self._strength.clicked.connect(self.strength_clicked)
        self._concern.clicked.connect(self.concern_clicked)
        self._link.clicked.connect(self.link_clicked)
        self._delete.clicked.connect(self.delete_clicked)
        self.note.note_written.connect(self.note_written)
        self._trail.note_written.connect(self.link_note_written)
        self._trail.relation_changed.connect(self.relation_changed)
        self._trail.link_deleted.connect(self.link_deleted)
        self._trail.annotation_opened.connect(self.annotation_opened)

    def on_changed(self, change: Change) -> None:
        """Take part in a change of the library."""
        if self._annotation is None:
            if "reports" in change.tables:
                self._show_selected()
        elif change.tables & {"annotations", "annotation_areas", "areas", "links", "reports", "reviewers"}:
            self.show_annotation(self._annotation.id)

    def show_passage(self, passage: Passage | None) -> None:
        """Show words that are selected, or an improvement item that was gone to, while no annotation is chosen."""
        is_other = passage != self._selected
        self._selected = passage
        if self._annotation is None and is_other:
            self._show_selected()

    def _show_selected(self) -> None:
        passage = self._selected
        if passage is None and self._suggested is not None:
            self._suggested.keep_keyboard()
        self._passage.setVisible(passage is not None)
        self._empty.setVisible(passage is None)
        if passage is None:
            return
        self._said.hide()
        self._author.hide()
        self._delete.hide()
        for widget in (self._suggested_title, self._suggested_place):
            widget.show()
        self._quote.setText(f"“{shortened(passage.quote, QUOTED)}”")
        report = self._project.ask(reports.one, passage.report)
        contents = self._project.ask(reports.text, passage.report)
        self._citation.setText(reports.citation(report, contents, passage.start))

    @property
    def suggested(self) -> "Suggested":
        """The cards of suggested links."""
        if self._suggested is None:
            from desktop.inspector.suggested import Resizes, Suggested

            self._suggested = Suggested(rest=self)
            place = self._suggested_place.layout()
            assert place is not None
            place.addWidget(self._suggested)
            self._suggested.card_entered.connect(self._bring_card)
            # What stands above a suggestion may grow or go: a link that was made, say.
            holder = self.widget()
            assert holder is not None
            Resizes(holder).happened.connect(self._bringing.start)
        return self._suggested

    def _bring_card(self) -> None:
        """Scroll to the suggestion that has the keyboard, now and when the layout has settled."""
        self._show_card()
        self._bringing.start()

    def _show_card(self) -> None:
        card = self._suggested.focused() if self._suggested is not None else None
        if card is not None:
            self.ensureWidgetVisible(card, 0, ROUND)

    def show_offers(self, groups: object, waiting: bool) -> None:
        """Show what other years offer for the passage; a list of `Offers`."""
        assert isinstance(groups, list)
        if waiting:
            self.suggested.fold()
        self.suggested.show_offers(groups, waiting=waiting, read_only=self._project.read_only)
        self._ordering.start()

    def show_annotation(self, annotation: int | None) -> None:
        """Show an annotation, or that none is chosen."""
        found = self._project.ask(annotations.one, annotation) if annotation is not None else None
        if found is None:
            # What was typed for one that has gone by undo has nowhere to be kept.
            self._annotation = None
            self.note.show_note(None, "")
            self._show_selected()
            return
        self._annotation = found
        self._empty.hide()
        self._passage.show()
        for widget in (self._said, self._author, self._delete):
            widget.show()
        report = self._project.ask(reports.one, found.report)
        self._quote.setText(shortened(found.words, QUOTED) if found.box else f"“{shortened(found.quote, QUOTED)}”")
        contents = self._project.ask(reports.text, found.report)
        self._citation.setText(reports.cited(report, contents, found))
        made = moment_in_words(found.created)
        self._author.setText(self.tr("by {reviewer}, {moment}").format(reviewer=found.reviewer, moment=made))
        self._author.setToolTip(plain_tip(self.tr("Made on {moment}").format(moment=made)))
        read_only = self._project.read_only
        self._show_areas(found, read_only)
        _show_mark(self._strength, self.tr("Strength"), "+", found.mark == "strength")
        _show_mark(self._concern, self.tr("Concern"), "–", found.mark == "concern")
        self.note.show_note(found.id, found.note)
        self.note.setReadOnly(read_only)
        for widget in (self._strength, self._concern, self._link, self._delete):
            widget.setEnabled(not read_only)
        self._show_links(found, read_only)
        for part in (self._suggested_title, self._suggested_place):
            part.setVisible(found.box is None and not found.lost)
        self._ordering.start()

    def _order_tab(self) -> None:
        set_tab_order(self, self._passage)

    def _show_links(self, found: Annotation, read_only: bool) -> None:
        stops = self._project.ask(links.trail, found.id)
        by_id = {report.id: report for report in self._project.ask(reports.listing)} if len(stops) > 1 else {}
        marks = {stop.annotation: self._project.ask(annotations.one, stop.annotation) for stop in stops if by_id}
        places = [
            Place(stop, mark, by_id[mark.report], by_id[marks[stop.near].report])
            for stop in stops
            if (mark := marks.get(stop.annotation)) is not None
        ]
        if places:
            self._trail.show_trail(places, read_only)
        self._trail.setVisible(bool(places))
        self._no_links.setVisible(not places)
        self._no_links.setText(self.tr("Not linked to another year yet."))

    def _show_areas(self, found: Annotation, read_only: bool) -> None:
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        everything = {area.id: area for area in self._project.ask(areas.all_areas)}
        for area in (everything[one] for one in found.areas if one in everything):
            chip = QToolButton()
            chip.setText(f"{self._shortened(area.name)}  ✕")
            taking_off = self.tr("Take “{area}” off this passage").format(area=area.name)
            chip.setToolTip(plain_tip(taking_off))
            chip.setAccessibleName(taking_off)
            chip.setEnabled(not read_only)
            chip.setStyleSheet(
                f"QToolButton {{ background: {area.colour}; color: {readable_on(area.colour)};"
                " border: none; border-radius: 9px; padding: 3px 9px; font-weight: 600 }"
            )
            chip.clicked.connect(lambda _=False, area=area: self.area_toggled.emit(area))
            self._flow.addWidget(chip)
        self._flow.addWidget(self._tag_button(self._project.ask(areas.offered), found, read_only))

    def _shortened(self, name: str) -> str:
        """An area's name as far as it fits on a chip in the narrowest inspector; the chip's tip has all of it."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        room = NARROWEST - 2 * MARGIN - CHIP - metrics.horizontalAdvance("  ✕")
        return metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)

    def _tag_button(self, everything: list[Area], found: Annotation, read_only: bool) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("+ Tag"))
        button.setToolTip(self.tr("Tag with a judgement area"))
        button.setAccessibleName(button.toolTip())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setEnabled(not read_only)
        menu = QMenu(button)
        for area in everything:
            key = f"\t{area.slot}" if area.slot else ""
            name = area.name.replace("&", "&&")
            action = menu.addAction(("      " if area.parent else "") + name + key)
            action.setCheckable(True)
            action.setChecked(area.id in found.areas)
            action.setToolTip(plain_tip(area.definition))
            action.triggered.connect(lambda _=False, area=area: self.area_toggled.emit(area))
        button.setMenu(menu)
        return button

    def save(self) -> None:
        """Save notes that are being typed (the window closes)."""
        self.note.save()
        self._trail.save()


def _show_mark(button: QToolButton, name: str, sign: str, on: bool) -> None:
    """Show a mark's button as set or not, by a tick and weight and not by shade alone."""
    button.setChecked(on)
    button.setText(f"✓ {name}" if on else f"{sign} {name}")
    font = button.font()
    font.setBold(on)
    button.setFont(font)


def moment_in_words(time: str) -> str:
    """Day and time of an ISO time in local time as they are written in English: "22 November 2026, 14:05"."""
    moment = QDateTime.fromString(time, Qt.DateFormat.ISODate).toLocalTime()
    return QLocale(QLocale.Language.English).toString(moment, "d MMMM yyyy, HH:mm")

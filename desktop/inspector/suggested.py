"""Suggested links: passages of other years that may answer the one that is looked at."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.card import Card
from desktop.inspector.matched_text import MatchedText
from desktop.plain import plain_tip
from desktop.relation_menu import relation_menu
from desktop.theme import accent, dress
from storage.offers import Offer, Offers

FEW = 2  # suggestions of one report that show before more are asked for
LINES, GENERAL_LINES = 6, 3  # of a suggestion's words, and of a sentence that stands above all of them


class Suggested(QWidget):
    """A group of cards for each other year.

    Signals:
        accepted(object, str): an `Offer`, and the relation.
        place_wanted(int, int, int): report, start, end of a passage to look at.
        dismissed(object): an `Offer` that does not fit.
        closed(int): nothing in this report fits. reopened(int): that is taken back.
        card_entered(): a card has got the keyboard, and should be seen.
        emptied(): the card that had the keyboard has gone, and there is no other.
    """

    accepted = Signal(object, str)
    place_wanted = Signal(int, int, int)
    dismissed = Signal(object)
    closed = Signal(int)
    reopened = Signal(int)
    card_entered = Signal()
    emptied = Signal()

    def __init__(self, parent: QWidget | None = None, rest: QWidget | None = None):
        """`rest` has the keyboard while there is no card that could have it."""
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._groups: tuple[Offers, ...] = ()
        self._unfolded: set[int] = set()  # reports of which all suggestions show
        self._read_only = False
        self._rest = rest if rest is not None else self
        self._kept: int | None = None  # which card had the keyboard, while others are looked for
        self._is_waiting = False
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._settle)
        self.cards: list[OfferCard] = []
        self._empty = _label("muted")
        self._empty.setWordWrap(True)
        self._column.addWidget(self._empty)

    def show_offers(self, groups: Sequence[Offers], *, waiting: bool, read_only: bool) -> None:
        """Show what is offered; `waiting` while it is still looked for."""
        groups = tuple(groups)
        if waiting:
            said = self.tr("Looking…")
        else:
            said = "" if groups else self.tr("There is no report of another year to suggest passages from.")
        self._empty.setText(said)
        self._empty.setVisible(bool(said) and not groups)
        if groups != self._groups or read_only != self._read_only:
            self._groups, self._read_only = groups, read_only
            self._fill()
        self._is_waiting = waiting
        if not waiting and self._kept is not None:
            self._settling.start()  # the next passage may be chosen at once: one that was linked, say

    def focused(self) -> "OfferCard | None":
        """The card that has the keyboard, or gets it back as soon as a menu has closed."""
        there = self.window().focusWidget()
        return there if isinstance(there, OfferCard) and there in self.cards else None

    def keep_keyboard(self) -> None:
        """Remember the card that has the keyboard, for it or the next one to get it back; to be called before it goes.

        The keyboard would go to the next best button.
        """
        card = self.focused()
        if card is not None:
            self._kept = self.cards.index(card)
            self._rest.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.window().focusWidget() is not self._rest:
            self._kept = None

    def _settle(self) -> None:
        if self._kept is not None and not self._is_waiting and not self.cards:
            self._kept = None
            if self.window().focusWidget() is self._rest:
                self.emptied.emit()

    def _fill(self) -> None:
        self.keep_keyboard()
        while self._column.count() > 1:
            item = self._column.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        self._fill_general()
        for group in self._groups:
            self._put(self._head(group))
            shown = group.offers if group.report.id in self._unfolded else group.offers[:FEW]
            for offer in () if group.closed else shown:
                self._add(OfferCard(offer, self._read_only, self))
            if not group.closed and len(shown) < len(group.offers):
                self._put(self._more(group))
        if self._kept is not None and self.cards:
            self._enter(min(self._kept, len(self.cards) - 1))
            self._kept = None

    def _fill_general(self) -> None:
        """What the next inspection says of the one before, above all years: it stays, whatever fits there."""
        for group in (group for group in self._groups if group.general):
            title = _label("muted")
            title.setWordWrap(True)
            year = group.report.year or self.tr("undated")
            title.setText(self.tr("{year} on the inspection before").format(year=year))
            title.setToolTip(plain_tip(group.report.name))
            self._put(title)
            for offer in group.general:
                self._add(OfferCard(offer, self._read_only, self, general=True))

    def _add(self, card: "OfferCard") -> None:
        card.accepted.connect(self.accepted)
        card.dismissed.connect(self.dismissed)
        card.place_wanted.connect(self.place_wanted)
        card.stepped.connect(self._step)
        card.entered.connect(self.card_entered)
        self._put(card)
        self.cards.append(card)

    def _enter(self, at: int) -> None:
        self.cards[at].setFocus(Qt.FocusReason.OtherFocusReason)
        self.card_entered.emit()  # while a menu closes or the window is not active, the card itself does not tell

    def _put(self, widget: QWidget) -> None:
        self._column.addWidget(widget)
        widget.show()  # else it could take the keyboard only after the next round of events

    def _head(self, group: Offers) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 4, 0, 0)
        year = str(group.report.year or self.tr("undated"))
        title = _label("strong")
        title.setText(f"{'→' if group.later else '←'} {year}")
        title.setToolTip(plain_tip(group.report.name))
        title.setAccessibleName(
            self.tr("Suggestions from the later {report}").format(report=group.report.name)
            if group.later
            else self.tr("Suggestions from the earlier {report}").format(report=group.report.name)
        )
        row.addWidget(title)
        row.addStretch(1)
        if group.closed or not group.offers:
            said = _label("muted")
            said.setText(self.tr("nothing fits") if group.closed else self.tr("nothing similar was found"))
            row.addWidget(said)
        if group.closed or group.offers:
            button = QToolButton()
            button.setAutoRaise(True)
            report = group.report.id
            if group.closed:
                button.setText(self.tr("Look again"))
                button.setToolTip(self.tr("Suggest passages of this report again"))
                button.clicked.connect(lambda: self.reopened.emit(report))
            else:
                button.setText(self.tr("None of these fits"))
                button.setToolTip(self.tr("Nothing in this report answers the passage; remember that"))
                button.clicked.connect(lambda: self.closed.emit(report))
            button.setAccessibleName(f"{button.text()}: {year}")
            button.setEnabled(not self._read_only)
            row.addWidget(button)
        return head

    def _more(self, group: Offers) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        rest = len(group.offers) - FEW
        button.setText(self.tr("{n} more").format(n=rest))
        button.setAccessibleName(self.tr("{n} more suggestions").format(n=rest))
        button.clicked.connect(lambda: self._unfold(group.report.id))
        return button

    def _unfold(self, report: int) -> None:
        before = len(self.cards)
        self._unfolded.add(report)
        self._fill()
        if len(self.cards) > before:
            own = (n for n, card in enumerate(self.cards) if card.offer.report == report and not card.is_general)
            self._enter(next(own) + FEW)

    def fold(self) -> None:
        """Show only the best few again (another passage is looked at)."""
        self._unfolded.clear()

    def focus_first(self) -> bool:
        """Give the first suggestion for the passage the keyboard, else the first card; answer whether there is one."""
        if self.cards:
            self._enter(next((n for n, card in enumerate(self.cards) if not card.is_general), 0))
        return bool(self.cards)

    def _step(self, card: "OfferCard", direction: int) -> None:
        at = self.cards.index(card) + direction
        if 0 <= at < len(self.cards):
            self._enter(at)


class OfferCard(Card):
    """One suggestion; Enter links, Space looks at it, Delete dismisses, arrows go to the next.

    Signals:
        accepted(object, str), dismissed(object), place_wanted(int, int, int), stepped(object, int).
        entered(): it has got the keyboard.
    """

    accepted = Signal(object, str)
    dismissed = Signal(object)
    place_wanted = Signal(int, int, int)
    stepped = Signal(object, int)
    entered = Signal()

    def __init__(self, offer: Offer, read_only: bool, parent: QWidget, *, general: bool = False):
        super().__init__(parent)
        self.offer = offer
        self.is_general = general  # about the inspection before and not the passage
        self._is_read_only = read_only
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{offer.where}: {offer.words}")
        self.setAccessibleDescription(self.tr("Enter links, Space shows the place, Delete dismisses"))
        self.setToolTip(plain_tip(offer.paragraph))
        words = MatchedText(GENERAL_LINES if general else LINES)
        words.show_text(offer.words, offer.bold)
        where = _label("muted")
        where.setText(offer.where)
        where.setWordWrap(True)
        self._link = self._button(self.tr("Link…"), self.tr("Link to this passage (Enter)"))
        self._link.clicked.connect(self.ask_relation)
        self._dismiss = self._button("✕", self.tr("This does not fit; do not suggest it again (Delete)"))
        self._dismiss.clicked.connect(self._on_dismiss)
        foot = QHBoxLayout()
        foot.addWidget(where, 1)
        foot.addWidget(self._link)
        foot.addWidget(self._dismiss)
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 8, 9, 6)
        column.setSpacing(4)
        column.addWidget(words)
        column.addLayout(foot)
        self._dismiss.setVisible(not general)  # not before it has its place: it would be a window of its own

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the card has the keyboard, and keys for both
        button.setEnabled(not self._is_read_only)
        return button

    def ask_relation(self) -> None:
        """Ask for the relation; with it the suggestion is accepted."""
        if not self._is_read_only:
            menu = relation_menu(self, lambda relation: self.accepted.emit(self.offer, relation))
            menu.popup(self._link.mapToGlobal(QPoint(0, self._link.height())))

    def _on_dismiss(self) -> None:
        if not self._is_read_only and self._dismiss.isVisibleTo(self):
            self.dismissed.emit(self.offer)

    def _look(self) -> None:
        self.place_wanted.emit(self.offer.report, self.offer.start, self.offer.end)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask_relation()
        elif key == Qt.Key.Key_Space:
            self._look()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._on_dismiss()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(self, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._look()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(accent(), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), self.radius, self.radius)


class Resizes(QObject):
    """Tells when a widget gets another size.

    Signals:
        happened(): it did.
    """

    happened = Signal()

    def __init__(self, watched: QWidget):
        super().__init__(watched)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt calls it so
        if event.type() == QEvent.Type.Resize:
            self.happened.emit()
        return False


def _label(part: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    dress(label, part)
    return label

"""Going to a page or a numbered paragraph by its number, as it is typed."""

import re
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.card import Card
from desktop.reader.page_names import page_number
from desktop.theme import dress
from storage.model import NumberedParagraph

WIDTH = 340  # pixels, in a pane that has them
MARGIN = 8
EXCERPT = 64  # code points of a paragraph's words

_PAGE = re.compile(r"(?:pages?|pg|pp?)\b\.?\s*(.+)|p(\d+)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"(?:(?:paragraph|para|par)\b\.?|§|¶)\s*(\d{1,8})\.?|para?(\d{1,8})|(\d{1,8})\.", re.IGNORECASE)


class Places(NamedTuple):
    """Where one may go in a report: its running text, its pages' labels ("" for none), its numbered paragraphs."""

    text: str
    labels: Sequence[str]
    numbered: Sequence[NumberedParagraph]


class Aim(NamedTuple):
    """What typed words mean: a page (from 1), or a span of running text; `hint` says so to the user.

    With neither, the words mean nothing here, and `hint` says why.
    """

    hint: str
    page: int | None = None
    span: tuple[int, int] | None = None

    @property
    def leads(self) -> bool:
        """Whether there is somewhere to go."""
        return self.page is not None or self.span is not None


def aim(typed: str, places: Places) -> Aim:
    """What is meant by "12", "p 12", "page iv", "para 13", "§13", "¶ 13" or "13." in a report.

    A number alone is a page's, and a paragraph's where there is no such page.
    """
    typed = typed.strip()
    if not typed:
        return Aim(_("A page or a paragraph: 12, p 12, para 13"))
    if match := _PARAGRAPH.fullmatch(typed):
        return _paragraph(int(match[1] or match[2] or match[3]), places)
    match = _PAGE.fullmatch(typed)
    page = page_number((match[1] or match[2]) if match else typed, places.labels)
    if page is None:
        is_paragraph = typed.isascii() and typed.isdigit() and any(one.number == int(typed) for one in places.numbered)
        return _paragraph(int(typed), places) if is_paragraph else Aim(_extent(places))
    label, count = places.labels[page - 1], len(places.labels)
    if label and label != str(page):
        return Aim(_("Page {label}, {page} of {count}").format(label=label, page=page, count=count), page)
    return Aim(_("Page {page} of {count}").format(page=page, count=count), page)


def _(text: str) -> str:
    return QCoreApplication.translate("go_to", text)


def _paragraph(number: int, places: Places) -> Aim:
    found = next((one for one in places.numbered if one.number == number), None)
    if found is None:
        return Aim(_extent(places))
    words = places.text[found.start : found.end]
    words = re.sub(rf"^\s*{number}\s*[.)]?\s*", "", words)
    excerpt = textwrap.shorten(words, EXCERPT, placeholder=" …")
    page = found.page
    label = (places.labels[page - 1] if 0 < page <= len(places.labels) else "") or str(page)
    hint = _("Paragraph {number}, page {page}: “{words}”").format(number=number, page=label, words=excerpt)
    return Aim(hint, span=(found.start, found.end))


def _extent(places: Places) -> str:
    """What there is to go to, said where nothing was found."""
    count = len(places.labels)
    pages = _("This report has one page") if count == 1 else _("This report has {count} pages").format(count=count)
    if not places.numbered:
        return _("{pages} and no numbered paragraphs.").format(pages=pages)
    numbers = [one.number for one in places.numbered]
    return _("{pages}; paragraph numbers go from {first} to {last}.").format(
        pages=pages, first=min(numbers), last=max(numbers)
    )


class GoTo(Card):
    """A field over the top of a pane; says what Enter will do, and goes when Enter or Escape was pressed.

    Signals:
        page_wanted(int): a page, from 1. place_wanted(int, int): a span of running text.
        closed(): the keyboard belongs to the pages again.
    """

    page_wanted = Signal(int)
    place_wanted = Signal(int, int)
    closed = Signal()

    def __init__(self, pane: QWidget):
        super().__init__(pane)
        self._pane = pane
        self._top = 0
        self._places = Places("", (), ())
        self.setAccessibleName(self.tr("Go to page or paragraph"))
        self.field = QLineEdit()
        self.field.setMaxLength(40)
        self.field.setPlaceholderText(self.tr("Go to page or paragraph"))
        self.field.setAccessibleName(self.tr("Go to page or paragraph"))
        self.field.setClearButtonEnabled(False)
        self.field.textChanged.connect(self._tell)
        self.field.installEventFilter(self)
        self.hint = QLabel()
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        dress(self.hint, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.hint)
        self.hide()

    def open(self, places: Places, top: int) -> None:
        """Stand over the pane, `top` pixels below its upper edge, and take the keyboard."""
        self._places = places
        self.field.clear()
        self._tell()
        self._top = top
        self.place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> None:
        """Fit into the pane as wide as it is now."""
        width = min(WIDTH, self._pane.width() - 2 * MARGIN)
        # The height for the longest hint: a card that grew at every key would be restless.
        lines = 3 if width < WIDTH else 2
        self.hint.setFixedHeight(lines * self.hint.fontMetrics().lineSpacing())
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setGeometry((self._pane.width() - width) // 2, self._top + MARGIN, width, self.sizeHint().height())

    def _tell(self) -> None:
        meant = aim(self.field.text(), self._places)
        self.hint.setText(meant.hint)
        self.field.setAccessibleDescription(meant.hint)

    def _go(self) -> None:
        meant = aim(self.field.text(), self._places)
        if not meant.leads:
            self.field.selectAll()
            return
        self._close()
        if meant.span is not None:
            self.place_wanted.emit(*meant.span)
        elif meant.page is not None:
            self.page_wanted.emit(meant.page)

    def _close(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _let_go(self) -> None:
        """Leave when something else took the keyboard, which then keeps it."""
        if not self.isHidden() and not self.field.hasFocus() and self.isActiveWindow():
            self.hide()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        if isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # while the field has the keyboard these are no commands of the window
                return True
            if event.type() == QEvent.Type.KeyPress:
                if event.key() == Qt.Key.Key_Escape:
                    self._close()
                else:
                    self._go()
                return True
        elif isinstance(event, QFocusEvent) and event.lostFocus():
            QTimer.singleShot(0, self, self._let_go)
        return super().eventFilter(watched, event)

"""What the table of passages is filtered by: words, authority, years, areas, mark, reviewer, and a few more."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from desktop.passages_view.check_menu import CheckButton
from storage.areas import depths
from storage.model import Area
from storage.passage_filter import UNTAGGED, Filter
from storage.passage_table import Choices

TYPING = 150  # milliseconds without a key before the words are looked for
_NEITHER = "neither"


class FilterBar(QWidget):
    """Shows a `Filter` and lets it be changed.

    Signals:
        changed(): the filter is another.
        down_pressed(): the arrow key leads from the words into the table.
    """

    changed = Signal()
    down_pressed = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._filling = False
        self._more_before: tuple[str, ...] = ()
        self.words = QLineEdit()
        self.authority = QComboBox()
        self.first_year, self.last_year = QComboBox(), QComboBox()
        self.areas = CheckButton(self.tr("Areas"))
        self.mark = CheckButton(self.tr("Mark"))
        self.reviewer = CheckButton(self.tr("Reviewer"))
        self.more = CheckButton(self.tr("Has"))
        self.clear = QToolButton()
        self._timer = QTimer(self, singleShot=True, interval=TYPING)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.words.setPlaceholderText(self.tr("Words in passage or note"))
        self.words.setAccessibleName(self.tr("Show passages with these words in quotation or note"))
        self.words.setToolTip(
            self.tr("Every word must occur in the passage or its note; “words in quotation marks” occur together")
        )
        self.words.setClearButtonEnabled(True)
        self.words.setMaxLength(20_000)
        self.authority.setAccessibleName(self.tr("Authority"))
        self.authority.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.authority.setMinimumContentsLength(16)
        self.first_year.setAccessibleName(self.tr("From year"))
        self.last_year.setAccessibleName(self.tr("To year"))
        self.clear.setText(self.tr("Clear filters"))
        self.clear.setAutoRaise(True)
        neither = (_NEITHER, self.tr("Neither"), None)
        self.mark.fill([("strength", self.tr("Strength"), None), ("concern", self.tr("Concern"), None), neither])
        self.more.fill(
            [
                ("noted", self.tr("A note"), None),
                ("unnoted", self.tr("No note"), None),
                ("", "", None),
                ("linked", self.tr("A link"), None),
                ("unlinked", self.tr("No link"), None),
                ("", "", None),
                ("lost", self.tr("Lost its place in the report"), None),
            ]
        )
        self.fill(Choices((), (), ()), [])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        for widgets in (
            (self.words, self.authority, self.first_year, self.last_year),
            (self.areas, self.mark, self.reviewer, self.more, self.clear),
        ):
            row = QHBoxLayout()
            row.setSpacing(6)
            for widget in widgets:
                row.addWidget(widget, 1 if widget is self.words else 0)
            if widgets[0] is not self.words:
                row.addStretch(1)
                self.row = row
            column.addLayout(row)

    def _connect(self) -> None:
        self.words.textEdited.connect(lambda: self._timer.start())
        self.words.textChanged.connect(lambda text: None if text else self._on_changed())
        self.words.returnPressed.connect(self.down_pressed)
        self._timer.timeout.connect(self._on_changed)
        for box in (self.authority, self.first_year, self.last_year):
            box.currentIndexChanged.connect(self._on_changed)
        for button in (self.areas, self.mark, self.reviewer):
            button.ticked.connect(self._on_changed)
        self.more.ticked.connect(self._on_more)
        self.clear.clicked.connect(self.clear_all)

    # --- what there is to choose ----------------------------------------------------------------------

    def fill(self, choices: Choices, areas: Sequence[Area]) -> None:
        """Offer what there is; what was chosen stays so where it is still there."""
        chosen = self.filter()
        self._filling = True
        unknown = self.tr("Unknown authority")
        names = [(name or unknown, name) for name in choices.authorities]
        _fill(self.authority, [(self.tr("All authorities"), None), *names])
        years = [(str(year), year) for year in choices.years]
        _fill(self.first_year, [(self.tr("From any year"), None), *years])
        _fill(self.last_year, [(self.tr("to any year"), None), *years])
        deep = depths(areas)
        listed = [(area.uuid, "      " * deep[area.id] + area.name, swatch(area.colour)) for area in areas]
        self.areas.fill([*listed, ("", "", None), (UNTAGGED, self.tr("Untagged"), None)])
        self.reviewer.fill([(identity, name, None) for identity, name in choices.reviewers])
        self.reviewer.setVisible(len(choices.reviewers) > 1)
        self._filling = False
        self.show_filter(chosen)

    # --- the filter -----------------------------------------------------------------------------------

    def filter(self) -> Filter:
        """What is asked for."""
        authority = self.authority.currentData()
        more = self.more.ticks()
        return Filter(
            authorities=() if authority is None else (authority,),
            first_year=self.first_year.currentData(),
            last_year=self.last_year.currentData(),
            areas=tuple(sorted(self.areas.ticks())),
            marks=tuple("" if mark == _NEITHER else mark for mark in self.mark.ticks()),
            reviewers=tuple(sorted(self.reviewer.ticks())),
            noted=_either("noted", "unnoted", more),
            linked=_either("linked", "unlinked", more),
            lost=True if "lost" in more else None,
            words=self.words.text(),
        )

    def show_filter(self, asked: Filter) -> None:
        """Show another filter, as far as there is what it asks for; tells nobody."""
        self._filling = True
        self._timer.stop()
        if self.words.text() != asked.words:
            self.words.setText(asked.words)
        _select(self.authority, asked.authorities[0] if asked.authorities else None)
        _select(self.first_year, asked.first_year)
        _select(self.last_year, asked.last_year)
        self.areas.set_ticks(asked.areas)
        self.mark.set_ticks(mark or _NEITHER for mark in asked.marks)
        self.reviewer.set_ticks(asked.reviewers)
        chosen = (("noted", asked.noted is True), ("unnoted", asked.noted is False), ("linked", asked.linked is True))
        rest = (("unlinked", asked.linked is False), ("lost", bool(asked.lost)))
        self.more.set_ticks(key for key, is_on in (*chosen, *rest) if is_on)
        self._filling = False
        self._enable()

    def clear_all(self) -> None:
        """Ask for everything."""
        self.show_filter(Filter())
        self.changed.emit()

    def _on_more(self) -> None:
        """What excludes each other is not asked for together: the one ticked last holds."""
        keys = self.more.ticks()
        for one, other in (("noted", "unnoted"), ("linked", "unlinked")):
            if one in keys and other in keys:
                last = other if one in self._more_before else one
                keys = tuple(key for key in keys if key not in (one, other) or key == last)
        self.more.set_ticks(keys)
        self._on_changed()

    def _on_changed(self) -> None:
        self._timer.stop()
        if not self._filling:
            self._enable()
            self.changed.emit()

    def _enable(self) -> None:
        self._more_before = self.more.ticks()
        self.clear.setEnabled(self.filter() != Filter())


def _fill(box: QComboBox, items: Iterable[tuple[str, object]]) -> None:
    box.clear()
    for text, data in items:
        box.addItem(text, data)


def _select(box: QComboBox, data: object) -> None:
    found = (place for place in range(box.count()) if box.itemData(place) == data)
    folded = data.casefold() if isinstance(data, str) else data
    alike = (place for place in range(box.count()) if str(box.itemData(place)).casefold() == folded)
    place = next(found, next(alike, -1))
    if place < 0:  # a saved filter of what is not here any more: it finds nothing, and says why
        box.addItem(str(data), data)
        place = box.count() - 1
    box.setCurrentIndex(place)


def _either(yes: str, no: str, keys: Iterable[str]) -> bool | None:
    return True if yes in keys else (False if no in keys else None)


def swatch(colour: str) -> QIcon:
    """A small square of a colour."""
    pixmap = QPixmap(QSize(12, 12))
    pixmap.fill(QColor(colour) if QColor.isValidColorName(colour) else QColor(Qt.GlobalColor.gray))
    return QIcon(pixmap)

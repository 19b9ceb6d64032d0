"""The steps of history as Qt asks for them: ids of all, and the words of those that are in sight."""

from array import array
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.plain import plain_tip
from storage.steps import DONE, SET_ASIDE, UNDONE, Overview, Step, Subject

LINE_ROLE = int(Qt.ItemDataRole.UserRole)
BLOCK = 32
KEPT = 2_000

_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HEAD_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_FLAGS = _HEAD_FLAGS | Qt.ItemFlag.ItemIsSelectable


class Heading(NamedTuple):
    """A line between steps: the name of a day, or (`here`) that below it stands what is done."""

    words: str
    here: bool = False


class Beginning(NamedTuple):
    """The last line: the library before the first step."""


class StepsModel(QAbstractListModel):
    """Steps under their days, the newest first; `LINE_ROLE` answers a `Step`, `Heading`, `Beginning` or None."""

    def __init__(self, words: Callable[[list[int]], list[Step]], parent: QObject | None = None):
        super().__init__(parent)
        self._words = words
        self._kept: dict[int, Step | None] = {}
        self._ids = array("q")
        self._headings: list[tuple[int, Heading]] = []  # each with its line
        self._lines: list[int] = []

    def show_history(self, shown: Overview, today: date) -> None:
        """Show these steps."""
        self.beginResetModel()
        self._kept.clear()
        self._ids = shown.ids
        places = [(place, 1, Heading(self.day_words(day, today))) for day, place in shown.days]
        if shown.undone:
            places.append((shown.here, 0, Heading(self.tr("You are here"), here=True)))
        places.sort(key=lambda one: one[:2])
        self._headings = [(place + before, heading) for before, (place, _, heading) in enumerate(places)]
        self._lines = [line for line, _ in self._headings]
        self.endResetModel()

    def day_words(self, day: date, today: date) -> str:
        """A day as it is spoken of."""
        if day == date.min:
            return self.tr("On a day that is not known")
        if day == today:
            return self.tr("Today")
        if day == today - timedelta(days=1):
            return self.tr("Yesterday")
        locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
        return locale.toString(QDate(day.year, day.month, day.day), "dddd d MMMM yyyy")

    def line(self, number: int) -> Step | Heading | Beginning | None:
        """What stands in a line."""
        place = self._place(number)
        if isinstance(place, Heading):
            return place
        if place >= len(self._ids):
            return Beginning()
        step = self._ids[place]
        if step not in self._kept:
            self._fetch(place)
        return self._kept.get(step)

    def line_of(self, step: int) -> int:
        """The line of a step; -1 where it is not there."""
        try:
            place = self._ids.index(step)
        except ValueError:
            return -1
        low, high = place, place + len(self._headings)
        return next((line for line in range(low, high + 1) if self._place(line) == place), -1)

    def _place(self, number: int) -> int | Heading:
        at = bisect_right(self._lines, number) if self._headings else 0
        if at and self._lines[at - 1] == number:
            return self._headings[at - 1][1]
        return number - at

    def _fetch(self, place: int) -> None:
        first = place - place % BLOCK
        wanted = list(self._ids[first : first + BLOCK])
        if len(self._kept) > KEPT:
            self._kept.clear()
        self._kept.update(dict.fromkeys(wanted))
        self._kept.update((step.id, step) for step in self._words(wanted))

    # --- what Qt asks ---------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Qt's own."""
        return 0 if parent.isValid() or not self._ids else len(self._ids) + len(self._headings) + 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings are not chosen."""
        return _HEAD_FLAGS if isinstance(self._place(index.row()), Heading) else _FLAGS

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt's own."""
        if role not in (LINE_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, _SPOKEN):
            return None
        line = self.line(index.row())
        if role == LINE_ROLE:
            return line
        if isinstance(line, Heading):
            return line.words
        if isinstance(line, Beginning):
            return self.tr("Before the first step")
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.label
        words = [line.label, about(line.subject), self.state_words(line), f"{line.reviewer} {time_words(line.at)}"]
        parts = [part.strip() for part in words if part.strip()]
        return plain_tip("\n".join(parts)) if role == Qt.ItemDataRole.ToolTipRole else ", ".join(parts)

    def state_words(self, step: Step) -> str:
        """What became of a step, where it is not simply done."""
        return {DONE: "", UNDONE: self.tr("undone"), SET_ASIDE: self.tr("set aside")}.get(step.state, "")

    def detail(self, step: Step) -> str:
        """The second line of a step: what it was about."""
        return about(step.subject)

    def by_whom(self, step: Step) -> str:
        """Who made a step, and when: "A. Reviewer · 14:05"."""
        return " · ".join(part for part in (" ".join(step.reviewer.split()), time_words(step.at)) if part)


def about(subject: Subject) -> str:
    """What a step was about, on one line: citation and the beginning of the quotation."""
    words = f"“{subject.words}”" if subject.words else ""
    return " · ".join(part for part in (subject.where, words) if part)


def time_words(at: str) -> str:
    """The time of day of a UTC time, where this computer is: "14:05"; "" where it is none."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%H:%M")
    except ValueError:
        return ""

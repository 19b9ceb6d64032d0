"""The table of passages as Qt asks for it: ids of all lines, and the words of those that are in sight."""

from array import array
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimeZone,
)

from desktop.passages_view.lines import Head, Lines
from desktop.plain import plain_tip
from storage.model import Area
from storage.passage_table import Found, Row

COLUMNS = ("report", "place", "quote", "areas", "mark", "note", "links", "reviewer", "created")
LINE_ROLE = int(Qt.ItemDataRole.UserRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
BLOCK = 48  # lines whose words are asked for at once
KEPT = 4_000  # lines whose words are kept

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class TableModel(QAbstractTableModel):
    """Lines of annotations and heads; `LINE_ROLE` answers a `Row`, a `Head`, or None for one that has gone."""

    def __init__(self, words: Callable[[list[int]], dict[int, Row]], parent: QObject | None = None):
        super().__init__(parent)
        self._words = words
        self._kept: dict[int, Row | None] = {}
        self._titles = {
            "report": self.tr("Report"),
            "place": self.tr("Place"),
            "quote": self.tr("Passage"),
            "areas": self.tr("Judgement areas"),
            "mark": self.tr("Mark"),
            "note": self.tr("Note"),
            "links": self.tr("Links"),
            "reviewer": self.tr("Reviewer"),
            "created": self.tr("Date"),
        }
        self.areas: dict[int, Area] = {}
        self.lines = Lines(Found(0, 0, array("q")), lambda _: "")

    def show_lines(self, lines: Lines) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self._kept.clear()
        self.endResetModel()

    def fold(self, place: int) -> None:
        """Fold a group, or unfold it."""
        self.beginResetModel()
        self.lines.fold(place)
        self.endResetModel()

    def forget_words(self) -> None:
        """Ask for the words of the lines anew; the lines stay."""
        self._kept.clear()
        if self.lines.count:
            self.dataChanged.emit(self.index(0, 0), self.index(self.lines.count - 1, len(COLUMNS) - 1))

    def line(self, number: int) -> Row | Head | None:
        """What stands in a line."""
        annotation = self.lines.annotation(number)
        if not annotation:
            return self.lines.head(number)
        if annotation not in self._kept:
            self._fetch(number)
        return self._kept.get(annotation)

    def _fetch(self, number: int) -> None:
        """Ask for the words of the lines round a line."""
        first = number - number % BLOCK
        last = min(first + BLOCK, self.lines.count) - 1
        wanted = [one for part in self.lines.between(first, last) for one in part if one not in self._kept]
        if len(self._kept) > KEPT:
            self._kept.clear()
            wanted = [one for part in self.lines.between(first, last) for one in part]
        found = self._words(wanted)
        self._kept.update((one, found.get(one)) for one in wanted)

    # --- what Qt asks ---------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Qt's own."""
        return 0 if parent.isValid() else self.lines.count

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Qt's own."""
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every line can be chosen."""
        return _FLAGS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """The columns' titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[COLUMNS[section]]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt's own."""
        if role not in (LINE_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, _SPOKEN):
            return None
        line = self.line(index.row())
        if role == LINE_ROLE:
            return line
        if isinstance(line, Head):
            return self.head_words(line) if index.column() == 0 else None
        if line is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.text(line, COLUMNS[index.column()])) or None
        if role == _SPOKEN and index.column() == 0:
            return self.spoken(line)
        return self.text(line, COLUMNS[index.column()])

    # --- in words -------------------------------------------------------------------------------------

    def text(self, row: Row, column: str) -> str:
        """What a cell says."""
        match column:
            case "report":
                return row.name
            case "place":
                return self.tr("not found") if row.lost else row.place.replace("p. ", "p.\u00a0")  # broken at the comma
            case "quote":
                return " ".join(row.quote.split()) if not row.rectangle else self.tr("Rectangle on the page")
            case "areas":
                return ", ".join(self.areas[one].name for one in row.areas if one in self.areas)
            case "mark":
                return self.mark_words(row.mark)
            case "links":
                return str(row.links) if row.links else ""
            case "created":
                return day_words(row.created)
        return " ".join(str(getattr(row, column)).split())

    def mark_words(self, mark: str) -> str:
        """A mark as it is written: a sign and a word."""
        return {"strength": self.tr("+ Strength"), "concern": self.tr("– Concern")}.get(mark, "")

    def head_words(self, head: Head) -> str:
        """A head's line in words."""
        return f"{head.title} · {head.size:,}"

    def spoken(self, row: Row) -> str:
        """A whole line in words, for a screen reader."""
        parts = [row.citation, self.text(row, "quote"), self.text(row, "areas"), self.text(row, "mark")]
        parts += [self.tr("not found in the report any more")] if row.lost else []
        parts += [self.tr("note: {note}").format(note=self.text(row, "note"))] if row.note else []
        if row.links:
            parts.append(self.tr("1 link") if row.links == 1 else self.tr("{n} links").format(n=row.links))
        return ", ".join(part for part in (*parts, row.reviewer, self.text(row, "created")) if part)

    def copied(self, row: Row) -> str:
        """A line as tab-separated text: citation, quotation, areas, mark, note, links, reviewer, day."""
        cells = (row.citation, *(self.text(row, column) for column in COLUMNS[2:]))
        return "\t".join(" ".join(cell.split()) for cell in cells)


@lru_cache(maxsize=4_096)
def day_words(time: str) -> str:
    """The day of a UTC time where this computer is: "5 Nov 2026"."""
    moment = QDateTime.fromString(time.removesuffix("Z"), Qt.DateFormat.ISODate)
    moment.setTimeZone(QTimeZone(QTimeZone.Initialization.UTC))
    locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return locale.toString(moment.toLocalTime().date(), "d MMM yyyy")

"""The rows of the library list: authorities, and under each its reports by date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QFont

from desktop.kinds import kind_name
from desktop.library_view.labels import counted
from desktop.plain import plain_tip
from desktop.theme import is_dark
from storage.grades import grade_name
from storage.model import Report
from storage.reports import inspections, is_unnamed

YEAR, KIND, GRADE, PASSAGES = range(4)
COLUMNS = 4
MIME = "application/x-yearmark-report"
REPORT_ROLE = int(Qt.ItemDataRole.UserRole)

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
# Joined once: a layout asks for them of every row, and joining costs more than the rest of the answer.
_GROUP_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_REPORT_FLAGS = _GROUP_FLAGS | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren


@dataclass
class Group:
    """An authority with its reports; `name` is "" where the authority is not known.

    `waiting` is true for the one group of reports that are still to be read.
    """

    name: str
    reports: list[Report] = field(default_factory=list)
    waiting: bool = False

    @property
    def shape(self) -> tuple[str, bool, tuple[int, ...]]:
        """Which rows the group has, whatever they say."""
        return (self.name, self.waiting, tuple(report.id for report in self.reports))


def groups(reports: Iterable[Report], words: str = "") -> list[Group]:
    """The reports by authority in the order given, unknown authorities and what waits to be read last.

    Only those that match `words`.

    Every word must occur in the report's authority, year, kind or grade, or in the file name that stands in their
    place, whatever the case.
    """
    wanted = words.casefold().split()
    found: dict[str, Group] = {}
    waiting = Group("", waiting=True)
    for report in reports:
        if wanted and not _matches(report, wanted):
            continue
        if not report.read:
            waiting.reports.append(report)
            continue
        found.setdefault(report.authority.casefold(), Group(report.authority)).reports.append(report)
    unknown = found.pop("", None)
    return [*found.values(), *([unknown] if unknown else []), *([waiting] if waiting.reports else [])]


def _matches(report: Report, wanted: Sequence[str]) -> bool:
    year = str(report.year) if report.year else "undated"
    file_name = report.file_name if is_unnamed(report) else ""
    text = " ".join(
        (report.authority or "Unknown authority", year, report.kind, kind_name(report.kind), report.overall, file_name)
    ).casefold()
    return all(word in text for word in wanted)


def edition_name(report: Report) -> str:
    """What another document of the same inspection is called: "text copy", "edition 2"."""
    if report.media == "text":
        return QCoreApplication.translate("library_view", "text copy")
    return QCoreApplication.translate("library_view", "edition {number}").format(number=report.edition + 1)


class TreeModel(QAbstractItemModel):
    """Authorities and reports. Two levels: an index's internal id is 0 for a group, else 1 + its group's row."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._groups: list[Group] = []
        self._open: frozenset[int] = frozenset()
        self._bold = QFont()
        self._bold.setBold(True)

    # --- what is shown --------------------------------------------------------------------------------

    def show_groups(self, groups: list[Group]) -> bool:
        """Show these groups; answer whether rows came, went or moved, and so were made anew."""
        if [group.shape for group in groups] == [group.shape for group in self._groups]:
            before, self._groups = self._groups, groups
            self._tell_changes(before)
            return False
        self.beginResetModel()
        self._groups = groups
        self.endResetModel()
        return True

    def _tell_changes(self, before: list[Group]) -> None:
        for row, (old, new) in enumerate(zip(before, self._groups, strict=True)):
            for place, (one, other) in enumerate(zip(old.reports, new.reports, strict=True)):
                if one != other:
                    above = self.index(row, 0)
                    self.dataChanged.emit(self.index(place, 0, above), self.index(place, COLUMNS - 1, above))

    def set_open(self, reports: Iterable[int]) -> None:
        """Say which reports are open in panes."""
        before, self._open = self._open, frozenset(reports)
        for report in before ^ self._open:
            index = self.index_of(report)
            if index.isValid():
                self.dataChanged.emit(index, index.siblingAtColumn(COLUMNS - 1))

    def report_at(self, index: _Index) -> Report | None:
        """The report of a row; None for an authority's row."""
        if not index.isValid() or not index.internalId():
            return None
        return self._groups[int(index.internalId()) - 1].reports[index.row()]

    def last_column(self, index: _Index) -> int:
        """The last column over which the row's first text runs."""
        report = self.report_at(index)
        if report is None:
            return COLUMNS - 1
        if not is_unnamed(report):
            return YEAR
        return KIND if report.overall or report.annotations else COLUMNS - 1

    def is_open(self, index: _Index) -> bool:
        """Whether the row's report is open in a pane."""
        report = self.report_at(index)
        return report is not None and report.id in self._open

    def authority_at(self, index: _Index) -> str:
        """The authority of an authority's row."""
        return self._groups[index.row()].name

    def index_of(self, report: int) -> QModelIndex:
        """The row of a report; an invalid index when it is not shown."""
        for row, group in enumerate(self._groups):
            for place, candidate in enumerate(group.reports):
                if candidate.id == report:
                    return self.index(place, 0, self.index(row, 0))
        return QModelIndex()

    # --- what Qt asks ---------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        """Qt's own."""
        # Views ask this of every row of a library whenever it changes: no call that could be spared.
        if not parent.isValid():
            known, group = len(self._groups), 0
        else:
            group = parent.row() + 1
            known = 0 if parent.internalId() else len(self._groups[group - 1].reports)
        if 0 <= row < known and 0 <= column < COLUMNS:
            return self.createIndex(row, column, group)
        return QModelIndex()

    def parent(self, index: _Index = _NOWHERE) -> Any:
        """Qt's own; without an index, the object that owns the model."""
        if index is _NOWHERE:
            return super().parent()
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, 0)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Qt's own."""
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() or parent.column():
            return 0
        return len(self._groups[parent.row()].reports)

    def hasChildren(self, parent: _Index = _NOWHERE) -> bool:  # noqa: N802 - Qt's name
        """Every authority has reports."""
        return not (parent.isValid() and (parent.internalId() or parent.column()))

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Qt's own."""
        return COLUMNS

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Reports may be dragged; authorities only stand there."""
        return _REPORT_FLAGS if index.internalId() else _GROUP_FLAGS

    def mimeTypes(self) -> list[str]:
        """What a dragged report is."""
        return [MIME]

    def mimeData(self, indexes: Sequence[_Index]) -> QMimeData:
        """A dragged report's id, as decimal digits."""
        data = QMimeData()
        for index in indexes:
            if report := self.report_at(index):
                data.setData(MIME, str(report.id).encode())
                break
        return data

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt's own."""
        if not index.isValid():
            return None
        report = self.report_at(index)
        if report is None:
            return self._group_data(self._groups[index.row()], index.column(), role)
        return self._report_data(report, index.column(), role)

    def _group_data(self, group: Group, column: int, role: int) -> Any:
        if column != YEAR:
            return None
        name = self.tr("Waiting to be read") if group.waiting else group.name or self.tr("Unknown authority")
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == Qt.ItemDataRole.FontRole:
            return self._bold
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{name}\n{self._count(group)}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name}, {self._count(group)}"
        return None

    def _count(self, group: Group) -> str:
        """How many reports, and of how many inspections where some are editions of one."""
        reports = counted(len(group.reports), self.tr("report"), self.tr("reports"))
        of = len(inspections(group.reports))
        if of == len(group.reports):
            return reports
        words = self.tr("{reports} of {inspections}")
        return words.format(reports=reports, inspections=counted(of, self.tr("inspection"), self.tr("inspections")))

    def _report_data(self, report: Report, column: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(report, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._tip(report, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._sentence(report) if column == YEAR else self._tip(report, column)
            case Qt.ItemDataRole.TextAlignmentRole if column == PASSAGES:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ForegroundRole if column in (KIND, PASSAGES) or report.edition:
                return QColor("#a9b0bd" if is_dark() else "#5b6472")
            case Qt.ItemDataRole.FontRole if column == YEAR and report.id in self._open:
                return self._bold
        return report if role == REPORT_ROLE else None

    def _text(self, report: Report, column: int) -> str:
        if column == YEAR:
            return self._year(report)
        if column == KIND:
            if is_unnamed(report):  # the file's name runs over this column
                return ""
            if report.edition:
                return edition_name(report)
            return kind_name(report.kind, short=True)
        if column == PASSAGES and report.annotations:
            return str(report.annotations) if report.annotations < 1000 else "999+"
        return ""

    def _year(self, report: Report) -> str:
        if is_unnamed(report):
            return report.file_name
        if report.edition:
            return f"  {report.year}" if report.year else "  –"
        return str(report.year) if report.year else self.tr("undated")

    def _tip(self, report: Report, column: int) -> str:
        if not report.read:
            return self.tr("{file}\nOpen it to have it read first.").format(file=report.file_name)
        if column == GRADE:
            return grade_name(report.overall) if report.overall else self.tr("No overall grade was found")
        if column == PASSAGES:
            return counted(report.annotations, self.tr("passage"), self.tr("passages"))
        kind = kind_name(report.kind)
        edition = f" · {edition_name(report)}" if report.edition else ""
        return f"{report.name} · {kind}{edition}\n{report.file_name}"

    def _sentence(self, report: Report) -> str:
        """The whole row in words, for a screen reader."""
        parts = [report.name, kind_name(report.kind, short=True)]
        parts += [report.file_name] if is_unnamed(report) else []
        parts += [edition_name(report)] if report.edition else []
        if not report.read:
            return ", ".join([report.file_name, self.tr("waiting to be read")])
        parts += [self.tr("overall grade {grade}").format(grade=grade_name(report.overall))] if report.overall else []
        parts += [counted(report.annotations, self.tr("passage"), self.tr("passages"))]
        parts += [self.tr("open")] if report.id in self._open else []
        return ", ".join(parts)

"""What a search found, as rows: reports by authority and year, notes, areas, names of reports."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.kinds import kind_name
from desktop.library_view.labels import counted
from desktop.plain import plain_tip
from storage.model import Report
from storage.search_found import Found, Hit, NoteHit, Snippet

ROW = int(Qt.ItemDataRole.UserRole)
UNFOLDED = 3  # names, areas or notes; more of them stand folded, so that the hits below are in sight
NEAREST = 300  # code points within which several words that matched are shown as one place

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Row(NamedTuple):
    """A hit: its words, the spans that matched, what stands below them, and where it leads.

    `kind` is "place", "note" or "area"; `target` is (report, start, end), (annotation,) or (area,).
    """

    kind: str
    target: tuple[int, ...]
    words: Snippet
    below: str = ""


class Heading(NamedTuple):
    """A group of hits: what it is called, what else is said of it, its hits, and whether they are in sight at first."""

    title: str
    detail: str
    rows: tuple[Row, ...]
    is_open: bool = True


def headings(found: Found) -> list[Heading]:
    """The groups of what was found: names of reports, areas and notes are few and stand first."""
    groups = [
        Heading(_tr("Reports"), "", tuple(Row("place", (one.report.id, 0, 0), one.name) for one in found.names)),
        Heading(_tr("Judgement areas"), "", tuple(_area_rows(found))),
        Heading(_tr("Notes"), "", tuple(map(_note_row, found.notes))),
    ]
    by_report = [
        Heading(_report_name(group.report), kind_name(group.report.kind, short=True), tuple(map(_hit_row, group.hits)))
        for group in found.groups
    ]
    few = [group._replace(is_open=len(group.rows) <= UNFOLDED or not by_report) for group in groups if group.rows]
    return few + by_report


def _tr(text: str) -> str:
    return QCoreApplication.translate("results", text)


def _report_name(report: Report) -> str:
    return report.name if report.authority or report.year else report.file_name


def _hit_row(hit: Hit) -> Row:
    start, end = hit.matches[0] if hit.matches else (hit.start, hit.end)
    end = max([end, *(last for _, last in hit.matches if last - start <= NEAREST)])
    parts = [f"¶{hit.number}"] if hit.number else []
    parts += [_tr("p. {page}").format(page=hit.label)] if hit.label else []
    parts += [hit.heading] if hit.heading else []
    return Row("place", (hit.report, start, end), hit.snippet, " · ".join(" ".join(part.split()) for part in parts))


def _note_row(note: NoteHit) -> Row:
    words = _tr("Note on a link · {report}") if note.link else _tr("Note · {report}")
    return Row("note", (note.annotation,), note.snippet, words.format(report=_report_name(note.report)))


def _area_rows(found: Found) -> Iterator[Row]:
    for area in found.areas:
        if area.name.spans or not area.definition.text:
            yield Row("area", (area.area,), area.name, " ".join(area.definition.text.split()))
        else:
            yield Row("area", (area.area,), area.definition, area.name.text)


class ResultsModel(QAbstractItemModel):
    """Two levels: groups, and the hits in them."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._headings: list[Heading] = []

    def show_headings(self, headings: Sequence[Heading]) -> bool:
        """Show other groups; answer whether they differ from those shown."""
        if list(headings) == self._headings:
            return False
        self.beginResetModel()
        self._headings = list(headings)
        self.endResetModel()
        return True

    def heading_at(self, index: _Index) -> Heading | None:
        """The group of a row that is none of a hit."""
        return self._headings[index.row()] if index.isValid() and not index.internalId() else None

    def row_at(self, index: _Index) -> Row | None:
        """The hit of a row."""
        if not index.isValid() or not index.internalId():
            return None
        return self._headings[int(index.internalId()) - 1].rows[index.row()]

    def index_of(self, wanted: Row | None) -> QModelIndex:
        """Where a hit that leads to the same place stands; nowhere for None."""
        for group, heading in enumerate(self._headings if wanted is not None else ()):
            for place, row in enumerate(heading.rows):
                if wanted is not None and (row.kind, row.target) == (wanted.kind, wanted.target):
                    return self.createIndex(place, 0, group + 1)
        return QModelIndex()

    # --- Qt's own ------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        if column or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: _Index = _NOWHERE) -> Any:
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, 0)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        if not parent.isValid():
            return len(self._headings)
        return 0 if parent.internalId() else len(self._headings[parent.row()].rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 1

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            ROW,
        ):
            return None
        row, heading = self.row_at(index), self.heading_at(index)
        if row is not None:
            return self._row_data(row, role)
        return self._heading_data(heading, role) if heading is not None else None

    def _row_data(self, row: Row, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.words.text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{row.words.text}\n{row.below}")
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.words.text}. {row.below}" if row.below else row.words.text
        return row

    def _heading_data(self, heading: Heading, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return heading.title
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(" · ".join(filter(None, (heading.title, heading.detail))))
            case Qt.ItemDataRole.AccessibleTextRole:
                hits = counted(len(heading.rows), self.tr("hit"), self.tr("hits"))
                return ", ".join(filter(None, (heading.title, heading.detail, hits)))
        return heading

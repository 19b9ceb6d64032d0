"""The pages of the details window with what was found inside a report, each row with a jump to its place."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library_view.details_rows import BULLET, Column, FoundTree, Group, Row
from desktop.library_view.details_shown import Shown, shortened
from desktop.library_view.labels import plain_label
from storage.grades import grade_name
from storage.model import ImprovementItem, Judgement, Reference
from storage.passages import sentence_span

LONGEST = 600  # characters of a sentence


class FoundPage(QWidget):
    """A list, or one sentence on what was looked for and not found; filled when it is first seen.

    Signals:
        place_wanted(int, int): show this span of the report.
    """

    place_wanted = Signal(int, int)

    def __init__(self, name: str, columns: Sequence[Column]):
        super().__init__()
        self._shown: Shown | None = None
        self._stale = False
        self.hint = plain_label(self.tr("Click a row, or press Enter on it, to see it in the report."), "muted")
        self.tree = FoundTree(name, columns)
        self.tree.place_wanted.connect(self.place_wanted)
        self.note = plain_label(name="muted", wrap=True)
        self.empty = plain_label(wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for label, aside in ((self.hint, 10), (self.note, 10), (self.empty, 18)):
            label.setContentsMargins(aside, 0, aside, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(8)
        column.addWidget(self.hint)
        column.addWidget(self.note)
        column.addWidget(self.tree, 1)
        column.addWidget(self.empty, 1)

    def show_report(self, shown: Shown) -> None:
        """Show what was found in a report; what is shown already stays as it is."""
        before, self._shown = self._shown, shown
        if before and (before.inside, before.text, before.report.kind) == (
            shown.inside,
            shown.text,
            shown.report.kind,
        ):
            return
        self._stale = True
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the list now that it is seen."""
        self._fill()
        super().showEvent(event)

    def _fill(self) -> None:
        if self._shown is None or not self._stale:
            return
        self._stale = False
        groups, note, empty = self.content(self._shown)
        self.tree.show_groups(groups)
        self.note.setText(note)
        self.empty.setText(empty)
        for widget in (self.hint, self.tree):
            widget.setVisible(bool(groups))
        self.note.setVisible(bool(note))
        self.empty.setVisible(not groups)

    def content(self, shown: Shown) -> tuple[list[Group], str, str]:
        """The groups of rows, a note above them or "", and what is said where there are none; each page its own."""
        return [], "", ""


class JudgementsPage(FoundPage):
    """Judgement areas with their grades in the scale's words, and the codebook's areas that stand for them."""

    def __init__(self) -> None:
        columns = (
            Column(_tr("Judgement area"), share=5),
            Column(_tr("Grade"), "grade"),
            Column(_tr("Codebook area"), share=4),
            Column(_tr("Page"), "number"),
            Column(_tr("Read from"), share=2),
        )
        super().__init__(_tr("Judgements"), columns)

    def content(self, shown: Shown) -> tuple[list[Group], str, str]:
        """The judgements by group, those on the safeguarding board apart."""
        from desktop.library_view.details_crosswalk import Crosswalk  # reads the frameworks

        crosswalk = Crosswalk(shown.report.kind, shown.mapped)

        def row(one: Judgement) -> Row:
            grade = grade_name(one.grade)
            cells = (one.area, grade, crosswalk.areas(one), _page(one.page), _source(one.source))
            return Row(cells, one.start, one.end, "" if grade == one.grade else one.grade)

        groups = [
            Group(_tr("Safeguarding board") if board else group, tuple(map(row, rows)))
            for (board, group), rows in groupby(
                sorted(shown.inside.judgements, key=lambda one: one.board),
                key=lambda one: (one.board, "" if one.board else one.group),
            )
        ]
        # A report with a grade for the board has two headings, else the board's grade seems to be one of the others.
        if len(groups) > 1 and not groups[0].heading:
            groups[0] = groups[0]._replace(heading=_tr("Authority"))
        unknown = _tr("The report may print them in a way that Yearmark does not know.")
        reason = _tr("Reports of this kind have none.") if crosswalk.is_ungraded else unknown
        return groups, crosswalk.problem, f"{_tr('No judgements were found.')} {reason}"


class ImprovementsPage(FoundPage):
    """Recommendations, areas for improvement and what needs to improve, as they were read."""

    def __init__(self) -> None:
        super().__init__(_tr("Improvement items"), (Column(_tr("Item"), share=1), Column(_tr("Page"), "number")))

    def content(self, shown: Shown) -> tuple[list[Group], str, str]:
        """The items under their headings as printed, those of the safeguarding board apart."""
        items = sorted(shown.inside.improvements, key=lambda one: one.board)
        groups = [
            Group(heading, tuple(Row((_item(one), _page(one.page)), one.start, one.end) for one in rows))
            for heading, rows in groupby(items, key=_heading)
        ]
        empty = _tr(
            "No improvement items were found: no recommendations, no areas for improvement, no list of what needs to "
            "improve. The report may print them in a way that Yearmark does not know."
        )
        return groups, "", empty


class EarlierPage(FoundPage):
    """Sentences that speak of an earlier inspection."""

    def __init__(self) -> None:
        columns = (Column(_tr("Sentence"), share=1), Column(_tr("Year named")), Column(_tr("Page"), "number"))
        super().__init__(_tr("Earlier inspections"), columns)

    def content(self, shown: Shown) -> tuple[list[Group], str, str]:
        """The sentences in the order of the text."""
        rows = sentences(shown.text, shown.inside.references)
        empty = _tr("No words on an earlier inspection were found, such as “since the last inspection”.")
        return ([Group("", tuple(rows))] if rows else []), "", empty


def sentences(text: str, references: Sequence[Reference]) -> list[Row]:
    """A row for each sentence that speaks of earlier inspections; its place is that of the words that do."""
    rows = []
    placed = [(sentence_span(text, one.start), one) for one in references]
    for (start, end), group in groupby(placed, key=lambda pair: pair[0]):
        inside = [one for _, one in group]
        years = sorted({one.year for one in inside if one.year})
        first, last = min(one.start for one in inside), max(one.end for one in inside)
        # Words that run on past the sentence's end as it was found are shown whole.
        words = shortened(text[start : max(end, last)], LONGEST)
        rows.append(Row((words, ", ".join(map(str, years)), _page(inside[0].page)), first, last))
    return rows


def _heading(one: ImprovementItem) -> str:
    board = _tr("Safeguarding board") if one.board else ""
    return " · ".join(part for part in (board, one.group, one.subject, one.timescale) if part)


def _item(one: ImprovementItem) -> str:
    """An item with its printed number, and its sub-bullets below it."""
    first, *below = one.text.split("\n")
    number = f"{one.number}. " if one.number else ""
    return "\n".join([number + first, *(f"{BULLET}{line}" for line in below)])


def _source(source: str) -> str:
    words = {"record": _tr("record of main findings"), "table": _tr("table"), "sentence": _tr("sentence")}
    return words.get(source) or (_tr("heading") if source == "heading" else source)


def _page(number: int) -> str:
    return str(number) if number else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("details", text)

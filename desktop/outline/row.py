"""A row of a report's contents, and the search for the row that is being read; nothing of Qt."""

from bisect import bisect_right
from collections.abc import Iterable

SECTION, PARAGRAPH, ITEMS, GROUP, ITEM = "section", "paragraph", "items", "group", "item"
FIGURE_SPACE = "\u2007"  # as wide as a figure
DEEPEST = 2  # the level of headings down to which sections stand open at first


class Row:
    """A row: what it says, shortened and whole, and where it leads.

    `start` to `end` is the span that is pointed at, in offsets of running text; `until` the end of all that the row
    holds, for a section its last paragraph's. Rows of `ITEMS` and `GROUP` lead nowhere (`end` is 0). `printed` is the
    number before the words; `number` the row's place among all rows, `place` that among its siblings; `level` is 1 for
    groups of the safeguarding board.
    """

    __slots__ = (
        "above",
        "below",
        "count",
        "end",
        "grade",
        "kind",
        "level",
        "number",
        "page",
        "place",
        "printed",
        "start",
        "text",
        "until",
        "whole",
    )

    def __init__(
        self,
        kind: str,
        text: str,
        whole: str,
        *,
        page: int = 0,
        span: tuple[int, int] = (0, 0),
        until: int = 0,
        level: int = 0,
        grade: str = "",
        printed: str = "",
        count: int = 0,
    ):
        self.kind, self.text, self.whole = kind, text, whole
        self.page, self.level, self.grade, self.printed, self.count = page, level, grade, printed, count
        self.start, self.end = span
        self.until = until or self.end
        self.above: Row | None = None
        self.below: list[Row] = []
        self.number = self.place = 0

    @property
    def key(self) -> tuple[str, str, int, int]:
        """What tells the row from others of its report, also after the report was read again."""
        return (self.kind, self.whole, self.page, self.level)

    @property
    def words(self) -> str:
        """What the row says after its printed number."""
        return self.text.lstrip(FIGURE_SPACE)[len(self.printed) :].lstrip()

    def add(self, row: "Row") -> "Row":
        """Put a row below this one; answer it."""
        row.above = self
        self.below.append(row)
        return row


def in_order(top: Iterable[Row]) -> list[Row]:
    """All rows as they stand one below the other when everything is open; numbers and places are set in passing."""
    found: list[Row] = []

    def walk(siblings: Iterable[Row]) -> None:
        for place, row in enumerate(siblings):
            row.number, row.place = len(found), place
            found.append(row)
            walk(row.below)

    walk(top)
    return found


class Places:
    """Finds the row for an offset of running text among sections and numbered paragraphs."""

    def __init__(self, everything: Iterable[Row]):
        kept = [row for row in everything if row.kind in (SECTION, PARAGRAPH)]
        self._rows = sorted(kept, key=row_start)
        self._starts = [row.start for row in self._rows]

    def deepest(self, offset: int) -> Row | None:
        """The deepest row that holds an offset; None before the first and between two."""
        at = bisect_right(self._starts, offset) - 1
        row = self._rows[at] if at >= 0 else None
        while row is not None and offset >= row.until:
            row = row.above
        return row


def stands_open(row: Row) -> bool:
    """Whether a row shows what is below it before anyone has touched it."""
    if row.kind == SECTION:
        return any(each.kind == SECTION and each.level <= DEEPEST for each in row.below)
    # A single list of items would only be one more thing to unfold.
    return row.kind == GROUP and row.above is not None and len(row.above.below) == 1


def row_start(row: Row) -> int:
    """Where a row's span begins: what rows are sorted by."""
    return row.start

"""The lines of a page as a reader sees them: words put into rows, rows into the cells of tables.

Knows no PyMuPDF: `storage.reading.pdf` and the tests make the `Line`s. Coordinates are points from the
visible page's top left corner.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

BULLETS = frozenset("•◦▪●○■□◼◻▶►–—―-*·‣⁃")
"""Characters that begin an item of a list when they stand alone, beside those of symbol fonts (survey, section 9)."""

LABELLED = re.compile(
    r"(?:inspection dates?|lead inspectors?|reporting inspectors?|age group|(?:report )?published|website"
    r"|team inspectors?"
    r"|deputy lead inspectors?|e|t|w|email|tel(?:ephone)?)\s*:",
    re.IGNORECASE,
)
"""How lines begin that say what follows, in title blocks and imprints."""

_CELL_GAP = 9.0  # points between the cells of a table; gaps inside a line of text are narrower
_NEAREST = 8
_TOUCHING = 0.25  # of a line's height: a larger gap below it ends a cell
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BLANK = re.compile(r"[\xa0\u2000-\u200a\u202f\u205f\u3000]")


Boxes = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...], tuple[float, ...]]
"""The edges of words as columns: left, top, right, bottom, in points."""


class Line(NamedTuple):
    """Words on one line (or a cell's part of it), with the size in points and weight of most of its letters.

    `text` is the words joined by one space, `texts` and `boxes` are the words themselves. `note` is true
    where it begins with a raised footnote number; `breaks` are the places among its words where the second
    and further cells of a table's row begin, none in ordinary text.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    text: str
    texts: tuple[str, ...]
    boxes: Boxes
    note: bool = False
    breaks: tuple[int, ...] = ()

    @property
    def cells(self) -> int:
        """How many cells of a table's row are joined in it; 1 in ordinary text."""
        return len(self.breaks) + 1

    @property
    def height(self) -> float:
        """The height of the line's box in points, never less than one."""
        return max(self.y1 - self.y0, 1.0)

    def cell_texts(self) -> list[str]:
        """The words of each cell joined by one space."""
        edges = [0, *self.breaks, len(self.texts)]
        return [" ".join(self.texts[start:end]) for start, end in pairwise(edges)]


def clean(text: str) -> str:
    """Answer text fit for SQLite, JSON and XML, of the same length.

    Lone surrogates, NUL and other control characters become U+FFFD; unusual spaces become a space.
    """
    if text.isascii() and text.isprintable():
        return text
    return _BLANK.sub(" ", _UNFIT.sub("\ufffd", text))


def is_bullet(word: str) -> bool:
    """Answer whether a word is nothing but the mark of a list item."""
    return len(word) == 1 and (word in BULLETS or is_symbol(word))


def is_symbol(text: str) -> bool:
    """Answer whether a word is one character of a symbol font, which means nothing outside it."""
    return len(text) == 1 and "\ue000" <= text <= "\uf8ff"


def usual_size(lines: Iterable[Line], without: float = 0.0) -> float:
    """Answer the size in points in which most words are set, `without` where there are no lines."""
    words: dict[float, int] = {}
    for line in lines:
        words[line.size] = words.get(line.size, 0) + len(line.texts)
    return max(words, key=words.__getitem__, default=without)


def joined(parts: Sequence[Line], as_cells: bool = False) -> Line:
    """Answer one line made of parts in reading order; size and weight are those of the longest part."""
    if len(parts) == 1:
        return parts[0]
    longest = max(parts, key=lambda part: len(part.text))
    starts = accumulate(len(part.texts) for part in parts[:-1])
    columns = zip(*(part.boxes for part in parts), strict=True)
    left, top, right, bottom = (tuple(chain.from_iterable(column)) for column in columns)
    return Line(
        parts[0].page,
        min(part.x0 for part in parts),
        min(part.y0 for part in parts),
        max(part.x1 for part in parts),
        max(part.y1 for part in parts),
        longest.size,
        longest.bold,
        " ".join([part.text for part in parts]),
        tuple(chain.from_iterable([part.texts for part in parts])),
        (left, top, right, bottom),
        parts[0].note,
        tuple(starts) if as_cells else (),
    )


def in_reading_order(lines: Iterable[Line]) -> list[Line]:
    """Answer the lines of one page in reading order, by y and then x, the cells of a table row joined.

    Number, bullet and text of one row become one line. The cells of a row of a table become one line
    with `cells` above 1, whole cells from left to right, however they wrap (survey, section 4). Columns
    of prose side by side are read one after the other.
    """
    bands = list(_bands(lines))
    rows = [_row(band) if len(band) > 1 else band for band in bands]
    found: list[Line] = []
    index = 0
    while index < len(rows):
        if len(rows[index]) == 1:
            found += rows[index]
            index += 1
            continue
        boundary = rows[index][-1].x0
        touching = [rows[index]]
        while found and _is_cell_above(found[-1], touching[0], boundary):
            touching.insert(0, [found.pop()])
        index += 1
        while index < len(rows):
            following = _row(bands[index], boundary) if len(bands[index]) > 1 else bands[index]
            if not _goes_on(touching[-1], following, boundary):
                break
            touching.append(following)
            index += 1
        found += _cells_joined(touching)
    return found


def _bands(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Groups of lines side by side: each overlaps another of its group by a quarter of its height."""
    band: list[Line] = []
    bottom = -math.inf
    for line in sorted(lines, key=lambda line: (line.y0 + line.y1, line.x0)):
        if bottom > line.y0 and bottom - line.y0 > line.height / 4 and _beside(band, line):
            band.append(line)
            bottom = max(bottom, line.y1)
        else:
            if band:
                yield band
            band, bottom = [line], line.y1
    if band:
        yield band


def _beside(band: Sequence[Line], line: Line) -> bool:
    """Whether a line stands beside some line of the band, or is its row: not merely set tight below it.

    Looks at the nearest lines of the band only, for a page may hold hundreds of thousands in one row.
    """
    for other in band[-_NEAREST:]:
        overlap = min(other.y1, line.y1) - max(other.y0, line.y0)
        if overlap > min(other.height, line.height) / 2:
            return True
        if overlap > 0 and (line.x0 > other.x1 or line.x1 < other.x0):
            return True
    return False


def _row(band: list[Line], boundary: float = 1e9) -> list[Line]:
    """The band's parts from left to right; neighbours without a cell's gap between them are joined.

    `boundary` is the left edge, in points, of a cell known from the row above.
    """
    parts = sorted(band, key=lambda line: (line.x0, line.y0))
    if _is_stacked(parts):
        return _columns(parts)
    cells = [[parts[0]]]
    for part in parts[1:]:
        before = cells[-1]
        leads = len(cells) == 1 and sum(len(line.texts) for line in before) == 1 and _is_lead(before[0])
        is_known = before[0].x0 < boundary - 6 and abs(part.x0 - boundary) <= 6
        is_apart = part.x0 - before[-1].x1 > _CELL_GAP and not leads and any(map(str.isalnum, part.text))
        if is_known or is_apart:
            cells.append([part])
        else:
            before.append(part)
    return [joined(cell) for cell in cells]


def _is_lead(line: Line) -> bool:
    return is_bullet(line.texts[0]) or bool(re.fullmatch(r"\(?\w{1,4}[.)]?", line.text))


def _is_stacked(parts: Sequence[Line]) -> bool:
    """Whether parts of one band lie above each other, as a wrapped label beside its grade."""
    overlap = min(part.y1 for part in parts) - max(part.y0 for part in parts)
    return overlap < min(part.height for part in parts) / 2


def _columns(parts: Sequence[Line]) -> list[Line]:
    """The parts, sorted from left to right, as columns that do not overlap each other."""
    columns: list[list[Line]] = []
    right = 0.0
    for part in parts:
        if columns and part.x0 < right:
            columns[-1].append(part)
            right = max(right, part.x1)
        else:
            columns.append([part])
            right = part.x1
    return [joined(sorted(column, key=lambda line: line.y0)) for column in columns]


def _is_cell_above(above: Line, row: Sequence[Line], boundary: float) -> bool:
    """Whether a line is the beginning of the first cell of the row below it."""
    if above.cells > 1 or above.text[-1:] in ".:;?!" or row[0].text[:1].isupper():
        return False
    # In a table of contents labels run out over the column of page numbers.
    fits = above.x1 < boundary - 4 or (row[-1].text.isdigit() and above.x1 < boundary + 36)
    gap = row[0].y0 - above.y1
    return fits and abs(above.x0 - row[0].x0) < 6 and gap < _TOUCHING * row[0].height


def _goes_on(row: Sequence[Line], following: Sequence[Line], boundary: float) -> bool:
    """Whether the row below belongs to the same run of touching cells."""
    if len(following) == 1 and row[-1].text.isdigit() and following[0].text[:1].isupper():
        # In a table of contents the page number ends an entry.
        return False
    gap = min(line.y0 for line in following) - max(line.y1 for line in row)
    within = all(line.x1 < boundary - 4 or line.x0 >= boundary - 6 for line in following)
    return within and gap < _TOUCHING * following[0].height


def _cells_joined(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """One line for each row of the table that these touching rows are, or the columns of prose."""
    full = [row for row in rows if len(row) > 1]
    if len(rows) > 6 and len(full) > len(rows) * 0.6 and _is_prose(full):
        return _columns_of_prose(rows)
    groups: list[list[Sequence[Line]]] = [[]]
    for row in rows:
        is_new = len(row) > 1 and any(len(other) > 1 for other in groups[-1])
        if is_new and not all(part.text[:1].islower() for part in row):
            groups.append([])
        groups[-1].append(row)
    return [_table_row(group) for group in groups if group]


def _is_prose(rows: Sequence[Sequence[Line]]) -> bool:
    cells = [cell for row in rows for cell in row]
    return sum(len(cell.texts) for cell in cells) / len(cells) >= 4


def _columns_of_prose(rows: Sequence[Sequence[Line]]) -> list[Line]:
    boundary = min(row[-1].x0 for row in rows if len(row) > 1)
    parts = [part for row in rows for part in row]
    left = [part for part in parts if part.x0 < boundary - 6]
    return left + [part for part in parts if part.x0 >= boundary - 6]


def _table_row(rows: Sequence[Sequence[Line]]) -> Line:
    most = max(len(row) for row in rows)
    starts = sorted(next(row for row in rows if len(row) == most), key=lambda part: part.x0)
    columns: list[list[Line]] = [[] for _ in starts]
    for part in (part for row in rows for part in row):
        column = max((i for i, start in enumerate(starts) if start.x0 <= part.x0 + 6), default=0)
        columns[column].append(part)
    cells = [joined(sorted(column, key=lambda part: part.y0)) for column in columns if column]
    return joined(cells, as_cells=True)

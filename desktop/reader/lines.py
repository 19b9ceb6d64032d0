"""Lines of print as the eye has them: which words stand on one, and which line comes next. No Qt.

Lines come in the order of the running text, so that moving down a page goes where reading goes: to the foot of a
column, then to the head of the next. Print that stands sideways or upside down on its page is looked at in a frame
turned with it (`turn`, quarter turns clockwise); a line's numbers are of that frame.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from storage import passages
from storage.model import Box, Word

WIDEST_GAP = 3.0  # times the line's height: a wider one stands between the cells of a table
LOOKED_AT = 80  # words that tell how print stands on its page: a title and some of what follows
LONG = 4  # letters of a word that is wider than tall when it stands upright
NEAR = 2  # pages beyond which a paragraph and its footnote do not lie


class Line(NamedTuple):
    """Words side by side in one column or cell, in the frame of their page's print.

    `page` is an index from 0; `y0` and `y1` are the uppermost and lowest edge.
    """

    page: int
    words: tuple[Word, ...]
    y0: float
    y1: float

    @property
    def start(self) -> int:
        """The offset of the first letter."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """The offset behind the last letter."""
        return self.words[-1].end

    @property
    def x0(self) -> float:
        """The left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """The right edge."""
        return self.words[-1].x1


def turn(words: Sequence[Word]) -> int:
    """How print stands on its page: 0 upright, 1 read downwards, 2 upside down, 3 read upwards.

    Told by the way from a word to the next on its line, and by long words that are taller than wide.
    """
    some = words[:LOOKED_AT]
    long = [word for word in some if word.end - word.start >= LONG]
    right = down = left = up = 0
    for one, other in pairwise(some):
        x, y = one.x0 + one.x1 < other.x0 + other.x1, one.y0 + one.y1 < other.y0 + other.y1
        if min(one.y1, other.y1) - max(one.y0, other.y0) > (one.y1 - one.y0) / 2:
            right, left = right + x, left + (not x)
        elif min(one.x1, other.x1) - max(one.x0, other.x0) > (one.x1 - one.x0) / 2:
            down, up = down + y, up + (not y)
    if sum(word.y1 - word.y0 > word.x1 - word.x0 for word in long) * 2 > len(long):
        return 1 if down >= up else 3
    return 2 if left > right and long else 0


def turned(box: Box, quarters: int) -> Box:
    """A box turned about the page's corner by quarter turns clockwise."""
    x0, y0, x1, y1 = box
    return (
        Box(x0, y0, x1, y1),
        Box(-y1, x0, -y0, x1),
        Box(-x1, -y1, -x0, -y0),
        Box(y0, -x1, y1, -x0),
    )[quarters % 4]


def lines_of(words: Sequence[Word], page: int) -> list[Line]:
    """The lines of a page from its words, which are upright and in the order of the running text."""
    found: list[Line] = []
    row: list[Word] = []
    y0 = y1 = 0.0
    for word in words:
        height = min(word.y1 - word.y0, y1 - y0)
        overlap = min(word.y1, y1) - max(word.y0, y0)
        if row and overlap > height / 2 and -height / 2 <= word.x0 - row[-1].x1 <= WIDEST_GAP * height:
            row.append(word)
            y0, y1 = min(y0, word.y0), max(y1, word.y1)
            continue
        if row:
            found.append(Line(page, tuple(row), y0, y1))
        row, y0, y1 = [word], word.y0, word.y1
    if row:
        found.append(Line(page, tuple(row), y0, y1))
    return found


def is_beside(line: Line, other: Line) -> bool:
    """Whether two lines that follow each other are cells of one row of a table."""
    if line.page != other.page:
        return False
    overlap = min(line.y1, other.y1) - max(line.y0, other.y0)
    return overlap > min(line.y1 - line.y0, other.y1 - other.y0) / 2


def word_at(line: Line, offset: int) -> Word:
    """The word of a line in which an offset stands, or at whose end."""
    at = bisect_right(line.words, offset, key=lambda word: word.start) - 1
    return line.words[max(at, 0)]


def x_of(line: Line, text: str, offset: int) -> float:
    """The x of an offset on its line."""
    return passages.x_at(word_at(line, offset), text, offset)


def offset_of(line: Line, text: str, x: float) -> int:
    """The offset on a line that is nearest to an x."""
    at = bisect_right(line.words, x, key=lambda word: word.x0) - 1
    if at < 0:
        return line.start
    if at + 1 < len(line.words) and x > (line.words[at].x1 + line.words[at + 1].x0) / 2:
        return line.words[at + 1].start
    return passages.offset_at(line.words[at], text, x)


class Lines:
    """The lines of a report, page by page as they are asked for.

    `words(index)` gives a page's words, `page_of(offset)` the page on which an offset probably stands: a footnote's
    text may stand pages before its offset would say.
    """

    def __init__(self, text: str, count: int, words: Callable[[int], Sequence[Word]], page_of: Callable[[int], int]):
        self.text = text
        self.count = count
        self._words = words
        self._page_of = page_of
        self._turns: dict[int, int] = {}
        self._lines: dict[int, list[Line]] = {}

    def turn(self, page: int) -> int:
        """How the print of a page stands on it, in quarter turns."""
        if page not in self._turns:
            self._turns[page] = turn(self._words(page))
        return self._turns[page]

    def upright(self, page: int) -> Sequence[Word]:
        """The words of a page in the frame of its print."""
        quarters = self.turn(page)
        if not quarters:
            return self._words(page)
        return [Word(*turned(Box(*word[:4]), -quarters), *word[4:]) for word in self._words(page)]

    def of_page(self, page: int) -> list[Line]:
        """The lines of a page in the order of the text."""
        if page not in self._lines:
            self._lines[page] = lines_of(self.upright(page), page)
        return self._lines[page]

    def offset_near(self, page: int, x: float, y: float) -> int | None:
        """The offset nearest to a point of a page; None on a page without words."""
        quarters = self.turn(page)
        if quarters:
            x, y = turned(Box(x, y, x, y), -quarters)[:2]
        return passages.offset_nearest(self.upright(page), self.text, x, y)

    def at(self, offset: int, *, before: bool = False) -> Line | None:
        """The line of an offset; of two that meet there the later, or the earlier one if `before`.

        An offset on no line gives the nearest line before it, else the first.
        """
        best: Line | None = None
        for page in self._near(self._page_of(offset)):
            found = self.of_page(page)
            at = bisect_right(found, offset, key=lambda line: line.start) - 1
            if before and at > 0 and found[at].start == offset == found[at - 1].end:
                at -= 1
            ends_here = before and best is not None and best.end == offset
            if at >= 0 and not ends_here and (best is None or found[at].start > best.start):
                best = found[at]
        return best if best is not None else self._first()

    def place(self, offset: int, *, before: bool = False) -> tuple[int, Box] | None:
        """Where a caret at an offset stands: its page and a box that is thin along the line; None for no line.

        Of two lines that meet there it is the later, or the earlier one if `before`.
        """
        line = self.at(offset, before=before)
        if line is None:
            return None
        word = word_at(line, offset)
        x = passages.x_at(word, self.text, offset)
        return line.page, turned(Box(x, word.y0, x, word.y1), self.turn(line.page))

    def after(self, line: Line) -> Line | None:
        """The line that follows in the order of the text."""
        near = [self._following(page, line.start) for page in self._near(line.page)]
        found = min(filter(None, near), key=lambda other: other.start, default=None)
        return found or self._beyond(range(line.page + NEAR + 1, self.count), partial(self._following, at=line.start))

    def before(self, line: Line) -> Line | None:
        """The line that comes before in the order of the text."""
        near = [self._preceding(page, line.start) for page in self._near(line.page)]
        found = max(filter(None, near), key=lambda other: other.start, default=None)
        return found or self._beyond(range(line.page - NEAR - 1, -1, -1), partial(self._preceding, at=line.start))

    def _near(self, page: int) -> Iterator[int]:
        return iter(range(max(0, page - NEAR), min(self.count, page + NEAR + 1)))

    def _following(self, page: int, at: int) -> Line | None:
        found = self.of_page(page)
        index = bisect_right(found, at, key=lambda line: line.start)
        return found[index] if index < len(found) else None

    def _preceding(self, page: int, at: int) -> Line | None:
        found = self.of_page(page)
        index = bisect_right(found, at - 1, key=lambda line: line.start) - 1
        return found[index] if index >= 0 else None

    def _beyond(self, pages: range, seek: Callable[[int], Line | None]) -> Line | None:
        return next(filter(None, map(seek, pages)), None)

    def _first(self) -> Line | None:
        return next((self.of_page(page)[0] for page in range(self.count) if self.of_page(page)), None)

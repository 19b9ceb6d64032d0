"""A caret in running text: where it stands and where a key brings it. No Qt.

It stands between two letters, at an offset of the running text. Where a line ends in a hyphen without a space, the
same offset is the end of one line and the start of the next: `at_end` says which.
"""

import re
import unicodedata
from collections.abc import Sequence

from desktop.reader.lines import Line, Lines, is_beside, offset_of, x_of
from storage import passages
from storage.model import Box, Paragraph

_WORD = r"\w+(?:['’\-‐‑]\w+)*"
_TO_NEXT_START = re.compile(rf"(?:{_WORD})?\W*")
_TO_NEXT_END = re.compile(rf"\W*(?:{_WORD})?")
_REACH = 4000  # letters behind which a word's edge is not looked for: no word is so long
UNITS = ("word", "sentence", "paragraph")


def next_start(text: str, offset: int) -> int:
    """The start of the word after an offset, else the text's end."""
    found = _TO_NEXT_START.match(text, offset, min(len(text), offset + _REACH))
    return found.end() if found and found.end() > offset else min(len(text), offset + 1)


def next_end(text: str, offset: int) -> int:
    """The nearest end of a word after an offset, else the text's end."""
    found = _TO_NEXT_END.match(text, offset, min(len(text), offset + _REACH))
    return found.end() if found and found.end() > offset else min(len(text), offset + 1)


def last_start(text: str, offset: int) -> int:
    """The nearest start of a word before an offset, else 0."""
    return offset - next_end(text[max(0, offset - _REACH) : offset][::-1], 0) if offset else 0


def last_end(text: str, offset: int) -> int:
    """The end of the word before the one at an offset, else 0."""
    return offset - next_start(text[max(0, offset - _REACH) : offset][::-1], 0) if offset else 0


def next_letter(text: str, offset: int, direction: int) -> int:
    """The offset a letter on (1) or back (-1); marks that combine with a letter are passed with it."""
    offset = min(max(offset + direction, 0), len(text))
    while 0 < offset < len(text) and unicodedata.combining(text[offset]):
        offset += direction
    return offset


def next_paragraph(text: str, offset: int, direction: int) -> int:
    """The start of the next paragraph (1), else the text's end; that of this one or of the one before (-1)."""
    if direction > 0:
        found = text.find("\n", offset) + 1
        return found or len(text)
    return text.rfind("\n", 0, max(0, offset - 1)) + 1


def unit_span(text: str, paragraphs: Sequence[Paragraph], offset: int, unit: str) -> tuple[int, int]:
    """The word, sentence or paragraph at an offset.

    Raises ValueError for another unit.
    """
    if unit == "word":
        return passages.word_span(text, offset)
    if unit == "sentence":
        return passages.sentence_span(text, offset)
    if unit == "paragraph":
        return passages.paragraph_span(paragraphs, offset)
    raise ValueError(unit)


def grown(
    text: str, paragraphs: Sequence[Paragraph], selection: tuple[int, int] | None, offset: int, unit: str
) -> tuple[int, int]:
    """The unit at a selection's start, else at an offset; a selection that has it whole takes in the next one."""
    start = offset if selection is None else selection[0]
    span = unit_span(text, paragraphs, start, unit)
    if selection is None or selection[0] > span[0] or text[selection[1] : span[1]].strip():
        return span
    rest = text[selection[1] :]
    after = selection[1] + len(rest) - len(rest.lstrip())
    if after >= len(text):
        return (span[0], selection[1])
    return (span[0], max(selection[1], unit_span(text, paragraphs, after, unit)[1]))


def nudged(text: str, start: int, end: int, which: str, direction: int) -> tuple[int, int]:
    """A span with its "start" or "end" moved by a word; as it was where it would be empty or leave the text."""
    first, last = start, end
    if which == "start":
        first = next_start(text, start) if direction > 0 else last_start(text, start)
    else:
        last = next_end(text, end) if direction > 0 else last_end(text, end)
    return (first, last) if text[first:last].strip() else (start, end)


class Caret:
    """A caret in a report's running text, and the other end of what it selects.

    `offset` and `anchor` are offsets of running text; `is_placed` is true once it was put anywhere. `_x` is the x to
    which moving up and down holds.
    """

    def __init__(self, lines: Lines, offset: int = 0):
        self.lines = lines
        self.offset = self.anchor = min(max(offset, 0), len(lines.text))
        self.at_end = False
        self.is_placed = False
        self._x: float | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        """What is selected, None where nothing is."""
        if self.offset == self.anchor:
            return None
        return (min(self.offset, self.anchor), max(self.offset, self.anchor))

    def put(self, offset: int, anchor: int | None = None, *, at_end: bool = False) -> None:
        """Stand at an offset, selecting from `anchor` if there is one."""
        last = len(self.lines.text)
        self.offset = min(max(offset, 0), last)
        self.anchor = self.offset if anchor is None else min(max(anchor, 0), last)
        self.at_end, self._x, self.is_placed = at_end, None, True

    @property
    def line(self) -> Line | None:
        """The line the caret stands on; None in a text that no page shows."""
        return self.lines.at(self.offset, before=self.at_end)

    def line_text(self) -> str:
        """The text of the caret's line."""
        line = self.line
        return self.lines.text[line.start : line.end] if line is not None else ""

    def place(self) -> tuple[int, Box] | None:
        """Where the caret is drawn: its page's index and a box without width (or height, where print is turned)."""
        return self.lines.place(self.offset, before=self.at_end)

    def move(self, step: str, direction: int, *, select: bool = False) -> None:
        """Move by a "letter", "word", "line", "paragraph", to the "edge" of the line or the "end" of the report.

        With `select` the anchor stays. Without it what was selected is let go; a letter then leads to its end.
        """
        span = self.span
        if span is not None and not select and step == "letter":
            self.put(span[1] if direction > 0 else span[0])
            return
        anchor = self.anchor if select else None
        text = self.lines.text
        if step == "line":
            self._move_line(direction)
            self.anchor = self.offset if anchor is None else anchor
            return
        line = self.line
        offset, at_end = self.offset, False
        if step == "letter":
            offset = self._on_print(next_letter(text, offset, direction), direction)
        elif step == "word":
            offset = self._on_print((next_start if direction > 0 else last_start)(text, offset), direction)
        elif step == "paragraph":
            offset = next_paragraph(text, offset, direction)
        elif step == "edge" and line is not None:
            offset, at_end = (line.end, True) if direction > 0 else (line.start, False)
        elif step == "end":
            offset = len(text) if direction > 0 else 0
        self.put(offset, anchor, at_end=at_end)

    def _on_print(self, offset: int, direction: int) -> int:
        """An offset that shows: one between two lines' words goes on to the nearer word in the direction."""
        line = self.lines.at(offset)
        if line is None or line.start <= offset <= line.end:
            return offset
        if direction < 0:
            return line.end
        after = self.lines.after(line)
        return after.start if after is not None else line.end

    def _move_line(self, direction: int) -> None:
        """Go a line up or down, holding to the x; above the first line is its start, below the last its end."""
        line = self.line
        if line is None:
            return
        x = x_of(line, self.lines.text, self.offset) if self._x is None else self._x
        row = self._row(line, direction)
        if not row:
            edge = line.end if direction > 0 else line.start
            self.put(edge, at_end=direction > 0)
            return
        to = row[0]
        is_on = to.y0 > line.y0 if direction > 0 else to.y0 < line.y0
        if to.page == line.page and not is_on:
            x += to.x0 - line.x0  # another column: the same place in it
        to = min(row, key=lambda other: max(other.x0 - x, x - other.x1, 0.0))
        offset = offset_of(to, self.lines.text, x)
        self.put(offset, at_end=offset == to.end)
        self._x = x

    def _row(self, line: Line, direction: int) -> list[Line]:
        """The next line up or down with those beside it in its row of a table; [] where the report ends."""
        step = self.lines.after if direction > 0 else self.lines.before
        following = step(line)
        while following is not None and is_beside(line, following):
            line, following = following, step(following)
        row: list[Line] = []
        while following is not None and (not row or is_beside(row[-1], following)):
            row.append(following)
            following = step(following)
        return row

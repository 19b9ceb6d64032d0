"""Paragraphs become running text, and every word learns where it stands in it.

The rule, the same for PDF and text: words are joined by one space, lines of a paragraph too, except
after a line-end hyphen, which stays and takes no space (survey, section 9); the cells of a table's row
are joined by a tab, paragraphs by "\\n". A paragraph's printed number ("13.") and a list item's bullet
stay at its start, followed by a space; bullets that come from symbol fonts are written "•".
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from storage.model import Paragraph
from storage.passages import packed_columns
from storage.reading.lines import Line, is_symbol
from storage.reading.paragraphs import Block

_HYPHENS = ("-", "‐", "\xad")


class Running(NamedTuple):
    """Running text, its paragraphs, and the words of each page, packed, the first page first."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    words: tuple[bytes, ...]


def running_text(blocks: Sequence[Block], page_count: int) -> Running:
    """Answer the running text of paragraphs in reading order."""
    pieces: list[str] = []
    paragraphs: list[Paragraph] = []
    pages = [_Columns() for _ in range(page_count)]
    at = 0
    for block in blocks:
        if paragraphs:
            pieces.append("\n")
            at += 1
        start = at
        glued = True
        for line in block.lines:
            if not glued:
                pieces.append(" ")
                at += 1
            texts = _written(line)
            pieces.append(_spaced(texts, line.breaks))
            at = pages[line.page - 1].add(line, texts, at)
            glued = ends_in_hyphen(line)
        paragraphs.append(Paragraph(start, at, block.number, block.lines[0].page))
    words = tuple(packed_columns(*page.boxes, page.starts, page.ends) for page in pages)
    return Running("".join(pieces), tuple(paragraphs), words)


class _Columns:
    """The words of one page as columns: boxes (x0, y0, x1, y1) in points, starts and ends in the text."""

    def __init__(self) -> None:
        self.boxes: tuple[list[float], list[float], list[float], list[float]] = ([], [], [], [])
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, line: Line, texts: Sequence[str], at: int) -> int:
        """Add the words of a line that begins at the offset `at`; answers where it ends."""
        for column, values in zip(self.boxes, zip(*line.tokens, strict=True), strict=False):
            column += values
        for text in texts:
            end = at + len(text)
            self.starts.append(at)
            self.ends.append(end)
            at = end + 1
        return at - 1


def ends_in_hyphen(line: Line) -> bool:
    """Answer whether a line breaks inside a compound word."""
    last = line.tokens[-1].text
    return line.cells == 1 and len(last) > 1 and last.endswith(_HYPHENS) and last[-2].isalnum()


def _spaced(texts: Sequence[str], breaks: Sequence[int]) -> str:
    if not breaks:
        return " ".join(texts)
    edges = [0, *breaks, len(texts)]
    return "\t".join(" ".join(texts[start:end]) for start, end in pairwise(edges))


def _written(line: Line) -> list[str]:
    texts = [token.text for token in line.tokens]
    first = texts[0]
    if first < "\x7f" and "\xad" not in line.text:
        return texts
    if is_symbol(first):
        texts[0] = "•"
    # A soft hyphen is only there to break the line.
    return [text.replace("\xad", "") or "-" for text in texts]

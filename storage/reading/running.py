"""Paragraphs become running text, and every word learns where it stands in it.

The rule, the same for PDF and text: words are joined by one space, lines of a paragraph too, except
after a line-end hyphen, which stays and takes no space (survey, section 9); the cells of a table's row
are joined by a tab, paragraphs by "\\n". A paragraph's printed number ("13.") and a list item's bullet
stay at its start, followed by a space; bullets that come from symbol fonts are written "•".
"""

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from storage.model import Paragraph
from storage.passages import packed_columns
from storage.reading.lines import Line, is_symbol
from storage.reading.paragraphs import Block

_HYPHENS = ("-", "‐", "\xad")


_Placed = tuple[Line, Sequence[str], int, int]
"""A line, its words as written, and where they begin and end in the running text."""


class Running(NamedTuple):
    """Running text, its paragraphs, and the words of each page, packed, the first page first."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    words: tuple[bytes, ...]


def running_text(blocks: Sequence[Block], page_count: int) -> Running:
    """Answer the running text of paragraphs in reading order."""
    pieces: list[str] = []
    paragraphs: list[Paragraph] = []
    pages: list[list[_Placed]] = [[] for _ in range(page_count)]
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
            written = line.text
            texts: Sequence[str] = line.texts
            if line.breaks or written[0] >= "\x7f" or "\xad" in written:
                texts = _written(line)
                written = _spaced(line, texts)
            pieces.append(written)
            start_of_line, at = at, at + len(written)
            pages[line.page - 1].append((line, texts, start_of_line, at))
            glued = written.endswith(_HYPHENS) and ends_in_hyphen(line)
        paragraphs.append(Paragraph(start, at, block.number, block.lines[0].page))
    return Running("".join(pieces), tuple(paragraphs), tuple(map(_packed, pages)))


def _packed(placed: Sequence[_Placed]) -> bytes:
    """The words of a page from its lines, each with its words as written and where it begins."""
    if not placed:
        return b""
    boxes = [line.boxes for line, _, _, _ in placed]
    edges = [list(chain.from_iterable([box[side] for box in boxes])) for side in range(4)]
    lengths = list(map(len, chain.from_iterable([texts for _, texts, _, _ in placed])))
    # Inside a line one character, space or tab, stands between two words.
    gaps = [1] * len(lengths)
    word = end = 0
    for _, texts, at, after in placed:
        gaps[word] = at - end
        word += len(texts)
        end = after
    return packed_columns(edges, gaps, lengths)


def ends_in_hyphen(line: Line) -> bool:
    """Answer whether a line breaks inside a compound word."""
    last = line.texts[-1]
    return not line.breaks and len(last) > 1 and last.endswith(_HYPHENS) and last[-2].isalnum()


def _spaced(line: Line, texts: Sequence[str]) -> str:
    edges = [0, *line.breaks, len(texts)]
    return "\t".join([" ".join(texts[start:end]) for start, end in pairwise(edges)])


def _written(line: Line) -> list[str]:
    texts = list(line.texts)
    if is_symbol(texts[0]):
        texts[0] = "•"
    # A soft hyphen is only there to break the line.
    return [text.replace("\xad", "") or "-" for text in texts]

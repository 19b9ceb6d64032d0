"""Passages of running text and where they lie on a page, in plain Python for window, export and reader.

Page coordinates are points from the top left, offsets code points of the running text (see
`storage.model`). A passage's boxes are worked out here from the words of a page and are never stored.
"""

import re
import struct
import sys
import unicodedata
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import add, attrgetter, sub
from typing import Any

from storage.model import Box, Paragraph, Passage, Word

CONTEXT = 32
"""Code points of context kept before and after a quotation (W3C TextQuoteSelector)."""

_FIELDS = 6
_FURTHEST = 1e7  # points
_FLOATS = b"\2"  # begins packed words of today; a zlib stream, as those of version 1 are, never begins so
_NEAR = bytes(sign | exponent for sign in (0, 128) for exponent in range(0x4B))
"""The first bytes of 32-bit floats nearer to 0 than 2 ** 23."""

_FURTHEST_GAP = 3.0  # times the line's height: wider gaps are those between the cells of a table


# --- words, packed -----------------------------------------------------------------------------------


def packed_words(words: Iterable[Word]) -> bytes:
    """Answer the words of a page as a few bytes, the same on every machine.

    A byte that tells the form, then compressed: left, top, right and bottom edges as 32-bit floats, which
    is what PyMuPDF has, then gaps (from the end of the word before to the start) and lengths as 32-bit
    integers. Each of these columns is laid out by bytes, all first bytes before all second ones, for they
    hardly differ. Coordinates beyond 10 million points are brought into range, and those that are not
    numbers become 0.
    """
    columns = list(zip(*words, strict=True))
    if not columns:
        return b""
    starts, ends = columns[4:]
    return packed_columns(columns[:4], list(map(sub, starts, (0, *ends))), list(map(sub, ends, starts)))


def packed_columns(edges: Sequence[Sequence[float]], gaps: Sequence[int], lengths: Sequence[int]) -> bytes:
    """Answer what `packed_words` does, from the words' columns: the reader has them so, at least one word."""
    columns = [*map(_edge_bytes, edges), _by_bytes(array("i", gaps)), _by_bytes(array("i", lengths))]
    return _FLOATS + zlib.compress(b"".join(columns), 1)


def unpacked_words(data: bytes, most: int | None = None) -> list[Word]:
    """Answer the words that `packed_words` packed, now or in the form of version 1; no more than the first `most`.

    Raises ValueError when the bytes are of neither form.
    """
    if not data:
        return []
    is_old, raw, size = _decompressed(data)
    if is_old:
        return _unpacked_hundredths(raw, size)[:most]
    columns = [raw[at : at + 4 * size] for at in range(0, len(raw), 4 * size)]
    edges = (_from_bytes("f", column, most) for column in columns[:4])
    gaps, lengths = (_from_bytes("i", column, most) for column in columns[4:])
    ends = list(accumulate(map(add, gaps, lengths)))
    return list(map(Word._make, zip(*edges, map(sub, ends, lengths), ends, strict=True)))


def packed_extent(data: bytes, most: int | None = None) -> tuple[float, float] | None:
    """Answer the least left and the greatest right edge, in points, of the first `most` packed words; None for none.

    It takes a fraction of the time of `unpacked_words`. Raises ValueError as that does.
    """
    if not data:
        return None
    is_old, raw, size = _decompressed(data)
    if is_old:
        words = _unpacked_hundredths(raw, size)[:most]
        return (min(word.x0 for word in words), max(word.x1 for word in words)) if words else None
    lefts, rights = (_from_bytes("f", raw[at : at + 4 * size], most) for at in (0, 8 * size))
    return (min(lefts), max(rights)) if lefts else None


def _decompressed(data: bytes) -> tuple[bool, bytes, int]:
    """Packed words as columns: whether they have the form of version 1, the columns, how many words there are."""
    is_old = not data.startswith(_FLOATS)
    try:
        raw = zlib.decompress(data if is_old else data[1:])
    except zlib.error as error:
        raise ValueError("The words of a page are damaged.") from error
    size, rest = divmod(len(raw), 4 * _FIELDS)
    if rest:
        raise ValueError("The words of a page are damaged.")
    return is_old, raw, size


def _unpacked_hundredths(raw: bytes, size: int) -> list[Word]:
    """Words in the form of version 1: integers; left, top, width, height in hundredths, step of start, length."""
    numbers = struct.unpack(f"<{size * _FIELDS}i", raw)
    x0s, y0s, widths, heights, steps, lengths = (numbers[i * size : (i + 1) * size] for i in range(_FIELDS))
    rows = zip(x0s, y0s, widths, heights, accumulate(steps), lengths, strict=True)
    make = Word._make
    return [
        make((x / 100, y / 100, (x + width) / 100, (y + height) / 100, start, start + length))
        for x, y, width, height, start, length in rows
    ]


def _edge_bytes(column: Sequence[float]) -> bytes:
    found = _by_bytes(array("f", column))
    # The first quarter holds signs and exponents, and so tells without a look at each number.
    if found[: len(column)].translate(None, _NEAR):
        # NaN is the one number that is not itself.
        fit = [max(-_FURTHEST, min(_FURTHEST, value)) if value == value else 0.0 for value in column]
        found = _by_bytes(array("f", fit))
    return found


def _by_bytes(column: "array[int] | array[float]") -> bytes:
    """A column's numbers, each highest byte, then each second one, and so on."""
    if sys.byteorder == "big":
        column.byteswap()
    raw = column.tobytes()
    return raw[3::4] + raw[2::4] + raw[1::4] + raw[0::4]


def _from_bytes(code: str, planes: bytes, most: int | None = None) -> "array[Any]":
    """The column that `_by_bytes` laid out, or its first `most` numbers."""
    size = len(planes) // 4
    count = size if most is None else min(most, size)
    raw = bytearray(4 * count)
    for place in range(4):
        raw[3 - place :: 4] = planes[place * size : place * size + count]
    column = array(code, bytes(raw))
    if sys.byteorder == "big":
        column.byteswap()
    return column


# --- places inside a word ----------------------------------------------------------------------------

# Advance widths of an ordinary sans-serif letter, in thousandths of the type size, from " " to "~".
# Only their proportions matter: a word's own box says how wide it is.
_WIDTHS = (
    313, 332, 401, 728, 546, 977, 674, 211, 383, 383, 546, 728, 303, 363, 303, 382,
    546, 546, 546, 546, 546, 546, 546, 546, 546, 546, 354, 354, 728, 728, 728, 474,
    909, 600, 589, 601, 678, 561, 521, 667, 675, 373, 417, 588, 498, 771, 667, 708,
    551, 708, 621, 557, 584, 656, 597, 902, 581, 576, 559, 383, 382, 383, 728, 546,
    546, 525, 553, 461, 553, 526, 318, 553, 558, 229, 282, 498, 229, 840, 558, 543,
    553, 553, 360, 446, 334, 558, 498, 742, 495, 498, 444, 480, 382, 480, 728,
)  # fmt: skip
_OTHER_WIDTHS = {"‘": 211, "’": 211, "“": 401, "”": 401, "–": 546, "—": 909, "…": 817, "•": 455}
_USUAL_WIDTH = 546
_WIDE = 1000


def x_at(word: Word, text: str, offset: int) -> float:
    """Answer the x, in points, of the boundary before the character at `offset` of the running text.

    Offsets outside the word give its nearer edge. The place is estimated from the letters' usual widths:
    good to about a point in the reports' type.
    """
    if offset <= word.start:
        return word.x0
    if offset >= word.end:
        return word.x1
    edges = _edges(text[word.start : word.end])
    return word.x0 + (word.x1 - word.x0) * edges[offset - word.start]


def offset_at(word: Word, text: str, x: float) -> int:
    """Answer the offset of the character boundary of the word that is nearest to `x`."""
    if x <= word.x0 or word.x1 <= word.x0:
        return word.start
    if x >= word.x1:
        return word.end
    edges = _edges(text[word.start : word.end])
    share = (x - word.x0) / (word.x1 - word.x0)
    right = bisect_left(edges, share)
    nearest = right if right == 0 or edges[right] - share < share - edges[right - 1] else right - 1
    return word.start + nearest


@lru_cache(maxsize=4096)
def _edges(letters: str) -> tuple[float, ...]:
    """The boundaries between letters as shares of the word's width: len(letters) + 1 numbers from 0 to 1."""
    sums = list(accumulate((_width(letter) for letter in letters), initial=0))
    whole = sums[-1] or 1
    return tuple(value / whole for value in sums)


def _width(letter: str) -> int:
    index = ord(letter) - 32
    if 0 <= index < len(_WIDTHS):
        return _WIDTHS[index]
    if letter in _OTHER_WIDTHS:
        return _OTHER_WIDTHS[letter]
    if unicodedata.combining(letter):
        return 0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _USUAL_WIDTH


# --- from text to page and back ----------------------------------------------------------------------

_start: Callable[[Word], int] = attrgetter("start")
_end: Callable[[Word], int] = attrgetter("end")


def boxes(words: Sequence[Word], text: str, start: int, end: int) -> list[Box]:
    """Answer the boxes that the span covers on one page, one a line, in running-text order.

    `words` are that page's, in running-text order; a span that begins or ends on another page gives the
    boxes of its part on this one, and [] where it has none.
    """
    first = bisect_right(words, start, key=_end)
    last = bisect_left(words, end, key=_start)
    found: list[Box] = []
    for word in words[first:last]:
        part = Box(x_at(word, text, start), word.y0, x_at(word, text, end), word.y1)
        if found and _continues(found[-1], part):
            line = found[-1]
            found[-1] = Box(line.x0, min(line.y0, part.y0), max(line.x1, part.x1), max(line.y1, part.y1))
        else:
            found.append(part)
    return found


def _continues(line: Box, part: Box) -> bool:
    overlap = min(line.y1, part.y1) - max(line.y0, part.y0)
    height = min(line.y1 - line.y0, part.y1 - part.y0)
    gap = part.x0 - line.x1
    return overlap > height / 2 and -height / 2 <= gap <= _FURTHEST_GAP * height


def offset_nearest(words: Sequence[Word], text: str, x: float, y: float) -> int | None:
    """Answer the offset of the caret position nearest to a point of the page, None on a page without words.

    As PDF readers do: the line first (the nearest one, when the point is between lines), then the place
    on it; left of a line is its start, right of it its end. Above all lines is the start of the page's
    text, below all lines its end.
    """
    if not words:
        return None
    nearest = min(words, key=lambda word: _distance(word, x, y))
    if y < nearest.y0 and all(y < word.y0 for word in words):
        return min(word.start for word in words)
    if y > nearest.y1 and all(y > word.y1 for word in words):
        return max(word.end for word in words)
    line = sorted((word for word in words if _same_line(word, nearest)), key=lambda word: word.x0)
    left = [word for word in line if word.x0 <= x]
    if not left:
        return line[0].start
    word = left[-1]
    following = line[len(left)] if len(left) < len(line) else None
    if following is not None and x > (word.x1 + following.x0) / 2:
        return following.start
    return offset_at(word, text, x)


def _distance(word: Word, x: float, y: float) -> tuple[bool, float, float]:
    """How far a word is from a point: not under it, points above or below it, points from its middle."""
    inside = word.x0 <= x <= word.x1 and word.y0 <= y <= word.y1
    return (not inside, max(word.y0 - y, y - word.y1, 0.0), abs(y - (word.y0 + word.y1) / 2))


def _same_line(word: Word, other: Word) -> bool:
    overlap = min(word.y1, other.y1) - max(word.y0, other.y0)
    return overlap > min(word.y1 - word.y0, other.y1 - other.y0) / 2 or word is other


# --- spans that a reader means -----------------------------------------------------------------------

_WORD = re.compile(r"\w+(?:['’\-‐‑]\w+)*")
_SENTENCE_END = re.compile(r"[.?!…]+['\"’”)\]]*(?=\s+[^a-z\s])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|Mr|Mrs|Ms|Dr|Prof|Rev|St|No|para|pp?)|\b[A-Z])\.$")
_LONGEST_ABBREVIATION = 12  # characters before a sentence's end in which one of these stands
_NUMBER = re.compile(r"\d{1,3}\.\s+")


def word_span(text: str, offset: int) -> tuple[int, int]:
    """Answer (start, end) of the word at an offset; hyphens and apostrophes inside it belong to it.

    A punctuation mark stands for itself; white space gives the word before it, or (offset, offset).
    """
    offset = min(max(offset, 0), len(text))
    low, high = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
    for match in _WORD.finditer(text, low, len(text) if high < 0 else high):
        if match.start() > offset:
            break
        if offset < match.end() or (offset == match.end() and not text[offset : offset + 1].strip()):
            return match.span()
    if text[offset : offset + 1].strip():
        return (offset, offset + 1)
    if text[max(offset - 1, 0) : offset].strip():
        return (offset - 1, offset)
    return (offset, offset)


def sentence_span(text: str, offset: int) -> tuple[int, int]:
    """Answer (start, end) of the sentence at an offset, without the space after it.

    A sentence never crosses the end of a paragraph. A paragraph's printed number is not part of its
    first sentence.
    """
    offset = min(max(offset, 0), len(text))
    low, high = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
    found = list(_sentences_of_line(text, low, len(text) if high < 0 else high))
    # The space after a sentence belongs to it here, and a printed number to the first.
    return next((span for span in reversed(found) if span[0] <= offset), found[0])


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Answer (start, end) of each sentence between two offsets, as `sentence_span` tells them apart."""
    while start < end:
        line = text.find("\n", start, end)
        high = end if line < 0 else line
        yield from (span for span in _sentences_of_line(text, start, high) if span[1] > span[0])
        start = high + 1


def _sentences_of_line(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph or what there is of one, at least one; without spaces and printed number."""
    number = _NUMBER.match(text, low, high)
    first = start = number.end() if number else low
    for match in _SENTENCE_END.finditer(text, start, high):
        if not _ABBREVIATION.search(text, max(start, match.end() - _LONGEST_ABBREVIATION), match.end()):
            yield _trimmed(text, start, match.end())
            start = match.end()
    if start == first or text[start:high].strip():
        yield _trimmed(text, start, high)


def paragraph_span(paragraphs: Sequence[Paragraph], offset: int) -> tuple[int, int]:
    """Answer (start, end) of the paragraph at an offset; (offset, offset) where there are no paragraphs.

    `paragraphs` are in running-text order; an offset between two belongs to the one before.
    """
    if not paragraphs:
        return (offset, offset)
    index = bisect_right(paragraphs, offset, key=lambda paragraph: paragraph.start) - 1
    paragraph = paragraphs[max(index, 0)]
    return (paragraph.start, paragraph.end)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Answer the span with each end moved to the nearer end of the word it cuts, as a drag means it.

    A word cut in its middle is taken in; punctuation that is left at the start is left out. A span that
    would become empty stays as it is.
    """
    first, last = _nearer_edge(text, start, lean=-1), _nearer_edge(text, end, lean=1)
    while first < last and (text[first].isspace() or text[first] in ".,;:!?)”’"):
        first += 1
    return (first, last) if first < last else (start, end)


def _nearer_edge(text: str, offset: int, *, lean: int) -> int:
    if not 0 < offset < len(text) or not (text[offset - 1].isalnum() and text[offset].isalnum()):
        return offset
    start, end = word_span(text, offset)
    return start if 2 * offset + lean / 2 < start + end else end


def passage(report: int, text: str, start: int, end: int) -> Passage:
    """Answer the passage of a report (its id) from `start` to `end`, without white space at either end.

    Raises ValueError when nothing but white space is left, or the span lies outside the text.
    """
    if not 0 <= start <= end <= len(text):
        raise ValueError("The passage lies outside the report's text.")
    start, end = _trimmed(text, start, end)
    if start == end:
        raise ValueError("The passage is empty.")
    prefix = text[max(start - CONTEXT, 0) : start]
    return Passage(report, start, end, text[start:end], prefix, text[end : end + CONTEXT])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    stripped = part.strip()
    if not stripped:
        return (start, start)
    start += len(part) - len(part.lstrip())
    return (start, start + len(stripped))


def cited(quote: str, citation: str) -> str:
    """Answer a quotation as one line with its source: “quote” (Islington 2020, para 13, p. 4).

    `citation` is what `reports.citation` says; line and cell breaks of the quotation become spaces.
    """
    return f"“{' '.join(quote.split())}” ({citation})"

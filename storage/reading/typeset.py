"""Plain-text reports get pages: running text is set on A4, the same way every time it is asked for.

Only worker processes import this. What a paragraph is (title, heading, numbered, list item, table row,
text) is seen from the running text alone, so that a page can be drawn again from a library's rows.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import pymupdf

from storage.model import Paragraph, Word

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0
"""A4 in points."""

_MARGIN = 72.0
_RIGHT = PAGE_WIDTH - _MARGIN
_BOTTOM = PAGE_HEIGHT - _MARGIN
_HANG = 28.0  # points from a paragraph's number to its text
_BULLET = 14.0  # points from a bullet to its text
_SECOND_CELL = 330.0  # points from the margin to the second cell of a row
_LEADING = 1.4  # times the size
_ASCENT, _DESCENT = 0.93, 0.24  # of the size: the box of a word
_INK, _GREY = (0.11, 0.12, 0.14), (0.55, 0.57, 0.6)
_GRADES = r"(?:outstanding|good|requires? improvement(?: to be good)?|adequate|inadequate)"
_ITEM = re.compile(r"([•◼▪■–—-]|\d{1,3}\.)\s")


class Run(NamedTuple):
    """Words set in one go: left edge and baseline in points, font's name, size, characters."""

    x: float
    y: float
    font: str
    size: float
    text: str


@dataclass
class LaidPage:
    """A page as it was set: its number from 1, words with their boxes, what to draw, rules as (y, x0, x1)."""

    number: int
    words: list[Word] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)


class _Style(NamedTuple):
    """How a kind of paragraph is set: sizes and spaces in points, indents from the margin."""

    font: str
    size: float
    before: float
    after: float
    indent: float = 0.0
    hang: float = 0.0
    keep: int = 1


_TITLE = _Style("hebo", 20, 0, 12, keep=3)
_HEADING = _Style("hebo", 13, 16, 5, keep=4)
_SUBHEADING = _Style("hebo", 11, 10, 3, keep=3)
_TEXT = _Style("helv", 11, 0, 7, keep=2)
_NUMBERED = _Style("helv", 11, 0, 7, hang=_HANG, keep=2)
_ROW = _Style("helv", 10.5, 2, 3)


def lay_out(text: str, paragraphs: Sequence[Paragraph]) -> list[LaidPage]:
    """Answer the pages of a running text, at least one; every word's box and offsets are on its page.

    A word wider than its line is cut into as many as it needs.
    """
    setter = _Setter(text)
    inside_number = False
    for index, paragraph in enumerate(paragraphs):
        words = text[paragraph.start : paragraph.end]
        if "\t" in words:
            setter.set_row(paragraph)
            inside_number = False
            continue
        style = _style(words, paragraph.number, index == 0, inside_number)
        inside_number = bool(paragraph.number) or (inside_number and style.hang == _BULLET)
        setter.set_paragraph(paragraph, style)
    for page in setter.pages:
        # The cells of a row are set line by line, but a page keeps its words in running-text order.
        page.words.sort(key=lambda word: word.start)
    return setter.pages


def typeset(text: str, paragraphs: Sequence[Paragraph], only: Container[int] | None = None) -> pymupdf.Document:
    """Answer the same pages as a PDF in memory, for drawing and for export.

    `only` are page numbers, from 1, that get their text; the others stay white, which is faster.
    """
    doc = pymupdf.open()
    for laid in lay_out(text, paragraphs):
        page = doc.new_page(width=PAGE_WIDTH, height=PAGE_HEIGHT)
        if only is None or laid.number in only:
            _draw(page, laid)
    return doc


def _draw(page: pymupdf.Page, laid: LaidPage) -> None:
    writer = pymupdf.TextWriter(page.rect, color=_INK)
    for run in laid.runs:
        writer.append((run.x, run.y), run.text, font=_font(run.font), fontsize=run.size)
    writer.write_text(page)
    for y, x0, x1 in laid.rules:
        page.draw_line((x0, y), (x1, y), color=_GREY, width=0.4)
    folio = pymupdf.TextWriter(page.rect, color=_GREY)
    label = str(laid.number)
    folio.append(((PAGE_WIDTH - _width("helv", label) * 9) / 2, PAGE_HEIGHT - 36), label, _font("helv"), 9)
    folio.write_text(page)


# --- which style -------------------------------------------------------------------------------------


def _style(words: str, number: str, is_first: bool, inside_number: bool) -> _Style:
    if number:
        return _NUMBERED
    item = _ITEM.match(words)
    if item:
        indent = _HANG if inside_number else 0.0
        hang = _BULLET if len(item.group(1)) == 1 else _HANG
        return _Style("helv", 11, 0, 5, indent + (_BULLET if item.group(1) in "–—-" else 0.0), hang)
    if is_first and len(words) <= 120:
        return _TITLE
    if not _is_heading(words):
        return _TEXT
    return _SUBHEADING if words.endswith(":") or len(words) < 12 else _HEADING


def _is_heading(words: str) -> bool:
    if len(words) > 130 or not words[:1].isupper() or words.endswith((".", ";", ",")) or "www." in words:
        return False
    _, colon, value = words.partition(": ")
    return re.match(_GRADES, value, re.IGNORECASE) is not None if colon else len(words) <= 90


# --- setting -----------------------------------------------------------------------------------------


class _Setter:
    """Sets paragraphs one below another and turns the page when it is full."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pages = [LaidPage(1)]
        self.y = _MARGIN

    def set_paragraph(self, paragraph: Paragraph, style: _Style) -> None:
        """Set a paragraph, its number or bullet hanging; headings keep with what follows."""
        leading = style.size * _LEADING
        is_after_row = bool(self.pages[-1].rules) and self.pages[-1].rules[-1][0] + _ROW.after >= self.y
        self._space(max(style.before, 9.0 if is_after_row else 0.0), leading * style.keep)
        tokens = _tokens(self.text, paragraph.start, paragraph.end)
        left = _MARGIN + style.indent
        if style.hang and len(tokens) > 1:
            room = _RIGHT - left - style.hang
            lines = _wrapped(self.text, tokens[1:], style, room)
            self._set_line(tokens[:1], left, style, self.y + style.size)
            left += style.hang
        else:
            lines = _wrapped(self.text, tokens, style, _RIGHT - left)
        for index, line in enumerate(lines):
            # The last line of a paragraph does not stand alone at the head of a page.
            together = 2 if index and index == len(lines) - 2 else 1
            if self.y + leading * together > _BOTTOM:
                self._turn()
            self._set_line(line, left, style, self.y + style.size)
            self.y += leading
        self.y += style.after

    def set_row(self, paragraph: Paragraph) -> None:
        """Set a table's row: cells side by side, a last cell of digits at the right margin, a thin rule."""
        cells = _cells(self.text, paragraph)
        leading = _ROW.size * _LEADING
        edges = _cell_edges(self.text, cells)
        set_cells = [
            _wrapped(self.text, _tokens(self.text, *cell), _ROW, x1 - x0 - 8)
            for cell, (x0, x1) in zip(cells, edges, strict=True)
        ]
        self._space(_ROW.before, leading * min(max(map(len, set_cells)), 8))
        for depth in range(max(map(len, set_cells))):
            if self.y + leading > _BOTTOM:
                self._turn()
            for lines, (x0, _) in zip(set_cells, edges, strict=True):
                if depth < len(lines):
                    self._set_line(lines[depth], x0, _ROW, self.y + _ROW.size)
            self.y += leading
        self.y += _ROW.after
        self.pages[-1].rules.append((self.y, _MARGIN, _RIGHT))
        self.y += _ROW.after

    def _space(self, before: float, needed: float) -> None:
        if self.y > _MARGIN:
            self.y += before
        if self.y + needed > _BOTTOM:
            self._turn()

    def _turn(self) -> None:
        self.pages.append(LaidPage(len(self.pages) + 1))
        self.y = _MARGIN

    def _set_line(self, tokens: Sequence[tuple[int, int]], x: float, style: _Style, y: float) -> None:
        page = self.pages[-1]
        size, top, bottom = style.size, y - _ASCENT * style.size, y + _DESCENT * style.size
        space = _width(style.font, " ") * size
        run_x, run_font, run_text = x, style.font, ""
        for start, end in tokens:
            word = self.text[start:end]
            font = _font_for(style.font, word)
            width = _width(font, word) * size
            if font != run_font:
                if run_text:
                    page.runs.append(Run(run_x, y, run_font, size, run_text))
                run_x, run_font, run_text = x, font, ""
            # The space belongs to the font of the line, whatever the word's: else boxes would drift.
            is_own = font == style.font
            run_text += f"{word} " if is_own else word
            page.words.append(Word(x, top, x + width, bottom, start, end))
            x += width + space
            if not is_own:
                page.runs.append(Run(run_x, y, run_font, size, run_text))
                run_x, run_font, run_text = x, style.font, ""
        if run_text:
            page.runs.append(Run(run_x, y, run_font, size, run_text.rstrip()))


def _tokens(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    at = start
    for word in text[start:end].split(" "):
        if word:
            found.append((at, at + len(word)))
        at += len(word) + 1
    return found


def _wrapped(text: str, tokens: Sequence[tuple[int, int]], style: _Style, room: float) -> list[list[tuple[int, int]]]:
    """Lines of words that fit into `room` points."""
    space = _width(style.font, " ") * style.size
    lines: list[list[tuple[int, int]]] = [[]]
    x = 0.0
    for token in tokens:
        word = text[token[0] : token[1]]
        width = _width(_font_for(style.font, word), word) * style.size
        if width > room:
            pieces = _pieces(text, token, style, room)
            lines = lines if lines[-1] else lines[:-1]
            lines += [[piece] for piece in pieces]
            last = text[pieces[-1][0] : pieces[-1][1]]
            x = _width(_font_for(style.font, last), last) * style.size + space
            continue
        if lines[-1] and x + width > room:
            lines.append([])
            x = 0.0
        lines[-1].append(token)
        x += width + space
    return lines


def _pieces(text: str, token: tuple[int, int], style: _Style, room: float) -> list[tuple[int, int]]:
    start, end = token
    font = _font_for(style.font, text[start:end])
    pieces = []
    used = 0.0
    for at in range(start, end):
        advance = _advance(font, text[at]) * style.size
        if used + advance > room and at > start:
            pieces.append((start, at))
            start, used = at, 0.0
        used += advance
    return [*pieces, (start, end)]


def _cells(text: str, paragraph: Paragraph) -> list[tuple[int, int]]:
    found = []
    at = paragraph.start
    for cell in text[paragraph.start : paragraph.end].split("\t"):
        found.append((at, at + len(cell)))
        at += len(cell) + 1
    return found


def _cell_edges(text: str, cells: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Left and right edges of a row's cells in points."""
    last = text[cells[-1][0] : cells[-1][1]]
    if len(cells) == 2 and last.isdigit() and len(last) < 5:
        edge = _RIGHT - _width("helv", last) * _ROW.size
        return [(_MARGIN, edge - 10), (edge, _RIGHT + 9)]
    if len(cells) == 2:
        # A long second cell, as in a legend, needs the wider column.
        edge = _MARGIN + (_SECOND_CELL if len(last) <= 34 else 150.0)
        return [(_MARGIN, edge), (edge, _RIGHT + 8)]
    step = (_RIGHT - _MARGIN) / len(cells)
    return [(_MARGIN + step * i, _MARGIN + step * (i + 1)) for i in range(len(cells))]


# --- measures ----------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _font(name: str) -> pymupdf.Font:
    return pymupdf.Font(name)


@lru_cache(maxsize=8192)
def _advance(font: str, character: str) -> float:
    """The width of a character in a font, as a share of the size."""
    return float(_font(font).glyph_advance(ord(character)))


@lru_cache(maxsize=8192)
def _width(font: str, word: str) -> float:
    return sum(_advance(font, character) for character in word)


@lru_cache(maxsize=8192)
def _font_for(font: str, word: str) -> str:
    """The font itself where it has all the word's characters, else the fallback for other scripts."""
    if word.isascii() or all(_font(font).has_glyph(ord(character)) for character in word):
        return font
    return "cjk"

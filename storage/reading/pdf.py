"""A PDF becomes a reading. Only worker processes import this: a page may never return, or want all memory."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pymupdf

from storage.errors import ReportRefused
from storage.model import Page, Reading
from storage.reading.furniture import without_furniture
from storage.reading.lines import Line, Token, clean, in_reading_order
from storage.reading.paragraphs import paragraphs_of
from storage.reading.running import running_text
from storage.reading.title import title_facts
from storage.reading.version import READER

UNREADABLE = (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, TypeError, IndexError, KeyError, OverflowError)
"""What PyMuPDF raises for a file or a page that it cannot read, seen on damaged files."""

_SUPERSCRIPT = 1
_BOLD = 16
_SMALL = 0.75  # of the line's size: footnote marks are set smaller and raised
_MARK = re.compile(r"[\d*†‡§,]{1,4}")
_LARGEST_PAGE = 14_400.0  # points; the limit that PDF readers keep


def read_pdf(doc: pymupdf.Document, file_name: str) -> Reading:
    """Answer what can be read of an opened PDF: pages, words, running text, paragraphs, title facts.

    A page that PyMuPDF cannot read has no words, and a warning names it. Raises ReportRefused when that
    is so of every page, and for a web page saved in place of a report (survey, section 1).
    """
    lines: list[list[Line]] = []
    sizes: list[tuple[float, float]] = []
    broken: list[int] = []
    # A damaged file may take its count back once a page has been tried.
    count = doc.page_count
    for number in range(1, count + 1):
        size, page_lines = (595.0, 842.0), []
        try:
            page = doc.load_page(number - 1)
            size = _page_size(page)
            page_lines = lines_of(page, number)
        except UNREADABLE:
            broken.append(number)
        except SystemError as error:
            # How PyMuPDF passes on that its C code ran out of memory.
            raise MemoryError from error
        sizes.append(size)
        lines.append(page_lines)
    if len(broken) == count:
        raise ReportRefused(
            f"“{file_name}” is damaged: none of its pages can be read. It was not added. "
            "Fetch it again from where it came."
        )
    labels, kept = without_furniture(lines, [height for _, height in sizes])
    blocks = paragraphs_of([in_reading_order(page_lines) for page_lines in kept])
    running = running_text(blocks, count)
    pages = tuple(
        Page(number, *sizes[number - 1], labels[number - 1], running.words[number - 1])
        for number in range(1, count + 1)
    )
    facts = title_facts(running.text, running.paragraphs, file_name)
    warnings = _warnings(running.words, broken, file_name)
    return Reading("pdf", READER, running.text, pages, running.paragraphs, facts, warnings)


def _page_size(page: pymupdf.Page) -> tuple[float, float]:
    width, height = float(page.rect.width), float(page.rect.height)
    # A page without a usable size is shown as A4, one beyond the limit is cut there.
    if not (width >= 1 and height >= 1):
        return (595.0, 842.0)
    return (min(width, _LARGEST_PAGE), min(height, _LARGEST_PAGE))


def _warnings(words: Sequence[bytes], broken: Sequence[int], file_name: str) -> tuple[str, ...]:
    found = []
    if broken:
        which = "page " if len(broken) == 1 else "pages "
        shown = ", ".join(str(number) for number in broken[:10]) + (" and more" if len(broken) > 10 else "")
        found.append(
            f"“{file_name}”: {which}{shown} could not be read, and the words there are missing. The rest was read."
        )
    empty = [number for number, packed in enumerate(words, 1) if not packed]
    if len(empty) == len(words) and not broken:
        found.append(
            f"“{file_name}” has no text layer: its pages are pictures, so nothing in it can be searched or "
            "quoted. A copy with recognised text (OCR) would help."
        )
    return tuple(found)


# --- one page ----------------------------------------------------------------------------------------


def lines_of(page: pymupdf.Page, number: int) -> list[Line]:
    """Answer the lines of a page that have words, in the order of the file, furniture included.

    Words, and the sizes and weights of their lines, come off one text page: 1.2 times the cost of the
    words alone. Boxes are brought into the visible page (PyMuPDF answers them before its rotation).
    Footnote marks are set aside.
    """
    textpage = page.get_textpage(flags=pymupdf.TEXTFLAGS_WORDS)
    grouped: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for word in textpage.extractWORDS():
        grouped[word[5], word[6]].append(word)
    matrix = page.rotation_matrix if page.rotation else None
    found = []
    for block in textpage.extractDICT()["blocks"]:
        for index, line in enumerate(block.get("lines", ())):
            words = grouped.get((block["number"], index))
            if words:
                made = _line(number, words, line["spans"], matrix)
                if made is not None:
                    found.append(made)
    return found


def _line(page: int, words: Sequence[Any], spans: Sequence[Any], matrix: Any) -> Line | None:
    size, bold = _size_and_weight(spans)
    marks = [span for span in spans if _is_mark(span, size)] if len(spans) > 1 else []
    note = bool(marks) and marks[0] is next((span for span in spans if span["text"].strip()), None)
    if marks or matrix is not None or not "".join([word[4] for word in words]).isprintable():
        tokens = _careful_tokens(words, marks, matrix)
    else:
        tokens = tuple([Token._make(word[:5]) for word in words])
    if not tokens:
        return None
    x0s, y0s, x1s, y1s, _ = zip(*tokens, strict=True)
    return Line(page, min(x0s), min(y0s), max(x1s), max(y1s), size, bold, tokens, note)


def _careful_tokens(words: Sequence[Any], marks: Sequence[Any], matrix: Any) -> tuple[Token, ...]:
    tokens = []
    for x0, y0, x1, y1, text, *_ in words:
        for mark in marks:
            left = mark["bbox"][0]
            # Half a point of tolerance: a span and its last word do not end at quite the same place.
            if x0 - 0.5 <= left < x1:
                text, is_last = _without_mark(text, mark["text"].strip())
                x1 = max(left, x0) if is_last else x1
        text = clean(text).strip()
        if text:
            tokens.append(_token(x0, y0, x1, y1, text, matrix))
    return tuple(tokens)


def _without_mark(text: str, mark: str) -> tuple[str, bool]:
    """A word without the footnote mark at its end, and whether nothing, not even a comma, stood after it."""
    before, found, after = text.rpartition(mark)
    if not found or any(map(str.isalnum, after)):
        return text, False
    return before + after, not after


def _size_and_weight(spans: Sequence[Any]) -> tuple[float, bool]:
    """The size of most letters of a line in points, and whether all its letters are bold."""
    if len(spans) == 1:
        return (round(spans[0]["size"], 1), _is_bold(spans[0]))
    letters: dict[float, int] = defaultdict(int)
    bold = True
    for span in spans:
        text = span["text"].strip()
        if text:
            letters[round(span["size"], 1)] += len(text)
            bold = bold and (_is_bold(span) or not any(map(str.isalnum, text)))
    return (max(letters, key=lambda size: letters[size]) if letters else 0.0, bold)


def _is_bold(span: Any) -> bool:
    return bool(span["flags"] & _BOLD) or "Bold" in span["font"]


def _is_mark(span: Any, size: float) -> bool:
    text = span["text"].strip()
    if not text or len(text) > 4 or not _MARK.fullmatch(text):
        return False
    return bool(span["flags"] & _SUPERSCRIPT) or span["size"] < _SMALL * size


def _token(x0: float, y0: float, x1: float, y1: float, text: str, matrix: Any) -> Token:
    if matrix is not None:
        x0, y0, x1, y1 = pymupdf.Rect(x0, y0, x1, y1) * matrix
    return Token(x0, y0, x1, y1, text)

"""A PDF becomes a reading. Only worker processes import this: a page may never return, or want all memory."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import unescape
from itertools import pairwise
from typing import Any

import pymupdf

from storage.errors import ReportRefused
from storage.frameworks import Framework
from storage.model import Page, Reading
from storage.reading.furniture import without_furniture
from storage.reading.inside import read_inside
from storage.reading.lines import Boxes, Line, clean, in_reading_order
from storage.reading.paragraphs import paragraphs_of
from storage.reading.parts import parts_of_pdf
from storage.reading.refusals import unreadable
from storage.reading.running import running_text
from storage.reading.version import READER

UNREADABLE = unreadable()

_SUPERSCRIPT = 1
_BOLD = 16
_SMALL = 0.75  # of the line's size: footnote marks are set smaller and raised
_MARK = re.compile(r"[\d*†‡§,]{1,4}")
LARGEST_PAGE = 200_000.0  # points: 70 metres, more than any printer takes; what says it is larger is not drawn
_SCAN = 500  # pixels each way
_WRITTEN = re.compile(r'<p [^>]*>([^"]*"[^"]*">)([^<\n]*)(.*)')  # what opens a line's first span, its words, the rest
_SIZE = re.compile(r";font-size:([\d.]+)pt")
_INK = re.compile(r">\s*[^<\s]")
_SPAN = re.compile(
    r"(<b>)?(?:<i>)?(?:<tt>)?<span style=\"font-family:[^;]*?(Bold)?[^;]*;font-size:([\d.]+)pt[^>]*>([^<]*)<"
)


def read_pdf(
    doc: pymupdf.Document,
    file_name: str,
    known: Sequence[Framework] | None = None,
    recognised: Callable[[pymupdf.Page, int], list[Line]] | None = None,
) -> Reading:
    """Answer what can be read of an opened PDF: pages, words, running text, and what stands in it.

    `known` are the frameworks, ours where none are given; `recognised` answers the lines of a page that is a
    picture (OCR).

    A page that PyMuPDF cannot read has no words, and a warning names it. Raises ReportRefused when that
    is so of every page, and for a web page saved in place of a report (survey, section 1).
    """
    # A damaged file may take its count back once a page has been tried.
    count = doc.page_count
    lines, sizes, broken, scans = _pages_of(doc, count, recognised)
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
    still = [number for number in scans if not running.words[number - 1]]
    warnings = _warnings(running.words, broken, still, file_name)
    reading = Reading("pdf", READER, running.text, pages, running.paragraphs, {}, warnings)
    reading = reading._replace(recognised=len(still) < len(scans), pictures=tuple(still))
    parts = parts_of_pdf(running.text, running.paragraphs, blocks)
    return read_inside(reading, parts, file_name, known)


@contextmanager
def _boxes_as_they_are() -> Iterator[None]:
    """Keep PyMuPDF from mending letter boxes one by one, for fonts without usable heights: a third of a word's cost.

    Such fonts are rare, MuPDF itself gives them a usual height, and no word is lost.
    """
    pymupdf.TOOLS.unset_quad_corrections(True)
    try:
        yield
    finally:
        pymupdf.TOOLS.unset_quad_corrections(False)


def _pages_of(
    doc: pymupdf.Document, count: int, recognised: Callable[[pymupdf.Page, int], list[Line]] | None
) -> tuple[list[list[Line]], list[tuple[float, float]], list[int], list[int]]:
    """The lines of each page and its width and height; the numbers of broken pages, and of pages that are pictures."""
    lines: list[list[Line]] = []
    sizes: list[tuple[float, float]] = []
    broken: list[int] = []
    scans: list[int] = []
    for number in range(1, count + 1):
        size, page_lines = (595.0, 842.0), []
        try:
            page = doc.load_page(number - 1)
            size = _page_size(page)
            with _boxes_as_they_are():
                page_lines = lines_of(page, number)
            if not page_lines and _is_picture(page):
                scans.append(number)
                page_lines = recognised(page, number) if recognised is not None else []
        except UNREADABLE:
            broken.append(number)
        except SystemError as error:
            # How PyMuPDF passes on that its C code ran out of memory.
            raise MemoryError from error
        sizes.append(size)
        lines.append(page_lines)
    return lines, sizes, broken, scans


def _page_size(page: pymupdf.Page) -> tuple[float, float]:
    x0, y0, x1, y1 = page.rect
    width, height = float(x1 - x0), float(y1 - y0)
    # A page without a usable size is shown as A4, one beyond the limit is cut there.
    if not (width >= 1 and height >= 1):
        return (595.0, 842.0)
    return (min(width, LARGEST_PAGE), min(height, LARGEST_PAGE))


def _is_picture(page: pymupdf.Page) -> bool:
    """Whether a page without words shows a picture as large as a scan; its pixels are not looked at."""
    return any(min(width, height) >= _SCAN for _, _, width, height, *_ in page.get_images())


def _listed(numbers: Sequence[int]) -> str:
    """Numbers of pages in a sentence."""
    which = "page " if len(numbers) == 1 else "pages "
    return which + ", ".join(map(str, numbers[:10])) + (" and more" if len(numbers) > 10 else "")


def _warnings(words: Sequence[bytes], broken: Sequence[int], scans: Sequence[int], file_name: str) -> tuple[str, ...]:
    found = []
    if broken:
        found.append(
            f"“{file_name}”: {_listed(broken)} could not be read, and the words there are missing. The rest was read."
        )
    if scans and any(words):
        found.append(
            f"“{file_name}”: {_listed(scans)} shows a picture without a text layer, so nothing there can be searched "
            "or quoted. Recognise the text in pictures, or find a copy that has one."
        )
    empty = [number for number, packed in enumerate(words, 1) if not packed]
    if len(empty) == len(words) and not broken:
        found.append(
            f"“{file_name}” has no text layer: its pages are pictures, so nothing in it can be searched or "
            "quoted. Recognise the text in pictures, or find a copy that has one."
        )
    return tuple(found)


# --- one page ----------------------------------------------------------------------------------------


def lines_of(page: pymupdf.Page, number: int) -> list[Line]:
    """Answer the lines of a page that have words, in the order of the file, furniture included.

    Words, and the sizes and weights of their lines, come off one text page: 1.1 times the cost of the
    words alone, for MuPDF writes the styles as HTML three times faster than PyMuPDF makes a dictionary of
    them. Only pages with footnote marks need the dictionary, which says where the marks stand; they are
    set aside. Boxes are brought into the visible page (PyMuPDF answers them before its rotation).
    """
    textpage = page.get_textpage(flags=pymupdf.TEXTFLAGS_WORDS)
    words = textpage.extractWORDS()
    if not words:
        return []
    columns = tuple(zip(*words, strict=True))
    # A line's words are counted from 0.
    edges = [place for place, count in enumerate(columns[7]) if not count]
    groups = list(pairwise([*edges, len(words)]))
    matrix = page.rotation_matrix if page.rotation else None
    styles = _styles(textpage.extractHTML(), len(groups))
    if styles is None:
        return _lines_with_marks(textpage, [words[start:end] for start, end in groups], number, matrix)
    x0s, y0s, x1s, y1s, texts = columns[:5]
    found = []
    for (start, end), (size, bold) in zip(groups, styles, strict=True):
        its = texts[start:end]
        text = " ".join(its)
        if matrix is not None or not text.isprintable():
            made = _careful_line(number, words[start:end], size, bold, matrix)
            if made is not None:
                found.append(made)
            continue
        boxes = x0s[start:end], y0s[start:end], x1s[start:end], y1s[start:end]
        left, top, right, bottom = min(boxes[0]), min(boxes[1]), max(boxes[2]), max(boxes[3])
        found.append(Line(number, left, top, right, bottom, size, bold, text, its, boxes))
    return found


def _styles(html: str, count: int) -> list[tuple[float, bool]] | None:
    """The size and weight of the lines that have words; None where there are marks, or the lines do not match."""
    if "<sup>" in html:
        return None
    found = []
    known: dict[str, tuple[float, bool]] = {}
    for opened, text, rest in _WRITTEN.findall(html):
        if "<span " in rest:
            style = _mixed_style(opened + text + rest)
            if style is None:
                return None
            found += style
        elif text and not text.isspace():
            # Most lines are set in one style, and a page has few styles.
            if opened not in known:
                bold, heavy, size, _ = _SPAN.findall(opened + "<")[0]
                known[opened] = (float(size), bool(bold or heavy))
            found.append(known[opened])
    return found if len(found) == count else None


def _mixed_style(written: str) -> list[tuple[float, bool]] | None:
    """The style of a line of several spans, none where it has no words, or None where one may be a footnote mark."""
    if "<b>" not in written and "Bold" not in written:
        sizes = set(_SIZE.findall(written))
        if len(sizes) == 1:
            return [(float(sizes.pop()), False)] if _INK.search(written) else []
    spans = [span for span in _SPAN.findall(written) if span[3] and not span[3].isspace()]
    if not spans:
        return []
    style = _style_of(spans)
    return [style] if style else None


def _style_of(spans: Sequence[tuple[str, str, str, str]]) -> tuple[float, bool] | None:
    """The size and weight of most letters of a line of several spans, None where one may be a footnote mark."""
    letters: dict[float, int] = defaultdict(int)
    bold = True
    for marked, heavy, size, written in spans:
        text = unescape(written).strip()
        letters[float(size)] += len(text)
        bold = bold and bool(marked or heavy or not any(map(str.isalnum, text)))
    usual = max(letters, key=lambda size: letters[size])
    if min(letters) < _SMALL * usual:
        return None
    return (usual, bold)


def _lines_with_marks(textpage: Any, groups: Sequence[Sequence[Any]], number: int, matrix: Any) -> list[Line]:
    spans_of = {
        (block["number"], index): line["spans"]
        for block in textpage.extractDICT()["blocks"]
        for index, line in enumerate(block.get("lines", ()))
    }
    found = []
    for group in groups:
        spans = spans_of.get((group[0][5], group[0][6]), ())
        size, bold = _size_and_weight(spans)
        marks = [span for span in spans if _is_mark(span, size)] if len(spans) > 1 else []
        note = bool(marks) and marks[0] is next((span for span in spans if span["text"].strip()), None)
        made = _careful_line(number, group, size, bold, matrix, marks)
        if made is not None:
            found.append(made._replace(note=note))
    return found


def _careful_line(
    page: int, words: Sequence[Any], size: float, bold: bool, matrix: Any, marks: Sequence[Any] = ()
) -> Line | None:
    """A line whose words are looked at one by one; None where nothing is left of them."""
    texts, boxes = _careful_words(words, marks, matrix)
    if not texts:
        return None
    x0s, y0s, x1s, y1s = boxes
    return Line(page, min(x0s), min(y0s), max(x1s), max(y1s), size, bold, " ".join(texts), texts, boxes)


def _careful_words(words: Sequence[Any], marks: Sequence[Any], matrix: Any) -> tuple[tuple[str, ...], Boxes]:
    """The words made fit, without footnote marks, and with their boxes on the visible page."""
    texts: list[str] = []
    columns: tuple[list[float], ...] = ([], [], [], [])
    for x0, y0, x1, y1, text, *_ in words:
        for mark in marks:
            left = mark["bbox"][0]
            # Half a point of tolerance: a span and its last word do not end at quite the same place.
            if x0 - 0.5 <= left < x1:
                text, is_last = _without_mark(text, mark["text"].strip())
                x1 = max(left, x0) if is_last else x1
        text = clean(text).strip()
        if text:
            box = pymupdf.Rect(x0, y0, x1, y1) * matrix if matrix is not None else (x0, y0, x1, y1)
            for column, value in zip(columns, box, strict=True):
                column.append(value)
            texts.append(text)
    left, top, right, bottom = (tuple(column) for column in columns)
    return tuple(texts), (left, top, right, bottom)


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

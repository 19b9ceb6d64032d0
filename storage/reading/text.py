"""A plain-text report becomes a reading (survey, section 10), with pages set by `storage.reading.typeset`.

Paragraphs stand on one line each, or are wrapped at a fixed width with blank lines between; both are
read. Only worker processes import this: setting pages needs the measures of PyMuPDF's fonts.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from storage.errors import ReportRefused
from storage.frameworks import Framework
from storage.model import Page, Paragraph, Reading
from storage.passages import packed_words
from storage.reading.inside import read_inside
from storage.reading.lines import BULLETS, clean
from storage.reading.numbers import numbers_in_sequence
from storage.reading.parts import parts_of_text
from storage.reading.typeset import PAGE_HEIGHT, PAGE_WIDTH, lay_out, typeset
from storage.reading.version import READER

__all__ = ["lay_out", "read_text", "typeset"]

_FEWEST = 3  # words: with fewer there is nothing to read
_LARGEST = 20_000_000  # bytes: some 4,000 pages
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_NUMBER = re.compile(r"(\d{1,3})\.\s")
_ENDS = re.compile(r"[.:;?!…]['\"’”)\]]*$")
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WRAPPED_AT = 100  # characters: texts whose lines are all shorter may be wrapped
_LONG = 45
_SURE = 300  # characters: no heading has as many


def read_text(data: bytes, file_name: str, known: Sequence[Framework] | None = None) -> Reading:
    """Answer what can be read of a plain text: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises ReportRefused when the bytes are no text, hold no words, or are too many for a report.
    """
    if len(data) > _LARGEST:
        raise ReportRefused(
            f"“{file_name}” holds more than 20 million bytes of text, too many for a report; it was not added."
        )
    parts = list(_paragraph_texts(decoded(data, file_name)))
    if not parts:
        raise ReportRefused(f"“{file_name}” holds no words; it was not added.")
    if len(" ".join(parts).split()) < _FEWEST:
        raise ReportRefused(f"“{file_name}” holds hardly a word, and is no report; it was not added.")
    text = "\n".join(parts)
    paragraphs = _paragraphs(parts)
    laid = lay_out(text, paragraphs)
    ends = [page.words[-1].end if page.words else 0 for page in laid]
    paragraphs = tuple(_on_pages(paragraphs, ends))
    pages = tuple(
        Page(page.number, PAGE_WIDTH, PAGE_HEIGHT, str(page.number), packed_words(page.words)) for page in laid
    )
    reading = Reading("text", READER, text, pages, paragraphs, {})
    return read_inside(reading, parts_of_text(text, paragraphs), file_name, known)


def decoded(data: bytes, file_name: str) -> str:
    """Answer the characters of a text file, line ends as "\\n".

    Raises ReportRefused when they are no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data:
        raise _not_text(file_name)
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    text = _ANSI.sub("", text.replace("\ufeff", ""))
    if "\0" in text or len(_CONTROLS.findall(text)) > len(text) / 50 + 8:
        raise _not_text(file_name)
    return "\n".join(text.splitlines())


def _not_text(file_name: str) -> ReportRefused:
    return ReportRefused(
        f"“{file_name}” is neither a PDF nor a plain text; it was not added. Save or print it as a PDF and add that."
    )


def _paragraph_texts(text: str) -> Iterator[str]:
    """The paragraphs in running-text form: one space between words, a tab between cells."""
    waiting = ""
    for part in _parts(text.split("\n")):
        if waiting and _goes_on(waiting, part):
            waiting = _joined(waiting, part)
            continue
        if waiting:
            yield waiting
        waiting = part
    if waiting:
        yield waiting


def _parts(lines: Sequence[str]) -> Iterator[str]:
    wrapped = _is_wrapped(lines)
    waiting = last = ""
    for line in lines:
        part = _spaced(line)
        goes_on = waiting and part and wrapped and len(last) >= _LONG and not _begins_item(part)
        last = line
        if goes_on and "\t" not in waiting + part:
            waiting = _joined(waiting, part)
            continue
        if waiting:
            yield waiting
        waiting = part
    if waiting:
        yield waiting


def _is_wrapped(lines: Sequence[str]) -> bool:
    longer = sum(len(line) > _WRAPPED_AT for line in lines)
    full = sum(len(one) >= _LONG and bool(two.strip()) for one, two in pairwise(lines))
    return longer <= len(lines) / 50 and full >= 5


def _spaced(line: str) -> str:
    cells = [" ".join(clean(cell).split()) for cell in line.split("\t")]
    part = "\t".join(cell for cell in cells if cell)
    first, _, rest = part.partition(" ")
    return f"• {rest}" if rest and first in BULLETS and first not in "–—" else part


def _begins_item(part: str) -> bool:
    return bool(_NUMBER.match(part)) or (part[:1] in BULLETS and part[1:2] == " ")


def _goes_on(before: str, part: str) -> bool:
    """Whether a paragraph was cut in two by the source's page end (survey, section 10)."""
    if "\t" in before + part or _ENDS.search(before) or _begins_item(part):
        return False
    return len(before) > _LONG and (part[:1].islower() or (len(before) > _SURE and len(part) > _WRAPPED_AT))


def _joined(one: str, two: str) -> str:
    breaks_compound = one.endswith(("-", "‐")) and one[-2:-1].isalnum()
    return one + two if breaks_compound else f"{one} {two}"


def _paragraphs(parts: Sequence[str]) -> tuple[Paragraph, ...]:
    found = [(i, int(m.group(1))) for i, part in enumerate(parts) if (m := _NUMBER.match(part))]
    numbers = numbers_in_sequence([(i, value) for i, value in found if "\t" not in parts[i]])
    made = []
    at = 0
    for index, part in enumerate(parts):
        made.append(Paragraph(at, at + len(part), numbers.get(index, ""), 1))
        at += len(part) + 1
    return tuple(made)


def _on_pages(paragraphs: Sequence[Paragraph], ends: Sequence[int]) -> Iterator[Paragraph]:
    """The paragraphs with the page each begins on; `ends` are the offsets at which the pages end."""
    page = 1
    for paragraph in paragraphs:
        while page < len(ends) and ends[page - 1] <= paragraph.start:
            page += 1
        yield paragraph._replace(page=page)

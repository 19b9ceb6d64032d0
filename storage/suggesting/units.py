"""What a suggestion may name: the paragraphs of a report, numbered ones with all that belongs to them; sentences."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from storage.documents import Inside
from storage.model import Paragraph, Section
from storage.passages import sentence_spans

BODY, LISTED, HEADING, IMPRINT = "body", "listed", "heading", "imprint"

_SHORTEST = 30  # characters of a paragraph that may be suggested
_ROW = 200  # characters at most of a table's row that is a heading with its grade
_NUMBER = re.compile(r"\d{1,3}\.\s+|[◼•▪‣–-]\s+")
_END = re.compile(r"the office for standards in education", re.IGNORECASE)
_IMPRINT = re.compile(
    r"(?:what|the) (?:the )?inspection judge?ments|information about this inspection|about this inspection"
    r"|the inspection team|our expectations|contents$|judge?ment\s+grade$|record of main findings",
    re.IGNORECASE,
)


class Unit(NamedTuple):
    """A paragraph that may be suggested: span, printed number or "", page on which it starts, headings it stands under.

    `sort` is BODY, LISTED (an improvement item of that report) or IMPRINT (what stands about the inspection in every
    report: survey, sections 5 and 8).
    """

    start: int
    end: int
    number: str
    page: int
    sort: str
    headings: tuple[str, ...] = ()


def units_of(text: str, paragraphs: Sequence[Paragraph], inside: Inside) -> list[Unit]:
    """The paragraphs of a report in order, numbered ones whole; headings and those that say nothing left out."""
    listed = [(item.start, item.end) for item in inside.improvements]
    heads = {section.start for section in inside.sections}
    found = []
    is_over = False
    for start, end, number, page in _spans(paragraphs, inside):
        is_over = (is_over or bool(_END.match(text, start))) and start not in heads
        if end - start < _SHORTEST or start in heads or (not number and _is_row(text, start, end)):
            continue
        headings = _headings(inside.sections, start)
        sort = BODY
        if any(first < end and start < last for first, last in listed):
            sort = LISTED
        elif is_over or any(_IMPRINT.match(one) for one in (*headings, text[start:end])):
            sort = IMPRINT
        found.append(Unit(start, end, number, page, sort, headings))
    return found


def _spans(paragraphs: Sequence[Paragraph], inside: Inside) -> list[tuple[int, int, str, int]]:
    """All paragraphs as (start, end, number, page), those inside a numbered one only with it."""
    spans = [(one.start, one.end, str(one.number), one.page) for one in inside.numbered]
    starts = [span[0] for span in spans]
    for one in paragraphs:
        at = bisect_right(starts, one.start) - 1
        if at < 0 or one.start >= spans[at][1]:
            spans.append((one.start, one.end, one.number, one.page))
    return sorted(spans)


def _is_row(text: str, start: int, end: int) -> bool:
    """Whether it is the row of a table, as judgements are printed."""
    return end - start < _ROW and "\t" in text[start:end] and text[end - 1] not in ".;:!?"


def _headings(sections: Sequence[Section], offset: int) -> tuple[str, ...]:
    """The headings that an offset stands under, the outermost first."""
    return tuple(one.heading for one in sections if one.start <= offset < one.end)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the sentences between two offsets, without printed number and bullet."""
    for first, last in sentence_spans(text, start, end):
        number = _NUMBER.match(text, first, last)
        first = number.end() if number else first
        if last - first > 2:
            yield first, last


def sentence_at(text: str, start: int, end: int, offset: int) -> tuple[int, int]:
    """The span of the sentence between two offsets that holds a third; all between them where none does."""
    return next((span for span in sentences(text, start, end) if span[0] <= offset < span[1]), (start, end))

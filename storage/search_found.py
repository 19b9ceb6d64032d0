"""What a search found, as plain values: hits by report, notes, areas, names; words with the spans that matched."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from storage.model import Report
from storage.search_index import CLOSE, OPEN
from storage.search_words import Query, Span

SNIPPET = 130  # code points
LEAD = 24  # of them before the first word that matched
IN_SIGHT = 64  # of them that two narrow lines have room for

_MARKS = re.compile(f"[{OPEN}{CLOSE}]")


class Snippet(NamedTuple):
    """Some words of a text on one line, and the spans in them (code points) that matched."""

    text: str
    spans: tuple[Span, ...] = ()


class Hit(NamedTuple):
    """A paragraph of a report that answers: its span, the page's number and label, printed number, heading.

    `matches` are the words that matched, as spans of running text.
    """

    report: int
    start: int
    end: int
    page: int
    label: str
    number: str
    heading: str
    snippet: Snippet
    matches: tuple[Span, ...]


class Group(NamedTuple):
    """A report and its hits in the order of the text."""

    report: Report
    hits: tuple[Hit, ...]


class NoteHit(NamedTuple):
    """A note that answers: of an annotation, or of a link (`link` is 0 else) that ends at it; with its report."""

    annotation: int
    link: int
    report: Report
    snippet: Snippet


class AreaHit(NamedTuple):
    """A judgement area whose name or definition answers."""

    area: int
    name: Snippet
    definition: Snippet


class ReportHit(NamedTuple):
    """A report whose name answers."""

    report: Report
    name: Snippet


class Found(NamedTuple):
    """All that answers what was typed.

    `groups` are by authority and year. `total` is the number of paragraphs that answer, -1 where they were not
    counted because there are more than `shown`; `hint` is `Query.hint`.
    """

    words: str
    query: Query
    groups: tuple[Group, ...] = ()
    notes: tuple[NoteHit, ...] = ()
    areas: tuple[AreaHit, ...] = ()
    names: tuple[ReportHit, ...] = ()
    total: int = 0

    @property
    def hits(self) -> list[Hit]:
        """The hits of all reports."""
        return [hit for group in self.groups for hit in group.hits]

    @property
    def shown(self) -> int:
        """How many paragraphs are among the answers."""
        return sum(len(group.hits) for group in self.groups)

    @property
    def is_cut(self) -> bool:
        """Whether more paragraphs answer than are shown."""
        return self.total != self.shown

    @property
    def is_empty(self) -> bool:
        """Whether nothing answers."""
        return not (self.groups or self.notes or self.areas or self.names)


def unmarked(marked: str) -> tuple[str, list[Span]]:
    """A text that FTS5 has marked, without the marks, and where they stood."""
    parts = _MARKS.split(marked)
    spans, length = [], 0
    for place, part in enumerate(parts):
        if place % 2:
            spans.append((length, length + len(part)))
        length += len(part)
    return "".join(parts), spans


def snippet(text: str, spans: Sequence[Span] = ()) -> Snippet:
    """Some words of a text from shortly before the place where most of the words stand, white space as single spaces.

    However near its end they stand, the first of them is in sight where there is room for `IN_SIGHT` code points.
    """
    if len(text) <= IN_SIGHT:
        return Snippet(plain(text), tuple(spans))
    first, last = _best_place(text, spans)
    begin = max(0, first - LEAD) if last > IN_SIGHT else 0
    end = min(len(text), begin + SNIPPET)
    if begin and (blank := re.search(r"\s\S", text[begin : first + 1])):
        begin += blank.start() + 1
    if end < len(text) and (blank := re.search(r"\s\S*$", text[end - LEAD : end])):
        end += blank.start() - LEAD
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    shift = len(before) - begin
    seen = [(max(first, begin), min(last, end)) for first, last in spans]
    kept = tuple((first + shift, last + shift) for first, last in seen if first < last)
    return Snippet(before + plain(text[begin:end]) + after, kept)


def _best_place(text: str, spans: Sequence[Span]) -> Span:
    """From the first to the last of those words of which as many as can be are in sight together; (0, 0) for none."""
    words = [text[first:last].lower() for first, last in spans]
    wanted = len(set(words))
    best, most, after = (0, 0), 0, 0
    for place, (first, _) in enumerate(spans):
        while after < len(spans) and spans[after][1] <= first + IN_SIGHT - LEAD:
            after += 1
        held = len(set(words[place : max(after, place + 1)]))
        if held > most:
            best, most = (first, spans[max(after - 1, place)][1]), held
        if most == wanted:
            break
    return best


def plain(text: str) -> str:
    """A text on one line, as long as it was."""
    text = text.replace("\n", " ").replace("\t", " ")
    return text if text.isprintable() else re.sub(r"\s", " ", text)

"""What the title block says: kind, authority, dates, lead inspector (survey, sections 1 to 4).

Works on running text, so PDFs and plain texts follow one rule. The kind comes from the title and the
judgement table only, never from words of the body, which name other kinds of inspection freely.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from storage.frameworks import Framework, frameworks
from storage.model import Fact, Paragraph, Span
from storage.reading.authority import authority_in_title, short_authority
from storage.reading.dates import dates_in_name, first_and_last, printed_date
from storage.reading.grading import grading_of
from storage.reading.inspectors import lead_inspectors, names
from storage.reading.refusals import lost_report

_TITLE_PARAGRAPHS = 14
_TABLE_PARAGRAPHS = 40
_LONGEST_TITLE = 300
_LONGEST_ROW = 250
_USUAL_ROWS = 3
_LETTER_PARAGRAPHS = 24

_WHEN = r"(?:(?:inspection|visit|review|fieldwork) dates?|dates? of (?:the )?(?:inspection|visit|review))"
_LABELS = (
    rf"(?:report published|published|publication date|(?:lead|reporting) inspectors?|age group"
    rf"|(?:previous|last) inspection|{_WHEN})\b"
)
_DATES = re.compile(rf"\b{_WHEN}\s*:?\s*(.*?)(?=\s*{_LABELS}|$)", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:\breport published\b\s*:?|\bpublished\s*:|^published\b|\bpublication date\s*:?)"
    rf"\s*(.*?)(?=\s*{_LABELS}|$)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:lead|reporting)(?: \w+)? inspectors?(?:\(s\))?\s*[:\t–—-]", re.IGNORECASE)
_IN_LETTER = re.compile(
    r"(?:\b(?:visit|inspection)\b.{0,200}?\b(?:on|from|between)|^(?:on|from|between))\s+(?:the\s+)?(?=(?:\w+day )?\d)",
    re.IGNORECASE,
)
_OPENS_LETTER = re.compile(r"(?:this letter|this report|ofsted|following|on|from|between)\b", re.IGNORECASE)
_LONGEST_PERIOD = 50
_INSPECTS = re.compile(r"\b(?:inspection|review|visit)\b(?! dates?)", re.IGNORECASE)
_LABEL = re.compile(rf"\s*{_LABELS}", re.IGNORECASE)


class _Piece(NamedTuple):
    """A paragraph of the first pages: its words, page and span."""

    words: str
    page: int
    start: int
    end: int


class Title(NamedTuple):
    """What a report says of itself, by the keys of `Reading.facts`, where, and under which framework it was written."""

    facts: dict[str, Fact]
    places: dict[str, Span]
    framework: Framework | None


def title_of(
    text: str, paragraphs: Sequence[Paragraph], file_name: str, known: Sequence[Framework] | None = None
) -> Title:
    """Answer what the report says of itself; what is not found is left out.

    `known` are the frameworks to tell kinds by, ours where none are given. The fact `kind` is always there,
    "OTHER" for a document that is no inspection report we know. Raises NotAReport for the web page that
    stands in place of a lost report (survey, section 1).
    """
    block = [_Piece(text[p.start : p.end], p.page, p.start, p.end) for p in paragraphs[:_TABLE_PARAGRAPHS]]
    _refuse_lost_report(block, file_name)
    title = _title_block(block)
    framework, place = _framework(title, text, paragraphs, frameworks() if known is None else known)
    made = Title({}, {}, framework)
    dates = _inspection_dates(title, block if framework and not framework.layout else [])
    _add(made, "kind", (Fact("OTHER", "printed", 0), None))
    if framework is not None:
        piece = title[place]
        _add(made, "kind", (Fact(framework.kind, "printed", piece.page), _span(piece)))
    elif dates:
        # An inspection of a kind that we do not know.
        place = next((i for i, piece in enumerate(title) if _INSPECTS.search(piece.words)), -1)
    if place >= 0:
        _add(made, "authority", _authority(title, place))
        for key, found in dates.items():
            _add(made, key, found)
        _add(made, "lead_inspector", _lead_inspector(title, text, paragraphs))
    _add(made, "published", _published(title if place >= 0 else [], file_name))
    return made


def _add(made: Title, key: str, found: tuple[Fact, Span | None] | None) -> None:
    if found is not None:
        made.facts[key] = found[0]
        if found[1] is not None:
            made.places[key] = found[1]


def _span(piece: _Piece, sure: bool = True) -> Span:
    return Span(piece.start, piece.end, piece.page, sure)


def _refuse_lost_report(block: Sequence[_Piece], file_name: str) -> None:
    start = " ".join(piece.words for piece in block).lower()
    lost = any(re.search(r"(?:^|\d\. )report not found$", piece.words.strip().lower()) for piece in block)
    if lost and "no longer exists" in start:
        raise lost_report(file_name)


def _title_block(block: Sequence[_Piece]) -> list[_Piece]:
    """The paragraphs before contents, judgement table and body: short ones of the first two pages."""
    found = []
    letter = any(piece.words.lower().startswith("dear ") for piece in block[:_LETTER_PARAGRAPHS])
    for piece in block[: _LETTER_PARAGRAPHS if letter else _TITLE_PARAGRAPHS]:
        if re.fullmatch(r"contents|judgement\s+grade", piece.words, re.IGNORECASE) or piece.page > 2:
            break
        if len(piece.words) <= _LONGEST_TITLE:
            found.append(piece)
    return found


def _framework(
    title: Sequence[_Piece], text: str, paragraphs: Sequence[Paragraph], known: Sequence[Framework]
) -> tuple[Framework | None, int]:
    """The framework and the place of the paragraph that says so; (None, -1) where none does.

    The first paragraph that is a title decides: a later one, or a running head, may name another kind.
    """
    for place, piece in enumerate(title):
        for framework in known:
            if any(marker.match(piece.words) for marker in framework.markers):
                twins = [other for other in known if other.markers == framework.markers]
                return (framework if len(twins) == 1 else _by_table(twins, text, paragraphs)), place
    return _by_rows(title, text, paragraphs, known)


def _by_rows(
    title: Sequence[_Piece], text: str, paragraphs: Sequence[Paragraph], known: Sequence[Framework]
) -> tuple[Framework | None, int]:
    """The framework whose table stands under a title that we do not know, with dates of an inspection."""
    place = next((i for i, piece in enumerate(title) if _INSPECTS.search(piece.words)), -1)
    if place < 0 or not any(_DATES.match(piece.words) for piece in title):
        return None, -1
    rows = [text[p.start : p.end] for p in paragraphs[:_TABLE_PARAGRAPHS] if p.end - p.start < _LONGEST_ROW]
    counts = [_rows_named(framework, rows) if framework.layout == "table" else 0 for framework in known]
    best = max(counts, default=0)
    return (known[counts.index(best)], place) if best >= _USUAL_ROWS else (None, -1)


def _by_table(twins: Sequence[Framework], text: str, paragraphs: Sequence[Paragraph]) -> Framework:
    """Which framework's areas are graded: in the table of the first pages, else in headings (survey, section 1)."""
    best = twins[-1]
    for upto in (_TABLE_PARAGRAPHS, len(paragraphs)):
        rows = [text[p.start : p.end] for p in paragraphs[:upto] if p.end - p.start < _LONGEST_ROW and not p.number]
        counts = [_rows_named(framework, rows) for framework in twins]
        best = twins[counts.index(max(counts))]
        # A table half read names the areas that all of them have.
        if counts.count(max(counts)) == 1:
            return best
    return best


def _rows_named(framework: Framework, rows: Sequence[str]) -> int:
    grading = grading_of(framework)
    split = [grading.split(row) for row in rows]
    return len({area for label, grade in split if grade and (area := grading.area(label))})


def _authority(title: Sequence[_Piece], place: int) -> tuple[Fact, Span] | None:
    piece = title[place]
    named = authority_in_title(piece.words)
    if named:
        return Fact(named, "printed", piece.page), _span(piece)
    # The name stands alone above the title (SIF, ILACS to 2021) or below it (SLAC, LAC).
    for index in (place - 1, place + 1, place - 2, place + 2):
        if 0 <= index < len(title):
            piece = title[index]
            short = short_authority(piece.words)
            if short:
                return Fact(short, "printed", piece.page), _span(piece, sure=abs(index - place) == 1)
    return None


def _labelled(title: Sequence[_Piece], label: re.Pattern[str]) -> Iterator[tuple[_Piece, str]]:
    """The words after a label, those of the next paragraph where the label stands alone."""
    for place, piece in enumerate(title):
        match = label.search(piece.words)
        if match is None:
            continue
        words = match.group(1).strip()
        following = title[place + 1] if place + 1 < len(title) else None
        if not words and following and not _LABEL.match(following.words):
            yield following, following.words
        else:
            yield piece, words


def _inspection_dates(title: Sequence[_Piece], block: Sequence[_Piece]) -> dict[str, tuple[Fact, Span]]:
    """The period after its label, in a letter the one in its first sentence on the visit."""
    found = [*_labelled(title, _DATES), *_in_letter(block)]
    for piece, words in found:
        if days := first_and_last(words):
            return {
                "inspection_start": (Fact(days[0], "printed", piece.page), _span(piece)),
                "inspection_end": (Fact(days[1], "printed", piece.page), _span(piece)),
            }
    return {}


def _in_letter(block: Sequence[_Piece]) -> Iterator[tuple[_Piece, str]]:
    for piece in block:
        if _OPENS_LETTER.match(piece.words) and (match := _IN_LETTER.search(piece.words[:_LONGEST_TITLE])):
            yield piece, piece.words[match.end() : match.end() + _LONGEST_PERIOD]


def _published(title: Sequence[_Piece], file_name: str) -> tuple[Fact, Span | None] | None:
    for piece, words in _labelled(title, _PUBLISHED):
        if day := printed_date(words):
            return Fact(day, "printed", piece.page), _span(piece)
    days = dates_in_name(file_name)
    return (Fact(days, "file name"), None) if days else None


def _lead_inspector(title: Sequence[_Piece], text: str, paragraphs: Sequence[Paragraph]) -> tuple[Fact, Span] | None:
    for place, piece in enumerate(title):
        name = lead_inspectors(piece.words)
        if not name and _LEAD.fullmatch(f"{piece.words.rstrip(' :')}:") and place + 1 < len(title):
            name, piece = names(title[place + 1].words), title[place + 1]
        if name:
            return Fact(name, "printed", piece.page), _span(piece)
    # SIF names the team near the end.
    for index, paragraph in enumerate(paragraphs):
        if text[paragraph.start : paragraph.start + 4].lower() not in ("lead", "repo"):
            continue
        part = text[paragraph.start : min(paragraph.end, paragraph.start + _LONGEST_TITLE)]
        if _LEAD.match(part):
            name = lead_inspectors(part)
            sure = bool(name)
            if not name and index + 1 < len(paragraphs):
                following = paragraphs[index + 1]
                words = text[following.start : min(following.end, following.start + _LONGEST_TITLE)]
                name = "" if "\t" in words else names(words)
            if name:
                span = Span(paragraph.start, paragraph.end, paragraph.page, sure)
                return Fact(name, "printed", paragraph.page), span
    return None

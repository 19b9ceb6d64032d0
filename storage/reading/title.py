"""What the title block says: kind, authority, dates, lead inspector (survey, sections 1 to 4).

Works on running text, so PDFs and plain texts follow one rule. The kind comes from the title and the
judgement table only, never from words of the body, which name other kinds of inspection freely.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from storage.frameworks import Framework, frameworks
from storage.model import Fact, Paragraph, Span
from storage.reading.authority import authority_in_title, short_authority
from storage.reading.dates import dates_in_name, first_and_last, printed_date
from storage.reading.grading import grading_of
from storage.reading.refusals import NotAReport

_TITLE_PARAGRAPHS = 14
_TABLE_PARAGRAPHS = 40
_LONGEST_TITLE = 300
_LONGEST_ROW = 250

_LABELS = r"(?:Report published|Published|Lead inspectors?|Reporting inspectors?|Age group|Inspection dates?)\b"
_DATES = re.compile(rf"\bInspection dates?\s*:?\s*(.+?)(?=\s*{_LABELS}|$)", re.IGNORECASE)
_PUBLISHED = re.compile(rf"\b(?:Report )?published\s*:?\s*(.+?)(?=\s*{_LABELS}|$)", re.IGNORECASE)
_LEAD = re.compile(
    rf"(?<!deputy )\b(?:lead|reporting) inspectors?\s*:?\s+(?!team\b)(.+?)(?=\s*(?:Deputy|{_LABELS})|$)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r",?\s*\b(?:(?:Her|His) Majesty['’]?s['’]? Inspectors?|Senior HMI|HMI|Regulatory Inspection Manager)\b.*",
    re.IGNORECASE,
)


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
    made = Title({}, {}, None)
    framework, place = _framework(title, text, paragraphs, frameworks() if known is None else known)
    if framework is not None:
        made = made._replace(framework=framework)
        piece = title[place]
        _add(made, "kind", (Fact(framework.kind, "printed", piece.page), _span(piece)))
        _add(made, "authority", _authority(title, place))
        for key, found in _inspection_dates(title).items():
            _add(made, key, found)
        _add(made, "lead_inspector", _lead_inspector(title, text, paragraphs))
    else:
        _add(made, "kind", (Fact("OTHER", "printed", 0), None))
    _add(made, "published", _published(title if framework else [], file_name))
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


def lost_report(file_name: str) -> NotAReport:
    """Answer the refusal of a web page saved in place of a report."""
    return NotAReport(
        f"“{file_name}” is not a report: it is the page a website shows when a report is not found. "
        "It was not added. Ask the publisher for the report itself."
    )


def _title_block(block: Sequence[_Piece]) -> list[_Piece]:
    """The paragraphs before contents, judgement table and body: short ones of the first two pages."""
    found = []
    for piece in block[:_TITLE_PARAGRAPHS]:
        if re.fullmatch(r"contents|judgement\s+grade", piece.words, re.IGNORECASE) or piece.page > 2:
            break
        if len(piece.words) <= _LONGEST_TITLE:
            found.append(piece)
    return found


def _framework(
    title: Sequence[_Piece], text: str, paragraphs: Sequence[Paragraph], known: Sequence[Framework]
) -> tuple[Framework | None, int]:
    """The framework and the place of the paragraph that says so; (None, -1) where none does."""
    for framework in known:
        for place, piece in enumerate(title):
            if any(marker.match(piece.words) for marker in framework.markers):
                twins = [other for other in known if other.markers == framework.markers]
                return (framework if len(twins) == 1 else _by_table(twins, text, paragraphs)), place
    return None, -1


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


def _inspection_dates(title: Sequence[_Piece]) -> dict[str, tuple[Fact, Span]]:
    for piece in title:
        match = _DATES.search(piece.words)
        days = first_and_last(match.group(1)) if match else None
        if days:
            return {
                "inspection_start": (Fact(days[0], "printed", piece.page), _span(piece)),
                "inspection_end": (Fact(days[1], "printed", piece.page), _span(piece)),
            }
    return {}


def _published(title: Sequence[_Piece], file_name: str) -> tuple[Fact, Span | None] | None:
    for piece in title:
        match = _PUBLISHED.search(piece.words)
        day = printed_date(match.group(1)) if match else ""
        if day:
            return Fact(day, "printed", piece.page), _span(piece)
    days = dates_in_name(file_name)
    return (Fact(days, "file name"), None) if days else None


def _lead_inspector(title: Sequence[_Piece], text: str, paragraphs: Sequence[Paragraph]) -> tuple[Fact, Span] | None:
    for piece in title:
        match = _LEAD.search(piece.words)
        name = _name(match.group(1)) if match else ""
        if name:
            return Fact(name, "printed", piece.page), _span(piece)
    # SIF names the team near the end; search backwards, for the body may speak of lead inspectors too.
    for index in range(len(paragraphs) - 1, -1, -1):
        paragraph = paragraphs[index]
        if text[paragraph.start : paragraph.start + 4].lower() != "lead":
            continue
        part = text[paragraph.start : paragraph.end]
        if re.match(r"lead inspectors?\s*:", part, re.IGNORECASE):
            match = _LEAD.match(part)
            name = _name(match.group(1)) if match else ""
            sure = bool(name)
            if not name and index + 1 < len(paragraphs):
                following = paragraphs[index + 1]
                name = _name(text[following.start : following.end])
            if name:
                span = Span(paragraph.start, paragraph.end, paragraph.page, sure)
                return Fact(name, "printed", paragraph.page), span
    return None


def _name(printed: str) -> str:
    """The names without the office: "A and B" where there are two."""
    parts = re.split(r",?\s+and\s+|;\s*", _OFFICE_BETWEEN.sub("", printed))
    names = [_OFFICE.sub("", part).strip(" ,.:–-") for part in parts]
    return " and ".join(name for name in names if 3 <= len(name) <= 50 and name[:1].isupper())


_OFFICE_BETWEEN = re.compile(r",?\s*(?:Her|His) Majesty['’]s Inspector\b(?=,?\s+and\s)", re.IGNORECASE)

"""What the title block says: kind, authority, dates, lead inspector, overall grade (survey, sections 1 to 4).

Works on running text, so PDFs and plain texts follow one rule. The kind comes from the title and the
judgement table only, never from words of the body, which name other kinds of inspection freely.
"""

import re
from collections.abc import Sequence

from storage.errors import ReportRefused
from storage.model import Fact, Paragraph
from storage.reading.authority import authority_in_title, short_authority
from storage.reading.dates import dates_in_name, first_and_last, printed_date

_TITLE_PARAGRAPHS = 14
_TABLE_PARAGRAPHS = 40
_LONGEST_TITLE = 300

_KINDS = (
    ("JTAI", r"joint targeted area inspection"),
    ("FOCUSED_VISIT", r"focused visit (?:to|of)|.{0,60}\bfocused visit$"),
    ("MONITORING_VISIT", r"monitoring visit (?:to|of)|.{0,60}\bmonitoring visit$"),
    ("SLAC", r"inspection of safeguarding and looked.after children"),
    ("LAC_2013", r"inspection of looked.after children services"),
    ("SIF", r"(?:re-?\s?)?inspection of services for children in need of help and protection"),
    ("ILACS", r"inspection of (?:.{1,80} )?children['’]s (?:social care )?services"),
    ("LSCB_REVIEW", r"review of the effectiveness of the .{0,30}\bsafeguarding children board"),
)
_GRADE = r"(?:outstanding|good|requires? improvement(?: to be good)?|adequate|inadequate|not judged)"
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
_PROSE = re.compile(rf"(?:overall judgement is|^children['’]s services?\b).{{0,80}}?\b({_GRADE})\b", re.IGNORECASE)
_OVERALL = re.compile(rf"^overall effectiveness\s*:?\s*({_GRADE})", re.IGNORECASE)


def title_facts(text: str, paragraphs: Sequence[Paragraph], file_name: str) -> dict[str, Fact]:
    """Answer what the report says of itself, by the keys of `Reading.facts`; what is not found is left out.

    `kind` is always there, "OTHER" for a document that is no inspection report we know. Raises
    ReportRefused for the web page that stands in place of a lost report (survey, section 1).
    """
    block = [(text[p.start : p.end], p.page) for p in paragraphs[:_TABLE_PARAGRAPHS]]
    _refuse_lost_report(block, file_name)
    title = _title_block(block)
    facts: dict[str, Fact] = {}
    kind, place = _kind(title)
    if kind == "ILACS":
        kind = _ilacs(block)
    facts["kind"] = Fact(kind, "printed", title[place][1] if title and place >= 0 else 0)
    if kind != "OTHER":
        _add(facts, "authority", _authority(title, place))
        facts |= _inspection_dates(title)
        _add(facts, "lead_inspector", _lead_inspector(title, text, paragraphs))
        _add(facts, "overall", _overall(kind, block, text, paragraphs))
    _add(facts, "published", _published(title if kind != "OTHER" else [], file_name))
    return facts


def _add(facts: dict[str, Fact], key: str, fact: Fact | None) -> None:
    if fact is not None:
        facts[key] = fact


def _refuse_lost_report(block: Sequence[tuple[str, int]], file_name: str) -> None:
    start = " ".join(part for part, _ in block).lower()
    lost = any(re.search(r"(?:^|\d\. )report not found$", part.strip().lower()) for part, _ in block)
    if lost and "no longer exists" in start:
        raise lost_report(file_name)


def lost_report(file_name: str) -> ReportRefused:
    """Answer the refusal of a web page saved in place of a report."""
    return ReportRefused(
        f"“{file_name}” is not a report: it is the page a website shows when a report is not found. "
        "It was not added. Ask the publisher for the report itself."
    )


def _title_block(block: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The paragraphs before contents, judgement table and body: short ones of the first two pages."""
    found = []
    for part, page in block[:_TITLE_PARAGRAPHS]:
        if re.fullmatch(r"contents|judgement\s+grade", part, re.IGNORECASE) or page > 2:
            break
        if len(part) <= _LONGEST_TITLE:
            found.append((part, page))
    return found


def _kind(title: Sequence[tuple[str, int]]) -> tuple[str, int]:
    """The kind and the place of the paragraph that says so; ("OTHER", -1) where none does."""
    for kind, pattern in _KINDS:
        for place, (part, _) in enumerate(title):
            if re.match(pattern, part, re.IGNORECASE):
                return kind, place
    return "OTHER", -1


def _ilacs(block: Sequence[tuple[str, int]]) -> str:
    """Which table: children in care and care leavers in one row, or in two (survey, sections 1 and 4)."""
    for part, _ in block:
        if re.search(rf"children in care and care leavers\W*\s{_GRADE}", part, re.IGNORECASE):
            return "ILACS_2018"
        if re.search(rf"progress of (?:children in care|care leavers)\W*\s{_GRADE}", part, re.IGNORECASE):
            return "ILACS_2023"
    headings = " ".join(part for part, _ in block).lower()
    return "ILACS_2018" if "children in care and care leavers" in headings else "ILACS_2023"


def _authority(title: Sequence[tuple[str, int]], place: int) -> Fact | None:
    named = authority_in_title(title[place][0])
    if named:
        return Fact(named, "printed", title[place][1])
    # The name stands alone above the title (SIF, ILACS to 2021) or below it (SLAC, LAC).
    for index in (place - 1, place + 1, place - 2, place + 2):
        if 0 <= index < len(title):
            part, page = title[index]
            short = short_authority(part)
            if short:
                return Fact(short, "printed", page)
    return None


def _inspection_dates(title: Sequence[tuple[str, int]]) -> dict[str, Fact]:
    for part, page in title:
        match = _DATES.search(part)
        days = first_and_last(match.group(1)) if match else None
        if days:
            return {
                "inspection_start": Fact(days[0], "printed", page),
                "inspection_end": Fact(days[1], "printed", page),
            }
    return {}


def _published(title: Sequence[tuple[str, int]], file_name: str) -> Fact | None:
    for part, page in title:
        match = _PUBLISHED.search(part)
        day = printed_date(match.group(1)) if match else ""
        if day:
            return Fact(day, "printed", page)
    days = dates_in_name(file_name)
    return Fact(days, "file name") if days else None


def _lead_inspector(title: Sequence[tuple[str, int]], text: str, paragraphs: Sequence[Paragraph]) -> Fact | None:
    for part, page in title:
        match = _LEAD.search(part)
        name = _name(match.group(1)) if match else ""
        if name:
            return Fact(name, "printed", page)
    # SIF names the team near the end; search backwards, for the body may speak of lead inspectors too.
    for index in range(len(paragraphs) - 1, -1, -1):
        paragraph = paragraphs[index]
        part = text[paragraph.start : paragraph.end]
        if re.match(r"lead inspectors?\s*:", part, re.IGNORECASE):
            match = _LEAD.match(part)
            name = _name(match.group(1)) if match else ""
            if not name and index + 1 < len(paragraphs):
                following = paragraphs[index + 1]
                name = _name(text[following.start : following.end])
            if name:
                return Fact(name, "printed", paragraph.page)
    return None


def _name(printed: str) -> str:
    """The names without the office: "A and B" where there are two."""
    parts = re.split(r",?\s+and\s+|;\s*", _OFFICE_BETWEEN.sub("", printed))
    names = [_OFFICE.sub("", part).strip(" ,.:–-") for part in parts]
    return " and ".join(name for name in names if 3 <= len(name) <= 50 and name[:1].isupper())


_OFFICE_BETWEEN = re.compile(r",?\s*(?:Her|His) Majesty['’]s Inspector\b(?=,?\s+and\s)", re.IGNORECASE)


def _overall(kind: str, block: Sequence[tuple[str, int]], text: str, paragraphs: Sequence[Paragraph]) -> Fact | None:
    if kind in ("SLAC", "LAC_2013"):
        return _overall_in_record(text, paragraphs)
    pattern = _PROSE if kind == "SIF" else _OVERALL
    for part, page in block:
        match = pattern.search(part) if page <= 2 else None
        if match:
            return Fact(match.group(1), "printed", page)
    return None


def _overall_in_record(text: str, paragraphs: Sequence[Paragraph]) -> Fact | None:
    """The first overall grade of the table "Record of main findings", which ends the older reports."""
    start = text.rfind("\nRecord of main findings")
    for paragraph in paragraphs:
        if start >= 0 and paragraph.start > start:
            match = _OVERALL.match(text[paragraph.start : paragraph.end])
            if match:
                return Fact(match.group(1), "printed", paragraph.page)
    return None

"""Words that speak of an earlier inspection: "since the last inspection", "at the previous inspection in 2017"."""

import re
from collections.abc import Iterator, Sequence

from storage.model import Reference
from storage.reading.parts import Part

_WORDS = re.compile(r"(?:inspections?|visits?|JTAI)\b", re.IGNORECASE)
_BEFORE, _AFTER = 110, 160  # characters looked at on either side
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WHEN = rf"(?:(?:early|late|the \w+ of)\s+)?(?:{_MONTH}\s+(?:and\s+{_MONTH}\s+)?)?(?P<year>(?:19|20)\d\d)\b"
_YEAR = rf"(?:in|of|from|during|dated|\()\s*{_WHEN}"
_PREPOSITION = r"(?:since|at|in|from|during|following|after|by|of|before)"
_ARTICLE = r"(?:the|its|their|our|this|an?)"
_LEAD = rf"(?:{_PREPOSITION}\s+)?(?:{_ARTICLE}\s+)?"
_EARLIER = re.compile(
    rf"\b{_LEAD}(?:(?:last|previous|earlier|prior(?!\s+to)|preceding|most recent)\s+(?:[\w'’,\-]+\s+){{0,8}}?"
    rf"|(?:{_MONTH}\s+)?(?P<lead_year>(?:19|20)\d\d)\s+(?:[\w'’\-]+\s+){{0,6}}?)$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"^(?:[^.;:\n]{{0,40}}?\s|\s)?{_YEAR}\)?"
    rf"|^[^.;:\n]{{0,130}}?\s(?:was|were|took place|carried out|published)\s(?:\w+\s){{0,3}}?"
    rf"(?:in|on)\s(?:\d{{1,2}}\s)?{_WHEN.replace('<year>', '<told>')}",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:this|current|present)\s+$", re.IGNORECASE)
_START = re.compile(
    rf"\b(?:(?:(?:at|since)\s+the\s+(?:time|point)\s+of|{_PREPOSITION})\s+)?(?:{_ARTICLE}\s+)?"
    rf"(?:(?!(?:{_PREPOSITION}|{_ARTICLE}|and)\b)[\w'’()\-]+\s+(?:after\s+)?){{0,4}}$",
    re.IGNORECASE,
)
_WORTH = re.compile(r"last|previous|earlier|prior|preceding|recent|(?:19|20)\d\d", re.IGNORECASE)
_OTHER_VISITS = re.compile(r"\b(?:home|social work|statutory|exchange|unannounced)\s+$", re.IGNORECASE)
# "The last three years … at the point of the inspection", "their most recent inspection" (of children's homes).
_OTHER_WORDS = re.compile(
    r"\b(?:(?:last|previous|preceding|most recent)\s+(?:\w+\s+){0,2}?(?:days?|weeks?|months?|quarters?|years?)\b"
    r"|(?:in|at|of|following)\s+(?:its|their)\s+most recent\b)",
    re.IGNORECASE,
)


def references_of(parts: Sequence[Part], own_years: frozenset[int]) -> list[Reference]:
    """Answer the references in order; `own_years` are those of the inspection reported on.

    "inspection in 2017" speaks of an earlier one where 2017 is before all of them. Headings count too.
    """
    found = []
    for part in parts:
        words = part.text
        # Far faster than a pattern that begins with one of two letters.
        if "nspection" in words or "visit" in words or "JTAI" in words:
            for start, end, year in _in_words(words, own_years):
                found.append(Reference(part.start + start, part.start + end, part.page, year))
    return found


def _in_words(words: str, own_years: frozenset[int]) -> Iterator[tuple[int, int, int | None]]:
    last = 0
    matches = list(_WORDS.finditer(words))
    for place, match in enumerate(matches):
        before = words[max(last, match.start() - _BEFORE) : match.start()]
        following = matches[place + 1].start() if place + 1 < len(matches) else len(words)
        named = _NAMED.match(words[match.end() : min(match.end() + _AFTER, following)])
        # The patterns with many ways to match are tried only where one can.
        if (named is None and not _WORTH.search(before)) or _OTHER_VISITS.search(before):
            continue
        earlier = _EARLIER.search(before)
        year = _year(named)
        if earlier and earlier["lead_year"]:
            year = int(earlier["lead_year"])
        is_before = year is not None and bool(own_years) and year < min(own_years)
        if not (earlier and not earlier["lead_year"]) and not is_before:
            continue
        if _OWN.search(before) or (earlier and _OTHER_WORDS.search(earlier.group())):
            continue
        opening = earlier or _START.search(before)
        start = match.start() - (len(before) - opening.start() if opening else 0)
        end = match.end() + (named.end() if named and _year(named) == year else 0)
        last = end
        yield start, end, year


def _year(named: re.Match[str] | None) -> int | None:
    return int(named["year"] or named["told"]) if named else None

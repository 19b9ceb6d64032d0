"""Words that speak of an earlier inspection: "since the last inspection", "at the previous inspection in 2017"."""

import re
from collections.abc import Iterator, Sequence

from storage.model import Reference
from storage.reading.parts import Part

_WORDS = re.compile(r"(?:inspections?|visits?|JTAI)\b", re.IGNORECASE)
_BEFORE, _AFTER = 110, 60  # characters looked at on either side
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = rf"(?:in|of|from|during|dated|\()\s*(?:{_MONTH}\s+(?:and\s+{_MONTH}\s+)?)?(?P<year>(?:19|20)\d\d)\b"
_LEAD = r"(?:(?:since|at|in|from|during|following|after|by|of|before)\s+)?(?:(?:the|its|their|our|this|an?)\s+)?"
_EARLIER = re.compile(
    rf"\b{_LEAD}(?:(?:last|previous|earlier|prior|preceding|most recent)\s+(?:[\w'’,\-]+\s+){{0,8}}?"
    rf"|(?P<lead_year>(?:19|20)\d\d)\s+(?:[\w'’\-]+\s+){{0,6}}?)$",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"^(?:[^.;:\n]{{0,40}}?\s|\s)?{_YEAR}\)?", re.IGNORECASE)
_OWN = re.compile(r"\b(?:this|current|present)\s+$", re.IGNORECASE)
_START = re.compile(rf"\b{_LEAD}(?:[\w'’\-]+\s+){{0,3}}$", re.IGNORECASE)
_WORTH = re.compile(r"last|previous|earlier|prior|preceding|recent|(?:19|20)\d\d", re.IGNORECASE)
_OTHER_VISITS = re.compile(r"\b(?:home|social work|statutory|exchange|unannounced)\s+$", re.IGNORECASE)


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
    for match in _WORDS.finditer(words):
        before = words[max(last, match.start() - _BEFORE) : match.start()]
        after = words[match.end() : match.end() + _AFTER]
        named = _NAMED.match(after)
        # The patterns with many ways to match are tried only where one can.
        if (named is None and not _WORTH.search(before)) or _OTHER_VISITS.search(before):
            continue
        earlier = _EARLIER.search(before)
        year = int(named["year"]) if named else None
        if earlier and earlier["lead_year"]:
            year = int(earlier["lead_year"])
        is_before = year is not None and bool(own_years) and year < min(own_years)
        if not (earlier and not earlier["lead_year"]) and not is_before:
            continue
        if _OWN.search(before):
            continue
        opening = earlier or _START.search(before)
        start = match.start() - (len(before) - opening.start() if opening else 0)
        end = match.end() + (named.end() if named and int(named["year"]) == year else 0)
        last = end
        yield start, end, year

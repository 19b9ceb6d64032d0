"""What a report says of the inspection before it in general: "the areas identified then have been addressed"."""

import re
from typing import NamedTuple

from storage.documents import Inside
from storage.model import Paragraph
from storage.suggesting.units import IMPRINT, Unit, sentence_at, units_of
from storage.suggesting.usual import checksum, usual

_NAMED = r"(?:identified|found|raised|for (?:improvement|development|action|priority))"
# What a sentence is about, and how much that tells of the inspection as a whole.
_SUBJECTS = tuple(
    (points, re.compile(pattern, re.IGNORECASE))
    for points, pattern in (
        (3.0, rf"\b(?:areas?|issues|points|weaknesses|actions|priorities)\b[^.]{{0,60}}\b{_NAMED}"),
        (3.0, r"\brecommend(?:ations?|ed)\b|\bareas? for improvement\b|\bpriority actions?\b"),
        (1.5, r"\b(?:addressed|resolved|completed|implemented|tackled|remain(?:s|ed)?|not yet|too slow|responded)\b"),
        (1.5, r"\b(?:improv|progress|deteriorat|declin|transform|strengthen|sustain|built on)\w*"),
        (1.0, r"\b(?:services?|leaders?|leadership|local authority|council|managers|practice|quality)\b"),
        (1.0, r"\b(?:judged|graded|judgements?|inadequate|requires? improvement|outstanding|good)\b"),
    )
)
# Visits and inspections that looked at a part only.
_PARTIAL = re.compile(
    r"\b(?:focused|monitoring) visits?\b|\bfostering\b|\badoption (?:agency|service)\b|\bchildren[’']s homes?\b",
    re.IGNORECASE,
)
_LESS = 2.0


class Said(NamedTuple):
    """A sentence on the inspection before: its span and text, page and number of its paragraph, the year it names.

    `points` says how much it tells of that inspection as a whole: 3 and more for areas and recommendations.
    """

    start: int
    end: int
    text: str
    page: int
    number: str
    year: int | None
    points: float


def said_of_predecessor(text: str, paragraphs: tuple[Paragraph, ...], inside: Inside) -> list[Said]:
    """The sentences that speak of an earlier inspection, those on its areas and recommendations first."""
    units = [unit for unit in units_of(text, paragraphs, inside) if unit.sort != IMPRINT]
    found: dict[int, Said] = {}
    for reference in inside.references:
        unit = next((unit for unit in units if unit.start <= reference.start < unit.end), None)
        if unit is not None:
            said = _said(text, unit, reference.start, reference.year)
            known = found.get(said.start)
            # Two references may stand in one sentence, and the year beside the second.
            found[said.start] = said if known is None or known.year is None else known
    boilerplate = usual().sentences
    kept = [said for said in found.values() if checksum(said.text) not in boilerplate]
    return sorted(kept, key=lambda said: (-said.points, said.start))


def _said(text: str, unit: Unit, offset: int, year: int | None) -> Said:
    start, end = sentence_at(text, unit.start, unit.end, offset)
    sentence = text[start:end]
    points = sum(weight for weight, pattern in _SUBJECTS if pattern.search(sentence))
    points -= _LESS if _PARTIAL.search(sentence) else 0.0
    return Said(start, end, sentence, unit.page, unit.number, year, points)

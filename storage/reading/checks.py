"""A reading checked against itself: what disagrees inside a report, with both places."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from storage.model import Fact, Finding, Judgement, Span
from storage.reading.dates import dates_in_name, parts_of_period
from storage.reading.grading import Grading
from storage.reading.judgements import graded_headings
from storage.reading.parts import Part

_PROSE = re.compile(
    r"(?:the )?overall effectiveness\b[^.;]{0,140}?\b(?:is|remains|are)\s+(?:judged\s+(?:to be\s+)?)?(?=\w)|"
    r"(?:children['’]?s services in [^.;]{2,60}?|this (?:local )?authority)\s+(?=(?:is|are|requires?)\b)"
    r"(?:(?:is|are)\s+)?(?=[\w ]{4,40}\bbecause\b)",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(?:last|previous|earlier|20\d\d|was|were)\b", re.IGNORECASE)
_LONGEST = 400
_PERIOD = re.compile(r"inspection dates?\s*:?(.*?)(?=report published|published|lead inspector|$)", re.IGNORECASE)


def findings_of(
    parts: Sequence[Part],
    judgements: Sequence[Judgement],
    facts: Mapping[str, Fact],
    places: Mapping[str, Span],
    grading: Grading,
    file_name: str,
) -> list[Finding]:
    """Answer all that disagrees: grades, numbers, dates."""
    return [
        *_headings_and_table(parts, judgements, grading),
        *_prose_and_table(parts, judgements, grading),
        *_gaps(parts),
        *_dates(facts, places, file_name),
        *_broken_off(parts, places),
    ]


def _headings_and_table(parts: Sequence[Part], judgements: Sequence[Judgement], grading: Grading) -> list[Finding]:
    """Grades at headings that are not those of the table."""
    found = []
    known = {one.start for one in judgements}
    groups = {one.group for one in judgements}
    group = ""
    for part, label, grade in graded_headings(parts, grading):
        group = _group_before(parts, part, grading) if len(groups) > 1 else group
        area = grading.area(label, group) or (grading.area_in(label, group) if part.heading else None)
        if part.start in known or area is None:
            continue
        found += [
            Finding(
                f"“{one.area}” is graded “{one.grade}” on page {one.page}, but “{grade}” in the heading on "
                f"page {part.page}.",
                (Span(one.start, one.end, one.page), part.span),
            )
            for one in judgements
            if grading.area(one.area, one.group) == area and grading.neutral(one.grade) != grading.neutral(grade)
        ]
    return found


def _group_before(parts: Sequence[Part], part: Part, grading: Grading) -> str:
    """The group whose chapter a heading stands in."""
    groups = grading.framework.groups if grading.framework else ()
    group = ""
    for other in parts:
        if other.start >= part.start:
            break
        if other.text in groups:
            group = other.text
    return group


def _prose_and_table(parts: Sequence[Part], judgements: Sequence[Judgement], grading: Grading) -> list[Finding]:
    """Sentences on overall effectiveness now that say another grade than the table."""
    overall = [one for one in judgements if one.area.lower().startswith("overall")]
    if len({grading.neutral(one.grade) for one in overall}) != 1:
        return []
    one = overall[0]
    found = []
    for part in parts:
        if part.note or part.start == one.start or "\t" in part.text:
            continue
        match = _PROSE.match(part.text.removeprefix(part.number).lstrip(". "), 0, _LONGEST)
        if match is None or _EARLIER.search(match.group()):
            continue
        words = part.text.removeprefix(part.number).lstrip(". ")
        grade = grading.inside.match(words, match.end())
        if grade and grading.neutral(grade["grade"]) != grading.neutral(one.grade):
            found.append(
                Finding(
                    f"Overall effectiveness is graded “{one.grade}” on page {one.page}, but a sentence on page "
                    f"{part.page} says “{grade['grade']}”.",
                    (Span(one.start, one.end, one.page), part.span),
                )
            )
    return found


def _gaps(parts: Sequence[Part]) -> list[Finding]:
    """Numbers that the sequence of paragraphs leaves out."""
    found = []
    for before, after in pairwise([part for part in parts if part.number]):
        lacking = range(int(before.number) + 1, int(after.number))
        if lacking:
            which = (
                f"Paragraph {lacking[0]} is" if len(lacking) == 1 else f"Paragraphs {lacking[0]} to {lacking[-1]} are"
            )
            found.append(
                Finding(
                    f"{which} not there: {before.number} (page {before.page}) is followed by {after.number} "
                    f"(page {after.page}).",
                    (before.span, after.span),
                )
            )
    return found


def _dates(facts: Mapping[str, Fact], places: Mapping[str, Span], file_name: str) -> list[Finding]:
    def day(key: str) -> str:
        return facts[key].value if key in facts else ""

    def where(*keys: str) -> tuple[Span, ...]:
        return tuple(places[key] for key in keys if key in places)

    found = []
    start, end, published = day("inspection_start"), day("inspection_end"), day("published")
    if start and end and start > end:
        found.append(
            Finding(
                f"The inspection is said to end ({end}) before it begins ({start}).",
                where("inspection_start", "inspection_end"),
            )
        )
    if end and published and published < end:
        source = "the file’s name" if facts["published"].source == "file name" else f"page {facts['published'].page}"
        found.append(
            Finding(
                f"The report is said to be published ({published}, {source}) before the inspection ends ({end}).",
                where("published", "inspection_end"),
            )
        )
    named = dates_in_name(file_name)
    if named and published and facts["published"].source == "printed" and named != published:
        found.append(
            Finding(
                f"The report prints {published} as its publication date (page {facts['published'].page}); its file’s "
                f"name says {named}.",
                where("published"),
            )
        )
    return found


def _broken_off(parts: Sequence[Part], places: Mapping[str, Span]) -> list[Finding]:
    """An inspection in two parts, of which the facts have the first and the last day."""
    place = places.get("inspection_start")
    part = next((part for part in parts if place is not None and part.start == place.start), None)
    match = _PERIOD.search(part.text) if part is not None else None
    periods = parts_of_period(match.group(1)) if match else []
    if part is None or not periods:
        return []
    said = " and ".join(f"{first} to {last}" for first, last in periods)
    sentence = f"The inspection had {len(periods)} parts: {said}. Its first and its last day were taken."
    return [Finding(sentence, (part.span,))]

"""Sections: which headings open them, how deep they lie, which grade they print (survey, section 5)."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from storage.frameworks import folded
from storage.model import NumberedParagraph, Section
from storage.reading.grading import JOINER, Grading
from storage.reading.parts import Part, contents

_LONGEST = 250
_LONGEST_PLAIN = 140
_RECORD = "record of main findings"
_CHAPTERS = re.compile(
    r"section \d|(?:the )?local authority$|(?:the )?local safeguarding children board|about this inspection"
    r"|service information|the inspection judgements|what the inspection judge?ments|information about this inspection"
    r"|record of main findings",
    re.IGNORECASE,
)
_TIMESCALE = re.compile(r"(?:immediately|within \w+ (?:months?|weeks?|days?|years?))\W*$", re.IGNORECASE)
_GRADED = re.compile(r"the graded judge?ment\b", re.IGNORECASE)
_IMPRINT = re.compile(r"the office for standards in education", re.IGNORECASE)
_NO_HEADING = re.compile(
    r"(?:judgement|key judgement)\s+(?:judgement )?grade$|contents$|\W*$"
    r"|(?:(?:deputy )?lead inspectors?|(?:team|reporting) inspectors?|inspection dates?|(?:report )?published)\s*:",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"what needs to improve|areas? for improvement|recommendations?\W*$", re.IGNORECASE)


class _Heading(NamedTuple):
    part: Part
    label: str
    grade: str
    is_area: bool


def sections_of(parts: Sequence[Part], table: range, grading: Grading) -> list[Section]:
    """Answer the sections of a report in order; `table` are the parts of its judgement table, which has none."""
    headings = list(_headings(parts, table, grading))
    levels = _levels(headings, grading)
    end_of_text = parts[-1].end if parts else 0
    found = []
    for place, (heading, level) in enumerate(zip(headings, levels, strict=True)):
        later = (
            other.part.start
            for other, its in zip(headings[place + 1 :], levels[place + 1 :], strict=True)
            if its <= level
        )
        end = next(later, end_of_text + 1) - 1
        part = heading.part
        found.append(Section(heading.label, level, heading.grade, part.page, part.start, max(end, part.end)))
    return found


def _headings(parts: Sequence[Part], table: range, grading: Grading) -> list[_Heading]:
    listed = contents(parts)
    found: list[_Heading] = []
    for place in range(_first(parts, table, listed, grading), len(parts)):
        part = parts[place]
        if found and _IMPRINT.match(part.text):
            break
        if part.number or part.note or len(part.text) > _LONGEST or place in listed or place in table[1:]:
            continue
        row = part.cells
        is_row = len(row) == 2 and bool(grading.only(row[1])) and grading.area_in(row[0]) is not None
        is_heading = part.heading or is_row or _is_plain(part, grading)
        if not is_heading or _NO_HEADING.match(part.text) or _is_sentence(part, grading):
            continue
        if found and (grade := grading.only(part.text)):
            # A grade on a line of its own belongs to the heading above it.
            if not found[-1].grade and parts[place - 1] is found[-1].part:
                found[-1] = found[-1]._replace(label=JOINER.sub("", found[-1].label), grade=grade)
            continue
        heading = _heading(part, row, is_row, grading)
        if found and heading.is_area and _is_same(found[-1], heading, parts, place):
            found[-1] = found[-1]._replace(grade=heading.grade or found[-1].grade)
            continue
        found.append(heading)
    return found


def _is_plain(part: Part, grading: Grading) -> bool:
    """Whether words in the body's own type are an area and its grade: a heading that was not set as one."""
    words = part.text.strip()
    if len(words) > _LONGEST_PLAIN or len(part.cells) > 1 or part.is_item or words.endswith("."):
        return False
    label, grade = grading.split(words)
    return bool(grade) and grading.area(label) is not None


def _is_sentence(part: Part, grading: Grading) -> bool:
    """Whether words in bold are a sentence of the text, not a heading: they end as one and say no grade."""
    words = part.text.rstrip()
    return words.endswith(".") and words.count(" ") > 5 and not grading.split(" ".join(words.split()))[1]


def _first(parts: Sequence[Part], table: range, listed: range, grading: Grading) -> int:
    """Where the body begins: after cover, title block and the table of the first page."""
    framework = grading.framework
    is_on_front = (
        len(table) > 0 and parts[table.start].page <= 3 and framework is not None and framework.layout == "table"
    )
    first = table.stop if is_on_front else 0
    if parts and not parts[0].size:
        return max(first, listed.stop, _after_title(parts))
    cover = framework.cover if framework else 0
    after_cover = next((place for place, part in enumerate(parts) if part.page > cover), len(parts))
    return max(first, after_cover, 0 if cover else _after_title(parts))


def _after_title(parts: Sequence[Part]) -> int:
    """The place after the labelled lines of a title block (dates, inspector), 0 where there are none."""
    last = 0
    for place, part in enumerate(parts[:14]):
        if re.match(
            r"(?:inspection dates?|(?:lead|reporting) inspectors?|(?:report )?published|age group)\b", part.text, re.I
        ):
            last = place + 1
    return last


def _heading(part: Part, row: Sequence[str], is_row: bool, grading: Grading) -> _Heading:
    if is_row:
        return _Heading(part, row[0], grading.only(row[1]), True)
    words = " ".join(part.text.split())
    label, grade = grading.split(words)
    area = grading.area(label)
    if grade and area is None:
        # "The graded judgement for adoption performance is that it is good": the sentence is the heading.
        label = words
    return _Heading(part, label.strip(" *"), grade, area is not None and not area.board)


def _is_same(before: _Heading, heading: _Heading, parts: Sequence[Part], place: int) -> bool:
    """Whether a graded row only repeats the heading just above it."""
    near = parts[max(place - 2, 0) : place]
    return any(part is before.part for part in near) and folded(before.label) == folded(heading.label)


# --- levels ------------------------------------------------------------------------------------------


def _levels(headings: Sequence[_Heading], grading: Grading) -> list[int]:
    if not headings:
        return []
    levels = _levels_by_size(headings) if headings[0].part.size else [_level_by_words(one, grading) for one in headings]
    if headings[0].part.size:
        levels = _areas_alike(headings, levels, grading)
    if grading.framework and grading.framework.kind.startswith("ILACS"):
        levels = [1 if _SUBJECT.match(one.label) else level for level, one in zip(levels, headings, strict=True)]
    return levels


def _areas_alike(headings: Sequence[_Heading], levels: Sequence[int], grading: Grading) -> list[int]:
    """The levels with all areas on one, whatever the size of one of them, and sentences on their parts not above it."""
    areas = [level for level, heading in zip(levels, headings, strict=True) if heading.is_area]
    top = min(areas, default=1)
    return [
        top if heading.is_area else max(level, top) if _GRADED.match(heading.label) else level
        for level, heading in zip(levels, headings, strict=True)
    ]


def _levels_by_size(headings: Sequence[_Heading]) -> list[int]:
    ranks: dict[float, int] = {}
    rank, last = 0, 0.0
    for size in sorted({heading.part.size for heading in headings}, reverse=True):
        if not rank or last - size > 0.8:
            rank += 1
            last = size
        ranks[size] = rank
    return [ranks[heading.part.size] for heading in headings]


def _level_by_words(heading: _Heading, grading: Grading) -> int:
    """The level in a text, where type says nothing."""
    framework = grading.framework
    groups = [folded(group) for group in framework.groups] if framework else []
    if folded(heading.label) in groups or _CHAPTERS.match(heading.label):
        return 1
    if _TIMESCALE.match(heading.label):
        return 3
    if heading.is_area:
        return 2 if groups else 1
    if framework and framework.kind.startswith("ILACS"):
        return 1 if _SUBJECT.match(heading.label) else 2
    return 2 if framework else 1


# --- paragraphs --------------------------------------------------------------------------------------


def section_at(sections: Sequence[Section], offset: int) -> int:
    """Answer the place of the innermost section that an offset of the running text stands in, -1 for none."""
    place = bisect_right(sections, offset, key=lambda section: section.start) - 1
    while place >= 0 and sections[place].end <= offset:
        place -= 1
    return place


def numbered_of(parts: Sequence[Part], sections: Sequence[Section]) -> list[NumberedParagraph]:
    """Answer the numbered paragraphs with all that belongs to each, up to the next number or heading."""
    starts = {section.start for section in sections}
    found: list[NumberedParagraph] = []
    margin = min((part.x0 for part in parts if part.number), default=0.0)
    is_open = False
    for part in parts:
        if part.number:
            place = section_at(sections, part.start)
            found.append(NumberedParagraph(int(part.number), part.page, part.last_page, place, part.start, part.end))
            is_open = True
        elif part.heading or part.start in starts:
            is_open = False
        elif is_open and not part.note and (part.is_item or not part.size or part.x0 > margin + 10):
            found[-1] = found[-1]._replace(end=part.end, last_page=part.last_page)
    return found

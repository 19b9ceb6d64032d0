"""Where each judgement area of the codebook stands in a report, whatever framework it was written under.

Sections whose heading names a printed area of the report's framework are taken together into stretches of the
same codebook areas; an area without a section is looked for among the judgements (survey, sections 1, 4 and 6).
"""

import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from storage import reports
from storage.areas import built_in
from storage.documents import Inside
from storage.folders import own_frameworks
from storage.frameworks import Framework, PrintedArea, by_kind, folded, frameworks
from storage.model import Section
from storage.reading.grading import grading_of

# Headings that stand at the level of the area's own and go on with it (survey, section 6).
_GOES_ON = frozenset(("summary", "inspection findings", "key findings", "executive summary", "key judgements"))
_PREFIX = re.compile(r"^(?:inspection findings )?(?:the )?(?:(?:experiences|experience) and progress of )?(?:the )?")
_SENTENCE = re.compile(r"^(?:the )?(?:graded )?judgement (?:for|about|on|of) ")


class AreaPlace(NamedTuple):
    """A stretch of running text on the same areas of the codebook, with the first heading that names them.

    `areas` are names of the codebook in the order of the crosswalk, `group` the framework's group that the stretch
    stands in ("" without); `of_section` is false where only a judgement names the area.
    """

    areas: tuple[str, ...]
    start: int
    end: int
    heading: str
    group: str = ""
    of_section: bool = True


class Counterpart(NamedTuple):
    """The stretch of another report that answers one of this, the area they share, and whether it is of no other."""

    place: AreaPlace
    area: str
    exact: bool


def area_sections(db: sqlite3.Connection, report: int) -> list[AreaPlace]:
    """The stretches of a report that stand for areas of the codebook, in the order of the text.

    Empty for a kind of report without a framework, or whose printed areas have no equivalent. Raises KeyError
    for a report that is not in the library, LibraryError when a framework of the user's cannot be understood.
    """
    framework = by_kind(frameworks(own_frameworks()), reports.one(db, report).kind)
    return area_places(framework, reports.inside(db, report)) if framework is not None else []


def area_places(framework: Framework, inside: Inside) -> list[AreaPlace]:
    """The stretches on areas of the codebook among a report's sections, else its judgements, in the text's order."""
    places = _stretches(framework, inside.sections)
    known = {area for place in places for area in place.areas}
    grading = grading_of(framework)
    for judgement in inside.judgements:
        area = grading.area(judgement.area, judgement.group)
        if area is not None and not known & set(area.codebook):
            found = AreaPlace(area.codebook, judgement.start, judgement.end, judgement.area, area.group, False)
            places += [found] if area.codebook else []
    return sorted(places, key=lambda place: place.start)


def area_at(places: Sequence[AreaPlace], offset: int) -> tuple[str, ...]:
    """The codebook areas of the stretch that holds an offset of running text; empty where none does."""
    place = place_at(places, offset)
    return place.areas if place is not None else ()


def place_at(places: Sequence[AreaPlace], offset: int) -> AreaPlace | None:
    """The stretch that holds an offset of running text; `places` are in the order of the text."""
    at = bisect_right(places, offset, key=lambda place: place.start) - 1
    return places[at] if at >= 0 and offset < places[at].end else None


def counterpart(here: AreaPlace, places: Iterable[AreaPlace]) -> Counterpart | None:
    """The stretch of another report that answers `here`, None where it has nothing on any of its areas.

    The same printed area comes first, then the first shared area, then an area above or below one of them in the
    codebook.
    """
    places = list(places)
    for place in places:
        if (place.areas, place.group, folded(place.heading)) == (here.areas, here.group, folded(here.heading)):
            return Counterpart(place, here.areas[0], True)
    wanted = [(area, area) for area in here.areas]
    wanted += [(area, near) for area in here.areas for near in _kin(area)]
    for area, near in wanted:
        fitting = [place for place in places if near in place.areas]
        if fitting:
            best = max(fitting, key=lambda place: _fitness(place, near, here))
            return Counterpart(best, area, near == area and set(best.areas) <= set(here.areas))
    return None


def _fitness(place: AreaPlace, area: str, here: AreaPlace) -> tuple[bool, bool, int, int, bool, int]:
    """How well a stretch stands for an area; of equal ones the first in the text."""
    same, named = set(place.areas) == set(here.areas), _core(place.heading) == folded(area)
    return (same, named, -place.areas.index(area), -len(place.areas), place.of_section, -place.start)


@lru_cache(maxsize=64)
def _kin(area: str) -> tuple[str, ...]:
    """The areas above and below one in the codebook."""
    above = [one["parent"] for one in built_in() if one["name"] == area and one.get("parent")]
    return (*above, *(one["name"] for one in built_in() if one.get("parent") == area))


# --- sections ----------------------------------------------------------------------------------------------------


def _stretches(framework: Framework, sections: Sequence[Section]) -> list[AreaPlace]:
    """Sections in the order of the text, those that follow each other on the same areas as one."""
    found: list[AreaPlace] = []
    open_sections: list[tuple[Section, PrintedArea | None]] = []
    group = ""
    ordered = sorted(sections, key=lambda section: (section.start, section.level))
    for place, section in enumerate(ordered):
        group = _group(framework, section.heading) or group
        before = open_sections[-1][1] if open_sections else None
        while open_sections and section.start >= open_sections[-1][0].end:
            open_sections.pop()
        area = _named(framework, section.heading, group)
        if area is None and folded(section.heading) in _GOES_ON and place:
            area = before  # at one level with the heading that names the area
        elif area is None and open_sections:
            area = open_sections[-1][1]
        open_sections.append((section, area))
        if area is None or not area.codebook:
            continue
        end = ordered[place + 1].start if place + 1 < len(ordered) else section.end
        last = found[-1] if found else None
        if last is not None and (last.areas, last.group, last.end) == (area.codebook, area.group, section.start):
            found[-1] = last._replace(end=end)
        else:
            found.append(AreaPlace(area.codebook, section.start, end, section.heading, area.group))
    return found


def _group(framework: Framework, heading: str) -> str:
    """The framework's group that a heading names, "" where it names none."""
    return next((group for group in framework.groups if folded(group) == folded(heading)), "")


def _named(framework: Framework, heading: str, group: str) -> PrintedArea | None:
    """The area that a heading names: as printed, with or without its usual prefix, or in a sentence on its grade."""
    grading = grading_of(framework)
    area = grading.area(heading, group)
    if area is not None:
        return area
    words = folded(heading)
    if _SENTENCE.match(words):
        return grading.area_in(words, group)
    core = _core(heading)
    return next(
        (
            area
            for area in framework.areas
            if area.group in ("", group) and core in {_core(name) for name in (area.name, *area.also)}
        ),
        None,
    )


def _core(words: str) -> str:
    """A printed area's name without the prefix that some reports set before it."""
    return _PREFIX.sub("", folded(words))

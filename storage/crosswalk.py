"""Where each judgement area of the codebook stands in a report, whatever framework it was written under.

Sections whose heading names a printed area of the report's framework are taken together into stretches of the
same codebook areas; an area without a section is looked for among the judgements (survey, sections 1, 4 and 6).

A framework's file maps its printed areas to built-in areas by name, and so to their UUIDs. The library has the last
word: rows of the table `crosswalk` replace what the file says, areas may have other names there, have been merged into
others, be retired (then nothing leads to them) or be gone. Whatever is answered here has the library's names.
"""

import re
import sqlite3
import uuid
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from storage import areas as codebook_areas
from storage import codebook, reports
from storage.documents import Inside
from storage.errors import LibraryError
from storage.folders import own_frameworks
from storage.frameworks import Framework, PrintedArea, by_kind, folded, frameworks
from storage.model import Area, Section
from storage.reading.grading import grading_of

# Headings that stand at the level of the area's own and go on with it (survey, section 6).
_GOES_ON = frozenset(("summary", "inspection findings", "key findings", "executive summary", "key judgements"))
_PREFIX = re.compile(r"^(?:inspection findings )?(?:the )?(?:(?:experiences|experience) and progress of )?(?:the )?")
_SENTENCE = re.compile(r"^(?:the )?(?:graded )?judgement (?:for|about|on|of) ")


class AreaPlace(NamedTuple):
    """A stretch of running text on the same areas of the codebook, with the first heading that names them.

    `areas` are names of the codebook in the order of the crosswalk, `group` the framework's group that the stretch
    stands in ("" without); `of_section` is false where only a judgement names the area. `kin` are the areas above
    and below those in the codebook, as (one of `areas`, its kin).
    """

    areas: tuple[str, ...]
    start: int
    end: int
    heading: str
    group: str = ""
    of_section: bool = True
    kin: tuple[tuple[str, str], ...] = ()


class Printed(NamedTuple):
    """A printed area of a framework with the areas of the library's codebook that it maps to, retired ones too.

    `edited` says that the library maps it otherwise than the framework's file does.
    """

    group: str
    name: str
    areas: tuple[Area, ...]
    edited: bool


class FrameworkShown(NamedTuple):
    """A framework's kind and name, and its printed areas in the order of its file."""

    kind: str
    name: str
    printed: tuple[Printed, ...]


class Counterpart(NamedTuple):
    """The stretch of another report that answers one of this, the area they share, and whether it is of no other."""

    place: AreaPlace
    area: str
    exact: bool


# --- the crosswalk, shown and edited -----------------------------------------------------------------------------


def shown(db: sqlite3.Connection) -> list[FrameworkShown]:
    """Every framework with what its printed areas map to, the oldest of ours first, a user's own before them.

    Raises LibraryError when a framework of the user's cannot be understood.
    """
    mapping = _Mapping(db)
    return [
        FrameworkShown(framework.kind, framework.name, tuple(mapping.printed(framework)))
        for framework in frameworks(own_frameworks())
        if framework.areas
    ]


def set_printed(db: sqlite3.Connection, framework: str, group: str, printed: str, areas: Sequence[int]) -> None:
    """Map a printed area of a framework (its kind) to areas of the codebook (ids, in this order; none: no equivalent).

    Raises LibraryError where the framework prints no such area, or an area is not in the codebook.
    """
    area = _printed_area(framework, group, printed)
    known = {each.id: each.uuid for each in codebook_areas.all_areas(db)}
    if not set(areas) <= set(known):
        raise LibraryError("This judgement area is not in the codebook any more. Nothing was changed.")
    wanted = tuple(dict.fromkeys(known[each] for each in areas))
    if wanted == _Mapping(db).of_file(area):
        reset_printed(db, framework, group, printed)
        return
    db.execute(
        'insert into crosswalk (framework, "group", printed, areas) values (?, ?, ?, ?) '
        'on conflict (framework, "group", printed) do update set areas = excluded.areas '
        "where areas <> excluded.areas",
        (framework, group, printed, codebook_areas.as_list(wanted)),
    )


def reset_printed(db: sqlite3.Connection, framework: str, group: str, printed: str) -> None:
    """Map a printed area of a framework as the framework's file says; nothing happens where it is mapped so."""
    db.execute(
        'delete from crosswalk where framework = ? and "group" = ? and printed = ? and framework <> ?',
        (framework, group, printed, codebook.MERGED),
    )


def areas_of_printed(db: sqlite3.Connection, framework: Framework) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names of the areas that a framework's printed areas stand for, by (group, printed name); none are retired."""
    mapping = _Mapping(db)
    return {(one.group, one.name): _names(one.areas) for one in mapping.printed(framework)}


def areas_of_kind(db: sqlite3.Connection, kind: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """As `areas_of_printed`, for a kind of report; empty for one without framework, or with one that is damaged."""
    try:
        framework = by_kind(frameworks(own_frameworks()), kind)
    except LibraryError:
        return {}
    return areas_of_printed(db, framework) if framework is not None else {}


def in_library(db: sqlite3.Connection, framework: Framework) -> Framework:
    """A framework whose printed areas name the areas of the library's codebook; retired ones are left out."""
    names = tuple(areas_of_printed(db, framework).items())
    return _renamed(framework, names)


def _printed_area(kind: str, group: str, printed: str) -> PrintedArea:
    framework = by_kind(frameworks(own_frameworks()), kind)
    areas = framework.areas if framework is not None else ()
    found = next((area for area in areas if (area.group, area.name) == (group, printed)), None)
    if found is None:
        raise LibraryError(f"Reports of this kind print no area “{printed[:100]}”. Nothing was changed.")
    return found


def _names(areas: Iterable[Area]) -> tuple[str, ...]:
    return tuple(area.name for area in areas if not area.retired)


@lru_cache(maxsize=32)
def _renamed(framework: Framework, names: tuple[tuple[tuple[str, str], tuple[str, ...]], ...]) -> Framework:
    """The framework with these names; the same object for the same names, because gradings are kept by framework."""
    by_place = dict(names)
    areas = tuple(replace(area, codebook=by_place[area.group, area.name]) for area in framework.areas)
    return framework if areas == framework.areas else replace(framework, areas=areas)


class _Mapping:
    """What printed areas map to in one library."""

    def __init__(self, db: sqlite3.Connection):
        self._areas = {area.uuid: area for area in codebook_areas.all_areas(db)}
        self._heirs = codebook.merged(db)
        rows = db.execute(
            'select framework, "group", printed, areas from crosswalk where framework <> ?', (codebook.MERGED,)
        )
        self._edits = {tuple(row[:3]): codebook_areas.listed(row[3]) for row in rows}

    def of_file(self, area: PrintedArea) -> tuple[str, ...]:
        """The UUIDs that the framework's file maps a printed area to, those of merged areas replaced."""
        return self._present(_identity(name) for name in area.codebook)

    def printed(self, framework: Framework) -> Iterable[Printed]:
        """The printed areas of a framework, each once."""
        first: dict[tuple[str, str], PrintedArea] = {}
        for area in framework.areas:
            first.setdefault((area.group, area.name), area)
        for area in first.values():
            edit = self._edits.get((framework.kind, area.group, area.name))
            found = self.of_file(area) if edit is None else self._present(edit)
            yield Printed(area.group, area.name, tuple(self._areas[one] for one in found), edit is not None)

    def _present(self, identities: Iterable[str]) -> tuple[str, ...]:
        heirs = (one if one in self._areas else self._heirs.get(one, one) for one in identities)
        return tuple(dict.fromkeys(one for one in heirs if one in self._areas))


@lru_cache(maxsize=256)
def _identity(name: str) -> str:
    """The UUID of a built-in area."""
    return str(uuid.uuid5(uuid.UUID(codebook_areas.NAMESPACE), name))


# --- where a report speaks of them -------------------------------------------------------------------------------


def area_sections(db: sqlite3.Connection, report: int) -> list[AreaPlace]:
    """The stretches of a report that stand for areas of the codebook, in the order of the text.

    Empty for a kind of report without a framework, or whose printed areas have no equivalent. Raises KeyError
    for a report that is not in the library, LibraryError when a framework of the user's cannot be understood.
    """
    framework = by_kind(frameworks(own_frameworks()), reports.one(db, report).kind)
    if framework is None:
        return []
    places = area_places(in_library(db, framework), reports.inside(db, report))
    kin = _kin(codebook_areas.all_areas(db))
    return [place._replace(kin=tuple((area, near) for area in place.areas for near in kin[area])) for place in places]


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
    wanted += here.kin
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


def _kin(areas: Iterable[Area]) -> dict[str, tuple[str, ...]]:
    """The names of the area above and of those below each one in the codebook, retired ones left out."""
    present = {area.id: area for area in areas if not area.retired}
    found: dict[str, tuple[str, ...]] = {area.name: () for area in present.values()}
    above = [(area, present[area.parent]) for area in present.values() if area.parent in present]
    for area, parent in above:
        found[area.name] = (parent.name, *found[area.name])
    for area, parent in above:
        found[parent.name] += (area.name,)
    return found


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

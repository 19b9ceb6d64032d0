"""Which colours and signs a mark carries: by judgement area, by strength and concern, or by reviewer."""

import zlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from storage.model import Annotation, Link

AREA, MARK, REVIEWER = "area", "mark", "reviewer"
NO_AREA = "#e0b400"
PLAIN = "#7b8494"  # of what has neither
SIGNS = {"strength": "+", "concern": "–"}
# Blue and orange are told apart by people who do not tell red from green; the signs say the same.
MARKS = {"strength": "#2469b3", "concern": "#c8590f", "": PLAIN}
# Okabe and Ito's colours for everybody, without black, grey and the yellow that is too light for a tab.
REVIEWERS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")


class Look(NamedTuple):
    """How a mark looks: its colours, the first of which is its wash, and the signs in the margin."""

    colours: tuple[str, ...]
    signs: str


def initials(name: str) -> str:
    """A reviewer's initials, at most three letters."""
    letters = [part[0].upper() for part in name.replace("-", " ").replace(".", " ").split() if part[0].isalnum()]
    return "".join(letters[:2] + letters[-1:] if len(letters) > 3 else letters)


def reviewer_colour(name: str) -> str:
    """A reviewer's colour, the same in every library and on every day."""
    return REVIEWERS[zlib.crc32(name.strip().casefold().encode()) % len(REVIEWERS)]


def link_colour(link: Link, earlier: Annotation, later: Annotation, areas: Mapping[int, str], how: str = AREA) -> str:
    """The colour of a link as its ends have theirs: of the first area, or of the mark, or of who made the link.

    Where the earlier end has no area or no mark the later one's counts.
    """
    if how == REVIEWER:
        return reviewer_colour(link.reviewer)
    if how == MARK:
        return MARKS.get(earlier.mark or later.mark, PLAIN)
    tagged = earlier.areas or later.areas
    return areas.get(tagged[0], PLAIN) if tagged else PLAIN


def looks(
    annotations: Iterable[Annotation], areas: Mapping[int, str], linked: frozenset[int], how: str = AREA
) -> dict[int, Look]:
    """The looks of a report's annotations by their ids; `areas` are the areas' colours, `linked` ids of annotations.

    A strength carries “+” and a concern “–”, a link “⇄” and a note “✎”, and where several reviewers marked the
    report and the colours are theirs, their initials, so that colour is never the only sign.
    """
    annotations = list(annotations)
    several = how == REVIEWER and len({annotation.reviewer for annotation in annotations}) > 1
    found = {}
    colours: dict[tuple[int, ...], tuple[str, ...]] = {}  # of the same areas: most marks share them with others
    for annotation in annotations:
        signs = SIGNS.get(annotation.mark, "")
        signs += ("⇄" if annotation.id in linked else "") + ("✎" if annotation.note else "")
        if several:
            signs = f"{initials(annotation.reviewer)} {signs}".strip()
        if how != AREA:
            found[annotation.id] = Look(_colours(annotation, areas, how), signs)
            continue
        own = colours.get(annotation.areas)
        if own is None:
            own = colours[annotation.areas] = _colours(annotation, areas, how)
        found[annotation.id] = Look(own, signs)
    return found


def _colours(annotation: Annotation, areas: Mapping[int, str], how: str) -> tuple[str, ...]:
    if how == MARK:
        return (MARKS.get(annotation.mark, MARKS[""]),)
    if how == REVIEWER:
        return (reviewer_colour(annotation.reviewer),)
    return tuple(areas[area] for area in annotation.areas if area in areas) or (NO_AREA,)

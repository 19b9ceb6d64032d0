"""Which parts of a pane's head there is room for, and where they stand: plain arithmetic in pixels."""

from collections.abc import Sequence
from typing import NamedTuple

SHORT_NAME = 116  # pixels: where room is short, what matters less than the name goes before it is cut below these
SPACING = 4  # pixels between two parts


class Parts(NamedTuple):
    """Which parts a head shows, and the pixels that its name is to have."""

    kind: bool
    words: bool
    total: bool
    zoom: bool
    name: int


class Widths(NamedTuple):
    """The pixels that the parts take; `words` is the grade in words, `letter` its short form, 0 where there is none."""

    name: int
    words: int
    letter: int
    kind: int
    total: int
    zoom: int


def parts_for(room: int, widths: Widths, *, keep_kind: bool = False) -> Parts:
    """What `room` pixels can show: the kind goes first, then the grade's words, the count, the zoom.

    `keep_kind` is for another edition, which has the first one's name: what it is called stays the longest.
    """
    short = min(widths.name, SHORT_NAME)
    ways: tuple[Parts, ...] = (
        Parts(True, True, True, True, widths.name),
        Parts(False, True, True, True, widths.name),
        Parts(False, False, True, True, short),
        Parts(False, False, False, True, short),
        Parts(False, False, False, False, short),
    )
    if keep_kind:
        ways = (*(way._replace(kind=True) for way in ways), *(way._replace(kind=False) for way in ways))
    return next((way for way in ways if _taken(way, widths) <= room), ways[-1])


def _taken(parts: Parts, widths: Widths) -> int:
    """The pixels that parts take, with what is between them."""
    grade = widths.words if parts.words else widths.letter
    shown = (
        parts.name,
        grade,
        widths.kind if parts.kind else 0,
        widths.total if parts.total else 0,
        widths.zoom if parts.zoom else 0,
    )
    return sum(width + SPACING for width in shown if width) - SPACING


def places(left: int, right: int, widths: Sequence[int]) -> list[tuple[int, int]]:
    """The (x, width) of parts from `left` to `right`: the first has what the others leave, but no less than nothing."""
    rest = sum(width + SPACING for width in widths[1:])
    x, found = left, []
    for width in (max(0, right - left - rest), *widths[1:]):
        found.append((x, width))
        x += width + SPACING
    return found

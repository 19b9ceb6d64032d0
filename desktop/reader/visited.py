"""The places that a reader of one pane has been at: back to them, and forward again."""

from collections.abc import Sequence
from typing import NamedTuple

MOST = 100  # places kept in each direction
NEAR = 0.12  # share of a page within which two places are one


class Place(NamedTuple):
    """A place in a report: its id, a page's index from 0, the share of the page's height above the view's top."""

    report: int
    page: int
    share: float


Entry = Place | tuple[int, int, float]


class Visited:
    """A stack of places in both directions, as browsers have it: a new jump forgets what lay ahead."""

    def __init__(self) -> None:
        self._behind: list[Place] = []
        self._ahead: list[Place] = []

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place to go back to."""
        return bool(self._behind)

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a place to go forward to."""
        return bool(self._ahead)

    def leave(self, entry: Entry) -> None:
        """Remember the place at which the view is, before a jump to another."""
        self._ahead.clear()
        _push(self._behind, Place._make(entry))

    def back(self, present: Entry) -> Place | None:
        """The place to go to, leaving the present one to go forward to; None where there is no other."""
        return _step(self._behind, self._ahead, Place._make(present))

    def forward(self, present: Entry) -> Place | None:
        """The place that was gone back from; None where there is no other."""
        return _step(self._ahead, self._behind, Place._make(present))

    def forget(self, reports: Sequence[int]) -> None:
        """Drop the places of reports that were removed."""
        gone = set(reports)
        for stack in (self._behind, self._ahead):
            stack[:] = [place for place in stack if place.report not in gone]


def is_near(one: Place, other: Place) -> bool:
    """Whether two places would show nearly the same lines."""
    return one.report == other.report and abs(one.page + one.share - other.page - other.share) < NEAR


def _push(stack: list[Place], place: Place) -> None:
    if stack and is_near(stack[-1], place):
        stack[-1] = place
        return
    stack.append(place)
    del stack[:-MOST]


def _step(source: list[Place], target: list[Place], present: Place) -> Place | None:
    while source:
        place = source.pop()
        # Going where one is already would seem to do nothing.
        if not is_near(place, present):
            _push(target, present)
            return place
    return None

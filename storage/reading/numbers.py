"""Which lines begin with a printed paragraph number (survey, section 6)."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from storage.reading.lines import Line

_NUMBER = re.compile(r"(\d{1,3})(\.?)")
_MARGIN = 6.0  # points either side of the learned margin
_TAB = 10.0  # points: a number without a full stop stands at least this far from its text
_MISSING = 2  # numbers that a report may leave out in a row
_AROUND = 3  # candidates above and below that are looked at
_SERIOUS = 5  # numbers that make a second sequence credible


class _Candidate(NamedTuple):
    place: int
    x0: float
    value: int
    exact: bool


def paragraph_numbers(lines: Sequence[Line]) -> dict[int, str]:
    """Answer the printed numbers ("12") of paragraphs by the index of the line that each begins.

    The margins are learned: a number counts only where others of its sequence stand below each other.
    Only the next number of the sequence counts, or one of the two after it when the next never comes:
    so a wrapped line that starts with a number, a row of a table and a list of its own do not. A later
    sequence from 1 is a second part bound into the same file.
    """
    candidates = [found for place, line in enumerate(lines) if (found := _candidate(place, line))]
    margins: dict[float, list[_Candidate]] = {}
    at_margins = [one for one in candidates if _is_at_margin(one, _near(one, candidates, margins))]
    sequence = _sequence(at_margins)
    return _printed(sorted(sequence + _between(sequence, candidates)))


def _between(sequence: Sequence[_Candidate], candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The numbers that a sequence lacks and that stand, at a margin of their own, between its two sides."""
    return [
        one
        for before, after in pairwise(sequence)
        if after.value > before.value + 1
        for one in candidates
        if before.place < one.place < after.place and before.value < one.value < after.value
    ]


def numbers_in_sequence(found: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Answer which of (index, number) pairs are of the report's sequence, by index, margins apart."""
    return _printed(_sequence([_Candidate(place, 0.0, value, False) for place, value in found]))


def _printed(sequence: Sequence[_Candidate]) -> dict[int, str]:
    # One or two numbers are as likely a list's, or a date's.
    return {one.place: str(one.value) for one in sequence} if len(sequence) > 2 else {}


def _near(
    one: _Candidate, candidates: Sequence[_Candidate], margins: dict[float, list[_Candidate]]
) -> list[_Candidate]:
    """The candidates at the margin of one; `margins` keeps them, for most stand at the same few."""
    if one.x0 not in margins:
        margins[one.x0] = [other for other in candidates if abs(other.x0 - one.x0) <= _MARGIN]
    return margins[one.x0]


def _is_at_margin(one: _Candidate, near: Sequence[_Candidate]) -> bool:
    """Whether a neighbour in the sequence stands at the same margin, next above or below in reading order."""
    at = bisect_left(near, one.place, key=lambda other: other.place)
    around = near[max(at - _AROUND, 0) : at + _AROUND + 1]
    return any(
        (other.value - one.value) * (other.place - one.place) > 0 and abs(other.value - one.value) <= 1 + _MISSING
        for other in around
    )


def _candidate(place: int, line: Line) -> _Candidate | None:
    if not line.text[0].isdigit() or line.breaks or line.note:
        return None
    match = _NUMBER.fullmatch(line.texts[0])
    if match is None:
        return None
    stop = bool(match.group(2))
    left, _, right, _ = line.boxes
    if not stop and len(left) > 1 and left[1] - right[0] < _TAB:
        return None
    return _Candidate(place, left[0], int(match.group(1)), not stop)


def _sequence(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    starts = [i for i, candidate in enumerate(candidates) if candidate.value == 1]
    following: list[_Candidate] = []
    # From the last possible beginning to the first, so that each sequence knows what may come after it.
    for start in reversed(starts):
        end = next((other for other in starts if other > start and len(following) >= _SERIOUS), None)
        alone = _run(candidates[start:])
        if following and end is not None:
            begun = _run([c for c in candidates[start:] if c.place < following[0].place])
            both = begun + following if len(begun) >= _SERIOUS else following
            following = max(both, alone, key=len)
        else:
            following = max(alone, following, key=len)
    return following


def _run(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    run: list[_Candidate] = []
    expected = 1
    last_seen = {candidate.value: i for i, candidate in enumerate(candidates)}
    for i, candidate in enumerate(candidates):
        skipped = candidate.value - expected
        is_next = skipped == 0 or (
            0 < skipped <= _MISSING
            and expected > 1
            and not candidate.exact
            and all(last_seen.get(value, -1) < i for value in range(expected, candidate.value))
        )
        if is_next:
            run.append(candidate)
            expected = candidate.value + 1
    return run

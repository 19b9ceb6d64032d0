"""The lines of a long table: annotations and, where they are grouped, a head above each group that may be folded."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from storage.passage_table import Found, Group


class Head(NamedTuple):
    """A line above a group: the group's place among all, its title, how many stand below, whether they are folded."""

    place: int
    title: str
    size: int
    folded: bool


class Lines:
    """Where the annotations of an answer stand in a table.

    Made anew for each answer. Without groups line and place among `ids` are the same.
    """

    def __init__(self, found: Found, title: Callable[[Group], str], folded: frozenset[int | str] = frozenset()):
        self.ids = found.ids
        self.groups = found.groups
        self.folded = set(folded)
        self._title = title
        self._firsts: list[int] = []  # the place among the ids of each group's first
        first = 0
        for group in found.groups:
            self._firsts.append(first)
            first += group.size
        self._lay()

    def _lay(self) -> None:
        self.head_lines: list[int] = []
        line = 0
        for group in self.groups:
            self.head_lines.append(line)
            line += 1 if group.key in self.folded else 1 + group.size
        self.count = line if self.groups else len(self.ids)

    def fold(self, place: int) -> None:
        """Fold the group at a place, or unfold it."""
        self.folded ^= {self.groups[place].key}
        self._lay()

    def head(self, line: int) -> Head | None:
        """The head in a line; None where an annotation stands there."""
        place = bisect_right(self.head_lines, line) - 1
        if place < 0 or self.head_lines[place] != line:
            return None
        group = self.groups[place]
        return Head(place, self._title(group), group.size, group.key in self.folded)

    def annotation(self, line: int) -> int:
        """The annotation in a line; 0 for a head."""
        if not self.groups:
            return self.ids[line]
        place = bisect_right(self.head_lines, line) - 1
        below = line - self.head_lines[place] - 1
        return self.ids[self._firsts[place] + below] if below >= 0 else 0

    def line_of(self, annotation: int) -> int:
        """The first line of an annotation; -1 where it has none, or is folded away."""
        try:
            at = self.ids.index(annotation)
        except ValueError:
            return -1
        if not self.groups:
            return at
        place = bisect_right(self._firsts, at) - 1
        if self.groups[place].key in self.folded:
            return -1
        return self.head_lines[place] + 1 + at - self._firsts[place]

    def head_line(self, key: int | str | None) -> int:
        """The line of a group's head; -1 where there is no such group."""
        return next((line for line, group in zip(self.head_lines, self.groups, strict=True) if group.key == key), -1)

    def between(self, first: int, last: int) -> Iterator["array[int]"]:
        """The annotations in the lines from first to last, in portions."""
        return (self.ids[begin:end] for begin, end in self._places(first, last))

    def size(self, first: int, last: int) -> int:
        """How many annotations stand in the lines from first to last."""
        return sum(end - begin for begin, end in self._places(first, last))

    def _places(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        if not self.groups:
            yield first, last + 1
            return
        place = max(0, bisect_right(self.head_lines, first) - 1)
        while place < len(self.groups) and self.head_lines[place] <= last:
            if self.groups[place].key not in self.folded:
                begin = max(0, first - self.head_lines[place] - 1)
                end = min(self.groups[place].size, last - self.head_lines[place])
                yield self._firsts[place] + begin, self._firsts[place] + end
            place += 1

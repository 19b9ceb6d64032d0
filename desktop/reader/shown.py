"""A report as a page view holds it: its text, its words page by page, its marks and their boxes."""

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from storage import passages
from storage.documents import ReportText
from storage.model import Annotation, Box, Report, Word
from storage.reports import Source

SAMPLE = 4  # pages that are looked at for the text's width: enough for a title page and what follows it
SIGNS = 34.0  # points beside the text for the signs of marks


@dataclass
class Shown:
    """A report on screen. Words and boxes are worked out when they are first looked at, then kept."""

    report: Report
    contents: ReportText
    path: Path
    source: Source
    annotations: list[Annotation] = field(default_factory=list)
    _words: dict[int, list[Word]] = field(default_factory=dict)
    _boxes: dict[int, list[tuple[Annotation, list[Box]]]] = field(default_factory=dict)
    _margins: dict[int, float] = field(default_factory=dict)
    _extent: tuple[float, float] | None = None
    _firsts: list[int] | None = None

    @property
    def sizes(self) -> list[tuple[float, float]]:
        """The pages' sizes in points."""
        return [(page.width, page.height) for page in self.contents.pages]

    def words(self, index: int) -> list[Word]:
        """The words of a page, by index from 0."""
        if index not in self._words:
            self._words[index] = passages.unpacked_words(self.contents.pages[index].words)
        return self._words[index]

    def margin(self, index: int) -> float:
        """The x, in points, at which a page's text begins."""
        if index not in self._margins:
            self._margins[index] = min((word.x0 for word in self.words(index)), default=0.0)
        return self._margins[index]

    @property
    def text_extent(self) -> tuple[float, float]:
        """The x, in points, between which the text of the first pages stands, room for the signs included."""
        if self._extent is None:
            words = [word for index in range(min(SAMPLE, len(self.contents.pages))) for word in self.words(index)]
            left = min((word.x0 for word in words), default=0.0)
            right = max((word.x1 for word in words), default=0.0)
            width = max((page.width for page in self.contents.pages), default=1.0)
            self._extent = (max(0.0, left - SIGNS), min(width, right + SIGNS / 3)) if right > left else (0.0, width)
        return self._extent

    def set_annotations(self, annotations: list[Annotation]) -> None:
        """Take the report's annotations as they are now; those whose passage was lost stand nowhere in it."""
        self.annotations = [annotation for annotation in annotations if not annotation.lost]
        self._boxes.clear()

    def marks(self, index: int) -> list[tuple[Annotation, list[Box]]]:
        """The annotations that show on a page, with their boxes in page points."""
        if index not in self._boxes:
            words = self.words(index)
            found = []
            if words:
                first, last = words[0].start, max(word.end for word in words)
                for annotation in self.annotations:
                    if annotation.start < last and annotation.end > first:
                        boxes = passages.boxes(words, self.contents.text, annotation.start, annotation.end)
                        if boxes:
                            found.append((annotation, boxes))
            self._boxes[index] = found
        return self._boxes[index]

    def span_boxes(self, index: int, start: int, end: int) -> list[Box]:
        """The boxes of any span on a page, in page points."""
        words = self.words(index)
        return passages.boxes(words, self.contents.text, start, end) if words and start < end else []

    def page_of(self, offset: int) -> int:
        """The index of the page on which an offset of running text stands."""
        if self._firsts is None:
            self._firsts, last = [], -1
            for index in range(len(self.contents.pages)):
                words = self.words(index)
                last = words[0].start if words else last
                self._firsts.append(last)
        return max(0, bisect_right(self._firsts, offset) - 1)

    def first_offset(self, index: int, y: float) -> int:
        """The offset of the first word at or below a height of a page, in points, or on the pages that follow.

        Where no word follows: the end of the text.
        """
        for page in range(index, len(self.contents.pages)):
            # Of two columns the first in the order of the text counts.
            offset = min((word.start for word in self.words(page) if word.y0 + word.y1 >= 2 * y), default=None)
            if offset is not None:
                return offset
            y = 0.0
        return len(self.contents.text)

    def place(self, start: int, end: int) -> tuple[int, Box] | None:
        """Where a span begins: the index of its page and its first box; None when it shows nowhere.

        An empty span begins at the word that follows it.
        """
        if start < 0:
            return None
        index = self.page_of(start)
        end = max(end, start + 2)  # words stand one character apart
        for candidate in (index, index + 1):
            if candidate < len(self.contents.pages):
                boxes = self.span_boxes(candidate, start, end)
                if boxes:
                    return candidate, boxes[0]
        return None

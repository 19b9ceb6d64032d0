"""A report as a page view holds it: its text, its words page by page, its marks and their boxes."""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

from storage import documents, passages
from storage.documents import PageFrame, ReportText
from storage.model import Annotation, Box, Paragraph, Report, Word
from storage.reports import Source

SAMPLE = 4  # pages that are looked at for the text's width: enough for a title page and what follows it
NARROWEST = 36.0  # points of text, room for the signs included, that a view is made to fit
SIGNS = 34.0  # points beside the text for the signs of marks
PAGES = 80  # whose words are kept unpacked: a page of them takes about 100 kB
MOST_WORDS = 6_000  # of a page that are worked with: more than can be read on one, and few enough not to be felt
SPANS = 1024  # whose boxes on a page are kept

_start = attrgetter("start")


class Contents:
    """A report's pages; its running text, words and paragraphs are asked for when they are first wanted.

    A first page needs none of them but the words of the first `SAMPLE` pages, and reading the words of a long report
    takes longer than all else that it needs.
    """

    def __init__(self, ask: Callable[..., Any], sha256: str):
        self._ask, self._sha256 = ask, sha256
        self.pages: tuple[PageFrame, ...] = ask(documents.page_frames, sha256)
        self._packed: list[bytes] = ask(documents.page_words, sha256, 0, SAMPLE)

    @cached_property
    def text(self) -> str:
        """The running text."""
        return str(self._ask(documents.running_text, self._sha256))

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs in order."""
        found: tuple[Paragraph, ...] = self._ask(documents.paragraphs, self._sha256)
        return found

    def packed_words(self, index: int) -> bytes:
        """The packed words of a page, by index from 0; b"" of one that the library no longer has."""
        if index >= len(self._packed):
            self._packed += self._ask(documents.page_words, self._sha256, len(self._packed))
            self._packed += [b""] * (len(self.pages) - len(self._packed))
        return self._packed[index]

    def complete(self) -> None:
        """Ask for text and words now, while nobody waits: no scroll step, and no late timer, need ask the library."""
        if self.pages:
            self.packed_words(len(self.pages) - 1)
        _ = self.text


@dataclass
class Shown:
    """A report on screen. Words and boxes are worked out when they are first looked at, then kept."""

    report: Report
    contents: ReportText | Contents
    path: Path
    source: Source
    annotations: list[Annotation] = field(default_factory=list)
    bare: bool = False  # whether marks that stand in the PDF are left out of its pictures, being annotations of ours
    _words: OrderedDict[int, list[Word]] = field(default_factory=OrderedDict)
    _sizes: list[tuple[float, float]] | None = None
    _boxes: dict[int, list[tuple[Annotation, list[Box]]]] = field(default_factory=dict)
    _by_start: list[Annotation] = field(default_factory=list)
    _rectangles: list[Annotation] = field(default_factory=list)
    _longest: int = 0
    _spans: dict[tuple[int, int, int], list[Box]] = field(default_factory=dict)
    _places: dict[tuple[int, int], tuple[int, Box] | None] = field(default_factory=dict)
    _margins: dict[int, float] = field(default_factory=dict)
    _extent: tuple[float, float] | None = None
    _firsts: dict[int, int] = field(default_factory=dict)

    def complete(self) -> None:
        """Have all of the report's text and words here, if that was put off."""
        if isinstance(self.contents, Contents):
            self.contents.complete()

    @property
    def sizes(self) -> list[tuple[float, float]]:
        """The pages' sizes in points."""
        if self._sizes is None:
            self._sizes = [(page.width, page.height) for page in self.contents.pages]
        return self._sizes

    def words(self, index: int) -> list[Word]:
        """The words of a page, by index from 0; of one that has more than `MOST_WORDS` the first of them."""
        found = self._words.get(index)
        if found is None:
            found = self._words[index] = passages.unpacked_words(self.contents.packed_words(index), MOST_WORDS)
            if len(self._words) > PAGES:
                self._words.popitem(last=False)
        return found

    def margin(self, index: int) -> float:
        """The x, in points, at which a page's text begins."""
        if index not in self._margins:
            extent = passages.packed_extent(self.contents.packed_words(index), MOST_WORDS)
            self._margins[index] = extent[0] if extent else 0.0
        return self._margins[index]

    @property
    def text_extent(self) -> tuple[float, float]:
        """The x, in points, between which the text of the first pages stands, room for the signs included."""
        if self._extent is None:
            sample = range(min(SAMPLE, len(self.contents.pages)))
            extents = [passages.packed_extent(self.contents.packed_words(index), MOST_WORDS) for index in sample]
            left = min((extent[0] for extent in extents if extent), default=0.0)
            right = max((extent[1] for extent in extents if extent), default=0.0)
            width = max((page.width for page in self.contents.pages), default=1.0)
            left, right = max(0.0, left - SIGNS), min(width, right + SIGNS / 3)
            # Where the words stand beside the page, the page itself is what there is to see.
            self._extent = (left, right) if right - left >= NARROWEST else (0.0, width)
        return self._extent

    def set_annotations(self, annotations: list[Annotation]) -> None:
        """Take the report's annotations as they are now; those whose passage was lost stand nowhere in it."""
        self.annotations = [annotation for annotation in annotations if not annotation.lost]
        self._by_start = sorted(self.annotations, key=_start)
        self._rectangles = [annotation for annotation in self.annotations if annotation.box is not None]
        self._longest = max((annotation.end - annotation.start for annotation in self.annotations), default=0)
        self._boxes.clear()
        if self.annotations:  # whose places on all pages are worked out by and by
            self.complete()

    def marks(self, index: int) -> list[tuple[Annotation, list[Box]]]:
        """The annotations that show on a page, with their boxes in page points; a marked rectangle has one."""
        if not self.annotations:
            return []
        if index not in self._boxes:
            words, number = self.words(index), self.contents.pages[index].number
            found = [(one, [one.box]) for one in self._rectangles if one.box is not None and one.page == number]
            if words:
                first, last = words[0].start, words[-1].end
                begin = bisect_left(self._by_start, first - self._longest, key=_start)
                stop = bisect_left(self._by_start, last, key=_start)
                for annotation in self._by_start[begin:stop]:
                    if annotation.end > first and annotation.box is None:
                        boxes = passages.boxes(words, self.contents.text, annotation.start, annotation.end)
                        if boxes:
                            found.append((annotation, boxes))
            self._boxes[index] = found
        return self._boxes[index]

    def span_boxes(self, index: int, start: int, end: int) -> list[Box]:
        """The boxes of any span on a page, in page points."""
        key = (index, start, end)
        found = self._spans.get(key)
        if found is None:
            words = self.words(index)
            found = passages.boxes(words, self.contents.text, start, end) if words and start < end else []
            if len(self._spans) >= SPANS:
                self._spans.clear()
            self._spans[key] = found
        return found

    def page_of(self, offset: int) -> int:
        """The index of the page on which an offset of running text stands."""
        # Halving looks at a few pages only; unpacking all the words of a long report would be felt.
        return max(0, bisect_right(range(len(self.contents.pages)), offset, key=self._first) - 1)

    def _first(self, index: int) -> int:
        """Where the text of a page begins; that of the page before where it has none, -1 for none at all."""
        if index not in self._firsts:
            before = index
            while before >= 0 and not self.contents.packed_words(before):
                before -= 1
            words = self.words(before) if before >= 0 else []
            self._firsts[index] = words[0].start if words else -1
        return self._firsts[index]

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

    def spot(self, offset: int) -> tuple[int, float]:
        """The index of the page on which an offset stands, and the height there, in points, of its word."""
        index = self.page_of(offset)
        words = self.words(index) if self.contents.pages else []
        if not words:
            return (index, 0.0)
        at = max(0, bisect_right(words, offset, key=_start) - 1)
        return (index, words[at].y0)

    def place(self, start: int, end: int) -> tuple[int, Box] | None:
        """Where a span begins: the index of its page and its first box; None when it shows nowhere.

        An empty span begins at the word that follows it.
        """
        if start < 0:
            return None
        key = (start, end)
        if key not in self._places:
            if len(self._places) >= 4 * SPANS:
                self._places.clear()
            self._places[key] = self._found_place(start, max(end, start + 2))  # words stand one character apart
        return self._places[key]

    def _found_place(self, start: int, end: int) -> tuple[int, Box] | None:
        index = self.page_of(start)
        for candidate in (index, index + 1):
            if candidate < len(self.contents.pages):
                words = self.words(candidate)
                boxes = passages.boxes(words, self.contents.text, start, end) if words else []
                if boxes:
                    return candidate, boxes[0]
        words = self.words(index) if self.contents.pages else []
        if len(words) >= MOST_WORDS and start >= words[-1].end:
            return index, Box(words[0].x0, words[0].y0, words[0].x1, words[0].y1)  # the page is known, no more
        return None

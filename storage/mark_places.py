"""Where the marks of a PDF lie in the running text of its report: passages, and rectangles where there are no words.

Page coordinates are points from the top left of the page as shown, offsets code points of the running text (see
`storage.model`). Nothing here touches a library, so that a thread may do it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID, uuid5

from storage import copies
from storage.annotations import SMALLEST
from storage.documents import ReportText
from storage.model import Box, Page, Word
from storage.passages import offset_at, offset_nearest, passage, sentence_span, unpacked_words, whole_words
from storage.reading.inside_marks import OURS, Marks, PdfMark

NAMESPACE = UUID("5b9c9a1e-6d3f-5c0e-8a77-2f1d4e0b9c36")
"""Of the identities that are worked out from a PDF: marks of other programs, and their authors."""

_BAND = 24.0  # points: words are looked up by the bands of the page that they lie in
_SKIPPED = 30  # code points between two covered stretches that still make one passage
_REACH = 120.0  # points from an icon to the words of its sentence
_INK_APART = 14.0  # points between strokes that make one drawing
_SAME_STROKE = 5  # seconds between the parts of a highlight that goes over the page's end


class Placed(NamedTuple):
    """A mark with its place in the report: a passage's span, quotation and surroundings, or a rectangle.

    A rectangle has a `page` above 0 and a `box`; its `start` is where it stands in the running text. `size` is its
    page's width and height. `ours` is true where Yearmark wrote it.
    """

    identity: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    page: int
    box: Box
    size: tuple[float, float]
    contents: str
    author: str
    created: str
    modified: str
    ours: bool


class Offer(NamedTuple):
    """What a PDF has to be taken in, and how many of its marks were left out, by why (`Marks.left_out`)."""

    marks: tuple[Placed, ...] = ()
    left_out: dict[str, int] = {}  # never changed in place

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of those who made the marks, most marks first; without the nameless."""
        return tuple(name for name, _ in Counter(mark.author for mark in self.marks if mark.author).most_common())


# --- finding the places ----------------------------------------------------------------------------------


def placed(found: Marks, sha256: str, contents: ReportText) -> Offer:
    """Put the marks of a PDF on what was read of it; `sha256` names the file whose text has no digest."""
    told = copies.digest(contents.text)
    pages = {page.number: _PageWords(page) for page in contents.pages}
    mapped: list[Placed] = []
    for mark in _strokes_joined(found.marks):
        identity = _identity(mark, sha256 if told == copies.NONE else told)
        mapped += _placed(mark, identity, contents.text, pages)
    return Offer(tuple(_over_page_ends(mapped, contents.text)), dict(found.left_out))


class _PageWords:
    """A page's words, unpacked when first asked for, and found by the bands of the page that they lie in."""

    def __init__(self, page: Page):
        self.page = page
        self._bands: dict[int, list[Word]] | None = None
        self.words: list[Word] = []

    def unpacked(self) -> list[Word]:
        """The words in running-text order; none where they are damaged."""
        if self._bands is None:
            self._bands = {}
            try:
                self.words = unpacked_words(self.page.words)
            except ValueError:
                self.words = []
            for word in self.words:
                for band in range(int(word.y0 // _BAND), int(word.y1 // _BAND) + 1):
                    self._bands.setdefault(band, []).append(word)
        return self.words

    def under(self, box: Box, text: str) -> list[tuple[int, int]]:
        """The spans of the running text that a box covers, a word or a part of one each."""
        self.unpacked()
        assert self._bands is not None
        found = set()
        for band in range(int(box.y0 // _BAND), int(box.y1 // _BAND) + 1):
            for word in self._bands.get(band, ()):
                overlap = min(word.y1, box.y1) - max(word.y0, box.y0)
                if overlap <= min(word.y1 - word.y0, box.y1 - box.y0) / 2 or word.x1 <= box.x0 or box.x1 <= word.x0:
                    continue
                start, end = offset_at(word, text, box.x0), offset_at(word, text, box.x1)
                if start < end:
                    found.add((start, end))
        return sorted(found)


def _placed(mark: PdfMark, identity: str, text: str, pages: dict[int, _PageWords]) -> Iterator[Placed]:
    """A mark as passages or a rectangle; several where it covers words far from each other."""
    usual = Placed(
        identity, 0, 0, "", "", "", 0, Box(0, 0, 0, 0), (0, 0), mark.contents, mark.author, mark.created,
        mark.modified, mark.is_ours,
    )  # fmt: skip
    spans: list[tuple[int, int]] = []
    if mark.kind == "words":
        spans = _stretches(mark, text, pages)
    elif mark.kind == "note":
        spans = _sentence(mark, text, pages)
    for at, (start, end) in enumerate(spans):
        _, start, end, *words = passage(0, text, start, end)
        # The note stands with the first stretch; the others are known by their number.
        part = usual if not at else usual._replace(identity=_numbered(identity, at), contents="")
        first = pages.get(mark.page)
        yield part._replace(
            start=start, end=end, quote=words[0], prefix=words[1], suffix=words[2],
            size=(first.page.width, first.page.height) if first else (0.0, 0.0),
        )  # fmt: skip
    if not spans:
        yield from _rectangle(mark, usual, pages)


def _stretches(mark: PdfMark, text: str, pages: dict[int, _PageWords]) -> list[tuple[int, int]]:
    """The spans of running text that a mark covers: one, but where there is much between its parts that it does not."""
    covered = sorted(
        span
        for place in mark.places
        if place.page in pages
        for box in place.boxes
        for span in pages[place.page].under(box, text)
    )
    if not covered:
        return []
    if mark.is_ours:  # always one passage, whatever stands between the pages' parts
        covered = [(covered[0][0], max(end for _, end in covered))]
    joined = [covered[0]]
    for start, end in covered[1:]:
        if start - joined[-1][1] <= _SKIPPED:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    spans = (whole_words(text, _settled(text, start), _settled(text, end)) for start, end in joined)
    return list(dict.fromkeys((start, end) for start, end in spans if text[start:end].strip()))


def _settled(text: str, offset: int) -> int:
    """An offset that is estimated to a letter, moved to the edge of a word or of its part that is a letter away."""
    for near in (offset, offset - 1, offset + 1):
        if 0 <= near <= len(text) and (text[near - 1 : near].isalnum() != text[near : near + 1].isalnum()):
            return near
    return offset


def _sentence(mark: PdfMark, text: str, pages: dict[int, _PageWords]) -> list[tuple[int, int]]:
    """The sentence at which a sticky note stands; none where its page has no words near it."""
    on_page, (icon, *_) = pages.get(mark.page), mark.places[0].boxes
    words = on_page.unpacked() if on_page is not None else []
    x, y = icon.x0, (icon.y0 + icon.y1) / 2
    near = any(word.y0 - _REACH < y < word.y1 + _REACH for word in words)
    offset = offset_nearest(words, text, x, y) if near else None
    if offset is None:
        return []
    # Right of a line is its end, which is the space before the next one.
    start, end = sentence_span(text, offset if text[offset : offset + 1].strip() else max(offset - 1, 0))
    return [(start, end)] if text[start:end].strip() else []


def _rectangle(mark: PdfMark, usual: Placed, pages: dict[int, _PageWords]) -> Iterator[Placed]:
    """A mark that lies on no words: a rectangle round all of it on its first page."""
    place = mark.places[0]
    on_page = pages.get(place.page)
    if on_page is None:
        return
    box = _large_enough(_round(place.boxes), on_page.page)
    words = on_page.unpacked()
    start = next((word.start for word in words if word.y1 > box.y0), words[-1].start if words else 0)
    size = (on_page.page.width, on_page.page.height)
    yield usual._replace(start=start, end=start + 1, page=place.page, box=box, size=size)


def _round(boxes: Iterable[Box]) -> Box:
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return Box(min(x0s), min(y0s), max(x1s), max(y1s))


def _large_enough(box: Box, page: Page) -> Box:
    """A box that can be seen and lies on its page."""
    x0, x1 = _wide_enough(box.x0, box.x1, page.width)
    y0, y1 = _wide_enough(box.y0, box.y1, page.height)
    return Box(x0, y0, x1, y1)


def _wide_enough(low: float, high: float, most: float) -> tuple[float, float]:
    low, high = max(low, 0.0), min(high, most)
    if high - low < 2 * SMALLEST:
        low = min(max((low + high) / 2 - SMALLEST, 0.0), max(most - 2 * SMALLEST, 0.0))
        high = low + 2 * SMALLEST
    return low, high


# --- what belongs together -------------------------------------------------------------------------------


def _strokes_joined(marks: Sequence[PdfMark]) -> list[PdfMark]:
    """The marks, strokes of a pen that lie by each other made one drawing: Edge writes each as a mark of its own."""
    found: list[PdfMark] = []
    last: dict[tuple[int, str], int] = {}  # the latest drawing of each page and author
    for mark in marks:
        key = (mark.page, mark.author)
        at = last.get(key)
        if mark.kind != "drawing" or mark.contents:
            found.append(mark)
        elif at is not None and _near(found[at].places[0].boxes[0], mark.places[0].boxes[0]):
            (place, *_) = found[at].places
            both = _round((place.boxes[0], mark.places[0].boxes[0]))
            found[at] = found[at]._replace(places=(place._replace(boxes=(both,)),))
        else:
            last[key] = len(found)
            found.append(mark)
    return found


def _near(one: Box, other: Box) -> bool:
    across = max(one.x0, other.x0) - min(one.x1, other.x1)
    down = max(one.y0, other.y0) - min(one.y1, other.y1)
    return across <= _INK_APART and down <= _INK_APART


def _over_page_ends(mapped: Sequence[Placed], text: str) -> list[Placed]:
    """The marks, those made one that other programs had to cut at the end of a page."""
    ends: dict[int, int] = {}
    by_start = sorted(range(len(mapped)), key=lambda at: (mapped[at].start, at))
    gone: set[int] = set()
    changed: dict[int, Placed] = {}
    for at in by_start:
        mark = mapped[at]
        if mark.page or mark.ours:
            continue
        before = ends.get(mark.start)
        if before is not None and _continues(changed.get(before, mapped[before]), mark):
            first = changed.get(before, mapped[before])
            _, start, end, quote, prefix, suffix = passage(0, text, first.start, mark.end)
            both = first._replace(start=start, end=end, quote=quote, prefix=prefix, suffix=suffix)
            changed[before] = both._replace(contents=first.contents or mark.contents)
            gone.add(at)
            at = before
        following = mark.end
        while following < len(text) and text[following].isspace():
            following += 1
        ends[following] = at
    return [changed.get(at, mark) for at, mark in enumerate(mapped) if at not in gone]


def _continues(first: Placed, mark: Placed) -> bool:
    """Whether one mark goes on where another ended: by the same hand, in the same moment, with no second note."""
    same_hand = first.author == mark.author and first.created and mark.created
    if not same_hand or (first.contents and mark.contents and first.contents != mark.contents):
        return False
    return abs(_seconds(first.created) - _seconds(mark.created)) <= _SAME_STROKE


def _seconds(time: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(time).timestamp()


# --- identities ------------------------------------------------------------------------------------------


def _identity(mark: PdfMark, told: str) -> str:
    """A UUID for a mark: its own where Yearmark wrote it, else worked out from the report's text, place and name."""
    if mark.is_ours:
        try:
            return str(UUID(mark.name[len(OURS) :]))
        except ValueError:
            pass  # some other program's idea of such a name
    place = ";".join(
        f"{place.page}:" + ",".join(f"{value:.0f}" for box in place.boxes for value in box) for place in mark.places
    )
    parts = (told, mark.kind, place, mark.name, mark.author, mark.created)
    return str(uuid5(NAMESPACE, "\x1f".join(parts).encode("utf-8", "replace").decode("utf-8")))


def _numbered(identity: str, number: int) -> str:
    return str(uuid5(NAMESPACE, f"{identity}\x1f{number}"))

"""The highlights and notes that stand in a PDF, as other programs wrote them (ISO 32000, 12.5), as plain values.

Acrobat, Okular, Preview and Edge write the same few kinds and differ in the order of a quad's corners, in where a
reply stands and in which keys they leave out. Nothing here trusts a file: what is damaged is left out and counted.

Loads PyMuPDF only when a file is looked at, so that the window may name the job. MuPDF's objects are used, as in
`carried`, for PyMuPDF's annotations cost ten times as much.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.errors import LibraryError
from storage.model import Box
from storage.reading.mark_words import clean_words, pdf_time
from storage.reading.refusals import unreadable

if TYPE_CHECKING:
    import pymupdf

LOOKED_AT = 200_000
"""Annotations of a file that are looked at, links among them."""

MOST = 5_000
"""Marks that are taken from one file; a reviewer makes 50 to 200 a day."""

MOST_QUADS = 40_000  # of one file
LONGEST = 100_000  # code points of what is written in a mark with its replies: as much as a note of ours holds
MOST_WORDS = 5_000_000  # code points of what is written in all marks of a file
LONGEST_NAME = 200  # code points of an author's name, and of the name of a mark
OURS = "urn:uuid:"
"""How the names of marks begin that Yearmark wrote into an annotated copy (`storage.exchange.annotated_pdf`)."""

_WORDS = ("Highlight", "Underline", "Squiggly", "StrikeOut")
_NOTES = ("Text", "Caret")
_TYPED = ("FreeText",)
_SHAPES = ("Square", "Circle", "Polygon")
_DRAWINGS = ("Ink", "PolyLine", "Line")
_KINDS = (
    dict.fromkeys(_WORDS, "words")
    | dict.fromkeys(_NOTES, "note")
    | dict.fromkeys(_TYPED, "typed")
    | dict.fromkeys(_SHAPES, "shape")
    | dict.fromkeys(_DRAWINGS, "drawing")
)
_OVER_THE_PAGE = {*_KINDS, "Stamp"}  # their words are not the report's
_HIDDEN = 2  # the flag by which a program keeps an annotation from being seen
_FURTHEST = 1e6  # points


class Place(NamedTuple):
    """Where a mark stands on one page (counted from 1): boxes in points from the top left of the page as shown."""

    page: int
    boxes: tuple[Box, ...]


class PdfMark(NamedTuple):
    """One mark of a PDF, with what is written in it and in the replies to it.

    `kind` is "words" (highlight, underline, squiggly, strike-out: a box a line), "note" (a sticky note or caret: its
    icon), "typed" (words written on the page: their frame), "shape" (a rectangle or the like) or "drawing" (a stroke of
    a pen). Times are ISO 8601 in UTC, "" where none is given; `author` and `name` (the mark's own, on its page) may be
    "".
    """

    kind: str
    places: tuple[Place, ...]
    contents: str
    author: str
    created: str
    modified: str
    name: str

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.places[0].page

    @property
    def is_ours(self) -> bool:
        """Whether Yearmark wrote it."""
        return self.name.startswith(OURS)


class Marks(NamedTuple):
    """The marks of a file in the order of its pages, and how many were left out, by why.

    The keys of `left_out`: "damaged" (no usable place), "empty" (a sticky note without a word), "beyond" (more than
    are taken from one file); "shortened" counts those whose words were cut.
    """

    marks: tuple[PdfMark, ...] = ()
    left_out: dict[str, int] = {}  # never changed in place


class _Raw(NamedTuple):
    """An annotation before replies are joined: its number, that of what it answers (0 for none), and the rest."""

    number: int
    parent: int
    grouped: bool
    mark: PdfMark


# --- the jobs of a worker --------------------------------------------------------------------------------


def marks_of(progress: Any, path: str, password: str | None = None) -> Marks:
    """Answer the marks of a PDF that lies in the library's folder.

    Raises LibraryError with a reason that fits after "… cannot be looked through for highlights: ".
    """
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    if not Path(path).is_file():
        raise LibraryError("its file has gone from the library’s folder")
    try:
        with pymupdf.open(path, filetype="pdf") as doc:
            if doc.needs_pass and not doc.authenticate(password or ""):
                raise LibraryError("it opens only with a password")
            return marks_in(doc)
    except unreadable() as error:
        raise LibraryError("its file is damaged") from error


def marks_in(doc: "pymupdf.Document") -> Marks:
    """Answer the marks of an opened PDF; damaged parts are passed over and counted. Raises MemoryError only."""
    look = _Look()
    if not doc.is_closed and doc.is_pdf:
        try:
            look.through(doc)
        except SystemError as error:
            # How PyMuPDF passes on that its C code ran out of memory.
            raise MemoryError from error
    return look.found()


def set_aside(doc: "pymupdf.Document", *, stamps: bool = True) -> dict[str, int]:
    """Hide the marks of an opened PDF, in memory only, so that their words are not read as the report's.

    With `stamps`, stamps are hidden too. Answers how many marks were seen, replies and hidden ones not counted:
    "marks", and "own marks" for those among them that Yearmark wrote; without the keys of which there is none.
    """
    import pymupdf

    counts: Counter[str] = Counter()
    if doc.is_closed or not doc.is_pdf:
        return {}
    mupdf, damage = pymupdf.mupdf, unreadable()
    get = mupdf.pdf_dict_gets
    for _, annotation in _annotations(mupdf, doc):
        try:
            kind = mupdf.pdf_to_name(get(annotation, "Subtype"))
            if kind not in _OVER_THE_PAGE or (kind == "Stamp" and not stamps):
                continue
            flags = mupdf.pdf_to_int(get(annotation, "F"))
            if kind in _KINDS and not flags & _HIDDEN and not get(annotation, "IRT").m_internal:
                counts["marks"] += 1
                counts["own marks"] += mupdf.pdf_to_text_string(get(annotation, "NM")).startswith(OURS)
            mupdf.pdf_dict_puts(annotation, "F", mupdf.pdf_new_int(flags | _HIDDEN))
        except damage:
            continue
    return {name: count for name, count in counts.items() if count}


def _annotations(mupdf: Any, doc: "pymupdf.Document") -> Iterator[tuple[int, Any]]:
    """The annotations of every page, as (page from 0, object), at most `LOOKED_AT`; damaged pages are passed over."""
    damage, left = unreadable(), LOOKED_AT
    try:
        pdf, count = mupdf.PdfDocument(doc.this), doc.page_count
    except damage:
        return
    for page in range(count):
        try:
            array = mupdf.pdf_dict_gets(mupdf.pdf_lookup_page_obj(pdf, page), "Annots")
            size = mupdf.pdf_array_len(array)
        except damage:
            continue
        for index in range(size):
            if not left:
                return
            left -= 1
            try:
                annotation = mupdf.pdf_array_get(array, index)
            except damage:
                continue
            yield page, annotation


# --- looking ---------------------------------------------------------------------------------------------


class _Look:
    """One look through a file: what was found so far, and what may still be taken."""

    def __init__(self) -> None:
        import pymupdf

        self._mupdf = pymupdf.mupdf
        self._get = pymupdf.mupdf.pdf_dict_gets
        self._damage = unreadable()
        self._raw: list[_Raw] = []
        self._left_out: Counter[str] = Counter()
        self._quads, self._letters = MOST_QUADS, MOST_WORDS
        self._page, self._matrix, self._size = -1, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), (0.0, 0.0)
        self._pdf: Any = None

    def through(self, doc: "pymupdf.Document") -> None:
        """Look at every page's annotations."""
        self._pdf = self._mupdf.PdfDocument(doc.this)
        met: set[int] = set()
        for page, annotation in _annotations(self._mupdf, doc):
            try:
                number = self._mupdf.pdf_to_num(annotation)
                if number and number in met:
                    continue
                met.add(number)
                self._look_at(page, annotation, number or -len(self._raw) - 1)
            except self._damage:
                self._left_out["damaged"] += 1
        self._pdf = None  # MuPDF's objects must go before the document does

    def found(self) -> Marks:
        """The marks with their replies, those of Yearmark joined across pages."""
        marks = _across_pages(_answered(self._raw))
        empty = [mark for mark in marks if mark.kind in ("note", "typed") and not mark.contents.strip()]
        self._left_out["empty"] += len(empty)
        kept = tuple(mark for mark in marks if mark.kind not in ("note", "typed") or mark.contents.strip())
        return Marks(kept, {why: count for why, count in self._left_out.items() if count})

    def _look_at(self, page: int, annotation: Any, number: int) -> None:
        mupdf, get = self._mupdf, self._get
        subtype = mupdf.pdf_to_name(get(annotation, "Subtype"))
        if subtype not in _KINDS or get(annotation, "StateModel").m_internal:
            return  # a state ("accepted") is a note that nobody wrote
        parent = mupdf.pdf_to_num(get(annotation, "IRT"))
        if not parent and mupdf.pdf_to_int(get(annotation, "F")) & _HIDDEN:
            return
        if len(self._raw) >= MOST:
            self._left_out["beyond"] += 1
            return
        self._turn_to(page)
        boxes = self._boxes(annotation, subtype)
        if not boxes:
            self._left_out["damaged"] += 1
            return
        created = pdf_time(self._text(annotation, "CreationDate", LONGEST_NAME))
        modified = pdf_time(self._text(annotation, "M", LONGEST_NAME))
        mark = PdfMark(
            _KINDS[subtype],
            (Place(page + 1, boxes),),
            self._contents(annotation),
            " ".join(self._text(annotation, "T", LONGEST_NAME).split()),
            created or modified,
            modified or created,
            self._text(annotation, "NM", LONGEST_NAME).strip(),
        )
        grouped = mupdf.pdf_to_name(get(annotation, "RT")) == "Group"
        self._raw.append(_Raw(number, parent, grouped, mark))

    def _text(self, annotation: Any, key: str, longest: int) -> str:
        return clean_words(self._mupdf.pdf_to_text_string(self._get(annotation, key))[:longest])

    def _contents(self, annotation: Any) -> str:
        written = self._mupdf.pdf_to_text_string(self._get(annotation, "Contents"))
        room = min(LONGEST, self._letters)
        if len(written) > room:
            self._left_out["shortened"] += 1
            written = written[: max(room - 1, 0)] + "…"
        self._letters -= min(len(written), room)
        return clean_words(written).strip()

    # --- places ----------------------------------------------------------------------------------------------

    def _turn_to(self, page: int) -> None:
        """Learn how a page's own points become those of the page as shown: crop box, rotation and unit counted in."""
        if page == self._page:
            return
        mupdf = self._mupdf
        box, matrix = mupdf.FzRect(), mupdf.FzMatrix()
        mupdf.pdf_page_obj_transform(mupdf.pdf_lookup_page_obj(self._pdf, page), box, matrix)
        self._page = page
        self._matrix = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
        shown = self._shown([(box.x0, box.y0), (box.x1, box.y1)])
        self._size = (shown.x1, shown.y1) if shown else (0.0, 0.0)

    def _boxes(self, annotation: Any, subtype: str) -> tuple[Box, ...]:
        """The boxes of an annotation on its page; none where it has no usable place."""
        found = self._quad_boxes(annotation) if subtype in _WORDS else []
        if not found:
            corners = self._numbers(self._get(annotation, "Rect"), 4)
            found = [self._shown([(corners[0], corners[1]), (corners[2], corners[3])])] if len(corners) == 4 else []
        width, height = self._size
        inside = []
        for box in found:
            if box is None or box.x0 > width or box.y0 > height or box.x1 < 0 or box.y1 < 0:
                continue
            clipped = Box(max(box.x0, 0.0), max(box.y0, 0.0), min(box.x1, width), min(box.y1, height))
            if subtype not in _WORDS or (clipped.x1 > clipped.x0 and clipped.y1 > clipped.y0):
                inside.append(clipped)
        return tuple(inside)

    def _quad_boxes(self, annotation: Any) -> list[Box | None]:
        """A box for each quad; its corners come in more orders than one (Acrobat's is not the standard's)."""
        numbers = self._numbers(self._get(annotation, "QuadPoints"), 8 * self._quads)
        quads = len(numbers) // 8
        self._quads -= quads
        return [
            self._shown(list(zip(numbers[at : at + 8 : 2], numbers[at + 1 : at + 8 : 2], strict=True)))
            for at in range(0, 8 * quads, 8)
        ]

    def _numbers(self, array: Any, most: int) -> list[float]:
        size = min(self._mupdf.pdf_array_len(array), most)
        return [self._mupdf.pdf_array_get_real(array, index) for index in range(size)]

    def _shown(self, points: Sequence[tuple[float, float]]) -> Box | None:
        """The box round some points of the page's own, on the page as shown; None where they are out of all measure."""
        a, b, c, d, e, f = self._matrix
        xs = [a * x + c * y + e for x, y in points]
        ys = [b * x + d * y + f for x, y in points]
        if not all(-_FURTHEST < value < _FURTHEST for value in (*xs, *ys)):  # also false for what is no number
            return None
        return Box(min(xs), min(ys), max(xs), max(ys))


# --- replies, and what belongs together -------------------------------------------------------------------


def _answered(raw: Sequence[_Raw]) -> list[PdfMark]:
    """The marks that answer no other, each with the words of the replies to it."""
    by_number = {one.number: one for one in raw}
    roots = _roots(by_number)
    joined: dict[int, list[_Raw]] = defaultdict(list)
    alone = []
    for one in raw:
        root = by_number[roots[one.number]]
        # Acrobat's "replace text" is a caret with the struck-out words in its group.
        belongs = root is not one and (one.mark.kind == "note" or (one.grouped and root.mark.kind == "note"))
        if belongs:
            joined[root.number].append(one)
        else:
            alone.append(one)
    return [_with_replies(one.mark, joined[one.number]) for one in alone]


def _roots(by_number: dict[int, _Raw]) -> dict[int, int]:
    """For each mark the one at the head of its thread of replies; those that go round in a circle are their own."""
    roots: dict[int, int] = {}
    for number in by_number:
        way: list[int] = []
        on_way: set[int] = set()
        at = number
        while at not in roots and at not in on_way and by_number[at].parent in by_number:
            way.append(at)
            on_way.add(at)
            at = by_number[at].parent
        if at in on_way:
            roots.update((each, each) for each in way)
            continue
        root = roots.setdefault(at, at)
        roots.update((each, root) for each in way)
    return roots


def _with_replies(mark: PdfMark, replies: Sequence[_Raw]) -> PdfMark:
    parts = [mark.contents] if mark.contents else []
    for reply in sorted(replies, key=lambda one: one.mark.created):  # stable: those without a time as they stand
        answer = reply.mark
        if answer.kind == "words":
            mark = mark._replace(kind="words", places=answer.places)
        if answer.contents:
            by_other = answer.author and answer.author != mark.author
            parts.append(f"{answer.author}: {answer.contents}" if by_other else answer.contents)
    contents = "\n\n".join(parts)
    if len(contents) > LONGEST:
        contents = contents[: LONGEST - 1] + "…"
    return mark._replace(contents=contents)


def _across_pages(marks: Sequence[PdfMark]) -> list[PdfMark]:
    """The marks, those that Yearmark wrote on several pages for one passage made one again."""
    found: dict[object, PdfMark] = {}
    for at, mark in enumerate(marks):
        key: object = mark.name if mark.is_ours else at
        first = found.get(key)
        found[key] = mark if first is None else first._replace(places=first.places + mark.places)
    return list(found.values())

"""The things a library is made of, as plain values that storage and the windows share.

Units everywhere: page coordinates in PDF points from the page's top left corner (after the page's own
rotation); offsets in code points into a report's running text, `end` exclusive; pages counted from 1;
dates ISO 8601 (`YYYY-MM-DD`), times ISO 8601 in UTC.

They are named tuples: making the classes costs the start of the window a third of what dataclasses cost, and
a list of 400 reports half.
"""

from typing import Any, NamedTuple

KINDS = (
    "SLAC",
    "LAC_2013",
    "SIF",
    "ILACS_2018",
    "ILACS_2023",
    "FOCUSED_VISIT",
    "MONITORING_VISIT",
    "JTAI",
    "LSCB_REVIEW",
    "OTHER",
)
RELATIONS = ("addressed", "improved", "still a concern", "recurs", "contradicts", "related")
MARKS = ("", "strength", "concern")


class Box(NamedTuple):
    """A rectangle on a page, in points from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


class Word(NamedTuple):
    """A word on a page: its box in points, and where its text stands in the running text.

    Words of page furniture (running heads, page numbers) are not kept. The word's text is
    `text[start:end]` of the running text.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    start: int
    end: int


class Page(NamedTuple):
    """A page as it was read: number from 1, size in points, printed label, words in running-text order.

    `words` is packed by `storage.passages.packed_words`, because a library keeps millions of them.
    """

    number: int
    width: float
    height: float
    label: str
    words: bytes


class Paragraph(NamedTuple):
    """A paragraph of running text: its span, its printed number ("" where it has none), its first page."""

    start: int
    end: int
    number: str
    page: int


class Fact(NamedTuple):
    """One thing read from the title block, with where it came from.

    `source` is "printed" or "file name"; `page` is 0 where the fact stands on no page.
    """

    value: str
    source: str
    page: int = 0


class Span(NamedTuple):
    """A place in the running text, and the page on which it begins (0 where it stands on no page).

    `sure` is false where the reader took the next best place because the usual one said nothing.
    """

    start: int
    end: int
    page: int
    sure: bool = True


class Judgement(NamedTuple):
    """A judgement area and its grade, both as printed; "Not judged" is a grade too.

    `group` is the heading that areas of one name are told apart by ("" in kinds without groups). `source`
    is "table", "record" (of main findings), "sentence" or "heading". `board` is true for the grade of the
    safeguarding board inside a report on an authority.
    """

    area: str
    grade: str
    group: str
    page: int
    start: int
    end: int
    source: str
    board: bool = False


class Section(NamedTuple):
    """A heading and what stands under it: the span goes to the next heading of its level or above.

    `level` counts from 1; `heading` is as printed, without the grade where that is set after it; `grade`
    is as printed, "" where there is none.
    """

    heading: str
    level: int
    grade: str
    page: int
    start: int
    end: int


class NumberedParagraph(NamedTuple):
    """A numbered paragraph with the sub-paragraphs and list items that belong to it.

    `section` is a place among `Reading.sections`, -1 where it stands under no heading.
    """

    number: int
    page: int
    last_page: int
    section: int
    start: int
    end: int


class ImprovementItem(NamedTuple):
    """A recommendation, area for improvement or "what needs to improve" bullet, with its sub-bullets.

    `text` is without bullet and number, a line each for the item and its sub-bullets. `group` is the heading
    of its list as printed; `subject` the line set over some of them; `timescale` in small letters ("within
    three months"), "" where none is printed; `number` the paragraph's or "". `board` is true for those
    addressed to the safeguarding board.
    """

    text: str
    group: str
    subject: str
    timescale: str
    number: str
    page: int
    start: int
    end: int
    board: bool = False


class Reference(NamedTuple):
    """Words that speak of an earlier inspection, and the year that they name, None where they name none."""

    start: int
    end: int
    page: int
    year: int | None


class Finding(NamedTuple):
    """What the reader found wrong in a report when it checked the report against itself, with the places."""

    sentence: str
    places: tuple[Span, ...]


class Reading(NamedTuple):
    """All that one version of the reader made of one file.

    `facts` has some of the keys authority, kind, inspection_start, inspection_end, published,
    lead_inspector, overall (the overall grade as printed). `media` is "pdf" or "text".
    `warnings` are sentences for the user, those of `findings` among them. `places` says where the facts
    stand, by the keys of `facts`. `numbered` are the numbered paragraphs of the first report in the file.
    `carried` counts what else the file carries (`storage.reading.carried`); `recognised` is true where pages
    without text were given one by recognition (OCR); `pictures` are the pages that show a picture and have none.
    """

    media: str
    reader: str
    text: str
    pages: tuple[Page, ...]
    paragraphs: tuple[Paragraph, ...]
    facts: dict[str, Fact]
    warnings: tuple[str, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    sections: tuple[Section, ...] = ()
    numbered: tuple[NumberedParagraph, ...] = ()
    improvements: tuple[ImprovementItem, ...] = ()
    references: tuple[Reference, ...] = ()
    findings: tuple[Finding, ...] = ()
    places: dict[str, Span] = {}  # never changed in place
    carried: dict[str, int] = {}
    recognised: bool = False
    pictures: tuple[int, ...] = ()


class Document(NamedTuple):
    """A file taken in: its checksum, name as it came, size in bytes, its reading, its password if it has one."""

    sha256: str
    file_name: str
    size: int
    reading: Reading
    password: str | None = None


class Report(NamedTuple):
    """A report as the library lists it, corrections by hand included.

    `year` is None for "undated". `edition` is 0 for the first document of an inspection, 1, 2, … for
    others of the same inspection. `corrected` names the fields that were corrected by hand. `read` is the
    time at which the file was last read, "" while it waits to be read.
    """

    id: int
    uuid: str
    sha256: str
    file_name: str
    media: str
    page_count: int
    authority: str
    kind: str
    year: int | None
    inspection_start: str
    inspection_end: str
    published: str
    lead_inspector: str
    overall: str
    annotations: int
    edition: int = 0
    corrected: frozenset[str] = frozenset()
    read: str = ""

    @property
    def order(self) -> tuple[str, str, int]:
        """Where the report stands among those of its authority: (inspection end, publication, id)."""
        fallback = f"{self.year:04d}" if self.year else "9999"
        if self.year and "year" in self.corrected:
            return (f"{self.year:04d}" + self.inspection_end[4:], self.published or fallback, self.id)
        return (self.inspection_end or self.published or fallback, self.published or fallback, self.id)

    @property
    def name(self) -> str:
        """What the report is called in a sentence: "Islington 2017"."""
        return f"{self.authority or 'Unknown authority'} {self.year or 'undated'}"


class Passage(NamedTuple):
    """A span of a report's running text with its W3C selectors (TextPosition and TextQuote).

    `report` is the report's id; `prefix` and `suffix` are up to 32 code points of context.
    """

    report: int
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""


class Area(NamedTuple):
    """A judgement area of the codebook; `slot` is its key 1–9 or None; `parent` is an area's id or None.

    A `retired` area stays on its passages and is not offered for tagging. `position` orders the areas of one parent.
    """

    id: int
    uuid: str
    name: str
    definition: str
    colour: str
    parent: int | None
    slot: int | None
    retired: bool = False
    position: int = 0


class Annotation(NamedTuple):
    """A marked passage: its areas (ids in the order tagged), mark, note, reviewer's name and times.

    `lost` is true where the report was read again and the passage was not found any more: its span is then
    (-1, -1), its quotation is as it was. A marked rectangle has a `page` above 0, a `box` on it, no quotation,
    and an empty span where it stands in the running text.
    """

    id: int
    uuid: str
    report: int
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    mark: str
    note: str
    reviewer: str
    created: str
    modified: str
    areas: tuple[int, ...] = ()
    lost: bool = False
    page: int = 0
    box: Box | None = None

    @property
    def words(self) -> str:
        """What is marked, in words: the quotation, or that it is a rectangle."""
        return self.quote if self.box is None else f"Rectangle on page {self.page}"


class Link(NamedTuple):
    """A relation from an earlier annotation to a later one, with their reports' ids."""

    id: int
    uuid: str
    earlier: int
    later: int
    earlier_report: int
    later_report: int
    relation: str
    note: str
    reviewer: str
    created: str


class Change(NamedTuple):
    """What one edit, undo or redo did: its label, the rows it touched as (table, row id), and the edit's answer."""

    label: str
    touched: frozenset[tuple[str, int]]
    answer: Any = None

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables touched."""
        return frozenset(table for table, _ in self.touched)

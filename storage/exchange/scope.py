"""What goes into a bundle: the reports, annotations and links of a scope, read from the library at one moment."""

import re
import sqlite3
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from storage import annotations, areas, links, own_marks, reports
from storage.errors import LibraryError
from storage.model import Annotation, Area, Box, Fact, Link, Page, Paragraph, Report, Word
from storage.originals import EXTENSIONS
from storage.passages import boxes, unpacked_words
from storage.reports import Source

LONGEST_NAME = 120
"""Code points of a file name in a bundle, its extension included."""

SHORT = 120  # code points of the far end's quotation where a link is told in one line

_LONGEST_NAME_BYTES = 200  # in UTF-8; most file systems stop at 255
_ANNOTATED = " (annotated)"
_RESERVED = re.compile(r'[<>:"/\\|?*%]')  # Windows' own, and the percent sign, which BagIt manifests escape
_DEVICES = re.compile(
    r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE
)


@dataclass(frozen=True)
class Scope:
    """What to put into a bundle: reports (ids) of authorities (names); an empty tuple means all of them.

    Where both are given, a report must be among both. `title` heads the bundle; "" lets the bundle be
    named for its authorities and years.
    """

    authorities: tuple[str, ...] = ()
    reports: tuple[int, ...] = ()
    title: str = ""


class Place(NamedTuple):
    """Where a passage begins: page from 1 (0 for none), the page's printed label, the paragraph's number."""

    page: int
    label: str
    paragraph: str


@dataclass(frozen=True)
class Part:
    """A report of a bundle with all that is said of it; `original` and `annotated` are paths in the bag.

    `annotated` is "" where the report has no annotations; `bare` says that marks which stood in the PDF are among them.
    """

    report: Report
    text: str
    paragraphs: tuple[Paragraph, ...]
    pages: tuple[Page, ...]
    facts: dict[str, Fact]
    size: int
    reader: str
    source: Source
    annotations: tuple[Annotation, ...]
    original: str
    annotated: str
    recognised: bool = False
    bare: bool = False

    @cached_property
    def words(self) -> tuple[tuple[Page, list[Word]], ...]:
        """The pages that have words, each with them in running-text order."""
        unpacked = ((page, unpacked_words(page.words)) for page in self.pages)
        return tuple((page, words) for page, words in unpacked if words)

    @cached_property
    def _page_starts(self) -> list[int]:
        return [words[0].start for _, words in self.words]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.paragraphs]

    def place(self, offset: int) -> Place:
        """The place of an offset of the running text."""
        index = bisect_right(self._paragraph_starts, offset) - 1
        number, page = self.paragraphs[index][2:4] if index >= 0 else ("", 0)
        index = bisect_right(self._page_starts, offset) - 1
        page = self.words[index][0].number if index >= 0 else page
        return Place(page, reports.page_label(self.pages, page), number)

    def citation(self, offset: int) -> str:
        """What `reports.citation` says, quickly for many passages: "Islington 2020, para 13, p. 4"."""
        place = self.place(offset)
        parts = [self.report.name]
        parts += [f"para {place.paragraph}"] if place.paragraph else []
        parts += [f"p. {place.label}"] if place.label else []
        return ", ".join(parts)

    def place_of(self, annotation: Annotation) -> Place:
        """The place of an annotation: a rectangle's page is its own."""
        place = self.place(annotation.start)
        if annotation.page:
            return place._replace(page=annotation.page, label=reports.page_label(self.pages, annotation.page))
        return place

    def cited(self, annotation: Annotation) -> str:
        """How an annotation is cited; a rectangle by its page alone."""
        if annotation.page:
            return f"{self.report.name}, p. {reports.page_label(self.pages, annotation.page)}"
        return self.citation(annotation.start)

    def boxes(self, annotation: Annotation) -> list[tuple[Page, list[Box]]]:
        """The pages that an annotation's passage stands on, each with its boxes, in the order of the pages."""
        if annotation.box is not None:
            return [(page, [annotation.box]) for page in self.pages if page.number == annotation.page]
        found = []
        for page, words in self.words:
            if words[0].start < annotation.end and words[-1].end > annotation.start:
                on_page = boxes(words, self.text, annotation.start, annotation.end)
                if on_page:
                    found.append((page, on_page))
        return found


class End(NamedTuple):
    """A link as one of its annotations sees it: whether it leads to the later report, and the other end."""

    link: Link
    to_later: bool
    part: Part
    annotation: Annotation


@dataclass(frozen=True)
class Selection:
    """All that a bundle says, by authority and date; annotations of a part in text order.

    `authors` has the UUID of the reviewer of every annotation and link, by the UUID of that.
    `links_left_out` counts links of which one end only is in the scope.
    """

    title: str
    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    links_left_out: int
    areas: tuple[Area, ...]
    authors: dict[str, str]

    @cached_property
    def area(self) -> dict[int, Area]:
        """The judgement areas by id."""
        return {area.id: area for area in self.areas}

    @cached_property
    def annotation(self) -> dict[int, tuple[Part, Annotation]]:
        """Every annotation with its part, by id."""
        return {annotation.id: (part, annotation) for part in self.parts for annotation in part.annotations}

    @cached_property
    def _ends(self) -> dict[int, list[End]]:
        ends: dict[int, list[End]] = defaultdict(list)
        for link in self.links:
            ends[link.earlier].append(End(link, True, *self.annotation[link.later]))
            ends[link.later].append(End(link, False, *self.annotation[link.earlier]))
        return ends

    def ends(self, annotation: Annotation) -> list[End]:
        """The links of an annotation."""
        return self._ends.get(annotation.id, [])

    def area_names(self, annotation: Annotation) -> list[str]:
        """The names of an annotation's areas, in the order tagged."""
        return [self.area[area].name for area in annotation.areas]

    def links_in_words(self, annotation: Annotation) -> list[str]:
        """An annotation's links, each in one line: "improved → Islington 2020, para 13, p. 4: “…”"."""
        lines = []
        for end in self.ends(annotation):
            arrow = "→" if end.to_later else "←"
            cited = end.part.cited(end.annotation)
            note = f" ({in_one_line(end.link.note)})" if end.link.note else ""
            lines.append(f"{end.link.relation} {arrow} {cited}: “{shortened(end.annotation.words)}”{note}")
        return lines

    @property
    def newest(self) -> str:
        """When the newest annotation or link was written; "" where there is none."""
        times = [annotation.modified for part in self.parts for annotation in part.annotations]
        return max(times + [link.created for link in self.links], default="")


def selection(db: sqlite3.Connection, scope: Scope) -> Selection:
    """Read what is in the scope, all of it as it stood at one moment.

    Raises LibraryError when the library has no such report or authority, or no report at all.
    """
    db.execute("begin")
    try:
        return _selection(db, scope)
    finally:
        db.execute("rollback")


def _selection(db: sqlite3.Connection, scope: Scope) -> Selection:
    chosen = _chosen(reports.listing(db), scope)
    names = file_names([(report.name, report.file_name, report.media) for report in chosen])
    parts = tuple(_part(db, report, name) for report, name in zip(chosen, names, strict=True))
    ids = {report.id for report in chosen}
    every = [link for link in links.everything(db) if link.earlier_report in ids or link.later_report in ids]
    inside = tuple(link for link in every if link.earlier_report in ids and link.later_report in ids)
    return Selection(
        clean_title(scope.title) or _default_title(chosen),
        parts,
        inside,
        len(every) - len(inside),
        tuple(areas.all_areas(db)),
        dict(
            db.execute(
                "select annotations.uuid, reviewers.uuid from annotations join reviewers on reviewers.id = reviewer"
                " union all"
                " select links.uuid, reviewers.uuid from links join reviewers on reviewers.id = reviewer"
            )
        ),
    )


def _chosen(listing: Sequence[Report], scope: Scope) -> list[Report]:
    """The reports of the scope; raises LibraryError where one that was asked for is not there."""
    listing = [report for report in listing if report.read]
    if not listing:
        raise LibraryError(
            "The library has no reports yet, so there is nothing to put into a bundle. Add reports first."
        )
    known = {report.authority.casefold() for report in listing}
    for authority in scope.authorities:
        if authority.casefold() not in known:
            raise LibraryError(f"The library has no report of “{authority}”, so no bundle was made.")
    if set(scope.reports) - {report.id for report in listing}:
        raise LibraryError("A report chosen for the bundle is no longer in the library, so no bundle was made.")
    wanted = {authority.casefold() for authority in scope.authorities}
    chosen = [
        report
        for report in listing
        if (not wanted or report.authority.casefold() in wanted) and (not scope.reports or report.id in scope.reports)
    ]
    if not chosen:
        raise LibraryError("None of the chosen reports is of a chosen authority, so no bundle was made.")
    return chosen


def _part(db: sqlite3.Connection, report: Report, name: str) -> Part:
    contents = reports.text(db, report.id)
    details = reports.details(db, report.id)
    marked = tuple(annotations.of_report(db, report.id))
    stem = name.rpartition(".")[0]
    extension = ".html" if report.media == "text" else ".pdf"
    return Part(
        report,
        contents.text,
        contents.paragraphs,
        contents.pages,
        details.facts,
        details.size,
        details.reader,
        reports.source(db, report.id),
        marked,
        f"data/originals/{name}",
        f"data/annotated/{stem}{_ANNOTATED}{extension}" if marked else "",
        details.recognised,
        own_marks.are_taken_in(db, report.id),
    )


def _default_title(chosen: Sequence[Report]) -> str:
    """A bundle's name from what is in it: "Islington 2012–2024"; an unknown authority names it only when alone."""
    names = list(dict.fromkeys(report.authority for report in chosen if report.authority)) or ["Unknown authority"]
    title = ", ".join(names) if len(names) <= 3 else f"{len(names)} authorities"
    years = sorted({report.year for report in chosen if report.year})
    if not years:
        return title
    return f"{title} {years[0]}" if len(years) == 1 else f"{title} {years[0]}–{years[-1]}"


# --- names of files ----------------------------------------------------------------------------------


def file_names(rows: Iterable[tuple[str, str, str]]) -> list[str]:
    """Readable file names, no two alike on any system, from (report's name, its file's name, its media)."""
    taken: set[str] = set()
    return [
        _unique(f"{name} - {file_name.rpartition('.')[0] or file_name}", EXTENSIONS[media], taken)
        for name, file_name, media in rows
    ]


def _unique(stem: str, extension: str, taken: set[str]) -> str:
    # Room for the name of the annotated copy, which is the longer one.
    room = LONGEST_NAME - len(_ANNOTATED) - len(".html")
    stem = safe_name(stem, room)
    number, name = 1, stem
    while (key := unicodedata.normalize("NFKC", name).casefold()) in taken:
        number += 1
        suffix = f" ({number})"
        name = safe_name(stem, room - len(suffix)) + suffix
    taken.add(key)
    return name + extension


def safe_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A file name without an extension that every system takes and that no one is misled by.

    No reserved or invisible characters (direction marks among them), no device names of Windows, no dot
    or space at either end, at most `longest` code points and 200 bytes.
    """
    visible = "".join(
        " " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", name) if _shows(letter)
    )
    clean = " ".join(_RESERVED.sub("_", visible).split()).strip(" .")[:longest]
    while len(clean.encode("utf-8")) > _LONGEST_NAME_BYTES:
        clean = clean[:-1]
    clean = clean.strip(" .") or "report"
    return f"_{clean}"[:longest] if _DEVICES.match(clean) else clean


def _shows(letter: str) -> bool:
    return letter.isspace() or not unicodedata.category(letter).startswith("C")


# --- words -------------------------------------------------------------------------------------------


def clean_title(title: str) -> str:
    """A title on one line, without invisible characters, at most 200 code points."""
    return in_one_line("".join(letter for letter in title if _shows(letter)))[:200].strip()


def in_one_line(text: str) -> str:
    """Text with every run of white space, line ends included, as one space."""
    return " ".join(text.split())


def shortened(text: str, longest: int = SHORT) -> str:
    """Text on one line, cut at a word's end where it is longer than `longest` code points."""
    text = in_one_line(text)
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.") + "…"

"""The bundle's pages for a browser: the index to read everything in, and the annotated copy of a text report.

Both stand alone: no network, no script, one style sheet inside. Every person's word goes through Jinja's
autoescape, and a content policy in the page forbids what might slip through.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from storage.exchange.scope import Part, Selection, shortened
from storage.grades import grade_name
from storage.model import Annotation, Link
from storage.reports import is_unnamed

TEMPLATES = Path(__file__).parent.parent.parent / "resources" / "templates"

_KINDS = {
    "LAC_2013": "LAC 2013",
    "ILACS_2018": "ILACS 2018",
    "ILACS_2023": "ILACS 2023",
    "FOCUSED_VISIT": "Focused visit",
    "MONITORING_VISIT": "Monitoring visit",
    "LSCB_REVIEW": "LSCB review",
    "OTHER": "Other",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_PLAIN = "#6b6b6b"
_LONGEST_HEADING = 100  # characters
# Control characters may stand in a report's text, but not in a page.
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


class Chip(NamedTuple):
    """A judgement area as it is shown: its name and colour (#rrggbb)."""

    name: str
    colour: str


class Tie(NamedTuple):
    """A link as one of its passages shows it: "improved →", and where the other end stands."""

    relation: str
    to_later: bool
    anchor: str
    cited: str
    quote: str
    note: str


class Entry(NamedTuple):
    """An annotation as the pages show it; `href` leads to its place in the annotated copy."""

    anchor: str
    number: int
    quote: str
    cited: str
    href: str
    chips: list[Chip]
    mark: str
    note: str
    reviewer: str
    created: str
    modified: str
    ties: list[Tie]


class Step(NamedTuple):
    """One passage of a thread, with the relation that led to it ("" for the first)."""

    relation: str
    year: str
    anchor: str
    cited: str
    quote: str
    chips: list[Chip]


class Thread(NamedTuple):
    """Passages joined by links: its chains through the years, and each of its passages once."""

    chains: list[list[Step]]
    passages: list[Step]


class Piece(NamedTuple):
    """A stretch of a report's text under the same annotations (their numbers), and which begin and end there."""

    text: str
    under: tuple[int, ...]
    begins: tuple[Entry, ...]
    ends: tuple[Entry, ...]
    chips: tuple[Chip, ...]


def index_page(selection: Selection, made: str, warnings: Sequence[str]) -> str:
    """The page at the root of a bundle; `made` is the time of the export."""
    authorities = [
        (authority, [(year, list(parts)) for year, parts in groupby(of_authority, key=_year)])
        for authority, of_authority in _by_authority(selection.parts)
    ]
    return (
        _environment()
        .get_template("bundle_index.html")
        .render(
            selection=selection,
            authorities=authorities,
            entries={part.report.id: entries(selection, part) for part in selection.parts},
            threads=threads(selection),
            made=made,
            warnings=warnings,
            locked=any(part.source.password is not None for part in selection.parts),
        )
    )


def text_page(selection: Selection, part: Part) -> str:
    """The annotated copy of a text report: its text with the marks, and beside each paragraph what is said of it."""
    said = entries(selection, part)
    return (
        _environment()
        .get_template("annotated_text.html")
        .render(part=part, title=selection.title, paragraphs=list(marked_paragraphs(part, said)), count=len(said))
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value.translate(_CONTROL) if isinstance(value, str) else value,
    )
    environment.filters |= {
        "day": day,
        "url": quote,
        "kind": _kind,
        "grade": grade_name,
        "called": called,
        "name_of_file": lambda path: path.rpartition("/")[2],
    }
    environment.tests["unnamed"] = is_unnamed
    return environment


def called(part: Part) -> str:
    """What a report is called in the contents: "Islington 2017"; its file's name where nothing else tells it apart."""
    report = part.report
    if not is_unnamed(report):
        return report.name
    return f"{report.authority}, {report.file_name}" if report.authority else report.file_name


def day(time: str) -> str:
    """A date or time of the library in words: "5 June 2024"; "" for none."""
    if not time:
        return ""
    year, month, date = time[:10].split("-")
    return f"{int(date)} {_MONTHS[int(month) - 1]} {year}"


def _kind(kind: str) -> str:
    return _KINDS.get(kind, kind)


def _by_authority(parts: Sequence[Part]) -> Iterator[tuple[str, list[Part]]]:
    for _, same in groupby(parts, key=lambda part: part.report.authority.casefold()):
        of_authority = list(same)
        yield of_authority[0].report.authority or "Unknown authority", of_authority


def _year(part: Part) -> str:
    return str(part.report.year or "Undated")


# --- what is said --------------------------------------------------------------------------------------


def entries(selection: Selection, part: Part) -> list[Entry]:
    """The annotations of a report in the order of the text, numbered from 1."""
    return [_entry(selection, part, annotation, at) for at, annotation in enumerate(part.annotations, 1)]


def _entry(selection: Selection, part: Part, annotation: Annotation, number: int) -> Entry:
    page = part.place_of(annotation).page
    fragment = f"#page={page}" if part.source.media == "pdf" else f"#{_anchor(annotation)}"
    return Entry(
        _anchor(annotation),
        number,
        annotation.words,
        part.cited(annotation),
        quote(part.annotated) + fragment,
        _chips(selection, annotation),
        annotation.mark,
        annotation.note,
        annotation.reviewer,
        annotation.created,
        annotation.modified,
        [
            Tie(
                end.link.relation,
                end.to_later,
                _anchor(end.annotation),
                end.part.cited(end.annotation),
                shortened(end.annotation.words),
                end.link.note,
            )
            for end in selection.ends(annotation)
        ],
    )


def _anchor(annotation: Annotation) -> str:
    return f"a-{annotation.uuid}"


def _chips(selection: Selection, annotation: Annotation) -> list[Chip]:
    found = (selection.area[area] for area in annotation.areas)
    return [Chip(area.name, area.colour if _HEX.fullmatch(area.colour) else _PLAIN) for area in found]


# --- threads -------------------------------------------------------------------------------------------


def chains(selection: Selection) -> list[list[Link]]:
    """The links as chains, each link in one of them: "2017 → improved → 2020 → recurs → 2024".

    A thread that forks gives a chain for each branch. Chains stand in the order of their first passage.
    """
    place = {annotation: at for at, annotation in enumerate(selection.annotation)}
    onward: dict[int, deque[Link]] = defaultdict(deque)
    for link in sorted(selection.links, key=lambda link: place[link.later]):
        onward[link.earlier].append(link)
    reached = {link.later for link in selection.links}
    # A chain starts where no link arrives; what is left then (a fork's branches) starts at the fork.
    starts = sorted(onward, key=lambda annotation: (annotation in reached, place[annotation]))
    found = []
    for start in starts:
        while onward[start]:
            chain = [onward[start].popleft()]
            while following := onward.get(chain[-1].later):
                chain.append(following.popleft())
            found.append(chain)
    return sorted(found, key=lambda chain: place[chain[0].earlier])


def threads(selection: Selection) -> list[Thread]:
    """The threads in the order of their first passage, a fork's chains together."""
    joined: list[tuple[set[int], list[list[Link]]]] = []
    for chain in chains(selection):
        passages = {chain[0].earlier, *(link.later for link in chain)}
        touched = [one for one in joined if one[0] & passages]
        joined = [one for one in joined if not one[0] & passages]
        together = [*(earlier for one in touched for earlier in one[1]), chain]
        joined.append((passages.union(*(one[0] for one in touched)), together))
    place = {annotation: at for at, annotation in enumerate(selection.annotation)}
    joined.sort(key=lambda one: min(place[passage] for passage in one[0]))
    return [_thread(selection, sorted(passages, key=place.__getitem__), found) for passages, found in joined]


def _thread(selection: Selection, passages: Sequence[int], found: Sequence[Sequence[Link]]) -> Thread:
    return Thread(
        [_steps(selection, chain) for chain in found],
        [_step(selection, "", passage) for passage in passages],
    )


def _steps(selection: Selection, chain: Sequence[Link]) -> list[Step]:
    stops = [("", chain[0].earlier), *((link.relation, link.later) for link in chain)]
    return [_step(selection, relation, stop) for relation, stop in stops]


def _step(selection: Selection, relation: str, stop: int) -> Step:
    part, annotation = selection.annotation[stop]
    return Step(
        relation,
        _year(part),
        _anchor(annotation),
        part.cited(annotation),
        shortened(annotation.words, 240),
        _chips(selection, annotation),
    )


# --- the text with its marks -----------------------------------------------------------------------------


def marked_paragraphs(part: Part, said: Sequence[Entry]) -> Iterator[tuple[list[Piece], list[Entry], bool]]:
    """Each paragraph of the text, cut where annotations begin or end; entries that begin in it; if it is a heading."""
    spans = [
        (annotation.start, annotation.end, entry) for annotation, entry in zip(part.annotations, said, strict=True)
    ]
    numbered = {paragraph.start for paragraph in part.paragraphs if paragraph.number}
    start = 0
    for line in part.text.split("\n"):
        end = start + len(line)
        if line.strip():
            here = [span for span in spans if span[0] < end and span[1] > start]
            begun = [entry for first, _, entry in here if start <= first < end]
            yield list(_pieces(part.text, start, end, here)), begun, start not in numbered and is_heading(line)
        start = end + 1


def is_heading(line: str) -> bool:
    """Whether a paragraph without a number looks like a heading: short, begun with a capital, not ended as a sentence.

    A colon inside is that of a fact ("Lead inspector: …"), a tab that of a row of a table.
    """
    line = line.strip()
    short = len(line) <= _LONGEST_HEADING and "\t" not in line and ": " not in line
    return short and line[:1].isupper() and not line.endswith((".", ",", ";", ":", "?", "!", "”", "’"))


def _pieces(text: str, start: int, end: int, spans: Iterable[tuple[int, int, Entry]]) -> Iterator[Piece]:
    spans = list(spans)
    cuts: set[int] = {start, end}
    for first, last, _ in spans:
        cuts.update(cut for cut in (first, last) if start < cut < end)
    places = sorted(cuts)
    for left, right in pairwise(places):
        under = [span for span in spans if span[0] < right and span[1] > left]
        chips: dict[Chip, Any] = dict.fromkeys(chip for _, _, entry in under for chip in entry.chips)
        yield Piece(
            text[left:right],
            tuple(entry.number for _, _, entry in under),
            tuple(entry for first, _, entry in under if first == left),
            # A passage that ends in the white space between paragraphs ends with the text before it.
            tuple(entry for _, last, entry in under if last <= right or not text[right:last].strip()),
            tuple(chips),
        )

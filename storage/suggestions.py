"""Suggested links in a library: for a passage, what answers it in each other report of the same authority."""

import sqlite3
from collections import Counter, OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from storage import reports, verdicts
from storage.crosswalk import AreaPlace, area_at, area_places
from storage.documents import Inside
from storage.errors import LibraryError
from storage.folders import own_frameworks
from storage.frameworks import by_kind, frameworks
from storage.model import Report
from storage.suggesting.index import ReportIndex, index_of
from storage.suggesting.predecessor import Said, said_of_predecessor
from storage.suggesting.ranking import SIMILAR, Query, Suggestion, query_of, ranked
from storage.suggesting.usual import checksums

__all__ = ["SIMILAR", "ReportSuggestions", "Said", "Suggester", "Suggestion", "about_predecessor"]

LIMIT = 5
_KEPT = 24  # reports that are kept ready: three authorities or so, about 2 MB each
_TEXTS_KEPT = 200  # reports of which the sentences are known, 30 KB each
_MANY = 3  # inspections: a sentence that stands in so many is no evidence
_SAMPLE = 4  # reports of other authorities that are looked at for each kind

Source = int | tuple[int, int, int]
"""An annotation's id, or a passage as (report, start, end)."""


class ReportSuggestions(NamedTuple):
    """What answers a passage in one other report, best first.

    `nothing_fits` is the id of the verdict that nothing there does (then there are no suggestions), else None.
    `similar` is false where nothing similar was found; what comes nearest is there all the same.
    """

    report: int
    suggestions: tuple[Suggestion, ...]
    nothing_fits: int | None = None

    @property
    def similar(self) -> bool:
        """Whether the best suggestion is similar to the passage."""
        return bool(self.suggestions) and self.suggestions[0].score >= SIMILAR


class _Place(NamedTuple):
    """A passage: report, span (empty where it has none), quotation."""

    report: int
    start: int
    end: int
    quote: str


class Suggester:
    """Suggestions for the passages of one library; keeps the reports that it was asked about ready, some dozens.

    The first question about an authority makes its reports ready (20 to 60 ms of CPU each), so ask in a thread. One
    thread at a time may use it. What it keeps goes by the files' checksums and needs no telling of changes.
    """

    def __init__(self) -> None:
        self._ready: OrderedDict[tuple[str, str, str, frozenset[int]], ReportIndex] = OrderedDict()
        self._sentences: OrderedDict[tuple[str, str], frozenset[int]] = OrderedDict()

    def suggestions_for(self, db: sqlite3.Connection, source: Source, limit: int = LIMIT) -> list[ReportSuggestions]:
        """For each other report of the passage's authority, in the order of years, its best paragraphs.

        Paragraphs that were dismissed or hold a linked passage are left out, and so are editions: a report stands for
        the others of its inspection. Empty for a rectangle, for a passage that is gone, and where the authority is
        not known or has no other report.
        """
        place = _place(db, source)
        if place is None or not place.quote.strip():
            return []
        series = _series(db, place.report)
        own = next((each for each in series if each.id == place.report), None)
        others = _inspections([each for each in series if own and not _is_same(each, own)])
        if own is None or not others:
            return []
        common = self._common(db, _inspections(series))
        known = verdicts.of_passage(db, place.report, place.quote)
        linked = _linked(db, place)
        query = query_of(place.quote, _areas_at(db, own, place))
        return [self._answer(db, query, each, common, known, linked, limit) for each in others]

    def _answer(
        self,
        db: sqlite3.Connection,
        query: Query,
        other: Report,
        common: frozenset[int],
        known: Sequence[verdicts.Verdict],
        linked: Sequence[tuple[int, int, int]],
        limit: int,
    ) -> ReportSuggestions:
        said = [verdict for verdict in known if verdict.other == other.id]
        nothing = next((verdict.id for verdict in said if not verdict.other_quote), None)
        if nothing is not None:
            return ReportSuggestions(other.id, (), nothing)
        taken = [(start, end) for report, start, end in linked if report == other.id]
        dismissed = [verdicts.folded(verdict.other_quote) for verdict in said]
        found = ranked(query, self._index(db, other, common), limit + len(taken) + len(dismissed))
        kept = [
            one
            for one in found
            if not any(start < one.end and one.start < end for start, end in taken)
            and not any(quote in verdicts.folded(one.text) for quote in dismissed)
        ]
        return ReportSuggestions(other.id, tuple(kept[:limit]))

    def _index(self, db: sqlite3.Connection, report: Report, common: frozenset[int]) -> ReportIndex:
        key = (report.sha256, report.read, report.kind, common)
        if key not in self._ready:
            contents, inside = reports.text(db, report.id), reports.inside(db, report.id)
            places = _areas_of(report.kind, inside)
            self._ready[key] = index_of(contents.text, contents.paragraphs, inside, places, common)
            while len(self._ready) > _KEPT:
                self._ready.popitem(last=False)
        self._ready.move_to_end(key)
        return self._ready[key]

    def _common(self, db: sqlite3.Connection, series: Sequence[Report]) -> frozenset[int]:
        """The checksums of sentences that stand in many reports of this authority and of some others."""
        counts: Counter[int] = Counter()
        for sha256, read in [(each.sha256, each.read) for each in series] + _others(db, series):
            counts.update(self._sentences_of(db, sha256, read))
        return frozenset(one for one, count in counts.items() if count >= _MANY)

    def _sentences_of(self, db: sqlite3.Connection, sha256: str, read: str) -> frozenset[int]:
        key = (sha256, read)
        if key not in self._sentences:
            self._sentences[key] = frozenset(checksums(_text(db, sha256)))
            while len(self._sentences) > _TEXTS_KEPT:
                self._sentences.popitem(last=False)
        self._sentences.move_to_end(key)
        return self._sentences[key]


def about_predecessor(db: sqlite3.Connection, report: int) -> list[Said]:
    """What a report says of the inspection before it in general, best first; raises KeyError when it is not there."""
    contents = reports.text(db, report)
    return said_of_predecessor(contents.text, contents.paragraphs, reports.inside(db, report))


# --- what the library knows ------------------------------------------------------------------------------


def _place(db: sqlite3.Connection, source: Source) -> _Place | None:
    """The passage meant; None for a rectangle, and where the annotation or the report is gone."""
    if isinstance(source, int):
        row = db.execute(
            'select report, "start", "end", quote from annotations where id = ? and page = 0', (source,)
        ).fetchone()
        return _Place._make(row) if row else None
    report, start, end = source
    row = db.execute(
        "select text from documents join reports using (sha256) where reports.id = ?", (report,)
    ).fetchone()
    return _Place(report, start, end, row[0][max(start, 0) : max(end, 0)]) if row else None


def _text(db: sqlite3.Connection, sha256: str) -> str:
    return str(db.execute("select text from documents where sha256 = ?", (sha256,)).fetchone()[0])


def _series(db: sqlite3.Connection, report: int) -> list[Report]:
    """The reports of a report's authority that were read, itself included, in the order of years.

    Their annotations are not counted here: that would cost more than all else.
    """
    rows = db.execute(
        "select id, uuid, sha256, file_name, media, page_count, authority, kind, year, inspection_start,"
        " inspection_end, published, lead_inspector, overall, corrected, reports.read"
        " from reports join documents using (sha256) where reports.read <> '' and authority <> ''"
        " and authority = (select authority from reports where id = ?) collate nocase",
        (report,),
    )
    found = [Report._make((*row[:-2], 0, 0, frozenset(row[-2].split()), row[-1])) for row in rows]
    return sorted(found, key=lambda each: each.order)


def _is_same(one: Report, other: Report) -> bool:
    """Whether two reports are one, or editions of one inspection."""
    return one.id == other.id or (
        reports.inspection(one) is not None and reports.inspection(one) == reports.inspection(other)
    )


def _inspections(series: Sequence[Report]) -> list[Report]:
    """One report for each inspection: a PDF before a text of it, then the first published, as in `reports.listing`."""
    found: dict[object, Report] = {}
    for each in sorted(series, key=lambda each: (each.media != "pdf", each.published, each.id)):
        found.setdefault(reports.inspection(each) or each.id, each)
    return sorted(found.values(), key=lambda each: each.order)


def _others(db: sqlite3.Connection, series: Sequence[Report]) -> list[tuple[str, str]]:
    """Checksum and time of reading of some reports of other authorities, of the kinds of this one's."""
    found = []
    for kind in sorted({each.kind for each in series}):
        found += db.execute(
            "select sha256, reports.read from reports where id in (select min(id) from reports where kind = ?"
            " and reports.read <> '' and authority <> '' and authority <> ? collate nocase"
            " group by authority collate nocase order by 1 limit ?)",
            (kind, series[0].authority, _SAMPLE),
        ).fetchall()
    return [(sha256, read) for sha256, read in found]


def _linked(db: sqlite3.Connection, place: _Place) -> list[tuple[int, int, int]]:
    """The passages that are linked with one that overlaps this: (report, start, end)."""
    return db.execute(
        """
        with own(id) as (select id from annotations where report = ? and "start" < ? and "end" > ? and page = 0),
        ends(id) as (
          select later from links where earlier in own union select earlier from links where later in own
        )
        select report, "start", "end" from annotations where id in ends and lost = 0
        """,
        (place.report, place.end, place.start),
    ).fetchall()


def _areas_at(db: sqlite3.Connection, own: Report, place: _Place) -> tuple[str, ...]:
    """The codebook areas that a passage stands under; none where it was lost."""
    return area_at(_areas_of(own.kind, reports.inside(db, own.id)), place.start) if place.end > place.start else ()


def _areas_of(kind: str, inside: Inside) -> Sequence[AreaPlace]:
    try:
        framework = by_kind(frameworks(own_frameworks()), kind)
    except LibraryError:  # a framework of the user's that cannot be understood: areas only add a little
        return ()
    return area_places(framework, inside) if framework is not None else ()

"""Full-text search: what is typed, looked for in reports, notes, judgement areas and the reports' names at once.

`found` is asked in a thread, with a connection that only reads; the next key interrupts it. What is found is plain
text with the spans of the words that matched, never markup.
"""

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence

from storage import areas, reports, search_words
from storage.errors import WorkStopped
from storage.model import Area, Report
from storage.passages import sentence_spans
from storage.search_found import AreaHit, Found, Group, Hit, NoteHit, ReportHit, Snippet, plain, snippet, unmarked
from storage.search_index import CLOSE, OPEN, SHIFT
from storage.search_words import Node, Query, Span

MOST = 500  # paragraphs that are answered, the best of them
FEW = 100  # while one or two letters are typed: not ranked
NOTES = 100
RANKED = 10_000  # paragraphs of which the best are looked for; of more, only among so many spread over them all
SAMPLE = 4_000
_ACROSS = re.compile(rf"{OPEN}[^{CLOSE}]*[.?!…]['\"’”)\]]*\s")
BROAD = 200  # paragraphs that are answered then: nobody reads them all, more words will follow


class Stopped(WorkStopped):
    """The search was interrupted, because other words are looked for."""


class Shelf:
    """What a search must know of all reports and areas, kept until the library changes."""

    def __init__(self) -> None:
        self._version: tuple[int, int] | None = None
        self.reports: dict[int, Report] = {}
        self.places: dict[int, int] = {}  # a report's place among all, by authority and year
        self.blocks: dict[int, int] = {}  # a document's number in the index, and its report
        self.gone = False  # whether the index has documents whose report was removed
        self.names: list[tuple[int, str, search_words.Words]] = []
        self.areas: list[tuple[Area, search_words.Words, search_words.Words]] = []

    def refresh(self, db: sqlite3.Connection) -> None:
        """Read it anew where the library has changed since."""
        version = (int(db.execute("pragma data_version").fetchone()[0]), db.total_changes)
        if version == self._version:
            return
        listed = reports.listing(db)
        self.reports = {report.id: report for report in listed}
        self.places = {report.id: place for place, report in enumerate(listed)}
        pairs = db.execute("select indexed.id, reports.id from indexed join reports using (sha256)")
        self.blocks = dict(pairs.fetchall())
        self.gone = len(self.blocks) < int(db.execute("select count(*) from indexed").fetchone()[0])
        names = ((report.id, _name(report)) for report in listed)
        self.names = [(report, name, search_words.words(name)) for report, name in names]
        self.areas = [
            (area, search_words.words(area.name), search_words.words(area.definition)) for area in areas.all_areas(db)
        ]
        self._version = version

    def chosen(self, query: Query) -> list[int] | None:
        """The reports that `year:` and `authority:` choose; None where they say nothing."""
        if not (query.authority or query.years):
            return None
        return [
            report.id
            for report in self.reports.values()
            if query.authority in report.authority.casefold() and _is_of(report.year, query.years)
        ]


def _name(report: Report) -> str:
    return f"{report.name} · {report.file_name}" if reports.is_unnamed(report) else report.name


def _is_of(year: int | None, years: str) -> bool:
    """Whether a year is among those typed: "2017", "201" for a decade, "2012-2017"; "" is every year."""
    ends = re.fullmatch(r"(\d{4})(?:-|–|\.\.)(\d{4})", years)
    if ends is not None:
        return year is not None and int(ends[1]) <= year <= int(ends[2])
    return str(year or "undated").startswith(years.rstrip("-–."))


# --- the answer --------------------------------------------------------------------------------------------


def found(
    db: sqlite3.Connection,
    words: str,
    typing: bool = False,
    shelf: Shelf | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Found:
    """All that answers what was typed; with `typing`, the last word may be the beginning of one.

    Any string is a search. Raises Stopped when the connection was interrupted, or `stopped` says so.
    """

    def look() -> None:
        if stopped():
            raise Stopped("other words are looked for")

    query = search_words.query(words, typing=typing)
    if query.node is None and not (query.authority or query.years):
        return Found(words, query)
    shelf = shelf or Shelf()
    try:
        with _snapshot(db):
            shelf.refresh(db)
            only = shelf.chosen(query)
            look()
            groups, total = _groups(db, shelf, query, only, look)
            look()
            notes = _notes(db, shelf, query, only)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise Stopped("other words are looked for") from None
        raise
    look()
    # Those that are called so before those that speak of it.
    named = tuple(sorted(_area_hits(shelf, query), key=lambda area: not area.name.spans)) if only is None else ()
    return Found(words, query, groups, tuple(notes), named, tuple(_names(shelf, query, only)), total)


@contextlib.contextmanager
def _snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """Let all that is read be of one moment, whatever another connection writes meanwhile."""
    if db.in_transaction:
        yield
        return
    db.execute("begin")
    try:
        yield
    finally:
        if db.in_transaction:
            db.execute("rollback")


def _groups(
    db: sqlite3.Connection, shelf: Shelf, query: Query, only: list[int] | None, look: Callable[[], None]
) -> tuple[tuple[Group, ...], int]:
    """The best paragraphs by report, and how many there are in all (-1: not counted)."""
    if query.node is None:
        return (), 0
    match, among = search_words.fts5(query.node), _among(shelf, only)
    if query.is_short:
        marked = _marked(db, match, f"{among} limit {FEW + 1}")
        total = -1 if len(marked) > FEW else len(marked)
        marked = marked[:FEW]
    else:
        sql = f"select count(*) from paragraph_words where paragraph_words match ? {among}"
        total = int(db.execute(sql, (match,)).fetchone()[0])
        look()
        if total > MOST:
            among = _best(db, match, among, total)
            look()
        marked = _marked(db, match, among)
    look()
    if query.has_phrases:
        answering = _within_sentences(query.node, marked)
        total = len(answering) if total == len(marked) else total
        marked = answering
    by_report: dict[int, list[Hit]] = {}
    for hit in _hits(db, shelf, marked):
        by_report.setdefault(hit.report, []).append(hit)
    ordered = sorted(by_report, key=shelf.places.__getitem__)
    return tuple(Group(shelf.reports[each], tuple(by_report[each])) for each in ordered), total


def _best(db: sqlite3.Connection, match: str, among: str, total: int) -> str:
    """The condition that keeps a search to the best paragraphs."""
    # Weighing 40,000 paragraphs costs 50 ms, and a word that stands in every second one has no best place.
    is_broad = total > RANKED
    spread = f"and rowid % {-(-total // SAMPLE)} = 0" if is_broad else ""
    rows = db.execute(
        f"select rowid from paragraph_words where paragraph_words match ? {among} {spread}"
        f" order by bm25(paragraph_words) limit {BROAD if is_broad else MOST}",
        (match,),
    )
    # The plus keeps SQLite from asking the index anew for every id: 4 ms each for the beginning of a word.
    return f"and +rowid in ({','.join(str(row[0]) for row in rows)})"


def _among(shelf: Shelf, only: list[int] | None) -> str:
    """The condition that keeps a search to reports of the library, or to some of them."""
    if only is None and not shelf.gone:
        return ""
    wanted = set(shelf.reports if only is None else only)
    blocks = [str(block) for block, report in shelf.blocks.items() if report in wanted]
    return f"and (rowid >> {SHIFT}) in ({','.join(blocks)})"


def _marked(db: sqlite3.Connection, match: str, which: str) -> list[tuple[int, str]]:
    """The ids and marked words of the paragraphs that answer, in the order of the index."""
    sql = (
        f"select rowid, highlight(paragraph_words, 0, ?, ?) from paragraph_words where paragraph_words match ? {which}"
    )
    return db.execute(sql, (OPEN, CLOSE, match)).fetchall()


def _within_sentences(node: Node, marked: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """What is left of paragraphs that answer, where no phrase reaches from one sentence into the next.

    FTS5 knows nothing of sentences. Only where a mark has an end of one inside it is the paragraph looked at again.
    """

    kept = []
    for rowid, words in marked:
        if _ACROSS.search(words):
            text, _ = unmarked(words)
            ends = [end for _, end in sentence_spans(text, 0, len(text))]
            spans = search_words.spans(node, search_words.words(text, ends))
            if spans is None:
                continue
            words = _marked_anew(text, spans)
        kept.append((rowid, words))
    return kept


def _marked_anew(text: str, spans: Sequence[Span]) -> str:
    """A text with marks round spans; those that overlap share one, as FTS5 has it."""
    parts, at = [], 0
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    for start, end in joined:
        parts += [text[at:start], OPEN, text[start:end], CLOSE]
        at = end
    return "".join([*parts, text[at:]])


def _hits(db: sqlite3.Connection, shelf: Shelf, marked: Sequence[tuple[int, str]]) -> Iterator[Hit]:
    """The paragraphs with what matched in them, in the order given."""
    places = db.execute(
        'select searchable.id, searchable."start", searchable."end", searchable.page, label, number, heading'
        f" from searchable join indexed on indexed.id = searchable.id >> {SHIFT}"
        " left join sections on sections.sha256 = indexed.sha256 and position = section"
        f" where searchable.id in ({','.join(str(rowid) for rowid, _ in marked)})"
    )
    by_id = {row[0]: row[1:] for row in places}
    for rowid, words in marked:
        start, end, page, label, number, heading = by_id[rowid]
        text, spans = unmarked(words)
        matches = tuple((start + first, start + last) for first, last in spans)
        report = shelf.blocks[rowid >> SHIFT]
        yield Hit(report, start, end, page, label, number, heading or "", snippet(text, spans), matches)


def _notes(db: sqlite3.Connection, shelf: Shelf, query: Query, only: list[int] | None) -> list[NoteHit]:
    """The notes that answer, of annotations and then of links, the latest first."""
    if query.node is None:
        return []
    match = search_words.fts5(query.node)
    wanted = None if only is None else set(only)
    hits = []
    for table, columns in (
        ("annotations", "annotations.id, 0, annotations.report"),
        ("links", "links.later, links.id, (select report from annotations where id = links.later)"),
    ):
        words = f"{table}_words"
        rows = db.execute(
            f"select {columns}, highlight({words}, 0, ?, ?) from {words} join {table} on {table}.id = {words}.rowid"
            f" where {words} match ? order by {words}.rowid desc limit ?",
            (OPEN, CLOSE, match, NOTES),
        )
        for annotation, link, report, marked in rows:
            if wanted is None or report in wanted:
                hits.append(NoteHit(annotation, link, shelf.reports[report], snippet(*unmarked(marked))))
    return hits[:NOTES]


def _area_hits(shelf: Shelf, query: Query) -> Iterator[AreaHit]:
    node = query.node
    for area, name, definition in shelf.areas if node is not None else ():
        in_name, in_definition = _spans(node, name), _spans(node, definition)
        if in_name is not None or in_definition is not None:
            yield AreaHit(
                area.id,
                Snippet(plain(area.name), tuple(in_name or ())),
                snippet(area.definition, in_definition or ()),
            )


def _names(shelf: Shelf, query: Query, only: list[int] | None) -> Iterator[ReportHit]:
    """The reports whose names answer; without words, those that `year:` and `authority:` choose."""
    wanted = None if only is None else set(only)
    for report, name, words in shelf.names:
        if wanted is None or report in wanted:
            spans = _spans(query.node, words) if query.node is not None else []
            if spans is not None:
                yield ReportHit(shelf.reports[report], Snippet(name, tuple(spans)))


def _spans(node: Node | None, words: search_words.Words) -> list[Span] | None:
    return None if node is None else search_words.spans(node, words)


# --- for a thread ------------------------------------------------------------------------------------------

"""The passages view's questions: which annotations in which order, as numbers only; and a block of them in full.

A library may hold a million annotations. `found` answers ids, 8 bytes each, and is asked in a thread of its own;
`rows` answers what a few lines of a table show, and reads no report's text for it.
"""

import json
import sqlite3
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from storage import passage_filter, reports
from storage.areas import all_areas
from storage.errors import WorkStopped
from storage.passage_filter import Arrangement
from storage.passages import unpacked_words

SHOWN = 400  # characters of a quotation or note that a line of a table may need
_STOPPED = "Something else was asked for meanwhile."
_SLICE = 1 << 18  # characters of a list of ids that are turned into numbers without a pause


class Group(NamedTuple):
    """Annotations that stand together: the report's, area's or reviewer's id (0 for none) or the mark, and how many."""

    key: int | str
    size: int


class Found(NamedTuple):
    """The annotations of an arrangement.

    `ids` in order, group after group; an annotation with two areas stands in both of their groups. `groups` is empty
    where there is no grouping. `total` counts the library's annotations, `shown` those that were found.
    """

    total: int
    shown: int
    ids: "array[int]"
    groups: tuple[Group, ...] = ()


class Row(NamedTuple):
    """What a line shows of an annotation; texts cut at `SHOWN` characters.

    `para` is the printed number of its paragraph, `page` the label of its page, both "" where there is none; `areas`
    ids in the order tagged; `links` how many; `rectangle` true for a marked rectangle of a page.
    """

    id: int
    report: int
    authority: str
    year: int | None
    para: str
    page: str
    quote: str
    areas: tuple[int, ...]
    mark: str
    note: str
    links: int
    reviewer: str
    created: str
    lost: bool
    rectangle: bool

    @property
    def name(self) -> str:
        """The report's name, as `Report.name` has it."""
        return report_name(self.authority, self.year)

    @property
    def place(self) -> str:
        """The place in the report: "para 13, p. 4"; "" where it has none."""
        return _place_words(self.para, self.page)

    @property
    def citation(self) -> str:
        """How the annotation is cited, as `reports.cited` does."""
        return f"{self.name}, {self.place}" if self.place else self.name


class Choices(NamedTuple):
    """What there is to filter by: authorities ("" for unknown) in order, years, and reviewers as (UUID, name)."""

    authorities: tuple[str, ...]
    years: tuple[int, ...]
    reviewers: tuple[tuple[str, str], ...]


# --- which, in which order -------------------------------------------------------------------------------

_RANKS = "with place(report, rank) as materialized (select value, key from json_each(?))"
# For each way of sorting: what is asked first. A report's place and the place in the report always follow. AREA_RANK
# stands for the place of `t.area` in the codebook: numbers in the text, because looking them up costs ten times more.
_FIRST = {
    "report": (),
    "place": ('a."start"',),
    "quote": (f"substr(a.quote, 1, {SHOWN}) collate nocase",),
    "areas": ("coalesce((select min(AREA_RANK) from annotation_areas t where t.annotation = a.id), 1e9)",),
    "mark": ("case a.mark when 'strength' then 0 when 'concern' then 1 else 2 end",),
    "note": ("a.note = ''", "substr(a.note, 1, 80) collate nocase"),
    "links": ("(select count(*) from links where earlier = a.id) + (select count(*) from links where later = a.id)",),
    "reviewer": ("(select name from reviewers where id = a.reviewer) collate nocase", "a.reviewer"),
    "created": ("a.created",),
}
# For each grouping: more tables, the key, and what orders the groups.
_GROUPED = {
    "report": ("", "a.report", ("place.rank",)),
    "area": (
        "left join annotation_areas t on t.annotation = a.id",
        "coalesce(t.area, 0)",
        ("AREA_RANK", "coalesce(t.area, 0)"),
    ),
    "mark": ("", "a.mark", _FIRST["mark"]),
    "reviewer": ("", "a.reviewer", _FIRST["reviewer"]),
}


def found(db: sqlite3.Connection, asked: Arrangement, unwanted: Callable[[], bool] = lambda: False) -> Found:
    """The annotations of an arrangement, in its order.

    `unwanted()` is asked between two steps; raises WorkStopped when it says so.
    """
    wanted = passage_filter.reports_wanted(asked.filter, reports.listing(db))
    where, values = passage_filter.condition(db, asked.filter)
    total = int(db.execute("select count(*) from annotations").fetchone()[0])
    ids = array("q")
    groups: list[Group] = []
    if asked.sort == "report" and asked.group in ("", "report"):
        for report, part in _by_report(db, wanted, where, values, asked.descending, unwanted):
            ids.extend(part)
            groups.append(Group(report, len(part)))
        return Found(total, len(ids), ids, tuple(groups) if asked.group else ())
    joined, key, first = _GROUPED.get(asked.group, ("", "0", ()))
    source = "from annotations a join place on place.report = a.report"
    values, rank = [json.dumps(wanted), *values], _area_rank(db)
    order = _order(asked, first).replace("AREA_RANK", rank)
    sql = f"{_RANKS} select a.id {source} {joined} where {where} order by {order}"
    for part in _numbers(db, sql, values, unwanted):
        ids.extend(part)
    if not asked.group:
        return Found(total, len(ids), ids)
    sizes = f"{_RANKS} select {key}, count(*) {source} {joined} where {where} group by {key} order by "
    groups = [Group(*row) for row in db.execute(sizes + ", ".join(first).replace("AREA_RANK", rank), values)]
    shown = len(ids)
    if asked.group == "area":
        shown = db.execute(f"{_RANKS} select count(*) {source} where {where}", values).fetchone()[0]
    return Found(total, shown, ids, tuple(groups))


def _area_rank(db: sqlite3.Connection) -> str:
    """The place of an area in the codebook, as SQL; untagged comes last."""
    ranks = " ".join(f"when {area.id} then {rank}" for rank, area in enumerate(all_areas(db)))
    return f"case t.area {ranks} else 1e9 end" if ranks else "1e9"


def _order(asked: Arrangement, groups: tuple[str, ...]) -> str:
    """The terms of ORDER BY; groups always ascend, and what is equal stands as in the reports."""
    first = [f"{term} desc" if asked.descending and term != "a.note = ''" else term for term in _FIRST[asked.sort]]
    last = "desc" if asked.sort == "report" and asked.descending else ""
    return ", ".join((*groups, *first, f"place.rank {last}", f'a."start" {last}', f"a.id {last}"))


def _by_report(
    db: sqlite3.Connection,
    wanted: Sequence[int],
    where: str,
    values: list[Any],
    descending: bool,
    unwanted: Callable[[], bool],
) -> Iterator[tuple[int, "array[int]"]]:
    """Each report that has any, with its annotations in the order of the text: no sorting, an index has it."""
    way = "desc" if descending else "asc"
    sql = f'select a.id from annotations a where a.report = ? and {where} order by a."start" {way}, a.id {way}'
    for report in reversed(wanted) if descending else wanted:
        part = array("q")
        for more in _numbers(db, sql, [report, *values], unwanted):
            part.extend(more)
        if part:
            yield report, part


def _numbers(
    db: sqlite3.Connection, sql: str, values: Sequence[Any], unwanted: Callable[[], bool]
) -> Iterator["array[int]"]:
    """The ids that a question answers, in a few portions, so that other threads have their turn between them.

    One text with all of them comes from SQLite without a Python object for each, in one step without the GIL.
    """
    if unwanted():
        raise WorkStopped(_STOPPED)
    text = db.execute(f"select group_concat(id) from ({sql})", values).fetchone()[0]
    at = 0
    while text and at < len(text):
        if unwanted():
            raise WorkStopped(_STOPPED)
        end = text.find(",", at + _SLICE)
        end = len(text) if end < 0 else end
        yield array("q", map(int, text[at:end].split(",")))
        at = end + 1


def choices(db: sqlite3.Connection) -> Choices:
    """What there is to filter by, from the reports that were read and the reviewers who made annotations or may."""
    named = db.execute("select authority, year from reports where read <> ''").fetchall()
    by_name: dict[str, str] = {}
    for authority, _ in named:
        by_name.setdefault(authority.casefold(), authority)
    return Choices(
        tuple(by_name[key] for key in sorted(by_name, key=lambda key: (not key, key))),
        tuple(sorted({year for _, year in named if year})),
        tuple(db.execute("select uuid, name from reviewers order by name collate nocase, id").fetchall()),
    )


def report_names(db: sqlite3.Connection) -> dict[int, str]:
    """What every report is called, by id."""
    return {report: report_name(*named) for report, *named in db.execute("select id, authority, year from reports")}


def is_small(db: sqlite3.Connection, most: int) -> bool:
    """Whether the library holds no more annotations than `most`; looks at no more than that many."""
    sql = "select count(*) from (select 1 from annotations limit ?)"
    return int(db.execute(sql, (most + 1,)).fetchone()[0]) <= most


# --- in full ---------------------------------------------------------------------------------------------

_ROWS = """
    select a.id, a.report, reports.authority, reports.year, a.quote, a.mark, a.note, reviewers.name,
           a.created, a.lost, a.page, a."start", reports.sha256,
           (select group_concat(area) from (select area from annotation_areas where annotation = a.id order by id)),
           (select count(*) from links where earlier = a.id) + (select count(*) from links where later = a.id),
           (select json_array(number, page) from paragraphs where paragraphs.sha256 = reports.sha256
             and paragraphs."start" <= a."start" order by paragraphs."start" desc limit 1)
    from json_each(?) as wanted join annotations a on a.id = wanted.value
    join reports on reports.id = a.report join reviewers on reviewers.id = a.reviewer
"""


def rows(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Row]:
    """What lines show of these annotations, by id; those that have gone are not among them."""
    made = {}
    for found in db.execute(_ROWS, (json.dumps(list(ids)),)):
        annotation, report, authority, year, quote, mark, note, reviewer, created, lost, page, *others = found
        start, sha256, tagged, links, paragraph = others
        quote, note = quote[:SHOWN], note[:SHOWN]  # not by SQLite, which ends a text at its first NUL
        para, label = _cited(db, sha256, start, page, bool(lost), paragraph)
        areas = tuple(map(int, tagged.split(","))) if tagged else ()
        made[annotation] = Row(
            *(annotation, report, authority, year, para, label, quote, areas, mark, note, links, reviewer, created),
            *(bool(lost), bool(page)),
        )
    return made


def report_name(authority: str, year: int | None) -> str:
    """What a report is called, as `Report.name` has it."""
    return f"{authority or 'Unknown authority'} {year or 'undated'}"


def _place_words(para: str, page: str) -> str:
    return ", ".join(([f"para {para}"] if para else []) + ([f"p. {page}"] if page else []))


def place(db: sqlite3.Connection, report: int, start: int, page: int, lost: bool) -> str:
    """The place of an annotation that is not in the library (any more), as `Row.place` has it."""
    sql = """
        select sha256, (select json_array(number, page) from paragraphs where paragraphs.sha256 = reports.sha256
          and "start" <= ? order by "start" desc limit 1)
        from reports where id = ?
    """
    found = db.execute(sql, (start, report)).fetchone()
    return _place_words(*_cited(db, found[0], start, page, lost, found[1])) if found else ""


def _cited(
    db: sqlite3.Connection, sha256: str, start: int, page: int, lost: bool, paragraph: str | None
) -> tuple[str, str]:
    """The paragraph's number and the page's label that cite a place, as `reports.cited` finds them."""
    if page:
        return "", _label(db, sha256, page)
    if lost:
        return "", ""
    number, first = json.loads(paragraph) if paragraph else ("", 0)
    return str(number), _label(db, sha256, _page(db, sha256, start, first) or first)


def _page(db: sqlite3.Connection, sha256: str, offset: int, first: int) -> int:
    """The page on which an offset stands, from its paragraph's `first` page on; 0 when on none.

    As `reports.page_of`, but of each page only its first word is looked at.
    """
    found = 0
    for number, words in db.execute(
        "select number, words from pages where sha256 = ? and number >= ? order by number", (sha256, first)
    ):
        begin = _first_offset(words)
        if begin is None:
            continue
        if begin > offset:
            break
        found = int(number)
    return found


def _first_offset(words: bytes) -> int | None:
    """Where the first of a page's packed words begins, without unpacking the others: the first of the fifth column."""
    if not words:
        return None
    if words[:1] != b"\2":  # the form of version 1
        return unpacked_words(words)[0].start
    raw = zlib.decompress(words[1:])
    size = len(raw) // 24  # six columns of numbers of four bytes, the highest bytes of a column first
    return int.from_bytes(bytes(raw[plane * size] for plane in range(16, 20)), "big", signed=True)


def _label(db: sqlite3.Connection, sha256: str, number: int) -> str:
    row = db.execute("select label from pages where sha256 = ? and number = ?", (sha256, number)).fetchone()
    return str(row[0] or number) if row else ""

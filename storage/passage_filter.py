"""Which annotations the passages view shows, and how: a plain value, as JSON and as SQL.

Areas and reviewers are named by UUID, so that a saved filter means the same after undo, merge and export.
"""

import json
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from storage.model import MARKS, Report

GROUPS = ("", "report", "area", "mark", "reviewer")
SORTS = ("report", "place", "quote", "areas", "mark", "note", "links", "reviewer", "created")
UNTAGGED = "untagged"
"""Stands among `Filter.areas` for annotations without any."""

_LIKE_LENGTH = 1_000  # SQLite refuses patterns of more than 50,000 bytes
_LIKE_WORDS = 12  # and expressions of more than 1,000 terms
_TYPES = {"first_year": int, "last_year": int, "noted": bool, "linked": bool, "lost": bool, "words": str}
_QUOTES = {ord(sign): "'" for sign in "’‘‛`´"} | {ord(sign): '"' for sign in "“”„«»"}


class Filter(NamedTuple):
    """Which annotations are wanted; what is empty or None asks for nothing.

    `authorities` as the reports have them, whatever the case, "" for unknown; years inclusive; `areas` UUIDs, each
    with the areas below it, and perhaps `UNTAGGED`: any of them; `marks` of `MARKS`, any; `reviewers` UUIDs, any;
    `words` must each occur in quotation or note, those between double quotation marks together.
    """

    authorities: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    areas: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    noted: bool | None = None
    linked: bool | None = None
    lost: bool | None = None
    words: str = ""


class Arrangement(NamedTuple):
    """A filter with the order of what it lets through: `group` of `GROUPS`, `sort` of `SORTS`."""

    filter: Filter = Filter()
    group: str = ""
    sort: str = "report"
    descending: bool = False


# --- as JSON ---------------------------------------------------------------------------------------------


def written(arrangement: Arrangement) -> str:
    """An arrangement as JSON; what asks for nothing is left out."""
    asked = {
        name: value for name, value in arrangement.filter._asdict().items() if value != Filter._field_defaults[name]
    }
    return json.dumps({**arrangement._asdict(), "filter": asked})


def read(text: str) -> Arrangement:
    """The arrangement that JSON tells; what this version does not understand asks for nothing."""
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        return Arrangement()
    asked = values.get("filter")
    chosen = _filter(asked) if isinstance(asked, dict) else Filter()
    group, sort = values.get("group"), values.get("sort")
    return Arrangement(
        chosen,
        group if group in GROUPS else "",
        sort if sort in SORTS else "report",
        values.get("descending") is True,
    )


def _filter(asked: dict[str, Any]) -> Filter:
    kept: dict[str, Any] = {}
    for name, default in Filter._field_defaults.items():
        value = asked.get(name)
        if isinstance(default, tuple) and isinstance(value, list):
            kept[name] = tuple(one for one in value if isinstance(one, str))
        elif type(value) is _TYPES.get(name):
            kept[name] = value
    found = Filter(**kept)
    return found._replace(marks=tuple(mark for mark in found.marks if mark in MARKS))


# --- as SQL ----------------------------------------------------------------------------------------------


def reports_wanted(asked: Filter, listed: Iterable[Report]) -> list[int]:
    """The ids of the reports whose authority and year are wanted, in the order given."""
    names = {name.casefold() for name in asked.authorities}
    first, last = asked.first_year, asked.last_year
    return [
        report.id
        for report in listed
        if (not names or report.authority.casefold() in names)
        and (first is None or (report.year is not None and report.year >= first))
        and (last is None or (report.year is not None and report.year <= last))
    ]


def condition(db: sqlite3.Connection, asked: Filter) -> tuple[str, list[Any]]:
    """What a filter asks of a row `a` of `annotations`, reports aside, as SQL with its parameters; "1" for nothing.

    May make the SQL function `has_words` on this connection.
    """
    parts: list[str] = []
    values: list[Any] = []

    def need(sql: str, *parameters: Any) -> None:
        parts.append(sql)
        values.extend(parameters)

    if asked.areas:
        need(_tagged(db, asked.areas))
    if asked.marks:
        need(f"a.mark in ({', '.join('?' * len(asked.marks))})", *asked.marks)
    if asked.reviewers:
        who = "select id from reviewers where uuid in (select value from json_each(?))"
        need(f"a.reviewer in ({_numbers(db, who, asked.reviewers)})")
    if asked.linked is not None:
        no = "" if asked.linked else "not "
        ends = "exists (select 1 from links where earlier = a.id) or exists (select 1 from links where later = a.id)"
        need(f"{no}({ends})")
    if asked.lost is not None:
        need("a.lost = ?", int(asked.lost))
    if asked.noted is not None:
        need("a.note <> ''" if asked.noted else "a.note = ''")
    if asked.words.strip():
        need(*_worded(db, asked.words))
    return " and ".join(parts) or "1", values


def _tagged(db: sqlite3.Connection, areas: tuple[str, ...]) -> str:
    """The condition of areas: one of them, or one below them, or none at all where that is asked."""
    below = (
        "with recursive wanted(id) as (select id from areas where uuid in (select value from json_each(?))"
        " union select areas.id from areas join wanted on areas.parent = wanted.id) select id from wanted"
    )
    some = f"area in ({_numbers(db, below, areas)})"
    tagged = f"exists (select 1 from annotation_areas where annotation = a.id and {some})"
    if UNTAGGED not in areas:
        return tagged
    return f"({tagged} or not exists (select 1 from annotation_areas where annotation = a.id))"


def _numbers(db: sqlite3.Connection, sql: str, identities: tuple[str, ...]) -> str:
    """The ids that a question with a list of UUIDs answers, as SQL: found once, and not for each report anew."""
    # Half of a surrogate pair, which JSON from elsewhere may hold, names nothing.
    known = json.dumps([one for one in identities if one.isascii()])
    return ", ".join(str(int(row[0])) for row in db.execute(sql, (known,)))


def _worded(db: sqlite3.Connection, typed: str) -> tuple[str, ...]:
    """The condition of words: by LIKE where that tells capitals from small letters as a reader does, else by Python."""
    wanted = words_in(typed)
    plain = all(word.isascii() and "\0" not in word and len(word) <= _LIKE_LENGTH for word in wanted)
    if plain and len(wanted) <= _LIKE_WORDS:
        patterns = [_pattern(word) for word in wanted]
        one = "(a.quote like ? escape '\\' or a.note like ? escape '\\')"
        return " and ".join([one] * len(patterns)), *(pattern for pattern in patterns for _ in range(2))
    db.create_function("has_words", 2, _looking_for(wanted), deterministic=True)
    return ("has_words(a.quote, a.note)",)


def words_in(typed: str) -> list[str]:
    """What is looked for: each word, and what stands between two double quotation marks as one, folded."""
    parts = folded(typed).split('"')
    if len(parts) % 2 == 0:  # the last mark has no partner, and is a sign like others
        parts[-2:] = ['"'.join(parts[-2:])]
    found: list[str] = []
    for place, part in enumerate(parts):
        found += [" ".join(part.split())] if place % 2 else part.split()
    return list(dict.fromkeys(word for word in found if word))


def folded(text: str) -> str:
    """A text without regard to capitals, to the shape of quotation marks, to how accents are put together."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text).translate(_QUOTES).casefold()


def _pattern(word: str) -> str:
    """A LIKE pattern for a word; a quotation mark of any shape, and any space, is one sign whatever it is."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "%" + escaped.replace("'", "_").replace('"', "_").replace(" ", "_") + "%"


def _looking_for(wanted: list[str]) -> Callable[[str, str], bool]:
    def has_words(quote: str, note: str) -> bool:
        texts = (" ".join(folded(quote).split()), " ".join(folded(note).split()))
        return all(word in texts[0] or word in texts[1] for word in wanted)

    return has_words

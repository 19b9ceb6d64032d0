"""Saved filters of the passages view: a name, and what is shown in which order. Edits are steps of history."""

import sqlite3
import unicodedata
from typing import NamedTuple

from storage import codebook, passage_filter
from storage.clock import new_identity
from storage.errors import LibraryError
from storage.passage_filter import Arrangement

NAME_LIMIT = 200  # code points


class SavedFilter(NamedTuple):
    """A saved filter: its id, stable identity, name, and what it shows."""

    id: int
    uuid: str
    name: str
    arrangement: Arrangement


def everything(db: sqlite3.Connection) -> list[SavedFilter]:
    """Every saved filter by name, capitals and small letters alike; an area that was merged is what it has become."""
    heirs = codebook.merged(db)
    rows = db.execute("select id, uuid, name, query from filters")
    found = [
        SavedFilter(saved, identity, name, _present(passage_filter.read(query), heirs))
        for saved, identity, name, query in rows
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _present(arrangement: Arrangement, heirs: dict[str, str]) -> Arrangement:
    def heir(area: str) -> str:
        passed = {area}
        while area in heirs and heirs[area] not in passed:
            area = heirs[area]
            passed.add(area)
        return area

    areas = tuple(sorted({heir(area) for area in arrangement.filter.areas}))
    return arrangement._replace(filter=arrangement.filter._replace(areas=areas))


def save(db: sqlite3.Connection, name: str, arrangement: Arrangement) -> int:
    """Save a filter under a name, in place of the one that is called so; answer its id.

    Raises LibraryError for a name that cannot be one.
    """
    name = clean_name(name)
    query = passage_filter.written(arrangement)
    known = named(db, name)
    if known is None:
        cursor = db.execute("insert into filters (uuid, name, query) values (?, ?, ?)", (new_identity(), name, query))
        return int(cursor.lastrowid or 0)
    db.execute("update filters set query = ? where id = ? and query <> ?", (query, known, query))
    return known


def rename(db: sqlite3.Connection, saved: int, name: str) -> None:
    """Call a saved filter something else; raises LibraryError where another one is called so, or the name is none."""
    name = clean_name(name)
    known = named(db, name)
    if known is not None and known != saved:
        raise LibraryError(f"Another filter is called “{name}” already. Choose another name; nothing was changed.")
    db.execute("update filters set name = ? where id = ? and name <> ?", (name, saved, name))


def delete(db: sqlite3.Connection, saved: int) -> None:
    """Delete a saved filter; the passages stay."""
    db.execute("delete from filters where id = ?", (saved,))


def named(db: sqlite3.Connection, name: str) -> int | None:
    """The id of the filter with a name, whatever its capitals; None where there is none."""
    wanted = _key(name)
    return next((saved for saved, known in db.execute("select id, name from filters") if _key(known) == wanted), None)


def clean_name(name: str) -> str:
    """A filter's name as it is kept, on one line; raises LibraryError when it is empty, too long or no text."""
    name = " ".join(name.split())
    if not any(sign.isprintable() for sign in name):
        raise LibraryError("A filter needs a name. Nothing was saved.")
    if len(name) > NAME_LIMIT:
        raise LibraryError(
            f"This name has {len(name):,} characters, more than the {NAME_LIMIT} a filter’s name can have. "
            "Nothing was saved."
        )
    if any("\ud800" <= sign <= "\udfff" or unicodedata.category(sign) == "Cc" for sign in name):
        raise LibraryError(
            "This name holds a character that cannot be shown, or half of one. Type it again; nothing was saved."
        )
    return name


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())

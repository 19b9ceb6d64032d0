"""Reviewers: the people who annotate, each with a stable id."""

import sqlite3

from storage.clock import new_identity


def added(db: sqlite3.Connection, name: str, identity: str | None = None) -> int:
    """The id of the reviewer with this stable identity (a UUID), made or renamed as needed.

    Without an identity, the reviewer of this name, else a new one.
    """
    name = name.strip() or "Reviewer"
    if identity is None:
        found = db.execute("select id from reviewers where name = ?", (name,)).fetchone()
    else:
        found = db.execute("select id from reviewers where uuid = ?", (identity,)).fetchone()
    if found is None:
        cursor = db.execute("insert into reviewers (uuid, name) values (?, ?)", (identity or new_identity(), name))
        return int(cursor.lastrowid or 0)
    db.execute("update reviewers set name = ? where id = ? and name <> ?", (name, found[0], name))
    return int(found[0])


def names(db: sqlite3.Connection) -> dict[int, str]:
    """Every reviewer's name by id."""
    return dict(db.execute("select id, name from reviewers order by id").fetchall())

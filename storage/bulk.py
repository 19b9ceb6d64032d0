"""Edits of many annotations at once: each function is one step of history when `Project.do` calls it.

They answer how many annotations were changed; those that have gone meanwhile are passed over. What says already what it
is to say is not touched, so that its time of change stays true.
"""

import json
import sqlite3
from collections.abc import Sequence

from storage.clock import now
from storage.errors import LibraryError
from storage.model import MARKS

MOST = 50_000  # a step's images of so many rows take some 120 MB of history; SQLite's values end at 1,000 MB


def bulk_tag(db: sqlite3.Connection, annotations: Sequence[int], area: int) -> int:
    """Tag annotations with a judgement area; raises LibraryError for more than `MOST`, as all of these do."""
    found = _those(
        db,
        annotations,
        "not exists (select 1 from annotation_areas where annotation = annotations.id and area = ?)",
        area,
    )
    db.executemany(
        "insert into annotation_areas (annotation, area) values (?, ?)", [(annotation, area) for annotation in found]
    )
    return _touched(db, found)


def bulk_untag(db: sqlite3.Connection, annotations: Sequence[int], area: int) -> int:
    """Take a judgement area off annotations."""
    having = "exists (select 1 from annotation_areas where annotation = annotations.id and area = ?)"
    found = _those(db, annotations, having, area)
    db.execute(
        "delete from annotation_areas where area = ? and annotation in (select value from json_each(?))",
        (area, json.dumps(found)),
    )
    return _touched(db, found)


def bulk_mark(db: sqlite3.Connection, annotations: Sequence[int], mark: str) -> int:
    """Mark annotations "strength", "concern" or "" for neither; raises ValueError for another mark."""
    if mark not in MARKS:
        raise ValueError(mark)
    found = _those(db, annotations, "mark <> ?", mark)
    db.execute(
        "update annotations set mark = ?, modified = ? where id in (select value from json_each(?))",
        (mark, now(), json.dumps(found)),
    )
    return len(found)


def bulk_delete(db: sqlite3.Connection, annotations: Sequence[int]) -> int:
    """Delete annotations with their tags and links."""
    found = _those(db, annotations, "1")
    db.execute("delete from annotations where id in (select value from json_each(?))", (json.dumps(found),))
    return len(found)


def _those(db: sqlite3.Connection, annotations: Sequence[int], condition: str, *values: object) -> list[int]:
    """Those of the annotations that are there and meet a condition, in ascending order."""
    if len(annotations) > MOST:
        raise LibraryError(
            f"{len(annotations):,} passages are more than the {MOST:,} that can be changed in one step. "
            "Choose fewer; nothing was changed."
        )
    sql = f"select id from annotations where id in (select value from json_each(?)) and {condition} order by id"
    return [row[0] for row in db.execute(sql, (json.dumps(list(annotations)), *values))]


def _touched(db: sqlite3.Connection, annotations: list[int]) -> int:
    db.execute(
        "update annotations set modified = ? where id in (select value from json_each(?))",
        (now(), json.dumps(annotations)),
    )
    return len(annotations)

"""Whether a report's PDF has marks of its own, and whether they were taken in (`storage.pdf_marks`)."""

import sqlite3


def carries(db: sqlite3.Connection, report: int) -> bool:
    """Whether the report's PDF has marks of its own."""
    # By this index or not at all: what a file carries stands behind the whole of its text.
    row = db.execute(
        "select 1 from documents indexed by documents_marked"
        " where sha256 = (select sha256 from reports where id = ?) and carried like '%\"marks\"%'",
        (report,),
    ).fetchone()
    return row is not None


def are_taken_in(db: sqlite3.Connection, report: int) -> bool:
    """Whether marks of the report's own PDF are among its annotations: then the page need not paint them too.

    It is seen from the annotations, so that undo needs no more: those of other programs have a UUID of version 5, as
    nothing else has that can be marked; those that Yearmark wrote are older than the report is in the library.
    """
    row = db.execute(
        "select 1 from annotations join reports on reports.id = report join documents using (sha256)"
        " where reports.id = ? and (substr(annotations.uuid, 15, 1) = '5'"
        " or (created < added and carried like '%\"own marks\"%')) limit 1",
        (report,),
    ).fetchone()
    return row is not None

"""What reviewers said of suggestions: this one does not fit, nothing in that report fits. Remembered by quotation."""

import sqlite3
from typing import Any, NamedTuple

from storage.clock import new_identity, now
from storage.errors import LibraryError

_SELECT = """
    select verdicts.id, verdicts.uuid, report, quote, other, other_quote, reviewers.name, created
    from verdicts join reviewers on reviewers.id = verdicts.reviewer
"""


class Verdict(NamedTuple):
    """A word on what answers a passage (`report`, `quote`) in an `other` report, by whom and when.

    `other_quote` is the sentence that does not fit; "" says that nothing in that report does.
    """

    id: int
    uuid: str
    report: int
    quote: str
    other: int
    other_quote: str
    reviewer: str
    created: str


def dismiss(db: sqlite3.Connection, report: int, quote: str, other: int, other_quote: str, reviewer: int) -> int:
    """Remember that a sentence of another report does not answer a passage; answer the verdict's id.

    Saying it twice changes nothing. Raises LibraryError when the reports are one, or either is gone.
    """
    if not folded(other_quote):
        raise ValueError("a sentence is dismissed by its words")
    return _kept(db, report, quote, other, other_quote, reviewer)


def nothing_fits(db: sqlite3.Connection, report: int, quote: str, other: int, reviewer: int) -> int:
    """Remember that nothing in another report answers a passage; answer the verdict's id; raises as `dismiss` does."""
    return _kept(db, report, quote, other, "", reviewer)


def _kept(db: sqlite3.Connection, report: int, quote: str, other: int, other_quote: str, reviewer: int) -> int:
    if not folded(quote):
        raise ValueError("a passage is known again by its words")
    if report == other:
        raise LibraryError("Both passages stand in the same report, where nothing is suggested. Nothing was changed.")
    if db.execute("select count(*) from reports where id in (?, ?)", (report, other)).fetchone()[0] != 2:
        raise LibraryError("One of the two reports is no longer in the library. Nothing was changed.")
    for known in of_passage(db, report, quote):
        if known.other == other and folded(known.other_quote) == folded(other_quote):
            return known.id
    cursor = db.execute(
        "insert into verdicts (uuid, report, quote, other, other_quote, reviewer, created)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        (new_identity(), report, quote, other, other_quote, reviewer, now()),
    )
    return int(cursor.lastrowid or 0)


def take_back(db: sqlite3.Connection, verdict: int) -> bool:
    """Forget a verdict, so that what it hid is suggested again; answer whether it was there."""
    return db.execute("delete from verdicts where id = ?", (verdict,)).rowcount > 0


def of_passage(db: sqlite3.Connection, report: int, quote: str) -> list[Verdict]:
    """What was said of suggestions for a passage, however its words are spaced, in the order it was said."""
    wanted = folded(quote)
    return [found for found in of_report(db, report) if folded(found.quote) == wanted]


def of_report(db: sqlite3.Connection, report: int) -> list[Verdict]:
    """What was said of suggestions for all passages of a report, in the order it was said."""
    return [_verdict(row) for row in db.execute(_SELECT + " where report = ? order by verdicts.id", (report,))]


def everything(db: sqlite3.Connection) -> list[Verdict]:
    """Every verdict of the library."""
    return [_verdict(row) for row in db.execute(_SELECT + " order by verdicts.id")]


def folded(quote: str) -> str:
    """A quotation as it is compared: its words, however they are spaced, in small letters."""
    return " ".join(quote.split()).casefold()


def _verdict(row: tuple[Any, ...]) -> Verdict:
    return Verdict._make(row)

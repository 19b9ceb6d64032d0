"""Copies: files that say the same as a report of the library, byte by byte another (saved again, annotated).

They are told by a digest of the running text that passes over spaces, hyphens, the shape of quotation marks and the
like. The same words in another medium (a text of the PDF) are an edition of the inspection, not a copy.
"""

import re
import sqlite3
import unicodedata

from storage.model import Document

SHORTEST = 200
"""Letters and figures that a text must have; shorter ones (title pages, scans) may agree by chance."""

NONE = "-"
"""The digest of a text that is too short; "" says that it has not been worked out yet."""

_LIKELY = 0.05  # of a text's length: copies do not differ by more
_UNTOLD = re.compile(r"[\W_]+")


def digest(text: str) -> str:
    """The digest of a running text: SHA-256 of its letters and figures in small letters; `NONE` for a short one."""
    import hashlib  # here: the window loads this module before it needs it

    told = _UNTOLD.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
    if len(told) < SHORTEST:
        return NONE
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def twin(db: sqlite3.Connection, document: Document) -> int | None:
    """The report of the library of which a document is a copy; None where it is of none.

    Documents that were read before digests were kept get theirs here, those only that may be the one (of as many
    pages and about as long): so no library pays for all of its reports at once.
    """
    mine = digest(document.reading.text)
    if mine == NONE:
        return None
    _fill_likely(db, document)
    row = db.execute(
        "select reports.id from reports join documents using (sha256)"
        " where digest = ? and media = ? and sha256 <> ? and reports.read <> '' order by reports.id limit 1",
        (mine, document.reading.media, document.sha256),
    ).fetchone()
    return int(row[0]) if row else None


def twin_of_kept(db: sqlite3.Connection, sha256: str) -> int | None:
    """The report of which a document is a copy that was read once and whose own report was removed; else None."""
    row = db.execute(
        "select twin.id from documents join documents as other on other.digest = documents.digest"
        " and other.media = documents.media and other.sha256 <> documents.sha256"
        " join reports as twin on twin.sha256 = other.sha256 and twin.read <> ''"
        " where documents.sha256 = ? and documents.digest not in ('', ?) order by twin.id limit 1",
        (sha256, NONE),
    ).fetchone()
    return int(row[0]) if row else None


def _fill_likely(db: sqlite3.Connection, document: Document) -> None:
    """Write the missing digests of those documents that may say the same as this one."""
    length = len(document.reading.text)
    rows = db.execute(
        "select sha256, text from documents join reports using (sha256) where digest = '' and reader <> ''"
        " and media = ? and page_count = ? and length(text) between ? and ?",
        (document.reading.media, len(document.reading.pages), length * (1 - _LIKELY), length * (1 + _LIKELY)),
    ).fetchall()
    db.executemany(
        "update documents set digest = ? where sha256 = ?", [(digest(text), sha256) for sha256, text in rows]
    )


def copied_words(file_name: str, name: str) -> str:
    """The sentence for a file that is a copy of a report (by its `name`) that the library holds."""
    return f"“{file_name}” is a copy of {name}, which is here already. It was not added again."

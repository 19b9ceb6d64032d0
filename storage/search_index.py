"""What full-text search looks through: the paragraphs of every document, each with its place, in an index of words.

The index is derived from the documents, as all that hangs on their checksum, and is no part of the history. Notes are
in indexes of their own, which triggers of the schema keep, because undo and redo write rows directly.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from storage.model import NumberedParagraph, Paragraph, Reading, Section

SHIFT = 20  # a paragraph's id is (its document's number << SHIFT) + its place in the document
MOST = 1 << SHIFT
OPEN, CLOSE = "\ufdd0", "\ufdd1"  # set round the words that match; no characters of any text (Unicode, 23.7)
_BLANK = {0: " ", ord(OPEN): " ", ord(CLOSE): " "}

Row = tuple[int, int, int, str, str, int, str]
"""A searchable paragraph: start, end, page, page's label, printed number, section's position or -1, words."""


def keep(db: sqlite3.Connection, sha256: str, reading: Reading) -> None:
    """Index what was read of a document, in place of what an earlier reading left."""
    forget(db, sha256)
    labels = {page.number: page.label or str(page.number) for page in reading.pages}
    found = rows(reading.text, reading.paragraphs, reading.sections, reading.numbered, labels)
    write(db, sha256, found)


def forget(db: sqlite3.Connection, sha256: str) -> None:
    """Take a document out of the index; a trigger takes its paragraphs along."""
    db.execute("delete from indexed where sha256 = ?", (sha256,))


def write(db: sqlite3.Connection, sha256: str, found: Iterator[Row]) -> None:
    """Write the searchable paragraphs of a document that has none in the index."""
    first = int(db.execute("insert into indexed (sha256) values (?)", (sha256,)).lastrowid or 0) << SHIFT
    numbered = [(first + place, *row) for place, row in enumerate(islice(found, MOST))]
    db.executemany(
        'insert into searchable (id, "start", "end", page, label, number, section, text)'
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        numbered,
    )
    # Not by a trigger for each row: FTS5 writes all it holds to the disk at every one (measured: 5 times the cost).
    db.executemany("insert into paragraph_words (rowid, text) values (?, ?)", [(row[0], row[-1]) for row in numbered])


def rows(
    text: str,
    paragraphs: Sequence[Paragraph],
    sections: Sequence[Section],
    numbered: Sequence[NumberedParagraph],
    labels: Mapping[int, str],
) -> Iterator[Row]:
    """The searchable paragraphs of a running text; `labels` has what the pages are called, by their number.

    A paragraph without printed number that belongs to a numbered one (a list item) has that one's number. The words
    are as long as the paragraph, so that places in them are places in the text.
    """
    if any(chr(each) in text for each in _BLANK):
        text = text.translate(_BLANK)
    section_starts = [section.start for section in sections]
    numbered_starts = [each.start for each in numbered]
    for start, end, number, page in paragraphs:
        at = bisect_right(section_starts, start) - 1
        while at >= 0 and sections[at].end <= start:
            at -= 1
        if not number and (place := bisect_right(numbered_starts, start) - 1) >= 0 and numbered[place].end > start:
            number = str(numbered[place].number)
        yield (start, end, page, labels.get(page, str(page) if page else ""), number, at, text[start:end])

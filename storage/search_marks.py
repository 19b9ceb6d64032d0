"""All hits of a search become highlights: the sentences that answer it."""

import sqlite3
from collections.abc import Sequence

from storage import annotations, search_words
from storage.model import Passage
from storage.passages import passage, sentence_span, sentence_spans
from storage.search_found import Found, Hit
from storage.search_words import Node, Span


def passages(db: sqlite3.Connection, found: Found) -> list[Passage]:
    """What "mark all hits" highlights: of each paragraph found, the sentences that answer by themselves.

    Where none does, because the words stand in several, it is the shortest run of sentences that does. Hits of
    reports that were removed or read again meanwhile are passed over.
    """
    node = found.query.node
    answered: list[Passage] = []
    for group in found.groups if node is not None else ():
        text = _text(db, group.report.id)
        for hit in group.hits:
            if node is not None and hit.end <= len(text):
                answered += [passage(hit.report, text, *span) for span in sentences(node, text, hit)]
    return answered


def mark_all(db: sqlite3.Connection, wanted: Sequence[Passage], reviewer: int) -> list[int]:
    """Highlight passages, but for those that this reviewer has highlighted just so; answer the new annotations' ids.

    A passage whose report has gone, or does not say the same there any more, is passed over.
    """
    made: list[int] = []
    for report in dict.fromkeys(each.report for each in wanted):
        text = _text(db, report)
        rows = db.execute(
            'select "start", "end" from annotations where report = ? and reviewer = ? and page = 0 and lost = 0',
            (report, reviewer),
        )
        known = set(rows.fetchall())
        for each in wanted:
            if (
                each.report == report
                and (each.start, each.end) not in known
                and text[each.start : each.end] == each.quote
            ):
                known.add((each.start, each.end))
                made.append(annotations.add(db, each, reviewer))
    return made


def sentences(node: Node, text: str, hit: Hit) -> list[Span]:
    """The spans of a report's text to highlight for a hit: sentences that answer, else the shortest run that does."""
    every = list(sentence_spans(text, hit.start, hit.end))
    words = [search_words.words(text[start:end]) for start, end in every]
    alone = [span for span, each in zip(every, words, strict=True) if search_words.spans(node, each) is not None]
    if alone:
        return alone
    for length in range(2, len(every) + 1):
        for first in range(len(every) - length + 1):
            run = every[first : first + length]
            start, end = run[0][0], run[-1][1]
            ends = [last - start for _, last in run]
            if search_words.spans(node, search_words.words(text[start:end], ends)) is not None:
                return [(start, end)]
    # FTS5 cuts words in another way here (scripts younger than its tables): the sentences of what it marked.
    return list(dict.fromkeys(sentence_span(text, start) for start, _ in hit.matches))


def _text(db: sqlite3.Connection, report: int) -> str:
    """A report's running text; "" when it is not in the library."""
    row = db.execute(
        "select text from reports join documents using (sha256) where reports.id = ?", (report,)
    ).fetchone()
    return str(row[0]) if row else ""

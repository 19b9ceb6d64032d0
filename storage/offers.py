"""Suggested links as a reviewer sees them: for a passage, what each other year offers, ready to be shown."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from storage import reports
from storage.model import Annotation, Passage, Report
from storage.suggestions import ReportSuggestions, Said, Suggester, Suggestion, about_predecessor

ENOUGH = 3.0  # points of a sentence on the inspection before that speaks of it in general
GENERAL = 2  # such sentences at most


class Offer(NamedTuple):
    """A passage that may be linked: its span in the report's running text, its words, which of them matched.

    `words` is the text of the span, `bold` spans within it; `where` says paragraph and page; `paragraph` is all of
    the paragraph that it stands in.
    """

    report: int
    start: int
    end: int
    words: str
    bold: tuple[tuple[int, int], ...]
    where: str
    paragraph: str


class Offers(NamedTuple):
    """What one report offers: its passages, best first; whether it is the later one.

    `general` are the sentences of the next inspection's report on the one before, whatever the passage; `closed` is
    true where the reviewer said that nothing fits.
    """

    report: Report
    later: bool
    offers: tuple[Offer, ...]
    general: tuple[Offer, ...] = ()
    closed: bool = False


def offers(db: sqlite3.Connection, suggester: Suggester, source: Annotation | Passage) -> list[Offers]:
    """What every other year offers for a passage: the later years first, the next one at the head, then the earlier.

    What became of a passage is asked more often than where it came from; in both, the nearest year comes first.
    """
    where = source.id if isinstance(source, Annotation) else (source.report, source.start, source.end)
    found = suggester.suggestions_for(db, where)
    own = reports.one(db, source.report)
    groups = []
    is_next = True
    for each in found:
        report = reports.one(db, each.report)
        later = own.order < report.order
        general = about_predecessor(db, report.id) if later and is_next else []
        is_next = is_next and not later
        groups.append(_group(each, later, general, report))
    return [group for group in groups if group.later] + [group for group in reversed(groups) if not group.later]


def _group(found: ReportSuggestions, later: bool, general: Sequence[Said], report: Report) -> Offers:
    suggested = [_offer(report.id, one) for one in found.suggestions] if found.similar else []
    said = [_said(report.id, one) for one in general if one.points >= ENOUGH][:GENERAL]
    return Offers(report, later, tuple(suggested), tuple(said), found.nothing_fits is not None)


def _offer(report: int, one: Suggestion) -> Offer:
    where = _where(one.number, one.page)
    matched = tuple((start - one.sentence_start, end - one.sentence_start) for start, end in one.matched)
    return Offer(report, one.sentence_start, one.sentence_end, one.sentence, matched, where, one.text)


def _said(report: int, one: Said) -> Offer:
    return Offer(report, one.start, one.end, one.text, (), _where(one.number, one.page), one.text)


def _where(number: str, page: int) -> str:
    return f"¶{number} · p. {page}" if number else f"p. {page}"

"""What the details window shows of a report, gathered from the library, and where its facts stand, in words."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.project import Project
from storage import annotations, crosswalk, reports
from storage.documents import Details, Inside
from storage.model import Annotation, Report, Span

QUOTED = 200  # characters of a quotation in a tool tip


class Shown(NamedTuple):
    """A report with what was read of it; `editions` are the other documents of its inspection.

    `mapped` are the library's judgement areas for those that the kind prints, by (group, name)."""

    report: Report
    editions: tuple[Report, ...]
    details: Details
    inside: Inside
    text: str
    lost: tuple[Annotation, ...]
    mapped: dict[tuple[str, str], tuple[str, ...]]

    @property
    def waits(self) -> bool:
        """Whether the report is still to be read."""
        return not self.report.read


class Source(NamedTuple):
    """Where a fact came from: in words, the span (start, end) to jump to or None, and more words for the tool tip.

    `page` is 0 where the fact stands on no page.
    """

    words: str
    place: tuple[int, int] | None = None
    tip: str = ""
    page: int = 0


def gathered(project: Project, report: int) -> Shown | None:
    """All that the window shows of a report; None when it is not in the library (any more)."""
    listing: list[Report] = project.ask(reports.listing)
    own = next((each for each in listing if each.id == report), None)
    if own is None:
        return None
    return Shown(
        own,
        others(listing, own),
        project.ask(reports.details, report),
        project.ask(reports.inside, report),
        project.ask(reports.text, report).text,
        lost(project, report),
        project.ask(crosswalk.areas_of_kind, own.kind),
    )


def others(listing: Sequence[Report], report: Report) -> tuple[Report, ...]:
    """The other documents of the same inspection."""
    own = reports.inspection(report)
    if own is None:
        return ()
    return tuple(each for each in listing if each.id != report.id and reports.inspection(each) == own)


def lost(project: Project, report: int) -> tuple[Annotation, ...]:
    """The report's annotations whose passages were not found when it was read again."""
    return tuple(project.ask(annotations.lost, report))


def fact_source(shown: Shown, name: str) -> tuple[str, Source]:
    """What the document says of a fact of `Reading.facts`, and where."""
    fact = shown.details.facts.get(name)
    if fact is None:
        return ("OTHER" if name == "kind" else "", Source(_tr("not found")))
    if fact.source == "file name":
        return fact.value, Source(_tr("from the file name"))
    span = shown.details.places.get(name)
    if span is not None:
        return fact.value, _placed(shown.text, span)
    if fact.page:
        return fact.value, Source(_page(fact.page), page=fact.page)
    return fact.value, Source(_tr("not found") if fact.value == "OTHER" else _tr("printed"))


def _placed(text: str, span: Span) -> Source:
    words = _page(span.page) if span.page else _tr("in the text")
    tip = quotation(text, span.start, span.end)
    if not span.sure:
        words = _tr("{place}, not certain").format(place=words)
        doubt = _tr("The usual place said nothing; this was the next best one. Please check it.")
        tip = f"{doubt}\n{tip}"
    return Source(words, (span.start, span.end), tip, span.page)


def year_source(end: str, published: str) -> tuple[str, Source]:
    """The year that the dates give, and from which of them."""
    if end:
        return end[:4], Source(_tr("from the inspection’s end"))
    if published:
        return published[:4], Source(_tr("from the publication date"))
    return "", Source(_tr("not found"))


def quotation(text: str, start: int, end: int, longest: int = QUOTED) -> str:
    """The words of a span between quotation marks, cut after a whole word; "" for an empty span."""
    words = shortened(text[max(start, 0) : max(end, 0)], longest)
    return f"“{words}”" if words else ""


def shortened(words: str, longest: int) -> str:
    """Words on one line, cut after a whole word where they are longer."""
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    whole = words[: longest + 1].rpartition(" ")[0]
    return f"{whole or words[:longest]}…"


def printed_tip(printed: str) -> str:
    """The tool tip of a grade that is shown in the scale's words but printed in others; "" for none."""
    return _tr("Printed: “{grade}”").format(grade=printed) if printed else ""


def _page(number: int) -> str:
    return _tr("page {page}").format(page=number)


def _tr(text: str) -> str:
    return QCoreApplication.translate("details", text)

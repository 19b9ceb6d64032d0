"""What cannot be true of a report's dates and year: told, never refused, because a reviewer may know better."""

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt

DATED = ("year", "inspection_start", "inspection_end", "published")
FAR = 1  # years: an inspection in winter may be called by the year before or after


class Caution(NamedTuple):
    """A sentence on facts that cannot all be true, and the names of those facts."""

    names: tuple[str, str]
    sentence: str


def cautions(facts: Mapping[str, str]) -> list[Caution]:
    """What cannot be true of these facts, by the names of `DATED`: ISO dates, a year, "" for what is not known."""
    start, end, published = (facts.get(name, "") for name in DATED[1:])
    found = []
    if start and end and end < start:
        words = _tr("The inspection is said to end ({end}) before it begins ({start}).")
        found.append(
            Caution(("inspection_end", "inspection_start"), words.format(end=in_words(end), start=in_words(start)))
        )
    if published and end and published < end:
        words = _tr("The report is said to be published ({published}) before the inspection ends ({end}).")
        sentence = words.format(published=in_words(published), end=in_words(end))
        found.append(Caution(("published", "inspection_end"), sentence))
    elif published and start and not end and published < start:
        words = _tr("The report is said to be published ({published}) before the inspection begins ({start}).")
        sentence = words.format(published=in_words(published), start=in_words(start))
        found.append(Caution(("published", "inspection_start"), sentence))
    return found + _of_year(facts.get("year", ""), end, published)


def _of_year(year: str, end: str, published: str) -> list[Caution]:
    day = end or published
    if not (year and day) or abs(int(year) - int(day[:4])) <= FAR:
        return []
    name = "inspection_end" if end else "published"
    words = (
        _tr("The year is said to be {year}, but the inspection to end on {day}.")
        if end
        else _tr("The year is said to be {year}, but the report to be published on {day}.")
    )
    return [Caution(("year", name), words.format(year=year, day=in_words(day)))]


def in_words(day: str) -> str:
    """An ISO date as reports print dates: "6 December 2024"."""
    english = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return english.toString(QDate.fromString(day, Qt.DateFormat.ISODate), "d MMMM yyyy")


def _tr(text: str) -> str:
    return QCoreApplication.translate("details", text)

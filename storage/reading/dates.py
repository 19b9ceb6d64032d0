"""Dates as inspection reports print them, in every shape seen (survey, section 3)."""

import re
from datetime import date
from itertools import pairwise

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Long words for months may be spelt wrong in the middle.
_MONTH = (
    r"(?:jan(?:\w{1,6}y)?|feb(?:\w{1,7}y)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:\w{1,4}t)?|sept?(?:\w{1,7}r)?|"
    r"oct(?:\w{1,6}r)?|nov(?:\w{1,7}r)?|dec(?:\w{1,7}r)?)"
)
_WEEK = 7
_YEAR = r"(?:19|20)\d\d"
_NUMERIC = re.compile(rf"\b(\d{{1,2}})[/.](\d{{1,2}})[/.]({_YEAR}|\d{{2}})\b")
_ISO = re.compile(rf"(?<!\d)({_YEAR})-(\d\d)-(\d\d)(?!\d)")
_IN_NAME = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[ _.-]*({_MONTH})[ _.-]*({_YEAR})(?!\d)", re.IGNORECASE)
_ISO_IN_NAME = re.compile(rf"(?<!\d)({_YEAR})([-_.]?)(\d\d)\2(\d\d)(?!\d)")
# A footnote's mark may stick to the year.
_WORDED = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:of\s+)?({_MONTH})(?![a-z])\.?,?)?(?:\s*({_YEAR})\d?(?!\d))?(?![\d/:])",
    re.IGNORECASE,
)


def first_and_last(printed: str) -> tuple[str, str] | None:
    """Answer the first and last day of a printed period as ISO dates, None where it holds no full date.

    Months and years that are not printed are those of the day to the right; a last day without a year takes
    that of the day to the left. Work in two parts counts from the first day of the first to the last day of
    the last.
    """
    days = _days(printed)
    return (days[0], days[-1]) if days else None


def parts_of_period(printed: str) -> list[tuple[str, str]]:
    """Answer the parts of a period that was broken off for more than a week, as ISO dates; [] for an unbroken one."""
    days = _days(printed)
    pairs = list(zip(days[::2], days[1::2], strict=False))
    broken = any((date.fromisoformat(b[0]) - date.fromisoformat(a[1])).days > _WEEK for a, b in pairwise(pairs))
    return pairs if broken and len(days) % 2 == 0 else []


def printed_date(printed: str) -> str:
    """Answer the first full date of a text as an ISO date, "" where there is none. Numbers are day first."""
    days = _days(printed)
    return days[0] if days else ""


def dates_in_name(file_name: str) -> str:
    """Answer the date a file's name ends with, "14 july 2017" or "2017-07-14", as an ISO date or ""."""
    found = _IN_NAME.findall(file_name)
    if found:
        return _iso(*found[-1])
    match = _ISO_IN_NAME.search(file_name)
    return _valid(int(match[1]), int(match[3]), int(match[4])) if match else ""


def _days(printed: str) -> list[str]:
    numeric = [_valid(_year(y), int(m), int(d)) for d, m, y in _NUMERIC.findall(printed)]
    numeric += [_valid(int(y), int(m), int(d)) for y, m, d in _ISO.findall(printed)]
    if any(numeric):
        return [day for day in numeric if day]
    found: list[str] = []
    month = year = ""
    for day, its_month, its_year in reversed(_with_last_year(_WORDED.findall(printed))):
        month, year = its_month or month, its_year or year
        if its_month and not its_year and found and year and _number(its_month) > int(found[0][5:7]):
            # "28 December to 8 January 2015": the year before.
            year = str(int(year) - 1)
        if month and year and (made := _iso(day, month, year)):
            found.insert(0, made)
    return found


def _with_last_year(found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The days, the last of them with a year where only one before it has one."""
    if not found or found[-1][2] or not found[-1][1]:
        return found
    day, month, _ = found[-1]
    before = next(((its_month, year) for _, its_month, year in reversed(found) if year and its_month), None)
    if before is None:
        return found
    later = _number(month) < _number(before[0])
    return [*found[:-1], (day, month, str(int(before[1]) + later))]


def _iso(day: str, month: str, year: str) -> str:
    return _valid(int(year), _number(month), int(day))


def _number(month: str) -> int:
    return _MONTHS.index(month[:3].lower()) + 1


def _year(printed: str) -> int:
    return int(printed) if len(printed) == 4 else 2000 + int(printed)


def _valid(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""

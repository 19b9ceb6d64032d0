"""Dates as inspection reports print them, in every shape seen (survey, section 3)."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b")
_WORDED = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*({_MONTH})\b\.?,?)?(?:\s*((?:19|20)\d\d)\b)?(?![\d/])", re.IGNORECASE
)


def first_and_last(printed: str) -> tuple[str, str] | None:
    """Answer the first and last day of a printed period as ISO dates, None where it holds no full date.

    Months and years that are not printed are those of the day to the right. Work in two parts counts
    from the first day of the first to the last day of the last.
    """
    days = _days(printed)
    return (days[0], days[-1]) if days else None


def printed_date(printed: str) -> str:
    """Answer the first full date of a text as an ISO date, "" where there is none. Numbers are day first."""
    days = _days(printed)
    return days[0] if days else ""


def dates_in_name(file_name: str) -> str:
    """Answer the date a file's name ends with, "14 july 2017" or "2017-07-14", as an ISO date or ""."""
    found = re.findall(rf"\b(\d{{1,2}})[ _-]+({_MONTH})[ _-]+(\d{{4}})\b", file_name, re.IGNORECASE)
    if found:
        return _iso(*found[-1])
    match = re.search(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)", file_name)
    return _valid(int(match.group(1)), int(match.group(2)), int(match.group(3))) if match else ""


def _days(printed: str) -> list[str]:
    numeric = [_valid(_year(y), int(m), int(d)) for d, m, y in _NUMERIC.findall(printed)]
    if any(numeric):
        return [day for day in numeric if day]
    found: list[str] = []
    month = year = ""
    for day, its_month, its_year in reversed(_WORDED.findall(printed)):
        month, year = its_month or month, its_year or year
        if its_month and not its_year and found and year and _number(its_month) > int(found[0][5:7]):
            # "28 December to 8 January 2015": the year before.
            year = str(int(year) - 1)
        if month and year and (made := _iso(day, month, year)):
            found.insert(0, made)
    return found


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

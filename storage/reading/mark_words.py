"""What is written in the marks of a PDF, and when: as it can be kept."""

import re
from datetime import UTC, datetime, timedelta, timezone

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+\-Zz])(\d\d)?'?(\d\d)?)?")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")


def clean_words(text: str) -> str:
    """Words of a mark as they can be kept: line ends as ours, no control characters or halves of surrogates."""
    if text.isascii() and text.isprintable():
        return text
    return _UNFIT.sub("\ufffd", _LINE_END.sub("\n", text))


def pdf_time(written: str) -> str:
    """A time as PDF writes it ("D:20240605120000+01'00'") in UTC, ISO 8601; "" for what is none.

    Where no zone is given it is taken as UTC (ISO 32000, 7.9.4, leaves it open).
    """
    match = _DATE.match(written.strip())
    if match is None:
        return ""
    *parts, sign, hours, minutes = match.groups()
    year, month, day, hour, minute, second = (int(part or (1 if at in (1, 2) else 0)) for at, part in enumerate(parts))
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        time = datetime(year, month, day, hour, minute, second, tzinfo=timezone(offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if 1990 <= time.year < 2200 else ""

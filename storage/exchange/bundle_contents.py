"""What a bundle says: `annotations.jsonld` as plain values, checked one by one, for it may come from anywhere.

Written by `storage.exchange.web_annotation`, whose terms these are. What stands there besides is passed over, so that
later versions may say more; what changes its meaning raises `yearmark:format`.
"""

import json
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

from storage.annotations import NOTE_LIMIT
from storage.exchange.web_annotation import FORMAT
from storage.model import MARKS, RELATIONS, Box
from storage.reports import CORRECTABLE, DATES

_UUID = re.compile(r"urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_DATE = re.compile(r"(?:\d{4}-\d\d-\d\d)?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_RECTANGLE = re.compile(r"page=(\d{1,6})&viewrect=(-?[\d.e+]+),(-?[\d.e+]+),(-?[\d.e+]+),(-?[\d.e+]+)")
_NAME, _QUOTE = 2_000, 2_000_000  # code points


class Malformed(ValueError):
    """The document is not of its form; the text says where, in a few words."""


class TooNew(ValueError):
    """The document was written by a newer version of Yearmark."""


class BundledReport(NamedTuple):
    """A report as the bundle has it: `original` is its path in the bag, `facts` the columns of the table reports.

    `text_sha256` is that of the running text that the positions count in.
    """

    uuid: str
    sha256: str
    file_name: str
    media: str
    original: str
    locked: bool
    recognised: bool
    text_sha256: str
    facts: dict[str, Any]
    corrected: tuple[str, ...]


class BundledArea(NamedTuple):
    """A judgement area of the codebook that the bundle was made with; `parent` is a UUID or None."""

    uuid: str
    name: str
    definition: str
    colour: str
    parent: str | None
    slot: int | None
    retired: bool


class BundledMark(NamedTuple):
    """An annotation, all by UUID; `start` is -1 where the passage was lost, `page` 0 where it is no rectangle."""

    uuid: str
    report: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    page: int
    box: Box | None
    areas: tuple[str, ...]
    mark: str
    note: str
    reviewer: str
    created: str
    modified: str


class BundledLink(NamedTuple):
    """A link between two annotations, by UUID, the earlier first."""

    uuid: str
    earlier: str
    later: str
    relation: str
    note: str
    reviewer: str
    created: str


class Contents(NamedTuple):
    """All that a bundle says; `reviewers` has names by UUID."""

    title: str
    reports: tuple[BundledReport, ...]
    areas: tuple[BundledArea, ...]
    marks: tuple[BundledMark, ...]
    links: tuple[BundledLink, ...]
    reviewers: dict[str, str]


def contents(text: str) -> Contents:
    """Read the document; raises Malformed, or TooNew where a newer version wrote it."""
    try:
        # What no number may be (NaN, Infinity) is taken for none.
        whole = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise Malformed("it is no JSON") from error
    document = _dict(whole)
    version = document.get("yearmark:format")
    if not isinstance(version, int) or version < 1:
        raise Malformed("it was not written by Yearmark")
    if version > FORMAT:
        raise TooNew
    reports = _each(document, "yearmark:reports", _report)
    areas = _each(document, "yearmark:areas", _area)
    items = _list(_dict(document.get("first")).get("items"))
    linking = [item for item in map(_dict, items) if item.get("motivation") == "linking"]
    marks = tuple(_mark(item) for item in map(_dict, items) if item.get("motivation") != "linking")
    links = tuple(map(_link, linking))
    people = _people(items) | dict(_each(document, "yearmark:reviewers", _person))
    found = Contents(_text(document, "label", _NAME), reports, areas, marks, links, people)
    _check(found)
    return found


def _check(found: Contents) -> None:
    """Raise Malformed where something is there twice, or names what is not there."""
    report_ids, area_ids, mark_ids = (
        _unique([one.uuid for one in every]) for every in (found.reports, found.areas, found.marks)
    )
    _unique([report.sha256 for report in found.reports])
    _unique([area.slot for area in found.areas if area.slot is not None])
    _unique([link.uuid for link in found.links])
    _unique([frozenset((link.earlier, link.later)) for link in found.links])
    if not found.reports:
        raise Malformed("it has no reports")
    for area in found.areas:
        _known(area.parent is None or (area.parent in area_ids and area.parent != area.uuid), "an area")
    for mark in found.marks:
        _known(mark.report in report_ids, "a report")
        _known(area_ids.issuperset(mark.areas), "an area")
    for link in found.links:
        _known(link.earlier in mark_ids and link.later in mark_ids and link.earlier != link.later, "a passage")


def _known(is_there: bool, what: str) -> None:
    if not is_there:
        raise Malformed(f"it names {what} that it does not hold")


def _unique(keys: list[Any]) -> set[Any]:
    if len(found := set(keys)) < len(keys):
        raise Malformed("it says something twice")
    return found


# --- the parts -------------------------------------------------------------------------------------------


def _report(item: dict[str, Any]) -> BundledReport:
    year = item.get("yearmark:year")
    if year is not None and not 1900 <= _number(year) <= 2199:
        raise Malformed("a year")
    media = item.get("yearmark:media")
    if media not in ("pdf", "text"):
        raise Malformed("a report’s format")
    facts: dict[str, Any] = {
        name: _text(item, f"yearmark:{_camel(name)}", _NAME) for name in CORRECTABLE if name != "year"
    }
    for name in DATES:
        _like(_DATE, facts[name], "a date")
    corrected = [name for name in _list(item.get("yearmark:corrected")) if isinstance(name, str)]
    return BundledReport(
        _uuid(item.get("id")),
        _like(_SHA256, item.get("yearmark:sha256"), "a checksum"),
        _text(item, "yearmark:fileName", _NAME),
        media,
        "data/" + unquote(_text(item, "yearmark:original", _NAME)),
        item.get("yearmark:needsPassword") is True,
        item.get("yearmark:recognised") is True,
        _text(item, "yearmark:textSha256", _NAME),
        facts | {"year": year},
        tuple(sorted(set(corrected) & set(CORRECTABLE))),
    )


def _camel(name: str) -> str:
    """inspection_start → inspectionStart."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _area(item: dict[str, Any]) -> BundledArea:
    parent, slot = item.get("yearmark:parent"), item.get("yearmark:key")
    if slot is not None and not 1 <= _number(slot) <= 9:
        raise Malformed("an area’s key")
    return BundledArea(
        _uuid(item.get("id")),
        _text(item, "yearmark:name", _NAME),
        _text(item, "yearmark:definition", NOTE_LIMIT),
        _like(_COLOUR, item.get("yearmark:colour"), "a colour"),
        None if parent is None else _uuid(parent),
        slot,
        item.get("yearmark:retired") is True,
    )


def _person(item: dict[str, Any]) -> tuple[str, str]:
    return _uuid(item.get("id")), _text(item, "name", _NAME)


def _people(items: list[Any]) -> dict[str, str]:
    """The reviewers as the annotations themselves name them."""
    return dict(_person(_dict(_dict(item).get("creator"))) for item in items)


def _mark(item: dict[str, Any]) -> BundledMark:
    target = _dict(item.get("target"))
    selectors = [_dict(one) for one in _list(target.get("selector"))]
    bodies = [_dict(one) for one in _list(item.get("body", []))]
    strength = item.get("yearmark:mark")
    if strength not in MARKS:
        raise Malformed("a mark")
    created = _like(_TIME, item.get("created"), "a time")
    tags = tuple(dict.fromkeys(_uuid(body.get("yearmark:area")) for body in _of_purpose(bodies, "tagging")))
    return BundledMark(
        _uuid(item.get("id")),
        _uuid(target.get("yearmark:report")),
        *_place(selectors),
        tags,
        strength,
        _note(bodies),
        _uuid(_dict(item.get("creator")).get("id")),
        created,
        max(created, _like(_TIME, item.get("modified"), "a time")),
    )


def _place(selectors: list[dict[str, Any]]) -> tuple[int, int, str, str, str, int, Box | None]:
    """Start, end, quotation, prefix, suffix, page and rectangle of an annotation, from its selectors."""
    by_type = {str(one.get("type")): one for one in selectors}
    quote = by_type.get("TextQuoteSelector")
    if quote is None:
        return (-1, -1, "", "", "", *_rectangle(by_type.get("FragmentSelector", {}).get("value")))
    words = _text(quote, "exact", _QUOTE)
    if not words.strip():
        raise Malformed("an empty quotation")
    start, end = -1, -1
    if (position := by_type.get("TextPositionSelector")) is not None:
        start, end = _number(position.get("start")), _number(position.get("end"))
        if not 0 <= start < end <= 1 << 31:
            raise Malformed("a position")
    return (start, end, words, _text(quote, "prefix", _NAME), _text(quote, "suffix", _NAME), 0, None)


def _rectangle(value: Any) -> tuple[int, Box]:
    """A page and a rectangle on it, of `page=3&viewrect=left,top,width,height` (RFC 3778)."""
    match = _RECTANGLE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Malformed("a rectangle")
    left, top, width, height = map(float, match.groups()[1:])
    if not all(map(math.isfinite, (left, top, width, height))) or not (int(match[1]) and width > 0 and height > 0):
        raise Malformed("a rectangle")
    return int(match[1]), Box(left, top, left + width, top + height)


def _link(item: dict[str, Any]) -> BundledLink:
    bodies = [_dict(one) for one in _list(item.get("body"))]
    ends = [_uuid(body.get("source")) for body in _of_purpose(bodies, "linking")]
    relation = item.get("yearmark:relation")
    if relation not in RELATIONS or len(ends) != 1:
        raise Malformed("a link")
    return BundledLink(
        _uuid(item.get("id")),
        _uuid(item.get("target")),
        ends[0],
        relation,
        _note(bodies),
        _uuid(_dict(item.get("creator")).get("id")),
        _like(_TIME, item.get("created"), "a time"),
    )


def _of_purpose(bodies: list[dict[str, Any]], purpose: str) -> list[dict[str, Any]]:
    return [body for body in bodies if body.get("purpose") == purpose]


def _note(bodies: list[dict[str, Any]]) -> str:
    return next((_text(body, "value", NOTE_LIMIT) for body in _of_purpose(bodies, "commenting")), "")


# --- values ----------------------------------------------------------------------------------------------


def _each(document: dict[str, Any], key: str, make: Callable[[dict[str, Any]], Any]) -> tuple[Any, ...]:
    return tuple(make(_dict(item)) for item in _list(document.get(key)))


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("a part is missing")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed("a list is missing")
    return value


def _text(item: dict[str, Any], key: str, longest: int) -> str:
    value = item.get(key)
    if not isinstance(value, str) or len(value) > longest:
        raise Malformed(f"“{key}”")
    # Half of a surrogate pair is no text and cannot be stored.
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed("a number")
    return value


def _uuid(value: Any) -> str:
    match = _UUID.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Malformed("an identity")
    return match[1]


def _like(form: re.Pattern[str], value: Any, what: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise Malformed(what)
    return value

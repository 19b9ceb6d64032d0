"""What a report asks to be improved: items with group, subject and timescale (survey, section 7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from storage.frameworks import folded
from storage.model import ImprovementItem
from storage.reading.grading import Grading
from storage.reading.lines import is_bullet
from storage.reading.parts import Part, contents

_OPENS = re.compile(
    r"(?:\d\.?\s+)?(?:what (?:must|should|needs?)(?: to)?(?: be)? improv(?:e|ed|ing)\b"
    r"|(?:key |main |our )?recommendations?(?:\W*\d?$| for\b)"
    r"|what (?:does|do|must|should) .{2,80} needs? to (?:do to )?improve"
    r"|areas? (?:for|requiring|that need) (?:improvement|priority action|development|to improve)\b"
    r"|(?:areas? for )?(?:priority|immediate)(?: (?:and|or) (?:immediate|priority))? actions?\b|required actions?\b)",
    re.IGNORECASE,
)
_GROUP = re.compile(r"areas? for|(?:priority|immediate)\b", re.IGNORECASE)
_STOPS = re.compile(
    r".*\b(?:strengths|summary|findings|inspection judge?ments|information about|progress since|main findings"
    r"|experiences and progress|inspection team)\b",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"section \d|the (?:local )?(?:authority|safeguarding)|.*\bLSCB\)?$", re.IGNORECASE)
_TIMESCALE = re.compile(
    r"(immediately|urgently|within .{3,20}?(?:hours?|days?|weeks?|months?|years?)"
    r"|with immediate effect|by \w+ 20\d\d)"
    r"(?: of .{3,60})?\W*$",
    re.IGNORECASE,
)
_NULL = re.compile(
    r"(?:there (?:are|were|is) no\b|no (?:areas?|priority|immediate|recommendations?)\b"
    r"|(?:none|nil|n/a|not applicable)\W*$|none (?:were|was|identified)\b"
    r"|(?:(?:the|this) )?(?:inspection|inspectors)\b.{0,20}?\b(?:not|no)\b"
    r"|(?:the )?(?:local authority|board|lscb) has no (?:areas?|priority|immediate)\b)",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(r"\bthe following (?:priority |immediate )?(?:actions?|areas?|steps)\b.{0,40}$", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:should|must|needs? to|following|ensure)\b.{0,60}:$", re.IGNORECASE)
_BOARD = re.compile(
    r"\b(?:\w{0,5}SCB|the board need|safeguarding children(?:['’]s)? board|safeguarding board)\b", re.IGNORECASE
)
_AUTHORITY = re.compile(r"(?:section 1\b|(?:the )?local authority\W*$)", re.IGNORECASE)
_LONGEST_HEADING = 200
_LONGEST_SUBJECT = 90
_SHARPER = 1.1  # times the body's size: a heading that ends any list


@dataclass
class _List:
    """A list of items while it is read: its heading, what stands over the next item, and the items' parts."""

    heading: Part
    group: str
    board: bool
    subject: str = ""
    timescale: str = ""
    items: list["_Item"] = field(default_factory=list)


@dataclass
class _Item:
    parts: list[Part]
    group: str
    subject: str
    timescale: str


def improvements_of(parts: Sequence[Part], grading: Grading) -> list[ImprovementItem]:
    """Answer the improvement items in order, those of the safeguarding board among them, marked as such."""
    listed = contents(parts)
    body = max((part.size for part in parts if part.number), default=12.0)
    # A review of the board alone has no other items.
    areas = grading.framework.areas if grading.framework else ()
    of_board = bool(areas) and all(area.board for area in areas)
    board = False
    area_group = ""
    groups = {folded(group): group for group in grading.framework.groups} if grading.framework else {}
    current: _List | None = None
    found: list[ImprovementItem] = []
    for place, part in enumerate(parts):
        if place in listed or part.note or (part.page == 1 and part.heading and part.size > 20):
            continue
        is_heading = not part.number and len(part.text) <= _LONGEST_HEADING and _is_heading(part)
        if is_heading:
            board = _is_board(part, board)
            area_group = groups.get(folded(part.text), area_group)
            if _OPENS.match(part.text) and not (current and _TIMESCALE.match(part.text)):
                title = current if current and _is_inside(current, part) else None
                found += _closed(current)
                its_board = not of_board and (board or bool(_BOARD.search(part.text)))
                current = _List(title.heading if title else part, _group(part, area_group), its_board)
                continue
        if current is None:
            continue
        if _is_over(current, parts, place, is_heading, body, grading):
            found += _closed(current)
            current = None
        else:
            _add(current, part, is_heading)
    return found + _closed(current)


def _is_heading(part: Part) -> bool:
    if part.heading:
        return True
    is_short = len(part.text) < 80 and not part.text.rstrip().endswith((".", ";", ","))
    return is_short and not part.is_item and bool(_OPENS.match(part.text))


def _is_board(part: Part, before: bool) -> bool:
    """Whether what follows a heading is addressed to the safeguarding board: its chapter stands apart."""
    if _AUTHORITY.match(part.text):
        return False
    # A subject line over some of the authority's own items may name the board too.
    is_chapter = part.page > 1 and (
        part.size >= 14 or not part.size or part.text.lower().startswith(("section", "the effectiv"))
    )
    return before or (is_chapter and bool(_BOARD.search(part.text)) and not part.text.lower().startswith("and "))


def _is_inside(current: _List, part: Part) -> bool:
    """Whether a group's heading belongs to the list that is open."""
    return bool(_GROUP.match(part.text)) and part.size <= current.heading.size


def _group(part: Part, area_group: str) -> str:
    return area_group or " ".join(part.text.split()).rstrip(" :?0123456789") + ("?" if "?" in part.text else "")


def _is_over(
    current: _List, parts: Sequence[Part], place: int, is_heading: bool, body: float, grading: Grading
) -> bool:
    part = parts[place]
    if not is_heading:
        return bool(part.number) and _is_prose_after(current)
    return _ends(current, part, body, grading) and not _is_line_between(current, parts, place, grading)


def _is_line_between(current: _List, parts: Sequence[Part], place: int, grading: Grading) -> bool:
    """Whether, in a text, a heading is a subject line between the numbered items of one list (survey, section 5)."""
    part = parts[place]
    if part.size or len(part.text) > _LONGEST_SUBJECT or _STOPS.match(part.text) or _CHAPTER.match(part.text):
        return False
    is_numbered = not current.items or bool(current.items[0].parts[0].number)
    follows = place + 1 < len(parts) and bool(parts[place + 1].number)
    return is_numbered and follows and not grading.split(part.text)[1]


def _ends(current: _List, part: Part, body: float, grading: Grading) -> bool:
    """Whether a heading ends a list: larger than the body, of a known chapter or area; in a text nearly any."""
    if _TIMESCALE.match(part.text):
        return False
    if grading.area(grading.split(part.text)[0]) is not None and not _names_subject(part):
        return True
    if _STOPS.match(part.text) or part.size > body * _SHARPER:
        return True
    return not part.size and not part.text.endswith(":")


def _is_prose_after(current: _List) -> bool:
    """Whether a numbered paragraph that comes now goes on with the report: the list's items are bullets."""
    heads = [item.parts[0] for item in current.items]
    if heads and heads[0].number:
        heads = heads[1:] if _INTRODUCES.search(heads[0].text) else []
    return bool(heads) and all(head.is_item for head in heads)


def _names_subject(part: Part) -> bool:
    """Whether an area's name is set as the subject of some items: in the body's own type, without a grade."""
    return bool(part.size) and part.size <= 12.5 and "\t" not in part.text


def _add(current: _List, part: Part, is_heading: bool) -> None:
    words = part.text.strip()
    scale = _TIMESCALE.match(words) if len(words) < 80 else None
    if scale and not part.number and not part.is_item:
        current.timescale = scale.group(1).lower()
        return
    if part.number or part.is_item:
        current.items.append(_Item([part], current.group, current.subject, current.timescale))
    elif not is_heading and _ASKS.search(words):
        return
    elif is_heading or _is_subject(part):
        current.subject = words.rstrip(" :")
    else:
        current.items.append(_Item([part], current.group, current.subject, ""))


def _is_subject(part: Part) -> bool:
    return (
        len(part.text) <= _LONGEST_SUBJECT
        and part.text[:1].isupper()
        and not part.text.rstrip().endswith((".", ";", ","))
    )


# --- from the parts of a list to its items -----------------------------------------------------------


def _closed(current: _List | None) -> list[ImprovementItem]:
    """The items of a list: numbered ones where there are any, else bullets, else its paragraphs."""
    if current is None:
        return []
    heads = [item for item in current.items if item.parts[0].number]
    if len(heads) == 1 and _INTRODUCES.search(heads[0].parts[0].text) and heads[0] is current.items[0]:
        heads = []
    heads = heads or _outer([item for item in current.items if item.parts[0].is_item])
    heads = heads or [item for item in current.items if not _is_introduction(item.parts[0])]
    opening = {id(item) for item in heads}
    found: list[_Item] = []
    for item in current.items:
        head = item.parts[0]
        if id(item) in opening:
            found.append(item)
        elif found and not head.number and (head.is_item or head.text[:1].islower()):
            found[-1].parts.append(head)
    current.items = []
    return [_made(item, current.board) for item in found if not _NULL.match(_words(item.parts[0]))]


def _outer(listed: Sequence[_Item]) -> list[_Item]:
    """The items of a list's outer level: not those set further in, nor with another bullet below the first."""
    if not listed:
        return []
    first = listed[0].parts[0]
    margin: dict[int, float] = {}
    for item in listed:
        part = item.parts[0]
        margin[part.page] = min(margin.get(part.page, part.x0), part.x0)
    left = min(margin.values())
    return [
        item
        for item in listed
        if item.parts[0].x0 <= left + 12 and not (item.parts[0].text[0] in "–—-" and first.text[0] not in "–—-")
    ]


def _is_introduction(part: Part) -> bool:
    return part.text.rstrip().endswith(":")


def _words(part: Part) -> str:
    words = part.text
    if part.number:
        return words.removeprefix(part.number).lstrip(". ")
    return words[1:].strip() if is_bullet(words[:1]) else words.strip()


def _made(item: _Item, board: bool) -> ImprovementItem:
    first, last = item.parts[0], item.parts[-1]
    words = _words(first)
    for part in item.parts[1:]:
        # A small letter without a bullet goes on with the sentence that a page's end cut.
        words += ("\n" if part.is_item else " ") + _words(part)
    return ImprovementItem(
        words, item.group, item.subject, item.timescale, first.number, first.page, first.start, last.end, board
    )

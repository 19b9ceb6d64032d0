"""A report's contents made from what the reader found inside it: loaded when a report is first shown."""

import re
from collections.abc import Callable, Iterable, Sequence

from desktop.outline.row import FIGURE_SPACE, GROUP, ITEM, ITEMS, PARAGRAPH, SECTION, Row, row_start
from storage.documents import Inside
from storage.model import ImprovementItem, NumberedParagraph, Section

FIRST_WORDS = 200  # code points of a paragraph that its row keeps

# How the headings of SIF and ILACS reports begin, one like the other (survey, sections 4 and 5): a narrow list would
# show nothing else of them.
_OPENING = re.compile(
    r"(?:the graded judgement (?:for|about) )?(?:the )?experiences? and progress of "
    r"|the graded judgement (?:for|about) ",
    re.IGNORECASE,
)
_CLOSING = re.compile(r",? is that it .*$", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"\d+(?:\.\d+)*[.)]?\s+")
_IN_BRACKETS = re.compile(r"grade \d \(([^)]+)\)", re.IGNORECASE)


def rows(inside: Inside, text: str) -> list[Row]:
    """The top rows of a report's contents; `text` is its running text."""
    sections = [_section_row(section, text) for section in inside.sections]
    top = _nested(sections)
    width = len(str(max((paragraph.number for paragraph in inside.numbered), default=0)))
    for paragraph in inside.numbered:
        row = _paragraph_row(paragraph, text, width)
        if 0 <= paragraph.section < len(sections):
            sections[paragraph.section].add(row)
        else:
            top.append(row)
    top.sort(key=row_start)
    for section in sections:
        section.below.sort(key=row_start)
    if inside.improvements:
        top.append(_improvements(inside.improvements))
    return top


def short_heading(heading: str) -> str:
    """A heading without the words that many share: "Children in care", not "The experiences and progress of …"."""
    opening = _OPENING.match(heading)
    if not opening:
        return heading
    rest = heading[opening.end() :]
    if "judgement" in opening.group().lower():
        rest = _CLOSING.sub("", rest)
    return rest[:1].upper() + rest[1:] if rest.strip() else heading


def plain_grade(grade: str) -> str:
    """A grade without its figure: "good" of "Grade 2 (good)", as SLAC reports print it."""
    found = _IN_BRACKETS.fullmatch(grade.strip())
    return found.group(1) if found else grade


def _section_row(section: Section, text: str) -> Row:
    # The heading's own line is pointed at, not all the pages below it.
    line = text.find("\n", section.start, section.end)
    end = section.end if line < 0 else line
    heading = " ".join(section.heading.split())
    return Row(
        SECTION,
        short_heading(heading),
        heading,
        page=section.page,
        span=(section.start, end),
        until=section.end,
        level=section.level,
        grade=plain_grade(section.grade),
    )


def _nested(sections: Sequence[Row]) -> list[Row]:
    """Sections put below each other by their levels; answer those that stand below none."""
    top: list[Row] = []
    open_ones: list[Row] = []
    for section in sections:
        while open_ones and open_ones[-1].level >= section.level:
            open_ones.pop()
        if open_ones:
            open_ones[-1].add(section)
        else:
            top.append(section)
        open_ones.append(section)
    return top


def _paragraph_row(paragraph: NumberedParagraph, text: str, width: int) -> Row:
    """The row of a paragraph; numbers are set to `width` figures, one under the other."""
    raw = text[paragraph.start : min(paragraph.end, paragraph.start + FIRST_WORDS)]
    words = " ".join(raw[_digits(raw) :].split())
    cut = "…" if paragraph.end - paragraph.start > FIRST_WORDS else ""
    number = str(paragraph.number)
    short, whole = f"{number.rjust(width, FIGURE_SPACE)}  {words}{cut}", f"{number}. {words}{cut}"
    return Row(PARAGRAPH, short, whole, page=paragraph.page, span=(paragraph.start, paragraph.end), printed=number)


def _digits(raw: str) -> int:
    """How many code points a printed number takes at a paragraph's start."""
    found = _NUMBER.match(raw)
    return found.end() if found else 0


# --- improvement items -----------------------------------------------------------------------------------


def _improvements(items: Sequence[ImprovementItem]) -> Row:
    top = Row(ITEMS, "", "", count=len(items))
    _put_by_group(top, [item for item in items if not item.board])
    board = [item for item in items if item.board]
    if board:
        above = top.add(Row(GROUP, "", "", level=1, count=len(board)))
        if len({(item.group, item.timescale) for item in board}) == 1:
            _put_items(above, board)
        else:
            _put_by_group(above, board)
    return top


def _put_by_group(above: Row, items: Sequence[ImprovementItem]) -> None:
    by_group = _parted(items, lambda item: item.group.rstrip(": "))
    if len(by_group) == 1 and above.kind == ITEMS and len(items) == above.count and not any(i.timescale for i in items):
        _put_items(above, items)  # a lone group would only be one more row to open
        return
    for group, members in by_group.items():
        by_time = _parted(members, lambda item: item.timescale)
        only = next(iter(by_time)) if len(by_time) == 1 else ""
        apart = only and only.casefold() not in group.casefold()
        name = (f"{group} · {only}" if group else _capital(only)) if apart else group
        row = above.add(Row(GROUP, name, name, level=above.level, count=len(members)))
        if len(by_time) == 1:
            _put_items(row, members)
            continue
        for timescale, some in by_time.items():
            name = _capital(timescale)
            _put_items(row.add(Row(GROUP, name, name, level=row.level, count=len(some))) if timescale else row, some)


def _put_items(above: Row, items: Iterable[ImprovementItem]) -> None:
    for item in items:
        first = item.text.split("\n", 1)[0]
        text = f"{item.number}  {first}" if item.number else first
        whole = f"{item.subject}\n{item.text}" if item.subject else item.text
        above.add(Row(ITEM, text, whole, page=item.page, span=(item.start, item.end), printed=item.number))


def _parted(
    items: Iterable[ImprovementItem], name: Callable[[ImprovementItem], str]
) -> dict[str, list[ImprovementItem]]:
    """Items by what `name` answers of them, in the order in which it first comes."""
    found: dict[str, list[ImprovementItem]] = {}
    for item in items:
        found.setdefault(name(item), []).append(item)
    return found


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

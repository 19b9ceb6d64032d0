"""Judgements: area and grade, from table, record of main findings, sentences and headings (survey, section 4)."""

import re
from collections.abc import Iterator, Sequence

from storage.frameworks import folded
from storage.model import Finding, Judgement, Span
from storage.reading.grading import JOINER, Grading
from storage.reading.parts import Part, contents

_LONGEST = 250
_TABLE_PAGES = 3
_USUAL_ROWS = 3  # with fewer, the table was not read whole
_ROW_NUMBER = re.compile(r"^\W{0,2}\d(?:\.\d)?\.?\s+")
_RECORD = re.compile(r"record of main findings\W*$", re.IGNORECASE)
_PARTLY = re.compile(r"requires?$|improvement|to be good", re.IGNORECASE)
_OVERALL = "Overall effectiveness"
_PROSE = re.compile(
    r"(?:the )?overall judge?ment\b(?:.{0,60}?\bservices\b)?"
    r"|(?:the )?overall effectiveness\b.{0,80}?(?=\s+(?:are|is)\b)"
    r"|(?:children['’]?s services?|services for children)\b(?: in\b.{1,80}?)??(?=\s+(?:are|is|requires?)\b)",
    re.IGNORECASE,
)
_PLACE_PROSE = re.compile(
    r"(?:(?:[A-Z][\w'’.,&-]*|and|of|on|the|upon|with) ){1,7}[Cc]hildren['’]s [Ss]ervices(?=\s+(?:are|is|requires?)\b)"
)
_BOARD = re.compile(
    r"(?:the )?(?:judgement (?:for|on|about) )?(?:the )?(?:effectiveness of )?(?:the )?"
    r"(?:(?:[a-z\-]+ ){0,4}safeguarding children(?:['’]s)? board(?: \(\w+\))?|lscb)\s+"
    r"(?:is|are|requires?|judgement|was judged)\b",
    re.IGNORECASE,
)


def judgements_of(parts: Sequence[Part], grading: Grading) -> tuple[list[Judgement], list[Finding], range]:
    """Answer the judgements, what is wrong with their table, and the places of the parts that hold the table."""
    framework = grading.framework
    if framework is None or not framework.layout:
        return [], [], range(0)
    if framework.layout == "record":
        found, findings, place = _from_record(parts, grading)
        return found or _from_headings(parts, grading), findings, place
    found, place = _from_table(parts, grading)
    overall = _overall(parts, place, grading)
    if overall and not any(one.area == _OVERALL for one in found):
        found.insert(0, overall)
    if len(found) < _USUAL_ROWS:
        found += [one for one in _from_headings(parts, grading) if not _has(found, one, grading)]
    board = None if any(one.board for one in found) else _board(parts, grading)
    return found + ([board] if board else []), [], place


def _has(found: Sequence[Judgement], one: Judgement, grading: Grading) -> bool:
    return any(grading.area(other.area) == grading.area(one.area) for other in found)


# --- the table of the first page ---------------------------------------------------------------------


def _from_table(parts: Sequence[Part], grading: Grading) -> tuple[list[Judgement], range]:
    found: list[Judgement] = []
    first = last = -1
    listed = contents(parts)
    for place, part in enumerate(parts):
        if part.page > _TABLE_PAGES or (part.number and found):
            break
        if place in listed or part.note or len(part.text) > _LONGEST:
            continue
        row = _row(parts, place, grading)
        # An area comes once: what follows is the body, where headings repeat area and grade.
        if row is None or _repeats(found, row):
            continue
        if last >= 0 and place - last > 8:
            break
        found.append(row)
        first, last = (place if first < 0 else first), place
    return found, range(first, last + 1) if found else range(0)


def _repeats(found: Sequence[Judgement], row: Judgement) -> bool:
    return any(folded(one.area) == folded(row.area) for one in found)


def _row(parts: Sequence[Part], place: int, grading: Grading) -> Judgement | None:
    """The row of a table that a part is; its label may have begun in the part above, its grade end in the one below."""
    part = parts[place]
    above = parts[place - 1] if place else None
    below = parts[place + 1].text.strip() if place + 1 < len(parts) else ""
    label, grade = _cells(part, grading)
    if grade.lower().endswith("improvement") and below.lower() == "to be good":
        grade = f"{grade} {below}"
    if not grade and len(part.cells) == 2 and _PARTLY.match(part.cells[1]):
        label, grade = part.cells[0], _wrapped(above.text.strip() if above else "", part.cells[1], below, grading)
    if not grade:
        return None
    label = _ROW_NUMBER.sub("", label).strip()
    if grading.area(label) is None and above is not None and above.page == part.page and len(above.text) < 120:
        longer = f"{_ROW_NUMBER.sub('', above.text)} {label}"
        label = longer if grading.area(longer) else label
    is_table = "\t" in part.text and not part.heading
    area = grading.area(label)
    if area is None and not (is_table and place and _is_in_table(parts, place, grading)):
        return None
    if area is not None and not is_table and part.heading and part.page > 1:
        return None
    board = area.board if area else False
    return Judgement(label, grade, "", part.page, part.start, part.end, "table", board)


def _wrapped(above: str, cell: str, below: str, grading: Grading) -> str:
    """The grade of a cell whose first or last line stands above or below its row, as its label is centred."""
    for lines in ((above, cell, below), (above, cell), (cell, below)):
        if all(lines) and (grade := grading.only(" ".join(lines))):
            return grade
    return ""


def _cells(part: Part, grading: Grading) -> tuple[str, str]:
    cells = part.cells
    if len(cells) == 2 and (grade := grading.only(cells[1])):
        return cells[0], grade
    if len(cells) == 1 and not part.number:
        return grading.split(part.text)
    return part.text, ""


def _is_in_table(parts: Sequence[Part], place: int, grading: Grading) -> bool:
    """Whether a row with an unknown label stands below the table's head or another graded row."""
    above = parts[place - 1].cells
    return len(above) == 2 and (above[1].strip().lower() == "grade" or bool(grading.only(above[1])))


# --- sentences ---------------------------------------------------------------------------------------


def _overall(parts: Sequence[Part], table: range, grading: Grading) -> Judgement | None:
    """The overall grade where the first page says it in prose (SIF)."""
    if grading.area(_OVERALL) is None:
        return None
    for part in parts[: max(table.stop, 14)]:
        if part.page > 2 or part.note or len(part.text) > _LONGEST:
            continue
        match = _PROSE.match(part.text) or _PLACE_PROSE.match(part.text)
        grade = _grade_after(part.text, match.end(), grading) if match else ""
        if grade:
            return Judgement(_OVERALL, grade, "", part.page, part.start, part.end, "sentence")
    return None


def _grade_after(words: str, start: int, grading: Grading) -> str:
    match = grading.inside.search(words, start)
    return match["grade"] if match and match.start() - start < 60 else ""


def _board(parts: Sequence[Part], grading: Grading) -> Judgement | None:
    """The grade of the safeguarding board: a boxed sentence on the first page or at its own chapter."""
    framework = grading.framework
    area = next((area for area in framework.areas if area.board), None) if framework else None
    if area is None:
        return None
    for place, part in enumerate(parts):
        if part.number or part.note or len(part.text) > 160 or not (part.heading or part.page <= 2 or not part.size):
            continue
        match = _BOARD.match(part.text)
        start = match.end() - len("requires improvement") if match else 0
        grade = _grade_after(part.text, max(start, 0), grading) if match else ""
        if grade:
            return Judgement(area.name, grade, "", part.page, part.start, part.end, "sentence", True)
        if "\t" in part.text and (row := _row(parts, place, grading)) and row.board:
            return row._replace(area=area.name)
    return None


# --- the record of main findings ---------------------------------------------------------------------


def _from_record(parts: Sequence[Part], grading: Grading) -> tuple[list[Judgement], list[Finding], range]:
    listed = contents(parts)
    starts = [i for i, part in enumerate(parts) if i not in listed and _RECORD.match(part.text)]
    if not starts:
        return [], [], range(0)
    start = starts[-1]
    assert grading.framework is not None
    groups = {folded(group): group for group in grading.framework.groups}
    found: list[Judgement] = []
    findings: list[Finding] = []
    group, began = "", parts[start]
    last = start
    for place in range(start + 1, len(parts)):
        part = parts[place]
        if part.number or len(part.text) > _LONGEST:
            break
        label, grade = _cells(part, grading)
        if grade:
            found.append(Judgement(label, grade, group, part.page, part.start, part.end, "record"))
            last = place
        elif name := groups.get(folded(part.text)):
            if not group or _begins_group(parts, place, grading):
                group, began = name, part
            elif name != group:
                findings.append(_stray(name, group, part, began))
    return found, findings, range(start, last + 1)


def _begins_group(parts: Sequence[Part], place: int, grading: Grading) -> bool:
    """Whether a group's heading stands where a group begins: its first row is the overall grade."""
    for part in parts[place + 1 : place + 4]:
        label, grade = _cells(part, grading)
        if grade:
            return folded(label).startswith("overall")
    return False


def _stray(name: str, group: str, part: Part, began: Part) -> Finding:
    return Finding(
        f"The record of main findings prints the heading “{name}” (page {part.page}) in the middle of the group "
        f"“{group}” (page {began.page}); the grades below it were read as those of “{group}”.",
        (part.span, Span(began.start, began.end, began.page)),
    )


# --- headings ----------------------------------------------------------------------------------------


def _from_headings(parts: Sequence[Part], grading: Grading) -> list[Judgement]:
    """Grades at headings, for a report whose table could not be read."""
    found: list[Judgement] = []
    for part, label, grade in graded_headings(parts, grading):
        area = grading.area(label)
        if area is not None and not any(grading.area(one.area) == area for one in found):
            found.append(Judgement(label, grade, area.group, part.page, part.start, part.end, "heading", area.board))
    return found


def graded_headings(parts: Sequence[Part], grading: Grading) -> Iterator[tuple[Part, str, str]]:
    """The headings with a grade: part, words, grade; it may stand on the line below (survey, section 5)."""
    listed = contents(parts)
    for place, part in enumerate(parts):
        if place in listed or part.number or part.note or len(part.text) > _LONGEST:
            continue
        if not part.heading and not (len(part.cells) == 2 and grading.only(part.cells[1])):
            continue
        label, grade = _cells(part, grading)
        following = parts[place + 1].text if place + 1 < len(parts) else ""
        if not grade and (below := grading.only(following)):
            label, grade = JOINER.sub("", part.text), below
        if grade:
            yield part, label, grade

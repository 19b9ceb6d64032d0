"""The parts of an invented report that its framework fixes: first page, furniture, tables, last page.

Measures and order of text follow the survey of the reports, sections 3, 4 and 8. The wording of every
imprint is our own; labels such as "Inspection dates:" are the printed ones, because a reader goes by them.
"""

from datetime import date
from typing import Any

from resources.sample.setting import BODY, BOLD, LEADING, REGULAR, Furniture, Setter, Sheet, Style, text_width, wrapped

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
STYLES = {
    "SLAC": Style(
        left=85,
        right=512,
        hang=113,
        bullet_at=113,
        bullet_text=131,
        top=90,
        chapter=18,
        section=16,
        minor=14,
        bullet="•",
    ),
    "SIF": Style(hang=106, bullet="\uf06e"),
    "ILACS_2018": Style(),
    "ILACS_2023": Style(),
}
Content = dict[str, Any]


def day(when: date, year: bool = True) -> str:
    """A date as the reports print it: "10 April 2012"."""
    return f"{when.day} {MONTHS[when.month - 1]}" + (f" {when.year}" if year else "")


def inspection_dates(content: Content) -> str:
    """The inspection's dates in the shape that its framework prints."""
    start, end = content["start"], content["end"]
    if content["kind"] == "SLAC":
        return f"{day(start)} – {day(end)}"
    if content["kind"] == "ILACS_2018":
        return f"{day(start)} to {day(end)}"
    same_year = start.year == end.year
    joiner = "–" if content["kind"] == "SIF" else "to"
    if content["kind"] == "ILACS_2023" and same_year and start.month == end.month:
        return f"{start.day} to {day(end)}"
    return f"{day(start, year=not same_year)} {joiner} {day(end)}"


def furniture(content: Content) -> Furniture:
    """What to draw on each page of this report before its text."""
    kind, style = content["kind"], STYLES[content["kind"]]

    def slac(sheet: Sheet, page: int) -> None:
        if page == 1:
            sheet.emblem(457, 78)
        if page > 2:
            running = f"{content['council']} Inspection of safeguarding and looked after children services"
            sheet.text(style.left, 44, running, 8, BOLD)
            number = str(page - 2)
            sheet.text(style.right - text_width(number, 8, BOLD), 44, number, 8, BOLD)
            sheet.rule(style.left, 49, style.right, 49, 0.0)

    def others(sheet: Sheet, page: int) -> None:
        number = str(page)
        if not (kind == "ILACS_2023" and page == 1):
            sheet.text(style.right - text_width(number, 20), 804, number, 20)
        sheet.emblem(474, 62)
        if kind.startswith("ILACS") and (page > 1 or kind == "ILACS_2018"):
            sheet.rule(style.left, 782, style.right, 782, 0.7)
        if kind == "ILACS_2023" and page > 1:
            sheet.text(style.left, 796, f"Inspection of {content['authority']} local authority children’s services", 8)
            sheet.text(style.left, 806, inspection_dates(content), 8)

    return slac if kind == "SLAC" else others


def cover(setter: Setter, content: Content) -> None:
    """Set the first page, and for a SLAC report the imprint on the back of it."""
    setter.new_page()
    covers = {"SLAC": _slac_cover, "SIF": _sif_cover, "ILACS_2018": _ilacs_a, "ILACS_2023": _ilacs_b}
    covers[content["kind"]](setter, content)
    if content["kind"] != "SIF":  # its first footnote says so
        said = f"An invented sample made for Yearmark: {content['authority']} and everyone named here are made up."
        setter.sheets[0].text(setter.style.left, 826, said, 7, grey=0.45)


def _slac_cover(setter: Setter, content: Content) -> None:
    sheet, left = setter.sheet, setter.style.left
    sheet.text(left, 189, "Inspection of safeguarding and", 26)
    sheet.text(left, 220, "looked after children services", 26)
    sheet.text(left, 248, content["council"], 18)
    sheet.rule(left, 292, setter.style.right, 292)
    for y, label, value in (
        (574, "Inspection dates:", inspection_dates(content)),
        (590, "Reporting inspector:", content["lead"]),
    ):
        sheet.text(left, y, label, 10, BOLD)
        sheet.text(left + 110, y, value, 10, BOLD)
    for y, label, value in ((726, "Age group:", "All"), (740, "Published:", day(content["published"]))):
        sheet.text(left, y, label, 10, BOLD)
        sheet.text(left + 72, y, value, 10)
    setter.new_page()
    setter.sheet.rule(left, 690, setter.style.right, 690, 0.0)
    _imprint(setter, 706)


def _sif_cover(setter: Setter, content: Content) -> None:
    sheet, left = setter.sheet, setter.style.left
    sheet.text(left, 119, content["council"], 26, BOLD)
    y = 144.0
    for text, font in (
        (
            "Inspection of services for children in need of help and protection, "
            "children looked after and care leavers",
            BOLD,
        ),
        ("and", REGULAR),
        ("Review of the effectiveness of the Local Safeguarding Children Board^1", BOLD),
        (f"Inspection date: {inspection_dates(content)}", REGULAR),
        (f"Report published: {day(content['published'])}", REGULAR),
    ):
        for line in wrapped(text, 420, 14, font):
            sheet.text(left, y, line, 14, font)
            y += 17
        y += 9
    setter.foot += setter.note_lines("1")
    _sif_table(sheet, y + 8, content)


def _sif_table(sheet: Sheet, y: float, content: Content) -> None:
    left, split, right, inner = 71.0, 388.0, 526.0, 119.0
    overall = wrapped(content["overall"], right - left - 12, 14, BOLD)
    for k, line in enumerate(overall):
        sheet.text(left + 6, y + 19 + 17 * k, line, 14, BOLD)
    top = y
    y += 12 + 17 * len(overall)
    start = y
    for number, label, grade in content["judgements"]:
        sheet.rule(left, y, right, y)
        under = not number.endswith(".")
        font, x = (REGULAR, inner + 6) if under else (BOLD, left + 24)
        lines = wrapped(f"{number} {label}" if under else label, split - x - 6, BODY, font)
        if under:
            sheet.rule(inner, y, inner, y + 12 + LEADING * len(lines))
        else:
            sheet.text(left + 6, y + 17, number, BODY, BOLD)
        for k, line in enumerate(lines):
            sheet.text(x, y + 17 + LEADING * k, line, BODY, font)
        grades = wrapped(grade, right - split - 12)
        for k, line in enumerate(grades):
            sheet.text(split + 6, y + 17 + LEADING * (k + (len(lines) - len(grades)) / 2), line)
        y += 12 + LEADING * len(lines)
    sheet.rule(split, start, split, y)
    sheet.frame(left, top, right, y)


def _ilacs_a(setter: Setter, content: Content) -> None:
    sheet, left = setter.sheet, setter.style.left
    sheet.text(left, 137, content["council"], 26)
    sheet.text(left, 178, "Inspection of children’s social care services", 16, BOLD)
    sheet.text(left, 208, "Inspection dates:", BODY, BOLD)
    sheet.text(left + 132, 208, inspection_dates(content), BODY, BOLD)
    sheet.text(left, 237, "Lead inspector:", BODY, BOLD)
    sheet.text(left + 132, 237, content["lead"], BODY, BOLD)
    sheet.text(left + 132, 237 + LEADING, "Her Majesty’s Inspector", BODY, BOLD)
    setter.y = (
        ruled_table(
            sheet, 280, (left, 367, 526), [["Judgement", "Grade"], *content["judgements"]], size=11, pad=8, centred=True
        )
        + 8
    )


def _ilacs_b(setter: Setter, content: Content) -> None:
    sheet, left = setter.sheet, setter.style.left
    y = 134.0
    for line in wrapped(f"Inspection of {content['authority']} local authority children’s services", 430, 26):
        sheet.text(left, y, line, 26)
        y += 31
    for label, value in (
        ("Inspection dates:", inspection_dates(content)),
        ("Lead inspector:", f"{content['lead']}, His Majesty’s Inspector"),
    ):
        y += 2
        sheet.text(left, y, label, BODY, BOLD)
        sheet.text(left + text_width(label + " ", BODY, BOLD), y, value)
        y += 25
    setter.y = ruled_table(sheet, y - 8, (left, 297, 526), [["Judgement", "Grade"], *content["judgements"]]) + 8


def ruled_table(
    sheet: Sheet,
    y: float,
    edges: tuple[float, ...],
    rows: list[list[str]],
    size: float = BODY,
    pad: float = 6.5,
    centred: bool = False,
) -> float:
    """Draw a ruled table whose first row is bold, from `y` down; the y of its lower edge.

    `edges` are the x of the upright rules. `centred` puts a short cell's lines in the middle of its row.
    """
    top, leading = y, size * 1.21
    sheet.rule(edges[0], y, edges[-1], y)
    for k, row in enumerate(rows):
        font = BOLD if k == 0 else REGULAR
        cells = [wrapped(cell, edges[n + 1] - edges[n] - 12, size, font) for n, cell in enumerate(row)]
        height = max(len(cell) for cell in cells) * leading + 2 * pad + (4 if k == 0 else 0)
        for n, cell in enumerate(cells):
            down = (height - len(cell) * leading) / 2 if centred or k == 0 else pad
            for m, line in enumerate(cell):
                sheet.text(edges[n] + 6, y + down + leading * (m + 0.8), line, size, font)
        y += height
        sheet.rule(edges[0], y, edges[-1], y)
    for x in edges:
        sheet.rule(x, top, x, y)
    return y


def legend(setter: Setter, content: Content) -> None:
    """Set the four grades and what they mean, without rules, as the SLAC reports do."""
    setter.y += 10
    for grade, meaning in content["legend"]:
        lines = wrapped(meaning, setter.style.right - 262)
        setter.sheet.text(setter.style.hang + 6, setter.y + LEADING, grade)
        for line in lines:
            setter.y += LEADING
            setter.sheet.text(262, setter.y, line)
        setter.y += 6


def record(setter: Setter, content: Content) -> None:
    """Set the SLAC table of main findings: bold rows head a group, the others hold an area and its grade."""
    left, split, right = setter.style.left, 400.0, setter.style.right
    y = top = setter.y + 6
    setter.sheet.rule(left, y, right, y)
    for area, grade in content["record"]:
        font = REGULAR if grade else BOLD
        lines = wrapped(area, (split if grade else right) - left - 12, 11, font)
        for k, line in enumerate(lines):
            setter.sheet.text(left + 6, y + 16 + 13 * k, line, 11, font)
        height = 13 * len(lines) + 11
        if grade:
            setter.sheet.text((split + right - text_width(grade, 11)) / 2, y + 16, grade, 11)
            setter.sheet.rule(split, y, split, y + height)
        y += height
        setter.sheet.rule(left, y, right, y)
    for x in (left, right):
        setter.sheet.rule(x, top, x, y)
    setter.y = y


def last_page(setter: Setter) -> None:
    """Set the page that says what this report is, where the real ones say who regulates whom."""
    setter.new_page()
    _imprint(setter, 560)


def _imprint(setter: Setter, y: float) -> None:
    for text in (
        "This report is a sample and was written for Yearmark, a program for reading inspection reports "
        "side by side. No such county, council, place, child, officer or inspector exists, and no inspectorate "
        "has seen it.",
        "It follows the layout of the reports of its years so that the program can be tried out on it. "
        "Every sentence and every figure in it is invented.",
        "You may copy, change and pass on this sample under the licence of Yearmark.",
    ):
        for line in wrapped(text, setter.style.right - setter.style.left, 9):
            setter.sheet.text(setter.style.left, y, line, 9)
            y += 11.5
        y += 6

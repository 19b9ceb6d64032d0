"""Setting of the invented reports: a light markup becomes pages of text and rules.

An empty line ends a block, and a sign at the start of a line begins one. `# `, `## ` and `### ` open
headings of three sizes,
`+ ` a numbered paragraph (`+[key] ` one that others may name as `{key}`), `- ` and `-- ` bullets of two
levels, `**…**` a bold line; `^2` at the end of a word is the mark of footnote 2. `!page` begins a page,
`!contents` keeps one for the contents, `!legend` and `!record` set a table of the report, `!strip` a
heading in a box, `!box HEADING | GRADE` … `!endbox` a box that may run over pages. Other blocks are
plain paragraphs.

Page coordinates are in points from the top left; `y` is a baseline for text. Layouts follow the survey of
the reports (sections 3 to 9): margins, sizes of type, furniture and order of text are those of each framework.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import pymupdf

WIDTH, HEIGHT = 595.32, 841.92
BODY, LEADING = 12.0, 14.5
NOTE, NOTE_LEADING = 10.0, 12.0
REGULAR, BOLD, DINGBATS = "F0", "F1", "F2"
MARK = re.compile(r"\^(\d)")


@dataclass(frozen=True)
class Style:
    """The measures of one framework's pages, in points, and its bullet.

    `bullet` is what the text layer holds for a bullet: "•" is set in the text's font, anything else is drawn
    as a black square and named so by the font's character map (survey section 9).
    """

    left: float = 71.0
    right: float = 526.0
    hang: float = 99.0
    bullet_at: float = 71.0
    bullet_text: float = 89.0
    top: float = 105.0
    bottom: float = 764.0
    chapter: float = 16.0
    section: float = 14.0
    minor: float = 12.0
    bullet: str = "\u25fc"


@cache
def _advance(font: str, character: str) -> float:
    """The width of a character at size 1."""
    return float(_font(font).glyph_advance(ord(character)))


@cache
def _font(font: str) -> pymupdf.Font:
    """The built-in font whose widths are those of `font`."""
    return pymupdf.Font("helv" if font == REGULAR else "hebo")


def text_width(text: str, size: float, font: str = REGULAR) -> float:
    """The width of `text` in points; the marks of footnotes count at their own size."""
    plain = MARK.sub("", text)
    marks = "".join(MARK.findall(text))
    return sum(_advance(font, c) for c in plain) * size + sum(_advance(font, c) for c in marks) * size * 0.65


def wrapped(text: str, width: float, size: float = BODY, font: str = REGULAR) -> list[str]:
    """The lines of `text` that fit `width` points, broken at spaces and after the hyphens of compounds."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for k, part in enumerate(re.split(r"(?<=\w-)(?=\w)", word)):
            longer = line + (" " if line and not k else "") + part
            if line and text_width(longer, size, font) > width:
                lines.append(line)
                line = part
            else:
                line = longer
    return [*lines, line] if line else lines


class Sheet:
    """One page's drawing operators."""

    def __init__(self) -> None:
        self.operators: list[str] = []

    def text(self, x: float, y: float, text: str, size: float = BODY, font: str = REGULAR, grey: float = 0.0) -> None:
        """Set `text` with its baseline at `y`; marks of footnotes are raised."""
        for k, part in enumerate(MARK.split(text)):
            if not part:
                continue
            part_size, rise = (size * 0.65, size * 0.35) if k % 2 else (size, 0.0)
            shown = part.encode("cp1252").decode("latin-1")
            for c in "\\()":
                shown = shown.replace(c, "\\" + c)
            place = f"{x:.2f} {HEIGHT - y + rise:.2f} Td"
            self.operators.append(f"BT {grey:g} g /{font} {part_size:g} Tf {place} ({shown}) Tj ET")
            x += text_width(part, part_size, font)

    def square(self, x: float, y: float) -> None:
        """Set the black square of a bullet on the baseline `y`."""
        self.operators.append(f"BT 0 g /{DINGBATS} 8.5 Tf {x:.2f} {HEIGHT - y + 1:.2f} Td (n) Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float, grey: float = 0.45, weight: float = 0.5) -> None:
        """Draw a straight rule."""
        self.operators.append(f"{grey:g} G {weight:g} w {x0:.2f} {HEIGHT - y0:.2f} m {x1:.2f} {HEIGHT - y1:.2f} l S")

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a rectangle's outline."""
        self.operators.append(f"0.45 G 0.5 w {x0:.2f} {HEIGHT - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S")

    def emblem(self, x: float, y: float) -> None:
        """Draw the invented inspectorate's emblem, a stair of five bars: shapes only, so that it adds no text."""
        for k in range(5):
            tall = 6 + 5 * k
            self.operators.append(f"0.55 g {x + 11 * k:.2f} {HEIGHT - y:.2f} 7 {tall} re f")


Furniture = Callable[[Sheet, int], None]


@dataclass
class Setter:
    """The pages being set: the sheets so far, where the next line goes, and what must be filled in at the end."""

    style: Style
    furniture: Furniture
    notes: dict[str, str] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    y: float = 0.0
    outline: list[tuple[int, str, int]] = field(default_factory=list)
    contents_page: int = -1
    box_top: float | None = None
    foot: list[str] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        """The page that is being set."""
        return self.sheets[-1]

    @property
    def limit(self) -> float:
        """How far down text may go: the bottom less the page's footnotes."""
        return self.style.bottom - (len(self.foot) * NOTE_LEADING + 14 if self.foot else 0) - (6 if self.box_top else 0)

    def finish_page(self) -> None:
        """Draw what stands at the foot of the page: footnotes and the lower edge of a box."""
        if self.foot:
            y = self.style.bottom - (len(self.foot) - 1) * NOTE_LEADING
            self.sheet.rule(self.style.left, y - 18, self.style.left + 144, y - 18, 0.0)
            for k, line in enumerate(self.foot):
                self.sheet.text(self.style.left, y + k * NOTE_LEADING, line, NOTE)
            self.foot = []
        if self.box_top is not None:
            self.sheet.frame(self.style.left, self.box_top, self.style.right, self.y + 6)

    def new_page(self) -> None:
        """Begin a page with its furniture; an open box goes on."""
        if self.sheets:
            self.finish_page()
        self.sheets.append(Sheet())
        self.furniture(self.sheet, len(self.sheets))
        self.y = self.style.top - LEADING
        if self.box_top is not None:
            self.box_top = self.style.top - LEADING
            self.y += 4

    def room(self, height: float) -> None:
        """Begin a page unless `height` points are left on this one."""
        if self.y + height > self.limit:
            self.new_page()

    @property
    def at_top(self) -> bool:
        """Whether nothing has been set on the page."""
        return self.y <= self.style.top - LEADING + 4

    def lines(self, lines: list[str], x: float, first: Callable[[float], None] | None = None) -> None:
        """Set the lines of a paragraph at `x`, never parting one line from the rest at a page's end.

        `first` is called with the first line's baseline, to set a number or a bullet before it.
        """
        marks = [note for line in lines for mark in MARK.findall(line) for note in self.note_lines(mark)]
        if marks:
            self.room((len(lines) + 1) * LEADING + len(marks) * NOTE_LEADING + 14)
        fit = max(0, int((self.limit - self.y) / LEADING))
        here = len(lines) if fit >= len(lines) else min(fit, len(lines) - 2)
        if here < 2 and here < len(lines):
            self.new_page()
            here = len(lines)
        for k, line in enumerate(lines):
            if k == here:
                self.new_page()
            self.y += LEADING
            if k == 0 and first:
                first(self.y)
            self.sheet.text(x, self.y, line)
        self.foot += marks

    def note_lines(self, mark: str) -> list[str]:
        """The lines of the footnote with this mark."""
        return wrapped(f"^{mark} {self.notes[mark]}", self.style.right - self.style.left, NOTE)

    def heading(self, level: int, text: str) -> None:
        """Set a heading of level 1 to 3 and note it for the contents; it stays with the text after it."""
        size = (self.style.chapter, self.style.section, self.style.minor)[level - 1]
        lines = wrapped(text, self.style.right - self.style.left, size, BOLD)
        leading = size * 1.21
        self.room(len(lines) * leading + (10, 7, 5)[level - 1] * LEADING)
        self.y += 0 if self.at_top else 12
        if level < 3 and text != "Areas for improvement":
            self.outline.append((level, MARK.sub("", text), len(self.sheets)))
        for line in lines:
            self.y += leading
            self.sheet.text(self.style.left, self.y, line, size, BOLD)
        for mark in MARK.findall(text):
            self.foot += self.note_lines(mark)
        self.y += 7

    def open_box(self, heading: str, grade: str) -> None:
        """Open a box with a heading row, whose second cell holds the grade if there is one."""
        left, right, split = self.style.left, self.style.right, 352.0
        lines = wrapped(heading, (split if grade else right) - left - 12, 14, BOLD)
        self.room(len(lines) * 17 + 6 * LEADING)
        top = self.y + 6
        bottom = top + len(lines) * 17 + 12
        for k, line in enumerate(lines):
            self.sheet.text(left + 6, top + 19 + k * 17, line, 14, BOLD)
        if grade:
            grades = wrapped(grade, right - split - 12, 14, BOLD)
            for k, line in enumerate(grades):
                self.sheet.text(split + 7, (top + bottom) / 2 + 5 + (k - (len(grades) - 1) / 2) * 17, line, 14, BOLD)
            self.sheet.rule(split, top, split, bottom)
        self.sheet.rule(left, bottom, right, bottom)
        self.outline.append((2, heading, len(self.sheets)))
        self.box_top, self.y = top, bottom + 4

    def close_box(self) -> None:
        """Close the box that is open."""
        if self.box_top is not None:
            self.sheet.frame(self.style.left, self.box_top, self.style.right, self.y + 8)
        self.box_top = None
        self.y += 14

    def strip(self, text: str) -> None:
        """Set a heading alone in a box."""
        self.sheet.frame(self.style.left, self.y + 4, self.style.right, self.y + 32)
        self.sheet.text(self.style.left + 6, self.y + 22, text, 14, BOLD)
        self.y += 40

    def plain(self, text: str) -> None:
        """Set a paragraph without a number, in the box if one is open."""
        inset = 6 if self.box_top is not None else 0
        self.y += 0 if self.at_top else 12
        self.lines(wrapped(text, self.style.right - self.style.left - 2 * inset), self.style.left + inset)

    def bold_line(self, text: str) -> None:
        """Set a short bold line at the text's margin, as the timescales of a list are."""
        self.room(4 * LEADING)
        self.y += LEADING + (0 if self.at_top else 12)
        self.sheet.text(self.style.hang, self.y, text, BODY, BOLD)

    def numbered(self, number: int, text: str) -> None:
        """Set a numbered paragraph: the number at the margin, the text hanging."""
        self.y += 0 if self.at_top else 12
        self.lines(
            wrapped(text, self.style.right - self.style.hang),
            self.style.hang,
            lambda y: self.sheet.text(self.style.left, y, f"{number}."),
        )

    def bullet(self, text: str, level: int = 1) -> None:
        """Set an item of a list at level 1 or 2."""
        self.y += 0 if self.at_top else 7
        at, x = (self.style.bullet_at, self.style.bullet_text) if level == 1 else (116.0, 133.0)

        def dot(y: float) -> None:
            if level == 2:
                self.sheet.text(at, y, "–")
            elif self.style.bullet == "•":
                self.sheet.text(at, y, "•")
            else:
                self.sheet.square(at, y)

        self.lines(wrapped(text, self.style.right - x), x, dot)

    def fill_contents(self, number_of: Callable[[int], int]) -> None:
        """Fill the page kept for the contents with the headings and their printed page numbers."""
        if self.contents_page < 0:
            return
        sheet, y = self.sheets[self.contents_page], self.style.top
        size, font = (18, BOLD) if self.style.bullet == "•" else (26, REGULAR)
        sheet.text(self.style.left, y, "Contents", size, font)
        y += 12
        for level, text, page in self.outline:
            font, x = (BOLD, self.style.left) if level == 1 else (REGULAR, self.style.left + 14)
            y += 10 if level == 1 else 6
            for line in wrapped(text, 390, BODY, font):
                y += LEADING
                sheet.text(x, y, line, BODY, font)
            number = str(number_of(page))
            sheet.text(self.style.right - text_width(number, BODY, font), y, number, BODY, font)


def document(sheets: list[Sheet], bullet: str, metadata: dict[str, str]) -> bytes:
    """The PDF of these sheets: the same bytes whenever it is made, on one version of PyMuPDF and zlib.

    The three fonts are built-in ones and not embedded; a character map gives the square its name `bullet`.
    """
    pdf = pymupdf.open()
    fonts = []
    for base, rest in (
        ("Helvetica", "/Encoding/WinAnsiEncoding"),
        ("Helvetica-Bold", "/Encoding/WinAnsiEncoding"),
        ("ZapfDingbats", ""),
    ):
        if not rest and bullet != "•":
            rest = f"/ToUnicode {_stream(pdf, _character_map(bullet))} 0 R"
        xref = pdf.get_new_xref()
        pdf.update_object(xref, f"<</Type/Font/Subtype/Type1/BaseFont/{base}{rest}>>")
        fonts.append(xref)
    resources = "<</Font<<" + "".join(f"/F{k} {xref} 0 R" for k, xref in enumerate(fonts)) + ">>>>"
    for sheet in sheets:
        page = pdf.new_page(width=WIDTH, height=HEIGHT)
        pdf.xref_set_key(page.xref, "Resources", resources)
        page.set_contents(_stream(pdf, "\n".join(sheet.operators).encode("latin-1")))
    pdf.xref_set_key(pdf.pdf_catalog(), "Lang", "(en-GB)")
    pdf.set_metadata(metadata)
    made = pdf.tobytes(garbage=1, deflate=True, no_new_id=True)
    pdf.close()
    return bytes(made)


def _stream(pdf: pymupdf.Document, data: bytes) -> int:
    """The number of a new stream object that holds `data`."""
    xref: int = pdf.get_new_xref()
    pdf.update_object(xref, "<<>>")
    pdf.update_stream(xref, data)
    return xref


def _character_map(bullet: str) -> bytes:
    """A ToUnicode map that gives the dingbat `n` the name `bullet`."""
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Bullet def /CMapType 2 def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfchar <6E> <%04X> endbfchar\nendcmap end end" % ord(bullet)
    )

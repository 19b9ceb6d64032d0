"""Lines become paragraphs: headings, items of lists, table rows, footnotes and what runs over a page's end."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import quantiles

from storage.reading.lines import LABELLED, Line, is_bullet, usual_size
from storage.reading.numbers import paragraph_numbers

_ENDS = re.compile(r"[.:;?!…]['\"’”)\]]*$")
_SMALLER = 0.9  # of the body's size: footnotes are set smaller
_HANG = 10.0  # points at least from a paragraph's number to its text
_SAME = 4.0  # points between edges that are meant to be one
_FAR = 130.0  # points from the right margin: no word is so long that it would have wrapped
_RAISED = 0.15  # of a line's height: so much higher ends a footnote's number than the words beside it
_DASHES = "–—-‐"


@dataclass
class Block:
    """A paragraph on its way to running text: its lines in order, and its printed number or "".

    `heading` is true for lines set wholly in bold or larger than the body.
    """

    lines: list[Line]
    number: str = ""
    heading: bool = False
    note: bool = False
    left: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.lines[0].x0

    def add(self, line: Line) -> None:
        """Add a line; `left` is the left edge of them all in points."""
        self.lines.append(line)
        if line.x0 < self.left:
            self.left = line.x0

    @property
    def text(self) -> str:
        """The words of its last line joined, enough to see how it ends."""
        return self.lines[-1].text


@dataclass(frozen=True)
class _Style:
    """What is usual in the document: size of the body, gap between lines and right margin in points."""

    size: float
    gap: float
    right: float


def paragraphs_of(pages: Sequence[Sequence[Line]]) -> list[Block]:
    """Answer the paragraphs of a report from its pages' lines, furniture gone, in reading order.

    A paragraph that goes over a page's end is one; footnotes of the page stand after it.
    """
    lines = [line for page in pages for line in page]
    numbers = paragraph_numbers(lines)
    style = _style(lines)
    blocks: list[Block] = []
    waiting: list[Block] = []
    index = 0
    for page in pages:
        first_note = _first_footnote(page, style)
        for place, line in enumerate(page):
            number = numbers.get(index, "") if place < first_note else ""
            index += 1
            if place >= first_note:
                _add_footnote(waiting, line, style)
                continue
            block = blocks[-1] if blocks else None
            if block and not number and _continues(block, line, style, over_page=place == 0):
                block.add(line)
                continue
            blocks += waiting
            waiting = []
            blocks.append(Block([line], number, _is_heading(line, style) and not number))
    return blocks + waiting


def _style(lines: Sequence[Line]) -> _Style:
    size = usual_size(lines, without=12.0)
    gaps: Counter[float] = Counter()
    body = [line for line in lines if line.size == size]
    for above, below in pairwise(body):
        gap = below.y0 - above.y1
        if above.page == below.page and -8 < gap < size:
            gaps[round(gap * 2) / 2] += 1
    edges = [line.x1 for line in body]
    right = quantiles(edges, n=10)[-1] if len(edges) > 1 else 500.0
    return _Style(size, gaps.most_common(1)[0][0] if gaps else 0.0, right)


def _is_heading(line: Line, style: _Style) -> bool:
    return (line.bold or line.size > style.size * 1.1) and not line.breaks and not is_bullet(line.texts[0])


def _first_footnote(page: Sequence[Line], style: _Style) -> int:
    """Where the footnotes at a page's foot begin, or the number of lines where it has none."""
    first = len(page)
    for place in range(len(page) - 1, -1, -1):
        line = page[place]
        if line.size > style.size * _SMALLER and not line.note:
            break
        if _begins_note(line, style):
            first = place
    return first


def _begins_note(line: Line, style: _Style) -> bool:
    is_number = line.texts[0].isdigit() and len(line.texts[0]) < 3
    return line.note or (is_number and line.cells == 1 and line.size < style.size * _SMALLER)


def _add_footnote(waiting: list[Block], line: Line, style: _Style) -> None:
    if waiting and not _begins_note(line, style) and line.page == waiting[-1].lines[-1].page:
        waiting[-1].add(line)
    else:
        waiting.append(Block([_without_mark(line)], note=True))


def _without_mark(line: Line) -> Line:
    """A footnote's first line without the number before it that is raised though hardly smaller."""
    tops, bottoms = line.boxes[1], line.boxes[3]
    if not line.texts[0].isdigit() or len(line.texts) < 2 or bottoms[1] - bottoms[0] < _RAISED * line.height:
        return line
    left, top, right, bottom = (side[1:] for side in line.boxes)
    texts = line.texts[1:]
    return line._replace(
        x0=min(left), y0=min(tops[1:]), text=" ".join(texts), texts=texts, boxes=(left, top, right, bottom)
    )


def _continues(block: Block, line: Line, style: _Style, over_page: bool) -> bool:
    """Whether a line goes on with the paragraph before it."""
    last = block.lines[-1]
    if line.breaks or last.breaks or line.note or (is_bullet(line.texts[0]) and _begins_item(block, line, over_page)):
        return False
    if line.size != last.size and abs(line.size - last.size) > 0.12 * max(line.size, last.size):
        return False
    if line.page != last.page or over_page:
        return _continues_over_page(block, line, style)
    # Beside or above: another column.
    if line.y0 < last.y0 - last.height / 2:
        return _continues_over_page(block, line, style)
    if line.text[0].isupper() and (_is_last_line(last, style) or (":" in line.text and LABELLED.match(line.text))):
        return False
    gap = line.y0 - last.y1 - style.gap
    if gap > 2.5 and gap > 0.3 * min(line.height, last.height):
        return False
    if line.x0 < block.left - 12:
        return False
    return line.bold == last.bold or not _weight_breaks(last, line, style)


def _is_last_line(last: Line, style: _Style) -> bool:
    """Whether a sentence ends so far from the right margin that its paragraph ends with it."""
    return last.x1 < style.right - _FAR and last.text[-1] in ".!?"


def _weight_breaks(last: Line, line: Line, style: _Style) -> bool:
    """Whether a change between bold and ordinary type, from one line to the next, begins a paragraph."""
    if not any(character.isalnum() for character in last.text + line.text):
        return False
    goes_on = last.x1 > style.right - 70 and not _ENDS.search(last.text)
    return not (goes_on or line.text[:1].islower())


def _continues_over_page(block: Block, line: Line, style: _Style) -> bool:
    """The rule for page ends: no full stop before, or a small letter after (survey, section 6)."""
    if block.heading or block.note or _is_heading(line, style):
        return False
    if line.text[:1].islower() or _hangs(block, line):
        return True
    return not _ENDS.search(block.text) and block.lines[-1].x1 > style.right - 120


def _hangs(block: Block, line: Line) -> bool:
    """Whether a line without a number is set where the text of the numbered paragraph before it hangs."""
    head = block.lines[0]
    if not block.number or len(head.texts) < 2:
        return False
    hang = block.lines[1].x0 if len(block.lines) > 1 else head.boxes[0][1]
    return hang - head.x0 > _HANG and abs(line.x0 - hang) < _SAME


def _begins_item(block: Block, line: Line, over_page: bool) -> bool:
    """Whether a line with a bullet before it begins an item of a list."""
    first = line.texts[0]
    if len(line.texts) < 2:
        return False
    if first not in _DASHES or over_page:
        return first not in _DASHES or not line.texts[1][:1].islower()
    # A dash may as well be the sentence's own, wrapped to the line's start under the words above.
    head = block.lines[0]
    hangs = head.boxes[0][1] if is_bullet(head.texts[0]) and len(head.texts) > 1 else head.x0
    wrapped = block.lines[1].x0 if len(block.lines) > 1 else hangs
    is_sibling = head.texts[0] in _DASHES and abs(line.x0 - head.x0) < 3
    return is_sibling or abs(line.x0 - wrapped) > 4

"""The paragraphs of a report as the rules for its inner order see them: words, place, type.

PDFs and plain texts come to the same form, so that sections, judgements and improvement items follow one
set of rules. What a text lacks (size and weight of type) is 0 and false, and wording decides alone.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from storage.model import Paragraph, Span
from storage.reading.lines import LABELLED, is_bullet
from storage.reading.paragraphs import Block

_LONGEST_HEADING = 200
_CONTENTS_ROW = re.compile(r".{3,150}?(?:\t|\s*\.{3,}\s*|\s+)\d{1,3}$", re.DOTALL)


class Part(NamedTuple):
    """One paragraph: its span, page of its first and last word, number ("" without), words and type.

    `size` is in points, 0 in a text; `x0` is its left edge in points, 0 in a text. `heading` is true for
    what is set or worded as one, `note` for a footnote.
    """

    start: int
    end: int
    page: int
    last_page: int
    number: str
    text: str
    size: float = 0.0
    bold: bool = False
    heading: bool = False
    note: bool = False
    x0: float = 0.0

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end, self.page)

    @property
    def cells(self) -> list[str]:
        """The cells of a table's row; one in ordinary text."""
        return self.text.split("\t")

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list, with a bullet."""
        return is_bullet(self.text[:1]) and self.text[1:2] == " "


def parts_of_pdf(text: str, paragraphs: Sequence[Paragraph], blocks: Sequence[Block]) -> list[Part]:
    """Answer the parts of a PDF from its running text and the blocks that it was made of."""
    parts = []
    for paragraph, block in zip(paragraphs, blocks, strict=True):
        first = block.lines[0]
        parts.append(
            Part(
                paragraph.start,
                paragraph.end,
                paragraph.page,
                block.lines[-1].page,
                paragraph.number,
                text[paragraph.start : paragraph.end],
                first.size,
                first.bold,
                block.heading,
                block.note,
                first.x0,
            )
        )
    return parts


def parts_of_text(text: str, paragraphs: Sequence[Paragraph]) -> list[Part]:
    """Answer the parts of a plain text; what is a heading is told from its wording."""
    pages = [paragraph.page for paragraph in paragraphs]
    return (
        [
            Part(p.start, p.end, p.page, p.page, p.number, words, heading=not p.number and _reads_as_heading(words))
            for p, words in ((p, text[p.start : p.end]) for p in paragraphs)
        ]
        if pages
        else []
    )


def _reads_as_heading(words: str) -> bool:
    if "\t" in words or len(words) > _LONGEST_HEADING or is_bullet(words[:1]) or words.endswith((".", ";", ",")):
        return False
    return (words[0].isupper() or words.startswith("*")) and not LABELLED.match(words) and "www." not in words


def contents(parts: Sequence[Part]) -> range:
    """Answer which parts are the list of contents, its heading included; an empty range where there is none."""
    for first, part in enumerate(parts):
        if part.page > 6 and part.size:
            break
        if part.text.strip().lower() in ("contents", "table of contents"):
            last = first
            for place in range(first + 1, len(parts)):
                if place - last > 3 or parts[place].number:
                    break
                if _CONTENTS_ROW.fullmatch(parts[place].text):
                    last = place
            return range(first, last + 1)
    return range(0)

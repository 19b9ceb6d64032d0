"""Long made reports of two frameworks, for what is seen side by side."""

import re

from storage.model import Document, Page, Paragraph, Section, Word
from storage.passages import packed_words
from tests.storage import builders

HELP = "The experiences and progress of children who need help and protection"
CARE = "The experiences and progress of children in care"
LEAVERS = "The experiences and progress of care leavers"
BOTH = "The experiences and progress of children in care and care leavers"
LEADERS = "The impact of leaders on social work practice with children and families"
NEWER = (("What needs to improve", 6), (HELP, 40), (CARE, 60), (LEAVERS, 30), (LEADERS, 40))
OLDER = (("What needs to improve", 20), (HELP, 80), (BOTH, 50), (LEADERS, 25))
LINES = 20  # to a page


def long_report(seed: str, kind: str, year: int, parts: tuple[tuple[str, int], ...]) -> Document:
    """A report whose sections have so many numbered lines each, twenty lines to a page."""
    lines, starts, at, number = [], [], 0, 0
    for heading, count in parts:
        starts.append(at)
        for line in (heading, *(f"Line {number + step} of what was found." for step in range(count))):
            lines.append(line)
            at += len(line) + 1
        number += count
    text = "\n".join(lines)
    ends = [*(start - 1 for start in starts[1:]), len(text)]
    sections = tuple(
        Section(heading, 1, "", 1, start, end) for (heading, _), start, end in zip(parts, starts, ends, strict=True)
    )
    made = builders.document(seed, "Madeshire", f"{year}-03-01", text, kind=kind)
    pages, paragraphs = laid_out(text)
    reading = made.reading._replace(sections=sections, pages=pages, paragraphs=paragraphs)
    return made._replace(reading=reading)


def laid_out(text: str) -> tuple[tuple[Page, ...], tuple[Paragraph, ...]]:
    """Pages of twenty lines, and a paragraph a line."""
    words: list[list[Word]] = []
    paragraphs = []
    for row, line in enumerate(re.finditer(r"[^\n]+", text)):
        if row % LINES == 0:
            words.append([])
        for word in re.finditer(r"\S+", line.group()):
            start, end = line.start() + word.start(), line.start() + word.end()
            x0, y0 = 60 + 5.0 * word.start(), 70.0 + 36 * (row % LINES)
            words[-1].append(Word(x0, y0, x0 + 5 * (end - start), y0 + 12, start, end))
        paragraphs.append(Paragraph(line.start(), line.end(), "", row // LINES + 1))
    pages = tuple(Page(n + 1, 595.0, 842.0, "", packed_words(page)) for n, page in enumerate(words))
    return pages, tuple(paragraphs)

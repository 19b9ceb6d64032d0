"""Page furniture is set aside: page numbers, running heads and running footers (survey, section 8)."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from storage.reading.lines import Line, usual_size

_HEAD = 0.09  # of the page's height
_FOOT = 0.90
_FOLIO = re.compile(r"(?:page\s+)?(\d{1,4})(?:\s+of\s+\d{1,4})?", re.IGNORECASE)
_LAST_NUMBER = re.compile(r"\b(\d{1,4})$")
_RULE = re.compile(r"[_–—―=-]{5,}")  # a line drawn with characters
_DIGITS = re.compile(r"\d+")


def without_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> tuple[list[str], list[list[Line]]]:
    """Answer the printed label of each page ("" where it has none), and its lines without furniture.

    A page number stands alone near the page's edge and keeps step with the pages, whatever its size or
    its place in the text layer. A running head or footer says the same, digits apart, on two pages or
    more where it is small, else on three. Lines drawn with underscores or dashes are no words.
    """
    body = usual_size(chain.from_iterable(pages))
    edges = [_at_edge(lines, height) for lines, height in zip(pages, heights, strict=True)]
    steps = _steps(edges)
    repeated = Counter(key for lines in edges for key in {_key(line) for line in lines})
    labels, kept = [], []
    for number, (lines, at_edge) in enumerate(zip(pages, edges, strict=True), 1):
        aside: set[int] = set()
        label = ""
        for line in at_edge:
            value = _folio(line)
            if value is not None and (steps[value - number] > 1 or len(pages) == 1):
                label = str(value)
                aside.add(id(line))
            elif value is None and repeated[_key(line)] >= (2 if line.size < 0.85 * body else 3):
                aside.add(id(line))
                label = label or _label_in(line, number, steps)
        labels.append(label)
        aside.update(id(line) for line in lines if line.text[0] in "_–—―=-" and _RULE.fullmatch(line.text))
        kept.append([line for line in lines if id(line) not in aside] if aside else list(lines))
    return labels, kept


def _at_edge(lines: Sequence[Line], height: float) -> list[Line]:
    head, foot = _HEAD * height, _FOOT * height
    return [line for line in lines if line.y1 < head or line.y0 > foot]


def _folio(line: Line) -> int | None:
    match = _FOLIO.fullmatch(line.text)
    return int(match.group(1)) if match else None


def _steps(edges: Sequence[Sequence[Line]]) -> Counter[int]:
    """How often each difference between printed and counted page number occurs."""
    return Counter(
        value - number
        for number, lines in enumerate(edges, 1)
        for line in lines
        if (value := _last_number(line)) is not None
    )


def _last_number(line: Line) -> int | None:
    match = _LAST_NUMBER.search(line.text)
    return int(match.group(1)) if match else _folio(line)


def _label_in(line: Line, number: int, steps: Counter[int]) -> str:
    value = _last_number(line)
    return str(value) if value is not None and abs(value - number) < 50 and steps[value - number] > 2 else ""


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.lower())

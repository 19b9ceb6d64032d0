"""Two reports bound in one file: where the second begins, and whether it is the first again (survey, section 6)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from storage.frameworks import Framework
from storage.model import Finding
from storage.reading.parts import Part, contents

_TOP = 6  # parts of a page among which a title stands
_LONG = 120  # characters of a paragraph that is not in two reports by chance
_ENOUGH = 3


class Second(NamedTuple):
    """The place among the parts at which a second document begins, and whether it repeats the first."""

    place: int
    again: bool


def second_document(parts: Sequence[Part], known: Sequence[Framework]) -> Second | None:
    """Answer where a second title page stands, None where there is one document.

    A title page is told by a title of some framework among the first lines of a page after the second, in
    type larger than the body (where type is known), with dates or a publisher's line near it, or by the
    first report's own title coming again.
    """
    listed = contents(parts)
    titles = {_folded(part.text) for part in parts[:_TOP] if part.heading and part.page <= 2 and len(part.text) > 30}
    for place, part in enumerate(parts):
        if part.page <= 2 or place in listed or part.number or not part.heading or len(part.text) > 250:
            continue
        top = _top(parts, place)
        if place - top >= _TOP:
            continue
        is_title = any(marker.match(part.text) for framework in known for marker in framework.markers)
        if is_title and (_folded(part.text) in titles or _is_dated(parts[top : place + _TOP])):
            return Second(top, _repeats(parts, top))
    return None


def _top(parts: Sequence[Part], place: int) -> int:
    top = place
    while top > 0 and parts[top - 1].page == parts[place].page and place - top < _TOP:
        top -= 1
    return top


def _is_dated(parts: Sequence[Part]) -> bool:
    return any(
        re.match(r"(?:inspection dates?|report published|published|review dates?)\b", p.text, re.I) for p in parts
    )


def _folded(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.lower()))


def _repeats(parts: Sequence[Part], place: int) -> bool:
    first = {part.text for part in parts[:place] if len(part.text) > _LONG}
    second = [part.text for part in parts[place:] if len(part.text) > _LONG]
    return sum(words in first for words in second) >= max(_ENOUGH, len(second) * 0.6)


def finding(parts: Sequence[Part], second: Second) -> Finding:
    """Answer the sentence about a second document, with both beginnings."""
    page = parts[second.place].page
    if second.again:
        sentence = f"The file holds the same report twice: it begins again on page {page}. It was read once."
    else:
        sentence = (
            f"The file holds two documents: a second one begins on page {page}. What the report says of itself is "
            "that of the first."
        )
    return Finding(sentence, (parts[0].span, parts[second.place].span))

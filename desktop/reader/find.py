"""Finding words in a report's running text: as they are typed, whatever quotes, hyphens and line ends it prints."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

LIMIT = 5000  # hits that are listed

# Characters that stand for a plain one, one for one, so that offsets stay.
_PLAIN = {"'": "‘’‚‛′´`", '"': "“”„‟″«»", "-": "‐‑‒–—―−"}
# Characters that stand for none or several.
_SPELT = {
    "\u00ad": "", "\u200b": "", "\ufeff": "", "…": "...",
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip


class _Step(NamedTuple):
    """A character that is of another length when folded: its end when folded, its place, what it adds up to then."""

    folded_start: int
    folded_end: int
    at: int


class _Folded(NamedTuple):
    """A text as it is compared, with the way back to the offsets of the text itself."""

    text: str
    steps: list[_Step]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text itself; a character of which a part was met is taken whole."""
        if not self.steps:
            return start, end
        return self._offset(start, is_end=False), self._offset(end, is_end=True)

    def _offset(self, folded: int, *, is_end: bool) -> int:
        # An end belongs to the character before it, so that what follows unseen is not taken.
        place = bisect_right(self.steps, folded - is_end, key=lambda step: step.folded_start) - 1
        if place < 0:
            return folded
        step = self.steps[place]
        if folded < step.folded_end or (is_end and folded == step.folded_end):
            return step.at + is_end
        return step.at + 1 + folded - step.folded_end


def hits(text: str, words: str, *, case: bool = False, whole: bool = False, most: int = LIMIT) -> list[tuple[int, int]]:
    """The spans of a text (code points, end exclusive) that read as the words do, in order, at most `most`.

    White space matches any white space, quotes and hyphens all their forms, a hyphen inside a word also one at
    a line's end. `case` tells capitals from small letters; `whole` takes whole words only.
    """
    pattern = _pattern(words, case=case, whole=whole)
    if pattern is None:
        return []
    folded = _folded(text, case=case)
    found: list[tuple[int, int]] = []
    for match in pattern.finditer(folded.text):
        span = folded.span(*match.span())
        if found and span[0] < found[-1][1]:
            continue  # one letter that is spelt with two, met twice
        found.append(span)
        if len(found) >= most:
            break
    return found


def _pattern(words: str, *, case: bool, whole: bool) -> re.Pattern[str] | None:
    pieces = _folded(unicodedata.normalize("NFC", words), case=case).text.split()
    if not pieces:
        return None
    # Between two letters a hyphen may stand at a line's end.
    escaped = [re.sub(r"(?<=\w)\\-(?=\w)", r"-\\s*", re.escape(piece)) for piece in pieces]
    pattern = r"\s+".join(escaped)
    if whole:
        pattern = _edge(pieces[0][0], r"(?<!\w)") + pattern + _edge(pieces[-1][-1], r"(?!\w)")
    return re.compile(pattern)


def _edge(letter: str, boundary: str) -> str:
    return boundary if letter.isalnum() or letter == "_" else ""


def _folded(text: str, *, case: bool) -> _Folded:
    for plain, others in _PLAIN.items():
        for other in others:
            text = text.replace(other, plain)
    odd = {letter for letter in _SPELT if letter in text}
    if not case:
        small = text.casefold()
        # Folding never shortens, so that of one length every character kept its place.
        if not odd and len(small) == len(text):
            return _Folded(small, [])
        odd |= {letter for letter in set(text) if len(letter.casefold()) != 1}
    if not odd:
        return _Folded(text, [])
    return _spelt_out(text, odd, str if case else str.casefold)


def _spelt_out(text: str, odd: set[str], fold: Callable[[str], str]) -> _Folded:
    """Fold a text that holds characters of other lengths, remembering where they stood."""
    parts: list[str] = []
    steps: list[_Step] = []
    length = end = 0
    for match in re.finditer("[" + re.escape("".join(sorted(odd))) + "]", text):
        before = fold(text[end : match.start()])
        spelt = fold(_SPELT.get(match.group(), match.group()))
        length += len(before)
        steps.append(_Step(length, length + len(spelt), match.start()))
        length, end = length + len(spelt), match.end()
        parts += (before, spelt)
    parts.append(fold(text[end:]))
    return _Folded("".join(parts), steps)

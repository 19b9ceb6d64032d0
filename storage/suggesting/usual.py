"""What is usual in reports: how often words stand in them, which words go together, which sentences stand in many.

`resources/suggestions/make.py` counts it; no sentence of a report is kept, only counts and checksums.
"""

import base64
import re
import zlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from storage.suggesting.words import FOLDER

WORDS = FOLDER / "words.txt"
SENTENCES = FOLDER / "sentences.txt"
KIN = 24
"""How many numbers say which words go together with a word."""

_RARE = 3  # paragraphs that a word stands in which is not among those counted
_SHORTEST = 6  # words of a sentence that is worth knowing again
_BREAK = re.compile(r"(?<=[.!?])\s+|\n")
_LETTERS = re.compile(r"[\W\d_]+")


class Usual(NamedTuple):
    """Counts over many reports: `paragraphs` in all, `counts` of those a term stands in, `kin` of terms.

    `kin` has `KIN` integers a term, from -127 to 127: terms that stand in the same paragraphs point the same way, and
    rare ones further. `sentences` are checksums of sentences that stand in reports on several authorities.
    """

    paragraphs: int
    counts: dict[str, int]
    kin: dict[str, tuple[int, ...]]
    sentences: frozenset[int]

    def count(self, key: str) -> int:
        """In how many paragraphs a term stands."""
        return self.counts.get(key, _RARE)


@cache
def usual() -> Usual:
    """The counts that come with the program."""
    counts: dict[str, int] = {}
    kin: dict[str, tuple[int, ...]] = {}
    with WORDS.open(encoding="ascii") as lines:
        total = int(next(lines))
        for line in lines:
            key, count, packed = line.split()
            counts[key] = int(count)
            kin[key] = unpacked(packed)
    sentences = frozenset(int(word, 16) for word in SENTENCES.read_text(encoding="ascii").split())
    return Usual(total, counts, kin, sentences)


def packed(numbers: tuple[int, ...]) -> str:
    """Integers from -127 to 127 as a word of ASCII letters and signs."""
    return base64.b85encode(bytes(number + 128 for number in numbers)).decode("ascii")


def unpacked(word: str) -> tuple[int, ...]:
    """The integers that `packed` packed."""
    return tuple(number - 128 for number in base64.b85decode(word))


def checksum(sentence: str) -> int:
    """What a sentence is known again by, whatever its figures, spaces and dashes; 0 where it is too short for that."""
    if sentence.count(" ") + 1 < _SHORTEST:
        return 0
    return zlib.crc32(_LETTERS.sub("", sentence.lower()).encode("utf-8", "surrogatepass"))


def checksums(text: str) -> Iterator[int]:
    """The checksums of a text's sentences that are long enough."""
    for sentence in _BREAK.split(text):
        if found := checksum(sentence):
            yield found

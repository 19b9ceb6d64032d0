"""A text becomes terms: stems of its words, and concepts that the field has had several names for."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[2] / "resources" / "suggestions"
THESAURUS = FOLDER / "thesaurus.txt"
CONCEPT = "@"
"""What the key of a concept begins with, and no stem does."""

_SHORTEST = 3  # letters of a stem that counts by itself
_LEAST = 4  # letters that stay when an ending is taken off
_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    """
    a about above after again all also although am among an and any are as at be became because been before
    being between both but by can cannot could did do does done down during each either etc few for from
    further get had has have having he her here him his how however i if in including into is it its itself
    just may might more most much must my need needed needs neither no nor not of off on once one only onto
    or other others our out over own per rather s same several shall she should since so some such t than
    that the their them themselves then there these they this those through throughout thus to too under
    until up upon us very via was we well were what when where whether which while who whom whose why will
    with within without would yet you your
    """.split()  # noqa: SIM905 - a list of so many quotation marks is hard to read
)
# In this order: the first that leaves enough of a word is taken off.
_ENDINGS = (
    "fulness", "ousness", "liness", "iveness", "ations", "ators", "ation", "ments", "ities", "iness", "ingly", "ively",
    "ator", "ance", "ence", "ment", "ness", "ings", "ions", "ally", "edly", "ates", "ated", "ility", "ity", "ing",
    "ion", "ies", "ied", "ive", "ers", "ors", "ely", "ily", "ate", "ous", "ful", "ial", "est", "ed", "er", "or",
    "ly", "al", "es", "s", "e", "y",
)  # fmt: skip
_IRREGULAR = {
    "children": "child", "families": "famil", "family": "famil", "people": "person", "persons": "person",
    "lives": "life", "lived": "live", "met": "meet", "understood": "understand", "held": "hold", "taken": "take",
    "took": "take", "given": "give", "gave": "give", "made": "make", "known": "know", "knew": "know", "seen": "see",
    "written": "write", "kept": "keep", "led": "lead", "left": "leav", "heard": "hear", "sought": "seek",
    "brought": "bring", "told": "tell", "homes": "home", "analyses": "analys", "analysis": "analys",
    "analytical": "analys", "analyse": "analys",
}  # fmt: skip


class Token(NamedTuple):
    """A word of a text: its stem (itself, where it is too common to count), and its span."""

    stem: str
    start: int
    end: int


class Term(NamedTuple):
    """What texts are compared by: its key, its weight beside a plain word, the span of the words that say it."""

    key: str
    weight: float
    start: int
    end: int


class Phrase(NamedTuple):
    """One of the names of a concept, as stems, with the concept's key and weight."""

    stems: tuple[str, ...]
    concept: str
    weight: float


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """The stem of a word in small letters: two endings at most are taken off, and four letters or more stay."""
    if word in _STOP:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for _ in range(2):
        shorter = _shortened(word)
        if shorter == word:
            break
        word = shorter
    return word[:-1] if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "sl" else word


def _shortened(word: str) -> str:
    for ending in _ENDINGS:
        if not word.endswith(ending) or (ending == "s" and word.endswith(("ss", "us", "is"))):
            continue
        if len(word) - len(ending) >= (_LEAST - 1 if ending == "s" else _LEAST):
            return word[: -len(ending)]
    return word


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words between two offsets of a text, with their spans in it."""
    words = _WORD.finditer(text, start, len(text) if end is None else end)
    return [Token(stem(match.group().lower()), *match.span()) for match in words]


def terms(text: str, start: int = 0, end: int | None = None) -> list[Term]:
    """The terms between two offsets of a text, in its order, repeated where they repeat."""
    found = tokens(text, start, end)
    known = _phrases()
    answer: list[Term] = []
    until: dict[str, int] = {}
    for place, token in enumerate(found):
        for phrase in known.get(token.stem, ()):
            if until.get(phrase.concept, 0) <= place and _stands(phrase.stems, found, place):
                until[phrase.concept] = place + len(phrase.stems)
                last = found[place + len(phrase.stems) - 1]
                answer.append(Term(phrase.concept, phrase.weight, token.start, last.end))
        if len(token.stem) >= _SHORTEST and token.stem not in _STOP and not token.stem.isdigit():
            answer.append(Term(token.stem, 1.0, token.start, token.end))
    return answer


def _stands(stems: Sequence[str], found: Sequence[Token], place: int) -> bool:
    size = len(stems)
    if size == 1:
        return True
    if place + size > len(found) or found[place + 1].stem != stems[1]:  # most fail here
        return False
    return size == 2 or all(stems[i] == found[place + i].stem for i in range(2, size))


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    """The phrases of the thesaurus by their first stem, the longest first."""
    found: dict[str, list[Phrase]] = {}
    for line in THESAURUS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, names = line.partition(":")
            concept, weight = head.split()
            for name in names.split("|"):
                stems = tuple(token.stem for token in tokens(name))
                found.setdefault(stems[0], []).append(Phrase(stems, CONCEPT + concept, float(weight)))
    return {first: tuple(sorted(each, key=lambda phrase: -len(phrase.stems))) for first, each in found.items()}

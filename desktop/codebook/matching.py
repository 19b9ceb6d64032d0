"""Which areas are meant by a few typed letters; nothing of Qt."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from storage.areas import depths
from storage.model import Area

EXACT, BEGINS, WORDS, INITIALS, INSIDE, LETTERS = range(6)
"""How a name is met, the best first: it is what was typed; it begins so; each typed word begins one of its words; its
words' initials; it has the words somewhere; a word has these letters in this order."""

_WORD = re.compile(r"\w+")


class Choice(NamedTuple):
    """An area to choose: how deep it is shown, and the name of the area above where that is not shown above it."""

    area: Area
    depth: int
    above: str = ""


def folded(words: str) -> str:
    """Words as they are compared: small letters without accents, single spaces."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def match(name: str, typed: str) -> int | None:
    """How a name meets what was typed, None where it does not; both `folded`, `typed` not empty."""
    if name == typed:
        return EXACT
    if name.startswith(typed):
        return BEGINS
    words, sought = _WORD.findall(name), typed.split()
    if all(any(word.startswith(each) for word in words) for each in sought):
        return WORDS
    letters = "".join(sought)
    if words and letters[:1] == words[0][:1] and _in_order(letters, [word[0] for word in words]):
        return INITIALS
    if all(each in name for each in sought):
        return INSIDE
    is_met = all(
        len(each) > 2 and any(word[0] == each[0] and _in_order(each, word) for word in words) for each in sought
    )
    return LETTERS if is_met else None


def _in_order(letters: str, among: Iterable[str]) -> bool:
    """Whether letters stand among others in the same order."""
    others = iter(among)
    return all(letter in others for letter in letters)


def choices(areas: Sequence[Area], typed: str) -> list[Choice]:
    """The areas that are meant, the best first; all of them in the codebook's order where nothing is typed.

    `areas` are in the codebook's order. A key (1–9) alone means its area first.
    """
    sought = folded(typed)
    if not sought:
        depth = depths(areas)
        return [Choice(area, depth[area.id]) for area in areas]
    names = {area.id: area.name for area in areas}
    found = []
    for place, area in enumerate(areas):
        rank = EXACT if sought == str(area.slot or "") else match(folded(area.name), sought)
        if rank is not None:
            above = names.get(area.parent, "") if area.parent is not None else ""
            found.append((rank, place, Choice(area, 0, above)))
    return [choice for _, _, choice in sorted(found, key=lambda one: one[:2])]

"""A report made ready to be asked for the paragraphs that answer a passage."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import mul
from typing import NamedTuple

from storage.crosswalk import AreaPlace, area_at
from storage.documents import Inside
from storage.model import Paragraph
from storage.suggesting.units import Unit, sentences, units_of
from storage.suggesting.usual import Usual, checksum, usual
from storage.suggesting.words import CONCEPT, terms


class Sentence(NamedTuple):
    """A sentence of a paragraph: the paragraph's place among the units, the span, the number of words that count."""

    unit: int
    start: int
    end: int
    length: int


class ReportIndex(NamedTuple):
    """What is known of one report's paragraphs; nothing of it changes.

    `postings` has for each term the sentences (their places) that say it, with how often. `lengths` are the words of
    each unit that count, `usual_length` and `usual_sentence` their means. `directions` point where each unit's words
    point (`Usual.kin`), one long. `heads` are the terms of the headings over each unit, `areas` its codebook areas.
    """

    text: str
    units: tuple[Unit, ...]
    sentences: tuple[Sentence, ...]
    postings: dict[str, list[tuple[int, int]]]
    counts: dict[str, int]
    lengths: tuple[int, ...]
    usual_length: float
    usual_sentence: float
    directions: tuple[tuple[float, ...], ...]
    heads: tuple[frozenset[str], ...]
    areas: tuple[tuple[str, ...], ...]

    def rarity(self, key: str, known: Usual) -> float:
        """How much a term tells, by its frequency here and in general: a word that is usual in one tells little."""
        here = _rarity(len(self.units), self.counts.get(key, 0))
        return min(here, _rarity(known.paragraphs, known.count(key)))


def _rarity(total: int, count: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5)) if count < total else 0.0


def index_of(
    text: str,
    paragraphs: Sequence[Paragraph],
    inside: Inside,
    places: Sequence[AreaPlace] = (),
    common: frozenset[int] = frozenset(),
) -> ReportIndex:
    """Make a report ready: 20 to 60 ms of CPU.

    `places` are its stretches on areas of the codebook (`crosswalk.area_places`). `common` are checksums of sentences
    that stand in many reports; like those that come with the program they are no evidence, and no paragraph of nothing
    else is suggested.
    """
    known = usual()
    common = common | known.sentences
    units: list[Unit] = []
    found: list[Sentence] = []
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    lengths, directions = [], []
    for unit in units_of(text, paragraphs, inside):
        said: set[str] = set()
        length = 0
        for start, end in sentences(text, unit.start, unit.end):
            if checksum(text[start:end]) in common:
                continue
            times = _times(text, start, end)
            words = sum(count for key, count in times.items() if key[0] != CONCEPT)
            for key, count in times.items():
                postings[key].append((len(found), count))
            found.append(Sentence(len(units), start, end, words))
            said.update(times)
            length += words
        if not length:
            continue
        for key in said:
            counts[key] += 1
        units.append(unit)
        lengths.append(length)
        directions.append(direction((key, 1.0) for key in said))
    heads = {headings: _heads(headings) for headings in {unit.headings for unit in units}}
    return ReportIndex(
        text,
        tuple(units),
        tuple(found),
        dict(postings),
        dict(counts),
        tuple(lengths),
        sum(lengths) / len(lengths) if lengths else 1.0,
        sum(one.length for one in found) / len(found) if found else 1.0,
        tuple(directions),
        tuple(heads[unit.headings] for unit in units),
        tuple(area_at(places, unit.start) for unit in units),
    )


def _times(text: str, start: int, end: int) -> dict[str, int]:
    times: dict[str, int] = {}
    for term in terms(text, start, end):
        times[term.key] = times.get(term.key, 0) + 1
    return times


def _heads(headings: Sequence[str]) -> frozenset[str]:
    return frozenset(term.key for heading in headings for term in terms(heading))


def direction(weighted: Iterable[tuple[str, float]]) -> tuple[float, ...]:
    """Where terms point together, one long; empty where none of them is known."""
    kin = usual().kin
    vectors = [
        kin[key] if weight == 1.0 else tuple(weight * number for number in kin[key])
        for key, weight in weighted
        if key in kin
    ]
    if not vectors:
        return ()
    summed = list(map(sum, zip(*vectors, strict=True)))
    length = math.sqrt(sum(map(mul, summed, summed))) or 1.0
    return tuple(number / length for number in summed)

"""The paragraphs of a report by how well they answer a passage.

Okapi bm25 over stems and concepts of the field, for the paragraph and for its best sentence, a little for the headings
that it stands under, and how far its other words go together with those of the passage.
"""

import re
from collections.abc import Mapping, Sequence
from operator import mul
from typing import NamedTuple

from storage.suggesting.index import ReportIndex, direction
from storage.suggesting.units import IMPRINT, LISTED, Unit
from storage.suggesting.usual import usual
from storage.suggesting.words import terms

SIMILAR = 0.25
"""From this score on a suggestion is similar to the passage; below it a view may say that nothing similar was found.

Sentences on other matters than a council's services stay below 0.2; so does 1 in 50 of the suggestions that are right.
"""

_LONGEST = 20_000  # characters of a passage that are looked at
_MOST = 40  # terms of a passage that are looked for, those that tell most
_SURE = 0.25  # of all that a passage asks for: where no paragraph says as much, all scores are lowered
_FIRST = 3  # suggestions that are looked at for that
_AIM = re.compile(r"\b(?:so that|in order to|to ensure that|which will|to promote|to enable)\b")
_AIM_FROM = 25  # characters that stand before the words that say what for
_CITED = re.compile(r"\((?:see )?(?:pages? [\d ,–-]+)?paragraphs? [^)]*\)", re.IGNORECASE)


class Weights(NamedTuple):
    """The numbers of the ranking: few, and general, for all of them were found to matter little within a factor of two.

    `saturation` and `length` are bm25's k1 and b, those of a sentence beside; `sentence` and `heading` what these count
    beside the paragraph's words, `words` what all that counts beside the direction of the words; `aim` is the weight
    of words after "so that"; `area` what a shared judgement area adds; the last two what is left of a score.
    """

    saturation: float = 1.2
    length: float = 0.75
    sentence_saturation: float = 0.6
    sentence_length: float = 0.25
    sentence: float = 0.7
    heading: float = 0.8
    words: float = 1.7
    aim: float = 0.6
    area: float = 0.05
    listed: float = 0.95
    imprint: float = 0.2


WEIGHTS = Weights()


class Query(NamedTuple):
    """What a passage asks for: its terms with their weights, and the judgement areas that it stands under."""

    terms: Mapping[str, float]
    areas: tuple[str, ...] = ()


class Suggestion(NamedTuple):
    """A paragraph that may answer a passage, the sentence that matters, and the words of it that matched.

    `start`, `end` and `text` are the whole printed paragraph's; `sentence_start`, `sentence_end` and `sentence` of what
    Accept marks; `matched` are spans inside the sentence. `number` is the printed one or "", `page` that on which the
    paragraph starts. `score` is from 0 to 1; from `SIMILAR` on it says something.
    """

    page: int
    number: str
    start: int
    end: int
    text: str
    sentence_start: int
    sentence_end: int
    sentence: str
    matched: tuple[tuple[int, int], ...]
    score: float


def query_of(passage: str, areas: tuple[str, ...] = (), weights: Weights = WEIGHTS) -> Query:
    """What a passage asks for; what something is for counts less, references to paragraphs not at all."""
    passage = _CITED.sub("", passage[:_LONGEST])
    aim = _AIM.search(passage, _AIM_FROM)
    until = aim.start() if aim else len(passage)
    found: dict[str, float] = {}
    for term in terms(passage):
        weight = term.weight * (weights.aim if term.start >= until else 1.0)
        found[term.key] = max(found.get(term.key, 0.0), weight)
    return Query(found, areas)


def ranked(query: Query, index: ReportIndex, limit: int = 10, weights: Weights = WEIGHTS) -> list[Suggestion]:
    """The paragraphs of a report that share anything with a passage, the best first, at most `limit`."""
    worth = _worth(query, index)
    if not worth:
        return []
    tally = _tallied(worth, index, weights)
    pointing = direction((key, query.terms[key]) for key in worth)
    total = sum(worth.values())
    most = total * (weights.saturation + 1) * (1 + weights.sentence)
    scores = []
    for place, unit in enumerate(index.units):
        near = sum(map(mul, pointing, index.directions[place])) if pointing else 0.0
        if near <= 0 and not tally.words[place]:
            continue
        found = tally.words[place] + weights.sentence * tally.best[place][0]
        found += weights.heading * sum(worth[key] for key in index.heads[place] & worth.keys())
        score = (weights.words * found / most + max(near, 0.0)) / (1 + weights.words)
        score += weights.area if set(query.areas) & set(index.areas[place]) else 0.0
        scores.append((score * _left(unit, weights), place))
    scores.sort(key=lambda one: (-one[0], one[1]))
    covered = max((tally.covered[place] for _, place in scores[:_FIRST]), default=0.0) / total
    sure = min(1.0, covered / _SURE)
    return [
        _suggestion(index, place, tally.best[place][1], worth, min(score * sure, 1.0))
        for score, place in scores[:limit]
    ]


def _worth(query: Query, index: ReportIndex) -> dict[str, float]:
    """What each term of a passage is worth in a report: weight by rarity; only those worth most."""
    known = usual()
    worth = {key: weight * index.rarity(key, known) for key, weight in query.terms.items()}
    best = sorted(worth, key=lambda key: -worth[key])[:_MOST]
    return {key: worth[key] for key in best if worth[key] > 0}


class _Tally(NamedTuple):
    """For each paragraph: its bm25, what the terms that it says are worth, its best sentence as (bm25, place or -1)."""

    words: list[float]
    covered: list[float]
    best: list[tuple[float, int]]


def _tallied(worth: Mapping[str, float], index: ReportIndex, weights: Weights) -> _Tally:
    words, covered = [0.0] * len(index.units), [0.0] * len(index.units)
    said = [0.0] * len(index.sentences)
    for key, value in worth.items():
        times: dict[int, int] = {}
        for place, count in index.postings.get(key, ()):
            unit, _, _, length = index.sentences[place]
            times[unit] = times.get(unit, 0) + count
            share = length / index.usual_sentence
            said[place] += value * _saturated(count, share, weights.sentence_saturation, weights.sentence_length)
        for unit, count in times.items():
            share = index.lengths[unit] / index.usual_length
            words[unit] += value * _saturated(count, share, weights.saturation, weights.length)
            covered[unit] += value
    best = [(0.0, -1)] * len(index.units)
    for place, score in enumerate(said):
        if score and score > best[index.sentences[place].unit][0]:
            best[index.sentences[place].unit] = (score, place)
    return _Tally(words, covered, best)


def _saturated(count: int, share: float, saturation: float, length: float) -> float:
    """Okapi's share of a term that stands so often in a text of so many times the usual length."""
    return count * (saturation + 1) / (count + saturation * (1 - length + length * share))


def _left(unit: Unit, weights: Weights) -> float:
    """What is left of a score in a paragraph that is not body text."""
    return weights.listed if unit.sort == LISTED else weights.imprint if unit.sort == IMPRINT else 1.0


def _suggestion(index: ReportIndex, place: int, best: int, worth: Mapping[str, float], score: float) -> Suggestion:
    unit = index.units[place]
    if best < 0:  # no word matched: the sentence that opens the paragraph
        best = next(number for number, one in enumerate(index.sentences) if one.unit == place)
    _, start, end, _ = index.sentences[best]
    spans = [(term.start, term.end) for term in terms(index.text, start, end) if term.key in worth]
    sentence = index.text[start:end]
    text = index.text[unit.start : unit.end]
    matched = joined(spans)
    return Suggestion(
        unit.page, unit.number, unit.start, unit.end, text, start, end, sentence, matched, round(score, 4)
    )


def joined(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)

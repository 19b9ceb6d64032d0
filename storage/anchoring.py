"""Finding passages again in a text that was read anew, in plain Python.

A newer reader may set other furniture aside, treat hyphens otherwise, cut paragraphs elsewhere. Annotations
keep W3C selectors (TextPosition, TextQuote), and this module finds the place they mean in the new running
text, or says that it is gone. Offsets are code points, `end` exclusive (see `storage.model`).

Three things tell the place: the words of the quotation, its surroundings (prefix and suffix), and, where the
old text is known, the alignment of old and new text. The alignment also tells which words of the new text
are some other place's words: a sentence that a report prints twice is never taken for its deleted twin.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from storage.aligning import (
    DROPPED,
    FURNITURE,
    RUN_NEW,
    RUN_OLD,
    SHORT_WORDS,
    SIMILAR,
    Run,
    Words,
    aligned,
    common_length,
    edge_of,
    is_free,
    is_furnished,
    is_stray,
    joined_runs,
    joint,
    most_together,
    places_of,
    run_end,
    sequences,
    shuffled,
    squeezed,
    words_of,
)
from storage.passages import CONTEXT

_AGREES = 8  # characters of context in common, white space aside, that chance does not give
_AGREES_LETTERS = 10  # the same for whole words near a changed quotation
_NEAR = 300  # characters: about a paragraph, where no alignment tells the place
_SHORT_LETTERS = 16  # and SHORT_WORDS words: shorter quotations need surroundings or nearness
_SAME_LETTERS = 8  # characters of context that the very same quotation is worth
_VERY_SIMILAR, _ENOUGH_WORDS = 0.9, 20
_SEEDS, _SEED = 300, 3
_WINDOWS = 5
_BUCKET = 32

# Steps of an alignment: length of the word sequences compared, and how often one may occur in both texts.
_TEXT_STEPS = ((6, 1), (4, 8))
_QUOTE_STEPS = ((3, 1), (1, 1))


class Anchor(NamedTuple):
    """Where a passage stands in the new text: a span of code points.

    `exact` is true where `text[start:end]` is the very same quotation; `same_words` tells whether another
    one differs by more than white space, hyphens and the shape of marks.
    """

    start: int
    end: int
    exact: bool


class _Region(NamedTuple):
    """Where a passage must be if nothing moved: old words low to high, new words first to last.

    `tight` is true where the alignment is close around the passage, so that standing inside says much.
    """

    low: int
    high: int
    first: int
    last: int
    expected: int
    tight: bool


class _Sought(NamedTuple):
    """A passage to be found: its selectors, and the words of all three; `known` where the old text has it there."""

    quote: str
    prefix: str
    suffix: str
    words: list[str]
    before: list[str]
    behind: list[str]
    region: _Region
    known: bool


class _Hit(NamedTuple):
    """A place that has the quotation's letters: its span, and its span in the squeezed text."""

    start: int
    end: int
    low: int
    high: int


def anchor(text: str, start: int, quote: str, prefix: str, suffix: str) -> Anchor | None:
    """Answer where a quotation stands in a text, when the text that it was taken from is not known.

    `start` is its old offset, `prefix` and `suffix` up to 32 code points of context. None where it is not to
    be found for certain. For many quotations of one text, make one `Anchorer(None, text)`.
    """
    return Anchorer(None, text).place(start, start + len(quote), quote, prefix, suffix)


def same_words(one: str, other: str) -> bool:
    """Answer whether two quotations differ by nothing but white space, hyphens, bullets and the shape of marks."""
    return squeezed(one)[0] == squeezed(other)[0]


class Anchorer:
    """Places passages of one text in another: `before` is the old running text (None: unknown), `after` the new.

    Nothing is computed before it is needed; where the texts are the same, nothing at all.
    """

    def __init__(self, before: str | None, after: str) -> None:
        self._before = before
        self._after = after

    def place(self, start: int, end: int, quote: str, prefix: str, suffix: str) -> Anchor | None:
        """Answer the place in the new text of the passage that stood from `start` to `end`, None where it is gone.

        Never raises: offsets outside the old text only make the search wider.
        """
        if not quote.strip():
            return None
        start, end = max(start, 0), max(end, 0)
        known = self._before is not None and self._before[start:end] == quote
        if known and self._before == self._after:
            return Anchor(start, start + len(quote), exact=True)
        region = self._region(start, end)
        if known and (moved := self._carried(start, quote, region)) is not None:
            return moved
        before, behind = words_of(prefix).words, words_of(suffix).words
        # The outer word of a full context may be a piece of one.
        before = before[1:] if len(prefix) >= CONTEXT else before
        behind = behind[:-1] if len(suffix) >= CONTEXT else behind
        sought = _Sought(quote, prefix, suffix, words_of(quote).words, before, behind, region, known)
        return self._same(sought) or self._similar(sought)

    # --- what the texts are made of ------------------------------------------------------------------

    @cached_property
    def _old(self) -> Words:
        return words_of(self._before or "")

    @cached_property
    def _new(self) -> Words:
        return words_of(self._after)

    @cached_property
    def _letters(self) -> tuple[str, list[int]]:
        return squeezed(self._after)

    @cached_property
    def _seeds(self) -> dict[Sequence[str], list[int]]:
        return sequences(self._new.words, 0, len(self._new.words), _SEED)

    @cached_property
    def _runs(self) -> list[Run]:
        old, new = self._old.words, self._new.words
        return joined_runs(aligned(old, new, (0, len(old), 0, len(new)), _TEXT_STEPS))

    # --- what the alignment tells --------------------------------------------------------------------

    def _region(self, start: int, end: int) -> _Region:
        count = len(self._new.words)
        if self._before is None or self._before == self._after:
            return _Region(0, 0, 0, count, min(start, len(self._after)), tight=False)
        low, high = bisect_right(self._old.ends, start), bisect_left(self._old.starts, end)
        high = max(low, high)
        old_first, first, old_last, last = 0, 0, len(self._old.words), count
        at = bisect_left(self._runs, low, key=RUN_OLD) - 1
        if at >= 0:
            run = self._runs[at]
            old_first = min(low, run.old + run.size)
            first = run.new + old_first - run.old
        at = bisect_right(self._runs, high, key=run_end)
        if at < len(self._runs):
            run = self._runs[at]
            old_last = max(high, run.old)
            last = run.new + old_last - run.old
        left, right = edge_of(self._new, first, self._after), edge_of(self._new, last, self._after)
        old_left, old_right = edge_of(self._old, old_first, self._before), edge_of(self._old, old_last, self._before)
        share = (start - old_left) / max(old_right - old_left, 1)
        expected = left + int((right - left) * min(max(share, 0.0), 1.0))
        tight = last - first <= 2 * (high - low) + 2 * FURNITURE
        return _Region(low, high, first, last, expected, tight)

    def _carried(self, start: int, quote: str, region: _Region) -> Anchor | None:
        """The passage where the alignment carries all its words together, and the quotation is the very same."""
        at = bisect_right(self._runs, region.low, key=RUN_OLD) - 1
        if at < 0 or region.low == region.high or region.high > self._runs[at].old + self._runs[at].size:
            return None
        there = region.low + self._runs[at].new - self._runs[at].old
        place = self._new.starts[there] + start - self._old.starts[region.low]
        if place < 0 or not self._after.startswith(quote, place):
            return None
        return Anchor(place, place + len(quote), exact=True)

    def _taken(self, first: int, last: int, sought: _Sought) -> bool:
        """Whether most of the new words from first to last are, in the old text, words outside the passage."""
        if not sought.known:
            return False
        outside = 0
        for run in self._runs[max(bisect_right(self._runs, first, key=RUN_NEW) - 1, 0) :]:
            if run.new >= last:
                break
            low, high = max(first, run.new), min(last, run.new + run.size)
            if low < high:
                low, high = low + run.old - run.new, high + run.old - run.new
                inside = min(high, sought.region.high) - max(low, sought.region.low)
                outside += high - low - max(inside, 0)
        return outside * 2 > last - first

    def _is_near(self, start: int, end: int, region: _Region) -> bool:
        if not region.tight:
            return abs(start - region.expected) <= _NEAR
        low = self._new.ends[region.first - 1] if region.first else 0
        return low <= start and end <= edge_of(self._new, region.last, self._after)

    # --- the same letters ----------------------------------------------------------------------------

    def _same(self, sought: _Sought) -> Anchor | None:
        """The best place that has the quotation's letters: by surroundings, then by nearness."""
        short = len(sought.words) <= SHORT_WORDS or len(squeezed(sought.quote)[0]) < _SHORT_LETTERS
        prefix, suffix = squeezed(sought.prefix)[0], squeezed(sought.suffix)[0]
        best: tuple[tuple[bool, int, int], Anchor] | None = None
        for hit in self._hits(sought):
            agreement = self._agreement(hit, prefix, suffix)
            near = self._is_near(hit.start, hit.end, sought.region)
            if not (near or agreement >= _AGREES) and (short or self._cuts(hit, sought)):
                continue
            place = self._dressed(hit, sought.quote)
            worth = agreement + _SAME_LETTERS * place.exact - _SAME_LETTERS * 2 * self._cuts(hit, sought)
            rank = (near and sought.region.tight, worth, -abs(hit.start - sought.region.expected))
            if (best is None or rank > best[0]) and not self._taken(*self._span(hit.start, hit.end), sought):
                best = (rank, place)
        return best[1] if best else None

    def _hits(self, sought: _Sought) -> list[_Hit]:
        letters, offsets = self._letters
        wanted = squeezed(sought.quote)[0]
        middle = sought.region.expected
        if not wanted:  # a lone bullet or dash
            found = places_of(self._after, sought.quote, middle)
            size = len(sought.quote)
            return [_Hit(at, at + size, low := bisect_left(offsets, at), low) for at in found]
        hits = places_of(letters, wanted, bisect_left(offsets, middle))
        return [_Hit(offsets[at], offsets[at + len(wanted) - 1] + 1, at, at + len(wanted)) for at in hits]

    def _agreement(self, hit: _Hit, prefix: str, suffix: str) -> int:
        """How many characters of the surroundings are the same, counted outwards from the quotation."""
        letters = self._letters[0]
        ahead = letters[max(hit.low - len(prefix), 0) : hit.low]
        after = letters[hit.high : hit.high + len(suffix)]
        return common_length(reversed(prefix), reversed(ahead)) + common_length(suffix, after)

    def _cuts(self, hit: _Hit, sought: _Sought) -> bool:
        """Whether the place begins or ends inside a word where the passage did not."""
        text, quote = self._after, sought.quote
        begins = joint(text[hit.start - 1 : hit.start], text[hit.start]) and not joint(sought.prefix[-1:], quote[0])
        ends = joint(text[hit.end - 1], text[hit.end : hit.end + 1]) and not joint(quote[-1], sought.suffix[:1])
        return begins or ends

    def _dressed(self, hit: _Hit, quote: str) -> Anchor:
        """The place with the bullet, dash or hyphen at its ends that the quotation has there too."""
        text, start, end = self._after, hit.start, hit.end
        if text[start:end] == quote:
            return Anchor(start, end, exact=True)
        lead = len(quote) - len(quote.lstrip(DROPPED))
        if start >= lead and text.startswith(quote, start - lead):
            return Anchor(start - lead, start - lead + len(quote), exact=True)
        if quote[:lead].strip():
            bare = text[max(start - _BUCKET, 0) : start].rstrip(DROPPED.replace("\n", ""))
            dress = text[max(start - _BUCKET, 0) + len(bare) : start].lstrip()
            start -= len(dress) if dress.strip() and is_free(text, start - len(dress)) else 0
        if not quote[-1].isspace() and quote[-1] in DROPPED and text[end : end + 1].strip(DROPPED) == "":
            end += len(text[end : end + 1].strip())
        return Anchor(start, end, exact=text[start:end] == quote)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return bisect_right(self._new.ends, start), bisect_left(self._new.starts, end)

    # --- similar words -------------------------------------------------------------------------------

    def _similar(self, sought: _Sought) -> Anchor | None:
        """The best place whose words are nearly the quotation's, or are so but for furniture put in or left out."""
        if len(sought.words) < SHORT_WORDS:
            return None
        if (turned := self._turned(sought)) is not None:
            return self._words_anchor(*turned, sought)
        best, where = 0.0, (0, 0)
        for low, high in self._windows(sought):
            window = self._new.words[low:high]
            blocks = joined_runs(aligned(sought.words, window, (0, len(sought.words), 0, len(window)), _QUOTE_STEPS))
            blocks = [Run(block.old, block.new + low, block.size) for block in blocks]
            place, worth = self._judged(self._trimmed(blocks, sought), sought)
            if worth > best:
                best, where = worth, place
        return self._words_anchor(*where, sought) if where[1] > where[0] else None

    def _windows(self, sought: _Sought) -> list[tuple[int, int]]:
        """Spans of new words worth a look: where the passage is expected, where pieces of it and its context are."""
        size, count = len(sought.words), len(self._new.words)
        slack = 2 * _BUCKET + size // 8
        middle = bisect_left(self._new.starts, sought.region.expected)
        spans: list[tuple[int, int]] = [(middle - slack, middle + size + slack)]
        if sought.region.tight:
            spans = [(sought.region.first, sought.region.last)]
        words = [*sought.before, *sought.words, *sought.behind]
        votes: Counter[int] = Counter()
        step = max((len(words) - _SEED + 1) // _SEEDS, 1)
        for at in range(0, len(words) - _SEED + 1, step):
            places = self._seeds.get(tuple(words[at : at + _SEED]), [])
            if len(places) > _SEEDS:
                nearest = bisect_left(places, middle)
                places = places[max(nearest - _WINDOWS, 0) : nearest + _WINDOWS]
            for place in places:
                votes[(place - at + len(sought.before)) // _BUCKET] += 1
        for bucket, _ in votes.most_common(_WINDOWS):
            spans.append((bucket * _BUCKET - slack, (bucket + 1) * _BUCKET + size + slack))
        return [(max(low, 0), min(high, count)) for low, high in spans if low < count and high > 0]

    def _trimmed(self, blocks: list[Run], sought: _Sought) -> list[Run]:
        """The blocks without the stray words at either end that stand far from the rest."""
        words = self._new.words
        while len(blocks) > 1:
            first, last = blocks[0], blocks[-1]
            held = first.old == 0 and bool(sought.before) and words[first.new - 1 : first.new] == sought.before[-1:]
            if not held and is_stray(first.size, first, blocks[1]):
                blocks = blocks[1:]
                continue
            end = last.new + last.size
            whole = last.old + last.size == len(sought.words)
            held = whole and bool(sought.behind) and words[end : end + 1] == sought.behind[:1]
            if held or not is_stray(last.size, blocks[-2], last):
                break
            blocks = blocks[:-1]
        return blocks

    def _judged(self, blocks: list[Run], sought: _Sought) -> tuple[tuple[int, int], float]:
        """The span of new words that the blocks cover, and its worth: 0 where it is not to be believed."""
        if not blocks:
            return (0, 0), 0.0
        first, last = blocks[0].new, blocks[-1].new + blocks[-1].size
        size, matched = len(sought.words), sum(block.size for block in blocks)
        missing = size - blocks[-1].old - blocks[-1].size
        lead, trail = min(blocks[0].old, FURNITURE) + _AGREES, min(missing, FURNITURE) + _AGREES
        ahead = self._context(sought.before, first - lead, first, edge=first == 0)
        after = self._context(sought.behind, last, last + trail, edge=last == len(self._new.words))
        near = self._is_near(self._new.starts[first], self._new.ends[last - 1], sought.region)
        evidence = near + ahead + after
        ratio = 2 * matched / (size + last - first)
        if ratio >= SIMILAR:
            believed = evidence > 0 or (not sought.known and ratio >= _VERY_SIMILAR and size >= _ENOUGH_WORDS)
        else:
            enough = matched >= (SHORT_WORDS if evidence > 1 else SHORT_WORDS + 2)
            believed = evidence > 0 and enough and is_furnished(blocks, size)
        if not believed or self._is_neighbour(first, last, ahead, after, sought) or self._taken(first, last, sought):
            return (0, 0), 0.0
        return (first, last), ratio + 0.1 * evidence

    def _context(self, words: list[str], low: int, high: int, *, edge: bool) -> bool:
        """Whether the words of a context stand together among the new words from low to high."""
        if not words:
            return edge
        there = self._new.words[max(low, 0) : high]
        needed = min(_AGREES_LETTERS, sum(map(len, words)))
        return needed >= SHORT_WORDS and most_together(words, there) >= needed

    def _is_neighbour(self, first: int, last: int, ahead: bool, after: bool, sought: _Sought) -> bool:
        """Whether the place is the sentence before or behind a passage that was taken out."""
        words, before, behind = self._new.words, sought.before, sought.behind
        follows = bool(behind) and words[first : first + len(behind)] == behind and not after
        leads = bool(before) and words[max(last - len(before), 0) : last] == before and not ahead
        return follows or leads

    def _turned(self, sought: _Sought) -> tuple[int, int] | None:
        """The place near by where the cells or lines of the quotation stand in another order."""
        if not re.search(r"[\t\n]", sought.quote.strip()):
            return None
        low, high = next(iter(self._windows(sought)), (0, 0))
        at = shuffled(sought.words, self._new.words[low:high])
        if at is None:
            return None
        first, last = low + at, low + at + len(sought.words)
        near = self._is_near(self._new.starts[first], self._new.ends[last - 1], sought.region)
        return (first, last) if near and not self._taken(first, last, sought) else None

    def _words_anchor(self, first: int, last: int, sought: _Sought) -> Anchor:
        """The span of the words, with the full stop or bracket that ends the quotation where it stands there too."""
        text, start, end = self._after, self._new.starts[first], self._new.ends[last - 1]
        spans = words_of(sought.quote)
        lead, trail = sought.quote[: spans.starts[0]], sought.quote[spans.ends[-1] :]
        if lead and self._new.words[first] == sought.words[0] and text[max(start - len(lead), 0) : start] == lead:
            start -= len(lead)
        if self._new.words[last - 1] == sought.words[-1] and text.startswith(trail, end):
            end += len(trail)
        return Anchor(start, end, exact=text[start:end] == sought.quote)

"""Letters and words of two texts laid beside each other: what anchoring (`storage.anchoring`) is built from.

A text's words are compared, not its characters: white space, hyphens at line ends and the shapes of marks
differ between two readings of one page. Offsets are code points, `end` exclusive.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress, pairwise
from operator import attrgetter
from typing import NamedTuple

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_APOSTROPHES = "'‘’‚‛′`´ʼ"
_QUOTES = '"“”„‟″«»'
_BULLETS = "•◦▪▫■□●○‣⁃∙·➢➤►▶✓✔*\uf0b7\uf0a7\uf0d8\ufffd"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MOST_HITS = 4000
AROUND = 20_000  # characters on either side of the expected place that are searched first
SHORT_WORDS = 3
SIMILAR = 0.8
FURNITURE = 80  # words: more than a running head and foot together


class Words(NamedTuple):
    """The words of a text and their offsets, three lists of one length."""

    words: list[str]
    starts: list[int]
    ends: list[int]


class Run(NamedTuple):
    """`size` words that are the same in both texts, from word `old` of one and word `new` of the other."""

    old: int
    new: int
    size: int


# --- letters -----------------------------------------------------------------------------------------


def _plain(letter: str) -> str:
    """What a character is compared as: "" for white space, hyphens, dashes, bullets and what cannot be seen."""
    if letter.isspace() or letter in _BULLETS or letter in _UNSEEN or unicodedata.category(letter) == "Pd":
        return ""
    if letter in _APOSTROPHES:
        return "'"
    if letter in _QUOTES:
        return '"'
    return letter if letter.isascii() else "".join(unicodedata.normalize("NFKD", letter).split())


_DASHES = "-‐‑‒–—―−"
DROPPED = " \t\n\r\u00a0" + _DASHES + _BULLETS + _UNSEEN


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each character of that its offset in the text."""
    plain = {letter: _plain(letter) for letter in set(text)} | dict.fromkeys(_DASHES, "")
    parts = [plain[letter] for letter in text]
    if all(len(part) < 2 for part in plain.values()):
        return "".join(parts), list(compress(range(len(text)), parts))
    return "".join(parts), [at for at, part in enumerate(parts) for _ in part]


def places_of(text: str, wanted: str, middle: int) -> list[int]:
    """Where `wanted` occurs, those around the middle first; not all where they are too many."""
    # A long quotation is costly to look for again and again in a text that repeats itself.
    most = min(_MOST_HITS, 20_000_000 // (len(wanted) + 2000))
    found: dict[int, None] = {}
    for low, high in ((max(middle - AROUND, 0), middle + AROUND + len(wanted)), (0, len(text))):
        at = text.find(wanted, low, high)
        while at >= 0 and len(found) < most:
            found[at] = None
            at = text.find(wanted, at + 1, high)
    return list(found)


def common_length(one: Iterable[str], other: Iterable[str]) -> int:
    """How many characters or words two sequences have in common from their beginning."""
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def joint(left: str, right: str) -> bool:
    """Whether a letter goes on without a gap in the next one."""
    return left.isalnum() and right.isalnum()


def is_free(text: str, at: int) -> bool:
    """Whether nothing but white space or a line's beginning stands before an offset."""
    return at <= 0 or text[at - 1].isspace()


# --- words -------------------------------------------------------------------------------------------

RUN_OLD = attrgetter("old")
RUN_NEW = attrgetter("new")


def run_end(run: Run) -> int:
    """The first word of the old text after a run."""
    return run.old + run.size


def words_of(text: str) -> Words:
    """The words of a text."""
    spans = [match.span() for match in _WORD.finditer(text)]
    words = [text[start:end] for start, end in spans]
    if not text.isascii():
        words = [word if word.isascii() else unicodedata.normalize("NFKC", word).replace("’", "'") for word in words]
    return Words(words, [start for start, _ in spans], [end for _, end in spans])


def edge_of(words: Words, at: int, text: str) -> int:
    """The offset at which a word begins; the end of the text behind the last."""
    return words.starts[at] if at < len(words.starts) else len(text)


def sequences(words: Sequence[str], low: int, high: int, size: int) -> dict[Sequence[str], list[int]]:
    """Where each sequence of `size` words begins between two places."""
    places: dict[Sequence[str], list[int]] = {}
    for at, words_there in enumerate(zip(*(words[low + step : high] for step in range(size)), strict=False), low):
        places.setdefault(words_there, []).append(at)
    return places


def aligned(
    old: Sequence[str], new: Sequence[str], area: tuple[int, int, int, int], steps: tuple[tuple[int, int], ...]
) -> list[Run]:
    """Runs of words that two texts share in order, between words of the old and of the new (area).

    What both begin and end with, then sequences that occur once (or equally often) in both, in the longest
    order that fits, then the same in the gaps with shorter sequences. Work is n log n, whatever the words.
    """
    low, high, new_low, new_high = area
    head = common_length(old[low:high], new[new_low:new_high])
    room = min(high - low, new_high - new_low) - head
    tail = common_length(reversed(old[high - room : high]), reversed(new[new_high - room : new_high])) if room else 0
    runs = [Run(low, new_low, head)] if head else []
    low, new_low, high, new_high = low + head, new_low + head, high - tail, new_high - tail
    if steps and low < high and new_low < new_high:
        size, most = steps[0]
        ends = [*_chain(old, new, (low, high, new_low, new_high), size, most), Run(high, new_high, 0)]
        for run in ends:
            runs += aligned(old, new, (low, run.old, new_low, run.new), steps[1:])
            runs += [run] if run.size else []
            low, new_low = run.old + run.size, run.new + run.size
    if tail:
        runs.append(Run(high, new_high, tail))
    return runs


def _chain(old: Sequence[str], new: Sequence[str], area: tuple[int, int, int, int], size: int, most: int) -> list[Run]:
    """The longest ordered chain of word sequences that occur equally often, at most `most` times, in both."""
    low, high, new_low, new_high = area
    there = sequences(new, new_low, new_high, size)
    pairs: list[tuple[int, int]] = []
    for words, places in sequences(old, low, high, size).items():
        if len(places) <= most and len(new_places := there.get(words, [])) == len(places):
            pairs.extend(zip(places, new_places, strict=True))
    runs: list[Run] = []
    end, new_end = low, new_low
    for at, new_at in _rising(sorted(pairs)):
        skip = max(end - at, new_end - new_at, 0)
        if skip < size:
            runs.append(Run(at + skip, new_at + skip, size - skip))
            end, new_end = at + size, new_at + size
    return joined_runs(runs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of pairs, sorted by their first, whose second rise too."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for at, (_, new) in enumerate(pairs):
        rank = bisect_left(tails, new)
        before.append(places[rank - 1] if rank else -1)
        tails[rank : rank + 1] = [new]
        places[rank : rank + 1] = [at]
    chain: list[tuple[int, int]] = []
    at = places[-1] if places else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def joined_runs(runs: list[Run]) -> list[Run]:
    """The runs with those that follow each other in both texts made one."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and last.old + last.size == run.old and last.new + last.size == run.new:
            joined[-1] = Run(last.old, last.new, last.size + run.size)
        else:
            joined.append(run)
    return joined


def _gap(one: Run, other: Run) -> tuple[int, int]:
    """How many words of the quotation and of the text stand between two blocks: the fewer, the more."""
    gaps = (other.old - one.old - one.size, other.new - one.new - one.size)
    return min(gaps), max(gaps)


def is_stray(size: int, one: Run, other: Run) -> bool:
    """Whether a run of so few words stands too far from its neighbour to belong to it."""
    return size < SHORT_WORDS and _gap(one, other)[1] > 2 * size + 1


def is_furnished(blocks: list[Run], size: int) -> bool:
    """Whether the blocks are the quotation in order but for furniture, words that only one of the two has.

    `size` is the quotation's count of words. A line of furniture is 4 to 80 words between two blocks; about
    one in 40 words of text, as on a short page.
    """
    matched = sum(block.size for block in blocks)
    changed = blocks[0].old + size - blocks[-1].old - blocks[-1].size
    furniture = 0
    for one, other in pairwise(blocks):
        fewer, more = _gap(one, other)
        if more <= SHORT_WORDS:
            changed += more
        elif fewer <= 1 and more <= FURNITURE:
            furniture += 1
        else:
            return False
    return 0 < furniture <= 1 + matched // 40 and matched >= SIMILAR * (matched + changed)


def most_together(words: list[str], there: list[str]) -> int:
    """The letters of the longest sequence of words that stand together in both."""
    best = 0
    for at in range(len(words)):
        for place in range(len(there)):
            if words[at] == there[place]:
                count = common_length(words[at:], there[place : place + len(words)])
                best = max(best, sum(map(len, words[at : at + count])))
    return best


def shuffled(words: list[str], there: list[str]) -> int | None:
    """Where the same words stand together in any order, None where they do not."""
    size = len(words)
    if len(there) < size:
        return None
    lacking = Counter(words)
    lacking.subtract(there[:size])
    wrong = sum(1 for count in lacking.values() if count)
    for at in range(len(there) - size + 1):
        if not wrong:
            return at
        if at + size < len(there):
            for word, change in ((there[at], 1), (there[at + size], -1)):
                was = lacking[word]
                lacking[word] = was + change
                wrong += (was + change != 0) - (was != 0)
    return None

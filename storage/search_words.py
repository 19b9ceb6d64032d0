"""The language in which one searches: any string at all becomes a `Query`, never an error.

Words stand side by side and must all be there, within one paragraph. "A phrase" stands in quotes, AND, OR and NOT in
capitals, `-word` leaves out, `NEAR(a b, 5)` wants at most 5 words between, `begin*` begins a word, brackets hold
together, `year:2017` (or `year:2012-2017`) and `authority:name` choose reports. What makes no sense (a quote that is
never closed, an operator with nothing beside it) is read as far as it does.

A query knows two things to do: to say itself in the words of FTS5, and to find itself in a text. Both cut a text into
words as FTS5's `unicode61` does: letters and figures belong to words, nothing else does; capitals and accents do not
count.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

MOST = 200  # words that are searched for; what comes after them is left aside
DEEPEST = 12  # brackets within brackets; those further in are passed over (FTS5 has room for few more)
FURTHEST = 1000  # words that NEAR may skip
NEARBY = 10  # words that NEAR skips when it does not say: FTS5's own
SHORT = 3  # letters from which on a word that is being typed is worth a rank

# Words that are whole as soon as they are typed: what else begins so would only bury them.
_SMALL = """all and any are but can for from had has have her his its not that the their they this was were which
who with"""
WHOLE = frozenset(_SMALL.split())

Span: TypeAlias = tuple[int, int]

_QUOTES = '"“”„‟«»'
_WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
_STRAY_NEAR = re.compile(r"(?<!\S)NEAR(?:/\d*)?(?!\S)")
_LEXEMES = re.compile(
    rf"""
    (?P<field>(?:year|authority):(?=\S)) (?: [{_QUOTES}](?P<named>[^{_QUOTES}]*)[{_QUOTES}]? | (?P<value>[^\s()]*) )
    | (?P<near>NEAR\()
    | (?P<minus>-?)[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<end>[{_QUOTES}]?)(?P<star>\*?)
    | (?P<open>-?\()
    | (?P<close>\))
    | (?P<word>[^\s(){_QUOTES}]+)
    """,
    re.VERBOSE,
)


class Phrase(NamedTuple):
    """Words, one after the other, as they were typed; `begins` where the last is only the beginning of one."""

    words: tuple[str, ...]
    begins: bool = False


class Near(NamedTuple):
    """Phrases with at most so many words between them."""

    phrases: tuple[Phrase, ...]
    distance: int


class Every(NamedTuple):
    """All of these, and none of those in `without`."""

    parts: tuple["Node", ...]
    without: tuple["Node", ...] = ()


class Either(NamedTuple):
    """At least one of these."""

    parts: tuple["Node", ...]


Node: TypeAlias = Phrase | Near | Every | Either


class Query(NamedTuple):
    """What is searched for: `node` None is nothing; `authority` in small letters, "" for any; `years` as typed.

    `hint` says what is to be said to who typed it: "" nothing, "empty", "letters" (there is no word in it),
    "only without" (there is nothing to find, only to leave out), "long" (only the first `MOST` words count), "near"
    (NEAR was written in another program's way and is a word here).
    """

    node: Node | None
    authority: str = ""
    years: str = ""
    hint: str = ""

    @property
    def has_phrases(self) -> bool:
        """Whether words must stand one after the other."""
        return any(len(one.words) > 1 for one in _phrases(self.node))

    @property
    def is_short(self) -> bool:
        """Whether the beginning of a word is shorter than `SHORT` letters, so that most paragraphs have one."""
        return any(one.begins and len(one.words[-1]) < SHORT for one in _phrases(self.node))


def query(typed: str, *, typing: bool = False) -> Query:
    """What a string asks for; while it is being `typing`, its last word may be the beginning of one."""
    parser = _Parser(typed, typing=typing)
    node = parser.whole()
    hint = ""
    if not typed.strip():
        hint = "empty"
    elif node is None and not (parser.authority or parser.years):
        hint = "only without" if parser.left_out else "letters"
    elif parser.count > MOST:
        hint = "long"
    elif _STRAY_NEAR.search(typed):
        hint = "near"
    return Query(node, parser.authority, parser.years, hint)


class _Lexeme(NamedTuple):
    kind: str  # "phrase", "near", "comma", "open", "close", "AND", "OR", "NOT"
    phrase: Phrase | None = None
    minus: bool = False


class _Parser:
    """Reads lexemes from the left; `OR` binds loosest, words side by side and `AND` closer."""

    def __init__(self, typed: str, *, typing: bool):
        self.authority = self.years = ""
        self.left_out = False
        self.count = 0
        self._depth = 0
        self._lexemes = list(self._read(typed, typing=typing))
        self._at = 0

    # --- from characters to lexemes ------------------------------------------------------------------------

    def _read(self, typed: str, *, typing: bool) -> Iterator[_Lexeme]:
        near = False  # inside NEAR( a comma stands before the distance
        for match in _LEXEMES.finditer(typed):
            last = typing and match.end() == len(typed)
            if match["field"]:
                self._take_field(match["field"], match["named"] or match["value"] or "")
            elif match["near"]:
                near = True
                yield _Lexeme("near")
            elif match["phrase"] is not None:
                unfinished = last and not match["end"] and _is_letter(match["phrase"][-1:])
                star = bool(match["star"])
                yield from self._phrase(match["phrase"], bool(match["minus"]), star=star, unfinished=unfinished)
            elif match["open"]:
                yield _Lexeme("open", minus=match["open"][0] == "-")
            elif match["close"]:
                near = False
                yield _Lexeme("close")
            elif match["word"] in ("AND", "OR", "NOT"):
                yield _Lexeme(match["word"])
            else:
                for place, word in enumerate(match["word"].split(",") if near else [match["word"]]):
                    if place:
                        yield _Lexeme("comma")
                    minus, unfinished = word[:1] in ("-", "−"), last and _is_letter(word[-1:])
                    yield from self._phrase(word, minus, star=word.endswith("*"), unfinished=unfinished)

    def _phrase(self, typed: str, minus: bool, *, star: bool, unfinished: bool) -> Iterator[_Lexeme]:
        found = tuple(match.group() for match in _WORD.finditer(typed))
        if unfinished and not star and found and len(found[-1]) == 1 and (len(found) > 1 or self.count):
            # One letter says nothing yet where there is more to go by, and half of all words begin with it.
            found, unfinished = found[:-1], False
        begins = star or (unfinished and bool(found) and found[-1].lower() not in WHOLE)
        room = MOST - self.count
        self.count += len(found)
        if found and room > 0:
            yield _Lexeme("phrase", Phrase(found[:room], begins and len(found) <= room), minus)

    def _take_field(self, name: str, value: str) -> None:
        if name == "year:":
            self.years = value
        else:
            self.authority = " ".join(value.split()).casefold()

    # --- from lexemes to nodes -----------------------------------------------------------------------------

    def whole(self) -> Node | None:
        """What the whole of it asks for; a string of nothing but operators asks for their words."""
        found: list[Node] = []
        while self._at < len(self._lexemes):
            if (node := self._either()) is not None:
                found.append(node)
            self._at += 1  # a bracket that closes nothing
        if not found and not self.left_out:
            words = [each.kind.lower() for each in self._lexemes if each.kind in ("AND", "OR", "NOT")]
            return _every([Phrase((word,)) for word in words[:MOST]], [])
        return _every(found, [])

    def _peek(self) -> _Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _either(self) -> Node | None:
        parts: list[Node] = []
        while True:
            if (part := self._all()) is not None:
                parts.append(part)
            found = self._peek()
            if found is None or found.kind != "OR":
                break
            self._at += 1
        if len(parts) < 2:
            return parts[0] if parts else None
        return Either(tuple(dict.fromkeys(parts)))

    def _all(self) -> Node | None:
        parts: list[Node] = []
        without: list[Node] = []
        negative = False
        while (found := self._peek()) is not None and found.kind not in ("OR", "close"):
            self._at += 1
            if found.kind in ("AND", "NOT"):
                negative = found.kind == "NOT"
                continue
            node = self._item(found)
            if node is not None:
                (without if negative or found.minus else parts).append(node)
            negative = False
        self.left_out = self.left_out or bool(without)
        return _every(parts, without)

    def _item(self, found: _Lexeme) -> Node | None:
        if found.kind == "near":
            return self._near()
        if found.kind == "open":
            if self._depth >= DEEPEST:
                return None  # what stands inside is read as if there were no bracket
            self._depth += 1
            node = self._either()
            self._at += 1  # the bracket that closes, or the end
            self._depth -= 1
            return node
        return found.phrase

    def _near(self) -> Node | None:
        phrases: list[Phrase] = []
        distance = NEARBY
        after_comma = False
        while (found := self._peek()) is not None and found.kind not in ("close", "open", "near"):
            self._at += 1
            number = found.phrase.words[0] if found.phrase and len(found.phrase.words) == 1 else ""
            if after_comma and number.isdecimal():
                distance = min(int(number[:6]), FURTHEST)
            elif found.phrase is not None:
                phrases.append(found.phrase)
            after_comma = found.kind == "comma"
        if found is not None and found.kind == "close":
            self._at += 1
        kept = tuple(dict.fromkeys(phrases))
        if len(kept) < 2:
            return kept[0] if kept else None
        return Near(kept, distance)


def _every(parts: Sequence[Node], without: Sequence[Node]) -> Node | None:
    """All of the parts; None where there is none, whatever is to be left out."""
    parts, without = tuple(dict.fromkeys(parts)), tuple(dict.fromkeys(without))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 and not without else Every(parts, without)


def _phrases(node: Node | None) -> Iterator[Phrase]:
    """Every phrase that is looked for, and those left out."""
    if isinstance(node, Phrase):
        yield node
    elif isinstance(node, Near):
        yield from node.phrases
    elif node is not None:
        for part in node.parts:
            yield from _phrases(part)
        for part in node.without if isinstance(node, Every) else ():
            yield from _phrases(part)


def _is_letter(character: str) -> bool:
    return _WORD.match(character) is not None or "\u0300" <= character <= "\u036f"


# --- said to FTS5 ------------------------------------------------------------------------------------------


def fts5(node: Node) -> str:
    """The node as an FTS5 expression; every word stands in quotes, so that none is taken for an operator."""
    if isinstance(node, Phrase):
        return '"' + " ".join(node.words) + '"' + (" *" if node.begins else "")
    if isinstance(node, Near):
        return f"NEAR({' '.join(map(fts5, node.phrases))}, {node.distance})"
    if isinstance(node, Either):
        return _joined(node.parts, "OR")
    found = _joined(node.parts, "AND")
    return f"({found} NOT {_joined(node.without, 'OR')})" if node.without else found


def _joined(parts: Sequence[Node], operator: str) -> str:
    """The parts side by side: FTS5 makes one flat node of them, however many there are."""
    said = f" {operator} ".join(map(fts5, parts))
    return said if len(parts) == 1 else f"({said})"


# --- found in a text ---------------------------------------------------------------------------------------


class Words(NamedTuple):
    """The words of a text as they are compared, and where each stands; `begins` are those that begin a sentence."""

    folded: tuple[str, ...]
    spans: tuple[Span, ...]
    begins: frozenset[int] = frozenset()


def words(text: str, ends: Sequence[int] = ()) -> Words:
    """The words of a text, without capitals and accents; no phrase reaches across one of the `ends` of its sentences.

    `ends` are offsets in order.
    """
    found = list(_WORD.finditer(text))
    places = [match.start() for match in found]
    return Words(
        tuple(folded(match.group()) for match in found),
        tuple(match.span() for match in found),
        frozenset(bisect_left(places, end) for end in ends),
    )


def folded(word: str) -> str:
    """A word as it is compared."""
    small = word.lower()
    if small.isascii():
        return small
    return "".join(each for each in unicodedata.normalize("NFD", small) if not unicodedata.combining(each))


def spans(node: Node, text: Words) -> list[Span] | None:
    """Where a query's words stand in a text (code points, in order); None where the text does not answer it."""
    found = _met(node, text)
    if found is None:
        return None
    joined = sorted({(first, last) for first, last in found})
    return [(text.spans[first][0], text.spans[last][1]) for first, last in joined]


def _met(node: Node, text: Words) -> list[Span] | None:
    """The places among a text's words, (first, last), that answer a node; None where it is not answered."""
    if isinstance(node, Phrase):
        return _places(node, text) or None
    if isinstance(node, Near):
        return _near_places([_places(phrase, text) for phrase in node.phrases], node.distance)
    answers = [_met(part, text) for part in node.parts]
    if isinstance(node, Either):
        answered = [answer for answer in answers if answer is not None]
        return [place for answer in answered for place in answer] if answered else None
    if any(answer is None for answer in answers) or any(_met(part, text) is not None for part in node.without):
        return None
    return [place for answer in answers for place in answer or ()]


def _places(phrase: Phrase, text: Words) -> list[Span]:
    wanted = tuple(map(folded, phrase.words))
    size = len(wanted)
    found = []
    for at in range(len(text.folded) - size + 1):
        part = text.folded[at : at + size]
        if text.begins and not text.begins.isdisjoint(range(at + 1, at + size)):
            continue
        if part == wanted or (phrase.begins and part[:-1] == wanted[:-1] and part[-1].startswith(wanted[-1])):
            found.append((at, at + size - 1))
    return found


def _near_places(places: Sequence[Sequence[Span]], distance: int) -> list[Span] | None:
    """Those places of each phrase that stand in a group with one of every other, as FTS5 groups them."""
    kept: set[Span] = set()
    for begin in (place for each in places for place in each):
        # The group that begins here: of every phrase the first place from here on.
        group = [next((place for place in each if place[0] >= begin[0]), None) for each in places]
        chosen = [place for place in group if place is not None]
        if len(chosen) < len(places) or begin not in chosen:
            continue
        skipped = max(place[0] for place in chosen) - min(place[1] for place in chosen) - 1
        if skipped <= distance:
            kept.update(chosen)
    return sorted(kept) or None

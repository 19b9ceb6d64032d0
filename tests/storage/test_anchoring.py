"""Passages are found again in a text that was read anew, and never where other words only look like them."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.anchoring import Anchor, Anchorer, anchor, same_words
from storage.model import Passage
from storage.passages import passage

LEAD = "Leaders know their services well and act on what they learn from audits."
PLAN = "Most care plans are written with the child, but a few are late and lack detail."
LAST = "Managers oversee the work of new staff closely and supervision is regular."
FOOT = "Review of services for young people in Exampleshire 5 Printed on paper made from old boxes"


def _passage(text: str, quote: str, ordinal: int = 0) -> Passage:
    at = -1
    for _ in range(ordinal + 1):
        at = text.index(quote, at + 1)
    return passage(1, text, at, at + len(quote))


def _placed(before: str | None, after: str, found: Passage) -> Anchor | None:
    return Anchorer(before, after).place(found.start, found.end, found.quote, found.prefix, found.suffix)


def _words(text: str, start: int, end: int) -> str:
    assert start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    assert end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return text[start:end]


# name, old text, quotation, new text, what must be found; None for nothing
CASES = [
    ("the same text", f"{LEAD}\n{PLAN}", PLAN, f"{LEAD}\n{PLAN}", PLAN),
    ("a paragraph before", f"{LEAD}\n{PLAN}", PLAN, f"{LAST}\n{LEAD}\n{PLAN}", PLAN),
    ("paragraphs moved", f"{LEAD}\n{PLAN}\n{LAST}", PLAN, f"{PLAN}\n{LAST}\n{LEAD}", PLAN),
    (
        "a hyphen kept with a space",
        f"{LEAD} The multi-agency hub is busy. {LAST}",
        "The multi-agency hub is busy.",
        f"{LEAD} The multi- agency hub is busy. {LAST}",
        "The multi- agency hub is busy.",
    ),
    (
        "a hyphen gone",
        f"{LEAD} Some assess-ment work drifts. {LAST}",
        "assess-ment work",
        f"{LEAD} Some assessment work drifts. {LAST}",
        "assessment work",
    ),
    ("a paragraph cut", f"{LEAD}\n{PLAN}", PLAN, f"{LEAD}\n" + PLAN.replace(", ", ",\n"), PLAN.replace(", ", ",\n")),
    (
        "other marks",
        f"{LEAD} The ‘front door’ – it’s new – works. {LAST}",
        "The ‘front door’ – it’s new – works.",
        f"{LEAD} The 'front door' - it's new - works. {LAST}",
        "The 'front door' - it's new - works.",
    ),
    (
        "another bullet",
        f"{LEAD}\n• ensure that visits are timely\n{LAST}",
        "• ensure that visits are timely",
        f"{LEAD}\n▪ ensure that visits are timely\n{LAST}",
        "▪ ensure that visits are timely",
    ),
    (
        "cells of a table in another order",
        f"{LEAD}\nHelp and protection\tGood\n{LAST}",
        "Help and protection\tGood",
        f"{LEAD}\nGood\tHelp and protection\n{LAST}",
        "Good\tHelp and protection",
    ),
    (
        "furniture taken out of the quotation",
        f"{LEAD} Staff raise the quality of {FOOT} assessments step by step. {LAST}",
        f"Staff raise the quality of {FOOT} assessments",
        f"{LEAD} Staff raise the quality of assessments step by step. {LAST}",
        "Staff raise the quality of assessments",
    ),
    (
        "furniture put into the quotation",
        f"{LEAD} Staff raise the quality of assessments step by step. {LAST}",
        "Staff raise the quality of assessments step",
        f"{LEAD} Staff raise the quality of {FOOT} assessments step by step. {LAST}",
        f"Staff raise the quality of {FOOT} assessments step",
    ),
    (
        "a word changed",
        f"{LEAD} {PLAN} {LAST}",
        PLAN,
        f"{LEAD} {PLAN.replace('lack', 'want')} {LAST}",
        PLAN.replace("lack", "want"),
    ),
    ("the case changed", f"{LEAD} Good {LAST}", "Good", f"{LEAD} GOOD {LAST}", None),
    ("the quotation taken out", f"{LEAD} {PLAN} {LAST}", PLAN, f"{LEAD} {LAST}", None),
    ("a short quotation far away", f"{LEAD} good {PLAN * 20}", "good", f"{LEAD} {PLAN * 20} So good, truly.", None),
    (
        "a twin elsewhere",
        f"{LEAD} {PLAN} {LAST} Visits are on time. {PLAN} Homes are safe.",
        PLAN,
        f"{LEAD} {LAST} Visits are on time. {PLAN} Homes are safe.",
        None,
    ),
    (
        "a look-alike elsewhere",
        f"{LEAD} The experience of children who need help and protection is good. {LAST}",
        "The experience of children who need help and protection is good.",
        f"{LEAD} {LAST} {PLAN * 9} The experience of children in care and those who left is good.",
        None,
    ),
]


@pytest.mark.parametrize(
    ("before", "quote", "after", "wanted"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_passage_is_found_again(before: str, quote: str, after: str, wanted: str | None) -> None:
    found = _placed(before, after, _passage(before, quote))
    if wanted is None:
        assert found is None
    else:
        assert found is not None
        assert _words(after, found.start, found.end) == wanted
        assert found.exact == (wanted == quote)


@pytest.mark.parametrize(
    "name",
    [
        "a paragraph before",
        "a hyphen kept with a space",
        "other marks",
        "another bullet",
        "furniture taken out of the quotation",
        "furniture put into the quotation",
        "a word changed",
    ],
)
def test_the_old_text_need_not_be_known(name: str) -> None:
    _, before, quote, after, wanted = next(case for case in CASES if case[0] == name)
    there = _passage(before, quote)
    found = anchor(after, there.start, quote, there.prefix, there.suffix)
    assert found is not None
    assert after[found.start : found.end] == wanted


@pytest.mark.parametrize(
    "name", ["the case changed", "the quotation taken out", "a short quotation far away", "a look-alike elsewhere"]
)
def test_what_is_gone_stays_gone_where_the_old_text_is_not_known(name: str) -> None:
    _, before, quote, after, _ = next(case for case in CASES if case[0] == name)
    there = _passage(before, quote)
    assert anchor(after, there.start, quote, there.prefix, there.suffix) is None


def test_surroundings_decide_between_places_before_nearness_does() -> None:
    text = f"{LEAD} Grade: good overall. {PLAN} Grade: good in part. {LAST}"
    there = _passage(text, "good", 1)
    found = anchor(text, 0, "good", there.prefix, there.suffix)
    assert found == Anchor(there.start, there.end, exact=True)


def test_a_neighbour_that_looks_alike_does_not_stand_in_for_a_passage_taken_out() -> None:
    first = "The help that children in need get from the family centres is good."
    second = "The help that children in care get from the family centres is good."
    before = f"{LEAD} {first} {second} {LAST}"
    there = _passage(before, first)
    after = f"{LEAD} {second} {LAST}"
    assert _placed(before, after, there) is None
    assert _placed(None, after, there) is None


def test_words_are_the_same_whatever_their_spaces_hyphens_and_marks() -> None:
    assert same_words("• the child’s multi- agency\nplan", "the child's multi-agency plan")
    assert not same_words("the child's plan", "the child's plans")


# --- properties --------------------------------------------------------------------------------------

_TEXT = st.text(st.sampled_from("abc \n\t-•’é."), max_size=80)
_SENTENCES = st.integers(0, 10_000).map(lambda seed: _report(seed, 12))
_FURNITURE = st.sampled_from(["Page foot 7", FOOT, "• • •", "good", "\t\t"])


def _report(seed: int, paragraphs: int) -> list[str]:
    rand = random.Random(seed)
    words = [
        a + b + c for a in ("ba", "ke", "li", "mo", "ru") for b in ("d", "n", "s", "t") for c in ("an", "el", "is")
    ]
    return [" ".join(rand.choice(words) for _ in range(rand.randint(8, 30))) + "." for _ in range(paragraphs)]


def _part(text: str, data: st.DataObject) -> Passage:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 300)))
    return passage(1, text, start, end) if text[start:end].strip() else passage(1, text, 0, len(text))


@given(_TEXT.filter(lambda text: bool(text.strip())), st.data())
def test_a_text_that_is_the_same_gives_the_same_place(text: str, data: st.DataObject) -> None:
    there = _part(text, data)
    assert _placed(text, text, there) == Anchor(there.start, there.end, exact=True)


@given(_SENTENCES, _FURNITURE, st.data())
@settings(max_examples=60, deadline=None)
def test_furniture_elsewhere_leaves_a_passage_as_it_is(paragraphs: list[str], line: str, data: st.DataObject) -> None:
    before = "\n".join(paragraphs)
    chosen = data.draw(st.integers(0, len(paragraphs) - 1))
    start = before.index(paragraphs[chosen])
    there = passage(1, before, start, start + data.draw(st.integers(1, len(paragraphs[chosen]))))
    after = f"{line}\n" + f"\n{line}\n".join(paragraphs) + f"\n{line}"
    found = _placed(before, after, there)
    assert found is not None
    assert found.exact
    assert after[found.start : found.end] == there.quote
    assert found.start == after.index(paragraphs[chosen])


@given(_SENTENCES, st.integers(0, 11))
@settings(max_examples=60, deadline=None)
def test_a_paragraph_that_is_gone_is_placed_nowhere(paragraphs: list[str], gone: int) -> None:
    before = "\n".join(paragraphs)
    there = _passage(before, paragraphs[gone])
    after = "\n".join(paragraphs[:gone] + paragraphs[gone + 1 :])
    assert _placed(before, after, there) is None
    assert _placed(None, after, there) is None


@given(_SENTENCES, st.integers(0, 4), st.sampled_from([PLAN, "Good", "It is good enough"]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_quotation_that_stands_five_times_keeps_its_turn(
    paragraphs: list[str], ordinal: int, quote: str, apart: bool
) -> None:
    pieces = [f"{text}\n{quote}" if apart else quote for text in paragraphs[:5]]
    before = "\n".join(pieces)
    after = f"{LAST} {LEAD}\n{before}"
    found = _placed(before, after, _passage(before, quote, ordinal))
    wanted = _passage(after, quote, ordinal)
    assert found == Anchor(wanted.start, wanted.end, exact=True)


@given(_TEXT, _TEXT, st.integers(-5, 90), st.integers(-5, 90), _TEXT, _TEXT, _TEXT)
@settings(max_examples=300, deadline=None)
def test_whatever_is_asked_the_answer_lies_in_the_text(
    before: str, after: str, start: int, end: int, quote: str, prefix: str, suffix: str
) -> None:
    for old in (before, None, after):
        found = Anchorer(old, after).place(start, end, quote, prefix[-32:], suffix[:32])
        if found is not None:
            assert 0 <= found.start < found.end <= len(after)
            assert found.exact == (after[found.start : found.end] == quote)


# --- hostile texts, and time -------------------------------------------------------------------------

_RANDOM = random.Random(5)
_A_AND_B = " ".join(_RANDOM.choice("ab") for _ in range(100_000))
HOSTILE = [
    ("empty", "", "", "abc"),
    ("nothing to find", "abc", "abc", ""),
    ("white space", " " * 300_000, " " * 300_001, "     "),
    ("bullets", "•" * 300_000, "•" * 300_001, "•" * 100_000),
    ("one letter", "a " * 150_000, "b " + "a " * 150_000, "a " * 50_000),
    ("one letter and another", "a " * 150_000, "a " * 150_000 + "c", "b" + "a " * 50_000),
    ("one word", "a" * 300_000, "a" * 300_001, "a" * 50_000 + "b" + "a" * 50_000),
    ("two letters", _A_AND_B, _A_AND_B[1:][::-1], _A_AND_B[1000:101_000]),
    ("apostrophes", "a'" * 150_000, "'a" * 150_000, "a'" * 50_000 + "b c d e"),
]


@pytest.mark.parametrize(("before", "after", "quote"), [case[1:] for case in HOSTILE], ids=[c[0] for c in HOSTILE])
def test_hostile_texts_are_answered_soon(before: str, after: str, quote: str) -> None:
    begun = time.process_time()
    for old in (before, None):
        found = Anchorer(old, after).place(1000, 1000 + len(quote), quote, before[968:1000], before[-32:])
        assert found is None or 0 <= found.start < found.end <= len(after)
    assert time.process_time() - begun < 5  # usually under one second


def test_two_hundred_passages_of_a_long_report_are_placed_quickly() -> None:
    paragraphs = _report(3, 1900)
    parts = [paragraph.split(" ") for paragraph in paragraphs]
    before = "\n".join(" ".join([*p[:4], *(FOOT.split() if at % 5 == 0 else ()), *p[4:]]) for at, p in enumerate(parts))
    after = "\n".join(paragraphs)
    assert len(before) > 200_000
    starts = [at + 1 for at in range(len(before)) if before[at] == "\n"][::9][:201]
    begun = time.process_time()
    placing = Anchorer(before, after)
    found = []
    for start, following in pairwise(starts):
        there = passage(1, before, start, min(before.index("\n", start), following))
        found.append(placing.place(there.start, there.end, there.quote, there.prefix, there.suffix))
    assert time.process_time() - begun < 3  # usually under half a second
    assert len(found) == 200
    assert None not in found
    assert all(place and after[place.start : place.end] == paragraphs[1 + 9 * at] for at, place in enumerate(found))

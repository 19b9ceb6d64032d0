"""Passages: packing of words, places inside words, boxes, carets, spans, quotations."""

import math
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.model import Box, Paragraph, Word
from storage.passages import (
    boxes,
    cited,
    offset_at,
    offset_nearest,
    packed_extent,
    packed_words,
    paragraph_span,
    passage,
    sentence_span,
    unpacked_words,
    whole_words,
    word_span,
    x_at,
)

LINES = ("1. Children are safe.", "They are seen (e.g. at", "home) and heard.")
TEXT = " ".join(LINES)


def words_of(lines, left=72.0, top=100.0):
    found, at = [], 0
    for row, line in enumerate(lines):
        x = left
        for word in line.split():
            width = 6.0 * len(word)
            found.append(Word(x, top + 15 * row, x + width, top + 15 * row + 14, at, at + len(word)))
            x += width + 4
            at += len(word) + 1
    return found


WORDS = words_of(LINES)

coordinates = st.floats(-5000, 20000, allow_nan=False)
any_word = st.builds(
    lambda x, y, w, h, start, length: Word(x, y, x + w, y + h, start, start + length),
    coordinates,
    coordinates,
    st.floats(0, 1000),
    st.floats(0, 1000),
    st.integers(0, 2**30),
    st.integers(0, 10**6),
)


@given(st.lists(any_word, max_size=40))
def test_packed_words_come_back_within_a_hundredth_of_a_point(words):
    back = unpacked_words(packed_words(words))
    assert [(word.start, word.end) for word in back] == [(word.start, word.end) for word in words]
    for one, two in zip(back, words, strict=True):
        assert all(abs(a - b) <= 0.02 for a, b in zip(one[:4], two[:4], strict=True))


def test_words_that_version_1_packed_are_still_read():
    # Whole numbers: left, top, width, height in hundredths of a point, step from start to start, length.
    columns = ((7212, 8000), (10000, 10000), (600, 1250), (1400, 1400), (3, 4), (2, 5))
    old = zlib.compress(struct.pack("<12i", *(number for column in columns for number in column)))
    assert unpacked_words(old) == [Word(72.12, 100, 78.12, 114, 3, 5), Word(80, 100, 92.5, 114, 7, 12)]


def test_packed_words_bring_impossible_coordinates_into_range():
    packed = packed_words([Word(math.nan, -math.inf, 1e38, math.inf, 0, 3)])
    (word,) = unpacked_words(packed)
    assert word.x0 == 0
    assert word.y0 < -9e6
    assert word.x1 > 9e6
    assert word.end == 3


def test_first_words_and_their_edges_are_told_without_the_rest():
    made = [Word(10.0 + i, 5.0, 14.0 + 2 * i, 9.0, 3 * i, 3 * i + 2) for i in range(50)]
    packed = packed_words(made)
    assert unpacked_words(packed, 7) == unpacked_words(packed)[:7]
    assert unpacked_words(packed, 70) == unpacked_words(packed)
    assert packed_extent(packed) == (10.0, 112.0)
    assert packed_extent(packed, 3) == (10.0, 18.0)
    assert packed_extent(b"") is None
    with pytest.raises(ValueError, match="damaged"):
        packed_extent(b"\2nothing that was packed")


def test_no_words_pack_to_nothing():
    assert packed_words([]) == b""
    assert unpacked_words(b"") == []


@pytest.mark.parametrize("data", [b"not packed", packed_words(WORDS)[:-9]])
def test_damaged_words_are_refused(data):
    with pytest.raises(ValueError, match="damaged"):
        unpacked_words(data)


def test_places_inside_a_word_follow_the_letters_widths():
    word = Word(10, 0, 50, 12, 0, 5)
    edges = [x_at(word, "milli", offset) for offset in range(6)]
    assert edges[0] == 10
    assert edges[-1] == 50
    assert edges == sorted(edges)
    assert edges[1] - edges[0] > 2 * (edges[2] - edges[1])
    assert [offset_at(word, "milli", x) for x in edges] == list(range(6))
    assert offset_at(word, "milli", -5) == 0
    assert offset_at(word, "milli", 99) == 5


def test_combining_marks_and_wide_letters_have_their_widths():
    word = Word(0, 0, 30, 12, 0, 3)
    assert x_at(word, "e\u0301e", 1) == x_at(word, "e\u0301e", 2) == 15
    assert x_at(Word(0, 0, 30, 12, 0, 2), "字a", 1) > 18


def test_boxes_are_one_a_line_and_cover_the_spaces():
    start, end = TEXT.index("safe"), TEXT.index("seen") + 4
    found = boxes(WORDS, TEXT, start, end)
    assert len(found) == 2
    assert found[0].x0 == WORDS[3].x0
    assert found[1].x0 == WORDS[4].x0
    assert found[1].x1 == WORDS[6].x1


def test_boxes_leave_the_full_stop_out():
    start = TEXT.index("safe")
    (whole,) = boxes(WORDS, TEXT, start, start + 5)
    (part,) = boxes(WORDS, TEXT, start, start + 4)
    assert part.x0 == whole.x0
    assert whole.x0 < part.x1 < whole.x1


def test_boxes_of_a_span_on_another_page_are_none():
    assert boxes(WORDS, TEXT, len(TEXT) + 1, len(TEXT) + 9) == []
    assert boxes([], TEXT, 0, 5) == []


def test_boxes_do_not_bridge_the_cells_of_a_table():
    cells = [Word(72, 0, 120, 14, 0, 5), Word(400, 0, 430, 14, 6, 10)]
    assert boxes(cells, "Label\tGood", 0, 10) == [Box(72, 0, 120, 14), Box(400, 0, 430, 14)]


def test_the_caret_goes_to_the_line_first():
    middle = WORDS[3]
    assert offset_nearest(WORDS, TEXT, middle.x0 + 0.1, middle.y0 + 5) == middle.start
    assert offset_nearest(WORDS, TEXT, 5, 120) == TEXT.index("They")
    assert offset_nearest(WORDS, TEXT, 590, 107) == TEXT.index("safe.") + 5
    assert offset_nearest(WORDS, TEXT, 5, 3) == 0
    assert offset_nearest(WORDS, TEXT, 100, 700) == len(TEXT)
    assert offset_nearest([], TEXT, 100, 700) is None


def test_the_caret_between_two_words_takes_the_nearer():
    one, two = WORDS[0], WORDS[1]
    assert offset_nearest(WORDS, TEXT, one.x1 + 1, 107) == one.end
    assert offset_nearest(WORDS, TEXT, two.x0 - 1, 107) == two.start


def test_the_caret_finds_a_grade_beside_a_label_of_two_lines():
    text = "The experiences\nof children\nGood"
    words = [Word(72, 0, 160, 14, 0, 15), Word(72, 14, 140, 28, 16, 27), Word(400, 7, 430, 21, 28, 32)]
    assert offset_nearest(words, text, 401, 9) == 28


def spanned(function, text, offset):
    start, end = function(text, offset)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("well-planned help", 6, "well-planned"),
        ("children’s plan", 3, "children’s"),
        ("plan. Next", 4, "."),
        ("plan next", 4, "plan"),
        ("", 0, ""),
        ("end", 3, "end"),
    ],
)
def test_word_span(text, offset, expected):
    assert spanned(word_span, text, offset) == expected


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("One is here. Two is there.", 3, "One is here."),
        ("One is here. Two is there.", 14, "Two is there."),
        ("13. Too variable. Next.", 6, "Too variable."),
        ("13. Too variable. Next.", 1, "Too variable."),
        ("Seen (e.g. at home) by Mrs. Hill today. Next.", 5, "Seen (e.g. at home) by Mrs. Hill today."),
        ("It costs 3.5 pounds. Next.", 2, "It costs 3.5 pounds."),
        ("He said ‘no.’ She left.", 3, "He said ‘no.’"),
        ("Heading\nBody text.", 2, "Heading"),
        ("Heading\nBody text.", 9, "Body text."),
    ],
)
def test_sentence_span(text, offset, expected):
    assert spanned(sentence_span, text, offset) == expected


def test_paragraph_span():
    paragraphs = [Paragraph(0, 5, "", 1), Paragraph(6, 20, "1", 1)]
    assert paragraph_span(paragraphs, 3) == (0, 5)
    assert paragraph_span(paragraphs, 5) == (0, 5)
    assert paragraph_span(paragraphs, 19) == (6, 20)
    assert paragraph_span([], 4) == (4, 4)


def test_a_passage_carries_its_quote_and_context():
    text = "a" * 40 + " the quality is too variable " + "b" * 40
    found = passage(7, text, 40, 69)
    assert found.quote == "the quality is too variable" == text[found.start : found.end]
    assert found.report == 7
    assert found.prefix == text[found.start - 32 : found.start]
    assert len(found.suffix) == 32
    assert passage(1, "short", 0, 5).prefix == ""


@pytest.mark.parametrize(("start", "end"), [(2, 2), (1, 3), (-1, 2), (3, 99)])
def test_an_empty_passage_is_refused(start, end):
    with pytest.raises(ValueError):
        passage(1, "a  b", start, end)


@pytest.mark.parametrize(
    ("dragged", "meant"),
    [
        ("settle we", "settle well"),
        ("hildren who settle", "Children who settle"),
        ("ren who settle", "who settle"),
        ("ho settle well.", "who settle well."),
        (". They", "They"),
        ("ettl", "settle"),
        ("settle well", "settle well"),
    ],
)
def test_drag_means_whole_words(dragged: str, meant: str) -> None:
    text = "Children who settle well. They stay."
    start = text.index(dragged)
    first, last = whole_words(text, start, start + len(dragged))
    assert text[first:last] == meant


def test_quotation_is_cited_on_one_line():
    quote = "were seen alone.\n14. Leaders\tGood"
    assert cited(quote, "Islington 2020, para 13, p. 4") == (
        "“were seen alone. 14. Leaders Good” (Islington 2020, para 13, p. 4)"
    )

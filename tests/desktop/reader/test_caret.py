"""Lines as the eye has them, and where a caret goes: without a window."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.reader import caret as carets
from desktop.reader.caret import Caret, grown, nudged
from desktop.reader.lines import Lines, is_beside, turn, turned
from storage.model import Box, Paragraph, Word

# A heading, two columns, a table of two rows, a compound word that a line breaks, and a second page.
PRINT = (
    (("Title here", 50, 50),),
    (("left one", 50, 80), ("left two", 50, 95), ("right one", 300, 80), ("right two", 300, 95)),
    (("area", 50, 120), ("good", 200, 120), ("health", 50, 135), ("poor", 200, 135)),
    (("some well-", 50, 160), ("being now", 50, 175)),
)
SECOND = (("second page", 50, 50),)


def printed() -> tuple[str, list[list[Word]]]:
    text, pages = "", []
    for blocks in (PRINT, (SECOND,)):
        words = []
        for block in blocks:
            for line, left, top in block:
                text += "" if text.endswith("-") or not text else " "
                x = left
                for word in line.split():
                    text += "" if text.endswith((" ", "-")) or not text else " "
                    words.append(Word(x, top, x + 6 * len(word), top + 12, len(text), len(text) + len(word)))
                    text += word
                    x += 6 * len(word) + 4
        pages.append(words)
    return text, pages


TEXT, PAGES = printed()


def lines(pages: list[list[Word]] = PAGES, text: str = TEXT) -> Lines:
    def page_of(offset: int) -> int:
        return max((index for index, words in enumerate(pages) if words and words[0].start <= offset), default=0)

    return Lines(text, len(pages), pages.__getitem__, page_of)


def after(offset: int, *steps: tuple[str, int], select: bool = False) -> Caret:
    made = Caret(lines(), offset)
    for step, direction in steps:
        made.move(step, direction, select=select)
    return made


def texts(page: int) -> list[str]:
    return [TEXT[line.start : line.end] for line in lines().of_page(page)]


def test_lines_are_those_of_the_print():
    assert texts(0) == [line for block in PRINT for line, _, _ in block]
    assert texts(1) == ["second page"]


def test_cells_of_a_row_are_beside_each_other_and_columns_are_not():
    found = lines().of_page(0)
    by_text = dict(zip(texts(0), found, strict=True))
    assert is_beside(by_text["area"], by_text["good"])
    assert not is_beside(by_text["good"], by_text["health"])
    assert not is_beside(by_text["left two"], by_text["right one"])


def test_down_keeps_the_x_through_a_short_line():
    at = TEXT.index("two")
    made = after(at, ("line", -1), ("line", -1))
    assert made.offset == len("Title")  # the x of “two” is between the heading's words
    made.move("line", 1)
    made.move("line", 1)
    assert made.offset == at


def test_down_goes_from_a_column_to_the_head_of_the_next_at_the_same_place():
    foot = TEXT.index("two", TEXT.index("left two"))
    assert after(foot, ("line", 1)).offset == TEXT.index("right one") + len("right")
    assert after(TEXT.index("left two"), ("line", 1)).offset == TEXT.index("right one")


def test_down_in_a_table_stays_in_its_column():
    assert after(TEXT.index("good"), ("line", 1)).offset == TEXT.index("poor")
    assert after(TEXT.index("area"), ("line", 1)).offset == TEXT.index("health")
    assert after(TEXT.index("poor"), ("line", -1)).offset == TEXT.index("good")


def test_down_crosses_the_page_end_and_stops_at_the_report_s_ends():
    assert after(TEXT.index("being"), ("line", 1)).offset == TEXT.index("second")
    assert after(TEXT.index("page"), ("line", 1)).offset == len(TEXT)
    assert after(3, ("line", -1)).offset == 0


def test_end_of_a_line_that_breaks_a_compound_is_drawn_there():
    made = after(TEXT.index("some"), ("edge", 1))
    assert TEXT[: made.offset].endswith("well-")
    page, box = made.place()
    assert (page, box.y0) == (0, 160)
    made.move("letter", 1)
    assert made.place()[1].y0 == 175
    made.move("edge", -1)
    assert made.place()[1] == Box(50, 175, 50, 187)


def test_words_letters_and_ends():
    assert after(0, ("word", 1), ("word", 1)).offset == TEXT.index("left one")
    assert after(TEXT.index("ing now"), ("word", -1)).offset == TEXT.index("well-")
    assert after(5, ("end", 1)).offset == len(TEXT)
    assert after(5, ("end", -1), ("letter", -1)).offset == 0
    assert carets.next_letter("ae\u0301b", 1, 1) == 3
    assert carets.next_letter("ae\u0301b", 3, -1) == 1


def test_selecting_keeps_the_anchor_and_a_letter_lets_go_at_the_end_of_the_selection():
    made = after(6, ("word", 1), ("line", 1), select=True)
    assert made.anchor == 6
    start, end = made.span
    made.move("letter", -1)
    assert (made.offset, made.span) == (start, None)
    made.put(end, start)
    made.move("letter", 1)
    assert made.offset == end


@given(st.integers(0, len(TEXT)), st.lists(st.sampled_from([*"lwpne"]), max_size=30), st.booleans(), st.booleans())
def test_caret_always_stands_on_print(offset, steps, onward, select):
    names = {"l": "letter", "w": "word", "p": "paragraph", "n": "line", "e": "edge"}
    made = Caret(lines(), offset)
    for step in steps:
        made.move(names[step], 1 if onward else -1, select=select)
        line = made.line
        assert line.start <= made.offset <= line.end
        assert made.place() is not None


def test_arrows_to_the_right_and_back_visit_the_same_places():
    made, there = Caret(lines()), [0]
    while made.offset < len(TEXT):
        made.move("letter", 1)
        there.append(made.offset)
    back = [made.offset]
    while made.offset > 0:
        made.move("letter", -1)
        back.append(made.offset)
    assert there == back[::-1]


def test_footnote_of_the_page_before_is_reached_in_its_place():
    text = "goes on note then"
    one = [Word(50, 700, 74, 712, 0, 4), Word(50, 780, 74, 790, 8, 12)]
    two = [Word(50, 50, 62, 62, 5, 7), Word(50, 65, 74, 77, 13, 17)]
    made = Caret(lines([one, two], text), 0)
    visited = []
    for _ in range(3):
        made.move("line", 1)
        visited.append((made.place()[0], text[made.offset :].split()[0]))
    assert visited == [(1, "on"), (0, "note"), (1, "then")]


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_turned_print_is_read_as_upright_print_is(quarters):
    pages = [[Word(*turned(Box(*word[:4]), quarters), *word[4:]) for word in words] for words in PAGES]
    assert turn(pages[0]) == quarters
    made = Caret(lines(pages), TEXT.index("good"))
    made.move("line", 1)
    assert made.offset == TEXT.index("poor")
    upright = Caret(lines(), made.offset).place()[1]
    assert made.place()[1] == turned(upright, quarters)
    middle = turned(Box(*(made.lines.upright(0)[3][:4])), quarters)
    offset = made.lines.offset_near(0, (middle.x0 + middle.x1) / 2, (middle.y0 + middle.y1) / 2)
    assert PAGES[0][3].start <= offset <= PAGES[0][3].end


def test_column_of_figures_is_not_sideways_print():
    column = [Word(50, 50 + 15 * row, 57, 67 + 15 * row, 2 * row, 2 * row + 1) for row in range(20)]
    assert turn(column) == 0
    assert turn([]) == 0


def test_text_without_words_has_no_place():
    made = Caret(lines([[]], "abc"))
    made.move("line", 1)
    made.move("edge", 1)
    assert made.place() is None


def test_unit_grows_by_the_next_one_when_it_is_selected_already():
    text = "One is here. Two is there.\nThree."
    paragraphs = [Paragraph(0, 26, "", 1), Paragraph(27, 33, "", 1)]
    first = grown(text, paragraphs, None, 4, "sentence")
    assert text[slice(*first)] == "One is here."
    both = grown(text, paragraphs, first, 4, "sentence")
    assert text[slice(*both)] == "One is here. Two is there."
    everything = grown(text, paragraphs, both, 4, "paragraph")
    assert everything == (0, 33)
    assert grown(text, paragraphs, everything, 4, "paragraph") == (0, 33)
    assert grown(text, paragraphs, (0, 3), 0, "word") == (0, 6)
    with pytest.raises(ValueError, match="page"):
        grown(text, paragraphs, None, 0, "page")


def test_ends_of_a_range_move_by_words_and_never_meet():
    text = "seen alone by workers whom"
    span = (5, 13)
    assert text[slice(*nudged(text, *span, "end", 1))] == "alone by workers"
    assert text[slice(*nudged(text, *span, "end", -1))] == "alone"
    assert text[slice(*nudged(text, *span, "start", -1))] == "seen alone by"
    assert text[slice(*nudged(text, *span, "start", 1))] == "by"
    assert nudged(text, 5, 10, "start", 1) == (5, 10)
    assert nudged(text, 5, 10, "end", -1) == (5, 10)
    assert nudged(text, 0, 4, "start", -1) == (0, 4)
    assert nudged(text, 22, 26, "end", 1) == (22, 26)

"""Rows, cells, furniture and paragraph numbers, on lines made here."""

from storage.passages import packed_words, unpacked_words
from storage.reading.furniture import without_furniture
from storage.reading.lines import Line, clean, in_reading_order
from storage.reading.numbers import paragraph_numbers
from storage.reading.paragraphs import paragraphs_of
from storage.reading.running import running_text


def line(text, x, y, size=12.0, bold=False, page=1, note=False):
    texts, lefts, rights, at = tuple(text.split()), [], [], x
    for word in texts:
        lefts.append(at)
        rights.append(at + len(word) * size * 0.5)
        at = rights[-1] + size * 0.3
    bottom = y + size * 1.2
    boxes = (tuple(lefts), (y,) * len(texts), tuple(rights), (bottom,) * len(texts))
    return Line(page, x, y, rights[-1], bottom, size, bold, " ".join(texts), texts, boxes, note)


def rows(*lines):
    return [(found.text, found.cells) for found in in_reading_order(lines)]


def test_a_number_and_its_text_are_one_line_whatever_their_order():
    assert rows(line("Text here", 107, 100), line("7.", 71, 100)) == [("7. Text here", 1)]


def test_a_grade_set_in_the_middle_of_two_label_lines():
    found = rows(line("The impact of", 79, 320), line("Good", 375, 327), line("leaders", 79, 334.4))
    assert found == [("The impact of leaders Good", 2)]


def test_label_and_grade_that_both_wrap():
    found = rows(
        line("The experiences of", 79, 100),
        line("of children", 79, 114.4),
        line("Requires improvement", 375, 100),
        line("to be good", 375, 114.4),
        line("Overall effectiveness", 79, 150),
        line("Good", 375, 150),
    )
    assert found == [
        ("The experiences of of children Requires improvement to be good", 2),
        ("Overall effectiveness Good", 2),
    ]


def test_contents_rows_stay_apart_and_their_labels_wrap():
    found = rows(
        line("First chapter", 85, 100),
        line("5", 516, 100),
        line("A chapter with a long name and", 85, 117),
        line("more of it", 85, 131.4),
        line("9", 516, 131.4),
    )
    assert found == [("First chapter 5", 2), ("A chapter with a long name and more of it 9", 2)]


def test_columns_of_prose_are_read_one_after_the_other():
    made = []
    for row in range(9):
        made += [line(f"left{row} one two three four", 72, 100 + 14.4 * row)]
        made += [line(f"right{row} one two three four", 320, 100 + 14.4 * row)]
    order = [found.texts[0] for found in in_reading_order(made)]
    assert order == [f"left{row}" for row in range(9)] + [f"right{row}" for row in range(9)]


def test_text_is_made_fit_without_moving_offsets():
    assert clean("a\x00b\ud800c\x0bd\xa0e") == "a\ufffdb\ufffdc\ufffdd e"
    assert len(clean("\u2028\x85\uffff")) == 3


def test_furniture_is_set_aside_and_the_printed_number_kept():
    pages = [
        [
            line(str(page), 512, 792, size=20, page=page),
            line("Inspection of somewhere", 71, 794, size=8, page=page),
            line("Body text.", 71, 100, page=page),
            line("2019", 71, 780 if page == 2 else 300, page=page),
        ]
        for page in (1, 2, 3)
    ]
    labels, kept = without_furniture(pages, [842.0] * 3)
    assert labels == ["1", "2", "3"]
    assert [[found.text for found in page] for page in kept] == [["Body text.", "2019"]] * 3


def test_a_running_head_with_the_number_inside():
    pages = [[line(f"Fenshire inspection {page - 1}", 85, 30, 8, page=page)] for page in (1, 2, 3, 4)]
    labels, kept = without_furniture(pages, [842.0] * 4)
    assert labels == ["0", "1", "2", "3"]
    assert kept == [[]] * 4


def test_a_line_drawn_with_characters_is_no_text():
    page = [line("_" * 30, 71, 400), line("Words – and more", 71, 420), line("―――――", 71, 500), line("--", 71, 520)]
    _, ((*kept,),) = without_furniture([page], [842.0])
    assert [found.text for found in kept] == ["Words – and more", "--"]


def numbers(*lines):
    return list(paragraph_numbers(lines).values())


def test_only_the_next_number_at_the_margin_counts():
    made = [
        line("1. One", 71, 100),
        line("2. Two up to the age of", 71, 130),
        line("25. The wrapped line", 99, 144),
        line("3. Three", 71, 170),
        line("3. Wrapped again", 99, 184),
        line("4. Four", 72, 200),
    ]
    assert numbers(*made) == ["1", "2", "3", "4"]


def test_a_number_that_was_left_out_in_print_is_skipped():
    assert numbers(*(line(f"{n}. Text", 71, 30 * n) for n in (1, 2, 3, 5, 6))) == ["1", "2", "3", "5", "6"]


def test_a_number_at_a_margin_of_its_own_fills_the_gap():
    made = [line(f"{n}. Text", 90 if n == 3 else 71, 30 * n) for n in range(1, 7)]
    assert numbers(*made) == ["1", "2", "3", "4", "5", "6"]


def test_a_second_sequence_is_a_second_part():
    made = [line(f"{n}. Text", 71, 30 * n, page=part) for part in (1, 2) for n in range(1, 8)]
    assert numbers(*made) == [str(n) for n in range(1, 8)] * 2


def test_rows_of_a_table_are_no_paragraph_numbers():
    table = [line(f"{n}. Children Good", 71, 100 + 30 * n)._replace(breaks=(2,)) for n in (1, 2, 3)]
    assert numbers(*table) == []


def texts(*pages):
    running = running_text(paragraphs_of([in_reading_order(page) for page in pages]), len(pages))
    return [running.text[p.start : p.end] for p in running.paragraphs]


LONG = "words that fill the line of the page to its end as body text does"


def test_a_paragraph_goes_over_the_page_and_its_footnote_follows_it():
    first = [
        line(f"1. {LONG}", 71, 100),
        line(f"2. {LONG} and the self-", 71, 700),
        line("1 A footnote here", 71, 760, size=10),
    ]
    second = [line("evaluation goes on.", 99, 100, page=2), line("3. Next.", 71, 130, page=2)]
    found = texts(first, second)
    assert found[1].endswith("the self-evaluation goes on.")
    assert found[2:] == ["1 A footnote here", "3. Next."]


def test_headings_bullets_and_rows_are_paragraphs_of_their_own():
    found = texts(
        [
            line("What needs to improve", 72, 100, size=14, bold=True),
            line("\uf06e The first thing", 72, 130),
            line("which wraps", 86, 144.4),
            line("\uf06e The second thing", 72, 158.8),
            line("Overall", 72, 200),
            line("Good", 300, 200),
        ]
    )
    assert found == [
        "What needs to improve",
        "• The first thing which wraps",
        "• The second thing",
        "Overall\tGood",
    ]


def test_a_dash_wrapped_to_the_line_start_is_no_bullet():
    assert len(texts([line(f"{LONG} so", 72, 100), line("– and this is why – it goes on", 72, 114.4)])) == 1


def test_a_page_end_in_a_numbered_paragraph_after_a_full_stop():
    first = [line(f"1. {LONG}", 71, 100), line("2.", 71, 700), line(f"{LONG}.", 99, 700), line("So.", 99, 714.4)]
    second = [line("Then it goes on.", 99, 100, page=2), line("3. Next.", 71, 130, page=2)]
    assert texts(first, second)[1:] == [f"2. {LONG}. So. Then it goes on.", "3. Next."]


def test_a_footnote_is_without_its_raised_number_and_with_any_other():
    body = line(f"1. {LONG}", 71, 100)
    note = line("1 A note of some length", 71, 760, size=9)
    tops, bottoms = note.boxes[1], note.boxes[3]
    raised = (note.boxes[0], (tops[0] - 4, *tops[1:]), note.boxes[2], (bottoms[0] - 4, *bottoms[1:]))
    assert texts([body, note._replace(y0=note.y0 - 4, boxes=raised)])[1] == "A note of some length"
    assert texts([body, note])[1] == "1 A note of some length"


def test_a_sentence_that_ends_far_from_the_margin_ends_its_paragraph():
    body = [line(f"{LONG} and on", 72, 100 + 14.4 * row) for row in range(4)]
    last = line("It ends here.", 72, 100 + 14.4 * 4)
    assert len(texts([*body, last, line("Another one begins.", 72, 100 + 14.4 * 5)])) == 2
    assert len(texts([*body, last, line("and so it goes on.", 72, 100 + 14.4 * 5)])) == 1


def test_labelled_lines_are_paragraphs_of_their_own():
    title = [
        line("Review of the board", 72, 100, 14, bold=True),
        line("Inspection date: 2 June 2014", 72, 117, 14, bold=True),
        line("Report published: 8 August 2014", 72, 134, 14, bold=True),
    ]
    assert texts(title) == ["Review of the board", "Inspection date: 2 June 2014", "Report published: 8 August 2014"]
    imprint = [line("T: 0300 000 0000", 72, 100), line("E: post@example.org", 72, 114.4)]
    assert texts(imprint) == ["T: 0300 000 0000", "E: post@example.org"]
    running = [line(f"{LONG}, by", 72, 100), line("email: post@example.org", 72, 114.4)]
    assert len(texts(running)) == 1


def test_words_are_packed_as_storage_packs_them():
    page = [line("Some words here", 71.123, 100), line("and more", 71, 130)]
    running = running_text(paragraphs_of([page]), 1)
    words = unpacked_words(running.words[0])
    assert packed_words(words) == running.words[0]
    assert [running.text[word.start : word.end] for word in words] == ["Some", "words", "here", "and", "more"]
    assert abs(words[0].x0 - 71.123) < 1e-5

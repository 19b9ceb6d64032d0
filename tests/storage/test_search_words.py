"""The language of the search: any string is a query."""

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.search_words import MOST, Every, Near, Phrase, Query, fts5, query, spans, words


def said(typed: str, *, typing: bool = False) -> str:
    node = query(typed, typing=typing).node
    return fts5(node) if node is not None else ""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("care", '"care"'),
        ("care leavers", '("care" AND "leavers")'),
        ("care AND leavers", '("care" AND "leavers")'),
        ('"care leavers"', '"care leavers"'),
        ("“care leavers”", '"care leavers"'),
        ('"care leavers', '"care leavers"'),
        ("care OR leavers", '("care" OR "leavers")'),
        ("a b OR c", '(("a" AND "b") OR "c")'),
        ("a (b OR c)", '("a" AND ("b" OR "c"))'),
        ("care NOT leavers", '("care" NOT "leavers")'),
        ("care -leavers -home", '("care" NOT ("leavers" OR "home"))'),
        ("NOT leavers care", '("care" NOT "leavers")'),
        ('care -"leaving care"', '("care" NOT "leaving care")'),
        ("multi-agency", '"multi agency"'),
        ("children’s", '"children s"'),
        ("neglect*", '"neglect" *'),
        ('"care lea"*', '"care lea" *'),
        ("NEAR(care police, 5)", 'NEAR("care" "police", 5)'),
        ("NEAR(care police,5)", 'NEAR("care" "police", 5)'),
        ("NEAR(care police)", 'NEAR("care" "police", 10)'),
        ("NEAR(care 5)", 'NEAR("care" "5", 10)'),
        ('NEAR("care leavers" police, 99999999999)', 'NEAR("care leavers" "police", 1000)'),
        ("NEAR(care police", 'NEAR("care" "police", 10)'),
        ("NEAR(care)", '"care"'),
        ("care care", '"care"'),
        ("AND", '"and"'),
        ("OR OR", '"or"'),
        ("care AND", '"care"'),
        ("OR care", '"care"'),
        ("(((care", '"care"'),
        (")care)(", '"care"'),
        ("1,088", '"1 088"'),
        ("Ürümqi", '"Ürümqi"'),
        ("", ""),
        ("-care", ""),
        ("…!? \0 \ud83d 😀", ""),
    ],
)
def test_what_is_typed_is_said_to_fts5(typed: str, expected: str):
    assert said(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("negl", '"negl" *'),
        ("negl ", '"negl"'),
        ("care lea", '("care" AND "lea" *)'),
        ('"care lea', '"care lea" *'),
        ('"care lea"', '"care lea"'),
        ("care.", '"care"'),
        ("the", '"the"'),  # what else begins so would bury it
        ("the*", '"the" *'),
        ("c", '"c" *'),
        ("children c", '"children"'),  # one letter more says nothing yet
        ("multi-a", '"multi"'),
        ("children c ", '("children" AND "c")'),
        ("children co", '("children" AND "co" *)'),
        ("neglect AND", '"neglect"'),
    ],
)
def test_last_word_may_be_unfinished_while_it_is_typed(typed: str, expected: str):
    assert said(typed, typing=True) == expected


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ('"', "letters"),
        ("?!", "letters"),
        ("-care", "only without"),
        ("NOT care", "only without"),
        ("care", ""),
        ("year:2017", ""),
        ("word " * 300, "long"),
    ],
)
def test_hint_says_why_there_is_nothing(typed: str, hint: str):
    assert query(typed).hint == hint


def test_fields_choose_reports():
    assert query("year:2017 care") == Query(Phrase(("care",)), years="2017")
    assert query('care authority:"North East" year:2012-2017') == Query(Phrase(("care",)), "north east", "2012-2017")
    assert query("authority: care").node == Every((Phrase(("authority",)), Phrase(("care",))))


def test_short_beginnings_are_known():
    assert query("ca", typing=True).is_short
    assert query("care NOT (a OR b*)").is_short
    assert not query("car", typing=True).is_short
    assert not query("of").is_short


def test_only_so_many_words_are_searched():
    node = query(" ".join(f"word{number}" for number in range(2000))).node
    assert isinstance(node, Every)
    assert len(node.parts) == MOST
    assert query('"' + "care home " * 5000).node == Phrase(("care", "home") * (MOST // 2))


# --- any string ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def index():
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table t using fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")
    db.executemany("insert into t (text) values (?)", [(text,) for text in TEXTS])
    yield db
    db.close()


TEXTS = (
    "Care leavers say that the police helped. Care is good.",
    "13. The café’s multi-agency team, and AND OR NOT NEAR: “neglect”",
    "ÉTÉ Ölçü straße İstanbul ½ ٣ year 2017",
    "",
)
PIECES = st.sampled_from(
    (
        *(
            '"',
            "“",
            "”",
            "(",
            ")",
            "-",
            "*",
            "NEAR(",
            "NEAR",
            ",",
            " ",
            "AND",
            "OR",
            "NOT",
            "care",
            "police",
            "the",
            "a",
        ),
        *(
            "year:",
            "authority:",
            "5",
            "^",
            ":",
            "+",
            "{",
            "}",
            "\0",
            "😀",
            "\ud800",
            "\u202e",
            "שלום",
            "é",
            "e\u0301",
            "\n",
        ),
    )
)
STRINGS = st.one_of(st.text(st.characters(), max_size=60), st.lists(PIECES, max_size=40).map("".join))


@given(STRINGS, st.booleans())
@example("(" * 5000 + "care" + ")" * 5000, False)
@example("(a OR (b -" * 2000, True)
@example("(a (b OR " * 12 + "c", False)
@example("-(care -(police " * 300, True)
@example("NEAR(" * 2000 + "a b", True)
@example("x" * 10_000, True)
@example("𞤀𞤣 𐓀𐒰", False)  # letters younger than the tables of unicode61
def test_any_string_is_a_search(index: sqlite3.Connection, typed: str, typing: bool):
    node = query(typed, typing=typing).node
    if node is not None:
        index.execute("select rowid, highlight(t, 0, '[', ']') from t where t match ?", (fts5(node),)).fetchall()
        for text in TEXTS:
            spans(node, words(text))


WORD = st.sampled_from(["care", "leavers", "police", "good", "the", "is", "cafe", "neglect", "zebra", "multi-agency"])
PART = st.one_of(
    WORD,
    WORD.map(lambda word: f"{word[:3]}*"),
    st.lists(WORD, min_size=2, max_size=3).map(lambda found: f'"{" ".join(found)}"'),
    st.tuples(WORD, WORD, st.integers(0, 6)).map(lambda near: "NEAR({} {}, {})".format(*near)),
)
QUERIES = st.recursive(
    PART,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" ", " OR ", " NOT ", " AND "]), inner).map("".join),
        inner.map(lambda one: f"({one})"),
    ),
    max_leaves=6,
)


@given(QUERIES)
def test_a_text_answers_as_fts5_says(index: sqlite3.Connection, typed: str):
    node = query(typed).node
    assert node is not None
    rows = index.execute("select text, highlight(t, 0, '[', ']') from t where t match ?", (fts5(node),)).fetchall()
    found = dict(rows)
    for text in TEXTS:
        answered = spans(node, words(text))
        assert (answered is not None) == (text in found), text


def test_spans_are_places_in_the_text():
    text = "The Café is good; the CAFE’s neglected."
    node = query('cafe OR "is good" OR negl*').node
    assert node is not None
    assert [text[start:end] for start, end in spans(node, words(text)) or ()] == [
        "Café",
        "is good",
        "CAFE",
        "neglected",
    ]


def test_near_counts_the_words_between():
    close, far = words("police and care"), words("police came and then took care")
    assert spans(Near((Phrase(("care",)), Phrase(("police",))), 1), close) == [(0, 6), (11, 15)]
    assert spans(Near((Phrase(("care",)), Phrase(("police",))), 1), far) is None

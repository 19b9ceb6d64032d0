"""What a bundle is made of: places, citations, names of files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import reports
from storage.exchange.scope import LONGEST_NAME, file_names, safe_name, shortened
from tests.storage.exchange.conftest import Desk


def test_citations_are_those_of_the_library(desk: Desk, three: dict[str, int]) -> None:
    for part in desk.selection().parts:
        contents = desk.library.ask(reports.text, part.report.id)
        said = {offset: part.citation(offset) for offset in range(0, len(part.text), 7)}
        assert said == {offset: reports.citation(part.report, contents, offset) for offset in said}
        assert "Islington" in said[0]


def test_links_are_told_from_both_ends(desk: Desk, three: dict[str, int]) -> None:
    chosen = desk.selection()
    middle = chosen.annotation[three["two"]][1]
    earlier = chosen.annotation[three["one"]]
    assert chosen.links_in_words(middle) == [
        f"improved ← {earlier[0].citation(earlier[1].start)}: “Visits to children in care are often late”"
        " (after a new team)",
        "addressed → Islington 2024, para 1, p. 1: “Visits to children in care take place when they should”",
    ]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a<b>c:d"e/f\\g|h?i*j%k', "a_b_c_d_e_f_g_h_i_j_k"),
        ("CON", "_CON"),
        ("nul .txt", "_nul .txt"),
        ("Constance", "Constance"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("ends with dots. . .", "ends with dots"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("\u0000\u200b", "report"),
        ("", "report"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_names_are_told_apart_whatever_their_case() -> None:
    rows = [("X 2017", "Report.pdf", "pdf"), ("x 2017", "REPORT.PDF", "pdf"), ("X 2017", "report.txt", "text")]
    assert file_names(rows) == ["X 2017 - Report.pdf", "x 2017 - REPORT (2).pdf", "X 2017 - report (3).txt"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=300), st.sampled_from(["pdf", "text"])), max_size=6))
def test_names_hold_on_every_system(rows: list[tuple[str, str, str]]) -> None:
    names = file_names(rows)
    assert len({name.casefold() for name in names}) == len(rows)
    for name in names:
        assert len(name) <= LONGEST_NAME - len(" (annotated)")
        assert len(name.encode()) < 240
        assert not set(name) & set('<>:"/\\|?*%')
        assert name.isprintable()
        assert name == name.strip(" .")


def test_shortened_cuts_at_a_word() -> None:
    assert shortened("one  two\nthree") == "one two three"
    assert shortened("one two, three", 10) == "one two…"
    assert shortened("x" * 20, 10) == "x" * 9 + "…"

"""The tables for spreadsheets."""

import csv
import io

import pytest

from storage.exchange.tables import ANNOTATION_COLUMNS, LINK_COLUMNS, defused
from tests.storage.exchange.conftest import Desk, Opened


def rows(made: Opened, name: str) -> list[dict[str, str]]:
    data = made.files[name]
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_one_row_for_each_annotation(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export()
    found = rows(made, "data/annotations.csv")
    assert len(found) == 3
    assert tuple(found[0]) == ANNOTATION_COLUMNS
    first = found[0]
    assert (first["authority"], first["year"], first["report"]) == ("Islington", "2017", "earlier.pdf")
    assert (first["page"], first["paragraph"]) == ("1", "")
    assert first["quote"] == "Visits to children in care are often late"
    assert (first["areas"], first["mark"], first["note"]) == ("Children in care; Workforce", "concern", "Key.")
    assert first["reviewer"] == "Amina Osei"
    assert first["links"].startswith("improved → Islington 2020, p. 1: “Visits are now made on time”")
    assert first["uuid"] == desk.uuid(three["one"])
    assert found[2]["paragraph"] == "1"


def test_one_row_for_each_link(desk: Desk, three: dict[str, int]) -> None:
    found = rows(desk.export(), "data/links.csv")
    assert tuple(found[0]) == LINK_COLUMNS
    assert [(row["relation"], row["earlier report"], row["later report"]) for row in found] == [
        ("improved", "earlier.pdf", "later.pdf"),
        ("addressed", "later.pdf", "newest.txt"),
    ]
    assert found[0]["earlier uuid"] == desk.uuid(three["one"])
    assert found[0]["later quote"] == "Visits are now made on time"
    assert found[0]["note"] == "after a new team"


def test_hostile_cells_come_back_defused(desk: Desk) -> None:
    report = desk.pdf("plain.pdf", [["Audits are used to learn."]], "Leeds", "2019")
    note = '=HYPERLINK("x")\r\nsecond, "line"\n😀 \u05e9\u05dc\u05d5\u05dd'
    desk.mark(report, "Audits", note=note)
    made = desk.export()
    (row,) = rows(made, "data/annotations.csv")
    assert row["note"] == "'" + note
    lines = made.files["data/annotations.csv"].decode("utf-8-sig").split("\r\n")
    assert lines[0] == ",".join(ANNOTATION_COLUMNS)
    assert lines[-1] == ""


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\tx", "  =1", "\n=1", "\rx", "＝1"])
def test_formulas_are_defused(cell: str) -> None:
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "plain", "1=1", "a-b", "'quoted'", "–dash", "   "])
def test_other_cells_stay(cell: str) -> None:
    assert defused(cell) == cell

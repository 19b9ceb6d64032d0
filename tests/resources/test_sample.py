"""The sample says what its marks say it says, and is what its script makes."""

import hashlib
import json
import re
import tomllib
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from click.testing import CliRunner

from resources.sample import make
from resources.sample.setting import Setter, Style, wrapped
from storage.model import MARKS, RELATIONS

SAMPLE = Path(make.__file__).parent
FRAMEWORKS = SAMPLE.parent / "frameworks"
MARKED: dict[str, Any] = json.loads((SAMPLE / "sample.json").read_text(encoding="utf-8"))
FILES = {year: SAMPLE / report["file"] for year, report in MARKED["reports"].items()}
FOOT = 775.0  # below this, in points, stand only page numbers and running feet
HEAD = 60.0  # above this, only running heads


def pages(path: Path) -> list[str]:
    """Each page's words joined by a space, furniture set aside."""
    with pymupdf.open(path) as pdf:
        return [
            " ".join(word[4] for word in page.get_text("words", sort=True) if HEAD < word[1] < FOOT) for page in pdf
        ]


def occurrences(quote: str, text: str) -> int:
    return len(re.findall(re.escape(" ".join(quote.split())), " ".join(text.split())))


def test_shipped_files_are_what_the_script_makes(tmp_path: Path) -> None:
    made = make.make_sample(tmp_path)
    assert [path.name for path in made] == [path.name for path in FILES.values()]
    assert {path.name for path in FILES.values()} == {path.name for path in (SAMPLE / "exampleshire").iterdir()}
    for fresh, shipped in zip(made, FILES.values(), strict=True):
        if fresh.read_bytes() != shipped.read_bytes():  # another zlib packs the same pages otherwise
            assert pages(fresh) == pages(shipped), shipped.name


def test_two_runs_are_the_same_bytes() -> None:
    report = make.content("sif_2017")
    assert make.pdf(report) == make.pdf(report)


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_files_are_small_and_say_they_are_invented(path: Path) -> None:
    assert path.stat().st_size < 80_000
    with pymupdf.open(path) as pdf:
        assert "invented sample made for Yearmark" in pdf[0].get_text()
        assert not pdf.is_repaired


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_nothing_is_clipped_or_overprinted(path: Path) -> None:
    with pymupdf.open(path) as pdf:
        for page in pdf:
            words = sorted((word[1], word[0], word[3], word[2]) for word in page.get_text("words"))
            assert all(x0 > 70 and x1 < 530 and y0 > 30 and y1 < 836 for y0, x0, y1, x1 in words)
            for k, (_, x0, y1, x1) in enumerate(words):
                below = takewhile(lambda other, y1=y1: other[0] < y1 - 5, words[k + 1 :])
                assert not any(x0 < other[3] - 1 and other[1] < x1 - 1 for other in below), f"page {page.number + 1}"


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_a_paragraph_crosses_a_page_end(path: Path) -> None:
    texts = pages(path)
    assert any(text[-1:] not in ".:?" and after[:1].islower() for text, after in pairwise(texts)) or any(
        item.get("crosses_page") and FILES[item["report"]] == path for item in MARKED["annotations"]
    )


@pytest.mark.parametrize("item", MARKED["annotations"], ids=lambda item: item["id"])
def test_quotes_occur_once(item: dict[str, Any]) -> None:
    on_pages = [occurrences(item["quote"], text) for text in pages(FILES[item["report"]])]
    whole = occurrences(item["quote"], " ".join(pages(FILES[item["report"]])))
    assert whole == 1
    assert sum(on_pages) == (0 if item.get("crosses_page") else 1)
    assert 8 <= len(item["quote"].split()) <= 35


def test_annotations_name_known_areas_and_marks() -> None:
    codebook = tomllib.loads((FRAMEWORKS / "codebook.toml").read_text(encoding="utf-8"))
    known = {area["name"] for area in codebook["area"]}
    for item in MARKED["annotations"]:
        assert item["areas"], item["id"]
        assert set(item["areas"]) <= known
        assert item["mark"] in MARKS
        assert item["note"].strip()
    assert len({item["id"] for item in MARKED["annotations"]}) == len(MARKED["annotations"])


def test_links_run_from_earlier_to_later() -> None:
    years = {item["id"]: int(item["report"]) for item in MARKED["annotations"]}
    for link in MARKED["links"]:
        assert years[link["earlier"]] < years[link["later"]]
        assert link["relation"] in RELATIONS
    assert {link["relation"] for link in MARKED["links"]} == set(RELATIONS)


def test_recommendations_name_the_paragraph_they_come_from() -> None:
    text = " ".join(pages(FILES["2017"]))
    number = re.search(r"go missing are offered a prompt return home interview.*?\(paragraph (\d+)\)", text)
    assert number
    assert f" {number[1]}. Return home interviews remain too slow." in text


def test_contents_give_the_printed_page() -> None:
    with pymupdf.open(FILES["2012"]) as pdf:
        contents = " ".join(pdf[2].get_text(sort=True).split())
        printed = re.search(r"Record of main findings (\d+)", contents)
        assert printed
        assert "Record of main findings" in pdf[int(printed[1]) + 1].get_text()
        assert pdf[int(printed[1]) + 1].get_text().split("\n")[1] == printed[1]


def test_reports_in_number_differ(tmp_path: Path) -> None:
    made = make.make_reports(tmp_path, 12)
    assert len({hashlib.sha256(path.read_bytes()).digest() for path in made}) == len(set(made)) == 12
    assert all("Exampleshire" not in " ".join(pages(path)) for path in made)
    again = make.make_reports(tmp_path / "again", 12)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in made]


def test_command_takes_authority_and_number(tmp_path: Path) -> None:
    done = CliRunner().invoke(make.main, [str(tmp_path), "--authority", "Quillmere", "--reports", "5"])
    assert done.exit_code == 0, done.output
    made = sorted(tmp_path.rglob("*.pdf"))
    assert len(made) == 5
    assert all("Quillmere" in pages(path)[0] for path in made)


def test_long_words_break_after_the_hyphens_of_compounds() -> None:
    assert wrapped("multi-agency work", 40.0) == ["multi-", "agency", "work"]
    assert wrapped("", 40.0) == []


def test_a_page_end_leaves_no_line_alone() -> None:
    setter = Setter(Style(), lambda sheet, page: None)
    setter.new_page()
    setter.y = setter.limit - 3 * 14.5
    setter.lines(["one", "two", "three", "four"], 99)
    assert [len(sheet.operators) for sheet in setter.sheets] == [2, 2]

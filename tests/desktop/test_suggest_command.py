"""The command `yearmark suggest`: an array of items with ranked paragraphs, or a sentence and exit code 1."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.suggest_command import suggest

HEAD = """Inspection of Fenshire local authority children's services
Inspection dates: 2 to 6 December {year}
Lead inspector: Ann Other, His Majesty's Inspector
Judgement\tGrade
The experiences and progress of care leavers\tGood
"""
EARLIER = """What needs to improve?
- The quality of return home interviews.
- Supervision of social workers.
The experiences and progress of care leavers: good
1. Young people are helped.
2. Managers are known to all.
3. They have homes.
"""
LATER = """The experiences and progress of care leavers: good
1. Managers meet social workers each month for supervision. It is recorded.
2. Children who go missing are offered a conversation on their return, and most accept.
- This includes those who live far away.
3. Homes are of good quality, and staff stay for years.
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    earlier, later = tmp_path / "a - 29 january 2021.txt", tmp_path / "b - 29 january 2025.txt"
    earlier.write_text(HEAD.format(year=2020) + EARLIER, encoding="utf-8")
    later.write_text(HEAD.format(year=2024) + LATER, encoding="utf-8")
    return earlier, later


def run(earlier: Path, later: Path, *more: str | Path) -> Result:
    done = CliRunner().invoke(suggest, ["--earlier", str(earlier), "--later", str(later), *map(str, more)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def refused(earlier: Path, later: Path, *more: str | Path) -> str:
    done = run(earlier, later, *more)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_each_item_has_its_paragraphs_ranked(files: tuple[Path, Path]):
    done = run(*files, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [list(one) for one in found] == [["earlier", "later", "item_index", "item_text", "suggestions"]] * 2
    assert [(one["earlier"], one["later"], one["item_index"]) for one in found] == [
        (str(files[0]), str(files[1]), 1),
        (str(files[0]), str(files[1]), 2),
    ]
    assert found[0]["item_text"] == "The quality of return home interviews."
    best = found[0]["suggestions"][0]
    assert list(best) == ["page", "para", "text", "sentence", "score"]
    assert (best["page"], best["para"]) == (1, "2")
    assert best["text"].startswith("Children who go missing")
    assert best["text"].endswith("live far away.")
    assert best["sentence"] == "Children who go missing are offered a conversation on their return, and most accept."
    assert found[1]["suggestions"][0]["sentence"].endswith("for supervision.")
    for one in found:
        scores = [each["score"] for each in one["suggestions"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_items_may_come_from_a_file(files: tuple[Path, Path], tmp_path: Path):
    items = tmp_path / "items.json"
    items.write_text('["Are homes good?", "", "\\ud800 ☃ supervision"]', encoding="utf-8")
    found = json.loads(run(*files, "--items", items, "--json").stdout)
    assert [one["item_text"] for one in found] == ["Are homes good?", "", "\ud800 ☃ supervision"]
    assert [one["suggestions"][0]["para"] if one["suggestions"] else None for one in found] == ["3", None, "1"]
    items.write_text("[]", encoding="utf-8")
    assert json.loads(run(*files, "--items", items, "--json").stdout) == []


def test_without_json_a_listing_says_where_and_how_near(files: tuple[Path, Path], tmp_path: Path):
    lines = run(*files).stdout.splitlines()
    assert "1. The quality of return home interviews." in lines
    (line,) = [line for line in lines if "Children who go missing" in line]
    assert "para 2, p. 1" in line
    items = tmp_path / "items.json"
    items.write_text('["Bread is baked with flour and yeast in mild weather."]', encoding="utf-8")
    assert "   Nothing similar was found." in run(*files, "--items", items).stdout.splitlines()


def test_a_report_without_items_gives_an_empty_array_and_says_so(files: tuple[Path, Path]):
    earlier, later = files
    done = run(later, earlier, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])
    assert "No improvement items were found in “b - 29 january 2025.txt”" in done.stderr


def test_reports_on_other_authorities_are_compared_and_told(files: tuple[Path, Path]):
    earlier, later = files
    later.write_text(later.read_text(encoding="utf-8").replace("Fenshire", "Marshire"), encoding="utf-8")
    done = run(earlier, later, "--json")
    assert done.exit_code == 0
    assert "different authorities" in done.stderr
    assert len(json.loads(done.stdout)) == 2


def test_files_that_cannot_be_read_are_refused_with_a_sentence(files: tuple[Path, Path], tmp_path: Path):
    earlier, later = files
    assert "missing.pdf" in refused(tmp_path / "missing.pdf", later, "--json")
    assert "missing.pdf" in refused(earlier, tmp_path / "missing.pdf")
    broken, lost = tmp_path / "broken.pdf", tmp_path / "lost.txt"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    assert "damaged" in refused(broken, later, "--json")
    lost.write_text("Report not found\nSorry, it no longer exists.\n", encoding="utf-8")
    assert "not a report" in refused(earlier, lost, "--json")
    assert "folder" in refused(tmp_path, later) or tmp_path.name in refused(tmp_path, later)


def test_one_report_twice_is_refused(files: tuple[Path, Path]):
    assert "the same report" in refused(files[0], files[0], "--json")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"not json", "not JSON"),
        (b"\xff\xfe\xfa", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"items": []}', "not a list of texts"),
        (b'["one", 2]', "not a list of texts"),
        (b'"one"', "not a list of texts"),
    ],
)
def test_a_file_of_items_that_is_none_is_refused(files: tuple[Path, Path], tmp_path: Path, written: bytes, said: str):
    items = tmp_path / "items.json"
    items.write_bytes(written)
    assert said in refused(*files, "--items", items, "--json")


def test_items_that_are_not_there_are_refused(files: tuple[Path, Path], tmp_path: Path):
    assert "could not be read" in refused(*files, "--items", tmp_path / "none.json", "--json")
    assert "not an ordinary file" in refused(*files, "--items", tmp_path, "--json")

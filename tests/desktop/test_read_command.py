"""The command `yearmark read`: a line of JSON a file, in order, without a library."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.read_command import read

KEYS = [
    "path",
    "kind",
    "authority",
    "inspection_start",
    "inspection_end",
    "published",
    "published_source",
    "lead_inspector",
    "judgements",
    "n_numbered_paragraphs",
    "paragraphs",
    "sections",
    "improvement_items",
    "improvement_timescales",
    "improvement_groups",
    "lscb_items",
    "warnings",
]
TEXT = """Inspection of Fenshire local authority children's services
Inspection dates: 2 to 6 December 2024
Lead inspectors: Ann Other, His Majesty's Inspector, and Bo Else, His Majesty's Inspector
Judgement\tGrade
The experiences and progress of care leavers\tGood
What needs to improve?
- The first thing.
The experiences and progress of care leavers: good
1. One.
2. Two.
- with a part
3. Three.
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "good - 29 january 2025.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "lost - 1 may 2012.txt").write_text("Report not found\nSorry, it no longer exists.\n", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    return [str(tmp_path / name) for name in ("broken.pdf", "good - 29 january 2025.txt", "lost - 1 may 2012.txt")]


def lines(*args: str) -> tuple[int, list[dict]]:
    done = CliRunner().invoke(read, list(args))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def test_one_object_a_line_in_the_order_given(files: list[str]) -> None:
    code, found = lines("--json", "-j", "2", *files)
    assert code == 1
    assert [one["path"] for one in found] == files
    assert list(found[0]) == ["path", "error"]
    assert "damaged" in found[0]["error"]
    assert list(found[1]) == list(found[2]) == KEYS
    good = found[1]
    assert good["lead_inspector"] == ["Ann Other", "Bo Else"]
    assert (good["published"], good["published_source"]) == ("2025-01-29", "file name")
    assert good["paragraphs"][1] == {
        "number": 2,
        "page": 1,
        "section": "The experiences and progress of care leavers",
        "text": "Two.\n• with a part",
    }
    assert good["improvement_items"] == ["The first thing."]
    assert good["sections"][1]["grade"] == "good"


def test_a_lost_report_is_no_error(files: list[str]) -> None:
    code, (found,) = lines("--json", files[2])
    assert code == 0
    assert found["kind"] == "NOT_A_REPORT"
    assert found["published"] == "2012-05-01"


def test_a_folder_stands_for_its_reports(files: list[str]) -> None:
    code, found = lines("--json", str(Path(files[0]).parent))
    assert code == 1
    assert sorted(one["path"] for one in found) == sorted(files)


def test_without_json_a_sentence_a_file(files: list[str]) -> None:
    done = CliRunner().invoke(read, [files[1]])
    assert done.exit_code == 0
    assert done.stdout == (
        "good - 29 january 2025.txt: ILACS_2023, Fenshire, 2024-12-06, 1 judgements, 1 improvement items\n"
    )

"""The benchmarks run in a small form, and their rows say what was measured and whether a limit is kept."""

import dataclasses
import json
from pathlib import Path
from types import ModuleType

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import bench_import, bench_reading
from tests.benchmarks.row import HEADINGS, Row, beside_floor, percentile, table

NAMES = {
    "start": ["start"],
    "highlight": ["highlight", "highlight by project"],
    "import": ["import short gaps", "import gap 99.9 %", "import longest gap", "import whole"],
    "reading": ["reading", "reading memory"],
    "register": ["register", "import many"],
    "open": ["open", "open CPU", "open, in sight", "in sight CPU", "open marked", "open marked CPU"],
    "scroll": [
        "scroll",
        "scroll short gaps",
        "scroll drawn",
        "scroll marked",
        "scroll marked short gaps",
        "scroll marked drawn",
    ],
    "memory": ["memory", "memory growth"],
    "key": ["key"],
    "suggest": ["suggest", "suggest first", "suggest recall@5", "suggest hit@5", "suggest MRR"],
    "search": ["search p95", "search index", "search indexing"],
    "frozen": ["frozen"],
    "passages": ["passages 2,500", "passages 2,500 scroll", "passages 2,500 sort"],
}


def test_headings_are_the_fields_of_a_row():
    assert [field.name for field in dataclasses.fields(Row)] == list(HEADINGS)


def test_ratio_is_that_of_the_medians_and_the_limit_is_its_own():
    kept = beside_floor("start", [21.0, 20.0, 90.0], [10.0, 9.0, 50.0], 2.3, "ms")
    assert (kept.ours, kept.floor, kept.ratio, kept.ok) == (21.0, 10.0, 2.1, True)
    assert beside_floor("start", [24.0], [10.0], 2.3, "ms").ok is False


@pytest.mark.parametrize(("share", "expected"), [(0.999, 999), (0.5, 500), (1.0, 1000), (0.0, 1)])
def test_percentile_is_a_value_that_was_measured(share: float, expected: int):
    assert percentile([float(number) for number in range(1000, 0, -1)], share) == expected


def test_table_has_a_line_for_each_row_under_the_headings():
    lines = table([Row("start", 12.345, 6.0, 2.0575, 2.3, "ms", True), Row("import", note="skipped")]).splitlines()
    assert [line.split()[0] for line in lines] == ["name", "start", "import"]
    assert lines[1].split()[1:] == ["12.35", "6", "2.058", "2.3", "ms", "yes"]
    assert "NO" in table([Row("start", 3.0, 1.0, 3.0, 2.3, "ms", False)])


@pytest.mark.parametrize("name", NAMES)
def test_small_run_gives_its_rows(name: str, capsys: pytest.CaptureFixture[str]):
    command.main([name, "--json", "--small"])
    rows = [Row(**row) for row in json.loads(capsys.readouterr().out)]
    assert [row.name for row in rows] == NAMES[name]
    for row in rows:
        if row.ours is None:
            pytest.skip(row.note)
        assert row.ours > 0 or row.name == "passages 2,500 sort"  # no gap that a timer could see
        assert row.floor is None or row.floor > 0
        assert row.unit
        assert (row.ok is None) == (row.limit is None)
        if row.ratio is not None:
            assert row.ratio == pytest.approx(row.ours / row.floor)
    if name == "import":
        assert "4 added, 0 refused" in rows[-1].note


@pytest.mark.parametrize("benchmark", [bench_import, bench_reading])
def test_benchmark_of_real_reports_says_that_it_was_skipped(
    benchmark: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(benchmark, "SHARED", tmp_path / "absent")
    (row,) = benchmark.rows()
    assert "skipped" in row.note
    assert (row.ours, row.ok) == (None, None)


def test_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        command.main(["nothing"])
    assert ended.value.code == 2
    assert "nothing" in capsys.readouterr().err

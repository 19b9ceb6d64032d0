"""The frozen program: it starts anywhere, tries itself, and says a sentence when it cannot."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.release.conftest import checks_of, packaged

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="the release workflow does this")]

INSTALLED_MB = 190


def started(*command: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the program off screen with nothing of this Python's in its variables; answer what came of it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "YEARMARK_HOME") if name in os.environ}
    variables = {**kept, "QT_QPA_PLATFORM": "offscreen", **env}
    return subprocess.run(
        list(map(str, command)), env=variables, capture_output=True, text=True, timeout=300, check=False
    )


def test_self_test_passes(frozen: Path, tmp_path: Path):
    done = started(frozen, "--selftest", "--out", tmp_path / "told.json", "--keep", tmp_path / "kept")
    assert done.returncode == 0, done.stdout + done.stderr
    told = checks_of(tmp_path / "told.json")
    assert told["frozen"] == "yes"
    import facts

    assert told["version"] == facts.version()
    assert (tmp_path / "kept/sample.yearmark").is_file()
    assert len(list((tmp_path / "kept").glob("*.png"))) == 4


def test_long_path_with_blanks_and_accents_works_also_without_anywhere_to_print(linked_copy, tmp_path: Path):
    folder = tmp_path / "Bücher & Akten äöü" / ("Präfung d'été " * 4 + "ends")
    while len(str(folder)) < 200:
        folder /= "noch ein Ordner"
    program = linked_copy(folder)
    told = tmp_path / "told ünder.json"
    # As a windowed program on Windows: standard output and errors are closed.
    done = started("sh", "-c", 'exec "$0" --selftest --out "$1" >&- 2>&-', program, told)
    assert done.returncode == 0, told.read_text("utf-8") if told.exists() else "it wrote nothing"
    checks_of(told)


def test_command_line_works_without_a_window(frozen: Path, tmp_path: Path):
    import facts

    assert started(frozen, "--version").stdout == f"yearmark {facts.version()}\n"
    assert started(frozen, "sample", "--library", tmp_path / "library").returncode == 0
    listed = started(frozen, "reports", "--library", tmp_path / "library", "--json")
    assert listed.stdout.count('"title"') or listed.stdout.count('"year"') == 4


def test_failed_self_test_says_so(frozen: Path, linked_copy, tmp_path: Path):
    program = linked_copy(tmp_path / "damaged")
    (program.parent / "_internal/resources/sample/sample.json").unlink()
    done = started(program, "--selftest", "--out", tmp_path / "told.json")
    assert done.returncode == 1
    assert "FAILED" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert '"ok": false' in (tmp_path / "told.json").read_text("utf-8")


def test_installed_size_is_within_its_limit(frozen: Path):
    from linux import tree

    assert tree.size(frozen.parent) / 1e6 <= INSTALLED_MB


def test_nothing_dangles_and_nothing_of_this_machine_is_named(frozen: Path):
    folder = frozen.parent
    assert [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()] == []
    here = str(Path(__file__).parents[2]).encode()
    texts = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size < 100_000]
    assert [path for path in texts if here in path.read_bytes()] == []


def test_every_work_within_is_named_with_its_texts(frozen: Path):
    folder = frozen.parent / "_internal/licences"
    overview = (folder / "THIRD_PARTY_NOTICES.txt").read_text("utf-8")
    for name in (
        "Qt",
        "PySide6",
        "MuPDF",
        "PyMuPDF",
        "FreeType",
        "sqlite-utils",
        "jinja2",
        "click",
        "ICU",
        "Noto fonts",
    ):
        assert name in overview
    named = [name for line in overview.splitlines() if line.startswith("    text: ") for name in line[10:].split(", ")]
    assert len(named) > 20
    assert [name for name in named if not (folder / name).is_file()] == []


def test_start_is_measured_beside_that_from_source(frozen: Path):
    from tests.benchmarks import bench_frozen

    assert bench_frozen.frozen_program() == frozen
    (row,) = bench_frozen.rows(small=True)
    assert row.ours is not None
    assert row.ours > 0
    assert row.limit == 1.3


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its place there."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_frozen_again_it_is_the_same_but_for_the_page_that_it_is_told(frozen: Path, monkeypatch: pytest.MonkeyPatch):
    before = digests(frozen.parent)
    monkeypatch.setenv("YEARMARK_PAGE", "https://example.org/yearmark")
    packaged("--only", "frozen")
    after, page = digests(frozen.parent), "_internal/resources/page.txt"
    told = (frozen.parent / page).read_text("utf-8")
    (frozen.parent / page).unlink()  # what is tried after this is the program as it was before
    assert told == "https://example.org/yearmark\n"
    assert after.keys() - before.keys() == {page}
    assert [name for name, digest in before.items() if after.get(name) != digest] == []

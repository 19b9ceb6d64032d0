"""The command `yearmark` without a window: every command, its arrays, its refusals, its exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from desktop import cli
from storage import intake, reports, sample
from storage.errors import LibraryError
from storage.library import create, exists, opened
from storage.workers import JobFailed
from tests.conftest import ROOT
from tests.storage.builders import added, document, highlighted, reviewer

Holder = Callable[[Path], AbstractContextManager["subprocess.Popen[str]"]]

SECRET = "".join(("words ", "of a report"))  # put together, lest a traceback quote it
REPORT = (
    "Exampleshire County Council\n"
    "Inspection of services for children in need of help and protection\n"
    "Inspection date: 24 April 2017 to 18 May 2017\n"
    "1. Children who return from care settle well.\n"
    "2. Return home interviews are too variable in quality.\n"
)


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli.yearmark, [str(arg) for arg in args])


def process(*args: str | Path, **changes: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, args)],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | changes,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=120,
    )


def array(result: Result) -> list[dict[str, Any]]:
    found = json.loads(result.stdout)
    assert isinstance(found, list)
    return found


def text_report(folder: Path, name: str = "report.txt", more: str = "") -> Path:
    path = folder / name
    path.write_text(REPORT + more, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with two reports, one of them marked."""
    with create(tmp_path / "library") as library:
        reviewer(library)
        added(library, document("b", end="2020-11-27", kind="ILACS_2018", overall="require improvement to be good"))
        added(library, document("a", overall="Good"))
        highlighted(library, 2, "settle well")
    return tmp_path / "library"


# --- help --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [(), ("sample",), ("add",), ("reports",), ("export",)])
def test_help_names_the_options(command: tuple[str, ...]):
    for switch in ("--help", "-h"):
        result = run(*command, switch)
        assert result.exit_code == 0
        assert "--library DIR" in result.stdout
        assert ("--json" in result.stdout) == bool(command)
        assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_help_lists_the_commands():
    out = run("--help").stdout
    assert all(f"\n  {name} " in out for name in ("add", "export", "reports", "sample"))
    assert "open-files" not in out


@pytest.mark.parametrize("args", [("ad",), ("add",), ("export",), ("reports", "--jason"), ("reports", "extra")])
def test_wrong_usage_is_told_in_a_few_lines(args: tuple[str, ...]):
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr


# --- the window --------------------------------------------------------------------------------------


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The calls that would have opened a window."""
    calls: list[Any] = []

    class App:
        @staticmethod
        def run(library: Path | None, files: tuple[Path, ...]) -> int:
            calls.append((library, files))
            return 7

    monkeypatch.setitem(sys.modules, "desktop.app", App)
    return calls


def test_without_a_command_the_window_opens(windows: list[Any], tmp_path: Path):
    assert run().exit_code == 7
    assert run("--library", tmp_path).exit_code == 7
    assert windows == [(None, ()), (tmp_path, ())]


def test_files_in_place_of_a_command_are_opened_in_the_window(windows: list[Any], tmp_path: Path):
    path = text_report(tmp_path)
    assert run("--library", tmp_path, path).exit_code == 7
    assert run(path, tmp_path).exit_code == 7
    assert windows == [(tmp_path, (path,)), (None, (path, tmp_path))]
    assert run(tmp_path / "missing.pdf").exit_code == 2


def test_version():
    result = run("--version")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("yearmark")


# --- reports -----------------------------------------------------------------------------------------


def test_reports_are_a_table(folder: Path):
    result = run("reports", "--library", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "Id  Authority     Year  Kind        Pages  Passages  Edition  Overall               File",
        " 2  Exampleshire  2017  SIF             3         1           Good                  a.pdf",
        " 1  Exampleshire  2020  ILACS 2018      3         0           Requires improvement  b.pdf",
    ]


def test_reports_as_an_array(folder: Path):
    found = array(run("reports", "--library", folder, "--json"))
    assert [(each["id"], each["year"], each["kind"], each["passages"]) for each in found] == [
        (2, 2017, "SIF", 1),
        (1, 2020, "ILACS_2018", 0),
    ]
    assert set(found[0]) >= {"uuid", "sha256", "authority", "pages", "edition", "overall", "inspection_end"}


def test_undated_editions_and_strange_authorities_in_the_table(tmp_path: Path):
    with create(tmp_path / "library") as library:
        added(
            library,
            document("a", "\x1b[31mRed\x1b[0m\nCouncil\u202e", ""),
            document("b", "", "2012-03-09"),
            document("c", "Zed 図", "2012-03-09"),
            document("d", "Zed 図", "2012-03-09", media="text"),
        )
    result = run("reports", "--library", tmp_path / "library")
    assert len(result.stdout.splitlines()) == 5
    assert not {"\x1b", "\u202e"} & set(result.stdout)
    assert "undated" in result.stdout
    assert "Unknown authority" in result.stdout
    assert array(run("reports", "--library", tmp_path / "library", "--json"))[-2]["edition"] == 1


def test_a_name_of_a_file_is_cut_only_where_a_terminal_is_too_narrow(folder: Path, monkeypatch: pytest.MonkeyPatch):
    name = "a long name of a file that was scanned, the third.pdf"
    with opened(folder) as library:
        added(library, document(name.removesuffix(".pdf"), ""))
        listing = library.ask(reports.listing)
    assert any(line.endswith(f"  {name}") for line in cli.table(listing))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    lines = cli.table(listing)
    assert max(map(len, lines)) <= 120
    assert any(line.endswith("e third.pdf") and "…" in line for line in lines)


def test_an_empty_library(tmp_path: Path):
    create(tmp_path / "library").close()
    assert "yearmark add" in run("reports", "--library", tmp_path / "library").stdout
    assert array(run("reports", "--library", tmp_path / "library", "--json")) == []
    result = run("export", tmp_path / "out", "--library", tmp_path / "library")
    assert result.exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library"]


@pytest.mark.parametrize("args", [("reports",), ("reports", "--json"), ("export", "out.yearmark")])
def test_a_missing_library_is_a_sentence(tmp_path: Path, args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    result = run(*args, "--library", tmp_path / "nowhere")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no library in" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_library_may_be_named_before_the_command_or_left_out(folder: Path, home: Path, tmp_path: Path):
    before = run("--library", folder, "reports")
    assert before.stdout == run("reports", "--library", folder).stdout
    assert run("--library", tmp_path / "other", "reports", "--library", folder).stdout == before.stdout
    assert str(home / "library") in run("reports").stderr
    assert run("add", text_report(tmp_path)).exit_code == 0
    assert exists(home / "library")


# --- add ---------------------------------------------------------------------------------------------


def test_add_makes_the_library_and_says_what_was_added(tmp_path: Path):
    path = text_report(tmp_path)
    result = run("add", path, "--library", tmp_path / "new" / "library")
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = result.stdout.splitlines()
    assert line.startswith("Added report.txt: ")
    assert line.endswith((" page", " pages"))
    again = run("add", path, "--library", tmp_path / "new" / "library")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "“report.txt” is in the library already" in again.stderr


def locked_pdf(path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of one good file, one in a folder below, and bad ones."""
    folder = tmp_path / "files"
    (folder / "below").mkdir(parents=True)
    text_report(folder, "a good one.txt")
    text_report(folder / "below", "Ünïcode #1 50%.txt", "3. One more.\n")
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "page.pdf").write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    (folder / "copy of a good one.txt").write_bytes((folder / "a good one.txt").read_bytes())
    locked_pdf(folder / "locked.pdf")
    (folder / "letter.docx").write_bytes(b"PK\x03\x04")
    (folder / ".hidden.txt").write_text(REPORT)
    return folder


def test_add_a_folder_with_good_and_bad_files(tmp_path: Path, mixed: Path):
    library = tmp_path / "library"
    result = run("add", mixed, tmp_path / "missing.pdf", "--library", library)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert all(line.startswith("Added ") for line in result.stdout.splitlines())
    refusals = result.stderr.splitlines()
    for name in ("empty.pdf", "page.pdf", "damaged.pdf", "copy of a good one.txt", "locked.pdf", "missing.pdf"):
        (sentence,) = [line for line in refusals if f"“{name}”" in line]
        assert sentence.endswith(".")
    assert len(refusals) == 6
    (locked,) = [line for line in refusals if "locked.pdf" in line]
    assert "password" in locked
    assert "window" in locked
    with opened(library) as found:
        listing = found.ask(reports.listing)
        assert sorted(report.file_name for report in listing) == ["a good one.txt", "Ünïcode #1 50%.txt"]
        assert len(list(found.originals.iterdir())) == 2


def test_add_as_an_array(tmp_path: Path, mixed: Path):
    result = run("add", mixed, "--library", tmp_path / "library", "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    found = {Path(each["path"]).name: each for each in array(result)}
    assert len(found) == 7
    assert [name for name, each in found.items() if each["ok"]] == ["a good one.txt", "Ünïcode #1 50%.txt"]
    for each in found.values():
        assert ("error" in each) != each["ok"]
        assert not each["ok"] or {"id", "authority", "year", "kind", "pages", "warnings"} <= set(each)


def test_names_that_no_system_takes_are_refused_and_the_rest_is_added(tmp_path: Path):
    result = run("add", "x" * 300 + ".pdf", text_report(tmp_path), "--library", tmp_path / "library")
    assert result.exit_code == 1
    assert result.stdout.startswith("Added report.txt")
    assert len(result.stderr.splitlines()) == 1
    assert "mistake" not in result.stderr
    assert run("x" * 300).exit_code == 2
    assert run("export", "x" * 300, "--library", tmp_path / "library").exit_code == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_what_never_ends_is_refused_at_once(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    result = run("add", tmp_path / "pipe.txt", "/dev/zero", "--library", tmp_path / "library")
    assert result.exit_code == 1
    assert [line.split("”")[0] for line in result.stderr.splitlines()] == ["“pipe.txt", "“zero"]


def test_a_folder_without_reports(tmp_path: Path):
    (tmp_path / "none").mkdir()
    result = run("add", tmp_path / "none", text_report(tmp_path), "--library", tmp_path / "library")
    assert result.exit_code == 1
    assert "There are no reports" in result.stderr
    assert result.stdout.startswith("Added report.txt")


def test_add_real_pdfs(tmp_path: Path):
    files = sample.sample_files()[:2]
    found = array(run("add", *files, "--library", tmp_path / "library", "--json"))
    assert [(each["authority"], each["year"], each["kind"], each["pages"] > 5) for each in found] == [
        ("Exampleshire", 2012, "SLAC", True),
        ("Exampleshire", 2017, "SIF", True),
    ]
    result = run("add", files[0], "--library", tmp_path / "library")
    assert result.exit_code == 1
    assert "as Exampleshire 2012" in result.stderr


def test_a_fault_with_one_file_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path):
    whole = intake.document

    def faulty(worker: Any, path: Path, *rest: Any) -> Any:
        if path.name == "bad.txt":
            raise JobFailed('Traceback\n  File "x.py", line 1, in f\nValueError: ' + SECRET)
        return whole(worker, path, *rest)

    monkeypatch.setattr(intake, "document", faulty)
    bad = text_report(tmp_path, "bad.txt", "x")
    result = run("add", bad, text_report(tmp_path), "--library", tmp_path / "library")
    assert result.exit_code == 1
    assert "“bad.txt” was not added." in result.stderr
    assert "Added report.txt" in result.stdout
    log = (home / "log" / "yearmark.log").read_text(encoding="utf-8")
    assert 'File "x.py"' in log
    assert SECRET not in log


@pytest.mark.skipif(os.name == "nt", reason="a process group is interrupted otherwise on Windows")
def test_ctrl_c_keeps_what_was_added(tmp_path: Path):
    for number in range(30):
        text_report(tmp_path, f"{number:02}.txt", f"{number + 3}. Report {number}.\n")
    command = [sys.executable, "-m", "desktop", "add", str(tmp_path), "--library", str(tmp_path / "library"), "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as running:
        end = time.monotonic() + 30
        database = tmp_path / "library" / "reports"
        while time.monotonic() < end and not (database.is_dir() and len(list(database.iterdir())) > 2):
            time.sleep(0.005)
        os.killpg(running.pid, signal.SIGINT)
        out, errors = running.communicate(timeout=30)
    done = json.loads(out)
    if len(done) < 30:
        assert running.returncode == 130
        assert errors == "Stopped. Everything that was finished before is kept.\n"
    with opened(tmp_path / "library") as library:
        assert len(done) <= len(library.ask(reports.listing)) <= len(done) + 1
        assert not list(library.originals.glob("*.part"))


# --- sample, export ----------------------------------------------------------------------------------


def test_the_sample_is_made_once(home: Path):
    result = run("sample")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split(",")[0] for line in result.stdout.splitlines()[:4]] == [
        "Added Exampleshire 2012 (SLAC)",
        "Added Exampleshire 2017 (SIF)",
        "Added Exampleshire 2020 (ILACS 2018)",
        "Added Exampleshire 2024 (ILACS 2023)",
    ]
    again = run("sample")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == "The sample is in this library already. Nothing was added.\n"
    assert len(array(run("reports", "--json"))) == 4


def test_the_whole_job_by_command(tmp_path: Path):
    library = tmp_path / "my library #1"
    found = array(run("sample", "--library", library, "--json"))
    assert [each["year"] for each in found] == [2012, 2017, 2020, 2024]
    out = tmp_path / "for a colleague"
    result = run("export", out, "--library", library)
    assert (result.exit_code, result.stderr) == (0, "")
    bundle = tmp_path / "for a colleague.yearmark"
    assert result.stdout.startswith(f"Wrote “{bundle}”: 4 reports, ")
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        assert sum(name.endswith(".pdf") for name in archive.namelist()) == 8
    before = bundle.read_bytes()
    refused = run("export", bundle, "--library", library)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert bundle.read_bytes() == before
    (written,) = array(run("export", bundle, "--overwrite", "--json", "--library", library))
    assert (written["path"], written["reports"], written["size"]) == (str(bundle), 4, bundle.stat().st_size)
    zipped = array(run("export", tmp_path / "x.ZIP", "--authority", "exampleshire", "--json", "--library", library))
    assert zipped[0]["path"] == str(tmp_path / "x.ZIP")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["for a colleague.yearmark", "my library #1", "x.ZIP"]


def test_export_refusals_leave_nothing(folder: Path, tmp_path: Path):
    for args, sentence in (
        ((tmp_path / "x", "--authority", "Nowhere"), "“Nowhere”"),
        ((tmp_path / "none" / "x",), "There is no folder"),
        ((folder / "x",), "library's own folder"),
        ((tmp_path,), "is a folder"),
        ((tmp_path / "y",), "has gone"),
    ):
        result = run("export", *args, "--library", folder)
        assert (result.exit_code, result.stdout) == (1, ""), args
        assert sentence in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


# --- a window holds the library ----------------------------------------------------------------------


def test_while_a_window_has_the_library(tmp_path: Path, held_elsewhere: Holder):
    library = tmp_path / "library"
    assert run("sample", "--library", library).exit_code == 0
    more = text_report(tmp_path)
    with held_elsewhere(library):
        assert len(array(run("reports", "--library", library, "--json"))) == 4
        assert run("export", tmp_path / "out", "--library", library).exit_code == 0
        for args in (("add", more), ("add", more, "--json"), ("sample",)):
            result = run(*args, "--library", library)
            assert (result.exit_code, result.stdout) == (1, "")
            assert "is open in another Yearmark window" in result.stderr
            assert len(result.stderr.splitlines()) == 1
    assert (tmp_path / "out.yearmark").is_file()
    assert run("add", more, "--library", library).exit_code == 0


# --- faults, consoles, processes ---------------------------------------------------------------------


def test_a_fault_is_one_calm_sentence(folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(cli, "table", broken)
    result = run("reports", "--library", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert "our mistake" in line
    log = home / "log" / "yearmark.log"
    assert str(log) in line
    assert "RuntimeError" in log.read_text(encoding="utf-8")
    assert SECRET not in log.read_text(encoding="utf-8")


def test_a_refusal_is_a_line_also_when_it_quotes_a_strange_name(monkeypatch: pytest.MonkeyPatch):
    def refuses(*_: Any, **__: Any) -> Any:
        raise LibraryError("“a\nb\x1b[2J” is refused.")

    monkeypatch.setattr(cli.library, "opened", refuses)
    assert run("reports").stderr == "“a b [2J” is refused.\n"


def test_as_a_process(tmp_path: Path):
    path = text_report(tmp_path, "Ünïcode 図.txt")
    done = process("add", path, tmp_path / "missing.pdf", "--library", tmp_path / "library")
    assert done.returncode == 1
    assert done.stdout.startswith("Added Ünïcode 図.txt: ")
    assert done.stderr.startswith("“missing.pdf” was not found")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_console_that_cannot_print_a_letter(tmp_path: Path, encoding: str):
    with create(tmp_path / "library") as library:
        added(library, document("a", "Ünïcode 図書"))
    done = process("reports", "--library", tmp_path / "library", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2017" in done.stdout
    done = process("reports", "--library", tmp_path / "図", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 1
    assert "There is no library in" in done.stderr
    arrays = process("reports", "--library", tmp_path / "library", "--json", PYTHONIOENCODING=encoding)
    assert json.loads(arrays.stdout)[0]["authority"] == "Ünïcode 図書"


@pytest.mark.skipif(os.name == "nt", reason="pipes close otherwise on Windows")
def test_a_reader_that_goes_away_is_no_fault(folder: Path):
    command = f'"{sys.executable}" -m desktop reports --library "{folder}" --json | true'
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "mistake" not in done.stderr


PROGRAM = """
import sys
from desktop import cli
try:
    cli.yearmark(sys.argv[1:])
except SystemExit as done:
    heavy = [name for name in sys.modules if name.partition(".")[0] in ("PySide6", "shiboken6", "pymupdf")]
    print(done.code, heavy, file=sys.stderr)
"""


def test_commands_load_neither_qt_nor_the_reader(tmp_path: Path):
    path, library = text_report(tmp_path), tmp_path / "library"
    program = tmp_path / "program.py"
    program.write_text("if __name__ == '__main__':\n" + "\n".join(f"    {line}" for line in PROGRAM.splitlines()))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for args in (("sample",), ("add", str(path)), ("reports",), ("export", str(tmp_path / "out"))):
        command = [sys.executable, str(program), *args, "--library", str(library)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert done.stderr == "0 []\n", args

"""The developer's entry and the lock files: what they pin, what they start, and when they make things anew."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import dev

LOCKS = [*dev.LOCKS.values(), dev.BUILD_LOCK]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def lock_entries(name: str) -> dict[str, tuple[Requirement, list[str]]]:
    """The entries of a lock file by canonical name: the requirement and the options behind it."""
    text = (dev.ROOT / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line.split("# ")[0].strip() for line in text.splitlines()]
    entries = {}
    for line in filter(None, lines):
        requirement, *options = re.split(r"\s+(?=--)", line)
        parsed = Requirement(requirement)
        assert canonicalize_name(parsed.name) not in entries, f"{parsed.name} stands twice in {name}"
        entries[canonicalize_name(parsed.name)] = (parsed, options)
    return entries


def pinned(name: str) -> dict[str, Version]:
    """The versions of a lock file by canonical name."""
    return {
        package: Version(next(iter(requirement.specifier)).version)
        for package, (requirement, _) in lock_entries(name).items()
    }


def project() -> dict:
    return tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))


# --- the lock files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_is_pinned_to_one_version_with_hashes(name):
    entries = lock_entries(name)
    assert entries
    for requirement, options in entries.values():
        assert [part.operator for part in requirement.specifier] == ["=="], requirement
        assert requirement.url is None
        assert options, f"{requirement} has no hash"
        assert all(HASH.fullmatch(option) for option in options), requirement


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_name_no_address_and_no_path(name):
    assert dev.foreign_lines((dev.ROOT / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "--find-links wheels",
        "click @ file:///srv/click.whl",
        "    # via -r /srv/yearmark/requirements.in",
        "    # via -r C:\\yearmark\\requirements.in",
    ],
)
def test_an_address_or_a_path_would_be_found(line):
    assert dev.foreign_lines(f"click==8.1.0 \\\n    --hash=sha256:{'0' * 64}\n{line}\n") == [line]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (project()["project"]["dependencies"], "requirements.lock"),
        (project()["project"]["optional-dependencies"]["dev"], "requirements-dev.lock"),
        (project()["build-system"]["requires"], "requirements-build.lock"),
    ],
    ids=["run", "dev", "build"],
)
def test_locks_satisfy_the_ranges_of_the_project(wanted, name):
    versions = pinned(name)
    for requirement in map(Requirement, wanted):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in {name}: python3 dev.py lock"
        assert version in requirement.specifier, f"{requirement} is not met by {version}: python3 dev.py lock"


def test_the_developers_lock_has_the_users_versions_and_more():
    users, developers = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert users.items() <= developers.items()
    assert set(developers) - set(users)


def test_the_build_tools_are_those_of_the_project():
    text = (dev.ROOT / "requirements-build.in").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines == project()["build-system"]["requires"]


# --- Python's version --------------------------------------------------------------------------------


def test_an_older_python_is_told_so_in_one_sentence():
    assert "Python 3.11 or newer" in dev.version_complaint(3, 8)
    assert "this is Python 3.10" in dev.version_complaint(3, 10)
    assert dev.version_complaint(3, 11) == dev.version_complaint(4, 0) == ""


def test_an_older_python_can_parse_the_file_to_say_it():
    ast.parse((dev.ROOT / "dev.py").read_text("utf-8"), feature_version=(3, 7))


# --- the screen and the libraries --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("env", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({"QT_QPA_PLATFORM": "vnc:port=5901"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "darwin", False),
    ],
)
def test_has_screen(env, platform, expected):
    assert dev.has_screen(env, platform) is expected


def test_a_screen_asks_for_the_libraries_of_its_own_kind():
    assert dev.needed_libraries({}, "linux") == dev.LIBRARIES
    assert dev.needed_libraries({"DISPLAY": ":0"}, "linux") == dev.LIBRARIES | dev.X_LIBRARIES
    assert "libwayland-client.so.0" in dev.needed_libraries({"WAYLAND_DISPLAY": "w"}, "linux")
    assert dev.needed_libraries({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux") == dev.LIBRARIES
    assert dev.needed_libraries({"DISPLAY": ":0"}, "win32") == {}


def test_missing_libraries_are_those_that_do_not_load():
    assert dev.missing_libraries(["one", "two", "three"], lambda name: name == "two") == ["one", "three"]
    assert dev.missing_libraries(["libyearmark-is-no-library.so.1"]) == ["libyearmark-is-no-library.so.1"]


def test_fonts_are_found_in_folders_of_folders(tmp_path):
    (tmp_path / "truetype/dejavu").mkdir(parents=True)
    assert not dev.has_font([tmp_path, tmp_path / "absent"])
    (tmp_path / "truetype/dejavu/Sans.TTF").touch()
    assert dev.has_font([tmp_path / "absent", tmp_path])


def test_packages_take_the_names_of_the_release():
    wanted = ["libglib2.0-0", "libegl1", "libegl1"]
    assert dev.debian_packages(wanted, {"libglib2.0-0", "libegl1"}) == ["libglib2.0-0", "libegl1"]
    assert dev.debian_packages(wanted, {"libglib2.0-0t64", "libegl1"}) == ["libglib2.0-0t64", "libegl1"]


def test_the_line_to_type():
    line = "sudo apt-get install -y --no-install-recommends libegl1 libgl1"
    assert dev.apt_line(["libegl1", "libgl1"]) == line
    assert dev.apt_line(["libegl1", "libgl1"], update=True) == f"sudo apt-get update && {line}"
    assert "'libEGL.so.1()" in dev.provides_line("dnf", ["libEGL.so.1"])


class Calls:
    """Stands in for `subprocess.call`: keeps the commands and answers with what it was told."""

    def __init__(self, monkeypatch, answer=lambda command: 0):
        self.commands: list[list[str]] = []
        self.answer = answer
        monkeypatch.setattr(subprocess, "call", self)

    def __call__(self, command, **_):
        self.commands.append(list(command))
        return self.answer(command)


def test_apt_fetches_its_lists_only_when_they_lack_a_package(monkeypatch):
    calls = Calls(monkeypatch)
    monkeypatch.setattr(dev, "known_packages", lambda: {"libegl1"})
    dev.install_with_apt(["libegl1"])
    assert [command[:2] for command in calls.commands] == [["apt-get", "install"]]

    calls.commands.clear()
    lists = iter([set(), {"libglib2.0-0t64"}])
    monkeypatch.setattr(dev, "known_packages", lambda: next(lists))
    dev.install_with_apt(["libglib2.0-0"])
    assert [command[:2] for command in calls.commands] == [["apt-get", "update"], ["apt-get", "install"]]
    assert calls.commands[-1][-1] == "libglib2.0-0t64"
    assert "--no-install-recommends" in calls.commands[-1]


def test_apt_fetches_its_lists_when_they_are_too_old_to_serve(monkeypatch):
    calls = Calls(monkeypatch, lambda command: 100 if command[1] == "install" else 0)
    monkeypatch.setattr(dev, "known_packages", lambda: {"libegl1"})
    dev.install_with_apt(["libegl1"])
    assert [command[1] for command in calls.commands] == ["install", "update", "install"]


@pytest.mark.skipif(sys.platform == "win32", reason="only Linux needs system libraries")
def test_without_the_right_to_install_one_line_is_said(monkeypatch, capsys):
    calls = Calls(monkeypatch)
    monkeypatch.setattr(dev, "needed_libraries", lambda *_: {"libyearmark-none.so.1": "libyearmark-none1"})
    monkeypatch.setattr(dev, "has_font", lambda _: True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(dev, "known_packages", lambda: {"libyearmark-none1"})
    assert dev.ensure_libraries({}) is False
    assert calls.commands == []
    said = capsys.readouterr().out
    assert "libyearmark-none.so.1" in said
    assert said.count("sudo apt-get install -y --no-install-recommends libyearmark-none1") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux makes its installers in the tests")
def test_slow_tests_have_their_tools_installed_where_that_may_be_done(monkeypatch, capsys):
    there = {"apt-get", *dev.SLOW_TOOLS} - {"makensis", "strace"}
    asked: list[str] = []
    monkeypatch.setattr(shutil, "which", lambda name: name if name in there else None)
    monkeypatch.setattr(dev, "install_with_apt", lambda packages: (asked.extend(packages), there.add("strace")))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    dev.ensure_slow_tools()
    assert asked == ["nsis", "strace"]
    assert capsys.readouterr().out == "Not here, so some slow tests are skipped: makensis.\n"
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    there.add("makensis")
    dev.ensure_slow_tools()
    assert (len(asked), capsys.readouterr().out) == (2, "")


def test_only_slow_tests_ask_for_their_tools(monkeypatch):
    monkeypatch.setattr(dev, "ensure_libraries", lambda _: True)
    monkeypatch.setattr(dev, "ensure_environment", lambda _: None)
    seen: list[bool] = []
    monkeypatch.setattr(dev, "ensure_slow_tools", lambda: seen.append(True))
    Calls(monkeypatch)
    assert dev.main(["test"]) == 0
    assert seen == []
    assert dev.main(["test", "--slow"]) == 0
    assert seen == [True]


def test_run_stops_before_the_set_up_where_qt_cannot_start(monkeypatch):
    asked = []
    monkeypatch.setattr(dev, "ensure_libraries", lambda _: False)
    monkeypatch.setattr(dev, "ensure_environment", asked.append)
    calls = Calls(monkeypatch)
    assert dev.run([]) == 1
    assert (asked, calls.commands) == ([], [])
    # A sub-command needs no window.
    assert dev.run(["reports"]) == 0
    assert asked == ["run"]
    assert calls.commands == [[str(dev.environment_program("yearmark")), "reports"]]


# --- the commands ------------------------------------------------------------------------------------


def test_run_opens_yearmark_or_does_the_tour():
    yearmark = str(dev.environment_program("yearmark"))
    assert dev.run_command([], screen=True) == [yearmark]
    assert dev.run_command(["reports", "--json"], screen=False) == [yearmark, "reports", "--json"]
    tour = dev.run_command([], screen=False)
    assert tour[1:] == ["-m", "desktop.tour", "--out", "yearmark-run"]


def test_run_passes_on_the_exit_code_of_the_tour(monkeypatch):
    monkeypatch.setattr(dev, "ensure_libraries", lambda _: True)
    monkeypatch.setattr(dev, "ensure_environment", lambda _: None)
    monkeypatch.setattr(dev, "has_screen", lambda *_: False)
    Calls(monkeypatch, lambda command: 3)
    assert dev.main(["run"]) == 3


def test_checks_end_with_pytest_and_its_arguments():
    checks = dev.check_commands(["-k", "links"])
    assert list(checks) == ["ruff check", "ruff format", "mypy", "pytest"]
    assert checks["ruff format"][-1] == "--check"
    assert checks["pytest"][1:] == ["-m", "pytest", "-k", "links"]
    slow = dev.check_commands(["--slow", "tests/storage"])["pytest"]
    assert slow[1:] == ["-m", "pytest", "-m", "slow or not slow", "tests/storage"]


@pytest.mark.parametrize("failing", ["ruff", "mypy", "pytest", None])
def test_one_failing_check_fails_the_whole_and_stops_nothing(monkeypatch, failing):
    monkeypatch.setattr(dev, "ensure_libraries", lambda _: True)
    monkeypatch.setattr(dev, "ensure_environment", lambda _: None)
    calls = Calls(monkeypatch, lambda command: int(command[2] == failing))
    assert dev.main(["test"]) == (1 if failing else 0)
    assert [command[2] for command in calls.commands] == ["ruff", "ruff", "mypy", "pytest"]


def test_bench_passes_its_arguments_on():
    assert dev.bench_command(["search", "--json"])[1:] == ["-m", "tests.benchmarks", "search", "--json"]


def test_lock_upgrades_only_when_asked():
    kept, upgraded = dev.lock_commands(upgrade=False), dev.lock_commands(upgrade=True)
    assert [command[-1] for command in kept] == LOCKS
    assert not any("--upgrade" in command for command in kept)
    assert all("--upgrade" in command and "--generate-hashes" in command for command in upgraded)


def test_only_hashed_wheels_are_fetched_and_nothing_is_built_apart():
    wheels, editable = dev.install_commands("run", ["pip"], quiet=False)
    assert {"--require-hashes", "--no-deps", "requirements.lock", "requirements-build.lock"} <= set(wheels)
    assert {"--no-build-isolation", "--no-deps", "--no-index", "-e"} <= set(editable)


def test_pip_is_kept_from_installing_elsewhere():
    env = dev.pip_environment({"PIP_TARGET": "x", "PIP_USER": "1", "PIP_INDEX_URL": "kept"})
    assert env == {"PIP_USER": "0", "PIP_INDEX_URL": "kept"}


def test_programs_lie_where_the_platform_puts_them():
    assert dev.environment_program("python", Path("e"), "win32") == Path("e/Scripts/python.exe")
    assert dev.environment_program("yearmark", Path("e"), "linux") == Path("e/bin/yearmark")


def test_words_that_are_no_command(capsys):
    assert dev.main(["--help"]) == 0
    help_text = capsys.readouterr().out
    assert all(f"\n  {name}" in help_text for name in dev.COMMANDS)
    assert dev.main([]) == 2
    assert dev.main(["rum"]) == 2
    assert "'rum'" in capsys.readouterr().err
    assert dev.main(["setup", "now"]) == 1
    assert dev.main(["lock", "--all"]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="bash")
def test_continuous_integration_starts_the_whole_test():
    script = dev.ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert "python3 dev.py test --slow" in script.read_text("utf-8")
    subprocess.run(["bash", "-n", str(script)], check=True)


# --- when the environment is made --------------------------------------------------------------------


@pytest.fixture
def elsewhere(tmp_path) -> ModuleType:
    """dev.py in a folder of its own, with lock files that only look like some."""
    for name in ("dev.py", "pyproject.toml", *LOCKS):
        shutil.copy(dev.ROOT / name, tmp_path / name)
    spec = importlib.util.spec_from_file_location("dev_elsewhere", tmp_path / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def steps(elsewhere, monkeypatch):
    """Plays venv and pip for the copy; answers what was called since it was last asked."""

    def play(command) -> int:
        if "venv" in command:
            python = elsewhere.environment_program("python")
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        return 0

    calls = Calls(monkeypatch, play)
    monkeypatch.setattr(elsewhere, "pip_program", lambda python: [str(python), "-m", "pip"])

    def name(command) -> str:
        if "venv" in command:
            return "venv"
        if "compileall" in command:
            return "compiled"
        return "wheels" if "--require-hashes" in command else "yearmark"

    def since() -> list[str]:
        names = [name(command) for command in calls.commands]
        calls.commands.clear()
        return names

    since.calls = calls
    return since


def test_set_up_once_and_then_never_again(elsewhere, steps):
    elsewhere.ensure_environment("run")
    assert steps() == ["venv", "wheels", "yearmark", "compiled"]
    elsewhere.ensure_environment("run")
    assert steps() == []


def test_a_developers_environment_serves_run_but_not_the_other_way_round(elsewhere, steps):
    elsewhere.ensure_environment("run")
    steps()
    elsewhere.ensure_environment("dev")
    assert steps() == ["wheels", "yearmark", "compiled"]
    elsewhere.ensure_environment("run")
    assert steps() == []


def test_a_changed_lock_renews_the_environment_in_place(elsewhere, steps):
    elsewhere.ensure_environment("run")
    steps()
    with open(elsewhere.ROOT / "requirements.lock", "a", encoding="utf-8") as handle:
        handle.write("# changed\n")
    elsewhere.ensure_environment("run")
    assert steps() == ["wheels", "yearmark", "compiled"]


def test_a_set_up_that_was_cut_short_begins_afresh(elsewhere, steps, monkeypatch):
    play = steps.calls.answer
    steps.calls.answer = lambda command: 1 if "pip" in command else play(command)
    with pytest.raises(elsewhere.SetupError, match="begins afresh"):
        elsewhere.ensure_environment("run")
    assert elsewhere.stamp_lines() == []
    steps()
    steps.calls.answer = play
    elsewhere.ensure_environment("run")
    assert steps()[0] == "venv"


def test_another_python_or_another_place_makes_it_anew(elsewhere, steps):
    elsewhere.ensure_environment("run")
    steps()
    _, key = elsewhere.stamp_lines()
    elsewhere.STAMP.write_text(f"cpython-310 linux {elsewhere.ROOT}\n{key}\n", "utf-8")
    elsewhere.ensure_environment("run")
    assert steps()[0] == "venv"


def test_a_python_without_ensurepip_makes_an_environment_without_pip(elsewhere, steps, monkeypatch):
    monkeypatch.setattr(elsewhere.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    elsewhere.make_environment()
    assert [command[-1] for command in steps.calls.commands] == ["--without-pip"]


def test_pip_comes_from_the_outer_python_where_the_environment_has_none(monkeypatch):
    answer = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: name)
    assert dev.pip_program(Path("e/python")) == [sys.executable, "-m", "pip", "--python", str(Path("e/python"))]
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(dev.SetupError, match="python3-venv"):
        dev.pip_program(Path("e/python"))


def copied_project(target: Path) -> None:
    """Copy the project's own files, as git names them, into an empty folder."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(listing, cwd=dev.ROOT, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        pytest.skip("this is no git clone: the project's own files cannot be told from others")
    for name in filter(None, answer.stdout.split("\0")):
        source = dev.ROOT / name
        # git also names files that were deleted and not yet committed.
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / name)


@pytest.mark.slow
def test_a_clean_folder_sets_itself_up_and_starts(tmp_path):
    copied_project(tmp_path)
    command = [sys.executable, "dev.py", "run", "--help"]
    first = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if "from versions: none" in first.stderr:
        pytest.skip("the package index cannot be reached from here")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Making .venv" in first.stdout
    assert "Usage: yearmark" in first.stdout

    started = time.perf_counter()
    second = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert second.returncode == 0
    assert second.stdout.startswith("Usage: yearmark")
    assert time.perf_counter() - started < 5

    python = tmp_path / ".venv" / dev.environment_program("python").relative_to(dev.ENVIRONMENT)
    check = subprocess.run([str(python), "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout

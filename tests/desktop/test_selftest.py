"""The program tries itself: what passed and what failed is told, and it leaves nothing of the user's changed."""

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from desktop import selftest
from tests.conftest import ROOT


def test_findings_pass_only_when_something_was_checked_and_all_of_it_passed():
    findings = selftest.Findings()
    assert not findings.ok
    findings.attempt("one", lambda: "fine")
    assert findings.ok

    def failing() -> str:
        raise ValueError("only two pages")

    findings.attempt("other", failing)
    assert not findings.ok
    assert findings.lines()[-1] == "FAILED other: ValueError: only two pages"
    assert json.loads(findings.as_json())["ok"] is False


def test_bundle_that_lacks_a_part_fails(tmp_path: Path):
    path = tmp_path / "x.yearmark"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("index.html", "")
    with pytest.raises(ValueError, match="html"):
        selftest._bundle([str(path)])


def test_window_that_shows_nothing_fails(tmp_path: Path, qapp):
    from PySide6.QtGui import QImage

    paths = []
    for number in range(selftest.PICTURES):
        image = QImage(100, 100, QImage.Format.Format_RGB32)
        image.fill(0)
        paths.append(str(tmp_path / f"{number}.png"))
        image.save(paths[-1])
    with pytest.raises(ValueError, match=r"0\.png is blank"):
        selftest._pictures(paths)
    with pytest.raises(ValueError, match="3 of 4"):
        selftest._pictures(paths[1:])


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "YEARMARK_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "DISPLAY": ""}
    command = [sys.executable, "-m", "desktop", "--selftest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=100, check=False)


@pytest.mark.slow
def test_source_passes_its_self_test_and_touches_nothing_of_the_users(tmp_path: Path):
    home = tmp_path / "home"
    done = run("--out", str(tmp_path / "told.json"), home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert told["ok"]
    assert {"sample read", "passages linked", "bundle"} <= {check["name"] for check in told["checks"]}
    assert not home.exists()


def test_start_that_shows_no_window_is_given_up(tmp_path: Path, home: Path, monkeypatch, capsys):
    from desktop.window import MainWindow

    ended: list[int] = []
    monkeypatch.setattr(MainWindow, "show", MainWindow.show)  # is put back, for it is replaced here
    monkeypatch.setattr(selftest, "UNANSWERED", 0.05)
    monkeypatch.setattr(selftest.os, "_exit", ended.append)
    monkeypatch.setattr("desktop.app.run", lambda _: time.sleep(2) or 1)
    assert selftest.first_paint(tmp_path / "library", None) == 1
    assert ended == [1]
    assert "No window came" in capsys.readouterr().err


def test_first_paint_is_measured(tmp_path: Path, home: Path):
    (home / "settings.json").write_text('{"reviewer_name": "A", "reviewer_id": "1"}', "utf-8")
    out = tmp_path / "told.json"
    done = run("--first-paint", str(tmp_path / "library"), "--out", str(out), home=home)
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_text("utf-8"))["cpu"] > 0

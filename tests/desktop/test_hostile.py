"""All files that break readers, added in one batch with good ones: named with a reason, nothing lost, nothing hangs."""

import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.library_view.importing import Importer, Limits
from desktop.project import Project
from storage import reports
from tests.desktop.library_view.pdfs import pdf

SECONDS = 5
MEMORY = 1 << 30
GROWTH = 60  # megabytes that the window's own process may grow: what it keeps of 50 reports, and what Qt caches
WHOLE = 300_000  # milliseconds


def megabytes() -> float:
    """The memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it")
def test_hostile_files_cost_only_themselves(qtbot: QtBot, empty_project: Project, shared: Path, tmp_path: Path) -> None:
    hostile = shared / "hostile"
    if not hostile.is_dir():
        pytest.skip("../shared/hostile is not here")
    files = sorted(path for path in hostile.rglob("*.*") if path.suffix in (".pdf", ".txt"))
    good = [pdf(tmp_path / f"good {number}.pdf", f"Good report {number}") for number in range(3)]
    batch = [good[0], *files[: len(files) // 2], good[1], *files[len(files) // 2 :], good[2]]
    importer = Importer(empty_project, limits=lambda: Limits(SECONDS, MEMORY))
    with qtbot.waitSignal(importer.finished, timeout=WHOLE):
        importer.start([pdf(tmp_path / "warm.pdf", "Warm up")])
    before = megabytes()
    with qtbot.waitSignal(importer.finished, timeout=WHOLE) as blocker:
        importer.start(batch)
    summary = blocker.args[0]
    assert len(summary.added) + len(summary.refused) + len(summary.locked) == len(batch) == summary.total
    listed = {report.file_name for report in empty_project.ask(reports.listing)}
    assert {path.name for path in good} <= listed
    for name, sentence in summary.refused:
        assert f"“{name}”" in sentence
        assert sentence.endswith(".")
        assert "Traceback" not in sentence
    stopped = {name for name, sentence in summary.refused if "it took longer than 5 seconds" in sentence}
    assert stopped >= {"bomb_flate_twice.pdf", "bomb_form_laughs.pdf"}
    told = {
        name: empty_project.ask(reports.details, one.id).carried
        for one in empty_project.ask(reports.listing)
        if (name := one.file_name).startswith(("act_", "embedded_"))
    }
    assert told["act_js_open.pdf"]["scripts"] == 1
    assert told["act_launch_open.pdf"]["launches"] == 1
    assert told["embedded_traversal.pdf"]["files"] >= 1
    assert megabytes() - before < GROWTH
    importer.close()

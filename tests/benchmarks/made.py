"""The library that benchmarks work on: invented reports, read as any others, with some passages marked."""

import atexit
import functools
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from resources.sample.make import make_reports
from storage import annotations, areas, intake, library, passages, reports, reviewers
from storage.folders import HOME
from storage.workers import Worker

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).parent / "runner.py"
MARKS = 10  # passages marked in each report
PATIENCE = 300  # seconds for one process


@functools.cache
def workspace() -> Path:
    """A folder of this run, gone when the process ends."""
    folder = tempfile.mkdtemp(prefix="yearmark-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@functools.cache
def pdfs(count: int) -> tuple[Path, ...]:
    """So many invented reports, made once in a run."""
    return tuple(make_reports(workspace() / f"reports-{count}", count))


@functools.cache
def reports_library(count: int) -> Path:
    """The folder of a library of so many reports, `MARKS` passages marked in each; made once in a run."""
    folder = workspace() / f"library-{count}"
    worker = Worker()
    try:
        with library.create(folder) as opened:
            for path in pdfs(count):
                document = intake.document(worker, path, opened.originals, {})
                report = opened.write("Add report", reports.add, document).answer
                opened.write("Mark", _mark, report)
    finally:
        worker.stop()
    return folder


def _mark(db: sqlite3.Connection, report: int) -> None:
    """Mark the beginnings of the report's first long paragraphs, each with one area."""
    reviewer = reviewers.added(db, "A. Reviewer")
    codebook = areas.all_areas(db)
    for number, (start, end) in enumerate(spans(db, report)[:MARKS]):
        text = reports.text(db, report).text
        area = codebook[number % len(codebook)].id
        annotations.add(db, passages.passage(report, text, start, end), reviewer, [area])


def spans(db: sqlite3.Connection, report: int) -> list[tuple[int, int]]:
    """The first sentence, up to 200 characters, of each of a report's paragraphs that has as much as a line."""
    text = reports.text(db, report)
    found = []
    for paragraph in text.paragraphs:
        if paragraph.end - paragraph.start >= 80:
            sentence = re.search(r"[.;:] |$", text.text[paragraph.start + 10 : paragraph.start + 200])
            assert sentence is not None
            found.append((paragraph.start, paragraph.start + 10 + sentence.start()))
    return found


def ran(mode: str, *arguments: object, scale: float = 1.0, patience: float = PATIENCE) -> dict[str, Any]:
    """What a process of its own measured; `mode` is one of `runner.MODES` or `room_runner.MODES`.

    `scale` are the screen's pixels to one of ours. Raises AssertionError with the process's own words when it failed.
    """
    home = workspace() / "home"
    home.mkdir(exist_ok=True)
    settings = home / "settings.json"
    if not settings.exists():  # a reviewer who has a name is not asked for it
        settings.write_text(
            json.dumps({"reviewer_name": "A. Reviewer", "reviewer_id": "00000000-0000-4000-8000-000000000001"}),
            encoding="utf-8",
        )
    answer = workspace() / f"{mode}.json"
    answer.unlink(missing_ok=True)
    command = [sys.executable, str(RUNNER), mode, str(answer), *map(str, arguments)]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), HOME: str(home)}
    env["QT_SCALE_FACTOR"] = str(scale)
    # A start finds its modules compiled, as any but the very first; where they lie is no matter.
    env |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(workspace() / "compiled")}
    done = subprocess.run(
        command, env=env, check=False, timeout=patience, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert answer.exists(), f"The process “{mode}” ended without an answer. {done.stderr}"
    return dict(json.loads(answer.read_text(encoding="utf-8")))

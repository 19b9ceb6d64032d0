"""A page view on a made PDF of two pages whose sentence crosses the page end."""

from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from pytestqt.qtbot import QtBot

from desktop.project import Project
from desktop.reader.page_view import PageView
from desktop.reader.pictures import Pictures
from desktop.reader.reader import Reader
from desktop.reader.shown import Shown
from storage import intake, reports
from storage.library import Library
from storage.workers import Worker

LINES = [
    ["1. Children are seen alone by workers whom they know.", "Most plans are clear about what has to change and"],
    ["by when, although a few are not.", "2. Leaders know this service well."],
]


def write_pdf(path: Path, rotation: int = 0) -> None:
    with pymupdf.open() as document:
        for lines in LINES:
            page = document.new_page(width=595, height=842)
            for number, line in enumerate(lines):
                top, step = (700, 16) if lines is LINES[0] else (90, 48)
                page.insert_text((72, top + step * number), line, fontsize=12)
            page.set_rotation(rotation)
        document.save(path)


@pytest.fixture
def added(library: Library, tmp_path: Path) -> tuple[Library, int]:
    """A library that holds the made PDF, and the report's id."""
    write_pdf(tmp_path / "made.pdf")
    worker = Worker()
    document = intake.document(worker, tmp_path / "made.pdf", library.originals, {})
    worker.stop()
    return library, library.write("Add report", reports.add, document).answer


@pytest.fixture
def view(qtbot, added: tuple[Library, int]) -> Iterator[PageView]:  # type: ignore[no-untyped-def]
    library, report = added
    pictures = Pictures()
    made = PageView(pictures)
    qtbot.addWidget(made)
    source = library.ask(reports.source, report)
    shown = Shown(
        library.ask(reports.one, report), library.ask(reports.text, report), library.originals / source.file, source
    )
    made.resize(500, 640)
    made.show()
    made.show_report(shown)
    yield made
    pictures.close()


@pytest.fixture
def reader(project: Project, qtbot: QtBot) -> Iterator[Reader]:
    """An empty reading room on the library of five made reports."""
    made = Reader(project)
    qtbot.addWidget(made)
    project.changed.connect(made.on_changed)
    made.resize(900, 600)
    made.show()
    yield made
    made.pictures.close()

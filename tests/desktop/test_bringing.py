"""Highlights and notes that stand in PDFs, and copies of reports that are here: through the real window."""

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Yearmark
from desktop.library_view.details import DetailsDialog
from desktop.library_view.marks_told import offer_sentence, taken_sentence
from desktop.window import MainWindow
from storage import annotations, library, reports
from storage.pdf_marks import Taken
from tests.desktop.library_view.pdfs import pdf
from tests.storage import builders
from tests.storage.marked_pdfs import Pen, annotated, written

WAIT = 60_000


@pytest.fixture
def window(program: Yearmark, tmp_path: Path) -> MainWindow:
    """A window on an empty library."""
    folder = tmp_path / "lib"
    library.create(folder).close()
    assert program.open(folder)
    assert program.window is not None
    return program.window


@pytest.fixture
def add(window: MainWindow, qtbot: QtBot) -> Callable[[Path], str]:
    """Add a file or folder and answer what the message bar says then."""

    def added(*paths: Path) -> str:
        said: list[str] = []
        window.imports.told.connect(lambda text, *_: said.append(text))
        window.imports.warned.connect(lambda text, *_: said.append(text))
        window.imports.add(list(paths))
        qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
        return window.messages.text

    return added


def press(window: MainWindow) -> str:
    """Press the message bar's button by the keyboard; answer what is said then."""
    button = window.messages.findChild(QPushButton, "message_action")
    assert button.isVisible()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    return window.messages.text


def marked(window: MainWindow, report: int = 0) -> list[str]:
    found = window.project.ask(annotations.everything)
    return [mark.quote for mark in found if not report or mark.report == report]


@pytest.fixture
def copy(tmp_path: Path) -> tuple[Path, Path]:
    """A plain report and its annotated copy, with three marks."""
    plain = written(tmp_path / "plain.pdf")
    return plain, annotated(plain, tmp_path / "annotated.pdf")


def test_highlights_are_offered_taken_in_by_the_button_and_undone_by_one_undo(window, add, copy) -> None:
    _, path = copy
    assert add(path) == (
        "1 report was added. “annotated.pdf” carries 3 highlights and notes by Ann Other. Take them in?"
    )
    assert marked(window) == []
    before = window.project.ask(builders.rows)
    assert press(window) == "3 highlights and notes were taken into “annotated.pdf”."
    assert marked(window)[:2] == ["too variable in quality. Leaders have not made sure", "virtual school"]
    assert window.project.undo_label() == "Take in highlights and notes"
    window.commands.undo()
    assert window.project.ask(builders.rows) == before
    window.commands.redo()
    assert len(marked(window)) == 3


def test_an_annotated_copy_is_not_added_and_its_marks_go_to_the_report_that_is_here(window, add, copy) -> None:
    plain, path = copy
    assert add(plain) == "1 report was added."
    (report,) = window.project.ask(reports.listing)
    assert add(path) == (
        "“annotated.pdf” is a copy of “plain.pdf”, which is here already; it was not added again. "
        "Its 3 highlights and notes by Ann Other can be taken in."
    )
    assert [one.id for one in window.project.ask(reports.listing)] == [report.id]
    assert [one.name for one in window.project.originals.iterdir()] == [f"{report.sha256}.pdf"]
    assert press(window) == "3 highlights and notes were taken into “plain.pdf”."
    assert len(marked(window, report.id)) == 3
    assert "can be taken in" not in add(path)  # there is nothing new in it any more
    assert window.project.undo_label() == "Take in highlights and notes"


def test_a_report_and_its_copies_in_one_folder_are_one_report(window, add, copy, tmp_path) -> None:
    plain, _ = copy
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        with pymupdf.open(str(plain)) as doc:
            doc.set_metadata({"title": name})
            doc.save(str(folder / name))
    assert add(folder) == (
        "1 report was added. 2 files are copies of reports that are here already and were not added again."
    )
    assert len(window.project.ask(reports.listing)) == 1
    assert len(list(window.project.originals.iterdir())) == 1


def test_marks_of_several_reports_are_one_edit_and_refusals_are_shown_again(window, add, tmp_path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(2):
        pen = Pen(written(tmp_path / "plain.pdf", [[f"{number}. Children settle well."]]))
        pen.words(0, "settle well")
        pen.save(folder / f"{number}.pdf")
    (folder / "bad.pdf").write_bytes(b"")
    assert add(folder) == "2 reports carry 2 highlights and notes. Take them in?"
    assert press(window) == "2 highlights and notes were taken in."
    window.messages._on_close()
    assert "bad.pdf" in window.messages.text or "1 file was not" in window.messages.text
    window.commands.undo()
    assert marked(window) == []


def test_an_offer_that_comes_too_late_harms_nothing(window, add, copy) -> None:
    add(copy[1])
    (report,) = window.project.ask(reports.listing)
    window.project.do("Remove", reports.remove, report.id)
    assert press(window) == "The report is not in the library any more. Nothing was taken in."


def test_the_details_and_a_command_take_marks_in_at_any_time(window, add, copy, qtbot) -> None:
    add(copy[1])
    window.messages._on_close()
    (report,) = window.project.ask(reports.listing)
    dialog = DetailsDialog(window.project, report.id, window)
    dialog.marks_wanted.connect(lambda: window.imports.take_in_marks(report.id))
    dialog.show()
    assert dialog.facts.file.marks.text() == "3 highlights and notes in the PDF"
    qtbot.mouseClick(dialog.facts.file.take_in, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(marked(window)) == 3, timeout=WAIT)
    assert window.messages.text == "3 highlights and notes were taken into “annotated.pdf”."
    qtbot.waitUntil(lambda: window.imports._made_taking_in._task is None)
    with qtbot.waitSignal(window.imports.told, timeout=WAIT) as told:
        window.imports.take_in_marks(report.id)
    assert told.args[0] == "No highlight or note was new. 3 were here already."
    dialog.close()


def test_reports_without_marks_and_texts_say_so(window, add, tmp_path, qtbot) -> None:
    add(pdf(tmp_path / "bare.pdf", "Children settle well."))
    (tmp_path / "words.txt").write_text("1. Children settle well.\n", encoding="utf-8")
    add(tmp_path / "words.txt")
    by_name = {one.file_name: one.id for one in window.project.ask(reports.listing)}
    for name, sentence in (
        ("bare.pdf", "The PDF of “bare.pdf” carries no highlights or notes."),
        ("words.txt", "“words.txt” is plain text, which carries no highlights or notes."),
    ):
        with qtbot.waitSignal(window.imports.told, timeout=WAIT) as told:
            window.imports.take_in_marks(by_name[name])
        assert told.args[0] == sentence


def test_a_report_whose_file_has_gone_says_so(window, add, copy, qtbot) -> None:
    add(copy[0])
    (report,) = window.project.ask(reports.listing)
    (window.project.originals / f"{report.sha256}.pdf").unlink()
    with qtbot.waitSignal(window.imports.warned, timeout=WAIT) as warned:
        window.imports.take_in_marks(report.id)
    assert warned.args[0] == (
        "“plain.pdf” cannot be looked through for highlights: its file has gone from the library’s folder. "
        "Nothing was changed."
    )


def test_sentences_have_the_right_numbers() -> None:
    assert offer_sentence(1, ["Ann"], ["Leeds 2020"]) == "Leeds 2020 carries 1 highlight or note by Ann. Take it in?"
    assert offer_sentence(2, ["Ann", "Ben", "Cy"], ["A", "B"]).startswith("2 reports carry 2 highlights")
    assert "by Ann, Ben and Cy" in offer_sentence(2, ["Ann", "Ben", "Cy"], ["A"])
    assert "by 4 people" in offer_sentence(2, ["Ann", "Ben", "Cy", "Di"], ["A"])
    many = taken_sentence(Taken(1_200, 1, 2, 1, 1), {"damaged": 1, "empty": 1, "beyond": 1_000, "shortened": 1}, ["A"])
    assert many == (
        "1,200 highlights and notes were taken into A. 1 was here already. 2 that were here have their notes now. "
        "1 has another note here, which was kept. 2 were left out: they have no place in the report. 1 was left out: "
        "it is a note without words. 1,000 were left out: the PDF has more than are taken from one file. 1 note was "
        "too long and was cut."
    )


def test_marks_that_were_taken_in_are_painted_once(window, add, qtbot: QtBot, tmp_path: Path):
    path = annotated(written(tmp_path / "plain.pdf"), tmp_path / "marked.pdf")
    add(path)
    (report,) = window.project.ask(reports.listing)
    window.open_report(report.id)
    view = window.reader.active.pages
    assert not view._key(0).bare
    press(window)
    assert view._key(0).bare
    qtbot.waitUntil(view.is_drawn, timeout=WAIT)
    with_marks = _drawn(window, view, bare=False)
    without = _drawn(window, view, bare=True)
    plain = _drawn(window, view, bare=True, path=tmp_path / "plain.pdf")
    assert _differences(with_marks, plain) > 100
    assert _differences(without, plain) == 0
    window.commands.undo()
    assert not view._key(0).bare


def _differences(one: bytes, other: bytes) -> int:
    """How many bytes of two pictures differ by more than rounding."""
    return sum(abs(a - b) > 4 for a, b in zip(one, other, strict=True))


def _drawn(window: MainWindow, view, *, bare: bool, path: Path | None = None):  # type: ignore[no-untyped-def]
    """The picture of the first page as the worker draws it."""
    from multiprocessing.shared_memory import SharedMemory

    from storage.reading.worker import draw_page

    block = SharedMemory(create=True, size=6_000_000)
    try:
        draw_page(None, str(path or view.shown.path), "pdf", None, 1, 1.0, block.name, bare=bare)
        return bytes(block.buf)
    finally:
        block.close()
        block.unlink()

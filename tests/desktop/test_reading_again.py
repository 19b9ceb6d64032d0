"""Reports that wait, that are read again, that are pictures: as the reviewer meets them in the window."""

from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.app import Yearmark
from desktop.library_view.tree_model import YEAR
from desktop.settings import Settings
from desktop.settings_dialog import SettingsDialog
from desktop.window import MainWindow
from storage import annotations, library, reports
from storage.documents import Registered
from storage.originals import checksum, original_name
from storage.reading.recognise import tessdata
from tests.desktop.library_view.pdfs import pdf
from tests.storage import builders

WAIT = 60_000


def opened(program: Yearmark, folder: Path) -> MainWindow:
    assert program.open(folder)
    assert program.window is not None
    return program.window


def registered(made: library.Library, path: Path) -> int:
    """Put a PDF into a library unread, as an import that was cut off leaves it."""
    sha256 = checksum(path)
    (made.originals / original_name(sha256, "pdf")).write_bytes(path.read_bytes())
    answer: tuple[int, bool] = made.write(
        "Add", reports.register, Registered(sha256, path.name, path.stat().st_size, "pdf")
    ).answer
    return answer[0]


def test_a_report_that_waits_stands_apart_and_opens_when_it_has_been_read(
    program: Yearmark, tmp_path: Path, qtbot: Any
) -> None:
    with library.create(tmp_path / "lib") as made:
        builders.added(made, builders.document("sif"))
        waiting = registered(made, pdf(tmp_path / "late.pdf", "Words that came late"))
    window = opened(program, tmp_path / "lib")
    model = window.library_view.tree.model()
    group = model.index(1, YEAR)
    assert group.data() == "Waiting to be read"
    row = model.index(0, YEAR, group)
    assert row.data() == "late.pdf"
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "late.pdf, waiting to be read"
    window.open_report(waiting)
    assert window.reader.open_reports() == []
    assert "late.pdf" in window.messages.text
    with qtbot.waitSignal(window.imports.idle, timeout=WAIT):
        pass
    assert window.reader.open_reports() == [waiting]
    pane = window.reader.pane_of(waiting)
    assert pane is not None
    assert pane.pages.shown is not None
    assert "Words that came late" in pane.pages.shown.contents.text
    assert window.library_view.tree.model().index(1, YEAR).data() == "Unknown authority"


def test_removing_a_report_that_waits_takes_it_out_with_its_copy_and_is_no_edit(
    program: Yearmark, tmp_path: Path
) -> None:
    with library.create(tmp_path / "lib") as made:
        waiting = registered(made, pdf(tmp_path / "late.pdf", "Words"))
        originals = made.originals
    window = opened(program, tmp_path / "lib")
    window.commands.remove(waiting)
    assert window.project.ask(reports.listing) == []
    assert list(originals.iterdir()) == []
    assert window.project.undo_label() == ""


def test_reports_of_an_older_reader_are_offered_to_be_read_again_and_lost_passages_are_told(
    program: Yearmark, tmp_path: Path, qtbot: Any
) -> None:
    path = pdf(tmp_path / "report.pdf", "The words of the page as they are")
    sha256 = checksum(path)
    older = builders.document("x", text="The words of the page as they are\nRunning head of old", reader="0")
    with library.create(tmp_path / "lib") as made:
        (made.originals / original_name(sha256, "pdf")).write_bytes(path.read_bytes())
        (report,) = builders.added(made, older._replace(sha256=sha256))
        builders.reviewer(made)
        kept = builders.highlighted(made, report, "the page as they are")
        lost = builders.highlighted(made, report, "Running head of old")
    window = opened(program, tmp_path / "lib")
    qtbot.waitUntil(lambda: "older version" in window.messages.text, timeout=WAIT)
    assert window.messages.text.startswith("1 report was read by an older version")
    window.open_report(report)
    with qtbot.waitSignal(window.imports.idle, timeout=WAIT):
        window.messages._button.click()
    assert "1 marked passage was not found again" in window.messages.text
    assert window.project.ask(annotations.one, lost).lost
    assert not window.project.ask(annotations.one, kept).lost
    assert "Running head" not in window.project.ask(reports.text, report).text
    pane = window.reader.pane_of(report)
    assert pane is not None
    assert pane.pages.shown is not None
    assert "Running head" not in pane.pages.shown.contents.text
    assert [mark.id for mark in pane.pages.shown.annotations] == [kept]
    # the reviewer puts the lost one on other words
    window.marking.choose(lost)
    start = pane.pages.shown.contents.text.index("words")
    pane.pages.select(start, start + 5)
    assert window.actions_by_id["move"].isEnabled()
    QTest.keyClick(pane.pages, Qt.Key.Key_M)
    found = window.project.ask(annotations.one, lost)
    assert (found.quote, found.lost) == ("words", False)
    assert window.project.undo_label() == "Move highlight"
    assert window.marking.chosen is not None
    assert window.marking.chosen.id == lost
    window.actions_by_id["undo"].trigger()
    assert window.project.ask(annotations.one, lost).lost


def test_moving_needs_a_selection_in_the_same_report(program: Yearmark, tmp_path: Path) -> None:
    with library.create(tmp_path / "lib") as made:
        builders.added(made, builders.document("one"), builders.document("two", end="2020-01-31"))
        builders.reviewer(made)
        mark = builders.highlighted(made, 1, "settle well")
    window = opened(program, tmp_path / "lib")
    for report in (1, 2):
        window.open_report(report)
    window.marking.choose(mark)
    assert not window.actions_by_id["move"].isEnabled()
    other = window.reader.pane_of(2)
    assert other is not None
    other.pages.select(3, 11)
    assert not window.actions_by_id["move"].isEnabled()
    window.marking.move_here()
    assert window.project.ask(annotations.one, mark).report == 1


def scan(path: Path) -> Path:
    """A PDF of one page that is a picture of words."""
    with pymupdf.open() as words, pymupdf.open() as pictures:
        page = words.new_page()
        page.insert_text((72, 120), "Leaders know their services well", fontsize=20)
        picture = pictures.new_page()
        picture.insert_image(picture.rect, pixmap=page.get_pixmap(dpi=150))
        pictures.save(path)
    return path


@pytest.mark.skipif(tessdata() is None, reason="Tesseract is not installed here")
def test_text_in_pictures_is_recognised_when_that_is_wanted(program: Yearmark, tmp_path: Path, qtbot: Any) -> None:
    window = opened(program, tmp_path / "lib")
    with qtbot.waitSignal(window.imports.idle, timeout=WAIT):
        window.imports.add([scan(tmp_path / "scan.pdf")])
    assert "“scan.pdf” has pages that are pictures, without text." in window.messages.text
    (report,) = window.project.ask(reports.listing)
    assert window.project.ask(reports.text, report.id).text == ""
    said: list[str] = []
    window.imports.progressed.connect(lambda done, total, name: said.append(name))
    with qtbot.waitSignal(window.imports.idle, timeout=WAIT):
        window.messages._button.click()
    assert "scan.pdf: recognising page 1 of 1" in said
    assert "Leaders know their services well" in window.project.ask(reports.text, report.id).text
    details = window.project.ask(reports.details, report.id)
    assert (details.recognised, details.pictures) == (True, ())
    assert any("may hold mistakes" in warning for warning in details.warnings)
    # a later reading recognises again without being asked
    with qtbot.waitSignal(window.imports.idle, timeout=WAIT):
        window.imports.read_again([report.id])
    assert "Leaders know" in window.project.ask(reports.text, report.id).text


def test_recognition_says_when_there_is_nothing_to_recognise_or_nothing_to_do_it_with(
    program: Yearmark, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.reading.recognise.tessdata", lambda: None)
    window = opened(program, tmp_path / "lib")
    with qtbot.waitSignal(window.imports.idle, timeout=WAIT):
        window.imports.add([pdf(tmp_path / "words.pdf", "Words"), scan(tmp_path / "scan.pdf")])
    assert window.messages.text == "2 reports were added."
    by_name = {report.file_name: report.id for report in window.project.ask(reports.listing)}
    window.open_report(by_name["words.pdf"])
    window.actions_by_id["recognise"].trigger()
    assert "has no pages that are pictures" in window.messages.text
    window.open_report(by_name["scan.pdf"])
    window.reader.set_active(window.reader.panes.index(window.reader.pane_of(by_name["scan.pdf"])))  # type: ignore[arg-type]
    window.actions_by_id["recognise"].trigger()
    assert "Tesseract, which is not installed" in window.messages.text


def test_limits_of_reading_are_settings_and_bind_the_next_file(
    program: Yearmark, tmp_path: Path, settings: Settings, qtbot: Any
) -> None:
    window = opened(program, tmp_path / "lib")
    window.actions_by_id["settings"].trigger()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    assert [box.value() for box in dialog.fields.values()] == [60, 1024]
    dialog.fields["reading_memory"].setValue(300)
    dialog.save()
    assert settings.get("reading_memory") == 300
    assert window.imports._limits() == (60, 300 << 20)

"""Exporting: what is chosen, where to, and what is left behind."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.bundles.export_dialog import ExportDialog
from desktop.bundles.exporting import Exporter
from desktop.library_view.importing import Importer
from desktop.project import Project
from storage.errors import LibraryError
from storage.exchange.scope import Scope
from tests.desktop.library_view.pdfs import pdf

UNCHECKED = Qt.CheckState.Unchecked


@pytest.fixture
def dialog(qtbot: QtBot, project: Project, tmp_path: Path) -> ExportDialog:
    made = ExportDialog(project, str(tmp_path))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.open()
    return made


def test_everything_is_proposed_under_a_name(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.contents.text() == "In the bundle: 5 reports of 2 authorities, 2 passages and 0 links."
    assert dialog._rows[5].text(0) == "other.pdf"
    assert dialog._rows[4].text(0) == "2020   ILACS"
    with qtbot.waitSignal(dialog.export_requested) as blocker:
        dialog.export.click()
    assert blocker.args == [tmp_path / "Yearmark reports.yearmark", Scope(), False]
    assert not dialog.isVisible()


def test_one_authority_names_the_bundle_until_the_user_does(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    for place in (1, 2):
        item = dialog.tree.topLevelItem(place)
        assert item is not None
        item.setCheckState(0, UNCHECKED)
    assert dialog.out() == tmp_path / "Exampleshire reports.yearmark"
    assert dialog.scope() == Scope(reports=(1, 2, 3))
    dialog.path.setFocus()
    dialog.path.selectAll()
    qtbot.keyClicks(dialog.path, "For the committee")
    dialog._rows[3].setCheckState(0, UNCHECKED)
    with qtbot.waitSignal(dialog.export_requested) as blocker:
        qtbot.keyClick(dialog.path, Qt.Key.Key_Return)
    assert blocker.args == [tmp_path / "For the committee.yearmark", Scope(reports=(1, 2)), False]


def test_a_file_of_the_name_is_replaced_only_when_that_is_said(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    there = tmp_path / "there.yearmark"
    there.write_text("kept", encoding="utf-8")
    dialog.path.setText(str(there))
    assert not dialog.export.isEnabled()
    assert dialog.problem.text() == "There is a file “there.yearmark” already."
    dialog.replace.setChecked(True)
    with qtbot.waitSignal(dialog.export_requested) as blocker:
        dialog.export.click()
    assert blocker.args == [there, Scope(), True]


def test_a_file_chosen_in_the_file_dialog_is_taken(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.take_file(str(tmp_path / "mine.zip"))
    assert dialog.out() == tmp_path / "mine.zip"
    assert dialog.export.isEnabled()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type a name"),
        ("nowhere/a.yearmark", "There is no folder"),
        ("library/a.yearmark", "library’s own folder"),
        ("library", ""),
        ("x" * 400, "cannot have this name"),
    ],
)
def test_a_place_that_cannot_be_written_is_said_at_once(
    dialog: ExportDialog, tmp_path: Path, typed: str, sentence: str
) -> None:
    dialog.path.setText(typed)
    assert sentence in dialog.problem.text()
    assert dialog.export.isEnabled() == (sentence == "")


def test_nothing_chosen_is_nothing_to_export(dialog: ExportDialog) -> None:
    for place in range(3):
        item = dialog.tree.topLevelItem(place)
        assert item is not None
        item.setCheckState(0, UNCHECKED)
    assert dialog.contents.text() == "Nothing is chosen."
    assert not dialog.export.isEnabled()


@pytest.fixture
def filled(qtbot: QtBot, empty_project: Project, tmp_path: Path) -> Project:
    """A library of two real PDFs."""
    importer = Importer(empty_project)
    with qtbot.waitSignal(importer.finished, timeout=60_000):
        importer.start([pdf(tmp_path / "one.pdf", "One"), pdf(tmp_path / "two.pdf", "Two")])
    return empty_project


def test_a_bundle_is_written_whole(qtbot: QtBot, filled: Project, tmp_path: Path) -> None:
    out = tmp_path / "out" / "all.yearmark"
    out.parent.mkdir()
    exporter = Exporter(filled)
    told: list[tuple[int, int, str]] = []
    exporter.progressed.connect(lambda *args: told.append(args))
    with qtbot.waitSignal(exporter.finished, timeout=60_000) as blocker:
        exporter.start(out, Scope())
        with pytest.raises(LibraryError):
            exporter.start(out, Scope())
    assert blocker.args[0].path == str(out)
    assert blocker.args[0].reports == 2
    assert told[0][:2] == (0, 2)
    assert zipfile.ZipFile(out).testzip() is None
    assert [path.name for path in out.parent.iterdir()] == ["all.yearmark"]
    qtbot.waitUntil(lambda: not exporter.running)


def test_a_refused_or_stopped_export_leaves_no_file(qtbot: QtBot, filled: Project, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    exporter = Exporter(filled)
    with qtbot.waitSignal(exporter.stopped, timeout=60_000):
        exporter.start(folder / "a.yearmark", Scope())
        exporter.cancel()
    qtbot.waitUntil(lambda: not exporter.running)
    assert list(folder.iterdir()) == []
    for original in filled.originals.iterdir():
        original.unlink()
    with qtbot.waitSignal(exporter.refused, timeout=60_000) as blocker:
        exporter.start(folder / "b.yearmark", Scope())
    qtbot.waitUntil(lambda: not exporter.running)
    assert blocker.args[0].endswith(".")
    assert list(folder.iterdir()) == []

"""Adding as the window sees it: what is said of a batch with locked files, and where file dialogs begin."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.importing_room import ImportingRoom, start_folder
from desktop.library_view.import_results import ImportResults
from desktop.library_view.importing import ImportSummary, LockedReport
from desktop.library_view.password_dialog import PasswordDialog
from desktop.project import Project
from desktop.settings import Settings


class Room:
    """A room whose importer is played by the test, with what it said."""

    def __init__(self, room: ImportingRoom, window: QWidget, monkeypatch: pytest.MonkeyPatch):
        self.room = room
        self.window = window
        self.tried: list[tuple[int, str]] = []
        self.given_up: list[int] = []
        self.said: list[str] = []
        monkeypatch.setattr(room._importer, "try_password", lambda *tried: self.tried.append(tried))
        monkeypatch.setattr(room._importer, "give_up", self.given_up.append)
        monkeypatch.setattr(room, "_pictures", lambda _: [])
        room.told.connect(lambda sentence, *_: self.said.append(sentence))
        room.warned.connect(self._on_warned)
        self.act = None

    def _on_warned(self, sentence: str, _: str, act: object) -> None:
        self.said.append(sentence)
        self.act = act

    def finish(self, **what: object) -> None:
        self.room._importer.finished.emit(ImportSummary(**what))  # type: ignore[arg-type]

    @property
    def asked(self) -> PasswordDialog:
        (dialog,) = [one for one in self.window.findChildren(PasswordDialog) if one.isVisible()]
        return dialog

    def give(self, password: str) -> None:
        self.asked.password.setText(password)
        self.asked.ok.click()


def locked(report: int) -> LockedReport:
    """A locked report: number 1 is one.pdf, number 2 two.pdf."""
    return LockedReport(report, ("one.pdf", "two.pdf")[report - 1], wrong=False)


@pytest.fixture
def room(qtbot: QtBot, empty_project: Project, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Room:
    window = QWidget()
    qtbot.addWidget(window)
    return Room(ImportingRoom(empty_project, settings, window), window, monkeypatch)


def test_refusals_and_passwords_of_a_batch_are_told_together_at_the_end(room: Room) -> None:
    one, two = locked(1), locked(2)
    room.finish(added=[8, 9], refused=[("bad.pdf", "“bad.pdf” is empty.")], locked=[one, two], total=5)
    assert room.said == []
    assert "one.pdf" in room.asked.question.text()
    room.give("wrong")
    assert room.tried == [(1, "wrong")]
    room.finish(locked=[one._replace(wrong=True)], total=1)
    assert room.said == []
    assert "two.pdf" in room.asked.question.text()
    room.asked.reject()
    assert "does not open “one.pdf”" in room.asked.question.text()
    room.give("right")
    room.finish(added=[3], total=1)
    assert room.said == ["3 reports were added. 2 files were not."]
    assert room.given_up == [2]
    assert callable(room.act)
    room.act()
    (results,) = room.window.findChildren(ImportResults)
    assert results.list.toPlainText() == (
        "“bad.pdf” is empty.\n\n“two.pdf” was not added: it opens only with its password."
    )


def test_files_added_while_a_password_is_asked_for_are_counted_and_no_second_dialog_opens(room: Room) -> None:
    room.finish(locked=[locked(1)], total=1)
    room.finish(added=[1], locked=[locked(2)], total=2)
    assert "one.pdf" in room.asked.question.text()
    room.asked.reject()
    room.asked.reject()
    assert room.said == ["1 report was added. 2 files were not."]


def test_one_file_left_out_is_told_by_its_name_and_the_next_batch_begins_anew(room: Room) -> None:
    room.finish(locked=[locked(1)], total=1)
    room.asked.reject()
    room.finish(added=[1], total=1)
    assert room.said == ["“one.pdf” was not added: it opens only with its password.", "1 report was added."]
    assert [one for one in room.window.findChildren(QDialog) if one.isVisible()] == []


def test_cancelling_says_how_many_files_were_not_read(room: Room) -> None:
    room.finish(added=[1], refused=[], locked=[locked(1)], total=4, cancelled=True)
    room.asked.reject()
    assert room.said == ["1 report was added. 1 file was not. Adding was cancelled before 2 files were read."]


def test_file_dialogs_begin_where_files_were_chosen_last(settings: Settings, tmp_path: Path) -> None:
    assert Path(start_folder(settings)).is_dir()
    settings.set("last_folder", str(tmp_path))
    assert start_folder(settings) == str(tmp_path)
    settings.set("last_folder", str(tmp_path / "gone"))
    assert Path(start_folder(settings)).is_dir()

"""Who is marking: the proposed name, and a name that must not be empty."""

import getpass

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop import reviewer_dialog
from desktop.reviewer_dialog import ReviewerDialog, account_name


def test_the_name_is_given_by_enter_without_spaces_around_it(qtbot: QtBot) -> None:
    dialog = ReviewerDialog("")
    qtbot.addWidget(dialog)
    dialog.open()
    assert not dialog.ok.isEnabled()
    with qtbot.assertNotEmitted(dialog.name_chosen):
        qtbot.keyClicks(dialog.name, "   ")
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClicks(dialog.name, "Ada  Example ")
    with qtbot.waitSignal(dialog.name_chosen) as blocker:
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert blocker.args == ["Ada Example"]
    assert not dialog.isVisible()


def test_the_proposed_name_is_replaced_by_typing(qtbot: QtBot) -> None:
    dialog = ReviewerDialog("Proposed")
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.name.selectedText() == "Proposed"


def test_the_account_says_its_full_name_else_its_own_else_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(reviewer_dialog, "_full_name", lambda: "Ada Example")
    assert account_name() == "Ada Example"
    monkeypatch.setattr(reviewer_dialog, "_full_name", str)
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")
    assert account_name() == "ada"
    monkeypatch.setattr(getpass, "getuser", unknown)
    assert account_name() == ""


def test_an_account_outside_the_user_database_has_no_full_name(monkeypatch: pytest.MonkeyPatch) -> None:
    pwd = pytest.importorskip("pwd")

    def unknown(_: int) -> None:
        raise KeyError("uid not found")

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert reviewer_dialog._full_name() == ""

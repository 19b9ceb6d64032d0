"""The small widgets of adding: bar, results, password; and the welcome."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.library_view.import_bar import ImportBar
from desktop.library_view.import_results import ImportResults
from desktop.library_view.importing import ImportSummary
from desktop.library_view.password_dialog import PasswordDialog
from desktop.library_view.welcome import Welcome


def test_the_bar_says_which_file_is_read_and_goes_at_the_end(qtbot: QtBot) -> None:
    bar = ImportBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.show_progress(2, 52, "name.pdf")
    assert not bar.isHidden()
    assert bar.label.text == "Reading 3 of 52: name.pdf"
    assert (bar.progress.value(), bar.progress.maximum()) == (2, 52)
    with qtbot.waitSignal(bar.cancelled):
        qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    bar.show_progress(3, 52, "next.pdf")
    assert bar.label.text == "Stopping…"
    bar.show_progress(52, 52, "")
    assert bar.isHidden()
    bar.show_progress(0, 1, "later.pdf")
    assert bar.button.isEnabled()
    assert bar.label.text == "Reading 1 of 1: later.pdf"


def test_the_results_list_every_refusal_as_plain_text(qtbot: QtBot) -> None:
    summary = ImportSummary(
        added=[1], refused=[("<b>.pdf", "“<b>.pdf” is empty; it was not added."), ("", "The disk is full.")], total=3
    )
    dialog = ImportResults(summary)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.list.toPlainText() == "“<b>.pdf” is empty; it was not added.\n\nThe disk is full."
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_password_is_hidden_and_given_by_enter(qtbot: QtBot) -> None:
    dialog = PasswordDialog("plan.pdf")
    qtbot.addWidget(dialog)
    dialog.open()
    assert "“plan.pdf” opens only with a password" in dialog.question.text()
    assert dialog.password.echoMode() == QLineEdit.EchoMode.Password
    assert not dialog.ok.isEnabled()
    with qtbot.assertNotEmitted(dialog.password_given):
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.password, " open sesame")
    with qtbot.waitSignal(dialog.password_given) as blocker:
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert blocker.args == [" open sesame"]


def test_a_wrong_password_is_said_and_leaving_out_gives_none(qtbot: QtBot) -> None:
    dialog = PasswordDialog("plan.pdf", wrong=True)
    qtbot.addWidget(dialog)
    dialog.open()
    assert "does not open “plan.pdf”" in dialog.question.text()
    dialog.password.setText("x")
    with qtbot.assertNotEmitted(dialog.password_given):
        dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("add_files", "add_files_requested"),
        ("add_folder", "add_folder_requested"),
        ("sample", "sample_requested"),
    ],
)
def test_each_button_of_the_welcome_asks_for_its_own(qtbot: QtBot, button: str, signal: str) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)
    welcome.show()
    with qtbot.waitSignal(getattr(welcome, signal)):
        qtbot.mouseClick(getattr(welcome, button), Qt.MouseButton.LeftButton)
    welcome.set_read_only(True)
    assert not getattr(welcome, button).isEnabled()

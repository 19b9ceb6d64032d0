import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.messages import MessageBar
from desktop.plain import plain_tip


@pytest.fixture
def bar(qtbot):  # type: ignore[no-untyped-def]
    parent = QWidget()
    qtbot.addWidget(parent)
    made = MessageBar(parent)
    parent.show()
    yield made


def test_news_goes_by_itself_and_problems_stay(bar):
    bar.tell("Done.")
    assert bar.text == "Done."
    assert bar._timer.isActive()
    bar.warn("It was not added.")
    assert bar.text == "It was not added."
    assert not bar._timer.isActive()


def test_action_is_done_once_and_the_bar_goes(bar):
    done = []
    bar.tell("Removed.", "Undo", lambda: done.append(1))
    QTest.mouseClick(bar._button, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert bar.text == ""


def test_message_without_an_action_has_no_button(bar):
    bar.tell("Removed.", "Undo", lambda: None)
    bar.tell("Done.")
    assert bar._button.isHidden()


def test_words_are_never_markup(bar):
    bar.warn("<b>x</b>")
    assert bar._label.textFormat() == Qt.TextFormat.PlainText
    assert plain_tip("plain & simple") == "plain & simple"
    assert "&lt;img" in plain_tip("<img src='file:///x'>")
    assert not QToolTip.isVisible()

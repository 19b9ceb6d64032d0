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
    parent.resize(800, 500)
    made = MessageBar(parent)
    made.keep = parent  # PySide lets a parent go that nobody holds
    parent.show()
    return made


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


def test_bar_lies_over_the_lower_end_and_moves_nothing(bar):
    bar.tell("Done.")
    parent = bar.parentWidget()
    assert parent.rect().contains(bar.geometry())
    assert bar.geometry().center().y() > parent.height() * 0.8
    parent.resize(500, 300)
    assert parent.rect().contains(bar.geometry())


def test_offer_to_take_back_goes_when_it_is_out_of_date(bar):
    bar.tell("Removed.", "Undo", lambda: None)
    bar.outdate()
    assert bar.text == ""
    bar.tell("Linking…", "Cancel link", lambda: None, stay=True)
    bar.outdate()
    assert bar.text == "Linking…"


def test_closing_is_told(bar, qtbot):
    bar.warn("No.")
    with qtbot.waitSignal(bar.closed):
        QTest.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    assert bar.text == ""


def test_problem_comes_back_when_the_news_that_covered_it_goes(bar):
    asked = []
    bar.warn("3 files were not added.", "Show them", lambda: asked.append(1))
    bar.tell("Linking…", "Cancel link", lambda: None, stay=True)
    assert bar.text == "Linking…"
    bar.done()
    assert bar.text == "3 files were not added."
    QTest.mouseClick(bar._button, Qt.MouseButton.LeftButton)
    assert asked == [1]
    assert bar.text == ""


def test_closed_problem_stays_away(bar):
    bar.warn("No.")
    QTest.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    bar.tell("Done.")
    bar.done()
    assert bar.text == ""


def test_problem_comes_back_also_when_the_news_is_closed_and_what_it_was_about_ends(bar):
    bar.warn("3 files were not added.")
    bar.tell("Linking…", "Cancel link", lambda: None, stay=True)
    bar.closed.connect(bar.done)  # as the end of a link does
    QTest.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    assert bar.text == "3 files were not added."

"""Suggested links: shown by year, looked at, accepted, dismissed, with the mouse and with keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QToolButton

from desktop.inspector.matched_text import MatchedText, units
from desktop.inspector.suggested import FEW, Suggested
from desktop.project import Project
from storage import reports
from storage.offers import Offer, Offers


def offer(report: int, number: int, words: str = "Return home interviews are held.") -> Offer:
    return Offer(report, number, number + len(words), words, ((0, 6),), f"¶{number} · p. 3", words)


@pytest.fixture
def shown(qtbot, project: Project) -> Suggested:
    widget = Suggested()
    qtbot.addWidget(widget)
    later = Offers(project.ask(reports.one, 2), True, tuple(offer(2, n) for n in range(5)))
    earlier = Offers(project.ask(reports.one, 1), False, ())
    widget.show_offers([earlier, later], waiting=False, read_only=False)
    widget.resize(240, 600)
    widget.show()
    return widget


def said(widget: Suggested) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget) and label.text()]


def test_the_best_few_of_each_year_show_and_more_when_asked_for(shown: Suggested):
    assert [card.offer.start for card in shown.cards] == list(range(FEW))
    assert "nothing similar was found" in said(shown)
    more = next(button for button in shown.findChildren(QToolButton) if button.text() == "3 more")
    more.click()
    assert [card.offer.start for card in shown.cards] == [0, 1, 2, 3, 4]
    assert shown.cards[FEW].hasFocus() or not shown.isActiveWindow()


def test_keys_look_step_dismiss_and_link(qtbot, shown: Suggested):
    assert shown.focus_first()
    with qtbot.waitSignal(shown.place_wanted) as looked:
        QTest.keyClick(shown.cards[0], Qt.Key.Key_Space)
    assert looked.args[:2] == [2, 0]
    with qtbot.waitSignal(shown.cards[0].stepped):
        QTest.keyClick(shown.cards[0], Qt.Key.Key_Down)
    with qtbot.waitSignal(shown.dismissed) as gone:
        QTest.keyClick(shown.cards[1], Qt.Key.Key_Delete)
    assert gone.args[0].start == 1
    QTest.keyClick(shown.cards[0], Qt.Key.Key_Return)
    menu = shown.findChild(QMenu, "relations")
    with qtbot.waitSignal(shown.accepted) as accepted:
        QTest.keyClick(menu, Qt.Key.Key_2)
    assert (accepted.args[0].start, accepted.args[1]) == (0, "improved")


def test_nothing_fits_and_looking_again(qtbot, project: Project, shown: Suggested):
    button = next(button for button in shown.findChildren(QToolButton) if button.text() == "None of these fits")
    with qtbot.waitSignal(shown.closed) as closed:
        button.click()
    assert closed.args == [2]
    group = Offers(project.ask(reports.one, 2), True, (offer(2, 1),), closed=True)
    shown.show_offers([group], waiting=False, read_only=False)
    assert shown.cards == []
    again = next(
        one for one in shown.findChildren(QToolButton) if one.text() == "Look again" and one.isVisibleTo(shown)
    )
    with qtbot.waitSignal(shown.reopened):
        again.click()


def test_a_read_only_library_offers_to_look_and_nothing_else(qtbot, project: Project, shown: Suggested):
    group = Offers(project.ask(reports.one, 2), True, (offer(2, 1),))
    shown.show_offers([group], waiting=False, read_only=True)
    (card,) = shown.cards
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert shown.findChild(QMenu, "relations") is None
    with qtbot.waitSignal(shown.place_wanted):
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)


def test_words_are_shown_as_typed_and_counted_in_qts_units(qtbot):
    text = MatchedText()
    qtbot.addWidget(text)
    text.show_text("<b>👍 not</b> markup", ((4, 6),))
    assert text.text == "<b>👍 not</b> markup"
    assert units("a👍b", 2) == 3
    assert text.heightForWidth(60) > text.heightForWidth(600)


def test_a_text_that_is_cut_ends_with_a_whole_word_and_room_for_the_dots(qtbot):
    text = MatchedText(2)
    qtbot.addWidget(text)
    text.show_text("Return home interviews of children who went missing are held promptly and well. " * 3, ((0, 6),))
    text.resize(230, text.heightForWidth(230))
    assert text._layout.lineCount() > 2
    last = text._layout.lineAt(1)
    assert last.naturalTextWidth() + text.fontMetrics().horizontalAdvance(" …") <= 230
    assert text.heightForWidth(230) < 3 * text.fontMetrics().lineSpacing()
    end = last.textStart() + last.textLength()
    assert text.text[end - 1] == " "
    text.show_text("Short.", ())
    assert text.heightForWidth(230) < 2 * text.fontMetrics().lineSpacing()

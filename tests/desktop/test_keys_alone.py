"""A reviewer's hour without a mouse: mark, tag, note, link, accept and dismiss suggestions, find, look back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from desktop.app import Yearmark
from desktop.window import MainWindow
from storage import annotations, areas, library, links, verdicts
from tests.storage import builders

YEARS = {
    2012: (
        "1. Leaders know their services.\n"
        "2. Return home interviews are not offered to every child who has been missing.\n"
        "3. Too few care leavers live in suitable accommodation.\n"
        "4. Health assessments are late."
    ),
    2017: (
        "1. Senior managers have a clear plan.\n"
        "2. Children who have been missing are offered return home interviews promptly, and most accept.\n"
        "3. Adopters are well prepared.\n"
        "4. Return home interviews of children placed out of the area are weaker."
    ),
    2020: (
        "1. Elected members give strong support.\n"
        "2. The virtual school is effective.\n"
        "3. Missing children have return home interviews of good quality.\n"
        "4. Accommodation for care leavers is suitable and safe."
    ),
}


@pytest.fixture
def window(program: Yearmark, tmp_path: Path, qtbot) -> MainWindow:  # type: ignore[no-untyped-def]
    folder = tmp_path / "lib"
    with library.create(folder) as made:
        builders.added(
            made, *(builders.document(str(year), end=f"{year}-05-20", text=text) for year, text in YEARS.items())
        )
    assert program.open(folder)
    window = program.window
    assert window is not None
    window.open_report(1)
    window.open_report(2)
    window.reader.set_active(0)
    window.reader.active.pages.setFocus()
    qtbot.waitUntil(lambda: window.reader.active.pages.hasFocus())
    return window


def press(widget: QWidget, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(widget, key, modifier)


def paragraph(window: MainWindow, number: int) -> None:
    """Select a paragraph of the active report by the caret."""
    pages = window.reader.active.pages
    press(pages, Qt.Key.Key_Escape, Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    if not pages.caret_on:
        press(pages, Qt.Key.Key_F2)
    press(pages, Qt.Key.Key_Home, modifier=Qt.KeyboardModifier.ControlModifier)
    for _ in range(number - 1):
        press(pages, Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ControlModifier)
    press(pages, Qt.Key.Key_P)


def relation(window: MainWindow, key: Qt.Key) -> None:
    menu = window.findChild(QMenu, "relations")
    assert menu is not None
    press(menu, key)


def test_an_hour_of_marking_with_keys_alone(window, qtbot):
    ask, pages = window.project.ask, window.reader.active.pages
    names = {area.name: area.id for area in ask(areas.all_areas)}
    # mark and tag: a key, the picker, the last tag again
    paragraph(window, 2)
    press(pages, Qt.Key.Key_2, Qt.Key.Key_C)
    press(pages, Qt.Key.Key_T)
    picker = window.views._picker
    QTest.keyClicks(picker.field, "voice")
    press(picker.field, Qt.Key.Key_Return)
    (first,) = ask(annotations.of_report, 1)
    assert first.quote == "2. Return home interviews are not offered to every child who has been missing."
    assert set(first.areas) == {names["Help and protection"], names["Voice and participation"]}
    assert first.mark == "concern"
    paragraph(window, 3)
    press(pages, Qt.Key.Key_A, Qt.Key.Key_S)
    second = ask(annotations.of_report, 1)[1]
    assert (second.areas, second.mark) == ((names["Voice and participation"],), "strength")
    # a note
    press(pages, Qt.Key.Key_N)
    QTest.keyClicks(window.inspector.note, "Ask about this.")
    window.reader.active.pages.setFocus()
    assert ask(annotations.one, second.id).note == "Ask about this."
    # suggestions: the first accepted, another dismissed, one report closed
    press(pages, Qt.Key.Key_Escape)
    press(pages, Qt.Key.Key_F8)
    assert window.marking.chosen.id == first.id
    suggested = window.inspector.suggested
    qtbot.waitUntil(lambda: len(suggested.cards) >= 3, timeout=10_000)
    window.activateWindow()  # a screen gives the keyboard back by itself when a popup has closed
    qtbot.waitUntil(lambda: pages.hasFocus())
    press(pages, Qt.Key.Key_G)
    card = suggested.cards[0]
    assert card.hasFocus()
    assert (
        card.offer.words
        == "Children who have been missing are offered return home interviews promptly, and most accept."
    )
    assert "return home interviews" in [card.offer.words[start:end] for start, end in card.offer.bold]
    press(card, Qt.Key.Key_Return)
    relation(window, Qt.Key.Key_1)
    (link,) = ask(links.everything)
    assert (link.earlier, link.earlier_report, link.later_report, link.relation) == (first.id, 1, 2, "addressed")
    qtbot.waitUntil(lambda: suggested.cards and "weaker" in suggested.cards[0].offer.words, timeout=10_000)
    press(suggested.cards[0], Qt.Key.Key_Delete)
    (verdict,) = ask(verdicts.everything)
    assert (verdict.report, verdict.other, "weaker" in verdict.other_quote) == (1, 2, True)
    qtbot.waitUntil(lambda: suggested.cards and all(card.offer.report == 3 for card in suggested.cards), timeout=10_000)
    window.commands.undo()
    assert ask(verdicts.everything) == []


def test_a_link_by_keys_to_a_highlight_of_the_other_pane(window):
    pages = window.reader.active.pages
    paragraph(window, 2)
    press(pages, Qt.Key.Key_H)
    earlier = window.marking.chosen.id
    window.reader.set_active(1)
    other = window.reader.active.pages
    other.setFocus()
    paragraph(window, 2)
    press(other, Qt.Key.Key_L)
    later = window.marking.chosen.id
    window.reader.set_active(0)
    pages.setFocus()
    press(pages, Qt.Key.Key_F8)
    press(pages, Qt.Key.Key_Return)
    relation(window, Qt.Key.Key_2)
    (link,) = window.project.ask(links.everything)
    assert (link.earlier, link.later, link.relation) == (earlier, later, "improved")


def test_words_that_are_only_selected_have_suggestions_and_are_marked_by_accepting_one(window, qtbot):
    pages = window.reader.active.pages
    paragraph(window, 3)
    suggested = window.inspector.suggested
    qtbot.waitUntil(lambda: bool(suggested.cards), timeout=10_000)
    assert suggested.cards[0].offer.words == "Accommodation for care leavers is suitable and safe."
    press(pages, Qt.Key.Key_G)
    press(suggested.cards[0], Qt.Key.Key_Return)
    relation(window, Qt.Key.Key_2)
    assert [mark.report for mark in window.project.ask(annotations.everything)] == [1, 3]
    assert window.project.undo_label() == "Link as “improved”"
    window.commands.undo()
    assert window.project.ask(annotations.everything) == []

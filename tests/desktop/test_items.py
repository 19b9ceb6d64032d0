"""Improvement items of the contents: chosen or selected when clicked, marked by keys, linked, and asked about."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop.app import Yearmark
from desktop.outline.outline_tree import OutlineTree
from desktop.window import MainWindow
from storage import annotations, areas, library, links
from storage.model import ImprovementItem
from storage.offers import Offer
from tests.storage import builders

EARLIER = (
    "1. Leaders know their services.\n"
    "What needs to improve\n"
    "■ The quality and timeliness of return home interviews for missing children.\n"
    "■ The accommodation of care leavers.\n"
    "2. Health assessments are late."
)
LATER = {
    2017: (
        "1. Senior managers have a clear plan.\n"
        "2. Children who have been missing are offered return home interviews promptly, and most accept.\n"
        "3. Accommodation for care leavers is suitable and safe."
    ),
    2020: "1. Elected members give support.\n2. Missing children have return home interviews of good quality.",
    2008: (
        "1. The service is new.\n2. The timeliness of return home interviews for missing children is poor.\n"
        "3. Adopters are well prepared.\n4. Assessments are late.\n5. Managers know the figures.\n"
        "6. The virtual school is effective.\n7. Fostering panels decide with care."
    ),
}
ITEMS = (
    "■ The quality and timeliness of return home interviews for missing children.",
    "■ The accommodation of care leavers.",
)


def item(words: str) -> ImprovementItem:
    start = EARLIER.index(words)
    return ImprovementItem(words[2:], "What needs to improve", "", "", "", 1, start, start + len(words), False)


@pytest.fixture
def window(program: Yearmark, tmp_path: Path, qtbot) -> MainWindow:  # type: ignore[no-untyped-def]
    folder = tmp_path / "lib"
    with library.create(folder) as made:
        first = builders.document("2012", end="2012-05-20", text=EARLIER)
        first = first._replace(reading=first.reading._replace(improvements=tuple(map(item, ITEMS))))
        later = [builders.document(str(year), end=f"{year}-05-20", text=text) for year, text in LATER.items()]
        builders.added(made, first, *later)
        builders.reviewer(made)
        builders.highlighted(made, 1, "The accommodation of care leavers")
    assert program.open(folder)
    window = program.window
    assert window is not None
    window.open_report(1)
    window.open_report(2)
    window.reader.set_active(0)
    window.reader.active.pages.setFocus()
    return window


def click(window: MainWindow, words: str) -> None:
    """Click an item in the contents, whose tree then has the keyboard."""
    start = EARLIER.index(words)
    window.left.setFocus()
    window.reader.show_place(1, start, start + len(words))
    window.views.show_item(1, start, start + len(words))


def suggested(window: MainWindow, qtbot) -> list[str]:  # type: ignore[no-untyped-def]
    qtbot.waitUntil(lambda: bool(window.inspector.suggested.cards), timeout=10_000)
    return [card.offer.words for card in window.inspector.suggested.cards]


def test_an_item_that_was_clicked_is_selected_has_suggestions_and_is_let_go(window, qtbot):
    for highlights in (False, True):
        window.settings.set("highlight_on_drag", highlights)
        click(window, ITEMS[0])
        assert window.marking.selection.quote == ITEMS[0]
        assert window.project.ask(annotations.totals)[1] == 1  # nothing was highlighted by looking at it
    assert "return home interviews" in suggested(window, qtbot)[0]
    pages = window.reader.active.pages
    assert window.focusWidget() is pages
    window.activateWindow()
    qtbot.waitUntil(pages.hasFocus)
    QTest.keyClick(pages, Qt.Key.Key_Escape)
    assert window.marking.selection is None
    assert pages.selection is None
    qtbot.waitUntil(lambda: not window.inspector.suggested.cards)


def test_the_keys_of_the_reader_act_on_an_item_that_was_clicked(window, qtbot):
    click(window, ITEMS[0])
    pages = window.reader.active.pages
    assert window.focusWidget() is pages
    window.activateWindow()
    qtbot.waitUntil(pages.hasFocus)
    QTest.keyClick(pages, Qt.Key.Key_2)
    QTest.keyClick(pages, Qt.Key.Key_C)
    (made,) = [one for one in window.project.ask(annotations.of_report, 1) if one.quote == ITEMS[0]]
    slots = {area.id: area.slot for area in window.project.ask(areas.all_areas)}
    assert ([slots[area] for area in made.areas], made.mark) == ([2], "concern")
    assert window.marking.chosen.id == made.id


def test_a_click_in_the_contents_themselves_selects_and_gives_the_pages_the_keyboard(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(lambda: window.left.findChild(OutlineTree) is not None)
    tree = window.left.findChild(OutlineTree)
    qtbot.waitUntil(lambda: tree.model().rowCount() == 1)
    above = tree.model().index(0, 0)
    tree.expandAll()
    index = tree.model().index(0, 0, above)
    tree.scrollTo(index)
    for clicks in (QTest.mouseClick, QTest.mouseDClick):
        clicks(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())
        assert window.marking.selection.quote == ITEMS[0]
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())
    assert window.focusWidget() is window.reader.active.pages


def test_an_item_that_is_highlighted_is_chosen_and_its_trail_shown(window, qtbot):
    (there,) = window.project.ask(annotations.of_report, 1)
    start = LATER[2017].index("Accommodation for care leavers")
    found = window.views._sentence(2, start, start + 4)
    window.project.do("Link", links.join, there.id, found, "addressed", window.project.reviewer)
    click(window, ITEMS[0])
    click(window, ITEMS[1])
    assert window.marking.selection is None
    assert window.marking.chosen.id == there.id
    assert window.reader.active.pages.selection is None
    assert window.inspector._trail.isVisible()


def test_other_places_of_the_contents_are_only_gone_to(window):
    window.views.show_item(1, 0, 10)
    assert window.marking.selection is None
    assert window.marking.chosen is None


def test_looking_at_a_suggestion_leaves_the_item_selected_and_on_the_screen(window, qtbot):
    click(window, ITEMS[0])
    found = suggested(window, qtbot)
    assert found
    for report in (2, 3, 4):  # two of them are not open yet, and there are two panes
        card = next(card for card in window.inspector.suggested.cards if card.offer.report == report)
        card.setFocus()
        QTest.keyClick(card, Qt.Key.Key_Space)
        assert window.reader.open_reports() == [1, report]
        assert window.marking.selection.quote == ITEMS[0]
        pane = window.reader.pane_of(1)
        assert pane.pages.selection is not None
        assert window.inspector.suggested.focused() is card


def test_letting_go_from_a_card_gives_the_pages_the_keyboard(window, qtbot):
    window.activateWindow()
    for words in ITEMS:  # one is selected, the other chosen
        click(window, words)
        suggested(window, qtbot)
        window.views.show_suggestions()
        assert window.inspector.suggested.focused() is not None
        window.commands.let_go()
        assert window.focusWidget() is window.reader.active.pages
        assert window.inspector.suggested.cards
        window.views.show_suggestions()
        window.marking.choose(None)
        window.reader.clear_selection()
        assert (window.marking.selection, window.marking.chosen) == (None, None)
        qtbot.waitUntil(lambda: window.focusWidget() is window.reader.active.pages)


def test_the_years_that_follow_come_first_then_those_before(window, qtbot):
    click(window, ITEMS[0])
    suggested(window, qtbot)
    years = [group.report.year for group in window.inspector.suggested._groups]
    assert years == [2017, 2020, 2008]
    assert [group.later for group in window.inspector.suggested._groups] == [True, True, False]


def test_a_suggestion_accepted_or_dismissed_by_key_gives_the_keyboard_to_the_next_in_sight(window, qtbot):
    window.resize(1000, 420)
    click(window, ITEMS[0])
    suggested(window, qtbot)
    inspector = window.inspector
    pages = window.reader.active.pages
    assert window.focusWidget() is pages
    window.activateWindow()
    qtbot.waitUntil(pages.hasFocus)
    QTest.keyClick(pages, Qt.Key.Key_G)
    first = inspector.suggested.focused()
    assert first is inspector.suggested.cards[0]
    QTest.keyClick(first, Qt.Key.Key_Return)
    menu = window.findChild(QMenu, "relations")
    QTest.keyClick(menu, Qt.Key.Key_2)
    assert len(window.project.ask(links.everything)) == 1
    qtbot.waitUntil(
        lambda: bool(inspector.suggested.cards) and inspector.suggested.cards[0] is not first, timeout=10_000
    )
    at = 0
    while inspector.suggested.cards:
        card = inspector.suggested.focused()
        assert card is inspector.suggested.cards[at]
        qtbot.waitUntil(lambda: in_sight(window))
        QTest.keyClick(card, Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda gone=card.offer: gone not in offered(window), timeout=10_000)
        at = min(at, len(inspector.suggested.cards) - 1)
    qtbot.waitUntil(lambda: window.focusWidget() is window.reader.active.pages)


def offered(window: MainWindow) -> list[Offer]:
    return [card.offer for card in window.inspector.suggested.cards]


def in_sight(window: MainWindow) -> bool:
    card, port = window.inspector.suggested.focused(), window.inspector.viewport()
    top = card.mapTo(port, QPoint(0, 0)).y()
    return top >= 0 and (top + card.height() <= port.height() or card.height() > port.height())

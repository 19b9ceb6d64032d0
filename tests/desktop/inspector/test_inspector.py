"""The inspector keeps all it shows inside its width, brings into view what has the keyboard, and shows links short."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget

from desktop.inspector.inspector import NARROWEST, Inspector, moment_in_words
from desktop.inspector.link_card import LinkCard
from desktop.project import Project
from storage import annotations, areas, links, reports
from storage.offers import Offer, Offers
from storage.passages import passage


@pytest.mark.parametrize(
    "name", ["Leadership and management", "Performance management and quality assurance", "W" * 80]
)
def test_an_area_with_a_long_name_is_cut_on_its_chip_and_whole_in_its_tip(qtbot, project: Project, name: str):
    annotation = project.ask(annotations.of_report, 2)[0].id
    area = project.ask(areas.all_areas)[7]
    project.write("Rename", lambda db: db.execute("update areas set name = ? where id = ?", (name, area.id)))
    project.do("Tag", annotations.tag, annotation, area.id)
    inspector = Inspector(project)
    qtbot.addWidget(inspector)
    inspector.resize(NARROWEST, 600)
    inspector.show_annotation(annotation)
    inspector.show()
    assert inspector.widget().minimumSizeHint().width() <= inspector.viewport().width()
    (chip,) = [chip for chip in inspector.widget().findChildren(type(inspector._strength)) if name in chip.toolTip()]
    assert chip.text().endswith("✕")


# --- suggestions come into view with the keyboard -------------------------------------------------------------------


def offer(report: int, number: int) -> Offer:
    words = f"Sentence {number} says that return home interviews are held."
    return Offer(report, number, number + 1, words, ((0, 8),), f"p. {number}", words)


def groups(project: Project, *numbers: int) -> list[Offers]:
    return [
        Offers(project.ask(reports.one, report), report != 1, tuple(offer(report, 10 * report + n) for n in numbers))
        for report in (3, 1)
    ]


@pytest.fixture
def low(qtbot, project: Project) -> Inspector:
    """An inspector too low for what it shows, with suggestions for a highlight."""
    inspector = Inspector(project)
    qtbot.addWidget(inspector)
    inspector.resize(NARROWEST, 220)
    inspector.show_annotation(project.ask(annotations.of_report, 2)[0].id)
    inspector.show()
    qtbot.waitExposed(inspector)
    inspector.show_offers(groups(project, 1, 2, 3, 4), False)
    QTest.qWait(20)
    return inspector


def is_seen(inspector: Inspector) -> bool:
    card = inspector.suggested.focused()
    assert card is not None
    top = card.mapTo(inspector.viewport(), QPoint(0, 0)).y()
    return top >= 0 and top + card.height() <= inspector.viewport().height()


def test_a_card_that_gets_the_keyboard_is_scrolled_to(qtbot, low: Inspector):
    suggested = low.suggested
    assert suggested.focus_first()
    qtbot.waitUntil(lambda: is_seen(low))
    for at, key in enumerate([Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up]):
        card = suggested.focused()
        QTest.keyClick(card, key)
        assert suggested.focused() is suggested.cards[(1, 2, 3, 2)[at]]
        qtbot.waitUntil(lambda: is_seen(low))


def test_the_first_of_more_that_were_asked_for_is_scrolled_to(qtbot, low: Inspector):
    more = [button for button in low.suggested.findChildren(QToolButton) if button.text() == "2 more"]
    more[1].click()
    assert low.suggested.focused() is low.suggested.cards[4]
    qtbot.waitUntil(lambda: is_seen(low))


def test_after_a_card_has_gone_by_key_the_next_has_the_keyboard_and_is_seen(qtbot, project: Project, low: Inspector):
    suggested = low.suggested
    suggested.focus_first()
    QTest.keyClick(suggested.cards[0], Qt.Key.Key_Down)
    low.show_offers([], True)  # another passage is looked at, or the same under another mark
    assert suggested.cards == []
    with qtbot.assertNotEmitted(suggested.emptied):
        low.show_offers(groups(project, 1, 3, 4), False)
    assert suggested.focused() is suggested.cards[1]
    assert suggested.cards[1].offer.where == "p. 33"
    qtbot.waitUntil(lambda: is_seen(low))
    low.show_offers([], True)
    with qtbot.waitSignal(suggested.emptied):  # there is none: somebody else takes the keyboard
        low.show_offers([], False)


def test_a_card_stays_in_view_when_what_stands_above_it_grows(qtbot, low: Inspector):
    low.suggested.focus_first()
    qtbot.waitUntil(lambda: is_seen(low))
    low._author.setText("by a reviewer\n" * 12)
    QTest.qWait(20)
    assert is_seen(low)


def test_the_keyboard_is_left_where_it_is_when_no_card_had_it(project: Project, low: Inspector):
    low.note.setFocus()
    low.show_offers([], True)
    low.show_offers(groups(project, 1), False)
    assert low.focusWidget() is low.note
    assert low.suggested.focused() is None


# --- what the later report says of the inspection before ----------------------------------------------------------


def test_what_is_said_of_the_inspection_before_stands_above_all_and_stays_when_nothing_fits(
    qtbot, project: Project, low: Inspector
):
    report = project.ask(reports.one, 3)
    said = offer(3, 99)
    for closed in (False, True):
        low.show_offers([Offers(report, True, (offer(3, 1),), (said,), closed)], False)
        QTest.qWait(20)
        cards = low.suggested.cards
        assert [card.offer.where for card in cards] == (["p. 99"] if closed else ["p. 99", "p. 1"])
        (title,) = [
            label
            for label in low.suggested.findChildren(QLabel)
            if "on the inspection before" in label.text() and label.isVisible()
        ]
        (head,) = [
            label for label in low.suggested.findChildren(QLabel) if label.text() == "→ 2017" and label.isVisible()
        ]
        assert title.y() < cards[0].y() < head.parentWidget().y()
    low.show_offers([Offers(report, True, (offer(3, 1),), (said,))], False)
    low.suggested.focus_first()
    assert low.suggested.focused().offer.where == "p. 1"
    QTest.keyClick(low.suggested.focused(), Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(low.suggested.dismissed):
        QTest.keyClick(low.suggested.focused(), Qt.Key.Key_Delete)


# --- links and times ----------------------------------------------------------------------------------------------


@pytest.fixture
def card(qtbot, project: Project, library) -> LinkCard:
    """The card of a link from 2017 to a long passage of 2020, without a note."""
    one = project.ask(annotations.of_report, 2)[0].id
    text = project.ask(reports.text, 4).text
    project.do("Link", links.join, one, passage(4, text, 0, len(text)), "improved", project.reviewer)
    inspector = Inspector(project)
    qtbot.addWidget(inspector)
    inspector.resize(280, 700)
    inspector.show_annotation(one)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector.findChild(LinkCard)


def test_a_link_card_is_short_until_a_note_is_wanted(qtbot, card: LinkCard):
    QTest.qWait(20)
    line = card.fontMetrics().lineSpacing()
    assert card.height() <= 3 * line + 2 * 34 + 20
    assert not card._note.isVisible()
    before = card.height()
    card._write.click()
    assert card._note.isVisible()
    assert card.window().focusWidget() is card._note
    QTest.keyClicks(card._note, "Why?")
    with qtbot.waitSignal(card.note_written) as written:
        card.save()
    assert written.args[1] == "Why?"
    QTest.qWait(20)
    assert card.height() > before


def test_a_note_that_is_there_is_shown(qtbot, project: Project, card: LinkCard):
    inspector = card.window()
    (link,) = project.ask(links.everything)
    project.do("Note", links.set_note, link.id, "Because.")
    inspector.show_annotation(link.earlier)
    assert card._note.isVisible()
    assert card._note.toPlainText() == "Because."
    assert not card._write.isVisible()
    project.do("Note", links.set_note, link.id, "")
    inspector.show_annotation(link.earlier)
    assert not card._note.isVisible()


def test_the_wheel_over_a_relation_scrolls_and_changes_no_link(qtbot, card: LinkCard):
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    before = card._relation.currentIndex()
    with qtbot.assertNotEmitted(card.relation_changed):
        QApplication.sendEvent(card._relation, wheel)
    assert card._relation.currentIndex() == before


def test_the_inspector_says_when_a_highlight_was_made_to_the_minute(low: Inspector):
    made = low._annotation.created
    assert moment_in_words(made) in low._author.text()
    assert moment_in_words(made) in low._author.toolTip()
    local = moment_in_words("2026-11-22T14:05:09Z")
    assert local.split(", ")[1].endswith(":05") or local.split(", ")[1][-2:] in ("35", "50", "20")
    assert "November 2026" in local


# --- the way of the Tab key ------------------------------------------------------------------------------------------


def tab_stops(inspector: Inspector) -> list[QWidget]:
    """What Tab comes to after the inspector itself, once round, as far as it shows in it."""
    stops, widget = [], inspector.nextInFocusChain()
    while widget is not inspector:
        if inspector.isAncestorOf(widget) and widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(widget)
        widget = widget.nextInFocusChain()
    return stops


def test_tab_goes_from_top_to_bottom_whatever_was_made_last(qtbot, project: Project):
    annotation = project.ask(annotations.of_report, 2)[0].id
    inspector = Inspector(project)
    qtbot.addWidget(inspector)
    inspector.resize(NARROWEST, 900)
    inspector.show()
    qtbot.waitExposed(inspector)
    inspector.show_annotation(annotation)
    inspector.show_offers(groups(project, 1, 2), False)
    for area in project.ask(areas.all_areas)[:2]:
        project.do("Tag", annotations.tag, annotation, area.id)
        inspector.show_annotation(annotation)
    QTest.qWait(20)
    stops = tab_stops(inspector)
    heights = [stop.mapTo(inspector.widget(), QPoint(0, stop.height() // 2)).y() for stop in stops]
    assert all(one <= other + 12 for one, other in pairwise(heights)), "a row's parts may differ by some pixels"
    chips = [stop for stop in stops if stop.accessibleName().startswith("Take ")]
    assert len(chips) >= 2
    assert stops[: len(chips)] == chips
    assert stops[-1] is inspector._delete

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.reader.go_to import Aim, GoTo, Places, aim
from desktop.reader.page_names import page_number, printed_labels
from storage.model import NumberedParagraph

TEXT = (
    "12. Help comes early.\n"
    "13. Senior leaders know their service well, and staff say so in every team that was visited.\n"
)
SECOND = TEXT.index("13.")
NUMBERED = (NumberedParagraph(12, 3, 3, 0, 0, SECOND - 1), NumberedParagraph(13, 4, 4, 0, SECOND, len(TEXT) - 1))
PLAIN = Places(TEXT, [""] * 10, NUMBERED)
LABELLED = Places(TEXT, ["i", "ii", "iii", "iv", *map(str, range(1, 13))], NUMBERED)


@pytest.mark.parametrize(
    "typed", ["7", " 7 ", "p7", "p 7", "p. 7", "P.7", "pg 7", "page 7", "Page 7", "pages 7", "pp. 7"]
)
def test_number_is_a_page(typed: str):
    assert aim(typed, PLAIN) == Aim("Page 7 of 10", page=7)


@pytest.mark.parametrize(
    "typed", ["para 13", "Para. 13", "par 13", "paragraph 13", "para13", "§13", "§ 13", "¶13", "¶ 13", "13.", "§13."]
)
def test_paragraph_is_told_by_its_sign(typed: str):
    meant = aim(typed, PLAIN)
    assert meant.span == (SECOND, len(TEXT) - 1)
    assert meant.page is None
    assert meant.hint == "Paragraph 13, page 4: “Senior leaders know their service well, and staff say so in …”"


def test_number_beyond_the_pages_is_a_paragraph():
    assert aim("13", PLAIN) == aim("para 13", PLAIN)
    assert not aim("p 13", PLAIN).leads
    assert not aim("14", PLAIN).leads


def test_printed_labels_go_before_the_count():
    assert aim("iv", LABELLED) == Aim("Page iv, 4 of 16", page=4)
    assert aim("IV", LABELLED).page == 4
    assert aim("4", LABELLED) == Aim("Page 4, 8 of 16", page=8)
    assert aim("page ii", LABELLED).page == 2
    assert aim("16", LABELLED) == Aim("Page 12, 16 of 16", page=16)  # no page is labelled so: the count is meant
    assert aim("para 13", LABELLED).hint.startswith("Paragraph 13, page iv: “Senior")


@pytest.mark.parametrize(
    "typed", ["11", "0", "-3", "x", "p", "page", "para", "para 14", "14.", "para x", "9" * 30, "²", "1 2"]
)
def test_what_is_not_there_is_said_in_words(typed: str):
    meant = aim(typed, PLAIN)
    assert not meant.leads
    assert meant.hint == "This report has 10 pages; paragraph numbers go from 12 to 13."


def test_report_without_numbers_says_so():
    assert aim("para 1", Places("", ["", ""], ())).hint == "This report has 2 pages and no numbered paragraphs."
    assert aim("x", Places("", [""], ())).hint == "This report has one page and no numbered paragraphs."
    assert not aim("1", Places("", [], ())).leads


def test_nothing_typed_shows_what_may_be():
    assert aim("  ", PLAIN) == Aim("A page or a paragraph: 12, p 12, para 13")


def test_labels_that_repeat_the_count_are_none():
    assert printed_labels(["1", "2", ""]) == ["", "", ""]
    assert printed_labels(["", "1", "2"]) == ["", "1", "2"]
    assert page_number("2", printed_labels(["", "1", "2"])) == 3
    assert page_number("1", ["", ""]) == 1
    assert page_number("3", ["", ""]) is None


@pytest.fixture
def card(qtbot: QtBot) -> GoTo:
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.resize(400, 300)
    pane.show()
    made = GoTo(pane)
    made.open(PLAIN, 36)
    return made


def test_card_says_what_enter_will_do_and_does_it(card: GoTo, qtbot: QtBot):
    assert card.field.hasFocus()
    QTest.keyClicks(card.field, "para 1")
    assert "from 12 to 13" in card.hint.text()
    QTest.keyClicks(card.field, "3")
    assert card.hint.text().startswith("Paragraph 13, page 4: “Senior")
    assert card.field.accessibleDescription() == card.hint.text()
    with qtbot.waitSignal(card.closed), qtbot.waitSignal(card.place_wanted) as signal:
        QTest.keyClick(card.field, Qt.Key.Key_Return)
    assert signal.args == [SECOND, len(TEXT) - 1]
    assert card.isHidden()


def test_card_goes_to_a_page(card: GoTo, qtbot: QtBot):
    QTest.keyClicks(card.field, "9")
    with qtbot.waitSignal(card.page_wanted) as signal:
        QTest.keyClick(card.field, Qt.Key.Key_Enter)
    assert signal.args == [9]


def test_wrong_number_stays_to_be_mended_and_escape_leaves(card: GoTo, qtbot: QtBot):
    QTest.keyClicks(card.field, "99")
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    assert not card.isHidden()
    assert card.field.selectedText() == "99"
    with qtbot.waitSignal(card.closed):
        QTest.keyClick(card.field, Qt.Key.Key_Escape)
    assert card.isHidden()
    card.open(PLAIN, 36)
    assert card.field.text() == ""


@pytest.mark.parametrize("width", [240, 270, 420, 900])
def test_card_fits_into_its_pane(card: GoTo, width: int):
    card.parentWidget().resize(width, 300)
    card.open(PLAIN, 36)
    card.field.setText("para 13")
    assert card.parentWidget().rect().contains(card.geometry())
    needed = card.hint.fontMetrics().boundingRect(
        0, 0, card.hint.width(), 999, Qt.TextFlag.TextWordWrap, card.hint.text()
    )
    assert needed.height() <= card.hint.height() + 2

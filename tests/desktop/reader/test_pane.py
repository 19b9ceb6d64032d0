"""A pane by itself: finding words, going to places, what its head says, reports dragged on it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.library_view.tree_model import MIME
from desktop.reader.layout import FIT_PAGE, FIT_TEXT, FIT_WIDTH, FREE
from desktop.reader.pane import Pane
from desktop.reader.pictures import Pictures
from desktop.reader.shown import Shown
from storage import reports
from storage.library import Library
from storage.model import NumberedParagraph
from tests.storage import builders

NO, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
LATE_LINE = " Return home\u00a0interviews are late."
TEXT = "\n".join(
    f"{number}. Children’s plans of team {number} are clear." + LATE_LINE * (number % 8 == 0) for number in range(1, 61)
)
LATE = [TEXT.index("Return", TEXT.index(f"\n{number}. ")) for number in (8, 16, 24, 32, 40, 48, 56)]
SPANS = [(start, start + len("return home interviews")) for start in LATE]


def made(library: Library, text: str = TEXT, seed: str = "long", **facts: str) -> Shown:
    document = builders.document(seed, text=text, **facts)
    report = library.write("Add", reports.add, document).answer
    source = library.ask(reports.source, report)
    return Shown(library.ask(reports.one, report), library.ask(reports.text, report), Path("none"), source)


def labelled(shown: Shown, labels: list[str]) -> Shown:
    pages = tuple(page._replace(label=label) for page, label in zip(shown.contents.pages, labels, strict=True))
    return replace(shown, contents=shown.contents._replace(pages=pages))


@pytest.fixture
def pane(library: Library, qtbot: QtBot) -> Iterator[Pane]:
    pictures = Pictures()
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    pane = Pane(pictures, "No report yet.")
    column.addWidget(pane)
    qtbot.addWidget(window)
    window.resize(420, 500)
    window.show()
    pane.show_report(made(library))
    pane.pages.setFocus()
    yield pane
    pictures.close()


def typed(pane: Pane, words: str, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.find_bar.field, words)
    qtbot.waitUntil(lambda: not pane.find_bar._pause.isActive())


def is_in_sight(pane: Pane, span: tuple[int, int]) -> bool:
    return any(pane.pages.viewport().rect().contains(rect.center()) for rect in pane.pages.span_rects(*span))


# --- find ------------------------------------------------------------------------------------------------------------


def test_words_are_found_as_they_are_typed(pane: Pane, qtbot: QtBot):
    pane.open_find()
    bar = pane.find_bar
    assert bar.field.hasFocus()
    typed(pane, "return home interviews", qtbot)
    assert bar.count.text() == "1 of 7"
    assert bar.current == SPANS[0]
    assert is_in_sight(pane, SPANS[0])
    assert pane.pages._hits == SPANS
    assert pane.pages._hit == 0
    assert bar.field.hasFocus()


def test_keys_in_the_field_go_on_and_back_and_round(pane: Pane, qtbot: QtBot):
    pane.open_find()
    bar = pane.find_bar
    typed(pane, "return home", qtbot)
    for key, modifier, current in (
        (Qt.Key.Key_Return, NO, 1),
        (Qt.Key.Key_F3, NO, 2),
        (Qt.Key.Key_Enter, SHIFT, 1),
        (Qt.Key.Key_F3, SHIFT, 0),
        (Qt.Key.Key_Return, SHIFT, 6),
    ):
        QTest.keyClick(bar.field, key, modifier)
        assert bar.current == (SPANS[current][0], SPANS[current][0] + len("return home"))
        assert bar.count.text() == f"{current + 1} of 7"
        assert is_in_sight(pane, bar.current)
    assert pane._word.words == "Continued from the end"
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text() == "1 of 7"
    assert pane._word.words == "Continued from the top"
    assert pane._word.isVisible()


def test_enter_that_is_quicker_than_the_search_shows_the_first(pane: Pane):
    pane.open_find()
    QTest.keyClicks(pane.find_bar.field, "return home")
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Return)
    assert pane.find_bar.count.text() == "1 of 7"


def test_search_begins_at_the_top_of_the_view(pane: Pane, qtbot: QtBot):
    pane.pages.go_to_page(15)
    pane.open_find()
    typed(pane, "return", qtbot)
    assert pane.find_bar.count.text() == "4 of 7"
    assert pane._word is None
    pane.pages.go_to_page(30)
    pane.find_bar.field.clear()
    typed(pane, "team 3 are", qtbot)
    assert pane._word.words == "Continued from the top"
    assert pane.find_bar.count.text() == "1 of 1"


def test_typing_on_does_not_lead_further_away(pane: Pane, qtbot: QtBot):
    pane.open_find()
    typed(pane, "team 5", qtbot)
    assert pane.find_bar.count.text() == "1 of 11"
    typed(pane, "8", qtbot)
    assert pane.find_bar.count.text() == "1 of 1"
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: not pane.find_bar._pause.isActive())
    assert pane.find_bar.count.text() == "1 of 11"


def test_what_is_not_there_is_said(pane: Pane, qtbot: QtBot):
    pane.open_find()
    bar = pane.find_bar
    plain = bar.field.grab().toImage().pixelColor(6, 6)
    typed(pane, "zebra", qtbot)
    assert bar.count.text() == "Not found"
    tinted = bar.field.grab().toImage().pixelColor(6, 6)
    assert tinted.red() - tinted.blue() > plain.red() - plain.blue() + 10
    assert not bar.next_button.isEnabled()
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    bar.field.clear()
    qtbot.waitUntil(lambda: bar.count.text() == "")
    assert bar.field.grab().toImage().pixelColor(6, 6) == plain


def test_switches_narrow_what_is_found(pane: Pane, qtbot: QtBot):
    pane.open_find()
    bar = pane.find_bar
    typed(pane, "Team 1", qtbot)
    assert bar.count.text() == "1 of 11"
    bar.whole.click()
    assert bar.count.text() == "1 of 1"
    bar.case.click()
    assert bar.count.text() == "Not found"
    assert [bar.case.accessibleName(), bar.whole.accessibleName()] == ["Match case", "Whole words"]


def test_more_than_can_be_listed_is_said(library: Library, pane: Pane, qtbot: QtBot):
    pane.show_report(made(library, "\n".join(["eeee " * 600] * 5), "many"))
    pane.open_find()
    typed(pane, "e", qtbot)
    assert pane.find_bar.count.text() == "1 of 5,000+"


def test_escape_gives_the_keyboard_back_with_what_was_found_selected(pane: Pane, qtbot: QtBot):
    pane.open_find()
    typed(pane, "home interviews", qtbot)
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Return)
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Escape)
    assert pane.find_bar.isHidden()
    assert pane.pages.hasFocus()
    assert pane.pages._hits == []
    assert pane.pages.selection == (SPANS[1][0] + len("return "), SPANS[1][1])
    pane.pages.clear_selection()
    before = pane.pages.verticalScrollBar().value()
    pane.open_find()
    assert pane.find_bar.field.text() == "home interviews"
    assert pane.find_bar.field.selectedText() == "home interviews"
    assert pane.find_bar.count.text() == "7"  # nothing moves before a key was pressed
    assert pane.pages.verticalScrollBar().value() == before
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Return)
    assert pane.find_bar.count.text() == "2 of 7"


def test_escape_that_goes_to_nothing_else(pane: Pane, qtbot: QtBot):
    """The window has Escape and Return as commands of its own; in the field they are the field's."""
    used: list[str] = []
    for key in ("Esc", "Return", "F3"):
        action = QAction(pane.window())
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _=False, key=key: used.append(key))
        pane.window().addAction(action)
    pane.open_find()
    typed(pane, "team", qtbot)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F3, Qt.Key.Key_Escape):
        QTest.keyClick(pane.find_bar.field, key)
    assert used == []
    assert not pane.find_bar.is_active


def test_selected_words_are_what_is_sought(pane: Pane):
    pane.pages.select(*SPANS[2])
    pane.open_find()
    assert pane.find_bar.field.text() == "Return home interviews"
    assert pane.find_bar.count.text() == "3 of 7"
    pane.close_find()
    pane.pages.select(0, 400)
    pane.open_find()
    assert pane.find_bar.field.text() == "Return home interviews"  # a page of text is nothing to seek


def test_next_and_previous_open_the_bar_with_the_last_words(pane: Pane, qtbot: QtBot):
    pane.open_find()
    typed(pane, "return home interviews", qtbot)
    assert pane.close_find()
    assert not pane.close_find()
    pane.pages.clear_selection()
    pane.pages.go_to_page(15)
    pane.find_next()
    assert pane.find_bar.current == SPANS[3]
    pane.find_previous()
    assert pane.find_bar.current == SPANS[2]


def test_another_report_is_searched_anew_without_moving_it(library: Library, pane: Pane, qtbot: QtBot):
    pane.open_find()
    typed(pane, "return home interviews", qtbot)
    pane.show_report(made(library, TEXT.replace("Return home", "Other"), "other"))
    assert pane.find_bar.count.text() == "Not found"
    pane.show_report(made(library, TEXT + "\nReturn home interviews.", "third"))
    assert pane.find_bar.count.text() == "8"
    assert len(pane.pages._hits) == 8
    assert pane.pages.verticalScrollBar().value() == 0
    pane.find_next()
    with qtbot.assertNotEmitted(pane.pages.selected):
        pane.show_report(None)
    assert not pane.find_bar.is_active
    pane.open_find()
    assert not pane.find_bar.is_active


def test_finding_is_one_step_back(pane: Pane, qtbot: QtBot):
    pane.pages.go_to_page(10)
    begin = pane.present()
    pane.open_find()
    typed(pane, "return home", qtbot)
    for _ in range(3):
        QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Return)
    assert pane.visited.back(pane.present()) == begin
    assert not pane.visited.can_go_back


@pytest.mark.parametrize("width", [240, 270, 300, 420, 600])
def test_nothing_of_the_bar_is_cut_in_a_narrow_pane(pane: Pane, qtbot: QtBot, width: int):
    pane.window().resize(width, 500)
    pane.open_find()
    typed(pane, "e", qtbot)
    bar = pane.find_bar
    bar.layout().activate()
    assert pane.width() == width
    seen = [part for part in (bar.field, bar.count, *bar.findChildren(QToolButton)) if part.isVisible()]
    for part in seen:
        assert bar.rect().contains(part.geometry())
        assert part.width() >= min(part.sizeHint().width(), 76)
    assert (bar.case in seen) is (width >= 330)
    for left, right in pairwise(sorted(seen, key=lambda part: part.x())):
        assert left.geometry().right() < right.geometry().left()
    bar.case.setChecked(True)
    assert bar.case.isVisible()  # what narrows the search is never out of sight
    bar.case.setChecked(False)
    assert bar.count.text() == ("1/282" if width < 340 else "1 of 282")
    typed(pane, "xyz", qtbot)
    bar.layout().activate()
    assert bar.count.text() == ("None" if width < 340 else "Not found")
    assert bar.count.width() >= bar.count.sizeHint().width()
    assert bar.field.accessibleDescription() == "Not found"


# --- going to places -------------------------------------------------------------------------------------------------


def numbered(pane: Pane) -> list[NumberedParagraph]:
    spans = [(one.start, one.end, one.page) for one in pane.pages.shown.contents.paragraphs]
    return [NumberedParagraph(n, page, page, -1, start, end) for n, (start, end, page) in enumerate(spans, 1)]


def test_going_to_a_paragraph_points_at_it_and_can_be_taken_back(pane: Pane):
    begin = pane.present()
    pane.open_go_to(numbered(pane))
    card = pane._go_to
    QTest.keyClicks(card.field, "§ 40")
    assert card.hint.text().startswith("Paragraph 40, page 20: “Children’s plans of team 40")
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    start = TEXT.index("40. ")
    assert pane.pages.pointed == (start, TEXT.index("\n", start))
    assert pane.pages.hasFocus()
    assert pane.visited.back(pane.present()) == begin


def test_going_to_a_page_by_its_number(pane: Pane):
    pane.open_go_to(())
    QTest.keyClicks(pane._go_to.field, "p 12")
    QTest.keyClick(pane._go_to.field, Qt.Key.Key_Return)
    assert pane.present().page == 11 or pane.pages.current_page() == 12
    assert pane.visited.can_go_back


def test_card_leaves_when_the_pages_are_clicked(pane: Pane, qtbot: QtBot):
    pane.open_go_to(())
    assert pane._go_to.geometry().top() > pane.head.geometry().bottom()
    QTest.mouseClick(pane.pages.viewport(), Qt.MouseButton.LeftButton, NO, QPoint(60, 400))
    qtbot.waitUntil(pane._go_to.isHidden)
    assert pane.pages.hasFocus()


def test_page_that_shows_already_leaves_nothing_behind(pane: Pane):
    pane.go_to_page(1)
    assert not pane.visited.can_go_back


def test_report_opens_where_it_was_left(library: Library, pane: Pane):
    pages, shown, other = pane.pages, pane.pages.shown, made(library, "Other.", "other")
    for prepare, fit in (
        (lambda: pages.set_fit(FIT_WIDTH), FIT_WIDTH),
        (lambda: pages.set_fit(FIT_PAGE), FIT_PAGE),
        (lambda: pages.set_fit(FIT_TEXT), FIT_TEXT),
        (lambda: pages.set_zoom(3.0), FREE),
    ):
        prepare()
        pages.go_to_page(9)
        pages.verticalScrollBar().setValue(pages.verticalScrollBar().value() + 130)
        pages.horizontalScrollBar().setValue(pages.horizontalScrollBar().maximum() // 2)
        kept, zoom, place = json.loads(json.dumps(pane.place())), pages.zoom, pages.place_in_view()
        across = pages.horizontalScrollBar().value()
        assert kept["fit"] == fit
        pane.show_report(other)
        pages.set_zoom(0.5)
        pane.show_report(shown)
        pane.restore(kept)
        assert pages.zoom == pytest.approx(zoom, abs=0.001)
        assert pages.place_in_view() == (place[0], pytest.approx(place[1], abs=0.005))
        assert pages.horizontalScrollBar().value() == pytest.approx(across, abs=2)


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"fit": 3, "zoom": "big", "page": "x", "share": None, "across": []},
        {"fit": "free", "zoom": 1e9, "page": 4000, "share": 0.0},
        {"fit": "free", "zoom": float("nan"), "page": -1, "share": float("inf"), "across": float("nan")},
    ],
)
def test_place_that_makes_no_sense_moves_nothing(pane: Pane, kept: dict[str, object]):
    zoom = pane.pages.zoom
    pane.restore(kept)
    assert pane.pages.zoom == zoom
    assert pane.present().page == 0


# --- the head --------------------------------------------------------------------------------------------------------


def test_zoom_is_told_in_per_cent_of_the_paper(pane: Pane):
    pane.pages.set_zoom(96 / 72)
    assert pane.head.zoom.text() == "100 %"
    choices = {action.text(): action for action in pane.head.zoom.menu().actions()}
    choices["200 %"].trigger()
    assert pane.pages.zoom == pytest.approx(2 * 96 / 72)
    assert pane.head.zoom.text() == "200 %"
    assert {"25 %", "800 %"} <= choices.keys()


def test_page_box_speaks_of_printed_labels(library: Library, pane: Pane, qtbot: QtBot):
    shown = pane.pages.shown
    labels = ["i", "ii", "iii", "iv", *(str(number) for number in range(1, 27))]
    pane.show_report(labelled(shown, labels))
    pane.pages.set_fit(FIT_PAGE)
    pane.pages.go_to_page(4)
    box, count = pane.head.page, pane.head._of
    assert (box.text(), count.text()) == ("iv", "(4 / 30)")
    for words, page in (("2", 6), ("iii", 3), ("30", 30), ("nonsense", 30)):
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, words)
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert pane.pages.current_page() == page
        assert box.text() == labels[page - 1]
        assert pane.pages.hasFocus()
    pane.show_report(labelled(shown, [str(number) for number in range(1, 31)]))
    assert (box.text(), count.text()) == ("1", "/ 30")


def test_count_beside_the_page_box_is_that_of_the_page_that_was_typed(library: Library, pane: Pane):
    labels = ["i", "ii", *(str(number) for number in range(1, 29))]
    pane.show_report(labelled(pane.pages.shown, labels))
    pane.pages.set_fit(FIT_PAGE)
    box, count = pane.head.page, pane.head._of
    for words, said in (("20", "(22 / 30)"), ("5", "(7 / 30)"), ("1", "(3 / 30)")):
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, words)
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert (box.text(), count.text()) == (words, said)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert (box.text(), count.text(), pane.pages.current_page()) == ("2", "(4 / 30)", 4)
    assert box.accessibleDescription() == "4 of 30"


def test_page_box_with_the_keyboard_follows_the_pages_unless_it_is_typed_into(library: Library, pane: Pane):
    pane.pages.set_fit(FIT_PAGE)
    box = pane.head.page
    box.setFocus()
    assert box.hasFocus()
    pane.pages.go_to_page(3)
    assert box.text() == "3"
    QTest.keyClicks(box, "1")
    assert box.text() == "1", "what is typed takes the place of the page that shows"
    pane.pages.go_to_page(2)
    assert box.text() == "1"


def test_cross_of_an_empty_pane_stands_at_the_right_however_it_comes(pane: Pane):
    pane.show_report(None)
    assert not pane.head._close.isVisible()
    pane.head.set_removable(True)
    assert pane.head._close.isVisible()
    assert pane.head._close.geometry().right() > pane.head.width() - 8
    assert pane.head.name.geometry().right() < pane.head._close.geometry().left()


def test_escape_leaves_the_page_box_as_it_was(pane: Pane):
    box = pane.head.page
    box.setFocus()
    QTest.keyClicks(box, "9")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "1"
    assert pane.pages.hasFocus()


@pytest.mark.parametrize("grade", ["Good", "Requires improvement to be good", ""])
@pytest.mark.parametrize("width", [240, 270, 300, 360, 420, 520, 600])
def test_nothing_of_the_head_is_cut(library: Library, pane: Pane, width: int, grade: str):
    shown = made(library, seed=f"graded{grade}", overall=grade, authority="Bournemouth, Christchurch and Poole")
    pane.show_report(labelled(shown, ["xviii"] * 30))
    pane.window().resize(width, 500)
    head = pane.head
    assert head.width() == width
    seen = [part for part in head._line if part.isVisible()]
    for part in seen:
        assert head.rect().contains(part.geometry()), part
        if part is not head.name:
            assert part.width() >= part.minimumSizeHint().width()
    assert head.name.width() >= head.name.minimumSizeHint().width()
    assert head.page in seen
    for left, right in pairwise(seen):
        assert left.geometry().right() < right.geometry().left()


def test_report_of_which_nothing_is_known_is_called_by_its_file(library: Library, pane: Pane):
    builders.added(library, builders.document("nameless", "", "", kind="OTHER", overall=""))
    found = library.ask(reports.listing)[-1]
    shown = Shown(found, library.ask(reports.text, found.id), Path("none"), library.ask(reports.source, found.id))
    pane.show_report(shown)
    assert pane.head.name.text == found.file_name
    assert pane.head.name.accessibleName() == found.file_name


def test_what_matters_less_goes_first(library: Library, pane: Pane):
    shown = made(library, seed="graded", overall="Requires improvement")
    pane.show_report(replace(shown, report=shown.report._replace(edition=0)))
    head = pane.head

    def seen(width: int) -> tuple[bool, bool, bool, bool]:
        pane.window().resize(width, 500)
        words = head._grade.text() == "Requires improvement"
        return (head._kind.isVisible(), words, head._of.isVisible(), head.zoom.isVisible())

    ways = [seen(width) for width in range(240, 700, 10)]
    assert ways == sorted(ways, key=sum)
    assert ways[-1] == (True, True, True, True)
    assert (False, False, True, True) in ways


def test_another_edition_is_told_from_the_first(library: Library, pane: Pane):
    shown = made(library, seed="graded", overall="Good")
    pane.window().resize(400, 500)
    pane.show_report(replace(shown, report=shown.report._replace(edition=0)))
    assert pane.head._kind.text() != "edition 2"
    pane.show_report(replace(shown, report=shown.report._replace(edition=1)))
    assert pane.head._kind.text() == "edition 2"
    for width in (400, 360, 320):
        pane.window().resize(width, 500)
        assert pane.head._kind.isVisible(), width


# --- a report dragged here -------------------------------------------------------------------------------------------


def mime(report: int) -> QMimeData:
    data = QMimeData()
    data.setData(MIME, str(report).encode())
    return data


def entering(data: QMimeData) -> QDragEnterEvent:
    return QDragEnterEvent(QPoint(50, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NO)


def dropping(data: QMimeData) -> QDropEvent:
    return QDropEvent(QPointF(50, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NO)


def test_dragged_report_says_where_it_would_open_and_opens_there(pane: Pane, qtbot: QtBot):
    pane.set_report_names({41: "Islington 2020"}.__getitem__)
    before = pane.grab().toImage()
    data = mime(41)
    enter = entering(data)
    QApplication.sendEvent(pane.pages.viewport(), enter)
    assert enter.isAccepted()
    assert pane._drop_hint.accessibleName() == "Read Islington 2020 here"
    assert pane._drop_hint.geometry() == pane.rect()
    during = pane.grab().toImage()
    assert during.pixelColor(8, 200) != before.pixelColor(8, 200)
    with qtbot.waitSignal(pane.report_dropped) as signal:
        QApplication.sendEvent(pane, dropping(data))
    assert signal.args == [41]
    assert pane._drop_hint.isHidden()


def test_dragging_on_takes_the_offer_away(pane: Pane):
    data = mime(7)
    QApplication.sendEvent(pane, entering(data))
    assert pane._drop_hint.accessibleName() == "Read this report here"
    QApplication.sendEvent(pane, QDragLeaveEvent())
    assert pane._drop_hint.isHidden()


def test_other_things_are_left_to_the_window(pane: Pane):
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("report.pdf")])
    damaged = QMimeData()
    damaged.setData(MIME, b"x7")
    for data in (files, damaged):
        enter = entering(data)
        QApplication.sendEvent(pane, enter)
        assert not enter.isAccepted()
        assert pane._drop_hint is None

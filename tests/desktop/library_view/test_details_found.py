"""The details window: judgements, improvement items and words on earlier inspections, with their jumps."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.library_view.details import DetailsDialog
from desktop.library_view.details_found import FoundPage
from desktop.library_view.details_rows import PLACE_ROLE
from desktop.project import Project
from storage import reports, rereading
from storage.model import Document, ImprovementItem, Judgement, Reference
from tests.storage import builders

TEXT = (
    "1. Since the last inspection in 2016, and the visit in 2018, help has improved. It is good.\n"
    "2. At the previous inspection <i>care</i> was adequate."
)

JUDGEMENTS = (
    Judgement("Overall effectiveness", "Good", "", 1, 0, 5, "sentence"),
    Judgement("Local Safeguarding Children Board", "Requires improvement", "", 2, 6, 9, "heading", board=True),
    Judgement("Experiences and progress of <b>care</b> leavers", "Good", "", 1, 10, 20, "table"),
    Judgement("Adoption performance", "Outstanding", "", 1, 21, 30, "table"),
)
ITEMS = (
    ImprovementItem("Mend the plans", "Recommendations", "", "within three months", "4", 2, 3, 9),
    ImprovementItem("Ask children\nin care\nat home", "Recommendations", "", "within three months", "", 2, 10, 19),
    ImprovementItem("Meet", "Recommendations", "", "", "", 3, 30, 39, board=True),
    ImprovementItem("Hear <b>them</b>", "What needs to improve?", "", "", "", 3, 20, 29),
)

Shows = Callable[..., DetailsDialog]
Rows = list[tuple[str, ...]]


def made(kind: str = "SIF", **changes: Any) -> Document:
    document = builders.document("found", "Newtown", "2021-03-05", TEXT, kind=kind)
    return document._replace(reading=document.reading._replace(**changes))


@pytest.fixture
def shows(qtbot: QtBot, project: Project) -> Shows:
    def show(tab: int, document: Document) -> DetailsDialog:
        dialog = DetailsDialog(project, project.write("Add", reports.add, document))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.tabs.setCurrentIndex(tab)
        return dialog

    return show


def rows(page: FoundPage) -> Rows:
    """What stands in the list; a heading is a row of one text."""
    items = [page.tree.topLevelItem(at) for at in range(page.tree.topLevelItemCount())]
    found = []
    for item in items:
        assert item is not None
        count = page.tree.columnCount() if item.data(0, PLACE_ROLE) else 1
        found.append(tuple(item.text(column) for column in range(count)))
    return found


def test_judgements_stand_as_printed_with_the_codebook_and_the_board_apart(shows: Shows) -> None:
    dialog = shows(1, made(judgements=JUDGEMENTS))
    assert dialog.tabs.tabText(1) == "&Judgements (4)"
    assert rows(dialog.judgements) == [
        ("Authority",),
        ("Overall effectiveness", "Good", "Overall effectiveness", "1", "sentence"),
        ("Experiences and progress of <b>care</b> leavers", "Good", "no equivalent", "1", "table"),
        ("Adoption performance", "Outstanding", "Adoption and permanence", "1", "table"),
        ("Safeguarding board",),
        (
            "Local Safeguarding Children Board",
            "Requires improvement",
            "Partnership working and safeguarding board",
            "2",
            "heading",
        ),
    ]
    assert dialog.judgements.hint.isVisible()
    assert dialog.judgements.empty.isHidden()


def test_grades_are_in_the_words_of_the_scale_and_as_printed_in_their_tips(shows: Shows) -> None:
    printed = ("require improvement to be good", "requires improvement", "Good")
    found = [Judgement("Adoption performance", grade, "", 1, at, at + 1, "table") for at, grade in enumerate(printed)]
    dialog = shows(1, made(judgements=tuple(found)))
    tree = dialog.judgements.tree
    items = [item for item in map(tree.topLevelItem, range(3)) if item is not None]
    assert [item.text(1) for item in items] == ["Requires improvement", "Requires improvement", "Good"]
    assert [item.toolTip(1) for item in items] == [
        "Printed: “require improvement to be good”",
        "Printed: “requires improvement”",
        "",
    ]


def test_no_row_seems_chosen_before_the_keyboard_or_a_click_comes(qtbot: QtBot, shows: Shows) -> None:
    dialog = shows(0, made(judgements=JUDGEMENTS))
    tree, bar = dialog.judgements.tree, dialog.tabs.tabBar()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert dialog.focusWidget() is tree
    assert tree.currentItem() is None
    qtbot.keyClick(tree, Qt.Key.Key_Return)  # nothing is chosen yet
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert tree.currentItem() is tree.topLevelItem(1)
    rows = {(index.row(), index.column()) for index in tree.selectedIndexes()}
    assert rows == {(1, column) for column in range(5)}


def test_tab_into_a_list_chooses_its_first_row(qtbot: QtBot, shows: Shows) -> None:
    dialog = shows(1, made(judgements=JUDGEMENTS))
    tree = dialog.judgements.tree
    dialog.tabs.tabBar().setFocus()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert tree.currentItem() is None
    tree.setFocus(Qt.FocusReason.TabFocusReason)
    assert tree.currentItem() is tree.topLevelItem(1)
    assert [item.text(0) for item in tree.selectedItems()] == ["Overall effectiveness"]


def test_areas_of_one_name_stand_under_their_groups(shows: Shows) -> None:
    groups = ("Safeguarding services", "Services for looked after children")
    found = [
        Judgement("Quality of provision", "Good", group, 9, at, at + 1, "record") for at, group in enumerate(groups)
    ]
    dialog = shows(1, made("SLAC", judgements=tuple(found)))
    assert rows(dialog.judgements) == [
        (groups[0],),
        ("Quality of provision", "Good", "Help and protection", "9", "record of main findings"),
        (groups[1],),
        ("Quality of provision", "Good", "Children in care", "9", "record of main findings"),
    ]
    item = dialog.judgements.tree.topLevelItem(1)
    assert item is not None
    assert item.data(0, Qt.ItemDataRole.AccessibleTextRole) == (
        "Quality of provision, Grade Good, Codebook area Help and protection, Page 9, "
        "Read from record of main findings, Safeguarding services"
    )


def test_a_click_or_enter_shows_the_place_and_headings_are_passed_over(qtbot: QtBot, shows: Shows) -> None:
    dialog = shows(1, made(judgements=JUDGEMENTS))
    tree = dialog.judgements.tree
    asked: list[tuple[int, ...]] = []
    dialog.place_wanted.connect(lambda *place: asked.append(place))
    for row in (0, 3):
        item = tree.topLevelItem(row)
        assert item is not None
        at = tree.visualItemRect(item).center()
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked == [(dialog.report, 21, 30)]
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert asked[1:] == [(dialog.report, 6, 9)]
    assert dialog.isVisible()


def test_a_click_on_a_tab_brings_the_keyboard_into_its_list(qtbot: QtBot, shows: Shows) -> None:
    dialog = shows(0, made(judgements=JUDGEMENTS))
    bar = dialog.tabs.tabBar()
    for tab, wanted in ((1, dialog.judgements.tree), (0, dialog.fields["authority"].editor), (2, bar)):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(tab).center())
        assert dialog.focusWidget() is wanted
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert dialog.judgements.isVisible()
    assert dialog.focusWidget() is bar


def test_enter_on_a_row_does_not_save_what_was_typed(qtbot: QtBot, shows: Shows, project: Project) -> None:
    dialog = shows(1, made(judgements=JUDGEMENTS))
    qtbot.keyClicks(dialog.fields["lead_inspector"].editor, "A. Inspector")
    tree = dialog.judgements.tree
    for widget in (tree, dialog.tabs.tabBar()):
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Enter)
        assert dialog.isVisible()
    assert project.ask(reports.one, dialog.report).lead_inspector == ""


def test_improvement_items_stand_under_their_headings_in_full(qtbot: QtBot, shows: Shows) -> None:
    dialog = shows(2, made(improvements=ITEMS))
    assert dialog.tabs.tabText(2) == "&Improvement items (4)"
    assert rows(dialog.improvements) == [
        ("Recommendations · within three months",),
        ("4. Mend the plans", "2"),
        ("Ask children\n• in care\n• at home", "2"),
        ("What needs to improve?",),
        ("Hear <b>them</b>", "3"),
        ("Safeguarding board · Recommendations",),
        ("Meet", "3"),
    ]
    tree = dialog.improvements.tree
    one, three = (tree.topLevelItem(row) for row in (1, 2))
    assert one is not None
    assert three is not None
    assert tree.visualItemRect(three).height() > 2 * tree.visualItemRect(one).height() - 12
    with qtbot.waitSignal(dialog.place_wanted) as wanted:
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(three).center())
    assert wanted.args == [dialog.report, 10, 19]


def test_long_items_wrap_and_nothing_scrolls_sideways(qtbot: QtBot, shows: Shows) -> None:
    long = ImprovementItem("Look again at every plan " * 20, "", "", "", "", 1, 0, 9)
    dialog = shows(2, made(improvements=(long,)))
    tree = dialog.improvements.tree

    def height() -> int:
        item = tree.topLevelItem(0)
        assert item is not None
        return tree.visualItemRect(item).height()

    before = height()
    assert before > 4 * tree.fontMetrics().height()
    dialog.resize(dialog.minimumSize())
    qtbot.waitUntil(lambda: height() > before)
    assert tree.header().length() <= tree.viewport().width()


def test_sentences_on_earlier_inspections_stand_once_with_the_years_that_they_name(qtbot: QtBot, shows: Shows) -> None:
    references = (Reference(3, 36, 1, 2016), Reference(42, 59, 1, 2018), Reference(98, 121, 2, None))
    dialog = shows(3, made(references=references))
    assert dialog.tabs.tabText(3) == "Earlier i&nspections (2)"
    assert rows(dialog.earlier) == [
        ("Since the last inspection in 2016, and the visit in 2018, help has improved.", "2016, 2018", "1"),
        ("At the previous inspection <i>care</i> was adequate.", "", "2"),
    ]
    tree = dialog.earlier.tree
    tree.setFocus()
    tree.setCurrentItem(tree.topLevelItem(0))
    with qtbot.waitSignal(dialog.place_wanted) as wanted:
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert wanted.args == [dialog.report, 3, 59]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("FOCUSED_VISIT", "No judgements were found. Reports of this kind have none."),
        ("SIF", "No judgements were found. The report may print them in a way that Yearmark does not know."),
        ("OTHER", "No judgements were found. The report may print them in a way that Yearmark does not know."),
    ],
)
def test_an_empty_page_says_what_was_looked_for(shows: Shows, kind: str, sentence: str) -> None:
    dialog = shows(1, made(kind))
    assert dialog.judgements.empty.text() == sentence
    assert dialog.judgements.empty.isVisible()
    assert dialog.judgements.tree.isHidden()
    assert dialog.judgements.hint.isHidden()
    for tab, page, start in ((2, dialog.improvements, "No improvement items"), (3, dialog.earlier, "No words on")):
        dialog.tabs.setCurrentIndex(tab)
        assert page.empty.isVisible()
        assert page.empty.text().startswith(start)


def test_frameworks_are_read_when_the_judgements_are_seen_and_one_that_is_wrong_is_named(
    shows: Shows, home: Path
) -> None:
    (home / "frameworks").mkdir()
    dialog = shows(0, made(judgements=JUDGEMENTS))
    assert rows(dialog.judgements) == []
    (home / "frameworks" / "mine.toml").write_text("kind = 3", encoding="utf-8")
    dialog.tabs.setCurrentIndex(1)
    assert dialog.judgements.note.isVisible()
    assert "mine.toml" in dialog.judgements.note.text()
    assert {row[2] for row in rows(dialog.judgements) if len(row) > 1} == {""}


def test_what_another_reading_found_replaces_what_was_shown(shows: Shows, project: Project) -> None:
    dialog = shows(1, made(judgements=JUDGEMENTS))
    project.write("Read again", rereading.take, dialog.report, made(judgements=JUDGEMENTS[:1]))
    assert rows(dialog.judgements) == [("Overall effectiveness", "Good", "Overall effectiveness", "1", "sentence")]
    assert dialog.tabs.tabText(1) == "&Judgements (1)"

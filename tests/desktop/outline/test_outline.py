"""The contents of a report: what its rows say, where they lead, which one is being read."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.outline.outline import Outline
from desktop.outline.outline_model import GRADE
from desktop.outline.row import PARAGRAPH, SECTION
from desktop.outline.rows import short_heading
from desktop.project import Project
from storage import intake, reports, rereading
from storage.grades import grade_key
from storage.model import NumberedParagraph, Section
from storage.workers import Worker
from tests.desktop.outline.conftest import TEXT, item, made_report, place
from tests.storage import builders


@pytest.fixture
def outline(qtbot: QtBot, project: Project) -> Outline:
    panel = Outline(project)
    qtbot.addWidget(panel)
    panel.resize(215, 500)
    panel.show()
    return panel


def shown(outline: Outline) -> list[str]:
    """The rows in sight, indented by their depth, with grade or count."""
    lines, index = [], outline._model.index(0, 0)
    while index.isValid():
        depth, above = 0, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        cell = index.siblingAtColumn(GRADE)
        grade = cell.data() or cell.data(Qt.ItemDataRole.ToolTipRole)
        lines.append("  " * depth + index.data() + (f" | {grade}" if grade else ""))
        index = outline.tree.indexBelow(index)
    return lines


def row(outline: Outline, text: str) -> QModelIndex:
    found = next(row for row in outline._model.rows if outline._model.index_of(row).data().startswith(text))
    return outline._model.index_of(found)


def open_all(outline: Outline, *texts: str) -> None:
    for text in texts:
        outline.tree.setExpanded(row(outline, text), True)


def click(outline: Outline, text: str) -> None:
    tree, index = outline.tree, row(outline, text)
    tree.scrollTo(index)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())


def current(outline: Outline) -> str | None:
    return outline.tree.currentIndex().data()


def typing_ends(outline: Outline) -> None:
    outline.tree._since_typed.invalidate()


def hint(outline: Outline) -> str:
    return outline._hint.text() if outline._hint.isVisible() else ""


def test_sections_stand_open_to_the_second_level_and_paragraphs_and_items_are_folded(outline, made):
    outline.show_report(made)
    assert shown(outline) == [
        "Summary",
        "Children in care | Good",
        "  1  Children who return from care settle well.",
        "  2  Return home interviews are too variable in quality.",
        "  Adoption | Outstanding",
        "Recommendations",
        "Improvement items | 3",
    ]


def test_items_stand_by_group_and_timescale_and_those_of_the_board_apart(outline, made):
    outline.show_report(made)
    outline.tree.expandRecursively(row(outline, "Improvement items"))
    assert shown(outline)[-8:] == [
        "Improvement items | 3",
        "  Recommendations | 2",
        "    Within three months | 1",
        "      4  Ensure that every assessment names the child’s own view.",
        "    Within six months | 1",
        "      5  Ensure that plans say by when.",
        "  Safeguarding board | 1",
        "    6  The board should look at its own figures.",
    ]
    tip = row(outline, "6  The board").data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "The board should look at its own figures.\nand what follows\npage 4"


def test_list_without_a_heading_is_not_taken_for_the_boards(outline, library):
    plain = item("Ensure that plans say by when.", "", "")._replace(group="")
    boards = item("The board should look at its own figures.", "", "", board=True)
    (report,) = builders.added(library, made_report("lists", improvements=(plain, boards)))
    outline.show_report(report)
    outline.tree.expandRecursively(row(outline, "Improvement items"))
    assert shown(outline)[-4:] == [
        "  Other items | 1",
        "    Ensure that plans say by when.",
        "  Safeguarding board | 1",
        "    The board should look at its own figures.",
    ]


def test_paragraphs_without_sections_are_not_folded(outline, library):
    (report,) = builders.added(library, made_report("flat", sections=(), improvements=()))
    outline.show_report(report)
    assert len(shown(outline)) == 5
    assert shown(outline)[0] == "1  Children who return from care settle well."


def test_paragraph_that_belongs_to_no_section_stands_in_the_order_of_the_text(outline, library):
    numbered = (NumberedParagraph(7, 1, 1, -1, *place("The service is")),)
    sections = (
        Section("First", 1, "", 1, 0, 5),
        Section("Last", 1, "", 2, place("Adoption")[0], len(TEXT)),
    )
    changes = {"sections": sections, "numbered": numbered, "improvements": ()}
    (report,) = builders.added(library, made_report("between", **changes))
    outline.show_report(report)
    assert shown(outline) == ["First", "7  The service is", "Last"]


def test_hints_say_why_there_is_nothing(outline, made):
    assert hint(outline) == "Open a report to see its contents."
    outline.show_report(5)
    assert hint(outline) == "No headings were found in this report."
    outline.show_report(made)
    assert hint(outline) == ""
    outline.show_report(None)
    assert hint(outline) == "Open a report to see its contents."
    assert outline._model.rowCount() == 0


def test_screen_reader_is_told_what_a_row_is(outline, made):
    def told(text: str) -> Any:
        return row(outline, text).data(Qt.ItemDataRole.AccessibleTextRole)

    outline.show_report(made)
    whole = "The experiences and progress of children in care"
    assert told("Children in care") == f"Section: {whole}, grade Good, page 2"
    assert told("Summary") == "Section: Summary, page 1"
    assert told("Adoption") == "Section: Adoption, grade Outstanding, page 3"
    assert told("2  Return") == "Paragraph 2, page 2: Return home interviews are too variable in quality."
    assert told("Improvement items") == "Improvement items, 3 items"
    assert row(outline, "Children in care").data(Qt.ItemDataRole.ToolTipRole) == f"{whole}\npage 2"


def test_markup_in_a_heading_is_shown_as_printed(outline, library):
    (report,) = builders.added(
        library, made_report("markup", sections=(Section("<b>Bold</b> heading", 1, "", 1, 0, 7),), numbered=())
    )
    outline.show_report(report)
    assert shown(outline)[0] == "<b>Bold</b> heading"
    assert "&lt;b&gt;" in outline._model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_click_leads_to_the_place_and_keeps_the_keyboard(outline, made, qtbot):
    outline.show_report(made)
    open_all(outline, "Adoption")
    outline.tree.setFocus()
    for text, span in (
        ("Children in care", place("The experiences and progress of children in care")),
        ("3  Matching", place("3. Matching is careful.")),
    ):
        with qtbot.waitSignal(outline.place_wanted) as signal:
            click(outline, text)
        assert signal.args == [made, *span]
        assert outline.tree.hasFocus()


def test_enter_leads_there_and_moving_does_not(outline, made, qtbot):
    outline.show_report(made)
    outline.tree.setFocus()
    outline.tree.setCurrentIndex(row(outline, "Children in care"))
    with qtbot.assertNotEmitted(outline.place_wanted, wait=20):
        QTest.keyClick(outline.tree, Qt.Key.Key_Down)
    with qtbot.waitSignal(outline.place_wanted) as signal:
        QTest.keyClick(outline.tree, Qt.Key.Key_Return)
    assert signal.args == [made, *place("1. Children who return from care settle well.")]


def test_row_that_leads_nowhere_folds_and_unfolds(outline, made, qtbot):
    outline.show_report(made)
    with qtbot.assertNotEmitted(outline.place_wanted, wait=20):
        click(outline, "Improvement items")
        assert "  Recommendations | 2" in shown(outline)
        click(outline, "Improvement items")
    assert "  Recommendations | 2" not in shown(outline)


def test_place_of_reading_is_the_deepest_row_in_sight(outline, made, qtbot):
    outline.show_report(made)
    with qtbot.assertNotEmitted(outline.place_wanted, wait=20):
        outline.set_position(place("interviews")[0])
        assert current(outline).startswith("2  Return")
        outline.set_position(place("careful")[0])
        assert current(outline) == "Adoption"
        assert "  Adoption | Outstanding" in shown(outline)
        assert not outline.tree.isExpanded(row(outline, "Adoption"))
        open_all(outline, "Adoption")
        assert current(outline) == "3  Matching is careful."
        outline.set_position(place("well led")[0])
        assert current(outline) == "Summary"
        outline.set_position(place("The board should")[0])
        assert current(outline) == "Recommendations"


def test_place_of_reading_takes_no_keyboard_and_is_seen(outline, made, qtbot):
    other = QLineEdit()
    qtbot.addWidget(other)
    outline.show_report(made)
    other.show()
    other.setFocus()
    before = outline.tree.grab().toImage()
    outline.set_position(place("interviews")[0])
    assert not outline.tree.hasFocus()
    at = outline.tree.visualRect(row(outline, "2  Return")).center()
    at.setX(6)
    after = outline.tree.grab().toImage()
    assert before.pixelColor(at) != after.pixelColor(at)


def test_same_row_is_not_marked_twice(outline, made, qtbot):
    outline.show_report(made)
    outline.set_position(place("interviews")[0])
    seen = []
    outline.tree.selectionModel().currentChanged.connect(lambda *_: seen.append(1))
    outline.set_position(place("variable")[0])
    outline.set_position(place("quality")[0])
    assert seen == []


def test_row_gone_to_stays_marked_until_something_else_is_read(outline, made):
    outline.show_report(made)
    outline.tree.expandAll()
    paragraph, item = (each for each in outline._model.rows if each.text.startswith("5  Ensure"))
    outline.tree.setCurrentIndex(outline._model.index_of(item))
    QTest.keyClick(outline.tree, Qt.Key.Key_Return)
    outline.set_position(item.start)
    assert outline.tree.current_row() is item
    outline.set_position(place("4. Ensure")[0])
    outline.set_position(item.start)
    assert outline.tree.current_row() is paragraph
    outline.set_position(place("Matching")[0])
    assert current(outline) == "3  Matching is careful."


def test_typing_finds_words_in_sight_and_numbers_everywhere(outline, made):
    outline.show_report(made)
    outline.tree.setFocus()
    QTest.keyClicks(outline.tree, "adop")
    assert current(outline) == "Adoption"
    typing_ends(outline)
    QTest.keyClicks(outline.tree, "return h")
    assert current(outline).startswith("2  Return")
    typing_ends(outline)
    QTest.keyClicks(outline.tree, "3")
    assert current(outline) == "3  Matching is careful."
    assert "    3  Matching is careful." in shown(outline)


def test_folding_is_kept_for_each_report(outline, made, library):
    (other,) = builders.added(library, made_report("other made"))
    outline.show_report(made)
    outline.tree.collapse(row(outline, "Children in care"))
    open_all(outline, "Recommendations")
    before = shown(outline)
    outline.show_report(other)
    assert shown(outline) != before
    outline.show_report(made)
    assert shown(outline) == before
    outline.refresh()
    assert shown(outline) == before


def test_nothing_is_asked_while_the_panel_is_hidden(outline, made, project, monkeypatch):
    asked: list[object] = []
    ask: Callable[..., Any] = project.ask
    monkeypatch.setattr(project, "ask", lambda *what: (asked.append(what[0]), ask(*what))[1])
    outline.hide()
    outline.show_report(made)
    outline.set_position(place("interviews")[0])
    outline.refresh()
    assert asked == []
    outline.show()
    assert asked == [reports.inside, reports.text]
    assert current(outline).startswith("2  Return")
    outline.show_report(made)
    assert len(asked) == 2


def test_report_read_again_shows_what_was_found_this_time(outline, made, project):
    project.changed.connect(outline.on_changed)
    outline.show_report(made)
    again = made_report(sections=made_report().reading.sections[:1], numbered=(), improvements=())
    project.write("Read", rereading.take, made, again)
    assert shown(outline) == ["Summary"]
    project.do("Remove", reports.remove, made)
    assert hint(outline) == "Open a report to see its contents."


def test_corrected_fact_leaves_the_rows_and_the_current_one(outline, made, project):
    project.changed.connect(outline.on_changed)
    outline.show_report(made)
    outline.tree.setCurrentIndex(row(outline, "Recommendations"))
    project.do("Correct", reports.correct, made, {"year": "2018"})
    assert current(outline) == "Recommendations"


def test_real_report_leads_to_its_headings(outline, library, shared):
    worker = Worker()
    path = next((shared / "reports").glob("*islington/*2020.pdf"))
    document = intake.document(worker, path, library.originals, {})
    worker.stop()
    report = library.write("Add report", reports.add, document).answer
    outline.show_report(report)
    text = document.reading.text
    sections = [each for each in outline._model.rows if each.kind == SECTION]
    assert len(sections) >= 4
    for each in sections:
        assert each.whole.split()[0] in text[each.start : each.end]
        assert each.end - each.start < 200
    assert {grade_key(each.grade) for each in sections} == {"", "good", "outstanding"}
    assert "Children in care and care leavers | Good" in shown(outline)
    for each in outline._model.rows:
        if each.kind == PARAGRAPH:
            assert each.words.rstrip("…") in " ".join(text[each.start : each.end].split())


def test_headings_that_begin_alike_are_shortened():
    assert short_heading("The experiences and progress of care leavers") == "Care leavers"
    assert short_heading("The graded judgement for adoption performance is that it is good") == "Adoption performance"
    judged = "The graded judgement about the experience and progress of care leavers is that it is good."
    assert short_heading(judged) == "Care leavers"
    assert short_heading("The impact of leaders") == "The impact of leaders"


def test_longest_report_is_shown_at_once(outline, library):
    text = "\n".join(f"{number}. Some words that stand in paragraph {number}." for number in range(1, 241))
    starts = [text.index(f"{number}. Some") for number in range(1, 241)]
    sections = tuple(
        Section(f"Section {at}", 1 + at % 3, "Good" if at % 2 else "", at + 1, starts[at * 8], starts[at * 8] + 300)
        for at in range(30)
    )
    numbered = tuple(
        NumberedParagraph(at + 1, at // 4 + 1, at // 4 + 1, at // 8, starts[at], starts[at] + 30) for at in range(240)
    )
    document = builders.document("long", text=text)
    reading = document.reading._replace(sections=sections, numbered=numbered)
    (report,) = builders.added(library, document._replace(reading=reading))
    spent = []
    for _ in range(5):
        outline.show_report(None)
        start = time.process_time()
        outline.show_report(report)
        outline.tree.executeDelayedItemsLayout()
        spent.append(time.process_time() - start)
    assert min(spent) < 0.01
    start = time.process_time()
    for offset in range(0, len(text), 10):
        outline.set_position(offset)
    assert (time.process_time() - start) / (len(text) / 10) < 0.001

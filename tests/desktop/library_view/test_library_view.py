"""The library list: what it shows, what mouse and keyboard ask for, what it keeps over a refresh."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from desktop.library_view.library_view import LibraryView
from desktop.library_view.tree_model import GRADE, MIME, PASSAGES
from desktop.project import Project
from storage import annotations, reports
from storage.library import Library
from tests.storage import builders


@pytest.fixture
def view(qtbot: QtBot, project: Project) -> LibraryView:
    made = LibraryView(project)
    qtbot.addWidget(made)
    made.resize(280, 500)
    made.show()
    return made


def row(view: LibraryView, report: int) -> QModelIndex:
    return view._model.index_of(report)


def shown(view: LibraryView) -> list[str]:
    """The rows as they are read, authorities without indentation."""
    model, lines = view._model, []
    for group in range(model.rowCount()):
        above = model.index(group, 0)
        lines.append(above.data())
        for place in range(model.rowCount(above)):
            cells = [str(model.index(place, column, above).data() or "") for column in range(4)]
            lines.append(" | ".join(cells).rstrip(" |"))
    return lines


def click(qtbot: QtBot, view: LibraryView, index: QModelIndex, modifier: Qt.KeyboardModifier) -> None:
    place = view.tree.visualRect(index).center()
    qtbot.mouseClick(view.tree.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def test_reports_stand_by_authority_and_date_and_the_unknown_last(view: LibraryView) -> None:
    assert shown(view) == [
        "Exampleshire",
        "2012 | SLAC",
        "2017 | SIF |  | 2",
        "  2017 | text copy",
        "Sampleton",
        "2020 | ILACS",
        "Unknown authority",
        "other.pdf",
    ]


def test_a_screen_reader_hears_the_row_and_the_whole_grade(view: LibraryView) -> None:
    index = row(view, 2)
    text = Qt.ItemDataRole.AccessibleTextRole
    assert index.data(text) == "Exampleshire 2017, SIF, overall grade Good, 2 passages"
    assert row(view, 4).siblingAtColumn(GRADE).data(text) == "Requires improvement"
    assert row(view, 4).siblingAtColumn(GRADE).data(Qt.ItemDataRole.ToolTipRole) == "Requires improvement"
    assert index.siblingAtColumn(PASSAGES).data(text) == "2 passages"
    view.set_open([2])
    assert index.data(text).endswith(", open")
    assert index.data(Qt.ItemDataRole.FontRole).bold()


def test_a_report_of_which_nothing_is_known_is_called_by_its_file(view: LibraryView) -> None:
    index = row(view, 5)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Unknown authority undated, Other, other.pdf, 0 passages"
    assert "other.pdf" in index.data(Qt.ItemDataRole.ToolTipRole)
    view.filter.setText("other.pdf")
    assert shown(view) == ["Unknown authority", "other.pdf"]


def test_what_runs_over_other_columns_is_painted_there(view: LibraryView) -> None:
    view.resize(180, 500)
    for index in (view._model.index(0, 0), view._model.index(2, 0)):  # "Exampleshire", "Unknown authority"
        year = view.tree.visualRect(index)
        text = view.tree.fontMetrics().horizontalAdvance(index.data())
        assert year.left() + text > year.right()
        picture = view.tree.viewport().grab().toImage()
        beyond = {
            picture.pixelColor(x, y).name()
            for x in range(year.right() + 2, year.left() + text - 2)
            for y in range(year.top(), year.bottom())
        }
        assert len(beyond) > 3


@pytest.mark.parametrize("width", [180, 215, 280])
def test_grades_and_numbers_are_whole_at_any_width(view: LibraryView, project: Project, width: int) -> None:
    view.resize(width, 120)  # so low that there is a scroll bar
    viewport = view.tree.viewport().rect()
    metrics = view.tree.fontMetrics()
    pill, number = metrics.horizontalAdvance("RI") + 14, metrics.horizontalAdvance("999+")
    for column, widest in ((GRADE, pill), (PASSAGES, number)):
        rect = view.tree.visualRect(row(view, 2).siblingAtColumn(column))
        assert rect.width() >= widest
        assert rect.left() >= 0
        assert rect.right() <= viewport.right()
    year = view.tree.visualRect(row(view, 2))
    bold = QFont(view.tree.font())
    bold.setBold(True)
    assert year.width() >= 6 + QFontMetrics(bold).horizontalAdvance("2017")
    project.do("Correct", reports.correct, 2, {"year": ""})
    year = view.tree.visualRect(row(view, 2))
    assert year.width() >= 6 + QFontMetrics(bold).horizontalAdvance("undated")


def test_grades_are_painted_as_letters_on_their_colour(view: LibraryView) -> None:
    picture = view.tree.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()

    def colours(report: int) -> set[str]:
        rect = view.tree.visualRect(row(view, report).siblingAtColumn(GRADE))
        found = set()
        for x in range(rect.left(), rect.right()):
            found.add(picture.pixelColor(int(x * ratio), int((rect.center().y() - 5) * ratio)).name())
        return found

    assert "#dbecf8" in colours(2)
    assert "#fdebc8" in colours(4)
    assert not {"#dbecf8", "#fdebc8"} & colours(5)


def test_a_click_opens_and_ctrl_click_opens_in_the_other_pane(qtbot: QtBot, view: LibraryView) -> None:
    for modifier, other in ((Qt.KeyboardModifier.NoModifier, False), (Qt.KeyboardModifier.ControlModifier, True)):
        with qtbot.waitSignal(view.report_opened) as blocker:
            click(qtbot, view, row(view, 2), modifier)
        assert blocker.args == [2, other]
        assert view.selected_report() == 2


def test_a_click_on_an_authority_folds_it(qtbot: QtBot, view: LibraryView) -> None:
    index = view._model.index(0, 0)
    with qtbot.assertNotEmitted(view.report_opened):
        click(qtbot, view, index, Qt.KeyboardModifier.NoModifier)
    assert not view.tree.isExpanded(index)


def test_the_keyboard_opens_shows_details_and_removes(qtbot: QtBot, view: LibraryView) -> None:
    view.select_report(1)
    qtbot.keyClick(view.tree, Qt.Key.Key_Down)
    assert view.selected_report() == 2
    with qtbot.waitSignal(view.report_opened) as blocker:
        qtbot.keyClick(view.tree, Qt.Key.Key_Return)
    assert blocker.args == [2, False]
    with qtbot.waitSignal(view.report_opened) as blocker:
        qtbot.keyClick(view.tree, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert blocker.args == [2, True]
    for key, modifier in (
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier),
    ):
        with qtbot.waitSignal(view.details_requested) as blocker:
            qtbot.keyClick(view.tree, key, modifier)
        assert blocker.args == [2]
    with qtbot.waitSignal(view.removal_requested) as blocker:
        qtbot.keyClick(view.tree, Qt.Key.Key_Delete)
    assert blocker.args == [2]


def test_the_menu_asks_for_the_same(qtbot: QtBot, view: LibraryView) -> None:
    menu = view.menu(4)
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert list(actions) == ["&Open", "Open in the other &pane", "&Details…", "&Remove from library"]
    with qtbot.waitSignal(view.report_opened) as blocker:
        actions["Open in the other &pane"].trigger()
    assert blocker.args == [4, True]
    with qtbot.waitSignal(view.removal_requested) as blocker:
        actions["&Remove from library"].trigger()
    assert blocker.args == [4]


def test_a_new_passage_is_counted_and_selection_and_folding_stay(view: LibraryView, project: Project) -> None:
    view.tree.collapse(view._model.index(1, 0))
    view.select_report(1)
    passage = project.ask(builders.quoted, 1, "settle well")
    project.do("Highlight", annotations.add, passage, project.reviewer)
    assert "2012 | SLAC |  | 1" in shown(view)
    project.do("Correct details", reports.correct, 5, {"authority": "Newtown"})
    assert shown(view)[4] == "Newtown"
    assert view.selected_report() == 1
    assert view.tree.isExpanded(view._model.index(0, 0))
    assert not view.tree.isExpanded(view._model.index(2, 0))
    project.do("Remove", reports.remove, 4)
    assert "Sampleton" not in shown(view)
    project.undo()
    assert "Sampleton" in shown(view)
    assert not view.tree.isExpanded(view._model.index(2, 0))


def test_the_filter_comes_with_many_reports_and_finds(qtbot: QtBot, view: LibraryView, library: Library) -> None:
    assert view.filter.isHidden()
    for number in range(10):
        builders.added(library, builders.document(f"more {number}", "Moretown", f"{2010 + number}-03-01"))
    view.refresh()
    assert not view.filter.isHidden()
    qtbot.keyClicks(view.filter, "moretown 2014")
    assert shown(view) == ["Moretown", "2014 | SIF"]
    view.filter.setText("nowhere")
    assert shown(view) == []
    assert "No report matches" in view._hint.text()
    qtbot.keyClick(view.filter, Qt.Key.Key_Escape)
    assert len(shown(view)) == 8 + 11


def test_files_dropped_and_add_pressed_are_asked_for(qtbot: QtBot, view: LibraryView) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/somewhere/a report.pdf"), QUrl("https://example.org/b.pdf")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(view.paths_dropped) as blocker:
        view.dropEvent(event)
    assert blocker.args == [[Path("/somewhere/a report.pdf")]]
    with qtbot.waitSignal(view.add_requested):
        qtbot.mouseClick(view.add_button, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))


def test_a_dragged_report_carries_its_id(view: LibraryView) -> None:
    data = view._model.mimeData([row(view, 4), row(view, 4).siblingAtColumn(1)])
    assert bytes(data.data(MIME).data()) == b"4"


def test_an_empty_library_says_what_to_do(qtbot: QtBot, empty_project: Project) -> None:
    view = LibraryView(empty_project)
    qtbot.addWidget(view)
    assert "No reports yet" in view._hint.text()
    assert not view._hint.isHidden()


def test_markup_in_names_is_shown_as_it_is_written(qtbot: QtBot, empty_project: Project, library: Library) -> None:
    builders.added(library, builders.document("<b>x</b>", "<img src='x'>"))
    view = LibraryView(empty_project)
    qtbot.addWidget(view)
    assert shown(view)[0] == "<img src='x'>"
    assert "&lt;b&gt;" in row(view, 1).data(Qt.ItemDataRole.ToolTipRole)


def test_a_refresh_of_400_reports_costs_little(qtbot: QtBot, empty_project: Project, library: Library) -> None:
    for number in range(400):
        builders.added(
            library, builders.document(str(number), f"Council {number % 100}", f"{2010 + number // 100}-05-20")
        )
    costs = []
    for _ in range(3):
        begun = time.process_time()
        view = LibraryView(empty_project)
        costs.append(time.process_time() - begun)
        qtbot.addWidget(view)
    assert min(costs) < 0.05  # the aim is 0.025; a shared machine gets room
    view.show()
    costs = []
    for _ in range(5):
        begun = time.process_time()
        view.refresh()
        costs.append(time.process_time() - begun)
    assert min(costs) < 0.1  # the aim is 0.025; a shared machine gets room

"""The codebook's window, driven through its controls."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QColor, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QColorDialog, QComboBox, QLabel, QLineEdit, QPushButton, QToolButton

from desktop.codebook.area_lists import ChecksDialog, MergeDialog
from desktop.codebook.areas_tree import KEY, NAME, PASSAGES, AreasTree
from desktop.codebook.codebook_window import CodebookWindow
from desktop.codebook.import_dialog import CodebookImportDialog
from desktop.project import Project
from storage import annotations, areas, codebook, crosswalk, history
from storage.library import opened
from storage.model import Area

MARKUP = "<img src='x'><b>bold</b> & more"


@pytest.fixture
def window(qtbot, project: Project) -> Iterator[CodebookWindow]:
    made = CodebookWindow(project)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def by_name(project: Project) -> dict[str, Area]:
    return {area.name: area for area in project.ask(areas.all_areas)}


def rows(window: CodebookWindow) -> list[str]:
    tree = window.areas.tree
    found, at = [], tree.topLevelItem(0)
    while at is not None:
        depth, above = 0, at.parent()
        while above is not None:
            depth, above = depth + 1, above.parent()
        found.append("  " * depth + at.text(NAME))
        at = tree.itemBelow(at)
    return found


def choose(window: CodebookWindow, name: str) -> Area:
    area = next(each for each in window._project.ask(areas.all_areas) if each.name == name)
    window.areas.tree.choose(area.id)
    return area


def click(window: CodebookWindow, button: str) -> None:
    assert window.areas.buttons[button].isEnabled()
    window.areas.buttons[button].click()


def label(project: Project) -> str:
    return project.undo_label()


def test_areas_are_shown_with_key_and_passages(window, project, qtbot):
    project.do("Tag", annotations.tag, 1, 2)
    tree = window.areas.tree
    item = tree.topLevelItem(1)
    qtbot.waitUntil(lambda: item.text(PASSAGES) == "1")
    assert [item.text(column) for column in (NAME, KEY, PASSAGES)] == ["Help and protection", "2", "1"]
    assert item.data(PASSAGES, Qt.ItemDataRole.AccessibleTextRole) == "1 passage"
    assert "  Workforce" in rows(window)
    choose(window, "Help and protection")
    assert window.areas.form.used.text() == "On 1 passage."


def test_added_area_is_named_at_once(window, project, qtbot):
    choose(window, "Workforce")
    click(window, "add")
    form = window.areas.form
    assert (form.name.text(), form.name.selectedText()) == ("New area", "New area")
    QTest.keyClicks(form.name, "Early help")
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    area = by_name(project)["Early help"]
    assert area.parent == by_name(project)["Leadership and management"].id
    assert window.isVisible()
    assert window.areas.tree.current().name == "Early help"
    click(window, "add")
    click(window, "add")
    assert {"New area", "New area 2"} <= set(by_name(project))


def test_name_and_definition_are_saved_when_another_area_is_chosen(window, project):
    choose(window, "Health")
    form = window.areas.form
    form.name.selectAll()
    QTest.keyClicks(form.name, MARKUP)
    form.definition.setPlainText("What <b>counts</b>")
    choose(window, "Education")
    found = by_name(project)[MARKUP]
    assert found.definition == "What <b>counts</b>"
    assert form.name.text() == "Education"
    project.undo()
    project.undo()
    assert by_name(project)["Health"].definition != "What <b>counts</b>"


def test_pause_saves_in_one_step_and_an_empty_name_waits(window, project, qtbot):
    area = choose(window, "Health")
    name = window.areas.form.name
    name._timer.setInterval(20)
    name.selectAll()
    QTest.keyClicks(name, "Healthy")
    qtbot.waitUntil(lambda: label(project) == "Rename area")
    assert len(project.ask(history_labels)) == 3  # two highlights of the fixture, and this
    name.clear()
    name.textEdited.emit("")
    qtbot.wait(60)
    assert window.problem.isHidden()
    name.save()
    assert "needs a name" in window.problem.text()
    assert by_name(project)["Healthy"].id == area.id


def history_labels(db) -> list[str]:
    return [row[0] for row in db.execute("select label from history where undone = 0")]


def test_refused_name_is_said_in_the_window_and_stays_to_be_mended(window, project):
    choose(window, "Health")
    name = window.areas.form.name
    name.setText("EDUCATION")
    name.save()
    assert "“Education” is in the codebook already" in window.problem.text()
    assert window.problem.isVisible()
    assert name.text() == "EDUCATION"
    name.setText("Education and skills")
    name.save()
    assert window.problem.isHidden()
    assert "Education and skills" in by_name(project)


def test_keys_are_swapped_by_the_form(window, project):
    area = choose(window, "Health")
    key = window.areas.form.key
    assert key.currentIndex() == 6
    assert "now Help and protection" in key.itemText(2)
    key.setCurrentIndex(2)
    key.activated.emit(2)
    after = by_name(project)
    assert (after["Health"].slot, after["Help and protection"].slot) == (2, 6)
    key.setCurrentIndex(0)
    key.activated.emit(0)
    assert by_name(project)["Health"].slot is None
    assert area.slot == 6


def test_colour_is_chosen_in_the_colour_dialog(window, project):
    choose(window, "Health")
    window.areas.form.colour.click()
    (dialog,) = window.findChildren(QColorDialog)
    dialog.colorSelected.emit(QColor("#123456"))
    dialog.close()
    assert by_name(project)["Health"].colour == "#123456"
    assert window.areas.form.colour.text() == "#123456"


def test_buttons_and_keys_move_areas(window, project):
    choose(window, "Health")
    tree = window.areas.tree
    click(window, "up")
    assert rows(window).index("Health") == 4
    click(window, "in")
    assert rows(window)[4] == "  Health"
    assert not window.areas.buttons["in"].isEnabled() or rows(window)[3] == "Care leavers"
    click(window, "out")
    click(window, "down")
    assert rows(window)[5] == "Health"
    assert tree.current().name == "Health"
    assert label(project) == "Move area"
    choose(window, "Overall effectiveness")
    assert not window.areas.buttons["up"].isEnabled()
    assert not window.areas.buttons["out"].isEnabled()


def test_dropped_area_is_moved_in_the_library(window, project, monkeypatch):
    choose(window, "Health")
    tree = window.areas.tree
    target = tree.visualItemRect(tree.topLevelItem(1)).center()
    on = QAbstractItemView.DropIndicatorPosition.OnItem
    monkeypatch.setattr(AreasTree, "dropIndicatorPosition", lambda _: on)
    monkeypatch.setattr(QDropEvent, "source", lambda _: tree)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(target), Qt.DropAction.MoveAction, QMimeData(), left, none)
    tree.dropEvent(event)
    assert by_name(project)["Health"].parent == by_name(project)["Help and protection"].id
    assert rows(window)[2] == "  Health"
    assert event.dropAction() == Qt.DropAction.IgnoreAction


def test_retired_area_is_labelled_and_brought_back(window, project):
    choose(window, "Health")
    click(window, "retire")
    assert "Health (retired)" in rows(window)
    assert window.areas.buttons["retire"].text() == "Bring back"
    assert "not offered" in window.areas.form.used.text()
    assert not window.areas.form.key.isEnabled()
    click(window, "retire")
    assert "Health" in rows(window)
    assert window.areas.buttons["retire"].text() == "Retire"


def test_merge_asks_for_the_target_and_is_one_step(window, project):
    project.do("Tag", annotations.tag, 1, 6)
    window.areas.refresh()
    choose(window, "Health")
    click(window, "merge")
    (dialog,) = window.findChildren(MergeDialog)
    assert "“Health”" in dialog.sentence.text()
    assert "1 passage" in dialog.sentence.text()
    dialog.list.setCurrentRow(1)
    dialog.merge.click()
    assert "Health" not in by_name(project)
    assert project.ask(annotations.one, 1).areas == (2,)
    assert label(project) == "Merge area “Health”"
    assert window.areas.tree.current().name == "Help and protection"
    project.undo()
    assert project.ask(annotations.one, 1).areas == (6,)
    assert "Health" in rows(window)


def test_merge_wants_a_choice(window, project, qtbot):
    choose(window, "Education")
    click(window, "merge")
    (dialog,) = window.findChildren(MergeDialog)
    merged = []
    dialog.target_chosen.connect(merged.append)
    assert "passage" not in dialog.sentence.text()
    assert "0" not in dialog.sentence.text()
    dialog.list.setFocus()
    qtbot.waitUntil(dialog.list.hasFocus)
    assert not dialog.merge.isEnabled()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert merged == []
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.list.currentRow() == 0
    assert dialog.merge.isEnabled()
    first = dialog.list.item(0).text()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert merged == [by_name(project)[first.strip()].id]
    assert "Education" not in by_name(project)


def test_area_without_passages_says_so_in_words(window, project):
    project.do("Tag", annotations.tag, 1, 6)
    choose(window, "Education")
    assert window.areas.form.used.text() == "No passage has it yet."
    click(window, "retire")
    assert window.areas.form.used.text().endswith("No passage has it.")
    choose(window, "Health")
    window.areas.refresh()
    assert window.areas.form.used.text() == "On 1 passage."


def test_buttons_below_the_tree_stand_in_one_row(window):
    below = {button.y() for name, button in window.areas.buttons.items() if name != "passages"}
    assert len(below) == 1


def test_crosswalk_begins_with_the_framework_of_most_reports(qtbot, project):
    made = CodebookWindow(project)
    qtbot.addWidget(made)
    made.tabs.setCurrentWidget(made.crosswalk)
    assert made.crosswalk.frameworks.currentData() == "SIF"  # two of the five, one of them in two editions
    made.crosswalk.frameworks.setCurrentIndex(0)
    made.crosswalk.refresh()
    assert made.crosswalk.frameworks.currentIndex() == 0


def test_delete_is_refused_with_passages_and_done_without(window, project):
    project.do("Tag", annotations.tag, 1, 6)
    choose(window, "Health")
    QTest.keyClick(window.areas.tree, Qt.Key.Key_Delete)
    assert "1 passage has “Health”" in window.problem.text()
    project.do("Untag", annotations.untag, 1, 6)
    QTest.keyClick(window.areas.tree, Qt.Key.Key_Delete)
    assert "Health" not in by_name(project)
    assert window.areas.tree.current().name == "Education"
    QTest.keyClick(window.areas.tree, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "Health" in by_name(project)


def test_folded_rows_and_the_current_one_outlive_a_change(window, project):
    tree = window.areas.tree
    leaders = next(tree.topLevelItem(at) for at in range(9) if tree.topLevelItem(at).text(NAME).startswith("Leader"))
    leaders.setExpanded(False)
    choose(window, "Education")
    project.undo()
    click(window, "up")
    assert "  Workforce" not in rows(window)
    assert tree.current().name == "Education"


def test_passages_of_an_area_can_be_asked_for(window, qtbot, project):
    choose(window, "Education")
    assert not window.areas.buttons["passages"].isEnabled()
    project.do("Tag", annotations.tag, 1, 6)
    window.areas.refresh()
    choose(window, "Health")
    with qtbot.waitSignal(window.passages_wanted) as told:
        click(window, "passages")
    assert told.args[0].name == "Health"


# --- crosswalk -------------------------------------------------------------------------------------------------------


def printed(window: CodebookWindow, kind: str, row: int):
    page = window.crosswalk
    page.frameworks.setCurrentIndex(page.frameworks.findData(kind))
    item = page.tree.topLevelItem(row)
    page.tree.setCurrentItem(item)
    return item


def test_crosswalk_is_shown_edited_and_reset(window, project):
    window.tabs.setCurrentIndex(1)
    item = printed(window, "ILACS_2018", 2)
    assert item.text(1) == "Children in care, Care leavers"
    QTest.keyClick(window.crosswalk.tree, Qt.Key.Key_Return)
    (dialog,) = window.findChildren(ChecksDialog)
    assert dialog.checked() == [3, 4]
    dialog.list.item(3).setCheckState(Qt.CheckState.Unchecked)
    dialog.list.item(6).setCheckState(Qt.CheckState.Checked)
    dialog.ok.click()
    item = window.crosswalk.tree.currentItem()
    assert (item.text(1), item.text(2)) == ("Children in care, Education", "✎ edited")
    assert label(project).startswith("Change crosswalk of “The experiences")
    window.crosswalk.reset.click()
    item = window.crosswalk.tree.currentItem()
    assert (item.text(1), item.text(2)) == ("Children in care, Care leavers", "")
    assert not window.crosswalk.reset.isEnabled()


def test_crosswalk_follows_names_and_says_no_equivalent(window, project):
    window.tabs.setCurrentIndex(1)
    found = project.ask(crosswalk.shown)[0]
    page = window.crosswalk
    assert page.frameworks.count() == len(project.ask(crosswalk.shown))
    page.set_areas(found.kind, found.printed[0], [])
    page.frameworks.setCurrentIndex(0)
    heading = page.tree.topLevelItem(0)
    assert heading.child(0).text(1) == "no equivalent"
    page.tree.setCurrentItem(heading)
    assert not page.change.isEnabled()


def test_own_framework_that_is_damaged_is_said(window, home):
    folder = home / "frameworks"
    from storage.folders import own_frameworks

    folder = own_frameworks()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.toml").write_text("kind = 3", encoding="utf-8")
    window.tabs.setCurrentIndex(1)
    assert "mine.toml" in window.crosswalk.problem.text()
    assert window.crosswalk.tree.topLevelItemCount() == 0


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ours.qdc", "ours.csv"])
def test_export_and_import_with_a_preview(window, project, tmp_path: Path, name):
    file = tmp_path / name
    window.export_to(str(file))
    assert file.is_file()
    assert name in window.said.text()
    choose(window, "Health")
    window.areas.form.name.setText("Wellbeing")
    window.import_from(str(file))
    (dialog,) = window.findChildren(CodebookImportDialog)
    assert "1 area changed, 13 as here." in dialog.summary.text()
    assert dialog.tree.topLevelItem(0).child(0).text(1) == "“Wellbeing” becomes “Health”"
    dialog.take.click()
    assert "Health" in by_name(project)
    assert label(project) == "Import codebook"
    assert window.said.text() == "Imported: 1 area changed."


def test_bad_file_is_said_and_nothing_new_cannot_be_imported(window, project, tmp_path: Path):
    (tmp_path / "bad.qdc").write_text("<x/>", encoding="utf-8")
    window.import_from(str(tmp_path / "bad.qdc"))
    assert "bad.qdc" in window.problem.text()
    window.export_to(str(tmp_path / "same.qdc"))
    assert window.problem.isHidden()
    window.import_from(str(tmp_path / "same.qdc"))
    (dialog,) = window.findChildren(CodebookImportDialog)
    assert not dialog.take.isEnabled()
    dialog.reject()
    window.export_to(str(tmp_path / "no" / "such.qdc"))
    assert "cannot be written" in window.problem.text()


# --- for everyone ----------------------------------------------------------------------------------------------------


def test_every_control_has_a_name_and_no_label_renders_markup(window, project):
    choose(window, "Health")
    window.areas.form.name.setText(MARKUP)
    window.areas.form.save()
    window.areas.form.definition.setPlainText(MARKUP)
    window.tabs.setCurrentIndex(1)
    for kind in (QToolButton, QPushButton, QComboBox, QLineEdit):
        for control in window.findChildren(kind):
            assert control.accessibleName() or getattr(control, "text", str)() or control.objectName(), control
    for shown in window.findChildren(QLabel):
        assert shown.textFormat() == Qt.TextFormat.PlainText or MARKUP not in shown.text()
    item = window.areas.tree.topLevelItem(5)
    assert item.text(NAME) == MARKUP
    assert "<b>" not in item.toolTip(NAME)


def test_read_only_library_is_shown_and_not_edited(qtbot, project, library):
    project.do("Tag", annotations.tag, 1, 1)
    folder = library.folder
    with opened(folder, write=False) as again:
        reading = Project(again, "B")
        made = CodebookWindow(reading)
        qtbot.addWidget(made)
        made.show()
        assert len(rows(made)) == 14
        on = {name for name, button in made.areas.buttons.items() if button.isEnabled()}
        assert on == {"passages"}
        assert not made.take.isEnabled()
        assert made.give.isEnabled()
        assert made.areas.form.name.isReadOnly()
        made.tabs.setCurrentIndex(1)
        assert not made.crosswalk.change.isEnabled()
        made.close()
        reading.deleteLater()


def test_closing_saves_what_is_being_typed(window, project):
    choose(window, "Health")
    window.areas.form.name.setText("Wellbeing")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert "Wellbeing" in by_name(project)
    assert project.ask(history.undoable)[1] == "Rename area"


def test_long_names_are_refused_whole(window, project):
    choose(window, "Health")
    window.areas.form.name.setText("x" * 10_000)
    window.areas.form.save()
    assert "10,000 characters" in window.problem.text()
    assert "Health" in by_name(project)


def test_codebook_without_areas_can_be_begun_anew(window, project):
    while found := project.ask(areas.all_areas):
        window.areas.tree.choose(found[-1].id)
        click(window, "delete")
    assert rows_or_none(window) == []
    assert "add one" in window.areas.form.used.text()
    assert not window.areas.buttons["merge"].isEnabled()
    window.export_to("nowhere.qdc")
    assert "no judgement areas" in window.problem.text()
    click(window, "add")
    assert rows(window) == ["New area"]


def rows_or_none(window: CodebookWindow) -> list[str]:
    return rows(window) if window.areas.tree.topLevelItemCount() else []


def test_closed_window_catches_up_when_it_is_shown_again(window, project):
    window.close()
    project.do("Rename", codebook.rename, 6, "Wellbeing")
    assert "Health" in rows(window)
    window.show()
    assert "Wellbeing" in rows(window)

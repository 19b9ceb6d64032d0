"""The details window: the facts that it shows, what it saves, and what it refuses."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.library_view.details import DetailsDialog
from desktop.project import Project
from storage import documents, reports, rereading
from tests.storage import builders

Opened = Callable[[int], DetailsDialog]


@pytest.fixture
def opened(qtbot: QtBot, project: Project) -> Opened:
    def make(report: int) -> DetailsDialog:
        dialog = DetailsDialog(project, report)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def type_in(qtbot: QtBot, dialog: DetailsDialog, name: str, text: str) -> None:
    editor = dialog.fields[name].editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, text)


def press_enter(qtbot: QtBot, dialog: DetailsDialog) -> None:
    qtbot.keyClick(dialog.fields["authority"].editor, Qt.Key.Key_Return)


def test_every_fact_stands_with_where_it_came_from(opened: Opened) -> None:
    dialog = opened(2)
    values = {name: field.value() for name, field in dialog.fields.items()}
    assert values == {
        "authority": "Exampleshire",
        "year": "2017",
        "kind": "SIF",
        "inspection_start": "",
        "inspection_end": "2017-05-25",
        "published": "",
        "lead_inspector": "",
        "overall": "Good",
    }
    assert dialog.fields["authority"].source.text() == "page 1"
    assert dialog.fields["year"].source.text() == "from the inspection’s end"
    assert dialog.fields["published"].source.text() == "not found"
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert "This is edition 1 of 2: PDF, 3 pages." in texts
    assert not dialog._save.isEnabled()


def test_only_what_was_changed_is_saved_as_one_step(qtbot: QtBot, project: Project, opened: Opened) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "authority", "Exampleshire County")
    type_in(qtbot, dialog, "published", "2017-07-13")
    assert dialog.fields["authority"].source.text() == "corrected by you"
    press_enter(qtbot, dialog)
    report = project.ask(reports.one, 2)
    assert (report.authority, report.published) == ("Exampleshire County", "2017-07-13")
    assert report.corrected == {"authority", "published"}
    assert project.undo_label() == "Correct details"
    project.undo()
    assert project.ask(reports.one, 2).corrected == frozenset()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("inspection_start", "12 May", "“12 May” is not a date."),
        ("year", "20177", "“20177” is not a year."),
        ("published", "2017-02-30", "“2017-02-30” is not a date: that month has no such day."),
    ],
)
def test_what_cannot_be_saved_is_said_beside_it_and_all_that_was_typed_stays(
    qtbot: QtBot, project: Project, opened: Opened, name: str, text: str, sentence: str
) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "lead_inspector", "A. Inspector")
    type_in(qtbot, dialog, name, text)
    press_enter(qtbot, dialog)
    assert dialog.isVisible()
    assert dialog.fields[name].problem.isVisible()
    assert dialog.fields[name].problem.text().startswith(sentence)
    assert dialog.fields[name].value() == text
    assert dialog.fields["lead_inspector"].value() == "A. Inspector"
    assert project.ask(reports.one, 2).corrected == frozenset()
    type_in(qtbot, dialog, name, "")
    assert dialog.fields[name].problem.isHidden()
    press_enter(qtbot, dialog)
    assert project.ask(reports.one, 2).lead_inspector == "A. Inspector"


def test_after_saving_the_window_stays_and_says_so_until_the_next_key(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    dialog = opened(2)
    dialog._saved_for.setInterval(60)
    type_in(qtbot, dialog, "authority", "Elsewhere")
    dialog._save.setFocus()
    qtbot.mouseClick(dialog._save, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert (dialog.saved.text(), dialog._close.text(), dialog._save.isEnabled()) == ("Saved.", "Close", False)
    assert dialog.focusWidget() is dialog._close
    assert dialog.fields["authority"].source.text() == "corrected by you"
    assert dialog.windowTitle() == "Details: Elsewhere 2017"
    qtbot.waitUntil(lambda: dialog.saved.text() == "")
    dialog._saved_for.setInterval(60_000)
    dialog.fields["published"].editor.setFocus()
    type_in(qtbot, dialog, "published", "13 July 2017")
    press_enter(qtbot, dialog)
    assert (dialog.saved.text(), dialog.fields["published"].value()) == ("Saved.", "2017-07-13")
    qtbot.keyClicks(dialog.fields["published"].editor, "0")
    assert dialog.saved.text() == ""


def test_enter_saves_also_after_other_tabs_were_seen_and_closes_never(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    dialog = opened(2)
    assert not dialog._save.isDefault()
    bar = dialog.tabs.tabBar()
    for tab in (1, 0):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(tab).center())
    for field in dialog.fields.values():
        qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    qtbot.keyClick(dialog.facts.file.name, Qt.Key.Key_Enter)
    assert dialog.isVisible()
    assert project.undo_label() != "Correct details"
    type_in(qtbot, dialog, "inspection_start", "2017-05-02")
    dialog._close.setFocus()
    dialog.fields["inspection_start"].editor.setFocus()
    assert dialog._save.isDefault()
    assert not dialog._close.isDefault()
    qtbot.keyClick(dialog.fields["inspection_start"].editor, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert project.ask(reports.one, 2).inspection_start == "2017-05-02"
    assert project.undo_label() == "Correct details"
    assert not dialog._save.isDefault()


def test_no_button_but_save_can_become_the_default(opened: Opened) -> None:
    dialog = opened(2)
    assert not [button for button in dialog.findChildren(QPushButton) if button.autoDefault()]


def test_the_same_date_in_another_form_is_no_change(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "inspection_end", "25 May 2017")
    assert not dialog._save.isEnabled()
    assert dialog.fields["year"].value() == "2017"
    type_in(qtbot, dialog, "inspection_end", "1 February 2016")
    assert dialog._save.isEnabled()
    assert dialog.fields["year"].value() == "2016"
    editor = dialog.fields["published"].editor
    assert isinstance(editor, QLineEdit)
    assert editor.placeholderText() == editor.toolTip() == "such as 2 December 2025 or 2025-12-02"


def test_the_overall_grade_is_in_the_words_of_the_scale(qtbot: QtBot, project: Project, opened: Opened) -> None:
    printed = "require improvement to be good"
    made = builders.document("grade", "Newtown", "2021-03-05", overall=printed)
    dialog = opened(project.write("Add", reports.add, made))
    field = dialog.fields["overall"]
    assert (field.value(), field.editor.toolTip()) == ("Requires improvement", f"Printed: “{printed}”")
    assert not dialog._save.isEnabled()
    editor = field.editor
    assert isinstance(editor, QComboBox)
    editor.setCurrentText("Good")
    assert editor.toolTip() == ""
    press_enter(qtbot, dialog)
    assert project.ask(reports.one, dialog.report).overall == "Good"
    qtbot.mouseClick(field.back, Qt.MouseButton.LeftButton)
    assert (field.value(), editor.toolTip()) == ("Requires improvement", f"Printed: “{printed}”")
    press_enter(qtbot, dialog)
    assert project.ask(reports.one, dialog.report).overall == printed


def test_the_year_follows_a_corrected_date_until_it_is_corrected_itself(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "inspection_end", "2018-01-12")
    assert dialog.fields["year"].value() == "2018"
    type_in(qtbot, dialog, "year", "2016")
    type_in(qtbot, dialog, "inspection_end", "2019-01-12")
    assert dialog.fields["year"].value() == "2016"
    press_enter(qtbot, dialog)
    report = project.ask(reports.one, 2)
    assert (report.year, report.inspection_end) == (2016, "2019-01-12")


def test_a_corrected_field_may_follow_the_document_again(qtbot: QtBot, project: Project, opened: Opened) -> None:
    project.do("Correct", reports.correct, 2, {"authority": "Elsewhere", "year": "1999", "kind": "JTAI"})
    dialog = opened(2)
    for name in ("authority", "year", "kind"):
        assert dialog.fields[name].source.text() == "corrected by you"
        back = dialog.fields[name].findChild(QToolButton)
        assert back is not None
        assert back.isVisible()
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert dialog.fields["authority"].value() == "Exampleshire"
    assert dialog.fields["authority"].source.text() == "page 1"
    press_enter(qtbot, dialog)
    report = project.ask(reports.one, 2)
    assert (report.authority, report.year, report.kind) == ("Exampleshire", 2017, "SIF")
    assert report.corrected == frozenset()
    project.undo()
    assert project.ask(reports.one, 2).authority == "Elsewhere"


def test_tab_goes_from_editor_to_editor_and_to_save_before_what_throws_away(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "authority", "Elsewhere")
    assert dialog.fields["authority"].back.isVisible()
    names, chain, at = {}, [], dialog.fields["authority"].editor.nextInFocusChain()
    for name, field in dialog.fields.items():
        names |= {field.editor: name, field.back: f"back {name}"}
    names[dialog._save] = "save"
    while at is not dialog.fields["authority"].editor:
        chain += [names[at]] if at in names else []
        at = at.nextInFocusChain()
    edited = list(dialog.fields)
    assert chain == [*edited[1:], "save", *(f"back {name}" for name in edited)]


def test_escape_leaves_all_as_it_was(qtbot: QtBot, project: Project, opened: Opened) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "authority", "Elsewhere")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert project.ask(reports.one, 2).authority == "Exampleshire"


def test_a_refused_edit_keeps_the_dialog_open(
    qtbot: QtBot, project: Project, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.errors import LibraryError

    def refused(*_: object, **__: object) -> None:
        raise LibraryError("Your last change could not be saved.")

    dialog = opened(2)
    monkeypatch.setattr(project._library, "edit", refused)
    type_in(qtbot, dialog, "authority", "Elsewhere")
    press_enter(qtbot, dialog)
    assert dialog.isVisible()
    assert dialog.problem.text() == "Your last change could not be saved."
    assert dialog.fields["authority"].value() == "Elsewhere"


def test_the_checksum_can_be_copied(qtbot: QtBot, project: Project, opened: Opened) -> None:
    dialog = opened(2)
    button = next(each for each in dialog.findChildren(QToolButton) if each.text() == "Copy")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == project.ask(reports.one, 2).sha256 == dialog.facts.file.checksum.text()


def test_the_window_leaves_the_report_free_and_says_whether_closing_throws_away(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened(2)
    assert not dialog.isModal()
    assert dialog._close.text() == "Close"
    type_in(qtbot, dialog, "authority", "Elsewhere")
    assert dialog._close.text() == "Cancel"
    type_in(qtbot, dialog, "authority", "Exampleshire")
    assert dialog._close.text() == "Close"


def test_enter_on_cancel_saves_nothing(qtbot: QtBot, project: Project, opened: Opened) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "authority", "Elsewhere")
    dialog._close.setFocus()
    qtbot.keyClick(dialog._close, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert project.ask(reports.one, 2).authority == "Exampleshire"


def test_enter_on_what_was_read_takes_it_and_leaves_the_window_open(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "authority", "Elsewhere")
    dialog.fields["authority"].back.setFocus()
    qtbot.keyClick(dialog.fields["authority"].back, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.fields["authority"].value() == "Exampleshire"


def test_another_edit_of_the_report_is_shown_and_what_was_typed_stays(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "lead_inspector", "A. Inspector")
    project.do("Correct", reports.correct, 2, {"authority": "Newtown", "inspection_end": "2018-02-01"})
    assert dialog.fields["authority"].value() == "Newtown"
    assert dialog.fields["authority"].source.text() == "corrected by you"
    assert dialog.fields["year"].value() == "2018"
    assert dialog.fields["lead_inspector"].value() == "A. Inspector"
    assert dialog.windowTitle() == "Details: Newtown 2018"
    project.undo()
    assert dialog.fields["authority"].value() == "Exampleshire"
    press_enter(qtbot, dialog)
    report = project.ask(reports.one, 2)
    assert (report.authority, report.lead_inspector) == ("Exampleshire", "A. Inspector")
    assert report.corrected == {"lead_inspector"}


def test_other_documents_of_the_inspection_come_and_go_and_lead_to_their_details(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    dialog = opened(2)
    shown = dialog.facts.file.editions
    assert [link.text() for link in shown.links] == ["Edition 2: plain text"]
    assert shown.links[0].accessibleName() == "Edition 2: plain text, copy.txt: show its details"
    dialog.facts.file.copy.setFocus()
    qtbot.keyClick(dialog.facts.file.copy, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is shown.links[0]
    with qtbot.waitSignal(dialog.report_wanted) as wanted:
        qtbot.keyClick(shown.links[0], Qt.Key.Key_Return)
    assert wanted.args == [3]
    project.do("Correct", reports.correct, 3, {"published": "2017-07-13"})
    assert [link.text() for link in shown.links] == ["Edition 2: plain text, published 13 July 2017"]
    project.do("Remove", reports.remove, 3)
    assert not dialog.facts.file.editions.isVisible()
    assert dialog.isVisible()


def test_the_window_closes_when_its_report_is_removed(project: Project, opened: Opened) -> None:
    dialog, other = opened(2), opened(4)
    project.do("Remove", reports.remove, 2)
    assert not dialog.isVisible()
    assert other.isVisible()


def test_a_refusal_elsewhere_is_not_said_here(project: Project, opened: Opened) -> None:
    dialog = opened(2)
    project.refused.emit("Something else could not be done.")
    assert dialog.problem.isHidden()


def test_in_a_library_for_reading_nothing_can_be_corrected(
    qtbot: QtBot, project: Project, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.do("Correct", reports.correct, 2, {"authority": "Elsewhere"})
    monkeypatch.setattr(Project, "read_only", property(lambda _: True))
    dialog = opened(2)
    editor = dialog.fields["authority"].editor
    assert isinstance(editor, QLineEdit)
    assert editor.isReadOnly()
    assert not dialog.fields["kind"].editor.isEnabled()
    assert not dialog.fields["authority"].back.isVisible()
    assert not dialog._save.isEnabled()


def test_a_report_that_waits_shows_its_file_and_later_what_was_read(qtbot: QtBot, project: Project) -> None:
    found = documents.Registered("ab" * 32, "<b>new.pdf", 2048, "pdf")
    report, _ = project.write("Add", reports.register, found)
    dialog = DetailsDialog(project, report)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    said = [label.text() for label in dialog.facts.attention.findChildren(QLabel)]
    assert said == ["This report waits to be read. What it says will be shown here after that."]
    assert not dialog.fields["authority"].isVisible()
    assert (dialog.facts.file.name.text(), dialog.facts.file.kind.text()) == ("<b>new.pdf", "PDF, 2 kB")
    assert [dialog.tabs.isTabVisible(at) for at in range(4)] == [True, False, False, False]
    read = builders.document("new", "Newtown", "2021-03-05")._replace(sha256="ab" * 32)
    project.write("Read", rereading.take, report, read)
    assert dialog.fields["authority"].isVisible()
    assert dialog.fields["authority"].value() == "Newtown"
    assert not dialog.facts.attention.isVisible()
    assert dialog.tabs.isTabVisible(3)

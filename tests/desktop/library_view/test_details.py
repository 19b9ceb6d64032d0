"""The details window: the facts that it shows, what it saves, and what it refuses."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton
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
    assert "copy.txt (plain text)" in texts
    assert not dialog._save.isEnabled()


def test_only_what_was_changed_is_saved_as_one_step(qtbot: QtBot, project: Project, opened: Opened) -> None:
    dialog = opened(2)
    type_in(qtbot, dialog, "authority", "Exampleshire County")
    type_in(qtbot, dialog, "published", "2017-07-13")
    assert dialog.fields["authority"].source.text() == "corrected by you"
    press_enter(qtbot, dialog)
    assert not dialog.isVisible()
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
        ("published", "2017-02-30", "“2017-02-30” is not a date."),
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
    assert not dialog.isVisible()
    assert project.ask(reports.one, 2).lead_inspector == "A. Inspector"


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


def test_other_documents_of_the_inspection_come_and_go(project: Project, opened: Opened) -> None:
    dialog = opened(2)
    assert dialog.facts.file.editions.text() == "copy.txt (plain text)"
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

"""What the window does beyond the main story: refusals, libraries, removal, linking's other ways, closing."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMessageBox

from desktop.app import Yearmark
from desktop.reviewer_dialog import ReviewerDialog
from desktop.settings import Settings
from desktop.window import MainWindow
from storage import annotations, areas, library, links, reports
from tests.storage import builders


@pytest.fixture
def window(program: Yearmark, tmp_path: Path, qtbot) -> MainWindow:  # type: ignore[no-untyped-def]
    """A window on a library with four made reports, 2012 and 2017 of one authority open side by side."""
    folder = tmp_path / "lib"
    with library.create(folder) as made:
        builders.added(
            made,
            builders.document("slac", end="2012-04-20", kind="SLAC"),
            builders.document("sif", end="2017-05-25"),
            builders.document("copy", end="2017-05-25", media="text"),
            builders.document("ilacs", end="2020-01-31"),
        )
    assert program.open(folder)
    assert program.window is not None
    program.window.open_report(1)
    program.window.open_report(2)
    return program.window


def select(window: MainWindow, report: int, words: str) -> None:
    pane = window.reader.pane_of(report)
    assert pane is not None
    start = pane.pages.shown.contents.text.index(words)
    pane.pages.select(start, start + len(words))


def key(window: MainWindow, which: Qt.Key) -> None:
    QTest.keyClick(window.reader.active.pages, which)


def test_tag_of_a_selection_is_one_step_and_the_second_press_takes_it_off(window):
    window.reader.panes[1].pages.setFocus()
    select(window, 2, "settle well")
    key(window, Qt.Key.Key_3)
    (made,) = window.project.ask(annotations.of_report, 2)
    assert len(made.areas) == 1
    assert window.project.undo_label() == "Tag “Children in care”"
    key(window, Qt.Key.Key_3)
    assert window.project.ask(annotations.one, made.id).areas == ()
    window.commands.undo()
    window.commands.undo()
    assert window.project.ask(annotations.of_report, 2) == []


def test_highlighter_highlights_what_is_selected_at_once(window):
    window.actions_by_id["highlighter"].setChecked(True)
    select(window, 2, "settle well")
    (made,) = window.project.ask(annotations.of_report, 2)
    assert made.quote == "settle well"
    assert not window.selection_bar.isVisible()


def test_link_within_one_report_is_refused_and_the_link_goes_on_waiting(window):
    select(window, 2, "settle well")
    window.linking.start()
    select(window, 2, "too variable")
    assert "same report" in window.messages.text
    assert window.linking.waits
    assert window.project.ask(links.everything) == []


def test_link_between_editions_is_refused(window):
    select(window, 2, "settle well")
    window.linking.start()
    window.open_report(3)
    select(window, 3, "settle well")
    assert "editions of the same inspection" in window.messages.text
    assert window.project.ask(links.everything) == []


def test_link_to_a_highlight_goes_from_earlier_to_later(window):
    select(window, 1, "settle well")
    window.marking.highlight()
    earlier = window.marking.chosen.id
    select(window, 2, "too variable")
    window.linking.start()
    later = window.marking.chosen.id
    window.reader.annotation_clicked.emit(earlier)
    menu = window.findChild(QMenu, "relations")
    next(action for action in menu.actions() if action.objectName() == "recurs").trigger()
    (link,) = window.project.ask(links.everything)
    assert (link.earlier, link.later, link.relation) == (earlier, later, "recurs")
    assert not window.linking.waits


def test_escape_cancels_a_link_then_lets_go(window):
    select(window, 2, "settle well")
    window.linking.start()
    window.commands.let_go()
    assert not window.linking.waits
    assert window.messages.text == ""
    assert window.marking.chosen is not None
    window.commands.let_go()
    assert window.marking.chosen is None


def test_report_opened_while_linking_stands_beside_the_waiting_passage(window):
    select(window, 2, "settle well")
    window.linking.start()
    window.open_report(4)
    assert window.reader.open_reports() == [4, 2]


def test_removed_report_comes_back_with_its_marks(window):
    select(window, 2, "settle well")
    window.marking.highlight()
    window.commands.remove(2)
    assert window.messages.text == "Exampleshire 2017 was removed from the library with its 1 passage."
    assert 2 not in [one.id for one in window.project.ask(reports.listing)]
    QTest.mouseClick(window.messages._button, Qt.MouseButton.LeftButton)
    assert [one.quote for one in window.project.ask(annotations.of_report, 2)] == ["settle well"]


def test_note_is_saved_when_the_keyboard_leaves_and_is_one_step(window):
    select(window, 2, "settle well")
    window.marking.write_note()
    note = window.inspector.note
    QTest.keyClicks(note, "Too vague <b>here</b>")
    assert window.project.ask(annotations.of_report, 2)[0].note == ""
    window.reader.active.pages.setFocus()
    window.inspector.save()
    assert window.project.ask(annotations.of_report, 2)[0].note == "Too vague <b>here</b>"
    window.commands.undo()
    assert window.project.ask(annotations.of_report, 2)[0].note == ""
    assert note.toPlainText() == ""


def test_note_typed_for_one_passage_is_not_lost_by_choosing_another(window):
    for words in ("settle well", "too variable"):
        select(window, 2, words)
        window.marking.highlight()
    one, other = window.project.ask(annotations.of_report, 2)
    window.marking.choose(one.id)
    QTest.keyClicks(window.inspector.note, "first")
    window.marking.choose(other.id)
    assert window.inspector.note.toPlainText() == ""
    assert window.project.ask(annotations.one, one.id).note == "first"


def test_note_that_is_too_long_is_refused_with_a_sentence(window):
    select(window, 2, "settle well")
    window.marking.highlight()
    window.inspector.note.setPlainText("x" * (annotations.NOTE_LIMIT + 1))
    window.inspector.save()
    assert "100,001 characters" in window.messages.text
    assert window.project.ask(annotations.of_report, 2)[0].note == ""


def test_copy_gives_the_running_text(window):
    select(window, 2, "settle well")
    window.commands.copy()
    assert QGuiApplication.clipboard().text() == "settle well"


def test_next_and_previous_highlight(window):
    window.reader.set_active(1)
    for words in ("settle well", "too variable"):
        select(window, 2, words)
        window.marking.highlight()
    window.marking.choose(None)
    window.commands.next_mark()
    assert window.marking.chosen.quote == "settle well"
    window.commands.next_mark()
    assert window.marking.chosen.quote == "too variable"
    window.commands.next_mark()
    assert window.marking.chosen.quote == "settle well"
    window.commands.previous_mark()
    assert window.marking.chosen.quote == "too variable"


def test_status_line_counts_with_right_plurals(window):
    assert "4 reports · no passages · no links" in window.status_line.totals.text()
    select(window, 2, "settle well")
    window.marking.highlight()
    assert "4 reports · 1 passage · no links" in window.status_line.totals.text()
    assert window.status_line.undo.text() == "Undo: Highlight"


def test_second_window_on_the_same_library_is_refused(window, settings, monkeypatch):
    said = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()))
    other = Yearmark(settings, "")
    assert not other.open(window.project.folder)
    assert len(said) == 1
    assert "open in another Yearmark window" in said[0]


def test_other_library_takes_the_window_s_place(program, window, tmp_path):
    before = window.project.folder
    assert program.open(tmp_path / "new", make=True)
    assert program.window is not window
    assert program.window.welcome.isVisible()
    assert program.settings.get("recent")[:2] == [str(tmp_path / "new"), str(before)]
    with library.opened(before):
        pass  # its lock was given back


@pytest.mark.parametrize("make", [True, False])
def test_library_that_cannot_be_opened_leaves_the_window_as_it_is(program, window, tmp_path, make):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x")
    assert not program.open(tmp_path / "other", make=make)
    assert program.window is window
    assert ("is not empty" if make else "There is no library") in window.messages.text
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["letter.txt"]


def test_read_only_library_can_be_read_and_says_so(program, window, monkeypatch):
    folder = window.project.folder
    select(window, 2, "settle well")
    window.marking.highlight()
    window.close()

    def refuse(path, *, write=True):  # type: ignore[no-untyped-def]
        if write:
            raise library.LibraryReadOnly("write-protected")
        return real(path, write=False)

    real = library.opened
    monkeypatch.setattr(library, "opened", refuse)
    assert program.open(folder)
    read_only = program.window
    assert "only be read" in read_only.messages.text
    read_only.open_report(2)
    select(read_only, 2, "too variable")
    assert not read_only.selection_bar.isVisible()
    assert not read_only.actions_by_id["highlight"].isEnabled() or not read_only.marking.can_mark()
    read_only.marking.highlight()
    assert "reading only" in read_only.messages.text
    assert len(read_only.project.ask(annotations.of_report, 2)) == 1


def test_first_start_asks_for_a_name_which_later_marks_carry(qapp, tmp_path, qtbot):
    settings = Settings(None)
    program = Yearmark(settings, "")
    assert program.open(tmp_path / "lib")
    window = program.window
    qtbot.waitUntil(lambda: window.findChild(ReviewerDialog) is not None)
    dialog = window.findChild(ReviewerDialog)
    dialog.name_chosen.emit("Beatrice")
    dialog.close()
    builders.added(window.project._library, builders.document())
    window.open_report(1)
    select(window, 1, "settle well")
    window.marking.highlight()
    window.commands.on_reviewer_named("Bea")
    (made,) = window.project.ask(annotations.of_report, 1)
    assert made.reviewer == "Bea"  # the same person under a new name
    assert window.menus.reviewer.text() == "Bea"
    window.close()


def test_every_control_has_a_name_for_a_screen_reader(window):
    select(window, 2, "settle well")
    window.marking.highlight()
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox

    nameless = [
        f"{type(one).__name__} {one.objectName()}"
        for kind in (QAbstractButton, QComboBox, QPlainTextEdit, QSpinBox, QLineEdit)
        for one in window.findChildren(kind)
        if one.isVisible()
        and not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))
        and one.objectName() not in ("qt_spinbox_lineedit",)
    ]
    assert nameless == []


def test_passage_of_a_closed_report_is_let_go_so_that_no_key_acts_on_it(window):
    select(window, 2, "settle well")
    window.marking.highlight()
    window.reader.set_active(1)
    window.open_report(4)
    assert 2 not in window.reader.open_reports()
    assert window.marking.chosen is None
    key(window, Qt.Key.Key_Delete)
    assert len(window.project.ask(annotations.of_report, 2)) == 1


def test_click_beside_lets_the_passage_go(window):
    select(window, 2, "settle well")
    window.marking.highlight()
    window.reader.annotation_clicked.emit(0)
    assert window.marking.chosen is None


def test_offer_to_undo_a_removal_goes_with_the_next_edit(window):
    window.commands.remove(4)
    assert "was removed" in window.messages.text
    window.commands.undo()
    assert "was removed" not in window.messages.text


def test_link_is_made_with_keys_alone(window):
    select(window, 1, "settle well")
    window.marking.highlight()
    select(window, 2, "too variable")
    window.reader.panes[1].pages.setFocus()
    key(window, Qt.Key.Key_L)
    window.reader.set_active(0)
    window.commands.next_mark()
    assert window.findChild(QMenu, "relations") is None
    assert window.linking.waits
    window.actions_by_id["accept"].trigger()
    menu = window.findChild(QMenu, "relations")
    next(action for action in menu.actions() if action.objectName() == "improved").trigger()
    (link,) = window.project.ask(links.everything)
    assert (link.earlier_report, link.later_report) == (1, 2)


def test_closing_the_linking_message_cancels_the_link(window):
    select(window, 2, "settle well")
    window.linking.start()
    QTest.mouseClick(window.messages._close, Qt.MouseButton.LeftButton)
    assert not window.linking.waits


def test_inspector_gives_way_and_comes_back(window):
    assert window.inspector.isVisible()
    window.actions_by_id["inspector"].setChecked(False)
    assert not window.inspector.isVisible()
    window.actions_by_id["inspector"].setChecked(True)
    assert window.inspector.isVisible()


def test_a_window_that_opens_makes_no_pages_and_no_importer(program, tmp_path, qtbot):
    folder = tmp_path / "quiet"
    with library.create(folder) as made:
        builders.added(made, builders.document("sif"))
    assert program.open(folder)
    qtbot.wait(50)
    window = program.window
    assert [pane.has_pages for pane in window.reader.panes] == [False, False]
    assert window.imports._made_importer is None
    assert window.left.outline is None
    window.open_report(1)
    assert [pane.has_pages for pane in window.reader.panes] == [True, False]


def test_one_key_repeats_the_last_tag_on_the_next_selection(window):
    select(window, 2, "settle well")
    window.reader.active.pages.setFocus()
    assert not window.actions_by_id["repeat_tag"].isEnabled()
    key(window, Qt.Key.Key_3)
    select(window, 2, "too variable")
    key(window, Qt.Key.Key_A)
    names = {area.id: area.name for area in window.project.ask(areas.all_areas)}
    marks = window.project.ask(annotations.of_report, 2)
    assert [[names[area] for area in one.areas] for one in marks] == [["Children in care"], ["Children in care"]]
    key(window, Qt.Key.Key_A)  # it is there already: the key never takes a tag off
    assert window.project.ask(annotations.one, marks[-1].id).areas == marks[-1].areas


def test_a_highlight_that_goes_with_note_and_links_says_so_and_offers_undo(window):
    select(window, 1, "settle well")
    window.marking.highlight()
    earlier = window.marking.chosen.id
    select(window, 2, "too variable")
    window.marking.highlight()
    later = window.marking.chosen.id
    window.marking.set_note(later, "Ask why.")
    window.project.do("Link", links.add, earlier, later, "recurs", window.project.reviewer)
    window.marking.delete()
    assert window.messages.text == "The highlight was deleted with its note and 1 link."
    QTest.mouseClick(window.messages._button, Qt.MouseButton.LeftButton)
    assert len(window.project.ask(links.everything)) == 1


def test_escape_in_a_note_saves_it_and_goes_back_to_the_page(window, qtbot):
    window.activateWindow()
    select(window, 2, "settle well")
    window.marking.write_note()
    qtbot.waitUntil(lambda: window.inspector.note.hasFocus())
    QTest.keyClicks(window.inspector.note, "Ask.")
    QTest.keyClick(window.inspector.note, Qt.Key.Key_Escape)
    assert window.reader.active.pages.hasFocus()
    assert window.marking.chosen is not None
    assert window.marking.chosen.note == "Ask."


def test_a_relation_that_was_not_chosen_is_asked_for_again_by_enter(window):
    select(window, 1, "settle well")
    window.linking.start()
    select(window, 2, "too variable")
    assert "how both passages are related" in window.messages.text
    window.findChild(QMenu, "relations").close()
    window.actions_by_id["accept"].trigger()
    menu = [one for one in window.findChildren(QMenu, "relations") if one.isVisible()][-1]
    next(action for action in menu.actions() if action.objectName() == "recurs").trigger()
    assert len(window.project.ask(links.everything)) == 1


def test_what_was_meant_for_later_is_not_done_in_a_closed_window(window, qtbot):
    done: list[str] = []
    window.later(lambda: done.append("open"))
    qtbot.waitUntil(lambda: done == ["open"])
    window.later(lambda: done.append("closed"))
    window.close()
    qtbot.wait(30)
    assert done == ["open"]


def test_find_goes_to_what_is_on_screen(window, qtbot):
    find, go_to, passages = (window.actions_by_id[name] for name in ("find", "go_to", "passages"))
    window.show()
    passages.setChecked(True)
    assert find.isEnabled()
    assert not go_to.isEnabled()
    find.trigger()
    assert window.focusWidget() is window.views.passages_view().filter_bar.words
    assert window.reader.active._find is None
    passages.setChecked(False)
    assert go_to.isEnabled()
    find.trigger()
    assert window.focusWidget() is window.reader.active.find_bar.field


def test_fewer_panes_keep_the_report_and_its_chosen_passage(window, qtbot):
    window.reader.set_active(1)
    select(window, 2, "settle well")
    window.marking.highlight()
    chosen = window.marking.chosen
    window.actions_by_id["panes_1"].trigger()
    assert window.reader.open_reports() == [2]
    assert window.marking.chosen == chosen
    window.actions_by_id["panes_2"].trigger()
    assert window.reader.open_reports() == [1, 2]
    assert window.marking.chosen == chosen

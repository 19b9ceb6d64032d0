"""The history panel: what it lists, where it leads, the way back."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.history_view import history_view
from desktop.history_view.history_view import HistoryView
from desktop.history_view.steps_model import Beginning, Heading
from desktop.history_view.words import travelled_words, undone_words
from desktop.project import Project
from storage import annotations, history, reports, steps
from storage.library import Library, opened
from storage.model import Change
from storage.steps import Subject
from tests.storage import builders


@pytest.fixture
def view(qtbot: QtBot, project: Project, library: Library) -> Iterator[HistoryView]:
    """Two highlights of report 2, then a note on the first, then report 4 removed."""
    project.do("Edit note", annotations.set_note, 1, "mine")
    project.do("Remove Sampleton 2020", reports.remove, 4)
    made = HistoryView(project)
    project.changed.connect(made.on_changed)
    made.travel_wanted.connect(lambda step, forward: travel(project, library, step, forward))
    made.resize(340, 500)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close_down()
    made.close()
    made.deleteLater()


def travel(project: Project, library: Library, step: int, forward: bool) -> None:
    """What the project does."""
    gone = history.travelled(library, step, forward=forward)
    project.changed.emit(gone.change)
    if gone.problem:
        project.refused.emit(gone.problem)


def shown(view: HistoryView) -> list[str]:
    lines = []
    for number in range(view._model.rowCount()):
        line = view._model.line(number)
        if isinstance(line, Heading):
            lines.append(f"# {line.words}")
        elif isinstance(line, Beginning):
            lines.append("start")
        else:
            lines.append(
                " | ".join(filter(None, (line.label, view._model.detail(line), view._model.state_words(line))))
            )
    return lines


def go_to(view: HistoryView, line: int) -> None:
    view.table.setCurrentIndex(view._model.index(line, 0))


def test_steps_stand_under_their_day_with_what_they_were_about(view: HistoryView):
    assert shown(view) == [
        "# Today",
        "Remove Sampleton 2020 | Sampleton 2020",
        "Edit note | Exampleshire 2017, para 2, p. 1 · “Return home interviews”",
        "Highlight | Exampleshire 2017, para 1, p. 1 · “settle well”",
        "Highlight | Exampleshire 2017, para 2, p. 1 · “Return home interviews”",
        "start",
    ]


def test_days_are_named(view: HistoryView):
    words = view._model.day_words
    today = date(2026, 11, 22)
    assert words(today, today) == "Today"
    assert words(date(2026, 11, 21), today) == "Yesterday"
    assert words(date(2026, 10, 1), today) == "Thursday 1 October 2026"
    assert words(date.min, today) == "On a day that is not known"


def test_undone_steps_stand_above_the_line_and_say_so(qtbot: QtBot, view: HistoryView, project: Project):
    project.undo()
    project.undo()
    qtbot.waitUntil(lambda: "# You are here" in shown(view))
    assert shown(view)[:5] == [
        "# Today",
        "Remove Sampleton 2020 | Sampleton 2020 | undone",
        "Edit note | Exampleshire 2017, para 2, p. 1 · “Return home interviews” | undone",
        "# You are here",
        "Highlight | Exampleshire 2017, para 1, p. 1 · “settle well”",
    ]
    project.do("Edit note", annotations.set_note, 2, "other")
    qtbot.waitUntil(lambda: len(shown(view)) == 5)
    assert "# You are here" not in shown(view)


def test_going_back_and_forward_says_how_many_steps(qtbot: QtBot, view: HistoryView, project: Project):
    go_to(view, 1)
    assert not view.travel_button.isEnabled()  # here one is
    go_to(view, 3)
    assert view.travel_button.text() == "Undo 2 steps, back to here"
    view.travel_button.click()
    qtbot.waitUntil(lambda: "# You are here" in shown(view))
    assert project.ask(annotations.one, 1).note == ""
    assert len(project.ask(reports.listing)) == 5
    assert view.current_step().label == "Highlight"  # the same line
    go_to(view, 1)
    assert view.travel_button.text() == "Redo 2 steps, up to here"
    view.travel_button.click()
    qtbot.waitUntil(lambda: "# You are here" not in shown(view))
    assert project.ask(annotations.one, 1).note == "mine"
    go_to(view, 5)
    assert view.travel_button.text() == "Undo 4 steps, back to here"
    view.travel()
    assert project.ask(annotations.everything) == []
    qtbot.waitUntil(lambda: shown(view)[-2:] == ["# You are here", "start"])


def test_enter_and_button_lead_to_what_is_still_there(qtbot: QtBot, view: HistoryView, project: Project):
    wanted: list[tuple[str, int]] = []
    view.annotation_wanted.connect(lambda number: wanted.append(("annotation", number)))
    view.report_wanted.connect(lambda number: wanted.append(("report", number)))
    go_to(view, 2)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    go_to(view, 3)
    view.show_button.click()
    go_to(view, 1)
    assert not view.show_button.isEnabled()  # the report was removed
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert wanted == [("annotation", 1), ("annotation", 2)]
    project.undo()
    qtbot.waitUntil(lambda: "# You are here" in shown(view))
    go_to(view, 1)
    view.show_button.click()
    assert wanted[-1] == ("report", 4)


def test_step_without_room_is_set_aside_and_said(qtbot: QtBot, view: HistoryView, project: Project, library: Library):
    builders.added(library, builders.document("ilacs", "Sampleton", "2020-01-31", kind="ILACS_2018"))
    said: list[str] = []
    project.refused.connect(said.append)
    go_to(view, 5)
    view.travel()
    assert said[0].startswith("None of 4 steps was undone: “Remove Sampleton 2020” can no longer be undone")
    qtbot.waitUntil(lambda: shown(view)[1].endswith("set aside"))
    go_to(view, 1)
    assert not view.travel_button.isEnabled()
    go_to(view, 5)
    assert view.travel_button.text() == "Undo 3 steps, back to here"


def test_every_step_says_by_whom_and_when(qtbot: QtBot, view: HistoryView, project: Project):
    project.set_reviewer("B. Colleague", "00000000-0000-4000-8000-000000000002")
    project.do("Edit note", annotations.set_note, 2, "other")
    qtbot.waitUntil(lambda: len(shown(view)) == 7)
    by_whom = [view._model.by_whom(view._model.line(line)) for line in (1, 2)]
    assert by_whom[0].startswith("B. Colleague · ")
    assert re.fullmatch(r"A\. Reviewer · \d\d:\d\d", by_whom[1])


def test_escape_closes_and_the_table_keeps_the_keyboard(qtbot: QtBot, view: HistoryView):
    go_to(view, 2)
    view.travel_button.setFocus()
    qtbot.keyClick(view.travel_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "# You are here" in shown(view))
    assert view.focusWidget() is view.table
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(view.table, event)
    assert event.isAccepted()
    with qtbot.waitSignal(view.close_wanted):
        qtbot.keyClick(view.table, Qt.Key.Key_Escape)


def test_line_before_the_first_step_stays_current(qtbot: QtBot, view: HistoryView):
    go_to(view, 5)
    view.travel()
    qtbot.waitUntil(lambda: "# You are here" in shown(view))
    assert isinstance(view._model.line(view.table.currentIndex().row()), Beginning)


def test_history_survives_a_restart_and_is_read_only_where_the_library_is(qtbot: QtBot, project: Project):
    project.undo()
    with opened(project.folder, write=False) as library:
        made = HistoryView(Project(library, "A. Reviewer"))
        qtbot.addWidget(made)
        made.show()
        assert shown(made)[:3] == [
            "# Today",
            "Highlight | Exampleshire 2017, para 1, p. 1 · “settle well” | undone",
            "# You are here",
        ]
        made.table.setCurrentIndex(made._model.index(3, 0))
        assert made.current_step().label == "Highlight"
        assert not made.travel_button.isEnabled()


def test_empty_history_says_what_will_stand_here(qtbot: QtBot, empty_project: Project):
    made = HistoryView(empty_project)
    qtbot.addWidget(made)
    made.show()
    assert made._hint.isVisible()
    assert not made.table.isVisible()
    made.on_changed(Change("x", frozenset()))
    assert not made.travel_button.isEnabled()


def test_long_history_is_asked_in_the_background(
    qtbot: QtBot, project: Project, view: HistoryView, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(history_view, "SHORT", 2)
    view.hide()
    project.do("Edit note", annotations.set_note, 2, "other")
    with qtbot.waitSignal(view._asker.answered):
        view.show()
    assert len(shown(view)) == 7
    project.do("Edit note", annotations.set_note, 2, "again")
    qtbot.waitUntil(lambda: len(shown(view)) == 8)


def test_lines_are_found_among_headings(qtbot: QtBot, view: HistoryView, project: Project):
    project.undo()
    qtbot.waitUntil(lambda: "# You are here" in shown(view))
    for number in range(view._model.rowCount()):
        line = view._model.line(number)
        if isinstance(line, steps.Step):
            assert view._model.line_of(line.id) == number
    assert view._model.line_of(999) == -1


def test_words_after_undo_say_to_what(qapp: object):
    subject = Subject("annotations", 1, 1, 2, "Islington {label} 2017, p. 4", "words")
    said = undone_words("Tag “{place}”", subject, forward=False)
    assert said == "Undid “Tag “{place}”” on Islington {label} 2017, p. 4."
    assert undone_words("Tag", Subject(), forward=True) == "Redid “Tag”."
    assert travelled_words(1, forward=False) == "1 step was undone."
    assert travelled_words(1200, forward=True) == "1,200 steps were redone."


def test_step_is_spoken_whole_and_no_markup(view: HistoryView, project: Project):
    spoken = view._model.index(2, 0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("Edit note, Exampleshire 2017, para 2, p. 1 · “Return home interviews”, A. Reviewer")
    assert view.table.accessibleName()

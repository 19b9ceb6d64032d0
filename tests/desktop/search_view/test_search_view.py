"""The search panel: typed into, walked through and opened by keys, as a reviewer does."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.project import Project
from desktop.search_view.results_model import ROW, Heading, Row
from desktop.search_view.results_tree import laid_out
from desktop.search_view.search_view import SearchView
from storage import annotations, reports, search_marks
from storage.library import Library
from tests.storage import builders

KEY = Qt.Key


@pytest.fixture
def view(project: Project, qtbot: QtBot) -> Iterator[SearchView]:
    made = SearchView(project)
    project.changed.connect(made.on_changed)
    qtbot.addWidget(made)
    made.resize(360, 700)
    made.show()
    made.start()
    yield made
    made.stop()


def type_in(view: SearchView, qtbot: QtBot, words: str) -> None:
    """Type words key by key, and wait for what they find."""
    view.field.clear()
    qtbot.keyClicks(view.field, words)
    wait_for(view, qtbot, words)


def wait_for(view: SearchView, qtbot: QtBot, words: str) -> None:
    qtbot.waitUntil(lambda: view._found is not None and view._found.words == words)


def rows(view: SearchView) -> list[tuple[str, list[str]]]:
    """The groups and the words of their hits."""
    model = view.tree.model()
    groups = [model.index(row, 0) for row in range(model.rowCount())]
    return [
        (group.data(), [model.index(row, 0, group).data() for row in range(model.rowCount(group))]) for group in groups
    ]


def heard(signal: Any) -> list[tuple[Any, ...]]:
    """What a signal says from now on."""
    found: list[tuple[Any, ...]] = []
    signal.connect(lambda *said: found.append(said))
    return found


def said(view: SearchView) -> str:
    """What stands in the place of results."""
    return view._hint.text() if view._stack.currentIndex() else ""


def test_words_are_found_as_they_are_typed(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised att")
    assert rows(view) == [
        (name, ["3. The virtual school has raised attainment, and leaders know why."])
        for name in ("Exampleshire 2012", "Exampleshire 2017", "Exampleshire 2017", "Sampleton 2020", "other.pdf")
    ]
    assert view._count.text() == "5 paragraphs in 5 reports"
    assert view.mark_button.text() == "Mark all hits"


def test_row_says_where_its_words_stand(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised")
    first = view.tree.model().index(0, 0, view.tree.model().index(0, 0))
    row = first.data(ROW)
    assert row.below == "¶3 · p. 2"
    assert first.data(Qt.ItemDataRole.AccessibleTextRole).endswith("know why.. ¶3 · p. 2")
    heading = view.tree.model().index(0, 0)
    assert heading.data(Qt.ItemDataRole.AccessibleTextRole) == "Exampleshire 2012, SLAC, 1 hit"
    assert isinstance(heading.data(ROW), Heading)


def test_keys_lead_to_a_hit_and_back(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised")
    opened = heard(view.place_wanted)
    qtbot.keyClick(view.field, KEY.Key_Down)
    assert view.tree.hasFocus()
    qtbot.keyClick(view.tree, KEY.Key_Return)
    start = builders.TEXT.index("raised")
    assert list(opened[0]) == [1, start, start + len("raised")]
    qtbot.keyClick(view.tree, KEY.Key_Down)
    qtbot.keyClick(view.tree, KEY.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert opened[1][0] == 2
    qtbot.keyClick(view.tree, KEY.Key_Escape)
    assert view.field.hasFocus()
    closed = heard(view.closed)
    qtbot.keyClick(view.field, KEY.Key_Escape)
    assert len(closed) == 1


def test_up_from_the_first_hit_and_side_arrows_on_a_group(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised")
    qtbot.keyClick(view.field, KEY.Key_Return)
    tree, model = view.tree, view.tree.model()
    first = model.index(0, 0)
    qtbot.keyClick(tree, KEY.Key_Left)
    assert tree.currentIndex() == first
    assert not tree.isExpanded(first)
    qtbot.keyClick(tree, KEY.Key_Down)
    assert tree.currentIndex() == model.index(0, 0, model.index(1, 0))
    qtbot.keyClick(tree, KEY.Key_Up)  # a folded group can be reached, to unfold it
    assert tree.currentIndex() == first
    qtbot.keyClick(tree, KEY.Key_Right)
    assert tree.currentIndex() == model.index(0, 0, first)
    qtbot.keyClick(tree, KEY.Key_Up)
    assert view.field.hasFocus()


def test_keys_stop_at_hits_only(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised")
    qtbot.keyClick(view.field, KEY.Key_Down)
    stops = [view.tree.current_row()]
    for _ in range(6):
        qtbot.keyClick(view.tree, KEY.Key_Down)
        stops.append(view.tree.current_row())
    assert [row.target[0] for row in stops if row is not None] == [1, 2, 3, 4, 5, 5, 5]
    qtbot.keyClick(view.tree, KEY.Key_Home)
    assert view.tree.current_row() == stops[0]


def test_near_of_other_programs_gets_a_hint(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "virtual NEAR/5 school")
    assert "NEAR(" in view._count.text()
    type_in(view, qtbot, "NEAR(virtual school, 5)")
    assert "NEAR(" not in view._count.text()


def test_first_match_is_painted_whatever_the_width_and_the_letters(view: SearchView):
    text = "… " + "words before it " * 4 + "attainment and what comes then " * 3
    at = text.index("attainment")
    font = view.font()
    for width, size in ((290, 10), (200, 10), (200, 20)):
        font.setPointSize(size)
        layout = laid_out(text, [(at, at + 10)], font, width, 2)
        (bold,) = layout.formats()
        assert layout.text()[bold.start : bold.start + bold.length] == "attainment"
        assert layout.lineCount() <= 2


def test_keys_of_the_panel_are_no_commands_of_the_window(view: SearchView, qtbot: QtBot):
    for widget in (view.field, view.tree):
        for key in (KEY.Key_Escape, KEY.Key_Return):
            event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
            event.ignore()
            QApplication.sendEvent(widget, event)
            assert event.isAccepted(), (widget, key)


def test_click_opens(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised")
    model = view.tree.model()
    hit = view.tree.visualRect(model.index(0, 0, model.index(1, 0)))
    with qtbot.waitSignal(view.place_wanted) as opened:
        qtbot.mouseClick(view.tree.viewport(), Qt.MouseButton.LeftButton, pos=hit.center())
    assert opened.args[0] == 2


def test_areas_notes_and_names_have_groups_of_their_own(view: SearchView, qtbot: QtBot, project: Project):
    project.do("Note", annotations.set_note, 1, "Ask Sampleton about “care leavers”")
    type_in(view, qtbot, "care leavers")
    names = [name for name, _ in rows(view)]
    assert names[:2] == ["Judgement areas", "Notes"]
    chosen = heard(view.area_wanted)
    qtbot.keyClick(view.field, KEY.Key_Down)
    qtbot.keyClick(view.tree, KEY.Key_Return)
    assert len(chosen) == 1
    type_in(view, qtbot, "sampleton")
    assert rows(view)[:2] == [("Reports", ["Sampleton 2020"]), ("Notes", ["Ask Sampleton about “care leavers”"])]
    noted, opened = heard(view.annotation_wanted), heard(view.place_wanted)
    qtbot.keyClick(view.field, KEY.Key_Down)
    qtbot.keyClick(view.tree, KEY.Key_Return)
    qtbot.keyClick(view.tree, KEY.Key_Down)
    qtbot.keyClick(view.tree, KEY.Key_Return)
    assert list(opened[0]) == [4, 0, 0]
    assert list(noted[0]) == [1]


def test_many_areas_stand_folded_above_the_hits(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "children")
    model = view.tree.model()
    groups = {model.index(row, 0).data(): view.tree.isExpanded(model.index(row, 0)) for row in range(model.rowCount())}
    assert not groups["Judgement areas"]
    assert groups["Exampleshire 2012"]
    qtbot.keyClick(view.field, KEY.Key_Down)
    assert view.tree.currentIndex().data() == "Judgement areas"
    assert not view.tree.isExpanded(view.tree.currentIndex())


def test_mark_all_hands_on_the_sentences(view: SearchView, qtbot: QtBot, project: Project):
    type_in(view, qtbot, "raised")
    with qtbot.waitSignal(view.mark_all_wanted) as wanted:
        qtbot.mouseClick(view.mark_button, Qt.MouseButton.LeftButton)
    passages = wanted.args[0]
    assert {passage.quote for passage in passages} == {
        "The virtual school has raised attainment, and leaders know why."
    }
    before = project.ask(annotations.totals)[1]
    assert len(project.do("Mark all hits", search_marks.mark_all, passages, project.reviewer)) == 5
    project.undo()
    assert project.ask(annotations.totals)[1] == before


def test_one_hit_is_counted_as_one(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised authority:sampleton")
    assert view.mark_button.text() == "Mark all hits"
    assert view._count.text() == "1 paragraph in 1 report"


def test_nothing_found_and_nothing_to_find_are_said(view: SearchView, qtbot: QtBot):
    assert "Type words" in said(view)
    type_in(view, qtbot, "zebra")
    assert "Nothing was found" in said(view)
    assert not view.mark_button.isVisible()
    type_in(view, qtbot, '"?!')
    assert "only letters and figures" in said(view)
    type_in(view, qtbot, "-care")
    assert "only leave paragraphs out" in said(view)
    view.field.clear()
    assert "Type words" in said(view)
    type_in(view, qtbot, "raised")
    assert said(view) == ""


def test_what_is_shown_stays_while_searching(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised")
    shown = rows(view)
    qtbot.keyClicks(view.field, " a")
    assert rows(view) == shown
    wait_for(view, qtbot, "raised a")
    assert rows(view) == shown


def test_recent_searches_are_offered_and_made_again(view: SearchView, qtbot: QtBot):
    view.set_recent(["older", "<b>x</b>"])
    assert view.recent.isVisible()
    type_in(view, qtbot, "raised")
    assert not view.recent.isVisible()
    qtbot.keyClick(view.field, KEY.Key_Down)
    with qtbot.waitSignal(view.recent_changed) as changed:
        qtbot.keyClick(view.tree, KEY.Key_Return)
    assert changed.args[0] == ["raised", "older", "<b>x</b>"]
    view.start()
    view.field.clear()
    qtbot.keyClick(view.field, KEY.Key_Down)
    assert view.recent.hasFocus()
    qtbot.keyClick(view.recent, KEY.Key_Return)
    assert view.field.text() == "raised"
    assert view.field.hasFocus()
    wait_for(view, qtbot, "raised")


def test_recent_searches_are_few_and_short(view: SearchView):
    for number in range(20):
        assert view.recent.remember(f"search {number}")
    assert not view.recent.remember("search 19")
    assert not view.recent.remember("x" * 5000)
    assert view.recent.searches()[:2] == ["search 19", "search 18"]
    assert len(view.recent.searches()) == 8


def test_panel_follows_the_library(view: SearchView, qtbot: QtBot, project: Project, library: Library):
    type_in(view, qtbot, "raised")
    qtbot.keyClick(view.field, KEY.Key_Down)
    view.tree.setCurrentIndex(view.tree.model().index(0, 0, view.tree.model().index(3, 0)))
    project.do("Remove", reports.remove, 1)
    qtbot.waitUntil(lambda: len(rows(view)) == 4)
    current = view.tree.current_row()
    assert current is not None
    assert current.target[0] == 4  # what was chosen stays so
    view.hide()
    project.undo()
    qtbot.wait(400)
    assert len(rows(view)) == 4  # not while nobody looks
    view.show()
    qtbot.waitUntil(lambda: len(rows(view)) == 5)


def test_read_only_library_is_searched_and_not_marked(
    project: Project, library: Library, qtbot: QtBot, monkeypatch: Any
):
    monkeypatch.setattr(Project, "read_only", property(lambda self: True))
    view = SearchView(project)
    qtbot.addWidget(view)
    view.show()
    view.start("raised")
    wait_for(view, qtbot, "raised")
    assert rows(view)
    assert not view.mark_button.isVisible()
    view.stop()


@pytest.mark.parametrize(
    "words", ["x" * 10_000, "<img src=a> <b>raised</b>", "\u202eשלום raised", "raised \ud83d", "a\0b"]
)
def test_odd_words_stay_as_they_are_typed(view: SearchView, qtbot: QtBot, words: str):
    view.start(words)
    shown = view.field.text()
    wait_for(view, qtbot, shown)
    assert len(shown) >= len(words) - 1
    assert "<b>" in shown or "<b>" not in words


def test_markup_and_long_notes_are_painted_as_text(view: SearchView, qtbot: QtBot, project: Project):
    project.do("Note", annotations.set_note, 1, "<b>raised</b> &amp; \u202eשלום😀 " + "wordy " * 2000)
    type_in(view, qtbot, "wordy")
    (note,) = rows(view)[-1][1]
    type_in(view, qtbot, "amp")
    assert rows(view)[-1][1][0].startswith("<b>raised</b> &amp; \u202eשלום😀")
    view.grab()
    assert len(note) < 200


def test_thread_ends_with_the_panel(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised")
    thread = view._searching._asker._thread
    assert thread is not None
    assert thread.is_alive()
    view.stop()
    assert not thread.is_alive()
    view.field.setText("school")  # nothing searches any more, and nothing fails
    assert view._searching._asker._thread is thread


def test_hit_that_is_too_long_for_its_lines_is_cut(view: SearchView):
    text = "😀 " + "words and words " * 30
    layout = laid_out(text, [(2, 7), (400, 405)], view.font(), 200, 2)
    assert layout.lineCount() == 2
    assert layout.text().endswith("…")
    (bold,) = layout.formats()
    assert (bold.start, bold.length) == (3, 5)  # in UTF-16, as Qt counts


def test_row_needs_less_height_for_few_words(view: SearchView, qtbot: QtBot):
    type_in(view, qtbot, "raised OR recommendation")
    model = view.tree.model()
    group = model.index(0, 0)
    hits = {
        model.index(row, 0, group).data(): view.tree.visualRect(model.index(row, 0, group)).height() for row in range(2)
    }
    heights = [hits["3. The virtual school has raised attainment, and leaders know why."], hits["Recommendation"]]
    assert heights[0] > heights[1]
    assert isinstance(model.index(0, 0, group).data(ROW), Row)

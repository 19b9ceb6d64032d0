"""The passages view: found, arranged, opened, changed many at once, by mouse and by keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from desktop.passages_view import passages_view
from desktop.passages_view.delegate import PADDING, first_line
from desktop.passages_view.lines import Head
from desktop.passages_view.passages_view import PassagesView
from desktop.passages_view.table_model import COLUMNS, day_words
from desktop.project import Project
from storage import annotations, areas, filters, history, links, reports
from storage.library import Library
from storage.passage_filter import Arrangement, Filter
from tests.storage import builders


@pytest.fixture
def marked(project: Project, library: Library) -> Project:
    """Seven passages: two of Exampleshire 2017, four of Exampleshire 2012 (ids 3 to 6), one of Sampleton 2020."""
    one = builders.highlighted(library, 1, "settle well", areas=[1, 3], mark="strength", note="See the plan")
    other = builders.highlighted(library, 1, "Return home interviews", areas=[3], mark="concern")
    builders.highlighted(library, 1, "attainment", mark="concern", note="<b>bold</b> & more")
    builders.highlighted(library, 1, "assessment")
    builders.highlighted(library, 4, "virtual school", areas=[7])
    library.edit("Link", links.add, one, 1, "recurs", project.reviewer)
    assert (one, other) == (3, 4)
    return project


@pytest.fixture
def view(qtbot: QtBot, marked: Project) -> Iterator[PassagesView]:
    made = PassagesView(marked)
    marked.changed.connect(made.on_changed)
    made.resize(1000, 600)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close_down()
    made.close()
    made.deleteLater()


def shown(view: PassagesView) -> list[str]:
    """The lines as they are read: heads as they stand, passages as year and words."""
    lines = []
    for number in range(view._model.rowCount()):
        line = view._model.line(number)
        lines.append(f"# {view._model.head_words(line)}" if isinstance(line, Head) else f"{line.year} {line.quote}")
    return lines


def choose(view: PassagesView, *numbers: int) -> None:
    view.table.clearSelection()
    model = view.table.selectionModel()
    for number in numbers:
        flag = model.SelectionFlag.Select | model.SelectionFlag.Rows
        model.setCurrentIndex(view._model.index(number, 0), flag)


def double_click(qtbot: QtBot, view: PassagesView, place: QPoint) -> None:
    for act in (qtbot.mouseClick, qtbot.mouseDClick):
        act(view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def told(view: PassagesView) -> list[str]:
    said: list[str] = []
    view.told.connect(said.append)
    return said


def test_all_passages_stand_in_the_order_of_the_reports(view: PassagesView):
    assert shown(view) == [
        "2012 settle well",
        "2012 Return home interviews",
        "2012 attainment",
        "2012 assessment",
        "2017 settle well",
        "2017 Return home interviews",
        "2020 virtual school",
    ]
    assert view._count.text() == "7 passages"
    row = view._model.line(0)
    texts = [view._model.text(row, column) for column in COLUMNS]
    day = day_words(row.created)
    assert texts == [
        *("Exampleshire 2012", "para 1, p.\u00a01", "settle well"),
        *("Overall effectiveness, Children in care", "+ Strength", "See the plan", "1", "A. Reviewer", day),
    ]


def test_nothing_is_asked_before_the_view_is_seen(qtbot: QtBot, marked: Project):
    made = PassagesView(marked)
    qtbot.addWidget(made)
    assert made._found is None
    made.show_filter(Filter(marks=("concern",)))
    assert made._found is None
    made.show()
    assert made._found.shown == 2
    made.close_down()


def test_words_are_looked_for_as_they_are_typed(qtbot: QtBot, view: PassagesView):
    qtbot.keyClicks(view.filter_bar.words, "well PLAN")
    qtbot.waitUntil(lambda: view._found.shown == 1)
    assert view._count.text() == "7 passages · 1 shown"
    assert shown(view) == ["2012 settle well"]
    qtbot.keyClick(view.filter_bar.words, Qt.Key.Key_Return)
    assert view.table.hasFocus()
    assert view.table.current() == 3
    view.filter_bar.words.clear()
    assert view._found.shown == 7


def test_each_control_filters_and_says_so(view: PassagesView):
    bar = view.filter_bar
    bar.authority.setCurrentIndex(bar.authority.findData("Sampleton"))
    assert shown(view) == ["2020 virtual school"]
    bar.clear.click()
    bar.first_year.setCurrentIndex(bar.first_year.findData(2017))
    assert view._found.shown == 3
    bar.last_year.setCurrentIndex(bar.last_year.findData(2017))
    assert view._found.shown == 2
    bar.clear_all()
    next(action for action in bar.mark._actions.values() if action.text() == "Concern").trigger()
    assert view._found.shown == 2
    assert bar.mark.text().strip() == "Mark: Concern"
    assert bar.mark.font().bold()
    bar.clear_all()
    bar.areas._actions["untagged"].trigger()
    assert view._found.shown == 4
    bar.areas._actions[next(iter(bar.areas._actions))].trigger()
    assert view._found.shown == 5
    assert bar.areas.text().strip() == "Areas: 2"
    bar.clear_all()
    bar.more._actions["noted"].trigger()
    assert view._found.shown == 2
    bar.more._actions["unnoted"].trigger()  # the other way round: what was ticked last holds
    assert bar.more.ticks() == ("unnoted",)
    assert view._found.shown == 5
    bar.more._actions["linked"].trigger()
    assert view._found.shown == 1
    assert bar.clear.isEnabled()
    bar.clear.click()
    assert not bar.clear.isEnabled()
    assert view._found.shown == 7


def test_nothing_found_offers_to_clear_the_filters(view: PassagesView):
    view.show_filter(Filter(words="nowhere"))
    assert view._hint.isVisible()
    assert view._hint.text() == "No passage matches these filters."
    assert view._count.text() == "7 passages · 0 shown"
    view._hint_button.click()
    assert view._found.shown == 7
    assert view.table.isVisible()


def test_empty_library_says_how_passages_come_here(qtbot: QtBot, empty_project: Project):
    made = PassagesView(empty_project)
    qtbot.addWidget(made)
    made.show()
    assert made._hint.text().startswith("No passages yet.")
    assert not made._hint_button.isVisible()
    assert made._count.text() == "No passages"
    made.close_down()


def test_titles_sort_and_sort_back(qtbot: QtBot, view: PassagesView):
    titles = view.table.horizontalHeader()

    def click(column: str) -> None:
        place = QPoint(titles.sectionViewportPosition(COLUMNS.index(column)) + 20, 8)
        qtbot.mouseClick(titles.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click("quote")
    assert [line.split(" ", 1)[1] for line in shown(view)][:3] == ["assessment", "attainment", "Return home interviews"]
    click("quote")
    assert shown(view)[0] == "2020 virtual school"
    click("links")
    assert {line.split(" ", 1)[1] for line in shown(view)[:2]} == {"settle well", "Return home interviews"}
    assert titles.sortIndicatorSection() == COLUMNS.index("links")
    assert titles.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder


def test_groups_have_heads_that_fold_by_keyboard_and_mouse(qtbot: QtBot, view: PassagesView):
    view.group.setCurrentIndex(view.group.findData("area"))
    assert shown(view)[:5] == [
        "# Overall effectiveness · 1",
        "2012 settle well",
        "# Children in care · 2",
        "2012 settle well",
        "2012 Return home interviews",
    ]
    assert shown(view)[-5] == "# Untagged · 4"
    assert view._count.text() == "7 passages"
    choose(view, 2)
    qtbot.keyClick(view.table, Qt.Key.Key_Left)
    assert shown(view)[:4] == [
        "# Overall effectiveness · 1",
        "2012 settle well",
        "# Children in care · 2",
        "# Education · 1",
    ]
    assert view.table.currentIndex().row() == 2
    qtbot.keyClick(view.table, Qt.Key.Key_Left)
    assert len(shown(view)) == 10
    view.on_changed(history_change())
    qtbot.wait(10)
    assert len(shown(view)) == 10  # stays folded
    qtbot.keyClick(view.table, Qt.Key.Key_Right)
    assert len(shown(view)) == 12
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert len(shown(view)) == 10
    rect = view.table.visualRect(view._model.index(2, 0))
    double_click(qtbot, view, rect.center())
    assert len(shown(view)) == 12
    view.group.setCurrentIndex(view.group.findData("report"))
    assert shown(view)[0] == "# Exampleshire 2012 · 4"
    view.group.setCurrentIndex(view.group.findData("mark"))
    assert [line for line in shown(view) if line.startswith("#")] == [
        "# Strengths · 1",
        "# Concerns · 2",
        "# No mark · 4",
    ]


def history_change():
    from storage.model import Change

    return Change("x", frozenset({("annotations", 1)}))


def test_enter_and_double_click_open_in_place(qtbot: QtBot, view: PassagesView):
    opened: list[int] = []
    view.annotation_opened.connect(opened.append)
    choose(view, 1)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    rect = view.table.visualRect(view._model.index(4, COLUMNS.index("quote")))
    double_click(qtbot, view, rect.center())
    assert opened == [4, 2]


def test_preview_shows_all_of_the_current_passage_as_plain_text(view: PassagesView):
    choose(view, 2)
    assert view.preview._where.text() == "Exampleshire 2012, para 3, p. 2"
    assert view.preview._quote.text() == "“attainment”"
    assert view.preview._note.text() == "<b>bold</b> & more"
    assert view.preview._note.textFormat() == Qt.TextFormat.PlainText


def test_bulk_tag_mark_and_delete_are_one_step_each_and_say_what_they_did(view: PassagesView, marked: Project):
    said = told(view)
    before = marked.ask(annotations.everything)
    choose(view, 0, 1, 4)
    assert view.bulk_bar._label.text() == "3 passages chosen:"
    everything = marked.ask(areas.all_areas)
    next(action for action in view.bulk_bar.tag.menu().actions() if action.text() == everything[0].name).trigger()
    assert said == ["2 passages were tagged “Overall effectiveness”."]
    assert marked.undo_label() == "Tag 3 passages “Overall effectiveness”"
    assert view.table.chosen() == [3, 4, 2]  # still chosen
    view.bulk_bar.mark.menu().actions()[1].trigger()
    assert marked.undo_label() == "Mark 3 passages as concerns"
    next(action for action in view.bulk_bar.untag.menu().actions() if action.text() == everything[0].name).trigger()
    assert said[1:] == ["2 passages were marked as concerns.", "“Overall effectiveness” was taken off 3 passages."]
    assert marked.undo_label() == "Take “Overall effectiveness” off 3 passages"
    for _ in range(3):
        marked.undo()
    after = marked.ask(annotations.everything)
    assert [one._replace(modified="") for one in after] == [one._replace(modified="") for one in before]


def test_delete_key_deletes_what_is_chosen_and_undo_brings_it_back(qtbot: QtBot, view: PassagesView, marked: Project):
    said = told(view)
    choose(view, 1, 2)
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    assert said == ["2 passages were deleted, with their notes and links."]
    qtbot.waitUntil(lambda: view._model.rowCount() == 5)
    assert view.table.currentIndex().row() == 2
    marked.undo()
    qtbot.waitUntil(lambda: view._model.rowCount() == 7)
    choose(view, 0)
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    assert said[-1] == "1 passage was deleted, with its note and links."


def test_reading_only_offers_no_edits(qtbot: QtBot, view: PassagesView, marked: Project):
    from storage.library import opened

    with opened(marked.folder, write=False) as library:
        made = PassagesView(Project(library, "A. Reviewer"))
        qtbot.addWidget(made)
        made.show()
        made.table.selectRow(0)
        assert made.bulk_bar.copy.isVisible()
        assert not made.bulk_bar.delete.isVisible()
        qtbot.keyClick(made.table, Qt.Key.Key_Delete)
        assert made._found.shown == 7
        assert "Delete" not in [action.text() for action in made.bulk_bar.menu().actions()]
        made.close_down()


def test_copied_lines_are_a_table_with_citations(qtbot: QtBot, view: PassagesView):
    choose(view, 0, 2)
    qtbot.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 2
    assert lines[1].split("\t")[:6] == [
        *("Exampleshire 2012, para 3, p. 2", "attainment", "", "– Concern", "<b>bold</b> & more", ""),
    ]


def test_edits_elsewhere_arrive_and_the_choice_stays(qtbot: QtBot, view: PassagesView, marked: Project):
    choose(view, 5)
    marked.do("Note", annotations.set_note, 1, "new words")
    qtbot.waitUntil(lambda: view._model.line(5).note == "new words")
    assert view.table.current() == 1
    assert view.preview._note.text() == "new words"
    marked.do("Correct", reports.correct, 2, {"year": "2010"})
    qtbot.waitUntil(lambda: view._model.line(0).year == 2010)
    assert view.table.current() == 1
    view.hide()
    marked.do("Delete", annotations.delete, 2)
    assert view._model.rowCount() == 7  # nobody looks
    view.show()
    assert view._model.rowCount() == 6


def test_several_chosen_are_chosen_still_when_others_come(qtbot: QtBot, view: PassagesView, library: Library):
    choose(view, 1, 2, 5)
    builders.highlighted(library, 1, "Children")
    view.on_changed(history_change())
    qtbot.waitUntil(lambda: view._model.rowCount() == 8)
    assert view.table.chosen() == [4, 5, 1]


def test_filter_is_saved_chosen_renamed_and_deleted(qtbot: QtBot, view: PassagesView, marked: Project):
    said = told(view)
    view.show_arrangement(Arrangement(Filter(marks=("concern",)), "report", "created", True))
    view.saved.ask_name()
    dialog = view.saved.findChild(QInputDialog)
    dialog.setTextValue("Open & <b>concerns</b>")
    dialog.accept()
    assert view.saved.text().strip() == "Open && <b>concerns</b>"
    view.filter_bar.clear_all()
    assert view.saved.text().strip() == "Saved filters"
    view.saved.menu().actions()[0].trigger()
    assert view.arrangement == Arrangement(Filter(marks=("concern",)), "report", "created", True)
    assert view._found.shown == 2
    (saved,) = marked.ask(filters.everything)
    view.saved.rename(saved, "Concerns")
    assert view.saved.text().strip() == "Concerns"
    view.saved.delete(view.saved.current)
    assert said == ["The filter “Concerns” was deleted. The passages stay."]
    marked.undo()
    assert view.saved.text().strip() == "Concerns"
    assert marked.ask(history.redoable)[1] == "Delete filter “Concerns”"


def test_saved_filter_of_what_is_gone_finds_nothing_and_shows_it(view: PassagesView):
    view.show_filter(Filter(areas=("no such area",), authorities=("Nowhere",)))
    assert view.filter_bar.areas.text().strip() == "Areas: (no longer here)"
    assert view.filter_bar.authority.currentText() == "Nowhere"
    assert view._found.shown == 0


def test_large_library_is_asked_in_the_background(
    qtbot: QtBot, marked: Project, monkeypatch: pytest.MonkeyPatch, view: PassagesView
):
    monkeypatch.setattr(passages_view, "SMALL", 3)
    with qtbot.waitSignal(view._asker.answered):
        view.show_filter(Filter(marks=("concern",)))
        assert view._found.shown == 7  # the old answer stays until the new one comes
    assert view._found.shown == 2
    for words in ("s", "se", "settle"):  # only the newest question is answered
        view.show_filter(Filter(words=words))
    qtbot.waitUntil(lambda: view._found.shown == 2 and view._found.ids[0] == 3)
    marked.do("Delete", annotations.delete, 3)
    qtbot.waitUntil(lambda: view._found.shown == 1)


def test_every_control_has_a_name(view: PassagesView):
    bar = view.filter_bar
    for widget in (bar.words, bar.authority, bar.first_year, bar.last_year, bar.areas, bar.mark, bar.more, view.group):
        assert widget.accessibleName()
    for widget in (view.saved, view.table, view.bulk_bar.tag, view.bulk_bar.delete, view.preview):
        assert widget.accessibleName()
    spoken = view._model.index(0, 0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("Exampleshire 2012, para 1, p. 1, settle well, Overall effectiveness, Children in care")
    assert "note: See the plan, 1 link, A. Reviewer" in spoken


def test_persons_words_are_no_markup_in_tips(view: PassagesView):
    tip = view._model.index(2, COLUMNS.index("note")).data(int(Qt.ItemDataRole.ToolTipRole))
    assert "&lt;b&gt;" in tip


def test_area_is_painted_as_a_swatch_in_its_colour(view: PassagesView, marked: Project):
    picture = view.table.viewport().grab().toImage()
    rect = view.table.visualRect(view._model.index(0, COLUMNS.index("areas")))
    seen = {
        picture.pixelColor(x, y).name()
        for x in range(rect.left(), rect.left() + 20)
        for y in range(rect.top(), rect.bottom())
    }
    for area in (1, 3):
        assert QColor(view._model.areas[area].colour).name() in seen


def test_first_line_breaks_between_words_whatever_the_letters(qapp: object):
    font = QFont()
    assert first_line("short", font, 500) == 5
    broken = first_line("many words " * 20, font, 120)
    assert 0 < broken < 60
    assert ("many words " * 20)[:broken].endswith(" ")
    emoji = "👩‍👧👩‍👧 " * 20
    assert 0 < first_line(emoji, font, 100) < len(emoji)


def test_columns_have_room_for_places_and_areas(view: PassagesView):
    metrics = view.table.fontMetrics()

    def width(name: str) -> int:
        return view.table.columnWidth(COLUMNS.index(name))

    assert width("place") >= metrics.horizontalAdvance("para 127,") + 2 * PADDING
    narrow = width("areas")
    view.resize(1700, 600)
    QGuiApplication.processEvents()
    assert width("areas") > narrow
    assert width("quote") > 2 * width("areas")
    view.table.setColumnWidth(COLUMNS.index("areas"), 300)  # as a reviewer does
    view.resize(1500, 600)
    QGuiApplication.processEvents()
    assert width("areas") == 300


def test_preview_is_hidden_until_a_passage_is_chosen(view: PassagesView, qtbot: QtBot):
    assert view.preview.isHidden()
    view.resize(1000, 330)
    before = view.table.viewport().height()
    last = view._model.rowCount() - 1
    view.table.selectRow(last)
    assert not view.preview.isHidden()

    def is_seen() -> bool:
        return view.table.viewport().rect().contains(view.table.visualRect(view._model.index(last, 0)).center())

    qtbot.waitUntil(lambda: view.table.viewport().height() < before and is_seen())  # the preview does not cover it
    view.group.setCurrentIndex(view.group.findData("report"))
    view.table.setCurrentIndex(view._model.index(0, 0))
    assert view.preview.isHidden()  # a head is no passage


def test_area_is_found_by_typing_for_all_that_are_chosen(view: PassagesView, qtbot: QtBot, marked: Project):
    choose(view, 0, 1)
    view.bulk_bar.tag.menu().actions()[0].trigger()
    picker = view._picker
    qtbot.keyClicks(picker.field, "help")
    assert not picker.model.offer
    area = picker.model.choices[0].area
    qtbot.keyClick(picker.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert not picker.isVisible()
    assert all(area.id in marked.ask(annotations.one, one).areas for one in view.table.chosen())


def test_title_of_the_dialog_for_a_name_has_room(view: PassagesView):
    view.saved.ask_name()
    dialog = view.findChild(QInputDialog)
    assert dialog.width() >= 400
    dialog.reject()

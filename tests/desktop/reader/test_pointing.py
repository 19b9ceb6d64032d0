"""Going to a place and pointing at it; telling where the reading is; a report that is read again."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.project import Project
from desktop.reader.layout import FIT_WIDTH
from desktop.reader.page_space import CONTEXT_ABOVE
from desktop.reader.page_view import PageView
from desktop.reader.painting import around
from desktop.reader.reader import Reader
from desktop.theme import ACCENT
from storage import annotations, links, reports, rereading
from storage.library import Library
from storage.model import Box, Document
from tests.storage import builders
from tests.storage.builders import TEXT, highlighted

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def reader(project: Project, qtbot: QtBot) -> Iterator[Reader]:
    made = Reader(project)
    qtbot.addWidget(made)
    project.changed.connect(made.on_changed)
    made.resize(900, 500)
    made.show()
    yield made
    made.pictures.close()


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def edge(view: PageView, start: int, end: int) -> QPoint:
    """A point of the line round a span, in pixels of a picture of the view."""
    rect = view.span_rects(start, end)[0]
    return QPoint(rect.left() + 20, rect.top() - 2)


def is_accent(colour: QColor) -> bool:
    accent = QColor(ACCENT)
    return max(abs(colour.red() - accent.red()), abs(colour.blue() - accent.blue())) < 60


def is_pointed(view: PageView, start: int, end: int) -> bool:
    picture = view.viewport().grab().toImage()
    at = edge(view, start, end)
    return any(is_accent(picture.pixelColor(at + QPoint(0, step))) for step in (-1, 0, 1))


def read_again(project: Project, report: int, document: Document) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rereading, "moment", lambda: "2031-01-01T00:00:00Z")  # times are kept to the second
        project.write("Read", rereading.take, report, document)


# --- pointing --------------------------------------------------------------------------------------------


def test_place_is_pointed_at_until_time_is_up(reader, qtbot):
    words = span("virtual school has raised attainment")
    reader.open(2)
    view = reader.active.pages
    view._pointing.setInterval(60)
    reader.show_place(2, *words)
    assert is_pointed(view, *words)
    assert view.selection is None
    qtbot.waitUntil(lambda: view.pointed is None)
    assert not is_pointed(view, *words)


def test_place_of_another_report_opens_it_and_keeps_the_keyboard(reader, qtbot):
    elsewhere = QLineEdit()
    qtbot.addWidget(elsewhere)
    elsewhere.show()
    elsewhere.setFocus()
    words = span("Ensure that every assessment")
    reader.open(1)
    before = reader.window().focusWidget()
    reader.show_place(4, *words)
    assert reader.open_reports() == [1, 4]
    assert reader.active is reader.panes[1]
    assert is_pointed(reader.active.pages, *words)
    assert elsewhere.hasFocus() or reader.window().focusWidget() is before
    reader.show_place(1, *span("settle well"))
    assert reader.active is reader.panes[0]


def test_place_out_of_sight_comes_into_the_upper_third_and_one_in_sight_stays(reader):
    pane = reader.open(2)
    view, words = pane.pages, span("virtual school")
    view.set_zoom(2.0)
    view.verticalScrollBar().setValue(0)
    reader.show_place(2, *words)
    top = view.span_rects(*words)[0].top()
    assert 0 < top <= view.viewport().height() * CONTEXT_ABOVE + 2
    before = view.verticalScrollBar().value()
    reader.show_place(2, *span("raised attainment"))
    assert view.verticalScrollBar().value() == before


@pytest.mark.parametrize("done", ["click", "scroll", "select", "wheel key"])
def test_what_is_done_on_the_page_ends_the_pointing(reader, done):
    view = reader.open(2).pages
    reader.show_place(2, *span("Return home interviews"))
    assert view.pointed is not None
    match done:
        case "click":
            QTest.mousePress(view.viewport(), LEFT, pos=QPoint(30, 30))
        case "scroll":
            view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 5)
        case "select":
            view.select(*span("settle well"))
        case _:
            QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.pointed is None


def test_view_of_another_size_points_on(reader):
    view = reader.open(2).pages
    reader.show_place(2, *span("virtual school"))
    reader.resize(700, 420)
    assert view.pointed == span("virtual school")


def test_empty_span_is_gone_to_and_not_pointed_at(reader):
    view = reader.open(2).pages
    view.set_zoom(2.0)
    view.verticalScrollBar().setValue(0)
    start = TEXT.index("virtual")
    reader.show_place(2, start, start)
    assert view.pointed is None
    assert view.verticalScrollBar().value() > 200
    assert view.span_rects(*span("virtual school"))
    view.verticalScrollBar().setValue(0)
    reader.show_place(2, len(TEXT) + 5, len(TEXT) + 50)
    assert view.pointed is None
    assert view.verticalScrollBar().value() > 200


def test_pointing_is_seen_over_a_highlight(reader, project):
    words = span("virtual school has raised attainment")
    highlighted(project._library, 2, TEXT[slice(*words)])
    view = reader.open(2).pages
    reader.show_place(2, *words)
    assert is_pointed(view, *words)


def test_line_round_a_paragraph_steps_only_where_it_begins_and_ends():
    lines = [Box(40, 0, 90, 10), Box(10, 12, 95, 22), Box(10, 24, 80, 34), Box(10, 36, 30, 46)]
    shape = around(lines)
    corner = lines[0]
    assert shape.contains(QPoint(92, 30))
    assert not shape.contains(QPoint(20, 5))
    assert not shape.contains(QPoint(60, 43))
    assert shape.contains(QPoint(round(corner.x1) + 6, 5))
    columns = around([Box(10, 700, 90, 710), Box(110, 20, 190, 30)])
    assert not columns.contains(QPoint(100, 300))


# --- where the reading is --------------------------------------------------------------------------------


def test_position_is_told_once_scrolling_rests(reader, qtbot):
    view = reader.open(2).pages
    view.set_zoom(3.0)
    told: list[tuple[int, int]] = []
    reader.position_changed.connect(lambda *position: told.append(position))
    view.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: told == [(2, 0)])
    told.clear()
    for value in range(0, 900, 10):
        view.verticalScrollBar().setValue(value)
    view.go_to(*span("virtual school"))
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + view.span_rects(*span("virtual"))[0].top() - 3)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(80)
    assert told == [(2, TEXT.index("3. The virtual"))]
    assert view.top_offset() == told[0][1]


def test_position_follows_the_active_report(reader, qtbot):
    reader.open(1)
    with qtbot.waitSignal(reader.position_changed) as signal:
        reader.open(2)
    assert signal.args == [2, 0]
    with qtbot.waitSignal(reader.position_changed) as signal:
        reader.set_active(0)
    assert signal.args == [1, 0]


def test_place_pointed_at_is_where_the_reading_is(reader, qtbot):
    reader.open(2).pages.set_zoom(2.0)
    with qtbot.waitSignal(
        reader.position_changed, check_params_cb=lambda _, offset: offset == span("virtual school")[0]
    ):
        reader.show_place(2, *span("virtual school"))
    reader.active.pages.verticalScrollBar().setValue(0)
    with qtbot.waitSignal(reader.position_changed) as signal:
        pass
    assert signal.args == [2, 0]


def test_top_of_the_view_below_all_words_of_a_page_is_the_next_page(view):
    view.set_fit(FIT_WIDTH)
    view.set_zoom(1.0)
    assert view.top_offset() == 0
    text = view.shown.contents.text
    view.verticalScrollBar().setValue(760)
    assert view.top_offset() == text.index("by when")
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert view.top_offset() >= text.index("by when")
    view.show_report(None)
    assert view.top_offset() == 0


# --- lost passages, reports read again -------------------------------------------------------------------


def moved_text() -> Document:
    """The same file read by another reader: a first line more, and a passage's words gone."""
    text = "Contents\n" + TEXT.replace("Return home interviews are", "They are")
    return builders.document("sif", end="2017-05-25", text=text)


def test_report_read_again_is_shown_anew_at_the_same_place_and_zoom(reader, project, qtbot):
    view = reader.open(2).pages
    view.set_zoom(2.5)
    view.verticalScrollBar().setValue(900)
    view.select(*span("virtual school"))
    place = view.place_in_view()
    with qtbot.waitSignal(reader.passage_selected) as signal:
        read_again(project, 2, moved_text())
    assert signal.args == [0, 0, 0]
    assert view.shown.contents.text.startswith("Contents\n")
    assert view.shown.report.read == project.ask(reports.one, 2).read
    assert view.zoom == 2.5
    assert view.place_in_view() == pytest.approx(place)
    kept = [mark.quote for mark in view.shown.annotations]
    assert kept == ["settle well"]  # the other was lost
    assert view.shown.annotations[0].start == view.shown.contents.text.index("settle well")


def test_other_changes_do_not_load_the_text_anew(reader, project):
    view = reader.open(2).pages
    before = view.shown
    project.do("Correct", reports.correct, 2, {"year": "2016"})
    assert view.shown is before


def test_lost_passage_is_neither_painted_nor_joined(reader, project):
    lost = next(one for one in project.ask(annotations.of_report, 2) if one.quote == "Return home interviews")
    other = highlighted(project._library, 1, "settle well")
    project.do("Link", links.add, other, lost.id, "recurs", project.reviewer)
    reader.open(1)
    view = reader.open(2).pages
    assert len(reader.handle.ribbons) == 1
    read_again(project, 2, moved_text())
    assert project.ask(annotations.one, lost.id).lost
    assert reader.handle.ribbons == []
    shown = [mark.id for index in range(3) for mark, _ in view.shown.marks(index)]
    assert shown
    assert lost.id not in shown


def test_lost_passage_opens_its_report_and_moves_nothing(reader, project):
    lost = next(one for one in project.ask(annotations.of_report, 2) if one.quote == "Return home interviews")
    read_again(project, 2, moved_text())
    gone = project.ask(annotations.one, lost.id)
    reader.go_to(gone)
    assert reader.open_reports() == [2]
    view = reader.active.pages
    view.set_zoom(2.0)
    view.verticalScrollBar().setValue(700)
    reader.go_to(gone)
    assert view.verticalScrollBar().value() == 700
    assert view.pointed is None


def test_report_that_waited_is_shown_when_it_was_read(reader, project, library: Library):
    from storage.documents import Registered

    document = builders.document("late", "Lateshire")
    found = Registered(document.sha256, document.file_name, document.size, "pdf")
    (report, waits) = project.write("Add", reports.register, found)
    assert waits
    view = reader.open(report).pages
    assert view.top_offset() == 0
    assert not view.shown.contents.pages
    read_again(project, report, document)
    assert view.shown.contents.text == TEXT
    assert reader.pane_of(report).head.page.maximum() == 3
    assert reader.pane_of(report).head.name.text == "Lateshire 2017"

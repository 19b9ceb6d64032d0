"""One to three panes: which report opens where, ribbons between neighbours, links, back and forward."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest

from desktop.project import Project
from desktop.reader.heights import Heights
from desktop.reader.reader import Reader
from desktop.reader.ribbons import HIDDEN, NARROW, WIDTH, Ribbon, strength
from storage import annotations, links, reports
from storage.library import Library
from storage.model import Box
from tests.desktop.reader.made import NEWER, OLDER, long_report
from tests.storage import builders


@pytest.fixture
def made(library: Library, project: Project) -> list[int]:
    """Three long reports of three years: 2018, 2020 and 2023."""
    return builders.added(
        library,
        long_report("a", "ILACS_2018", 2018, OLDER),
        long_report("b", "ILACS_2018", 2020, OLDER),
        long_report("c", "ILACS_2023", 2023, NEWER),
    )


@pytest.fixture
def reader(project: Project, qtbot):  # type: ignore[no-untyped-def]
    room = Reader(project)
    qtbot.addWidget(room)
    project.changed.connect(room.on_changed)
    room.resize(900, 600)
    room.show()
    yield room
    room.pictures.close()


def linked(project: Project, one: int, line: int, other: int, other_line: int) -> int:
    """Link a line of one report to a line of another; answer the link's id."""
    ends = [
        builders.highlighted(project._library, report, f"Line {number} of")
        for report, number in ((one, line), (other, other_line))
    ]
    return project.do("Link", links.add, *ends, "improved", project.reviewer)  # type: ignore[no-any-return]


def shows(reader: Reader, report: int, words: str) -> bool:
    """Whether words of a report are on screen."""
    pane = reader.pane_of(report)
    assert pane is not None
    assert pane.pages.shown is not None
    start = pane.pages.shown.contents.text.index(words)
    view = pane.pages.viewport().rect()
    return any(view.intersects(rect) for rect in pane.pages.span_rects(start, start + len(words)))


# --- panes --------------------------------------------------------------------------------------------------------


def test_third_pane_takes_a_report_and_the_others_keep_theirs(reader, made):
    reader.open(made[0])
    reader.open(made[1])
    left = reader.panes[0]
    reader.set_pane_count(3)
    assert reader.open_reports() == made[:2]
    reader.open(made[2])
    assert reader.open_reports() == made
    assert reader.panes[0] is left
    widths = reader.widths()
    assert max(widths) - min(widths) <= 2
    assert {handle.width() for handle in reader.handles} == {NARROW}


def test_report_in_a_new_pane_opens_one_while_there_is_room(reader, made, project):
    reader.open(made[0])
    assert reader.open(made[1], new=True) is reader.panes[1]
    assert reader.open(made[2], new=True) is reader.panes[2]
    assert reader.open(4, new=True) is reader.panes[0]
    assert len(reader.panes) == 3


def test_fewer_panes_lose_the_rightmost_empty_one_then_the_rightmost_that_is_not_active(reader, made, qtbot):
    reader.set_pane_count(3)
    for pane, report in zip(list(reader.panes), made, strict=True):
        reader.open_in(pane, report)
    reader.panes[1].closed.emit()
    assert len(reader.panes) == 3
    reader.set_pane_count(2)
    assert reader.open_reports() == [made[0], made[2]]
    reader.set_active(1)
    with qtbot.waitSignal(reader.panes_changed):
        reader.set_pane_count(1)
    assert reader.open_reports() == [made[2]]
    assert reader.active is reader.panes[0]
    assert reader.handles == []
    assert reader.open(made[1], other=True) is reader.panes[1]
    assert reader.handle.width() == WIDTH
    reader.set_pane_count(17)
    assert len(reader.panes) == 3
    reader.set_pane_count(0)
    assert len(reader.panes) == 1


def test_report_that_is_read_stays_and_the_others_come_back_to_their_places(reader, made):
    reader.set_pane_count(3)
    for pane, report in zip(list(reader.panes), made, strict=True):
        reader.open_in(pane, report)
    reader.set_active(1)
    reader.active.go_to_page(4)
    reader.set_pane_count(1)
    assert reader.open_reports() == [made[1]]
    assert reader.active.pages.place_in_view()[0] == 3
    reader.set_pane_count(2)
    assert made[1] in reader.open_reports()
    reader.set_pane_count(3)
    assert reader.open_reports() == made
    assert reader.active is reader.panes[1]
    assert [pane.head._active for pane in reader.panes] == [False, True, False]


def test_report_that_was_removed_meanwhile_does_not_come_back(reader, made, project):
    reader.set_pane_count(2)
    reader.open_in(reader.panes[0], made[0])
    reader.open_in(reader.panes[1], made[1])
    reader.set_pane_count(1)
    project.do("Remove", reports.remove, made[0])
    reader.set_pane_count(2)
    assert reader.open_reports() == [made[1]]
    assert reader.panes[1].report is None


def test_picture_that_comes_after_its_pane_was_taken_away_harms_nothing(reader, made, qtbot):
    reader.set_pane_count(3)
    for pane, report in zip(list(reader.panes), made, strict=True):
        reader.open_in(pane, report)
    reader.set_pane_count(1)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for report in made:
        sha256 = reader.ask(reports.one, report).sha256
        reader.pictures.drawn.emit(sha256, 1)
        reader.pictures.failed.emit(sha256, 1, "its file has gone")
    assert reader.open_reports() == [made[2]]


def test_closed_report_leaves_the_reading_to_another_and_its_empty_pane_can_be_taken_away(reader, made, qtbot):
    reader.set_pane_count(3)
    for pane, report in zip(list(reader.panes), made, strict=True):
        reader.open_in(pane, report)
    assert reader.active is reader.panes[2]
    QTest.mouseClick(reader.panes[2].head._close, Qt.MouseButton.LeftButton)
    assert reader.active is reader.panes[1]
    empty = reader.panes[2].head._close
    assert empty.isVisible()
    assert empty.accessibleName() == "Take this empty pane away"
    QTest.mouseClick(empty, Qt.MouseButton.LeftButton)
    assert reader.open_reports() == made[:2]
    assert len(reader.panes) == 2
    for _ in range(3):
        QTest.mouseClick(reader.panes[0].head._close, Qt.MouseButton.LeftButton)
    assert len(reader.panes) == 1
    QTest.mouseClick(reader.panes[0].head._close, Qt.MouseButton.LeftButton)
    assert not reader.panes[0].head._close.isVisible()  # the last pane stays


def test_heads_name_their_report_for_who_cannot_see_where_they_stand(reader, made):
    reader.open(made[0])
    name = reader.ask(reports.one, made[0]).name
    head = reader.pane_of(made[0]).head
    said = [head.page.accessibleName(), head._details.accessibleName(), head._close.accessibleName()]
    assert said == [f"Page of {name}", f"Details of {name}", f"Close {name}"]


def test_other_pane_is_the_next_to_the_right_and_then_the_first(reader, made):
    reader.set_pane_count(3)
    for pane, report in zip(list(reader.panes), made, strict=True):
        reader.open_in(pane, report)
    reader.set_active(2)
    assert reader.open(4, other=True) is reader.panes[0]
    assert reader.open(5, other=True) is reader.panes[1]


def test_dropped_report_opens_there_and_panes_change_their_reports(reader, made):
    reader.open(made[0])
    reader.open(made[1])
    reader.go_to(annotation_at(reader, made[0], "Line 90 of"))
    left, right = reader.panes
    place = left.pages.place_in_view()
    right.report_dropped.emit(made[0])
    assert reader.open_reports() == [made[1], made[0]]
    assert reader.active is right
    assert right.pages.place_in_view() == pytest.approx(place, abs=0.01)
    right.report_dropped.emit(made[2])
    assert reader.open_reports() == [made[1], made[2]]
    right.report_dropped.emit(987)
    assert reader.open_reports() == [made[1], made[2]]


def annotation_at(reader: Reader, report: int, words: str):  # type: ignore[no-untyped-def]
    made = builders.highlighted(reader._project._library, report, words)
    return reader.ask(annotations.one, made)


def test_unread_report_that_is_dropped_is_asked_for(reader, made, project, qtbot):
    from storage.documents import Registered

    waiting, _ = project._library.write("Register", reports.register, Registered("f" * 64, "w.pdf", 9, "pdf")).answer
    with qtbot.waitSignal(reader.unread_wanted) as wanted:
        reader.panes[0].report_dropped.emit(waiting)
    assert wanted.args == [waiting]
    assert reader.open_reports() == []


# --- ribbons ------------------------------------------------------------------------------------------------------


def test_ribbons_join_neighbours_only(reader, made, project):
    reader.set_pane_count(3)
    for pane, report in zip(list(reader.panes), made, strict=True):
        reader.open_in(pane, report)
    near = linked(project, made[0], 1, made[1], 2)
    next_one = linked(project, made[1], 3, made[2], 3)
    linked(project, made[0], 4, made[2], 4)
    assert [handle.links for handle in reader.handles] == [[near], [next_one]]
    assert [[ribbon.link for ribbon in handle.ribbons] for handle in reader.handles] == [[near], [next_one]]


def test_ribbon_goes_with_both_scroll_positions(reader, made, project):
    reader.open(made[0])
    reader.open(made[1])
    linked(project, made[0], 5, made[1], 6)
    left, right = (pane.pages for pane in reader.panes)
    (before,) = reader.handle.ribbons
    left.verticalScrollBar().setValue(left.verticalScrollBar().value() + 30)
    (after,) = reader.handle.ribbons
    assert after.left[0] == pytest.approx(before.left[0] - 30)
    assert after.right == before.right
    right.verticalScrollBar().setValue(right.verticalScrollBar().value() + 12)
    (last,) = reader.handle.ribbons
    assert last.right[0] == pytest.approx(after.right[0] - 12)
    rect = left.span_rects(*span(reader, made[0], "Line 5 of"))[0]
    top = left.viewport().mapTo(reader, rect.topLeft()).y() - reader.handle.mapTo(reader, QPoint(0, 0)).y()
    assert last.left[0] == pytest.approx(top, abs=1.5)
    left.set_zoom(left.zoom * 1.5)
    (larger,) = reader.handle.ribbons
    assert larger.left[1] - larger.left[0] == pytest.approx(1.5 * (last.left[1] - last.left[0]), rel=0.1)


def span(reader: Reader, report: int, words: str) -> tuple[int, int]:
    pane = reader.pane_of(report)
    shown = pane.pages.shown if pane is not None else None
    text = shown.contents.text if shown is not None else reader.ask(reports.text, report).text
    start = text.index(words)
    return start, start + len(words)


def test_ribbon_of_a_marked_rectangle_stands_beside_it(reader, made, project):
    one = project.do("Mark", annotations.add_rectangle, made[0], 1, Box(60, 200, 300, 260), project.reviewer)
    other = builders.highlighted(project._library, made[1], "Line 2 of")
    project.do("Link", links.add, one, other, "related", project.reviewer)
    reader.open(made[0])
    reader.open(made[1])
    (ribbon,) = reader.handle.ribbons
    assert ribbon.left[1] - ribbon.left[0] == pytest.approx(60 * reader.panes[0].pages.zoom)


def test_ribbon_whose_ends_are_both_above_is_not_drawn_and_nothing_is_asked_while_scrolling(reader, made, project):
    reader.open(made[0])
    reader.open(made[1])
    for line in range(1, 30):
        linked(project, made[0], line, made[1], line)
    assert len(reader.handle.links) == 29
    assert 5 < len(reader.handle.ribbons) < 29
    asked = []
    project.ask, ask = lambda *args, **more: asked.append(args), project.ask
    for pane in reader.panes:
        pane.pages.verticalScrollBar().setValue(pane.pages.verticalScrollBar().maximum())
    assert reader.handle.ribbons == []
    project.ask = ask
    assert asked == []


def test_many_ribbons_are_drawn_in_full_when_the_pages_have_come_to_rest(reader, made, project, qtbot):
    reader.open(made[0])
    reader.open(made[1])
    for line in range(1, 16):
        linked(project, made[0], line, made[1], line)
    handle = reader.handle
    qtbot.wait(150)
    at_rest = handle.grab().toImage()
    qtbot.waitUntil(lambda: handle.grab().toImage() == at_rest)
    bar = reader.panes[0].pages.verticalScrollBar()
    bar.setValue(bar.value() + 1)
    bar.setValue(bar.value() - 1)
    assert handle.grab().toImage() != at_rest  # lines for bands
    qtbot.waitUntil(lambda: handle.grab().toImage() == at_rest, timeout=2000)


def test_bands_fade_with_the_distance_of_their_ends():
    def shown(left: float, right: float) -> float:
        return strength(Ribbon(1, (left, left + 10), (right, right + 10), "#000000"), 500)

    assert shown(10, 400) == 1.0
    assert 1.0 > shown(10, 600) > shown(10, 1200) >= shown(10, 90_000) == 0.25
    assert shown(-600, -40) == 0.0
    assert 0.25 > shown(-60, 560) > shown(-120, 620) > shown(-400, 900) == 0.0


def test_ribbons_can_be_hidden_and_their_room_given_to_the_pages(reader, made, project):
    reader.open(made[0])
    reader.open(made[1])
    linked(project, made[0], 1, made[1], 1)
    before = sum(reader.widths())
    reader.set_ribbons_shown(False)
    assert reader.handle.ribbons == []
    assert reader.handle.width() == HIDDEN
    assert reader.handle.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert sum(reader.widths()) == before + WIDTH - HIDDEN
    reader.set_ribbons_shown(True)
    assert len(reader.handle.ribbons) == 1


def test_keyboard_chooses_a_ribbon_and_goes_to_its_ends(reader, made, project, qtbot):
    reader.open(made[0])
    reader.open(made[1])
    assert reader.handle.focusPolicy() == Qt.FocusPolicy.NoFocus
    second = linked(project, made[0], 60, made[1], 90)
    first = linked(project, made[0], 2, made[1], 3)
    handle = reader.handle
    assert handle.focusPolicy() == Qt.FocusPolicy.TabFocus
    handle.setFocus(Qt.FocusReason.TabFocusReason)
    assert handle.link_at == first
    QTest.keyClick(handle, Qt.Key.Key_Down)
    assert handle.link_at == second
    assert second in [ribbon.link for ribbon in handle.ribbons]
    assert handle.accessibleName() == "Link: improved, from Madeshire 2018 “Line 60 of” to Madeshire 2020 “Line 90 of”"
    with qtbot.waitSignal(reader.link_followed) as followed:
        QTest.keyClick(handle, Qt.Key.Key_Right)
    assert reader.ask(annotations.one, followed.args[1]).report == made[1]
    assert reader.active is reader.panes[1]
    assert shows(reader, made[1], "Line 90 of")
    QTest.keyClick(handle, Qt.Key.Key_Left)
    assert reader.active is reader.panes[0]
    assert shows(reader, made[0], "Line 60 of")
    QTest.keyClick(handle, Qt.Key.Key_Home)
    assert handle.link_at == first
    QTest.keyClick(handle, Qt.Key.Key_Return)
    assert shows(reader, made[0], "Line 2 of")
    assert shows(reader, made[1], "Line 3 of")
    assert handle.hasFocus()
    project.do("Delete link", links.delete, first)
    assert handle.link_at is None


def test_tab_reaches_the_strip_only_when_it_has_links(reader, made, project):
    reader.open(made[0])
    reader.open(made[1])
    assert reader.handle not in tab_stops(reader)
    linked(project, made[0], 2, made[1], 3)
    assert reader.handle in tab_stops(reader)


def tab_stops(reader: Reader) -> list[object]:
    """The widgets that Tab goes through."""
    found, widget = [], reader.panes[0].pages
    start = widget
    while (widget := widget.nextInFocusChain()) is not start:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            found.append(widget)
    return found


# --- links --------------------------------------------------------------------------------------------------------


def test_choosing_a_link_shows_both_ends_and_opens_what_is_missing(reader, made, project, qtbot):
    link = linked(project, made[0], 60, made[2], 70)
    reader.open(made[1])
    reader.open(made[2])
    with qtbot.waitSignal(reader.link_followed) as followed:
        reader.show_link(link)
    assert reader.open_reports() == [made[0], made[2]]
    assert shows(reader, made[0], "Line 60 of")
    assert shows(reader, made[2], "Line 70 of")
    assert followed.args == [link, project.ask(links.everything)[0].later]
    reader.set_pane_count(1)
    reader.show_link(link, project.ask(links.everything)[0].earlier)
    assert sorted(reader.open_reports()) == [made[0], made[2]]
    assert reader.active.report.id == made[0]
    reader.show_link(4711)


def test_link_of_reports_neither_of_which_is_open_opens_both_in_order(reader, made, project):
    link = linked(project, made[0], 3, made[1], 3)
    reader.show_link(link)
    assert reader.open_reports() == [made[0], made[1]]


def test_clicked_ribbon_shows_the_end_at_the_other_side(reader, made, project, qtbot):
    reader.open(made[0])
    reader.open(made[1])
    linked(project, made[0], 3, made[1], 90)
    (ribbon,) = reader.handle.ribbons
    at = QPoint(3, round((ribbon.left[0] + ribbon.left[1]) / 2))
    with qtbot.waitSignal(reader.link_followed):
        QTest.mouseClick(reader.handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert shows(reader, made[0], "Line 3 of")
    assert shows(reader, made[1], "Line 90 of")


# --- back and forward ---------------------------------------------------------------------------------------------


def test_back_and_forward_through_places_and_reports(reader, made):
    pane = reader.open(made[0])
    assert not reader.can_go_back()
    reader.show_place(made[0], *span(reader, made[0], "Line 90 of"))
    far = pane.pages.place_in_view()
    reader.set_pane_count(1)
    reader.open(made[2])
    reader.go_back()
    assert reader.open_reports() == [made[0]]
    assert pane.pages.place_in_view() == pytest.approx(far, abs=0.01)
    reader.go_back()
    assert pane.pages.place_in_view()[0] == 0
    assert not reader.can_go_back()
    reader.go_forward()
    assert pane.pages.place_in_view() == pytest.approx(far, abs=0.01)
    reader.go_forward()
    assert reader.open_reports() == [made[2]]
    assert not reader.can_go_forward()
    reader.go_forward()
    assert reader.open_reports() == [made[2]]


def test_back_passes_over_removed_reports_and_reopens_a_closed_one(reader, made, project):
    reader.set_pane_count(1)
    for report in made:
        reader.open(report)
    project.do("Remove", reports.remove, made[1])
    reader.go_back()
    assert reader.open_reports() == [made[0]]
    reader.panes[0].closed.emit()
    reader.go_back()
    assert reader.open_reports() == [made[0]]


def test_heights_are_those_of_the_view(reader, made):
    pane = reader.open(made[0])
    heights = Heights(pane)
    start, end = span(reader, made[0], "Line 40 of")
    for zoom in (0.7, 1.3):
        pane.pages.set_zoom(zoom)
        top, bottom = heights.of(start, end)
        assert top - heights.scroll == pytest.approx(pane.pages.span_top(start, end), abs=1)
        assert bottom - top == pytest.approx(12 * zoom, rel=0.2)
    stamp = heights.stamp
    assert heights.of(-1, -1) is None
    reader.panes[0].closed.emit()
    assert heights.of(start, end) is None
    assert heights.stamp != stamp

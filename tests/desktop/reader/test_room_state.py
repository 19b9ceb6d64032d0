"""The reading room as it was left, at the next start."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.project import Project
from desktop.reader.reader import Reader
from desktop.reader.room_state import MOST, Places
from storage import reports
from storage.library import Library
from tests.desktop.reader.made import NEWER, OLDER, long_report
from tests.desktop.reader.test_side_by_side import span
from tests.storage import builders


@pytest.fixture
def new_reader(project: Project, qtbot):  # type: ignore[no-untyped-def]
    rooms: list[Reader] = []

    def made() -> Reader:
        room = Reader(project)
        rooms.append(room)
        qtbot.addWidget(room)
        room.resize(1000, 700)
        room.show()
        return room

    yield made
    for room in rooms:
        room.pictures.close()


@pytest.fixture
def reader(new_reader):  # type: ignore[no-untyped-def]
    return new_reader()


@pytest.fixture
def made(library: Library, project: Project) -> list[int]:
    return builders.added(
        library, long_report("a", "ILACS_2018", 2018, OLDER), long_report("c", "ILACS_2023", 2023, NEWER)
    )


def told(reader: Reader) -> dict[str, Any]:
    """A room's state as a file would keep it."""
    return json.loads(json.dumps(reader.state()))  # type: ignore[no-any-return]


def test_room_comes_back_as_it_was_left(new_reader, made):
    first = new_reader()
    first.set_pane_count(3)
    first.open(made[0])
    first.open_in(first.panes[2], made[1])
    first.panes[0].pages.set_zoom(1.5)
    first.show_place(made[0], *span(first, made[0], "Line 90 of"))
    first.set_active(2)
    first.set_widths([300, 240, 388])
    first.set_ribbons_shown(False)
    first.set_follow(True)
    state = told(first)
    second = new_reader()
    second.restore(state)
    assert second.open_reports() == made
    assert [pane.report is None for pane in second.panes] == [False, True, False]
    assert second.active is second.panes[2]
    assert second.panes[0].pages.zoom == pytest.approx(1.5)
    assert second.panes[0].pages.place_in_view() == pytest.approx(first.panes[0].pages.place_in_view(), abs=0.02)
    assert second.widths() == pytest.approx(first.widths(), abs=4)
    assert not second.ribbons_shown
    assert second.following
    assert not second.can_go_back()
    again = told(second)
    assert {key: again[key] for key in ("active", "ribbons", "follow")} == {
        key: state[key] for key in ("active", "ribbons", "follow")
    }


def test_report_opens_where_it_was_left_unless_a_passage_is_gone_to(new_reader, made):
    reader = new_reader()
    reader.set_pane_count(1)
    pane = reader.open(made[0])
    reader.show_place(made[0], *span(reader, made[0], "Line 70 of"))
    left = pane.pages.place_in_view()
    reader.open(made[1])
    assert pane.pages.place_in_view()[0] == 0
    reader.open(made[0])
    assert pane.pages.place_in_view() == pytest.approx(left, abs=0.02)
    pane.closed.emit()
    state = told(reader)
    later = new_reader()
    later.restore(state)
    assert later.open_reports() == []
    pane = later.open(made[0])
    assert pane.pages.place_in_view() == pytest.approx(left, abs=0.02)
    pane.closed.emit()
    later.show_place(made[0], *span(later, made[0], "Line 3 of"))
    assert later.pane_of(made[0]).pages.current_page() < 3


def test_only_pages_of_the_place_that_was_left_are_asked_for(reader, made, monkeypatch):
    reader.set_pane_count(1)
    pane = reader.open(made[0])
    reader.show_place(made[0], *span(reader, made[0], "Line 150 of"))
    left = pane.pages.current_page()
    reader.open(made[1])
    asked: list[list[int]] = []
    monkeypatch.setattr(reader.pictures, "want", lambda _, orders: asked.append([one.key.number for one in orders]))
    reader.open(made[0])
    assert asked
    assert all(abs(numbers[0] - left) <= 1 for numbers in asked)
    assert all(1 not in numbers for numbers in asked)


def test_page_that_leaves_the_view_asks_for_nothing(reader, made, monkeypatch):
    reader.set_pane_count(1)
    pages = reader.open(made[0]).pages
    asked: list[list[int]] = []
    monkeypatch.setattr(reader.pictures, "want", lambda _, orders: asked.append([one.key.number for one in orders]))
    bar, seen = pages.verticalScrollBar(), set()
    for value in range(0, bar.maximum(), 25):
        bar.setValue(value)
        seen.add((pages._visible().start, pages._visible().stop))
        latest = asked[-1] if asked else [1, 2]
        assert set(range(pages._visible().start + 1, pages._visible().stop + 1)) <= set(latest)
        following = pages._visible().stop + 1
        assert following > len(pages.shown.contents.pages) or following in latest
    assert len(asked) < len(seen)
    before = len(asked)
    bar.setValue(bar.value() - 25)
    assert len(asked) == before + 1  # the other way other pages come next


def test_reports_that_are_gone_are_passed_over(new_reader, made, project):
    reader = new_reader()
    for report in made:
        reader.open(report)
    state = told(reader)
    project.do("Remove", reports.remove, made[0])
    later = new_reader()
    later.restore(state)
    assert later.open_reports() == [made[1]]
    assert later.panes[0].report is None


def test_places_are_bounded_and_the_oldest_forgotten():
    places = Places()
    for number in range(MOST + 20):
        places.keep(str(number), {"page": number})
    places.keep("30", {"page": 1})
    kept = places.kept()
    assert len(kept) == MOST
    assert "19" not in kept
    assert list(kept)[-1] == "30"
    places.take({"bad": [1], 3: {}, "good": {"page": 2}, "odd": {"page": float("nan")}, "deep": {"page": {}}})
    assert "good" in places.kept()
    assert not {"bad", "odd", "deep", 3} & places.kept().keys()


@pytest.mark.parametrize(
    "state",
    [
        None,
        [],
        "damaged",
        {"panes": 3, "sizes": "x", "active": "one", "places": [], "follow": 1, "ribbons": None},
        {"panes": [None, 3, {"uuid": 5}, {"uuid": "nobody"}, {}, {}, {}], "active": 99, "sizes": [0, -1, 5]},
        {"panes": [{}], "active": -1, "sizes": [10**12]},
        {"panes": [{}, {}], "active": True, "sizes": [True, 1.5]},
    ],
)
def test_damaged_state_is_passed_over(new_reader, made, state):
    reader = new_reader()
    reader.restore(state)
    assert 1 <= len(reader.panes) <= 3
    assert reader.open_reports() == []
    assert reader.open(made[0]).report.id == made[0]


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.dictionaries(st.sampled_from(["fit", "zoom", "page", "share", "across"]), odd, max_size=5), rest=odd)
def test_damaged_places_open_their_report_all_the_same(reader, made, place, rest):
    uuid = reader.ask(reports.one, made[0]).uuid
    reader.panes[0].closed.emit()
    reader.restore({"panes": [{"uuid": uuid, **place}, {}], "places": {uuid: place}, "sizes": rest, "active": rest})
    assert reader.open_reports() == [made[0]]

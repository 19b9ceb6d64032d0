"""Panes brought to one judgement area, once or while one of them is scrolled."""

from itertools import pairwise
from pathlib import Path

import pytest

from desktop.project import Project
from desktop.reader.follow import ABOVE
from desktop.reader.reader import Reader
from storage import crosswalk, intake, reports
from storage.folders import own_frameworks
from storage.library import Library
from storage.workers import Worker
from tests.desktop.reader.made import BOTH, CARE, HELP, LEADERS, LEAVERS, NEWER, OLDER, long_report
from tests.desktop.reader.test_side_by_side import annotation_at, span
from tests.storage import builders


@pytest.fixture
def reader(project: Project, qtbot):  # type: ignore[no-untyped-def]
    room = Reader(project)
    qtbot.addWidget(room)
    project.changed.connect(room.on_changed)
    room.resize(1000, 700)
    room.show()
    yield room
    room.pictures.close()


@pytest.fixture
def made(library: Library, reader: Reader) -> list[int]:
    """A report of 2018 with care and care leavers in one section, and one of 2023 with two; both open."""
    found = builders.added(
        library, long_report("a", "ILACS_2018", 2018, OLDER), long_report("c", "ILACS_2023", 2023, NEWER)
    )
    for report in found:
        reader.open(report)
    return found


def top_of(reader: Reader, report: int, words: str) -> float:
    """How far words are below the top of the view of their report, in pixels."""
    pane = reader.pane_of(report)
    assert pane is not None
    top = pane.pages.span_top(*span(reader, report, words))
    assert top is not None
    return top


def put(reader: Reader, report: int, words: str, below: float = ABOVE) -> None:
    """Scroll until words stand so far below the view's top, as a wheel does."""
    pane = reader.pane_of(report)
    assert pane is not None
    bar = pane.pages.verticalScrollBar()
    bar.setValue(round(bar.value() + top_of(reader, report, words) - below))


def lead_with(reader: Reader, report: int) -> None:
    pane = reader.pane_of(report)
    assert pane is not None
    reader.set_active(reader.panes.index(pane))


# --- once ---------------------------------------------------------------------------------------------------------


def test_others_are_brought_to_the_area_at_the_top(reader, made):
    lead_with(reader, made[0])
    put(reader, made[0], HELP, below=-50)
    assert reader.align_to_area() == "Brought to “Help and protection”."
    assert top_of(reader, made[1], HELP) == pytest.approx(ABOVE, abs=1.5)
    assert reader.panes[1].pages.pointed == span(reader, made[1], HELP)
    assert reader.active is reader.panes[0]
    reader.set_active(1)
    assert reader.can_go_back()


def test_area_that_has_no_section_of_its_own_is_told(reader, made):
    lead_with(reader, made[1])
    put(reader, made[1], LEAVERS, below=-50)
    words = reader.align_to_area()
    assert words == f"Madeshire 2018 has no section on “Care leavers” alone; it shows “{BOTH}”."
    assert top_of(reader, made[0], BOTH) == pytest.approx(ABOVE, abs=1.5)


def test_selection_comes_before_the_chosen_passage_and_that_before_the_top(reader, made):
    lead_with(reader, made[1])
    put(reader, made[1], CARE, below=200)
    chosen = annotation_at(reader, made[1], CARE)
    reader.set_chosen(chosen.id)
    assert "Children in care" in reader.align_to_area()
    reader.panes[1].pages.select(*span(reader, made[1], "Line 40 of"))
    assert "Help and protection" in reader.align_to_area()
    reader.clear_selection()
    put(reader, made[1], LEADERS, below=0)
    assert "Leadership and management" in reader.align_to_area()


def test_heading_further_down_the_view_counts_where_the_top_has_no_area(reader, made):
    lead_with(reader, made[1])
    assert top_of(reader, made[1], HELP) > 100
    assert reader.align_to_area() == "Brought to “Help and protection”."


def test_three_reports_are_told_of_in_one_message(reader, made, library, project):
    (slac,) = builders.added(library, long_report("s", "SLAC", 2012, (("Being healthy", 60), ("Staying safe", 40))))
    reader.set_pane_count(3)
    reader.open(slac)
    lead_with(reader, made[1])
    put(reader, made[1], CARE, below=-50)
    assert reader.align_to_area() == (
        f"Brought to “Children in care”. Madeshire 2018 has no section on “Children in care” alone; it shows “{BOTH}”."
    )
    lead_with(reader, slac)
    put(reader, slac, "Being healthy", below=-50)
    before = [pane.pages.verticalScrollBar().value() for pane in reader.panes]
    words = "Madeshire {year} has no section on “Health” and stays where it is."
    assert reader.align_to_area() == f"{words.format(year=2018)} {words.format(year=2023)}"
    assert [pane.pages.verticalScrollBar().value() for pane in reader.panes] == before


def test_report_without_areas_or_without_neighbours_is_told(reader, made, project):
    reader.open(5)
    assert "No judgement area" in reader.align_to_area()
    reader.panes[0].closed.emit()
    reader.panes[1].closed.emit()
    assert "No report is open" in reader.align_to_area()
    reader.open(made[0])
    assert "Open another report" in reader.align_to_area()


def test_kind_that_is_corrected_gives_other_areas_and_a_damaged_framework_is_told(reader, made, project):
    lead_with(reader, made[1])
    put(reader, made[1], HELP, below=-50)
    project.do("Correct", reports.correct, made[0], {"kind": "OTHER"})
    assert "stays where it is" in reader.align_to_area()
    project.undo()
    assert "Brought to" in reader.align_to_area()
    own_frameworks().mkdir(parents=True)
    (own_frameworks() / "mine.toml").write_text("kind = 1", encoding="utf-8")
    project.do("Correct", reports.correct, made[1], {"kind": "ILACS_2018"})
    assert "mine.toml" in reader.align_to_area()
    reader.set_follow(True)
    put(reader, made[1], LEADERS, below=-50)


# --- while one is scrolled ----------------------------------------------------------------------------------------


def test_others_follow_by_the_same_share_of_the_section(reader, made):
    lead_with(reader, made[0])
    reader.set_follow(True)
    for words, theirs in ((HELP, HELP), (BOTH, CARE), (LEADERS, LEADERS)):
        put(reader, made[0], words)
        assert top_of(reader, made[1], theirs) == pytest.approx(ABOVE, abs=3)
    put(reader, made[0], "Line 60 of")  # the middle of 80 lines on help and protection
    assert top_of(reader, made[1], "Line 26 of") == pytest.approx(ABOVE, abs=60)  # the middle of 40


def test_following_is_smooth_and_never_leads_back(reader, made):
    lead_with(reader, made[0])
    put(reader, made[0], HELP)
    reader.set_follow(True)
    bars = [pane.pages.verticalScrollBar() for pane in reader.panes]
    moved = []
    bars[0].valueChanged.connect(lambda value: moved.append(value))
    followed = []
    for step in range(1, 60):
        bars[0].setValue(bars[0].value() + 7)
        assert len(moved) == step  # nobody moves the pane that leads
        followed.append(bars[1].value())
    steps = [later - earlier for earlier, later in pairwise(followed)]
    assert min(steps) >= 0
    assert max(steps) <= 8
    assert sum(steps) > 100
    before = bars[0].value()
    bars[1].setValue(bars[1].value() + 200)
    assert bars[0].value() == before
    reader.set_follow(False)
    held = bars[1].value()
    bars[0].setValue(0)
    assert bars[1].value() == held


def test_others_stay_where_the_leader_shows_no_area(reader, made):
    lead_with(reader, made[0])
    put(reader, made[0], LEADERS)
    reader.set_follow(True)
    held = reader.panes[1].pages.verticalScrollBar().value()
    assert held > 0
    reader.panes[0].pages.verticalScrollBar().setValue(0)
    assert reader.panes[1].pages.verticalScrollBar().value() == held


def test_nothing_is_asked_of_the_library_while_following(reader, made, project):
    lead_with(reader, made[0])
    put(reader, made[0], HELP)
    reader.set_follow(True)
    put(reader, made[0], "Line 30 of")
    asked, ask = [], project.ask
    project.ask = lambda *args, **more: asked.append(args)
    put(reader, made[0], "Line 70 of")
    put(reader, made[0], LEADERS)
    project.ask = ask
    assert asked == []


def test_opened_report_goes_where_the_others_are(reader, made, library):
    (third,) = builders.added(library, long_report("d", "ILACS_2023", 2024, NEWER))
    lead_with(reader, made[0])
    put(reader, made[0], LEADERS)
    reader.set_follow(True)
    reader.open(third, new=True)
    assert reader.open_reports() == [*made, third]
    # Three panes are narrower than two: what all show moves by the gaps between pages, which do not shrink.
    assert top_of(reader, third, LEADERS) == pytest.approx(ABOVE, abs=20)


def test_both_ends_of_a_link_show_while_following(reader, made, project):
    from storage import links

    one = builders.highlighted(project._library, made[0], "Line 30 of")
    other = builders.highlighted(project._library, made[1], "Line 160 of")
    link = project.do("Link", links.add, one, other, "recurs", project.reviewer)
    reader.set_follow(True)
    reader.show_link(link)
    for report, words in ((made[0], "Line 30 of"), (made[1], "Line 160 of")):
        assert 0 < top_of(reader, report, words) < reader.panes[0].pages.viewport().height()


# --- real reports -------------------------------------------------------------------------------------------------


def test_real_reports_are_aligned(shared: Path, reader, library):
    worker = Worker()
    files = [*sorted((shared / "reports" / "80505_islington").glob("*.pdf"))]
    files += sorted((shared / "reports" / "text").glob("000*.txt"))
    for file in files:
        library.write("Add", reports.add, intake.document(worker, file, library.originals, {}))
    worker.stop()
    by_year = {one.year: one.id for one in reader.ask(reports.listing) if one.authority == "Islington"}
    reader.set_pane_count(3)
    for year in (2012, 2017, 2020):
        reader.open(by_year[year])
    lead_with(reader, by_year[2017])
    reader.active.pages.point_at(help_place(reader, by_year[2017]) + 40, help_place(reader, by_year[2017]) + 60)
    assert reader.align_to_area() == "Brought to “Help and protection”."
    reader.open_in(reader.panes[0], by_year[2024])
    lead_with(reader, by_year[2017])
    assert reader.align_to_area() == "Brought to “Help and protection”."
    for year in (2020, 2024):
        pane, start = reader.pane_of(by_year[year]), help_place(reader, by_year[year])
        assert pane.pages.span_top(start, start + 10) == pytest.approx(ABOVE, abs=1.5)
        assert pane.pages.shown.contents.text[start:].startswith(HELP)
    pane = reader.open(by_year[2012])
    start = help_place(reader, by_year[2012])
    assert pane.pages.span_top(start, start + 10) == pytest.approx(ABOVE, abs=1.5)


def help_place(reader: Reader, report: int) -> int:
    """Where a report's stretch on help and protection begins."""
    places = reader.ask(crosswalk.area_sections, report)
    return next(place.start for place in places if place.areas == ("Help and protection",))

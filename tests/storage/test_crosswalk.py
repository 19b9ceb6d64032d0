"""Where the codebook's areas stand in made reports of several frameworks, and in real ones where they are here."""

from itertools import pairwise
from pathlib import Path

import pytest

from storage import areas, codebook, crosswalk, intake, reports
from storage.crosswalk import AreaPlace, area_at, counterpart
from storage.errors import LibraryError
from storage.folders import own_frameworks
from storage.frameworks import by_kind, frameworks
from storage.library import Library
from storage.model import Document, Judgement, Section
from storage.workers import Worker
from tests.storage import builders

SHARED = Path(__file__).parent.parent.parent.parent / "shared" / "reports"
HELP = "The experiences and progress of children who need help and protection"
CARE = "The experiences and progress of children in care"
LEAVERS = "The experiences and progress of care leavers"
BOTH = "The experiences and progress of children in care and care leavers"
LEADERS = "The impact of leaders on social work practice with children and families"


def written(seed: str, kind: str, headings: list[tuple[str, int]], judgements: tuple[Judgement, ...] = ()) -> Document:
    """A report of a kind whose sections have these headings and levels, with a line of words under each."""
    text = "\n".join(f"{heading}\nWhat was found is told here, in some words." for heading, _ in headings)
    starts, at = [], 0
    for heading, _ in headings:
        at = text.index(heading, at)
        starts.append(at)
        at += len(heading)
    sections = []
    for number, (heading, level) in enumerate(headings):
        later = (starts[n] for n in range(number + 1, len(headings)) if headings[n][1] <= level)
        sections.append(Section(heading, level, "", 1, starts[number], next(later, len(text) + 1) - 1))
    made = builders.document(seed, text=text, kind=kind)
    return made._replace(reading=made.reading._replace(sections=tuple(sections), judgements=judgements))


def places(library: Library, *documents: Document) -> list[list[AreaPlace]]:
    return [library.ask(crosswalk.area_sections, report) for report in builders.added(library, *documents)]


def ilacs(seed: str = "2024") -> Document:
    row = Judgement("Overall effectiveness", "Good", "", 1, 0, 5, "table")
    table = (row, Judgement(LEADERS, "Good", "", 1, 6, 9, "table"))
    return written(seed, "ILACS_2023", [("What happened", 1), (HELP, 1), (CARE, 1), (LEAVERS, 1), (LEADERS, 1)], table)


def test_sections_whose_heading_names_a_printed_area_are_its_places(library):
    (found,) = places(library, ilacs())
    assert [place.areas for place in found] == [
        ("Overall effectiveness",),
        ("Help and protection",),
        ("Children in care",),
        ("Care leavers",),
        ("Leadership and management",),
    ]
    assert [place.of_section for place in found] == [False, True, True, True, True]
    assert area_at(found, found[2].start + 60) == ("Children in care",)
    assert area_at(found, found[0].end + 2) == ()
    assert area_at([], 3) == ()


def test_areas_under_one_heading_are_parted_by_the_headings_below_it(library):
    headings = [
        (HELP, 2),
        ("Inspection findings", 3),
        ("The experiences and progress of children looked after and achieving permanence", 2),
        ("Inspection findings", 3),
        ("The graded judgement for adoption performance is that it is good", 3),
        ("The graded judgement about the experience and progress of care leavers is that it is good", 3),
        ("Inspection findings", 3),
        ("Leadership, management and governance", 2),
        ("Information about this inspection", 1),
    ]
    (found,) = places(library, written("sif", "SIF", headings))
    assert [place.areas for place in found] == [
        ("Help and protection",),
        ("Children in care", "Adoption and permanence"),
        ("Adoption and permanence",),
        ("Care leavers",),
        ("Leadership and management",),
    ]
    assert all(one.end == other.start for one, other in pairwise(found))


def test_groups_tell_areas_of_one_name_apart_and_neighbours_on_one_area_are_one(library):
    headings = [
        ("Safeguarding services", 1),
        ("Safeguarding outcomes for children and young people", 2),
        ("Quality of provision", 2),
        ("Services for looked after children", 1),
        ("Staying safe", 2),
        ("Enjoying and achieving", 2),
        ("Quality of provision", 2),
    ]
    slac, other = places(library, written("slac", "SLAC", headings), ilacs())
    assert [(place.areas, place.heading) for place in slac] == [
        (("Help and protection",), "Safeguarding outcomes for children and young people"),
        (("Children in care",), "Staying safe"),
        (("Education",), "Enjoying and achieving"),
        (("Children in care",), "Quality of provision"),
    ]
    answers = [counterpart(place, other) for place in slac]
    assert [answer and answer.place.heading for answer in answers] == [HELP, CARE, None, CARE]
    back = counterpart(other[2], slac)
    assert back is not None
    assert (back.place.heading, back.area, back.exact) == ("Staying safe", "Children in care", True)


def test_area_that_shares_its_section_or_its_parent_is_found_and_said_to_be_inexact(library):
    together = [(HELP, 1), (BOTH, 1), (LEADERS, 1)]
    older = [("Safeguarding services", 1), ("Ambition and prioritisation", 2)]
    ours, slac, newer = places(
        library, written("2020", "ILACS_2018", together), written("slac", "SLAC", older), ilacs()
    )
    leavers = counterpart(newer[3], ours)
    assert leavers is not None
    assert (leavers.place.heading, leavers.area, leavers.exact) == (BOTH, "Care leavers", False)
    first = counterpart(ours[1], newer)
    assert first is not None
    assert (first.place.heading, first.exact) == (CARE, True)
    leaders = counterpart(slac[0], newer)
    assert leaders is not None
    assert (leaders.place.heading, leaders.area, leaders.exact) == (LEADERS, "Ambition and prioritisation", False)


def test_same_printed_area_comes_before_a_better_name(library):
    headings = [
        ("Safeguarding services", 1),
        ("Leadership and management", 2),
        ("Services for looked after children", 1),
        ("Capacity for improvement", 2),
        ("Partnership working", 2),
    ]
    one, other = places(library, written("one", "SLAC", headings), written("two", "SLAC", headings))
    for place in one:
        answer = counterpart(place, other)
        assert answer is not None
        assert answer.place == place


def test_report_without_framework_or_equivalent_has_no_places(library):
    found = places(
        library,
        written("other", "OTHER", [(HELP, 1)]),
        written("visit", "FOCUSED_VISIT", [(HELP, 1)]),
        builders.document("bare"),
    )
    assert found == [[], [], []]


def test_own_framework_is_used_and_a_damaged_one_is_told(library):
    folder = own_frameworks()
    folder.mkdir(parents=True)
    file = folder / "mine.toml"
    area = '[[area]]\nname = "Homes"\ncodebook = ["Children in care"]\n'
    file.write_text('kind = "MY_REVIEW"\nname = "Mine"\nmarkers = ["my review"]\n' + area, encoding="utf-8")
    mine = written("mine", "MY_REVIEW", [("Introduction", 1), ("The experiences and progress of homes", 1)])
    (found,) = places(library, mine)
    assert [place.areas for place in found] == [("Children in care",)]
    file.write_text("kind = 3", encoding="utf-8")
    with pytest.raises(LibraryError, match="mine"):
        library.ask(crosswalk.area_sections, 1)


def test_corrected_kind_gives_other_places(library):
    (report,) = builders.added(library, ilacs())
    library.edit("Correct", reports.correct, report, {"kind": "OTHER"})
    assert library.ask(crosswalk.area_sections, report) == []


def test_real_reports_answer_each_other(library):
    if not SHARED.is_dir():
        pytest.skip("../shared/reports is not here")
    worker = Worker()
    files = [*sorted((SHARED / "80505_islington").glob("*.pdf")), *sorted((SHARED / "text").glob("000*.txt"))]
    for file in files:
        library.write("Add", reports.add, intake.document(worker, file, library.originals, {}))
    worker.stop()
    by_year = {report.year: library.ask(crosswalk.area_sections, report.id) for report in library.ask(reports.listing)}
    assert sorted(year or 0 for year in by_year) == [2012, 2017, 2020, 2024]
    here = next(place for place in by_year[2017] if place.areas == ("Help and protection",))
    answers = {year: counterpart(here, places) for year, places in by_year.items() if year != 2017}
    assert all(answer is not None and answer.exact for answer in answers.values())
    headings = {year: answer.place.heading for year, answer in answers.items() if answer is not None}
    assert headings == {2012: "Safeguarding outcomes for children and young people", 2020: HELP, 2024: HELP}
    leavers = next(place for place in by_year[2024] if place.areas == ("Care leavers",))
    older = counterpart(leavers, by_year[2012])
    assert older is not None
    assert older.place.heading == "Economic well-being"


# --- the library has the last word -------------------------------------------------------------------------------


def mapped(library: Library, kind: str, printed: str, group: str = "") -> tuple[list[str], bool]:
    framework = next(one for one in library.ask(crosswalk.shown) if one.kind == kind)
    area = next(one for one in framework.printed if (one.name, one.group) == (printed, group))
    return [each.name for each in area.areas], area.edited


def numbers(library: Library) -> dict[str, int]:
    return {area.name: area.id for area in library.ask(areas.all_areas)}


def test_every_framework_is_shown_as_its_file_says(library):
    found = library.ask(crosswalk.shown)
    assert [one.kind for one in found][:2] == ["SLAC", "LAC_2013"]
    assert not any(one.edited for framework in found for one in framework.printed)
    assert mapped(library, "ILACS_2018", BOTH) == (["Children in care", "Care leavers"], False)
    assert mapped(library, "SLAC", "Staying safe", "Services for looked after children")[0] == ["Children in care"]


def test_renamed_area_keeps_its_crosswalk(library):
    (report,) = builders.added(library, ilacs())
    library.edit("Rename", codebook.rename, numbers(library)["Children in care"], "Looked after children")
    assert mapped(library, "ILACS_2023", CARE) == (["Looked after children"], False)
    assert ("Looked after children",) in [place.areas for place in library.ask(crosswalk.area_sections, report)]


def test_printed_area_is_mapped_anew_and_reset_in_steps_that_are_undone(library):
    (report,) = builders.added(library, ilacs())
    ids = numbers(library)
    mine = library.edit("Add", codebook.add, "My area").answer
    edit = ("ILACS_2023", "", CARE)
    library.edit("Crosswalk", crosswalk.set_printed, *edit, [mine, ids["Health"], mine])
    assert mapped(library, "ILACS_2023", CARE) == (["My area", "Health"], True)
    assert ("My area", "Health") in [place.areas for place in library.ask(crosswalk.area_sections, report)]
    library.edit("Crosswalk", crosswalk.set_printed, *edit, [])
    assert mapped(library, "ILACS_2023", CARE) == ([], True)
    assert CARE not in [place.heading for place in library.ask(crosswalk.area_sections, report)]
    library.undo()
    assert mapped(library, "ILACS_2023", CARE) == (["My area", "Health"], True)
    library.edit("Reset", crosswalk.reset_printed, *edit)
    assert mapped(library, "ILACS_2023", CARE) == (["Children in care"], False)
    library.edit("Crosswalk", crosswalk.set_printed, *edit, [mine])
    library.edit("Crosswalk", crosswalk.set_printed, *edit, [ids["Children in care"]])
    assert mapped(library, "ILACS_2023", CARE) == (["Children in care"], False)


def test_edits_of_the_crosswalk_are_checked(library):
    for wrong in (("ILACS_2023", "", "No such area"), ("NONE", "", CARE), ("", "", "x")):
        with pytest.raises(LibraryError, match="print no area"):
            library.edit("Crosswalk", crosswalk.set_printed, *wrong, [1])
    with pytest.raises(LibraryError, match="any more"):
        library.edit("Crosswalk", crosswalk.set_printed, "ILACS_2023", "", CARE, [999])


def test_merged_area_hands_its_crosswalk_on(library):
    (report,) = builders.added(library, ilacs())
    ids = numbers(library)
    edit = ("ILACS_2023", "", LEADERS)
    library.edit("Crosswalk", crosswalk.set_printed, *edit, [ids["Health"], ids["Care leavers"], ids["Education"]])
    library.edit("Merge", codebook.merge, ids["Care leavers"], ids["Health"])
    assert mapped(library, "ILACS_2023", LEADERS) == (["Health", "Education"], True)
    assert mapped(library, "ILACS_2023", LEAVERS) == (["Health"], False)
    library.edit("Merge", codebook.merge, ids["Health"], ids["Voice and participation"])
    assert mapped(library, "ILACS_2023", LEAVERS) == (["Voice and participation"], False)
    assert mapped(library, "ILACS_2018", BOTH) == (["Children in care", "Voice and participation"], False)
    found = {place.heading: place.areas for place in library.ask(crosswalk.area_sections, report)}
    assert found[LEAVERS] == ("Voice and participation",)
    library.undo()
    library.undo()
    assert mapped(library, "ILACS_2023", LEADERS) == (["Health", "Care leavers", "Education"], True)


def test_retired_area_is_led_to_no_more_and_is_shown_as_mapped(library):
    (report,) = builders.added(library, ilacs())
    care = numbers(library)["Children in care"]
    library.edit("Retire", codebook.retire, care)
    assert mapped(library, "ILACS_2023", CARE) == (["Children in care"], False)
    assert CARE not in [place.heading for place in library.ask(crosswalk.area_sections, report)]
    framework = by_kind(frameworks(), "ILACS_2018")
    assert framework is not None
    assert library.ask(crosswalk.areas_of_printed, framework)["", BOTH] == ("Care leavers",)
    library.edit("Bring back", codebook.bring_back, care)
    assert CARE in [place.heading for place in library.ask(crosswalk.area_sections, report)]


def test_kin_is_that_of_the_librarys_codebook(library):
    ids = numbers(library)
    library.edit("Move", codebook.move, ids["Care leavers"], ids["Education"], 0)
    slac = [("Services for looked after children", 1), ("Enjoying and achieving", 2)]
    older, newer = places(library, written("slac", "SLAC", slac), ilacs())
    answer = counterpart(older[0], newer)
    assert answer is not None
    assert (answer.place.heading, answer.area, answer.exact) == (LEAVERS, "Education", False)
    assert library.ask(crosswalk.area_sections, 2) == newer


def test_framework_without_edits_is_the_same_object(library):
    framework = by_kind(frameworks(), "SIF")
    assert framework is not None
    assert library.ask(crosswalk.in_library, framework) is framework
    library.edit("Rename", codebook.rename, 2, "Protection")
    renamed = library.ask(crosswalk.in_library, framework)
    assert renamed is not framework
    assert library.ask(crosswalk.in_library, framework) is renamed


def test_names_for_a_kind_are_empty_where_there_is_nothing_to_say(library):
    assert library.ask(crosswalk.areas_of_kind, "ILACS_2023")["", CARE] == ("Children in care",)
    assert library.ask(crosswalk.areas_of_kind, "OTHER") == {}
    own_frameworks().mkdir(parents=True)
    (own_frameworks() / "mine.toml").write_text("kind = 3", encoding="utf-8")
    assert library.ask(crosswalk.areas_of_kind, "ILACS_2023") == {}

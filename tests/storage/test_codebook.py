"""Edits of the codebook: what they change, refuse, and that undo takes all of it back in one step."""

import random
from pathlib import Path

import pytest

from storage import annotations, areas, codebook
from storage.errors import LibraryError
from storage.library import Library, opened
from storage.model import Area
from tests.storage.builders import added, document, highlighted, quoted, reviewer, rows, steps


@pytest.fixture
def lib(library: Library) -> Library:
    reviewer(library)
    added(library, document("one"))
    return library


def by_name(library: Library) -> dict[str, Area]:
    return {area.name: area for area in library.ask(areas.all_areas)}


def names(library: Library) -> list[str]:
    found = library.ask(areas.all_areas)
    depths = areas.depths(found)
    return ["  " * depths[area.id] + area.name for area in found]


def undone_and_redone(library: Library) -> None:
    """The last step goes back and forward with nothing lost."""
    after = library.ask(rows)
    library.undo()
    before = library.ask(rows)
    assert before != after
    library.redo()
    assert library.ask(rows) == after


def refused(library: Library, *edit: object) -> str:
    before, made = library.ask(rows), library.ask(steps)
    with pytest.raises(LibraryError) as caught:
        library.edit("Edit", *edit)
    assert library.ask(rows) == before
    assert library.ask(steps) == made
    return str(caught.value)


# --- add, rename, recolour, describe ---------------------------------------------------------------------------------


def test_added_area_comes_last_with_a_colour_of_its_own_and_no_key(lib):
    taken = {area.colour for area in lib.ask(areas.all_areas)}
    made = lib.edit("Add area", codebook.add, "  Early help ").answer
    area = lib.ask(areas.all_areas)[-1]
    assert (area.id, area.name, area.slot, area.parent, area.retired) == (made, "Early help", None, None, False)
    assert area.colour not in taken
    undone_and_redone(lib)


def test_area_may_be_added_under_another(lib):
    health = by_name(lib)["Health"]
    lib.edit("Add area", codebook.add, "Dental care", "Teeth.", "#123ABC", health.id)
    found = lib.ask(areas.all_areas)
    at = next(place for place, area in enumerate(found) if area.name == "Dental care")
    assert found[at - 1].id == health.id
    assert (found[at].definition, found[at].colour, found[at].parent) == ("Teeth.", "#123abc", health.id)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "needs a name"),
        (" \u200b ", "needs a name"),
        ("two\nlines", "one line"),
        ("para\u2029graph", "one line"),
        ("tab\there", "one line"),
        ("nul\0", "one line"),
        ("half \ud83d", "half a character"),
        ("x" * 201, "201 characters"),
        ("x" * 10_000, "10,000 characters"),
        ("HELP and Protection", "in the codebook already"),
    ],
)
def test_names_that_cannot_be_kept_are_refused_with_a_sentence(lib, name, words):
    assert words in refused(lib, codebook.add, name)
    assert words in refused(lib, codebook.rename, by_name(lib)["Health"].id, name)


@pytest.mark.parametrize(
    "name",
    ["<b>bold</b> & 'co' \"x\"", "👩‍👧 семья", "\u202eright to left", "עברית", "a & b", "=cmd()", "x" * 200, "%s {}"],
)
def test_names_of_any_words_are_kept_as_typed(lib, name):
    made = lib.edit("Add area", codebook.add, name).answer
    assert next(area for area in lib.ask(areas.all_areas) if area.id == made).name == name


def test_names_that_differ_by_case_or_by_composition_only_are_one(lib):
    lib.edit("Add area", codebook.add, "Café straße")
    assert "already" in refused(lib, codebook.add, "CAFE\u0301 STRASSE")
    retired = by_name(lib)["Café straße"].id
    lib.edit("Retire", codebook.retire, retired)
    assert "bring it back" in refused(lib, codebook.add, "café straße")
    lib.edit("Rename", codebook.rename, retired, "CAFÉ straße")
    assert "CAFÉ straße" in by_name(lib)


def test_rename_describe_and_recolour_are_steps_and_nothing_new_is_none(lib):
    health = by_name(lib)["Health"]
    lib.edit("Rename", codebook.rename, health.id, "Health and wellbeing")
    lib.edit("Describe", codebook.describe, health.id, "All\r\nof it \ud83d")
    lib.edit("Recolour", codebook.recolour, health.id, " #ABCDEF ")
    after = by_name(lib)["Health and wellbeing"]
    assert (after.definition, after.colour, after.uuid) == ("All\nof it ?", "#abcdef", health.uuid)
    assert len(lib.ask(steps)) == 3
    lib.edit("Rename", codebook.rename, health.id, "Health and wellbeing")
    lib.edit("Recolour", codebook.recolour, health.id, "#abcdef")
    lib.edit("Move", codebook.set_slot, health.id, after.slot)
    assert len(lib.ask(steps)) == 3


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "", "#12345g", "javascript:1"])
def test_colour_is_checked(lib, colour):
    assert "no colour" in refused(lib, codebook.recolour, 1, colour)


def test_definition_has_a_limit_and_an_area_that_is_gone_is_said(lib):
    assert "100,001" in refused(lib, codebook.describe, 1, "x" * 100_001)
    for edit in (codebook.retire, codebook.bring_back, codebook.delete):
        assert "not in the codebook any more" in refused(lib, edit, 999)
    assert "not in the codebook any more" in refused(lib, codebook.add, "New", "", "", 999)


# --- keys ------------------------------------------------------------------------------------------------------------


def test_key_that_another_area_has_is_swapped(lib):
    before = by_name(lib)
    help_, care = before["Help and protection"], before["Children in care"]
    lib.edit("Key", codebook.set_slot, help_.id, care.slot)
    after = by_name(lib)
    assert (after[help_.name].slot, after[care.name].slot) == (care.slot, help_.slot)
    undone_and_redone(lib)
    lib.undo()
    assert by_name(lib) == before


def test_key_taken_by_an_area_without_one_frees_the_others(lib):
    lib.edit("Add area", codebook.add, "Early help")
    lib.edit("Key", codebook.set_slot, by_name(lib)["Early help"].id, 3)
    assert (by_name(lib)["Early help"].slot, by_name(lib)["Children in care"].slot) == (3, None)
    lib.edit("Key", codebook.set_slot, by_name(lib)["Early help"].id, None)
    assert by_name(lib)["Early help"].slot is None
    undone_and_redone(lib)


def test_keys_are_one_to_nine_and_for_areas_in_use(lib):
    for slot in (0, 10, -1):
        assert "1 to 9" in refused(lib, codebook.set_slot, 1, slot)
    lib.edit("Retire", codebook.retire, 2)
    assert "retired" in refused(lib, codebook.set_slot, 2, 4)


def test_no_other_edit_moves_a_key(lib):
    keys = {area.uuid: area.slot for area in lib.ask(areas.all_areas)}
    lib.edit("Move", codebook.move, 5, None, 0)
    lib.edit("Rename", codebook.rename, 3, "Looked after")
    lib.edit("Add", codebook.add, "New")
    assert {area.uuid: area.slot for area in lib.ask(areas.all_areas) if area.uuid in keys} == keys


# --- move ------------------------------------------------------------------------------------------------------------


def test_move_orders_and_nests_and_children_come_along(lib):
    found = by_name(lib)
    leaders, health, education = found["Leadership and management"], found["Health"], found["Education"]
    lib.edit("Move", codebook.move, leaders.id, health.id, 0)
    listed = names(lib)
    assert listed[listed.index("Health") + 1] == "  Leadership and management"
    assert "    Workforce" in listed
    undone_and_redone(lib)
    lib.edit("Move", codebook.move, education.id, None, 0)
    assert names(lib)[0] == "Education"
    lib.edit("Move", codebook.move, education.id, None, 99)
    assert names(lib)[-1] == "Education"


def test_area_cannot_come_to_lie_under_itself(lib):
    found = by_name(lib)
    leaders, workforce = found["Leadership and management"], found["Workforce"]
    assert "under itself" in refused(lib, codebook.move, leaders.id, leaders.id, 0)
    assert "under itself" in refused(lib, codebook.move, leaders.id, workforce.id, 0)


# --- retire, merge, delete -------------------------------------------------------------------------------------------


def test_retired_area_stays_on_passages_and_is_not_offered(lib):
    care = by_name(lib)["Children in care"]
    annotation = highlighted(lib, 1, "settle well", areas=(care.id,))
    lib.edit("Retire", codebook.retire, care.id)
    after = by_name(lib)["Children in care"]
    assert (after.retired, after.slot) == (True, None)
    assert care.id not in {area.id for area in lib.ask(areas.offered)}
    assert lib.ask(annotations.one, annotation).areas == (care.id,)
    undone_and_redone(lib)
    lib.edit("Bring back", codebook.bring_back, care.id)
    assert care.id in {area.id for area in lib.ask(areas.offered)}
    assert by_name(lib)["Children in care"].slot is None


def test_merge_is_one_step_that_moves_tags_children_and_key_without_doubles(lib):
    found = by_name(lib)
    leaders, voice = found["Leadership and management"], found["Voice and participation"]
    both = highlighted(lib, 1, "settle well", areas=(leaders.id, voice.id))
    one = highlighted(lib, 1, "Return home interviews", areas=(leaders.id,))
    before, made = lib.ask(rows), len(lib.ask(steps))
    assert lib.edit("Merge", codebook.merge, leaders.id, voice.id).answer == 2
    after = by_name(lib)
    assert leaders.name not in after
    assert after[voice.name].slot == voice.slot
    assert after["Workforce"].parent == voice.id
    assert lib.ask(annotations.one, both).areas == (voice.id,)
    assert lib.ask(annotations.one, one).areas == (voice.id,)
    assert len(lib.ask(steps)) == made + 1
    undone_and_redone(lib)
    lib.undo()
    assert lib.ask(rows) == before


def test_key_passes_on_where_the_target_has_none(lib):
    found = by_name(lib)
    lib.edit("Merge", codebook.merge, found["Health"].id, found["Workforce"].id)
    assert by_name(lib)["Workforce"].slot == found["Health"].slot
    undone_and_redone(lib)


def test_merge_into_what_lies_under_takes_its_place(lib):
    found = by_name(lib)
    leaders, workforce = found["Leadership and management"], found["Workforce"]
    place = names(lib).index("Leadership and management")
    lib.edit("Merge", codebook.merge, leaders.id, workforce.id)
    listed = names(lib)
    assert listed[place] == "Workforce"
    assert listed[place + 1] == "  Ambition and prioritisation"
    undone_and_redone(lib)


def test_merge_refuses_itself_and_a_retired_target(lib):
    assert "with itself" in refused(lib, codebook.merge, 2, 2)
    lib.edit("Retire", codebook.retire, 3)
    assert "retired" in refused(lib, codebook.merge, 2, 3)


def test_only_an_area_without_passages_is_deleted_and_what_is_under_it_moves_up(lib):
    found = by_name(lib)
    leaders = found["Leadership and management"]
    annotation = highlighted(lib, 1, "settle well", areas=(leaders.id,))
    assert refused(lib, codebook.delete, leaders.id).startswith("1 passage has “Leadership and management”")
    lib.edit("Untag", annotations.untag, annotation, leaders.id)
    place = names(lib).index("Leadership and management")
    lib.edit("Delete", codebook.delete, leaders.id)
    assert names(lib)[place : place + 2] == [
        "Ambition and prioritisation",
        "Performance management and quality assurance",
    ]
    undone_and_redone(lib)


def test_built_in_area_that_comes_again_is_the_same_as_in_other_libraries(lib):
    health = by_name(lib)["Health"]
    lib.edit("Delete", codebook.delete, health.id)
    lib.edit("Add", codebook.add, "Health")
    assert by_name(lib)["Health"].uuid == health.uuid
    lib.edit("Merge", codebook.merge, by_name(lib)["Health"].id, by_name(lib)["Education"].id)
    lib.edit("Add", codebook.add, "Health")
    assert by_name(lib)["Health"].uuid != health.uuid


def test_area_is_added_and_tagged_in_one_step(lib):
    annotation = highlighted(lib, 1, "settle well")
    made = len(lib.ask(steps))
    area, where = lib.edit("Add", codebook.add_to, "Early help", annotation, lib.reviewer).answer
    assert (where, lib.ask(annotations.one, annotation).areas) == (annotation, (area,))
    passage = lib.ask(quoted, 1, "virtual school")
    area, where = lib.edit("Add", codebook.add_to, "Virtual school", passage, lib.reviewer).answer
    assert lib.ask(annotations.one, where).areas == (area,)
    assert len(lib.ask(steps)) == made + 2
    undone_and_redone(lib)


def test_damaged_hierarchy_loses_no_area(lib):
    lib.write("Damage", lambda db: db.execute("update areas set parent = 3 where id = 2"))
    lib.write("Damage", lambda db: db.execute("update areas set parent = 2 where id = 3"))
    assert {area.id for area in lib.ask(areas.all_areas)} == set(range(1, 15))


def test_passages_are_counted(lib):
    highlighted(lib, 1, "settle well", areas=(2, 3))
    highlighted(lib, 1, "Return home interviews", areas=(2,))
    assert lib.ask(areas.uses) == {2: 2, 3: 1}


@pytest.mark.parametrize("seed", range(6))
def test_random_edits_are_undone_and_redone_with_equality_across_a_restart(lib, seed, tmp_path: Path):
    dice = random.Random(seed)
    for quote in ("settle well", "Return home", "virtual school", "leaders know why"):
        highlighted(lib, 1, quote, areas=dice.sample(range(1, 15), 3))

    def pick() -> int:
        return dice.choice(lib.ask(areas.all_areas)).id

    def edit() -> tuple:
        return dice.choice(
            [
                (codebook.add, f"Area {dice.random()}", "", "", dice.choice([None, pick()])),
                (codebook.rename, pick(), f"Area {dice.random()}"),
                (codebook.move, pick(), dice.choice([None, pick()]), dice.randrange(6)),
                (codebook.retire, pick()),
                (codebook.bring_back, pick()),
                (codebook.merge, pick(), pick()),
                (codebook.delete, pick()),
                (codebook.set_slot, pick(), dice.choice([None, *range(1, 10)])),
                (codebook.recolour, pick(), dice.choice(codebook.PALETTE)),
            ]
        )

    states = [lib.ask(rows)]
    for _ in range(60):
        try:
            change = lib.edit("Edit", *edit())
        except LibraryError:
            continue
        if change.touched:
            states.append(lib.ask(rows))
        found = lib.ask(areas.all_areas)
        keys = [area.slot for area in found if area.slot]
        assert len(keys) == len(set(keys))
        assert all(area.parent is None or area.parent in {other.id for other in found} for area in found)
    assert len(states) > 20
    folder = lib.folder
    lib.close()
    with opened(folder) as again:
        for state in states[-2::-1]:
            again.undo()
            assert again.ask(rows) == state
        for state in states[1:]:
            again.redo()
            assert again.ask(rows) == state

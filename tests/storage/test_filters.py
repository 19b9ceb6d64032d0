"""Saved filters: kept, named, undone; and how a filter is written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import areas, codebook, filters, passage_filter
from storage.errors import LibraryError
from storage.library import Library
from storage.passage_filter import GROUPS, SORTS, Arrangement, Filter
from tests.storage.builders import reviewer, rows

CONCERNS = Arrangement(Filter(marks=("concern",), noted=True, first_year=2012), "area", "created", True)

texts = st.text(max_size=30)
arrangements = st.builds(
    Arrangement,
    st.builds(
        Filter,
        authorities=st.lists(texts, max_size=3).map(tuple),
        first_year=st.none() | st.integers(1900, 2199),
        last_year=st.none() | st.integers(1900, 2199),
        areas=st.lists(texts, max_size=3).map(tuple),
        marks=st.lists(st.sampled_from(["", "strength", "concern"]), unique=True).map(tuple),
        reviewers=st.lists(texts, max_size=2).map(tuple),
        noted=st.none() | st.booleans(),
        linked=st.none() | st.booleans(),
        lost=st.none() | st.booleans(),
        words=texts,
    ),
    st.sampled_from(GROUPS),
    st.sampled_from(SORTS),
    st.booleans(),
)


@given(arrangements)
def test_arrangement_is_read_as_it_was_written(arrangement: Arrangement):
    assert passage_filter.read(passage_filter.written(arrangement)) == arrangement


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '{"filter": 5, "sort": [], "group": null}', '"x"'])
def test_what_is_not_understood_asks_for_nothing(text: str):
    assert passage_filter.read(text) == Arrangement()


def test_fields_of_another_version_are_passed_over():
    later = {"filter": {"marks": ["concern", "praise"], "first_year": True, "noted": 1, "colour": "red"}, "sort": "no"}
    assert passage_filter.read(json.dumps(later)) == Arrangement(Filter(marks=("concern",)))


def test_filter_is_saved_renamed_deleted_and_each_is_undone(library: Library):
    reviewer(library)
    states = [library.ask(rows)]
    saved = library.edit("Save", filters.save, "  To   do ", CONCERNS).answer
    states.append(library.ask(rows))
    assert [one[2:] for one in library.ask(filters.everything)] == [("To do", CONCERNS)]
    library.edit("Rename", filters.rename, saved, "Concerns")
    states.append(library.ask(rows))
    library.edit("Delete", filters.delete, saved)
    assert library.ask(filters.everything) == []
    for before in reversed(states):
        library.undo()
        assert library.ask(rows) == before
    for _ in range(3):
        library.redo()
    assert library.ask(filters.everything) == []


def test_name_that_is_taken_is_replaced_when_saving_and_refused_when_renaming(library: Library):
    reviewer(library)
    one = library.edit("Save", filters.save, "Élan", CONCERNS).answer
    assert library.edit("Save", filters.save, "élan", Arrangement()).answer == one
    assert [(saved.name, saved.arrangement) for saved in library.ask(filters.everything)] == [("Élan", Arrangement())]
    assert library.edit("Save", filters.save, "Élan", Arrangement()).touched == frozenset()
    other = library.edit("Save", filters.save, "Other", CONCERNS).answer
    with pytest.raises(LibraryError, match="Another filter is called “ÉLAN” already"):
        library.edit("Rename", filters.rename, other, "ÉLAN")
    library.edit("Rename", filters.rename, one, "ÉLAN")
    assert [saved.name for saved in library.ask(filters.everything)] == ["Other", "ÉLAN"]


@pytest.mark.parametrize("name", ["", "  \n", "\u200b", "x" * 201, "half \ud83d", "bell \x07"])
def test_name_that_is_none_is_refused_with_a_sentence(library: Library, name: str):
    reviewer(library)
    with pytest.raises(LibraryError, match=r"nothing was saved|Nothing was saved"):
        library.edit("Save", filters.save, name, CONCERNS)
    assert library.ask(filters.everything) == []


@pytest.mark.parametrize("name", ['"><b>', "O'Brien; drop table filters --", "ریویو", "👩‍👧 & co", "x" * 200])
def test_name_is_kept_as_typed(library: Library, name: str):
    reviewer(library)
    library.edit("Save", filters.save, name, CONCERNS)
    assert [saved.name for saved in library.ask(filters.everything)] == [name]


def test_filter_of_an_area_that_was_merged_asks_for_what_it_has_become(library: Library):
    reviewer(library)
    everything = library.ask(areas.all_areas)
    asked = Arrangement(Filter(areas=(everything[0].uuid, passage_filter.UNTAGGED)))
    library.edit("Save", filters.save, "Mine", asked)
    library.edit("Merge", codebook.merge, everything[0].id, everything[1].id)
    library.edit("Merge", codebook.merge, everything[1].id, everything[2].id)
    (saved,) = library.ask(filters.everything)
    assert set(saved.arrangement.filter.areas) == {everything[2].uuid, passage_filter.UNTAGGED}

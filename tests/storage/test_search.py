"""Full-text search: what answers, where it stands, and that the index follows whatever happens to a report."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import annotations, links, reports, rereading, schema, search, search_marks
from storage.library import Library, opened
from storage.model import NumberedParagraph, Section
from storage.search import Shelf, Stopped
from storage.search_found import IN_SIGHT, SNIPPET, Found, snippet, unmarked
from storage.search_index import CLOSE, OPEN
from storage.versions import VERSION
from tests.storage import builders

TEXT = (
    "Help and protection\n"
    "13. Children who suffer neglect are seen quickly. The police are told.\n"
    "• Thresholds are understood by the café.\n"
    "14. Return home interviews vary. Neglect is understood by the police."
)


def found(library: Library, words: str, **how: Any) -> Found:
    return library.ask(search.found, words, **how)


def quotes(library: Library, words: str, **how: Any) -> list[str]:
    """The paragraphs found, in order."""
    return [
        library.ask(reports.text, hit.report).text[hit.start : hit.end] for hit in found(library, words, **how).hits
    ]


def document(seed: str = "made", authority: str = "Exampleshire", end: str = "2017-05-18", text: str = TEXT):
    made = builders.document(seed, authority, end, text)
    at = text.find("13.")
    last = text.find("\n14.")
    inside = {
        "sections": (Section("Help and protection", 1, "", 1, 0, len(text)),),
        "numbered": (NumberedParagraph(13, 1, 2, 0, at, last),) if at >= 0 else (),
    }
    return made._replace(reading=made.reading._replace(**inside))


@pytest.fixture
def report(library: Library) -> int:
    builders.reviewer(library)
    return builders.added(library, document())[0]


def matched(library: Library, words: str) -> list[str]:
    """The words that matched, by their places in the running text."""
    answer = found(library, words)
    return [library.ask(reports.text, hit.report).text[start:end] for hit in answer.hits for start, end in hit.matches]


def integrity(db: sqlite3.Connection) -> None:
    """Raises when an index of words does not fit what it is of."""
    for table in ("paragraph_words", "annotations_words", "links_words"):
        rank = 1 if table == "paragraph_words" else 0  # notes that are empty are in no index
        db.execute(f"insert into {table} ({table}, rank) values ('integrity-check', ?)", (rank,))


# --- what a hit says -------------------------------------------------------------------------------------------


def test_hit_says_where_it_stands(library: Library, report: int):
    answer = found(library, "thresholds")
    (hit,) = answer.hits
    assert (hit.report, hit.page, hit.label, hit.number, hit.heading) == (report, 2, "2", "13", "Help and protection")
    assert hit.snippet.text == "• Thresholds are understood by the café."
    assert [hit.snippet.text[slice(*span)] for span in hit.snippet.spans] == ["Thresholds"]
    assert matched(library, "thresholds") == ["Thresholds"]
    assert (answer.total, answer.shown, answer.is_cut) == (1, 1, False)


def test_all_words_stand_in_one_paragraph(library: Library, report: int):
    assert len(quotes(library, "neglect police")) == 2
    assert quotes(library, "neglect café") == []
    assert len(quotes(library, "neglect OR cafe")) == 3
    assert len(quotes(library, '"neglect is"')) == 1
    assert len(quotes(library, "neglect -interviews")) == 1
    assert len(quotes(library, "NEAR(neglect interviews, 2)")) == 1
    assert quotes(library, "NEAR(neglect interviews, 0)") == []
    assert matched(library, "NEAR(interviews neglect, 2)") == ["interviews", "Neglect"]


def test_last_word_is_a_beginning_only_while_typed(library: Library, report: int):
    assert quotes(library, "thresh") == []
    assert len(quotes(library, "thresh", typing=True)) == 1


def test_groups_stand_by_authority_and_year(library: Library):
    texts = (("Norfolk", "2020-01-01"), ("Barnsley", "2021-01-01"), ("", ""), ("Norfolk", "2012-05-05"))
    for seed, (authority, end) in enumerate(texts):
        builders.added(library, builders.document(str(seed), authority, end, "Care is good.\nCare is kind."))
    answer = found(library, "care")
    assert [group.report.name for group in answer.groups] == [
        "Barnsley 2021",
        "Norfolk 2012",
        "Norfolk 2020",
        "Unknown authority undated",
    ]
    assert all([hit.start for hit in group.hits] == [0, 14] for group in answer.groups)


def test_years_and_authorities_choose_reports(library: Library):
    for seed, (authority, end) in enumerate(
        (("Norfolk", "2020-01-01"), ("Norfolk", "2012-01-01"), ("Essex", "2020-01-01"))
    ):
        builders.added(library, builders.document(str(seed), authority, end, "Care is good."))
    names = lambda words: [group.report.name for group in found(library, words).groups]  # noqa: E731
    assert names("care year:2020") == ["Essex 2020", "Norfolk 2020"]
    assert names("care year:2010-2015") == ["Norfolk 2012"]
    assert names("authority:norf care") == ["Norfolk 2012", "Norfolk 2020"]
    assert names("care year:1999") == []
    assert names("care year:x-y") == []
    assert [one.report.name for one in found(library, "year:2012").names] == ["Norfolk 2012"]


def test_names_of_reports_and_areas_are_found(library: Library, report: int):
    answer = found(library, "example", typing=True)
    assert [(one.report.id, one.name.text, one.name.spans) for one in answer.names] == [
        (report, "Exampleshire 2017", ((0, 12),))
    ]
    areas = found(library, "care leavers").areas
    assert [area.name.text[slice(*span)] for area in areas for span in area.name.spans] == ["Care", "leavers"]


# --- limits ----------------------------------------------------------------------------------------------------


def test_many_hits_are_cut_and_counted(library: Library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "MOST", 5)
    text = "\n".join(["Care of many words that say nothing at all of it." * 3] * 9 + ["Care care."])
    builders.added(library, builders.document(text=text))
    answer = found(library, "care")
    assert (answer.shown, answer.total, answer.is_cut) == (5, 10, True)
    assert "Care care." in quotes(library, "care")  # the best is among them


def test_broad_words_are_spread_over_all_reports(library: Library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "MOST", 5)
    monkeypatch.setattr(search, "RANKED", 20)
    monkeypatch.setattr(search, "SAMPLE", 10)
    monkeypatch.setattr(search, "BROAD", 8)
    text = "\n".join(["Care is given."] * 10)
    builders.added(library, *(builders.document(str(seed), text=text) for seed in range(4)))
    answer = found(library, "care")
    assert (answer.shown, answer.total) == (8, 40)
    assert len(answer.groups) > 2


def test_one_or_two_letters_are_not_counted(library: Library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "FEW", 3)
    builders.added(library, builders.document(text="\n".join(["Care is given."] * 10)))
    answer = found(library, "ca", typing=True)
    assert (answer.shown, answer.total, answer.is_cut) == (3, -1, True)
    assert found(library, "gi", typing=True).total == -1


# --- the index follows ------------------------------------------------------------------------------------------


def test_removed_report_is_not_found_until_undone(library: Library, report: int):
    builders.added(library, builders.document("other", "Sampleton", text="Neglect again."))
    library.edit("Remove", reports.remove, report)
    assert quotes(library, "neglect") == ["Neglect again."]
    assert found(library, "neglect").total == 1
    assert found(library, "exampleshire").names == ()
    library.undo()
    assert len(quotes(library, "neglect")) == 3
    library.redo()
    assert len(quotes(library, "neglect")) == 1


def test_report_that_is_read_again_is_indexed_anew(library: Library, report: int):
    again = document(text="Another text says plenty of advocacy.")
    library.write("Read again", rereading.take, report, again)
    assert quotes(library, "neglect") == []
    assert quotes(library, "advocacy") == ["Another text says plenty of advocacy."]
    library.write("Check", integrity)


def test_document_that_is_deleted_leaves_the_index(library: Library, report: int):
    def delete(db: sqlite3.Connection) -> None:
        sha256 = reports.one(db, report).sha256
        db.execute("delete from reports where id = ?", (report,))
        db.execute("delete from documents where sha256 = ?", (sha256,))

    library.write("Delete", delete)
    library.write("Check", integrity)
    assert library.ask(lambda db: db.execute("select count(*) from searchable").fetchone()[0]) == 0
    assert found(library, "neglect").is_empty


def test_index_is_no_part_of_history(library: Library, report: int):
    library.write("Read again", rereading.take, report, document())
    assert library.ask(lambda db: db.execute("select count(*) from history").fetchone()[0]) == 0


def test_library_of_version_4_is_filled(library: Library, report: int):
    annotation = builders.highlighted(library, report, "neglect", note="A note on homelessness")
    everything = "select * from searchable order by id"
    before = library.ask(lambda db: db.execute(everything).fetchall())
    folder = library.folder
    library.close()
    _downgrade(folder / "library.db")
    with opened(folder) as again:
        assert again.ask(lambda db: db.execute("pragma user_version").fetchone()[0]) == VERSION
        assert again.ask(lambda db: db.execute(everything).fetchall()) == before
        assert len(quotes(again, "neglect")) == 2
        assert [note.annotation for note in found(again, "homelessness").notes] == [annotation]
        again.write("Check", integrity)


def _downgrade(path: Path) -> None:
    """Make a library of today one of version 4."""
    db = sqlite3.connect(path)
    for kind in ("trigger", "table"):
        names = db.execute("select name from sqlite_master where type = ?", (kind,)).fetchall()
        ours = ("indexed", "searchable", "paragraph_words", "annotations_words", "links_words")
        for (name,) in names:
            wanted = name in ours or (kind == "trigger" and name.startswith(ours))
            if wanted:
                db.execute(f"drop {kind} if exists {name}")
    db.executescript("drop index page_frames; drop index documents_marked")
    later = [each.name for each in schema.migrations._migrations[4:]]
    db.executemany("delete from _sqlite_migrations where name = ?", [(name,) for name in later])
    db.execute("pragma user_version = 4")
    db.commit()
    db.close()


def test_words_of_the_index_are_as_long_as_the_text(library: Library):
    text = f"One {OPEN}two{CLOSE} three\0four care."
    builders.added(library, builders.document(text=text))
    (hit,) = found(library, "care").hits
    assert text[slice(*hit.matches[0])] == "care"
    assert matched(library, "four") == ["four"]


# --- notes -----------------------------------------------------------------------------------------------------


def note_hits(library: Library, words: str) -> list[tuple[int, int]]:
    return [(note.annotation, note.link) for note in found(library, words).notes]


def test_notes_are_found_as_they_are_written_and_undone(library: Library, report: int):
    annotation = builders.highlighted(library, report, "Thresholds")
    assert note_hits(library, "advocacy") == []
    library.edit("Note", annotations.set_note, annotation, "Ask about advocacy")
    assert note_hits(library, "advocacy") == [(annotation, 0)]
    library.edit("Note", annotations.set_note, annotation, "Ask about housing")
    assert note_hits(library, "advocacy") == []
    library.undo()
    assert note_hits(library, "advocacy") == [(annotation, 0)]
    library.edit("Delete", annotations.delete, annotation)
    assert note_hits(library, "advocacy") == []
    library.undo()
    assert note_hits(library, "advocacy") == [(annotation, 0)]
    library.edit("Remove", reports.remove, report)
    assert note_hits(library, "advocacy") == []
    library.undo()
    library.edit("Note", annotations.set_note, annotation, "")
    assert note_hits(library, "advocacy") == []
    library.write("Check", integrity)


def test_notes_of_links_are_found(library: Library, report: int):
    other = builders.added(library, document("later", end="2020-05-05"))[0]
    one = builders.highlighted(library, report, "Thresholds")
    two = builders.highlighted(library, other, "Thresholds")
    link = library.edit("Link", links.add, one, two, "improved", library.reviewer, "Advocacy grew").answer
    assert note_hits(library, "advocacy") == [(two, link)]
    library.edit("Delete", annotations.delete, one)
    assert note_hits(library, "advocacy") == []
    library.undo()
    assert note_hits(library, "advocacy") == [(two, link)]
    assert found(library, "advocacy year:2020").notes
    assert not found(library, "advocacy year:2017").notes


def test_a_note_leaves_the_id_of_its_annotation_alone(library: Library, report: int):
    ids = [builders.highlighted(library, report, "Thresholds", note=f"note {number}") for number in range(5)]
    assert ids == sorted(set(ids))
    assert [library.ask(annotations.one, each).note for each in ids] == [f"note {number}" for number in range(5)]


# --- mark all --------------------------------------------------------------------------------------------------


def marked(library: Library, words: str) -> list[str]:
    passages = library.ask(search_marks.passages, found(library, words))
    made = library.edit("Mark all hits", search_marks.mark_all, passages, library.reviewer).answer
    return [library.ask(annotations.one, each).quote for each in made]


def test_sentences_that_answer_are_marked_once(library: Library, report: int):
    assert marked(library, "neglect") == [
        "Children who suffer neglect are seen quickly.",
        "Neglect is understood by the police.",
    ]
    assert marked(library, "neglect OR thresholds") == ["• Thresholds are understood by the café."]
    library.undo()
    library.undo()
    assert library.ask(annotations.totals)[1] == 0


def test_run_of_sentences_is_marked_where_none_answers_by_itself(library: Library, report: int):
    assert marked(library, "children police") == ["Children who suffer neglect are seen quickly. The police are told."]


def test_another_reviewer_marks_her_own(library: Library, report: int):
    assert len(marked(library, "neglect")) == 2
    builders.reviewer(library, "B. Reviewer")
    assert len(marked(library, "neglect")) == 2


def test_passages_that_changed_meanwhile_are_passed_over(library: Library, report: int):
    passages = library.ask(search_marks.passages, found(library, "neglect"))
    answer = found(library, "neglect")
    library.write("Read again", rereading.take, report, document(text="Short."))
    assert library.edit("Mark", search_marks.mark_all, passages, library.reviewer).answer == []
    library.edit("Remove", reports.remove, report)
    assert library.edit("Mark", search_marks.mark_all, passages, library.reviewer).answer == []
    assert library.ask(search_marks.passages, answer) == []


# --- any string ------------------------------------------------------------------------------------------------


@given(st.text(st.characters(), max_size=80), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_string_is_answered(library: Library, report: int, words: str, typing: bool):
    answer = found(library, words, typing=typing)
    assert answer.words == words
    assert answer.is_empty or not answer.query.hint


@pytest.mark.parametrize(
    "words", ['"', "NEAR(", "(", "😀", "\ud800", "a\0b", "x" * 10_000, "שלום", "<b>care</b>", "*", "'; drop"]
)
def test_odd_strings_are_answered(library: Library, report: int, words: str):
    assert found(library, words).is_empty
    assert found(library, words, typing=True).words == words


# --- snippets --------------------------------------------------------------------------------------------------


def test_marks_become_spans():
    assert unmarked(f"a {OPEN}b{CLOSE} c{OPEN}d{CLOSE}") == ("a b cd", [(2, 3), (5, 6)])


@given(st.lists(st.sampled_from(["care", "a", "\n", "…", "é", "longerword" * 9, "<b>"]), max_size=120), st.data())
def test_snippet_shows_words_that_matched(parts: list[str], data: st.DataObject):
    text = " ".join(parts)
    spans = [(at, at + 4) for at in range(len(text)) if text.startswith("care", at)]
    made = snippet(text, spans)
    assert len(made.text) <= SNIPPET + 4
    assert "\n" not in made.text
    assert bool(made.spans) == bool(spans)
    assert all("care".startswith(made.text[a:b]) or "care".endswith(made.text[a:b]) for a, b in made.spans)
    assert any(made.text[a:b] == "care" for a, b in made.spans) or not spans


def test_snippet_prefers_different_words():
    text = "care care care " + "and so on " * 30 + "care of the police"
    made = snippet(text, [(0, 4), (5, 9), (10, 14), (315, 319), (len(text) - 6, len(text))])
    assert made.text.endswith("police")


@pytest.mark.parametrize("at", [0, 30, 60, 118, 300, 560, 591])
def test_snippet_has_the_first_match_in_sight(at: int):
    text = ("and so on " * 60)[:at] + "care" + " and more words" * ((600 - at) // 15)
    made = snippet(text, [(at, at + 4)])
    ((start, end),) = made.spans
    assert made.text[start:end] == "care"
    assert end <= IN_SIGHT
    assert made.text.startswith("… ") == (at + 4 > IN_SIGHT)
    assert at + 4 <= IN_SIGHT or made.text[2:].split()[0] in ("and", "so", "on")


def test_snippet_shows_a_long_phrase():
    text = "and so on " * 30 + "care leavers are supported well by the police and schools" + " and so on" * 9
    assert snippet(text, [(300, 357)]).spans[0][0] < IN_SIGHT


def test_phrase_does_not_reach_across_a_full_stop(library: Library, report: int):
    assert found(library, "quickly the").shown == 1
    assert found(library, '"quickly the"').is_empty
    assert found(library, '"quickly the" OR café').total == 1
    assert matched(library, '"vary neglect"') == []
    assert matched(library, '"the police" OR "vary neglect"') == ["The police", "the police"]
    assert quotes(library, '"14 return home"')  # a printed number ends no sentence
    assert matched(library, '"return home interviews"') == ["Return home interviews"]


# --- a thread of its own -----------------------------------------------------------------------------------------


def test_search_sees_what_another_connection_wrote(library: Library, report: int):
    shelf = Shelf()
    with opened(library.folder, write=False) as reading:
        assert reading.ask(search.found, "neglect", shelf=shelf).shown == 2
        builders.added(library, document("other", "Sampleton"))
        again = reading.ask(search.found, "neglect", shelf=shelf)
        assert (again.shown, len(again.groups)) == (4, 2)
        assert len(reading.ask(search_marks.passages, again)) == 4


def test_search_stops_when_it_is_told_or_interrupted(library: Library, report: int):
    with opened(library.folder, write=False) as reading:
        with pytest.raises(Stopped):
            reading.ask(search.found, "neglect", stopped=lambda: True)
        interrupter = threading.Thread(target=reading.interrupt)
        interrupter.start()
        interrupter.join()
        assert reading.ask(search.found, "neglect").shown == 2  # nothing was being searched


def test_interrupted_statement_is_no_damage(library: Library, report: int):
    def interrupting(db: sqlite3.Connection) -> None:
        db.set_progress_handler(lambda: 1, 1)
        try:
            search.found(db, "neglect")
        finally:
            db.set_progress_handler(None, 0)

    with pytest.raises(Stopped):
        library.ask(interrupting)
    assert found(library, "neglect").shown == 2

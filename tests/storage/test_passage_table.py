"""The passages view's questions, beside what plain Python makes of everything there is."""

import random
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from storage import annotations, areas, links, passage_table, reports, reviewers
from storage.errors import WorkStopped
from storage.library import Library, create
from storage.model import Annotation, Box, Report
from storage.passage_filter import SORTS, UNTAGGED, Arrangement, Filter, folded, words_in
from storage.passages import passage, unpacked_words
from tests.storage.builders import added, document, reviewer
from tests.storage.test_history import NOTES

MANY = 150
WORDS = ("care", "School has", '"virtual school"', "child's", "zzz", "CARE interviews", "é", '"', "%", "_", "'", "\\")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Six reports with many random annotations, rectangles and lost ones among them; some linked."""
    rnd = random.Random(4)
    with create(tmp_path_factory.mktemp("passages") / "library") as made:
        reviewer(made)
        reviewer(made, "B. Colleague")
        added(
            made,
            document("a", "Sampleton", "2020-01-31"),
            document("b", "exampleshire", "2012-03-09"),
            document("c", "Exampleshire", "2017-05-18"),
            document("d", "Exampleshire", "2017-05-18", media="text"),
            document("e", "", ""),
            document("f", "Élan & Vale", "2024-02-02"),
        )
        for _ in range(MANY):
            made.edit("Mark", _random_mark, rnd)
        made.edit("Links", _random_links, rnd)
        made.write("Lose", lambda db: db.execute("update annotations set lost = 1 where id % 17 = 0 and page = 0"))
        yield made


def _random_mark(db, rnd: random.Random) -> None:
    report, who = rnd.randint(1, 6), rnd.randint(1, 2)
    tags = rnd.sample(range(1, 15), rnd.choice([0, 0, 1, 2, 3]))
    details = {"areas": tags, "mark": rnd.choice(["", "strength", "concern"]), "note": rnd.choice(NOTES)}
    if rnd.random() < 0.1:
        x, y = rnd.uniform(0, 300), rnd.uniform(0, 600)
        annotations.add_rectangle(db, report, rnd.randint(1, 3), Box(x, y, x + 50, y + 50), who, **details)
        return
    text = reports.text(db, report).text
    start = rnd.randrange(len(text) - 20)
    annotation = annotations.add(
        db, passage(report, text, start, min(start + rnd.randint(3, 60), len(text))), who, **details
    )
    day = f"2026-{rnd.randint(1, 12):02d}-0{rnd.randint(1, 9)}T10:00:00Z"
    db.execute("update annotations set created = ? where id = ?", (day, annotation))


def _random_links(db, rnd: random.Random) -> None:
    everything = annotations.everything(db)
    for _ in range(60):
        one, other = rnd.sample(everything, 2)
        if not links.why_not(db, one.report, other.report):
            sql = "insert or ignore into links (uuid, earlier, later, relation, reviewer, created)"
            db.execute(sql + " values (?, ?, ?, 'related', 1, '')", (str(rnd.random()), one.id, other.id))


# --- the same in Python ------------------------------------------------------------------------------


def expected(library: Library, asked: Filter) -> list[Annotation]:
    """The annotations that a filter lets through, in the order of the reports."""
    listed = library.ask(reports.listing)
    by_id = {report.id: report for report in listed}
    rank = {report.id: place for place, report in enumerate(listed)}
    start = dict(library.ask(lambda db: db.execute('select id, "start" from annotations').fetchall()))
    linked = {end for link in library.ask(links.everything) for end in (link.earlier, link.later)}
    tags = _areas_with_those_below(library, asked)
    found = [
        one
        for one in library.ask(annotations.everything)
        if _fits(one, by_id[one.report], asked, tags, one.id in linked, library)
    ]
    return sorted(found, key=lambda one: (rank[one.report], start[one.id], one.id))


def _areas_with_those_below(library: Library, asked: Filter) -> set[int]:
    everything = library.ask(areas.all_areas)
    wanted = {area.id for area in everything if area.uuid in asked.areas}
    for _ in everything:
        wanted |= {area.id for area in everything if area.parent in wanted}
    return wanted


def _fits(one: Annotation, report: Report, asked: Filter, tags: set[int], linked: bool, library: Library) -> bool:
    names = dict(library.ask(lambda db: db.execute("select name, uuid from reviewers").fetchall()))
    texts = [" ".join(folded(text).split()) for text in (one.quote, one.note)]
    tests = (
        not asked.authorities or report.authority.casefold() in {name.casefold() for name in asked.authorities},
        asked.first_year is None or (report.year or 0) >= asked.first_year,
        asked.last_year is None or (report.year or 9999) <= asked.last_year,
        not asked.areas or bool(tags & set(one.areas)) or (UNTAGGED in asked.areas and not one.areas),
        not asked.marks or one.mark in asked.marks,
        not asked.reviewers or names[one.reviewer] in asked.reviewers,
        asked.noted is None or bool(one.note) == asked.noted,
        asked.linked is None or linked == asked.linked,
        asked.lost is None or one.lost == asked.lost,
        all(any(word in text for text in texts) for word in words_in(asked.words)),
    )
    return all(tests)


def random_filter(rnd: random.Random, library: Library) -> Filter:
    everything = [*(area.uuid for area in library.ask(areas.all_areas)), UNTAGGED]
    identities = library.ask(lambda db: [row[0] for row in db.execute("select uuid from reviewers")])
    choose = {
        "authorities": lambda: tuple(rnd.sample(["EXAMPLESHIRE", "Sampleton", "", "Nowhere"], rnd.randint(1, 2))),
        "first_year": lambda: rnd.choice([2012, 2017, 2021]),
        "last_year": lambda: rnd.choice([2012, 2017, 2021]),
        "areas": lambda: tuple(rnd.sample(everything, rnd.randint(1, 3))),
        "marks": lambda: tuple(rnd.sample(["", "strength", "concern"], rnd.randint(1, 2))),
        "reviewers": lambda: tuple(rnd.sample(identities, 1)),
        "noted": lambda: rnd.random() < 0.5,
        "linked": lambda: rnd.random() < 0.5,
        "lost": lambda: rnd.random() < 0.5,
        "words": lambda: rnd.choice(WORDS),
    }
    return Filter(**{name: choose[name]() for name in rnd.sample(list(choose), rnd.randint(0, 2))})


@pytest.mark.parametrize("seed", range(60))
def test_filter_lets_through_what_it_should_in_the_order_of_the_reports(seed: int, library: Library):
    asked = random_filter(random.Random(seed), library)
    found = library.ask(passage_table.found, Arrangement(asked))
    assert list(found.ids) == [one.id for one in expected(library, asked)]
    assert (found.total, found.shown, found.groups) == (MANY, len(found.ids), ())


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_sorting_orders_by_the_column_and_keeps_all(sort: str, descending: bool, library: Library):
    found = library.ask(passage_table.found, Arrangement(sort=sort, descending=descending))
    natural = [one.id for one in expected(library, Filter())]
    assert sorted(found.ids) == sorted(natural)
    rows = library.ask(passage_table.rows, found.ids)
    rank = {area.id: place for place, area in enumerate(library.ask(areas.all_areas))}
    start = dict(library.ask(lambda db: db.execute('select id, "start" from annotations').fetchall()))
    keys = {
        "report": lambda row: natural.index(row.id),
        "place": lambda row: start[row.id],
        "quote": lambda row: _lower(row.quote),
        "areas": lambda row: min((rank[area] for area in row.areas), default=99),
        "mark": lambda row: ("strength", "concern", "").index(row.mark),
        "note": lambda row: _lower(row.note[:80]),
        "links": lambda row: row.links,
        "reviewer": lambda row: row.reviewer.lower(),
        "created": lambda row: row.created,
    }
    shown = [rows[one] for one in found.ids]
    if sort == "note":  # passages without a note stand last, whichever way
        assert [bool(row.note) for row in shown] == sorted((bool(row.note) for row in shown), reverse=True)
        shown = [row for row in shown if row.note]
    ordered = [keys[sort](row) for row in shown]
    assert ordered == sorted(ordered, reverse=descending)
    if sort != "report":  # what is equal stands as in the reports
        for _, equal in groupby(shown, key=keys[sort]):
            places = [natural.index(row.id) for row in equal]
            assert places == sorted(places)


def _lower(text: str) -> str:
    """As SQLite's NOCASE compares: letters from A to Z only."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


@pytest.mark.parametrize("sort", ["report", "created"])
@pytest.mark.parametrize("group", ["report", "area", "mark", "reviewer"])
def test_groups_hold_what_belongs_to_them(group: str, sort: str, library: Library):
    found = library.ask(passage_table.found, Arrangement(Filter(noted=True), group, sort))
    wanted = {one.id: one for one in expected(library, Filter(noted=True))}
    names = library.ask(reviewers.names)
    first = 0
    for key, size in found.groups:
        for one in (wanted[annotation] for annotation in found.ids[first : first + size]):
            keys = {
                "report": [one.report],
                "area": one.areas or [0],
                "mark": [one.mark],
                "reviewer": [who for who, name in names.items() if name == one.reviewer],
            }
            assert key in keys[group]
        first += size
    assert first == len(found.ids)
    assert set(found.ids) == set(wanted)
    assert found.shown == len(wanted)
    assert len({key for key, _ in found.groups}) == len(found.groups)
    if group == "area":
        assert len(found.ids) == sum(max(1, len(one.areas)) for one in wanted.values())
        order = [*(area.id for area in library.ask(areas.all_areas)), 0]
        assert [key for key, _ in found.groups] == sorted((key for key, _ in found.groups), key=order.index)
    if group == "report":
        order = [report.id for report in library.ask(reports.listing)]
        assert [key for key, _ in found.groups] == sorted((key for key, _ in found.groups), key=order.index)


def test_rows_say_what_the_rest_of_the_program_says(library: Library):
    everything = library.ask(annotations.everything)
    rows = library.ask(passage_table.rows, [one.id for one in everything] + [9999])
    assert set(rows) == {one.id for one in everything}
    by_id = {report.id: report for report in library.ask(reports.listing)}
    for one in everything:
        row, report = rows[one.id], by_id[one.report]
        contents = library.ask(reports.text, one.report)
        assert row.citation == reports.cited(report, contents, one)
        assert row.name == report.name
        assert (row.quote, row.note) == (one.quote[:400], one.note[:400])
        assert (row.areas, row.mark, row.reviewer, row.created) == (one.areas, one.mark, one.reviewer, one.created)
        assert (row.lost, row.rectangle, row.year) == (one.lost, bool(one.box), report.year)
        assert row.links == len(library.ask(links.of_annotation, one.id))


def test_place_of_what_is_gone_is_that_of_its_image(library: Library):
    for one in library.ask(annotations.everything):
        start = library.ask(lambda db, one=one: db.execute('select "start" from annotations where id = ?', (one.id,)))
        place = library.ask(passage_table.place, one.report, start.fetchone()[0], one.page, one.lost)
        assert place == library.ask(passage_table.rows, [one.id])[one.id].place
    assert library.ask(passage_table.place, 99, 0, 0, False) == ""


@pytest.mark.parametrize(
    "words",
    [
        *NOTES,
        "(",
        '"unfinished',
        '""',
        "a" * 60_000,
        " ".join(f"w{number}" for number in range(3_000)),
        "ریویو \u202e",
        "%' or 1=1 --",
        "\ufffe\U0010ffff",
    ],
)
def test_any_string_is_a_search(words: str, library: Library):
    asked = Filter(words=words)
    found = library.ask(passage_table.found, Arrangement(asked))
    assert list(found.ids) == [one.id for one in expected(library, asked)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Care  leavers", ["care", "leavers"]),
        ('the "virtual   School" has', ["the", "virtual school", "has"]),
        ("“virtual school”", ["virtual school"]),
        ('5" long', ['5"', "long"]),
        ('"a b" "c', ["a b", '"c']),
        ("care care", ["care"]),
        ("", []),
    ],
)
def test_words_between_quotation_marks_stand_together(typed: str, wanted: list[str]):
    assert words_in(typed) == wanted


def test_quotation_marks_match_in_any_shape(library: Library):
    straight = library.ask(passage_table.found, Arrangement(Filter(words="child's own")))
    curly = library.ask(passage_table.found, Arrangement(Filter(words="child’s own")))
    assert straight.ids == curly.ids
    assert straight.shown


def test_question_stops_when_its_answer_is_not_wanted_any_more(library: Library):
    for sort in ("report", "created"):
        asked: list[int] = []

        def unwanted(asked: list[int] = asked) -> bool:
            asked.append(1)
            return len(asked) > 1

        with pytest.raises(WorkStopped):
            library.ask(passage_table.found, Arrangement(sort=sort), unwanted)


def test_choices_are_what_there_is(library: Library):
    choices = library.ask(passage_table.choices)
    assert [name.casefold() for name in choices.authorities] == ["exampleshire", "sampleton", "élan & vale", ""]
    assert choices.years == (2012, 2017, 2020, 2024)
    assert [name for _, name in choices.reviewers] == ["A. Reviewer", "B. Colleague"]
    assert library.ask(passage_table.report_names)[1] == "Sampleton 2020"


def test_small_is_told_without_counting_all(library: Library):
    assert library.ask(passage_table.is_small, MANY)
    assert not library.ask(passage_table.is_small, MANY - 1)


def test_empty_library_has_nothing(tmp_path: Path):
    with create(tmp_path / "empty") as library:
        for group in ("", "report", "area", "mark", "reviewer"):
            found = library.ask(passage_table.found, Arrangement(group=group))
            assert (found.total, found.shown, list(found.ids), found.groups) == (0, 0, [], ())


def test_first_word_of_a_page_is_found_without_unpacking(library: Library):
    blobs = library.ask(lambda db: [row[0] for row in db.execute("select words from pages")])
    for blob in blobs:
        assert passage_table._first_offset(blob) == unpacked_words(blob)[0].start
    assert passage_table._first_offset(b"") is None

"""Suggested links: names that changed, sentences that matter, what is left out, what stands everywhere."""

import json
import math
import time
from collections import Counter
from operator import mul
from pathlib import Path
from typing import Any

import pytest

from resources.suggestions import make
from storage import annotations, links, reports, verdicts
from storage.documents import Inside
from storage.library import Library
from storage.model import Box, Document, ImprovementItem, NumberedParagraph, Paragraph, Reference, Section
from storage.suggesting import words
from storage.suggesting.index import ReportIndex, index_of
from storage.suggesting.predecessor import said_of_predecessor
from storage.suggesting.ranking import joined, query_of, ranked
from storage.suggesting.units import sentence_at, sentences, units_of
from storage.suggesting.usual import KIN, checksum, checksums, packed, unpacked, usual
from storage.suggestions import SIMILAR, ReportSuggestions, Suggester, about_predecessor
from tests.benchmarks import bench_suggest
from tests.storage.builders import added, document, highlighted, quoted, reviewer

EARLIER = """1. Ensure that looked after children have a personal education plan that names clear targets.
2. Improve return home interviews, so that risks to missing children are understood.
3. The quality of supervision that managers give to social workers is too variable.
4. Most foster carers say that their training is good."""
LATER = """1. Senior leaders know their communities and speak with confidence about the budget.
2. PEPs are of good quality. Staff in the virtual school check them each term.
3. Young people who go missing are offered a return home conversation. Few of them accept. Risks are then mapped.
4. Reflective support by managers is recorded in a timely way. Social workers value supervision.
5. Bed and breakfast is never used for young people leaving care."""
BOILERPLATE = "This report was written under the arrangements that apply to personal education plans in every council."


def ready(text: str, **inside: Any) -> ReportIndex:
    made = document("x", text=text)
    return index_of(text, made.reading.paragraphs, Inside(**inside))


def numbers(passage: str, text: str = LATER) -> list[str]:
    return [one.number for one in ranked(query_of(passage), ready(text))]


# --- words ---------------------------------------------------------------------------------------------


def test_forms_of_a_word_have_one_stem():
    for forms in (
        ("assess", "assessed", "assesses", "assessment", "assessments", "assessing"),
        ("plan", "plans", "planned", "planning"),
        ("supervise", "supervised", "supervision"),
        ("timely", "timeliness"),
        ("manager", "managers", "managed", "management"),
        ("child", "children"),
    ):
        assert len({words.stem(form) for form in forms}) == 1, forms
    assert words.stem("process") != words.stem("proceed")
    assert words.stem("s") == "s"


def test_terms_are_words_that_count_and_concepts_with_their_places():
    text = "The LAC need a PEP."
    found = words.terms(text)
    assert [(term.key, text[term.start : term.end]) for term in found] == [
        ("@in_care", "LAC"),
        ("lac", "LAC"),
        ("@education_plan", "PEP"),
        ("pep", "PEP"),
    ]
    assert {term.key for term in words.terms("children in care", 0, 8)} == {"child"}
    assert words.terms("12 345") == []


def test_every_name_in_the_thesaurus_is_found():
    lines = words.THESAURUS.read_text(encoding="utf-8").splitlines()
    listed = [line.partition(":") for line in lines if line and not line.startswith("#")]
    assert len({head for head, _, _ in listed}) == len(listed) > 50
    for head, _, names in listed:
        for name in names.split("|"):
            assert "@" + head.split()[0] in {term.key for term in words.terms(name)}, name


# --- paragraphs and sentences --------------------------------------------------------------------------


def test_sentences_leave_numbers_and_bullets_out():
    text = "12. One thing. Another (e.g. this) thing! “Said.” Then\n◼ a bullet; and more"
    assert [text[start:end] for start, end in sentences(text, 0, len(text))] == [
        "One thing.",
        "Another (e.g. this) thing!",
        "“Said.”",
        "Then",
        "a bullet; and more",
    ]
    assert sentence_at(text, 0, len(text), text.index("Another")) == (15, 41)


def test_a_numbered_paragraph_is_whole_and_what_is_no_body_is_marked():
    text = "Help\n1. Children are helped by:\n• visits that are planned with them\n2. Improve all that is said above.\n"
    text += "The Office for Standards in Education inspects and regulates.\nPiccadilly Gate Store Street Manchester"
    inside = Inside(
        sections=(Section("Help", 1, "", 1, 0, text.index("The Office") - 1),),
        numbered=(NumberedParagraph(1, 1, 1, 0, 5, text.index("2. ") - 1),),
        improvements=(ImprovementItem("", "", "", "", "2", 1, text.index("2. "), text.index("The Office") - 1),),
    )
    found = units_of(text, document("x", text=text).reading.paragraphs, inside)
    assert [(unit.number, unit.sort, unit.headings) for unit in found] == [
        ("1", "body", ("Help",)),
        ("2", "listed", ("Help",)),
        ("", "imprint", ()),
        ("", "imprint", ()),
    ]
    assert text[found[0].start : found[0].end].endswith("planned with them")


def test_checksums_know_a_sentence_whatever_its_figures():
    one, other = "In all, 21% of the children live here.", "In all,  9.5% of the children live here."
    assert checksum(one) == checksum(other) != 0
    assert checksum("Too short for that.") == 0
    assert list(checksums(f"{one} Short.\n{other}")) == [checksum(one)] * 2
    assert checksum("a lone surrogate \ud800 in a sentence") != 0


def test_what_comes_with_the_program_is_whole():
    known = usual()
    assert known.paragraphs > 1000
    assert known.count("@in_care") > known.count("no such word")
    assert known.kin.keys() == known.counts.keys()
    assert all(unpacked(packed(kin)) == kin for kin in list(known.kin.values())[:50])
    assert len(known.sentences) > 50


# --- ranking -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passage", "number"),
    [
        ("looked after children have a personal education plan", "2"),
        ("Improve return home interviews", "3"),
        ("The supervision of social workers", "4"),
        ("homelessness of care leavers", "5"),
        ("what leaders know of communities (paragraph 5)", "1"),
    ],
)
def test_the_paragraph_that_answers_comes_first_under_other_names(passage: str, number: str):
    assert numbers(passage)[0] == number


def test_a_suggestion_shows_the_sentence_that_matters_and_its_words():
    found = ranked(query_of("Improve the supervision of social workers."), ready(LATER))[0]
    assert LATER[found.start : found.end] == found.text
    assert found.text.startswith("4. Reflective")
    assert found.sentence == LATER[found.sentence_start : found.sentence_end] == "Social workers value supervision."
    assert [LATER[start:end] for start, end in found.matched] == ["Social", "workers", "supervision"]
    assert (found.page, found.number) == (2, "4")
    assert SIMILAR < found.score <= 1


def test_other_matters_are_ranked_but_not_similar():
    found = ranked(query_of("Bread is baked with flour and yeast while the weather is mild."), ready(LATER))
    assert all(one.score < SIMILAR for one in found)
    assert ranked(query_of(""), ready(LATER)) == ranked(query_of("the of 12"), ready(LATER)) == []
    assert ranked(query_of("supervision"), ready("")) == []


def test_what_something_is_for_counts_less():
    asked = query_of("Improve the assessment of carers so that supervision is known.").terms
    assert asked["@supervision"] < asked["@foster_carers"]


def test_a_sentence_of_many_reports_is_no_evidence():
    text = f"{LATER}\n6. {BOILERPLATE}\n7. {BOILERPLATE} PEPs are late."
    made = document("x", text=text)
    common = frozenset(checksums(BOILERPLATE))
    found = ranked(query_of(BOILERPLATE), index_of(text, made.reading.paragraphs, Inside(), (), common))
    assert "6" not in [one.number for one in found]
    assert all(BOILERPLATE not in one.sentence for one in found)


def test_a_shared_judgement_area_adds_a_little():
    index = ready(LATER)._replace(areas=(("A",), ("A",), (), (), ()))
    plain, aided = (ranked(query_of("supervision", areas), index) for areas in ((), ("A",)))
    score = {one.number: one.score for one in plain}
    assert {one.number: one.score > score[one.number] for one in aided} == {n: n in "12" for n in score}
    assert aided[0].number == plain[0].number == "4"


def test_spans_that_overlap_are_joined():
    assert joined([(4, 9), (0, 3), (5, 12), (12, 13)]) == ((0, 3), (4, 12), (12, 13))


def test_long_and_odd_passages_are_no_trouble():
    began = time.process_time()
    for passage in ("supervision " * 20_000, "\ud800 “🙂” \u202e", "a" * 100_000, "\n" * 10_000):
        ranked(query_of(passage), ready(LATER))
    assert time.process_time() - began < 5


# --- the predecessor -----------------------------------------------------------------------------------


def predecessor() -> Document:
    text = "1. Visits are regular. Since the last inspection, the number of visits rose.\n"
    text += (
        "2. Most areas for improvement identified at the last inspection in 2012 have been addressed. More is planned."
    )
    made = document("two", end="2020-03-13", text=text)
    places = [text.index("the last inspection"), text.index("the last inspection in 2012")]
    found = (Reference(places[0], places[0] + 19, 1, None), Reference(places[1], places[1] + 27, 1, 2012))
    return made._replace(reading=made.reading._replace(references=found))


def test_what_is_said_of_the_predecessor_in_general_comes_first(library: Library):
    (report,) = added(library, predecessor())
    found = library.ask(about_predecessor, report)
    assert [(one.text, one.number, one.year) for one in found] == [
        (
            "Most areas for improvement identified at the last inspection in 2012 have been addressed.",
            "2",
            2012,
        ),
        ("Since the last inspection, the number of visits rose.", "1", None),
    ]
    text = library.ask(reports.text, report).text
    assert all(text[one.start : one.end] == one.text for one in found)
    assert found[0].points > found[1].points


def test_one_sentence_is_told_once_with_the_year_it_names():
    text = "The last inspection and that in 2012 found the service good."
    references = tuple(Reference(at, at + 3, 1, year) for at, year in ((0, None), (24, 2012)))
    (found,) = said_of_predecessor(text, (Paragraph(0, len(text), "", 1),), Inside(references=references))
    assert (found.text, found.year) == (text, 2012)


# --- in a library --------------------------------------------------------------------------------------


@pytest.fixture
def series(library: Library) -> list[int]:
    """Reports of 2012, 2017 and 2020, an edition of that of 2017, and one of another authority."""
    reviewer(library)
    return added(
        library,
        document("b", end="2020-03-13", text=LATER),
        document("a", end="2012-02-01", text=EARLIER),
        document("c", end="2017-05-18"),
        document("d", end="2017-05-18", text=LATER + "\nAgain.", media="text"),
        document("e", "Elsewhere", "2018-05-18", text=LATER),
    )


def asked(library: Library, source: int | tuple[int, int, int], **limit: int) -> list[ReportSuggestions]:
    answer: list[ReportSuggestions] = library.ask(Suggester().suggestions_for, source, **limit)
    return answer


def test_each_other_report_of_the_authority_answers_in_the_order_of_years(library: Library, series: list[int]):
    mark = highlighted(library, series[1], "return home interviews")
    found = asked(library, mark)
    assert [one.report for one in found] == [series[2], series[0]]
    assert [one.suggestions[0].number for one in found] == ["2", "3"]
    assert all(one.similar and one.nothing_fits is None for one in found)
    passage = library.ask(quoted, series[1], "return home interviews")
    assert asked(library, (series[1], passage.start, passage.end)) == found
    assert [len(one.suggestions) for one in asked(library, mark, limit=1)] == [1, 1]


def test_earlier_reports_answer_a_later_one_and_editions_do_not(library: Library, series: list[int]):
    mark = highlighted(library, series[3], "Social workers value supervision.")
    found = asked(library, mark)
    assert [one.report for one in found] == [series[1], series[0]]
    assert found[0].suggestions[0].number == "3"


def test_what_was_dismissed_is_left_out_until_it_is_taken_back(library: Library, series: list[int]):
    mark = highlighted(library, series[1], "return home interviews")
    before = asked(library, mark)
    best = before[1].suggestions[0]
    arguments = (series[1], "return home interviews", series[0], best.sentence, library.reviewer)
    verdict = library.edit("Dismiss", verdicts.dismiss, *arguments).answer
    after = asked(library, mark)
    assert best.number not in [one.number for one in after[1].suggestions]
    assert after[0] == before[0]
    library.edit("Take back", verdicts.take_back, verdict)
    assert asked(library, mark) == before


def test_where_nothing_fits_nothing_is_suggested(library: Library, series: list[int]):
    mark = highlighted(library, series[1], "return home interviews")
    arguments = (series[1], "return home interviews", series[0], library.reviewer)
    verdict = library.edit("Nothing fits", verdicts.nothing_fits, *arguments).answer
    first, second = asked(library, mark)
    assert first.suggestions
    assert second == ReportSuggestions(series[0], (), verdict)
    assert not second.similar


def test_what_is_linked_is_not_suggested_again(library: Library, series: list[int]):
    mark = highlighted(library, series[1], "return home interviews")
    best = asked(library, mark)[1].suggestions[0]
    other = highlighted(library, series[0], best.sentence)
    library.edit("Link", links.add, mark, other, "addressed", library.reviewer)
    assert best.number not in [one.number for one in asked(library, mark)[1].suggestions]


def test_a_sentence_of_three_inspections_never_comes_first(library: Library):
    reviewer(library)
    text = f"{LATER}\n6. {BOILERPLATE}"
    made = added(library, *(document(f"r{year}", end=f"{year}-01-02", text=text) for year in (2012, 2015, 2019)))
    mark = highlighted(library, made[0], "personal education plans in every council")
    for one in asked(library, mark):
        assert one.suggestions[0].number == "2"
        assert "6" not in [each.number for each in one.suggestions]


def test_sentences_of_other_authorities_count_as_boilerplate_too(library: Library):
    reviewer(library)
    text = f"{LATER}\n6. {BOILERPLATE}"
    made = added(
        library,
        document("one", end="2012-01-02", text=EARLIER),
        document("two", end="2017-01-02", text=text),
        *(document(f"r{name}", name, text=text) for name in ("Elsewhere", "Otherwhere", "Nowhere")),
    )
    (found,) = asked(library, highlighted(library, made[0], "a personal education plan"))
    assert found.suggestions[0].number == "2"
    assert "6" not in [one.number for one in found.suggestions]


def test_nothing_is_asked_for_rectangles_lost_reports_and_lone_reports(library: Library, series: list[int]):
    rectangle = library.edit(
        "Mark", annotations.add_rectangle, series[1], 1, Box(50, 90, 300, 130), library.reviewer
    ).answer
    assert asked(library, rectangle) == []
    assert asked(library, 999) == asked(library, (999, 0, 5)) == asked(library, (series[1], 5, 5)) == []
    alone = highlighted(library, series[4], "Social workers value supervision.")
    assert asked(library, alone) == []
    (unknown,) = added(library, document("f", authority="", text=LATER))
    assert asked(library, highlighted(library, unknown, "virtual school")) == []


def test_what_is_kept_ready_gives_the_same_answers(library: Library, series: list[int]):
    suggester = Suggester()
    mark = highlighted(library, series[1], "return home interviews")
    first = library.ask(suggester.suggestions_for, mark)
    assert library.ask(suggester.suggestions_for, mark) == first == asked(library, mark)


# --- real reports --------------------------------------------------------------------------------------


def test_links_made_by_hand_are_among_the_first():
    if not (bench_suggest.SHARED / "links" / "links_open.json").is_file():
        pytest.skip("../shared/links is not here")
    rows = {row.name: row for row in bench_suggest._marks(small=False)}
    assert rows["suggest recall@5"].ours is not None
    assert rows["suggest recall@5"].ours >= 0.8
    assert rows["suggest hit@5"].ours is not None
    assert rows["suggest hit@5"].ours >= 0.95
    assert rows["suggest MRR"].ours is not None
    assert rows["suggest MRR"].ours >= 0.85


def test_resources_hold_no_sentence():
    folder = Path(words.FOLDER)
    for line in (folder / "words.txt").read_text(encoding="ascii").splitlines()[1:]:
        assert len(line.split()) == 3
    assert all(int(line, 16) >= 0 for line in (folder / "sentences.txt").read_text(encoding="ascii").split())
    assert json.dumps(sorted(path.name for path in folder.glob("*.txt"))) == (
        '["sentences.txt", "thesaurus.txt", "words.txt"]'
    )


def test_words_of_the_same_paragraphs_go_together():
    texts = [["audit", "learn"]] * 9 + [["adopt", "match"]] * 9 + [["audit", "adopt"]]
    names = ["adopt", "audit", "learn", "match"]
    kin = dict(zip(names, make._kin(texts, names, Counter(key for text in texts for key in text)), strict=True))

    def together(one: str, other: str) -> float:
        return sum(map(mul, kin[one], kin[other])) / math.dist(kin[one], [0] * KIN) / math.dist(kin[other], [0] * KIN)

    assert together("audit", "learn") > together("audit", "match") + 0.3
    assert max(abs(number) for vector in kin.values() for number in vector) == 127

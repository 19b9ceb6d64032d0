"""Judgements, sections, items, references and findings, on made reports of every kind the survey describes."""

import pytest

from storage.errors import LibraryError
from storage.frameworks import GRADES, area_of, by_kind, frameworks, neutral_grade
from storage.model import Paragraph, Reading
from storage.reading.described import described
from storage.reading.inside import read_inside
from storage.reading.parts import Part, parts_of_text

SIF_TITLE = "Inspection of services for children in need of help and protection, children looked after and care leavers"
ILACS_TITLE = "Inspection of Fenshire local authority children’s services"
HELP = "The experiences and progress of children who need help and protection"
CARE = "The experiences and progress of children in care"
LEAVERS = "The experiences and progress of care leavers"
LEADERS = "The impact of leaders on social work practice with children and families"


def made(*rows, file_name="x.pdf", known=None):
    """A PDF's reading from rows (page, words, size, bold, number, x0), those from size on optional."""
    text, parts, paragraphs, at = [], [], [], 0
    for row in rows:
        page, words, size, bold, number, x0 = *row, *(12.0, False, "", 72.0)[len(row) - 2 :]
        written = f"{number}. {words}" if number else words
        end = at + len(written)
        heading = (bold or size > 13) and "\t" not in words and not number
        note = size < 11
        parts.append(Part(at, end, page, page, number, written, size, bold, heading, note, x0))
        paragraphs.append(Paragraph(at, end, number, page))
        text.append(written)
        at = end + 1
    bare = Reading("pdf", "", "\n".join(text), (), tuple(paragraphs), {})
    return read_inside(bare, parts, file_name, known)


def made_text(*lines, file_name="x.txt"):
    text = "\n".join(lines)
    paragraphs, at = [], 0
    for line in lines:
        number = line.split(".")[0] if line.split(".")[0].isdigit() else ""
        paragraphs.append(Paragraph(at, at + len(line), number, 1))
        at += len(line) + 1
    bare = Reading("text", "", text, (), tuple(paragraphs), {})
    return read_inside(bare, parts_of_text(text, paragraphs), file_name)


def grades(reading):
    return [(one.area, one.grade) for one in reading.judgements]


def ilacs(*body, table=(LEADERS, HELP, CARE, LEAVERS, "Overall effectiveness"), grade="Good"):
    return made(
        (1, ILACS_TITLE, 26.0),
        (1, "Inspection dates: 2 to 6 December 2024", 12.0, True),
        (1, "Judgement\tGrade", 12.0, True),
        *((1, f"{label}\t{grade}") for label in table),
        *body,
    )


# --- judgements --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "grade",
    [
        "Outstanding",
        "Good",
        "Requires improvement",
        "Requires Improvement to be good",
        "Inadequate",
        "Not judged",
    ],
)
def test_the_newest_table(grade):
    reading = ilacs(grade=grade)
    assert [one for _, one in grades(reading)] == [grade] * 5
    assert {one.source for one in reading.judgements} == {"table"}
    assert reading.facts["kind"].value == "ILACS_2023"
    assert reading.facts["overall"].value == grade


def test_the_longest_label_decides_the_kind():
    combined = f"{CARE} and care leavers"
    reading = ilacs(table=(LEADERS, HELP, combined, "Overall effectiveness"))
    assert reading.facts["kind"].value == "ILACS_2018"
    assert (combined, "Good") in grades(reading)
    assert len(reading.judgements) == 4


def test_headings_do_not_count_as_rows():
    reading = ilacs((2, f"{HELP}: inadequate", 14.0, True))
    assert len(reading.judgements) == 5


def test_a_label_that_began_in_the_line_above():
    first, last = HELP.rsplit(" help", 1)
    reading = made(
        (1, ILACS_TITLE, 26.0),
        (1, "Judgement\tGrade"),
        (1, first),
        (1, f"help{last}\tRequires improvement"),
        (1, "to be good"),
        (1, f"{LEAVERS}\tGood"),
    )
    assert grades(reading)[0] == (HELP, "Requires improvement to be good")


def test_grades_from_headings_where_the_table_is_a_picture():
    reading = made(
        (1, ILACS_TITLE, 26.0),
        (2, f"{HELP}: outstanding", 14.0, True),
        (4, f"{CARE} is:", 14.0, True),
        (4, "good", 14.0, True),
        (6, f"{LEAVERS} are inadequate.", 14.0, True),
    )
    assert [(one.grade, one.source) for one in reading.judgements] == [
        ("outstanding", "heading"),
        ("good", "heading"),
        ("inadequate", "heading"),
    ]


def sif(overall, *rows):
    return made(
        (1, "Fenshire County Council", 26.0),
        (1, SIF_TITLE, 14.0, True),
        (1, "Inspection date: 1/06/2015 – 25/06/2015", 14.0),
        (1, overall, 14.0, True),
        (1, "1. Children who need help and protection\tRequires improvement", 12.0, True),
        (1, "2. Children looked after and achieving permanence\tGood", 12.0, True),
        (1, "2.1 Adoption performance\tNot judged"),
        (1, "2.2 Experiences and progress of care leavers\tGood"),
        (1, "1 Ofsted produces this report under its power", 10.0),
        (2, "1. Leadership, management and governance\tRequires Improvement", 12.0, True),
        *rows,
    )


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("The overall judgement is requires improvement", "requires improvement"),
        ("The overall judgement is that children’s services are good", "good"),
        ("The overall judgement is that children's services require improvement.2", "require improvement"),
        ("Children’s services in Fenshire are good", "good"),
        (
            "Children's services in Fenshire County Council require improvement to be good",
            "require improvement to be good",
        ),
        ("Children’s services in Goodham are inadequate", "inadequate"),
        ("The overall judgement is Inadequate", "Inadequate"),
    ],
)
def test_the_single_inspection_says_its_overall_grade_in_prose(sentence, grade):
    reading = sif(sentence)
    assert grades(reading)[0] == ("Overall effectiveness", grade)
    assert grades(reading)[3] == ("Adoption performance", "Not judged")
    assert grades(reading)[5] == ("Leadership, management and governance", "Requires Improvement")
    assert len(reading.judgements) == 6


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("The effectiveness of the Local Safeguarding Children Board (LSCB) is inadequate", "inadequate"),
        ("The Local Safeguarding Children Board is good", "good"),
        ("The effectiveness of the LSCB requires improvement", "requires improvement"),
        ("The Local Safeguarding Children Board (LSCB) requires improvement", "requires improvement"),
    ],
)
def test_the_grade_of_the_board_stands_apart(sentence, grade):
    reading = sif("Children’s services in Fenshire are good", (31, sentence, 14.0, True))
    (board,) = [one for one in reading.judgements if one.board]
    assert (board.area, board.grade, board.page) == ("Local Safeguarding Children Board", grade, 31)
    assert reading.facts["overall"].value == "good"


SLAC = (
    "Inspection of safeguarding and looked after children services",
    "London Borough of Marsh End",
    "Inspection dates: 23 January 2012 – 3 February 2012",
    "Contents",
    "Safeguarding services\t5",
    "Record of main findings\t41",
    "The inspection judgements and what they mean",
    "Outstanding (Grade 1)\tA service that significantly exceeds minimum requirements",
    "Safeguarding services",
    "Overall effectiveness",
    "Grade 2 (good)",
    "1. It is good.",
    "Areas for improvement",
    "2. In order to improve services, the local authority should take the following action.",
    "Immediately:",
    "• tell everybody",
    "Within three months:",
    "• ask everybody",
    "• ask them again.",
    "Services for looked after children",
    "Overall effectiveness",
    "Grade 3 (adequate)",
    "3. It is adequate.",
    "Record of main findings:",
    "Safeguarding services",
    "Overall effectiveness\tGood",
    "Services for looked after children",
    "Ambition and prioritisation\tOutstanding",
    "Services for looked after children",
    "Overall effectiveness\tInadequate Grade 4",
)


def test_the_record_of_main_findings_keeps_groups_and_names_a_stray_heading():
    reading = made_text(*SLAC)
    assert [(one.area, one.grade, one.group) for one in reading.judgements] == [
        ("Overall effectiveness", "Good", "Safeguarding services"),
        ("Ambition and prioritisation", "Outstanding", "Safeguarding services"),
        ("Overall effectiveness", "Inadequate Grade 4", "Services for looked after children"),
    ]
    stray = reading.findings[0]
    assert "in the middle of the group “Safeguarding services”" in stray.sentence
    assert [reading.text[place.start : place.end] for place in stray.places] == [
        "Services for looked after children",
        "Safeguarding services",
    ]
    assert any("“Grade 3 (adequate)”" in one.sentence for one in reading.findings)


# --- sections ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("joiner", [": ", " is ", " ", " is: ", " are: ", " are "])
def test_a_heading_gives_area_and_grade(joiner):
    reading = ilacs((2, f"{HELP}{joiner}requires improvement to be good.", 14.0, True))
    (section,) = reading.sections
    assert (section.heading, section.grade, section.level) == (HELP, "requires improvement to be good", 1)


def test_sections_nest_and_the_contents_page_has_none():
    reading = sif(
        "Children’s services in Fenshire are good",
        (3, "Contents", 26.0),
        (3, "The local authority\t5", 16.0, True),
        (3, "Recommendations\t7", 14.0),
        (5, "The local authority", 16.0, True),
        (7, "Recommendations", 14.0, True),
        (7, "Ensure that plans are clear.", 12.0, False, "1"),
        (9, f"{HELP}\tRequires improvement", 14.0, True),
        (9, "Inspection findings", 12.0, True),
        (9, "Good work is done.", 12.0, False, "2"),
        (20, "The Local Safeguarding Children Board", 16.0, True),
    )
    assert [(one.heading, one.level, one.grade) for one in reading.sections] == [
        ("The local authority", 1, ""),
        ("Recommendations", 2, ""),
        (HELP, 2, "Requires improvement"),
        ("Inspection findings", 3, ""),
        ("The Local Safeguarding Children Board", 1, ""),
    ]
    assert [reading.sections[one.section].heading for one in reading.numbered] == [
        "Recommendations",
        "Inspection findings",
    ]
    assert reading.sections[0].end == reading.sections[4].start - 1


def test_a_text_has_sections_too():
    headings = [(one.heading, one.level, one.grade) for one in made_text(*SLAC).sections]
    assert headings[1:3] == [("Safeguarding services", 1, ""), ("Overall effectiveness", 2, "Grade 2 (good)")]
    assert ("Within three months:", 3, "") in headings
    assert headings[-1] == ("Record of main findings:", 1, "")


# --- improvement items -------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["What needs to improve", "What needs to improve?", "What needs to improve:"])
def test_bullets_of_what_needs_to_improve(heading):
    reading = ilacs(
        (2, heading, 14.0, True),
        (2, "◼ The first thing."),
        (2, "• the second, and its parts:"),
        (2, "– one part", 12.0, False, "", 100.0),
        (2, "1 A footnote", 10.0),
        (3, "■ The third thing"),
        (3, "goes on after the page’s end."),
        (3, f"{HELP}: good", 14.0, True),
        (3, "• no item", 12.0, False),
    )
    assert [item.text for item in reading.improvements] == [
        "The first thing.",
        "the second, and its parts:\none part",
        "The third thing goes on after the page’s end.",
    ]


def test_a_report_without_items():
    assert ilacs((2, f"{HELP}: outstanding", 14.0, True)).improvements == ()


def test_lists_of_the_single_inspection():
    reading = sif(
        "Children’s services in Fenshire are good",
        (4, "What does the local authority need to improve?", 14.0, True),
        (4, "Priority and immediate action", 12.0, True),
        (4, "There are no areas for priority or immediate action."),
        (4, "Areas for improvement", 12.0, True),
        (4, "Quality of practice", 12.0, True),
        (4, "Improve the quality of planning by:", 12.0, False, "1"),
        (4, "• asking children", 12.0, False, "", 99.0),
        (5, "Child Sexual Exploitation"),
        (5, "Ensure that risks are known (paragraph 25).", 12.0, False, "2"),
        (5, "The local authority has the following strengths:", 12.0, True),
        (5, "Social workers stay.", 12.0, False, "3"),
        (30, "Section 2: The effectiveness of the Local Safeguarding Children Board", 16.0, True),
        (30, "Areas for improvement", 12.0, True),
        (30, "Meet more often.", 12.0, False, "4"),
        (31, "Key strengths and weaknesses of the LSCB", 12.0, True),
        (31, "It meets.", 12.0, False, "5"),
    )
    assert [(one.text, one.group, one.subject, one.board) for one in reading.improvements] == [
        ("Improve the quality of planning by:\nasking children", "Areas for improvement", "Quality of practice", False),
        ("Ensure that risks are known (paragraph 25).", "Areas for improvement", "Child Sexual Exploitation", False),
        ("Meet more often.", "Areas for improvement", "", True),
    ]
    assert described(reading)["lscb_items"] == ["Meet more often."]
    assert described(reading)["n_numbered_paragraphs"] == 5


def test_the_older_reports_give_timescales():
    reading = made_text(*SLAC)
    assert [(one.text, one.timescale, one.group) for one in reading.improvements] == [
        ("tell everybody", "immediately", "Safeguarding services"),
        ("ask everybody", "within three months", "Safeguarding services"),
        ("ask them again.", "within three months", "Safeguarding services"),
    ]


@pytest.mark.parametrize(
    "null",
    [
        "The inspection did not find any areas for priority and immediate action.",
        "No areas were identified for immediate improvement.",
        "There are no priority actions.",
    ],
)
def test_what_says_that_there_is_nothing_is_no_item(null):
    reading = sif("Children’s services in Fenshire are good", (4, "Priority actions", 12.0, True), (4, null))
    assert reading.improvements == ()


# --- references, findings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "quote", "year"),
    [
        ("Much has changed since the last inspection.", "since the last inspection", None),
        ("Concerns at the previous inspection in 2017 remain.", "at the previous inspection in 2017", 2017),
        ("They were inadequate at the 2016 inspection.", "at the 2016 inspection", 2016),
        ("An inspection in May 2018 said so.", "An inspection in May 2018", 2018),
        ("Inspectors saw home visits at this inspection.", None, None),
        ("This inspection in December 2024 found good work.", None, None),
    ],
)
def test_references_to_earlier_inspections(words, quote, year):
    reading = ilacs((3, words, 12.0, False, "1"))
    found = [(reading.text[one.start : one.end], one.year) for one in reading.references]
    assert found == ([(quote, year)] if quote else [])


def test_findings_show_both_places():
    reading = ilacs(
        (2, f"{HELP}: inadequate", 14.0, True),
        (2, "First.", 12.0, False, "1"),
        (3, "Third.", 12.0, False, "3"),
    )
    heading, gap = reading.findings
    assert "graded “Good” on page 1, but “inadequate” in the heading on page 2" in heading.sentence
    assert [place.page for place in heading.places] == [1, 2]
    assert "Paragraph 2 is not there" in gap.sentence
    assert len(reading.warnings) == 2


def test_dates_out_of_order_are_told():
    reading = made(
        (1, ILACS_TITLE, 26.0),
        (1, "Inspection dates: 6 December 2024 to 2 December 2024"),
        file_name="x - 1 may 2024.pdf",
    )
    assert len(reading.findings) == 2
    assert "before it begins" in reading.findings[0].sentence
    assert "published (2024-05-01, the file’s name)" in reading.findings[1].sentence


def two(*second):
    first = [(1, SIF_TITLE, 14.0, True), (1, "Inspection dates: 2 to 6 March 2015")]
    first += [
        (page, f"{'Words that fill a paragraph of some length. ' * 4}{page}", 12.0, False, str(page))
        for page in (3, 4, 5)
    ]
    return made(*first, *second)


def test_a_report_bound_twice_is_read_once():
    again = [(6, SIF_TITLE, 14.0, True)]
    again += [
        (page + 5, f"{'Words that fill a paragraph of some length. ' * 4}{page}", 12.0, False, str(page))
        for page in (3, 4, 5)
    ]
    reading = two(*again)
    assert "the same report twice: it begins again on page 6" in reading.findings[0].sentence
    assert len(reading.numbered) == 3


def test_a_second_document_is_named():
    review = "Review of the effectiveness of the Local Safeguarding Children Board"
    reading = two((6, review, 14.0, True), (6, "Report published: 5 March 2015"), (7, "Other.", 12.0, False, "1"))
    assert "two documents: a second one begins on page 6" in reading.findings[0].sentence
    assert two((6, review, 14.0, True)).findings == ()


# --- frameworks --------------------------------------------------------------------------------------


def test_every_framework_of_ours_maps_to_the_codebook():
    kinds = [framework.kind for framework in frameworks()]
    assert len(set(kinds)) == len(kinds) == 9
    ilacs_2018 = by_kind(frameworks(), "ILACS_2018")
    assert area_of(ilacs_2018, f"{CARE} and care leavers").codebook == ("Children in care", "Care leavers")
    assert all(ilacs_2018.neutral(grade) in GRADES for grade in ilacs_2018.grades)
    assert neutral_grade("Requires improvement to be good") == "requires improvement"
    assert neutral_grade("Grade 3 (adequate)") == "adequate"


OWN = """
kind = "MY_REVIEW"
name = "Peer review"
markers = ["peer review of"]
[grades]
"working well" = "good"
[[area]]
name = "Front door"
codebook = ["Help and protection"]
"""


def test_a_framework_of_ones_own(tmp_path):
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    rows = [(1, "Peer review of Fenshire", 26.0), (1, "Area\tGrade"), (1, "Front door\tWorking well")]
    reading = made(*rows, known=frameworks(tmp_path))
    assert reading.facts["kind"].value == "MY_REVIEW"
    assert grades(reading) == [("Front door", "Working well")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("MY_REVIEW", "my"), "gives no kind"),
        (("Help and protection", "Nothing"), "no area of the codebook"),
        (('"good"', '"fine"'), "names a grade"),
        (("peer review of", "peer ("), "pattern that cannot be used"),
        (('name = "Peer review"', ""), "gives no name"),
        (("kind =", "kind"), "cannot be read"),
    ],
)
def test_a_framework_with_a_fault_is_refused(tmp_path, change, says):
    (tmp_path / "mine.toml").write_text(OWN.replace(*change), encoding="utf-8")
    with pytest.raises(LibraryError, match=says):
        frameworks(tmp_path)


def test_an_unknown_kind_still_has_sections_and_paragraphs():
    reading = made(
        (1, "Minutes of a meeting", 20.0), (1, "We met.", 12.0), (2, "What we said", 14.0, True), (2, "Much.")
    )
    assert reading.facts["kind"].value == "OTHER"
    assert [one.heading for one in reading.sections] == ["Minutes of a meeting", "What we said"]
    assert [one["text"] for one in described(reading)["paragraphs"]][-1] == "Much."

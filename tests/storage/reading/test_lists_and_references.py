"""Improvement items, wrapped tables, sentences and references in the wordings of other years."""

import pytest

from tests.storage.reading.test_inside import CARE, HELP, ILACS_TITLE, LEAVERS, grades, ilacs, made, made_text, sif

LOOKED_AFTER = "in the looked after children inspection of 2012"
GOOD = "Children’s services in Fenshire are good"


def texts(reading):
    return [item.text for item in reading.improvements]


@pytest.mark.parametrize(
    "heading",
    [
        "What needs to improve in this area of social work practice",
        "What needs to improve in this area of children’s social care practice?",
        "What needs improving?",
        "What does the local authority need to do to improve?",
        "Areas for improvement",
        "Areas requiring improvement",
        "Key recommendations",
    ],
)
def test_headings_of_lists(heading):
    reading = ilacs(
        (2, heading, 14.0, True),
        (2, "Leaders should improve:"),
        (2, "• The first."),
        (2, "• The second."),
        (3, f"{HELP}: good", 14.0, True),
        (3, "Text.", 12.0, False, "1"),
    )
    assert texts(reading) == ["The first.", "The second."]
    assert {item.subject for item in reading.improvements} == {""}


def test_a_numbered_paragraph_ends_a_list_of_bullets():
    reading = ilacs(
        (2, "What needs to improve", 14.0, True),
        (2, "• The first."),
        (2, f"{HELP} is good"),
        (2, "Children get help.", 12.0, False, "1"),
        (2, "• A part of that."),
    )
    assert texts(reading) == ["The first."]


@pytest.mark.parametrize(
    "null",
    [
        "This inspection did not identify any areas for priority action.",
        "The inspection identified no areas for immediate action.",
        "The local authority has no areas for priority and immediate action.",
        "No recommendations for priority action.",
        "None.",
        "N/A",
    ],
)
@pytest.mark.parametrize("number", ["", "1"])
def test_more_that_says_there_is_nothing(null, number):
    reading = sif(
        GOOD,
        (4, "Priority and immediate action", 12.0, True),
        (4, null, 12.0, False, number),
        (4, "Areas for improvement", 12.0, True),
        (4, "Ask children.", 12.0, False, "2"),
    )
    assert texts(reading) == ["Ask children."]


def test_subject_lines_between_the_items_of_a_text():
    lines = (
        "What does the local authority need to improve?",
        "Areas for improvement",
        "Leadership and management",
        "1. Plan better by:",
        "- asking children",
        "Care leavers",
        "2. Listen.",
        "The local authority’s strengths",
        "3. Social workers stay.",
    )
    reading = made_text("Inspection of services for children in need of help and protection", *lines)
    assert [(one.text, one.subject) for one in reading.improvements] == [
        ("Plan better by:\nasking children", "Leadership and management"),
        ("Listen.", "Care leavers"),
    ]


def test_a_review_of_the_board_alone_has_items_of_its_own():
    reading = made(
        (1, "Review of the effectiveness of the Local Safeguarding Children Board", 14.0, True),
        (1, "The effectiveness of the Local Safeguarding Children Board (LSCB) is good", 14.0, True),
        (2, "What does the LSCB need to improve?", 14.0, True),
        (2, "Meet more often.", 12.0, False, "1"),
    )
    assert [(one.text, one.board) for one in reading.improvements] == [("Meet more often.", False)]
    assert reading.facts["overall"].value == "good"


def test_a_board_known_by_its_letters():
    reading = sif(GOOD, (30, "What does the FSCB need to improve?", 14.0, True), (30, "Meet.", 12.0, False, "1"))
    assert [one.board for one in reading.improvements] == [True]


@pytest.mark.parametrize(
    ("rows", "grade"),
    [
        (["Requires", f"{LEAVERS}\timprovement to be good"], "Requires improvement to be good"),
        ([f"{LEAVERS}\tRequires", "improvement to be good"], "Requires improvement to be good"),
        (["Requires", f"{LEAVERS}\timprovement", "to be good"], "Requires improvement to be good"),
    ],
)
def test_a_grade_on_several_lines(rows, grade):
    reading = made((1, ILACS_TITLE, 26.0), (1, "Judgement\tGrade"), (1, f"{CARE}\tGood"), *((1, row) for row in rows))
    assert grades(reading) == [(CARE, "Good"), (LEAVERS, grade)]


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("The overall judgment is good", "good"),
        ("Hill and Dale children’s services are outstanding", "outstanding"),
        ("Services for children in Fenshire are inadequate", "inadequate"),
        ("The overall effectiveness of children’s services is inadequate", "inadequate"),
    ],
)
def test_more_sentences_with_the_overall_grade(sentence, grade):
    assert grades(sif(sentence))[0] == ("Overall effectiveness", grade)


def test_a_sentence_or_a_label_in_bold_is_no_heading():
    bold = "The model of practice that this local authority uses has a name."
    lead = "Lead inspector: Ann Other"
    reading = sif(GOOD, (5, "Local leadership", 12.0, True), (5, bold, 12.0, True), (5, lead, 12.0, True))
    assert [one.heading for one in reading.sections] == ["Local leadership"]


def test_an_area_and_its_grade_in_plain_type_are_a_heading():
    reading = ilacs((2, f"{HELP}: good"), (2, "Text.", 12.0, False, "1"), (3, f"{LEAVERS} are good."))
    assert [(one.heading, one.grade) for one in reading.sections] == [(HELP, "good")]
    assert reading.numbered[0].section == 0


@pytest.mark.parametrize(
    ("words", "quotes"),
    [
        ("In the months prior to the inspection, work began.", []),
        ("Four homes were good at their most recent Ofsted inspection.", []),
        ("Over the last three years, as seen during the inspection, staff left.", []),
        ("Services have improved since its last Ofsted inspection.", [("since its last Ofsted inspection", None)]),
        ("They were good at the inspection in 2015.", [("at the inspection in 2015", 2015)]),
        ("This was found in the September 2016 inspection.", [("in the September 2016 inspection", 2016)]),
        (
            "The previous inspection of the arrangements to protect children was in January 2013.",
            [("The previous inspection of the arrangements to protect children was in January 2013", 2013)],
        ),
        ("Asked at that inspection and at a focused visit in 2018.", [("at a focused visit in 2018", 2018)]),
        (
            "Praised in the looked after children inspection of 2012.",
            [("in the looked after children inspection of 2012", 2012)],
        ),
    ],
)
def test_what_speaks_of_an_earlier_inspection(words, quotes):
    reading = ilacs((3, words, 12.0, False, "1"))
    assert [(reading.text[one.start : one.end], one.year) for one in reading.references] == quotes

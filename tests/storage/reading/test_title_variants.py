"""Title blocks as other councils and other years print them: names, dates, inspectors, kinds."""

import pytest

from storage.reading.authority import authority_in_title, short_authority
from storage.reading.dates import dates_in_name, first_and_last, parts_of_period
from storage.reading.inspectors import lead_inspectors
from tests.storage.reading.test_title import SIF_TITLE, facts_of

LEADERS = "The impact of leaders on social work practice with children and families"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("London Borough of Hill & Dale", "Hill and Dale"),
        ("Hill and Dale London Borough Council", "Hill and Dale"),
        ("City of Westmere Metropolitan District Council", "Westmere"),
        ("Council of the Isles of Gulls", "Isles of Gulls"),
        ("The Isle of Gulls Council", "Isle of Gulls"),
        ("City of London Corporation", "City of London"),
        ("City of London", "City of London"),
        ("Corporation of London", "City of London"),
        ("County Fen", "Fen"),
        ("Fenshire, County of", "Fenshire"),
        ("Westmere, City of", "Westmere"),
        ("Millford upon Water City Council", "Millford upon Water"),
        ("Seaford-on-Sea Borough Council", "Seaford-on-Sea"),
        ("Unitary Authority of Fenshire", "Fenshire"),
        ("Westmere City Council (Westmere Children’s Trust)", "Westmere"),
        ("Westmere Children’s Trust on behalf of Fenshire County Council", "Fenshire"),
        ("Westmere Children’s Trust", "Westmere"),
        ("Westmere Local Safeguarding Children Board", "Westmere"),
        ("LONDON BOROUGH OF MARSH END UPON WATER", "Marsh End upon Water"),
        ("Local authority", ""),
        ("Ofsted", ""),
    ],
)
def test_names_of_councils(printed, expected):
    assert short_authority(printed) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Inspection of the Royal Borough of Hill and Dale local authority children’s services", "Hill and Dale"),
        ("Inspection of Hill, Dale and Water local authority children’s services", "Hill, Dale and Water"),
        ("Inspection of Fenshire Council’s children’s services", "Fenshire"),
        ("Inspection of Fenshire local authority’s children’s services", "Fenshire"),
        ("Inspection of Fenshire County Council childrens services", "Fenshire"),
        ("Inspection of local authority children’s services in Fenshire", "Fenshire"),
        ("Re-inspection of Fenshire Local Authority Children’s Services", "Fenshire"),
        ("Focused visit to Fenshire County Council children’s services", "Fenshire"),
        ("Monitoring visit of Fenshire local authority children’s services", "Fenshire"),
        ("Joint targeted area inspection of Hill and Dale", "Hill and Dale"),
        ("Joint targeted area inspection of the multi-agency response to neglect in Mill-on-Water", "Mill-on-Water"),
        ("Inspection of services for children in need of help and protection", ""),
    ],
)
def test_names_in_titles(title, expected):
    assert authority_in_title(title) == expected


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("Between 13 and 24 November 2017", "2017-11-13", "2017-11-24"),
        ("13th to 24th of November 2017", "2017-11-13", "2017-11-24"),
        ("Monday 13 to Friday 24 November 2017", "2017-11-13", "2017-11-24"),
        ("30 September - 11 October 2019", "2019-09-30", "2019-10-11"),
        ("28 November 2016 to 13 January", "2016-11-28", "2017-01-13"),
        ("2 September 2019 to 13 September", "2019-09-02", "2019-09-13"),
        ("6, 7 and 13 July 2018", "2018-07-06", "2018-07-13"),
        ("12 – 16 and 19 – 23 March 2018", "2018-03-12", "2018-03-23"),
        ("Week 1: 4 to 8 March 2019; week 2: 18 to 22 March 2019", "2019-03-04", "2019-03-22"),
        ("4 March2019 to15 March 2019", "2019-03-04", "2019-03-15"),
        ("1 to 5 Febuary 2019", "2019-02-01", "2019-02-05"),
        ("2.9.2019 – 13.9.19", "2019-09-02", "2019-09-13"),
        ("2019-09-02 to 2019-09-13", "2019-09-02", "2019-09-13"),
        ("4 to 15 March 20191", "2019-03-04", "2019-03-15"),
    ],
)
def test_other_periods(printed, start, end):
    assert first_and_last(printed) == (start, end)


@pytest.mark.parametrize(
    "name", ["report_15_april_2020.pdf", "15th-Apr-2020.pdf", "fenshire 20200415.pdf", "a_2020_04_15_b.txt"]
)
def test_days_in_file_names(name):
    assert dates_in_name(name) == "2020-04-15"


def test_what_in_a_file_name_is_no_day():
    assert dates_in_name("50205478.pdf") == dates_in_name("report 2020.pdf") == dates_in_name("may 2014.pdf") == ""


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Lead inspector: Mary-Jane O’Neil-Smith HMI", "Mary-Jane O’Neil-Smith"),
        ("Lead Inspector: J. R. Other, HMI", "J. R. Other"),
        ("Lead inspector: Ann de la Other, Senior His Majesty’s Inspector", "Ann de la Other"),
        ("Lead inspector: Ann Other (HMI)", "Ann Other"),
        ("Lead inspector: HMI Ann Other", "Ann Other"),
        ("Lead inspector: Ann Other, SHMI", "Ann Other"),
        ("Lead inspector: Ann Other, Ofsted Inspector", "Ann Other"),
        ("Lead inspector: Ann Other Her Majesty’s", "Ann Other"),
        ("Lead inspector: Ann Other\tDeputy lead inspector: Bo Else", "Ann Other"),
        ("Lead inspector: Ann Other, His Majesty’s Inspector Bo Else, His Majesty’s Inspector", "Ann Other"),
        ("Lead inspectors: Ann Other HMI, Bo Else HMI", "Ann Other and Bo Else"),
        ("Lead inspector(s): Ann Other HMI & Bo Else HMI", "Ann Other and Bo Else"),
        ("Lead inspectors: Ann Sands and Bo Handson", "Ann Sands and Bo Handson"),
        ("Deputy lead inspector: Bo Else", ""),
        ("The lead inspector: told leaders", ""),
    ],
)
def test_names_of_inspectors(printed, expected):
    assert lead_inspectors(printed) == expected


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        (["Focused visit to Fenshire local authority children’s services"], "FOCUSED_VISIT"),
        (["Monitoring visit of Fenshire local authority children’s services"], "MONITORING_VISIT"),
        (["Joint targeted area inspection of Fenshire"], "JTAI"),
        (["Short inspection of Fenshire local authority children’s services"], "ILACS_2018"),
        (["Fenshire", "Inspection of services for looked after children"], "LAC_2013"),
        (
            ["Fenshire", SIF_TITLE, "and", "Review of the effectiveness of the local safeguarding children board1"],
            "SIF",
        ),
        (["Review of the Fenshire Local Safeguarding Children Board"], "LSCB_REVIEW"),
        (["Inspection of looked after children services", "Inspection of safeguarding and looked after"], "LAC_2013"),
        (["Inspection of local authority arrangements for the protection of children", "Fenshire"], "OTHER"),
    ],
)
def test_the_first_title_says_the_kind(titles, kind):
    facts = facts_of(*titles, "Inspection dates: 4 to 15 March 2019", "Lead inspector: Ann Other HMI")
    assert facts["kind"] == kind
    assert facts["inspection_end"] == "2019-03-15"
    assert facts["lead_inspector"] == "Ann Other"


def test_a_table_tells_a_report_whose_title_is_new():
    rows = (f"{LEADERS}\tGood", "The experiences and progress of care leavers\tGood", "Overall effectiveness\tGood")
    title = ("Inspection of Fenshire County Council", "Inspection dates: 2 to 6 December 2024")
    assert facts_of(*title, "Judgement\tGrade", *rows)["kind"] == "ILACS_2023"
    assert facts_of("Paper on the inspection of Fenshire", "Judgement\tGrade", *rows)["kind"] == "OTHER"


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        ("This letter summarises the findings of a visit to Fenshire on 6 and 7 November 2018. It was good.", "07"),
        ("Between 5 and 9 November 2018, inspectors from four bodies looked at the work of the police.", "09"),
    ],
)
def test_letters_tell_their_dates_in_a_sentence(sentence, end):
    address = [f"{line} Street" for line in ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh")]
    facts = facts_of(
        *address, *address, "Dear Ms Other", "Focused visit to Fenshire local authority children’s services", sentence
    )
    assert facts["kind"] == "FOCUSED_VISIT"
    assert facts["authority"] == "Fenshire"
    assert facts["inspection_end"] == f"2018-11-{end}"


def test_labels_alone_on_their_lines():
    facts = facts_of(
        "Fenshire",
        "Inspection of children’s social care services",
        "Inspection dates:",
        "9 March 2020 to 13 March 2020",
        "Lead inspector:",
        "Ann Other, Her Majesty’s Inspector",
    )
    assert facts["inspection_start"] == "2020-03-09"
    assert facts["lead_inspector"] == "Ann Other"


def test_an_earlier_date_beside_the_period_is_not_its_end():
    facts = facts_of(
        "Fenshire",
        "Inspection of children’s social care services",
        "Inspection dates: 9 March 2020 to 13 March 2020 Previous inspection: 4 May 2016",
        "The council said that its plan, published in full on 3 May 2019, had changed.",
    )
    assert facts["inspection_end"] == "2020-03-13"
    assert "published" not in facts


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            "19 November–11 December 2013 and 28–30 January 2014",
            [("2013-11-19", "2013-12-11"), ("2014-01-28", "2014-01-30")],
        ),
        ("7 to 11 October and 14 to 18 October 2019", []),
        ("7 to 18 October 2019", []),
        ("3 March 2020", []),
    ],
)
def test_a_period_that_was_broken_off_is_told_in_its_parts(printed: str, expected: list[tuple[str, str]]):
    assert parts_of_period(printed) == expected

"""Title blocks: kinds, authorities, dates, inspectors, grades, in every shape the survey lists."""

import pytest

from storage.errors import ReportRefused
from storage.model import Paragraph, Reading
from storage.reading.authority import authority_in_title, short_authority
from storage.reading.dates import dates_in_name, first_and_last, printed_date
from storage.reading.inside import read_inside
from storage.reading.parts import parts_of_text

SIF_TITLE = "Inspection of services for children in need of help and protection, children looked after and care leavers"


def facts_of(*parts, file_name="report.pdf"):
    text = "\n".join(parts)
    paragraphs, at = [], 0
    for part in parts:
        paragraphs.append(Paragraph(at, at + len(part), "", 1))
        at += len(part) + 1
    bare = Reading("text", "", text, (), tuple(paragraphs), {})
    reading = read_inside(bare, parts_of_text(text, paragraphs), file_name)
    return {key: fact.value for key, fact in reading.facts.items()}


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("2 to 6 December 2024", "2024-12-02", "2024-12-06"),
        ("9 March 2020 to 13 March 2020", "2020-03-09", "2020-03-13"),
        ("02 March 2020 to 13 March 2020", "2020-03-02", "2020-03-13"),
        ("27 September to 8 October 2021", "2021-09-27", "2021-10-08"),
        ("19 November–30 November 2018", "2018-11-19", "2018-11-30"),
        ("8 – 12 July 2013", "2013-07-08", "2013-07-12"),
        ("9–24 November 2017", "2017-11-09", "2017-11-24"),
        ("14 January 2014- 5 February 2014", "2014-01-14", "2014-02-05"),
        ("3 June 2014 ─ 25 June 2014", "2014-06-03", "2014-06-25"),
        ("18 Feb 2014 – 12 March 2014", "2014-02-18", "2014-03-12"),
        ("1/06/2015 – 25/06/2015", "2015-06-01", "2015-06-25"),
        ("17 May 2016", "2016-05-17", "2016-05-17"),
        ("19 November-11 December 2013 and 28 – 30 January 2014", "2013-11-19", "2014-01-30"),
        ("6 to 10 December 2021 and 4 to 7 January 2022", "2021-12-06", "2022-01-07"),
        ("28 December to 8 January 2015", "2014-12-28", "2015-01-08"),
    ],
)
def test_periods(printed, start, end):
    assert first_and_last(printed) == (start, end)


def test_what_is_no_date():
    assert first_and_last("to be confirmed") is None
    assert printed_date("31 February 2015") == ""
    assert printed_date("32/13/2015") == ""


def test_dates_in_file_names():
    assert dates_in_name("children's services inspection,  pdf - 16 august 2013.pdf") == "2013-08-16"
    assert dates_in_name("report_2020-04-15.pdf") == "2020-04-15"
    assert dates_in_name("000_4585.txt") == ""


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("London Borough of Marsh End", "Marsh End"),
        ("The Royal Borough of Hill and Dale", "Hill and Dale"),
        ("Metropolitan Borough of Northford Council", "Northford"),
        ("Northford Metropolitan Borough Council", "Northford"),
        ("St. Anne Metropolitan Borough", "St Anne"),
        ("Westmere City Council", "Westmere"),
        ("Westmere City", "Westmere"),
        ("Westmere City of", "Westmere"),
        ("City of Westmere", "Westmere"),
        ("Fenshire County Council", "Fenshire"),
        ("Fenshire Unitary Authority", "Fenshire"),
        ("Fenshire Children’s Services", "Fenshire"),
        ("Mill-on-Water", "Mill-on-Water"),
        ("Report published: 4 May 2015", ""),
        ("and", ""),
    ],
)
def test_short_authorities(printed, expected):
    assert short_authority(printed) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Inspection of Fenshire local authority children’s services", "Fenshire"),
        ("Inspection of Westmere City Council local authority children's services", "Westmere"),
        ("Inspection of the Isle of Gulls local authority children’s services", "Isle of Gulls"),
        ("Inspection of Royal Borough of Hillwich children’s services", "Hillwich"),
        ("Inspection of local authority children’s services", ""),
        ("Inspection of children’s social care services", ""),
    ],
)
def test_authorities_in_titles(title, expected):
    assert authority_in_title(title) == expected


def test_the_newest_title_layout():
    facts = facts_of(
        "Inspection of Fenshire local authority children’s services",
        "Inspection dates: 2 to 6 December 2024",
        "Lead inspector: Ann Other, His Majesty’s Inspector",
        "Judgement\tGrade",
        "The experiences and progress of children in care\tGood",
        "The experiences and progress of care leavers\tOutstanding",
        "Overall effectiveness\tRequires improvement to be good",
        "A focused visit and a joint targeted area inspection took place before.",
        file_name="inspection - 29 january 2025.pdf",
    )
    assert facts == {
        "kind": "ILACS_2023",
        "authority": "Fenshire",
        "inspection_start": "2024-12-02",
        "inspection_end": "2024-12-06",
        "lead_inspector": "Ann Other",
        "overall": "Requires improvement to be good",
        "published": "2025-01-29",
    }


def test_the_table_decides_between_the_two_newest_kinds():
    combined = "The experiences and progress of children in care and care leavers\tGood"
    facts = facts_of("Fenshire", "Inspection of children’s social care services", "Judgement\tGrade", combined)
    assert (facts["kind"], facts["authority"]) == ("ILACS_2018", "Fenshire")


def test_single_inspections_name_the_lead_near_the_end():
    facts = facts_of(
        "Fenshire County Council",
        f"Re-{SIF_TITLE[0].lower()}{SIF_TITLE[1:]}",
        "Inspection date: 28 April – 25 May 2017",
        "Report published: 14 July 2017",
        "Children’s services in Fenshire require improvement to be good",
        "Deputy lead inspector: Not Me",
        "Lead inspector: Ann Other, Senior HMI Deputy lead inspector: Not Me",
        file_name="x - 15 july 2017.pdf",
    )
    assert facts["kind"] == "SIF"
    assert facts["authority"] == "Fenshire"
    assert facts["lead_inspector"] == "Ann Other"
    assert facts["overall"] == "require improvement to be good"
    assert facts["published"] == "2017-07-14"


def test_two_lead_inspectors():
    facts = facts_of(
        "Inspection of Fenshire local authority children’s services",
        "Lead inspectors: Ann Other, His Majesty’s Inspector, and Bo Else, His Majesty’s Inspector",
    )
    assert facts["lead_inspector"] == "Ann Other and Bo Else"


def test_older_reports_have_a_record_of_main_findings():
    facts = facts_of(
        "Inspection of safeguarding and looked after children services",
        "London Borough of Marsh End",
        "Inspection dates: 23 January 2012 – 3 February 2012",
        "Reporting inspector Ann Other HMI",
        "Published: 9 March 2012",
        "Contents",
        "Record of main findings\t41",
        "Outstanding (Grade 1)\tA service that significantly exceeds minimum requirements",
        "Record of main findings",
        "Overall effectiveness\tAdequate",
    )
    assert facts["kind"] == "SLAC"
    assert facts["authority"] == "Marsh End"
    assert facts["overall"] == "Adequate"
    assert facts["lead_inspector"] == "Ann Other"


def test_other_documents_have_no_facts_of_an_inspection():
    facts = facts_of("Minutes of a meeting", "We spoke of the inspection of children’s services.")
    assert facts == {"kind": "OTHER"}
    assert facts_of()["kind"] == "OTHER"


def test_the_page_of_a_lost_report_is_refused():
    with pytest.raises(ReportRefused, match=r"lost\.pdf.*not a report"):
        facts_of("Report not found", "Sorry, it no longer exists.", file_name="lost.pdf")

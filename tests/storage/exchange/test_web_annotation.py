"""The annotations as W3C Web Annotations."""

import hashlib
import json
from typing import Any

from storage import reports
from tests.storage.exchange.conftest import Desk, Opened


def read(made: Opened) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.files["data/annotations.jsonld"])
    return found


def items(made: Opened) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in read(made)["first"]["items"]}


def test_annotation_has_all_its_parts(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export()
    chosen = desk.selection()
    part, annotation = chosen.annotation[three["one"]]
    item = items(made)[f"urn:uuid:{annotation.uuid}"]
    assert item["type"] == "Annotation"
    assert item["motivation"] == ["highlighting", "tagging", "assessing", "commenting"]
    assert item["creator"]["name"] == "Amina Osei"
    assert item["creator"]["type"] == "Person"
    assert item["creator"]["id"] == f"urn:uuid:{chosen.authors[annotation.uuid]}"
    assert (item["created"], item["modified"]) == (annotation.created, annotation.modified)
    assert [(body["purpose"], body["value"]) for body in item["body"]] == [
        ("tagging", "Children in care"),
        ("tagging", "Workforce"),
        ("assessing", "concern"),
        ("commenting", "Key."),
    ]
    assert item["body"][0]["yearmark:area"] == f"urn:uuid:{chosen.area[annotation.areas[0]].uuid}"
    assert item["target"]["source"] == "originals/Islington%202017%20-%20earlier.pdf"
    position, quote, page = item["target"]["selector"]
    assert part.text[position["start"] : position["end"]] == quote["exact"] == annotation.quote
    assert (quote["prefix"], quote["suffix"]) == (annotation.prefix, annotation.suffix)
    assert page == {
        "type": "FragmentSelector",
        "conformsTo": "http://tools.ietf.org/rfc/rfc3778",
        "value": "page=1",
    }


def test_text_report_has_no_page_fragment(desk: Desk, three: dict[str, int]) -> None:
    item = items(desk.export())[f"urn:uuid:{desk.uuid(three['three'])}"]
    assert [one["type"] for one in item["target"]["selector"]] == ["TextPositionSelector", "TextQuoteSelector"]
    assert item["motivation"] == ["highlighting"]
    assert "body" not in item


def test_link_leads_from_the_earlier_passage_to_the_later(desk: Desk, three: dict[str, int]) -> None:
    found = [item for item in items(desk.export()).values() if item["motivation"] == "linking"]
    assert [item["yearmark:relation"] for item in found] == ["improved", "addressed"]
    link = found[0]
    assert link["target"] == f"urn:uuid:{desk.uuid(three['one'])}"
    assert link["body"][0]["source"] == f"urn:uuid:{desk.uuid(three['two'])}"
    assert [(body["purpose"], body["value"]) for body in link["body"][1:]] == [
        ("classifying", "improved"),
        ("commenting", "after a new team"),
    ]


def test_collection_is_whole(desk: Desk, three: dict[str, int]) -> None:
    made = desk.export()
    found = read(made)
    assert found["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert found["@context"][1]["yearmark"].startswith("urn:uuid:")
    assert found["type"] == "AnnotationCollection"
    assert found["first"]["type"] == "AnnotationPage"
    assert found["first"]["partOf"] == found["id"]
    assert found["total"] == len(found["first"]["items"]) == 5
    assert {area["yearmark:name"] for area in found["yearmark:areas"]} > {"Health", "Workforce"}
    parents = {area["yearmark:name"]: area.get("yearmark:parent") for area in found["yearmark:areas"]}
    assert parents["Workforce"] == next(
        area["id"] for area in found["yearmark:areas"] if area["yearmark:name"] == "Leadership and management"
    )


def test_reports_can_be_taken_in_again(desk: Desk, three: dict[str, int]) -> None:
    desk.library.edit("Correct", reports.correct, three["second"], {"year": "2021", "lead_inspector": "J. Bloggs"})
    made = desk.export()
    report = read(made)["yearmark:reports"][1]
    assert report["yearmark:year"] == 2021
    assert set(report["yearmark:corrected"]) >= {"year", "lead_inspector", "authority", "inspection_end"}
    assert report["yearmark:leadInspector"] == "J. Bloggs"
    assert report["yearmark:inspectionEnd"] == "2020-05-25"
    assert report["yearmark:sha256"] == hashlib.sha256((desk.files / "later.pdf").read_bytes()).hexdigest()
    text = desk.library.ask(reports.text, three["second"]).text
    assert report["yearmark:textSha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert report["yearmark:textLength"] == len(text)
    assert report["yearmark:needsPassword"] is False
    assert report["yearmark:fileName"] == "later.pdf"


def test_own_terms_are_told_from_the_standards(desk: Desk, three: dict[str, int]) -> None:
    known = {
        "@context", "id", "type", "label", "total", "first", "last", "partOf", "startIndex", "items", "motivation",
        "creator", "name", "created", "modified", "body", "purpose", "value", "format", "source", "selector", "start",
        "end", "exact", "prefix", "suffix", "conformsTo", "target",
    }  # fmt: skip

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for one in value.values() for key in keys(one)}
        return {key for one in value for key in keys(one)} if isinstance(value, list) else set()

    found = read(desk.export())
    context = found.pop("@context")
    assert all(key in known or key.startswith("yearmark:") for key in keys(found))
    assert all(key.startswith("yearmark") for key in context[1])

"""A bundle's annotations in the W3C Web Annotation data model, as one JSON-LD document.

Positions are code points of the running text that the named version of Yearmark's reader made of the original;
the text's length and checksum stand with each report, so that whoever reads the original again knows
whether they hold. Whatever the W3C's model has no word for stands under the prefix `yearmark:`.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from storage.areas import NAMESPACE as AREAS
from storage.exchange.scope import Part, Selection
from storage.model import Annotation, Area, Box, Link

TERMS = "urn:uuid:3f7d9a52-6a0e-5d0b-8d55-0c2f7b1f4a60#"
"""The namespace of our own terms; a name only, nothing is fetched from it."""

FORMAT = 1
"""Goes up when what stands under our prefix changes its meaning."""

_IDS = ("area", "parent", "report", "original", "annotated")
_MEDIA_TYPES = {"pdf": "application/pdf", "text": "text/plain"}


def document(selection: Selection) -> bytes:
    """The whole of a selection as JSON-LD in UTF-8; paths in it are relative to the folder `data`."""
    items = [_annotation(selection, part, one) for part in selection.parts for one in part.annotations]
    items += [_link(selection, link) for link in selection.links]
    name = "\n".join([selection.title, *(item["id"] for item in items)])
    collection = uuid.uuid5(uuid.UUID(AREAS), name).urn
    page = uuid.uuid5(uuid.UUID(AREAS), name + "\npage 1").urn
    return _json(
        {
            "@context": [
                "http://www.w3.org/ns/anno.jsonld",
                {"yearmark": TERMS, **{f"yearmark:{term}": {"@type": "@id"} for term in _IDS}},
            ],
            "id": collection,
            "type": "AnnotationCollection",
            "label": selection.title,
            "total": len(items),
            "yearmark:format": FORMAT,
            "yearmark:reports": [_report(part) for part in selection.parts],
            "yearmark:areas": [_area(selection, area) for area in selection.areas],
            "yearmark:reviewers": _reviewers(selection),
            "first": {"id": page, "type": "AnnotationPage", "partOf": collection, "startIndex": 0, "items": items},
            "last": page,
        }
    )


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def urn(identity: str) -> str:
    """A UUID as a URN."""
    return f"urn:uuid:{identity}"


def relative(path: str) -> str:
    """A path of the bag as a relative URL from the folder `data`."""
    return quote(path.removeprefix("data/"))


def _annotation(selection: Selection, part: Part, annotation: Annotation) -> dict[str, Any]:
    bodies = [_area_body(selection.area[area]) for area in annotation.areas]
    motivations = ["highlighting", *(["tagging"] if bodies else [])]
    if annotation.mark:
        bodies.append(_text_body("assessing", annotation.mark))
        motivations.append("assessing")
    if annotation.note:
        bodies.append(_text_body("commenting", annotation.note))
        motivations.append("commenting")
    return {
        "id": urn(annotation.uuid),
        "type": "Annotation",
        "motivation": motivations,
        "creator": _person(selection.authors[annotation.uuid], annotation.reviewer),
        "created": annotation.created,
        "modified": annotation.modified,
        **({"body": bodies} if bodies else {}),
        "target": {
            "type": "SpecificResource",
            "source": relative(part.original),
            "selector": _selectors(part, annotation),
            "yearmark:report": urn(part.report.uuid),
            "yearmark:sha256": part.report.sha256,
            "yearmark:citation": part.cited(annotation),
        },
        "yearmark:mark": annotation.mark,
    }


def _selectors(part: Part, annotation: Annotation) -> list[dict[str, Any]]:
    """Three ways to the passage, the exact ones first; a page is a place in a PDF only (RFC 3778).

    A passage that was lost when its report was read again has its quotation and nothing else.
    """
    position = {"type": "TextPositionSelector", "start": annotation.start, "end": annotation.end}
    selectors: list[dict[str, Any]] = [
        *([] if annotation.lost else [position]),
        {
            "type": "TextQuoteSelector",
            "exact": annotation.quote,
            "prefix": annotation.prefix,
            "suffix": annotation.suffix,
        },
    ]
    if annotation.box is not None:
        return [_rectangle(annotation.page, annotation.box)]
    page = part.place(annotation.start).page
    if page and part.source.media == "pdf":
        fragment = {"conformsTo": "http://tools.ietf.org/rfc/rfc3778", "value": f"page={page}"}
        selectors.append({"type": "FragmentSelector", **fragment})
    return selectors


def _rectangle(page: int, box: Box) -> dict[str, Any]:
    """A rectangle of a page as RFC 3778 names it: left, top, width and height in points from the top left."""
    left, top, width, height = (round(value, 1) for value in (box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0))
    value = f"page={page}&viewrect={left:g},{top:g},{width:g},{height:g}"
    return {"type": "FragmentSelector", "conformsTo": "http://tools.ietf.org/rfc/rfc3778", "value": value}


def _link(selection: Selection, link: Link) -> dict[str, Any]:
    """A link as an annotation of the earlier passage whose body is the later one."""
    earlier, later = (selection.annotation[end][1] for end in (link.earlier, link.later))
    bodies: list[dict[str, Any]] = [
        {"type": "SpecificResource", "purpose": "linking", "source": urn(later.uuid)},
        _text_body("classifying", link.relation),
    ]
    if link.note:
        bodies.append(_text_body("commenting", link.note))
    return {
        "id": urn(link.uuid),
        "type": "Annotation",
        "motivation": "linking",
        "creator": _person(selection.authors[link.uuid], link.reviewer),
        "created": link.created,
        "body": bodies,
        "target": urn(earlier.uuid),
        "yearmark:relation": link.relation,
    }


def _text_body(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def _area_body(area: Area) -> dict[str, Any]:
    return {**_text_body("tagging", area.name), "yearmark:area": urn(area.uuid)}


def _person(identity: str, name: str) -> dict[str, str]:
    return {"id": urn(identity), "type": "Person", "name": name}


def _reviewers(selection: Selection) -> list[dict[str, str]]:
    names: dict[str, str] = {}
    said: Iterable[Annotation | Link] = (
        *(one for part in selection.parts for one in part.annotations),
        *selection.links,
    )
    for one in said:
        names[selection.authors[one.uuid]] = one.reviewer
    return [_person(identity, name) for identity, name in sorted(names.items())]


def _area(selection: Selection, area: Area) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": urn(area.uuid),
        "yearmark:name": area.name,
        "yearmark:definition": area.definition,
        "yearmark:colour": area.colour,
    }
    if area.parent is not None:
        found["yearmark:parent"] = urn(selection.area[area.parent].uuid)
    if area.slot is not None:
        found["yearmark:key"] = area.slot
    if area.retired:
        found["yearmark:retired"] = True
    return found


def _report(part: Part) -> dict[str, Any]:
    """All that the library knows of a report, corrections by hand and what was read among it; never a password."""
    report = part.report
    return {
        "id": urn(report.uuid),
        "yearmark:original": relative(part.original),
        "yearmark:annotated": relative(part.annotated),
        "yearmark:sha256": report.sha256,
        "yearmark:fileName": report.file_name,
        "yearmark:size": part.size,
        "format": _MEDIA_TYPES[report.media],
        "yearmark:media": report.media,
        "yearmark:pages": report.page_count,
        "yearmark:needsPassword": part.source.password is not None,
        "yearmark:recognised": part.recognised,
        "yearmark:reader": part.reader,
        "yearmark:textLength": len(part.text),
        "yearmark:textSha256": hashlib.sha256(part.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "yearmark:authority": report.authority,
        "yearmark:kind": report.kind,
        "yearmark:year": report.year,
        "yearmark:inspectionStart": report.inspection_start,
        "yearmark:inspectionEnd": report.inspection_end,
        "yearmark:published": report.published,
        "yearmark:leadInspector": report.lead_inspector,
        "yearmark:overall": report.overall,
        "yearmark:edition": report.edition,
        "yearmark:corrected": sorted(report.corrected),
        "yearmark:facts": [
            {
                "yearmark:fact": name,
                "yearmark:value": fact.value,
                "yearmark:source": fact.source,
                "yearmark:page": fact.page,
            }
            for name, fact in sorted(part.facts.items())
        ],
    }

"""A reading as plain values for scripts: the objects that `yearmark read --json` prints (issue: reading a report)."""

from typing import Any

from storage.model import Paragraph, Reading
from storage.reading.dates import dates_in_name
from storage.reading.sections import section_at

_NO_REPORT = "NOT_A_REPORT"


def described(reading: Reading) -> dict[str, Any]:
    """Answer what was read, by the keys of the interface for scripts, without `path`.

    Pages count from 1; what was not found is None or an empty list; grades are as printed. `paragraphs` are
    the numbered ones, each with its list items; in a report without any, all of them, with the number None.
    """
    facts = reading.facts
    names = facts["lead_inspector"].value.split(" and ") if "lead_inspector" in facts else []
    own = [item for item in reading.improvements if not item.board]
    published = facts.get("published")
    return {
        "kind": facts["kind"].value,
        **{
            key: facts[key].value if key in facts else None
            for key in ("authority", "inspection_start", "inspection_end")
        },
        "published": published.value if published else None,
        "published_source": published.source if published else None,
        "lead_inspector": names if len(names) > 1 else names[0] if names else None,
        "judgements": [
            {"area": one.area, "grade": one.grade, "group": one.group or None, "page": one.page or None}
            for one in reading.judgements
        ],
        "n_numbered_paragraphs": max((one.number for one in reading.numbered), default=None),
        "paragraphs": _paragraphs(reading),
        "sections": [
            {"heading": one.heading, "level": one.level, "page": one.page, "grade": one.grade or None}
            for one in reading.sections
        ],
        "improvement_items": [item.text for item in own],
        "improvement_timescales": [item.timescale or None for item in own],
        "improvement_groups": [item.group or None for item in own],
        "lscb_items": [item.text for item in reading.improvements if item.board],
        "warnings": list(reading.warnings),
    }


def described_lost(file_name: str, sentence: str) -> dict[str, Any]:
    """Answer the object for the page that a website shows in place of a lost report."""
    day = dates_in_name(file_name)
    empty: dict[str, Any] = {"kind": _NO_REPORT}
    empty |= dict.fromkeys(("authority", "inspection_start", "inspection_end"))
    empty |= {"published": day or None, "published_source": "file name" if day else None, "lead_inspector": None}
    empty |= {"judgements": [], "n_numbered_paragraphs": None, "paragraphs": [], "sections": []}
    empty |= {"improvement_items": [], "improvement_timescales": [], "improvement_groups": [], "lscb_items": []}
    return empty | {"warnings": [sentence]}


def _paragraphs(reading: Reading) -> list[dict[str, Any]]:
    if not reading.numbered:
        return [_paragraph(reading, one) for one in reading.paragraphs]
    found = []
    for one in reading.numbered:
        heading = reading.sections[one.section].heading if one.section >= 0 else None
        words = reading.text[one.start : one.end].removeprefix(str(one.number)).lstrip(". ")
        found.append({"number": one.number, "page": one.page, "section": heading, "text": words})
    return found


def _paragraph(reading: Reading, one: Paragraph) -> dict[str, Any]:
    place = section_at(reading.sections, one.start)
    heading = reading.sections[place].heading if place >= 0 else None
    return {"number": None, "page": one.page, "section": heading, "text": reading.text[one.start : one.end]}

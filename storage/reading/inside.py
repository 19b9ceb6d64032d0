"""What stands inside a report: the parts go in, judgements, sections, items, references and findings come out."""

from collections.abc import Sequence

from storage.frameworks import Framework, frameworks
from storage.model import Fact, Reading, Span
from storage.reading.bound import finding, second_document
from storage.reading.checks import findings_of
from storage.reading.grading import grading_of
from storage.reading.improvements import improvements_of
from storage.reading.judgements import judgements_of
from storage.reading.parts import Part
from storage.reading.references import references_of
from storage.reading.sections import numbered_of, sections_of
from storage.reading.title import title_of


def read_inside(
    reading: Reading, parts: Sequence[Part], file_name: str, known: Sequence[Framework] | None = None
) -> Reading:
    """Answer a reading of text and pages with all else that its parts say.

    `known` are the frameworks, ours where none are given. In a file with two documents, sections and
    references are those of both, all else that of the first. Raises NotAReport as `title_of` does.
    """
    known = frameworks() if known is None else known
    title = title_of(reading.text, reading.paragraphs, file_name, known)
    grading = grading_of(title.framework)
    second = second_document(parts, known)
    first = parts[: second.place] if second else parts
    judgements, findings, table = judgements_of(first, grading)
    sections = sections_of(parts, table, grading)
    findings = [
        *([finding(parts, second)] if second else []),
        *findings,
        *findings_of(first, judgements, title.facts, title.places, grading, file_name),
    ]
    # The overall grade is the first one printed: that of safeguarding where there are two groups.
    overall = next((one for one in judgements if one.area.lower().startswith("overall") and not one.board), None)
    if overall is None:
        overall = next((one for one in judgements if one.board and len(judgements) == 1), None)
    if overall is not None:
        title.facts["overall"] = Fact(overall.grade, "printed", overall.page)
        title.places["overall"] = Span(overall.start, overall.end, overall.page)
    years = {int(title.facts[key].value[:4]) for key in ("inspection_start", "inspection_end") if key in title.facts}
    both_lists = second is not None and not second.again
    return reading._replace(
        facts=title.facts,
        places=title.places,
        judgements=tuple(judgements),
        sections=tuple(sections),
        numbered=tuple(numbered_of(first, sections)),
        improvements=tuple(improvements_of(parts if both_lists else first, grading)),
        references=tuple(references_of(parts, frozenset(years))),
        findings=tuple(findings),
        warnings=(*reading.warnings, *(f"“{file_name}”: {one.sentence}" for one in findings)),
    )

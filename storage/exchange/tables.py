"""Tables for spreadsheets: annotations and links as CSV.

RFC 4180 with CRLF, in UTF-8 with a byte order mark, without which Excel reads UTF-8 as another code. A cell
that a spreadsheet would take for a formula (it begins, after any white space, with = + - @, or begins with
a tab or a line end) gets an apostrophe before it. The lossless form is `annotations.jsonld`.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from storage.exchange.scope import Part, Selection
from storage.model import Annotation, Box

ANNOTATION_COLUMNS = (
    "authority", "year", "report", "kind", "page", "paragraph", "quote", "areas", "mark", "note",
    "reviewer", "created", "modified", "links", "uuid", "rectangle",
)  # fmt: skip
LINK_COLUMNS = (
    "relation", "earlier report", "earlier place", "earlier quote", "later report", "later place", "later quote",
    "note", "reviewer", "created", "uuid", "earlier uuid", "later uuid",
)  # fmt: skip


def annotations_csv(selection: Selection) -> bytes:
    """One row for each annotation, in the order of the bundle; areas are joined by "; ", links by line ends."""
    rows = (_annotation_row(selection, part, annotation) for part in selection.parts for annotation in part.annotations)
    return _csv(ANNOTATION_COLUMNS, rows)


def links_csv(selection: Selection) -> bytes:
    """One row for each link, the earlier passage before the later one."""
    return _csv(LINK_COLUMNS, (_link_row(selection, index) for index in range(len(selection.links))))


def _annotation_row(selection: Selection, part: Part, annotation: Annotation) -> list[str]:
    place = part.place_of(annotation)
    return [
        part.report.authority,
        str(part.report.year or ""),
        part.report.file_name,
        part.report.kind,
        place.label,
        place.paragraph,
        annotation.quote,
        "; ".join(selection.area_names(annotation)),
        annotation.mark,
        annotation.note,
        annotation.reviewer,
        annotation.created,
        annotation.modified,
        "\n".join(selection.links_in_words(annotation)),
        annotation.uuid,
        _rectangle(annotation.box),
    ]


def _rectangle(box: Box | None) -> str:
    """Left, top, right and bottom in points from the page's top left, "" for a passage."""
    return " ".join(f"{value:.1f}" for value in box) if box is not None else ""


def _link_row(selection: Selection, index: int) -> list[str]:
    link = selection.links[index]
    ends = [selection.annotation[link.earlier], selection.annotation[link.later]]
    row = [link.relation]
    for part, annotation in ends:
        row += [part.report.file_name, part.cited(annotation), annotation.words]
    return [*row, link.note, link.reviewer, link.created, link.uuid, *(annotation.uuid for _, annotation in ends)]


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    first = cell.lstrip()[:1]
    risky = first in ("=", "+", "-", "@", "＝", "＋", "－", "＠") or cell[:1] in ("\t", "\r", "\n")
    return "'" + cell if first and risky else cell

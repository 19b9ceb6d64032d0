"""The annotated copy of a PDF: its highlights, as any PDF reader shows them. Only workers import this."""

import contextlib
import hashlib
import re
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pymupdf

from storage.exchange.scope import Part, Selection
from storage.model import Annotation, Box, Page
from storage.reading.inside_marks import set_aside
from storage.reading.refusals import unreadable

UNTAGGED = (1.0, 0.9, 0.45)
"""The colour of a passage without areas, as red, green and blue from 0 to 1."""

_SHARE = 0.3  # of the area's colour, the rest being white: text stays legible even where highlights overlap
_HEX = re.compile(r"#[0-9a-fA-F]{6}")

# What PyMuPDF raises for a file it cannot change: its own errors, MuPDF's (which are no RuntimeErrors), and those
# that come of odd pages.
REFUSALS = unreadable()


class Highlight(NamedTuple):
    """A highlight of one page: its number from 1, boxes in points, colour, and what it says."""

    page: int
    boxes: list[Box]
    colour: tuple[float, float, float]
    author: str
    contents: str
    name: str
    created: str
    modified: str
    is_rectangle: bool = False


def highlights(selection: Selection, part: Part) -> list[Highlight]:
    """The highlights of a report: one for each annotation on each page where its passage stands."""
    found = []
    for annotation in part.annotations:
        contents = contents_of(selection, annotation)
        first: Page | None = None
        for page, boxes in part.boxes(annotation):
            said = contents
            if first is not None:
                said = f"(continued from p. {first.label or first.number})\n{contents}".rstrip()
            first = first or page
            found.append(
                Highlight(
                    page.number,
                    boxes,
                    _colour(selection, annotation),
                    annotation.reviewer,
                    said,
                    f"urn:uuid:{annotation.uuid}",
                    pdf_date(annotation.created),
                    pdf_date(annotation.modified),
                    annotation.box is not None,
                )
            )
    return found


def contents_of(selection: Selection, annotation: Annotation) -> str:
    """What a reader sees beside a highlight: areas, mark, note and links, each on lines of its own."""
    lines = ["; ".join(selection.area_names(annotation)), annotation.mark.capitalize(), annotation.note]
    return "\n".join(line for line in (*lines, *selection.links_in_words(annotation)) if line)


def pdf_date(time: str) -> str:
    """A time of the library as PDF writes it: "D:20240605120000Z"."""
    return "D:" + re.sub(r"[-:T]", "", time)


def lightened(colour: str) -> tuple[float, float, float]:
    """A codebook colour (#rrggbb) so light that the text under it stays legible."""
    if not _HEX.fullmatch(colour):
        return UNTAGGED
    red, green, blue = (int(colour[at : at + 2], 16) / 255 * _SHARE + 1 - _SHARE for at in (1, 3, 5))
    return (red, green, blue)


def _colour(selection: Selection, annotation: Annotation) -> tuple[float, float, float]:
    return lightened(selection.area[annotation.areas[0]].colour) if annotation.areas else UNTAGGED


def write_copy(
    source: Path, target: Path, marks: Sequence[Highlight], password: str | None, *, bare: bool = False
) -> None:
    """Write a copy of the PDF `source` with the highlights, locked with its password where it has one.

    The file's own bytes stay as they are and the highlights follow them; only a file whose structure
    MuPDF had to repair is written anew. In a `bare` copy the marks that stood in the PDF are hidden: they are among
    the highlights. Raises one of `REFUSALS` when the PDF cannot be changed, OSError
    when the disk refuses.
    """
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    shutil.copyfile(source, target)
    by_page: dict[int, list[Highlight]] = defaultdict(list)
    for mark in marks:
        by_page[mark.page].append(mark)
    doc = pymupdf.open(str(target), filetype="pdf")
    with contextlib.closing(doc):
        if doc.needs_pass and not doc.authenticate(password or ""):
            raise ValueError("wrong password")
        if bare:
            set_aside(doc, stamps=False)
        for number, on_page in sorted(by_page.items()):
            page = doc[number - 1]
            for mark in on_page:
                _add(doc, page, mark)
        anew = _saved(doc, marks)
    if anew is not None:
        target.write_bytes(anew)


def _add(doc: Any, page: Any, mark: Highlight) -> None:
    # Boxes are of the page as shown; PyMuPDF adds annotations before the page's own rotation.
    matrix = page.derotation_matrix
    if mark.is_rectangle:
        added = page.add_rect_annot(pymupdf.Rect(*mark.boxes[0]) * matrix)
        added.set_border(width=1.5)
    else:
        added = page.add_highlight_annot(quads=[pymupdf.Rect(*box).quad * matrix for box in mark.boxes])
    added.set_colors(stroke=mark.colour)
    added.set_info(title=mark.author, content=mark.contents, creationDate=mark.created, modDate=mark.modified)
    added.update()
    doc.xref_set_key(added.xref, "NM", pymupdf.get_pdf_str(mark.name))


def _saved(doc: Any, marks: Sequence[Highlight]) -> bytes | None:
    """Save behind the file's own bytes; where that cannot be, answer the whole file instead."""
    how = {"encryption": pymupdf.PDF_ENCRYPT_KEEP, "no_new_id": _identified(doc, marks)}
    if doc.can_save_incrementally():
        doc.save(doc.name, incremental=True, **how)
        return None
    return bytes(doc.tobytes(**how))


def _identified(doc: Any, marks: Sequence[Highlight]) -> bool:
    """Name the copy by what is on it, so that the same library gives the same copy; whether that could be done.

    A PDF's second identifier changes with its contents (ISO 32000, 14.4); the first stays, for a locked
    file's key is made with it.
    """
    kind, value = doc.xref_get_key(-1, "ID")
    first, *_ = re.findall(r"<([0-9A-Fa-f]*)>", value) or [""]
    if kind != "null" and not first:
        return False
    second = hashlib.sha256((first + repr(marks)).encode("utf-8", "replace")).hexdigest()[:32]
    doc.xref_set_key(-1, "ID", f"[<{first or second}><{second}>]")
    return True

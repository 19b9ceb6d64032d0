"""Made PDFs with highlights and notes in them, written as Acrobat, Okular, Preview and Edge write them.

The objects are written by hand, not by PyMuPDF's annotations, for the programs differ in what they leave out and in
the order of corners. Boxes are given on the page as shown and put into the page's own points here.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pymupdf

LINES = (
    "1. Children who return from care settle well, and the plans made for",
    "them are reviewed in good time by managers who know each child by name.",
    "2. Return home interviews are too variable in quality. Leaders have not",
    "made sure that what children say is used to prevent further episodes.",
    "3. The virtual school has raised attainment, and leaders know why it did.",
)
MORE = ("4. Ensure that every assessment names the child's own view.", "5. Social workers visit often enough.")
Z = (0, 1, 2, 3)  # corners as Acrobat writes them: top left, top right, bottom left, bottom right
ROUND = (2, 3, 1, 0)  # as the standard draws them: anticlockwise from the bottom left


def written(
    path: Path, pages: Sequence[Sequence[str]] = (LINES, MORE), *, rotation: int = 0, crop: bool = False
) -> Path:
    """A report of our own words, a page each, upright as shown whatever the page's rotation."""
    with pymupdf.open() as doc:
        for lines in pages:
            page = doc.new_page(width=595, height=842)
            if crop:
                page.set_cropbox(pymupdf.Rect(30, 40, 575, 792))
            page.set_rotation(rotation)
            for row, line in enumerate(lines):
                place = pymupdf.Point(72, 100 + row * 16) * page.derotation_matrix
                page.insert_text(place, line, fontname="helv", fontsize=11, rotate=rotation)
            foot = pymupdf.Point(72, page.rect.height - 40) * page.derotation_matrix
            page.insert_text(
                foot, f"Exampleshire report {page.number + 1}", fontname="helv", fontsize=8, rotate=rotation
            )
        doc.save(str(path))
    return path


def boxes(page: Any, words: str) -> list[pymupdf.Rect]:
    """The boxes of some words of a page as shown, one a line."""
    return [pymupdf.Rect(found.rect * page.rotation_matrix) for found in page.search_for(words, quads=True)]


class Pen:
    """Writes annotations into a PDF, object by object."""

    def __init__(self, path: Path):
        self.path = path
        self.doc = pymupdf.open(str(path))

    def words(
        self, page: int, words: str | Iterable[pymupdf.Rect], kind: str = "Highlight", *, order: Sequence[int] = Z,
        **keys: str,
    ) -> int:  # fmt: skip
        """Mark words (or boxes) of a page, counted from 0; `keys` are PDF source. Answers the object's number."""
        sheet = self.doc[page]
        rects = boxes(sheet, words) if isinstance(words, str) else list(words)
        assert rects, words
        points: list[float] = []
        for rect in rects:
            corners = [rect.tl, rect.tr, rect.bl, rect.br]
            for at in order:
                points += self._own(sheet, corners[at])
        quads = " ".join(f"{value:.3f}" for value in points)
        xs, ys = points[0::2], points[1::2]
        rect = f"{min(xs):.2f} {min(ys):.2f} {max(xs):.2f} {max(ys):.2f}"
        return self.add(page, kind, QuadPoints=f"[{quads}]", Rect=f"[{rect}]", **keys)

    def at(self, page: int, kind: str, box: Sequence[float], **keys: str) -> int:
        """Put a note or a shape into a box of the page as shown."""
        sheet = self.doc[page]
        rect = pymupdf.Rect(box)
        x0, y0 = self._own(sheet, rect.tl)
        x1, y1 = self._own(sheet, rect.br)
        return self.add(page, kind, Rect=f"[{min(x0, x1)} {min(y0, y1)} {max(x0, x1)} {max(y0, y1)}]", **keys)

    def add(self, page: int, kind: str, **keys: str) -> int:
        """Add an annotation of which only the keys are known."""
        number = self.doc.get_new_xref()
        body = " ".join(f"/{key} {value}" for key, value in keys.items())
        self.doc.update_object(number, f"<< /Type /Annot /Subtype /{kind} /F 4 {body} >>")
        sheet = self.doc[page]
        kept = self.doc.xref_get_key(sheet.xref, "Annots")[1]
        listed = kept.strip("[]") if kept != "null" else ""
        self.doc.xref_set_key(sheet.xref, "Annots", f"[{listed} {number} 0 R]")
        return number

    def save(self, path: Path) -> Path:
        """Save as another file."""
        self.doc.save(str(path))
        self.doc.close()
        return path

    @staticmethod
    def _own(sheet: Any, point: Any) -> tuple[float, float]:
        """A point of the page as shown in the page's own points, from the bottom left of its media box."""
        x, y = pymupdf.Point(point) * sheet.derotation_matrix
        left, top = sheet.cropbox_position
        return x + left, sheet.mediabox.height - y - top


def text(words: str) -> str:
    """Words as a PDF string."""
    return str(pymupdf.get_pdf_str(words))


def annotated(source: Path, target: Path) -> Path:
    """The copy that most tests take in: by Ann Other a highlight with a note, one without, and a sticky note."""
    pen = Pen(source)
    pen.words(
        0, [*boxes(pen.doc[0], "too variable in quality"), *boxes(pen.doc[0], "Leaders have not"),
            *boxes(pen.doc[0], "made sure")],
        T=text("Ann Other"), Contents=text("Still so?"), NM=text("a1"), CreationDate="(D:20240605120000+01'00')",
        M="(D:20240606080000Z)", C="[1 1 0]",
    )  # fmt: skip
    pen.words(0, "virtual school", T=text("Ann Other"), NM=text("a2"), CreationDate="(D:20240605120500Z)")
    pen.at(1, "Text", (30, 108, 48, 126), T=text("Ann Other"), Contents=text("Ask Ben"), NM=text("a3"))
    return pen.save(target)

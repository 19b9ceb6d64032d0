"""A desk to test bundles on: reports made on the spot, a library of them, marks, links, and the bundle opened."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pytest
from pypdf import PdfReader

from storage import annotations, areas, library, links, passages, reports, reviewers
from storage.exchange.bundle import BundleSummary, export_bundle
from storage.exchange.scope import Scope, Selection, selection
from storage.model import Document
from storage.originals import original_name
from storage.reading.report import read_file

WIDTH = 0.6  # of the type size: how wide every letter of Courier is
SIZE = 10
PAGE = (595, 842)


def write_pdf(
    path: Path, pages: list[list[str]], *, rotation: int = 0, crop: bool = False, password: str = "", method: int = 0
) -> Path:
    """A PDF in Courier whose lines read upright as shown, whatever the page's rotation."""
    doc = pymupdf.open()
    for lines in pages:
        page = doc.new_page(width=PAGE[0], height=PAGE[1])
        if crop:
            page.set_cropbox(pymupdf.Rect(30, 40, PAGE[0] - 20, PAGE[1] - 50))
        page.set_rotation(rotation)
        for row, line in enumerate(lines):
            place = pymupdf.Point(72, 100 + row * 16) * page.derotation_matrix
            page.insert_text(place, line, fontname="cour", fontsize=SIZE, rotate=rotation)
    if password:
        doc.save(path, encryption=method or pymupdf.PDF_ENCRYPT_RC4_128, owner_pw="owner", user_pw=password)
    else:
        doc.save(path)
    doc.close()
    return path


@dataclass
class Desk:
    """A library in a folder, and short ways to fill it."""

    folder: Path
    library: library.Library
    files: Path
    reviewer: int

    def add(self, path: Path, authority: str, year: str = "", password: str | None = None, **facts: str) -> int:
        reading = read_file(path, password)
        data = path.read_bytes()
        document = Document(hashlib.sha256(data).hexdigest(), path.name, len(data), reading, password)
        (self.library.originals / original_name(document.sha256, reading.media)).write_bytes(data)
        report: int = self.library.write("Add", reports.add, document).answer
        corrections = {"authority": authority, "inspection_end": f"{year}-05-25" if year else "", **facts}
        self.library.edit("Correct", reports.correct, report, corrections)
        return report

    def pdf(self, name: str, pages: list[list[str]], authority: str, year: str, **how: object) -> int:
        path = write_pdf(self.files / name, pages, **how)  # type: ignore[arg-type]
        return self.add(path, authority, year, str(how["password"]) if how.get("password") else None)

    def mark(self, report: int, quote: str, *names: str, mark: str = "", note: str = "", reviewer: int = 0) -> int:
        text = self.library.ask(reports.text, report).text
        start = text.index(quote)
        found = passages.passage(report, text, start, start + len(quote))
        known = {area.name: area.id for area in self.library.ask(areas.all_areas)}
        chosen = [known[name] for name in names]
        answer: int = self.library.edit(
            "Mark", annotations.add, found, reviewer or self.reviewer, chosen, mark, note
        ).answer
        return answer

    def link(self, one: int, other: int, relation: str, note: str = "") -> int:
        answer: int = self.library.edit("Link", links.add, one, other, relation, self.reviewer, note).answer
        return answer

    def person(self, name: str) -> int:
        answer: int = self.library.edit("Reviewer", reviewers.added, name).answer
        return answer

    def uuid(self, annotation: int) -> str:
        found = self.library.ask(annotations.one, annotation)
        assert found is not None
        return found.uuid

    def selection(self, scope: Scope | None = None) -> Selection:
        with library.opened(self.folder, write=False) as opened:
            return opened.ask(selection, scope or Scope())

    def out(self, name: str = "Islington.yearmark") -> Path:
        folder = self.files.parent / "out"
        folder.mkdir(exist_ok=True)
        return folder / name

    def export(self, scope: Scope | None = None, name: str = "Islington.yearmark") -> "Opened":
        told: list[tuple[int, int, str]] = []
        summary = export_bundle(told.append, str(self.folder), str(self.out(name)), scope or Scope())
        return Opened(summary, self.out(name), told)


@dataclass
class Opened:
    """A bundle that was written, by the names inside its bag."""

    summary: BundleSummary
    path: Path
    told: list[tuple[int, int, str]]

    def __post_init__(self) -> None:
        with zipfile.ZipFile(self.path) as archive:
            assert archive.testzip() is None
            self.entries = archive.infolist()
            self.base = self.entries[0].filename.partition("/")[0]
            self.files = {entry.filename.removeprefix(f"{self.base}/"): archive.read(entry) for entry in self.entries}

    def names(self, under: str) -> list[str]:
        return [name for name in self.files if name.startswith(under)]

    def one(self, under: str) -> bytes:
        (name,) = self.names(under)
        return self.files[name]

    def pdf(self, under: str = "data/annotated/", password: str | None = None) -> PdfReader:
        return PdfReader(io.BytesIO(self.one(under)), password=password)


def highlights_of(pdf: PdfReader) -> list[tuple[int, dict[str, object]]]:
    """Every highlight of a PDF with its page from 1."""
    return [
        (number, one.get_object())
        for number, page in enumerate(pdf.pages, 1)
        for one in page.get("/Annots", ())
        if one.get_object()["/Subtype"] == "/Highlight"
    ]


def text_under(pdf: PdfReader, number: int, highlight: dict[str, object]) -> str:
    """The letters of a page whose middles lie in the highlight's quads, in PDF's own space, without white space."""
    points = [float(value) for value in highlight["/QuadPoints"]]  # type: ignore[attr-defined]
    quads = [points[at : at + 8] for at in range(0, len(points), 8)]
    areas = [(min(quad[::2]), min(quad[1::2]), max(quad[::2]), max(quad[1::2])) for quad in quads]
    found: list[str] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        for index, letter in enumerate(text.rstrip("\n")):
            x, y = (index + 0.5) * WIDTH * size, 0.25 * size
            for matrix in (tm, cm):
                x, y = matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
            if any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in areas):
                found.append(letter)

    pdf.pages[number - 1].extract_text(visitor_text=visit)
    return squeezed("".join(found))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder, files = tmp_path / "library", tmp_path / "files"
    files.mkdir()
    made = library.create(folder)
    reviewer = made.edit("Reviewer", reviewers.added, "Amina Osei").answer
    # The library stays open for writing while a bundle is made, as it is under a window.
    with made:
        yield Desk(folder, made, files, reviewer)


EARLIER = [
    [
        "Visits to children in care are often late,",
        "and plans are not always reviewed in time.",
        "Care leavers are safe.",
    ],
    ["Supervision of social workers is irregular."],
]
LATER = [["Visits are now made on time,", "and almost all plans are reviewed as they should be."]]
TEXT = (
    "Inspection of a made-up council\n\n1. Visits to children in care take place when they should.\n\n"
    "2. Supervision is regular, and workers value it.\n\n3. <b>Some</b> records & plans lack detail.\n"
)


@pytest.fixture
def three(desk: Desk) -> dict[str, int]:
    """Three reports of one council, 2017 to 2024, the last one a text, with marks and links across the years."""
    first = desk.pdf("earlier.pdf", EARLIER, "Islington", "2017")
    second = desk.pdf("later.pdf", LATER, "Islington", "2020")
    path = desk.files / "newest.txt"
    path.write_text(TEXT, encoding="utf-8")
    third = desk.add(path, "Islington", "2024")
    one = desk.mark(
        first, "Visits to children in care are often late", "Children in care", "Workforce", mark="concern", note="Key."
    )
    two = desk.mark(second, "Visits are now made on time", "Children in care", mark="strength")
    three = desk.mark(third, "Visits to children in care take place when they should")
    return {
        "first": first, "second": second, "third": third, "one": one, "two": two, "three": three,
        "improved": desk.link(one, two, "improved", "after a new team"),
        "addressed": desk.link(two, three, "addressed"),
    }  # fmt: skip

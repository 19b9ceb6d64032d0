"""A made report with sections in two levels, numbered paragraphs and improvement items."""

import pytest

from desktop.project import Project
from storage.library import Library
from storage.model import Document, ImprovementItem, NumberedParagraph, Section
from tests.storage import builders

TEXT = (
    "Summary\n"
    "The service is well led.\n"
    "The experiences and progress of children in care\n"
    "1. Children who return from care settle well.\n"
    "2. Return home interviews are too variable in quality.\n"
    "Adoption\n"
    "3. Matching is careful.\n"
    "Recommendations\n"
    "4. Ensure that every assessment names the child’s own view.\n"
    "5. Ensure that plans say by when.\n"
    "6. The board should look at its own figures."
)


def place(words: str, until: str = "") -> tuple[int, int]:
    """Where words stand in the text, up to where others begin."""
    start = TEXT.index(words)
    return start, TEXT.index(until, start) if until else start + len(words)


def made_report(seed: str = "made", **changes: object) -> Document:
    """A report whose contents are known; `changes` are fields of the reading."""
    care, adoption = "The experiences and progress of children in care", "Adoption"
    numbered = [
        NumberedParagraph(number, number // 2 + 1, number // 2 + 1, section, *place(f"{number}. ", until))
        for number, section, until in ((1, 1, "\n2."), (2, 1, "\nAd"), (3, 2, "\nRec"), (4, 3, "\n5."), (5, 3, "\n6."))
    ]
    items = (
        item("Ensure that every assessment names the child’s own view.", "4", "within three months"),
        item("Ensure that plans say by when.", "5", "within six months"),
        item("The board should look at its own figures.", "6", "", board=True),
    )
    fields = {
        "sections": (
            Section("Summary", 1, "", 1, *place("Summary", "The experiences")),
            Section(care, 1, "Good", 2, *place(care, "Recommendations")),
            Section(adoption, 2, "Grade 1 (outstanding)", 3, *place(adoption, "Recommendations")),
            Section("Recommendations", 1, "", 4, place("Recommendations")[0], len(TEXT)),
        ),
        "numbered": tuple(numbered),
        "improvements": items,
    } | changes
    document = builders.document(seed, "Madeshire", "2019-03-01", TEXT)
    return document._replace(reading=document.reading._replace(**fields))


def item(text: str, number: str, timescale: str, board: bool = False) -> ImprovementItem:
    return ImprovementItem(
        text + "\nand what follows", "Recommendations", "", timescale, number, 4, *place(text), board
    )


@pytest.fixture
def made(project: Project, library: Library) -> int:
    """The made report's id."""
    return builders.added(library, made_report())[0]

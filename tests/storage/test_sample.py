"""The sample: read, marked and linked in one transaction, or not at all."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import annotations, areas, links, reports, reviewers, sample
from storage.errors import LibraryError
from storage.library import Library, create
from storage.workers import Worker
from tests.storage.builders import rows, steps


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def filled(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, list[Any]]]:
    """A library with the sample, and the progress that was told while it was added."""
    told: list[Any] = []
    with create(tmp_path_factory.mktemp("sample") / "library") as library:
        sample.add_sample(library, worker, lambda done, total: told.append((done, total)))
        yield library, told


def content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((sample.FOLDER / sample.CONTENT).read_text(encoding="utf-8"))
    return found


def test_four_reports_of_four_frameworks(filled: tuple[Library, list[Any]]):
    library, told = filled
    listing = library.ask(reports.listing)
    assert [(report.authority, report.year, report.kind) for report in listing] == [
        ("Exampleshire", 2012, "SLAC"),
        ("Exampleshire", 2017, "SIF"),
        ("Exampleshire", 2020, "ILACS_2018"),
        ("Exampleshire", 2024, "ILACS_2023"),
    ]
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert len(sample.sample_files()) == 4
    assert all((library.originals / library.ask(reports.source, report.id).file).is_file() for report in listing)


def test_its_marks_and_links_are_those_of_its_file(filled: tuple[Library, list[Any]]):
    library, _ = filled
    entries = content()
    made = library.ask(annotations.everything)
    names = {area.id: area.name for area in library.ask(areas.all_areas)}
    years = {report.id: str(report.year) for report in library.ask(reports.listing)}
    assert len(made) == len(entries["annotations"])
    for entry in entries["annotations"]:
        (found,) = [one for one in made if one.note == entry["note"]]
        assert " ".join(found.quote.split()) == " ".join(entry["quote"].split())
        assert library.ask(reports.text, found.report).text[found.start : found.end] == found.quote
        assert [names[area] for area in found.areas] == entry["areas"]
        assert (found.mark, years[found.report], found.reviewer) == (entry["mark"], entry["report"], sample.REVIEWER)
    assert sorted(link.relation for link in library.ask(links.everything)) == sorted(
        link["relation"] for link in entries["links"]
    )
    assert all(years[link.earlier_report] < years[link.later_report] for link in library.ask(links.everything))
    assert library.ask(steps) == []


def test_a_second_time_is_refused(filled: tuple[Library, list[Any]], worker: Worker):
    library, _ = filled
    before = library.ask(rows)
    with pytest.raises(LibraryError, match="in this library already"):
        sample.add_sample(library, worker)
    assert library.ask(rows) == before


def test_marks_without_the_reports(library: Library):
    with pytest.raises(LibraryError, match="report of 2012 is not in this library"):
        library.write("Sample", lambda db: sample.mark(db, reviewers.added(db, "A")))
    assert library.ask(reviewers.names) == {}


DAMAGE = {
    "no file": None,
    "no JSON": "{",
    "no object": "[1]",
    "no reports": {"reports": None},
    "no annotations": {"annotations": 5},
    "foreign quote": {"annotations": [{"id": "a", "report": "2012", "quote": "never printed there"}], "links": []},
    "empty quote": {"annotations": [{"id": "a", "report": "2012", "quote": " "}], "links": []},
    "unknown area": {"annotations": [{"id": "a", "report": "2012", "quote": "children", "areas": ["?"]}], "links": []},
    "unknown mark": {"annotations": [{"id": "a", "report": "2012", "quote": "children", "mark": "?"}], "links": []},
    "loose link": {"links": [{"earlier": "a1", "later": "nowhere", "relation": "recurs", "note": ""}]},
    "unknown relation": {"links": [{"earlier": "a1", "later": "a2", "relation": "?", "note": ""}]},
}


@pytest.mark.parametrize("change", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_sample_is_told_and_changes_nothing(filled: tuple[Library, list[Any]], tmp_path: Path, change: Any):
    library, _ = filled
    folder = tmp_path / "sample"
    shutil.copytree(sample.FOLDER, folder, ignore=shutil.ignore_patterns("text", "*.py", "__pycache__"))
    text = json.dumps(content() | change) if isinstance(change, dict) else change
    if text is None:
        (folder / sample.CONTENT).unlink()
    else:
        (folder / sample.CONTENT).write_text(text, encoding="utf-8")
    before = library.ask(rows)
    with pytest.raises(LibraryError, match="is damaged"):
        library.write("Sample", sample.mark, 1, folder)
    assert library.ask(rows) == before


def test_reports_that_are_gone_are_told(library: Library, tmp_path: Path):
    (tmp_path / sample.CONTENT).write_text((sample.FOLDER / sample.CONTENT).read_text(encoding="utf-8"), "utf-8")
    with pytest.raises(LibraryError, match="cannot be read"):
        library.write("Sample", sample.mark, 1, tmp_path)

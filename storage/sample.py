"""The sample: four reports of an invented authority, with a few annotations and links to look at."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from storage import annotations, areas, intake, links, passages, reports, reviewers
from storage.errors import LibraryError
from storage.library import Library
from storage.model import MARKS, RELATIONS, Document
from storage.workers import Worker

FOLDER = Path(__file__).parent.parent / "resources" / "sample"
CONTENT = "sample.json"
REVIEWER = "Yearmark sample"

_DAMAGED = (
    "The sample that came with Yearmark is damaged ({why}). Install Yearmark again; your library was not changed."
)


def sample_files(folder: Path = FOLDER) -> list[Path]:
    """The sample's reports in the order of their years; raises LibraryError when the sample's file cannot be read."""
    return list(_files(_content(folder), folder).values())


def _content(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / CONTENT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(f"{CONTENT} cannot be read") from error
    if not isinstance(content, dict):
        raise _damaged(f"{CONTENT} cannot be used")
    return content


def _files(content: dict[str, Any], folder: Path) -> dict[str, Path]:
    """The sample's reports by year."""
    try:
        return {year: folder / entry["file"] for year, entry in sorted(content["reports"].items())}
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged(f"{CONTENT} cannot be used") from error


def add_sample(library: Library, worker: Worker, progress: Callable[[int, int], None] | None = None) -> None:
    """Add the sample's reports, read by the worker, with their annotations and links, as one transaction.

    `progress` is told how many of how many reports were read. Raises LibraryError when the library holds one
    of the reports already or the sample is damaged; the library is as it was then.
    """
    known = library.ask(reports.checksums)
    library.write("Sample", fill, documents(worker, library.originals, known, progress))


def documents(
    worker: Worker,
    originals: Path,
    known: intake.Known,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Document]:
    """Read the sample's reports in the worker; `fill` then adds them. Raises as `add_sample` does."""
    files = sample_files()
    if any(_checksum(path) in known for path in files):
        raise LibraryError("The sample is in this library already. Nothing was added.")
    read = []
    for number, path in enumerate(files):
        if progress is not None:
            progress(number, len(files))
        read.append(intake.document(worker, path, originals, known, cancelled=cancelled))
    if progress is not None:
        progress(len(files), len(files))
    return read


def fill(db: sqlite3.Connection, read: list[Document]) -> int:
    """Add the sample's reports as they were read, then their annotations and links."""
    for document in read:
        reports.add(db, document)
    return mark(db, reviewers.added(db, REVIEWER))


def mark(db: sqlite3.Connection, reviewer: int, folder: Path = FOLDER) -> int:
    """Add the sample's annotations and links to its reports in this library; answer how many were made.

    Every quotation is found in the running text, whatever its white space. Raises LibraryError when one is
    not there, or the sample's file is not of its form.
    """
    content = _content(folder)
    try:
        made = _annotations(db, reviewer, content["annotations"], _texts(db, _files(content, folder)))
        for link in content["links"]:
            if link["relation"] not in RELATIONS:
                raise _damaged("a link has an unknown relation")
            one, other = made[str(link["earlier"])], made[str(link["later"])]
            links.add(db, one, other, link["relation"], reviewer, link.get("note", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(f"{CONTENT} cannot be used") from error
    return len(made) + len(content["links"])


def _annotations(
    db: sqlite3.Connection, reviewer: int, entries: list[dict[str, Any]], texts: dict[str, tuple[int, str]]
) -> dict[str, int]:
    """Make the annotations; answer their ids by the sample's own names for them."""
    codebook = {area.name: area.id for area in areas.all_areas(db)}
    made: dict[str, int] = {}
    for entry in entries:
        year = str(entry["report"])
        if year not in texts:
            raise LibraryError(f"The sample's report of {year} is not in this library, so its marks were not added.")
        report, text = texts[year]
        if entry.get("mark", "") not in MARKS:
            raise _damaged("an annotation has an unknown mark")
        passage = passages.passage(report, text, *_found(text, entry["quote"]))
        made[str(entry["id"])] = annotations.add(
            db,
            passage,
            reviewer,
            [codebook[name] for name in entry.get("areas", ())],
            entry.get("mark", ""),
            entry.get("note", ""),
        )
    return made


def _texts(db: sqlite3.Connection, files: dict[str, Path]) -> dict[str, tuple[int, str]]:
    """The id and running text of those of the sample's reports that the library holds, by year."""
    ids = {report.sha256: report.id for report in reports.listing(db)}
    checksums = {year: _checksum(path) for year, path in files.items()}
    return {
        year: (ids[sha256], reports.text(db, ids[sha256]).text) for year, sha256 in checksums.items() if sha256 in ids
    }


def _found(text: str, quote: str) -> tuple[int, int]:
    """Where a quotation stands in the text, (start, end), white space set aside."""
    words = quote.split()
    match = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
    if match is None:
        raise _damaged(f"“{' '.join(words)[:60]}” is not in its report")
    return match.span()


def _checksum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise _damaged(f"{path.name} cannot be read") from error


def _damaged(why: str) -> LibraryError:
    return LibraryError(_DAMAGED.format(why=why))

"""Which files are looked at when files and folders are added. Loads nothing that reads a PDF."""

import os.path
from collections.abc import Iterable
from pathlib import Path

SUFFIXES = (".pdf", ".txt")
"""Endings of the files that are taken from a folder, in small letters."""


def report_files(paths: Iterable[str | Path]) -> list[Path]:
    """Answer the files to read: those given as they are, and those with a known ending inside folders.

    Folders are looked through to the bottom in the order of their names, hidden files and folders left
    out. A path that was given stays even when nothing is there, so that the user is told of it. Each
    file comes once.
    """
    found: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        for file in _inside(path) if os.path.isdir(path) else [path]:
            found.setdefault(file)
    return list(found)


def _inside(folder: Path) -> list[Path]:
    files: list[Path] = []
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name.lower())
    except OSError:
        # A folder that may not be opened has no files for us.
        return files
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        # Links to folders are left alone: they may lead round in a circle.
        if entry.is_dir() and not entry.is_symlink():
            files += _inside(entry)
        elif entry.suffix.lower() in SUFFIXES and entry.is_file():
            files.append(entry)
    return files

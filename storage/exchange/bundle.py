"""The bundle: one file for colleagues with reports, annotated copies, annotations and a page to read them in.

A zip that holds one bag (BagIt, RFC 8493) in a folder of the bundle's name: `index.html`, `data/originals`,
`data/annotated`, `data/annotations.jsonld`, `data/annotations.csv`, `data/links.csv`, and the checksums.
The same library gives the same payload byte for byte, except PDFs that must be written anew.
"""

import errno
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from storage import library
from storage.clock import now
from storage.errors import LibraryError
from storage.exchange.scope import Part, Scope, Selection, safe_name, selection
from storage.originals import PART

EXTENSION = ".yearmark"

_CHUNK = 1 << 20
_LONGEST_BASE = 60  # code points of the bag's folder; the whole path must be openable on Windows
_EARLIEST = "1980-01-01T00:00:00Z"  # the first moment that a zip can name

Progress = Callable[[tuple[int, int, str]], None]


@dataclass(frozen=True)
class BundleSummary:
    """What was written: the file, its size in bytes, how much is in it, and sentences on what is not."""

    path: str
    size: int
    reports: int
    annotations: int
    links: int
    links_left_out: int
    warnings: tuple[str, ...]


def export_bundle(
    progress: Progress, library_folder: str, out: str, scope: Scope, overwrite: bool = False
) -> BundleSummary:
    """Write the reports of a scope as a bundle; a job for a worker process.

    `progress` gets (reports done, reports in all, sentence). The file has its name only once it is whole.
    Raises LibraryError with a sentence; nothing is left at `out` then that was not there before. Whoever
    stops the worker calls `remove_leftovers`.
    """
    folder, target = Path(library_folder), Path(out)
    _check_target(folder, target, overwrite=overwrite)
    with library.opened(folder, write=False) as opened:
        chosen = opened.ask(selection, scope)
        _check_originals(opened.originals, chosen)
        try:
            with _disk(target):
                warnings = _write(progress, opened.originals, target, chosen)
                _check_target(folder, target, overwrite=overwrite)
                _part(target).replace(target)
                size = target.stat().st_size
        finally:
            remove_leftovers(out)
    return BundleSummary(
        out, size, len(chosen.parts), len(chosen.annotation), len(chosen.links), chosen.links_left_out, warnings
    )


def remove_leftovers(out: str) -> None:
    """Remove what an export to `out` that was stopped left beside it; `out` itself stays as it is."""
    for path in (_part(Path(out)), _copy(Path(out))):
        # What cannot be removed harms no one; the next export of this name writes over it.
        try:
            path.unlink(missing_ok=True)
        except OSError:
            continue


def _part(target: Path) -> Path:
    return target.with_name(target.name + PART)


def _copy(target: Path) -> Path:
    """Where the annotated copy stands that is being made."""
    return target.with_name(target.name + PART + ".pdf")


# --- what may go wrong ---------------------------------------------------------------------------------


def _check_target(folder: Path, target: Path, *, overwrite: bool) -> None:
    """Raise LibraryError where the bundle may not be written."""
    if not target.name or os.path.isdir(target):
        raise LibraryError(f"“{target}” is a folder. Choose a name for the bundle; nothing was written.")
    if not os.path.isdir(target.parent):
        raise LibraryError(
            f"There is no folder “{target.parent}”, so the bundle was not written. Choose another folder."
        )
    if target.parent.resolve().is_relative_to(folder.resolve()):
        raise LibraryError(
            "The bundle cannot be kept inside the library's own folder. Choose another folder; nothing was written."
        )
    if target.exists() and not overwrite:
        raise LibraryError(f"There is a file “{target.name}” already. It was kept as it is; choose another name.")


def _check_originals(originals: Path, chosen: Selection) -> None:
    """Raise LibraryError where an original has gone, before anything is written."""
    for part in chosen.parts:
        if not (originals / part.source.file).is_file():
            raise LibraryError(
                f"The original of {_named(part)} has gone from the library's folder, so no bundle was made. "
                "Put the file back or leave this report out."
            )


def _named(part: Part) -> str:
    return f"{part.report.name} (“{part.report.file_name}”)"


@contextmanager
def _disk(target: Path) -> Iterator[None]:
    """Say the disk's refusal as a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno is None:  # no refusal of a disk: Jinja's missing template calls itself an OSError too
            raise
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why = "the disk is full"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            why = "the folder, or a file of that name, may not be written to, or is open in another program"
        else:
            why = (error.strerror or str(error)).lower()
        raise LibraryError(
            f"The bundle “{target.name}” could not be written: {why}. Nothing was left behind; "
            "the library is as it was."
        ) from error


# --- writing -------------------------------------------------------------------------------------------


def _write(progress: Progress, originals: Path, target: Path, chosen: Selection) -> tuple[str, ...]:
    """Write the whole bundle beside its name; answer the warnings."""
    from storage.exchange import html_page, tables, web_annotation

    total = len(chosen.parts)
    progress((0, total, "Writing the bundle"))
    warnings: list[str] = []
    made = now()
    with _part(target).open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            bag = _Bag(archive, safe_name(target.stem, _LONGEST_BASE), chosen.newest)
            bag.tag("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
            unmade = set()
            for number, part in enumerate(chosen.parts, 1):
                warning = _add_report(bag, originals, _copy(target), chosen, part)
                warnings += [warning] if warning else []
                if part.annotated and not bag.holds(part.annotated):
                    unmade.add(part.annotated)
                progress((number, total, f"Added {part.report.name}"))
            shown = _without(chosen, unmade)
            bag.payload("data/annotations.jsonld", web_annotation.document(shown))
            bag.payload("data/annotations.csv", tables.annotations_csv(shown))
            bag.payload("data/links.csv", tables.links_csv(shown))
            bag.tag("index.html", html_page.index_page(shown, made, warnings))
            bag.finish(made, shown.title)
        file.flush()
        os.fsync(file.fileno())
    return tuple(warnings)


def _without(chosen: Selection, unmade: set[str]) -> Selection:
    """The selection without the annotated copies that could not be made."""
    if not unmade:
        return chosen
    parts = tuple(replace(part, annotated="") if part.annotated in unmade else part for part in chosen.parts)
    return replace(chosen, parts=parts)


def _add_report(bag: "_Bag", originals: Path, copy: Path, chosen: Selection, part: Part) -> str:
    """Add a report's original and its annotated copy; answer a sentence where the copy is not whole."""
    source = originals / part.source.file
    checksum = bag.file(part.original, source, _named(part))
    if checksum != part.report.sha256:
        raise LibraryError(
            f"The original of {_named(part)} in the library's folder is damaged or was changed, so no bundle was made. "
            "Put the right file back or leave this report out."
        )
    if not part.annotated:
        return ""
    if part.source.media == "text":
        from storage.exchange.html_page import text_page

        bag.payload(part.annotated, text_page(chosen, part))
        return ""
    from storage.exchange import annotated_pdf

    marks = annotated_pdf.highlights(chosen, part)
    try:
        annotated_pdf.write_copy(source, copy, marks, part.source.password, bare=part.bare)
    except annotated_pdf.REFUSALS:
        return (
            f"No annotated copy could be made of {_named(part)}, whose file is damaged or locked. "
            "Its original and its passages are in the bundle."
        )
    bag.file(part.annotated, copy, _named(part))
    copy.unlink()
    missing = len(part.annotations) - len({mark.name for mark in marks})
    if not missing:
        return ""
    passages = "1 passage" if missing == 1 else f"{missing} passages"
    return f"The annotated copy of {_named(part)} is without {passages}, because no place on its pages was found."


class _Bag:
    """A bag being written into a zip, under a folder of its own as RFC 8493 section 4 wants it."""

    def __init__(self, archive: zipfile.ZipFile, base: str, newest: str):
        self._archive = archive
        self._base = base
        moment = max(newest, _EARLIEST)
        self._time = (
            int(moment[:4]), int(moment[5:7]), int(moment[8:10]),
            int(moment[11:13]), int(moment[14:16]), int(moment[17:19]),
        )  # fmt: skip
        self._payload: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        self._octets = 0

    def payload(self, path: str, data: bytes | str) -> None:
        """Add a file under `data/`."""
        self._payload[path] = self._add(path, data)

    def tag(self, path: str, data: bytes | str) -> None:
        """Add a file that describes the bag."""
        self._tags[path] = self._add(path, data)

    def holds(self, path: str) -> bool:
        """Whether a file stands under `data/` already."""
        return path in self._payload

    def _add(self, path: str, data: bytes | str) -> str:
        data = data.encode("utf-8") if isinstance(data, str) else data
        with self._entry(path, len(data)) as entry:
            entry.write(data)
        self._octets += len(data) if path.startswith("data/") else 0
        return hashlib.sha256(data).hexdigest()

    def file(self, path: str, source: Path, name: str) -> str:
        """Add a file of the disk under `data/` and answer its SHA-256; `name` is the report's, for the sentence."""
        checksum = hashlib.sha256()
        try:
            opened = source.open("rb")
        except OSError as error:
            raise _unreadable(name, error) from error
        with opened, self._entry(path, source.stat().st_size) as entry:
            while chunk := _read(opened, name):
                checksum.update(chunk)
                entry.write(chunk)
                self._octets += len(chunk)
        self._payload[path] = checksum.hexdigest()
        return self._payload[path]

    def _entry(self, path: str, size: int) -> IO[bytes]:
        info = zipfile.ZipInfo(f"{self._base}/{path}", self._time)
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        info.file_size = size
        # A PDF is compressed inside; a second time costs seconds and gains little.
        info.compress_type = zipfile.ZIP_STORED if path.endswith(".pdf") else zipfile.ZIP_DEFLATED
        return self._archive.open(info, "w")

    def finish(self, made: str, title: str) -> None:
        """Write the bag's description and the checksums."""
        info: dict[str, Any] = {
            "Bag-Software-Agent": "Yearmark",
            "Bagging-Date": made[:10],
            "External-Description": title,
            "Payload-Oxum": f"{self._octets}.{len(self._payload)}",
        }
        self.tag("bag-info.txt", "".join(f"{label}: {value}\n" for label, value in info.items()))
        self.tag("manifest-sha256.txt", _manifest(self._payload))
        self._add("tagmanifest-sha256.txt", _manifest(self._tags))


def _manifest(checksums: dict[str, str]) -> str:
    return "".join(f"{checksum}  {path}\n" for path, checksum in checksums.items())


def _read(opened: IO[bytes], name: str) -> bytes:
    try:
        return opened.read(_CHUNK)
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> LibraryError:
    return LibraryError(
        f"The original of {name} cannot be read ({(error.strerror or str(error)).lower()}), so no bundle was made. "
        "The library is as it was."
    )

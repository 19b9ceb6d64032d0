"""Codebooks as files: which form a file has, and files that are whole or not there."""

import contextlib
from collections.abc import Iterable
from pathlib import Path

from storage.errors import LibraryError
from storage.exchange import codebook_csv, codebook_qdc
from storage.exchange.codebook_entries import LARGEST, Entry, entries
from storage.model import Area

CSV, QDC = ".csv", ".qdc"


def read_file(path: Path) -> list[Entry]:
    """The entries of a codebook's file, `.qdc` (XML) or a table; what it is, its content says.

    Raises LibraryError with one sentence that names the file.
    """
    try:
        if not path.is_file():
            raise LibraryError(f"“{path.name}” is not a file that can be read. Nothing was changed.")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise LibraryError(f"“{path.name}” cannot be read: {error.strerror or error}. Nothing was changed.") from error
    if len(data) > LARGEST:
        raise LibraryError(f"“{path.name}” is larger than {LARGEST // 1_000_000} MB, too large to be a codebook.")
    if b"\0" in data[:4000] and data[:2] not in (b"\xff\xfe", b"\xfe\xff", b"PK"):
        raise LibraryError(f"“{path.name}” is neither a table (CSV) nor a REFI-QDA codebook. Nothing was changed.")
    start = data[:400].decode("utf-16", "ignore") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    is_xml = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or start.lstrip("\ufeff \t\r\n")[:1] == "<"
    if is_xml or data[:2] == b"PK":
        return codebook_qdc.read(data, path.name)
    return codebook_csv.read(data, path.name)


def write_file(path: Path, everything: Iterable[Area]) -> None:
    """Write a codebook, as REFI-QDA where the name ends in `.qdc`, else as a table.

    The file is written beside its name and renamed when it is whole. Raises LibraryError.
    """
    found = entries(everything)
    data = codebook_qdc.written(found) if path.suffix.casefold() == QDC else codebook_csv.written(found)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise LibraryError(
            f"“{path.name}” cannot be written: {error.strerror or error}. Choose another name or folder."
        ) from error

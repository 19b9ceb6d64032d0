"""A file becomes a reading, or a plain sentence that says why not. For worker processes only."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pymupdf

from storage.errors import PasswordNeeded, ReportRefused
from storage.frameworks import Framework, frameworks
from storage.model import Reading
from storage.reading.pdf import UNREADABLE, read_pdf
from storage.reading.text import read_text
from storage.reading.title import lost_report
from storage.reading.version import READER

__all__ = ["READER", "read_file"]

_HEADER_WITHIN = 1024
_LARGEST = 1 << 30  # bytes
_MAGIC = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an older Office document"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
)
_LOST = b"report not found"
_MARKUP = (
    (("<!doctype html", "<html"), "a web page"),
    (("<svg",), "a drawing (SVG)"),
    (("<?xml",), "an XML file"),
)


def read_file(path: str | Path, password: str | None = None, own_frameworks: str | Path | None = None) -> Reading:
    """Answer what can be read of a report's file, a PDF or a plain text.

    `own_frameworks` is the folder of a user's own frameworks.

    Raises ReportRefused with one sentence that names the file when it is missing, empty, damaged or of
    another kind, and PasswordNeeded when it opens only with a password that was not given or is wrong.
    """
    path = Path(path)
    silence()
    with _without_collector():
        return _reading(path, password, frameworks(own_frameworks))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python from looking for circles among a report's words, of which there are none: a tenth of the cost."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _reading(path: Path, password: str | None, known: Sequence[Framework]) -> Reading:
    data = _contents(path)
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return _read_as_pdf(data, path.name, password, known)
    kind = _other_kind(data)
    if kind == "a web page" and _LOST in data[:100_000].lower():
        raise lost_report(path.name)
    if kind:
        raise ReportRefused(
            f"“{path.name}” is {kind}, not a PDF or a plain text; it was not added. "
            "Save or print it as a PDF and add that."
        )
    if path.suffix.lower() == ".pdf":
        raise ReportRefused(
            f"“{path.name}” is called a PDF but is not one, or its beginning is damaged; it was not added. "
            "Fetch it again from where it came."
        )
    return read_text(data, path.name, known)


def silence() -> None:
    """Keep MuPDF from printing to standard output and standard error, where the answers go."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)


def _contents(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ReportRefused(f"“{path.name}” is a folder, not a report; nothing was added.")
        if path.exists() and not path.is_file():
            raise ReportRefused(f"“{path.name}” is not an ordinary file; it was not added.")
        size = path.stat().st_size
        if size > _LARGEST:
            raise ReportRefused(f"“{path.name}” is larger than a gigabyte, too large for a report; it was not added.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReportRefused(f"“{path.name}” was not found; it may have been moved or renamed.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise ReportRefused(f"“{path.name}” could not be opened ({reason}); it was not added.") from error
    if not data.strip():
        raise ReportRefused(f"“{path.name}” is empty; it was not added.")
    return data


def _other_kind(data: bytes) -> str:
    """What a file that is no PDF seems to be, "" where it may be a plain text."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    start = data[:_HEADER_WITHIN].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    for beginnings, kind in _MARKUP:
        if start.startswith(beginnings):
            return "a drawing (SVG)" if "<svg" in start else "a web page" if "<html" in start else kind
    return ""


def _read_as_pdf(data: bytes, name: str, password: str | None, known: Sequence[Framework]) -> Reading:
    damaged = ReportRefused(
        f"“{name}” is damaged and cannot be opened as a PDF; it was not added. Fetch it again from where it came."
    )
    try:
        doc = pymupdf.open(stream=data, filetype="pdf")
    except UNREADABLE as error:
        raise damaged from error
    with doc:
        if not doc.is_pdf:
            raise damaged
        if doc.needs_pass and not doc.authenticate(password or ""):
            raise PasswordNeeded(_password_sentence(name, password))
        try:
            count = doc.page_count
        except UNREADABLE as error:
            raise damaged from error
        if count < 1:
            raise ReportRefused(f"“{name}” has no pages, or is too damaged to show them; it was not added.")
        return read_pdf(doc, name, known)


def _password_sentence(name: str, password: str | None) -> str:
    if password:
        return f"The password for “{name}” is not right; it was not added."
    return f"“{name}” opens only with a password; it was not added. Give its password to add it."

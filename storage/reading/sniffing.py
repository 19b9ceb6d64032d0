"""What a file is, told from its first bytes. Loads nothing that reads PDF, for the window looks at files too."""

from pathlib import Path

from storage.errors import ReportRefused
from storage.originals import LARGEST
from storage.reading.refusals import lost_report

_HEADER_WITHIN = 1024
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


HEAD = 100_000  # bytes that tell what a file is


def contents(path: Path, name: str, most: int = -1) -> bytes:
    """Answer a file's bytes, only the first `most` of them where that is given; sentences call the file `name`.

    Raises ReportRefused with one sentence when it is missing, empty, too large, or no ordinary file.
    """
    try:
        if path.is_dir():
            raise ReportRefused(f"“{name}” is a folder, not a report; nothing was added.")
        if path.exists() and not path.is_file():
            raise ReportRefused(f"“{name}” is not an ordinary file; it was not added.")
        size = path.stat().st_size
        if size > LARGEST:
            raise ReportRefused(
                f"“{name}” has {size >> 20:,} MB, more than the {LARGEST >> 20} MB a report may have. It was not added."
            )
        with path.open("rb") as file:
            data = file.read(most)
    except FileNotFoundError as error:
        raise ReportRefused(f"“{name}” was not found; it may have been moved or renamed.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise ReportRefused(f"“{name}” could not be opened ({reason}); it was not added.") from error
    if not data.strip():
        raise ReportRefused(f"“{name}” is empty; it was not added.")
    return data


def media_of(data: bytes, name: str) -> str:
    """Answer "pdf" or "text" for the bytes of a file called `name`.

    Raises ReportRefused with one sentence when they are neither, NotAReport for a web page in place of a report.
    """
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return "pdf"
    kind = _other_kind(data)
    if kind == "a web page" and _LOST in data[:HEAD].lower():
        raise lost_report(name)
    if kind:
        raise ReportRefused(
            f"“{name}” is {kind}, not a PDF or a plain text; it was not added. Save or print it as a PDF and add that."
        )
    if name.lower().endswith(".pdf"):
        raise ReportRefused(
            f"“{name}” is called a PDF but is not one, or its beginning is damaged; it was not added. "
            "Fetch it again from where it came."
        )
    return "text"


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

"""The jobs that worker processes do: take a file in, draw a page.

This module loads PyMuPDF only when a job runs, so that the window may name the jobs without it.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.errors import LibraryError
from storage.model import Document, Reading
from storage.originals import checksum, keep, original_name, refuse_too_large

if TYPE_CHECKING:
    import pymupdf

LARGEST_PICTURE = 64 << 20  # bytes of one page picture


class AlreadyKnown(LibraryError):
    """The file's checksum, its text, is among those of the library."""


def take_in(
    progress: Any,
    path: str,
    originals: str,
    known: frozenset[str],
    password: str | None,
    own_frameworks: str | None = None,
) -> Document:
    """Read a file and keep its original under its checksum; raises ReportRefused and leaves nothing then."""
    from storage.reading.report import read_file

    source = Path(path)
    try:
        refuse_too_large(source)
        sha256 = checksum(source) if source.is_file() else ""
    except (OSError, ValueError):
        sha256 = ""  # read_file finds the words for a file that is missing or may not be read
    if sha256 in known:
        raise AlreadyKnown(sha256)
    reading = read_file(path, password, own_frameworks)
    keep(source, Path(originals) / original_name(sha256, reading.media))
    return Document(sha256, source.name, source.stat().st_size, reading, password)


def read_original(
    progress: Any,
    path: str,
    file_name: str,
    password: str | None = None,
    own_frameworks: str | None = None,
    recognise: bool = False,
) -> Reading:
    """Read an original of the library, which was called `file_name` when it came; raises ReportRefused.

    With `recognise`, pages without text are given one by recognition (OCR); `progress` is told (page, pages).
    """
    from storage.reading.report import read_file

    return read_file(path, password, own_frameworks, file_name, progress if recognise else None)


def describe(progress: Any, path: str, own_frameworks: str | None = None) -> dict[str, Any]:
    """Read a file without a library; answer what scripts are told of it (`storage.reading.described`).

    Raises ReportRefused as `read_file` does, but not for a page in place of a lost report, which is described.
    """
    from storage.reading.described import described, described_lost
    from storage.reading.refusals import NotAReport
    from storage.reading.report import read_file

    try:
        return described(read_file(path, own_frameworks=own_frameworks))
    except NotAReport as error:
        return described_lost(Path(path).name, str(error))


@lru_cache(maxsize=6)
def _opened(path: str, media: str, password: str | None) -> "pymupdf.Document":
    """A report's document, kept open for the next page; a text report is typeset first."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    if media == "text":
        from storage.reading.text import read_text, typeset

        data = Path(path).read_bytes()
        reading = read_text(data, Path(path).name)
        return typeset(reading.text, reading.paragraphs)
    document = pymupdf.open(path, filetype="pdf")
    if document.needs_pass:
        document.authenticate(password or "")
    return document


def draw_page(
    progress: Any, path: str, media: str, password: str | None, number: int, scale: float, block: str
) -> tuple[int, int]:
    """Draw page `number` at `scale` pixels to a point into shared memory; answer (width, height) in pixels.

    The picture is RGB, three bytes a pixel, rows without padding. Raises LibraryError with a reason that
    fits after "This page cannot be shown: ".
    """
    import pymupdf

    from storage.reading.pdf import UNREADABLE

    try:
        document = _opened(path, media, password)
        page = document[number - 1]
        matrix = pymupdf.Matrix(scale, scale)
        area = (page.rect * matrix).irect
        if area.width * area.height * 3 > LARGEST_PICTURE:
            raise LibraryError("it is too large to draw at this zoom")
        pixmap = page.get_pixmap(matrix=matrix, alpha=False, annots=True)
    except (*UNREADABLE, OSError) as error:
        _opened.cache_clear()
        missing = isinstance(error, FileNotFoundError | pymupdf.FileNotFoundError)
        raise LibraryError(
            "its file has gone from the library’s folder" if missing else "its file is damaged"
        ) from None
    from multiprocessing.shared_memory import SharedMemory

    shared = SharedMemory(block)
    try:
        data = pixmap.samples_mv
        assert shared.buf is not None
        shared.buf[: len(data)] = data
    finally:
        shared.close()
    return (pixmap.width, pixmap.height)

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

METRES = 0.0254 / 72  # to a point
LARGEST_PICTURE = 24 << 20  # bytes of one page picture; a page that needs more is drawn in squares


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


def warm(progress: Any) -> None:
    """Load what drawing needs, before the first page is asked for."""

    import storage.reading.pdf  # noqa: F401 - its names are wanted by the first page


@lru_cache(maxsize=6)
def _opened(
    path: str, media: str, password: str | None, stamp: tuple[int, int], sha256: str, bare: bool
) -> "pymupdf.Document":
    """A report's document, kept open for the next page; a text report is typeset first.

    `stamp` is the file's time and size: a file that changed is looked at anew. Raises LibraryError when the file
    is not the one with the checksum `sha256` ("" for any). A `bare` one shows no marks of its own.
    """
    import pymupdf

    if sha256 and checksum(Path(path)) != sha256:
        raise LibraryError("its file in the library’s folder has changed since it was added")
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
    if bare:
        from storage.reading.inside_marks import set_aside

        set_aside(document, stamps=False)
    return document


def draw_page(
    progress: Any,
    path: str,
    media: str,
    password: str | None,
    number: int,
    scale: float,
    block: str,
    part: tuple[int, int, int, int] | None = None,
    sha256: str = "",
    bare: bool = False,
) -> tuple[int, int]:
    """Draw page `number` at `scale` pixels to a point into shared memory; answer (width, height) in pixels.

    `part` is what to draw of it: left, top, right, bottom in pixels of the whole picture. The picture is RGB,
    three bytes a pixel, rows without padding; a `bare` one is without the marks that stand in the PDF. Raises
    LibraryError with a reason that fits after "This page cannot be shown: ".
    """
    import pymupdf

    from storage.reading.pdf import LARGEST_PAGE
    from storage.reading.refusals import unreadable

    damage: tuple[type[Exception], ...] = (*unreadable(), OSError)

    try:
        status = Path(path).stat()
        document = _opened(path, media, password, (status.st_mtime_ns, status.st_size), sha256, bare)
        page = document[number - 1]
        if max(page.rect.width, page.rect.height) > LARGEST_PAGE:
            raise LibraryError(_too_large(page.rect.width, page.rect.height, LARGEST_PAGE))
        matrix = pymupdf.Matrix(scale, scale)
        area = (page.rect * matrix).irect
        if part is not None:
            area &= pymupdf.IRect(part)
        if area.is_empty or area.width * area.height * 3 > LARGEST_PICTURE:
            raise LibraryError("it is too large to draw at this zoom")
        pixmap = page.get_pixmap(matrix=matrix, alpha=False, annots=True, clip=pymupdf.Rect(area) / scale)
    except damage as error:
        _opened.cache_clear()
        if isinstance(error, FileNotFoundError | pymupdf.FileNotFoundError):
            raise LibraryError("its file has gone from the library’s folder") from None
        raise LibraryError(
            "its file may not be read" if isinstance(error, OSError) else "its file is damaged"
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


def _too_large(width: float, height: float, most: float) -> str:
    """Why a page of this size in points is not drawn."""
    measured = " by ".join(f"{points * METRES:,.0f}" for points in (width, height))
    return f"it says that it is {measured} metres large, and pages of up to {most * METRES:.0f} metres can be shown"

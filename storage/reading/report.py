"""A file becomes a reading, or a plain sentence that says why not. For worker processes only."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pymupdf

from storage.errors import LibraryError, PasswordNeeded, ReportRefused
from storage.frameworks import Framework, frameworks
from storage.model import Reading
from storage.reading.carried import carried
from storage.reading.inside_marks import set_aside
from storage.reading.lines import Line
from storage.reading.pdf import UNREADABLE, read_pdf
from storage.reading.sniffing import contents, media_of
from storage.reading.text import read_text
from storage.reading.version import READER

__all__ = ["READER", "read_file"]

Recognising = Callable[[tuple[int, int]], object]
"""What is told (page, pages) before each page whose text is recognised."""

_RECOGNISED = "text was recognised in pictures (OCR) and may hold mistakes; compare it with the page."


def read_file(
    path: str | Path,
    password: str | None = None,
    own_frameworks: str | Path | None = None,
    name: str = "",
    recognising: Recognising | None = None,
) -> Reading:
    """Answer what can be read of a report's file, a PDF or a plain text.

    `own_frameworks` is the folder of a user's own frameworks; `name` is what the file was called when it came,
    where it is called otherwise now. Where `recognising` is given, pages without text are given one by
    recognition (OCR), and it is told (page, pages) before each.

    Raises ReportRefused with one sentence that names the file when it is missing, empty, damaged or of
    another kind, and PasswordNeeded when it opens only with a password that was not given or is wrong.
    """
    path, known = Path(path), frameworks(own_frameworks)
    silence()
    with _without_collector():
        data = contents(path, name or path.name)
        if media_of(data, name or path.name) == "text":
            return read_text(data, name or path.name, known)
        return _read_as_pdf(data, name or path.name, password, known, recognising)


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


def silence() -> None:
    """Keep MuPDF from printing to standard output and standard error, where the answers go."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)


def _read_as_pdf(
    data: bytes, name: str, password: str | None, known: Sequence[Framework], recognising: Recognising | None
) -> Reading:
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
        failed: list[str] = []
        marks = set_aside(doc)  # what somebody typed on the pages is not the report's
        reading = read_pdf(doc, name, known, _recogniser(count, recognising, failed))
        told = (f"“{name}”: {sentence}" for sentence in (*failed, *([_RECOGNISED] if reading.recognised else [])))
        # What stands in recognised text is never certain.
        places = {key: span._replace(sure=not reading.recognised and span.sure) for key, span in reading.places.items()}
        return reading._replace(carried=carried(doc) | marks, warnings=(*reading.warnings, *told), places=places)


def _recogniser(
    count: int, recognising: Recognising | None, failed: list[str]
) -> Callable[[pymupdf.Page, int], list[Line]] | None:
    """What recognises the text of a page of `count`, None where it is not wanted; `failed` takes what went wrong.

    Raises ReportRefused where no Tesseract is installed.
    """
    if recognising is None:
        return None
    from storage.reading.recognise import recognised_lines, tessdata

    folder = tessdata()
    if folder is None:
        raise ReportRefused(
            "Text cannot be recognised, because Tesseract is not installed on this computer. Nothing was changed."
        )

    def recognised(page: pymupdf.Page, number: int) -> list[Line]:
        recognising((number, count))
        try:
            return recognised_lines(page, number, folder)
        except LibraryError as error:
            failed.append(str(error))
            return []

    return recognised


def _password_sentence(name: str, password: str | None) -> str:
    if password:
        return f"The password for “{name}” is not right; it was not added."
    return f"“{name}” opens only with a password; it was not added. Give its password to add it."

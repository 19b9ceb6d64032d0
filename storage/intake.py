"""Taking a file in: its original kept by checksum, and read by a worker. The caller writes the answer down."""

from collections.abc import Callable, Mapping
from pathlib import Path

from storage import folders, originals
from storage.documents import Registered, ReportText
from storage.errors import LibraryError, PasswordNeeded, ReportRefused, WorkStopped
from storage.mark_places import Offer, placed
from storage.model import Document
from storage.reports import ToRead, already_here
from storage.workers import LIMIT, Progress, Worker

Known = Mapping[str, tuple[str, int | None]]


def registered(path: Path, folder: Path, known: Known, password: str | None = None) -> Registered:
    """Keep a file's original in the folder of originals, unread; may run in a thread of the window.

    `known` has the checksums of the reports that the library holds, with authority and year. Raises
    ReportRefused with a sentence for what is seen to be no report, or is in the library; nothing is left then.
    """
    from storage.reading import sniffing

    name = path.name
    media = sniffing.media_of(sniffing.contents(path, name, sniffing.HEAD), name)
    try:
        sha256, size = originals.checksum(path), path.stat().st_size
    except OSError as error:
        raise ReportRefused(f"“{name}” could not be read to its end ({error.strerror}); it was not added.") from None
    if sha256 in known:
        raise ReportRefused(already_here(name, *known[sha256]))
    originals.keep(path, folder / originals.original_name(sha256, media))
    return Registered(sha256, name, size, media, password)


def read(
    worker: Worker,
    wanted: ToRead,
    folder: Path,
    *,
    recognise: bool = False,
    limit: float = LIMIT,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Document:
    """Read a registered report's original from the folder of originals; answer what was read.

    With `recognise`, pages without text are given one (OCR), and `progress` is told (page, pages). Raises
    ReportRefused with a sentence (PasswordNeeded for a locked PDF), WorkStopped when it was cancelled.
    """
    from storage.reading import worker as jobs

    path = folder / originals.original_name(wanted.sha256, wanted.media)
    if not path.is_file():
        raise ReportRefused(
            f"“{wanted.file_name}” could not be read, because its copy has gone from the library’s folder. "
            "Add the file again."
        )
    arguments = (str(path), wanted.file_name, wanted.password, str(folders.own_frameworks()), recognise)
    try:
        reading = worker.run(jobs.read_original, *arguments, limit=limit, progress=progress, cancelled=cancelled)
    except (ReportRefused, PasswordNeeded):
        raise
    except WorkStopped as error:
        if cancelled():
            raise
        raise ReportRefused(f"“{wanted.file_name}” was not added: {error}. The library is as it was.") from None
    return Document(wanted.sha256, wanted.file_name, wanted.size, reading, wanted.password)


def offer(
    worker: Worker,
    document: Document,
    folder: Path,
    *,
    limit: float = LIMIT,
    cancelled: Callable[[], bool] = lambda: False,
) -> Offer:
    """The highlights and notes that stand in a PDF that was just read and whose original lies in the folder.

    Never raises for what a file is like: what cannot be looked through offers nothing. Raises WorkStopped when it
    was cancelled.
    """
    from storage.reading import inside_marks

    reading = document.reading
    if reading.media != "pdf" or not reading.carried.get("marks"):
        return Offer()
    path = str(folder / originals.original_name(document.sha256, reading.media))
    try:
        marks = worker.run(inside_marks.marks_of, path, document.password, limit=limit, cancelled=cancelled)
    except LibraryError:
        if cancelled():
            raise
        return Offer()
    return placed(marks, document.sha256, ReportText(reading.text, reading.paragraphs, reading.pages))


def offer_of(
    worker: Worker,
    file: Path,
    sha256: str,
    password: str | None,
    contents: ReportText,
    cancelled: Callable[[], bool] = lambda: False,
) -> Offer:
    """The highlights and notes that stand in the PDF of a report that was read before.

    Raises LibraryError with a reason that fits after "… cannot be looked through for highlights: ".
    """
    from storage.reading import inside_marks

    marks = worker.run(inside_marks.marks_of, str(file), password, cancelled=cancelled)
    return placed(marks, sha256, contents)


def document(
    worker: Worker,
    path: Path,
    folder: Path,
    known: Known,
    *,
    password: str | None = None,
    limit: float = LIMIT,
    cancelled: Callable[[], bool] = lambda: False,
) -> Document:
    """Read a file in the worker and keep its original in the folder of originals; answer what was read.

    `known` has the checksums of the reports that the library holds, with authority and year. Raises
    ReportRefused with a sentence (PasswordNeeded for a locked PDF); nothing is left in the folder then.
    """
    from storage.reading import worker as jobs

    own = str(folders.own_frameworks())
    try:
        answer: Document = worker.run(
            jobs.take_in, str(path), str(folder), frozenset(known), password, own, limit=limit, cancelled=cancelled
        )
    except jobs.AlreadyKnown as error:
        raise ReportRefused(already_here(path.name, *known[str(error)])) from None
    except (ReportRefused, PasswordNeeded):
        raise
    except WorkStopped as error:
        if cancelled():
            raise
        raise ReportRefused(f"“{path.name}” was not added: {error}. The library is as it was.") from None
    return answer

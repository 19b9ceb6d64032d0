"""Taking a file in: read by a worker, its original kept by checksum. The caller adds the answer to the library."""

from collections.abc import Callable, Mapping
from pathlib import Path

from storage import folders
from storage.errors import PasswordNeeded, ReportRefused, WorkStopped
from storage.model import Document
from storage.reports import already_here
from storage.workers import Worker

Known = Mapping[str, tuple[str, int | None]]


def document(
    worker: Worker,
    path: Path,
    originals: Path,
    known: Known,
    *,
    password: str | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Document:
    """Read a file in the worker and keep its original in the folder `originals`; answer what was read.

    `known` has the checksums of the reports that the library holds, with authority and year. Raises
    ReportRefused with a sentence (PasswordNeeded for a locked PDF); nothing is left in the folder then.
    """
    from storage.reading import worker as jobs

    own = str(folders.own_frameworks())
    try:
        answer: Document = worker.run(
            jobs.take_in, str(path), str(originals), frozenset(known), password, own, cancelled=cancelled
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

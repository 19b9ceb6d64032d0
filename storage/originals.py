"""The originals of a library: each a copy of the file that was added, named by its SHA-256."""

import os
from pathlib import Path

from storage.errors import ReportRefused

EXTENSIONS = {"pdf": ".pdf", "text": ".txt"}
LARGEST = 512 << 20  # bytes; the longest of 435 real reports has 3 MB
PART = ".part"


def original_name(sha256: str, media: str) -> str:
    """The file name of an original in `reports/`."""
    return sha256 + EXTENSIONS[media]


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; raises OSError when it cannot be read."""
    import hashlib  # here and below: what the window loads at its start must not wait for these

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def refuse_too_large(path: Path) -> None:
    """Raise ReportRefused with a sentence when a file is larger than a report may be, OSError when it is not there."""
    size = path.stat().st_size
    if size > LARGEST:
        raise ReportRefused(
            f"“{path.name}” has {size >> 20:,} MB, more than the {LARGEST >> 20} MB a report may have. "
            "It was not added."
        )


def keep(source: Path, target: Path) -> None:
    """Copy a file so that the copy is whole or not there; raises ReportRefused with the disk's reason."""
    import shutil

    part = target.with_name(target.name + PART)
    try:
        shutil.copyfile(source, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ReportRefused(
            f"“{source.name}” could not be copied into the library ({(error.strerror or str(error)).lower()}). "
            "It was not added."
        ) from None

"""The temporary folder that a bundle is shown from, and what crashes left of such folders.

A lock file in the folder says whose it is; it dies with its process.
"""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QLockFile

PREFIX = "yearmark-bundle-"
LOCK = "in use"  # the lock file's name in the temporary folder
LIBRARY = "library"  # the library's folder in it
_YOUNG = 3600  # seconds: a folder without a lock may just be being made


class Room:
    """A temporary folder for one bundle, held by a lock until it is removed."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = QLockFile(str(self.folder / LOCK))
        self._lock.setStaleLockTime(0)  # as long as its process lives
        self._lock.tryLock(0)

    @property
    def library(self) -> Path:
        """Where the library is."""
        return self.folder / LIBRARY

    def remove(self) -> None:
        """Remove all of it; what another program holds open goes at the next start."""
        shutil.rmtree(self.library, ignore_errors=True)
        self._lock.unlock()
        shutil.rmtree(self.folder, ignore_errors=True)


def remove_leftovers() -> int:
    """Remove the temporary folders of bundles whose process is gone, this user's only; answer how many went.

    May run in a thread, and in several programs at once.
    """
    gone = 0
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            status = path.lstat()
            own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
            if own and path.is_dir() and not path.is_symlink():
                gone += _removed(path, status.st_mtime)
    return gone


def _removed(path: Path, modified: float) -> bool:
    """Remove a folder that nobody holds; answer whether that was done."""
    lock = path / LOCK
    if not lock.exists():
        if time.time() - modified < _YOUNG:
            return False
    else:
        held = QLockFile(str(lock))
        held.setStaleLockTime(0)
        if not held.tryLock(0):
            return False
        shutil.rmtree(path / LIBRARY, ignore_errors=True)
        held.unlock()
    shutil.rmtree(path, ignore_errors=True)
    return True

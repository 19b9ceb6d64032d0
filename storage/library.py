"""An open library: a folder with one SQLite file and the originals, and the only way to change it."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from storage import history
from storage.errors import LibraryError, LibraryInUse, LibraryReadOnly
from storage.model import Change
from storage.originals import PART
from storage.versions import APPLICATION_ID, VERSION

P = ParamSpec("P")
T = TypeVar("T")

DATABASE = "library.db"
LOCK = "library.lock"
REPORTS = "reports"


class Library:
    """A library that is open, for writing or for reading only.

    Made by `create` and `opened`. One process writes at a time (a lock that dies with the process);
    any number may read. All calls belong to one thread.
    """

    def __init__(self, folder: Path, db: sqlite3.Connection, lock: sqlite3.Connection | None):
        self.folder = folder
        self.reviewer: int | None = None
        self.is_open = True
        self._db = db
        self._lock = lock
        if not self.read_only:
            try:
                history.watch(db)
            except BaseException:
                db.close()
                raise

    @property
    def read_only(self) -> bool:
        """Whether edits are refused."""
        return self._lock is None

    @property
    def originals(self) -> Path:
        """The folder of the originals, each named by its SHA-256."""
        return self.folder / REPORTS

    def ask(self, question: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Answer `question(db, …)`; it must only read.

        Raises LibraryError when the database cannot be read, and whatever `question` raises.
        """
        try:
            return question(self._db, *args, **kwargs)
        except sqlite3.DatabaseError as error:
            if _is_fault(error):
                raise
            raise _damaged(self.folder, error) from error

    def interrupt(self) -> None:
        """Put an end to the question that is being answered in another thread; it then raises LibraryError."""
        self._db.interrupt()

    def edit(
        self,
        label: str,
        work: Callable[Concatenate[sqlite3.Connection, P], Any],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Change:
        """Do `work(db, …)` as one transaction and one step of history.

        Raises LibraryReadOnly, whatever `work` raises (nothing is changed then), and LibraryError when
        the disk refuses.
        """

        def transaction() -> Change:
            answer = work(self._db, *args, **kwargs)
            return Change(label, history.recorded(self._db, label, self.reviewer), answer)

        return self._transaction(transaction)

    def write(
        self,
        label: str,
        work: Callable[Concatenate[sqlite3.Connection, P], Any],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Change:
        """Do `work(db, …)` as one transaction that is no step of history (adding and re-reading reports)."""

        def transaction() -> Change:
            answer = work(self._db, *args, **kwargs)
            touched = frozenset(self._db.execute("select tbl, row from change_log").fetchall())
            self._db.execute("delete from change_log")
            return Change(label, touched, answer)

        return self._transaction(transaction)

    def undo(self) -> Change | None:
        """Take back the last step that is not undone; None when there is none.

        Raises LibraryError when the step has no room any more; it is passed over from then on.
        """
        return self._revert(forward=False)

    def redo(self) -> Change | None:
        """Bring forward the first step that is undone; None when there is none."""
        return self._revert(forward=True)

    def _revert(self, *, forward: bool) -> Change | None:
        step = self.ask(history.redoable if forward else history.undoable)
        if step is None:
            return None
        number, label = step
        try:
            return self._transaction(lambda: history.revert(self._db, number, forward=forward))
        except sqlite3.IntegrityError as error:
            self._transaction(lambda: history.set_aside(self._db, number))
            way, next_one = ("done again", "redo") if forward else ("undone", "undo")
            raise LibraryError(
                f"“{label}” can no longer be {way}, because its report has been added to the library again since. "
                f"Nothing was changed; the next {next_one} passes over it."
            ) from error

    def _transaction(self, work: Callable[[], T]) -> T:
        if self.read_only:
            raise LibraryReadOnly("This library is open for reading only. Nothing was changed.")
        try:
            self._db.execute("begin immediate")
            try:
                answer = work()
            except BaseException:
                if self._db.in_transaction:  # SQLite itself takes a transaction back when the disk is full
                    self._db.execute("rollback")
                raise
            self._db.execute("commit")
            return answer
        except sqlite3.DatabaseError as error:
            if self._db.in_transaction:
                self._db.execute("rollback")
            if _is_fault(error):
                raise
            raise _disk_problem(self.folder, error) from error

    def close(self) -> None:
        """Close the database and give the lock back."""
        self.is_open = False
        self._db.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def exists(folder: Path) -> bool:
    """Whether a library stands in the folder; one in a folder that may not be entered does not."""
    try:
        return (folder / DATABASE).is_file()
    except OSError:
        return False


def create(folder: Path) -> Library:
    """Make a library in a new or empty folder, with the built-in codebook, and open it for writing.

    Raises LibraryError when the folder cannot be made, holds a library, or holds other things.
    """
    if exists(folder):
        raise LibraryError(f"There is a library in “{folder}” already. Open it instead.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(entry.name not in (LOCK, REPORTS) for entry in folder.iterdir()):
            raise LibraryError(
                f"“{folder}” is not empty. Choose a new or an empty folder for the library; nothing was changed."
            )
        (folder / REPORTS).mkdir(exist_ok=True)
        lock = _locked(folder)
    except OSError as error:
        raise LibraryError(f"A library cannot be made in “{folder}”: {_reason(error)}.") from error
    try:
        if exists(folder):  # made by another Yearmark a moment ago
            raise LibraryError(f"There is a library in “{folder}” already. Open it instead.")
        return _made(folder, lock)
    except BaseException:
        lock.close()
        raise


def _made(folder: Path, lock: sqlite3.Connection) -> Library:
    """A new library in a folder whose lock is held; when it cannot be made whole, nothing of it is left."""
    from storage import areas  # the codebook is read from disk only when a library is made

    library = None
    try:
        _migrate(folder)
        library = Library(folder, _connection(folder), lock)
        library.write("New library", areas.fill)
        return library
    except BaseException as error:
        if library is not None:
            library.close()
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal"):
            with contextlib.suppress(OSError):
                (folder / name).unlink()
        if isinstance(error, sqlite3.DatabaseError) and not _is_fault(error):
            raise LibraryError(f"A library cannot be made in “{folder}”: {error}.") from error
        raise


def opened(folder: Path, *, write: bool = True) -> Library:
    """Open the library in a folder.

    Raises LibraryError when there is none, or it is damaged or newer than this Yearmark; for writing
    also LibraryInUse and LibraryReadOnly.
    """
    path = folder / DATABASE
    if not exists(folder):
        raise LibraryError(f"There is no library in “{folder}”. Choose another folder, or make a new library there.")
    if not write:
        return _checked(folder, lambda: Library(folder, _connection(folder, write=False), None), write=False)
    effective = os.access in os.supports_effective_ids
    if not all(os.access(place, os.W_OK, effective_ids=effective) for place in (path, folder)):
        raise LibraryReadOnly(f"The library in “{folder}” may only be read: its folder or its file is write-protected.")
    lock = _locked(folder)
    try:
        library = _checked(folder, lambda: Library(folder, _connection(folder), lock), write=True)
    except BaseException:
        lock.close()
        raise
    _tidy(folder)
    return library


def opened_or_created(folder: Path) -> Library:
    """Open the library in a folder for writing, or make it there when there is none."""
    return opened(folder) if exists(folder) else create(folder)


def _checked(folder: Path, make: Callable[[], Library], *, write: bool) -> Library:
    """The library, once its database is known to be ours, whole, and of a version we know."""
    try:
        version = _version(folder)
        if version > VERSION:
            raise LibraryError(
                f"The library in “{folder}” was made by a newer version of Yearmark. Install the newest "
                "version to open it; nothing was changed."
            )
        if version < VERSION:
            if not write:
                raise LibraryError(
                    f"The library in “{folder}” was made by an older version of Yearmark. Open it once in "
                    "the window, which brings it up to date."
                )
            _migrate(folder)
        return make()
    except sqlite3.DatabaseError as error:
        raise _damaged(folder, error) from error


def _version(folder: Path) -> int:
    """The version of the database; raises LibraryError when it is not ours."""
    db = _connection(folder, write=False)
    try:
        if db.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
            raise LibraryError(f"The file library.db in “{folder}” was not made by Yearmark. Nothing was changed.")
        return int(db.execute("pragma user_version").fetchone()[0])
    finally:
        db.close()


def _connection(folder: Path, *, write: bool = True) -> sqlite3.Connection:
    """A connection with the library's rules: foreign keys, WAL, and a commit that survives a power cut."""
    path = (folder / DATABASE).absolute().as_posix()
    # `Path.as_uri` makes a network share a host, which SQLite refuses.
    uri = "file://" + quote(os.fsencode(path if path.startswith("/") else f"/{path}"), safe="/:")
    if write:
        db = sqlite3.connect(f"{uri}?mode=rw", uri=True, isolation_level=None, timeout=10)
        try:
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")  # measured: NORMAL loses acknowledged work (design, section 5)
            db.execute("pragma temp_store = memory")
        except BaseException:
            db.close()
            raise
    else:
        db = sqlite3.connect(f"{uri}?mode=ro", uri=True, isolation_level=None, timeout=10)
        try:
            db.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.OperationalError:
            # A write-protected folder has no room for WAL's side files; nobody can be writing there.
            db.close()
            db = sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True, isolation_level=None)
    db.execute("pragma foreign_keys = on")
    return db


def _locked(folder: Path) -> sqlite3.Connection:
    """The library's lock, taken; SQLite's own file locks work on every system and die with the process."""
    lock = None
    try:
        lock = sqlite3.connect(folder / LOCK, isolation_level=None, timeout=0)
        lock.execute("pragma journal_mode = memory")
        lock.execute("begin exclusive")
    except sqlite3.DatabaseError as error:
        if lock is not None:
            lock.close()
        if "locked" in str(error):
            raise LibraryInUse(
                f"The library in “{folder}” is open in another Yearmark window. Close it there first; "
                "nothing was changed."
            ) from error
        raise LibraryReadOnly(f"The library in “{folder}” may only be read ({error}).") from error
    return lock


def _migrate(folder: Path) -> None:
    from storage.schema import migrate

    migrate(str(folder / DATABASE))


def _tidy(folder: Path) -> None:
    """Remove what an import left that was cut off in the middle."""
    for path in (folder / REPORTS).glob(f"*{PART}"):
        with contextlib.suppress(OSError):
            path.unlink()


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _is_fault(error: sqlite3.DatabaseError) -> bool:
    """Whether an error is a fault of ours (a wrong statement, a broken rule) and not one of the disk or the file."""
    wrong = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    return wrong or type(error) not in (sqlite3.DatabaseError, sqlite3.OperationalError)


def _damaged(folder: Path, error: sqlite3.Error) -> LibraryError:
    return LibraryError(
        f"The library in “{folder}” cannot be read ({error}). The file library.db may be damaged; nothing was changed."
    )


def _disk_problem(folder: Path, error: sqlite3.Error) -> LibraryError:
    text = str(error)
    if "readonly" in text:
        return LibraryReadOnly(
            f"The library in “{folder}” has become write-protected. Your last change was not saved; "
            "everything before it is."
        )
    why = "the disk is full" if "full" in text else text
    return LibraryError(f"Your last change could not be saved in “{folder}” ({why}). Everything before it is saved.")

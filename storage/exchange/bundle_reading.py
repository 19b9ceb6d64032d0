"""Opening a bundle to look at it: checked, its originals read again, and its annotations put into a library of its own.

The bundle's own files are all that is used: the originals, and `annotations.jsonld`, which says everything about them.
Positions count in the running text that the sender's reader made. Where this reader makes the same, they hold as they
are; where it does not, passages are looked for by their quotations (`storage.anchoring`), and what is not found is
marked as lost, as when a report is read again.
"""

import errno
import hashlib
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from storage import annotations, intake, library, reports, reviewers
from storage.anchoring import Anchorer
from storage.errors import LibraryError, PasswordNeeded, ReportRefused, WorkStopped
from storage.exchange.bag_reading import Bag, BundleRefused
from storage.exchange.bundle_contents import (
    BundledArea,
    BundledMark,
    BundledReport,
    Contents,
    Malformed,
    TooNew,
    contents,
)
from storage.model import Box, Document, Passage
from storage.originals import EXTENSIONS, LARGEST
from storage.passages import passage
from storage.workers import LIMIT, Progress, Worker

_LIST = "data/annotations.jsonld"
_ORIGINALS = "data/originals/"
_KEPT = "Ask for it again; your library was not changed."


class BundleLocked(PasswordNeeded):
    """A report of a bundle opens only with a password; `wrong` when one was given and is not the right one."""

    def __init__(self, sentence: str, sha256: str, file_name: str, *, wrong: bool):
        super().__init__(sentence)
        self.sha256, self.file_name, self.wrong = sha256, file_name, wrong


class Examined(NamedTuple):
    """What a bundle that was found whole says, the day it was made ("" where it does not say), its files' sizes."""

    contents: Contents
    made: str
    sizes: dict[str, int]


class OpenedBundle(NamedTuple):
    """A bundle that lies in a library of its own: its title, the day it was made (ISO, or ""), and its reviewers.

    `lost` counts the passages that were not found in the reports any more, though they were when it was made.
    """

    title: str
    made: str
    reviewers: tuple[str, ...]
    lost: int


def open_bundle(
    worker: Worker,
    path: Path,
    folder: Path,
    passwords: Mapping[str, str] | None = None,
    *,
    limit: float = LIMIT,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> OpenedBundle:
    """Check a bundle and put what it holds into a new library in `folder`, which must be empty or not there.

    `passwords` are those of originals, by SHA-256; `progress` gets (done, in all, sentence). Raises BundleRefused with
    a sentence, BundleLocked where a password is wanted, WorkStopped when it was cancelled; nothing of it is left then.
    """
    with _disk(path.name), library.create(folder) as made:
        try:
            return _opened(worker, made, path, passwords or {}, limit, progress or (lambda _: None), cancelled)
        except BaseException:
            made.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _opened(
    worker: Worker,
    made: library.Library,
    path: Path,
    passwords: Mapping[str, str],
    limit: float,
    told: Progress,
    cancelled: Callable[[], bool],
) -> OpenedBundle:
    """Fill a new library with what a bundle holds."""
    told((0, 0, "Checking the bundle"))
    arguments = (str(path), str(made.originals))
    examined: Examined = _run(worker, examine, path.name, arguments, limit, cancelled)
    found = examined.contents
    documents = []
    for number, report in enumerate(found.reports):
        told((number, len(found.reports), report.file_name))
        password = passwords.get(report.sha256)
        wanted = reports.ToRead(
            0, report.sha256, report.file_name, examined.sizes[report.sha256], report.media, password, report.recognised
        )
        documents.append(_document(worker, wanted, made.originals, path.name, limit, cancelled))
    told((len(found.reports), len(found.reports), "Opening the bundle"))
    before = sum(mark.start < 0 and not mark.page for mark in found.marks)
    lost = _filled(made, path.name, found, documents)
    names = sorted(set(found.reviewers.values()), key=str.casefold)
    return OpenedBundle(found.title or path.stem, examined.made, tuple(names), lost - before)


def _filled(made: library.Library, name: str, found: Contents, documents: list[Document]) -> int:
    """Do `fill`; its refusals, and the disk's, are those of the bundle."""
    try:
        answer: int = made.write("Bundle", fill, found, documents).answer
        return answer
    except Malformed as error:
        raise BundleRefused(
            f"“{name}” cannot be opened: its list of annotations is not as it should be ({error}). {_KEPT}"
        ) from None
    except LibraryError as error:
        raise BundleRefused(
            f"“{name}” cannot be opened: what it holds could not be written to “{made.folder.parent}”. The disk may be "
            "full; your library was not changed."
        ) from error


def _run(
    worker: Worker,
    job: Callable[..., Any],
    name: str,
    arguments: tuple[Any, ...],
    limit: float,
    cancelled: Callable[[], bool],
) -> Any:
    """Have the worker do a job; what it runs out of is said as a refusal of the bundle."""
    try:
        return worker.run(job, *arguments, limit=limit, cancelled=cancelled)
    except WorkStopped as error:
        if cancelled():
            raise
        raise BundleRefused(f"“{name}” cannot be opened: {error}. Your library was not changed.") from None


def _document(
    worker: Worker,
    wanted: reports.ToRead,
    originals: Path,
    name: str,
    limit: float,
    cancelled: Callable[[], bool],
) -> Document:
    """Read one original of the bundle `name` again; raises BundleRefused, BundleLocked, WorkStopped."""
    recognise = wanted.recognised and _can_recognise()
    try:
        return intake.read(worker, wanted, originals, recognise=recognise, limit=limit, cancelled=cancelled)
    except PasswordNeeded:
        raise BundleLocked(
            f"“{name}” cannot be opened: its report “{wanted.file_name}” opens only with its password, which a bundle "
            "does not carry. Ask for the password; your library was not changed.",
            wanted.sha256,
            wanted.file_name,
            wrong=wanted.password is not None,
        ) from None
    except ReportRefused:
        raise BundleRefused(
            f"“{name}” cannot be opened: its report “{wanted.file_name}” cannot be read. {_KEPT}"
        ) from None


def _can_recognise() -> bool:
    """Whether this computer can give pictures of pages a text, as the sender's did."""
    from storage.reading.recognise import tessdata

    return tessdata() is not None


@contextmanager
def _disk(name: str) -> Any:
    """Say the disk's refusal as a sentence."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        why = "there is no room for it on the disk" if full else (error.strerror or str(error)).lower()
        raise BundleRefused(f"“{name}” cannot be opened: {why}. Your library was not changed.") from error


# --- in the worker ---------------------------------------------------------------------------------------


def examine(progress: Progress, path: str, originals: str) -> Examined:
    """Check a bundle and copy its originals into a folder, each under its checksum; a job for a worker process.

    `progress` gets the bytes done. Raises BundleRefused with a sentence.
    """
    source = Path(path)
    name = source.name
    if not source.is_file():
        gone = "is not there any more" if not source.exists() else "is not an ordinary file"
        raise BundleRefused(f"“{name}” {gone}. Nothing was opened.")
    with _disk(name):
        try:
            archive = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
            raise BundleRefused(f"“{name}” is no bundle of Yearmark, or was cut off on its way. {_KEPT}") from None
        with archive:
            bag = Bag(archive, name)
            bag.verify(lambda entry: _target(bag, entry, Path(originals)), progress)
            return _examined(bag)


def _target(bag: Bag, path: str, originals: Path) -> Path | None:
    """Where a file of the bag is copied to: originals to the folder of originals, others nowhere."""
    extension = path[path.rfind(".") :].lower()
    if not path.startswith(_ORIGINALS) or extension not in EXTENSIONS.values():
        return None
    if bag.size_of(path) > LARGEST:
        raise bag.refused(f"its file “{path}” has more than {LARGEST >> 20} MB")
    return originals / f"{bag.payload[path]}{extension}"


def _examined(bag: Bag) -> Examined:
    """What a bag whose files are as they should be says."""
    try:
        found = contents(bag.text(_LIST))
    except TooNew:
        raise bag.refused(
            "it was made by a newer version of Yearmark",
            "Install the newest version to open it; your library was not changed.",
        ) from None
    except ValueError as error:
        raise bag.refused(f"its list of annotations is not as it should be ({error})") from None
    sizes: dict[str, int] = {}
    for report in found.reports:
        extension = EXTENSIONS[report.media]
        if bag.payload.get(report.original) != report.sha256 or not report.original.lower().endswith(extension):
            raise bag.refused(f"the report “{report.file_name}” is not in it as its list says")
        sizes[report.sha256] = bag.size_of(report.original)
    return Examined(found, _day_made(bag), sizes)


def _day_made(bag: Bag) -> str:
    """The day the bag was made, as it says; "" where it says none."""
    try:
        match = re.search(r"^Bagging-Date:\s*(\d{4}-\d\d-\d\d)\s*$", bag.text("bag-info.txt"), re.MULTILINE)
    except BundleRefused:
        return ""
    return match[1] if match else ""


# --- into the library ------------------------------------------------------------------------------------


def fill(db: sqlite3.Connection, found: Contents, documents: list[Document]) -> int:
    """Put all that a bundle says into a library that holds nothing yet; answer how many of its passages are lost.

    `documents` are the bundle's reports as they were read, in its order. Identities, times and authors are the
    bundle's; so is the codebook.
    """
    areas = _fill_areas(db, found.areas)
    people = {identity: reviewers.added(db, name, identity) for identity, name in found.reviewers.items()}
    marking = _Marking(db, areas, people)
    by_report: dict[str, list[BundledMark]] = {report.uuid: [] for report in found.reports}
    for mark in found.marks:
        by_report[mark.report].append(mark)
    for report, document in zip(found.reports, documents, strict=True):
        at = _fill_report(db, report, document)
        marking.mark(at, report, document, by_report[report.uuid])
    for link in found.links:
        db.execute(
            "insert into links (uuid, earlier, later, relation, note, reviewer, created) values (?, ?, ?, ?, ?, ?, ?)",
            (
                link.uuid,
                marking.made[link.earlier],
                marking.made[link.later],
                link.relation,
                annotations.clean_note(link.note),
                people[link.reviewer],
                link.created,
            ),
        )
    return marking.lost


def _fill_areas(db: sqlite3.Connection, found: tuple[BundledArea, ...]) -> dict[str, int]:
    """Have the bundle's codebook in place of the library's own; answer the areas' ids by UUID."""
    db.execute("delete from areas")
    ids: dict[str, int] = {}
    for position, area in enumerate(found):
        cursor = db.execute(
            "insert into areas (uuid, name, definition, colour, position, slot, retired) values (?, ?, ?, ?, ?, ?, ?)",
            (area.uuid, area.name, area.definition, area.colour, position, area.slot, area.retired),
        )
        ids[area.uuid] = int(cursor.lastrowid or 0)
    parents = [(ids[area.parent], ids[area.uuid]) for area in found if area.parent is not None]
    db.executemany("update areas set parent = ? where id = ?", parents)
    return ids


def _fill_report(db: sqlite3.Connection, report: BundledReport, document: Document) -> int:
    at = reports.add(db, document)
    values = report.facts | {"uuid": report.uuid, "corrected": " ".join(report.corrected)}
    sets = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"update reports set {sets} where id = ?", (*values.values(), at))
    return at


class _Marking:
    """The annotations of a bundle on their way into its library; `made` has their ids by UUID."""

    def __init__(self, db: sqlite3.Connection, areas: Mapping[str, int], people: Mapping[str, int]):
        self._db, self._areas, self._people = db, areas, people
        self.made: dict[str, int] = {}
        self.lost = 0

    def mark(self, at: int, report: BundledReport, document: Document, marks: list[BundledMark]) -> None:
        """Add the annotations of one report, whose id in the library is `at`."""
        text = document.reading.text
        same = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == report.text_sha256
        anchorer = Anchorer(None, text)
        for mark in marks:
            if mark.box is not None:
                made = self._rectangle(at, mark, mark.box)
            else:
                place = _place(mark, text, anchorer, same=same)
                made = self._passage(at, mark, text, place)
            self.made[mark.uuid] = made

    def _said(self, mark: BundledMark) -> tuple[int, list[int], str, str]:
        return self._people[mark.reviewer], [self._areas[area] for area in mark.areas], mark.mark, mark.note

    def _rectangle(self, at: int, mark: BundledMark, box: Box) -> int:
        # A rectangle is written with one decimal: one of the smallest size may have lost a hair.
        box = box._replace(
            x1=max(box.x1, box.x0 + annotations.SMALLEST + 0.01), y1=max(box.y1, box.y0 + annotations.SMALLEST + 0.01)
        )
        try:
            made = annotations.add_rectangle(self._db, at, mark.page, box, *self._said(mark))
        except LibraryError:
            raise Malformed("a rectangle") from None
        return self._kept(made, mark)

    def _passage(self, at: int, mark: BundledMark, text: str, place: tuple[int, int] | None) -> int:
        if place is not None:
            found = passage(at, text, *place)
        else:
            self.lost += 1
            start = max(mark.start, 0)
            end = start + max(1, len(mark.quote))
            found = Passage(at, start, end, mark.quote, mark.prefix, mark.suffix)
        made = annotations.add(self._db, found, *self._said(mark))
        if place is None:
            self._db.execute("update annotations set lost = 1 where id = ?", (made,))
        return self._kept(made, mark)

    def _kept(self, made: int, mark: BundledMark) -> int:
        """Give an annotation that was just made the identity and the times that it has in the bundle."""
        self._db.execute(
            "update annotations set uuid = ?, created = ?, modified = ? where id = ?",
            (mark.uuid, mark.created, mark.modified, made),
        )
        return made


def _place(mark: BundledMark, text: str, anchorer: Anchorer, *, same: bool) -> tuple[int, int] | None:
    """Where a passage stands in the running text, None where it is not found (any more)."""
    if mark.start >= 0 and same and text[mark.start : mark.end] == mark.quote:
        return mark.start, mark.end
    if mark.start < 0 and same:  # it was lost before, in this very text
        return None
    found = anchorer.place(mark.start, mark.end, mark.quote, mark.prefix, mark.suffix)
    return (found.start, found.end) if found is not None else None

"""Adding files to the library while the window goes on: registered at once, then read by a worker.

Files are looked at and copied in one thread and seen in the list within milliseconds (`registering`); a second
thread waits for the worker that reads them (`reading_queue`); the window alone writes to the library.
"""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from desktop.background import Task
from desktop.library_view.reading_queue import Begun, Locked, Order, Read, ReadingQueue, Unread
from desktop.library_view.registering import Counted, Refused, Registering
from desktop.project import Project
from storage import reports
from storage.documents import Registered
from storage.errors import LibraryError
from storage.originals import original_name
from storage.workers import LIMIT, MEMORY

if TYPE_CHECKING:
    from storage.mark_places import Offer
    from storage.rereading import Copied, Reread

TOGETHER = 250  # milliseconds in which reports that were read are written to the library together


class Limits(NamedTuple):
    """What reading one file may cost: seconds of CPU, bytes of memory."""

    seconds: float = LIMIT
    memory: int = MEMORY


class LockedReport(NamedTuple):
    """A registered report that opens only with a password; `wrong` where one was given that did not open it."""

    report: int
    file_name: str
    wrong: bool


class CopyHere(NamedTuple):
    """A file that was not added because it says the same as a report that is here, by its id and name."""

    file_name: str
    report: int
    name: str


@dataclass
class ImportSummary:
    """What became of a batch.

    `added` has the ids of reports that were read for the first time, `reread` those read again with what became
    of their passages (`again` has their file names); `refused` (file name, sentence) pairs. `waited` counts those
    that had waited since the window was closed. `copies` are files that were here already under another checksum;
    `offers` are the highlights and notes that stand in the PDFs of reports that are here (id, offer), with copies'.
    """

    added: list[int] = field(default_factory=list)
    reread: list[tuple[int, "Reread"]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    locked: list[LockedReport] = field(default_factory=list)
    cancelled: bool = False
    total: int = 0
    waited: int = 0
    again: list[str] = field(default_factory=list)
    copies: list[CopyHere] = field(default_factory=list)
    offers: list[tuple[int, "Offer"]] = field(default_factory=list)

    def join(self, later: "ImportSummary", again: int = 0) -> None:
        """Count what became of a later batch too; `again` of its files were in this one, locked, already."""
        self.added += later.added
        self.reread += later.reread
        self.again += later.again
        self.copies += later.copies
        self.offers += later.offers
        self.waited += later.waited
        self.refused += later.refused
        self.cancelled |= later.cancelled
        self.total += later.total - again


class Importer(QObject):
    """Takes files in; what was read is added as soon as it is, so that what was added before Cancel stays.

    Signals:
        progressed(int, int, str): files done, files in all, and what is being done.
        finished(ImportSummary): the batch is over, cancelled or not.
        failed(str): our bug in a thread; a traceback. `finished` follows.
    """

    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(
        self, project: Project, parent: QObject | None = None, limits: Callable[[], Limits] = lambda: Limits()
    ):
        super().__init__(parent)
        self._project = project
        self._limits = limits
        self._paths: deque[Path] = deque()
        self._registering: Task | None = None
        self._reading: Task | None = None
        self._queue = ReadingQueue(project.originals, LIMIT)
        self._ordered: dict[int, Order] = {}  # what is to be read, by report, until what came of it is known
        self._reads = ""  # the name of what the thread reads
        self._summary = ImportSummary()
        self._done = 0
        self._closing = False
        self._read_ones: list[Read] = []  # read, and not yet written to the library
        self._together = QTimer(self, singleShot=True, interval=TOGETHER)
        self._together.timeout.connect(self._take)

    @property
    def running(self) -> bool:
        """Whether files are being taken in."""
        return self._registering is not None or self._reading is not None

    # --- what is wanted -------------------------------------------------------------------------------------

    def start(self, paths: Sequence[Path]) -> None:
        """Take in files, and those with a known ending inside folders; joins the batch that is running."""
        if self._project.read_only:  # not even a copy may be put into its folder
            sentence = self.tr("This library is open for reading only. Nothing was added.")
            self.finished.emit(ImportSummary(refused=[("", sentence)], total=len(paths)))
            return
        self._begin()
        self._paths.extend(paths)
        if self._paths and self._registering is None:
            self._register()

    def resume(self) -> None:
        """Go on with reports that were registered before the window was closed."""
        if self._project.read_only:
            return
        waiting = self._project.ask(reports.waiting)
        orders = [Order(wanted) for wanted in waiting if wanted.report not in self._ordered]
        self._order(orders)
        self._summary.waited += len(orders)

    def read_again(self, wanted: Sequence[int], *, recognise: bool = False) -> None:
        """Read reports again; with `recognise`, pages that are pictures are given a text (OCR)."""
        found = [self._project.ask(reports.to_read, report) for report in wanted]
        self._order([Order(each, True, recognise or each.recognised) for each in found])

    def try_password(self, report: int, password: str) -> None:
        """Try a locked PDF once more."""
        wanted = self._project.ask(reports.to_read, report)
        self._order([Order(wanted._replace(password=password))])

    def read_first(self, report: int) -> None:
        """Let a report that waits be read next: somebody wants to see it."""
        self._queue.first(report)

    def give_up(self, report: int) -> None:
        """Take out a report that waits to be read, and its original."""
        self._queue.without(report)
        self._ordered.pop(report, None)
        self._drop([report])

    def cancel(self) -> None:
        """Stop; what was read stays, and what was not is taken out again."""
        self._paths.clear()
        if self.running:
            self._summary.cancelled = True
        for task in (self._registering, self._reading):
            if task is not None:
                task.cancel()

    def close(self) -> None:
        """Stop and wait, before the library is closed; what was read by then is still added, the rest waits."""
        self._closing = True
        self.cancel()
        for task in (self._registering, self._reading):
            if task is not None:
                task.wait()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
        self._take()

    def _begin(self) -> None:
        if not self.running:
            self._summary, self._done = ImportSummary(), 0

    # --- registering ----------------------------------------------------------------------------------------

    def _register(self) -> None:
        work = Registering(self._paths, self._project.originals, self._project.ask(reports.checksums))
        self._registering = Task(work.run)
        self._registering.progressed.connect(self._on_looked_at)
        self._registering.failed.connect(self.failed)
        self._registering.ended.connect(self._on_registering_ended)
        self._registering.start()

    def _on_looked_at(self, told: object) -> None:
        match told:
            case Counted(files):
                self._summary.total += files
            case Refused(name, sentence):
                self._refuse(name, sentence)
            case list():
                self._add(told)
        self._tell()

    def _add(self, found: list[Registered]) -> None:
        """Write what was found to the library, and let it be read."""
        try:
            added = self._project.write("Add reports", reports.register_each, found)
        except LibraryError as error:
            for each in found:
                self._refuse(each.file_name, str(error))
                self._unlink(original_name(each.sha256, each.media))
            return
        waiting = []
        for each, (report, waits, refusal) in zip(found, added, strict=True):
            if refusal:
                self._refuse(each.file_name, refusal)
            elif not waits:
                self._done += 1
                self._summary.added.append(report)
            else:
                waiting.append(Order(reports.ToRead(report, *each[:4], each.password, recognised=False)))
        self._order(waiting, counted=True)

    def _on_registering_ended(self) -> None:
        _let_go(self._registering)
        self._registering = None
        if self._paths and not self._summary.cancelled:  # given in the moment in which the thread ended
            self._register()
            return
        self._end()

    # --- reading --------------------------------------------------------------------------------------------

    def _order(self, orders: Sequence[Order], *, counted: bool = False) -> None:
        if not orders:
            return
        self._begin()
        self._summary.total += 0 if counted else len(orders)
        self._ordered.update((order.wanted.report, order) for order in orders)
        self._queue.orders.extend(orders)
        if self._reading is None and not self._summary.cancelled:
            self._read()

    def _read(self) -> None:
        seconds, memory = self._limits()
        orders, self._queue = self._queue.orders, ReadingQueue(self._project.originals, seconds)
        self._queue.orders.extend(orders)
        self._reading = Task(self._queue.run, memory=memory)
        self._reading.progressed.connect(self._on_read)
        self._reading.failed.connect(self.failed)
        self._reading.ended.connect(self._on_reading_ended)
        self._reading.start()

    def _on_read(self, told: Begun | Read | Locked | Unread) -> None:
        match told:
            case Begun(order, page, pages):
                self._reads = order.wanted.file_name
                self._tell(page, pages)
                return
            case Read():
                self._read_ones.append(told)
                if not self._together.isActive():  # the first one is seen at once, those that follow soon after
                    self._take()
                    self._together.start()
                return
            case Locked(order):
                password = order.wanted.password
                locked = LockedReport(order.wanted.report, order.wanted.file_name, password is not None)
                self._summary.locked.append(locked)
            case Unread(order, sentence):
                self._refuse_read(order, sentence)
        self._settle(told.order)

    def _settle(self, order: Order) -> None:
        self._ordered.pop(order.wanted.report, None)
        self._done += 1

    def _take(self) -> None:
        """Write what was read since the last time; each change of the library costs every view a refresh."""
        took, self._read_ones = self._read_ones, []
        if not took:
            return
        from storage import rereading  # here and below: the start of the window need not wait for it

        try:
            pairs = [(one.order.wanted.report, one.document) for one in took]
            answers = self._project.write("Read reports", rereading.take_each, pairs)
        except LibraryError as error:
            for one in took:
                self._refuse_read(one.order, str(error))
                self._settle(one.order)
            return
        for one, reread in zip(took, answers, strict=True):
            self._settle(one.order)
            report = one.order.wanted.report
            if isinstance(reread, rereading.Copied):
                report = reread.report
                self._on_copy(one.order.wanted.file_name, reread)
            elif reread is not None and reread.again:
                self._summary.reread.append((report, reread))
                self._summary.again.append(one.order.wanted.file_name)
            elif reread is not None:  # not removed while it was read
                self._summary.added.append(report)
            if reread is not None and one.offer.marks:
                self._summary.offers.append((report, one.offer))

    def _on_copy(self, file_name: str, copied: "Copied") -> None:
        """A file turned out to be a copy of a report that is here: its row has gone, and its original goes too."""
        if copied.original:
            self._unlink(copied.original)
        from desktop.library_view.marks_told import called  # wanted for copies only

        name = called(self._project.ask(reports.one, copied.report))
        self._summary.copies.append(CopyHere(file_name, copied.report, name))

    def _refuse_read(self, order: Order, sentence: str) -> None:
        if order.again:
            kept = self.tr("“{name}” was not read again; all that was read before is kept. The reason: {reason}")
            sentence = kept.format(name=order.wanted.file_name, reason=sentence)
        else:
            self._drop([order.wanted.report])
        self._summary.refused.append((order.wanted.file_name, sentence))

    def _on_reading_ended(self) -> None:
        _let_go(self._reading)
        self._reading = None
        if self._queue.orders and not self._summary.cancelled:
            self._read()
            return
        self._end()

    # --- the end --------------------------------------------------------------------------------------------

    def _refuse(self, file_name: str, sentence: str) -> None:
        self._done += 1
        self._summary.refused.append((file_name, sentence))

    def _drop(self, unread: list[int]) -> None:
        """Take reports that were not read out of the library, with their originals."""
        with suppress(LibraryError):  # a library that refuses keeps them; they are read at the next start
            for name in self._project.write("Take out", reports.drop_each, unread):
                self._unlink(name)

    def _unlink(self, name: str) -> None:
        with suppress(OSError):
            (self._project.originals / name).unlink()

    def _tell(self, page: int = 0, pages: int = 0) -> None:
        name = self._reads
        if pages:
            words = self.tr("{name}: recognising page {page} of {pages}")
            name = words.format(name=name, page=page, pages=pages)
        if name:  # without one the bar would go
            self.progressed.emit(self._done, max(self._summary.total, self._done), name)

    def _end(self) -> None:
        if self.running:
            return
        self._take()
        summary = self._summary
        if summary.cancelled and not self._closing:
            self._drop([report for report, order in self._ordered.items() if not order.again])
        self._ordered.clear()
        self._reads = ""
        self._queue.orders.clear()
        self.progressed.emit(summary.total, summary.total, "")
        self.finished.emit(summary)


def _let_go(task: Task | None) -> None:
    if task is not None:
        task.deleteLater()

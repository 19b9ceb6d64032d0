"""Page pictures: kept in a bounded cache, asked of a worker process, announced when they come."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from desktop.reader.paper import PLAIN, on_paper
from storage.errors import LibraryError
from storage.reading import worker as jobs
from storage.workers import JobFailed, Worker

if TYPE_CHECKING:
    from multiprocessing.shared_memory import SharedMemory

BYTES = 96 << 20  # of pictures kept
SECONDS = 10.0  # that a page may take
IMPATIENCE = 1.0  # seconds after which a page that nobody wants any more is given up, and a slow one passed by
BLOCK = jobs.LARGEST_PICTURE
TILE = 1024  # pixels: the sides of the squares in which a page is drawn that is too large to be one picture
MOST_WORKERS = 2
UNNEEDED = 1000  # the urgency of pictures that nobody asks for


class Key(NamedTuple):
    """Which picture: the report's SHA-256, the page's number, pixels to a point in thousandths.

    `tile` is a (column, row) of the page's squares of `TILE` pixels, None for the whole page; `paper` is one of
    those of `desktop.reader.paper`; a `bare` picture is without the marks that stand in the PDF itself.
    """

    sha256: str
    number: int
    scale: int
    tile: tuple[int, int] | None = None
    paper: str = PLAIN
    bare: bool = False

    @property
    def page(self) -> tuple[str, int]:
        """The page of which this is a picture."""
        return (self.sha256, self.number)


class Order(NamedTuple):
    """What a worker needs to draw a picture: the file, its media and password, the key.

    `urgency` is 0 for what shows, more for what may show soon.
    """

    key: Key
    path: Path
    media: str
    password: str | None
    urgency: int = 0


class Pictures(QObject):
    """All panes' page pictures. Asking never waits: a picture is here, or it is announced later.

    Signals:
        drawn(str, int): a picture of this report (SHA-256) and page has come.
        failed(str, int, str): the page cannot be shown; the reason ends a sentence.
    """

    drawn = Signal(str, int)
    failed = Signal(str, int, str)
    _arrived = Signal(object, object, str)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._kept: OrderedDict[Key, QImage] = OrderedDict()
        self._bytes = 0
        self._reasons: dict[tuple[str, int], str] = {}
        self._wanted: dict[int, list[Order]] = {}
        self._needed: dict[int, dict[Key, int]] = {}
        self._on_way: dict[Key, float] = {}
        self._turn = threading.Condition()
        self._closing = False
        self._start_took = 0.0  # seconds
        self._threads: list[threading.Thread] = []
        self._patience = QTimer(self, singleShot=True, interval=round(1000 * IMPATIENCE))
        self._patience.timeout.connect(self._lose_patience)
        self._arrived.connect(self._keep)

    # --- what is kept --------------------------------------------------------------------------------------------

    def picture(self, key: Key) -> QImage | None:
        """The picture of this key, if it is kept, on its paper."""
        image = self._kept.get(key)
        if image is not None:
            self._kept.move_to_end(key)
            return image
        plain = self._kept.get(key._replace(paper=PLAIN)) if key.paper != PLAIN else None
        if plain is not None:
            # Once, when the paper is changed: what is on screen shall not flash white until it is drawn anew.
            self._store(key, on_paper(plain, key.paper))
            return self._kept[key]
        return None

    def has(self, key: Key) -> bool:
        """Whether the picture of this key is kept."""
        return key in self._kept

    def stand_in(self, key: Key) -> QImage | None:
        """Some picture of the same whole page at another scale, the newest."""
        for other in reversed(self._kept):
            if other.tile is None and other.paper == key.paper and other.page == key.page:
                return self._kept[other]
        return None

    def reason(self, sha256: str, number: int) -> str:
        """Why a page cannot be shown; "" when nothing is known against it."""
        return self._reasons.get((sha256, number), "")

    def forgive(self, sha256: str) -> None:
        """Forget why pages of a report could not be shown: all are tried again, for what ails one often ails all."""
        for page in [page for page in self._reasons if page[0] == sha256]:
            del self._reasons[page]

    def _store(self, key: Key, image: QImage) -> None:
        old = self._kept.pop(key, None)
        self._bytes += image.sizeInBytes() - (old.sizeInBytes() if old is not None else 0)
        self._kept[key] = image
        if self._bytes <= BYTES:
            return
        urgency = {other: urgency for needed in self._needed.values() for other, urgency in needed.items()}
        # What nobody needs goes first, the longest unseen before the others; what shows stays, whatever it takes.
        for other in sorted(self._kept, key=lambda other: -urgency.get(other, UNNEEDED)):
            if self._bytes <= BYTES or urgency.get(other) == 0:
                break
            self._bytes -= self._kept.pop(other).sizeInBytes()

    def _keep(self, order: Order, image: QImage | None, reason: str) -> None:
        key = order.key
        with self._turn:
            self._on_way.pop(key, None)
            if image is not None or reason:
                self._strike_off(key)
            else:  # given up, but perhaps wanted again since then
                self._turn.notify()
        if image is not None:
            self._store(key, image)
            self.drawn.emit(key.sha256, key.number)
        elif reason:
            self._reasons[key.page] = reason
            self.failed.emit(key.sha256, key.number, reason)

    # --- what is wanted ------------------------------------------------------------------------------------------

    def want(self, viewer: int, orders: list[Order]) -> None:
        """Say which pictures a viewer wants now, the most urgent first, in place of all it wanted before."""
        if orders:
            self._needed[viewer] = {order.key: order.urgency for order in orders}
        else:
            self._needed.pop(viewer, None)
        orders = [order for order in orders if order.key not in self._kept and order.key.page not in self._reasons]
        with self._turn:
            if orders:
                self._wanted[viewer] = orders
                self._turn.notify()
            else:
                self._wanted.pop(viewer, None)
        if orders:
            self._employ(1)
            if not self._patience.isActive():
                self._patience.start()

    def _strike_off(self, key: Key) -> None:
        """Want a picture no longer, whoever wanted it."""
        for viewer, orders in list(self._wanted.items()):
            orders[:] = [order for order in orders if order.key != key]
            if not orders:
                del self._wanted[viewer]

    def warm(self) -> None:
        """Start the worker, so that the first page need not wait for it."""
        self._employ(1)

    def _employ(self, count: int) -> None:
        while len(self._threads) < count:
            thread = threading.Thread(target=self._work, name="yearmark-pictures", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _lose_patience(self) -> None:
        """Give the pages that wait behind a slow one to a second worker."""
        with self._turn:
            slow = bool(self._wanted) and self._is_late()
        if slow:
            self._employ(MOST_WORKERS)
        if self._wanted or self._on_way:
            self._patience.start()

    def _is_late(self) -> bool:
        return any(time.monotonic() - began > IMPATIENCE for began in self._on_way.values())

    def close(self) -> None:
        """End the threads and their processes."""
        self._patience.stop()
        with self._turn:
            self._closing = True
            self._turn.notify_all()
        for thread in self._threads:
            thread.join(10)
        self._threads.clear()

    # --- in the threads ------------------------------------------------------------------------------------------

    def _next(self) -> Order | None:
        """The most urgent picture wanted of all viewers; None when closing. Waits in the thread."""
        with self._turn:
            while not self._closing:
                order = self._most_urgent()
                if order is not None:
                    self._on_way[order.key] = time.monotonic()
                    return order
                self._turn.wait()
        return None

    def _most_urgent(self) -> Order | None:
        waiting = (order for orders in self._wanted.values() for order in orders if order.key not in self._on_way)
        return min(waiting, key=lambda order: order.urgency, default=None)

    def _is_given_up(self, order: Order) -> bool:
        """Whether a page that is being drawn is wanted by nobody any more, and has had its time."""
        if self._closing:
            return True
        # To give a page up ends the process: under load that may cost more than the page.
        late = time.monotonic() - self._on_way.get(order.key, 0.0) > max(IMPATIENCE, self._start_took)
        return late and not any(order.key in needed for needed in list(self._needed.values()))

    def _make_ready(self, worker: Worker) -> None:
        """Start the worker's process, if it is not there, before a page is taken for it.

        Else the page would be given up for the time in which the process starts, which would end it, and so would
        the next: under load, or at a slow start, scrolling would show no page at all.
        """
        if not self._closing:
            began = time.monotonic()
            with suppress(LibraryError, JobFailed):  # what stops the worker here stops the page too, which says so
                worker.run(jobs.warm, cancelled=lambda: self._closing)
            # Where the process was there already, that is next to nothing: what was slow once is forgotten by and by.
            self._start_took = max(time.monotonic() - began, self._start_took / 2)

    def _work(self) -> None:
        worker = Worker()
        from multiprocessing.shared_memory import SharedMemory  # 10 ms that the start of the window need not wait for

        block = SharedMemory(create=True, size=BLOCK)
        try:
            self._make_ready(worker)
            while (order := self._next()) is not None:
                image, reason = drawn(worker, block, order, self._is_given_up)
                if not self._closing:
                    self._arrived.emit(order, image, reason)
                if image is None:
                    self._make_ready(worker)
        finally:
            worker.stop()
            block.close()
            block.unlink()


def drawn(
    worker: Worker, block: "SharedMemory", order: Order, given_up: Callable[[Order], bool]
) -> tuple[QImage | None, str]:
    """The picture that a worker draws, or None and the reason, which is "" for a page that was given up."""
    key = order.key
    try:
        width, height = worker.run(
            jobs.draw_page,
            str(order.path),
            order.media,
            order.password,
            key.number,
            key.scale / 1000,
            block.name,
            _square(key.tile),
            key.sha256,
            key.bare,
            limit=SECONDS,
            cancelled=lambda: given_up(order),
        )
    except LibraryError as error:
        return None, "" if given_up(order) else str(error)
    except JobFailed:
        logging.getLogger("yearmark").error("drawing a page failed")
        return None, "it made the reader fail"
    assert block.buf is not None
    image = QImage(block.buf, width, height, width * 3, QImage.Format.Format_RGB888)
    return on_paper(image.convertToFormat(QImage.Format.Format_RGB32), key.paper), ""


def _square(tile: tuple[int, int] | None) -> tuple[int, int, int, int] | None:
    """A tile's left, top, right and bottom in pixels of the page's picture."""
    if tile is None:
        return None
    column, row = tile
    return (column * TILE, row * TILE, (column + 1) * TILE, (row + 1) * TILE)

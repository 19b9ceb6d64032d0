"""Page pictures: kept in a bounded cache, asked of a worker process, announced when they come."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from storage.errors import LibraryError
from storage.reading import worker as jobs
from storage.workers import JobFailed, Worker

if TYPE_CHECKING:
    from multiprocessing.shared_memory import SharedMemory

BYTES = 96 << 20  # of pictures kept
SECONDS = 20.0  # that a page may take
BLOCK = jobs.LARGEST_PICTURE


class Key(NamedTuple):
    """Which picture: the report's SHA-256, the page's number, pixels to a point in thousandths."""

    sha256: str
    number: int
    scale: int


class Order(NamedTuple):
    """What a worker needs to draw a picture: the file, its media and password, the key."""

    key: Key
    path: Path
    media: str
    password: str | None


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
        self._turn = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._arrived.connect(self._keep)

    def picture(self, key: Key) -> QImage | None:
        """The picture of this key, if it is kept."""
        image = self._kept.get(key)
        if image is not None:
            self._kept.move_to_end(key)
        return image

    def stand_in(self, key: Key) -> QImage | None:
        """Some picture of the same page at another scale, the newest."""
        for other in reversed(self._kept):
            if other.sha256 == key.sha256 and other.number == key.number:
                return self._kept[other]
        return None

    def reason(self, sha256: str, number: int) -> str:
        """Why a page cannot be shown; "" when nothing is known against it."""
        return self._reasons.get((sha256, number), "")

    def forgive(self, sha256: str, number: int) -> None:
        """Forget that a page could not be shown: try again."""
        self._reasons.pop((sha256, number), None)

    def want(self, viewer: int, orders: list[Order]) -> None:
        """Say which pictures a viewer wants now, the most urgent first, in place of all it wanted before."""
        orders = [
            order
            for order in orders
            if order.key not in self._kept and (order.key.sha256, order.key.number) not in self._reasons
        ]
        with self._turn:
            if orders:
                self._wanted[viewer] = orders
                self._turn.notify()
            else:
                self._wanted.pop(viewer, None)
        if orders and self._thread is None:
            self._thread = threading.Thread(target=self._work, name="yearmark-pictures", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the thread and its process."""
        with self._turn:
            self._closing = True
            self._turn.notify()
        if self._thread is not None:
            self._thread.join(10)
            self._thread = None

    def _keep(self, order: Order, image: QImage | None, reason: str) -> None:
        key = order.key
        if image is None:
            self._reasons[(key.sha256, key.number)] = reason
            self.failed.emit(key.sha256, key.number, reason)
            return
        old = self._kept.pop(key, None)
        self._bytes += image.sizeInBytes() - (old.sizeInBytes() if old is not None else 0)
        self._kept[key] = image
        while self._bytes > BYTES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= gone.sizeInBytes()
        self.drawn.emit(key.sha256, key.number)

    def _next(self) -> Order | None:
        """The most urgent picture wanted, viewers taking turns; None when closing. Waits in the thread."""
        with self._turn:
            while not self._closing:
                if self._wanted:
                    viewer = min(self._wanted, key=lambda number: len(self._wanted[number]) * -1)
                    orders = self._wanted[viewer]
                    order = orders.pop(0)
                    if not orders:
                        del self._wanted[viewer]
                    return order
                self._turn.wait()
        return None

    def _work(self) -> None:
        worker = Worker()
        from multiprocessing.shared_memory import SharedMemory  # 10 ms that the start of the window need not wait for

        block = SharedMemory(create=True, size=BLOCK)
        try:
            while (order := self._next()) is not None:
                image, reason = _drawn(worker, block, order, lambda: self._closing)
                if not self._closing:
                    self._arrived.emit(order, image, reason)
        finally:
            worker.stop()
            block.close()
            block.unlink()


def _drawn(
    worker: Worker, block: "SharedMemory", order: Order, closing: Callable[[], bool]
) -> tuple[QImage | None, str]:
    """The picture that a worker draws, or None and the reason."""
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
            limit=SECONDS,
            cancelled=closing,
        )
    except LibraryError as error:
        return None, str(error)
    except JobFailed:
        logging.getLogger("yearmark").error("drawing a page failed")
        return None, "it made the reader fail"
    assert block.buf is not None
    image = QImage(block.buf, width, height, width * 3, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32), ""

"""Registered reports are read, one after the other, in a thread that waits for its worker process."""

from collections import deque
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.background import Task
from storage.errors import LibraryError, PasswordNeeded, WorkStopped
from storage.mark_places import Offer
from storage.model import Document
from storage.reports import ToRead
from storage.workers import JobFailed


class Order(NamedTuple):
    """A report that is to be read; `again` where it was before, `recognise` where its pictures shall get a text."""

    wanted: ToRead
    again: bool = False
    recognise: bool = False


class Begun(NamedTuple):
    """The reading of a report has begun; with recognition, so many of its pages are done."""

    order: Order
    page: int = 0
    pages: int = 0


class Read(NamedTuple):
    """A report was read; `offer` has the highlights and notes that stand in its PDF, of a first reading."""

    order: Order
    document: Document
    offer: Offer


class Unread(NamedTuple):
    """A report could not be read, and why."""

    order: Order
    sentence: str


class Locked(NamedTuple):
    """A report needs a password, because none was given or a wrong one."""

    order: Order


class ReadingQueue:
    """The work of the thread, and the queue that the window fills.

    Window and thread both touch the queue, each by single operations of a deque.
    """

    def __init__(self, originals: Path, limit: float):
        self._originals = originals
        self._limit = limit
        self.orders: deque[Order] = deque()

    def first(self, report: int) -> None:
        """Let a report be read before all others that wait."""
        order = next((order for order in list(self.orders) if order.wanted.report == report), None)
        if order is not None and self.without(report):
            self.orders.appendleft(order)

    def without(self, report: int) -> bool:
        """Take a report out of the queue; answer whether it was there (the thread may have taken it just now)."""
        for order in list(self.orders):
            if order.wanted.report == report:
                try:
                    self.orders.remove(order)
                except ValueError:
                    return False
                return True
        return False

    def run(self, task: Task) -> None:
        """Read until the queue is empty; tells `Begun` and then `Read`, `Unread` or `Locked` of each report."""
        while not task.cancelled():
            try:
                order = self.orders.popleft()
            except IndexError:
                return
            task.tell(Begun(order))
            task.tell(self._outcome(task, order))

    def _outcome(self, task: Task, order: Order) -> Read | Unread | Locked:
        from storage import intake  # the start of the window need not wait for it

        try:
            document = intake.read(
                task.worker,
                order.wanted,
                self._originals,
                recognise=order.recognise,
                limit=self._limit,
                progress=lambda done: task.tell(Begun(order, *done)),
                cancelled=task.cancelled,
            )
        except PasswordNeeded:
            return Locked(order)
        except WorkStopped:
            raise
        except LibraryError as error:
            return Unread(order, str(error))
        except JobFailed:
            import logging

            # One file that trips over our own mistake must not cost the user the rest of the batch.
            logging.getLogger("yearmark").error("a worker's job failed while a report was read")
            sentence = QCoreApplication.translate(
                "importing",
                "“{name}” was not added, because Yearmark made a mistake while reading it. The library is as it was.",
            )
            return Unread(order, sentence.format(name=order.wanted.file_name))
        return Read(order, document, Offer() if order.again else self._offer(task, document))

    def _offer(self, task: Task, document: Document) -> Offer:
        """The highlights and notes of what was just read; a report is not lost because they cannot be looked for."""
        from storage import intake

        try:
            return intake.offer(task.worker, document, self._originals, limit=self._limit, cancelled=task.cancelled)
        except WorkStopped:  # cancelled: what was read is kept all the same
            return Offer()
        except JobFailed:
            import logging

            logging.getLogger("yearmark").error("a worker's job failed while highlights were looked for")
            return Offer()

"""Printing a report with its marks: pages drawn one after the other by a worker, painted as they are on screen."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPageLayout, QPainter, QTextDocument
from PySide6.QtPrintSupport import QPrinter

from desktop.reader.colouring import AREA, looks
from desktop.reader.page_marks import page_marks
from desktop.reader.pictures import Key, Order, drawn
from desktop.reader.shown import Shown
from storage.model import Annotation
from storage.reading.worker import LARGEST_PICTURE
from storage.workers import Worker

DENSITY = 200  # pixels to the inch at which pages are drawn: print stays sharp, and a page takes a few megabytes
POINTS = 72  # to the inch
SCREEN = 96  # pixels to the inch for which lines and signs are measured
MARGIN = 0.08  # of the paper's width round the list of notes


class ReportPrinter(QObject):
    """Prints a report in a thread of its own, so that the window goes on; it prints once.

    Signals:
        progressed(int, int): so many of so many pages are printed.
        finished(int): all pages are; their number, those of the notes included.
        refused(str): printing ended before that; a sentence for the user, "" when it was cancelled.
    """

    progressed = Signal(int, int)
    finished = Signal(int)
    refused = Signal(str)

    def __init__(
        self,
        shown: Shown,
        printer: QPrinter,
        pages: Sequence[int],
        colours: Mapping[int, str],
        linked: frozenset[int] = frozenset(),
        *,
        colouring: str = AREA,
        notes: bool = False,
        parent: QObject | None = None,
    ):
        """Take what to print: numbers of pages from 1, the areas' colours, ids of linked annotations, notes at the end.

        The printer says where, on which paper and in which orientation; its own range of pages is not looked at.
        """
        super().__init__(parent)
        # A copy: what is worked out for the screen stays the window's own.
        self._shown = Shown(shown.report, shown.contents, shown.path, shown.source)
        self._shown.set_annotations(list(shown.annotations))
        self._printer = printer
        self._pages = [number for number in pages if 1 <= number <= len(shown.contents.pages)]
        self._looks = looks(shown.annotations, colours, linked, colouring)
        self._notes = [one for one in shown.annotations if one.note] if notes else []
        self._count = 0
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._work, name="yearmark-printing", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """End after the page at hand; what was sent to the printer may come out."""
        self._cancelled.set()

    def wait(self, seconds: float = 10.0) -> None:
        """Wait for the thread to end, as the window does before it closes."""
        self._thread.join(seconds)

    def _work(self) -> None:
        painter = QPainter()
        if not self._pages or not painter.begin(self._printer):
            name = self._shown.report.name
            self.refused.emit(self.tr("{report} could not be printed: the printer took no pages.").format(report=name))
            return
        worker = Worker()
        try:
            reason = self._print(painter, worker)
        finally:
            worker.stop()
            if self._cancelled.is_set():
                self._printer.abort()
            painter.end()
        if self._cancelled.is_set():
            self.refused.emit("")
        elif reason:
            self.refused.emit(reason)
        else:  # only now is the file, or the printer's job, whole
            self.finished.emit(self._count)

    def _print(self, painter: QPainter, worker: Worker) -> str:
        """Print all pages; answer why it had to stop, "" when it was done or cancelled."""
        from multiprocessing.shared_memory import SharedMemory

        block = SharedMemory(create=True, size=LARGEST_PICTURE)
        missing = []
        try:
            for done, number in enumerate(self._pages):
                if done and not self._printer.newPage():
                    return self.tr("The printer stopped after {count} pages.").format(count=done)
                image, reason = drawn(worker, block, self._order(number), lambda _: self._cancelled.is_set())
                if self._cancelled.is_set():
                    return ""
                self._paint(painter, number, image)
                if image is None:
                    missing.append((number, reason))
                self.progressed.emit(done + 1, len(self._pages))
        finally:
            block.close()
            block.unlink()
        count = len(self._pages) + (self._print_notes(painter) if self._notes else 0)
        if missing:
            sentence = self.tr("Page {page} was printed without its picture: {reason}. The other pages are whole.")
            return sentence.format(page=missing[0][0], reason=missing[0][1])
        self._count = count
        return ""

    def _order(self, number: int) -> Order:
        page, source = self._shown.contents.pages[number - 1], self._shown.source
        most = (LARGEST_PICTURE * 0.95 / (3 * max(page.width * page.height, 1.0))) ** 0.5
        scale = min(DENSITY / POINTS, most)
        key = Key(self._shown.report.sha256, page.number, max(1, int(scale * 1000)), bare=self._shown.bare)
        return Order(key, self._shown.path, source.media, source.password)

    def _paint(self, painter: QPainter, number: int, image: QImage | None) -> None:
        """Fit a page into the paper's printable part, picture and marks."""
        page, room = self._shown.contents.pages[number - 1], QRectF(painter.viewport())
        size = QSizeF(max(page.width, 1.0), max(page.height, 1.0))
        if image is None:
            density = self._order(number).key.scale / 1000
            image = QImage((size * density).toSize().expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
        self._mark(image, number)
        place = QRectF(QPointF(), size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio))
        place.moveCenter(QRectF(QPointF(), room.size()).center())
        painter.drawImage(place, image)

    def _mark(self, image: QImage, number: int) -> None:
        """Paint a page's marks on its picture: what paints for a printer cannot blend, and would hide the words."""
        page = self._shown.contents.pages[number - 1]
        scale = image.width() / max(page.width, 1.0)
        marks = page_marks(
            self._shown.marks(number - 1),
            self._looks,
            scale,
            margin=self._shown.margin(number - 1),
            unit=max(1.0, scale * POINTS / SCREEN),
        )
        painter = QPainter(image)
        marks.paint(painter, image.rect())
        painter.end()

    def _print_notes(self, painter: QPainter) -> int:
        """Print the notes as a list behind the pages; answer how many pages it took."""
        room = painter.viewport()
        margin = room.width() * MARGIN
        text = QTextDocument()
        text.documentLayout().setPaintDevice(self._printer)
        text.setPlainText(
            "\n\n".join([self.tr("Notes on {report}").format(report=self._shown.report.name), *self._said()])
        )
        part = QSizeF(room.width() - 2 * margin, room.height() - 2 * margin)
        text.setPageSize(part)
        for number in range(text.pageCount()):
            self._printer.newPage()
            painter.save()
            painter.translate(margin, margin - number * part.height())
            text.drawContents(painter, QRectF(0, number * part.height(), part.width(), part.height()))
            painter.restore()
        return text.pageCount()

    def _said(self) -> list[str]:
        return [self._note(one) for one in sorted(self._notes, key=lambda one: (one.start, one.id))]

    def _note(self, one: Annotation) -> str:
        index = one.page - 1 if one.box is not None else self._shown.page_of(one.start)
        page = self._shown.contents.pages[max(0, index)]
        return self.tr("p. {page}: “{words}”\n{reviewer}: {note}").format(
            page=page.label or page.number, words=one.words, reviewer=one.reviewer, note=one.note
        )


def paper_for(shown: Shown, printer: QPrinter, number: int) -> None:
    """Turn the printer's paper the way a page lies, before the dialog is shown."""
    page = shown.contents.pages[number - 1]
    wide = page.width > page.height
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)


def asked_pages(printer: QPrinter, current: int, count: int) -> list[int]:
    """The pages that the system's dialog was told to print, from 1: all, a range, or the current one."""
    wanted = printer.printRange()
    if wanted == QPrinter.PrintRange.CurrentPage:
        return [current]
    if wanted == QPrinter.PrintRange.PageRange and printer.fromPage() > 0:
        return list(range(printer.fromPage(), min(printer.toPage() or count, count) + 1))
    return list(range(1, count + 1))


def printer_for_file(path: Path) -> QPrinter:
    """A printer that writes a PDF file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer

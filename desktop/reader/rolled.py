"""What shows of a column of pages, kept as a picture that rolls: a scroll paints only the rows that came into sight."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter

# Paints rows of the column; one at a height y of it goes to the height y − shift of the painter.
Paint = Callable[[QPainter, range, int], None]


class Roll:
    """Rows of a column, in pixels of the screen, in a picture as large as the view.

    Row y stands in the picture's row y modulo its height, so that those that stay in sight stay where they are
    whatever a scroll step is, also where it is no whole number of the window's pixels. What a page says once for
    all is kept here (print and marks); what comes and goes (a selection, a caret) is painted over it.
    """

    def __init__(self) -> None:
        self._picture = QImage()
        self._across = 0
        self._held = range(0)
        self._stale: list[range] = []

    @property
    def bytes(self) -> int:
        """How much memory the picture takes."""
        return self._picture.sizeInBytes()

    def forget(self) -> None:
        """Paint all rows anew when they are shown next."""
        self._held = range(0)
        self._stale.clear()

    def forget_rows(self, rows: range) -> None:
        """Paint these rows of the column anew when they are shown next."""
        if _common(rows, self._held):
            self._stale.append(rows)

    def let_go(self) -> None:
        """Keep no picture while nothing is shown."""
        self.forget()
        self._picture = QImage()

    def bring(self, size: QSize, top: int, across: int, paint: Paint) -> None:
        """Hold the rows of a view of this size, whose first row is `top` and whose first column is `across`."""
        if size != self._picture.size():
            self._picture = QImage(size, QImage.Format.Format_RGB32)
            self.forget()
        if across != self._across:
            self._across = across
            self.forget()
        wanted = range(top, top + size.height())
        kept = _common(self._held, wanted)
        missing = [range(wanted.start, kept.start), range(kept.stop, wanted.stop)] if kept else [wanted]
        missing += [_common(rows, kept) for rows in self._stale]
        if any(missing):
            self._paint([rows for rows in missing if rows], paint)
        self._held = wanted
        self._stale.clear()

    def _paint(self, missing: list[range], paint: Paint) -> None:
        height = self._picture.height()
        painter = QPainter(self._picture)
        for rows in missing:
            for part in _unbroken(rows, height):
                shift = part.start // height * height
                painter.save()
                painter.setClipRect(0, part.start - shift, self._picture.width(), len(part))
                paint(painter, part, shift)
                painter.restore()
        painter.end()

    def draw(self, painter: QPainter, part: QRect) -> None:
        """Copy a part of the view, in pixels from its top left; the painter's must be the picture's pixels."""
        part = part.intersected(QRect(QPoint(0, 0), self._picture.size()))
        if part.isEmpty():
            return
        top, height = self._held.start, self._picture.height()
        for rows in _unbroken(range(top + part.top(), top + part.bottom() + 1), height):
            source = QRect(part.left(), rows.start % height, part.width(), len(rows))
            painter.drawImage(QPoint(part.left(), rows.start - top), self._picture, source)


def _common(one: range, other: range) -> range:
    """The rows of both; an empty range where there are none."""
    start, stop = max(one.start, other.start), min(one.stop, other.stop)
    return range(start, stop) if start < stop else range(0)


def _unbroken(rows: range, height: int) -> list[range]:
    """Rows, at most `height` of them, in the one or two parts in which they stand one below the other."""
    if not rows:
        return []
    seam = (rows.start // height + 1) * height
    return [rows] if rows.stop <= seam else [range(rows.start, seam), range(seam, rows.stop)]

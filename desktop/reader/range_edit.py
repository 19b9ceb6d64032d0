"""The two ends of a chosen highlight: handles that are seen, taken hold of and dragged to other words."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.reader.text_canvas import thick
from desktop.theme import ACCENT
from storage import passages
from storage.model import Annotation

GRIP = 16.0  # pixels across in which a handle can be taken hold of
KNOB = 4.0  # radius of a handle's knob, in pixels, beside print of usual size; beside small print it is smaller
USUAL = 18.0  # pixels from the top to the foot of a line of print of usual size
ASIDE = 2.0  # pixels between the words and the bar of a handle: it stands beside the letters, not on them
ENDS = ("start", "end")


class RangeEdit:
    """One end of a highlight while it is dragged; `start` and `end` are where it would be put now."""

    def __init__(self, text: str, annotation: Annotation, which: str, grip: QPointF):
        self.annotation = annotation
        self.which = which
        self.grip = grip
        """From the middle of the line's edge to the pointer, in pixels: the knob lies off its line."""
        self.start, self.end = annotation.start, annotation.end
        self._text = text

    @property
    def is_moved(self) -> bool:
        """Whether the highlight would stand elsewhere."""
        return (self.start, self.end) != (self.annotation.start, self.annotation.end)

    def drag(self, offset: int, *, exact: bool = False) -> bool:
        """Move the end to an offset, to whole words unless `exact`; answer whether this changed anything.

        An end never passes the other: the highlight keeps at least a letter.
        """
        before = (self.start, self.end)
        is_start = self.which == "start"
        start, end = (offset, self.end) if is_start else (self.start, offset)
        if start >= end:
            return False
        if not exact:
            words = passages.whole_words(self._text, start, end)
            start, end = (words[0], end) if is_start else (start, words[1])
        if start >= end or not self._text[start:end].strip():
            return False
        found = passages.passage(0, self._text, start, end)
        self.start, self.end = found.start, found.end
        return (self.start, self.end) != before

    def preview(self) -> Annotation:
        """The annotation as it would be."""
        return self.annotation._replace(start=self.start, end=self.end)


def radius(edge: QRectF) -> float:
    """The radius of the knob at a line's edge."""
    return KNOB * fine(edge)


def fine(edge: QRectF) -> float:
    """How much finer a handle is at a line's edge than at print of usual size: 1 there, half of it at the least."""
    return max(0.5, min(1.0, max(edge.width(), edge.height()) / USUAL))


def beside(edge: QRectF, which: str) -> QRectF:
    """Where the bar of a handle stands: just outside the words, at their beginning or at their end."""
    if edge.width() > edge.height():
        return edge
    aside = ASIDE * fine(edge)
    return edge.translated(-aside if which == "start" else aside, 0)


def knob(edge: QRectF, which: str) -> QPointF:
    """The middle of a handle's knob: above the edge of a first line, below that of a last one; beside turned print."""
    size, bar = radius(edge), beside(edge, which)
    if edge.width() > edge.height():
        return QPointF(edge.right() + size if which == "start" else edge.left() - size, edge.center().y())
    # Outwards as well: above the first letter stands the line before.
    across = bar.center().x() + (1 - size if which == "start" else size - 1)
    return QPointF(across, edge.top() - size / 2 if which == "start" else edge.bottom() + size / 2)


def grabbed(edges: dict[str, QRectF], at: QPointF) -> str:
    """Which handle lies under a point, "" for none; `edges` are the edges of the lines, without width."""
    for which, edge in edges.items():
        middle = knob(edge, which)
        grip = QRectF(0, 0, GRIP, GRIP)
        grip.moveCenter(middle)
        bar = thick(beside(edge, which), GRIP * 2 / 3)
        if grip.contains(at) or bar.contains(at):
            return which
    return ""


def paint_handles(painter: QPainter, edges: dict[str, QRectF]) -> None:
    """Paint a bar at each end with a knob on it, in the accent with a white edge that keeps it off any page."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for which, edge in edges.items():
        bar = thick(beside(edge, which), 2 * fine(edge))
        painter.fillRect(thick(beside(edge, which), 3.4 * fine(edge)), Qt.GlobalColor.white)
        painter.setPen(QPen(QColor("white"), 1.5 * fine(edge)))
        painter.setBrush(QColor(ACCENT))
        painter.drawEllipse(knob(edge, which), radius(edge), radius(edge))
        painter.fillRect(bar, QColor(ACCENT))

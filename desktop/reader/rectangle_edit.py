"""The edges of a chosen rectangle: seen as handles, taken hold of anywhere along them, dragged and moved by keys."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.theme import ACCENT
from storage.model import Annotation, Box

GRIP = 5.0  # pixels on either side of an edge in which it can be taken hold of
KNOB = 7.0  # pixels: the sides of a handle
CROWDED = 40.0  # pixels: sides shorter than this have handles at their corners only
STEP = 6.0  # points by which a key moves an edge
LEAST = 6.0  # points that are left between two edges
EDGES = ("left", "top", "right", "bottom")


class RectangleEdit:
    """Edges of a rectangle while they are dragged; `which` has one of `EDGES`, or two of them at a corner.

    `page` is the index of its page, `size` that page's width and height in points.
    """

    def __init__(self, annotation: Annotation, which: str, page: int, size: tuple[float, float], grip: QPointF):
        assert annotation.box is not None
        self.annotation = annotation
        self.page = page
        self.grip = grip
        """From the edge to the pointer, in pixels."""
        self.box = annotation.box
        self._which, self._size = which, size

    @property
    def is_moved(self) -> bool:
        """Whether the rectangle would have other edges."""
        return self.box != self.annotation.box

    def drag(self, x: float, y: float) -> bool:
        """Move the edges to a point of the page, in points; answer whether this changed anything."""
        before = self.box
        for edge in EDGES:
            if edge in self._which:
                self.box = moved(self.box, edge, x if edge in ("left", "right") else y, self._size)
        return self.box != before

    def preview(self) -> Annotation:
        """The annotation as it would be."""
        return self.annotation._replace(box=self.box)


def moved(box: Box, edge: str, to: float, size: tuple[float, float]) -> Box:
    """A rectangle with one edge at an x or y in points; it stays on its page, and no edge passes the other."""
    width, height = size
    if edge == "left":
        return box._replace(x0=min(max(to, 0.0), max(box.x1 - LEAST, 0.0)))
    if edge == "right":
        return box._replace(x1=max(min(to, width), min(box.x0 + LEAST, width)))
    if edge == "top":
        return box._replace(y0=min(max(to, 0.0), max(box.y1 - LEAST, 0.0)))
    return box._replace(y1=max(min(to, height), min(box.y0 + LEAST, height)))


def nudged(box: Box, edge: str, direction: int, size: tuple[float, float]) -> Box:
    """A rectangle with one edge moved by a step, to the right or down (1), to the left or up (-1)."""
    at = dict(zip(EDGES, box, strict=True))[edge]
    return moved(box, edge, at + direction * STEP, size)


def grabbed(rect: QRectF, at: QPointF) -> str:
    """Which edges of a rectangle lie under a point, both in view pixels: "left", "right bottom"; "" for none."""
    if not rect.adjusted(-GRIP, -GRIP, GRIP, GRIP).contains(at):
        return ""
    across = _nearer(at.x(), (rect.left(), "left"), (rect.right(), "right"))
    down = _nearer(at.y(), (rect.top(), "top"), (rect.bottom(), "bottom"))
    return f"{across} {down}".strip()


def _nearer(at: float, *edges: tuple[float, str]) -> str:
    distance, name = min((abs(at - place), name) for place, name in edges)
    return name if distance <= GRIP else ""


def corner(rect: QRectF, which: str) -> QPointF:
    """The point of the edges `which`; where only one is named, the other coordinate is the rectangle's middle."""
    x = rect.left() if "left" in which else rect.right() if "right" in which else rect.center().x()
    y = rect.top() if "top" in which else rect.bottom() if "bottom" in which else rect.center().y()
    return QPointF(x, y)


def cursor(which: str) -> Qt.CursorShape:
    """The pointer that says which way edges can be dragged."""
    if which in ("left top", "right bottom"):
        return Qt.CursorShape.SizeFDiagCursor
    if which in ("right top", "left bottom"):
        return Qt.CursorShape.SizeBDiagCursor
    return Qt.CursorShape.SizeVerCursor if which in ("top", "bottom") else Qt.CursorShape.SizeHorCursor


def handles(rect: QRectF) -> list[QPointF]:
    """Where the handles of a rectangle stand: at its corners, and in the middle of edges that have room for it."""
    names = [f"{across} {down}" for across in ("left", "right") for down in ("top", "bottom")]
    if rect.width() >= CROWDED:
        names += ["top", "bottom"]
    if rect.height() >= CROWDED:
        names += ["left", "right"]
    return [corner(rect, name) for name in names]


def paint_handles(painter: QPainter, rect: QRectF) -> None:
    """Paint a square at each handle, in the accent with a white edge that keeps it off any page."""
    painter.setPen(QPen(QColor("white"), 1.5))
    painter.setBrush(QColor(ACCENT))
    square = QRectF(0, 0, KNOB, KNOB)
    for middle in handles(rect):
        square.moveCenter(middle)
        painter.drawRect(square)

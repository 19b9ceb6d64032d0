"""What is painted on pages besides their marks: the selection, the line round a place that is pointed at; mixing."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.theme import ACCENT
from storage.model import Box

SELECTION = QColor(60, 120, 216, 105)  # stronger than any highlight, and yet print on it has 7 to 1


def rect(box: Box) -> QRectF:
    """A box as Qt has it."""
    return QRectF(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)


def paint_pointing(painter: QPainter, boxes: list[Box]) -> None:
    """Point at a span by its boxes on one page (in view pixels): a line round them and a breath of colour.

    Paper is white in light and dark, so one accent serves both; the line is kept off highlights by a white one.
    """
    outline = around(boxes)
    tint = QColor(ACCENT)
    tint.setAlpha(26)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(QColor("white"), 4.0)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(outline)
    pen.setColor(QColor(ACCENT))
    pen.setWidthF(2.0)
    painter.setPen(pen)
    painter.setBrush(tint)
    painter.drawPath(outline)


def around(boxes: list[Box], aside: float = 4, above: float = 2) -> QPainterPath:
    """The outline of lines of print: a step where the first begins and where the last ends, else straight.

    It keeps so many pixels from the print at the sides, and above and below.
    """
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    block: list[Box] = []
    for box in boxes:
        # A line that does not follow closely belongs to the next column or table cell.
        if block and not 0 < box.y0 - block[-1].y0 < 3 * (box.y1 - box.y0):
            _add_block(path, block, aside, above)
            block = []
        block.append(box)
    _add_block(path, block, aside, above)
    return path.simplified()


def _add_block(path: QPainterPath, lines: list[Box], aside: float, above: float) -> None:
    if not lines:
        return
    left, right = min(box.x0 for box in lines), max(box.x1 for box in lines)
    bottoms = [*(box.y0 for box in lines[1:]), lines[-1].y1]  # the room between two lines belongs to the upper one
    for number, (box, bottom) in enumerate(zip(lines, bottoms, strict=True)):
        x0 = box.x0 if number == 0 else left
        x1 = box.x1 if number == len(lines) - 1 else right
        path.addRect(QRectF(x0, box.y0, x1 - x0, max(bottom, box.y1) - box.y0).adjusted(-aside, -above, aside, above))


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two, at a share 0..1 of the way to the other."""
    parts = zip(one.getRgbF()[:3], other.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in parts))


def readable(colour: QColor, *, dark: bool) -> QColor:
    """A colour that stands out from the window: no darker than the middle on a dark one, no lighter on a light one."""
    lightness = colour.lightnessF()
    bounded = max(lightness, 0.6) if dark else min(lightness, 0.45)
    return QColor.fromHslF(max(colour.hslHueF(), 0.0), colour.hslSaturationF(), bounded)

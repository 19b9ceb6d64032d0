"""How marks look on a page: painted over the picture so that the print stays legible."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.theme import ACCENT
from storage.model import Annotation, Box

NO_AREA = "#e0b400"
SELECTION = QColor(60, 120, 216, 70)
SIGNS = {"strength": "+", "concern": "–"}


def rect(box: Box) -> QRectF:
    """A box as Qt has it."""
    return QRectF(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)


def wash(colour: str) -> QColor:
    """An area's colour thinned until black print on it keeps a contrast of at least 7 to 1."""
    base = QColor(colour)
    share = 0.38
    return QColor.fromRgbF(*(1 - share + share * part for part in (base.redF(), base.greenF(), base.blueF())))


def paint_mark(
    painter: QPainter,
    boxes: list[Box],
    colours: list[str],
    annotation: Annotation,
    *,
    margin: float,
    chosen: bool,
    linked: bool,
) -> None:
    """Paint one annotation's boxes (in view pixels): a wash of its first area, a rule for each further one.

    In the margin, whose inner edge is the x `margin`, a strength carries “+” and a concern “–” beside its
    first line, a link “⇄” and a note “✎”, so that colour is never the only sign.
    """
    first = colours[0] if colours else NO_AREA
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    for box in boxes:
        painter.fillRect(rect(box), wash(first))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    for step, colour in enumerate(colours[1:4]):
        painter.setPen(QPen(QColor(colour), 1.5))
        for box in boxes:
            y = box.y1 - 1 - 2.5 * step
            painter.drawLine(QPointF(box.x0, y), QPointF(box.x1, y))
    signs = SIGNS.get(annotation.mark, "") + ("⇄" if linked else "") + ("✎" if annotation.note else "")
    if signs and boxes:
        _paint_signs(painter, boxes[0], margin, signs, QColor(first))
    if chosen:
        painter.setPen(QPen(QColor(first).darker(120), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in boxes:
            painter.drawRoundedRect(rect(box).adjusted(-2, -1, 2, 1), 2, 2)


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


def around(boxes: list[Box]) -> QPainterPath:
    """The outline of lines of print: a step where the first begins and where the last ends, else straight."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    block: list[Box] = []
    for box in boxes:
        # A line that does not follow closely belongs to the next column or table cell.
        if block and not 0 < box.y0 - block[-1].y0 < 3 * (box.y1 - box.y0):
            _add_block(path, block)
            block = []
        block.append(box)
    _add_block(path, block)
    return path.simplified()


def _add_block(path: QPainterPath, lines: list[Box]) -> None:
    if not lines:
        return
    left, right = min(box.x0 for box in lines), max(box.x1 for box in lines)
    bottoms = [*(box.y0 for box in lines[1:]), lines[-1].y1]  # the room between two lines belongs to the upper one
    for number, (box, bottom) in enumerate(zip(lines, bottoms, strict=True)):
        x0 = box.x0 if number == 0 else left
        x1 = box.x1 if number == len(lines) - 1 else right
        path.addRect(QRectF(x0, box.y0, x1 - x0, max(bottom, box.y1) - box.y0).adjusted(-4, -2, 4, 2))


def _paint_signs(painter: QPainter, box: Box, margin: float, signs: str, colour: QColor) -> None:
    """Write the signs in the margin beside a line, on a small tab of the area's colour."""
    font = painter.font()
    font.setPixelSize(max(9, min(13, round((box.y1 - box.y0) * 0.72))))
    font.setBold(True)
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(signs) + 6
    tab = QRectF(margin - width - 4, box.y0, width, box.y1 - box.y0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(tab, 3, 3)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(tab, Qt.AlignmentFlag.AlignCenter, signs)

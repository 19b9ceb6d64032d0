"""How the cells of the table of passages are painted: two lines each, areas as swatch and name."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.passages_view.lines import Head
from desktop.passages_view.table_model import COLUMNS, LINE_ROLE, TableModel
from desktop.theme import is_dark, line_colour
from storage.passage_table import Row

PADDING = 6
SWATCH = 9
_TWO_LINES = ("quote", "note", "report", "place")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FAINT = ("place", "reviewer", "created", "note")


class CellDelegate(QStyledItemDelegate):
    """Paints every cell itself: asking the style for each would take longer than a frame."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell."""
        line = index.data(LINE_ROLE)
        model = index.model()
        if not isinstance(model, TableModel):
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        palette = option.palette
        group = (
            QPalette.ColorGroup.Active if option.state & QStyle.StateFlag.State_Active else QPalette.ColorGroup.Inactive
        )
        if chosen:
            painter.fillRect(option.rect, palette.color(group, QPalette.ColorRole.Highlight))
        elif isinstance(line, Head):
            painter.fillRect(option.rect, palette.color(QPalette.ColorRole.AlternateBase))
        painter.setPen(line_colour())
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(palette.color(group, role))
        painter.setFont(option.font)
        rect = option.rect.adjusted(PADDING, 3, -PADDING, -3)
        if isinstance(line, Head):
            self._paint_head(painter, rect, option, f"{'▸' if line.folded else '▾'}  {model.head_words(line)}")
        elif isinstance(line, Row):
            column = COLUMNS[index.column()]
            if column in _FAINT and not chosen:
                painter.setPen(QColor("#a9b0bd" if is_dark() else "#5b6472"))
            if column == "areas":
                self._paint_areas(painter, rect, option, line, model)
            else:
                self._paint_text(painter, rect, option, model.text(line, column), column)
        if option.state & QStyle.StateFlag.State_HasFocus and isinstance(line, Head):
            painter.setPen(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines and a little air."""
        return QSize(60, height_of_line(option.fontMetrics.lineSpacing()))

    def _paint_head(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, words: str) -> None:
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.drawText(rect, _LEFT, option.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width()))

    def _paint_text(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, text: str, column: str) -> None:
        if not text:
            return
        metrics = option.fontMetrics
        text = text[: 2 + 2 * rect.width() // 3]  # no letter is narrower than three pixels: the rest is not measured
        line = QRect(rect.topLeft(), QSize(rect.width(), metrics.lineSpacing()))
        if column in _TWO_LINES and metrics.horizontalAdvance(text) > rect.width():
            first = first_line(text, option.font, rect.width())
            painter.drawText(line, _LEFT, text[:first].rstrip())
            text = text[first:].lstrip()
            line.translate(0, metrics.lineSpacing())
        painter.drawText(line, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))

    def _paint_areas(
        self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, row: Row, model: TableModel
    ) -> None:
        metrics = option.fontMetrics
        known = [model.areas[one] for one in row.areas if one in model.areas]
        height = metrics.lineSpacing()
        for place, area in enumerate(known[:2]):
            top = rect.top() + place * height
            swatch = QRect(QPoint(rect.left(), top + (height - SWATCH) // 2), QSize(SWATCH, SWATCH))
            painter.fillRect(swatch, QColor(area.colour))
            if option.state & QStyle.StateFlag.State_Selected:  # on its colour a swatch needs an edge
                painter.drawRect(swatch.adjusted(-1, -1, 0, 0))
            more = f"  +{len(known) - 2}" if place == 1 and len(known) > 2 else ""
            left = rect.left() + SWATCH + 5
            width = rect.right() - left - (metrics.horizontalAdvance(more) if more else 0)
            name = metrics.elidedText(area.name, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, top, rect.right() - left, height), _LEFT, name + more)


def height_of_line(spacing: int) -> int:
    """The height of a table's line in pixels, where text lines are so far apart."""
    return 2 * spacing + 7


def first_line(text: str, font: QFont, width: int) -> int:
    """How many characters stand in the first line of a text that is broken between words at a width in pixels."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    length = line.textLength()
    layout.endLayout()
    if text.isascii():
        return length
    units = text.encode("utf-16-le", "replace")  # Qt counts them
    return len(units[: 2 * length].decode("utf-16-le", "ignore"))

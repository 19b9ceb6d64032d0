"""How steps of history are painted: what was done, by whom and when, below it what it was about."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.history_view.steps_model import LINE_ROLE, Beginning, Heading, StepsModel
from desktop.theme import accent, is_dark, line_colour
from storage.steps import DONE, Step

MARGIN = 12
BESIDE = 0.6  # of a line's width at most for what stands at its right end
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StepDelegate(QStyledItemDelegate):
    """Two lines for a step; what is not done (any more) is grey, and says so in words."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a line."""
        line, model = index.data(LINE_ROLE), index.model()
        if not isinstance(model, StepsModel):
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        active = bool(option.state & QStyle.StateFlag.State_Active)
        group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
        if chosen:
            painter.fillRect(option.rect, option.palette.color(group, QPalette.ColorRole.Highlight))
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        colour = option.palette.color(group, role)
        faint = colour if chosen else QColor("#a9b0bd" if is_dark() else "#5b6472")
        rect = option.rect.adjusted(MARGIN, 3, -MARGIN, -3)
        painter.setFont(option.font)
        if isinstance(line, Heading):
            self._paint_heading(painter, rect, option, line, faint)
        elif isinstance(line, Beginning):
            painter.setPen(faint)
            painter.drawText(rect, _LEFT, str(index.data()))
        elif isinstance(line, Step):
            painter.setPen(line_colour())
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
            self._paint_step(painter, rect, option, (line, model), (colour if line.state == DONE else faint, faint))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines and a little air."""
        return QSize(60, 2 * option.fontMetrics.lineSpacing() + 8)

    def _paint_heading(
        self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, heading: Heading, faint: QColor
    ) -> None:
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(accent() if heading.here else faint)
        if not heading.here:
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, heading.words)
            return
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, heading.words)
        half = (rect.width() - option.fontMetrics.horizontalAdvance(heading.words) - 4 * MARGIN) // 2
        painter.setPen(QPen(accent(), 2))
        y = rect.center().y()
        painter.drawLine(rect.left(), y, rect.left() + half, y)
        painter.drawLine(rect.right() - half, y, rect.right(), y)

    def _paint_step(
        self,
        painter: QPainter,
        rect: QRect,
        option: QStyleOptionViewItem,
        what: tuple[Step, StepsModel],
        colours: tuple[QColor, QColor],
    ) -> None:
        step, model = what
        metrics, height = option.fontMetrics, option.fontMetrics.lineSpacing()
        first = QRect(rect.left(), rect.top(), rect.width(), height)
        second = first.translated(0, height)
        for line, left, right, colour in (
            (first, step.label, model.by_whom(step), colours[0]),
            (second, model.detail(step), model.state_words(step), colours[1]),
        ):
            # The end, with the time, is what is kept of a long name.
            right = metrics.elidedText(right, Qt.TextElideMode.ElideMiddle, round(BESIDE * line.width()))
            aside = metrics.horizontalAdvance(right) + 8 if right else 0
            painter.setPen(colours[1])
            painter.drawText(line, _RIGHT, right)
            painter.setPen(colour)
            words = metrics.elidedText(left[:300], Qt.TextElideMode.ElideRight, line.width() - aside)
            painter.drawText(line, _LEFT, words)

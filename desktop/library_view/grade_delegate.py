"""How rows of the library list are painted; a report's overall grade is a pill with its letters."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from desktop.library_view.tree_model import REPORT_ROLE
from desktop.theme import GRADES, grade_badge, is_dark

HEIGHT = 18
FRAME = "#d5dae3"  # what Fusion darkens for the frame of a box on dark
EDGE = "\u2002"  # between a number and the edge of the list


class RowDelegate(QStyledItemDelegate):
    """Rows with a little air between them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Taller than the text by a third."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(size.height(), option.fontMetrics.height() + 10))


class FirstDelegate(RowDelegate):
    """For the first column; `blank` while the tree paints the text itself, because it runs over other columns."""

    blank = False

    def displayText(self, value: Any, locale: Any) -> str:  # noqa: N802 - Qt's name
        """The text as it is, or none."""
        return "" if self.blank else str(value)


class CheckDelegate(RowDelegate):
    """For rows with a box to check; on dark its frame is drawn light."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Fusion makes the frame a darker tone of the window, which cannot be seen on a dark list."""
        super().initStyleOption(option, index)
        if is_dark():
            option.palette.setColor(QPalette.ColorRole.Window, QColor(FRAME))


class NumberDelegate(RowDelegate):
    """For a column of numbers at the right edge of the list."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Keep the number a little off the edge."""
        super().initStyleOption(option, index)
        option.text += EDGE


class GradeDelegate(RowDelegate):
    """For the column of grades; letters say the grade, colour only helps."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the row's background as the style has it, then the pill."""
        super().paint(painter, option, index)
        report = index.data(REPORT_ROLE)
        if report is None or not report.overall:
            return
        letters, background, colour = badge(report.overall)
        font = QFont(option.font)
        font.setBold(True)
        font.setPointSizeF(max(6.0, font.pointSizeF() - 1))
        height = min(option.rect.height() - 4, max(HEIGHT, option.fontMetrics.height() + 2))
        pill = QRect(0, 0, max(pill_width(option), height), height)
        pill.moveCenter(option.rect.center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # On the colour of a selected row the pill needs an edge to stand apart.
        view = option.widget  # asked, because QStyle and its flags cost the start 7 ms
        selected = isinstance(view, QAbstractItemView) and view.selectionModel().isSelected(index)
        painter.setPen(QColor(colour) if selected else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(background))
        painter.drawRoundedRect(QRectF(pill).adjusted(0.5, 0.5, -0.5, -0.5), height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, letters)
        painter.restore()


def badge(grade: str) -> tuple[str, str, str]:
    """A grade's letters, background and text colour; a question mark for a grade of other words."""
    return grade_badge(grade) or ("?", *GRADES["not judged"][1:])


def pill_width(option: QStyleOptionViewItem) -> int:
    """How wide a pill is, the same for all grades."""
    return option.fontMetrics.horizontalAdvance("RI") + 14

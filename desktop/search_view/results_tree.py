"""The list of what was found: what mouse and keyboard do in it, and how its rows are painted."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPalette,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from desktop.search_view.results_model import ROW, Heading, ResultsModel, Row

LINES = 2  # of a hit's words
INDENT = 14
AIR = 5  # pixels above and below the words
SIDE = 4
_Index = QModelIndex | QPersistentModelIndex


class HitDelegate(QStyledItemDelegate):
    """Paints words with those that matched in bold, and below them where they stand."""

    def __init__(self, tree: "ResultsTree"):
        super().__init__(tree)
        self._tree = tree
        self.measure()

    def measure(self) -> None:
        """Take note of the font and the width: asking for them at every row costs more than all else."""
        metrics = self._tree.fontMetrics()
        self._metrics, self._step = metrics, metrics.lineSpacing()
        self._width = self._tree.viewport().width() - 2 * INDENT - 2 * SIDE - 12
        self._surely_more = 1.5 * self._width / max(1, metrics.averageCharWidth())

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As many lines as there are words for, up to two, and one more."""
        row = self._tree.row_at(index)
        if row is None:
            return QSize(10, self._step + 2 * AIR + 2)
        text = row.words.text
        is_long = len(text) > self._surely_more or self._metrics.horizontalAdvance(text) >= self._width
        return QSize(10, self._step * ((LINES if is_long else 1) + bool(row.below)) + 2 * AIR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a group or a hit on the style's own background."""
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setClipRect(option.rect)
        content = index.data(ROW)
        rect = option.rect.adjusted(SIDE, 0, -SIDE, 0)
        if isinstance(content, Heading):
            self._paint_heading(painter, option, rect, content)
        elif isinstance(content, Row):
            self._paint_row(painter, option, rect.adjusted(0, AIR, 0, -AIR), content)
        painter.restore()

    def _colours(self, option: QStyleOptionViewItem) -> tuple[QColor, QColor]:
        """What words are painted in, and what stands beside them."""
        active = option.state & QStyle.StateFlag.State_Active
        group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
        if option.state & QStyle.StateFlag.State_Selected:
            colour = option.palette.color(group, QPalette.ColorRole.HighlightedText)
            return colour, colour
        palette = option.palette
        return palette.color(group, QPalette.ColorRole.Text), palette.color(group, QPalette.ColorRole.PlaceholderText)

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, heading: Heading) -> None:
        strong, muted = self._colours(option)
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        count, metrics = f"{len(heading.rows):,}", option.fontMetrics
        right = metrics.horizontalAdvance(count) + 6
        place = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(option.font)
        painter.setPen(muted)
        painter.drawText(rect, place | Qt.AlignmentFlag.AlignRight, count)
        room = rect.adjusted(0, 0, -right, 0)
        title = QFontMetrics(bold).elidedText(heading.title, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(bold)
        painter.setPen(strong)
        painter.drawText(room, place | Qt.AlignmentFlag.AlignLeft, title)
        taken = QFontMetrics(bold).horizontalAdvance(title) + 8
        if heading.detail and room.width() - taken > 30:
            painter.setFont(option.font)
            painter.setPen(muted)
            rest = room.adjusted(taken, 0, 0, 0)
            detail = metrics.elidedText(heading.detail, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, place | Qt.AlignmentFlag.AlignLeft, detail)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, row: Row) -> None:
        strong, muted = self._colours(option)
        step = option.fontMetrics.lineSpacing()
        lines = (rect.height() + 1) // step - bool(row.below)
        painter.setPen(strong)
        layout = laid_out(row.words.text, row.words.spans, option.font, rect.width(), lines)
        layout.draw(painter, QPointF(rect.topLeft()))
        if row.below:
            painter.setPen(muted)
            painter.setFont(option.font)
            below = option.fontMetrics.elidedText(row.below, Qt.TextElideMode.ElideRight, rect.width())
            bottom = QRect(rect.left(), rect.bottom() - step + 1, rect.width(), step)
            painter.drawText(bottom, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, below)


def laid_out(text: str, spans: Sequence[tuple[int, int]], font: QFont, width: int, lines: int) -> QTextLayout:
    """The words in lines of a width, those that matched bold; what has no room ends in three dots.

    The first word that matched is always in sight. Spans are in code points.
    """
    layout = _layout(text, spans, font, width)
    if layout.lineCount() <= lines:
        return layout
    if spans and not _is_in_sight(layout, text, spans[0][1], lines):  # large letters, or a narrow panel
        text, spans = _cut_before(text, spans)
        layout = _layout(text, spans, font, width)
        if layout.lineCount() <= lines:
            return layout
    last = layout.lineAt(lines - 1)
    kept = _code_points(text, last.textStart() + last.textLength())
    while layout.lineCount() > lines and kept:
        shown = text[:kept].rstrip()
        seen = [(start, min(end, len(shown))) for start, end in spans if start < len(shown)]
        layout = _layout(f"{shown}…", seen, font, width)
        kept = len(shown) - 1
    return layout


def _is_in_sight(layout: QTextLayout, text: str, end: int, lines: int) -> bool:
    """Whether a text's first lines have room for it up to `end`, and for three dots."""
    last = layout.lineAt(lines - 1)
    return _units(text[:end]) < last.textStart() + last.textLength() - 1


def _cut_before(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """A text from its first span on."""
    away = spans[0][0] - 2
    if away <= 0:
        return text, list(spans)
    return "… " + text[spans[0][0] :], [(start - away, end - away) for start, end in spans]


def _layout(text: str, spans: Sequence[tuple[int, int]], font: QFont, width: int) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.setFormats([_bold(text, start, end) for start, end in spans])
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 20))
        line.setPosition(QPointF(0, y))
        y += QFontMetrics(font).lineSpacing()
    layout.endLayout()
    return layout


def _bold(text: str, start: int, end: int) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = _units(text[:start])
    made.length = _units(text[start:end])
    made.format.setFontWeight(QFont.Weight.Bold)
    return made


def _units(text: str) -> int:
    """The length of a text in UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _code_points(text: str, units: int) -> int:
    """How many code points of a text so many units of UTF-16 are."""
    return units if text.isascii() else len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


class ResultsTree(QTreeView):
    """Groups and hits.

    Signals:
        row_chosen(object): a `Row` was clicked, or Enter pressed on it.
        left(): the keyboard goes back to the field.
    """

    row_chosen = Signal(object)
    left = Signal()

    def __init__(self, model: ResultsModel, parent: QWidget | None = None):
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setHeaderHidden(True)
        self.setIndentation(INDENT)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setExpandsOnDoubleClick(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = HitDelegate(self)
        self.setItemDelegate(self._delegate)
        self.clicked.connect(self._choose)

    def row_at(self, index: _Index) -> Row | None:
        """The hit of a row."""
        return self._model.row_at(index)

    def current_row(self) -> Row | None:
        """The hit that the keyboard is on."""
        return self._model.row_at(self.currentIndex())

    def enter(self) -> None:
        """Take the keyboard, to the hit it was on last, or the first in sight."""
        if self.current_row() is None:
            group = self._model.index(0, 0)
            self.setCurrentIndex(self._model.index(0, 0, group) if self.isExpanded(group) else group)
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def unfold(self) -> None:
        """Show the hits of all groups, but for those that are better folded."""
        self._delegate.measure()
        self.expandAll()
        for row in range(self._model.rowCount()):
            index = self._model.index(row, 0)
            heading = self._model.heading_at(index)
            if heading is not None and not heading.is_open:
                self.collapse(index)

    def _is_stop(self, index: _Index) -> bool:
        """Whether the keys stop at a row: at hits, and at groups whose hits cannot be seen."""
        return self.row_at(index) is not None or not self.isExpanded(index)

    def _stop(self, index: QModelIndex, *, up: bool) -> QModelIndex:
        """The next row above or below at which the keys stop; nowhere where there is none."""
        while True:
            index = self.indexAbove(index) if up else self.indexBelow(index)
            if not index.isValid() or self._is_stop(index):
                return index

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802 - Qt's name
        """Pass over the heads of open groups."""
        actions, current = QAbstractItemView.CursorAction, self.currentIndex()
        if action in (actions.MoveUp, actions.MovePrevious, actions.MoveDown, actions.MoveNext) and current.isValid():
            return self._stop(current, up=action in (actions.MoveUp, actions.MovePrevious))
        index = super().moveCursor(action, modifiers)
        if not index.isValid() or self._is_stop(index):
            return index
        return self._stop(index, up=action == actions.MovePageUp and index.row() > 0)

    def _fold(self, index: QModelIndex, *, fold: bool) -> None:
        """Fold the group of a row and go to its head, or unfold it and go to its first hit."""
        group = index.parent() if self.row_at(index) is not None else index
        if self.isExpanded(group) == fold:
            self.setExpanded(group, not fold)
            self.setCurrentIndex(group if fold else self._model.index(0, 0, group))

    def _choose(self, index: QModelIndex) -> None:
        row = self._model.row_at(index)
        if row is not None:
            self.row_chosen.emit(row)
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def event(self, event: QEvent) -> bool:
        """While the keyboard is here, its keys are no commands of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Left and Right fold groups; Escape, and Up from the first hit, go back to the field."""
        plain = is_ours(event)  # Enter or Escape
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        elif plain or (event.key() == Qt.Key.Key_Up and not self._stop(self.currentIndex(), up=True).isValid()):
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.currentIndex().isValid():
            self._fold(self.currentIndex(), fold=event.key() == Qt.Key.Key_Left)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words take more or fewer lines at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._delegate.measure()
            self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        """Another font is as high as it is."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_delegate"):  # Qt calls while it makes the tree
            self._delegate.measure()


def is_ours(event: QKeyEvent) -> bool:
    """Whether a key is Enter or Escape by itself."""
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
    return event.key() in keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier

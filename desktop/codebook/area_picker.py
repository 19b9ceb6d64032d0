"""The type-ahead picker: a small window at the selection in which a few letters find an area."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.codebook.matching import Choice, choices, folded
from desktop.codebook.swatches import SIDE, draw_swatch
from desktop.library_view.labels import plain_label
from desktop.plain import plain_tip
from desktop.project import Project
from storage import areas
from storage.model import Area

WIDTH = 360  # pixels
ROWS = 15  # rows that are seen at once, at most
INDENT = 16
TICK = 22  # the column of ticks
BESIDE = 4  # pixels between the picker and what it is opened at

_Index = QModelIndex | QPersistentModelIndex
_CHOICE = Qt.ItemDataRole.UserRole


class ChoiceModel(QAbstractListModel):
    """The areas that what was typed may mean, and at the end perhaps the offer to add one.

    `ticked` has the ids of those that are on the passage.
    """

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.choices: list[Choice] = []
        self.ticked: set[int] = set()
        self.offer = ""

    def show_choices(self, found: list[Choice], offer: str) -> None:
        """Show others; `offer` is the name of an area that may be added, "" for none."""
        self.beginResetModel()
        self.choices, self.offer = found, offer
        self.endResetModel()

    def toggle(self, area: int) -> None:
        """Tick an area or take its tick away."""
        self.ticked ^= {area}
        self.dataChanged.emit(self.index(0), self.index(len(self.choices) - 1))

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.choices) + bool(self.offer)

    def choice(self, row: int) -> Choice | None:
        """The area of a row; None for the offer."""
        return self.choices[row] if 0 <= row < len(self.choices) else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        choice = self.choice(index.row())
        if role == _CHOICE:
            return choice
        if choice is None:
            words = self.tr("Add area “{name}”").format(name=self.offer)
            return words if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.area.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{choice.area.name}\n{choice.area.definition}".strip())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(choice)
        return None

    def spoken(self, choice: Choice) -> str:
        """A row for a screen reader."""
        words = [choice.area.name]
        if choice.area.slot:
            words.append(self.tr("key {key}").format(key=choice.area.slot))
        if choice.above:
            words.append(self.tr("under {area}").format(area=choice.above))
        if choice.area.id in self.ticked:
            words.append(self.tr("on the passage"))
        return ", ".join(words)


class ChoiceDelegate(QStyledItemDelegate):
    """Paints tick, colour, name, the area above, and the key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Rows of one height, with a little air."""
        return QSize(10, option.fontMetrics.height() + 9)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, ChoiceModel)
        choice: Choice | None = index.data(_CHOICE)
        style, palette = option.widget.style(), option.palette
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        strong = palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        muted = strong if chosen else palette.color(QPalette.ColorRole.PlaceholderText)
        painter.save()
        rect = option.rect.adjusted(6, 0, -8, 0)
        if choice is None:
            _draw(painter, rect.adjusted(TICK, 0, 0, 0), "+  " + str(index.data()), strong)
        else:
            if choice.area.id in model.ticked:
                _draw(painter, QRect(rect.left(), rect.top(), TICK, rect.height()), "✓", strong)
            rect.setLeft(rect.left() + TICK + INDENT * min(choice.depth, 6))
            middle = QPointF(rect.left() + SIDE / 2, rect.center().y() + 0.5)
            draw_swatch(painter, middle, choice.area.colour)
            rect.setLeft(rect.left() + round(SIDE) + 8)
            if choice.area.slot:
                key = QRect(rect.right() - 14, rect.top(), 15, rect.height())
                _draw(painter, key, str(choice.area.slot), muted, Qt.AlignmentFlag.AlignRight)
                rect.setRight(key.left() - 8)
            used = _draw(painter, rect, choice.area.name, strong)
            rest = rect.adjusted(used + 10, 0, 0, 0)
            if choice.above and rest.width() > 40:
                _draw(painter, rest, choice.above, muted)
        painter.restore()


def _draw(
    painter: QPainter, rect: QRect, text: str, colour: QColor, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> int:
    """Paint one line of plain text as far as it fits; answer its width."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setPen(colour)
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
    return painter.fontMetrics().horizontalAdvance(shown)


class AreaPicker(QFrame):
    """A list of all areas in use with a field above it; it closes at Esc, a choice, or a click elsewhere.

    Enter chooses and closes, Shift+Enter chooses and stays. Retired areas are not offered. With `one` it is for
    several passages: an area is chosen to be put on all of them, and none is added.

    Signals:
        area_picked(object): this `Area` is to be put on the passage or taken off it.
        area_wanted(str): an area of this name is to be added and put on the passage.
    """

    area_picked = Signal(object)
    area_wanted = Signal(str)

    def __init__(self, project: Project, parent: QWidget | None = None, *, one: bool = False):
        super().__init__(parent)
        self._one = one
        self.setWindowFlags(Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(self.tr("Tag with a judgement area"))
        self._project = project
        self._areas: list[Area] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Type a few letters of an area"))
        self.field.setAccessibleName(self.tr("Find a judgement area"))
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_typed)
        self.model = ChoiceModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays in the field
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(self.tr("Judgement areas"))
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._on_clicked)
        self.hint = plain_label(self.tr("Enter: tag or untag   Shift+Enter: and stay   Esc: close"), "muted")
        if one:
            self.hint.setText(self.tr("Enter: tag the chosen passages   Esc: close"))
        self.hint.setMargin(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(5, 5, 5, 3)
        column.setSpacing(4)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self.hint)

    # --- opening ----------------------------------------------------------------------------------------

    def open_at(self, place: QRect, current: tuple[int, ...] = ()) -> None:
        """Open below a place (global pixels), above it where there is no room; `current` are areas to tick, by id."""
        self._areas = self._project.ask(areas.offered)
        self.model.ticked = set(current)
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self._on_typed("")
        self.setGeometry(self._beside(place))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def tick(self, current: tuple[int, ...]) -> None:
        """Show other ticks: what was chosen was refused, say."""
        self.model.ticked = set(current)
        self.list.viewport().update()

    def _beside(self, place: QRect) -> QRect:
        screen = QGuiApplication.screenAt(place.center()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        row = self.list.fontMetrics().height() + 9
        rows = max(3, min(ROWS, len(self._areas) + 1))
        height = self.field.sizeHint().height() + self.hint.sizeHint().height() + row * rows + 20
        size = QSize(min(WIDTH, room.width()), min(height, room.height()))
        y = place.bottom() + BESIDE
        if y + size.height() > room.bottom():
            above = place.top() - size.height() - BESIDE
            y = above if above >= room.top() else room.bottom() - size.height()
        x = max(room.left(), min(place.left(), room.right() - size.width()))
        return QRect(QPoint(x, max(room.top(), y)), size)

    # --- typing -----------------------------------------------------------------------------------------

    def _on_typed(self, typed: str) -> None:
        found = choices(self._areas, typed)
        is_known = any(folded(area.name) == folded(typed) for area in self._areas)
        offer = "" if is_known or self._one or self._project.read_only else " ".join(typed.split())
        self.model.show_choices(found, offer)
        self._go(0)

    def _go(self, row: int) -> None:
        row = max(0, min(row, self.model.rowCount() - 1))
        self.list.setCurrentIndex(self.model.index(row))
        if QAccessible.isActive() and self.isVisible():
            from PySide6.QtGui import QAccessibleAnnouncementEvent

            words = self.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) or self.tr("No area matches")
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys of the field move in the list and choose from it; no shortcut of the window behind is meant."""
        if watched is self.field and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        row, key = self.list.currentIndex().row(), Qt.Key
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        steps = {key.Key_Up: -1, key.Key_Down: 1, key.Key_PageUp: -ROWS + 1, key.Key_PageDown: ROWS - 1}
        if event.key() in steps:
            self._go(row + steps[key(event.key())])
        elif ctrl and event.key() in (key.Key_Home, key.Key_End):
            self._go(0 if event.key() == key.Key_Home else self.model.rowCount() - 1)
        elif event.key() in (key.Key_Return, key.Key_Enter):
            self._choose(row, stay=not self._one and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == key.Key_Escape:
            self.close()
        elif event.key() in (key.Key_Tab, key.Key_Backtab):
            pass  # there is nowhere else to go
        else:
            return False
        return True

    def _on_clicked(self, index: QModelIndex) -> None:
        shift = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self._choose(index.row(), stay=not self._one and bool(shift))

    def _choose(self, row: int, *, stay: bool) -> None:
        if not 0 <= row < self.model.rowCount():
            return
        choice = self.model.choice(row)
        offer = self.model.offer
        if choice is None or not stay:
            self.close()  # before the signal, so that what it opens gets the keyboard
        else:
            self.model.toggle(choice.area.id)
            self.field.selectAll()  # the next letters begin anew
        if choice is None:
            self.area_wanted.emit(offer)
        else:
            self.area_picked.emit(choice.area)

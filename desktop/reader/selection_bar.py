"""The small bar at a selection or a chosen passage: highlight, areas, mark, note, link."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.card import Card
from desktop.plain import plain_tip
from desktop.theme import readable_on
from storage.model import Area


class AreaButton(QToolButton):
    """A round button in an area's colour with its key on it; painted here, since nine style sheets cost at start."""

    def __init__(self, area: Area, parent: QWidget | None = None):
        super().__init__(parent)
        self.setText(str(area.slot))
        self._colour = QColor(area.colour)
        self._print = QColor(readable_on(area.colour))

    def sizeHint(self) -> QSize:
        """A circle for one figure."""
        side = self.fontMetrics().height() + 7
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour.darker(115) if self.isDown() or self.underMouse() else self._colour)
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self._print)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class SelectionBar(Card):
    """Floats beside a selection; its buttons are the actions of the table and the nine areas with keys.

    Signals:
        area_clicked(int): an area's id.
    """

    area_clicked = Signal(int)

    def __init__(self, room: QWidget):
        super().__init__(room)
        self._room = room
        self.setAccessibleName(self.tr("Mark the selection"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(5, 4, 5, 4)
        self._row.setSpacing(3)
        self.hide()

    def fill(self, before: list[QAction], areas: list[Area], after: list[QAction]) -> None:
        """Build the bar: actions, then a button for each area with a key, then actions."""
        self.empty()
        for action in before:
            self._row.addWidget(self._action_button(action))
        for area in areas:
            self._row.addWidget(self._area_button(area))
        for action in after:
            self._row.addWidget(self._action_button(action))

    def empty(self) -> None:
        """Take everything out; the bar is filled again when it is next needed."""
        self.hide()
        while item := self._row.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()

    def is_empty(self) -> bool:
        """Whether the bar must be filled before it is shown."""
        return self._row.count() == 0

    def _action_button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setText(action.data() or action.text())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text().replace("&", ""))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys work from the page; Tab stays with the text
        button.clicked.connect(action.trigger)
        return button

    def _area_button(self, area: Area) -> QToolButton:
        button = AreaButton(area)
        button.setToolTip(plain_tip(self.tr("Tag “{area}” (key {slot})").format(area=area.name, slot=area.slot)))
        button.setAccessibleName(self.tr("Tag {area}").format(area=area.name))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.area_clicked.emit(area.id))
        return button

    def place(self, viewport: QWidget, rects: list[QRect]) -> None:
        """Stand below the last line of a span (pixels of `viewport`), above its first where there is no room; else go.

        The bar may reach over the pane's edges, not over those of the reading room.
        """
        rects = [rect for rect in rects if rect.intersects(viewport.rect())]
        if not rects:
            self.hide()
            return
        room = self._room
        first, last = (QRect(viewport.mapTo(room, rect.topLeft()), rect.size()) for rect in (rects[0], rects[-1]))
        size = self.sizeHint()
        y = last.bottom() + 6
        if y + size.height() > room.height() - 4:
            # Above the first line, or over the last ones where the span fills the view: never over the head.
            top = viewport.mapTo(room, QPoint(0, 0)).y()
            above = first.top() - size.height() - 6
            y = above if above > top else room.height() - size.height() - 8
        middle = last.center().x() - size.width() // 2
        x = min(max(4, middle), max(4, room.width() - size.width() - 4))
        self.setGeometry(QRect(QPoint(x, max(4, y)), size))
        self.show()
        self.raise_()

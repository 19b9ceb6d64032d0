"""Ribbons between two panes: a band for each link, from the passage on the left to that on the right."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QToolTip, QWidget

from desktop.plain import plain_tip
from desktop.theme import accent, is_dark

WIDTH, NARROW, HIDDEN = 56, 36, 7  # pixels: between two panes, between three, without ribbons
GRIP = QSize(6, 20)
FAR = 2.5  # view heights beyond which an end is no longer told apart
PALE = 0.6  # how much of its colour a ribbon has that is not chosen
FEW = 3  # bands that are drawn in full in any case
HURRY = 120  # pixels that bands may climb together while pages move: a curve costs by its height
SETTLED = 90  # milliseconds after the last movement
LOOKS = 16  # shades in which lines are drawn while pages move
NEAR = 0.5  # view heights past the edges within which a band with both ends out of sight is gone


Span = tuple[float, float]


class Ribbon(NamedTuple):
    """A link as a band: its id, its ends' tops and bottoms in handle pixels, its colour."""

    link: int
    left: Span
    right: Span
    colour: str
    chosen: bool = False


def clipped(end: Span, height: float, above: float = 0.0) -> Span:
    """An end drawn at the strip's edge when its passage is out of sight, so that the band says where to look.

    `above` are the pixels at the strip's top beside which no page stands.
    """
    top, bottom = end
    if bottom < above:
        return (above - 6.0, above - 2.0)
    if top > height:
        return (height + 2.0, height + 6.0)
    return end


def beyond(end: Span, height: float) -> float:
    """How far an end is out of sight, in view heights: negative above, 0 within, positive below."""
    top, bottom = end
    if bottom < 0:
        return bottom / max(height, 1.0)
    return (top - height) / max(height, 1.0) if top > height else 0.0


def strength(ribbon: Ribbon, height: float) -> float:
    """How strongly a band is painted: 1 where both ends show, fading to 0.25 as one leaves the view.

    With both ends out of sight it fades away: at once on one side, within `NEAR` where it crosses the view.
    """
    one, other = beyond(ribbon.left, height), beyond(ribbon.right, height)
    if not one and not other:
        return 1.0
    if one and other:
        nearer = min(abs(one), abs(other))
        return 0.0 if one * other > 0 else max(0.0, 0.25 * (1 - nearer / NEAR))
    return max(0.25, 0.7 - 0.45 * abs(one + other) / FAR)


def band(ribbon: Ribbon, width: float, height: float, above: float = 0.0) -> QPainterPath:
    """The outline of a band across a strip of `width` pixels."""
    left, right = clipped(ribbon.left, height, above), clipped(ribbon.right, height, above)
    middle = width / 2
    path = QPainterPath(QPointF(0, left[0]))
    path.cubicTo(QPointF(middle, left[0]), QPointF(middle, right[0]), QPointF(width, right[0]))
    path.lineTo(QPointF(width, right[1]))
    path.cubicTo(QPointF(middle, right[1]), QPointF(middle, left[1]), QPointF(0, left[1]))
    path.closeSubpath()
    return path


def middle(end: Span, height: float, above: float = 0.0) -> float:
    """The middle of an end as `clipped` draws it."""
    top, bottom = end
    if bottom < above:
        return above - 4.0
    return height + 4.0 if top > height else (top + bottom) / 2


def _in_full(ribbons: list[Ribbon], prominent: frozenset[int], height: float, above: float) -> set[int]:
    """The links of the bands that are drawn in full while pages move, the prominent ones first: too many take long."""
    left, found = float(HURRY), set()
    first = [one for one in ribbons if one.link in prominent] if prominent else []
    for ribbon in [*first, *(one for one in ribbons if one.link not in prominent)] if first else ribbons:
        one, other = clipped(ribbon.left, height, above), clipped(ribbon.right, height, above)
        left -= 20 + abs(one[0] - other[0]) + one[1] - one[0]
        if left < 0:
            break
        found.add(ribbon.link)
    return found


def _dots(colour: QColor, ratio: float) -> QPixmap:
    """The dots of a strip's grip: they show at every step of scrolling, and to copy them takes less than to paint."""
    picture = QPixmap(round(GRIP.width() * ratio), round(GRIP.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    middle = QPointF(GRIP.width() / 2, GRIP.height() / 2)
    painter.drawPoints([middle + QPointF(0, step) for step in (-7, 0, 7)])
    painter.end()
    return picture


class RibbonHandle(QSplitterHandle):
    """The strip between two panes: drag it to share out the width, click a band to follow its link.

    With the keyboard in it, Up and Down choose a ribbon, Left and Right go to an end, Enter shows both.

    Signals:
        end_clicked(int, bool): a link's id, and whether its left end was clicked.
        end_wanted(int, bool): a link's id, and whether its left end is to be gone to.
        both_wanted(int): a link, both ends of which are to be shown.
    """

    end_clicked = Signal(int, bool)
    end_wanted = Signal(int, bool)
    both_wanted = Signal(int)

    def __init__(self, parent: QSplitter):
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._seen: Callable[[frozenset[int]], list[Ribbon]] = lambda _: []
        self._names: Callable[[int], str] = lambda _: ""
        self._texts: Callable[[int], str] = lambda _: ""
        self._above: Callable[[], int] = lambda: 0
        self._order: list[int] = []
        self._hovered: int | None = None
        self._pressed: Ribbon | None = None
        self._pens: dict[tuple[str, int, int], QPen] = {}
        self._colours: dict[tuple[str, int], QColor] = {}
        self._grip: tuple[object, QPixmap] | None = None
        self._at: int | None = None
        # While it runs, pages move, and ribbons must not cost more than the pages.
        self._moving = QTimer(self, singleShot=True, interval=SETTLED)
        self._moving.timeout.connect(self.update)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else all that it lies on is painted first
        self._name()

    # --- what is drawn --------------------------------------------------------------------------------

    @property
    def ribbons(self) -> list[Ribbon]:
        """What is drawn, as the panes are scrolled now."""
        return self._seen(frozenset(one for one in (self._at, self._hovered) if one is not None))

    @property
    def links(self) -> list[int]:
        """The ids of all links between the two panes, by the place of their left ends."""
        return self._order

    def set_links(
        self,
        order: list[int],
        seen: Callable[[frozenset[int]], list[Ribbon]],
        names: Callable[[int], str],
        texts: Callable[[int], str],
        above: Callable[[], int],
    ) -> None:
        """Take the links between the two panes.

        `order` has their ids by place; `seen` answers the ribbons of those in sight and of the links it is given;
        `names` answers a link in a sentence, `texts` in the lines of a tip; `above` how far below the strip's
        top the pages begin.
        """
        drawn = bool(self._order or order)
        self._order, self._seen, self._above = order, seen, above
        self._names, self._texts = names, texts
        if self._at not in order:
            self._at = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if order else Qt.FocusPolicy.NoFocus)
        if self.hasFocus() and not order:
            self.clearFocus()
        self._name()
        if drawn:
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.splitter().handleWidth(), 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ordered = self.ribbons
        prominent = frozenset(
            one.link for one in ordered if one.chosen or one.link == self._hovered or one.link == self._at
        )
        if prominent:
            ordered.sort(key=self._rank)
        if ordered:
            self._paint_ribbons(painter, ordered, prominent)
        self._paint_grip(painter)

    def _paint_ribbons(self, painter: QPainter, ordered: list[Ribbon], prominent: frozenset[int]) -> None:
        height, above = self.height(), self._above()
        painter.setClipRect(self.rect().adjusted(0, above, 0, 0))
        if self._moving.isActive() and len(ordered) > FEW:
            full = _in_full(ordered, prominent, height, above)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self._paint_in_a_hurry(painter, [one for one in ordered if one.link not in full], above)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ordered = [one for one in ordered if one.link in full]
        for ribbon in ordered:
            self._paint_ribbon(painter, ribbon, above)
        painter.setClipping(False)

    def _rank(self, ribbon: Ribbon) -> tuple[bool, bool, bool]:
        return (ribbon.link == self._at, ribbon.chosen, ribbon.link == self._hovered)

    def moved(self) -> None:
        """Draw the ribbons where the pages have moved to; all of them in full when the pages have come to rest."""
        if self._order:
            self._moving.start()
            self.update()

    def _paint_in_a_hurry(self, painter: QPainter, hurried: list[Ribbon], above: float) -> None:
        """Straight lines for curved bands, between the middles of their ends; those of one look at once."""
        height, width = self.height(), self.width()
        lines: dict[tuple[str, int], list[QLineF]] = {}
        for ribbon in hurried:
            look = (ribbon.colour, round(LOOKS * strength(ribbon, height)))
            line = QLineF(0, middle(ribbon.left, height, above), width, middle(ribbon.right, height, above))
            lines.setdefault(look, []).append(line)
        ground = self.palette().color(QPalette.ColorRole.Window)
        for (colour, shade), drawn in lines.items():
            pen = self._pens.get((colour, shade, ground.rgb()))
            if pen is None:
                from desktop.reader.painting import mixed

                # Mixed with the ground, not laid over it: a line without transparency costs a fifth.
                pen = QPen(mixed(ground, self._colour(colour), 0.8 * shade / LOOKS), 0)
                self._pens[colour, shade, ground.rgb()] = pen
            painter.setPen(pen)
            painter.drawLines(drawn)

    def _colour(self, name: str) -> QColor:
        """A ribbon's colour as it stands out from the strip, light or dark."""
        ground = self.palette().color(QPalette.ColorRole.Window).rgb()
        found = self._colours.get((name, ground))
        if found is None:
            from desktop.reader.painting import readable

            found = self._colours[name, ground] = readable(QColor(name), dark=is_dark())
        return found

    def _paint_ribbon(self, painter: QPainter, ribbon: Ribbon, above: int) -> None:
        at = self.hasFocus() and ribbon.link == self._at
        marked = at or ribbon.chosen or ribbon.link == self._hovered
        colour = QColor(self._colour(ribbon.colour))
        shown = max(0.4, strength(ribbon, self.height())) if marked else strength(ribbon, self.height())
        colour.setAlphaF((0.85 if marked else PALE) * shown)
        path = band(ribbon, self.width(), self.height(), above)
        painter.fillPath(path, colour)
        if marked:
            painter.setPen(QPen(accent(), 2.4) if at else QPen(self._colour(ribbon.colour), 1.2))
            painter.drawPath(path)

    def _paint_grip(self, painter: QPainter) -> None:
        """Three dots that say the strip can be dragged."""
        colour, ratio = self.palette().color(QPalette.ColorRole.Mid), self.devicePixelRatioF()
        if self._grip is None or self._grip[0] != (colour, ratio):
            self._grip = ((colour, ratio), _dots(colour, ratio))
        corner = QPointF((self.width() - GRIP.width()) / 2, (self.height() - GRIP.height()) / 2)
        painter.drawPixmap(corner, self._grip[1])

    # --- mouse ----------------------------------------------------------------------------------------

    def _ribbon_at(self, at: QPointF) -> Ribbon | None:
        for ribbon in sorted(self.ribbons, key=self._rank, reverse=True):
            path = band(ribbon, self.width(), self.height(), self._above())
            if path.contains(at) or path.intersects(QRectF(at.x() - 2, at.y() - 3, 4, 6)):
                return ribbon
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() == Qt.MouseButton.NoButton:
            ribbon = self._ribbon_at(event.position())
            self.setCursor(Qt.CursorShape.PointingHandCursor if ribbon else Qt.CursorShape.SplitHCursor)
            hovered = ribbon.link if ribbon else None
            if hovered != self._hovered:
                self._hovered = hovered
                QToolTip.showText(
                    event.globalPosition().toPoint(), plain_tip(self._texts(ribbon.link)) if ribbon else "", self
                )
                self.update()
        elif self._pressed is None:
            super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._ribbon_at(event.position())
        if self._pressed is None:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        pressed, self._pressed = self._pressed, None
        released = self._ribbon_at(event.position())
        if released is not None and released.link == pressed.link:
            self.end_clicked.emit(pressed.link, event.position().x() < self.width() / 2)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()
        super().leaveEvent(event)

    # --- keys -----------------------------------------------------------------------------------------

    @property
    def link_at(self) -> int | None:
        """The link that the keyboard is at."""
        return self._at

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, order = event.key(), self._order
        place = order.index(self._at) if self._at in order else -1
        last = len(order) - 1
        moves: dict[int, int] = {
            Qt.Key.Key_Down: min(place + 1, last),
            Qt.Key.Key_Up: max(place - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if order and key in moves:
            self._move_to(order[moves[key]])
        elif self._at is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.end_wanted.emit(self._at, key == Qt.Key.Key_Left)
        elif self._at is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.both_wanted.emit(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at is None and self._order:
            in_sight = {ribbon.link for ribbon in self.ribbons}
            self._move_to(next((link for link in self._order if link in in_sight), self._order[0]))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _move_to(self, link: int) -> None:
        self._at = link
        self._name()
        self.update()

    def _name(self) -> None:
        name = self.tr("Links between the two reports") if self._at is None else self._names(self._at)
        if name != self.accessibleName():
            self.setAccessibleName(name)
            if not self.hasFocus():
                return
            from PySide6.QtGui import QAccessible, QAccessibleEvent  # 200 constants that few ever need

            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Focus))


class RibbonSplitter(QSplitter):
    """A row of panes whose handles are ribbon strips.

    Signals:
        end_clicked(int, bool), end_wanted(int, bool), both_wanted(int): those of its handles.
    """

    end_clicked = Signal(int, bool)
    end_wanted = Signal(int, bool)
    both_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(WIDTH)
        self.setChildrenCollapsible(False)

    @property
    def strips(self) -> list[RibbonHandle]:
        """The strips between the panes, left to right."""
        handles = [self.handle(number) for number in range(1, self.count())]
        return [handle for handle in handles if isinstance(handle, RibbonHandle)]

    def place_pane(self, pane: QWidget) -> None:
        """Add a pane at the right; it takes its share of the width."""
        number = self.count()
        self.addWidget(pane)
        self.setStretchFactor(number, 1)

    def fit_strips(self, shown: bool) -> None:
        """Make the strips as wide as there is something to show in them."""
        width = HIDDEN if not shown else WIDTH if self.count() < 3 else NARROW
        if width != self.handleWidth():
            self.setHandleWidth(width)

    def createHandle(self) -> QSplitterHandle:  # Qt calls it so
        handle = RibbonHandle(self)
        handle.end_clicked.connect(self.end_clicked)
        handle.end_wanted.connect(self.end_wanted)
        handle.both_wanted.connect(self.both_wanted)
        return handle

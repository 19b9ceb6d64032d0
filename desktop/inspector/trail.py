"""The chosen passage's thread as a trail: one stop for each passage, by year, along a line."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.inspector.link_card import LinkCard
from desktop.plain import plain_tip
from desktop.reader.words import shortened
from desktop.theme import accent, dress, line_colour
from storage.links import Stop
from storage.model import Annotation, Report

LINE = 7.5  # pixels from the left edge to the middle of the line
DOT = 4.5  # pixels: a stop's radius
INDENT = 20  # pixels that stops stand to the right of the line
QUOTE = 140  # characters of a passage that is further away


class Place(NamedTuple):
    """A stop of the trail with its annotation, its report, and the report at the near end of its link."""

    stop: Stop
    annotation: Annotation
    report: Report
    near: Report


class Trail(QWidget):
    """Stops by year: the chosen passage, those linked to it with what can be edited, and those further away.

    Signals:
        annotation_opened(int), relation_changed(int, str), note_written(int, str), link_deleted(int).
    """

    annotation_opened = Signal(int)
    relation_changed = Signal(int, str)
    note_written = Signal(int, str)
    link_deleted = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(INDENT, 0, 0, 0)
        self._column.setSpacing(10)
        self._shape: list[tuple[int, int]] = []
        self._stops: list[QWidget] = []
        self._own = -1  # which stop is the chosen passage

    def show_trail(self, places: Sequence[Place], read_only: bool) -> None:
        """Show the stops of a trail; the one without a link is the chosen passage."""
        places = sorted(places, key=lambda place: (place.report.order, place.annotation.start))
        shape = [(place.annotation.id, place.stop.link.id if place.stop.link else 0) for place in places]
        chosen = next(place.annotation.id for place in places if place.stop.link is None)
        if shape != self._shape:
            self._clear()
            self._shape = shape
            for place in places:
                self._add(self._made(place, chosen))
        self._own = next(at for at, place in enumerate(places) if place.stop.link is None)
        for widget, place in zip(self._stops, places, strict=True):
            if isinstance(widget, LinkCard) and place.stop.link is not None:
                widget.show_link(
                    place.stop.link, place.annotation, place.report, chosen == place.stop.link.earlier, read_only
                )
            elif isinstance(widget, FarStop):
                widget.show_place(place)
            elif isinstance(widget, OwnStop):
                widget.show_report(place.report)
        self.update()

    def _made(self, place: Place, chosen: int) -> QWidget:
        if place.stop.link is None:
            return OwnStop(self)
        if place.stop.near != chosen:
            far = FarStop(self)
            far.opened.connect(self.annotation_opened)
            return far
        card = LinkCard(place.stop.link.id, self)
        card.opened.connect(self.annotation_opened)
        card.relation_changed.connect(self.relation_changed)
        card.note_written.connect(self.note_written)
        card.deleted.connect(self.link_deleted)
        return card

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)
        self._stops.append(widget)

    def _clear(self) -> None:
        for widget in self._stops:
            if isinstance(widget, LinkCard):
                widget.save()
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._stops = []

    def save(self) -> None:
        """Save notes that are being typed."""
        for widget in self._stops:
            if isinstance(widget, LinkCard):
                widget.save()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, and a dot for each stop; that of the chosen passage is filled."""
        if not self._stops:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heights = [widget.y() + (18.0 if isinstance(widget, LinkCard) else 9.0) for widget in self._stops]
        painter.setPen(QPen(line_colour(), 2))
        painter.drawLine(QPointF(LINE, heights[0]), QPointF(LINE, heights[-1]))
        painter.setPen(QPen(accent(), 2))
        for at, height in enumerate(heights):
            painter.setBrush(accent() if at == self._own else self.palette().window())
            painter.drawEllipse(QPointF(LINE, height), DOT, DOT)


class OwnStop(QWidget):
    """The chosen passage's own stop."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self._year = _label("strong")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.addWidget(self._year)
        here = _label("muted")
        here.setText(self.tr("This passage"))
        row.addWidget(here, 1)

    def show_report(self, report: Report) -> None:
        """Show the year of the chosen passage's report."""
        self._year.setText(str(report.year or self.tr("undated")))
        self._year.setToolTip(plain_tip(report.name))


class FarStop(QWidget):
    """A passage joined to the chosen one by way of another.

    Signals:
        opened(int): the annotation is to be shown.
    """

    opened = Signal(int)

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self._annotation = 0
        self._title, self._quote = _label("strong"), _label("muted")
        self._title.setWordWrap(True)
        self._quote.setWordWrap(True)
        go = QToolButton()
        go.setText(self.tr("Go to"))
        go.setToolTip(self.tr("Show this passage of the thread"))
        go.setAccessibleName(go.toolTip())
        go.clicked.connect(lambda: self.opened.emit(self._annotation))
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._quote)
        column.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)

    def show_place(self, place: Place) -> None:
        """Show year, relation to the stop it is joined to, and words."""
        self._annotation = place.annotation.id
        year, near = (str(report.year or self.tr("undated")) for report in (place.report, place.near))
        relation = self.tr(place.stop.link.relation) if place.stop.link is not None else ""
        self._title.setText(self.tr("{year} · {relation}, from {near}").format(year=year, relation=relation, near=near))
        self._title.setToolTip(plain_tip(place.report.name))
        words = shortened(place.annotation.words, QUOTE)
        self._quote.setText(words if place.annotation.box else f"“{words}”")


def _label(part: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    dress(label, part)
    return label

"""What can be done to all passages that are chosen: tag, take off, mark, copy, delete."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from desktop.library_view.labels import counted, plain_label
from desktop.passages_view.filter_bar import swatch
from storage.areas import depths
from storage.model import Area


class BulkBar(QWidget):
    """Buttons that say what is to be done to what is chosen.

    Signals:
        tag_wanted(object), untag_wanted(object): an `Area`.
        picker_wanted(QRect): an area to tag with is to be found by typing, beside a place on the screen.
        mark_wanted(str): "strength", "concern" or "".
        open_wanted(), copy_wanted(), delete_wanted().
    """

    tag_wanted = Signal(object)
    untag_wanted = Signal(object)
    picker_wanted = Signal(QRect)
    mark_wanted = Signal(str)
    open_wanted = Signal()
    copy_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None, *, read_only: bool = False):
        super().__init__(parent)
        self._label = plain_label()
        self.tag = self._button(self.tr("Tag"), self.tr("Tag the chosen passages with a judgement area"))
        self.untag = self._button(self.tr("Untag"), self.tr("Take a judgement area off the chosen passages"))
        self.mark = self._button(self.tr("Mark"), self.tr("Mark the chosen passages"))
        self.copy = self._button(self.tr("Copy"), self.tr("Copy the chosen passages as a table with citations"))
        self.delete = self._button(self.tr("Delete"), self.tr("Delete the chosen highlights with notes and links"))
        marks = {
            "strength": self.tr("+ Strength"),
            "concern": self.tr("– Concern"),
            "": self.tr("Neither"),
        }
        menu = QMenu(self.mark)
        for mark, name in marks.items():
            menu.addAction(name).triggered.connect(lambda _=False, mark=mark: self.mark_wanted.emit(mark))
        self._give(self.mark, menu)
        self.copy.clicked.connect(self.copy_wanted)
        self.delete.clicked.connect(self.delete_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._label)
        for button in (self.tag, self.untag, self.mark, self.copy, self.delete):
            row.addWidget(button)
            button.setVisible(button is self.copy or not read_only)
        self._read_only = read_only

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        return button

    def _give(self, button: QToolButton, menu: QMenu) -> None:
        before = button.menu()
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        if before is not None:
            before.deleteLater()

    def show_areas(self, areas: Sequence[Area]) -> None:
        """Offer these areas; retired ones are only taken off."""
        for button, signal, offered in (
            (self.tag, self.tag_wanted, [area for area in areas if not area.retired]),
            (self.untag, self.untag_wanted, list(areas)),
        ):
            menu = areas_menu(button, offered, signal.emit)
            if button is self.tag:
                self._offer_picker(menu)
            self._give(button, menu)

    def _offer_picker(self, menu: QMenu) -> None:
        """Put typing above a menu of areas."""
        find = QAction(self.tr("Find an area…"), menu)
        find.setToolTip(self.tr("Find a judgement area by a few letters"))
        find.triggered.connect(self._want_picker)
        first = menu.actions()[0] if menu.actions() else None
        menu.insertAction(first, find)  # type: ignore[arg-type]
        menu.insertSeparator(first)  # type: ignore[arg-type]

    def _want_picker(self) -> None:
        self.picker_wanted.emit(QRect(self.tag.mapToGlobal(QPoint()), self.tag.size()))

    def show_count(self, count: int) -> None:
        """Say how many passages are chosen."""
        self._label.setText(
            self.tr("{passages} chosen:").format(passages=counted(count, self.tr("passage"), self.tr("passages")))
        )
        self.setVisible(count > 0)

    def menu(self) -> QMenu:
        """The same as a menu, for the right mouse button."""
        menu = QMenu(self)
        menu.addAction(self.tr("Open in its report")).triggered.connect(self.open_wanted)
        menu.addSeparator()
        if not self._read_only:
            for button, text in (
                (self.tag, self.tr("Tag")),
                (self.untag, self.tr("Untag")),
                (self.mark, self.tr("Mark")),
            ):
                inner = button.menu()
                if inner is not None:
                    menu.addAction(text).setMenu(inner)
        menu.addAction(self.copy.text()).triggered.connect(self.copy_wanted)
        if not self._read_only:
            menu.addSeparator()
            menu.addAction(self.delete.text()).triggered.connect(self.delete_wanted)
        return menu


def areas_menu(parent: QWidget, areas: Sequence[Area], act: object) -> QMenu:
    """A menu of areas, each under those above it."""
    menu = QMenu(parent)
    deep = depths(areas)
    for area in areas:
        action = menu.addAction(swatch(area.colour), "      " * deep[area.id] + area.name.replace("&", "&&"))
        action.triggered.connect(lambda _=False, area=area: act(area))  # type: ignore[operator]
    return menu

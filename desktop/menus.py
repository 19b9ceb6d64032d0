"""Menus and toolbar, built from the table of actions, and a few texts with plurals."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from desktop import actions, theme
from desktop.icons import icon
from desktop.library_view.labels import counted

if TYPE_CHECKING:
    from desktop.window import MainWindow


class Menus(QObject):
    """The window's menus and toolbar, and the parts of them that change."""

    def __init__(self, window: "MainWindow"):
        super().__init__(window)
        self._window = window
        self.recent = QMenu(window)
        self.appearance = QMenu(window)
        self.paper = QMenu(window)
        self.colouring = QMenu(window)
        self.reviewer = QToolButton()

    def show_reviewer(self, name: str) -> None:
        """Write the reviewer's name on its button."""
        self.reviewer.setText(name or self.tr("Your name…"))
        self.reviewer.setToolTip(self.tr("Your marks carry this name. Click to change it."))
        self.reviewer.setAccessibleName(self.tr("Reviewer: {name}").format(name=name))

    def fill_recent(self) -> None:
        """List the libraries opened lately, but this one."""
        self.recent.clear()
        here = str(self._window.project.folder)
        others = [name for name in self._window.settings.get("recent") if name != here and Path(name).is_dir()]
        for name in others:
            action = self.recent.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, name=name: self._window.library_requested.emit(Path(name), False))
        self.recent.setEnabled(bool(others))


def build(window: "MainWindow", by_id: dict[str, QAction]) -> Menus:
    """Fill the window's menu bar and toolbar."""
    menus = Menus(window)
    found = {name: window.menuBar().addMenu(actions.translated(actions.MENU_NAMES[name])) for name in actions.MENUS}
    for spec in actions.SPECS:
        menu = found[spec.menu]
        if spec.id == "-":
            menu.addSeparator()
        elif spec.id in by_id:
            menu.addAction(by_id[spec.id])
        else:
            submenu = getattr(menus, spec.id)
            submenu.setTitle(actions.translated(spec.text))
            menu.addMenu(submenu)
    by_id["quit"].setMenuRole(QAction.MenuRole.QuitRole)
    by_id["settings"].setMenuRole(QAction.MenuRole.PreferencesRole)
    by_id["about"].setMenuRole(QAction.MenuRole.AboutRole)
    by_id["highlighter"].setChecked(window.settings.get("highlight_on_drag"))
    by_id["outline"].setChecked(window.settings.get("outline"))
    by_id["inspector"].setChecked(window.settings.get("inspector"))
    found["file"].aboutToShow.connect(menus.fill_recent)
    menus.fill_recent()
    by_id["ribbons"].setChecked(window.settings.get("ribbons"))
    _fill_appearance(window, menus.appearance)
    papers = {"plain": menus_tr("As printed"), "dim": menus_tr("Dimmed"), "invert": menus_tr("Light on dark")}
    _fill_choice(window, menus.paper, "paper", papers, window.reader.set_paper)
    sayings = {
        "area": menus_tr("By judgement area"),
        "mark": menus_tr("By strength and concern"),
        "reviewer": menus_tr("By reviewer"),
    }
    _fill_choice(window, menus.colouring, "colouring", sayings, window.reader.set_colouring)
    _build_toolbar(window, menus, by_id)
    return menus


def _fill_appearance(window: "MainWindow", menu: QMenu) -> None:
    group = QActionGroup(menu)
    names = {"system": menus_tr("As the system"), "light": menus_tr("Light"), "dark": menus_tr("Dark")}
    for name, text in names.items():
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(window.settings.get("appearance") == name)
        group.addAction(action)
        action.triggered.connect(lambda _=False, name=name: _set_appearance(window, name))


def _fill_choice(
    window: "MainWindow", menu: QMenu, key: str, names: dict[str, str], choose: Callable[[str], None]
) -> None:
    """Offer the values of a setting, and act on the one that is set."""
    group = QActionGroup(menu)
    present = window.settings.get(key)
    for value, text in names.items():
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(value == present)
        group.addAction(action)
        action.triggered.connect(partial(_choose, window, key, value, choose))
    if present in names and present != next(iter(names)):
        choose(present)


def _choose(window: "MainWindow", key: str, value: str, choose: Callable[[str], None], _: bool = False) -> None:
    window.settings.set(key, value)
    choose(value)


def _set_appearance(window: "MainWindow", name: str) -> None:
    window.settings.set("appearance", name)
    theme.set_appearance(name)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app)


def _build_toolbar(window: "MainWindow", menus: Menus, by_id: dict[str, QAction]) -> None:
    bar = QToolBar(menus_tr("Toolbar"), window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    window.addToolBar(bar)
    texts = {
        "add": menus_tr("Add reports"),
        "undo": menus_tr("Undo"),
        "redo": menus_tr("Redo"),
        "highlighter": menus_tr("Highlighter"),
        "passages": menus_tr("Passages"),
        "search": menus_tr("Search"),
        "export": menus_tr("Export bundle"),
    }

    def add(name: str) -> None:
        button = QToolButton()
        action = by_id[name]
        action.setIcon(icon(name))
        button.setAutoRaise(name != "export")
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # The action's own text changes (“Undo Tag …”); the button's stays.
        button.setText(texts[name])
        action.changed.connect(lambda: button.setText(texts[name]))
        button.setAccessibleName(texts[name])
        bar.addWidget(button)

    for name in ("add", "undo", "redo", "highlighter", "passages", "search"):
        add(name)
    spacer = QWidget()
    spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(spacer)
    menus.reviewer.setAutoRaise(True)
    menus.reviewer.clicked.connect(window.commands.ask_reviewer)
    menus.show_reviewer(window.settings.get("reviewer_name"))
    bar.addWidget(menus.reviewer)
    add("export")


def menus_tr(text: str) -> str:
    """A text of the menus in the user's language."""
    return QCoreApplication.translate("menus", text)


def context(window: "MainWindow", by_id: dict[str, QAction], *, annotation: bool) -> QMenu:
    """The menu of a highlight, or of the selection and the page."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if annotation:
        names: tuple[str, ...] = ("strength", "concern", "note", "link", "", "delete")
    else:
        names = ("copy", "copy_cited", "highlight", "strength", "concern", "note", "link", "move", "", "rectangle")
        names += ("find", "go_to", "", "fit_text", "fit_width", "fit_page", "actual_size")
    if annotation or by_id["copy"].isEnabled():
        areas = menu.addMenu(menus_tr("&Tag"))
        areas.addActions([by_id[f"area_{slot}"] for slot in range(1, 10)])
    for name in names:
        if not name:
            menu.addSeparator()
        elif by_id[name].isEnabled():
            menu.addAction(by_id[name])
    return menu


def totals_text(report_count: int, passage_count: int, link_count: int) -> str:
    """What the library holds, for the status line."""
    parts = (
        (report_count, menus_tr("report"), menus_tr("reports")),
        (passage_count, menus_tr("passage"), menus_tr("passages")),
        (link_count, menus_tr("link"), menus_tr("links")),
    )
    words = (counted(*part) if part[0] else menus_tr("no {things}").format(things=part[2]) for part in parts)
    return "   " + " · ".join(words)


def outdated_text(count: int) -> str:
    """That reports were read by an older version of Yearmark."""
    if count == 1:
        return menus_tr("1 report was read by an older version of Yearmark, which may have seen less in it.")
    words = menus_tr("{n} reports were read by an older version of Yearmark, which may have seen less in them.")
    return words.format(n=f"{count:,}")


def removed_text(name: str, passage_count: int) -> str:
    """What was removed with a report."""
    if not passage_count:
        return menus_tr("{report} was removed from the library.").format(report=name)
    with_marks = counted(passage_count, menus_tr("passage"), menus_tr("passages"))
    return menus_tr("{report} was removed from the library with its {marks}.").format(report=name, marks=with_marks)

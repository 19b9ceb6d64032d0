"""The keys page and the About box."""

from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop.help import about_box, key_rows, keys_dialog


def test_areas_are_called_as_the_menu_calls_them(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    for name, text in (("area_1", "Tag with &Help && protection"), ("undo", "&Undo Highlight")):
        action = QAction(text, window)
        action.setObjectName(name)
    table = keys_dialog(window).findChild(QTableWidget)
    assert table is not None
    rows = {table.item(row, 0).text(): table.item(row, 1).text() for row in range(table.rowCount())}
    assert rows["Tag with Help & protection"] == "1"
    assert rows["Tag with area 2"] == "2"
    assert rows["Undo"] == "Ctrl+Z"


def test_what_views_understand_by_themselves_is_told() -> None:
    rows = dict(key_rows({}))
    assert rows["On a page: scroll"] == "Up, Down"
    assert rows["On a page: a screen back or on"] == "PgUp, PgDown, Space"
    assert rows["On a page: zoom"] == "Ctrl+wheel"
    assert rows["On a page: select up to here"] == "Shift+click"
    assert rows["In the list: open in the other pane"] == "Ctrl+click"


def test_about_opens_where_the_program_was_not_installed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    window = QWidget()
    qtbot.addWidget(window)
    assert about_box(window, Path("library")).text() == "Yearmark, run from its source folder"

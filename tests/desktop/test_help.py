"""The keys page and the About box."""

import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop import addresses
from desktop.help import AboutBox, about_box, key_rows, keys_dialog, show_releases
from tests.conftest import ROOT


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
    box = about(qtbot)
    assert box.name.text() == "Yearmark, run from its source folder"


def about(qtbot: QtBot, library: Path = Path("library")) -> AboutBox:
    window = QWidget()
    qtbot.addWidget(window)
    box = about_box(window, library)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    box.window_kept = window  # type: ignore[attr-defined]
    return box


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system was asked to open."""
    asked: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return asked


def buttons(box: AboutBox) -> dict[str, QPushButton]:
    return {button.text().replace("&", ""): button for button in box.findChildren(QPushButton)}


def test_about_opens_the_folders(qtbot: QtBot, opened: list[str], tmp_path: Path, home: Path) -> None:
    log = home / "log"
    log.mkdir()
    place = tmp_path / "a library, with & accents é"
    place.mkdir()
    box = about(qtbot, place)
    found = buttons(box)
    for name in ("Open licences", "Open library folder", "Open log folder"):
        found[name].click()
    licences_url = QUrl.fromLocalFile(str(ROOT / "packaging" / "licences")).toString()
    assert opened == [licences_url, *(QUrl.fromLocalFile(str(path)).toString() for path in (place, log))]
    lines = {line.accessibleName(): line.text() for line in box.findChildren(QLineEdit)}
    assert lines["Library"] == str(place)
    assert lines["Log"] == str(log)
    assert "Source" in lines
    assert box.findChildren(QLabel)[0].textFormat() == Qt.TextFormat.PlainText


def test_a_log_that_was_never_written_cannot_be_opened(qtbot: QtBot) -> None:
    assert not buttons(about(qtbot))["Open log folder"].isEnabled()


def test_the_installed_program_shows_its_own_notices(
    qtbot: QtBot, opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "licences").mkdir()
    notices = tmp_path / "licences" / "THIRD_PARTY_NOTICES.txt"
    notices.write_text("all of them", encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    buttons(about(qtbot))["Show notices"].click()
    assert opened == [QUrl.fromLocalFile(str(notices)).toString()]
    notices.unlink()
    (tmp_path / "licences").rmdir()
    assert not {"Show notices", "Open licences"} & set(buttons(about(qtbot)))


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the installers write the project's page; nothing is written yet."""
    monkeypatch.setattr(addresses, "PAGE", tmp_path / "page.txt")
    addresses.source.cache_clear()
    yield addresses.PAGE
    addresses.source.cache_clear()


def test_the_release_page_opens_only_when_there_is_one(
    page: Path, qtbot: QtBot, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "knows no page where newer versions are announced" in show_releases()
    assert "Open page" not in buttons(about(qtbot))
    assert opened == []
    page.write_text("https://example.org/yearmark/\n", encoding="utf-8")
    addresses.source.cache_clear()
    assert show_releases() == ""
    assert opened == ["https://example.org/yearmark/releases"]
    buttons(about(qtbot))["Open page"].click()
    assert opened[1:] == ["https://example.org/yearmark"]
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    assert "announced at https://example.org/yearmark/releases" in show_releases()


@pytest.mark.parametrize(
    "address",
    ["", "https://yearmark.invalid/", "http://example.org", "file:///etc", "https://", "https://x", 'https://e.org/"'],
)
def test_addresses_that_lead_nowhere_are_not_offered(page: Path, address: str) -> None:
    page.write_text(address, encoding="utf-8")
    assert addresses.source() == ""
    assert addresses.releases() == ""

"""A colleague's bundle, shown in a window of its own from a temporary library that goes with it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.app import Yearmark
from desktop.bundles.names import is_bundle
from desktop.bundles.opened_bundle import BundleBar, OpeningDialog, told
from desktop.bundles.temporary import LIBRARY, LOCK, PREFIX, Room, remove_leftovers
from desktop.library_view.password_dialog import PasswordDialog
from desktop.window import MainWindow
from storage import annotations, library, links, reports
from storage.exchange.bundle import export_bundle
from storage.exchange.bundle_reading import OpenedBundle
from storage.exchange.scope import Scope
from tests.conftest import ROOT
from tests.storage.exchange.conftest import EARLIER, LATER, Desk, desk  # noqa: F401 (a fixture)

Holder = Callable[[Path], AbstractContextManager["subprocess.Popen[str]"]]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the test's own, to see what is left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def bundle(desk: Desk) -> Path:  # noqa: F811
    """Two linked reports of Islington."""
    first = desk.pdf("2017.pdf", EARLIER, "Islington", "2017")
    second = desk.pdf("2020.pdf", LATER, "Islington", "2020")
    one = desk.mark(first, "Care leavers are safe", "Care leavers", mark="strength", note="<b>bold</b>")
    two = desk.mark(second, "Visits are now made on time", "Children in care")
    desk.link(one, two, "improved")
    export_bundle(lambda _: None, str(desk.folder), str(desk.out()), Scope())
    return desk.out()


@pytest.fixture
def shown(qtbot: QtBot, program: Yearmark) -> Iterator[Callable[[Path], MainWindow]]:
    """Open a bundle and wait for its window."""

    def show(path: Path) -> MainWindow:
        with qtbot.waitSignal(program.bundles.opened, timeout=30000) as blocker:
            program.look([path])
        qtbot.waitUntil(lambda: not program.bundles.opening, timeout=10000)
        window: MainWindow = blocker.args[0]
        return window

    yield show
    program.close()
    QApplication.setQuitOnLastWindowClosed(True)


def settled(qtbot: QtBot, program: Yearmark, path: Path) -> str:
    """Open what is no good; answer what was said."""
    said: list[str] = []
    program.bundles.refused.connect(said.append)
    with qtbot.waitSignal(program.bundles.settled, timeout=30000):
        program.look([path])
    (sentence,) = said
    return sentence


def test_bundles_are_known_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "folder.zip").mkdir()
    assert [is_bundle(tmp_path / name) for name in ("a.yearmark", "A.ZIP", "a.pdf", "folder.zip")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_a_bundle_is_shown_read_only_and_leaves_nothing(
    qtbot: QtBot, program: Yearmark, shown: Callable[[Path], MainWindow], bundle: Path, temporary: Path
) -> None:
    window = shown(bundle)
    assert window.project.read_only
    assert window.windowTitle() == "Islington 2017–2020 (bundle) – Yearmark"
    assert [path.parent.parent for path in temporary.glob("*/library/library.db")] == list(temporary.iterdir())
    qtbot.waitUntil(lambda: len(window.reader.open_reports()) == 2, timeout=10000)
    assert window.marking.chosen is not None
    assert window.inspector.note.isReadOnly()
    for name in ("add", "highlight", "area_1", "note", "link", "delete", "undo", "remove", "reviewer", "rectangle"):
        assert not window.actions_by_id[name].isEnabled(), name
    assert window.actions_by_id["export"].isEnabled()
    assert not window.selection_bar.isVisible()
    assert window.project.ask(annotations.totals) == (2, 2, 1)
    assert window.project.do("Delete", annotations.delete, 1) is None
    assert window.project.ask(annotations.totals) == (2, 2, 1)
    assert program.settings.get("rooms") == {}
    window.close()
    assert program.bundles.windows == []
    assert list(temporary.iterdir()) == []
    assert program.settings.get("rooms") == {}
    assert program.settings.get("recent") == []


def test_the_bar_says_whose_it_is_and_shows_markup_as_typed(qtbot: QtBot) -> None:
    bar = BundleBar(OpenedBundle("<b>Islington</b>", "2026-03-04", ("Amina Osei", "Ben Ali"), 2))
    qtbot.addWidget(bar)
    title, about = bar.findChildren(QLabel)
    assert title.text() == "<b>Islington</b>"
    assert title.textFormat() == about.textFormat() == Qt.TextFormat.PlainText
    assert about.text() == (
        "A bundle with marks of Amina Osei and Ben Ali, made on 4 March 2026. To look at only: nothing can be changed, "
        "and nothing of it is in your library. 2 passages were not found in their reports."
    )
    assert "Islington" in bar.accessibleDescription()
    assert told(OpenedBundle("x", "", (), 1)).startswith("A colleague’s bundle. To look at only")
    assert told(OpenedBundle("x", "", ("A", "B", "C", "D"), 1)).startswith("A bundle with marks of A and 3 others.")
    assert told(OpenedBundle("x", "", (), 1)).endswith(" 1 passage was not found in its report.")


def test_it_opens_beside_the_library_and_again_comes_forward(
    qtbot: QtBot, program: Yearmark, shown: Callable[[Path], MainWindow], bundle: Path, tmp_path: Path
) -> None:
    assert program.open(tmp_path / "mine")
    assert program.window is not None
    mine = program.window
    window = shown(bundle)
    assert program.window is mine
    assert window is not mine
    assert mine.project.ask(reports.listing) == []
    window.showMinimized()
    program.look([bundle])
    assert not window.isMinimized()
    assert len(program.bundles.windows) == 1
    mine.close()
    assert window.project.ask(links.everything)


def test_bundles_that_are_dropped_are_shown_and_not_added(
    qtbot: QtBot, program: Yearmark, shown: Callable[[Path], MainWindow], bundle: Path, tmp_path: Path
) -> None:
    assert program.open(tmp_path / "mine")
    assert program.window is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bundle))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(program.bundles.opened, timeout=30000):
        program.window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, none))
    assert program.window.project.ask(reports.listing) == []


def test_the_menu_opens_one(
    qtbot: QtBot, program: Yearmark, shown: Callable[[Path], MainWindow], bundle: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert program.open(tmp_path / "mine")
    assert program.window is not None
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(bundle)], ""))
    with qtbot.waitSignal(program.bundles.opened, timeout=30000):
        program.window.actions_by_id["look"].trigger()


def test_what_cannot_be_opened_is_said_in_the_window_and_leaves_nothing(
    qtbot: QtBot, program: Yearmark, shown: Callable[[Path], MainWindow], tmp_path: Path, temporary: Path
) -> None:
    assert program.open(tmp_path / "mine")
    assert program.window is not None
    bad = tmp_path / "bad & worse.yearmark"
    bad.write_bytes(b"PK nothing")
    settled(qtbot, program, bad)
    assert program.window.messages.text.startswith("“bad & worse.yearmark” is no bundle of Yearmark, or was cut off")
    assert list(temporary.iterdir()) == []
    assert QApplication.quitOnLastWindowClosed()


def test_without_another_window_a_refusal_ends_the_program(
    qtbot: QtBot, program: Yearmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, temporary: Path
) -> None:
    said: list[str] = []
    ended: list[int] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()))
    program.ended.connect(ended.append)
    assert program.begin(tmp_path / "library", [tmp_path / "gone.yearmark"]) is None
    qtbot.waitUntil(lambda: bool(ended), timeout=30000)
    assert said == ["“gone.yearmark” is not there any more. Nothing was opened."]
    assert ended == [1]
    assert not (tmp_path / "library").exists()
    assert list(temporary.iterdir()) == []


def test_cancel_leaves_nothing(qtbot: QtBot, program: Yearmark, bundle: Path, tmp_path: Path, temporary: Path) -> None:
    ended: list[int] = []
    program.ended.connect(ended.append)
    with qtbot.waitSignal(program.bundles.settled, timeout=30000) as blocker:
        program.look([bundle])
        (dialog,) = [
            one for one in QApplication.topLevelWidgets() if isinstance(one, OpeningDialog) and one.isVisible()
        ]
        dialog.button.click()
    assert blocker.args == ["cancelled"]
    assert ended == [0]
    assert list(temporary.iterdir()) == []


def password_dialog() -> PasswordDialog | None:
    for widget in QApplication.topLevelWidgets():
        for dialog in widget.findChildren(PasswordDialog):
            if dialog.isVisible():
                return dialog
    return None


def test_a_locked_report_asks_for_its_password(
    qtbot: QtBot, program: Yearmark, desk: Desk, temporary: Path  # noqa: F811
) -> None:  # fmt: skip
    desk.pdf("locked.pdf", EARLIER, "Islington", "2017", password="sesame")
    export_bundle(lambda _: None, str(desk.folder), str(desk.out()), Scope())
    program.look([desk.out()])
    for word in ("wrong", "sesame"):
        qtbot.waitUntil(lambda: password_dialog() is not None, timeout=30000)
        dialog = password_dialog()
        assert dialog is not None
        assert ("does not open" in dialog.question.text()) == (word == "sesame")
        assert dialog.ok.text() == "&Open"
        dialog.password.setText(word)
        dialog.ok.click()
        qtbot.waitUntil(lambda: password_dialog() is None, timeout=5000)
    qtbot.waitUntil(lambda: len(program.bundles.windows) == 1, timeout=30000)
    program.close()
    assert list(temporary.iterdir()) == []


def test_without_the_password_it_is_not_shown(
    qtbot: QtBot, program: Yearmark, desk: Desk, temporary: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()))
    desk.pdf("locked.pdf", EARLIER, "Islington", "2017", password="sesame")
    export_bundle(lambda _: None, str(desk.folder), str(desk.out()), Scope())
    program.look([desk.out()])
    qtbot.waitUntil(lambda: password_dialog() is not None, timeout=30000)
    dialog = password_dialog()
    assert dialog is not None
    with qtbot.waitSignal(program.bundles.settled):
        dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    assert len(said) == 1
    assert "opens only with its password, which a bundle does not carry" in said[0]
    assert list(temporary.iterdir()) == []


# --- leftovers ---------------------------------------------------------------------------------------


def test_what_a_crash_left_goes_at_the_next_start_and_nothing_else(temporary: Path, tmp_path: Path) -> None:
    crash = (
        "import os, sys; from desktop.bundles.temporary import Room; room = Room(); (room.folder / 'library').mkdir();"
        "(room.folder / 'library' / 'library.db').write_bytes(b'x'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", crash], cwd=ROOT, env=os.environ | {"TMPDIR": str(temporary)}, check=False)
    (crashed,) = temporary.iterdir()
    assert (crashed / LOCK).exists()
    assert (crashed / LIBRARY).is_dir()
    room = Room()
    young, old = temporary / f"{PREFIX}young", temporary / f"{PREFIX}old"
    young.mkdir()
    old.mkdir()
    os.utime(old, (time.time() - 9000,) * 2)
    mine = tmp_path / "mine"
    mine.mkdir()
    (temporary / f"{PREFIX}link").symlink_to(mine)
    os.utime(mine, (time.time() - 9000,) * 2)
    assert remove_leftovers() == 2
    assert {path.name for path in temporary.iterdir()} == {room.folder.name, young.name, f"{PREFIX}link"}
    assert mine.is_dir()
    room.remove()
    assert not room.folder.exists()


# --- as a whole --------------------------------------------------------------------------------------


def test_a_bundle_opens_while_another_process_has_the_library(
    qtbot: QtBot, program: Yearmark, shown: Callable[[Path], MainWindow], bundle: Path, tmp_path: Path,
    held_elsewhere: Holder,
) -> None:  # fmt: skip
    with held_elsewhere(tmp_path / "mine"):
        assert program.begin(tmp_path / "mine", [bundle]) is None
        qtbot.waitUntil(lambda: len(program.bundles.windows) == 1, timeout=30000)
    assert program.window is None


def test_a_later_start_hands_a_bundle_to_the_window(
    qtbot: QtBot, program: Yearmark, shown: Callable[[Path], MainWindow], bundle: Path, tmp_path: Path
) -> None:
    assert program.open(tmp_path / "mine")
    program.listen()
    command = [sys.executable, "-m", "desktop", "--library", str(tmp_path / "mine"), str(bundle)]
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, stderr=pipe, text=True) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20000)
        assert process.communicate() == ("", "")
        assert process.returncode == 0
    qtbot.waitUntil(lambda: len(program.bundles.windows) == 1, timeout=30000)
    assert library.exists(program.bundles.windows[0].project.folder)

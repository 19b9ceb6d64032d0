"""One window for one library: later starts hand their files over, and nothing else is listened to."""

import json
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from desktop import instance
from desktop.app import Application, Yearmark
from desktop.instance import Instance, handed_over, server_name
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="looks at the files of sockets")
Holder = Callable[[Path], AbstractContextManager["subprocess.Popen[str]"]]


@pytest.fixture(autouse=True)
def runtime(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for sockets that no other test and no Yearmark of this user sees."""
    folder = tmp_path_factory.mktemp("run")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    for name in instance.FORWARD:
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def listening(qtbot: QtBot, tmp_path: Path) -> Iterator[Instance]:
    made = Instance()
    assert made.listen(tmp_path)
    yield made
    made.close()


def later_start(*arguments: str | Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "desktop", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_name_is_of_the_folder_whatever_way_leads_to_it(tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to(tmp_path)
    assert server_name(tmp_path / "way") == server_name(tmp_path)
    assert server_name(tmp_path / "other") != server_name(tmp_path)
    assert len(os.fsencode(server_name(tmp_path / ("é" * 200)))) <= 104


def test_a_folder_for_sockets_that_is_too_deep_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    monkeypatch.setattr(instance.tempfile, "gettempdir", lambda: str(deep))
    assert server_name(tmp_path).startswith("/tmp/yearmark-")


def test_a_later_start_ends_with_0_and_prints_nothing(qtbot: QtBot, program: Yearmark, tmp_path: Path) -> None:
    report = tmp_path / "Bericht – über 2017.txt"
    report.write_text("Inspection of Exampleshire\n1. Children are safe.\n", encoding="utf-8")
    assert program.open(tmp_path / "library")
    program.listen()
    assert program.window is not None
    program.window.showMinimized()
    handed: list[list[Path]] = []
    assert program.instance is not None
    program.instance.files_handed.connect(handed.append)
    with later_start("--library", tmp_path / "library", report) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20000)
        assert process.stdout is not None
        assert process.stderr is not None
        assert (process.returncode, process.stdout.read(), process.stderr.read()) == (0, "", "")
    assert handed == [[report]]
    assert not program.window.isMinimized()
    qtbot.waitUntil(
        lambda: (
            program.window is not None and len(program.window.library_view.tree.model().index(0, 0).data() or "") > 0
        )
    )


def test_a_later_start_without_files_brings_the_window_forward(qtbot: QtBot, program: Yearmark, tmp_path: Path) -> None:
    assert program.open(tmp_path / "library")
    program.listen()
    assert program.window is not None
    program.window.showMinimized()
    with later_start("--library", tmp_path / "library") as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20000)
        assert process.returncode == 0
    assert not program.window.isMinimized()


def test_where_no_window_answers_the_sentence_is_shown(
    qtbot: QtBot, program: Yearmark, tmp_path: Path, held_elsewhere: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()))
    with held_elsewhere(tmp_path / "library"):
        began = time.monotonic()
        assert program.begin(tmp_path / "library") == 1
        assert time.monotonic() - began < 4
    assert len(said) == 1
    assert "is open in another Yearmark window" in said[0]


def test_a_window_that_hangs_is_given_up_after_the_time(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(server_name(tmp_path))
        deaf.listen()
        began = time.monotonic()
        assert not handed_over(tmp_path, patience=0.5)
        assert 0.3 < time.monotonic() - began < 1.5


def test_what_a_crash_left_is_taken_over(qtbot: QtBot, tmp_path: Path) -> None:
    name = server_name(tmp_path)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(name)
    began = time.monotonic()
    assert not handed_over(tmp_path, insist=False)
    assert time.monotonic() - began < 0.5
    made = Instance()
    assert made.listen(tmp_path)
    assert stat.S_IMODE(os.lstat(name).st_mode) & 0o077 == 0
    made.close()
    assert not os.path.lexists(name)


def test_another_users_socket_is_never_spoken_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(server_name(tmp_path))
        other.listen()
        other.settimeout(0.2)
        uid = os.getuid()
        monkeypatch.setattr(instance.os, "getuid", lambda: uid + 1)
        assert not handed_over(tmp_path, patience=0.3)
        with suppress(TimeoutError):
            heard.append(other.accept())
    assert heard == []


def test_an_ordinary_file_of_that_name_is_left_alone(qtbot: QtBot, tmp_path: Path) -> None:
    Path(server_name(tmp_path)).write_text("kept", encoding="utf-8")
    assert not handed_over(tmp_path, patience=0.2)
    assert Path(server_name(tmp_path)).read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    "message",
    [
        b"hello\n",
        b"[" * 100_000 + b"\n",
        b"\xff\xfe\n",
        json.dumps({"yearmark": 2, "files": []}).encode() + b"\n",
        json.dumps({"yearmark": 1}).encode() + b"\n",
        json.dumps({"yearmark": 1, "files": ["relative.pdf"]}).encode() + b"\n",
        json.dumps({"yearmark": 1, "files": ["/a\0b"]}).encode() + b"\n",
        json.dumps({"yearmark": 1, "files": [7], "tokens": {}}).encode() + b"\n",
        b"x" * (instance.LONGEST + 2),
    ],
)
def test_bad_messages_are_hung_up_on(qtbot: QtBot, listening: Instance, tmp_path: Path, message: bytes) -> None:
    handed: list[object] = []
    listening.files_handed.connect(handed.append)
    caller = QLocalSocket()
    caller.connectToServer(server_name(tmp_path))
    assert caller.waitForConnected(1000)
    caller.write(message)
    qtbot.waitUntil(lambda: caller.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=5000)
    assert bytes(caller.readAll().data()) == b""
    assert handed == []
    assert listening.listening


def test_only_known_tokens_are_taken(qtbot: QtBot, listening: Instance, tmp_path: Path) -> None:
    message = {"yearmark": 1, "files": [], "tokens": {"XDG_ACTIVATION_TOKEN": "abc", "LD_PRELOAD": "/bad.so"}}
    caller = QLocalSocket()
    caller.connectToServer(server_name(tmp_path))
    assert caller.waitForConnected(1000)
    with qtbot.waitSignal(listening.files_handed, timeout=5000) as blocker:
        caller.write(json.dumps(message).encode() + b"\n")
    assert blocker.args == [[]]
    assert os.environ.pop("XDG_ACTIVATION_TOKEN") == "abc"
    assert "LD_PRELOAD" not in os.environ


def test_the_socket_goes_with_the_library(qtbot: QtBot, program: Yearmark, tmp_path: Path) -> None:
    assert program.open(tmp_path / "one")
    program.listen()
    assert program.open(tmp_path / "two")
    assert not os.path.lexists(server_name(tmp_path / "one"))
    assert os.path.lexists(server_name(tmp_path / "two"))
    assert program.window is not None
    program.window.close()
    assert not os.path.lexists(server_name(tmp_path / "two"))


def test_starting_loads_no_network_module_before_the_first_paint() -> None:
    program = (
        "import sys, desktop.app, desktop.window; print('PySide6.QtNetwork' in sys.modules, 'zipfile' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "False"


def test_files_that_macos_names_are_passed_on(qtbot: QtBot, qapp: object) -> None:
    """The event that macOS sends for a double-click; the class is tried without a second application."""
    wanted: list[Path] = []

    class Told:
        file_wanted = type("Signal", (), {"emit": staticmethod(wanted.append)})

    event = QFileOpenEvent("/reports/Islington.yearmark")
    assert event.type() == QEvent.Type.FileOpen
    assert Application.event(Told(), event)  # type: ignore[arg-type]
    assert wanted == [Path("/reports/Islington.yearmark")]

"""One window for one library: a second start hands its files to the window that is open, and ends.

The window that holds a library listens on a local socket whose name comes from the library's folder; a start that finds
the library in use writes one line of JSON to it: the files, and what the desktop gives a program so that a window
may come forward. Nothing goes over a network, and nothing of another user is spoken to: the socket can be used by its
owner only, and a start looks whose it is before it connects. Loaded after the first paint, or when a library is in use.
"""

import getpass
import hashlib
import json
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

VERSION = 1
PATIENCE = 2.0  # seconds that a start waits for the window that is open
LONGEST = 1 << 20  # bytes of one message
FORWARD = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")  # what desktops give so that a window may take the focus
_LONGEST_PATH = 100  # bytes; the system's limit for the path of a socket is 104 on macOS, 108 on Linux
_AGAIN = 0.1  # seconds between two attempts
_DONE = b"ok\n"


def server_name(folder: Path) -> str:
    """The name of the socket of a library: a path in a folder of the user's own, on Windows the name of a pipe."""
    place = os.path.normcase(os.path.realpath(folder))
    digest = hashlib.sha256(f"{getpass.getuser()}\0{place}".encode("utf-8", "surrogateescape")).hexdigest()
    name = f"yearmark-{digest[:24]}"
    if sys.platform == "win32":
        return name
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    for base in (runtime, tempfile.gettempdir(), "/tmp"):
        path = os.path.join(base, name)
        usable = base.startswith("/") and os.path.isdir(base) and os.access(base, os.W_OK)
        if usable and len(os.fsencode(path)) <= _LONGEST_PATH:
            return path
    return f"/tmp/{name}"


def _is_ours(name: str) -> bool:
    """Whether a socket of that name is there and belongs to this user; on Windows only connecting tells."""
    if sys.platform == "win32":
        return True
    try:
        found = os.lstat(name)
    except OSError:
        return False
    return stat.S_ISSOCK(found.st_mode) and found.st_uid == os.getuid()


# --- the second start ------------------------------------------------------------------------------------


def handed_over(folder: Path, files: Iterable[Path] = (), *, insist: bool = True, patience: float = PATIENCE) -> bool:
    """Have the window on a library take files and come forward; answer whether it did, within `patience` seconds.

    A window that is just opening does not listen yet: with `insist`, where nobody does, it is tried again until then.
    """
    name = server_name(folder)
    tokens = {key: os.environ[key] for key in FORWARD if os.environ.get(key)}
    message = {"yearmark": VERSION, "files": [os.fspath(file.absolute()) for file in files], "tokens": tokens}
    line = json.dumps(message).encode("ascii") + b"\n"
    end = time.monotonic() + patience
    while True:
        if len(line) <= LONGEST and _is_ours(name) and _sent(name, line, end):
            return True
        if not insist or time.monotonic() + _AGAIN >= end:
            return False
        time.sleep(_AGAIN)


def _sent(name: str, line: bytes, end: float) -> bool:
    def left() -> int:
        return max(1, int(1000 * (end - time.monotonic())))

    socket = QLocalSocket()
    socket.connectToServer(name)
    try:
        if not socket.waitForConnected(left()):
            return False
        _let_come_forward()
        socket.write(line)
        answer = b""
        while socket.bytesToWrite() and time.monotonic() < end:
            if not socket.waitForBytesWritten(left()):
                return False
        while not answer.endswith(b"\n") and time.monotonic() < end:
            if not socket.bytesAvailable() and not socket.waitForReadyRead(left()):
                return False
            answer += bytes(socket.read(len(_DONE)).data())
        return answer == _DONE
    finally:
        socket.abort()


def _let_come_forward() -> None:
    """Let another process take the foreground, which Windows allows only the process that the user started last."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # any process


# --- the window that is open -----------------------------------------------------------------------------


class Instance(QObject):
    """Listens for later starts on the library whose window is open.

    Signals:
        files_handed(object): paths that a later start was given, perhaps none; the window is to come forward.
    """

    files_handed = Signal(object)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._server: QLocalServer | None = None
        self._name = ""

    @property
    def listening(self) -> bool:
        """Whether a later start would be heard."""
        return self._server is not None and self._server.isListening()

    def listen(self, folder: Path) -> bool:
        """Listen for the library in a folder, which this process holds, in place of another; answer whether it can.

        Whoever holds the library is the only one who may listen, so what stands there is left from a crash.
        """
        name = server_name(folder)
        if self.listening and name == self._name:
            return True
        self.close()
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if _is_ours(name):
            QLocalServer.removeServer(name)
        server.newConnection.connect(self._on_connection)
        if not server.listen(name):
            server.deleteLater()
            return False
        self._server, self._name = server, name
        return True

    def close(self) -> None:
        """Listen no more; the socket's file goes."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None

    def _on_connection(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            _Caller(self._server.nextPendingConnection(), self._take, self)

    def _take(self, files: list[Path], tokens: dict[str, str]) -> None:
        os.environ.update(tokens)  # Qt looks for them there when a window is to become active
        self.files_handed.emit(files)


class _Caller(QObject):
    """One later start on the line: its message is read to the end of the line, answered, and passed on."""

    def __init__(self, socket: QLocalSocket, take: Callable[[list[Path], dict[str, str]], None], parent: QObject):
        super().__init__(parent)
        self._socket, self._take = socket, take
        self._data = b""
        socket.setParent(self)
        socket.setReadBufferSize(LONGEST)
        socket.readyRead.connect(self._on_ready)
        socket.disconnected.connect(self.deleteLater)
        QTimer.singleShot(round(1000 * PATIENCE), self, socket.abort)
        self._on_ready()

    def _on_ready(self) -> None:
        self._data += bytes(self._socket.readAll().data())
        if len(self._data) > LONGEST:
            self._socket.abort()
        elif self._data.endswith(b"\n"):
            found = _understood(self._data)
            if found is None:
                self._socket.abort()
                return
            self._socket.readyRead.disconnect(self._on_ready)
            self._socket.write(_DONE)
            self._socket.flush()
            self._socket.disconnectFromServer()
            self._take(*found)


def _understood(data: bytes) -> tuple[list[Path], dict[str, str]] | None:
    """The files and tokens of a message; None where it is none of ours."""
    try:
        message: Any = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict) or message.get("yearmark") != VERSION:
        return None
    files, tokens = message.get("files"), message.get("tokens", {})
    if not isinstance(files, list) or not isinstance(tokens, dict):
        return None
    if not all(isinstance(file, str) and os.path.isabs(file) and "\0" not in file for file in files):
        return None
    kept = {key: tokens[key] for key in FORWARD if isinstance(tokens.get(key), str) and "\0" not in tokens[key]}
    return [Path(file) for file in files], kept

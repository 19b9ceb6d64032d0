"""What tests of every layer share; nothing here loads Qt."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from storage.library import Library, create

ROOT = Path(__file__).parent.parent


def bounds_memory() -> bool:
    """Whether a limit of memory that a process takes upon itself is kept here: not on macOS, nor by Wine."""
    if sys.platform == "win32":
        import ctypes

        return not hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")
    return sys.platform == "linux"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test: no test touches the user's library, settings or log."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("YEARMARK_HOME", str(folder))
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A new, empty library, open for writing."""
    with create(tmp_path / "library") as opened:
        yield opened


_HOLD = """
import sys
from pathlib import Path
from storage.library import opened_or_created
with opened_or_created(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held_elsewhere() -> Callable[[Path], AbstractContextManager[subprocess.Popen[str]]]:
    """Keep a library open for writing in a second process: `with held_elsewhere(folder) as process`."""

    @contextmanager
    def holding(folder: Path) -> Iterator[subprocess.Popen[str]]:
        command = [sys.executable, "-c", _HOLD, str(folder)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
            assert process.stdout is not None
            assert process.stdin is not None
            try:
                assert process.stdout.readline() == "open\n"
                yield process
            finally:
                process.stdin.close()
                process.wait(20)

    return holding


@pytest.fixture
def as_nobody(tmp_path: Path) -> Callable[[], AbstractContextManager[None]]:
    """Be a user whom write protection binds, for a moment: root becomes nobody."""

    @contextmanager
    def unprivileged() -> Iterator[None]:
        if not hasattr(os, "geteuid"):
            pytest.skip("write protection of folders works otherwise on Windows")
        if os.geteuid() != 0:
            yield
            return
        for folder in (tmp_path, *tmp_path.parents):
            if folder.stat().st_uid == 0 and str(folder).startswith("/tmp/"):
                folder.chmod(folder.stat().st_mode | 0o055)
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    return unprivileged

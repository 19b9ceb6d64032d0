"""The Windows installer under Wine, with a stand-in for the program: installed, updated, uninstalled, nothing left.

The program itself has been started under Wine by hand (with a Windows Python put together from wheels and a stand-in
for ICU, which Wine 8 lacks); these tests do without, and the release workflow tries it on Windows.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

KEYS = (
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Yearmark",
    r"HKCU\Software\Classes\.yearmark",
    r"HKCU\Software\Classes\Yearmark.Bundle",
    r"HKCU\Software\Classes\Applications\yearmark.exe",
)


class Windows:
    """A Windows of Wine's in a folder, for this test alone."""

    def __init__(self, folder: Path, wine: str):
        folder.mkdir()
        self._wine = wine
        self._env = {"PATH": os.environ["PATH"], "HOME": str(folder), "WINEPREFIX": str(folder / "prefix")}
        self._env |= {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "LANG": "C.UTF-8"}
        self.drive = folder / "prefix/drive_c"
        self.run("wineboot", "-i")

    def run(self, *words: str | Path) -> int:
        command = [self._wine, *map(str, words)]
        pipe = subprocess.DEVNULL
        return subprocess.run(command, env=self._env, stdout=pipe, stderr=pipe, timeout=240, check=False).returncode

    def has_key(self, key: str) -> bool:
        return self.run("reg", "query", key) == 0

    def close(self) -> None:
        subprocess.run(["wineserver", "-k"], env=self._env, check=False)


@pytest.fixture
def windows(tmp_path: Path):
    places = (shutil.which("wine64"), "/usr/lib/wine/wine64")
    wine = next((place for place in places if place and Path(place).exists()), None)
    if wine is None or not shutil.which("wineserver"):
        pytest.skip("Wine is not installed here")
    made = Windows(tmp_path / "wine", wine)
    yield made
    made.close()


def test_installer_installs_updates_and_leaves_only_what_is_not_its_own(windows: Windows, tmp_path: Path, monkeypatch):
    from windows import setup

    from tests.release.test_parts import one_pixel_icon

    if not shutil.which(setup.TOOL):
        pytest.skip("makensis is not installed here")
    payload = tmp_path / "payload"
    (payload / "_internal").mkdir(parents=True)
    (payload / "yearmark.exe").write_bytes(b"MZ")
    (payload / "_internal/é.txt").touch()
    (tmp_path / "icons").mkdir()
    (tmp_path / "icons/yearmark.ico").write_bytes(one_pixel_icon())
    monkeypatch.setattr(setup.facts, "BUILD", tmp_path)
    installer = tmp_path / "yearmark-0-setup.exe"
    *command, script = setup.command(payload, installer, fast=True)
    # Wine's 64-bit half alone is enough for an installer of 64 bits.
    subprocess.run([*command, "-DTARGET=amd64-unicode", script], check=True, stdout=subprocess.DEVNULL)

    assert windows.run(installer, "/S") == 0
    (program,) = windows.drive.glob("users/*/AppData/Local/Programs/Yearmark")
    (program / "_internal/of the older version.txt").touch()
    (program / "a note of the user's.txt").touch()
    assert windows.run(installer, "/S") == 0
    found = {path.name for path in program.rglob("*") if path.is_file()}
    assert found == {"yearmark.exe", "uninstall.exe", "é.txt", "a note of the user's.txt"}
    assert [key for key in KEYS if not windows.has_key(key)] == []
    assert list(windows.drive.glob("users/*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Yearmark.lnk"))

    # With "_?=" the uninstaller does not go on as a copy of itself, so that it can be waited for; it stays then.
    place = f"C:\\{program.relative_to(windows.drive)}".replace("/", "\\")
    assert windows.run(program / "uninstall.exe", "/S", f"_?={place}") == 0
    assert {path.name for path in program.rglob("*")} <= {"a note of the user's.txt", "uninstall.exe"}
    assert [key for key in KEYS if windows.has_key(key)] == []
    assert not list(windows.drive.glob("users/*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Yearmark.lnk"))

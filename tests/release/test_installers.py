"""The Linux installers: what they carry, that they are the same each time, and the one for a single user."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.release.conftest import packaged

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are Linux's installers"),
]

DEB_MB = 65


def told(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def of_kind(installers: dict[str, Path], kind: str) -> Path:
    if kind not in installers:
        pytest.skip(f"the tool that makes .{kind} is not installed here")
    return installers[kind]


def having(tool: str) -> str:
    return shutil.which(tool) or pytest.skip(f"{tool} is not installed here")


@pytest.fixture
def unpacked(installers, tmp_path: Path) -> Path:
    told("dpkg-deb", "-x", of_kind(installers, "deb"), tmp_path / "unpacked")
    return tmp_path / "unpacked"


def test_checksums_are_right(installers):
    folder = next(iter(installers.values())).parent
    lines = told("sh", "-c", f'cd "{folder}" && sha256sum --check SHA256SUMS').splitlines()
    assert len(lines) == len(installers)


def test_deb_names_what_the_program_needs(installers):
    fields = told("dpkg-deb", "-f", of_kind(installers, "deb"))
    import facts

    assert f"Version: {facts.version()}\n" in fields
    for package in ("libc6 (>= 2.", "libegl1", "libgl1", "libxcb1", "fontconfig-config"):
        assert package in fields


def test_everything_in_the_deb_is_roots_and_nobody_may_change_it(installers):
    lines = told("dpkg-deb", "-c", of_kind(installers, "deb")).splitlines()
    assert [line for line in lines if " root/root " not in line] == []
    assert {line[:10] for line in lines} == {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"}
    runs = [line.split()[-1] for line in lines if line.startswith("-rwx")]
    assert runs == ["./usr/lib/yearmark/yearmark"]


def test_desktop_accepts_what_it_is_told(unpacked: Path):
    told(having("desktop-file-validate"), unpacked / "usr/share/applications/yearmark.desktop")
    (metainfo,) = (unpacked / "usr/share/metainfo").iterdir()
    told(having("appstreamcli"), "validate", "--no-net", metainfo)


def test_type_of_bundles_is_known_to_the_desktop(unpacked: Path):
    told(having("update-mime-database"), unpacked / "usr/share/mime")
    assert ":*.yearmark" in (unpacked / "usr/share/mime/globs2").read_text("utf-8")


def test_man_page_can_be_read(unpacked: Path):
    page = told("gzip", "-dc", unpacked / "usr/share/man/man1/yearmark.1.gz")
    assert "@" not in page
    assert ".SH SYNOPSIS" in page


def test_installers_are_the_same_each_time(installers, tmp_path: Path):
    packaged("--again", "--fast", "--out", str(tmp_path))
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    first = [*installers.values(), next(iter(installers.values())).parent / "SHA256SUMS"]
    assert sorted(made) == sorted(path.name for path in first)
    assert [path.name for path in first if made[path.name] != path.read_bytes()] == []


@pytest.mark.skipif(not os.environ.get("YEARMARK_RELEASE"), reason="takes six minutes: set YEARMARK_RELEASE=1 for it")
def test_release_is_small_enough_clean_and_the_same_when_frozen_again(frozen: Path, tmp_path: Path):
    """xz as in a release, twice from the source, and lintian: about six minutes, so only when asked."""
    for name in ("first", "second"):
        packaged("--only", "deb", "--out", str(tmp_path / name))
    (first,) = (tmp_path / "first").glob("*.deb")
    assert first.read_bytes() == (tmp_path / "second" / first.name).read_bytes()
    assert first.stat().st_size / 1e6 <= DEB_MB
    assert told(having("lintian"), "--fail-on", "error,warning", first) == ""


def test_rpm_names_libraries_and_carries_the_program(installers):
    path = of_kind(installers, "rpm")
    needs = told("rpm", "-qp", "--requires", path).split("\n")
    assert "libEGL.so.1()(64bit)" in needs
    files = told("rpm", "-qpl", path).splitlines()
    assert {"/usr/bin/yearmark", "/usr/lib/yearmark/yearmark", "/usr/share/applications/yearmark.desktop"} <= set(files)


# --- the installer for one user -------------------------------------------------------------------------------------


def run_installer(path: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    home.mkdir(parents=True, exist_ok=True)
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home)}
    command = ["sh", str(path), *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, cwd=home, timeout=300, check=False)


def test_run_installs_for_one_user_again_over_itself_and_leaves_nothing(installers, tmp_path: Path):
    path = of_kind(installers, "run")
    home = tmp_path / "Zoë's home & more"
    library = home / ".local/share/Yearmark/library"
    library.mkdir(parents=True)
    (library / "kept").touch()
    before = set(home.rglob("*"))
    for _ in range(2):
        done = run_installer(path, home)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "is installed in" in done.stdout
    command = home / ".local/bin/yearmark"
    import facts

    assert told(command, "--version") == f"yearmark {facts.version()}\n"
    entry = (home / ".local/share/applications/yearmark.desktop").read_text("utf-8")
    assert f'Exec="{home}/.local/lib/yearmark/yearmark" %F\n' in entry
    if shutil.which("desktop-file-validate"):
        told("desktop-file-validate", home / ".local/share/applications/yearmark.desktop")
    assert not list((home / ".local/lib").glob("yearmark.*"))

    told("sh", home / ".local/lib/yearmark/uninstall.sh")
    caches = ("mime", "mimeinfo.cache")
    left = [place for place in home.rglob("*") if place not in before and place.is_file()]
    assert [place for place in left if not any(name in place.parts for name in caches)] == []
    assert not any("yearmark" in place.read_text("utf-8", "replace") for place in left)
    assert (library / "kept").exists()


def test_damaged_run_is_refused_and_installs_nothing(installers, tmp_path: Path):
    whole = of_kind(installers, "run").read_bytes()
    place = len(whole) * 2 // 3
    damaged = tmp_path / "damaged.run"
    damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
    done = run_installer(damaged, tmp_path / "home")
    assert done.returncode != 0
    assert "checksum" in (done.stdout + done.stderr).lower()
    assert not (tmp_path / "home/.local").exists()


def test_run_for_an_unknown_option_says_what_it_knows(installers, tmp_path: Path):
    done = run_installer(of_kind(installers, "run"), tmp_path / "home", "--", "--everywhere")
    assert done.returncode != 0
    assert "--prefix" in done.stderr
    assert not (tmp_path / "home/.local").exists()

"""From download to first report on a bare Debian 12: installed, tried, updated, opened by a double click, purged."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.release.clean_root import CleanRoot, Unavailable, bare_system, complaint

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a clean Debian needs Linux"),
]

# Where a program of the user's may write.
OWN = ("/home/reader/", "/tmp/", "/dev/shm/", "/dev/null", "/dev/tty", "/proc/self/", "/proc/thread-self/")
WATCHED = "execve,socket,openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat"
WATCHED += ",symlink,symlinkat,truncate,chmod,fchmodat,chown,fchownat,mknod,mknodat"
DESKTOP = ("xdg-utils", "shared-mime-info", "desktop-file-utils", "libglib2.0-bin")


def aged(deb: Path, out: Path) -> Path:
    """The same package, of an older version."""
    folder = out / "old"
    subprocess.run(["dpkg-deb", "-R", str(deb), str(folder)], check=True)
    control = folder / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^Version: .*$", "Version: 0.0.1", control.read_text("utf-8")), "utf-8")
    command = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(folder), str(out / "old.deb")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(folder)
    return out / "old.deb"


@pytest.fixture(scope="module")
def bare(installers: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[CleanRoot]:
    """A bare Debian with both packages in /tmp, and nothing installed yet."""
    if "deb" not in installers:
        pytest.skip("dpkg-deb is not installed here")
    if why := complaint():
        pytest.skip(why)
    try:
        bare_system()
    except Unavailable as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("clean") / "root"
    root = CleanRoot(folder)
    shutil.copyfile(installers["deb"], folder / "tmp/new.deb")
    shutil.move(aged(installers["deb"], folder.parent), folder / "tmp/old.deb")
    yield root
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def installed(bare: CleanRoot) -> CleanRoot:
    """The older version installed and used, then the newer one installed over it."""
    try:
        bare.install(*DESKTOP, "/tmp/old.deb")
    except Unavailable as error:
        pytest.skip(str(error))
    bare.run("yearmark", "sample", user="reader")
    bare.install("/tmp/new.deb")
    return bare


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """The name of a bare X server's screen, without a desktop."""
    if not shutil.which("Xvfb"):
        pytest.skip("Xvfb is not installed here")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


def test_missing_library_is_told_in_a_sentence(bare: CleanRoot):
    bare.run("dpkg-deb", "-x", "/tmp/new.deb", "/opt/bare")
    for arguments in ([], ["--selftest"]):
        done = bare.tried("/opt/bare/usr/bin/yearmark", *arguments, user="reader")
        said = done.stdout + done.stderr
        assert done.returncode == 1
        assert "this system lacks a library that it needs: lib" in said
        assert "apt install" in said
        assert "Traceback" not in said
    shutil.rmtree(bare.folder / "opt/bare")


def test_newer_version_keeps_the_library_of_the_older(installed: CleanRoot):
    listed = json.loads(installed.run("yearmark", "reports", "--json", user="reader"))
    assert len(listed) == 4
    assert "0.0.1" not in installed.run("dpkg-query", "-W", "yearmark")


def test_self_test_without_a_screen(installed: CleanRoot):
    said = installed.run("yearmark", "--selftest", user="reader")
    assert "platform: offscreen" in said
    assert "FAILED" not in said


def test_self_test_on_a_bare_x_server(installed: CleanRoot, screen: str):
    said = installed.run("yearmark", "--selftest", user="reader", env={"DISPLAY": screen}, screen=True)
    assert "platform: xcb" in said
    assert "FAILED" not in said


def running(words: str) -> list[int]:
    """The processes whose command has these words."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if words in command and command.startswith("/usr/") is False and "yearmark" in command.split(" ")[0]:
            found.append(int(path.parent.name))
    return found


def test_double_click_on_a_bundle_reaches_the_program(installed: CleanRoot, screen: str):
    bundle = "/home/reader/from a colleague.yearmark"
    installed.run("yearmark", "export", bundle, user="reader")
    asked = installed.run("xdg-mime", "query", "default", "application/x-yearmark-bundle", user="reader")
    assert asked.strip() == "yearmark.desktop"
    assert "application/x-yearmark-bundle" in installed.run("gio", "info", "-a", "standard::content-type", bundle)

    env = {"DISPLAY": screen, "XDG_CURRENT_DESKTOP": "GNOME"}
    words = installed.command(["xdg-open", bundle], env, screen=True, user="reader")
    subprocess.run(words, timeout=60, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started: list[int] = []
    for _ in range(50):
        started = running(bundle)
        if started:
            break
        time.sleep(0.2)
    assert started, "the program was not started with the bundle"
    time.sleep(3)
    assert running(bundle) == started, "the program ended at once"
    for process in started:
        subprocess.run(["kill", str(process)], check=False)


def test_no_network_and_nothing_written_elsewhere(installed: CleanRoot, tmp_path: Path):
    if not shutil.which("strace"):
        pytest.skip("strace is not installed here")
    trace = tmp_path / "trace"
    inside = installed.command(["/usr/bin/yearmark", "--selftest"], {}, user="reader")
    command = ["strace", "-f", "--seccomp-bpf", "-s", "300", "-o", str(trace), "-e", f"trace={WATCHED}", *inside]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if "ptrace" in done.stderr and not trace.stat().st_size:
        pytest.skip("this container may not watch processes")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = trace.read_text("utf-8", "replace").splitlines()
    begins = next(place for place, line in enumerate(lines) if 'execve("/usr/bin/yearmark"' in line)
    ours = lines[begins:]
    assert len(ours) > 500
    assert [line for line in ours if "socket(" in line and ("AF_INET" in line or "AF_PACKET" in line)] == []
    assert [line for line in ours if is_foreign(line)] == []


def is_foreign(line: str) -> bool:
    """Whether a line of the trace tells of something written, or tried to be, outside the user's own places."""
    call = re.match(r"\d+ +(\w+)\((.*)", line)
    if call is None or call[1] in ("execve", "socket") or " = -1 " in line:
        return False
    if call[1] in ("open", "openat") and not re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", line):
        return False
    # What is named from an open folder (dirfd) is judged by that folder's own line.
    return any(path.startswith("/") and not (path + "/").startswith(OWN) for path in re.findall(r'"([^"]*)"', call[2]))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('12 openat(AT_FDCWD, "/usr/lib/yearmark/x.pyc", O_WRONLY|O_CREAT, 0644) = 5', True),
        ('12 openat(AT_FDCWD, "/usr/lib/yearmark/x.pyc", O_RDONLY|O_CLOEXEC) = 5', False),
        ('12 openat(AT_FDCWD, "/home/reader/.config/Yearmark/settings.json", O_RDWR|O_CREAT) = 5', False),
        ('12 mkdir("/var/lib/yearmark", 0777) = 0', True),
        ('12 rename("/tmp/a", "/etc/b") = 0', True),
        ('12 openat(AT_FDCWD, "/dev/null", O_RDWR) = 5', False),
    ],
)
def test_trace_is_judged_by_place(line: str, expected: bool):
    assert is_foreign(line) is expected


def test_purge_leaves_no_file(installed: CleanRoot):
    carried = installed.run("dpkg-query", "-L", "yearmark").split("\n")
    ours = {path.strip("/") for path in carried if "yearmark" in path.lower()}
    assert len(ours) > 200
    installed.run("apt-get", "purge", "-y", "-qq", "yearmark")
    left = installed.files()
    assert ours & left == set()
    elsewhere = ("home/reader/", "tmp/", "var/cache/apt/archives/")
    assert [path for path in left if "yearmark" in path.lower() and not path.startswith(elsewhere)] == []
    for cache in ("usr/share/applications/mimeinfo.cache", "usr/share/mime/globs2"):
        assert "yearmark" not in (installed.folder / cache).read_text("utf-8")
    # The library is the reader's, not the package's.
    assert (installed.folder / "home/reader/.local/share/Yearmark/library").is_dir()

"""A bare Debian 12 in a folder, to install into: made with debootstrap once, and kept as an archive for the next run.

Nothing is mounted that stays: what the commands in it need (/proc, /dev/shm, the X server's socket) is mounted in a
name space of each command's own. What stops it here (no root, no network, a container without these rights) is said
in one sentence by `complaint`.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SUITE = "bookworm"
LIMIT = 900  # seconds for one command
TOOLS = ("debootstrap", "unshare", "chroot", "tar")
# $1 is the root, $2 whether the X server's socket is wanted; the command follows.
ENTER = """
root="$1"; x="$2"; shift 2
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
if [ "$x" = yes ]; then mkdir -p "$root/tmp/.X11-unix"; mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"; fi
exec chroot "$root" "$@"
"""
# The variables of somebody who has just logged in; nothing of ours.
LOGIN = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/home/reader",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}


class Unavailable(Exception):
    """What stops the clean root here, as one sentence."""


def complaint() -> str:
    """Why no clean root can be made on this machine; "" when nothing is known against it."""
    if os.geteuid() != 0:
        return "a clean root needs root's rights"
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        return f"not installed here: {', '.join(missing)}"
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, text=True, check=False
    )
    return "" if tried.returncode == 0 else "this container may not mount anything, so no clean root can be entered"


def cache() -> Path:
    """The folder that keeps the bare system and the packages fetched, from one run to the next."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "yearmark-release-tests"


def _mirror() -> list[str]:
    """Where this machine's own apt fetches Debian 12: debootstrap's last argument; nothing on another system."""
    command = ["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    places = [line.split()[1] for line in told.splitlines() if line.startswith(f"{SUITE} ")]
    return places[:1]


def bare_system() -> Path:
    """The archive of a bare Debian 12, made now if it is not kept. Raises Unavailable where it cannot be fetched."""
    archive = cache() / f"debian-{SUITE}.tar"
    if archive.is_file():
        return archive
    cache().mkdir(parents=True, exist_ok=True)
    root = cache() / f"making-{os.getpid()}"
    try:
        # In a name space of its own: debootstrap mounts /proc in the root and may leave it there.
        command = ["unshare", "--mount", "debootstrap", "--variant=minbase", SUITE, str(root), *_mirror()]
        made = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
        if made.returncode != 0:
            last = (made.stdout + made.stderr).strip().splitlines()[-1:]
            raise Unavailable(f"debootstrap could not make a bare Debian here: {' '.join(last)}")
        part = archive.with_suffix(".part")
        subprocess.run(["tar", "-C", str(root), "--exclude=./proc/*", "-cf", str(part), "."], check=True)
        part.replace(archive)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return archive


class CleanRoot:
    """A bare Debian in a folder, as after the installation of the smallest system, with a user "reader"."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True)
        subprocess.run(["tar", "-C", str(folder), "-xf", str(bare_system())], check=True)
        for name in ("resolv.conf", "hosts"):
            if Path("/etc", name).exists():
                shutil.copyfile(Path("/etc", name), folder / "etc" / name)
        self.kept = cache() / "archives"
        self.kept.mkdir(parents=True, exist_ok=True)
        self.archives = folder / "var/cache/apt/archives"
        for path in self.kept.glob("*.deb"):
            shutil.copyfile(path, self.archives / path.name)
        self.run("useradd", "--create-home", "reader")

    def command(
        self, words: Sequence[str], env: Mapping[str, str], *, screen: bool = False, user: str = ""
    ) -> list[str]:
        """What to call for a command in the root, as root or as `user`, with these variables beside a login's."""
        given = [f"{name}={value}" for name, value in {**LOGIN, **env}.items()]
        as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        inside = ["/usr/bin/env", "-i", *given, *as_user, *words]
        return ["unshare", "--mount", "sh", "-ec", ENTER, "sh", str(self.folder), "yes" if screen else "no", *inside]

    def tried(
        self, *words: str, env: Mapping[str, str] | None = None, screen: bool = False, user: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the root; answer what came of it."""
        call = self.command(words, env or {}, screen=screen, user=user)
        return subprocess.run(call, capture_output=True, text=True, timeout=LIMIT, check=False)

    def run(self, *words: str, **options) -> str:
        """Run a command that must not fail; answer what it printed."""
        done = self.tried(*words, **options)
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def install(self, *packages: str) -> None:
        """Install packages or .deb files of the root's with what they depend on and recommend nothing.

        Raises Unavailable when the packages cannot be fetched from here.
        """
        updated = self.tried("apt-get", "update", "-qq")
        if updated.returncode != 0:
            raise Unavailable("the clean root reaches no Debian packages from here")
        options = ["-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
        self.run("apt-get", "install", *options, *packages)
        for path in self.archives.glob("*.deb"):
            if not (self.kept / path.name).exists():
                shutil.copyfile(path, self.kept / path.name)

    def files(self) -> set[str]:
        """Every file and folder of the root by its path, but those of /proc."""
        found = set()
        for folder, names, files in os.walk(self.folder):
            if folder == str(self.folder):
                names.remove("proc")
            found.update(os.path.relpath(os.path.join(folder, name), self.folder) for name in [*names, *files])
        return found

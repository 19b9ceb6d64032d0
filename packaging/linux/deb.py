"""Make the Debian package with dpkg-deb."""

import hashlib
import subprocess
from pathlib import Path

import facts
from linux import libraries, tree

TOOL = "dpkg-deb"


def package(out: Path, *, fast: bool) -> Path:
    """Make yearmark_VERSION_ARCHITECTURE.deb in `out`; with `fast`, larger and sooner. Raises CalledProcessError."""
    root = tree.laid_out(facts.BUILD / "deb")
    lacking, c_library = libraries.needs(facts.frozen_folder())
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    tree.put(root, "usr/share/lintian/overrides/yearmark", tree.filled("lintian-overrides"))
    tree.put(root, "usr/share/doc/yearmark/changelog.gz", tree.squeezed(changelog()))
    words = {
        "ARCHITECTURE": architecture,
        "SIZE": str(round(tree.size(root) / 1024)),
        "DEPENDS": libraries.depends(lacking, c_library),
    }
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    sums = "".join(f"{digest(path)}  {path.relative_to(root).as_posix()}\n" for path in files)
    tree.put(root, "DEBIAN/control", tree.filled("control", **words))
    tree.put(root, "DEBIAN/md5sums", sums)
    tree.same_each_time(root)
    path = out / f"{facts.NAME}_{facts.version()}_{architecture}.deb"
    # A fixed number of threads: with one the result would differ from that of several.
    squeeze = ["-Zzstd", "-z3"] if fast else ["-Zxz", "-z6"]
    command = [TOOL, "--root-owner-group", "--threads-max=2", *squeeze, "--build", str(root), str(path)]
    subprocess.run(command, check=True, env=facts.build_environment(), stdout=subprocess.DEVNULL)
    return path


def digest(path: Path) -> str:
    """The MD5 sum that dpkg asks for; against accidents, not against attack."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def changelog() -> str:
    """What Debian wants to be told of the release, in its form."""
    day = facts.day("%a, %d %b %Y %H:%M:%S +0000")
    said = f"  * Release {facts.version()}; what is new is told with it."
    return f"yearmark ({facts.version()}) stable; urgency=medium\n\n{said}\n\n -- {facts.MAINTAINER}  {day}\n"

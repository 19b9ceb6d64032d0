"""Make the RPM package with rpmbuild."""

import os
import shutil
import subprocess
from pathlib import Path

import facts
from linux import libraries, tree

TOOL = "rpmbuild"
# Files as they are: nothing stripped, compiled anew or looked through for what it provides.
MACROS = {
    "__os_install_post": "%{nil}",
    "debug_package": "%{nil}",
    "_build_id_links": "none",
    "_buildhost": "localhost",
    "use_source_date_epoch_as_buildtime": "1",
    "clamp_mtime_to_source_date_epoch": "1",
    "_missing_doc_files_terminate_build": "1",
}


def spec(root: Path, requires: list[str]) -> str:
    """The words that rpmbuild works by, for a tree that is laid out already."""
    lines = [f"%global {name} {value}" for name, value in MACROS.items()]
    lines += [
        f"Name: {facts.NAME}",
        # A version with "rc" must sort before the release.
        f"Version: {facts.version().replace('rc', '~rc')}",
        "Release: 1",
        "Summary: Read inspection reports side by side and mark them",
        "License: AGPL-3.0-or-later",
        *([f"URL: {facts.page()}"] if facts.page() else []),
        "AutoReqProv: no",
        *(f"Requires: {name}" for name in requires),
        "Recommends: dejavu-sans-fonts",
        "%description",
        "Yearmark is for people who follow an English council's children's services",
        "through its inspection reports: side by side, marked, and linked across the years.",
        "%install",
        f'cp -a "{root}/." %{{buildroot}}/',
        "%files",
        "/usr/lib/yearmark",
    ]
    files = sorted(path for path in root.rglob("*") if not path.is_dir() or path.is_symlink())
    names = [f"/{path.relative_to(root).as_posix()}" for path in files]
    lines += [name for name in names if not name.startswith("/usr/lib/yearmark/")]
    return "\n".join(lines) + "\n"


def package(out: Path, *, fast: bool) -> Path:
    """Make yearmark-VERSION-1.ARCHITECTURE.rpm in `out`; with `fast`, larger and sooner. Raises CalledProcessError."""
    root = tree.laid_out(facts.BUILD / "rpm-tree")
    top = facts.BUILD / "rpm"
    shutil.rmtree(top, ignore_errors=True)
    top.mkdir(parents=True)
    lacking, c_library = libraries.needs(facts.frozen_folder())
    (top / "yearmark.spec").write_text(spec(root, libraries.requires(lacking, c_library)), "utf-8")
    command = [TOOL, "-bb", "--quiet", "--define", f"_topdir {top}"]
    command += ["--define", f"_binary_payload {'w3.zstdio' if fast else 'w6.xzdio'}"]
    command += ["--define", f"_dbpath {top / 'db'}", str(top / "yearmark.spec")]
    subprocess.run(command, check=True, env=facts.build_environment())
    (made,) = (top / "RPMS").rglob("*.rpm")
    path = out / f"{facts.NAME}-{facts.version()}-1.{os.uname().machine}.rpm"
    shutil.move(made, path)
    return path

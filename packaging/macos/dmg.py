"""Make the disk image for macOS: the application and a way to the Applications folder."""

import shutil
import subprocess
from pathlib import Path

import facts

TOOL = "hdiutil"


def package(out: Path, *, fast: bool) -> Path:
    """Make yearmark-VERSION-arm64.dmg in `out`; with `fast`, larger and sooner. Raises CalledProcessError."""
    root = facts.BUILD / "dmg"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    # Copied by Apple's own tool, which keeps signatures.
    subprocess.run(["ditto", str(facts.frozen_folder()), str(root / f"{facts.TITLE}.app")], check=True)
    (root / "Applications").symlink_to("/Applications")
    path = out / f"{facts.NAME}-{facts.version()}-arm64.dmg"
    path.unlink(missing_ok=True)
    form = "UDZO" if fast else "ULFO"
    command = [
        TOOL,
        "create",
        "-volname",
        facts.TITLE,
        "-srcfolder",
        str(root),
        "-fs",
        "HFS+",
        "-format",
        form,
        str(path),
    ]
    subprocess.run(command, check=True)
    return path

"""Make the installer for one user of any Linux with makeself: a script that unpacks itself and checks itself first."""

import os
import shutil
import subprocess
from pathlib import Path

import facts
from linux import tree

TOOL = "makeself"


def package(out: Path, *, fast: bool) -> Path:
    """Make yearmark-VERSION-ARCHITECTURE.run in `out`; with `fast`, larger and sooner. Raises CalledProcessError."""
    root = facts.BUILD / "run"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    shutil.copytree(facts.frozen_folder(), root / "program", symlinks=True)
    tree.add_shared(root, "share")
    for name in ("install.sh", "uninstall.sh"):
        tree.put(root, name, tree.filled(name, MACHINE=os.uname().machine))
    tree.same_each_time(root)
    path = out / f"{facts.NAME}-{facts.version()}-{os.uname().machine}.run"
    # Not gzip, which notes the time of day.
    squeeze = ["--xz", "--complevel", "0" if fast else "6"]
    sorting = f"--sort=name --owner=0 --group=0 --numeric-owner --mtime=@{facts.epoch()}"
    command = [TOOL, "--quiet", "--nox11", "--sha256", "--noprogress", *squeeze]
    command += ["--tar-format", "gnu", "--tar-extra", sorting, "--packaging-date", facts.day("%c")]
    # Its script tells the words that it was made with: no folder of this machine may be among them.
    command += [root.name, path.name, f"Yearmark {facts.version()}", "./install.sh"]
    subprocess.run(command, check=True, cwd=facts.BUILD, env=facts.build_environment(), stdout=subprocess.DEVNULL)
    shutil.move(facts.BUILD / path.name, path)
    return path

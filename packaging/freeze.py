"""Freeze the program: the folder that every installer carries, made by PyInstaller in an environment of its own."""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import facts

sys.path.insert(0, str(facts.ROOT))
import dev

ENVIRONMENT = facts.BUILD / "environment"
STAMP = ENVIRONMENT / "yearmark-setup"


class PackagingError(Exception):
    """Something that stops the packaging; its text is one sentence for the developer."""


def python() -> Path:
    """The Python of the packaging's own environment: what Yearmark runs with and PyInstaller, nothing else."""
    return dev.environment_program("python", ENVIRONMENT)


def ensure_environment() -> None:
    """Make that environment from its lock file unless it is there and up to date.

    Raises PackagingError when a step fails.
    """
    lock = facts.ROOT / dev.LOCKS["package"]
    key = f"{dev.identity()}\n{hashlib.sha256(lock.read_bytes()).hexdigest()}\n"
    if python().exists() and STAMP.is_file() and STAMP.read_text("utf-8") == key:
        return
    dev.say("Making build/environment: about 120 MB to fetch, once.")
    dev.make_environment(ENVIRONMENT)
    command = [*dev.pip_program(python()), "install", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--no-input", "-qq", "-r", str(lock)]
    if subprocess.call(command, env=dev.pip_environment(dict(facts.build_environment())), cwd=facts.ROOT) != 0:
        raise PackagingError("pip could not install what freezes Yearmark; its words are above.")
    STAMP.write_text(key, "utf-8")


def in_environment(*command: str) -> None:
    """Run a Python program in that environment, with the variables that make builds the same.

    Raises PackagingError when it fails.
    """
    env = facts.build_environment()
    for name in ("PYTHONPATH", "PYTHONHOME"):
        env.pop(name, None)
    if subprocess.call([str(python()), *command], cwd=facts.ROOT, env=env) != 0:
        raise PackagingError(f"{Path(command[0]).name} failed; its words are above.")


def frozen() -> Path:
    """Freeze the program anew, with its pictures and notices; answer its folder.

    Raises PackagingError when a step fails.
    """
    ensure_environment()
    shutil.rmtree(facts.BUILD / "frozen", ignore_errors=True)
    shutil.rmtree(facts.BUILD / "work", ignore_errors=True)
    facts.BUILD.mkdir(exist_ok=True)
    scripts = facts.HERE
    in_environment(str(scripts / "draw_icons.py"), str(facts.BUILD / "icons"))
    if sys.platform == "win32":
        in_environment(str(scripts / "windows" / "version_file.py"), str(facts.BUILD / "windows-version.txt"))
    in_environment(
        *("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(facts.BUILD / "frozen"), "--workpath", str(facts.BUILD / "work")),
        str(scripts / "yearmark.spec"),
    )
    if not facts.frozen_program().is_file():
        raise PackagingError("PyInstaller said nothing and made no program.")
    if missing := missing_modules((facts.BUILD / "work" / facts.NAME / f"warn-{facts.NAME}.txt").read_text("utf-8")):
        raise PackagingError(f"Modules of ours were not found, and the program would lack them: {', '.join(missing)}.")
    strip_python()
    in_environment(str(scripts / "notices.py"), str(inside() / "licences"))
    return facts.frozen_folder()


def missing_modules(warnings: str) -> list[str]:
    """The modules of ours that PyInstaller's file of warnings names as missing."""
    return sorted(set(re.findall(r"missing module named '?((?:desktop|storage|resources)\.[\w.]+)'?", warnings)))


def inside() -> Path:
    """The folder in the frozen program where its modules and resources lie."""
    folder = facts.frozen_folder()
    return folder / "Contents" / "Resources" if sys.platform == "darwin" else folder / "_internal"


def strip_python() -> None:
    """Take the debugger's names out of Python's own libraries, where Python was built with them (Linux, 20 MB).

    Qt and MuPDF stay as their makers built them.
    """
    if not sys.platform.startswith("linux") or not shutil.which("strip"):
        return
    libraries = [*inside().glob("libpython3*.so*"), *inside().glob("python3*/lib-dynload/*.so")]
    subprocess.run(["strip", "--strip-unneeded", *map(str, sorted(libraries))], check=True)

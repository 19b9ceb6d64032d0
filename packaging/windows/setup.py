"""Make the Windows installer with NSIS: for one user, without administrator's rights."""

import subprocess
from pathlib import Path

import facts

TOOL = "makensis"
SCRIPT = Path(__file__).resolve().parent / "yearmark.nsi"


def command(payload: Path, path: Path, *, fast: bool) -> list[str]:
    """The call of makensis that packs the folder `payload` into the installer `path`."""
    words = {
        "VERSION": facts.version(),
        "NUMBERS": numbers(facts.version()),
        "PAYLOAD": str(payload),
        "OUTPUT": str(path),
        "ICON": str(facts.BUILD / "icons" / "yearmark.ico"),
        "LICENCE": str(facts.ROOT / "LICENSE"),
        "SQUEEZE": "zlib" if fast else "lzma",
    }
    if facts.page():
        words["PAGE"] = facts.page()
    return [TOOL, "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in words.items()), str(SCRIPT)]


def numbers(version: str) -> str:
    """The version in the form of Windows: four numbers."""
    parts = [part for part in version.split(".") if part.isdigit()]
    return ".".join([*parts, "0", "0", "0", "0"][:4])


def package(out: Path, *, fast: bool) -> Path:
    """Make yearmark-VERSION-setup.exe in `out`; with `fast`, larger and sooner. Raises CalledProcessError."""
    path = out / f"{facts.NAME}-{facts.version()}-setup.exe"
    call = command(facts.frozen_folder(), path, fast=fast)
    subprocess.run(call, check=True, env=facts.build_environment())
    return path

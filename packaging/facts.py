"""What every part of the packaging has to know of the project: its names, its one version, its date.

The version stands in pyproject.toml and nowhere else; the date is that of the last commit.
"""

import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build"
NAME = "yearmark"
TITLE = "Yearmark"
# The form that desktop systems ask of an application's name.
IDENTIFIER = "org.yearmark.Yearmark"
BUNDLE_TYPE = "application/x-yearmark-bundle"
BUNDLE_ENDING = ".yearmark"
# ".invalid" belongs to nobody (RFC 2606): the project has no address for letters yet.
MAINTAINER = "Yearmark developers <developers@yearmark.invalid>"
SUMMARY = "read inspection reports side by side and mark them"


def project() -> dict:
    """The table `project` of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def version() -> str:
    """The version of the program, as pyproject.toml says it."""
    return str(project()["version"])


def page() -> str:
    """The address of the project's page, as YEARMARK_PAGE says it; "" where it is not known. Raises ValueError."""
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    from desktop import addresses

    told = os.environ.get("YEARMARK_PAGE", "").strip().rstrip("/")
    if told and not addresses.is_page(told):
        raise ValueError(f"YEARMARK_PAGE is no address of a page: {told}")
    return told


def epoch() -> int:
    """The seconds since 1970 that every file of a package bears: SOURCE_DATE_EPOCH, else the last commit's.

    Where there is neither, as in an unpacked source archive or without git, it is the time of pyproject.toml.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return int(given)
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        told = ""
    return int(told) if told.isdigit() else int((ROOT / "pyproject.toml").stat().st_mtime)


def day(form: str = "%Y-%m-%d") -> str:
    """The day of `epoch`, in UTC, in the form of `time.strftime`."""
    return time.strftime(form, time.gmtime(epoch()))


def build_environment() -> dict[str, str]:
    """This process's variables with those that make builds the same each time."""
    fixed = {"SOURCE_DATE_EPOCH": str(epoch()), "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return {**os.environ, **fixed}


def frozen_folder() -> Path:
    """The folder of the frozen program, which the installers carry."""
    return BUILD / "frozen" / (f"{TITLE}.app" if sys.platform == "darwin" else NAME)


def frozen_program() -> Path:
    """The frozen program itself."""
    folder = frozen_folder()
    if sys.platform == "darwin":
        return folder / "Contents" / "MacOS" / NAME
    return folder / (f"{NAME}.exe" if sys.platform == "win32" else NAME)

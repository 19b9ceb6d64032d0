"""Which libraries of the system the frozen program needs on Linux, and Debian's package of each."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
# Wanted by one plugin of Qt that is passed over where they are missing: a recommendation.
OPTIONAL = {"libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1", "libcups.so.2"}
# Parts of the C library.
C_LIBRARY = re.compile(r"(libc|libm|libdl|libpthread|librt|libutil|libresolv|ld-linux[\w-]*)\.so\.\d+")
# Not a library that is linked to, but without it there are no letters: fontconfig's settings and a font.
FONTS = ("fontconfig-config", "fonts-dejavu-core")


class UnknownLibrary(Exception):
    """The program needs a library of which this file knows no package."""


def _told(path: Path) -> str:
    return subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=False).stdout


def binaries(folder: Path) -> list[Path]:
    """The programs and shared libraries of a folder."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as handle:
                if handle.read(4) == b"\x7fELF":
                    found.append(path)
    return found


def needs(folder: Path) -> tuple[set[str], str]:
    """The libraries that a folder's binaries need and do not find in it; the C library's least version."""
    needed: set[str] = set()
    versions = {(2, 17)}
    for path in binaries(folder):
        told = _told(path)
        needed.update(re.findall(r"NEEDED\s+(\S+)", told))
        versions.update((int(major), int(minor)) for major, minor in re.findall(r"GLIBC_(\d+)\.(\d+)", told))
    own = {path.name for path in folder.rglob("*.so*")}
    lacking = {name for name in needed - own if not C_LIBRARY.fullmatch(name)}
    major, minor = max(versions)
    return lacking, f"{major}.{minor}"


def depends(lacking: Iterable[str], c_library: str) -> str:
    """The line Depends of a Debian package. Raises UnknownLibrary where PACKAGES must be added to."""
    wanted = {name for name in lacking if name not in OPTIONAL}
    unknown = sorted(wanted - set(PACKAGES))
    if unknown:
        raise UnknownLibrary(f"linux/libraries.py knows no package of {', '.join(unknown)}.")
    # Releases with 64-bit time append "t64" to some names and say that they provide the old one.
    packages = sorted({PACKAGES[name] for name in wanted})
    return ", ".join([f"libc6 (>= {c_library})", *packages, *FONTS])


def requires(lacking: Iterable[str], c_library: str) -> list[str]:
    """The lines Requires of an RPM package, which names libraries by themselves."""
    wanted = sorted(name for name in lacking if name not in OPTIONAL)
    return [f"libc.so.6(GLIBC_{c_library})(64bit)", *(f"{name}()(64bit)" for name in wanted), "fontconfig"]

"""What is said when a library of the system is missing and the window cannot start: a sentence, not a traceback."""

import re
import shutil
import subprocess
import sys

# What the window needs of the system in the installed program, and Debian's package of each.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxcb.so.1": "libxcb1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_LIBRARY = re.compile(r"(lib[\w+.-]*?\.so[\d.]*)|DLL load failed while importing (\w+)|Library not loaded: (\S+)")
# Programs that show a sentence in a window without Qt, and how each is called.
_SHOWN_BY = (("zenity", "--error", "--no-markup", "--text"), ("kdialog", "--error"), ("xmessage",))


def library(error: ImportError) -> str:
    """The library that could not be loaded; "" when the error is about something else, so a fault of ours."""
    found = _LIBRARY.search(str(error))
    return next(filter(None, found.groups())) if found else ""


def sentence(name: str) -> str:
    """What to tell the user about a missing library."""
    package = PACKAGES.get(name)
    said = f"Yearmark’s window cannot start, because this system lacks a library that it needs: {name}. "
    if package:
        return said + f"On Debian and Ubuntu it comes with: sudo apt install {package}. Nothing was changed."
    return said + "Install it, or install Yearmark again. Nothing was changed."


def told(error: ImportError) -> int:
    """Say that a library is missing, where a user can see it; answer the exit code. Raises the error for a fault."""
    name = library(error)
    if not name:
        raise error
    said = sentence(name)
    if sys.stderr is not None:
        print(f"yearmark: {said}", file=sys.stderr)  # noqa: T201 - there is no window to say it
    if sys.stderr is None or not sys.stderr.isatty():
        _show(said)
    return 1


def _show(said: str) -> None:
    """Show a sentence in a window of the system's; where there is none, it stays with what was printed."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, said, "Yearmark", 0x10)
        return
    for program, *options in _SHOWN_BY:
        if path := shutil.which(program):
            subprocess.Popen([path, *options, said], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return

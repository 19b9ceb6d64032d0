"""What the frozen program does without: the parts of Qt that Yearmark never loads, and libraries nobody needs then.

A list of what PyInstaller collected goes in and comes out shorter; entries are (place, source, kind).
"""

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

Entry = tuple[str, str, str]

# Modules of Python that PyInstaller finds named somewhere and that nothing of ours calls.
MODULES = [
    *("_ssl", "ssl", "tkinter", "_tkinter", "turtle", "idlelib", "lib2to3", "test", "ensurepip", "venv", "distutils"),
    *("pip", "setuptools", "pkg_resources", "wheel", "fitz", "numpy", "PIL", "IPython", "fontTools", "pandas"),
    *("pytest", "hypothesis", "mypy", "pypdf", "pypdfium2", "pytestqt", "pdb", "doctest", "curses", "readline"),
    *("pymupdf.layout", "pymupdf4llm", "sqlite_utils.cli", "sqlite_utils.__main__"),
    *(
        f"PySide6.Qt{name}"
        for name in (
            *("Concurrent", "Designer", "Help", "HttpServer", "OpenGL", "OpenGLWidgets", "Qml", "Quick", "Sql"),
            *("QuickControls2", "QuickTest", "QuickWidgets", "Test", "UiTools", "Xml", "SvgWidgets"),
        )
    ),
]

# The folders of Qt's plugins that are kept, and of each what is kept.
PLUGINS = {
    "platforms": r"(lib)?q(xcb|wayland|offscreen|minimal|windows|cocoa)",
    "imageformats": r"(lib)?q(svg|jpeg|ico)",
    "iconengines": r"(lib)?qsvgicon",
    "styles": r".*",
    "platforminputcontexts": r".*",
    "printsupport": r".*",
    "platformthemes": r"(lib)?qxdgdesktopportal",  # that of GTK would bring 40 libraries
    "wayland-shell-integration": r".*",
    "wayland-decoration-client": r".*",
}
TRANSLATIONS = re.compile(r"qtbase_(en|de|fr|gd|pl)\.qm")
# A picture by software that only programs with OpenGL need (Windows, 20 MB), and Qt's own compiler of shaders.
UNUSED = re.compile(r"(opengl32sw|d3dcompiler_\d+)\.dll", re.IGNORECASE)

# What Linux desktops have and keep safe and in tune with the rest (keyboards, fonts, printing, sign-on, the session's
# bus): the packages depend on it and carry none of it. linux/libraries.py has the names of their packages.
SYSTEM = re.compile(
    r"lib(cups|gssapi_krb5|dbus-1|glib-2\.0|gthread-2\.0|fontconfig|freetype|X11|X11-xcb|xkbcommon|xkbcommon-x11)\.so\..*"
)


def is_wanted(place: str) -> bool:
    """Whether a collected file is wanted at all, by its place in the frozen folder."""
    parts = PurePosixPath(place.replace("\\", "/")).parts
    name = parts[-1]
    if "PySide6" in parts and "plugins" in parts:
        folder = parts[parts.index("plugins") + 1]
        stem = name.split(".")[0]
        return folder in PLUGINS and re.fullmatch(PLUGINS[folder], stem) is not None
    if "PySide6" in parts and "translations" in parts:
        return TRANSLATIONS.fullmatch(name) is not None
    if "PySide6" in parts and "qml" in parts:
        return False
    return UNUSED.fullmatch(name) is None and SYSTEM.fullmatch(name) is None


def _is_root(entry: Entry) -> bool:
    """Whether a library is loaded by name while the program runs, not because another one needs it."""
    place, _, kind = entry
    name = PurePosixPath(place.replace("\\", "/")).name
    return kind == "EXTENSION" or "plugins" in place or name.lower().startswith(("libpython", "python3", "python."))


def pruned(entries: Iterable[Entry], needed: Callable[[str], set[str]]) -> list[Entry]:
    """What is wanted, without the libraries that nothing wanted needs any more.

    `needed` answers the file names of the libraries that the library at a path names. Extension modules and Qt's
    plugins are loaded by name; every other library stays only where one of those leads to it.
    """
    wanted = [entry for entry in entries if is_wanted(entry[0])]
    by_name: dict[str, list[Entry]] = {}
    for entry in wanted:
        by_name.setdefault(PurePosixPath(entry[0].replace("\\", "/")).name.lower(), []).append(entry)
    kept: set[str] = set()
    waiting = [entry for entry in wanted if _is_root(entry)]
    while waiting:
        place, source, kind = waiting.pop()
        if place in kept:
            continue
        kept.add(place)
        names = {PurePosixPath(source).name} if kind == "SYMLINK" else needed(source)
        waiting += [entry for name in names for entry in by_name.get(name.lower(), [])]
    return [entry for entry in wanted if entry[2] not in ("BINARY", "EXTENSION", "SYMLINK") or entry[0] in kept]

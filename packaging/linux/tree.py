"""Lay out what a Linux package installs, below a folder that stands for `/`: the same dates and rights each time."""

import gzip
import os
import shutil
from pathlib import Path

import facts

HERE = Path(__file__).resolve().parent
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def filled(name: str, **words: str) -> str:
    """A file of this folder with its @WORDS@ filled in; VERSION, DAY and the like are known here."""
    known = {
        "VERSION": facts.version(),
        "DAY": facts.day(),
        "IDENTIFIER": facts.IDENTIFIER,
        "MAINTAINER": facts.MAINTAINER,
        "PAGE": facts.page(),
        **words,
    }
    text = (HERE / name).read_text("utf-8")
    if not facts.page():
        text = without(text, "@PAGE@")
    for word, value in known.items():
        text = text.replace(f"@{word}@", value)
    return text


def without(text: str, mark: str) -> str:
    """A text without the lines that bear a mark: what is not known is left out."""
    return "".join(line for line in text.splitlines(keepends=True) if mark not in line)


def put(root: Path, place: str, text: str | bytes) -> None:
    """Write a file at a place below `root`."""
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)


def squeezed(text: str) -> bytes:
    """A text as gzip without date and name."""
    return gzip.compress(text.encode("utf-8"), 9, mtime=0)


def add_shared(root: Path, share: str) -> None:
    """Put what tells the desktop of the program (entry, icons, type of file, man page) below `share`."""
    put(root, f"{share}/applications/yearmark.desktop", filled("yearmark.desktop"))
    put(root, f"{share}/mime/packages/yearmark.xml", filled("yearmark-mime.xml"))
    put(root, f"{share}/metainfo/{facts.IDENTIFIER}.metainfo.xml", filled("metainfo.xml"))
    put(root, f"{share}/man/man1/yearmark.1.gz", squeezed(filled("yearmark.1")))
    icons = f"{share}/icons/hicolor"
    put(root, f"{icons}/scalable/apps/yearmark.svg", (facts.HERE / "icons" / "yearmark.svg").read_bytes())
    for size in ICON_SIZES:
        data = (facts.BUILD / "icons" / f"yearmark-{size}.png").read_bytes()
        put(root, f"{icons}/{size}x{size}/apps/yearmark.png", data)


def laid_out(root: Path) -> Path:
    """Lay out the whole tree of a system-wide package in an empty folder; answer it."""
    shutil.rmtree(root, ignore_errors=True)
    (root / "usr/lib").mkdir(parents=True)
    shutil.copytree(facts.frozen_folder(), root / "usr/lib/yearmark", symlinks=True)
    (root / "usr/bin").mkdir()
    (root / "usr/bin/yearmark").symlink_to("../lib/yearmark/yearmark")
    add_shared(root, "usr/share")
    put(root, "usr/share/doc/yearmark/copyright", filled("copyright"))
    same_each_time(root)
    return root


def same_each_time(root: Path) -> None:
    """Give every file the rights that it needs and the day of the release."""
    stamp = (facts.epoch(), facts.epoch())
    for folder, names, files in os.walk(root, topdown=False):
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                is_program = name == facts.NAME and (Path(folder) / "_internal").is_dir()
                path.chmod(0o755 if is_program or name.endswith(".sh") else 0o644)
            os.utime(path, stamp, follow_symlinks=False)
        for name in names:
            path = Path(folder, name)
            if path.is_symlink():
                os.utime(path, stamp, follow_symlinks=False)
        Path(folder).chmod(0o755)
        os.utime(folder, stamp)


def size(root: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir() or path.is_symlink())

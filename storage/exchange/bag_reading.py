"""The outer form of a bundle that came from elsewhere: a zip with one bag (BagIt, RFC 8493), checked file by file.

Nothing is ever unpacked under a name that the zip gives: files are taken out one by one, by what the bag's own list
calls them, to places that the caller names. Folders that a file manager adds (`__MACOSX`, `.DS_Store`) are passed over.
"""

import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from storage.errors import LibraryError

MOST_FILES = 20_000
LARGEST_BUNDLE = 4 << 30  # bytes, unpacked
LARGEST_TEXT = 64 << 20  # bytes of a file that is read as a whole; 40,000 passages with notes have less
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"

_BAGIT = "bagit.txt"
_VERSIONS = ("1.0", "0.97")
_CHUNK = 1 << 20
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(.+)")
_ESCAPED = {"%0A": "\n", "%0D": "\r", "%25": "%"}
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ADDED = {".ds_store", "thumbs.db", "desktop.ini"}
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)

Told = Callable[[int], None]


class BundleRefused(LibraryError):
    """A file cannot be opened as a bundle; nothing of it was kept."""


class Bag:
    """A bag inside an open zip: its files by their paths in the bag, and the checksums that it lists.

    Raises BundleRefused, with a sentence that names the file, when the zip or the bag is not of its form.
    """

    def __init__(self, archive: zipfile.ZipFile, name: str):
        self.name = name
        self._archive = archive
        self._entries = self._entries_in(archive)
        self._check_version()
        self.payload = self._manifest(MANIFEST)
        self._tags = self._manifest(TAG_MANIFEST) if TAG_MANIFEST in self._entries else {}
        self._check_whole()

    @property
    def size(self) -> int:
        """The bytes of all files, unpacked."""
        return sum(entry.file_size for entry in self._entries.values())

    def refused(self, why: str, advice: str = "Ask for it again; your library was not changed.") -> BundleRefused:
        """The sentence that this bundle is refused with: `why` goes on after “NAME” cannot be opened: …"""
        return BundleRefused(f"“{self.name}” cannot be opened: {why}. {advice}")

    # --- what is in it ----------------------------------------------------------------------------------

    def text(self, path: str) -> str:
        """A whole file as text in UTF-8; raises BundleRefused when it is missing, too large or no such text."""
        entry = self._entries.get(path)
        if entry is None:
            raise self.refused(f"its file “{path}” is missing")
        if entry.file_size > LARGEST_TEXT:
            raise self.refused(f"its file “{path}” has more than {LARGEST_TEXT >> 20} MB")
        data = b"".join(self._chunks(path))
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise self.refused(f"its file “{path}” is damaged") from None

    def size_of(self, path: str) -> int:
        """The bytes of a file, unpacked; raises KeyError when it is not there."""
        return self._entries[path].file_size

    def verify(self, take: Callable[[str], Path | None], told: Told = lambda _: None) -> None:
        """Compare every file that is listed with its checksum; those that `take` answers a path for are copied there.

        `told` gets the bytes done. Raises BundleRefused at the first file that differs, OSError when the disk refuses.
        """
        done = 0
        for path, expected in (self._tags | self.payload).items():
            target = take(path)
            if target is None:
                found = self._checksum(path, None)
            else:
                with target.open("wb") as out:
                    found = self._checksum(path, out)
            if found != expected:
                raise self.refused(f"its file “{path}” was damaged or changed since the bundle was made")
            done += self._entries[path].file_size
            told(done)

    def _checksum(self, path: str, out: BinaryIO | None) -> str:
        checksum = hashlib.sha256()
        for chunk in self._chunks(path):
            checksum.update(chunk)
            if out is not None:
                out.write(chunk)
        return checksum.hexdigest()

    def _chunks(self, path: str) -> Iterator[bytes]:
        """A file piece by piece, never more of it than the zip says; a damaged one is refused."""
        try:
            with self._archive.open(self._entries[path]) as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except _DAMAGE:
            raise self.refused(f"its file “{path}” is damaged") from None

    # --- its form ---------------------------------------------------------------------------------------

    def _entries_in(self, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
        """The files of the bag by their paths in it."""
        infos = archive.infolist()
        if len(infos) > MOST_FILES:
            raise self.refused(f"it holds {len(infos):,} files, and a bundle may hold {MOST_FILES:,}")
        if sum(info.file_size for info in infos) > LARGEST_BUNDLE:
            raise self.refused(f"it would be larger than {LARGEST_BUNDLE >> 30} GB when unpacked")
        found: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            path = info.filename
            if not _is_safe(path) or info.orig_filename.rstrip("/") != path.rstrip("/"):
                raise self.refused("it holds a file whose name leads out of the bundle")
            if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise self.refused("it holds something that is no ordinary file")
            if _is_added(path) or info.is_dir():
                continue
            self._check_entry(info)
            if path in found:
                raise self.refused("it holds two files of one name")
            found[path] = info
        return self._below_base(found)

    def _check_entry(self, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & 0x1:
            raise self.refused(
                "it is protected by a password",
                "Ask for one without; your library was not changed.",
            )
        if info.compress_type not in _KNOWN:
            raise self.refused("it was packed in a way that Yearmark does not know")

    def _below_base(self, found: dict[str, zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """The files below the folder that has `bagit.txt`: the zip's only one, or the zip itself."""
        bases = [path[: -len(_BAGIT)] for path in found if path.rpartition("/")[2] == _BAGIT and path.count("/") <= 1]
        if len(bases) != 1:
            raise BundleRefused(f"“{self.name}” is a zip file, but no bundle of Yearmark. Nothing was opened.")
        (base,) = bases
        if not all(path.startswith(base) for path in found):
            raise self.refused("it holds files beside the bundle’s own folder")
        return {path.removeprefix(base): info for path, info in found.items()}

    def _check_version(self) -> None:
        match = re.match(r"BagIt-Version:\s*(\S+)", self.text(_BAGIT))
        if match is None or match[1] not in _VERSIONS:
            raise self.refused(
                "it is of a version that this Yearmark does not know",
                "Install the newest version to open it; your library was not changed.",
            )

    def _manifest(self, path: str) -> dict[str, str]:
        """A list of checksums, by path."""
        found: dict[str, str] = {}
        for line in self.text(path).splitlines():
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise self.refused(f"its file “{path}” is damaged")
            named = re.sub("%0A|%0D|%25", lambda code: _ESCAPED[code[0].upper()], match[2], flags=re.IGNORECASE)
            found[named.removeprefix("./")] = match[1].lower()
        return found

    def _check_whole(self) -> None:
        """Raise BundleRefused when a listed file is missing or one is there that no list names."""
        missing = [path for path in self.payload | self._tags if path not in self._entries]
        if missing:
            others = f" and {len(missing) - 1:,} others" if len(missing) > 1 else ""
            are = "are" if others else "is"
            raise self.refused(f"its file “{missing[0]}”{others} {are} missing")
        unlisted = [path for path in self._entries if path.startswith("data/") and path not in self.payload]
        if unlisted:
            raise self.refused(f"its file “{unlisted[0]}” was put in after the bundle was made")


def _is_safe(path: str) -> bool:
    """Whether a path in a zip stays in the folder that it is unpacked to, on every system."""
    parts = path.rstrip("/").split("/")
    if any(letter < " " or letter in "\\:\x7f" for letter in path):
        return False
    return all(part not in ("", ".", "..") for part in parts)


def _is_added(path: str) -> bool:
    """Whether a file manager put a file in when it packed the folder."""
    return path.startswith("__MACOSX/") or path.rpartition("/")[2].lower() in _ADDED

"""Gather what the frozen program must say of others' work: `python notices.py FOLDER` writes texts and one overview.

Sources: the metadata of the Python packages in this environment, licences/components.toml for what lies within
wheels, and, on Debian and Ubuntu, the copyright files of the system's libraries that PyInstaller took along.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import facts

TEXTS = facts.HERE / "licences"
INTRODUCTION = """\
Third-party notices of Yearmark {version}

Yearmark is free software under the GNU Affero General Public License, version 3 or later (the file LICENSE). It is
distributed together with the works of others that are named here, each under its own licence; the full texts lie in
this folder. The complete corresponding source of this release is published beside it as yearmark-{version}-source.

Qt, PySide6 and Shiboken6 are used under the GNU Lesser General Public License, version 3. They lie in this program's
folder as separate shared libraries as their makers built them, and may be replaced by others of the same interface.
"""


class Notice(NamedTuple):
    """One work: its name and version, its licence, whose it is, where it lies, where its source is, its texts."""

    name: str
    version: str
    licence: str
    copyright: str
    within: str
    source: str
    texts: tuple[str, ...]


def locked() -> list[str]:
    """The names of the packages that Yearmark runs with, pip excepted, which is only a package's formal need."""
    lines = (facts.ROOT / "requirements.lock").read_text("utf-8").splitlines()
    names = [found.group(1) for line in lines if (found := re.match(r"([a-z0-9][a-z0-9._-]*)==", line))]
    return [name for name in names if name != "pip"]


def package_notice(name: str, folder: Path) -> Notice | None:
    """The notice of a Python package, its own licence files copied into `folder`; None where it is not installed."""
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None  # for another system only
    told = package.metadata
    licence = told.get("License-Expression") or told.get("License") or ""
    classifiers = [line.rsplit("::", 1)[-1].strip() for line in told.get_all("Classifier") or [] if "License" in line]
    named = licence.splitlines()[0] if licence and len(licence) < 200 else ", ".join(classifiers)
    texts = []
    for path in package.files or []:
        if ".dist-info" in str(path) and re.match(r"(licen[cs]e|copying|authors|notice)", path.name, re.IGNORECASE):
            text = f"{name}-{path.name}"
            text = text if text.endswith((".txt", ".md")) else text + ".txt"
            shutil.copyfile(str(package.locate_file(path)), folder / text)
            texts.append(text)
    urls = dict(line.split(", ", 1) for line in told.get_all("Project-URL") or [] if ", " in line)
    source = next(
        (urls[key] for key in ("Source", "Source Code", "Homepage") if key in urls), told.get("Home-page", "")
    )
    return Notice(
        name, package.version, named, told.get("Author") or "", "a Python package", source or "", tuple(texts)
    )


def components() -> list[Notice]:
    """What components.toml names."""
    listed = tomllib.loads((TEXTS / "components.toml").read_text("utf-8"))["component"]
    return [
        Notice(
            one["name"],
            facts_version(one),
            one["licence"],
            one["copyright"],
            one["within"],
            one.get("source", ""),
            tuple(one["texts"]),
        )
        for one in listed
    ]


def facts_version(component: dict) -> str:
    """The version of a component: that of Python, or of the wheel of the same maker; "" for what lies within."""
    if component["name"] == "Python":
        return sys.version.split()[0]
    return metadata.version(component["within"].split(",")[0]) if component.get("source") else ""


def system_sources() -> list[Path]:
    """The system's libraries that PyInstaller took along, by what it wrote of its last work (Linux; else none)."""
    told = facts.BUILD / "work" / facts.NAME / "COLLECT-00.toc"
    if not sys.platform.startswith("linux") or not told.is_file():
        return []
    entries = ast.literal_eval(told.read_text("utf-8"))[-1]
    sources = {
        Path(source) for _, source, kind in entries if kind == "BINARY" and source.startswith(("/lib", "/usr/lib"))
    }
    return sorted(sources)


def system_notices(folder: Path) -> list[Notice]:
    """The notices of the system's libraries, with Debian's copyright files copied; none where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return []
    owners: dict[str, list[str]] = {}
    for library in system_sources():
        for path in {library, library.resolve(), Path(str(library).removeprefix("/usr"))}:
            command = ["dpkg-query", "-S", str(path)]
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            if answer.returncode == 0:
                owners.setdefault(answer.stdout.split(":")[0], []).append(library.name)
                break
    notices = []
    for package, libraries in sorted(owners.items()):
        copyright_file = Path("/usr/share/doc") / package / "copyright"
        texts = ()
        if copyright_file.is_file():
            texts = (f"debian-{package}.txt",)
            shutil.copyfile(copyright_file, folder / texts[0])
        command = ["dpkg-query", "-W", "-f", "${Version}", package]
        version = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        within = "the system where it was built: " + ", ".join(sorted(set(libraries)))
        notices.append(Notice(package, version, "see its text", "see its text", within, "", texts))
    return notices


def paragraph(notice: Notice) -> str:
    """One work as lines of the overview."""
    rows = {
        "licence": notice.licence,
        "copyright": notice.copyright,
        "within": notice.within,
        "source": notice.source,
        "text": ", ".join(notice.texts),
    }
    title = f"{notice.name} {notice.version}".strip()
    return "\n".join([title, *(f"    {name}: {value}" for name, value in rows.items() if value)])


def gathered(folder: Path) -> list[Notice]:
    """Copy every text into `folder` and answer the notices."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(facts.ROOT / "LICENSE", folder / "LICENSE")
    for path in sorted(TEXTS.glob("*.txt")):
        shutil.copyfile(path, folder / path.name)
    packages = [notice for name in locked() if (notice := package_notice(name, folder))]
    return [*components(), *packages, *system_notices(folder)]


def main(folder: Path) -> None:
    """Write the texts and THIRD_PARTY_NOTICES.txt."""
    shutil.rmtree(folder, ignore_errors=True)
    notices = gathered(folder)
    for notice in notices:
        for text in notice.texts:
            if not (folder / text).is_file():
                raise SystemExit(f"{notice.name}: the text {text} is missing.")
    overview = [INTRODUCTION.format(version=facts.version()), *map(paragraph, notices)]
    (folder / "THIRD_PARTY_NOTICES.txt").write_text("\n\n".join(overview) + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""`python3 dev.py package`: freeze Yearmark and make this system's installers, with their checksums.

A tool that is missing here costs only its installer, and is told. Everything is made in `build/`; what is to be handed
on goes to `dist/`.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import facts
import freeze
from freeze import PackagingError
from linux import deb, rpm, run
from macos import dmg
from windows import setup

SUMS = "SHA256SUMS"
Maker = Callable[..., Path]
# By system: what can be made, the tool that makes it, and where Debian and others have that tool.
MAKERS: dict[str, dict[str, tuple[Maker, str, str]]] = {
    "linux": {
        "deb": (deb.package, deb.TOOL, "dpkg-dev"),
        "rpm": (rpm.package, rpm.TOOL, "rpm"),
        "run": (run.package, run.TOOL, "makeself"),
    },
    "win32": {"setup": (setup.package, setup.TOOL, "nsis")},
    "darwin": {"dmg": (dmg.package, dmg.TOOL, "macOS itself")},
}


def makers(only: str | None, platform: str = sys.platform) -> dict[str, tuple[Maker, str, str]]:
    """What to make here: everything of this system, or what `only` names, "frozen" being nothing more than the program.

    Raises PackagingError for what this system cannot make.
    """
    possible = MAKERS.get("linux" if platform.startswith("linux") else platform, {})
    if only in (None, "frozen"):
        return {} if only else possible
    if only not in possible:
        raise PackagingError(f"“{only}” is not made on this system; here there are: {', '.join(possible)}, frozen.")
    return {only: possible[only]}


def sums(paths: Sequence[Path]) -> str:
    """The lines of SHA256SUMS for these files, as `sha256sum --check` reads them."""
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(paths))


def make(only: str | None, out: Path, *, fast: bool, again: bool) -> list[Path]:
    """Freeze, unless `again` takes the program that is frozen already, and make the installers; answer their paths.

    Raises PackagingError when nothing can be made, or a tool failed.
    """
    wanted = makers(only)
    try:
        facts.page()
    except ValueError as error:
        raise PackagingError(str(error)) from error
    if not again:
        freeze.frozen()
    elif not facts.frozen_program().is_file():
        raise PackagingError("There is no frozen program in build/frozen to make installers of.")
    print(f"Frozen: {facts.frozen_folder()}", flush=True)
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for name, (maker, tool, package) in wanted.items():
        if not shutil.which(tool):
            print(f"Skipped {name}: {tool} is not here (Debian and Ubuntu: {package}).", flush=True)
            continue
        try:
            made.append(maker(out, fast=fast))
        except (subprocess.CalledProcessError, OSError) as error:
            raise PackagingError(f"{name} could not be made: {error}") from error
        print(f"Made {made[-1]} ({made[-1].stat().st_size / 1e6:.1f} MB)", flush=True)
    if made:
        (out / SUMS).write_text(sums(made), "utf-8", newline="\n")
    elif wanted:
        raise PackagingError("No installer was made: none of the tools is here.")
    return made


def main(argv: Sequence[str]) -> int:
    """Do what the arguments ask; answers the exit code."""
    parser = argparse.ArgumentParser(prog="dev.py package", description="Make this system's installers of Yearmark.")
    parser.add_argument("--fast", action="store_true", help="larger installers, sooner made: for trying them")
    parser.add_argument("--only", metavar="KIND", help="deb, rpm, run, setup, dmg, or frozen: no installer at all")
    parser.add_argument("--out", type=Path, default=facts.ROOT / "dist", metavar="DIR", help="where to leave them")
    parser.add_argument("--again", action="store_true", help="use the program that is frozen already")
    arguments = parser.parse_args(argv)
    try:
        make(arguments.only, arguments.out.absolute(), fast=arguments.fast, again=arguments.again)
    except (PackagingError, freeze.dev.SetupError, deb.libraries.UnknownLibrary) as error:
        print(f"dev.py package: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What the tests of the installers share: the program frozen once, and the installers made of it once."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev

PACKAGING = dev.ROOT / "packaging"
# Last, so that its modules hide nobody's; tests import them by the names that they call each other by.
if str(PACKAGING) not in sys.path:
    sys.path.append(str(PACKAGING))


def packaged(*arguments: str) -> str:
    """Run `dev.py package`; answer what it printed. Skips where the packages it needs cannot be fetched."""
    command = [sys.executable, "dev.py", "package", *arguments]
    done = subprocess.run(command, cwd=dev.ROOT, capture_output=True, text=True, check=False)
    if "from versions: none" in done.stderr:
        pytest.skip("the package index cannot be reached from here, so nothing can be frozen")
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


def checks_of(path: Path) -> dict:
    """What a self-test wrote, every check passed."""
    told = json.loads(path.read_text("utf-8"))
    failed = [check for check in told["checks"] if not check["ok"]]
    assert failed == []
    assert told["ok"] is True
    return told


@pytest.fixture(scope="session")
def frozen() -> Path:
    """The frozen program, made anew from the source as it is."""
    packaged("--only", "frozen")
    import facts

    return facts.frozen_program()


@pytest.fixture(scope="session")
def installers(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The installers that can be made here, quickly made, by what they end with: deb, rpm, run."""
    out = tmp_path_factory.mktemp("dist")
    packaged("--again", "--fast", "--out", str(out))
    return {path.suffix[1:]: path for path in out.iterdir() if path.suffix}


@pytest.fixture
def linked_copy(frozen: Path):
    """A function that puts the frozen program into another folder, by hard links where it can."""

    def copy(folder: Path) -> Path:
        def link(source: str, target: str) -> None:
            try:
                Path(target).hardlink_to(source)
            except OSError:
                shutil.copy2(source, target)

        shutil.copytree(frozen.parent, folder, symlinks=True, copy_function=link)
        return folder / frozen.name

    return copy

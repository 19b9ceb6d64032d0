"""`yearmark --selftest`: the installed program tries itself in a temporary folder and says what works.

The real window takes in the sample, draws pages in a worker process, marks, links and writes a bundle, as the tour
does; nothing of the user's is read or written. The answer is printed as lines, and written as JSON to `--out FILE`,
because a windowed program has nowhere to print on Windows. The exit code is 0 when every check passed, else 1.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.tour import Tour
    from desktop.window import MainWindow

UNANSWERED = 60.0  # seconds after which a start for the benchmark that shows no window has failed
PATIENCE = 240_000  # milliseconds for the whole walk: slow machines, and those that watch every call, may need them
PICTURES = 4  # that the tour takes of the window


class Findings:
    """What was tried: a list of checks, each with its name, whether it passed, and a few words."""

    def __init__(self) -> None:
        self.checks: list[dict[str, Any]] = []
        self.facts: dict[str, str] = {}

    def note(self, name: str, ok: bool, detail: str = "") -> None:
        """Keep what came of a check."""
        self.checks.append({"name": name, "ok": bool(ok), "detail": detail})

    def attempt(self, name: str, check: Callable[[], str]) -> None:
        """Do a check that answers a few words or raises; whatever it raises is its failure."""
        try:
            self.note(name, True, check())
        except Exception as error:  # a self-test tells every failure and goes on to the next check
            self.note(name, False, f"{type(error).__name__}: {error}")

    @property
    def ok(self) -> bool:
        """Whether something was checked and all of it passed."""
        return bool(self.checks) and all(check["ok"] for check in self.checks)

    def as_json(self) -> str:
        """Everything as one JSON object: ok, facts about this program, checks."""
        return json.dumps({"ok": self.ok, **self.facts, "checks": self.checks}, indent=2, ensure_ascii=False) + "\n"

    def lines(self) -> list[str]:
        """Everything as lines for people."""
        facts = [f"{name}: {value}" for name, value in self.facts.items()]
        marks = {True: "ok    ", False: "FAILED"}
        return facts + [f"{marks[check['ok']]} {check['name']}: {check['detail']}" for check in self.checks]


def main(arguments: list[str]) -> int:
    """Try the program; answers the exit code."""
    parser = argparse.ArgumentParser(prog="yearmark --selftest", description="Try Yearmark in a temporary folder.")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the result to a file, as JSON")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave library, pictures and bundle in a folder")
    parser.add_argument("--first-paint", type=Path, metavar="LIBRARY", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    out: Path | None = chosen.out.absolute() if chosen.out else None
    _offscreen_without_screen()
    if chosen.first_paint:
        return first_paint(chosen.first_paint, out)
    findings = Findings()
    with tempfile.TemporaryDirectory(prefix="yearmark-selftest-", ignore_cleanup_errors=True) as temporary:
        os.environ["YEARMARK_HOME"] = str(Path(temporary) / "home")
        folder = chosen.keep.absolute() if chosen.keep else Path(temporary) / "walk"
        _try_everything(folder, findings)
    if out is not None:
        out.write_text(findings.as_json(), encoding="utf-8")
    if sys.stdout is not None:
        print("\n".join(findings.lines()), flush=True)  # noqa: T201 - the self-test's answer
    return 0 if findings.ok else 1


def _offscreen_without_screen() -> None:
    """Have Qt draw without a screen where there is none (Linux; the other systems always have one)."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _try_everything(folder: Path, findings: Findings) -> None:
    try:
        from PySide6.QtCore import qVersion

        from storage import versions
    except ImportError as error:
        from desktop import missing

        name = missing.library(error)
        findings.note("libraries", False, missing.sentence(name) if name else str(error))
        return
    frozen = bool(getattr(sys, "frozen", False))
    findings.facts = {
        "version": versions.program_version(),
        "frozen": "yes" if frozen else "no",
        "python": sys.version.split()[0],
        "qt": qVersion(),
    }
    findings.attempt("texts of licences", lambda: _licences(frozen))
    findings.attempt("other programs keep their libraries", _search_path)
    folder.mkdir(parents=True, exist_ok=True)
    findings.attempt("window walked through the sample", lambda: _walk(folder, findings))


def _licences(frozen: bool) -> str:
    """The licence texts that the installed program must carry. Raises FileNotFoundError when one is missing."""
    if not frozen:
        return "looked for in the installed program only"
    inside = Path(getattr(sys, "_MEIPASS", ""))
    # macOS has what is no code beside what is.
    places = (inside / "licences", inside.parent / "Resources" / "licences")
    place = next((place for place in places if place.is_dir()), places[0])
    for name in ("LICENSE", "THIRD_PARTY_NOTICES.txt", "LGPL-3.0.txt"):
        if not (place / name).is_file():
            raise FileNotFoundError(f"{name} is not in the program’s folder")
    return f"{sum(1 for _ in place.iterdir())} files"


def _search_path() -> str:
    """Raises ValueError where programs that this one starts, Tesseract for one, would load our libraries."""
    inside, path = getattr(sys, "_MEIPASS", ""), os.environ.get("LD_LIBRARY_PATH", "")
    if inside and inside in path.split(os.pathsep):
        raise ValueError(f"LD_LIBRARY_PATH is {path}")
    return "no search path of ours is handed on"


def _walk(folder: Path, findings: Findings) -> str:
    """Have the tour walk through the sample in the real window, then check what it left.

    Raises RuntimeError when the walk was cut short, with what was said or raised.
    """
    from PySide6.QtCore import QTimer, qInstallMessageHandler

    from desktop import theme
    from desktop.app import Yearmark, application
    from desktop.settings import Settings
    from desktop.tour import Tour

    said: list[str] = []
    qInstallMessageHandler(lambda kind, context, text: None)
    app = application(sys.argv[:1])

    def _end(why: str) -> None:
        said.append(why)
        QTimer.singleShot(0, app, lambda: app.exit(1))

    _end_on_errors(_end)
    theme.set_appearance("light")
    theme.apply(app)
    settings = Settings(None)
    settings.set("reviewer_name", "Self-test")
    program = Yearmark(settings, "")
    library = folder / "library"
    if not program.open(library) or program.window is None:
        raise RuntimeError("the library could not be made")
    window = program.window
    window.resize(1280, 800)
    window.imports.warned.connect(lambda sentence, *_: said.append(sentence))
    findings.facts["platform"] = app.platformName()
    tour = Tour(window, folder, app.exit)
    tour.start()
    QTimer.singleShot(PATIENCE, app, lambda: _end("it took too long"))
    began = time.monotonic()
    code = app.exec()
    if code == 0:
        _check(window, tour, findings)
    window.close()
    if code or said:
        raise RuntimeError("; ".join(said) or f"it ended with {code}")
    return f"{time.monotonic() - began:.1f} s"


def _end_on_errors(end: Callable[[str], None]) -> None:
    """End the walk at the first error that nobody catches, also in threads, with its last line."""
    sys.excepthook = lambda kind, error, _: end(f"{kind.__name__}: {error}")
    threading.excepthook = lambda told: end(f"{told.exc_type.__name__}: {told.exc_value}")


def _check(window: "MainWindow", tour: "Tour", findings: Findings) -> None:
    """Check what the walk left in the library, on the screen and on the disk."""
    from storage import annotations
    from storage.sample import CONTENT, FOLDER

    content = json.loads((FOLDER / CONTENT).read_text(encoding="utf-8"))
    count, passages, joined = window.project.ask(annotations.totals)
    expected = (4, len(content["annotations"]) + 2, len(content["links"]) + 1)
    findings.note("sample read", count == expected[0], f"{count} reports")
    findings.note("passages marked", passages == expected[1], f"{passages} of {expected[1]}")
    findings.note("passages linked", joined == expected[2], f"{joined} of {expected[2]}")
    drawn = [pane.pages.is_drawn() for pane in window.reader.panes]
    findings.note("pages drawn by a worker process", bool(drawn) and all(drawn), f"in {len(drawn)} panes")
    findings.note("window without the reader’s library", "pymupdf" not in sys.modules, "it is the workers’ alone")
    findings.attempt("pictures of the window", lambda: _pictures(tour.made))
    findings.attempt("bundle", lambda: _bundle(tour.made))


def _pictures(made: list[str]) -> str:
    """Raises ValueError when a picture is missing or shows nothing."""
    from PySide6.QtGui import QImage

    pictures = [path for path in made if path.endswith(".png")]
    if len(pictures) != PICTURES:
        raise ValueError(f"{len(pictures)} of {PICTURES}")
    for path in pictures:
        image = QImage(path)
        spots = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        if len(spots) < 8:
            raise ValueError(f"{Path(path).name} is blank")
    return f"{len(pictures)}"


def _bundle(made: list[str]) -> str:
    """Raises ValueError when the bundle is damaged or lacks a part."""
    (path,) = [path for path in made if path.endswith(".yearmark")]
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()
        names = archive.namelist()
    endings = {Path(name).suffix for name in names}
    if damaged or not {".pdf", ".html", ".csv"} <= endings:
        raise ValueError(damaged or f"only {sorted(endings)}")
    return f"{len(names)} files"


def first_paint(library: Path, out: Path | None) -> int:
    """Start the window on a library as the command does, and tell the CPU seconds until it was painted.

    For the benchmark that compares the frozen program with the source; the window closes at once.
    """
    from desktop.__main__ import load_storage

    load_storage()
    from PySide6.QtCore import QEvent, QObject, QTimer

    from desktop import window as module
    from desktop.app import run

    class Watch(QObject):
        """Sees the window being painted, and the list in it where one shows."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            """Take the time once everything that is watched has been painted."""
            if event.type() == QEvent.Type.Paint and watched in waiting:
                waiting.remove(watched)
                if not waiting:
                    QTimer.singleShot(0, end)
            return False

    spent: list[float] = []
    shown: list[Any] = []
    waiting: list[QObject] = []
    watch = Watch()
    show = module.MainWindow.show

    def give_up() -> None:
        if sys.stderr is not None:  # as it is in a program without a console
            sys.stderr.write("No window came: the library may be another version's.\n")
            sys.stderr.flush()
        os._exit(1)  # a dialog waits for somebody who is not there

    def showing(window: Any) -> None:
        unanswered.cancel()
        shown.append(window)
        tree = window.library_view.tree
        waiting.extend([window, *([tree.viewport()] if tree.isVisibleTo(window) else [])])
        for widget in waiting:
            widget.installEventFilter(watch)
        QTimer.singleShot(PATIENCE, window, window.close)
        show(window)

    def end() -> None:
        spent.append(time.process_time())
        shown[0].close()

    module.MainWindow.show = showing  # type: ignore[method-assign]
    unanswered = threading.Timer(UNANSWERED, give_up)
    unanswered.daemon = True
    unanswered.start()
    code = run(library)
    unanswered.cancel()
    if out is not None and spent:
        out.write_text(json.dumps({"cpu": spent[0]}), encoding="utf-8")
    return code if spent else 1

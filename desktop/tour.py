"""The main job, done once by the real window on the sample: for a machine without a screen, and as a smoke test.

`python -m desktop.tour --out FOLDER` leaves a library, pictures of the window and a bundle in FOLDER.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, qInstallMessageHandler

from desktop import theme
from desktop.app import Yearmark, application
from desktop.settings import Settings
from desktop.window import MainWindow
from storage import annotations, reports
from storage.exchange.scope import Scope

PATIENCE = 60_000  # milliseconds for the whole tour
SETTLE = 1500  # milliseconds for page pictures to come before the window is pictured


class Tour(QObject):
    """Walks through the job in steps; each step waits until the window is ready for the next.

    A step is a generator's `yield` of a function that connects the tour's `go` to what it waits for.
    """

    def __init__(self, window: MainWindow, out: Path, done: Callable[[int], None]):
        super().__init__(window)
        self._window = window
        self._out = out
        self._done = done
        self._steps = self._walk()
        self.made: list[str] = []

    def start(self) -> None:
        """Begin."""
        QTimer.singleShot(0, self, self.go)

    def go(self, *_: object) -> None:
        """Do the next step."""
        try:
            wait = next(self._steps)
        except StopIteration:
            self._done(0)
            return
        wait()

    def _walk(self) -> Iterator[Callable[[], object]]:
        window = self._window
        window.imports.warned.connect(lambda sentence, *_: self._give_up(sentence))
        yield self._settled
        self._picture("1-first-look")
        window.imports.sample_added.connect(lambda: QTimer.singleShot(SETTLE, self, self.go))
        yield window.commands.add_sample
        self._picture("2-sample")
        self._select("2020", "para 3")
        yield self._settled
        self._picture("3-selection")
        window.marking.tag_slot(2)
        window.marking.set_strength()
        chosen = window.marking.chosen
        assert chosen is not None
        window.marking.set_note(chosen.id, window.tr("Made by the tour."))
        window.linking.start()
        self._select("2012", "para 12")
        yield self._settled
        window.linking.finish("improved")
        yield self._settled
        self._picture("4-linked")
        self.made.append(str(self._out / "sample.yearmark"))
        window.imports.told.connect(self.go)
        yield lambda: window.imports.write_bundle(self._out / "sample.yearmark", Scope(), overwrite=True)

    def _give_up(self, sentence: str) -> None:
        print(sentence, file=sys.stderr)  # noqa: T201 - the tour's answer
        self._done(1)

    def _settled(self) -> None:
        QTimer.singleShot(SETTLE, self, self.go)

    def _select(self, year: str, paragraph: str) -> None:
        """Select the first sentence of a numbered paragraph that is not marked yet, in its report's pane."""
        from storage.passages import sentence_span

        window = self._window
        report = next(one for one in window.project.ask(reports.listing) if str(one.year) == year)
        window.open_report(report.id)
        pane = window.reader.active
        contents = window.project.ask(reports.text, report.id)
        number = paragraph.split()[-1]
        found = next(one for one in contents.paragraphs if one.number == number)
        start, end = sentence_span(contents.text, found.start + len(number) + 2)
        pane.pages.go_to(start, end)
        pane.pages.select(start, end)

    def _picture(self, name: str) -> None:
        path = self._out / f"{name}.png"
        self._window.grab().save(str(path))
        self.made.append(str(path))


def main() -> int:
    """Run the tour; answers 0, or 1 when a step failed."""
    parser = argparse.ArgumentParser(prog="python -m desktop.tour", description="Do the main job on the sample.")
    parser.add_argument("--out", type=Path, default=Path("yearmark-run"), help="where to leave pictures and bundle")
    parser.add_argument("--appearance", choices=("light", "dark", "system"), default="light")
    arguments = parser.parse_args()
    out: Path = arguments.out.absolute()
    folder = out / "library"
    if folder.exists():
        shutil.rmtree(folder)
    out.mkdir(parents=True, exist_ok=True)
    qInstallMessageHandler(_say)
    app = application(sys.argv[:1])
    theme.set_appearance(arguments.appearance)
    theme.apply(app)
    settings = Settings(None)
    settings.set("reviewer_name", "Tour")
    program = Yearmark(settings, "")
    if not program.open(folder) or program.window is None:
        return 1
    window = program.window
    window.resize(1280, 800)
    tour = Tour(window, out, app.exit)
    tour.start()
    QTimer.singleShot(PATIENCE, lambda: app.exit(1))
    code = app.exec()
    if code == 0:
        _tell(window, tour, folder)
    window.close()
    return code


def _say(kind: object, context: object, text: str) -> None:
    """Pass Qt's remarks on, but those of a platform without a screen about what it cannot do."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)  # noqa: T201


def _tell(window: MainWindow, tour: Tour, folder: Path) -> None:
    ask = window.project.ask
    count, passages, joined = ask(annotations.totals)
    print(f"Yearmark read {count} sample reports, marked {passages} passages and made {joined} links.")  # noqa: T201
    print(f"Library: {folder}")  # noqa: T201
    for path in tour.made:
        print(("Bundle: " if path.endswith(".yearmark") else "Picture: ") + path)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

"""The processes that are measured: `python runner.py MODE ANSWER ARGS...` writes what it measured to ANSWER as JSON.

Worker processes load this file too, so that nothing is loaded at its top but what Python itself has loaded.
The window is started as the command `yearmark` starts it; what is watched here is put on from outside. What is done
in the reading room stands in `room_runner.py`.
"""

import functools
import json
import os
import sys
import time

BEAT = 5  # milliseconds between two beats; the longer, the fewer the beats among which a long gap counts


def or_stop(act):
    """The same function, but an error in it ends the process: Yearmark would show a dialog and wait."""

    @functools.wraps(act)
    def acting(*arguments):
        try:
            return act(*arguments)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)

    return acting


def cpu_seconds():
    """The user and system time of this process so far, all its threads and none of its children."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def when_painted(widgets, act):
    """Call `act()` once, in the first turn of the event loop after each of the widgets has been painted."""
    watching(watcher()(widgets[0]), widgets, act)


def watching(watch, widgets, act):
    """Do so with a watch that is there already: what is measured need not wait for it to be made."""
    watch.missing, watch.act = set(widgets), act
    for widget in widgets:
        widget.installEventFilter(watch)


@functools.cache
def watcher():
    """The class that does this; made once, for it takes longer than what is measured with it."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        missing, act = set(), None

        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                self.missing.discard(watched)
                if not self.missing:
                    QTimer.singleShot(0, self.act)
            return False

    return Watch


def with_window(folder, prepare):
    """Start Yearmark on a library by its command; `prepare(window)` is called before the window is shown."""
    from desktop import window as module
    from desktop.__main__ import main

    show = module.MainWindow.show

    def showing(window):
        prepare(window)
        show(window)

    module.MainWindow.show = showing
    sys.argv = ["yearmark", "--library", folder]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise


def with_blank_window(prepare):
    """Start a blank window of the same size; `prepare(window)` is called before it is shown."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(["blank"])
    window = QMainWindow()
    window.resize(1280, 800)
    prepare(window)
    window.show()
    app.exec()


def start(answer, folder):
    """The CPU time of our start, until the window with its library list has been painted."""

    @or_stop
    def prepare(window):
        tree = window.library_view.tree
        when_painted([window, tree.viewport()], lambda: done(window, tree.model()))

    @or_stop
    def done(window, model):
        seconds = cpu_seconds()
        listed = sum(model.rowCount(model.index(row, 0)) for row in range(model.rowCount()))
        written(answer, cpu=seconds, listed=listed, modules=len(sys.modules))
        window.close()

    with_window(folder, prepare)


def blank(answer):
    """The CPU time of a blank window's start, until it has been painted."""

    @or_stop
    def prepare(window):
        when_painted([window], lambda: done(window))

    @or_stop
    def done(window):
        written(answer, cpu=cpu_seconds(), modules=len(sys.modules))
        window.close()

    with_blank_window(prepare)


def heart(window):
    """Begin a beat in the window's event loop; answer the list to which the time between two beats is added."""
    from PySide6.QtCore import Qt, QTimer

    gaps = []
    last = time.perf_counter()

    def beat():
        nonlocal last
        present = time.perf_counter()
        gaps.append(present - last)
        last = present

    timer = QTimer(window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(BEAT)
    return gaps


def imported(answer, folder, *files):
    """The gaps between the beats of our window while it adds files to an empty library."""
    from pathlib import Path

    @or_stop
    def prepare(window):
        when_painted([window], lambda: begin(window))

    @or_stop
    def begin(window):
        began = time.perf_counter()
        # Connected after the window's own slots, so that the whole of the batch is behind it.
        window.imports._importer.finished.connect(lambda summary: done(window, began, gaps, summary))
        gaps = heart(window)
        window.imports.add([Path(file) for file in files])

    @or_stop
    def done(window, began, gaps, summary):
        wall = time.perf_counter() - began
        added, refused = len(summary.added), len(summary.refused) + len(summary.locked)
        written(answer, wall=wall, gaps=gaps, added=added, refused=refused, cpu=cpu_seconds())
        window.close()

    with_window(folder, prepare)


def registered(answer, folder, *files):
    """The CPU time of our window's process until all files stand in its list; none is read."""
    from pathlib import Path

    @or_stop
    def prepare(window):
        window.imports._importer._read = lambda: None
        when_painted([window], lambda: begin(window))

    @or_stop
    def begin(window):
        began = cpu_seconds()
        window.imports._importer.finished.connect(lambda _: done(window, began))
        window.imports.add([Path(file) for file in files])

    @or_stop
    def done(window, began):
        seconds, model = cpu_seconds() - began, window.library_view.tree.model()
        written(answer, cpu=seconds, added=model.rowCount(model.index(0, 0)))
        window.close()

    with_window(folder, prepare)


def bystander(answer, folder, *files):
    """The gaps between the beats of a blank window while the command adds the same files in another process."""
    from PySide6.QtCore import QProcess

    @or_stop
    def prepare(window):
        when_painted([window], lambda: begin(window))

    @or_stop
    def begin(window):
        began = time.perf_counter()
        process = QProcess(window)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.finished.connect(lambda *_: done(window, began, gaps))
        gaps = heart(window)
        process.start(sys.executable, ["-m", "desktop", "add", "--library", folder, *files])

    @or_stop
    def done(window, began, gaps):
        written(answer, wall=time.perf_counter() - began, gaps=gaps)
        window.close()

    with_blank_window(prepare)


def reading(answer, *files):
    """The most memory that a process held that read files in full one after the other, as a worker does."""
    from storage.reading.refusals import NotAReport
    from storage.reading.report import read_file

    for file in files:
        try:
            read_file(file)
        except NotAReport:
            continue
    written(answer, megabytes=most_megabytes())


def extracting(answer, *files):
    """The most memory that a process held that extracted the words of files, no more."""
    import pymupdf

    for file in files:
        with pymupdf.open(file, filetype="pdf") as document:
            for page in document:
                page.get_text("words")
    written(answer, megabytes=most_megabytes())


def most_megabytes():
    """The most memory that this process has held so far, in megabytes."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)  # macOS counts bytes, others kilobytes


def written(answer, **values):
    """Write what was measured."""
    with open(answer, "w", encoding="utf-8") as file:
        json.dump(values, file)


MODES = {
    "start": start,
    "blank": blank,
    "imported": imported,
    "registered": registered,
    "bystander": bystander,
    "reading": reading,
    "extracting": extracting,
}

if __name__ == "__main__":
    if sys.argv[1] not in MODES:
        from tests.benchmarks import passages_runner, room_runner

        MODES.update(room_runner.MODES | passages_runner.MODES)
    MODES[sys.argv[1]](*sys.argv[2:])

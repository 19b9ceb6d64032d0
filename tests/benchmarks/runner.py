"""The processes that are measured: `python runner.py MODE ANSWER ARGS...` writes what it measured to ANSWER as JSON.

Worker processes load this file too, so that nothing is loaded at its top but what Python itself has loaded.
The window is started as the command `yearmark` starts it; what is watched here is put on from outside.
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
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                missing.discard(watched)
                if not missing:
                    QTimer.singleShot(0, act)
            return False

    missing = set(widgets)
    watch = Watch(widgets[0])
    for widget in widgets:
        widget.installEventFilter(watch)


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


FRAME = 1 / 60  # seconds between two steps of scrolling


def ready(window, act):
    """Call `act()` when the worker that draws pages has started, as it has when a reader first clicks a report."""
    from PySide6.QtCore import QTimer

    window.resize(1280, 800)
    window.reader.pictures.warm()
    QTimer.singleShot(1500, or_stop(act))


def later(window, milliseconds, act):
    """Call `act()` after a while."""
    from PySide6.QtCore import QTimer

    QTimer.singleShot(milliseconds, window, or_stop(act))


def scrolled(answer, folder, frames):
    """The CPU time of the window's thread at each step of scrolling, the gaps, and that of blits of the same pages."""
    from storage import reports

    @or_stop
    def prepare(window):
        when_painted([window], lambda: ready(window, lambda: begin(window)))

    def begin(window):
        for report in window.project.ask(reports.listing):
            window.open_report(report.id)
        longest = max(window.reader.panes, key=lambda pane: len(pane.pages.shown.contents.pages))
        later(window, 2500, lambda: run(window, longest.pages))

    def run(window, view):
        gaps = heart(window)
        bar, bare = view.verticalScrollBar(), []

        def step():
            if bar.value() >= bar.maximum():
                bar.setValue(0)
            bar.setValue(bar.value() + view.viewport().height() // 12)

        def done(spent):
            beats = list(gaps)
            blits(window, len(spent) // 2, lambda least: end(window, spent, beats, bare, least))

        paced(window, int(frames), step, lambda: bare.append(not view.is_drawn()), done)

    def end(window, spent, beats, bare, least):
        written(answer, frames=spent, gaps=beats, bare=bare, blits=least)
        window.close()

    with_window(folder, prepare)


def paced(window, frames, act, look, done):
    """Call `act()` 60 times a second and tell `done` the milliseconds of CPU of this thread after each.

    A frame is all that the thread does from one call to the next, so that nothing done for it is left out.
    `look()` is called between frames and is not counted.
    """
    from PySide6.QtCore import Qt, QTimer

    spent, last = [], None
    timer = QTimer(window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    @or_stop
    def turn():
        nonlocal last
        now = time.thread_time()
        if last is not None:
            spent.append(1000 * (now - last))
        if len(spent) >= frames:
            timer.stop()
            done(spent)
            return
        look()
        last = time.thread_time()
        act()

    timer.timeout.connect(turn)
    timer.start(round(1000 * FRAME))


def blits(window, frames, done):
    """The milliseconds of CPU for frames of a bare widget that blits the pictures which the two panes show."""
    from PySide6.QtCore import QPoint, QRect, Qt
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    ratio = window.devicePixelRatioF()
    pages = []
    for pane in window.reader.panes:
        port = pane.pages.viewport()
        picture = port.grab().toImage()
        corner = port.mapTo(window, QPoint(0, 0))
        # As tall as a page, so that a part of it is shown as of any page.
        tall = picture.scaled(picture.width(), 2 * picture.height())
        tall.setDevicePixelRatio(1.0)
        pages.append((QRect(corner, port.size()), tall))

    class Blit(QWidget):
        top = 0

        def paintEvent(self, event):
            painter = QPainter(self)
            painter.scale(1 / ratio, 1 / ratio)
            for place, picture in pages:
                x, y = round(place.x() * ratio), round(place.y() * ratio)
                part = QRect(0, self.top, round(place.width() * ratio), round(place.height() * ratio))
                painter.drawImage(QPoint(x, y), picture, part)

    bare = window.floor = Blit()  # kept by the window, else Python lets go of it at once
    bare.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    bare.resize(window.size())
    bare.show()

    def step():
        bare.top = (bare.top + 60) % 300
        bare.update()

    def end(spent):
        bare.close()  # else it would be the last window, and keep the process
        done(spent)

    later(window, 300, lambda: paced(bare, frames, step, lambda: None, end))


def opened(answer, folder, count):
    """The time from asking for a report to its first page painted, by the clock and of CPU; each report in turn."""
    from storage import reports

    walls, cpus, paths, scales, sizes = [], [], [], [], []

    @or_stop
    def prepare(window):
        when_painted([window], lambda: ready(window, lambda: first(window)))

    def first(window):
        listed = [report.id for report in window.project.ask(reports.listing)]
        # The room is there as on any day: its first two reports are not counted.
        for report in listed[:2]:
            window.open_report(report)
        later(window, 2000, lambda: following(window, listed[2:] + listed[:1]))

    def following(window, left):
        if not left:
            blits(window, 30, lambda least: end(window, least))
            return
        if window.reader.pane_of(left[0]) is not None:
            following(window, left[1:])
            return
        began, cpu = time.perf_counter(), time.thread_time()
        window.open_report(left[0])
        view = window.reader.pane_of(left[0]).pages
        watched = view.viewport()

        @or_stop
        def painted():
            if not view.is_drawn():
                when_painted([watched], painted)
                return
            walls.append(1000 * (time.perf_counter() - began))
            cpus.append(1000 * (time.thread_time() - cpu))
            paths.append(str(view.shown.path))
            scales.append(view._key(0).scale / 1000)
            sizes.append((watched.width(), watched.height()))
            later(window, 700, lambda: following(window, left[1:]))

        when_painted([watched], painted)

    def end(window, least):
        written(answer, walls=walls, cpus=cpus, paths=paths, scales=scales, size=sizes[0], blits=least)
        window.close()

    with_window(folder, prepare)


def scrolled_long(answer, folder, steps):
    """The megabytes of the window's process, taken every hundred steps, while all panes are scrolled up and down."""
    from PySide6.QtCore import QTimer

    from storage import reports

    @or_stop
    def prepare(window):
        when_painted([window], lambda: ready(window, lambda: begin(window)))

    def begin(window):
        listed = window.project.ask(reports.listing)
        window.reader.set_pane_count(len(listed))
        before = megabytes()
        for report in listed:
            window.open_report(report.id)
        later(window, 2500, lambda: run(window, before))

    def run(window, before):
        views = [pane.pages for pane in window.reader.panes]
        found, ways, taken = [], [1] * len(views), 0
        timer = QTimer(window)

        @or_stop
        def turn():
            nonlocal taken
            for place, view in enumerate(views):
                bar = view.verticalScrollBar()
                if not 0 < bar.value() + ways[place] < bar.maximum():
                    ways[place] = -ways[place]
                bar.setValue(bar.value() + ways[place] * (view.viewport().height() // 12))
            taken += 1
            if taken % 100 == 0:
                found.append(megabytes())
            if taken >= int(steps):
                timer.stop()
                written(answer, megabytes=found, before=before, panes=len(views), steps=taken)
                window.close()

        timer.timeout.connect(turn)
        timer.start(4)

    with_window(folder, prepare)


def megabytes():
    """The memory that this process holds now, in megabytes, shared libraries included."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


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
    "scrolled": scrolled,
    "opened": opened,
    "scrolled_long": scrolled_long,
    "reading": reading,
    "extracting": extracting,
}

if __name__ == "__main__":
    MODES[sys.argv[1]](*sys.argv[2:])

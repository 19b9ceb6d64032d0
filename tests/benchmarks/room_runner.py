"""What `runner.py` measures in the reading room: scrolling, opening, memory; loaded only for that."""

import os
import time

from tests.benchmarks.runner import heart, or_stop, watcher, watching, when_painted, with_window, written

FRAME = 1 / 60  # seconds between two steps of scrolling
ROUNDS = 5  # in which we and the floor take turns: the machine's speed drifts within a minute
TURN, BLITS = 4, 10  # reports opened, and frames of the floor, in turn, for the same reason


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
        bar, bare, beats, spent, least = view.verticalScrollBar(), [], [], [], []
        each = int(frames) // ROUNDS

        def step():
            if bar.value() >= bar.maximum():
                bar.setValue(0)
            bar.setValue(bar.value() + view.viewport().height() // 12)

        def begin_round():
            gaps.clear()
            paced(window, each, step, lambda: bare.append(not view.is_drawn()), scrolled_on)

        def scrolled_on(times):
            spent.extend(times)
            beats.extend(gaps)
            blits(window, each // 2, blitted)

        def blitted(times):
            least.extend(times)
            if len(spent) < ROUNDS * each:
                begin_round()
            else:
                written(answer, frames=spent, gaps=beats, bare=bare, blits=least)
                window.close()

        begin_round()

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
    """The milliseconds of CPU for frames of a bare widget that blits the pictures which the two panes show.

    It has the window's size and its pixels to one of ours, and copies for each frame a part, another one each time, of
    both panes' pictures to where the panes stand: unscaled, in the format of the window's own store, into that store.
    Both are copied although only one pane is scrolled, and the window's beats go on as they do under our frames.
    """
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

    walls, cpus, paths, scales, sizes, firsts, least = [], [], [], [], [], [], []

    @or_stop
    def prepare(window):
        when_painted([window], lambda: ready(window, lambda: first(window)))

    def first(window):
        # Those with marks last: they are opened beside others, as they are on any day.
        listed = sorted(window.project.ask(reports.listing), key=lambda report: report.annotations > 0)
        listed = [report.id for report in listed]
        # The room is there as on any day: its first two reports are not counted.
        for report in listed[:2]:
            window.open_report(report)
        later(window, 2000, lambda: following(window, listed[2:] + listed[:1]))

    def following(window, left):
        if (not left and not least) or len(walls) >= TURN * (1 + len(least) // BLITS):

            def go_on(times):
                least.extend(times)
                later(window, 700, lambda: following(window, left))

            blits(window, BLITS, go_on)
            return
        if not left:
            end(window)
            return
        if window.reader.pane_of(left[0]) is not None:
            following(window, left[1:])
            return
        watch = watcher()(window)
        began, cpu = time.perf_counter(), time.thread_time()
        window.open_report(left[0])
        view = window.reader.pane_of(left[0]).pages
        watched = view.viewport()

        @or_stop
        def painted():
            spent = (1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - cpu))
            if len(firsts) == len(walls) and view._pictures.has(view._key(0)):
                firsts.append(spent)
            if not view.is_drawn():
                when_painted([watched], painted)
                return
            walls.append(spent[0])
            cpus.append(spent[1])
            paths.append(str(view.shown.path))
            scales.append(view._key(0).scale / 1000)
            sizes.append((watched.width(), watched.height()))
            later(window, 700, lambda: following(window, left[1:]))

        watching(watch, [watched], painted)

    def end(window):
        found = {"walls": walls, "cpus": cpus, "paths": paths, "scales": scales, "firsts": firsts}
        written(answer, **found, size=sizes[0], blits=least)
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


def pressed(answer, folder, count):
    """The CPU time of the window's thread from a key that tags a selection to its highlight saved and painted."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from storage import reports

    spent = []

    @or_stop
    def prepare(window):
        when_painted([window], lambda: ready(window, lambda: begin(window)))

    def begin(window):
        for report in window.project.ask(reports.listing):
            window.open_report(report.id)
        later(window, 2500, lambda: turn(window))

    def turn(window):
        if len(spent) == int(count):
            marks = sum(len(pane.pages.shown.annotations) for pane in window.reader.panes if pane.report is not None)
            written(answer, spent=spent, marks=marks)
            window.close()
            return
        view = window.reader.active.pages
        view.setFocus()
        start = view.top_offset() + 400 + 60 * (len(spent) % 6)
        view.select(start, start + 50)
        # The words' own suggestions and the bar at the selection come before the key, as they do for a reader.
        later(window, 600, lambda: press(window, view, Qt.Key(Qt.Key.Key_1 + len(spent) % 9)))

    def press(window, view, key):
        began = time.thread_time()

        def painted():
            spent.append(1000 * (time.thread_time() - began))
            later(window, 600, lambda: turn(window))

        when_painted([view.viewport()], or_stop(painted))
        QTest.keyClick(view, key)

    with_window(folder, prepare)


def megabytes():
    """The memory that this process holds now, in megabytes, shared libraries included."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


MODES = {"scrolled": scrolled, "opened": opened, "scrolled_long": scrolled_long, "pressed": pressed}

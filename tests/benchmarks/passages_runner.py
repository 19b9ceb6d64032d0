"""What `runner.py` measures in the passages view; loaded only for that."""

import time

from tests.benchmarks.runner import cpu_seconds, heart, or_stop, when_painted, with_window, written

WHEEL, DRAG = 200, 100  # steps of the mouse's wheel, and of the bar dragged from the first line to the last


def passages(answer, folder):
    """Open the view as its tab does, scroll in it, and have it sorted by date while the window's heart beats."""

    @or_stop
    def prepare(window):
        when_painted([window], or_stop(lambda: begin(window)))

    def begin(window):
        from desktop.passages_view.passages_view import PassagesView

        wall, cpu = time.perf_counter(), cpu_seconds()
        view = PassagesView(window.project)
        window.destroyed.connect(view.close_down)
        window.stack.addWidget(view)
        window.stack.setCurrentWidget(view)
        view.resize(1000, 700)
        answered(view, None, lambda: opened(window, view, time.perf_counter() - wall, cpu_seconds() - cpu))

    def opened(window, view, wall, cpu):
        bar = view.table.verticalScrollBar()
        steps = [moved(view, bar.value() + 120) for _ in range(WHEEL)]
        steps += [moved(view, step * bar.maximum() // DRAG) for step in range(DRAG)]
        gaps = heart(window)
        found = view._found
        view._on_sorted("created")
        answered(view, found, lambda: end(window, view, wall, cpu, steps, gaps))

    def answered(view, before, act):
        """Call `act()` when the view has another answer and has painted it."""
        from PySide6.QtCore import QTimer

        timer = QTimer(view, interval=2)

        @or_stop
        def look():
            if view._found is not None and view._found is not before:
                timer.stop()
                view.table.viewport().repaint()
                act()

        timer.timeout.connect(look)
        timer.start()

    def moved(view, value):
        began = time.thread_time()
        view.table.verticalScrollBar().setValue(value)
        view.table.viewport().repaint()
        return time.thread_time() - began

    def end(window, view, wall, cpu, steps, gaps):
        written(answer, wall=wall, cpu=cpu, lines=view._model.rowCount(), steps=steps, gaps=gaps[1:] or [0.0])
        view.close_down()
        window.close()

    with_window(folder, prepare)


MODES = {"passages": passages}

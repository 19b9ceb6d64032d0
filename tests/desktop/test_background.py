import time

from desktop.background import Task
from storage.errors import LibraryError, WorkStopped


def run(qtbot, work, signal: str):  # type: ignore[no-untyped-def]
    task = Task(work)
    with qtbot.waitSignal(task.ended, timeout=10_000), qtbot.waitSignal(getattr(task, signal), timeout=10_000) as told:
        task.start()
    task.wait()
    return tuple(told.args)


def test_answer_comes_back(qtbot):
    assert run(qtbot, lambda task: 42, "finished") == (42,)


def test_progress_comes_in_order(qtbot):
    seen = []
    task = Task(lambda task: [task.tell(number) for number in range(5)])
    task.progressed.connect(seen.append)
    with qtbot.waitSignal(task.ended, timeout=10_000):
        task.start()
    assert seen == [0, 1, 2, 3, 4]


def test_refusal_is_a_sentence(qtbot):
    def work(task: Task) -> None:
        raise LibraryError("No room.")

    assert run(qtbot, work, "refused") == ("No room.",)


def test_bug_is_told_with_its_place(qtbot):
    def work(task: Task) -> None:
        raise ZeroDivisionError

    (trace,) = run(qtbot, work, "failed")
    assert "ZeroDivisionError" in trace


def test_cancelled_work_says_that_it_stopped(qtbot):
    def work(task: Task) -> None:
        while not task.cancelled():
            time.sleep(0.01)
        raise WorkStopped("it was cancelled")

    task = Task(work)
    with qtbot.waitSignals([task.stopped, task.ended], timeout=10_000):
        task.start()
        task.cancel()

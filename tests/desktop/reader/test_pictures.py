"""Which picture is drawn next, what becomes of one that was given up, and a worker that is slow to start."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from desktop.reader import pictures as module
from desktop.reader.pictures import Key, Order, Pictures
from storage.errors import WorkStopped
from storage.reading import worker as jobs


def order(number: int, urgency: int = 0) -> Order:
    return Order(Key("report", number, 1000), Path("report.pdf"), "pdf", None, urgency)


@pytest.fixture
def idle(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pictures]:
    """Pictures that nobody draws."""
    monkeypatch.setattr(Pictures, "_employ", lambda self, count: None)
    made = Pictures()
    yield made
    made.close()


def test_most_urgent_of_all_viewers_is_next_and_none_twice(idle):
    idle.want(1, [order(1), order(2, 1)])
    idle.want(2, [order(3), order(1, 2)])
    assert [idle._next().key.number for _ in range(3)] == [1, 3, 2]
    assert idle._most_urgent() is None


def test_picture_given_up_and_wanted_again_is_drawn(idle):
    idle.want(1, [order(1)])
    taken = idle._next()
    idle.want(1, [])
    idle.want(1, [order(1)])
    assert idle._most_urgent() is None  # it is on its way still
    idle._keep(taken, None, "")
    assert idle._most_urgent() == order(1)


def test_picture_that_came_or_cannot_come_is_wanted_no_longer(idle):
    idle.want(1, [order(1), order(2)])
    idle.want(2, [order(1)])
    idle._keep(idle._next(), QImage(1, 1, QImage.Format.Format_RGB32), "")
    assert idle._next().key.number == 2
    idle._keep(order(2), None, "it is damaged")
    assert idle._most_urgent() is None
    assert not idle._wanted


class SlowToStart:
    """A worker whose process takes half a second to start, and is ended by a job that is cancelled."""

    def __init__(self) -> None:
        self.is_there = False

    def run(self, job: Any, *args: Any, limit: float = 60, cancelled: Callable[[], bool] = lambda: False) -> Any:
        began = time.monotonic()
        while not self.is_there and time.monotonic() - began < 0.5:
            if cancelled():
                raise WorkStopped("it was cancelled")
            time.sleep(0.02)
        self.is_there = True
        return None if job is jobs.warm else (1, 1)

    def stop(self) -> None:
        self.is_there = False


def test_pages_come_while_one_scrolls_though_the_worker_starts_slowly(qtbot, monkeypatch):
    monkeypatch.setattr(module, "Worker", SlowToStart)
    monkeypatch.setattr(module, "IMPATIENCE", 0.1)
    pictures = Pictures()
    came: list[int] = []
    pictures.drawn.connect(lambda _, number: came.append(number))
    for number in range(1, 31):
        pictures.want(1, [order(number)])
        qtbot.wait(50)
    pictures.close()
    assert len(came) > 2

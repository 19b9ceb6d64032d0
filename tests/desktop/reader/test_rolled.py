"""The rolling picture: the rows of a view are those of the column, and only those that came into sight are painted."""

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.reader.rolled import Roll

SIZE = QSize(4, 30)


class Column:
    """A column whose row y has the colour y; `painted` are the rows that were asked for."""

    def __init__(self) -> None:
        self.painted: list[int] = []
        self.more = 0

    def paint(self, painter: QPainter, rows: range, shift: int) -> None:
        for y in rows:
            self.painted.append(y)
            # Far wider and higher than the rows that are wanted: the roll keeps others as they are.
            painter.fillRect(QRect(-5, y - shift, 20, 40), QColor((y + self.more) % 256, y // 256, 7))


def shown(roll: Roll) -> list[int]:
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    roll.draw(painter, QRect(0, 0, 100, 100))
    painter.end()
    return [image.pixelColor(3, y).red() + 256 * image.pixelColor(3, y).green() for y in range(SIZE.height())]


@pytest.mark.parametrize("steps", [(0, 7, 13, 29), (100, 95, 96, 70), (1000, 40, 41, 500), (12, 42, 72, 12)])
def test_view_shows_its_rows_wherever_it_is_scrolled(steps):
    roll, column = Roll(), Column()
    for top in steps:
        roll.bring(SIZE, top, 0, column.paint)
        assert shown(roll) == list(range(top, top + 30))


def test_only_rows_that_come_into_sight_are_painted():
    roll, column = Roll(), Column()
    roll.bring(SIZE, 50, 0, column.paint)
    column.painted.clear()
    roll.bring(SIZE, 55, 0, column.paint)
    assert column.painted == list(range(80, 85))
    column.painted.clear()
    roll.bring(SIZE, 52, 0, column.paint)
    assert column.painted == [52, 53, 54]
    column.painted.clear()
    roll.bring(SIZE, 52, 0, column.paint)
    assert column.painted == []


def test_forgotten_rows_are_painted_anew_where_they_show():
    roll, column = Roll(), Column()
    roll.bring(SIZE, 50, 0, column.paint)
    column.painted.clear()
    column.more = 100
    roll.forget_rows(range(40, 53))
    roll.forget_rows(range(200, 300))
    roll.bring(SIZE, 51, 0, column.paint)
    assert sorted(set(column.painted)) == [51, 52, 80]
    assert shown(roll)[:3] == [151, 152, 53]


def test_another_size_or_place_across_is_painted_whole():
    roll, column = Roll(), Column()
    roll.bring(SIZE, 50, 0, column.paint)
    for size, across in ((SIZE, 3), (QSize(4, 31), 3)):
        column.painted.clear()
        roll.bring(size, 50, across, column.paint)
        assert len(column.painted) == size.height()
    assert roll.bytes == 4 * 31 * 4
    roll.let_go()
    assert roll.bytes == 0

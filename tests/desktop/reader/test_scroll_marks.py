import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleFactory
from pytestqt.qtbot import QtBot

from desktop.reader.scroll_marks import LANES, MarkedScrollBar, readable, rows

BLUE, AMBER = QColor("#2f6fb7"), QColor("#f0a000")


@pytest.fixture
def bar(qtbot: QtBot) -> MarkedScrollBar:
    made = MarkedScrollBar()
    made.setStyle(QStyleFactory.create("fusion"))
    qtbot.addWidget(made)
    made.resize(16, 400)
    made.setRange(0, 10_000)
    made.setPageStep(1000)
    made.show()
    return made


def lane(bar: MarkedScrollBar, kind: str) -> int:
    left, right = LANES[kind]
    return round((left + right) / 2 * bar.width())


def colour_at(bar: MarkedScrollBar, kind: str, share: float) -> str:
    groove = bar.groove()
    at = QPoint(lane(bar, kind), groove.top() + round(share * (groove.height() - 2)))
    image = bar.grab().toImage()
    return image.pixelColor(at * image.devicePixelRatio()).name()


def test_ticks_stand_where_their_places_are(bar: MarkedScrollBar):
    plain = colour_at(bar, "marks", 0.5)
    bar.set_ticks("marks", [(0.5, BLUE)])
    bar.set_ticks("hits", [(0.25, AMBER)])
    assert colour_at(bar, "marks", 0.5) == readable(BLUE, dark=False).name()
    assert colour_at(bar, "hits", 0.25) == readable(AMBER, dark=False).name()
    assert colour_at(bar, "marks", 0.75) == plain
    bar.resize(16, 700)
    assert colour_at(bar, "marks", 0.5) == readable(BLUE, dark=False).name()
    bar.set_ticks("marks", [])
    assert colour_at(bar, "marks", 0.5) == plain


def test_mark_and_hit_at_one_place_are_both_seen(bar: MarkedScrollBar):
    bar.set_ticks("marks", [(0.6, BLUE)])
    bar.set_ticks("hits", [(0.6, AMBER)])
    assert colour_at(bar, "marks", 0.6) == readable(BLUE, dark=False).name()
    assert colour_at(bar, "hits", 0.6) == readable(AMBER, dark=False).name()


def test_ticks_on_one_pixel_are_one():
    many = [(number / 5000, BLUE) for number in range(5000)]
    assert len(rows(many, 300)) == 301
    assert rows([(0.5, BLUE), (0.5, AMBER)], 100) == {50: BLUE}
    assert list(rows([(-1.0, BLUE), (7.0, AMBER)], 100)) == [0, 100]
    assert list(rows([(0.5, BLUE)], -2)) == [0]


def test_colours_stand_out_from_light_and_dark_bars():
    for name in ("#2f6fb7", "#000000", "#ffffff", "#f0a000", "#7b8494"):
        assert readable(QColor(name), dark=True).lightnessF() > 0.59
        assert readable(QColor(name), dark=False).lightnessF() < 0.46


def test_scrolling_paints_the_ticks_from_one_picture(bar: MarkedScrollBar):
    bar.set_ticks("marks", [(0.5, BLUE)])
    bar.grab()
    picture = bar._picture
    assert picture is not None
    bar.setValue(5000)
    bar.grab()
    bar.set_ticks("marks", [(0.5, BLUE)])
    assert bar._picture is picture
    bar.set_ticks("marks", [(0.5, AMBER)])
    assert bar._picture is not picture


def test_click_on_the_bar_scrolls_as_ever(bar: MarkedScrollBar):
    bar.set_ticks("hits", [(0.5, AMBER)])
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(8, 300))
    assert bar.value() == 1000


def handle(bar: MarkedScrollBar) -> QRect:
    return bar._part(QStyle.SubControl.SC_ScrollBarSlider)


def column(bar: MarkedScrollBar) -> list[str]:
    image = bar.grab().toImage()
    return [image.pixelColor(image.width() // 2, y).name() for y in range(image.height())]


def test_handle_is_seen_where_the_style_has_it(bar: MarkedScrollBar):
    bar.setValue(5000)
    before, rect = column(bar), handle(bar)
    ratio = len(before) / bar.height()
    inside, outside = before[round(rect.center().y() * ratio)], before[round((rect.bottom() + 30) * ratio)]
    assert inside != outside
    bar.setValue(0)
    assert column(bar)[round(rect.center().y() * ratio)] == outside
    bar.setRange(0, 0)
    assert inside not in column(bar)


def test_handle_can_be_dragged_and_shows_it(bar: MarkedScrollBar):
    at = handle(bar).center()
    plain = column(bar)[at.y()]
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert column(bar)[at.y()] != plain
    QTest.mouseMove(bar, at + QPoint(0, 100))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + QPoint(0, 100))
    assert bar.value() > 2000


def test_bar_that_we_paint_covers_all_that_it_lies_on(bar: MarkedScrollBar):
    assert bar.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    corners = (QPoint(0, 0), QPoint(bar.width() - 1, bar.height() - 1))
    picture = bar.grab().toImage()
    assert all(picture.pixelColor(corner * picture.devicePixelRatio()).alpha() == 255 for corner in corners)


def test_system_style_paints_its_own_bar(bar: MarkedScrollBar):
    ours = column(bar)
    bar.setStyle(QStyleFactory.create("windows"))
    assert column(bar) != ours
    bar.set_ticks("marks", [(0.5, BLUE)])
    assert colour_at(bar, "marks", 0.5) == readable(BLUE, dark=False).name()

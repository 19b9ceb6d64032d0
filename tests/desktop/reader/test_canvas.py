"""The canvas: papers, colours of marks, finds, places on the scroll bar, large pages, moving what is painted."""

from collections.abc import Iterator
from itertools import combinations

import pymupdf
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from desktop.reader import colouring, layout
from desktop.reader.layout import FIT_PAGE, FIT_WIDTH
from desktop.reader.page_marks import nesting, page_marks
from desktop.reader.page_space import scroll_step
from desktop.reader.page_view import PageView
from desktop.reader.paper import DIM, INVERT, NIGHT, on_paper, tone
from desktop.reader.pictures import BYTES, Key, Order, Pictures
from desktop.reader.shown import Shown
from storage import intake, reports
from storage.library import Library
from storage.model import Annotation, Box
from storage.workers import Worker
from tests.desktop.reader.test_page_view import annotation, span


def mark(number: int, start: int, end: int, **more: object) -> Annotation:
    fields = {"mark": "", "note": "", "reviewer": "A", "areas": ()} | more
    return Annotation(
        number, f"u{number}", 1, start, end, "", "", "", fields["mark"], fields["note"], fields["reviewer"], "", "",
        fields["areas"],
    )  # fmt: skip


def drawn(qtbot, view: PageView) -> QImage:  # type: ignore[no-untyped-def]
    qtbot.waitUntil(view.is_drawn, timeout=20_000)
    return view.viewport().grab().toImage()


def colour_at(view: PageView, words: str, picture: QImage) -> QColor:
    rect = view.span_rects(*span(view, words))[0]
    return picture.pixelColor(rect.left() + 1, rect.top() + 2)


# --- colours and signs -----------------------------------------------------------------------------------


def test_colours_follow_area_mark_or_reviewer():
    marks = [mark(1, 0, 5, areas=(7,), mark="concern"), mark(2, 6, 9, note="n", reviewer="Bo Lee", mark="strength")]
    by_area = colouring.looks(marks, {7: "#112233"}, frozenset({2}))
    assert (by_area[1].colours, by_area[1].signs) == (("#112233",), "–")
    assert (by_area[2].colours, by_area[2].signs) == ((colouring.NO_AREA,), "+⇄✎")
    by_mark = colouring.looks(marks, {}, frozenset(), colouring.MARK)
    assert by_mark[1].colours != by_mark[2].colours
    by_reviewer = colouring.looks(marks, {}, frozenset(), colouring.REVIEWER)
    assert by_reviewer[2].signs.startswith("BL ")
    assert by_reviewer[2].colours == (colouring.reviewer_colour("bo lee "),)
    assert colouring.looks(marks[:1], {}, frozenset(), colouring.REVIEWER)[1].signs == "–"


def test_overlapping_marks_have_levels_and_others_have_none():
    marks = [mark(1, 0, 100), mark(2, 10, 40), mark(3, 20, 30), mark(4, 100, 120), mark(5, 35, 60)]
    assert nesting(marks) == {1: 0, 2: 1, 3: 2, 5: 2}


def test_each_of_two_overlapping_marks_keeps_pixels_of_its_own():
    box, inner = Box(10, 10, 200, 24), Box(60, 10, 90, 24)
    marks = [(mark(1, 0, 50), [box]), (mark(2, 10, 20), [inner])]
    looks = {1: colouring.Look(("#2f6fb7",), ""), 2: colouring.Look(("#b3541e",), "")}
    made = page_marks(marks, looks, 2.0, margin=5)
    areas = [[rect.toRect() for rect in rects.within(0, 100)] for _, rects in made.washes]
    for one in areas[0]:
        assert not any(one.intersects(other) for other in areas[1])
    assert all(areas)
    assert len(made.lines) == 2


def test_finds_are_painted_and_the_current_one_stronger(view, qtbot):
    one, other = span(view, "seen alone"), span(view, "whom they know")
    view.go_to(*one)
    plain = colour_at(view, "seen alone", drawn(qtbot, view))
    view.set_hits([one, other], 1)
    picture = drawn(qtbot, view)
    first, second = colour_at(view, "seen alone", picture), colour_at(view, "whom they know", picture)
    assert plain == QColor("white")
    assert first.blue() < 200
    assert second.blue() < first.blue()
    qtbot.waitUntil(lambda: len(view.verticalScrollBar().ticks("hits")) == 2)
    view.set_hits([])
    qtbot.waitUntil(lambda: len(view.verticalScrollBar().ticks("hits")) == 0)


def test_marks_stand_on_the_scroll_bar_in_their_order(view, qtbot):
    view.set_marks([annotation(view, 1, "Leaders know"), annotation(view, 2, "seen alone")], {}, frozenset())
    qtbot.waitUntil(lambda: len(view.verticalScrollBar().ticks("marks")) == 2)
    shares = sorted(share for share, _ in view.verticalScrollBar().ticks("marks"))
    assert shares == [view.share_of(span(view, "seen alone")[0]), view.share_of(span(view, "Leaders know")[0])]
    assert 0 < shares[0] < 0.5 < shares[1] < 1


# --- paper -----------------------------------------------------------------------------------------------


def test_inverted_paper_keeps_the_hue():
    image = QImage(3, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for y in range(200):
        image.setPixelColor(1, y, QColor(160, 0, 0))
        image.setPixelColor(2, y, QColor("black"))
    made = on_paper(image, INVERT)
    assert made.pixelColor(0, 150) == NIGHT
    assert made.pixelColor(2, 150).lightness() > 240
    red = made.pixelColor(1, 150)
    assert red.red() > red.green() + 30
    assert abs(red.green() - red.blue()) < 3
    assert on_paper(image, DIM).pixelColor(0, 199) == tone(DIM)
    assert image.pixelColor(0, 0) == QColor("white")


def test_paper_changes_what_is_shown_at_once_and_back(view, qtbot):
    view.go_to(*span(view, "seen alone"))
    drawn(qtbot, view)
    corner = view.viewport().rect().center()
    view.set_paper(INVERT)
    assert view.is_drawn() or view.viewport().grab().toImage().pixelColor(corner).lightness() < 60
    view.set_marks([annotation(view, 1, "seen alone", areas=(7,))], {7: "#2f6fb7"}, frozenset())
    dark = colour_at(view, "seen alone", drawn(qtbot, view))
    assert dark.blue() > dark.red() + 20
    assert dark.lightness() < 90
    view.set_paper("plain")
    assert colour_at(view, "seen alone", drawn(qtbot, view)).lightness() > 150


def test_lines_of_one_mark_take_its_colour_once_and_one_line_goes_round_them():
    lines = [Box(80, 10, 200, 24), Box(10, 22, 200, 36), Box(10, 34, 90, 48)]  # each two points into the next
    looks = {1: colouring.Look(("#2f6fb7",), "")}
    made = page_marks([(mark(1, 0, 50), lines)], looks, 2.0, margin=5)
    areas = [rect.toRect() for _, rects in made.washes for rect in rects.within(0, 200)]
    assert not any(one.intersects(other) for one, other in combinations(areas, 2))
    covered = QRegion()
    for area in areas:
        covered += area
    for box in lines:
        assert covered.contains(QPoint(round(box.x0 + box.x1), round(box.y0 + box.y1)))

    picture = QImage(440, 120, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    made.paint_outline(painter, 1)
    painter.end()
    inside = {picture.pixelColor(300, y).name() for y in range(30, 60)}  # where the first two lines meet
    assert inside == {"#ffffff"}
    assert {picture.pixelColor(300, y).name() for y in range(10, 22)} != {"#ffffff"}


# --- zoom ------------------------------------------------------------------------------------------------


def test_hundred_per_cent_is_the_size_on_paper(view):
    view.set_percent(100)
    assert view.zoom == pytest.approx(96 / 72)
    assert view.percent() == pytest.approx(100)
    assert layout.percent(layout.LARGEST) == pytest.approx(800)


def test_fitted_page_is_whole(view):
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    page = view.current_page()
    view.set_fit(FIT_PAGE)
    assert view.current_page() == page
    place = view._to_view(page - 1, Box(0, 0, *view._layout.sizes[page - 1]))
    assert place.top() >= 0
    assert place.bottom() <= view.viewport().height()


def test_larger_by_key_the_lines_still_begin_in_sight(view):
    view.set_fit(FIT_WIDTH)
    for _ in range(6):
        view.step_zoom(1)
        assert view._text_left(0) >= 0
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum())  # who looks at the end of lines goes on looking there
    view.step_zoom(1)
    assert view._text_left(0) < 0


def test_few_words_are_not_made_too_large_to_be_read(view):
    view.shown._extent = (200.0, 260.0)
    view.resize(900, 640)
    view.set_fit(layout.FIT_TEXT)
    assert view.zoom <= max(layout.LARGEST_TEXT, layout.fitting_width(view._layout.sizes, view.viewport().width()))
    middle = view._to_view(0, Box(200, 0, 260, 10)).center().x()
    page = view._to_view(0, Box(0, 0, *view._layout.sizes[0]))
    fits = page.width() <= view.viewport().width()
    assert fits or abs(middle - view.viewport().width() / 2) < 2 or page.left() > -1


def test_pinch_zooms_round_the_fingers(view):
    view.set_zoom(2.0)
    at = QPointF(120, 200)
    before = view._page_point(at)
    view.pinch(1.25, at)
    assert view.zoom == pytest.approx(2.5)
    after = view._page_point(at)
    assert after[0] == before[0]
    assert after[1:] == pytest.approx(before[1:], abs=1)


def test_scroll_step_is_whole_on_the_screen():
    for ratio in (1.0, 1.25, 1.5, 1.75, 2.0):
        assert (scroll_step(733, ratio) * ratio) % 1 == 0
        assert 733 / 12 - 4 < scroll_step(733, ratio) <= 733 / 12


def test_large_zoom_is_drawn_in_squares_as_sharp_as_one_picture(view, qtbot):
    view.set_percent(800)
    view.go_to(*span(view, "seen alone"))
    picture = drawn(qtbot, view)
    assert view._is_tiled(0)
    assert {QColor(picture.pixel(x, y)).lightness() for x in range(0, 400, 7) for y in range(0, 400, 7)} >= {255}
    assert all(key.tile is not None for key in view._needed(0))
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 700)
    drawn(qtbot, view)


def test_scrolling_shows_what_would_be_painted_anew(view, qtbot):
    view.set_fit(FIT_WIDTH)
    view.set_marks([annotation(view, 1, "seen alone"), annotation(view, 2, "Leaders know")], {}, frozenset())
    drawn(qtbot, view)
    for step in (58, -13, 200, 90):
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + step)
        drawn(qtbot, view)
        qtbot.wait(30)
        moved = view.screen().grabWindow(view.winId()).toImage()
        view._roll.forget()
        view.viewport().update()
        qtbot.wait(30)
        assert view.screen().grabWindow(view.winId()).toImage() == moved


def test_first_painting_is_the_same_as_those_that_follow(view, qtbot):
    shown = view.shown
    drawn(qtbot, view)
    view.show_report(shown)
    view.set_marks([mark(1, 10, 90), mark(2, 60, 140)], {1: "#b3261e"}, frozenset({1}))
    assert view._is_fresh
    first = view.viewport().grab().toImage()
    assert not view._is_fresh
    assert view.viewport().grab().toImage() == first


def test_report_that_is_scrolled_before_its_page_came_shows_where_it_is(view, qtbot):
    drawn(qtbot, view)
    view.verticalScrollBar().setValue(200)
    there = drawn(qtbot, view)
    view._pictures._kept.clear()
    view.show_report(view.shown)
    view.viewport().grab()
    assert view._is_fresh, "no page has come yet"
    view.verticalScrollBar().setValue(200)
    assert drawn(qtbot, view) == there


def test_change_of_a_mark_works_out_only_the_pages_on_which_it_stands(view, qtbot):
    one, other = annotation(view, 1, "seen alone"), annotation(view, 2, "Leaders know")
    view.set_marks([one, other], {}, frozenset())
    qtbot.waitUntil(lambda: set(view._page_marks) == {0, 1})
    first, second = view._page_marks[0], view._page_marks[1]
    view.set_marks([one, other._replace(mark="concern")], {}, frozenset())
    drawn(qtbot, view)
    qtbot.waitUntil(lambda: set(view._page_marks) == {0, 1})
    assert view._page_marks[0] is first
    assert view._page_marks[1] is not second
    view.set_marks([one], {}, frozenset())
    view.go_to(*span(view, "Leaders know"))
    assert colour_at(view, "Leaders know", drawn(qtbot, view)) == QColor("white")


# --- rotated and cropped pages ---------------------------------------------------------------------------


@pytest.fixture(params=[0, 90, 180, 270])
def turned(request, qtbot, library: Library, tmp_path) -> Iterator[PageView]:  # type: ignore[no-untyped-def]
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        page.insert_text((150, 300), "Children are seen alone by workers.", fontsize=14)
        page.insert_text((150, 330), "Leaders know this service well and act.", fontsize=14)
        page.set_cropbox(pymupdf.Rect(60, 120, 500, 700))
        page.set_rotation(request.param)
        document.save(tmp_path / "turned.pdf")
    worker = Worker()
    report = library.write(
        "Add", reports.add, intake.document(worker, tmp_path / "turned.pdf", library.originals, {})
    ).answer
    worker.stop()
    pictures = Pictures()
    view = PageView(pictures)
    qtbot.addWidget(view)
    view.resize(700, 700)
    view.show()
    source = library.ask(reports.source, report)
    view.show_report(
        Shown(
            library.ask(reports.one, report), library.ask(reports.text, report), library.originals / source.file, source
        )
    )
    view.set_fit(FIT_WIDTH)
    yield view
    pictures.close()


def test_boxes_of_words_lie_on_their_print_on_turned_and_cropped_pages(turned, qtbot):
    words = span(turned, "seen alone")
    turned.go_to(*words)
    picture = drawn(qtbot, turned)
    rect = turned.span_rects(*words)[0].intersected(turned.viewport().rect())
    dark = [
        picture.pixelColor(x, y).lightness() < 128
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    ]
    assert 0.05 < sum(dark) / len(dark) < 0.6


# --- pictures --------------------------------------------------------------------------------------------


def test_pictures_stay_within_their_bytes_and_what_shows_stays(qapp, tmp_path):
    pictures = Pictures()
    pictures._closing = True  # nothing is drawn here
    orders = [Order(Key("a", number, 2000), tmp_path, "pdf", None, 0 if number == 1 else 5) for number in (1, 2)]
    pictures._needed[1] = {order.key: order.urgency for order in orders}
    image = QImage(2000, 2000, QImage.Format.Format_RGB32)
    for number in range(1, 12):
        pictures._store(Key("a", number, 2000), QImage(image))
    assert pictures._bytes <= BYTES
    assert pictures.has(orders[0].key)
    assert pictures.has(orders[1].key)
    assert not pictures.has(Key("a", 3, 2000))


def test_file_that_changed_is_not_shown_as_the_report(added, qtbot):
    library, report = added
    source = library.ask(reports.source, report)
    path = library.originals / source.file
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\n% more")
    pictures = Pictures()
    view = PageView(pictures)
    qtbot.addWidget(view)
    view.resize(500, 640)
    view.show()
    with qtbot.waitSignal(pictures.failed, timeout=20_000) as signal:
        view.show_report(Shown(library.ask(reports.one, report), library.ask(reports.text, report), path, source))
    assert "has changed" in signal.args[2]
    pictures.close()

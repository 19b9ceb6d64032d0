"""The page that was clicked stands on the screen before what nobody waits for is done."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest

from desktop.left_column import LeftColumn
from desktop.library_view.library_view import LibraryView
from desktop.outline.outline import Outline
from desktop.reader import first_paint
from desktop.reader.first_paint import FirstPaint
from desktop.reader.pane import Pane
from desktop.reader.reader import Reader
from desktop.reader.shown import SAMPLE, Contents, Shown
from storage import documents, reports
from tests.desktop.outline.conftest import made_report
from tests.storage import builders


def test_pane_says_once_that_the_page_stands_there(added, qtbot):
    from desktop.reader.pictures import Pictures

    library, report = added
    source = library.ask(reports.source, report)
    shown = Shown(
        library.ask(reports.one, report), library.ask(reports.text, report), library.originals / source.file, source
    )
    pictures = Pictures()
    pane = Pane(pictures, "")
    qtbot.addWidget(pane)
    pane.resize(500, 640)
    pane.show()
    told: list[bool] = []
    pane.settled.connect(lambda: told.append(pane.pages.is_drawn()))
    pictures.warm()
    pane.show_report(shown)
    assert pane.is_settling
    pane._first_paint._timer.start(20_000)  # a slow computer changes nothing
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told == [True]
    assert not pane.is_settling
    QTest.qWait(100)
    assert told == [True]
    pictures.close()


def test_slow_page_keeps_the_rest_waiting_for_a_while_only(reader, qtbot, monkeypatch):
    monkeypatch.setattr(first_paint, "LONGEST", 30)
    monkeypatch.setattr(reader.pictures, "want", lambda viewer, orders: None)  # nothing is ever drawn
    with qtbot.waitSignal(reader.position_changed, timeout=5000) as signal:
        reader.open(2)
    assert signal.args == [2, 0]


def test_place_is_told_after_the_page_was_painted(reader, qtbot, monkeypatch):
    monkeypatch.setattr(first_paint, "LONGEST", 60_000)
    monkeypatch.setattr(reader.pictures, "want", lambda viewer, orders: None)
    told: list[tuple[int, int]] = []
    reader.position_changed.connect(lambda *place: told.append(place))
    pane = reader.open(2)
    QTest.qWait(150)
    assert told == []
    monkeypatch.setattr(pane.pages, "is_drawn", lambda: True)
    pane.pages.viewport().update()
    qtbot.waitUntil(lambda: told == [(2, 0)], timeout=5000)


def test_emptied_pane_says_nothing(reader, qtbot, monkeypatch):
    monkeypatch.setattr(first_paint, "LONGEST", 30)
    pane = reader.open(2)
    told: list[int] = []
    pane.settled.connect(lambda: told.append(1))
    pane.closed.emit()
    QTest.qWait(120)
    assert told == []
    assert not pane.is_settling


def test_nothing_is_watched_after_the_paint(qapp):
    watch = FirstPaint()
    assert not watch.is_waiting
    watch.stop()
    assert not watch.eventFilter(QObject(), first_paint.QEvent(first_paint.QEvent.Type.Paint))


# --- contents --------------------------------------------------------------------------------------------------------


@pytest.fixture
def outline(project, library, qtbot) -> Outline:
    made = Outline(project)
    qtbot.addWidget(made)
    made.resize(230, 560)
    made.show()
    return made


def top(outline: Outline) -> list[str]:
    model = outline._model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_contents_wait_for_the_page_and_leave_nothing_stale(outline, library):
    one, other = builders.added(library, made_report("one"), made_report("second", sections=(), improvements=()))
    outline.show_soon(one, "2019")
    assert top(outline) == []
    assert not outline._hint.isVisible()  # a hint would only flash
    outline.set_position(0)
    assert top(outline)[0] == "Summary"
    assert outline.tree.currentIndex().data() == "Summary"
    outline.show_soon(other, "2021")
    assert top(outline)[0] == "Summary"
    assert "2019" in outline._title.text()  # title and rows change together
    went: list[tuple[int, int, int]] = []
    outline.place_wanted.connect(lambda *place: went.append(place))
    outline.tree.row_chosen.emit(outline._model.rows[0])
    assert went == []  # a row of the report before leads nowhere
    outline.set_position(0)
    assert "Summary" not in top(outline)
    assert "2021" in outline._title.text()


def test_contents_come_though_nobody_says_where_the_reading_is(outline, library, qtbot):
    (one,) = builders.added(library, made_report("one"))
    outline._waiting.setInterval(30)
    outline.show_soon(one, "2019")
    qtbot.waitUntil(lambda: top(outline)[:1] == ["Summary"], timeout=5000)


def test_report_that_is_closed_meanwhile_is_not_shown(outline, library):
    (one,) = builders.added(library, made_report("one"))
    outline._waiting.setInterval(20)
    outline.show_soon(one, "2019")
    outline.show_report(None)
    QTest.qWait(80)
    assert top(outline) == []
    assert outline._hint.isVisible()


def test_same_report_again_changes_nothing(outline, library):
    (one,) = builders.added(library, made_report("one"))
    outline.show_report(one, "2019")
    rows = outline._model.rows
    outline.show_soon(one, "2018")
    assert outline._model.rows is rows
    assert "2018" in outline._title.text()


def test_left_column_lets_the_page_go_first(project, library, qtbot):
    (one,) = builders.added(library, made_report("one"))
    column = LeftColumn(project, LibraryView(project))
    qtbot.addWidget(column)
    column.resize(240, 700)
    column.show()
    column.show_contents(project.ask(reports.one, one), wanted=True, reading=True)
    assert column.outline is not None
    assert top(column.outline) == []
    column.outline.set_position(0)
    assert top(column.outline)[0] == "Summary"


# --- what a first page needs -----------------------------------------------------------------------------------------


def test_text_words_and_paragraphs_are_asked_for_when_they_are_wanted(project):
    asked: list[str] = []

    def ask(question, *args):
        asked.append(question.__name__)
        return project.ask(question, *args)

    contents = Contents(ask, project.ask(reports.one, 2).sha256)
    whole = project.ask(reports.text, 2)
    assert contents.pages == tuple(page[:4] for page in whole.pages)
    assert contents.packed_words(0) == whole.pages[0].words
    assert asked == ["page_frames", "page_words"]
    assert contents.text == whole.text
    assert contents.paragraphs == whole.paragraphs
    assert contents.paragraphs
    assert asked == ["page_frames", "page_words", "running_text", "paragraphs"]


def test_words_of_later_pages_come_together_when_the_first_of_them_is_wanted():
    asked: list[tuple[int, int]] = []
    pages = [b"%d" % index for index in range(SAMPLE + 4)]

    def ask(question, sha256, *span):
        if question is documents.page_frames:
            return tuple(documents.PageFrame(index + 1, 595.0, 842.0, "") for index in range(SAMPLE + 5))
        first, count = (*span, len(pages))[:2]
        asked.append((first, count))
        return pages[first : first + count]

    contents = Contents(ask, "a")
    assert contents.packed_words(SAMPLE - 1) == pages[SAMPLE - 1]
    assert asked == [(0, SAMPLE)]
    assert [contents.packed_words(index) for index in range(SAMPLE + 4)] == pages
    assert contents.packed_words(SAMPLE + 4) == b"", "a page that the library no longer has"
    assert asked == [(0, SAMPLE), (SAMPLE, len(pages))]


def test_all_of_a_report_is_here_once_its_page_stands_there(project, qtbot):
    reader = Reader(project)
    qtbot.addWidget(reader)
    reader.resize(900, 600)
    reader.show()
    with qtbot.waitSignal(reader.settled, timeout=20_000):
        reader.open(2)
    shown = reader.active.pages.shown
    assert shown is not None
    whole = project.ask(reports.text, 2)
    reader._project._library.close()
    assert shown.contents.text == whole.text
    assert [shown.contents.packed_words(index) for index in range(len(whole.pages))] == [p.words for p in whole.pages]
    reader.close()


def test_page_without_marks_is_shown_without_its_words(reader, project):
    pane = reader.open(4)
    shown = pane.pages.shown
    assert shown is not None
    assert shown.marks(0) == []
    assert shown.text_extent[1] > shown.text_extent[0]
    assert not shown._words


# --- no blank page between two ---------------------------------------------------------------------------------------


def test_page_before_stays_until_a_picture_comes(reader, monkeypatch):
    monkeypatch.setattr(reader.pictures, "want", lambda viewer, orders: None)
    pane = reader.open(2)
    pane._first_paint._holding.setInterval(60_000)
    reader.open(4)
    pane = reader.pane_of(4)
    pane._first_paint._holding.start(60_000)
    port = pane.pages.viewport()
    assert not port.updatesEnabled()
    reader.pictures.drawn.emit("another report", 1)
    assert not port.updatesEnabled()
    reader.pictures.drawn.emit(pane.report.sha256, 1)
    assert port.updatesEnabled()


def test_reason_why_there_is_no_picture_is_shown_at_once(reader, monkeypatch):
    monkeypatch.setattr(reader.pictures, "want", lambda viewer, orders: None)
    pane = reader.open(2)
    pane._first_paint._holding.start(60_000)
    reader.pictures.failed.emit(pane.report.sha256, 1, "it is damaged")
    assert pane.pages.viewport().updatesEnabled()


def test_slow_page_is_blank_after_a_moment_and_a_closed_pane_at_once(reader, qtbot, monkeypatch):
    monkeypatch.setattr(reader.pictures, "want", lambda viewer, orders: None)
    pane = reader.open(2)
    assert not pane.pages.viewport().updatesEnabled()
    qtbot.waitUntil(pane.pages.viewport().updatesEnabled, timeout=5000)
    pane.closed.emit()
    reader.open(2)
    pane.closed.emit()
    assert pane.pages.viewport().updatesEnabled()


def test_room_says_when_what_nobody_waits_for_may_be_done(reader, qtbot, monkeypatch):
    monkeypatch.setattr(first_paint, "LONGEST", 40)
    monkeypatch.setattr(reader.pictures, "want", lambda viewer, orders: None)
    told: list[list[int]] = []
    reader.settled.connect(lambda: told.append(reader.open_reports()))
    pane = reader.open(2)
    assert told == []
    qtbot.waitUntil(lambda: told == [[2]], timeout=5000)
    pane.closed.emit()
    assert told == [[2], []]  # nothing is to be painted first

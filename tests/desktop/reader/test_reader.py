from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.reader.reader import shortened
from desktop.reader.ribbons import Ribbon, band, clipped, strength
from storage import annotations, links, reports
from tests.storage.builders import highlighted


def test_reports_open_in_the_first_empty_pane_then_in_the_active_one(reader):
    reader.open(1)
    reader.open(2)
    assert reader.open_reports() == [1, 2]
    reader.open(4)
    assert reader.open_reports() == [1, 4]
    reader.open(1)
    assert reader.active is reader.panes[0]
    reader.open(5, other=True)
    assert reader.open_reports() == [1, 5]


def test_removed_report_leaves_its_pane_and_comes_back_only_when_opened(reader, project):
    reader.open(1)
    reader.open(2)
    project.do("Remove", reports.remove, 2)
    assert reader.open_reports() == [1]
    project.undo()
    assert reader.open_reports() == [1]


def test_corrected_year_shows_in_the_head(reader, project):
    pane = reader.open(1)
    assert pane.head.name.text == "Exampleshire 2012"
    project.do("Correct", reports.correct, 1, {"year": "2011"})
    assert pane.head.name.text == "Exampleshire 2011"


def test_link_is_a_ribbon_until_it_is_deleted(reader, project):
    one = project.ask(annotations.of_report, 2)[0]
    other = highlighted(project._library, 1, "settle well")
    reader.open(1)
    reader.open(2)
    assert reader.handle.ribbons == []
    link = project.do("Link", links.add, one.id, other, "recurs", project.reviewer)
    (ribbon,) = reader.handle.ribbons
    assert reader.handle._texts(ribbon.link).startswith("Recurs\n")
    with_both = ribbon.left, ribbon.right
    project.do("Delete link", links.delete, link)
    assert reader.handle.ribbons == []
    assert with_both[0][0] < with_both[0][1]


def test_ribbons_have_the_colours_of_marks(reader, project):
    from desktop.reader.colouring import MARKS, reviewer_colour

    one = project.ask(annotations.of_report, 2)[0]
    other = highlighted(project._library, 1, "settle well")
    reader.open(1)
    reader.open(2)
    project.do("Link", links.add, one.id, other, "recurs", project.reviewer)
    of_area = reader.handle.ribbons[0].colour
    reader.set_colouring("mark")
    assert reader.handle.ribbons[0].colour == MARKS[""]
    project.do("Concern", annotations.set_mark, one.id, "concern")
    assert reader.handle.ribbons[0].colour == MARKS["concern"]
    reader.set_colouring("reviewer")
    (link,) = project.ask(links.everything)
    assert reader.handle.ribbons[0].colour == reviewer_colour(link.reviewer)
    reader.set_colouring("area")
    assert reader.handle.ribbons[0].colour == of_area


def test_only_links_between_the_two_open_reports_are_ribbons(reader, project):
    one = project.ask(annotations.of_report, 2)[0]
    other = highlighted(project._library, 1, "settle well")
    project.do("Link", links.add, one.id, other, "recurs", project.reviewer)
    reader.open(2)
    reader.open(4)
    assert reader.handle.ribbons == []


def test_selection_in_one_pane_lets_go_of_the_other(reader, qtbot):
    reader.open(1)
    reader.open(2)
    left, right = (pane.pages for pane in reader.panes)
    left.select(3, 11)
    with qtbot.waitSignal(reader.passage_selected):
        right.select(3, 11)
    assert left.selection is None
    assert right.selection == (3, 11)


def test_page_box_goes_to_a_page(reader, qtbot):
    pane = reader.open(1)
    pane.pages.set_zoom(2.0)
    box = pane.head.page
    reader.open(2)
    box.setFocus()
    assert reader.active is pane
    qtbot.waitUntil(lambda: box.lineEdit().hasSelectedText())
    QTest.keyClicks(box, "2")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert pane.pages.current_page() == 2
    assert pane.pages.hasFocus()


def test_strip_between_panes_can_be_dragged(reader):
    before = reader.panes[0].width()
    handle = reader.handle
    middle = handle.rect().center()
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, none, middle)
    QTest.mouseMove(handle, middle + QPoint(60, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, none, middle + QPoint(60, 0))
    assert reader.panes[0].width() > before


def test_ribbon_ends_out_of_sight_stand_at_the_edge_and_fade():
    near = Ribbon(1, (10, 30), (40, 60), "#123456")
    far = Ribbon(2, (10, 30), (2000, 2020), "#123456")
    assert clipped((-200, -180), 500)[1] < 0
    assert clipped((2000, 2020), 500)[0] > 500
    assert strength(near, 500) == 1.0
    assert 0.2 < strength(far, 500) < 0.5
    path = band(near, 56, 500)
    assert path.contains(QPoint(1, 20))
    assert path.contains(QPoint(55, 50))
    assert not path.contains(QPoint(28, 200))


def test_shortened_cuts_at_a_word():
    assert shortened("one two\nthree", 9) == "one two…"
    assert shortened("one two", 9) == "one two"


def test_window_loads_no_pdf_library(tmp_path: Path):
    import subprocess
    import sys

    code = (
        "import desktop.app, desktop.reader.reader, desktop.inspector.inspector, sys;"
        "print([name for name in ('pymupdf', 'sqlite_utils') if name in sys.modules])"
    )
    root = Path(__file__).parent.parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

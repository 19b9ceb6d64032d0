"""The main job, through the real window: add, read, highlight, tag, link, close, come back, hand over."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.app import Yearmark
from desktop.bundles.export_dialog import ExportDialog
from desktop.reader.page_view import PageView
from desktop.window import MainWindow
from storage import annotations, areas, links, reports, sample

WAIT = 60_000


@dataclass(frozen=True)
class Story:
    """What is told: the files, and the two passages with the years of their reports."""

    files: list[Path]
    listed: list[tuple[int | None, str]]
    earlier: tuple[int, str]
    later: tuple[int, str]
    page: int
    paragraph: str


def real(shared: Path) -> Story:
    folder = shared / "reports"
    return Story(
        [folder / "80505_islington", folder / "text"],
        [(2012, "text"), (2017, "pdf"), (2020, "pdf"), (2024, "pdf"), (2024, "text")],
        (2017, "the quality of return home interviews when children have been missing is too variable"),
        (
            2020,
            "The quality of return home interviews has improved significantly since the last inspection; they are now "
            "of consistently high quality and they are promptly shared.",
        ),
        3,
        "13",
    )


def invented() -> Story:
    return Story(
        sample.sample_files(),
        [(2012, "pdf"), (2017, "pdf"), (2020, "pdf"), (2024, "pdf")],
        (2017, "Return home interviews remain too slow"),
        (2020, "When a child may be at immediate risk, the response is swift"),
        8,
        "3",
    )


@pytest.fixture(params=["real", "sample"])
def story(request: pytest.FixtureRequest) -> Story:
    return real(request.getfixturevalue("shared")) if request.param == "real" else invented()


def opened(program: Yearmark, folder: Path, qtbot) -> MainWindow:  # type: ignore[no-untyped-def]
    assert program.open(folder)
    window = program.window
    assert window is not None
    qtbot.waitExposed(window)
    return window


def drop(window: MainWindow, files: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(600, 400), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(600, 400), copy, data, left, none))


def report_of(window: MainWindow, year: int) -> int:
    return next(one.id for one in window.project.ask(reports.listing) if one.year == year and not one.edition)


def every_index(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    parent = parent or QModelIndex()
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        yield index
        yield from every_index(model, index)


def click_report(window: MainWindow, report: int) -> None:
    """Click the report's row in the library list."""
    tree = window.library_view.tree
    rows = ((index, tree.model().report_at(index)) for index in every_index(tree.model()))
    index = next(index for index, found in rows if found is not None and found.id == report)
    QTest.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, tree.visualRect(index).center()
    )


def drag_over(view: PageView, quote: str) -> None:
    """Bring a quote into view and drag the mouse from its first letter to its last."""
    assert view.shown is not None
    text = view.shown.contents.text
    assert text.count(quote) == 1
    start = text.index(quote)
    view.go_to(start, start + len(quote))
    rects = view.span_rects(start, start + len(quote))
    begin = QPoint(rects[0].left(), rects[0].center().y())
    end = QPoint(rects[-1].left() + rects[-1].width(), rects[-1].center().y())
    port = view.viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(port, left, none, begin)
    QTest.mouseMove(port, (begin + end) / 2)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, left, none, end)


def choose_relation(window: MainWindow, text: str) -> None:
    menu = window.findChild(QMenu, "relations")
    assert menu is not None
    action = next(action for action in menu.actions() if action.objectName() == text.lower())
    QTest.mouseClick(
        menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(action).center()
    )


def kept(window: MainWindow) -> tuple[object, ...]:
    ask = window.project.ask
    return tuple(ask(annotations.everything)), tuple(ask(links.everything))


def test_main_job(story: Story, program: Yearmark, tmp_path: Path, qtbot) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "My library"
    window = opened(program, folder, qtbot)
    assert window.welcome is not None
    assert window.welcome.isVisible()
    add_reports(window, story, qtbot)
    highlight_and_tag(window, story)
    link(window, story, qtbot)
    before = kept(window)
    undo_and_redo_everything(window, before)
    window.close()
    window = opened(program, folder, qtbot)
    assert kept(window) == before
    assert window.actions_by_id["undo"].isEnabled()
    bundle = exported(window, tmp_path, qtbot)
    check_bundle(bundle, story)


def add_reports(window: MainWindow, story: Story, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(window.imports.idle, timeout=WAIT):
        drop(window, story.files)
    listed = [(one.year, one.media) for one in window.project.ask(reports.listing)]
    assert listed == story.listed
    assert f"{len(listed)} reports were added" in window.messages.text
    assert window.reader.isVisible()


def highlight_and_tag(window: MainWindow, story: Story) -> None:
    year, quote = story.earlier
    report = report_of(window, year)
    click_report(window, report)
    pane = window.reader.pane_of(report)
    assert pane is not None
    drag_over(pane.pages, quote)
    assert window.marking.selection is not None
    assert window.marking.selection.quote == quote
    assert window.selection_bar.isVisible()
    QTest.keyClick(pane.pages, Qt.Key.Key_2)
    QTest.keyClick(pane.pages, Qt.Key.Key_C)
    (made,) = window.project.ask(annotations.everything)
    names = {area.id: area.name for area in window.project.ask(areas.all_areas)}
    assert (made.quote, made.mark, [names[area] for area in made.areas]) == (quote, "concern", ["Help and protection"])
    assert made.reviewer == "A. Reviewer"
    assert pane.pages.current_page() == story.page
    window.inspector.note.setPlainText("Check 2020 for this.")
    window.inspector.note.save()
    assert window.project.ask(annotations.one, made.id).note == "Check 2020 for this."


def link(window: MainWindow, story: Story, qtbot) -> None:  # type: ignore[no-untyped-def]
    year, quote = story.later
    left = window.reader.active
    later = report_of(window, year)
    click_report(window, later)
    right = window.reader.pane_of(later)
    assert right is not None
    assert right is not left
    QTest.keyClick(left.pages, Qt.Key.Key_L)
    assert "Linking" in window.messages.text
    drag_over(right.pages, quote)
    choose_relation(window, "Improved")
    (made,) = window.project.ask(links.everything)
    assert made.relation == "improved"
    assert made.earlier_report == report_of(window, story.earlier[0])
    assert made.later_report == later
    contents = window.project.ask(reports.text, later)
    end = window.project.ask(annotations.one, made.later)
    assert f"para {story.paragraph}" in reports.citation(window.project.ask(reports.one, later), contents, end.start)
    follow_ribbon(window, left.pages, right.pages, qtbot)


def follow_ribbon(window: MainWindow, left: PageView, right: PageView, qtbot) -> None:  # type: ignore[no-untyped-def]
    """Scroll both ends away; clicking the left end of the ribbon brings the right one, and the other way round."""
    handle = window.reader.handle
    (ribbon,) = handle.ribbons
    for view, x in ((right, 3), (left, handle.width() - 3)):
        view.verticalScrollBar().setValue(0)
        (away,) = handle.ribbons
        assert away != ribbon
        edge = away.left if view is right else away.right
        middle = (max(edge[0], 0) + min(edge[1], handle.height())) / 2
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, round(middle)))
        assert view.verticalScrollBar().value() > 0
        assert window.marking.chosen is not None
        shown = view.span_rects(window.marking.chosen.start, window.marking.chosen.end)
        assert view.viewport().rect().contains(shown[0].center())


def undo_and_redo_everything(window: MainWindow, before: tuple[object, ...]) -> None:
    undo, redo = window.actions_by_id["undo"], window.actions_by_id["redo"]
    steps = 0
    while undo.isEnabled():
        undo.trigger()
        steps += 1
    assert steps == 4  # tag, mark, note, link with its highlight
    assert kept(window) == ((), ())
    while redo.isEnabled():
        redo.trigger()
    assert kept(window) == before


def exported(window: MainWindow, folder: Path, qtbot) -> Path:  # type: ignore[no-untyped-def]
    window.actions_by_id["export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    out = folder / "hand over.yearmark"
    dialog.path.setText(str(out))
    with qtbot.waitSignal(window.imports.idle, timeout=WAIT):
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert str(out) in window.messages.text
    return out


def check_bundle(bundle: Path, story: Story) -> None:
    with zipfile.ZipFile(bundle) as file:
        names = file.namelist()
        assert any(name.endswith("index.html") for name in names)
        for year, quote in (story.earlier, story.later):
            name = next(one for one in names if f" {year} " in one and one.endswith("(annotated).pdf"))
            assert words_under_highlights(file.read(name)) == [" ".join(quote.split())]


def words_under_highlights(pdf: bytes) -> list[str]:
    """The words that PDFium finds under each highlight whose quads pypdf reads."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    try:
        for number, page in enumerate(pypdf.PdfReader(io.BytesIO(pdf)).pages):
            for one in page.get("/Annots", ()):
                annotation = one.get_object()
                if annotation["/Subtype"] == "/Highlight":
                    found.append(_under(document[number], [float(value) for value in annotation["/QuadPoints"]]))
    finally:
        document.close()
    return found


def _under(page: pypdfium2.PdfPage, points: list[float]) -> str:
    text = page.get_textpage()
    quads = [points[at : at + 8] for at in range(0, len(points), 8)]
    boxes = [(min(quad[::2]), min(quad[1::2]), max(quad[::2]), max(quad[1::2])) for quad in quads]

    def covered(index: int) -> bool:
        left, bottom, right, top = text.get_charbox(index)
        x, y = (left + right) / 2, (bottom + top) / 2
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes)

    everything = text.get_text_range()
    letters = [
        everything[index] if covered(index) else " " for index in range(min(text.count_chars(), len(everything)))
    ]
    return " ".join("".join(letters).split())

"""One pane of the reading room: a head that says which report this is, and its pages."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QStackedLayout, QVBoxLayout, QWidget

from desktop.library_view.tree_model import MIME
from desktop.reader import layout
from desktop.reader.first_paint import FirstPaint
from desktop.reader.layout import FIT_PAGE, FIT_TEXT, FIT_WIDTH
from desktop.reader.page_names import printed_labels
from desktop.reader.pane_head import PaneHead
from desktop.reader.pictures import Pictures
from desktop.reader.visited import Place, Visited, is_near
from desktop.theme import dress
from storage.model import NumberedParagraph, Report

if TYPE_CHECKING:
    from desktop.reader.find_bar import FindBar
    from desktop.reader.go_to import GoTo
    from desktop.reader.overlays import DropHint, QuietWord
    from desktop.reader.page_view import PageView
    from desktop.reader.shown import Shown

FITS = (FIT_TEXT, FIT_WIDTH, FIT_PAGE)


class Pane(QFrame):
    """A report beside others.

    `visited` are the places that were left by jumps in this pane.

    Signals:
        entered(): the pane was clicked or took the keyboard.
        closed(): the report should leave the pane.
        details_requested(): the report's details are wanted.
        report_dropped(int): a report was dragged here to be read.
        pages_made(): the first report is about to be shown; `pages` are there from now on.
        settled(): the report that was shown last stands on the screen, or its pages are slow to come.
    """

    entered = Signal()
    closed = Signal()
    details_requested = Signal()
    report_dropped = Signal(int)
    pages_made = Signal()
    settled = Signal()

    def __init__(self, pictures: Pictures, hint: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setMinimumWidth(240)
        self.setAcceptDrops(True)
        self.visited = Visited()
        self._find: FindBar | None = None
        self._go_to: GoTo | None = None
        self._drop_hint: DropHint | None = None
        self._word: QuietWord | None = None
        self._name_of: Callable[[int], str] = lambda _: ""
        self._pictures = pictures
        self._pages: PageView | None = None
        self._first_paint = FirstPaint(self)
        self._first_paint.settled.connect(self.settled)
        pictures.drawn.connect(self._first_paint.on_picture)
        pictures.failed.connect(self._first_paint.on_picture)
        self.head = PaneHead(
            {
                FIT_TEXT: self.tr("Fit the text’s width"),
                FIT_WIDTH: self.tr("Fit the page’s width"),
                FIT_PAGE: self.tr("Fit the whole page"),
            }
        )
        self._hint = QLabel(hint)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setMargin(40)
        dress(self._hint, "muted")
        self._body = QWidget()
        self._stack = QStackedLayout(self._body)
        self._stack.addWidget(self._hint)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addWidget(self._body, 1)
        self._connect()
        self.show_report(None)

    @property
    def pages(self) -> "PageView":
        """The pages; made when they are first wanted, for a window that opens shows none."""
        if self._pages is None:
            from desktop.reader.page_view import PageView

            pages = self._pages = PageView(self._pictures)
            pages.setFrameShape(QFrame.Shape.NoFrame)
            self._stack.insertWidget(0, pages)
            self._stack.setCurrentWidget(self._hint)
            QWidget.setTabOrder(self.head.last, pages)
            pages.entered.connect(self.entered)
            pages.scrolled.connect(self._show_place)
            self.head.left.connect(pages.setFocus)
            self.head.zoom_wanted.connect(pages.set_zoom)
            self.head.fit_wanted.connect(pages.set_fit)
            self.pages_made.emit()
        return self._pages

    @property
    def has_pages(self) -> bool:
        """Whether the pages were made; before that there is nothing in them to be selected or dressed."""
        return self._pages is not None

    def _connect(self) -> None:
        self.head.entered.connect(self.entered)
        self.head.page_wanted.connect(self.go_to_page)
        self.head.details_wanted.connect(self.details_requested)
        self.head.close_wanted.connect(self.closed)

    @property
    def report(self) -> Report | None:
        """The report shown."""
        shown = self._pages.shown if self._pages is not None else None
        return shown.report if shown is not None else None

    def show_report(self, shown: "Shown | None") -> None:
        """Show a report, or the hint of an empty pane."""
        if self._go_to is not None:
            self._go_to.hide()
        if shown is None and self._find is not None:
            self._find.dismiss()
        if shown is not None:
            self._first_paint.watch(self.pages)
        else:
            self._first_paint.stop()
        if self._pages is not None or shown is not None:
            self.pages.show_report(shown)
        self._stack.setCurrentWidget(self.pages if shown else self._hint)
        if shown is not None:
            self.head.show_report(shown.report, [page.label for page in shown.contents.pages])
            self._show_place()
        else:
            self.head.show_report(None)
        if self._find is not None:
            self._find.set_text(shown.contents.text if shown is not None else "")

    def _show_place(self) -> None:
        self.head.set_place(self.pages.current_page(), self.pages.percent())

    @contextmanager
    def opening(self) -> Iterator[None]:
        """While a report is put into the pane: pictures are asked for once, of the place that it has in the end."""
        with self.pages.asking_once():
            yield
        self._first_paint.look()

    @property
    def is_settling(self) -> bool:
        """Whether the report was only just shown; `settled` is emitted at the end of that."""
        return self._first_paint.is_waiting

    def set_facts(self, report: Report) -> None:
        """Show the report's facts as they were corrected."""
        self.head.set_facts(report)

    def set_active(self, active: bool) -> None:
        """Show whether the next report opens here."""
        self.head.set_active(active)

    # --- places --------------------------------------------------------------------------------------------------

    def present(self) -> Place | None:
        """Where the view is now; None in an empty pane."""
        return Place(self.report.id, *self.pages.place_in_view()) if self.report is not None else None

    def jump(self, move: Callable[[], object]) -> None:
        """Move the view, and remember the place that it left, unless it stayed where it was."""
        before = self.present()
        move()
        after = self.present()
        if before is not None and after is not None and not is_near(before, after):
            self.visited.leave(before)

    def go_to_page(self, number: int) -> None:
        """Show a page, counted from 1; the place that was left can be gone back to."""
        self.jump(lambda: self.pages.go_to_page(number))

    def place(self) -> dict[str, Any]:
        """Where the view is and how large its pages are, as `restore` takes it; plain values that JSON can hold.

        {"fit": one of the fits or "free", "zoom": pixels to a point, "page": index from 0, "share": of the page's
        height above the view's top, "across": 0..1, how far to the right it is scrolled}.
        """
        page, share = self.pages.place_in_view()
        across = self.pages.horizontalScrollBar()
        fit = self.pages.fit
        free = fit not in FITS
        return {
            "fit": fit,
            "zoom": round(self.pages.zoom, 4),
            "page": page,
            "share": round(share, 4),
            "across": round(across.value() / across.maximum(), 4) if free and across.maximum() > 0 else 0.0,
        }

    def restore(self, place: dict[str, Any]) -> None:
        """Show the report as `place` told it; what is missing there or makes no sense is left as it is."""
        fit, zoom = place.get("fit"), place.get("zoom")
        if fit in FITS:
            if fit != self.pages.fit:
                self.pages.set_fit(fit)
        elif isinstance(zoom, int | float) and layout.SMALLEST <= zoom <= layout.LARGEST:
            self.pages.set_zoom(float(zoom))
        page, share, across = place.get("page"), place.get("share", 0.0), place.get("across", 0.0)
        if isinstance(page, int) and page >= 0 and isinstance(share, int | float) and -1 <= share <= 2:
            self.pages.put_in_view((page, float(share)))
        if fit not in FITS and isinstance(across, int | float) and 0 <= across <= 1:
            bar = self.pages.horizontalScrollBar()
            bar.setValue(round(across * bar.maximum()))

    # --- finding -------------------------------------------------------------------------------------------------

    @property
    def find_bar(self) -> "FindBar":
        """The bar with which words are found; made when it is first wanted."""
        if self._find is None:
            from desktop.reader.find_bar import FindBar

            self._find = FindBar(self.pages.top_offset)
            self._column.insertWidget(1, self._find)
            shown = self.pages.shown
            self._find.set_text(shown.contents.text if shown is not None else "")
            self._find.found.connect(self.pages.set_hits)
            self._find.place_wanted.connect(self._on_hit)
            self._find.wrapped.connect(self._say)
            self._find.closed.connect(self._on_find_closed)
        return self._find

    def open_find(self) -> None:
        """Find words in the report: the selected ones, or those that were sought last."""
        shown, selection = self.pages.shown, self.pages.selection
        if shown is None:
            return
        self.entered.emit()
        if selection is None:
            self.find_bar.open_bar()
        else:
            self.find_bar.open_bar(shown.contents.text[slice(*selection)], selection[0])

    def find_next(self) -> None:
        """Go to the next place at which the words stand."""
        self._find_step(forward=True)

    def find_previous(self) -> None:
        """Go to the place before at which the words stand."""
        self._find_step(forward=False)

    def _find_step(self, *, forward: bool) -> None:
        if self.report is None:
            return
        if not self.find_bar.is_active:
            self.open_find()
        if forward:
            self.find_bar.go_next()
        else:
            self.find_bar.go_previous()

    def close_find(self) -> bool:
        """Close the bar; answer whether it was open."""
        if self._find is None or not self._find.is_active:
            return False
        self._find.close_bar()
        return True

    def _on_hit(self, start: int, end: int) -> None:
        # A series of hits is one way: going back leads to where it began, not through each of them.
        if self.find_bar.moved_since:
            self.jump(lambda: self.pages.go_to(start, end))
        else:
            self.pages.go_to(start, end)

    def _on_find_closed(self, hit: tuple[int, int] | None) -> None:
        """The keyboard is with the pages again, and what was found last is selected, ready to be marked."""
        if self._word is not None:
            self._word.hide()
        self.pages.setFocus()
        if hit is not None and self.pages.span_rects(*hit):
            self.pages.select(*hit)

    def _say(self, words: str) -> None:
        if self._word is None:
            from desktop.reader.overlays import QuietWord

            self._word = QuietWord(self)
        self._word.say(words)

    def open_go_to(self, numbered: Sequence[NumberedParagraph]) -> None:
        """Ask for a page or a paragraph to go to; `numbered` are the report's numbered paragraphs."""
        shown = self.pages.shown
        if shown is None:
            return
        from desktop.reader.go_to import GoTo, Places

        if self._go_to is None:
            self._go_to = GoTo(self)
            self._go_to.page_wanted.connect(self.go_to_page)
            self._go_to.place_wanted.connect(lambda start, end: self.jump(lambda: self.pages.point_at(start, end)))
            self._go_to.closed.connect(self.pages.setFocus)
        self.entered.emit()
        labels = printed_labels([page.label for page in shown.contents.pages])
        self._go_to.open(Places(shown.contents.text, labels, numbered), self._body.y())

    # --- a report dragged here -----------------------------------------------------------------------------------

    def set_report_names(self, name_of: Callable[[int], str]) -> None:
        """Take the function that knows what a report is called, to say so while it is dragged over the pane."""
        self._name_of = name_of

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        report = dragged_report(event)
        if report is None:
            event.ignore()  # files are for the window
            return
        if self._drop_hint is None:
            from desktop.reader.overlays import DropHint

            self._drop_hint = DropHint(self)
        name = self._name_of(report)
        words = self.tr("Read {report} here").format(report=name) if name else self.tr("Read this report here")
        self._drop_hint.offer(words)
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if dragged_report(event) is not None:
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drag()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._end_drag()
        report = dragged_report(event)
        if report is not None:
            event.acceptProposedAction()
            self.report_dropped.emit(report)

    def _end_drag(self) -> None:
        if self._drop_hint is not None:
            self._drop_hint.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._go_to is not None and not self._go_to.isHidden():
            self._go_to.place()


def dragged_report(event: QDropEvent) -> int | None:
    """The id of the report of the library's list that is dragged; None for anything else."""
    digits = bytes(event.mimeData().data(MIME).data())
    return int(digits) if digits.isdigit() and len(digits) < 19 else None

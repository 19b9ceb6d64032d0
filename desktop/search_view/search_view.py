"""The search panel: a field, and what answers it in reports, notes and judgement areas, as one types."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.icons import icon
from desktop.library_view.labels import counted, plain_label
from desktop.plain import plain_tip
from desktop.project import Project
from desktop.search_view.recent_list import RecentList
from desktop.search_view.results_model import ResultsModel, Row, headings
from desktop.search_view.results_tree import ResultsTree
from desktop.search_view.searching import Searching
from storage.model import Change
from storage.search_found import Found

LATER = 300  # milliseconds for which changes of the library are gathered
LONG = 400  # milliseconds after which it is said that the search is still at work
LONGEST = 10_000  # characters that the field takes
SEARCHED = {"reports", "annotations", "links", "areas"}


class SearchView(QWidget):
    """Searches the library as one types. What is shown stays until there is something else to show.

    Signals:
        place_wanted(int, int, int): open a report at a span of its running text; (report, 0, 0) for its beginning.
        annotation_wanted(int): show an annotation.
        area_wanted(int): show a judgement area.
        mark_all_wanted(object): highlight these, a list of `Passage`, as one edit (`search_marks.mark_all`).
        recent_changed(list): the recent searches, the latest first, to be kept.
        refused(str): a sentence for the user.
        failed(str): our bug; a traceback.
        closed(): the panel is to go away.
    """

    place_wanted = Signal(int, int, int)
    annotation_wanted = Signal(int)
    area_wanted = Signal(int)
    mark_all_wanted = Signal(object)
    recent_changed = Signal(list)
    refused = Signal(str)
    failed = Signal(str)
    closed = Signal()

    def __init__(self, project: Project, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self._found: Found | None = None
        self._is_old = False  # the library changed since, and the panel was hidden
        self._searching = Searching(project.folder, self)
        self._model = ResultsModel(self)
        self.field = QLineEdit()
        self.tree = ResultsTree(self._model)
        self.recent = RecentList()
        self.mark_button = QPushButton()
        self._count = plain_label(name="muted", wrap=True)
        self._hint = plain_label(name="muted", wrap=True)
        self._help = plain_label(name="muted", wrap=True)
        self._later = QTimer(self, singleShot=True, interval=LATER)
        self._long = QTimer(self, singleShot=True, interval=LONG)
        self._build()
        self._connect()
        self._show_nothing()

    # --- building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        title = plain_label(self.tr("SEARCH"), "section_title")
        self.close_button = QToolButton()
        self.close_button.setAutoRaise(True)
        self.close_button.setIcon(icon("close"))
        self.close_button.setToolTip(self.tr("Close the search (Escape)"))
        self.close_button.setAccessibleName(self.tr("Close the search"))
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 6, 2)
        head.addWidget(title, 1)
        head.addWidget(self.close_button)
        self.field.setMaxLength(LONGEST)
        self.field.setClearButtonEnabled(True)
        self.field.setPlaceholderText(self.tr("Search reports, notes and areas"))
        self.field.setAccessibleName(self.tr("Search all reports, notes and areas"))
        self._fill_help()
        self.tree.setAccessibleName(self.tr("What was found"))
        self.mark_button.setAutoDefault(False)
        self.mark_button.setToolTip(self.tr("Highlight the sentences that answer, as one step that can be undone"))
        below = QHBoxLayout()
        below.addWidget(self._count, 1)
        below.addWidget(self.mark_button)
        column = QVBoxLayout()
        column.setContentsMargins(12, 0, 10, 4)
        column.setSpacing(4)
        column.addWidget(self.field)
        column.addWidget(self._help)
        column.addLayout(below)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addLayout(column)
        self._stack = QStackedLayout()
        whole.addLayout(self._stack, 1)
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self._empty_page())
        self.setFocusProxy(self.field)
        self.setMinimumWidth(260)

    def _fill_help(self) -> None:
        words = self.tr("All words are needed. “a phrase”  AND  OR  NOT  NEAR(a b, 5)  begin*")
        self._help.setText(words.replace("  ", "\u2002").replace("a b", "a\u00a0b").replace(", 5", ",\u00a05"))
        self._help.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._help.setToolTip(plain_tip(self._rules()))
        self.field.setAccessibleDescription(self._rules())

    def _rules(self) -> str:
        return self.tr(
            "All words must stand in one paragraph; the last may be unfinished. “Quotes” hold a phrase together. OR, "
            "AND and NOT stand in capitals, and -word is NOT word. NEAR(a b, 5) allows five words between, begin* "
            "finds every word that begins so. year:2012-2017 and authority:name choose reports."
        )

    def _empty_page(self) -> QWidget:
        page = QWidget()
        self._hint.setMargin(2)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._recent_title = plain_label(self.tr("RECENT SEARCHES"), "section_title")
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 8, 10, 8)
        column.addWidget(self._hint)
        column.addSpacing(6)
        column.addWidget(self._recent_title)
        column.addWidget(self.recent, 1)
        column.addStretch(0)
        return page

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.closed)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.recent.installEventFilter(self)
        self.tree.row_chosen.connect(self._open)
        self.tree.left.connect(self._return)
        self.recent.words_chosen.connect(self.start)
        self.mark_button.clicked.connect(self._want_marks)
        self._later.timeout.connect(self._search_again)
        self._long.timeout.connect(self._say_searching)
        self._searching.found.connect(self._show)
        self._searching.passages_found.connect(self._on_passages)
        self._searching.refused.connect(self._on_refused)
        self._searching.failed.connect(self.failed)

    # --- what the window does with it -------------------------------------------------------------------------

    def start(self, words: str = "") -> None:
        """Take the keyboard, and look for words if there are any."""
        if words:
            self.field.setText(words)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def set_recent(self, searches: list[str]) -> None:
        """Offer these as recent searches, the latest first."""
        self.recent.show_searches(searches)
        self._show_recent()

    def on_changed(self, change: Change) -> None:
        """Search again, a little later, where the change concerns what is searched."""
        if not change.tables & SEARCHED or not self.field.text().strip():
            return
        if self.isVisible():
            self._later.start()
        else:
            self._is_old = True

    def stop(self) -> None:
        """End the thread and its connection, before the library is closed."""
        self._later.stop()
        self._searching.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_old:
            self._search_again()

    # --- searching -------------------------------------------------------------------------------------------

    def _search(self) -> None:
        words = self.field.text()
        if not words.strip():
            self._searching.forget()
            self._show_nothing()
            return
        self._long.start()
        self._searching.look_for(words, typing=True)

    def _search_again(self) -> None:
        self._is_old = False
        if self.field.text().strip():
            self._searching.look_for(self.field.text(), typing=True)

    def _say_searching(self) -> None:
        self._count.setText(self.tr("Searching…"))

    def _show_nothing(self) -> None:
        self._long.stop()
        self._later.stop()
        self._found = None
        self._model.show_headings([])
        self._count.setText("")
        sentence = self.tr("Type words to find them in every report, note and judgement area.")
        self._say(f"{sentence}\n\n{self._rules()}", recent=True)

    def _show(self, found: Found) -> None:
        if found.words != self.field.text():
            return
        self._long.stop()
        before, scrolled = self.tree.current_row(), self.tree.verticalScrollBar().value()
        same_words = self._found is not None and self._found.words == found.words
        self._found = found
        if self._model.show_headings(headings(found)):
            self.tree.unfold()
            if same_words:  # the library changed: what is chosen and in sight stays so
                self.tree.setCurrentIndex(self._model.index_of(before))
                self.tree.verticalScrollBar().setValue(scrolled)
            else:
                self.tree.scrollToTop()
        self._tell(found)
        if found.is_empty:
            self._say(self._reason(found))
        else:
            self._stack.setCurrentIndex(0)

    def _tell(self, found: Found) -> None:
        """Say how much was found, and what can be marked."""
        self._count.setText(self._total(found))
        self._count.setVisible(bool(self._count.text()))
        # A paragraph may have several sentences to mark, and some are marked already: no number would be right.
        self.mark_button.setText(self.tr("Mark these hits") if found.is_cut else self.tr("Mark all hits"))
        self.mark_button.setVisible(bool(found.groups) and not self._project.read_only)
        self.mark_button.setEnabled(True)

    def _total(self, found: Found) -> str:
        hits, reports = found.shown, len(found.groups)
        hint = {
            "long": self.tr("Only the first 200 words are searched."),
            "near": self.tr("Words near each other are written NEAR(care leavers, 5)."),
        }.get(found.query.hint, "")
        if not hits:
            return hint
        if found.total < 0:
            words = self.tr("The first {hits}; type more letters").format(hits=hits)
        elif found.is_cut:
            words = self.tr("{hits} of {total} paragraphs").format(hits=hits, total=f"{found.total:,}")
        else:
            words = self.tr("{hits} in {reports}").format(
                hits=counted(hits, self.tr("paragraph"), self.tr("paragraphs")),
                reports=counted(reports, self.tr("report"), self.tr("reports")),
            )
        return f"{words}. {hint}" if hint else words

    def _reason(self, found: Found) -> str:
        if found.query.hint == "letters":
            return self.tr("There is no word to look for yet: only letters and figures are searched.")
        if found.query.hint == "only without":
            return self.tr("NOT and - only leave paragraphs out. Add a word that should be found.")
        return self.tr("Nothing was found. All words must stand in one paragraph; use OR between words to find either.")

    def _say(self, sentence: str, *, recent: bool = False) -> None:
        self.mark_button.setVisible(False)
        self._hint.setText(sentence)
        self._stack.setCurrentIndex(1)
        self._show_recent(recent)

    def _show_recent(self, wanted: bool | None = None) -> None:
        shown = not self.field.text().strip() if wanted is None else wanted
        for widget in (self._recent_title, self.recent):
            widget.setVisible(shown and self.recent.count() > 0)

    def _on_refused(self, sentence: str) -> None:
        self._long.stop()
        self._model.show_headings([])
        self._count.setText("")
        self._say(sentence)
        self.refused.emit(sentence)

    # --- what is done with what was found ------------------------------------------------------------------------

    def _open(self, row: Row) -> None:
        self._remember()
        if row.kind == "place":
            self.place_wanted.emit(*row.target)
        elif row.kind == "note":
            self.annotation_wanted.emit(*row.target)
        else:
            self.area_wanted.emit(*row.target)

    def _want_marks(self) -> None:
        if self._found is not None and self._found.words == self.field.text():  # what is shown is what is marked
            self._remember()
            self.mark_button.setEnabled(False)
            self._searching.look_for_passages(self._found)

    def _on_passages(self, passages: object) -> None:
        self.mark_button.setEnabled(True)
        self.mark_all_wanted.emit(passages)

    def _remember(self) -> None:
        if self.recent.remember(self.field.text()):
            self.recent_changed.emit(self.recent.searches())

    # --- keys --------------------------------------------------------------------------------------------------

    def _return(self) -> None:
        self.field.setFocus(Qt.FocusReason.BacktabFocusReason)
        self.field.selectAll()

    def _enter(self) -> None:
        """Go from the field to what is below it."""
        if self._stack.currentIndex() == 0:
            self.tree.enter()
        elif self.recent.isVisible():
            self.recent.enter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field: Down and Enter go to the results, Escape closes; in the recent searches it comes back."""
        if isinstance(event, QKeyEvent) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            key = event.key()
            ours = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
            if watched is self.field and key in ours:
                return self._take_key(event, self.closed.emit if key == Qt.Key.Key_Escape else self._enter)
            if watched is self.recent and key == Qt.Key.Key_Escape:
                return self._take_key(event, self._return)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent, act: Callable[[], None]) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            act()
            return True
        return False

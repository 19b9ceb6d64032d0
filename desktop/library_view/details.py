"""What is known of a report, where it came from, and its correction by hand."""

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.button_box import ButtonBox
from desktop.library_view.details_facts import FactsPage
from desktop.library_view.details_found import EarlierPage, FoundPage, ImprovementsPage, JudgementsPage, sentences
from desktop.library_view.details_place import BELOW, covers, placed, usual_place
from desktop.library_view.details_shown import Shown, gathered, lost, others
from desktop.library_view.fact_field import FactField
from desktop.library_view.labels import plain_label, problem_label
from desktop.project import Project
from storage import reports
from storage.model import Change

WIDTH, HEIGHT = 760, 640
SMALLEST = QSize(520, 300)
ASIDE = QPoint(28, 28)
SAVED_FOR = 5000  # milliseconds


class DetailsDialog(QDialog):
    """A window beside the report: facts to correct, judgements, improvement items, words on earlier inspections.

    It is shown with `show`, so that the report can be read while it is open, and opens beside `avoid`, the pane that
    shows the report, in global pixels. It follows the library, and closes when its report is removed. Save corrects
    those facts that were changed, as one edit, and leaves it open. Raises KeyError when the report is not in the
    library.

    Signals:
        place_wanted(int, int, int): show this report, at the span (start, end) of its running text.
        annotation_wanted(int): choose this annotation, whose passage was lost.
        report_wanted(int): show the details of this other document of the same inspection.
        recognise_wanted(): give those pages of this report a text that are pictures.
        marks_wanted(): take in the highlights and notes that stand in this report's PDF.
    """

    place_wanted = Signal(int, int, int)
    annotation_wanted = Signal(int)
    report_wanted = Signal(int)
    recognise_wanted = Signal()
    marks_wanted = Signal()

    def __init__(
        self, project: Project, report: int, parent: QWidget | None = None, *, avoid: QRect | None = None
    ) -> None:
        super().__init__(parent)
        found = gathered(project, report)
        if found is None:
            raise KeyError(report)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setMinimumSize(SMALLEST)
        self.report = report
        self._project = project
        self._shown: Shown = found
        self.facts = FactsPage(read_only=project.read_only)
        self.judgements = JudgementsPage()
        self.improvements = ImprovementsPage()
        self.earlier = EarlierPage()
        self.tabs = QTabWidget()
        self.problem = problem_label()
        self.buttons = ButtonBox()
        self.saved = plain_label(name="muted")
        self._saved_for = QTimer(self, singleShot=True, interval=SAVED_FOR)
        self._build()
        self._connect()
        self._show_report()
        self._place(avoid)
        first = self._close if found.waits else self.fields["authority"].editor
        first.setFocus()

    @property
    def fields(self) -> dict[str, FactField]:
        """The facts' fields by the names of `reports.CORRECTABLE`."""
        return self.facts.fields

    # --- making -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._save: QPushButton = self.buttons.addButton(QDialogButtonBox.StandardButton.Save)
        self._close: QPushButton = self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        for button in (self._save, self._close):
            button.setAutoDefault(False)  # else the default moves to Close, and Enter in an editor throws away
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Details"))
        for page in self._pages:
            self.tabs.addTab(page, "")
        foot = QVBoxLayout()
        foot.setContentsMargins(18, 0, 18, 12)
        foot.setSpacing(8)
        foot.addWidget(self.problem)
        row = QHBoxLayout()
        row.addWidget(self.saved, 1)
        row.addWidget(self.buttons)
        foot.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.tabs, 1)
        column.addLayout(foot)

    @property
    def _found(self) -> tuple[FoundPage, ...]:
        return (self.judgements, self.improvements, self.earlier)

    @property
    def _pages(self) -> tuple[FactsPage | FoundPage, ...]:
        return (self.facts, *self._found)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.facts.edited.connect(self._on_edited)
        self.facts.annotation_wanted.connect(self.annotation_wanted)
        self.facts.report_wanted.connect(self.report_wanted)
        self.facts.recognise_wanted.connect(self.recognise_wanted)
        self.facts.marks_wanted.connect(self.marks_wanted)
        self._saved_for.timeout.connect(self.saved.clear)
        for page in self._pages:
            page.place_wanted.connect(self._on_place)
        self.tabs.currentChanged.connect(self._on_tab)
        self._project.changed.connect(self._on_changed)

    def _place(self, avoid: QRect | None) -> None:
        """Stand beside the pane that shows the report, so that jumps can be seen; else at the window's right."""
        parent = self.parentWidget()
        screen = (parent.screen() if parent else QGuiApplication.primaryScreen()).availableGeometry()
        usual = QSize(min(WIDTH, screen.width() - 40), min(HEIGHT, screen.height() - 60))
        self.resize(usual)
        if parent is not None:
            frame = parent.window().geometry()
            beside = placed(usual, SMALLEST.width(), screen, avoid, frame.top() + BELOW) if avoid else None
            self._move_to(beside or usual_place(usual, screen, frame))

    def stay_clear_of(self, pane: QRect) -> None:
        """Move aside when the window hides a pane (in global pixels) in which a place is shown now."""
        if covers(self.frameGeometry(), pane):
            screen = self.screen().availableGeometry()
            self._move_to(placed(self.size(), SMALLEST.width(), screen, pane, self.y()))

    def _move_to(self, place: QRect) -> None:
        """Take a size and place, a little aside of another report's details that stand there already."""
        self.resize(place.size())
        parent = self.parentWidget()
        others = parent.findChildren(DetailsDialog) if parent else []
        taken = {each.pos() for each in others if each is not self and each.isVisible()}
        at = place.topLeft()
        while at in taken:
            at += ASIDE
        self.move(at)

    # --- showing ----------------------------------------------------------------------------------------

    def _show_report(self) -> None:
        shown = self._shown
        self.setWindowTitle(self.tr("Details: {name}").format(name=shown.report.name))
        for page in self._pages:
            page.show_report(shown)
        inside = shown.inside
        titles = (
            (self.tr("&Judgements ({n})"), len(inside.judgements)),
            (self.tr("&Improvement items ({n})"), len(inside.improvements)),
            (self.tr("Earlier i&nspections ({n})"), len(sentences(shown.text, inside.references))),
        )
        self.tabs.setTabText(0, self.tr("&Facts"))
        for at, (title, count) in enumerate(titles, start=1):
            self.tabs.setTabText(at, title.format(n=f"{count:,}"))
            self.tabs.setTabVisible(at, not shown.waits)
        self._order_tabs()
        self._on_edited()

    def _order_tabs(self) -> None:
        """Let Tab go from editor to editor to Save; what would throw away what was typed comes last."""
        stops: list[QWidget] = [self.tabs.tabBar(), *self.facts.stops(), *(page.tree for page in self._found)]
        stops += [self._save, self._close, *(field.back for field in self.fields.values())]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    def _on_changed(self, change: Change) -> None:
        found: Shown | None = self._shown
        if ("reports", self.report) in change.touched or change.tables & {"areas", "crosswalk"}:
            found = gathered(self._project, self.report)
        elif "reports" in change.tables:
            listing = self._project.ask(reports.listing)
            found = self._shown._replace(editions=others(listing, self._shown.report))
        elif "annotations" in change.tables:
            found = self._shown._replace(lost=lost(self._project, self.report))
        if found is None:
            self.close()
        elif found != self._shown:
            self._shown = found
            self._show_report()

    def _on_tab(self, at: int) -> None:
        """Bring the keyboard to the page that is seen now, unless it goes through the tabs."""
        if self.focusWidget() is self.tabs.tabBar():
            return
        found = dict(enumerate(self._found, start=1)).get(at)
        first: QWidget = found.tree if found else self.fields["authority"].editor
        (first if first.isVisible() else self.tabs.tabBar()).setFocus()

    def _on_place(self, start: int, end: int) -> None:
        self.place_wanted.emit(self.report, start, end)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the default back from Save, which the box of buttons gives it when it is shown."""
        super().showEvent(event)
        self._on_edited()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves from the editors where there is something to save, and never closes; a button it presses."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        elif isinstance(focus, QLineEdit | QComboBox) and self._save.isEnabled():
            self.save()

    # --- saving -----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Correct what was changed; what cannot be saved is said beside it, and all that was typed stays."""
        wrong = [field for field in self.fields.values() if not field.check()]
        if wrong:
            self.tabs.setCurrentWidget(self.facts)
            wrong[0].editor.setFocus()
            return
        values = {name: field.value() for name, field in self.fields.items() if field.changed()}
        follow = [name for name, field in self.fields.items() if field.follows()]
        if not (values or follow) or not self._corrected(values, follow):
            return  # nothing to do, or refused, and said so
        if self._save.hasFocus():
            self._close.setFocus()  # Save is out of use from now on
        self._show_report()
        self._say_saved(self.tr("Saved."))

    def _say_saved(self, words: str) -> None:
        self.saved.setText(words)
        self._saved_for.start()
        if QAccessible.isActive():
            from PySide6.QtGui import QAccessibleAnnouncementEvent

            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _corrected(self, values: dict[str, str], follow: list[str]) -> bool:
        self.problem.hide()
        # Other edits may be refused while the window is open; only its own are its business.
        self._project.refused.connect(self._on_refused)
        try:
            label = self.tr("Correct details")
            return self._project.do(label, reports.correct, self.report, values, follow) is not None
        finally:
            self._project.refused.disconnect(self._on_refused)

    def _on_refused(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _on_edited(self) -> None:
        changed = any(field.changed() or field.follows() for field in self.fields.values())
        can = changed and not self._project.read_only
        self._save.setEnabled(can)
        self._save.setDefault(can)
        if changed:
            self.saved.clear()
        self._close.setText(self.tr("Cancel") if changed else self.tr("Close"))

"""What is known of a report, where it came from, and its correction by hand."""

from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.library_view.details_facts import FactsPage
from desktop.library_view.details_found import EarlierPage, FoundPage, ImprovementsPage, JudgementsPage, sentences
from desktop.library_view.details_shown import Shown, gathered, lost, others
from desktop.library_view.fact_field import FactField
from desktop.library_view.labels import problem_label
from desktop.project import Project
from storage import reports
from storage.model import Change

WIDTH, HEIGHT = 760, 640
SMALLEST = QSize(520, 300)


class DetailsDialog(QDialog):
    """A window beside the report: facts to correct, judgements, improvement items, words on earlier inspections.

    It is shown with `show`, so that the report can be read while it is open. It follows the library, and closes
    when its report is removed. Save corrects those facts that were changed, as one edit. Raises KeyError when the
    report is not in the library.

    Signals:
        place_wanted(int, int, int): show this report, at the span (start, end) of its running text.
        annotation_wanted(int): choose this annotation, whose passage was lost.
    """

    place_wanted = Signal(int, int, int)
    annotation_wanted = Signal(int)

    def __init__(self, project: Project, report: int, parent: QWidget | None = None):
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
        self.buttons = QDialogButtonBox()
        self._build()
        self._connect()
        self._show_report()
        self._place()
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
        self._save.setDefault(True)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Details"))
        for page in self._pages:
            self.tabs.addTab(page, "")
        foot = QVBoxLayout()
        foot.setContentsMargins(18, 0, 18, 12)
        foot.setSpacing(8)
        foot.addWidget(self.problem)
        foot.addWidget(self.buttons)
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
        for page in self._pages:
            page.place_wanted.connect(self._on_place)
        self.tabs.currentChanged.connect(self._on_tab)
        self._project.changed.connect(self._on_changed)

    def _place(self) -> None:
        """Take the usual size, at the right of the main window, so that the report stays in sight."""
        screen = QGuiApplication.primaryScreen().availableGeometry()
        parent = self.parentWidget()
        if parent is not None:
            screen = parent.screen().availableGeometry()
        self.resize(min(WIDTH, screen.width() - 40), min(HEIGHT, screen.height() - 60))
        if parent is not None:
            frame = parent.window().geometry()
            left = min(frame.right(), screen.right()) - self.width() - 16
            top = min(frame.top() + 72, screen.bottom() - self.height() - 40)
            self.move(max(left, screen.left()), max(top, screen.top()))

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
        if ("reports", self.report) in change.touched:
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves from the editors only; on a link or a small button it is meant for that."""
        focus = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not isinstance(focus, QLineEdit | QComboBox | QPushButton):
            if isinstance(focus, QAbstractButton):
                focus.click()
            return
        super().keyPressEvent(event)

    # --- saving -----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Correct what was changed and close; what cannot be saved is said beside it, and all that was typed stays."""
        wrong = [field for field in self.fields.values() if not field.check()]
        if wrong:
            self.tabs.setCurrentWidget(self.facts)
            wrong[0].editor.setFocus()
            return
        values = {name: field.value() for name, field in self.fields.items() if field.changed()}
        follow = [name for name, field in self.fields.items() if field.follows()]
        if (values or follow) and not self._saved(values, follow):
            return  # refused, and said so
        self.accept()

    def _saved(self, values: dict[str, str], follow: list[str]) -> bool:
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
        self._save.setEnabled(changed and not self._project.read_only)
        self._close.setText(self.tr("Cancel") if changed else self.tr("Close"))

"""The history panel: every step with the way to its place, and the way back to it."""

from datetime import date

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QStackedLayout,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.asking import Asker
from desktop.history_view.step_delegate import StepDelegate
from desktop.history_view.steps_model import Beginning, StepsModel
from desktop.icons import icon
from desktop.library_view.labels import plain_label
from desktop.project import Project
from storage import steps
from storage.model import Change
from storage.steps import SET_ASIDE, UNDONE, Overview, Step

SHORT = 2_000  # steps that are asked for at once


class HistoryView(QWidget):
    """What was done, newest first. Nothing is asked of the library before it is first seen.

    Signals:
        annotation_wanted(int), report_wanted(int), area_wanted(int): show what a step was about.
        travel_wanted(int, bool): undo back to a step, so that it is the last one done (0: all), or, if True, redo up
            to it.
        close_wanted(): the panel is to go.
        failed(str): our bug; a traceback.
    """

    annotation_wanted = Signal(int)
    report_wanted = Signal(int)
    area_wanted = Signal(int)
    travel_wanted = Signal(int, bool)
    close_wanted = Signal()
    failed = Signal(str)

    def __init__(self, project: Project, parent: QWidget | None = None):
        super().__init__(parent)
        self._project = project
        self._known: Overview | None = None
        self._asker = Asker(project.folder, self)
        self._model = StepsModel(lambda ids: project.ask(steps.block, ids), self)
        self.table = StepsTable(self._model)
        self.show_button = QPushButton(self.tr("Show"))
        self.travel_button = QPushButton()
        self._hint = plain_label(name="muted", wrap=True)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.setAccessibleName(self.tr("History"))
        self.table.setAccessibleName(self.tr("Steps, the newest first"))
        self.show_button.setToolTip(self.tr("Show what this step was about, where it is still there (Enter)"))
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setAutoRaise(True)
        close.setAccessibleName(self.tr("Close the history"))
        close.setToolTip(self.tr("Close the history (Escape)"))
        close.clicked.connect(self.close_wanted)
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 6, 2)
        head.addWidget(plain_label(self.tr("HISTORY"), "section_title"), 1)
        head.addWidget(close)
        self._hint.setMargin(14)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._hint.setText(self.tr("Nothing has been done yet. Every highlight, tag, note and link will stand here."))
        self._stack = QStackedLayout()
        feet = QHBoxLayout()
        feet.setContentsMargins(10, 4, 10, 8)
        feet.addWidget(self.travel_button, 1)
        feet.addWidget(self.show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        column.addLayout(feet)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._hint)
        self.setFocusProxy(self.table)
        self._offer()

    def _connect(self) -> None:
        self._soon.timeout.connect(self._read)
        self._asker.answered.connect(self._show)
        self._asker.failed.connect(self.failed)
        self.table.selectionModel().currentChanged.connect(self._offer)
        self.table.entered_line.connect(self.show_subject)
        self.table.menu_wanted.connect(self._open_menu)
        self.show_button.clicked.connect(self.show_subject)
        self.travel_button.clicked.connect(self.travel)

    # --- what is shown --------------------------------------------------------------------------------

    def on_changed(self, change: Change) -> None:
        """Take part in a change of the library: there may be another step, or one less is done."""
        if self.isVisible():
            self._soon.start()  # after what was changed has been painted
        else:
            self._known = None

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the panel was hidden."""
        super().showEvent(event)
        if self._known is None:
            self._read()

    def close_down(self) -> None:
        """End what runs in the background: the window closes."""
        self._asker.close()

    def _read(self) -> None:
        """Ask for the steps: for the newest only where the others are known, and elsewhere if there are many."""
        if self._known is not None:
            self._show(self._project.ask(steps.refreshed, self._known))
        elif self._project.ask(steps.is_short, SHORT):
            self._show(self._project.ask(steps.overview))
        else:
            self._asker.ask(steps.overview)

    def _show(self, shown: Overview) -> None:
        self._asker.forget()
        self._known = shown
        current, was_beginning = self.current_step(), isinstance(self._current_line(), Beginning)
        scrolled = self.table.verticalScrollBar().value()
        self._model.show_history(shown, date.today())
        self._stack.setCurrentWidget(self.table if shown.ids else self._hint)
        self.table.verticalScrollBar().setValue(scrolled)
        line = self._model.line_of(current.id) if current is not None else -1
        if was_beginning:
            line = self._model.rowCount() - 1
        if line >= 0:
            self.table.setCurrentIndex(self._model.index(line, 0))
        self._offer()

    def current_step(self) -> Step | None:
        """The step of the current line."""
        line = self._current_line()
        return line if isinstance(line, Step) else None

    def _current_line(self) -> object:
        index = self.table.currentIndex()
        return self._model.line(index.row()) if index.isValid() else None

    # --- where to -------------------------------------------------------------------------------------

    def _destination(self) -> tuple[int, bool, int]:
        """The step to go to, whether forward, and how many steps that takes; 0 steps where there is nowhere to go."""
        line = self._current_line()
        if self._project.read_only or not isinstance(line, (Step, Beginning)):
            return 0, False, 0
        if isinstance(line, Step) and line.state == SET_ASIDE:
            return 0, False, 0
        step = line.id if isinstance(line, Step) else 0
        forward = isinstance(line, Step) and line.state == UNDONE
        return step, forward, self._project.ask(steps.distance, step, forward=forward)

    def _offer(self) -> None:
        """Say what the buttons would do for the current line."""
        _, forward, count = self._destination()
        self.travel_button.setText(self._travel_words(forward, count))
        self.travel_button.setEnabled(bool(count))
        step = self.current_step()
        subject = step.subject if step is not None else None
        self.show_button.setEnabled(
            subject is not None and bool(subject.annotation or subject.report or _area(subject))
        )

    def _travel_words(self, forward: bool, count: int) -> str:
        if not count:
            return self.tr("Undo back to here")
        if forward:
            words = self.tr("Redo 1 step, up to here") if count == 1 else self.tr("Redo {n} steps, up to here")
        else:
            words = self.tr("Undo 1 step, back to here") if count == 1 else self.tr("Undo {n} steps, back to here")
        return words.format(n=f"{count:,}")

    def show_subject(self) -> None:
        """Show what the current step was about, where it is still there."""
        step = self.current_step()
        if step is None:
            return
        if step.subject.annotation:
            self.annotation_wanted.emit(step.subject.annotation)
        elif step.subject.report:
            self.report_wanted.emit(step.subject.report)
        elif _area(step.subject):
            self.area_wanted.emit(step.subject.id)

    def travel(self) -> None:
        """Undo back to the current step, or redo up to it."""
        step, forward, count = self._destination()
        if count:
            self.table.setFocus()  # the button will have nothing to do, and the keyboard would go elsewhere
            self.travel_wanted.emit(step, forward)

    def event(self, event: QEvent) -> bool:
        """While the keyboard is here, Escape is no command of the window: it closes the panel."""
        if isinstance(event, QKeyEvent) and _is_escape(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.close_wanted.emit()
                return True
        return super().event(event)

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button, act in ((self.show_button, self.show_subject), (self.travel_button, self.travel)):
            action = menu.addAction(button.text())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(act)
        menu.popup(place)


class StepsTable(QTableView):
    """One column of steps.

    Signals:
        entered_line(): Enter, or a double click.
        menu_wanted(QPoint): a menu at a place on the screen.
    """

    entered_line = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, model: StepsModel, parent: QWidget | None = None):
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(StepDelegate(self))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        side = self.verticalHeader()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(2 * self.fontMetrics().lineSpacing() + 8)
        side.hide()
        titles = self.horizontalHeader()
        titles.setMinimumSectionSize(40)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        titles.hide()
        self.doubleClicked.connect(self._on_double_clicked)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.entered_line.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter leads to the place; headings are passed over."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.entered_line.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: object) -> None:
        """A menu for the step under the mouse, or for the current one."""
        self.menu_wanted.emit(event.globalPos())  # type: ignore[attr-defined]


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and not event.modifiers()


def can_be_shown(subject: steps.Subject) -> bool:
    """Whether what a step was about is still there."""
    return bool(subject.annotation or subject.report or _area(subject))


def _area(subject: steps.Subject) -> bool:
    return subject.table == "areas" and bool(subject.id)

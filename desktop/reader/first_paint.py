"""When a report that was just opened stands on the screen: what nobody waits for is done after that."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from desktop.reader.page_pictures import PicturedSpace

FRAME = 16  # milliseconds in which what was painted reaches the screen
HELD = 80  # milliseconds for which the page that showed before stays, so that no blank one flashes up between them
LONGEST = 400  # milliseconds for which a slow page keeps the rest waiting


class FirstPaint(QObject):
    """Watches a view from the moment a report is shown until all that is in sight was painted.

    A page that comes soon takes the place of what showed before in one painting.

    Signals:
        settled(): it was painted, or is so slow that the rest goes on without it; once for each `watch`.
    """

    settled = Signal()

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._view: PicturedSpace | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._settle)
        self._holding = QTimer(self, singleShot=True, interval=HELD)
        self._holding.timeout.connect(self._let_paint)

    @property
    def is_waiting(self) -> bool:
        """Whether a view is watched that has not settled yet."""
        return self._timer.isActive()

    def watch(self, view: "PicturedSpace") -> None:
        """Wait for what a view shows from now on."""
        self.stop()
        self._view = view
        view.viewport().installEventFilter(self)
        view.viewport().setUpdatesEnabled(False)
        self._holding.start()
        self._timer.start(LONGEST)

    def on_picture(self, sha256: str, number: int = 0, reason: str = "") -> None:
        """Let the view be painted if a picture of its report has come, or the reason why there is none.

        Connected as it is, for a connection to a method ends with its object; one to a lambda would outlive the pane.
        """
        if self._holding.isActive() and self._view is not None:
            shown = self._view.shown
            if shown is not None and shown.report.sha256 == sha256:
                self._let_paint()

    def look(self) -> None:
        """Let the view be painted if its pictures are here."""
        if self._holding.isActive() and self._view is not None and self._view.is_drawn():
            self._let_paint()

    def _let_paint(self) -> None:
        self._holding.stop()
        if self._view is not None:
            self._view.viewport().setUpdatesEnabled(True)

    def stop(self) -> None:
        """Wait for nothing."""
        self._timer.stop()
        self._leave()

    def _leave(self) -> None:
        self._let_paint()
        if self._view is not None:
            self._view.viewport().removeEventFilter(self)
            self._view = None

    def _settle(self) -> None:
        self._leave()
        self.settled.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See when the view is painted; nothing is kept from it."""
        if event.type() == QEvent.Type.Paint and self._view is not None and self._view.is_drawn():
            self._leave()
            self._timer.start(FRAME)
        return False

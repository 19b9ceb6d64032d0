"""The message bar: one sentence over the lower end of the window, which goes by itself or at a click."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.card import Card
from desktop.icons import icon
from desktop.theme import tint

SECONDS = 8
ASIDE = 12  # pixels between the bar and its parent's edges
WIDEST = 860


class MessageBar(Card):
    """Shows one sentence at a time, perhaps with one thing to do about it. Problems stay until closed.

    It lies over the lower end of its parent, so that nothing moves when it comes or goes.

    Signals:
        closed(): the user closed it.
    """

    closed = Signal()

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._parent = parent
        self._kind = "message"
        self._covered: tuple[str, str, Callable[[], None] | None] | None = None
        self._before: QWidget | None = None  # what had the keyboard before this bar took it
        parent.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setAccessibleName(self.tr("Message"))
        self._button = QPushButton()
        self._button.setObjectName("message_action")
        self._close = QToolButton()
        self._close.setIcon(icon("close"))
        self._close.setAutoRaise(True)
        self._close.setAccessibleName(self.tr("Close message"))
        self._close.setToolTip(self.tr("Close message"))
        self._close.clicked.connect(self._on_close)
        self._act: Callable[[], None] | None = None
        self._shown = QElapsedTimer()
        self._button.clicked.connect(self._on_button)
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.done)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown, "" when the bar is hidden."""
        return "" if self.isHidden() else self._label.text()

    def tell(
        self, sentence: str, action: str = "", act: Callable[[], None] | None = None, *, stay: bool = False
    ) -> None:
        """Say something; `action` is the label of a button that calls `act`."""
        self._show("message", sentence, action, act)
        if not stay:
            self._timer.start()

    def warn(self, sentence: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Say what could not be done; it stays until closed or replaced."""
        self._show("problem", sentence, action, act)

    def _show(self, kind: str, sentence: str, action: str, act: Callable[[], None] | None) -> None:
        self._timer.stop()
        unread = not self._shown.isValid() or self._shown.elapsed() < SECONDS * 1000
        if kind == "message" and self._kind == "problem" and not self.isHidden() and unread:
            self._covered = (self._label.text(), self._button.text(), self._act)
        elif kind == "problem":
            self._covered = None
        self._act = act
        self._label.setText(sentence)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._kind = kind
        self._shown.start()
        self.update()
        self.show()
        self._settle()
        self.raise_()

    def outdate(self) -> None:
        """Go, if what is offered (taking something back) may no longer be what its button would do."""
        if self._act is not None and self._timer.isActive():
            self.done()

    def done(self) -> None:
        """Go, if it is news that is over; a problem stays until the user closes it."""
        if self._kind == "message":
            self._leave()

    def _leave(self) -> None:
        """Go; a problem that this message had covered stands there again."""
        inside = self.window().focusWidget()
        self.hide()
        # Qt would hand the keyboard to whatever comes next, which makes another report the active one.
        if inside is not None and self.isAncestorOf(inside) and self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._covered is not None:
            covered, self._covered = self._covered, None
            self._show("problem", *covered)

    def colour(self) -> QColor:
        """A tint for news, another for problems."""
        return tint(self._kind)

    def _settle(self) -> None:
        width = min(self._parent.width() - 2 * ASIDE, WIDEST)
        layout = self.layout()
        height = layout.totalHeightForWidth(width) if layout is not None else 40
        self.setGeometry((self._parent.width() - width) // 2, self._parent.height() - height - ASIDE, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._settle()
        return super().eventFilter(watched, event)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new) and (old is None or not self.isAncestorOf(old)):
            self._before = old

    def _on_close(self) -> None:
        self._leave()
        self.closed.emit()

    def _on_button(self) -> None:
        act = self._act
        self._leave()
        if act is not None:
            act()

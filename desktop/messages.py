"""The message bar: one sentence at the top of the window, which goes by itself or at a click."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.icons import icon

SECONDS = 8


class MessageBar(QFrame):
    """Shows one sentence at a time, perhaps with one thing to do about it. Problems stay until closed."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("message_bar")
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
        self._close.clicked.connect(self.hide)
        self._act: Callable[[], None] | None = None
        self._button.clicked.connect(self._on_button)
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
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
        self._act = act
        self._label.setText(sentence)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def _on_button(self) -> None:
        act = self._act
        self.hide()
        if act is not None:
            act()

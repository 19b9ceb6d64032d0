"""The settings that a reviewer may change, built from the table of settings."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QSpinBox, QVBoxLayout, QWidget

from desktop.button_box import ButtonBox
from desktop.library_view.labels import plain_label
from desktop.settings import DEFAULTS, Settings

BOUNDS = {"reading_seconds": (5, 3600), "reading_memory": (200, 16_384)}
"""The least and the most of each number that can be set."""


class SettingsDialog(QDialog):
    """Numbers that bound the reading of one file; Save keeps them, and the next file is read by them."""

    def __init__(self, settings: Settings, parent: QWidget | None = None):
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("Settings"))
        self.fields = {
            "reading_seconds": self._number("reading_seconds", self.tr(" seconds")),
            "reading_memory": self._number("reading_memory", self.tr(" MB")),
        }
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(self.tr("Longest &time for reading one file"), self.fields["reading_seconds"])
        form.addRow(self.tr("Most &memory for reading one file"), self.fields["reading_memory"])
        why = self.tr(
            "A few files never come to an end, or want all the memory there is. Reading one is stopped at these "
            "limits, and the file is then named with the reason. Large scans may need more of both."
        )
        buttons = QDialogButtonBox.StandardButton
        self.buttons = ButtonBox(buttons.Save | buttons.Cancel | buttons.RestoreDefaults)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(buttons.RestoreDefaults).clicked.connect(self.restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 12)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("Reading files"), "strong"))
        column.addLayout(form)
        column.addWidget(plain_label(why, "muted", wrap=True))
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.setMinimumWidth(480)
        self.resize(480, column.totalHeightForWidth(480))

    def _number(self, key: str, suffix: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(*BOUNDS[key])
        box.setSuffix(suffix)
        box.setGroupSeparatorShown(True)
        box.setValue(self._settings.get(key))
        return box

    def restore(self) -> None:
        """Show the values that Yearmark comes with; Save keeps them."""
        for key, box in self.fields.items():
            box.setValue(DEFAULTS[key])

    def save(self) -> None:
        """Keep what is set."""
        for key, box in self.fields.items():
            self._settings.set(key, box.value())
        self.accept()

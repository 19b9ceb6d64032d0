"""The form of one area: name, colour, key, definition."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent
from PySide6.QtWidgets import (
    QColorDialog,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.codebook.swatches import swatch
from desktop.inspector.note_edit import PAUSE, NoteEdit
from desktop.library_view.labels import counted, plain_label
from storage.codebook import SLOTS
from storage.model import Area

LINES = 8  # lines of the definition


class NameEdit(QLineEdit):
    """An area's name, saved after a pause, at Enter, or when the keyboard leaves it; Esc brings the old one back.

    Signals:
        name_written(int, str): the area's id and its name, when it differs from what was shown.
    """

    name_written = Signal(int, str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._of: int | None = None
        self._saved = ""
        self._said: str | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._on_pause)
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self.save)

    def show_name(self, of: int | None, name: str) -> None:
        """Show the name of another area, saving what was typed for the one before."""
        if of != self._of:
            self.save()
        elif name == self._saved:
            return
        elif self.text() != self._saved and self.hasFocus():
            self._saved = name  # what is being typed stays
            return
        self._of, self._saved, self._said = of, name, None
        self.setText(name)
        self.setCursorPosition(0)

    def save(self) -> None:
        """Say what was typed, if it differs; the same words are not said twice, refused or not."""
        self._timer.stop()
        name = self.text()
        if self._of is not None and name not in (self._saved, self._said):
            self._said = name
            self.name_written.emit(self._of, name)

    def _on_edited(self) -> None:
        self._said = None
        self._timer.start()

    def _on_pause(self) -> None:
        if self.text().strip():  # whoever has emptied the field is about to type
            self.save()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.save()


class AreaForm(QWidget):
    """Shows one area, or that none is chosen.

    Signals:
        name_written(int, str), definition_written(int, str): the area's id and the words.
        colour_chosen(int, str): the area's id and "#rrggbb".
        key_chosen(int, object): the area's id and its key 1–9, or None for no key.
    """

    name_written = Signal(int, str)
    definition_written = Signal(int, str)
    colour_chosen = Signal(int, str)
    key_chosen = Signal(int, object)

    def __init__(self, *, read_only: bool, parent: QWidget | None = None):
        super().__init__(parent)
        self._area: Area | None = None
        self._read_only = read_only
        self.name = NameEdit()
        self.colour = QPushButton()
        self.colour.setAutoDefault(False)
        self.key = QComboBox()
        self.definition = NoteEdit(self.tr("What belongs here, and what does not"), LINES)
        self.definition.setAccessibleName(self.tr("Definition"))
        self.used = plain_label("", "muted", wrap=True)
        self.foot = QHBoxLayout()  # what is said of its passages; a button may follow
        self._build()
        self.name.name_written.connect(self.name_written)
        self.definition.note_written.connect(self.definition_written)
        self.colour.clicked.connect(self._on_colour)
        self.key.activated.connect(self._on_key)

    def _build(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        for text, field in (
            (self.tr("&Name"), self.name),
            (self.tr("&Colour"), self.colour),
            (self.tr("&Key"), self.key),
        ):
            form.addRow(text, field)
            field.setAccessibleName(text.replace("&", ""))
        about = QLabel(self.tr("&Definition"))
        about.setBuddy(self.definition)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(about)
        column.addWidget(self.definition)
        self.foot.addWidget(self.used, 1)
        column.addLayout(self.foot)
        column.addStretch(1)

    def show_area(self, area: Area | None, uses: int, holders: Mapping[int, Area]) -> None:
        """Show an area, the number of its passages, and which areas have which keys."""
        self._area = area
        self.name.show_name(area.id if area else None, area.name if area else "")
        self.definition.show_note(area.id if area else None, area.definition if area else "")
        colour = area.colour if area else "#888888"
        self.colour.setIcon(swatch(colour))
        self.colour.setText(colour if area else "")
        self.key.clear()
        self.key.addItem(self.tr("No key"), None)
        for slot in SLOTS:
            holder = holders.get(slot)
            other = holder is not None and (area is None or holder.id != area.id)
            words = f"{slot}   {self.tr('now {area}').format(area=holder.name)}" if other and holder else str(slot)
            self.key.addItem(words, slot)
        self.key.setCurrentIndex((area.slot or 0) if area else 0)
        self.key.setToolTip(self.tr("A key that another area has is swapped with it"))
        self.used.setText(self._about(area, uses) if area else self.tr("Choose an area, or add one."))
        can = area is not None and not self._read_only
        self.name.setReadOnly(not can)
        self.definition.setReadOnly(not can)
        self.colour.setEnabled(can)
        self.key.setEnabled(can and area is not None and not area.retired)

    def _about(self, area: Area, uses: int) -> str:
        passages = counted(uses, self.tr("passage"), self.tr("passages"))
        if area.retired and not uses:
            words = self.tr("Retired: it is not offered for tagging and has no key. No passage has it.")
        elif area.retired:
            words = self.tr("Retired: it is not offered for tagging and has no key. It stays on {passages}.")
        elif not uses:
            words = self.tr("No passage has it yet.")
        else:
            words = self.tr("On {passages}.")
        return words.format(passages=passages)

    def save(self) -> None:
        """Save what is being typed."""
        self.name.save()
        self.definition.save()

    def _on_colour(self) -> None:
        if self._area is None:
            return
        area = self._area.id
        dialog = QColorDialog(QColor(self._area.colour), self)
        dialog.setWindowTitle(self.tr("Colour of the area"))
        dialog.colorSelected.connect(lambda colour: self.colour_chosen.emit(area, colour.name()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_key(self, at: int) -> None:
        slot = self.key.itemData(at)
        if self._area is not None and slot != self._area.slot:
            self.key_chosen.emit(self._area.id, slot)

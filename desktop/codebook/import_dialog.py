"""What taking in a codebook would do, before it is done."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.button_box import ButtonBox
from desktop.codebook.swatches import swatch
from desktop.library_view.grade_delegate import RowDelegate
from desktop.library_view.labels import counted, plain_label
from desktop.plain import plain_tip
from storage.codebook import PALETTE
from storage.exchange.codebook_entries import Planned, Preview


class CodebookImportDialog(QDialog):
    """Shows what is new, what changes and what is the same; Import takes it in.

    Signals:
        import_wanted(): the user has said yes.
    """

    import_wanted = Signal()

    def __init__(self, file_name: str, preview: Preview, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import a codebook"))
        self.resize(620, 520)
        words = self.tr("“{file}”: {areas}. Nothing is deleted; no key is taken.")
        found = numbered_words(len(preview.new), len(preview.changed), len(preview.same))
        self.summary = plain_label(words.format(file=file_name, areas=found or self.tr("no areas")), wrap=True)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Judgement area"), self.tr("What changes")])
        self.tree.setAccessibleName(self.tr("What the import would do"))
        self.tree.setUniformRowHeights(True)
        self.tree.setItemDelegate(RowDelegate(self.tree))
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._group(self.tr("New"), preview.new, open_=True)
        self._group(self.tr("Changed"), preview.changed, open_=True)
        self._group(self.tr("The same"), preview.same, open_=False)
        self.buttons = ButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take = self.buttons.addButton(self.tr("&Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setEnabled(bool(preview.new or preview.changed))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.accepted.connect(self.import_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.summary)
        column.addWidget(self.tree, 1)
        column.addWidget(self.buttons)
        self.take.setDefault(True)  # a button has no dialog to be the default of before it is laid out

    def _group(self, title: str, rows: Sequence[Planned], *, open_: bool) -> None:
        if not rows:
            return
        head = QTreeWidgetItem(self.tree, [f"{title} ({len(rows):,})"])
        head.setFirstColumnSpanned(True)
        for row in rows:
            changes = "; ".join(changed_words(row))
            item = QTreeWidgetItem(head, [row.entry.name, changes])
            item.setIcon(0, swatch(row.entry.colour or (row.was.colour if row.was else PALETTE[0])))
            item.setToolTip(0, plain_tip(row.entry.name))
            item.setToolTip(1, plain_tip(changes))
        head.setExpanded(open_)


def numbered_words(new: int, changed: int, same: int = 0) -> str:
    """How many areas are new, changed and the same, those that there are: "2 areas new, 1 changed"; "" for none."""
    kinds = ((new, _tr("new")), (changed, _tr("changed")), (same, _tr("as here")))
    parts: list[str] = []
    for number, what in kinds:
        if number:
            first = f"{number:,}" if parts else counted(number, _tr("area"), _tr("areas"))
            parts.append(f"{first} {what}")
    return ", ".join(parts)


def changed_words(row: Planned) -> list[str]:
    """What taking in one entry would do, in words."""
    entry, was = row.entry, row.was
    if was is None:
        return [_tr("under “{area}”").format(area=entry.parent)] if entry.parent else []
    if was.uuid != entry.uuid and was.name.casefold() != entry.name.casefold() and not row.changes:
        return [_tr("was merged into “{area}” here").format(area=was.name)]
    under = _tr("moves under “{area}”").format(area=entry.parent) if entry.parent else _tr("moves to the top")
    words = {
        "name": _tr("“{old}” becomes “{new}”").format(old=was.name, new=entry.name),
        "parent": under,
        "definition": _tr("other definition"),
        "colour": _tr("other colour"),
        "key": _tr("key {key}").format(key=entry.slot),
        "retired": _tr("is retired") if entry.retired else _tr("is brought back"),
    }
    return [words[change] for change in row.changes]


def _tr(text: str) -> str:
    return QCoreApplication.translate("codebook", text)

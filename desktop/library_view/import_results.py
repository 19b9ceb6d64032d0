"""What became of an import, in words."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.button_box import ButtonBox
from desktop.library_view.importing import ImportSummary
from desktop.library_view.labels import plain_label


def summary_sentence(summary: ImportSummary) -> str:
    """What became of a batch, in one to five short sentences: "12 reports were added. 2 files were not."."""
    added, refused, locked = len(summary.added), len(summary.refused), len(summary.locked)
    left = summary.total - added - refused - locked - len(summary.reread) - len(summary.copies)
    if not summary.total and not refused:
        if summary.cancelled:
            return _tr("Adding was cancelled. Nothing was added.")
        return _tr("Nothing was found to add. Yearmark takes PDF and plain-text files.")
    told = locked or summary.reread or summary.copies
    parts = [_added(added, summary.waited)] if added or not told else []
    parts += [reread_sentence(summary)] if summary.reread else []
    parts += [copies_sentence(summary)] if summary.copies else []
    if refused:
        parts.append(_not_added(refused, after_added=added > 0))
    if locked:
        parts.append(_tr("1 file needs a password.") if locked == 1 else _tr("{n} files need passwords.", locked))
    if summary.cancelled:
        parts.append(_cancelled(left))
    return " ".join(parts)


def reread_sentence(summary: ImportSummary) -> str:
    """What became of reports that were read again and of the passages marked in them."""
    again, lost = len(summary.reread), sum(len(reread.lost) for _, reread in summary.reread)
    changed = sum(len(reread.changed) for _, reread in summary.reread)
    if len(summary.again) == 1:
        parts = [_tr("“{name}” was read again.").replace("{name}", summary.again[0])]
    else:
        parts = [_tr("{n} reports were read again.", again)]
    if changed == 1:
        parts.append(_tr("1 marked passage now reads a little differently."))
    elif changed:
        parts.append(_tr("{n} marked passages now read a little differently.", changed))
    if lost == 1:
        parts.append(_tr("1 marked passage was not found again; it is kept, and its report’s details show it."))
    elif lost:
        parts.append(_tr("{n} marked passages were not found again; they are kept, and details show them.", lost))
    return " ".join(parts)


def copies_sentence(summary: ImportSummary) -> str:
    """That files were not added because they say the same as reports that are here."""
    copies = summary.copies
    if len(copies) > 1:
        return _tr("{n} files are copies of reports that are here already and were not added again.", len(copies))
    words = _tr("“{file}” is a copy of {name}, which is here already; it was not added again.")
    return words.replace("{file}", copies[0].file_name).replace("{name}", copies[0].name)


def _added(added: int, waited: int) -> str:
    if not added:
        return _tr("No report was added.")
    if added <= waited:
        return _tr("1 waiting report was read.") if added == 1 else _tr("{n} waiting reports were read.", added)
    return _tr("1 report was added.") if added == 1 else _tr("{n} reports were added.", added)


def _not_added(refused: int, *, after_added: bool) -> str:
    if after_added:
        return _tr("1 file was not.") if refused == 1 else _tr("{n} files were not.", refused)
    return _tr("1 file was refused.") if refused == 1 else _tr("{n} files were refused.", refused)


def _cancelled(left: int) -> str:
    if left <= 0:
        return _tr("Adding was cancelled.")
    if left == 1:
        return _tr("Adding was cancelled before 1 file was read.")
    return _tr("Adding was cancelled before {n} files were read.", left)


def _tr(text: str, number: int = 0) -> str:
    return QCoreApplication.translate("import_results", text).replace("{n}", f"{number:,}")


class ImportResults(QDialog):
    """Which files were not added, and why; the text can be copied."""

    def __init__(self, summary: ImportSummary, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Files that were not added"))
        self.resize(620, 340)
        head = plain_label(summary_sentence(summary), wrap=True)
        self.list = QPlainTextEdit()
        self.list.setReadOnly(True)
        self.list.setTabChangesFocus(True)
        self.list.setAccessibleName(self.tr("Files that were not added, and why"))
        self.list.setPlainText("\n\n".join(_line(name, sentence) for name, sentence in summary.refused))
        buttons = ButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(head)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        close.setFocus()


def _line(name: str, sentence: str) -> str:
    """A refusal; its sentence names the file, except where the whole batch was refused."""
    return sentence if not name or name in sentence else f"{name}: {sentence}"

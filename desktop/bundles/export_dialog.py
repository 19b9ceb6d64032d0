"""What goes into a bundle, and where it is written."""

import sys
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.button_box import ButtonBox
from desktop.kinds import kind_name
from desktop.library_view.grade_delegate import CheckDelegate
from desktop.library_view.labels import counted, plain_label, problem_label
from desktop.library_view.tree_model import edition_name, groups
from desktop.plain import plain_tip
from desktop.project import Project
from storage import links, reports
from storage.exchange.scope import Scope, safe_name
from storage.model import Link, Report

EXTENSION = ".yearmark"
EXTENSIONS = (EXTENSION, ".zip")
LONGEST_NAME = 255  # characters; no system takes more
NOT_ON_WINDOWS = frozenset('<>:"|?*')
_CHECKED = Qt.CheckState.Checked


class ExportDialog(QDialog):
    """Asks for the reports and the file of a bundle.

    Signals:
        export_requested(Path, Scope, bool): write this file; True to replace one of that name.
    """

    export_requested = Signal(object, object, bool)

    def __init__(self, project: Project, folder: str = "", parent: QWidget | None = None):
        """Make the dialog; `folder` is where the file is proposed, "" for the user's documents."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export a bundle"))
        self._library = project.folder
        self._reports: list[Report] = project.ask(reports.listing)
        self._links: list[Link] = project.ask(links.everything)
        self._folder = _proposed(folder)
        self._rows: dict[int, QTreeWidgetItem] = {}
        self._named = False  # whether the user chose the name
        self.tree = QTreeWidget()
        self.contents = plain_label(wrap=True)
        self.path = QLineEdit()
        self.browse = QPushButton(self.tr("&Browse…"))
        self.replace = QCheckBox()
        self.problem = problem_label()
        self.buttons = ButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export = self.buttons.addButton(self.tr("&Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._build()
        self._fill()
        self.tree.itemChanged.connect(self._on_checked)
        self.path.textEdited.connect(self._on_named)
        self.path.textChanged.connect(self._look)
        self.replace.toggled.connect(self._look)
        self.browse.clicked.connect(self._on_browse)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self._on_checked()

    # --- making -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.resize(600, 560)
        intro = plain_label(
            self.tr(
                "A bundle is one file for colleagues: the original reports, copies with the marks in them, and a "
                "page to read it all in a browser, without Yearmark."
            ),
            "muted",
            wrap=True,
        )
        self.tree.setHeaderHidden(True)
        self.tree.setColumnCount(2)
        self.tree.setAccessibleName(self.tr("Reports to put into the bundle"))
        self.tree.setUniformRowHeights(True)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setItemDelegate(CheckDelegate(self.tree))
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, self.tree.header().ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, self.tree.header().ResizeMode.Fixed)
        self.tree.header().resizeSection(1, self.fontMetrics().horizontalAdvance("8,888 passages") + 16)
        which = QLabel(self.tr("&Reports"))
        which.setBuddy(self.tree)
        where = QLabel(self.tr("&File"))
        where.setBuddy(self.path)
        self.path.setAccessibleName(self.tr("File of the bundle"))
        self.replace.setText(self.tr("Re&place the file of this name"))
        self.replace.hide()
        # Enter exports, whichever button had the keyboard before.
        for other in (self.browse, self.buttons.button(QDialogButtonBox.StandardButton.Cancel)):
            other.setAutoDefault(False)
        self.export.setDefault(True)
        file_row = QHBoxLayout()
        file_row.addWidget(self.path, 1)
        file_row.addWidget(self.browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.setSpacing(8)
        column.addWidget(intro)
        column.addSpacing(4)
        column.addWidget(which)
        column.addWidget(self.tree, 1)
        column.addWidget(self.contents)
        column.addSpacing(4)
        column.addWidget(where)
        column.addLayout(file_row)
        column.addWidget(self.replace)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)

    def _fill(self) -> None:
        for group in groups(self._reports):
            above = QTreeWidgetItem([group.name or self.tr("Unknown authority"), ""])
            above.setFlags(above.flags() | Qt.ItemFlag.ItemIsAutoTristate | Qt.ItemFlag.ItemIsUserCheckable)
            font = above.font(0)
            font.setBold(True)
            above.setFont(0, font)
            for report in group.reports:
                self._rows[report.id] = self._row(report)
                above.addChild(self._rows[report.id])
            self.tree.addTopLevelItem(above)
        self.tree.expandAll()
        self.tree.setCurrentIndex(self.tree.model().index(0, 0))
        self.tree.setFocus()

    def _row(self, report: Report) -> QTreeWidgetItem:
        edition = f", {edition_name(report)}" if report.edition else ""
        year = str(report.year) if report.year else self.tr("undated")
        passages = counted(report.annotations, self.tr("passage"), self.tr("passages")) if report.annotations else ""
        name = f"{year}   {kind_name(report.kind, short=True)}{edition}"
        row = QTreeWidgetItem([report.file_name if reports.is_unnamed(report) else name, passages])
        row.setToolTip(0, plain_tip(f"{report.name}{edition}\n{report.file_name}"))
        row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        row.setCheckState(0, _CHECKED)
        row.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return row

    # --- what was chosen --------------------------------------------------------------------------------

    def chosen(self) -> list[Report]:
        """The reports that are checked, in the order of the list."""
        return [report for report in self._reports if self._rows[report.id].checkState(0) == _CHECKED]

    def scope(self) -> Scope:
        """The chosen reports as a scope; all of them without naming them."""
        chosen = self.chosen()
        if len(chosen) == len(self._reports):
            return Scope()
        return Scope(reports=tuple(report.id for report in chosen))

    def out(self) -> Path:
        """The file to write, with an ending that says what it is; a bare name lies in the proposed folder."""
        typed = self.path.text().strip()
        path = Path(typed).expanduser() if typed.startswith("~") else Path(typed)
        if path.suffix.casefold() not in EXTENSIONS:
            path = path.with_name(path.name + EXTENSION) if path.name else path
        return path if path.is_absolute() else self._folder / path

    # --- what is said -----------------------------------------------------------------------------------

    def _on_checked(self) -> None:
        chosen = self.chosen()
        self.contents.setText(self._contents(chosen))
        if not self._named:
            self.path.setText(str(self._folder / (bundle_name(chosen) + EXTENSION)))
        self._look()

    def _contents(self, chosen: list[Report]) -> str:
        if not chosen:
            return self.tr("Nothing is chosen.")
        ids = {report.id for report in chosen}
        inside = sum(link.earlier_report in ids and link.later_report in ids for link in self._links)
        cut = sum((link.earlier_report in ids) != (link.later_report in ids) for link in self._links)
        authorities = len({report.authority.casefold() for report in chosen if report.authority})
        many = counted(len(chosen), self.tr("report"), self.tr("reports"))
        if authorities:  # an unknown one is none
            of = counted(authorities, self.tr("authority"), self.tr("authorities"))
            many = self.tr("{reports} of {authorities}").format(reports=many, authorities=of)
        words = self.tr("In the bundle: {reports}, {passages} and {links}.").format(
            reports=many,
            passages=counted(sum(report.annotations for report in chosen), self.tr("passage"), self.tr("passages")),
            links=counted(inside, self.tr("link"), self.tr("links")),
        )
        if cut == 1:
            words += " " + self.tr("1 link to a report that is not chosen stays out.")
        elif cut:
            words += " " + self.tr("{n} links to reports that are not chosen stay out.").format(n=f"{cut:,}")
        return words

    def _on_named(self) -> None:
        self._named = True

    def _look(self) -> None:
        """Say what stands in the way of the export, if anything does."""
        sentence = self._obstacle()
        exists = not sentence and self.out().is_file()
        self.replace.setVisible(exists)
        if exists and not self.replace.isChecked():
            sentence = self.tr("There is a file “{name}” already.").format(name=self.out().name)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.export.setEnabled(not sentence)

    def _obstacle(self) -> str:
        if not self._reports:
            return self.tr("The library has no reports yet. Add reports first.")
        if not self.chosen():
            return self.tr("Choose at least one report.")
        if not self.path.text().strip():
            return self.tr("Type a name for the file.")
        try:
            return self._obstacle_on_disk(self.out())
        except (OSError, ValueError, RuntimeError):  # too long a name, an unknown home, an invalid character
            return self.tr("A file cannot have this name. Choose another.")

    def _obstacle_on_disk(self, out: Path) -> str:
        if len(out.name) > LONGEST_NAME or (sys.platform == "win32" and set(out.name) & NOT_ON_WINDOWS):
            raise ValueError(out.name)  # Windows itself says nothing, and takes "a: b" for a part of the file "a"
        if out.is_dir() or self.path.text().strip().endswith(("/", "\\")):
            return self.tr("“{name}” is a folder. Type a name for the file.").format(name=self.path.text().strip())
        if not out.parent.is_dir():
            return self.tr("There is no folder “{name}”.").format(name=out.parent)
        if out.parent.resolve().is_relative_to(self._library.resolve()):
            return self.tr("The bundle cannot be kept inside the library’s own folder. Choose another folder.")
        return ""

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Export a bundle"), str(self.out().parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Yearmark bundle (*.yearmark);;Zip file (*.zip)"))
        dialog.setDefaultSuffix(EXTENSION[1:])
        dialog.selectFile(self.out().name)
        dialog.fileSelected.connect(self.take_file)
        dialog.open()

    def take_file(self, name: str) -> None:
        """Take a file that was chosen in the file dialog, which has asked whether to replace it."""
        self._named = True
        self._folder = Path(name).parent
        self.path.setText(name)
        self.replace.setChecked(self.out() == Path(name) and Path(name).is_file())

    def _on_accepted(self) -> None:
        self._look()
        if self.export.isEnabled():
            out = self.out()
            self.export_requested.emit(out, self.scope(), out.is_file())
            self.accept()


def bundle_name(chosen: Iterable[Report]) -> str:
    """The name proposed for a bundle of these reports: "Islington reports", "Islington 2017 report"."""
    chosen = list(chosen)
    authorities = {report.authority.casefold(): report.authority for report in chosen}
    if len(authorities) != 1:
        return "Yearmark reports"
    authority = next(iter(authorities.values())) or "Unknown authority"
    return safe_name(f"{authority} reports")


def _proposed(folder: str) -> Path:
    if folder and Path(folder).is_dir():
        return Path(folder)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if documents and Path(documents).is_dir() else Path.home()

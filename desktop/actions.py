"""The table of actions: every command, once; menus, toolbar, selection bar, shortcuts and their test read it."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

CONTEXT = "actions"


class Spec(NamedTuple):
    """One command.

    `handler` is a dotted name below the window's commands; `when` names the condition under which it is enabled (a
    key of the window's conditions, "" for always); `scope` is "window", or "reader" for keys without a
    modifier, which must not act while a note is typed; `short` is its label in the selection bar;
    `checkable` actions are given their state as an argument, others `argument` where there is one.
    """

    id: str
    text: str
    handler: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    tip: str = ""
    when: str = ""
    scope: str = "window"
    short: str = ""
    checkable: bool = False
    argument: int | None = None


def _(text: str) -> str:
    return str(QT_TRANSLATE_NOOP(CONTEXT, text))


MENUS = ("file", "edit", "mark", "view", "go", "help")
MENU_NAMES = {
    "file": _("&File"),
    "edit": _("&Edit"),
    "mark": _("&Mark"),
    "view": _("&View"),
    "go": _("&Go"),
    "help": _("&Help"),
}
SEPARATOR = Spec("-", "", "", "")

SPECS = (
    Spec(
        "new_library",
        _("&New library…"),
        "opening.new_library",
        "file",
        ("Ctrl+N",),
        _("Make a library in a new folder"),
    ),
    Spec("open_library", _("&Open library…"), "opening.open_library", "file", ("Ctrl+O",), _("Open another library")),
    Spec("recent", _("Open &recent"), "", "file"),
    Spec(
        "look",
        _("Loo&k at a bundle…"),
        "opening.look_at_bundle",
        "file",
        ("Ctrl+Shift+O",),
        _("Show a colleague’s bundle in a window of its own; nothing of it is added"),
    ),
    SEPARATOR._replace(menu="file"),
    Spec("add", _("&Add reports…"), "add_files", "file", ("Ctrl+I",), _("Add reports from files"), "writable"),
    Spec("add_folder", _("Add a &folder…"), "add_folder", "file", (), _("Add every report of a folder"), "writable"),
    Spec("sample", _("Add the &sample"), "add_sample", "file", (), _("Add the invented sample reports"), "writable"),
    SEPARATOR._replace(menu="file"),
    Spec("export", _("&Export bundle…"), "export", "file", ("Ctrl+E",), _("Hand on reports and marks"), "reports"),
    SEPARATOR._replace(menu="file"),
    Spec(
        "print", _("&Print…"), "print_report", "file", ("Ctrl+P",), _("Print the active report with its marks"), "pane"
    ),
    SEPARATOR._replace(menu="file"),
    Spec("close", _("&Close window"), "close", "file", ("Ctrl+W",)),
    Spec("quit", _("&Quit"), "opening.quit", "file", ("Ctrl+Q",), _("Close every window")),
    Spec("undo", _("&Undo"), "undo", "edit", ("Ctrl+Z",), "", "undo"),
    Spec("redo", _("&Redo"), "redo", "edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "", "redo"),
    SEPARATOR._replace(menu="edit"),
    Spec("copy", _("&Copy"), "copy", "edit", ("Ctrl+C",), _("Copy the selected text"), "selection", "reader"),
    Spec(
        "copy_cited",
        _("Copy with c&itation"),
        "copy_cited",
        "edit",
        ("Ctrl+Shift+C",),
        _("Copy the selected text with report, paragraph and page"),
        "selection",
        "reader",
    ),
    Spec("select_all", _("Select &all"), "select_all", "edit", ("Ctrl+A",), "", "pane", "reader"),
    Spec(
        "select_word", _("Select &word"), "select_word", "edit", ("W",), _("Again takes in the next"), "pane", "reader"
    ),
    Spec(
        "select_sentence",
        _("Select &sentence"),
        "select_sentence",
        "edit",
        ("Shift+S",),
        _("Again takes in the next"),
        "pane",
        "reader",
    ),
    Spec(
        "select_paragraph",
        _("Select &paragraph"),
        "select_paragraph",
        "edit",
        ("P",),
        _("Again takes in the next"),
        "pane",
        "reader",
    ),
    Spec(
        "caret",
        _("Car&et"),
        "set_caret",
        "edit",
        ("F2",),
        _("Move a caret through the text with the arrow keys; with Shift it selects"),
        "pane",
        "reader",
        checkable=True,
    ),
    SEPARATOR._replace(menu="edit"),
    Spec(
        "search",
        _("Searc&h everywhere…"),
        "views.show_search",
        "edit",
        ("Ctrl+K",),
        _("Search all reports, notes and areas at once (Ctrl+K)"),
        "reports",
    ),
    Spec("find", _("&Find in report…"), "find", "edit", ("Ctrl+F",), "", "findable"),
    Spec("find_next", _("Find ne&xt"), "find_next", "edit", ("F3",), "", "pane"),
    Spec("find_previous", _("Find pre&vious"), "find_previous", "edit", ("Shift+F3",), "", "pane"),
    SEPARATOR._replace(menu="edit"),
    Spec("details", _("Report &details…"), "details", "edit", ("Alt+Return",), "", "report"),
    Spec(
        "read_again",
        _("Read report a&gain"),
        "read_again",
        "edit",
        (),
        _("Read the file anew; corrections and marks are kept"),
        "report_writable",
    ),
    Spec(
        "recognise",
        _("Rec&ognise text in pictures"),
        "recognise",
        "edit",
        (),
        _("Give pages that are pictures a text (OCR)"),
        "report_writable",
    ),
    Spec(
        "take_in_marks",
        _("Ta&ke in the PDF’s own marks"),
        "take_in_marks",
        "edit",
        (),
        _("Highlights and notes that other programs wrote into the file become passages"),
        "report_writable",
    ),
    Spec("remove", _("Re&move report"), "remove_report", "edit", (), _("Remove from the library"), "report_writable"),
    SEPARATOR._replace(menu="edit"),
    Spec("codebook", _("Code&book…"), "views.show_codebook", "edit", ("Ctrl+B",), _("Judgement areas and crosswalk")),
    Spec("history", _("Histor&y"), "views.show_history", "edit", ("Ctrl+H",), _("What was done, by whom and when")),
    SEPARATOR._replace(menu="edit"),
    Spec(
        "reviewer", _("Reviewer’s &name…"), "ask_reviewer", "edit", (), _("The name that your marks carry"), "writable"
    ),
    Spec("settings", _("Se&ttings…"), "show_settings", "edit", ("Ctrl+,",), _("How much reading one file may cost")),
    Spec(
        "highlight",
        _("&Highlight"),
        "marking.highlight",
        "mark",
        ("H",),
        _("Highlight the selection (H)"),
        "selection",
        "reader",
        _("Highlight"),
    ),
    *(
        Spec(
            f"area_{slot}",
            _("Tag with area {slot}").replace("{slot}", str(slot)),
            "marking.tag_slot",
            "mark",
            (str(slot),),
            "",
            "markable",
            "reader",
            argument=slot,
        )
        for slot in range(1, 10)
    ),
    Spec(
        "pick_area",
        _("Tag w&ith an area…"),
        "views.pick_area",
        "mark",
        ("T",),
        _("Find a judgement area by a few letters (T)"),
        "markable",
        "reader",
        _("More…"),
    ),
    Spec(
        "repeat_tag",
        _("Tag &as last time"),
        "marking.repeat_tag",
        "mark",
        ("A",),
        _("Tag with the judgement area that was tagged with last (A)"),
        "repeatable",
        "reader",
    ),
    SEPARATOR._replace(menu="mark"),
    Spec(
        "strength",
        _("&Strength"),
        "marking.set_strength",
        "mark",
        ("S",),
        _("Mark as a strength (S)"),
        "markable",
        "reader",
        _("+ Strength"),
    ),
    Spec(
        "concern",
        _("&Concern"),
        "marking.set_concern",
        "mark",
        ("C",),
        _("Mark as a concern (C)"),
        "markable",
        "reader",
        _("– Concern"),
    ),
    Spec(
        "note",
        _("&Note"),
        "marking.write_note",
        "mark",
        ("N",),
        _("Write a note (N)"),
        "markable",
        "reader",
        _("Note"),
    ),
    Spec(
        "link",
        _("&Link to another year…"),
        "linking.start",
        "mark",
        ("L",),
        _("Link to a passage of another year (L)"),
        "markable",
        "reader",
        _("Link"),
    ),
    Spec(
        "accept",
        _("Link to &this highlight"),
        "linking.accept_seen",
        "mark",
        ("Return", "Enter"),
        _("While linking, take the highlight stepped to with F8"),
        "linking",
        "reader",
    ),
    SEPARATOR._replace(menu="mark"),
    Spec(
        "rectangle",
        _("Draw a &rectangle"),
        "set_rectangles",
        "mark",
        ("R",),
        _("Mark figures and tables: drag a rectangle on a page (R)"),
        "writable",
        "reader",
        checkable=True,
    ),
    *(
        Spec(f"nudge_{end}_{way}", text, f"nudge_{end}_{way}", "mark", (key,), "", "chosen", "reader")
        for end, way, key, text in (
            ("end", "back", "Alt+Shift+Left", _("End a word earlier")),
            ("end", "on", "Alt+Shift+Right", _("End a word later")),
            ("start", "back", "Alt+Shift+Up", _("Begin a word earlier")),
            ("start", "on", "Alt+Shift+Down", _("Begin a word later")),
        )
    ),
    Spec(
        "move",
        _("&Move the highlight here"),
        "marking.move_here",
        "mark",
        ("M",),
        _("Put the highlight chosen last on the selected words (M)"),
        "movable",
        "reader",
    ),
    Spec(
        "delete",
        _("&Delete highlight"),
        "marking.delete",
        "mark",
        ("Del", "Backspace"),
        _("Delete the chosen highlight"),
        "chosen",
        "reader",
    ),
    Spec("escape", _("D&eselect"), "let_go", "mark", ("Esc",), _("Let go of the selection, or cancel a link")),
    SEPARATOR._replace(menu="mark"),
    Spec(
        "highlighter",
        _("Highlight while dra&gging"),
        "set_highlighter",
        "mark",
        ("Ctrl+Shift+H",),
        _("Highlight text as soon as it has been dragged over"),
        "writable",
        checkable=True,
    ),
    Spec("zoom_in", _("Zoom &in"), "zoom_in", "view", ("Ctrl++", "Ctrl+="), "", "pane"),
    Spec("zoom_out", _("Zoom &out"), "zoom_out", "view", ("Ctrl+-",), "", "pane"),
    Spec("actual_size", _("&Actual size"), "actual_size", "view", ("Ctrl+0",), "", "pane"),
    Spec("fit_text", _("Fit the &text’s width"), "fit_text", "view", ("Ctrl+1",), "", "pane"),
    Spec("fit_width", _("Fit the page’s &width"), "fit_width", "view", ("Ctrl+2",), "", "pane"),
    Spec("fit_page", _("Fit the whole &page"), "fit_page", "view", ("Ctrl+3",), "", "pane"),
    SEPARATOR._replace(menu="view"),
    *(
        Spec(f"panes_{count}", text, "set_pane_count", "view", (f"Alt+{count}",), "", "reports", argument=count)
        for count, text in ((1, _("On&e report")), (2, _("Two reports")), (3, _("Three reports")))
    ),
    Spec(
        "ribbons",
        _("Ri&bbons"),
        "show_ribbons",
        "view",
        ("Ctrl+Shift+R",),
        _("Join linked passages of neighbouring reports"),
        checkable=True,
    ),
    SEPARATOR._replace(menu="view"),
    Spec(
        "passages",
        _("Passa&ges"),
        "show_passages",
        "view",
        ("F4",),
        _("All passages in one table, or the reports again (F4)"),
        "reports",
        checkable=True,
    ),
    SEPARATOR._replace(menu="view"),
    Spec("paper", _("Pape&r"), "", "view"),
    Spec("colouring", _("Colours of &marks"), "", "view"),
    SEPARATOR._replace(menu="view"),
    Spec("outline", _("&Contents"), "show_outline", "view", ("F7",), _("Show what the report holds"), checkable=True),
    Spec("inspector", _("In&spector"), "show_inspector", "view", ("F9",), _("Show the inspector"), checkable=True),
    SEPARATOR._replace(menu="view"),
    Spec("appearance", _("Appeara&nce"), "", "view"),
    Spec("go_to", _("&Page or paragraph…"), "go_to", "go", ("Ctrl+G",), _("Such as 12, p 12 or para 13"), "pane"),
    SEPARATOR._replace(menu="go"),
    Spec("back", _("&Back"), "go_back", "go", ("Alt+Left",), _("To the place left last"), "back"),
    Spec("forward", _("&Forward"), "go_forward", "go", ("Alt+Right",), "", "forward"),
    SEPARATOR._replace(menu="go"),
    Spec("next_mark", _("Next &highlight"), "next_mark", "go", ("F8",), "", "pane"),
    Spec("previous_mark", _("P&revious highlight"), "previous_mark", "go", ("Shift+F8",), "", "pane"),
    SEPARATOR._replace(menu="go"),
    Spec(
        "align",
        _("Bring the others to this &judgement area"),
        "align_to_area",
        "go",
        ("Ctrl+J",),
        _("Show the same judgement area in every pane, by the crosswalk of the frameworks"),
        "pane",
    ),
    Spec(
        "follow",
        _("&Keep them there while reading"),
        "set_follow",
        "go",
        ("Ctrl+Shift+J",),
        _("The other panes go with the active one from judgement area to judgement area"),
        checkable=True,
    ),
    SEPARATOR._replace(menu="go"),
    Spec(
        "suggestions",
        _("Su&ggested links"),
        "views.show_suggestions",
        "go",
        ("G",),
        _("To the passages of other years that are suggested for this one (G)"),
        "pane",
        "reader",
    ),
    SEPARATOR._replace(menu="go"),
    Spec("next_part", _("Next par&t"), "next_part", "go", ("F6",), _("Move to the list, a report or the inspector")),
    Spec("keys", _("&Keys…"), "opening.show_keys", "help", ("F1",), _("Every command and its key")),
    Spec(
        "updates",
        _("Check for &updates…"),
        "opening.show_releases",
        "help",
        (),
        _("Open the page with newer versions in the browser; Yearmark itself asks nobody"),
    ),
    Spec("about", _("&About Yearmark"), "opening.about", "help"),
)


def translated(text: str) -> str:
    """A text of the table in the user's language."""
    return QCoreApplication.translate(CONTEXT, text)


def built(window: QWidget, reader: QWidget, handlers: object) -> dict[str, QAction]:
    """The actions of the table by id, connected to their handlers below `handlers`."""
    actions: dict[str, QAction] = {}
    for spec in SPECS:
        if spec.id == "-" or not spec.handler:
            continue
        action = QAction(translated(spec.text), window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(key) for key in spec.shortcuts])
        if spec.tip:
            action.setToolTip(translated(spec.tip))
            action.setStatusTip(translated(spec.tip))
        if spec.short:
            action.setData(translated(spec.short))
        action.setCheckable(spec.checkable)
        handler: Callable[..., Any] = attrgetter(spec.handler)(handlers)
        if spec.checkable:
            action.toggled.connect(handler)
        else:
            act = handler if spec.argument is None else partial(handler, spec.argument)
            action.triggered.connect(lambda _=False, act=act: act())
        if spec.scope == "reader":
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            reader.addAction(action)
        else:
            window.addAction(action)
        actions[spec.id] = action
    return actions

"""The details window: where facts stand, what needs attention, and the jumps to all of it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.library_view.details import DetailsDialog
from desktop.library_view.details_attention import other_warnings, pictures_sentence, places_named
from desktop.library_view.details_parts import LinkButton
from desktop.library_view.details_shown import shortened
from desktop.project import Project
from storage import annotations, reports, rereading
from storage.library import Library
from storage.model import Document, Fact, Finding, Span
from tests.storage import builders

HEAD = "Inspection of <b>Newtown</b>\n"
TEXT = HEAD + builders.TEXT
OUTSIDE = ("Interviews are “good” on page 2, but “poor” on page 3.", "Number 4 is printed twice on page 3.")

Shows = Callable[[Document], DetailsDialog]


def read(**changes: Any) -> Document:
    """A document whose authority stands in its first line; `changes` are fields of its reading."""
    made = builders.document("places", "Newtown", "2021-03-05", TEXT)
    reading = made.reading._replace(places={"authority": Span(0, len(HEAD) - 1, 1)})
    return made._replace(reading=reading._replace(**changes))


@pytest.fixture
def shows(qtbot: QtBot, project: Project) -> Shows:
    def make(document: Document) -> DetailsDialog:
        dialog = DetailsDialog(project, project.write("Add", reports.add, document))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def said(dialog: DetailsDialog) -> list[str]:
    return [label.text() for label in dialog.facts.attention.findChildren(QLabel) if label.isVisible()]


def buttons(dialog: DetailsDialog) -> Sequence[QAbstractButton]:
    return [each for each in dialog.facts.attention.buttons if isinstance(each, QAbstractButton)]


def test_the_place_of_a_fact_is_quoted_and_shown(qtbot: QtBot, shows: Shows) -> None:
    dialog = shows(read())
    link = dialog.fields["authority"].source.link
    assert link.text() == "page 1"
    assert link.accessibleName() == "Authority: show where it stands, page 1"
    assert link.toolTip() == '<p style="white-space: pre-wrap">“Inspection of &lt;b&gt;Newtown&lt;/b&gt;”</p>'
    with qtbot.waitSignal(dialog.place_wanted) as wanted:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert wanted.args == [dialog.report, 0, len(HEAD) - 1]
    # A place is not known of the kind, which was read by an earlier reader.
    assert dialog.fields["kind"].source.text() == "page 1"
    assert dialog.fields["kind"].source.link.isHidden()


def test_the_keyboard_comes_from_an_editor_to_its_place_and_shows_it(qtbot: QtBot, shows: Shows) -> None:
    dialog = shows(read())
    link = dialog.fields["authority"].source.link
    at = dialog.fields["authority"].editor.nextInFocusChain()
    while at.focusPolicy() == Qt.FocusPolicy.NoFocus:
        at = at.nextInFocusChain()
    assert at is link
    with qtbot.waitSignal(dialog.place_wanted):
        qtbot.keyClick(link, Qt.Key.Key_Space)
    # Enter is meant for the link, and does not save what was typed elsewhere.
    qtbot.keyClicks(dialog.fields["lead_inspector"].editor, "A. Inspector")
    link.setFocus()
    with qtbot.waitSignal(dialog.place_wanted):
        qtbot.keyClick(link, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_a_place_that_was_the_next_best_is_said_to_be_uncertain(shows: Shows) -> None:
    dialog = shows(read(places={"authority": Span(0, 10, 1, sure=False), "kind": Span(0, 10, 0)}))
    link = dialog.fields["authority"].source.link
    assert link.text() == "page 1, not certain"
    assert link.toolTip().startswith("The usual place said nothing; this was the next best one. Please check it.")
    assert link.toolTip().endswith("“Inspection”")
    assert dialog.fields["kind"].source.link.text() == "in the text"


def test_the_place_of_a_corrected_fact_can_still_be_seen(qtbot: QtBot, shows: Shows) -> None:
    dialog = shows(read())
    editor = dialog.fields["authority"].editor
    qtbot.keyClicks(editor, "x")
    assert dialog.fields["authority"].source.text() == "corrected by you see page 1"
    with qtbot.waitSignal(dialog.place_wanted) as wanted:
        qtbot.mouseClick(dialog.fields["authority"].source.link, Qt.MouseButton.LeftButton)
    assert wanted.args[1:] == [0, len(HEAD) - 1]


def test_a_date_from_the_file_name_has_no_place(shows: Shows) -> None:
    facts = read().reading.facts | {"published": Fact("2021-04-09", "file name")}
    dialog = shows(read(facts=facts))
    assert dialog.fields["published"].source.text() == "from the file name"
    assert dialog.fields["published"].source.link.isHidden()


def test_what_disagrees_is_said_once_with_a_button_for_each_place(qtbot: QtBot, shows: Shows) -> None:
    places = ((Span(40, 60, 2), Span(90, 99, 3)), (Span(5, 9, 3), Span(11, 15, 3)))
    findings = tuple(Finding(sentence, spans) for sentence, spans in zip(OUTSIDE, places, strict=True))
    warnings = (f"“places.pdf”: {OUTSIDE[0]}", "Page 4 is <i>empty</i>.", f"“places.pdf”: {OUTSIDE[1]}")
    dialog = shows(read(findings=findings, warnings=warnings))
    assert said(dialog) == [*OUTSIDE, "Page 4 is <i>empty</i>."]
    assert {label.textFormat() for label in dialog.facts.attention.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    links = buttons(dialog)
    assert [each.text() for each in links] == [
        "Show page 2",
        "Show page 3",
        "Show page 3 (1 of 2)",
        "Show page 3 (2 of 2)",
    ]
    assert len({each.accessibleName() for each in links}) == len(links)
    asked: list[tuple[int, int, int]] = []
    dialog.place_wanted.connect(lambda *place: asked.append(place))
    for link in links:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert asked == [(dialog.report, span.start, span.end) for spans in places for span in spans]


def test_passages_that_were_lost_are_listed_until_they_have_a_place_again(
    qtbot: QtBot, shows: Shows, project: Project, library: Library
) -> None:
    dialog = shows(read())
    assert said(dialog) == []
    long = TEXT[TEXT.index("2. Return") : TEXT.index("leaders know")]
    lost = [builders.highlighted(library, dialog.report, quote) for quote in ("<b>Newtown</b>", long)]
    kept = builders.highlighted(library, dialog.report, "settle well")
    shorter = read(text="1. Children who return from care settle well.")
    project.write("Read again", rereading.take, dialog.report, shorter)
    assert project.ask(annotations.one, kept).lost is False
    head, hint, first, second = said(dialog)
    assert head == "2 marked passages were not found when this report was read again."
    assert hint.startswith("Choose one, select its words in the report")
    assert (first, second) == ("“<b>Newtown</b>”", f"“{shortened(long, 170)}”")
    choose = buttons(dialog)
    assert all(isinstance(each, QPushButton) and each.text() == "Choose" for each in choose)
    with qtbot.waitSignal(dialog.annotation_wanted) as wanted:
        qtbot.mouseClick(choose[1], Qt.MouseButton.LeftButton)
    assert wanted.args == [lost[1]]
    passage = library.ask(builders.quoted, dialog.report, "return from care")
    project.do("Move", annotations.move, lost[0], passage)
    assert said(dialog)[0] == "1 marked passage was not found when this report was read again."
    project.do("Delete", annotations.delete, lost[1])
    assert not dialog.facts.attention.isVisible()


ALL = "All 3 pages are pictures without text: nothing there can be searched or quoted."


@pytest.mark.parametrize(
    ("pages", "of", "which"),
    [
        ((), 3, ""),
        ((1,), 1, "The only page is a picture"),
        ((2,), 3, "Page 2 is a picture"),
        ((1, 3), 3, "Pages 1 and 3 are pictures"),
        ((1, 3, 4), 5, "Pages 1, 3 and 4 are pictures"),
        (tuple(range(1, 10)), 12, "9 of 12 pages are pictures"),
        ((1, 2, 3), 3, "All 3 pages are pictures"),
    ],
)
def test_pages_that_are_pictures_are_named(pages: tuple[int, ...], of: int, which: str) -> None:
    assert pictures_sentence(pages, of).partition(" without text")[0] == which


def test_pages_without_text_can_be_given_one(qtbot: QtBot, shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.reading.recognise.tessdata", lambda: "here")
    warnings = ("“a.pdf” has no text layer: its pages are pictures, so nothing in it can be searched.", "Odd.")
    dialog = shows(read(pictures=(1, 2, 3), warnings=warnings))
    assert said(dialog) == [ALL, "Odd."]
    (button,) = buttons(dialog)
    assert button.text() == "Recognise the text"
    with qtbot.waitSignal(dialog.recognise_wanted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_where_tesseract_is_missing_that_is_said(shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.reading.recognise.tessdata", lambda: None)
    dialog = shows(read(pictures=(1, 2, 3)))
    assert said(dialog)[0] == ALL
    assert "Tesseract, which is not installed" in said(dialog)[1]
    assert not buttons(dialog)[0].isEnabled()


def test_what_a_file_carries_and_how_its_text_came_is_said(shows: Shows) -> None:
    dialog = shows(read(carried={"scripts": 1, "files": 2}, recognised=True))
    file = dialog.facts.file
    assert file.carried.text().startswith("The file carries a script and 2 embedded files.")
    assert file.recognised.isVisible()
    assert re.fullmatch(r"\d+ \w+ 20\d\d, \d\d:\d\d, by version \w+ of the reader", file.read.text())


def test_a_harmless_file_has_nothing_to_be_said_of_it(shows: Shows) -> None:
    dialog = shows(read())
    file = dialog.facts.file
    assert not file.carried.isVisible()
    assert not file.recognised.isVisible()


def test_sources_go_below_the_editors_in_a_narrow_window(qtbot: QtBot, shows: Shows) -> None:
    dialog = shows(read())
    field = dialog.fields["authority"]

    def is_below() -> bool:
        return field.source.y() >= field.editor.geometry().bottom()

    qtbot.waitUntil(lambda: not is_below())
    dialog.resize(dialog.minimumSize())
    qtbot.waitUntil(lambda: is_below() and dialog.facts.horizontalScrollBar().maximum() == 0)
    dialog.resize(900, 600)
    qtbot.waitUntil(lambda: not is_below())


def test_other_editions_do_not_make_a_narrow_window_scroll_sideways(
    qtbot: QtBot, shows: Shows, project: Project
) -> None:
    name = "a rather long name of a file that somebody gave it in an archive, final version (2).pdf"
    other = builders.document("other edition", "Newtown", "2021-03-05", published="2021-09-30")
    project.write("Add", reports.add, other._replace(file_name=name))
    dialog = shows(read())
    dialog.resize(dialog.minimumSize())
    (link,) = dialog.facts.file.editions.links
    qtbot.waitUntil(lambda: dialog.facts.viewport().width() < 520)
    assert link.isVisible()
    qtbot.waitUntil(lambda: dialog.facts.horizontalScrollBar().maximum() == 0)


def test_a_link_shows_an_ampersand_as_it_is(qtbot: QtBot) -> None:
    link = LinkButton("Health & care")
    qtbot.addWidget(link)
    assert link.shortcut().isEmpty()
    assert link.sizeHint().width() < LinkButton("Health & care").fontMetrics().horizontalAdvance("Health & care") + 12


def test_places_on_no_page_and_on_the_same_page_have_names_of_their_own() -> None:
    assert places_named([Span(0, 1, 0), Span(3, 4, 7), Span(5, 6, 0)]) == [
        "Show the place (1 of 2)",
        "Show page 7",
        "Show the place (2 of 2)",
    ]


def test_only_sentences_of_findings_are_taken_from_the_warnings() -> None:
    finding = Finding("It ends before it begins.", ())
    assert other_warnings(("“a.pdf”: It ends before it begins.", "No text."), [finding]) == ("No text.",)
    assert other_warnings(("No text.",), []) == ("No text.",)


def test_a_long_quotation_is_cut_after_a_word() -> None:
    assert shortened("one  two\nthree", 7) == "one two…"
    assert shortened("one two", 7) == "one two"
    assert shortened("onetwothree", 6) == "onetwo…"

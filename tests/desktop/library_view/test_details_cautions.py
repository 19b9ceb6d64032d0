"""The details window: dates and a year that cannot all be true."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.library_view.details import DetailsDialog
from desktop.library_view.details_cautions import cautions
from desktop.project import Project
from storage import reports

BACKWARDS = "The inspection is said to end (25 May 2017) before it begins (2 December 2026)."


BACKWARD = {"inspection_end": "The inspection is said to end (2 May 2017) before it begins (25 May 2017)."}


def facts(start: str = "", end: str = "", published: str = "", year: str = "") -> dict[str, str]:
    return {"inspection_start": start, "inspection_end": end, "published": published, "year": year}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (facts("2017-05-02", "2017-05-25", "2017-07-13", "2017"), {}),
        (facts("2017-05-25", "2017-05-25", "2017-05-25", "2018"), {}),
        (facts(), {}),
        (facts(year="1999"), {}),
        (facts("2017-05-25", "2017-05-02", "2017-05-10", "2017"), BACKWARD),
        (
            facts("2026-12-02", "2024-12-06"),
            {"inspection_end": "The inspection is said to end (6 December 2024) before it begins (2 December 2026)."},
        ),
        (
            facts("2017-05-02", "2017-05-25", "2017-05-01"),
            {"published": "The report is said to be published (1 May 2017) before the inspection ends (25 May 2017)."},
        ),
        (
            facts("2017-05-02", "", "2017-05-01"),
            {"published": "The report is said to be published (1 May 2017) before the inspection begins (2 May 2017)."},
        ),
        (
            facts("", "2017-05-25", "2017-07-13", "2019"),
            {"year": "The year is said to be 2019, but the inspection to end on 25 May 2017."},
        ),
        (
            facts("", "", "2017-07-13", "2015"),
            {"year": "The year is said to be 2015, but the report to be published on 13 July 2017."},
        ),
    ],
)
def test_what_cannot_be_true_is_told(given: dict[str, str], said: dict[str, str]) -> None:
    assert {names[0]: sentence for names, sentence in cautions(given)} == said


@pytest.fixture
def dialog(qtbot: QtBot, project: Project) -> DetailsDialog:
    return opened(qtbot, project)


def opened(qtbot: QtBot, project: Project) -> DetailsDialog:
    made = DetailsDialog(project, 2)
    qtbot.addWidget(made)
    made.show()
    return made


def put(dialog: DetailsDialog, name: str, text: str) -> None:
    editor = dialog.fields[name].editor
    assert isinstance(editor, QLineEdit)
    editor.setText(text)


def notices(dialog: DetailsDialog) -> list[str]:
    return [label.text() for label in dialog.facts.attention.findChildren(QLabel)]


def test_a_caution_stands_beside_what_was_typed_and_does_not_refuse(
    qtbot: QtBot, project: Project, dialog: DetailsDialog
) -> None:
    field = dialog.fields["inspection_start"]
    put(dialog, "inspection_start", "2 December")
    assert field.caution.isHidden()
    put(dialog, "inspection_start", "2 December 2026")
    assert field.caution.isVisible()
    assert field.caution.text() == field.editor.accessibleDescription() == BACKWARDS
    assert dialog.fields["inspection_end"].caution.isHidden()
    assert notices(dialog) == []
    dialog.save()
    assert project.ask(reports.one, 2).inspection_start == "2026-12-02"
    assert field.caution.isHidden()  # it is said at the top from now on
    assert notices(dialog) == notices(opened(qtbot, project)) == [BACKWARDS]
    put(dialog, "inspection_start", "2 May 2017")
    dialog.save()
    assert field.caution.isHidden()
    assert not dialog.facts.attention.isVisible()


def test_a_date_that_moves_away_from_a_corrected_year_is_told_beside_the_date(
    project: Project, dialog: DetailsDialog
) -> None:
    project.do("Correct", reports.correct, 2, {"year": "2018"})
    assert notices(dialog) == []
    put(dialog, "inspection_end", "25/05/2012")
    assert dialog.fields["inspection_end"].caution.text().startswith("The year is said to be 2018, but")
    put(dialog, "year", "1999")
    assert dialog.fields["inspection_end"].caution.isHidden()
    assert dialog.fields["year"].caution.isVisible()


def test_what_the_document_prints_itself_is_left_to_its_findings(project: Project, dialog: DetailsDialog) -> None:
    report = project.ask(reports.one, 2)._replace(inspection_start="2026-12-02")
    dialog.facts.attention.show_report(dialog._shown._replace(report=report))
    assert notices(dialog) == []

"""Adding files: good and bad ones of a batch, passwords, duplicates, Cancel."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.library_view.import_results import summary_sentence
from desktop.library_view.importing import Importer, ImportSummary, Limits
from desktop.project import Project
from storage import intake, reports
from tests.desktop.library_view.pdfs import bad_files, pdf
from tests.storage.marked_pdfs import annotated, written

LIMIT = 60_000  # milliseconds; a worker process starts in one or two seconds on a slow machine


@pytest.fixture
def importer(empty_project: Project) -> Any:
    made = Importer(empty_project)
    yield made
    made.close()


def finished(qtbot: QtBot, importer: Importer, begin: Any) -> ImportSummary:
    """The summary of the batch that `begin` starts."""
    with qtbot.waitSignal(importer.finished, timeout=LIMIT) as blocker:
        begin()
    assert not importer.running
    summary = blocker.args[0]
    assert isinstance(summary, ImportSummary)
    return summary


def names(project: Project) -> set[str]:
    return {report.file_name for report in project.ask(reports.listing)}


def originals(project: Project) -> list[str]:
    return sorted(path.name for path in project.originals.iterdir())


def test_the_good_files_of_a_batch_arrive_and_each_bad_one_has_its_sentence(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    good = pdf(folder / "good.pdf", "Inspection of services")
    (folder / "notes.txt").write_text("1. Children settle well.\n", encoding="utf-8")
    bad = bad_files(folder)
    copy = folder / "same again.pdf"
    copy.write_bytes(good.read_bytes())
    pdf(folder / "locked.pdf", "Locked words", password="sesame")
    told: list[tuple[int, int, str]] = []
    importer.progressed.connect(lambda *args: told.append(args))
    summary = finished(qtbot, importer, lambda: importer.start([folder, bad["missing"]]))
    assert names(empty_project) == {"good.pdf", "notes.txt", "locked.pdf"}
    assert [one.file_name for one in empty_project.ask(reports.waiting)] == ["locked.pdf"]
    assert len(summary.added) == 2
    refused = dict(summary.refused)
    assert set(refused) == {"missing.pdf", "empty.pdf", "damaged.pdf", "html.pdf", "same again.pdf"}
    assert all(f"“{name}”" in sentence and sentence.endswith(".") for name, sentence in refused.items())
    assert "already" in refused["same again.pdf"]
    assert "web page" in refused["html.pdf"]
    assert [(one.file_name, one.wrong) for one in summary.locked] == [("locked.pdf", False)]
    assert summary.total == 8
    assert not summary.cancelled
    assert len(originals(empty_project)) == 3
    assert {name for _, _, name in told} == {"good.pdf", "notes.txt", "locked.pdf", "damaged.pdf", ""}
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1] == (8, 8, "")
    assert summary_sentence(summary) == "2 reports were added. 5 files were not. 1 file needs a password."


def test_a_locked_pdf_is_added_with_its_password_and_comes_back_with_a_wrong_one(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    path = pdf(tmp_path / "locked.pdf", "Locked words", password="sesame")
    none = finished(qtbot, importer, lambda: importer.start([path]))
    (locked,) = none.locked
    assert (locked.file_name, locked.wrong, none.added) == ("locked.pdf", False, [])
    wrong = finished(qtbot, importer, lambda: importer.try_password(locked.report, "simsim"))
    assert (wrong.locked, wrong.added) == ([locked._replace(wrong=True)], [])
    right = finished(qtbot, importer, lambda: importer.try_password(locked.report, "sesame"))
    assert (right.locked, right.added) == ([], [locked.report])
    assert empty_project.ask(reports.source, locked.report).password == "sesame"


def test_a_locked_pdf_whose_password_nobody_knows_is_taken_out_again(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    path = pdf(tmp_path / "locked.pdf", "Locked words", password="sesame")
    (locked,) = finished(qtbot, importer, lambda: importer.start([path])).locked
    importer.give_up(locked.report)
    assert names(empty_project) == set()
    assert originals(empty_project) == []


def test_what_is_given_while_a_batch_runs_joins_it(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    one, two = pdf(tmp_path / "one.pdf", "One"), pdf(tmp_path / "two.pdf", "Two")

    def begin() -> None:
        importer.start([one])
        importer.start([two])

    summary = finished(qtbot, importer, begin)
    assert len(summary.added) == 2
    assert summary.total == 2
    assert names(empty_project) == {"one.pdf", "two.pdf"}


def test_cancel_keeps_what_was_added(qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path) -> None:
    files = [pdf(tmp_path / f"{number}.pdf", f"Report {number}") for number in range(30)]

    def on_changed(_: object) -> None:
        if any(report.read for report in empty_project.ask(reports.listing)):
            importer.cancel()

    empty_project.changed.connect(on_changed)
    summary = finished(qtbot, importer, lambda: importer.start(files))
    kept = names(empty_project)
    assert summary.cancelled
    assert 1 <= len(kept) < 30
    assert len(summary.added) == len(kept)
    assert "cancelled" in summary_sentence(summary)
    assert len(originals(empty_project)) >= len(kept)
    empty_project.changed.disconnect(on_changed)
    again = finished(qtbot, importer, lambda: importer.start([files[-1]]))
    assert len(again.added) == 1


def test_what_was_not_read_when_the_window_closed_is_read_the_next_time(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    files = [pdf(tmp_path / f"{number}.pdf", f"Report {number}") for number in range(12)]
    importer.start(files)
    qtbot.waitUntil(lambda: len(names(empty_project)) == 12, timeout=LIMIT)
    importer.close()
    assert not importer.running
    assert len(originals(empty_project)) == len(names(empty_project)) == 12
    waiting = empty_project.ask(reports.waiting)
    assert waiting
    other = Importer(empty_project)
    summary = finished(qtbot, other, other.resume)
    assert len(summary.added) == len(waiting)
    assert empty_project.ask(reports.waiting) == []
    assert all(report.page_count == 1 for report in empty_project.ask(reports.listing))


def test_the_report_that_is_opened_first_is_read_first(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    files = [pdf(tmp_path / f"{number:02}.pdf", f"Report {number}") for number in range(12)]
    order: list[str] = []
    importer.progressed.connect(lambda done, total, name: order.append(name))
    importer.start(files)
    qtbot.waitUntil(lambda: len(names(empty_project)) == 12, timeout=LIMIT)
    wanted = next(one for one in empty_project.ask(reports.waiting) if one.file_name == "11.pdf")
    importer.read_first(wanted.report)
    with qtbot.waitSignal(importer.finished, timeout=LIMIT):
        pass
    order = [name for name in dict.fromkeys(order) if name]
    assert order.index("11.pdf") < 6
    assert len(order) == 12


def test_a_report_removed_while_it_waits_is_not_read(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    files = [pdf(tmp_path / f"{number:02}.pdf", f"Report {number}") for number in range(8)]
    importer.start(files)
    qtbot.waitUntil(lambda: len(names(empty_project)) == 8, timeout=LIMIT)
    importer.give_up(next(one.report for one in empty_project.ask(reports.waiting) if one.file_name == "07.pdf"))
    with qtbot.waitSignal(importer.finished, timeout=LIMIT):
        pass
    assert names(empty_project) == {f"{number:02}.pdf" for number in range(7)}
    assert len(originals(empty_project)) == 7


def test_a_file_that_takes_too_long_is_taken_out_with_the_reason_and_the_next_arrives(
    qtbot: QtBot, empty_project: Project, tmp_path: Path
) -> None:
    importer = Importer(empty_project, limits=lambda: Limits(seconds=0.001))
    summary = finished(qtbot, importer, lambda: importer.start([pdf(tmp_path / "one.pdf", "One")]))
    assert summary.refused == [
        ("one.pdf", "“one.pdf” was not added: it took longer than 0 seconds. The library is as it was.")
    ]
    assert names(empty_project) == set()
    assert originals(empty_project) == []


def test_reading_again_keeps_what_is_there_when_it_fails(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    summary = finished(qtbot, importer, lambda: importer.start([pdf(tmp_path / "one.pdf", "Some words")]))
    (report,) = summary.added
    again = finished(qtbot, importer, lambda: importer.read_again([report]))
    assert [(one, reread.again) for one, reread in again.reread] == [(report, True)]
    assert summary_sentence(again) == "“one.pdf” was read again."
    (empty_project.originals / originals(empty_project)[0]).unlink()
    gone = finished(qtbot, importer, lambda: importer.read_again([report]))
    assert "all that was read before is kept" in gone.refused[0][1]
    assert "its copy has gone" in gone.refused[0][1]
    assert "Some words" in empty_project.ask(reports.text, report).text


def test_nothing_to_add_and_a_report_already_here(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    (tmp_path / "nothing").mkdir()
    summary = finished(qtbot, importer, lambda: importer.start([tmp_path / "nothing"]))
    assert summary == ImportSummary()
    assert summary_sentence(summary).startswith("Nothing was found to add.")
    one = pdf(tmp_path / "one.pdf", "One")
    finished(qtbot, importer, lambda: importer.start([one]))
    again = finished(qtbot, importer, lambda: importer.start([one]))
    assert again.added == []
    assert "in the library already" in again.refused[0][1]


def test_a_library_that_refuses_writing_refuses_every_file(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.errors import LibraryReadOnly

    def full(*_: object) -> None:
        raise LibraryReadOnly("The disk is full. Everything before it is saved.")

    monkeypatch.setattr(empty_project, "write", full)
    summary = finished(qtbot, importer, lambda: importer.start([pdf(tmp_path / "one.pdf", "One")]))
    assert summary.refused == [("one.pdf", "The disk is full. Everything before it is saved.")]


def test_a_library_open_for_reading_takes_nothing_in(qtbot: QtBot, empty_project: Project, tmp_path: Path) -> None:
    from storage.library import opened

    with opened(empty_project.folder, write=False) as library:
        importer = Importer(Project(library, "A. Reviewer"))
        summary = finished(qtbot, importer, lambda: importer.start([pdf(tmp_path / "one.pdf", "One")]))
    assert summary.added == []
    assert "reading only" in summary.refused[0][1]
    assert originals(empty_project) == []


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        (ImportSummary(added=[1], total=1), "1 report was added."),
        (
            ImportSummary(added=list(range(12)), refused=[("a", "b")] * 2, total=14),
            "12 reports were added. 2 files were not.",
        ),
        (ImportSummary(added=[1], refused=[("a", "b")], total=2), "1 report was added. 1 file was not."),
        (ImportSummary(refused=[("a", "b")], total=1), "No report was added. 1 file was refused."),
        (ImportSummary(locked=[Path("a")], total=1), "1 file needs a password."),
        (
            ImportSummary(added=[1, 2], cancelled=True, total=5),
            "2 reports were added. Adding was cancelled before 3 files were read.",
        ),
        (ImportSummary(added=[1] * 1200, total=1200), "1,200 reports were added."),
        (ImportSummary(cancelled=True), "Adding was cancelled. Nothing was added."),
    ],
)
def test_the_summary_in_words(summary: ImportSummary, sentence: str) -> None:
    assert summary_sentence(summary) == sentence


def test_a_copy_is_told_with_the_marks_it_carries_and_leaves_nothing(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    plain = written(tmp_path / "plain.pdf")
    (first,) = finished(qtbot, importer, lambda: importer.start([plain])).added
    copy = annotated(plain, tmp_path / "copy.pdf")
    summary = finished(qtbot, importer, lambda: importer.start([copy]))
    assert [(one.file_name, one.report) for one in summary.copies] == [("copy.pdf", first)]
    assert [(report, len(offer.marks)) for report, offer in summary.offers] == [(first, 3)]
    assert (summary.added, summary.refused, summary.total) == ([], [], 1)
    assert names(empty_project) == {"plain.pdf"}
    assert len(originals(empty_project)) == 1


def test_a_copy_that_waited_when_the_window_was_closed_is_recognised_at_the_next_start(
    qtbot: QtBot, empty_project: Project, tmp_path: Path
) -> None:
    plain = written(tmp_path / "plain.pdf")
    copy = annotated(plain, tmp_path / "copy.pdf")
    found = [intake.registered(path, empty_project.originals, {}) for path in (plain, copy)]
    empty_project.write("Add reports", reports.register_each, found)  # all that was done before the window closed
    assert len(empty_project.ask(reports.waiting)) == 2
    assert len(originals(empty_project)) == 2
    importer = Importer(empty_project)
    summary = finished(qtbot, importer, importer.resume)
    assert (len(summary.added), len(summary.copies)) == (1, 1)
    assert len(originals(empty_project)) == 1
    assert empty_project.ask(reports.waiting) == []
    importer.close()


def test_a_copy_that_is_cancelled_while_it_is_read_leaves_the_first(
    qtbot: QtBot, importer: Importer, empty_project: Project, tmp_path: Path
) -> None:
    plain = written(tmp_path / "plain.pdf")
    finished(qtbot, importer, lambda: importer.start([plain]))
    copy = annotated(plain, tmp_path / "copy.pdf")
    empty_project.changed.connect(lambda _: importer.cancel())
    summary = finished(qtbot, importer, lambda: importer.start([copy]))
    assert summary.cancelled
    assert names(empty_project) == {"plain.pdf"}
    assert len(originals(empty_project)) == 1
    assert copy.exists()

import sys
from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from desktop import log
from desktop.crash import CrashReporter, crash_box
from storage.errors import LibraryError


def raised(error: BaseException):  # type: ignore[no-untyped-def]
    try:
        raise error
    except BaseException:
        return sys.exc_info()


def test_users_problem_is_a_sentence_and_no_dialog(qtbot):
    reporter = CrashReporter("")
    with qtbot.waitSignal(reporter.refused) as signal, qtbot.assertNotEmitted(reporter.failed):
        reporter.take(*raised(LibraryError("The disk is full.")))
    assert signal.args == ["The disk is full."]


def test_bug_opens_one_dialog_that_says_what_is_saved(qtbot, tmp_path):
    reporter = CrashReporter(str(tmp_path))
    reporter.take(*raised(ZeroDivisionError("x")))
    reporter.take(*raised(ZeroDivisionError("y")))
    qtbot.waitUntil(lambda: reporter._box is not None)
    box = reporter._box
    assert "That is our mistake" in box.text()
    assert "is saved in the library" in box.informativeText()
    assert str(tmp_path) in box.informativeText()
    assert "ZeroDivisionError: x" in box.detailedText()
    box.close()
    qtbot.waitUntil(lambda: reporter._box is None)


def test_dialog_shows_markup_as_text(qtbot):
    box = crash_box("<img src='x'>", "<b>log</b>", None)
    qtbot.addWidget(box)
    assert isinstance(box, QMessageBox)
    assert box.textFormat().name == "PlainText"


def test_log_has_the_place_of_a_fault_and_no_words_of_a_report(qtbot, tmp_path: Path):
    import logging

    path = log.start(tmp_path / "logs")
    assert path is not None
    try:
        reporter = CrashReporter(str(path))
        reporter.failed.disconnect()
        reporter.take(*raised(ValueError("A child's name")))
    finally:
        for handler in list(logging.getLogger().handlers):
            if getattr(handler, "baseFilename", "") == str(path):
                logging.getLogger().removeHandler(handler)
                handler.close()
    text = path.read_text(encoding="utf-8")
    assert "uncaught ValueError" in text
    assert "test_crash.py" in text
    assert "child" not in text


def test_log_that_cannot_be_written_is_done_without(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert log.start(blocked / "logs") is None

"""Long questions: answered in a thread, the newest only."""

import time

from desktop.asking import Asker
from desktop.project import Project
from storage import reports
from storage.errors import LibraryError


def slow(db: object) -> str:
    time.sleep(0.3)
    return "slow"


def endless(db) -> int:
    sql = "with recursive n(i) as (values (1) union all select i + 1 from n) select count(*) from n"
    return int(db.execute(sql).fetchone()[0])


def test_only_the_newest_question_is_answered(qtbot, project: Project):
    asker = Asker(project.folder)
    answers: list[object] = []
    asker.answered.connect(answers.append)
    asker.ask(slow)
    asker.ask(endless)
    qtbot.wait(50)
    with qtbot.waitSignal(asker.answered, timeout=5000):
        asker.ask(lambda db: len(reports.listing(db)))
    assert answers == [5]
    asker.close()


def test_what_is_forgotten_is_not_answered(qtbot, project: Project):
    asker = Asker(project.folder)
    answers: list[object] = []
    asker.answered.connect(answers.append)
    asker.ask(slow)
    asker.forget()
    qtbot.wait(500)
    assert answers == []
    asker.close()


def test_a_fault_is_told(qtbot, project: Project):
    asker = Asker(project.folder)
    with qtbot.waitSignal(asker.failed, timeout=5000) as failed:
        asker.ask(lambda db: 1 / 0)
    assert "ZeroDivisionError" in failed.args[0]
    asker.close()


def test_a_question_learns_that_it_is_wanted_no_more_and_a_refusal_of_the_newest_is_told(qtbot, project: Project):
    asker = Asker(project.folder)
    refusals: list[str] = []
    asker.refused.connect(refusals.append)
    seen: list[bool] = []

    def waiting(db: object, unwanted) -> None:  # type: ignore[no-untyped-def]
        while not unwanted():
            time.sleep(0.01)
        seen.append(True)
        raise LibraryError("nobody hears this")

    def refusing(db: object) -> None:
        raise LibraryError("It cannot be read.")

    asker.ask(waiting, asker.unwanted())
    qtbot.wait(50)
    with qtbot.waitSignal(asker.refused, timeout=5000):
        asker.ask(refusing)
    assert seen == [True]
    assert refusals == ["It cannot be read."]
    asker.close()


def test_a_fault_of_any_kind_does_not_end_the_thread(qtbot, project: Project):
    asker = Asker(project.folder)

    def faulty(db: object) -> None:
        raise RuntimeError("ours")

    with qtbot.waitSignal(asker.failed, timeout=5000):
        asker.ask(faulty)
    with qtbot.waitSignal(asker.answered, timeout=5000):
        asker.ask(lambda db: len(reports.listing(db)))
    asker.close()

"""Long questions: answered in a thread, the newest only."""

import time

from desktop.asking import Asker
from desktop.project import Project
from storage import reports


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

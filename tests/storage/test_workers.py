"""A worker: answers, refusals, bugs, and every way a job can be stopped; the next job always works."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from storage.errors import LibraryError, PasswordNeeded, WorkStopped
from storage.workers import JobFailed, Worker
from tests.conftest import ROOT, bounds_memory
from tests.storage import jobs


@pytest.fixture(scope="module")
def shared() -> Iterator[Worker]:
    worker = Worker(memory=256 << 20)
    yield worker
    worker.stop()


@pytest.fixture
def worker(shared: Worker) -> Iterator[Worker]:
    yield shared
    assert shared.run(jobs.sums, 1, 2) == 3  # whatever happened, the next job works


def test_a_job_answers_and_its_process_is_kept(worker: Worker):
    assert worker.run(jobs.sums, 1, 2, 3) == 6
    assert worker.run(jobs.process) == worker.run(jobs.process) != os.getpid()


def test_the_users_problem_crosses_as_it_was_raised(worker: Worker):
    before = worker.run(jobs.process)
    with pytest.raises(PasswordNeeded, match="Type the password"):
        worker.run(jobs.refuses, "Type the password")
    assert worker.run(jobs.process) == before


def test_a_bug_is_another_exception_with_the_traceback(worker: Worker):
    with pytest.raises(JobFailed, match=r"(?s)def fails|in fails.*a bug of ours") as caught:
        worker.run(jobs.fails)
    assert not isinstance(caught.value, LibraryError)


@pytest.mark.parametrize("job", [jobs.answers_what_cannot_be_sent, jobs.raises_what_cannot_be_sent])
def test_an_answer_that_cannot_be_sent_is_a_bug(worker: Worker, job):
    with pytest.raises(JobFailed):
        worker.run(job)


def test_an_argument_that_cannot_be_sent_is_a_bug(worker: Worker):
    with pytest.raises((AttributeError, TypeError, __import__("pickle").PicklingError)):
        worker.run(jobs.sums, lambda: None)


@pytest.mark.parametrize(("job", "arguments"), [(jobs.sleeps, (60,)), (jobs.spins, ())])
def test_a_job_past_its_limit_is_killed(worker: Worker, job, arguments):
    before = worker.run(jobs.process)
    start = time.monotonic()
    with pytest.raises(WorkStopped, match="took longer than 1 second"):
        worker.run(job, *arguments, limit=1.0)
    assert 0.9 < time.monotonic() - start < 10
    assert worker.run(jobs.process) != before


def test_a_job_that_tells_is_given_time(worker: Worker):
    told: list[int] = []
    assert worker.run(jobs.tells, 5, 0.4, limit=1.0, progress=told.append) == "told"
    assert told == [0, 1, 2, 3, 4]


def test_telling_without_a_listener(worker: Worker):
    assert worker.run(jobs.tells, 1000) == "told"


def test_cancelling(worker: Worker):
    start = time.monotonic()
    with pytest.raises(WorkStopped, match="cancelled"):
        worker.run(jobs.sleeps, 60, cancelled=lambda: time.monotonic() > start + 0.5)
    assert time.monotonic() - start < 5


def test_cancelling_a_job_that_tells_without_end(worker: Worker):
    start = time.monotonic()
    with pytest.raises(WorkStopped, match="cancelled"):
        worker.run(jobs.tells, 2000, 0.02, cancelled=lambda: time.monotonic() > start + 0.5)
    assert time.monotonic() - start < 5


@pytest.mark.skipif(not bounds_memory(), reason="the system keeps no limit of memory")
def test_a_job_that_wants_all_memory(worker: Worker):
    with pytest.raises(WorkStopped, match="memory"):
        worker.run(jobs.devours)


@pytest.mark.skipif(sys.platform not in ("linux", "win32"), reason="the system does not say how much is used")
def test_what_a_job_kept_is_not_held_against_the_next(worker: Worker):
    first = worker.run(jobs.keeps, 200 << 20)
    assert worker.run(jobs.keeps, 200 << 20) != first
    worker.run(jobs.sums)
    small = worker.run(jobs.keeps, 1 << 20)
    assert worker.run(jobs.keeps, 1 << 20) == small


def test_a_process_that_dies(worker: Worker):
    with pytest.raises(WorkStopped):
        worker.run(jobs.dies)


def test_a_process_that_died_while_it_had_nothing_to_do(worker: Worker):
    number = worker.run(jobs.process)
    os.kill(number, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    end = time.monotonic() + 10
    while worker._process.is_alive() and time.monotonic() < end:
        time.sleep(0.01)
    assert worker.run(jobs.process) != number


def test_a_listener_that_raises_leaves_no_old_answer(worker: Worker):
    def stops(value: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worker.run(jobs.tells, 3, progress=stops)
    assert worker.run(jobs.sums, 20, 3) == 23


def test_a_stopped_worker_starts_again(worker: Worker):
    worker.stop()
    worker.stop()
    assert worker.run(jobs.sums, 4) == 4


def test_a_worker_loads_nothing_that_its_jobs_do_not_need(worker: Worker):
    assert not {"PySide6", "pymupdf", "sqlite_utils"} & set(worker.run(jobs.modules))


PROGRAM = """
import sys
from storage.workers import Worker
from tests.storage import jobs

if __name__ == "__main__":
    worker = Worker(background=True)
    print(worker.run(jobs.prints))
    try:
        worker.run(jobs.tells, 100, 0.1, progress=lambda value: print("tick", flush=True))
    except KeyboardInterrupt:
        print("interrupted")
"""


def test_what_a_job_prints_is_not_seen_and_ctrl_c_says_nothing(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    pipe = subprocess.PIPE
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    flags = {"start_new_session": True} if os.name != "nt" else {}
    with subprocess.Popen(
        [sys.executable, str(program)], cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True, **flags
    ) as running:
        assert running.stdout is not None
        lines = [running.stdout.readline(), running.stdout.readline()]
        assert lines == ["printed\n", "tick\n"]
        if os.name == "nt":
            running.kill()
            return
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to every process of the group
        out, errors = running.communicate(timeout=20)
    assert out.splitlines()[-1] == "interrupted"
    assert errors == ""

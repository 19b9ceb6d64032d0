"""A worker: a process of its own that does PDF work, one job at a time, and may be killed.

PyMuPDF holds the interpreter while it renders and a few real files never return (design, section 3), so
no window and no command does PDF work itself. `concurrent.futures` cannot kill one running job, and
libraries that can (Pebble) poll for work every tenth of a second, which a page waiting to be shown
would feel; hence these lines of our own over `multiprocessing`.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.errors import LibraryError, WorkStopped

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LIMIT = 60.0  # seconds of CPU of a job, unless it asks for another
PATIENCE = 4  # seconds by the clock for each second of CPU: other programs may need the machine
MEMORY = 1 << 30  # bytes of a worker's data beyond what it has at start
STEP = 0.1  # seconds between two looks at whether the job was cancelled

Progress = Callable[[Any], None]


class JobFailed(Exception):
    """Our bug in a job; the text is the worker's traceback."""


class Worker:
    """One process for jobs: started at the first job, and again after it was killed or died.

    A job is a function of a module, called in the process as `job(progress, *args)`; what it passes to
    `progress` arrives at the caller's `progress`.
    """

    def __init__(self, *, memory: int = MEMORY, background: bool = False):
        self._memory = memory
        self._background = background
        self._process: Any = None
        self._connection: Connection | None = None

    def run(
        self,
        job: Callable[..., Any],
        *args: Any,
        limit: float = LIMIT,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Any:
        """Do a job and answer what it answers; blocks the calling thread.

        Raises LibraryError as the job raised it, WorkStopped when it was cancelled, took longer than
        `limit` seconds without a sign of progress, or its process died, and JobFailed for a bug. The seconds
        are those of CPU where the system tells them, and never more than four times as many by the clock.
        """
        connection = self._started()
        try:
            connection.send((job, args))
        except OSError:  # the process died while it had nothing to do
            self.stop()
            connection = self._started()
            connection.send((job, args))
        try:
            kind, value, spent = self._answer(connection, limit, progress, cancelled)
        except BaseException:  # also Ctrl-C: the next job must not find this one's answer
            self.stop()
            raise
        if spent:
            self.stop()
        return _outcome(kind, value)

    def _answer(
        self, connection: "Connection", limit: float, progress: Progress | None, cancelled: Callable[[], bool]
    ) -> tuple[str, Any, bool]:
        """Wait for a job's answer (kind, value, whether the process is spent) and tell its progress.

        The caller ends the process when this raises.
        """
        from multiprocessing.connection import wait

        clock = _Clock(self._process.pid, limit)
        while True:
            left = clock.left()
            if wait([connection], timeout=max(0.0, min(left, STEP))):
                try:
                    kind, value, spent = connection.recv()
                except (EOFError, OSError):
                    raise WorkStopped("it needed more memory than a report may have, or made the reader stop") from None
                if kind != "progress":
                    return kind, value, spent
                clock = _Clock(self._process.pid, limit)
                left = limit
                if progress is not None:
                    progress(value)
            if cancelled():
                raise WorkStopped("it was cancelled")
            if left <= 0:
                raise WorkStopped(f"it took longer than {limit:.0f} seconds")

    def _started(self) -> "Connection":
        if self._process is not None and self._process.is_alive() and self._connection is not None:
            return self._connection
        self.stop()
        import multiprocessing  # loaded with the first job: the start of the window need not wait for it

        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, self._memory, self._background), daemon=True, name="yearmark-worker"
        )
        self._process.start()
        theirs.close()
        self._connection = ours
        return ours

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Clock:
    """The time that a job may still take."""

    def __init__(self, process: int, limit: float):
        self._process, self._limit = process, limit
        self._wall, self._cpu = time.monotonic(), _cpu_used(process)

    def left(self) -> float:
        """The seconds until the job has to be looked at again, 0 or less when its time is over."""
        wall = time.monotonic() - self._wall
        if wall < self._limit:
            return self._limit - wall
        if self._cpu is None or wall >= PATIENCE * self._limit:
            return 0.0
        return self._limit - ((_cpu_used(self._process) or self._cpu + wall) - self._cpu)


def _cpu_used(process: int) -> float | None:
    """The seconds of CPU that a process has used; None where the system does not say."""
    if sys.platform == "win32":
        from storage import windows

        return windows.cpu_used(process)
    if sys.platform != "linux":
        return None
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _outcome(kind: str, value: Any) -> Any:
    if kind == "done":
        return value
    if kind == "refused":
        raise value
    raise JobFailed(value)


def _serve(connection: "Connection", memory: int, background: bool) -> None:
    """The worker's life: take a job, do it, send what came of it; end with the window, or when it is spent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the one that waits decides
    start = _memory_used()
    _limit(start + memory, background)
    while True:
        try:
            job, args = connection.recv()
        except (EOFError, OSError):
            return
        spent = False
        try:
            answer = ("done", job(lambda value: connection.send(("progress", value, False)), *args))
        except LibraryError as error:
            answer = ("refused", error)
        except MemoryError:
            answer = ("refused", WorkStopped("it needs more memory than a report may have"))
            spent = True
        except Exception:  # the process's outermost edge: a bug in a job is told to the window, whatever it is
            answer = ("failed", traceback.format_exc())
        # MuPDF seldom gives memory back; the next file must not be refused for what this one took.
        spent = spent or _memory_used() - start > memory // 2
        try:
            connection.send((*answer, spent))
        except OSError:
            return
        except Exception:  # an answer that cannot be sent is a bug in the job too
            connection.send(("failed", traceback.format_exc(), spent))


def _memory_used() -> int:
    """The bytes of this process's address space; 0 where the system does not say."""
    if sys.platform == "win32":
        from storage import windows

        return windows.memory_used()
    if sys.platform != "linux":
        return 0
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _limit(limit: int, background: bool) -> None:
    """Bound the process's memory, in bytes, where the system can, and let the window go first."""
    if sys.platform == "linux":  # macOS does not keep RLIMIT_AS
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    if sys.platform == "win32":
        from storage import windows

        windows.limit_memory(limit)
        if background:
            windows.let_others_first()
    elif background:
        os.nice(10)
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - what a library prints must not stand in --json

"""The command `yearmark read`: what stands in reports, for scripts, without a library and without a window."""

import json
import os
import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from storage import folders
from storage.errors import LibraryError, WorkStopped
from storage.workers import LIMIT, JobFailed, Worker

FAILED = 1  # exit code: some file could not be read


@click.command(name="read")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, in the order given.")
@click.option(
    "-j", "--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="How many files at a time."
)
@click.option("--limit", default=LIMIT, show_default=True, type=click.FloatRange(0.1), help="Seconds for one file.")
@click.pass_context
def read(ctx: click.Context, paths: tuple[str, ...], as_json: bool, jobs: int, limit: float) -> None:
    """Read reports, PDF or plain text, and say what stands in them; no library is needed or changed.

    A folder stands for the reports in it. A file that cannot be read gives an object with “error”, and the
    exit code is 1 at the end.
    """
    failed = False
    files = _files(paths)
    with _reading(files, min(jobs, max(len(files), 1)), limit) as results:
        for result in results:
            failed = failed or "error" in result
            if as_json:
                click.echo(json.dumps(result))
            else:
                _say(result)
    if failed:
        ctx.exit(FAILED)


def _files(paths: Sequence[str]) -> list[str]:
    """The files to read, as given; a folder gives those in it."""
    from storage.reading.files import report_files

    found: list[str] = []
    for path in paths:
        found += map(str, report_files([path])) if os.path.isdir(path) else [path]
    return found


@contextmanager
def _reading(files: Sequence[str], jobs: int, limit: float) -> Iterator[Iterator[dict[str, Any]]]:
    """Read files in as many processes as `jobs`; the results come in the files' order."""
    stopping = threading.Event()
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    workers = [Worker() for _ in range(jobs)]
    for worker in workers:
        idle.put(worker)

    def one(path: str) -> dict[str, Any]:
        worker = idle.get()
        try:
            return _described(worker, path, limit, stopping)
        finally:
            idle.put(worker)

    # A thread only waits for its process.
    with ThreadPoolExecutor(jobs) as threads:
        waiting: list[Future[dict[str, Any]]] = [threads.submit(one, path) for path in files]
        try:
            yield (future.result() for future in waiting)
        finally:
            stopping.set()
            threads.shutdown(cancel_futures=True)
            for worker in workers:
                worker.stop()


def _described(worker: Worker, path: str, limit: float, stopping: threading.Event) -> dict[str, Any]:
    """The object for one file: what was read, or why not."""
    from storage.reading import worker as jobs

    name = Path(path).name
    try:
        own = str(folders.own_frameworks())
        answer: dict[str, Any] = worker.run(jobs.describe, path, own, limit=limit, cancelled=stopping.is_set)
    except WorkStopped as error:
        return {"path": path, "error": f"“{name}” was not read: {error}."}
    except LibraryError as error:
        return {"path": path, "error": str(error)}
    except JobFailed:
        return {"path": path, "error": f"“{name}” was not read, because Yearmark made a mistake while reading it."}
    return {"path": path, **answer}


def _say(result: dict[str, Any]) -> None:
    """Say one file's result in a line, and its warnings on standard error."""
    if "error" in result:
        click.echo(_printable(result["error"]), err=True)
        return
    facts = [result["kind"], result["authority"] or "unknown authority", result["inspection_end"] or "undated"]
    counts = [f"{len(result['judgements'])} judgements", f"{len(result['improvement_items'])} improvement items"]
    click.echo(_printable(f"{Path(result['path']).name}: {', '.join((*facts, *counts))}"))
    for warning in result["warnings"]:
        click.echo(_printable(warning), err=True)


def _printable(text: str) -> str:
    """Text from a file, without what would steer the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)

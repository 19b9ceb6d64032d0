"""The command `yearmark`: opens the window; its sub-commands do their work without one.

Nothing here loads Qt before the window is asked for, and PyMuPDF is loaded by worker processes only.
"""

import contextlib
import dataclasses
import logging
import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from desktop.printed import complain, counted_noun, facts_of, named, named_facts, print_json, say, table
from desktop.read_command import read
from desktop.suggest_command import suggest
from storage import folders, library, reports, versions
from storage.errors import LibraryError, PasswordNeeded
from storage.library import Library
from storage.model import Document
from storage.workers import JobFailed, Worker

REFUSED = 1  # exit code: something was refused, and a sentence says what
FAULT = 2  # exit code: a fault of Yearmark's
STOPPED = 130  # exit code that shells give a command stopped by Ctrl-C

_FOLDER = click.Path(file_okay=False, path_type=Path)
_PATH = click.Path(path_type=Path)


def main() -> None:
    """Run the command with the arguments of this process, and exit."""
    multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot print a character shows a question mark instead.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    yearmark(prog_name="yearmark")


class _Yearmark(click.Group):
    """The group of commands: opens files named in place of a command, and says every refusal in a line."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take the name of a file that is there for the command that opens it in the window."""
        if self.get_command(ctx, args[0]) is None and os.path.exists(args[0]):
            return "open", open_files, args
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever it raises becomes one line and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except LibraryError as error:
            complain(str(error))
            ctx.exit(REFUSED)
        except KeyboardInterrupt:
            complain("Stopped. Everything that was finished before is kept.")
            ctx.exit(STOPPED)
        except Exception as error:  # the command's outermost edge: no traceback reaches the user
            complain(_fault(error))
            ctx.exit(FAULT)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        version = versions.program_version()
        click.echo(f"yearmark {version}" if version else "yearmark, run from its source folder")
        ctx.exit()


def _library_option(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "The library's folder; without it, the one in your data folder."
    return click.option("--library", "folder", type=_FOLDER, metavar="DIR", help=text)(command)


_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of lines.")


@click.group(
    cls=_Yearmark,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@_library_option
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Say the version.")
@click.pass_context
def yearmark(ctx: click.Context, folder: Path | None) -> None:
    """Follow a council's children's services through its inspection reports.

    Without a command, or with files to add in place of one, the window opens.
    """
    ctx.obj = folder
    if ctx.invoked_subcommand is None:
        ctx.exit(_window(folder, ()))


@click.command(hidden=True)
@click.argument("files", nargs=-1, required=True, type=_PATH)
@click.pass_context
def open_files(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Open the window and add files to its library; bundles are shown in windows of their own."""
    ctx.exit(_window(ctx.obj, files))


def _window(folder: Path | None, files: tuple[Path, ...]) -> int:
    try:
        from desktop.app import run
    except ImportError as error:  # a library of the system that Qt needs is missing
        from desktop import missing

        return missing.told(error)
    return run(folder, files)


yearmark.add_command(read)
yearmark.add_command(suggest)


# --- sample, add -------------------------------------------------------------------------------------


@yearmark.command()
@_library_option
@_json_option
@click.pass_context
def sample(ctx: click.Context, folder: Path | None, as_json: bool) -> None:
    """Make a library that holds the sample, or add the sample to one."""
    from storage.sample import add_sample

    place = _folder(ctx, folder)
    with library.opened_or_created(place) as opened, _worker() as worker:
        before = {report.id for report in opened.ask(reports.listing)}
        add_sample(opened, worker)
        added = [report for report in opened.ask(reports.listing) if report.id not in before]
    if as_json:
        print_json([facts_of(report) for report in added])
    else:
        for report in added:
            say(f"Added {named(report)}")
        say(f"The sample is in the library in “{place}”.")


@yearmark.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=_PATH)
@click.option("--marks", is_flag=True, help="Take in the highlights and notes that stand in the PDFs.")
@_library_option
@_json_option
@click.pass_context
def add(ctx: click.Context, paths: tuple[Path, ...], marks: bool, folder: Path | None, as_json: bool) -> None:
    """Add reports, PDF or plain text, and all reports of folders.

    What cannot be added is refused with a sentence, and the rest is added all the same; a copy of a report that is
    in the library is not added again. The library is made when it is not there.
    """
    results: list[dict[str, Any]] = []
    with library.opened_or_created(_folder(ctx, folder)) as opened, _worker() as worker:
        try:
            for path, error in _files(paths):
                results.append(_refused(path, error) if error else _added(opened, worker, path, marks))
                if not as_json:
                    _say_result(results[-1])
        finally:  # also after Ctrl-C: what was added is told
            if as_json:
                print_json(results)
    if not all(result["ok"] for result in results):
        ctx.exit(REFUSED)


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """The files to add, each once and with "": those named and those in folders named; or a path and its refusal."""
    seen: set[Path] = set()
    for path in paths:
        if sentence := _unusable(path):
            yield path, sentence
            continue
        for file in _within(path):
            if file not in seen:
                seen.add(file)
                yield file, ""


def _unusable(path: Path) -> str:
    """Why nothing can be added from a path, "" where something may be; a missing file is the reader's to refuse."""
    if os.path.isdir(path):
        return "" if _within(path) else f"There are no reports in the folder “{path}”. Nothing of it was added."
    if os.path.exists(path) and not os.path.isfile(path):  # a pipe or a device never ends
        return f"“{path.name}” is not an ordinary file; it was not added."
    return ""


def _within(path: Path) -> list[Path]:
    from storage.reading.files import report_files

    return report_files([path]) if os.path.isdir(path) else [path]


def _added(opened: Library, worker: Worker, path: Path, marks: bool) -> dict[str, Any]:
    """Add one file; answer what came of it as an element of `--json`."""
    from storage import intake, pdf_marks, rereading

    try:
        document: Document = intake.document(worker, path, opened.originals, opened.ask(reports.checksums))
        offer = intake.offer(worker, document, opened.originals)
        added = opened.write("Add reports", rereading.add, document).answer
        is_copy = isinstance(added, rereading.Copied)
        report = added.report if is_copy else added
        if is_copy and added.original:
            (opened.originals / added.original).unlink(missing_ok=True)
        taken = 0
        if marks and offer.marks:
            taken = opened.edit("Take in marks", pdf_marks.take_in_unattended, report, offer).answer.added
    except PasswordNeeded:
        window = "Add it in Yearmark's window, which asks for the password."
        return _refused(path, f"“{path.name}” is protected by a password and was not added. {window}")
    except LibraryError as error:
        return _refused(path, str(error))
    except JobFailed as error:  # one file that our reader cannot cope with must not stop the others
        return _refused(path, f"“{path.name}” was not added. {_fault(error)}")
    facts = facts_of(opened.ask(reports.one, report))
    told = {"copy": is_copy, "marks": len(offer.marks), "marks_taken_in": taken}
    return {"path": str(path), "ok": True, **facts, **told, "warnings": list(document.reading.warnings)}


def _refused(path: Path, error: str) -> dict[str, Any]:
    return {"path": str(path), "ok": False, "error": error}


def _say_result(result: dict[str, Any]) -> None:
    if not result["ok"]:
        complain(result["error"])
        return
    name = Path(result["path"]).name
    if result["copy"]:
        say(f"“{name}” is a copy of {named_facts(result)}, which is here already; it was not added again.")
    else:
        say(f"Added {name}: {named_facts(result)}")
    if result["marks_taken_in"]:
        say(f"Took in {counted_noun(result['marks_taken_in'], 'mark')}.")
    elif result["marks"]:
        carried = counted_noun(result["marks"], "mark")
        say(f"It carries {carried}; add it with --marks to take them in, if they are not here yet.")
    for warning in result["warnings"]:
        complain(warning)


# --- reports, export ---------------------------------------------------------------------------------


@yearmark.command(name="reports")
@_library_option
@_json_option
@click.pass_context
def reports_command(ctx: click.Context, folder: Path | None, as_json: bool) -> None:
    """List the reports of the library."""
    with library.opened(_folder(ctx, folder), write=False) as opened:
        listing = opened.ask(reports.listing)
    if as_json:
        print_json([facts_of(report) for report in listing])
    elif listing:
        for line in table(listing):
            say(line)
    else:
        say("There are no reports in this library yet. Add some with: yearmark add PATH")


@yearmark.command()
@click.argument("out", type=_PATH)
@click.option("--authority", "authorities", multiple=True, metavar="NAME", help="Only this authority; may be repeated.")
@click.option("--overwrite", is_flag=True, help="Replace a file of that name.")
@_library_option
@_json_option
@click.pass_context
def export(
    ctx: click.Context,
    out: Path,
    authorities: tuple[str, ...],
    overwrite: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Write a bundle for a colleague to OUT, such as NAME.yearmark.

    It holds the reports, copies with the marks in them, the marks in open formats, and a page to read it all
    in a browser.
    """
    from storage.exchange.bundle import export_bundle, remove_leftovers
    from storage.exchange.scope import Scope

    place, target = _folder(ctx, folder).absolute(), str(_bundle(out).absolute())
    with _worker() as worker:
        try:
            done = worker.run(export_bundle, str(place), target, Scope(authorities=authorities), overwrite)
        finally:
            worker.stop()  # only then is what it left its own no more
            remove_leftovers(target)
    if as_json:
        print_json([dataclasses.asdict(done)])
        return
    counts = (
        counted_noun(done.reports, "report"),
        counted_noun(done.annotations, "passage"),
        counted_noun(done.links, "link"),
    )
    say(f"Wrote “{done.path}”: {', '.join(counts)}.")
    for warning in done.warnings:
        complain(warning)


def _bundle(out: Path) -> Path:
    """The bundle's file: the name as given, with the ending that bundles have.

    Raises LibraryError for a name that the system does not take.
    """
    from storage.exchange.bundle import EXTENSION

    if not (os.path.isdir(out) or not out.name or out.suffix.lower() in (EXTENSION, ".zip")):
        out = out.with_name(out.name + EXTENSION)
    try:
        out.exists()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise LibraryError(f"“{out}” cannot be written: {why}. Choose another name; nothing was written.") from error
    return out


# --- what all commands share -------------------------------------------------------------------------


def _folder(ctx: click.Context, folder: Path | None) -> Path:
    """The library's folder: named after the command, before it, or the user's own."""
    return folder or ctx.obj or folders.default_library()


@contextlib.contextmanager
def _worker() -> Iterator[Worker]:
    worker = Worker()
    try:
        yield worker
    finally:
        worker.stop()


def _fault(error: Exception) -> str:
    """Log a fault of ours without what a report or a note says; answer the sentence for the user."""
    from logging.handlers import RotatingFileHandler

    from desktop import log

    root = logging.getLogger()
    before = list(root.handlers)
    path: Path | None = folders.log_folder() / log.NAME
    if not any(isinstance(handler, RotatingFileHandler) for handler in before):  # the window has started it
        path = log.start(folders.log_folder())
    logging.getLogger("yearmark").error("command failed: %s\n%s", type(error).__name__, _trace(error))
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    where = f" What happened is in the log: {path}" if path else ""
    return f"Something went wrong inside Yearmark; that is our mistake. What the library held is safe.{where}"


def _trace(error: Exception) -> str:
    """Where an exception came from; its message, which may quote a report, is left out."""
    trace = "".join(traceback.format_tb(error.__traceback__))
    if isinstance(error, JobFailed):
        trace += "\n".join(line for line in str(error).splitlines() if line.startswith("  File "))
    return trace

"""The command `yearmark suggest`: what a later report says of the items of an earlier one, without a library."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.printed import complain, print_json, say
from storage import folders
from storage.errors import LibraryError, WorkStopped
from storage.workers import LIMIT, JobFailed, Worker

if TYPE_CHECKING:
    from storage.model import Reading
    from storage.suggesting.index import ReportIndex
    from storage.suggesting.ranking import Suggestion

FAILED = 1  # exit code: something could not be read or understood
MOST = 10  # suggestions for each item
_LARGEST = 10 << 20  # bytes of a file of items
_SHOWN = 3  # suggestions for each item in the plain listing

_FILE = click.Path(path_type=Path)


@click.command(name="suggest")
@click.option("--earlier", required=True, type=_FILE, metavar="FILE", help="The report with the improvement items.")
@click.option("--later", required=True, type=_FILE, metavar="FILE", help="The report that may answer them.")
@click.option("--items", type=_FILE, metavar="FILE", help="A JSON array of texts, in place of the report’s own items.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of lines.")
@click.option("--limit", default=LIMIT, show_default=True, type=click.FloatRange(0.1), help="Seconds for one file.")
@click.pass_context
def suggest(ctx: click.Context, earlier: Path, later: Path, items: Path | None, as_json: bool, limit: float) -> None:
    """Suggest what a later report says of each improvement item of an earlier one; no library is needed or changed.

    Both are of one authority. Paragraphs come ranked, with the sentence that matters and a score from 0 to 1.
    """
    try:
        texts = _listed(items) if items is not None else None
        results = _results(earlier, later, texts, limit)
    except LibraryError as error:
        complain(str(error))
        ctx.exit(FAILED)
    if as_json:
        print_json(results)
    else:
        _say(results, earlier.name, later.name)


def _listed(path: Path) -> list[str]:
    """The texts of a file of items; raises LibraryError with a sentence when it holds something else."""
    try:
        if path.exists() and not path.is_file():  # a pipe never ends
            raise LibraryError(f"“{path.name}” is not an ordinary file, so no items were read. Nothing was compared.")
        if path.stat().st_size > _LARGEST:
            raise LibraryError(f"“{path.name}” is too large for a list of items. Nothing was compared.")
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise LibraryError(
            f"The items could not be read from “{path.name}” ({error.strerror}). Nothing was compared."
        ) from None
    except (ValueError, RecursionError):  # also letters that are not UTF-8
        raise LibraryError(f"“{path.name}” is not JSON, so no items were read. Nothing was compared.") from None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise LibraryError(
            f"“{path.name}” is not a list of texts. Give a JSON array of strings, one for each item. "
            "Nothing was compared."
        )
    return found


def _results(earlier: Path, later: Path, texts: list[str] | None, limit: float) -> list[dict[str, Any]]:
    """An object for each item; raises LibraryError when a report cannot be read."""
    worker = Worker()
    try:
        first = _read(worker, earlier, limit)
        second = _read(worker, later, limit)
    finally:
        worker.stop()
    if first.text == second.text:
        raise LibraryError(
            f"“{earlier.name}” and “{later.name}” are the same report. Give two reports of different inspections."
        )
    if _authority(first) != _authority(second):
        complain(f"“{earlier.name}” and “{later.name}” are reports on different authorities.")
    from storage.suggesting.ranking import query_of, ranked

    if texts is None:
        texts = [item.text for item in first.improvements if not item.board]
        texts += [item.text for item in first.improvements if item.board]
        if not texts:
            complain(f"No improvement items were found in “{earlier.name}”, so nothing is suggested.")
    index = _index(second)
    return [
        {
            "earlier": str(earlier),
            "later": str(later),
            "item_index": number,
            "item_text": text,
            "suggestions": [_described(one) for one in ranked(query_of(text), index, MOST)],
        }
        for number, text in enumerate(texts, 1)
    ]


def _read(worker: Worker, path: Path, limit: float) -> "Reading":
    from storage.reading import worker as jobs

    own = str(folders.own_frameworks())
    try:
        found: Reading = worker.run(jobs.read_original, str(path), path.name, None, own, limit=limit)
    except WorkStopped as error:
        raise LibraryError(f"“{path.name}” was not read: {error}.") from None
    except JobFailed:
        raise LibraryError(f"“{path.name}” was not read, because Yearmark made a mistake while reading it.") from None
    return found


def _authority(reading: "Reading") -> str:
    return reading.facts["authority"].value.casefold() if "authority" in reading.facts else ""


def _index(reading: "Reading") -> "ReportIndex":
    from storage.documents import Inside
    from storage.suggesting.index import index_of

    inside = Inside(reading.judgements, reading.sections, reading.numbered, reading.improvements, reading.references)
    return index_of(reading.text, reading.paragraphs, inside)


def _described(one: "Suggestion") -> dict[str, Any]:
    """A suggestion as an element of `--json`; the text is without the printed number, as `yearmark read` gives it."""
    text = one.text.removeprefix(one.number).lstrip(". ") if one.number else one.text
    return {"page": one.page, "para": one.number, "text": text, "sentence": one.sentence, "score": one.score}


def _say(results: list[dict[str, Any]], earlier: str, later: str) -> None:
    """Say the first suggestions for each item in lines."""
    from storage.suggesting.ranking import SIMILAR

    say(f"What “{later}” may say of the items of “{earlier}”:")
    for result in results:
        say("")
        say(f"{result['item_index']}. {' '.join(result['item_text'].split())}")
        near = [one for one in result["suggestions"][:_SHOWN] if one["score"] >= SIMILAR]
        for one in near:
            where = f"para {one['para']}, p. {one['page']}" if one["para"] else f"p. {one['page']}"
            say(f"   {one['score']:.2f}  {where}: {' '.join(one['sentence'].split())}")
        if not near:
            say("   Nothing similar was found.")

"""What the command line prints: sentences, tables of reports, JSON."""

import json
import shutil
import sys
from collections.abc import Sequence
from typing import Any

import click

from storage.grades import grade_name
from storage.model import Report

_HEAD = ("Id", "Authority", "Year", "Kind", "Pages", "Passages", "Edition", "Overall", "File")
_SHORTEST = 24  # columns of a terminal that a file's name is given, even where there is less room
_RIGHT = (0, 4, 5)  # the columns of numbers


def table(listing: Sequence[Report]) -> list[str]:
    """The reports as lines of aligned columns, the first the head."""
    rows = [_HEAD, *map(_row, listing)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    if sys.stdout.isatty():  # a table in a file or a pipe may be as wide as it is
        room = shutil.get_terminal_size().columns - sum(widths[:-1]) - 2 * len(widths[:-1])
        widths[-1] = min(widths[-1], max(room, _SHORTEST))
    return [
        "  ".join(
            cell.rjust(width) if column in _RIGHT else _cut(cell, width).ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _cut(text: str, longest: int) -> str:
    """Text of no more letters than that; its beginning and its end stay."""
    if len(text) <= longest:
        return text
    end = (longest - 1) // 2
    return f"{text[: longest - 1 - end]}…{text[len(text) - end :]}"


def _row(report: Report) -> tuple[str, ...]:
    return (
        str(report.id),
        printable(report.authority) or ("Unknown authority" if report.read else "Waiting to be read"),
        str(report.year or "undated") if report.read else "",
        kind_words(report.kind) if report.read else "",
        str(report.page_count),
        str(report.annotations),
        str(report.edition + 1) if report.edition else "",
        printable(grade_name(report.overall)),
        printable(report.file_name),
    )


def facts_of(report: Report) -> dict[str, Any]:
    """A report as an element of `--json`; `year` is null for an undated one, `edition` counts from 0."""
    return {
        "id": report.id,
        "uuid": report.uuid,
        "sha256": report.sha256,
        "file_name": report.file_name,
        "media": report.media,
        "authority": report.authority,
        "year": report.year,
        "kind": report.kind,
        "pages": report.page_count,
        "passages": report.annotations,
        "edition": report.edition,
        "overall": report.overall,
        "inspection_start": report.inspection_start,
        "inspection_end": report.inspection_end,
        "published": report.published,
        "lead_inspector": report.lead_inspector,
        "corrected": sorted(report.corrected),
        "read": bool(report.read),
    }


def named(report: Report) -> str:
    """What a report is called in a sentence, safe for a terminal."""
    return named_facts(facts_of(report))


def named_facts(facts: dict[str, Any]) -> str:
    """A report in a line: "Islington 2017 (SIF), 29 pages"."""
    name = f"{facts['authority'] or 'Unknown authority'} {facts['year'] or 'undated'}"
    return f"{name} ({kind_words(facts['kind'])}), {counted_noun(facts['pages'], 'page')}"


def counted_noun(number: int, noun: str) -> str:
    """A number with its noun: "1 page", "2 pages"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def kind_words(kind: str) -> str:
    """A kind as words: "ILACS 2018"."""
    return kind.replace("_", " ")


def say(line: str) -> None:
    """Print a line."""
    click.echo(printable(line))


def complain(line: str) -> None:
    """Print a line to the error stream."""
    click.echo(printable(line), err=True)


def printable(text: str) -> str:
    """Text from a file, without what would steer the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def print_json(values: Sequence[Any]) -> None:
    """Print one array; letters beyond ASCII are escaped, so that no console can spoil it."""
    click.echo(json.dumps(list(values), indent=2))

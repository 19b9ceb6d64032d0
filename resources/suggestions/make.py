"""Counting what is usual in reports: `python3 -m resources.suggestions.make REPORTS_DIR`.

Reads every report of a folder and writes `words.txt` and `sentences.txt` beside this file. They hold facts on the
words only: in how many paragraphs each stem and concept stands, which go together, and the checksums of sentences that
stand in reports on several authorities. What it writes depends on the reports and the thesaurus alone.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import mul
from pathlib import Path

import click

from storage.documents import Inside
from storage.errors import LibraryError
from storage.model import Reading
from storage.reading.files import report_files
from storage.suggesting import usual
from storage.suggesting.units import IMPRINT, units_of
from storage.suggesting.words import FOLDER, terms
from storage.workers import Worker

LEAST = 8  # paragraphs that a term stands in to be listed
AUTHORITIES = 3  # in whose reports a term or a sentence stands to be listed
ROUNDS = 30  # of the iteration that finds which words go together

Row = list[tuple[int, float]]


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Count the reports of a folder."""
    texts: list[list[str]] = []
    users: dict[str, set[str]] = defaultdict(set)
    standing: dict[int, set[str]] = defaultdict(set)
    for reading in _readings(folder):
        if reading.media != "pdf":  # a text of a report that is there as a PDF too would count twice
            continue
        authority = reading.facts["authority"].value if "authority" in reading.facts else ""
        found = _paragraphs(reading)
        texts += found
        for key in {key for text in found for key in text}:
            users[key].add(authority)
        for checksum in usual.checksums(reading.text):
            standing[checksum].add(authority)
    counts = Counter(key for text in texts for key in set(text))
    names = sorted(key for key, count in counts.items() if count >= LEAST and len(users[key]) >= AUTHORITIES)
    kin = _kin(texts, names, counts)
    lines = [f"{name} {counts[name]} {usual.packed(each)}" for name, each in zip(names, kin, strict=True)]
    (FOLDER / "words.txt").write_text("\n".join((str(len(texts)), *lines, "")), encoding="ascii")
    common = sorted(one for one, authorities in standing.items() if len(authorities) >= AUTHORITIES)
    (FOLDER / "sentences.txt").write_text("".join(f"{one:08x}\n" for one in common), encoding="ascii")
    click.echo(f"{len(texts)} paragraphs, {len(names)} terms, {len(common)} sentences")


def _readings(folder: Path) -> Iterator[Reading]:
    from storage.reading import worker as jobs

    worker = Worker()
    try:
        for path in report_files([folder]):
            try:
                yield worker.run(jobs.read_original, str(path), path.name)
            except LibraryError as error:
                click.echo(str(error), err=True)
    finally:
        worker.stop()


def _paragraphs(reading: Reading) -> list[list[str]]:
    """The terms of each paragraph; those that no text in ASCII names are left out."""
    inside = Inside(reading.judgements, reading.sections, reading.numbered, reading.improvements)
    return [
        [term.key for term in terms(reading.text, unit.start, unit.end) if re.fullmatch(r"[@!-~]+", term.key)]
        for unit in units_of(reading.text, reading.paragraphs, inside)
        if unit.sort != IMPRINT
    ]


# --- which words go together: the first singular vectors of paragraphs by terms -----------------------------------


def _kin(texts: Sequence[Sequence[str]], names: Sequence[str], counts: Counter[str]) -> list[tuple[int, ...]]:
    """`KIN` integers a term, longer the rarer it is; the longest reaches 127."""
    place = {name: number for number, name in enumerate(names)}
    rarity = [math.log(len(texts) / counts[name]) for name in names]
    rows = [row for text in texts if (row := _row(text, place, rarity))]
    basis = [
        [math.sin(1.0 + row * 12.9898 + column * 78.233) for row in range(len(names))] for column in range(usual.KIN)
    ]
    for _ in range(ROUNDS):
        basis = _orthonormal(_through(rows, basis))
    sizes = [math.sqrt(math.sqrt(sum(map(mul, one, one)))) for one in _through(rows, basis)]
    vectors = [
        [size**0.5 * column[row] for size, column in zip(sizes, basis, strict=True)] for row in range(len(names))
    ]
    scaled = [_scaled(vector, weight) for vector, weight in zip(vectors, rarity, strict=True)]
    most = max(abs(number) for vector in scaled for number in vector)
    return [tuple(round(127 * number / most) for number in vector) for vector in scaled]


def _row(text: Sequence[str], place: dict[str, int], rarity: Sequence[float]) -> Row:
    found = Counter(key for key in text if key in place)
    row = [(place[key], (1 + math.log(count)) * rarity[place[key]]) for key, count in found.items()]
    length = math.sqrt(sum(weight * weight for _, weight in row))
    return [(at, weight / length) for at, weight in row] if length else []


def _through(rows: Sequence[Row], basis: list[list[float]]) -> list[list[float]]:
    """The basis, multiplied by the rows and by their transpose."""
    by_term = list(zip(*basis, strict=True))
    answer = [[0.0] * len(basis) for _ in by_term]
    for row in rows:
        parts = [[weight * number for number in by_term[at]] for at, weight in row]
        image = list(map(sum, zip(*parts, strict=True)))
        for at, weight in row:
            answer[at] = [old + weight * number for old, number in zip(answer[at], image, strict=True)]
    return [list(column) for column in zip(*answer, strict=True)]


def _orthonormal(columns: list[list[float]]) -> list[list[float]]:
    found: list[list[float]] = []
    for column in columns:
        whole = math.hypot(*column)
        for one in found:
            share = sum(map(mul, one, column))
            column = [number - share * other for number, other in zip(column, one, strict=True)]
        # What is left of a column that the others make up is rounding, and not the same on every system.
        if math.hypot(*column) < 1e-9 * whole:
            column = [0.0] * len(column)
        found.append(_scaled(column, 1.0))
    return found


def _scaled(vector: list[float], length: float) -> list[float]:
    size = math.sqrt(sum(map(mul, vector, vector))) or 1.0
    return [length * number / size for number in vector]


if __name__ == "__main__":
    main()

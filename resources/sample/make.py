"""Making of the sample reports: `python3 -m resources.sample.make OUT_DIR [--authority NAME] [--reports N]`.

Without `--reports` it sets the four reports of the sample; with it, that many different reports of
invented councils, for benchmarks. What it writes depends on nothing but its arguments.
"""

import random
import re
import tomllib
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import click

from resources.sample import covers
from resources.sample.covers import Content
from resources.sample.setting import Setter, document

TEXTS = ("slac_2012", "sif_2017", "ilacs_2020", "ilacs_2024")
AUTHORITY = "Exampleshire"
BEGINNINGS = (
    "Ashen",
    "Brindle",
    "Candle",
    "Dunno",
    "Elver",
    "Fenni",
    "Gorse",
    "Hesper",
    "Inkle",
    "Jessa",
    "Ketter",
    "Lorn",
    "Marl",
    "Nettle",
    "Ottle",
    "Pipple",
    "Quill",
    "Rushen",
    "Sallow",
    "Thistle",
    "Umber",
    "Vennel",
    "Wether",
    "Yarrow",
)
ENDINGS = ("ford", "mere", "wick", "combe", "stead", "shire")
POINTS = ("", "North ", "East ", "South ", "West ")
COUNCILS = ("County Council", "City Council", "Borough Council")


def content(name: str) -> Content:
    """The content of one of the four reports, by the name of its file in `text`."""
    return tomllib.loads((Path(__file__).parent / "text" / f"{name}.toml").read_text(encoding="utf-8"))


def file_name(report: Content) -> str:
    """The file's name as a council's web page would give it, with the date of publication."""
    return f"children's services inspection - {covers.day(report['published']).lower()}.pdf"


def renamed(report: Content, authority: str, council: str) -> Content:
    """The same report about another authority."""
    changed = {
        key: value.replace(AUTHORITY, authority) if isinstance(value, str) else value for key, value in report.items()
    }
    notes = {mark: note.replace(AUTHORITY, authority) for mark, note in report.get("footnotes", {}).items()}
    return {**changed, "footnotes": notes, "authority": authority, "council": council}


def varied(report: Content, chance: random.Random, years: int, weeks: int) -> Content:
    """The same report moved by years and weeks (its weekdays stay), paragraphs shuffled and some left out."""
    moved = timedelta(days=364 * years + 7 * weeks)
    blocks: list[str] = []
    parted = [list(run) for _, run in groupby(blocks_of(report["body"]), key=lambda b: b.startswith("+ "))]
    for k, run in enumerate(parted):
        followed = k + 1 < len(parted) and parted[k + 1][0].startswith(("- ", "!legend"))
        if run[0].startswith("+ ") and len(run) > 1 and not followed:
            run = chance.sample(run, max(1, round(len(run) * chance.uniform(0.6, 1.0))))
        blocks += run
    body = re.sub(r"\b20[0-3]\d\b", lambda year: str(int(year[0]) + years), "\n\n".join(blocks))
    dates = {key: report[key] + moved for key in ("start", "end", "published")}
    return {**report, **dates, "body": body}


def blocks_of(body: str) -> list[str]:
    """The blocks of the markup, each on one line."""
    begun = re.sub(r"^(?=#|\+|--? |!|\*\*)", "\n\n", body, flags=re.MULTILINE)
    return [" ".join(block.split()) for block in begun.split("\n\n") if block.strip()]


def pdf(report: Content) -> bytes:
    """The report as a PDF, the same bytes every time."""
    blocks = blocks_of(report["body"])
    numbers = _numbers(blocks)
    setter = Setter(covers.STYLES[report["kind"]], covers.furniture(report), report.get("footnotes", {}))
    covers.cover(setter, report)
    if report["kind"] in ("SLAC", "SIF") and not blocks[0].startswith("!contents"):
        setter.new_page()
    count = 0
    for block in blocks:
        if block.startswith("+"):
            count += 1
            text = re.sub(r"\{(\w+)\}", lambda key: str(numbers[key[1]]), re.sub(r"^\+(\[\w+\])? ", "", block))
            setter.numbered(count, text)
        else:
            _set_block(setter, block, report)
    if report["kind"] != "SLAC":
        covers.last_page(setter)
    setter.finish_page()
    setter.fill_contents(lambda page: page - 2 if report["kind"] == "SLAC" else page)
    return document(setter.sheets, setter.style.bullet, _metadata(report))


def _numbers(blocks: list[str]) -> dict[str, int]:
    """The numbers of the paragraphs that have a key."""
    keys = [re.match(r"\+(?:\[(\w+)\])? ", block) for block in blocks if block.startswith("+")]
    return {key[1]: number for number, key in enumerate(keys, 1) if key and key[1]}


def _set_block(setter: Setter, block: str, report: Content) -> None:
    """Set one block of the markup that has no number of its own."""
    sign, _, rest = block.partition(" ")
    if sign in ("#", "##", "###"):
        setter.heading(len(sign), rest)
    elif sign in ("-", "--"):
        setter.bullet(rest, len(sign))
    elif sign == "!page":
        if not setter.at_top:
            setter.new_page()
    elif sign == "!contents":
        setter.new_page()
        setter.contents_page = len(setter.sheets) - 1
        setter.new_page()
    elif sign == "!box":
        heading, _, grade = rest.partition(" | ")
        setter.open_box(heading, grade)
    elif sign == "!endbox":
        setter.close_box()
    elif sign == "!strip":
        setter.strip(rest)
    elif sign == "!legend":
        covers.legend(setter, report)
    elif sign == "!record":
        covers.record(setter, report)
    elif block.startswith("**"):
        setter.bold_line(block.strip("*"))
    else:
        setter.plain(block)


def _metadata(report: Content) -> dict[str, str]:
    """The document's properties; its date is that of publication, so that it does not hang on the clock."""
    stamp = f"D:{report['published']:%Y%m%d}090000Z"
    return {
        "title": f"{report['council']}: an invented inspection report",
        "author": "Yearmark sample",
        "subject": "Invented for Yearmark; no real council",
        "producer": "Yearmark",
        "creator": "Yearmark",
        "creationDate": stamp,
        "modDate": stamp,
    }


def invented_authority(number: int) -> tuple[str, str]:
    """The name of an invented authority and of its council; names come round again after 720."""
    rest, point = divmod(number % 720, len(POINTS))
    ending, beginning = divmod(rest, len(BEGINNINGS))
    name = POINTS[point] + BEGINNINGS[beginning] + ENDINGS[ending]
    return name, f"{name} {COUNCILS[number % len(COUNCILS)]}"


def make_sample(out_dir: Path, authority: str = AUTHORITY) -> list[Path]:
    """Write the sample's four reports into a folder named for the authority; their paths, earliest first."""
    folder = out_dir / authority.lower()
    return [_written(folder, renamed(content(name), authority, f"{authority} County Council")) for name in TEXTS]


def make_reports(out_dir: Path, count: int, authority: str | None = None) -> list[Path]:
    """Write `count` different reports, four to an invented council, a numbered folder to each four.

    With `authority` all are of that one. The same count and authority give the same files.
    """
    texts = [content(name) for name in TEXTS]
    made = []
    for k in range(count):
        four = k // len(TEXTS)
        name, council = (authority, f"{authority} County Council") if authority else invented_authority(four)
        of_four = random.Random(four)
        years, weeks = of_four.randint(-2, 1), of_four.randint(-3, 0)
        report = varied(texts[k % len(TEXTS)], random.Random(f"report {k}"), years, weeks)
        made.append(_written(out_dir / f"{90001 + four}_{name.lower()}", renamed(report, name, council)))
    return made


def _written(folder: Path, report: Content) -> Path:
    """The path of the report's PDF, which is written."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(report)
    path.write_bytes(pdf(report))
    return path


@click.command()
@click.argument("out_dir", type=click.Path(file_okay=False, path_type=Path))
@click.option("--authority", help="The invented authority the reports are about.")
@click.option("--reports", type=click.IntRange(1), help="How many different reports to make, for benchmarks.")
def main(out_dir: Path, authority: str | None, reports: int | None) -> None:
    """Write the sample's reports, or N invented ones, into OUT_DIR."""
    made = make_reports(out_dir, reports, authority) if reports else make_sample(out_dir, authority or AUTHORITY)
    click.echo(f"{len(made)} reports written to {out_dir}")


if __name__ == "__main__":
    main()

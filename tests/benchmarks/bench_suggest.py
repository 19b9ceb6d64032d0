"""Suggested links: the CPU of a question over one authority, and how often the hand-made links are among the first."""

import importlib.util
import json
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from storage import library, reports
from storage.documents import Inside
from storage.library import Library
from storage.reading.report import read_file
from storage.suggesting.index import ReportIndex, index_of
from storage.suggesting.ranking import query_of, ranked
from storage.suggestions import Suggester
from tests.benchmarks.real import reports_library
from tests.benchmarks.row import Row, percentile

SHARED = Path(__file__).parents[3] / "shared"
SERIES = ("80505_islington", "80418_norfolk", "80482_leicester")  # the authorities with the longest series
LIMIT = 20.0  # milliseconds of CPU for a passage over one authority
LEAST = {"recall@5": (0.72, 0.69), "hit@5": (0.93, 0.94), "MRR": (0.77, 0.74)}  # the aim, and what plain bm25 reaches
RUNS = 3


def rows(small: bool = False) -> list[Row]:
    """The CPU of a passage and of the first one of an authority, and what the links made by hand say of the ranking."""
    if not (SHARED / "reports").is_dir():
        return [Row("suggest", note="skipped: ../shared/reports is not here")]
    return _costs(small) + _marks(small)


def _costs(small: bool) -> list[Row]:
    found = [path for folder in SERIES for path in sorted((SHARED / "reports" / folder).glob("*.pdf"))]
    files = tuple(found[:3] if small else found)
    warm, first = [], []
    with library.opened(reports_library("suggest", files, 0, 0), write=False) as opened:
        for authority in {report.authority for report in opened.ask(reports.listing)}:
            suggester = Suggester()
            times = [_asked(opened, authority, suggester) for _ in range(1 + (1 if small else RUNS))]
            first.append(times[0][0])
            warm += [min(each) for each in zip(*times[1:], strict=True)]
    slow = percentile(warm, 0.95)
    said = f"p95 of {len(warm)} items, each over its authority's 2 or 3 other reports"
    return [
        Row("suggest", slow, None, None, LIMIT, "ms CPU", slow <= LIMIT, said),
        Row("suggest first", max(first), unit="ms CPU", note="the first question about an authority makes it ready"),
    ]


def _asked(opened: Library, authority: str, suggester: Suggester) -> list[float]:
    """Milliseconds of CPU of a question for each improvement item of an authority."""
    times = []
    for report in opened.ask(reports.listing):
        if report.authority != authority:
            continue
        for item in opened.ask(reports.inside, report.id).improvements:
            began = time.process_time()
            opened.ask(suggester.suggestions_for, (report.id, item.start, item.end))
            times.append(1000 * (time.process_time() - began))
    return times


def _marks(small: bool) -> list[Row]:
    folder = SHARED / "links"
    if not (folder / "score_links.py").is_file():
        return [Row("suggest ranking", note="skipped: ../shared/links is not here")]
    scorer = _module(folder / "score_links.py")
    links = json.loads((folder / "links_open.json").read_text(encoding="utf-8"))
    links = links[:12] if small else links
    indexes = {name: _index(SHARED / "reports" / name) for name in {link["later"] for link in links}}
    results = [_result(link, indexes[link["later"]]) for link in links]
    marks, _ = scorer.score(results, links)
    said = f"of {marks['all']['items']} items; the limit is the least that is asked, the floor is plain bm25"
    return [
        Row(f"suggest {name}", marks["all"][name], plain, None, least, "share", marks["all"][name] >= least, said)
        for name, (least, plain) in LEAST.items()
    ]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _index(path: Path) -> ReportIndex:
    read = read_file(path)
    inside = Inside(read.judgements, read.sections, read.numbered, read.improvements, read.references)
    return index_of(read.text, read.paragraphs, inside)


def _result(link: dict[str, Any], index: ReportIndex) -> dict[str, Any]:
    found = ranked(query_of(link["item_text"]), index)
    suggestions = [{"page": one.page, "para": one.number, "text": one.text} for one in found]
    return {name: link[name] for name in ("earlier", "later", "item_text")} | {"suggestions": suggestions}

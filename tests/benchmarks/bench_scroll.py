"""Scrolling the longest real report beside another, and both full of marks; the floor blits the same pictures."""

from pathlib import Path

from tests.benchmarks import made
from tests.benchmarks.real import longest, reports_library
from tests.benchmarks.row import Row, percentile

LIMIT = 1.5  # times the blit
GAP = 50.0  # milliseconds of an event-loop gap that a reader would see
SHARE = 99.9  # per cent of the gaps that must be shorter
BARE = 1.0  # per cent of the frames that may show a page that is not drawn
HIGHLIGHTS, LINKS = 2000, 300
FRAMES, FEW = 600, 60
MARKED_LIMIT = 1.5  # times what it is without marks


def rows(small: bool = False) -> list[Row]:
    """Six rows: CPU of a frame, short gaps and frames that were not drawn; plain, and in two reports full of marks."""
    files = longest(2)
    if not files:
        return [Row("scroll", note="skipped: ../shared/reports is not here")]
    frames = FEW if small else FRAMES
    plain = made.ran("scrolled", reports_library("scroll", files, 0, 0), frames, scale=1.5)
    highlights, links = (60, 10) if small else (HIGHLIGHTS, LINKS)
    marked = made.ran("scrolled", reports_library("scroll-marked", files, highlights, links), frames, scale=1.5)
    floor = [percentile(run["blits"], 0.95) for run in (plain, marked)]
    ours = [percentile(run["frames"], 0.95) for run in (plain, marked)]
    what = f"{highlights:,} highlights, {links} links"
    return [
        Row(
            "scroll", ours[0], floor[0], ours[0] / floor[0], LIMIT, "ms CPU", ours[0] <= LIMIT * floor[0], _said(plain)
        ),
        *_smoothness("scroll", plain),
        Row(
            "scroll marked",
            ours[1],
            floor[1],
            ours[1] / floor[1],
            LIMIT * MARKED_LIMIT,
            "ms CPU",
            ours[1] <= LIMIT * MARKED_LIMIT * floor[1],
            f"{what}; {ours[1] / ours[0]:.2f} × without; {_said(marked)}",
        ),
        *_smoothness("scroll marked", marked),
    ]


def _said(run: dict[str, list[float]]) -> str:
    return f"p95 of {len(run['frames']):,} frames, median {percentile(run['frames'], 0.5):.2f} ms"


def _smoothness(name: str, run: dict[str, list[float]]) -> list[Row]:
    gaps = [1000 * gap for gap in run["gaps"]]
    short = 100 * sum(gap < GAP for gap in gaps) / len(gaps)
    bare = 100 * sum(run["bare"]) / len(run["bare"])
    return [
        Row(f"{name} short gaps", short, None, None, SHARE, "% of gaps", short >= SHARE, f"longest {max(gaps):.0f} ms"),
        Row(f"{name} drawn", 100 - bare, None, None, 100 - BARE, "% of frames", bare <= BARE),
    ]


def files_here() -> list[Path]:
    """The real reports that are here."""
    return longest(2)

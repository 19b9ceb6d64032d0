"""The window's event loop while 52 real reports are added, beside a blank window's while another process adds them."""

import shutil
from pathlib import Path

from tests.benchmarks import made
from tests.benchmarks.row import Row, percentile

SHARED = Path(__file__).parents[3] / "shared" / "reports"
LONG = 100.0  # milliseconds of a gap that a user would feel
SHARE = 99.9  # per cent of the gaps that must be shorter


def rows(small: bool = False) -> list[Row]:
    """Four rows: the share of short gaps, the 99.9th percentile and the longest, and the time of the import."""
    files = list(made.pdfs(4)) if small else sorted(SHARED.rglob("*.pdf"))
    if not files:
        return [Row("import", note="skipped: ../shared/reports is not here")]
    for name in ("import", "import-bystander"):
        shutil.rmtree(made.workspace() / name, ignore_errors=True)
    ours = made.ran("imported", made.workspace() / "import", *files)
    floor = made.ran("bystander", made.workspace() / "import-bystander", *files)
    mine, least = ([1000 * gap for gap in run["gaps"]] for run in (ours, floor))
    shares = [100 * sum(gap < LONG for gap in gaps) / len(gaps) for gaps in (mine, least)]
    tails = [percentile(gaps, SHARE / 100) for gaps in (mine, least)]
    counted = f"{len(mine):,} gaps, {sum(gap >= LONG for gap in mine)} of them {LONG:.0f} ms or more"
    became = f"{ours['added']} added, {ours['refused']} refused; {ours['cpu']:.1f} s CPU of the window's process"
    return [
        Row("import short gaps", *shares, None, SHARE, "% of gaps", shares[0] >= SHARE, counted),
        Row("import gap 99.9 %", *tails, None, LONG, "ms", tails[0] < LONG),
        Row("import longest gap", max(mine), max(least), unit="ms"),
        Row("import whole", ours["wall"], floor["wall"], ours["wall"] / floor["wall"], unit="s", note=became),
    ]

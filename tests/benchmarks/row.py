"""What a benchmark answers: rows of figures, and how they are printed."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("name", "ours", "floor", "ratio", "limit", "unit", "ok", "note")


@dataclass(frozen=True)
class Row:
    """One figure of ours beside its floor.

    `ours` and `floor` are in `unit`; `ratio` is ours by floor. `limit` is that of the ratio, or that of ours
    where there is no ratio. `ok` says whether it is kept, and is None for a figure without limit and for one
    that was not taken; `note` then says why.
    """

    name: str
    ours: float | None = None
    floor: float | None = None
    ratio: float | None = None
    limit: float | None = None
    unit: str = ""
    ok: bool | None = None
    note: str = ""


def beside_floor(name: str, ours: Sequence[float], floor: Sequence[float], limit: float, unit: str) -> Row:
    """The medians of both, with a limit for how many times the floor ours may be."""
    mine, least = statistics.median(ours), statistics.median(floor)
    ratio = mine / least
    return Row(name, mine, least, ratio, limit, unit, ratio <= limit, f"{len(ours)} runs each")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least this share of them (0 to 1) does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def table(rows: Sequence[Row]) -> str:
    """The rows as lines of aligned columns, under a line of headings."""
    lines = [HEADINGS, *(tuple(_cell(getattr(row, name)) for name in HEADINGS) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 1 <= place <= 4 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cell(value: str | float | bool | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:.4g}" if isinstance(value, float) else str(value)

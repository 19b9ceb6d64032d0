"""`python -m tests.benchmarks [NAME] [--json]`: run the benchmarks, or the one named, and print their rows.

Whether a limit is kept is printed and does not change the exit code, which is 0 unless a benchmark crashes.
"""

import argparse
import dataclasses
import json
from collections.abc import Sequence

from tests.benchmarks import (
    bench_frozen,
    bench_highlight,
    bench_import,
    bench_key,
    bench_memory,
    bench_open,
    bench_passages,
    bench_reading,
    bench_register,
    bench_scroll,
    bench_search,
    bench_start,
    bench_suggest,
)
from tests.benchmarks.row import table

BENCHMARKS = {
    "start": bench_start.rows,
    "highlight": bench_highlight.rows,
    "import": bench_import.rows,
    "reading": bench_reading.rows,
    "register": bench_register.rows,
    "open": bench_open.rows,
    "scroll": bench_scroll.rows,
    "memory": bench_memory.rows,
    "key": bench_key.rows,
    "suggest": bench_suggest.rows,
    "search": bench_search.rows,
    "passages": bench_passages.rows,
    "frozen": bench_frozen.rows,
}


def main(argv: Sequence[str] | None = None) -> None:
    """Run what the arguments name and print it."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description="What Yearmark costs beside the floor.")
    parser.add_argument("name", nargs="?", choices=BENCHMARKS, help="only this benchmark")
    parser.add_argument("--json", action="store_true", help="print one JSON array instead of a table")
    parser.add_argument("--small", action="store_true", help="small runs that show only that they work")
    arguments = parser.parse_args(argv)
    chosen = [arguments.name] if arguments.name else list(BENCHMARKS)
    found = [row for name in chosen for row in BENCHMARKS[name](arguments.small)]
    print(json.dumps([dataclasses.asdict(row) for row in found], indent=2) if arguments.json else table(found))


if __name__ == "__main__":
    main()

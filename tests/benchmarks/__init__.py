"""Benchmarks: what Yearmark costs beside the floor, the least that the same thing could cost here.

`python3 dev.py bench [NAME] [--json]` runs them. Each `bench_NAME.py` has `rows(small)`, which measures
ours and the floor in one run, turn by turn, and answers medians; `small` is for the test that they work.
"""

"""All figures of README.md beside this file, as its table: ``python tests/benchmarks/figures.py``.

It takes a few minutes on a machine at rest. Nothing fails here, since another machine has another
clock.
"""

from __future__ import annotations

import contextlib
import io
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).resolve().parent)]
sys.path[:0] = [str(Path(__file__).resolve().parents[2] / part) for part in ("migrate", "codemods")]

import bulk  # noqa: E402
import codemods  # noqa: E402
import conflicts  # noqa: E402
import startup  # noqa: E402
import tree  # noqa: E402

Row = tuple[str, str, str, str]
PARSES = "LibCST's parses of the two sides"


def of_startup() -> Iterator[Row]:
    first, *others = startup.ratios(15).items()
    for name, ratio in others:
        goal = startup.COMMANDS[name][1]
        yield name, f"`{first[0]}`", f"{ratio:.1f}", str(goal or "")


def of_codemods() -> Iterator[Row]:
    bare = "LibCST's parse and print of it"
    yield "a legacy flow with every rule", bare, f"{codemods.legacy():.2f}", "1.8"
    yield "the flows of the proof, median", bare, f"{median(codemods.proof()):.2f}", "1.8"
    yield "a flow with nothing to change", bare, f"{codemods.current():.2f}", "0.3"


def of_bulk() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as scratch:
        trees = {
            "flows": tree.build(Path(scratch, "flows"), 10_000),
            "quiet": tree.build(Path(scratch, "quiet"), 10_000, 0),
        }
        seconds = bulk.ratios(trees, 3)
        base, *others = seconds
        for name in others:
            pairs = zip(seconds[name], seconds[base], strict=True)
            ratio = statistics.median(ours / grep for ours, grep in pairs)
            yield name, f"`{base}`, CPU", f"{ratio:.2f}", str(bulk.COMMANDS[name][1] or "")
        pairs = zip(seconds["diff of all flows, one job"], seconds[name], strict=True)
        share = statistics.median(ours / ruff for ours, ruff in pairs)
        yield "that diff", f"`{name}`, CPU", f"{share:.2f}", "0.35"
        for jobs, goal in ((1, 64), (2, 150)):
            held = bulk.peak([*bulk.TOOL, "--diff", "--no-cache", f"-j{jobs}"], trees["flows"])
            yield f"peak memory with {jobs} jobs", "", f"{held:.0f} MB", f"{goal} MB"


def of_conflicts() -> Iterator[Row]:
    conflicts.measured(conflicts.module(1))  # what is imported late is not the file's cost
    ratios = []
    for title, texts in conflicts.tables().items():
        with contextlib.redirect_stdout(io.StringIO()):
            found, growth = conflicts.table(title, texts)
        ratios += found
        yield f"{title}: growth for a doubling, at worst", "", f"{max(growth):.1f}", "2.3"
    yield "conflicted modules, median", PARSES, f"{statistics.median(ratios):.1f}", "4"


def main() -> None:
    print("| what | as a ratio to | figure | goal |\n| --- | --- | --- | --- |")
    for rows in (of_startup, of_codemods, of_bulk, of_conflicts):
        for row in rows():
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()

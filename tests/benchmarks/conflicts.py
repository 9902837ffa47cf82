"""What resolving a conflicted module costs, as a ratio to parsing its two sides once with LibCST.

``python tests/benchmarks/conflicts.py`` prints the ratio and the growth over 25 to 500 conflicts, with
and without a base, and over 1,000 to 50,000 lines around ten conflicts. CPU time; nothing is asserted.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "migrate"), str(ROOT / "codemods")]

import libcst  # noqa: E402

from prefect_migrate.conflicts import Conflicted, parse_conflicts  # noqa: E402
from prefect_migrate.merging import resolve_conflicts  # noqa: E402
from prefect_migrate.model import Source  # noqa: E402
from prefect_migrate.settings import Settings  # noqa: E402

HEAD = "from prefect import Flow, task\nfrom prefect.executors import DaskExecutor\n\n\n"
KEPT = "@task\ndef keep_{0}(x):\n    y = x + {0}\n    return y\n\n\n"
WORK = "def work_{0}(a, b={0}):\n    value = a{1}\n    return value{2}\n"


def module(conflicts: int, lines: int = 0, *, base: bool = False) -> str:
    """A module with conflicts in functions of its own, and at least so many lines."""
    parts = [HEAD]
    for number in range(max(conflicts, lines // 6)):
        parts.append(KEPT.format(number))
        if number < conflicts:
            known = "||||||| base\n" + WORK.format(number, "", "") if base else ""
            ours, theirs = WORK.format(number, " + 1", ""), WORK.format(number, " * 2", " + 1")
            parts.append(f"<<<<<<< HEAD\n{ours}{known}=======\n{theirs}>>>>>>> topic\n\n\n")
    return "".join(parts)


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of ``work``."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measured(text: str) -> tuple[float, float]:
    """CPU seconds of the whole resolution, and of parsing both sides once."""
    conflicted: Conflicted = parse_conflicts(Source("module.py", text), unmerged=True)
    sides = [conflicted.variant(side).text for side in ("ours", "theirs")]
    parsing = seconds(lambda: [libcst.parse_module(side) for side in sides])
    return seconds(lambda: resolve_conflicts(conflicted, Settings(), None)), parsing


def tables() -> dict[str, dict[int, str]]:
    """Texts by their sizes, by what grows in them."""
    sizes, lengths = (25, 50, 100, 500), (1_000, 10_000, 50_000)
    return {
        "conflicts, no base": {n: module(n) for n in sizes},
        "conflicts, base between the markers": {n: module(n, base=True) for n in sizes},
        "lines around ten conflicts": {n: module(10, n) for n in lengths},
    }


def table(title: str, texts: dict[int, str]) -> tuple[list[float], list[float]]:
    """Print one row a text; the ratios, and how much more a doubling costs each time."""
    print(f"\n{title}\n{'':>8} {'seconds':>8} {'ratio':>6} {'growth for a doubling':>22}")
    before: tuple[int, float] | None = None
    ratios, growths = [], []
    for size, text in texts.items():
        cost, parsing = measured(text)
        ratios.append(cost / parsing)
        growth = ""
        if before is not None:
            growths.append((cost / before[1]) / (size / before[0]) * 2)
            growth = f"{growths[-1]:.1f}"
        print(f"{size:>8} {cost:>8.2f} {ratios[-1]:>6.1f} {growth:>22}", flush=True)
        before = size, cost
    return ratios, growths


def main() -> None:
    """Print all tables."""
    measured(module(1))  # what is imported late is not the file's cost
    ratios = [one for title, texts in tables().items() for one in table(title, texts)[0]]
    print(f"\nmedian ratio: {statistics.median(ratios):.1f} (goal: at most 4)")


if __name__ == "__main__":
    main()

"""What resolving conflicted manifests and pages costs, as a ratio to parsing their two sides once.

``python tests/benchmarks/document_conflicts.py`` prints it as ``conflicts.py`` does for modules, for
manifests beside ruamel.yaml and for pages beside markdown-it. CPU time; nothing is asserted.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "migrate"), str(ROOT / "codemods")]

from ruamel.yaml import YAML  # noqa: E402

from prefect_migrate.conflicts import parse_conflicts  # noqa: E402
from prefect_migrate.documents.markdown import cut_page  # noqa: E402
from prefect_migrate.merging import resolve_conflicts  # noqa: E402
from prefect_migrate.model import Source  # noqa: E402
from prefect_migrate.settings import Settings  # noqa: E402

DOCUMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker-{0}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: worker
{1}          env:
            - name: NUMBER
              value: "{0}"
---
"""
IMAGE = "          image: daskdev/dask:{}\n          command: [dask-worker, {}]\n"
SECTION = """\
## Part {0}

The worker of part {0} reads its settings when it starts, and needs no more than one core.

{1}
- One entry of part {0}.
- Another entry of it.

"""
WORDS = "Run it with {} workers. Each of them takes {} threads.\n"


def marked(ours: str, base: str, theirs: str, *, known: bool) -> str:
    """A conflict; with ``known`` it holds its base."""
    middle = f"||||||| base\n{base}" if known else ""
    return f"<<<<<<< HEAD\n{ours}{middle}=======\n{theirs}>>>>>>> topic\n"


def manifests(conflicts: int, documents: int = 0, *, known: bool) -> str:
    """A stream with conflicts in documents of their own, and at least so many documents."""
    texts = [IMAGE.format(*said) for said in (("2", "a"), ("1", "a"), ("1", "b"))]
    both = marked(*texts, known=known)
    count = max(conflicts, documents)
    return "".join(DOCUMENT.format(i, both if i < conflicts else texts[1]) for i in range(count))


def pages(conflicts: int, sections: int = 0, *, known: bool) -> str:
    """A page with conflicts in sections of their own, and at least so many sections."""
    texts = [WORDS.format(*said) for said in (("two", "4"), ("two", "2"), ("ten", "2"))]
    both = marked(*texts, known=known)
    count = max(conflicts, sections)
    body = (SECTION.format(i, both if i < conflicts else texts[1]) for i in range(count))
    return "# Workers\n\n" + "".join(body)


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of ``work``."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measured(path: str, text: str) -> tuple[float, float]:
    """CPU seconds of the whole resolution, and of parsing both sides once."""
    conflicted = parse_conflicts(Source(path, text), unmerged=True)
    sides = [conflicted.variant(side).text for side in ("ours", "theirs")]
    if path.endswith(".md"):
        parsing = seconds(lambda: [cut_page.__wrapped__(side) for side in sides])
    else:
        parsing = seconds(lambda: [list(YAML().compose_all(side)) for side in sides])
    cost = seconds(lambda: resolve_conflicts(conflicted, Settings(), None))
    return cost, parsing


def table(title: str, path: str, texts: dict[int, str]) -> list[float]:
    """Print one row a text; the ratios."""
    print(f"\n{title}\n{'':>8} {'seconds':>8} {'ratio':>6} {'growth for a doubling':>22}")
    before: tuple[int, float] | None = None
    ratios = []
    for size, text in texts.items():
        cost, parsing = measured(path, text)
        ratios.append(cost / parsing)
        growth = ""
        if before is not None:
            growth = f"{(cost / before[1]) / (size / before[0]) * 2:.1f}"
        print(f"{size:>8} {cost:>8.2f} {ratios[-1]:>6.1f} {growth:>22}", flush=True)
        before = size, cost
    return ratios


def main() -> None:
    """Print all tables."""
    sizes, lengths = (25, 50, 100, 500), (1_000, 10_000, 50_000)
    for name, path, make in (("manifests", "all.yaml", manifests), ("a page", "page.md", pages)):
        measured(path, make(1, known=True))  # what is imported late is not the file's cost
        of_each = len(make(0, 1, known=True).splitlines())
        ratios = []
        for known in (False, True):
            which = "base between the markers" if known else "no base"
            texts = {n: make(n, known=known) for n in sizes}
            ratios += table(f"conflicts in {name}, {which}", path, texts)
        texts = {n: make(10, n // of_each, known=True) for n in lengths}
        ratios += table(f"lines of {name} around ten conflicts", path, texts)
        print(f"\nmedian ratio of {name}: {statistics.median(ratios):.1f} (goal: at most 4)")


if __name__ == "__main__":
    main()

"""Replay the merges of a repository, and compare with what the person committed.

    python tests/benchmarks/replay.py REPOSITORY [--limit N] [--show wrong] [--suffix .py]

Every merge of two parents is made again with ``git merge-tree``. Each file that conflicts goes
through prefect-migrate with the base known, as in the middle of that merge. The result is

- ``exact``: byte for byte what the person committed;
- ``equal``: the same in meaning (Python: equal syntax trees; YAML and JSON: equal data; else equal
  but for spacing);
- ``left``: markers remain; ``refused``: the file was left as it was;
- ``wrong``: resolved, and different from what the person committed;
- ``edited``: resolved and different, but the person changed lines outside of the conflicts too,
  so that nobody can say.

``lost`` counts results without a line that stands in both sides and in the base, ``invented``
those with a line that stands in neither side; both must be 0. Times are seconds a file, and
conflicts are counted in the files that git made. Nothing is written to the repository but the
trees of ``merge-tree``.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from prefect_migrate.conflicts import Conflicted, parse
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.repository import Repository
from prefect_migrate.git.resolve import resolve
from prefect_migrate.git_process import run_in_repository
from prefect_migrate.model import Grade, Outcome, Refusal, Source, split_lines
from prefect_migrate.settings import Settings

RESULTS = ("exact", "equal", "left", "refused", "wrong", "edited")


@dataclass(frozen=True)
class Case:
    """One file that conflicts in one merge; ``person`` is what was committed."""

    merge: str
    path: str
    base: str
    ours: str
    theirs: str
    marked: Source
    person: str


@dataclass
class Row:
    """The sums of one file type."""

    files: int = 0
    conflicts: int = 0
    resolved: int = 0
    results: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    invented: int = 0
    times: list[float] = field(default_factory=list)


def merges(repository: Repository, limit: int, revision: str) -> Iterator[tuple[str, str, str]]:
    """The merges of two parents, newest first, with their parents."""
    limits = [f"--max-count={limit}"] if limit else []
    listed = repository.git(
        "rev-list", "--min-parents=2", "--max-parents=2", "--parents", *limits, revision
    )
    for line in (listed or b"").decode().splitlines():
        commit, ours, theirs = line.split()
        yield commit, ours, theirs


def cases(repository: Repository, merge: tuple[str, str, str]) -> Iterator[Case]:
    """The text files that both sides changed and git could not merge."""
    commit, ours, theirs = merge
    ran = run_in_repository(str(repository.top), "merge-tree", "--write-tree", "-z", ours, theirs)
    if ran is None or ran.code != 1:
        return
    tree, _, rest = ran.text.partition("\0")
    stages: dict[str, dict[int, str]] = defaultdict(dict)
    for entry in rest.split("\0"):
        if "\t" not in entry:
            break
        meta, path = entry.split("\t", 1)
        mode, blob, stage = meta.split(" ")
        if mode.startswith("100"):
            stages[path][int(stage)] = blob
    for path, blobs in stages.items():
        if not {2, 3} <= blobs.keys():
            continue
        names = [blobs.get(n, "") for n in (1, 2, 3)] + [f"{tree}:{path}", f"{commit}:{path}"]
        data = repository.blobs([name for name in names if name])
        if len(data) < len(names):
            data.insert(0, b"")
        try:
            base, one, other, marked, person = (
                Source.decode(part, path) if part is not None else None for part in data
            )
        except Refusal:
            continue
        if base and one and other and marked and person:
            yield Case(commit, path, base.text, one.text, other.text, marked, person.text)


def judge(case: Case, outcome: Outcome, marked: Conflicted) -> str:
    """The name of the result; see the module's docstring."""
    if outcome.refusal:
        return "refused"
    left = parse(Source(case.path, outcome.text), Settings(), unmerged=True)
    if left.conflicts:
        return "left"
    if outcome.text == case.person:
        return "exact"
    if meaning(case.path, outcome.text) == meaning(case.path, case.person):
        return "equal"
    position = 0
    for segment in marked.segments:
        if segment in marked.conflicts:
            continue
        text = "".join(segment.lines)
        position = case.person.find(text, position)
        if position < 0:
            return "edited"
        position += len(text)
    return "wrong"


def meaning(path: str, text: str) -> object:
    """What a file says, as a value that is equal where two files mean the same."""
    suffix = PurePosixPath(path).suffix
    try:
        if suffix in (".py", ".pyi"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.dump(ast.parse(text))
        if suffix in (".json", ".ipynb"):
            return json.dumps(json.loads(text), sort_keys=True)
        if suffix in (".yaml", ".yml"):
            from ruamel.yaml import YAML

            return repr(list(YAML(typ="safe", pure=True).load_all(text)))
    except (SyntaxError, ValueError, RecursionError):
        pass
    except Exception as error:  # ruamel.yaml raises its own family, and more
        if not type(error).__module__.startswith("ruamel"):
            raise
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def defects(case: Case, text: str) -> tuple[bool, bool]:
    """Whether a line of all three versions is lost, and whether one of neither side appears."""
    ours, base, theirs, made = (
        Counter(line.rstrip("\r\n") for line in split_lines(version))
        for version in (case.ours, case.base, case.theirs, text)
    )
    lost = (ours & base & theirs) - made
    invented = set(made) - set(ours) - set(theirs)
    return any(line.strip() for line in lost), any(line.strip() for line in invented)


def replay(repository: Repository, options: argparse.Namespace) -> dict[str, Row]:
    """Replay the merges; returns the sums by file suffix."""
    rows: dict[str, Row] = defaultdict(Row)
    for merge in merges(repository, options.limit, options.revision):
        for case in cases(repository, merge):
            suffix = PurePosixPath(case.path).suffix or PurePosixPath(case.path).name
            if options.suffix and suffix not in options.suffix:
                continue
            one(case, rows[suffix], options)
    return rows


def one(case: Case, row: Row, options: argparse.Namespace) -> None:
    """Resolve one file and add it to the sums."""
    try:
        marked = parse(case.marked, Settings(), unmerged=True)
    except Refusal:
        marked = Conflicted(case.marked, ())
    base = BaseFound(case.base, ("stage 1",), None, Grade.PROVEN, unmerged=True)
    started = time.perf_counter()
    outcome = resolve(case.marked, Settings(), base)
    row.times.append(time.perf_counter() - started)
    result = judge(case, outcome, marked)
    row.files += 1
    row.conflicts += len(marked.conflicts)
    row.results[result] += 1
    lost = invented = False
    if result not in ("left", "refused"):
        row.resolved += len(marked.conflicts)
        lost, invented = defects(case, outcome.text)
        row.lost += lost
        row.invented += invented
    wanted = {result, *(["lost"] if lost else []), *(["invented"] if invented else [])}
    if wanted & set(options.show):
        told = outcome.refusal.message if outcome.refusal else ""
        print(f"{result:8} {case.merge[:10]} {case.path} {told}", flush=True)


def table(rows: dict[str, Row]) -> str:
    """The sums as text, the most frequent type first, and all together last."""
    whole = Row()
    for row in rows.values():
        whole.files += row.files
        whole.conflicts += row.conflicts
        whole.resolved += row.resolved
        whole.results += row.results
        whole.lost += row.lost
        whole.invented += row.invented
        whole.times += row.times
    ordered = sorted(rows.items(), key=lambda item: -item[1].files)
    head = ("type", "files", "conflicts", *RESULTS, "lost", "invented", "median", "slowest")
    lines = [head]
    for name, row in (*ordered, ("all", whole)):
        times = sorted(row.times) or [0.0]
        counts = (row.files, row.conflicts, *(row.results[result] for result in RESULTS))
        timing = (f"{times[len(times) // 2]:.3f}", f"{times[-1]:.3f}")
        lines.append((name, *map(str, counts), str(row.lost), str(row.invented), *timing))
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )


def main() -> int:
    """Read the options, replay, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="the newest N merges only")
    parser.add_argument("--revision", default="HEAD")
    parser.add_argument("--suffix", action="append", default=[], help="files of this type only")
    parser.add_argument("--show", action="append", default=[], help="list the files of a result")
    options = parser.parse_args()
    print(table(replay(Repository(options.repository.resolve()), options)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

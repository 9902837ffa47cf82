"""Whole trees as ratios to ``git grep -l``: CPU seconds and peak memory, medians of many runs.

Run it by hand, on a machine at rest: ``python tests/benchmarks/bulk.py [RUNS] [--table] [--runner]``.
It builds a git repository of 10,000 Python files, one in a hundred a legacy flow, in a temporary
folder. ``--table`` adds 1,000 and 100,000 files, ``--runner`` LibCST's own runner (over 200 files,
scaled by bytes; it takes minutes). Nothing fails here, since another machine has another clock.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import tree

ROOT = Path(__file__).resolve().parents[2]
TOOL = [sys.executable, "-m", "prefect_migrate", "."]
FIND = """
from prefect_codemods.prefilter import default_prefilter
from prefect_migrate.bulk import discovery, scan
words = scan.search_words(default_prefilter())
list(scan.find_candidates(discovery.discover_files(["."], words)))
"""
# What no tool on LibCST can go below: its import, and one parse of each flow.
PARSE = """
import subprocess, libcst
grep = ["git", "grep", "-lz", "prefect.environments"]
for path in filter(None, subprocess.run(grep, capture_output=True).stdout.split(b"\\0")):
    libcst.parse_module(open(path, "rb").read())
"""
GREP = ["git", "grep", "-l", "prefect"]
RUFF = ["ruff", "check", "--select", "AIR", "--no-cache", "--quiet", "."]
# Name -> command, goal as a ratio to git grep, and the tree: "flows" or "quiet" (none in it).
COMMANDS: dict[str, tuple[list[str], float | None, str]] = {
    "git grep -l prefect": (GREP, None, "flows"),
    "python -c pass": ([sys.executable, "-c", "pass"], None, "flows"),
    "find the candidates": ([sys.executable, "-c", FIND], 1.3, "flows"),
    "nothing to do, start-up included": ([*TOOL, "--no-cache"], 2.0, "quiet"),
    "diff of all flows, one job": ([*TOOL, "--diff", "--no-cache", "-j1"], 10.0, "flows"),
    "diff of all flows, two jobs": ([*TOOL, "--diff", "--no-cache", "-j2"], None, "flows"),
    "git grep, and LibCST parses alone": ([sys.executable, "-c", PARSE], None, "flows"),
    "ruff check --select AIR --no-cache": (RUFF, None, "flows"),
}


def environment() -> Mapping[str, str]:
    """Ours, with byte code written and read as on a user's machine."""
    dropped = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    path = os.pathsep.join((str(ROOT / "migrate"), str(ROOT / "codemods")))
    return {**kept, "PYTHONPATH": path, "LC_ALL": "C.UTF-8"}


def cpu(command: list[str], folder: Path) -> float:
    """User and system seconds of one run and all its children."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def peak(command: list[str], folder: Path) -> float:
    """The most memory that a run and its children held at once, in MB (shared pages once)."""
    running = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = 0
    while running.poll() is None:
        most = max(most, sum(map(_proportional, _family(running.pid))))
        time.sleep(0.01)
    return most / 1024


def _family(process: int) -> list[int]:
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [process, *(one for child in listed for one in _family(int(child)))]


def _proportional(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def ratios(trees: Mapping[str, Path], runs: int) -> dict[str, list[float]]:
    """CPU seconds of each command; the runs are interleaved, so that noise hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs + 1):
        for name, (command, _, where) in COMMANDS.items():
            seconds[name].append(cpu(command, trees[where]))
    # The first round warms the page cache and writes byte code.
    return {name: times[1:] for name, times in seconds.items()}


def show(seconds: Mapping[str, list[float]]) -> None:
    base = seconds["git grep -l prefect"]
    for name, times in seconds.items():
        ratio = statistics.median(t / b for t, b in zip(times, base, strict=True))
        goal = COMMANDS[name][1]
        told = f"  (goal {goal})" if goal else ""
        print(f"{name:36} {statistics.median(times):7.3f} s CPU {ratio:7.2f} x{told}")
    ours, ruff = seconds["diff of all flows, one job"], seconds[list(COMMANDS)[-1]]
    share = statistics.median(a / b for a, b in zip(ours, ruff, strict=True))
    print(f"{'the diff to ruff':36} {'':13} {share:7.2f} x  (goal 0.35)")


def memory(folder: Path) -> None:
    for jobs, goal in ((1, 64), (2, 150)):
        held = peak([*TOOL, "--diff", "--no-cache", f"-j{jobs}"], folder)
        print(f"{f'peak memory, {jobs} jobs':36} {held:7.1f} MB  (goal {goal})")


def table(scratch: Path) -> None:
    print("\n  files   flows  git grep  find  nothing to do  diff  diff MB  nothing MB")
    for files in (1_000, 10_000, 100_000):
        folder = tree.build(scratch / f"flows{files}", files, link=True)
        quiet = tree.build(scratch / f"quiet{files}", files, 0, link=True)
        find = cpu([sys.executable, "-c", FIND], folder)
        grep, nothing = cpu(GREP, folder), cpu([*TOOL, "--no-cache"], quiet)
        whole = [*TOOL, "--diff", "--no-cache"]
        print(
            f"{files:7,} {files // 100:7,} {grep:9.2f} {find:5.2f} {nothing:14.2f}"
            f" {cpu(whole, folder):5.1f} {peak(whole, folder):8.1f}"
            f" {peak([*TOOL, '--no-cache'], quiet):11.1f}",
            flush=True,
        )
        shutil.rmtree(folder)
        shutil.rmtree(quiet)


def runner(folder: Path) -> None:
    """LibCST's runner with a codemod that changes nothing, over a sample, scaled by bytes."""
    files = sorted(folder.rglob("*.py"))
    sample = files[:: len(files) // 200]
    scale = sum(f.stat().st_size for f in files) / sum(f.stat().st_size for f in sample)
    with tempfile.TemporaryDirectory() as scratch:
        for number, file in enumerate(sample):
            shutil.copy(file, Path(scratch, f"m{number:03}.py"))
        codemod = ["rename.RenameCommand", "--old_name", "no.such", "--new_name", "no.other"]
        command = [sys.executable, "-m", "libcst.tool", "codemod", "--no-format", *codemod, scratch]
        seconds = cpu(command, Path(scratch)) * scale
    ours = cpu([*TOOL, "--diff", "--no-cache"], folder)
    print(f"{'libcst.tool codemod (scaled)':36} {seconds:7.0f} s CPU {seconds / ours:7.0f} x ours")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=9)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--runner", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        trees = {
            "flows": tree.build(Path(scratch, "flows"), 10_000),
            "quiet": tree.build(Path(scratch, "quiet"), 10_000, 0),
        }
        show(ratios(trees, wanted.runs))
        memory(trees["flows"])
        if wanted.runner:
            runner(trees["flows"])
        if wanted.table:
            table(Path(scratch))


if __name__ == "__main__":
    main()

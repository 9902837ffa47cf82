"""Size: ``python tests/long/sizes.py [MINUTES] [FILES]``.

* a tree of 100,000 files, once as a plain folder and once as a git repository: found, migrated,
  undone, within memory that does not hold all of them;
* runs one after another in one process, for half an hour: neither memory nor open files grow;
* files of each kind at the limit: done, or refused in one line that says which limit it was.
"""

from __future__ import annotations

import gc
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "migrate"), str(ROOT / "codemods")]

OLD = "from prefect.environments.storage import Docker\n"
NEW = OLD.replace("environments.", "")
CODE = "import sys; from prefect_migrate.__main__ import main; sys.exit(main())"
MIB = 1 << 20


def run(folder: Path, *arguments: str) -> tuple[int, float, int, str]:
    """The exit code of a run, its seconds, its MiB at most, and what it said last."""
    state = folder.parent / "state"
    variables = {"PREFECT_MIGRATE_STATE_DIR": str(state), "PREFECT_MIGRATE_CACHE_DIR": str(state)}
    path = os.pathsep.join([str(ROOT / "migrate"), str(ROOT / "codemods"), *sys.path])
    began = time.monotonic()
    said = folder.parent / "said"
    with said.open("wb") as out:
        running = subprocess.Popen(
            [sys.executable, "-c", CODE, *arguments],
            cwd=folder,
            env={**os.environ, **variables, "PYTHONPATH": path},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(running.pid, 0)
    lines = said.read_text(errors="replace").strip().splitlines()
    code = os.waitstatus_to_exitcode(status)
    return code, time.monotonic() - began, used.ru_maxrss // 1024, (lines or [""])[-1]


def tree(folder: Path, count: int) -> None:
    """``count`` files: one in a hundred is old, half are Python."""
    for number in range(count):
        place = folder / f"d{number // 1000:03}" / f"e{number // 50 % 20:02}"
        if not number % 50:
            place.mkdir(parents=True, exist_ok=True)
        name = f"f{number}" + (".py", ".yaml", ".md", ".py")[number % 4]
        text = f"# number {number}\nx = {number}\n" * (1 + number % 7)
        if number % 100 == 0:
            text = OLD + text
        (place / name).write_text(text)


def large_trees(folder: Path, count: int) -> bool:
    good = True
    for kind in ("folder", "repository"):
        place = folder / kind / "tree"
        place.mkdir(parents=True)
        tree(place, count)
        if kind == "repository":
            git = ["git", "-C", str(place), "-c", "user.name=a", "-c", "user.email=a@example.org"]
            git += ["-c", "gc.auto=0", "-c", "maintenance.auto=false"]
            subprocess.run([*git, "init", "-q"], check=True)
            subprocess.run([*git, "add", "-A"], check=True)
            subprocess.run([*git, "commit", "-qm", "many"], check=True)
        for arguments, wanted in (
            (("--check", "-q", "."), 1),
            (("-q", "."), 0),
            (("--check", "-q", "."), 0),
            (("undo",), 0),
        ):
            code, seconds, most, last = run(place, *arguments)
            good = good and code == wanted and most < 1_000
            told = f"exit {code}, {seconds:.1f} s, {most} MiB: {last[:80]}"
            print(f"{kind} of {count:,} files: {' '.join(arguments)}: {told}", flush=True)
        old = sum(path.read_bytes().startswith(OLD.encode()) for path in place.rglob("*.py"))
        good = good and old == len(range(0, count, 100))
        shutil.rmtree(place)
    return good


def handles() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def memory() -> float:
    """This process' resident memory in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / MIB


def long_run(minutes: float) -> bool:
    """Every case again and again, in this process: text, conflicts, all reports."""
    from prefect_migrate import migrate_text, render

    texts = []
    for path in sorted((ROOT / "tests/cases").rglob("input.*")):
        if path.stat().st_size < 20_000:
            try:
                name = path.name.replace("input", "flow")
                texts.append((path.read_bytes().decode(), name))
            except UnicodeDecodeError:
                continue
    began, rounds, files = time.monotonic(), 0, 0
    start: tuple[float, int] | None = None
    now = (memory(), handles())
    while time.monotonic() - began < minutes * 60 or start is None:
        for text, name in texts:
            outcome = migrate_text(text, name)
            for report in ("json", "sarif", "full"):
                "".join(render([outcome], report))  # type: ignore[arg-type]
            files += 1
            if time.monotonic() - began > minutes * 60 and start is not None:
                break
        rounds += 1
        gc.collect()
        now = (memory(), handles())
        # What is kept for good (rules, tables, compiled patterns) is there after the first rounds.
        if start is None and rounds == 2:
            start = now
            print(f"after 2 rounds: {now[0]:.1f} MiB, {now[1]} handles", flush=True)
    assert start is not None
    took = (time.monotonic() - began) / 60
    print(
        f"after {rounds} rounds, {files:,} files, {took:.1f} min: {now[0]:.1f} MiB, {now[1]} handles"
    )
    return now[0] - start[0] < 20 and now[1] <= start[1]


LINES = {
    "python.py": ("x = 1  # a comment\n", OLD, 990_000),
    "code.md": ("Words of a page, and more.\n\n", f"```python\n{OLD}```\n", 4 * MIB),
    "many.yaml": ("- name: a\n  value: b\n", "- image: prefecthq/prefect:0.13.1\n", MIB),
    "run.sh": ("echo one two three\n", "prefect agent start docker\n", 4 * MIB),
    "data.json": ('{"a": "prefect agent start"}\n', "", 4 * MIB),
    "notes.rst": ("Words of a page.\n\n", f"::\n\n    {OLD}\n", 4 * MIB),
    "pyproject.toml": ("[a]\nb = 'c'\n", "", MIB // 8),
    "too-large.sh": ("echo one two three\n", "prefect agent start docker\n", 257 * MIB),
    "too-large.py": ("x = 1  # a comment\n", OLD, 1_100_000),
    "conflicts.py": (
        *("x = 1  # a comment\n", f"<<<<<<< HEAD\n{NEW}=======\n{OLD}>>>>>>> old\n"),
        900_000,
    ),
}


def large_files(folder: Path) -> bool:
    good = True
    for name, (line, old, size) in LINES.items():
        place = folder / f"large-{name}"
        place.mkdir()
        pieces: Iterator[str] = itertools.chain([old], itertools.repeat(line, size // len(line)))
        if name.endswith(".toml"):
            pieces = iter([f"[a{n}]\nb = 'prefect'\n" for n in range(size // 24)])
        # Never whole in here: a child counts the memory of the process that it was forked from.
        with (place / name).open("w") as file:
            file.writelines(pieces)
        length = (place / name).stat().st_size / MIB
        code, seconds, most, last = run(place, "--check", "--no-cache", "--timeout", "600", name)
        said = (folder / "said").read_text(errors="replace")
        lines = [line for line in said.splitlines() if "error:" in line or "needs" in line]
        limit = "PREFECT_MIGRATE_MAX_MIB" in said or "--timeout" in said or "--jobs 1" in said
        fine = code in (0, 1) or (code == 2 and limit)
        good = good and fine and "Traceback" not in said and limit == name.startswith("too")
        told = f"exit {code}, {seconds:.1f} s, {most} MiB: {(lines or [last])[0][:150]}"
        print(f"{name} of {length:.1f} MiB: {told}", flush=True)
        shutil.rmtree(place)
    return good


def main(minutes: str = "30", files: str = "100000") -> int:
    """Without minutes (0) or files (0) that part is left out."""
    folder = Path(tempfile.mkdtemp(prefix="sizes-"))
    parts = {"files": True, "trees": True, "long run": True}
    try:
        if int(files):
            parts["files"] = large_files(folder)
            parts["trees"] = large_trees(folder, int(files))
        if float(minutes):
            parts["long run"] = long_run(float(minutes))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("sizes:", ", ".join(f"{name} {good}" for name, good in parts.items()))
    return int(not all(parts.values()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

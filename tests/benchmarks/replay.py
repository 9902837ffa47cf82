"""Replay the merges of a repository, and compare with what the person committed.

    python tests/benchmarks/replay.py REPOSITORY [--limit N] [--style merge] [--suffix .py]

Every merge of two parents is made again by git itself, in a clone, once with each
``merge.conflictStyle``. In the middle of it prefect-migrate resolves the unmerged files, as it does
for a user: all files of a merge together, with what git's index holds. The result of a file is

- ``exact``: byte for byte what the person committed;
- ``meaning``: the same in meaning (Python: equal syntax trees; YAML and JSON: equal data; else equal
  but for spacing), also where the person left to do what the codemods do;
- ``left``: nothing of its conflicts is resolved;
- ``partly``: some of it is resolved, and markers remain;
- ``other``: resolved, and different from what the person committed. Each is printed with its path
  and commit, for a person to read. Beside it stands whether the person changed lines outside of
  the conflicts too: then nobody can say.

``lost`` counts results without a line that stands in both sides and in the base, ``invented``
those with a line that stands in neither side; both must be 0. Conflicts are counted in the files
that git made; ``share`` is the part of the files that is resolved. The repository is only read.

Where the merge's message names a file in a line ``Both-changed:``, as ``merge_history.py`` writes it,
both branches changed one fact in it, and only a person can choose. ``choices`` counts these files,
``chosen`` those of them that come out without markers, which must be 0, and ``settled`` is the share
of the others: what evidence can settle. ``--left`` names those that are not.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from prefect_migrate.conflicts import Conflicted, parse_conflicts
from prefect_migrate.git.resolve import resolve_with_choices
from prefect_migrate.git.unmerged import unmerged_files
from prefect_migrate.model import Outcome, Refusal, Source, split_lines
from prefect_migrate.pipeline import migrate_source
from prefect_migrate.reconcile.bases_and_direction import gather_bases
from prefect_migrate.settings import Settings

RESULTS = ("exact", "meaning", "left", "partly", "other")
STYLES = ("merge", "zdiff3")
CHOICE = "Both-changed: "


class Clone:
    """A clone to merge in, without the user's configuration."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.folder = folder
        self.git("clone", "-q", "--shared", "--no-checkout", str(repository), str(folder), cwd=None)

    def git(self, *arguments: str, cwd: Path | None = Path(), code: int | None = 0) -> bytes:
        """What git prints; ``code`` is the exit code that it must have, if one is given."""
        user = ("-c", "user.name=replay", "-c", "user.email=replay@example.org")
        env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *user, "-c", "core.hooksPath=/dev/null", *arguments],
            cwd=self.folder if cwd is not None else None,
            env=env,
            capture_output=True,
            check=False,
        )
        if code is not None and done.returncode != code:
            raise SystemExit(done.stderr.decode("utf-8", "replace"))
        return done.stdout

    def merges(self, limit: int, revision: str) -> Iterator[tuple[str, str, str]]:
        """The merges of two parents, newest first, with their parents."""
        limits = [f"--max-count={limit}"] if limit else []
        listed = self.git(
            "rev-list", "--min-parents=2", "--max-parents=2", "--parents", *limits, revision
        )
        for line in listed.decode().splitlines():
            commit, ours, theirs = line.split()
            yield commit, ours, theirs

    def merge(self, ours: str, theirs: str, style: str) -> list[Path]:
        """Merge anew; the unmerged files that have two texts."""
        self.git("checkout", "-q", "-f", "--detach", ours)
        self.git("clean", "-q", "-fdx")
        self.git(
            "-c", f"merge.conflictStyle={style}", "merge", "-q", "--no-commit", theirs, code=None
        )
        return [entry.path for entry in unmerged_files(self.folder) if entry.resolvable]

    def choices(self, commit: str) -> set[str]:
        """The files in which both branches changed one fact, as far as the message names them."""
        lines = self.git("log", "-1", "--format=%B", commit).decode("utf-8", "replace").splitlines()
        return {line.removeprefix(CHOICE) for line in lines if line.startswith(CHOICE)}

    def text(self, name: str) -> str | None:
        """A file of a commit (``commit:path``) or of the index (``:2:path``), if it is text."""
        if not self.git("cat-file", "-t", name, code=None):
            return None
        try:
            return Source.decode(self.git("cat-file", "blob", name), name).text
        except Refusal:
            return None


@dataclass
class Row:
    """The sums of one file type."""

    files: int = 0
    conflicts: int = 0
    results: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    invented: int = 0
    choices: int = 0
    chosen: int = 0

    def add(self, other: Row) -> None:
        """Count another type in."""
        self.files += other.files
        self.conflicts += other.conflicts
        self.results += other.results
        self.lost += other.lost
        self.invented += other.invented
        self.choices += other.choices
        self.chosen += other.chosen

    @property
    def solved(self) -> int:
        """How many files have no conflicts afterwards."""
        return self.files - self.results["left"] - self.results["partly"]

    @property
    def share(self) -> str:
        """The files without conflicts afterwards, in per cent."""
        return f"{100 * self.solved // max(1, self.files)} %"

    @property
    def settled(self) -> str:
        """The same of the files in which nobody had to choose."""
        return f"{100 * (self.solved - self.chosen) // max(1, self.files - self.choices)} %"


def judge(path: str, outcome: Outcome, person: str) -> str:
    """The name of the result; see the module's docstring."""
    if outcome.refusal:
        return "left"
    left = parse_conflicts(Source(path, outcome.text), unmerged=True)
    if left.conflicts:
        return "partly" if outcome.changed else "left"
    if outcome.text == person:
        return "exact"
    told = meaning(path, outcome.text)
    if told == meaning(path, person):
        return "meaning"
    migrated = migrate_source(Source(path, person), Settings()).text
    return "meaning" if told == meaning(path, migrated) else "other"


def edited_elsewhere(marked: Conflicted, person: str) -> bool:
    """Whether the person changed lines outside of the conflicts."""
    position = 0
    for segment in marked.segments:
        if segment in marked.conflicts:
            continue
        text = "".join(segment.lines)
        position = person.find(text, position)
        if position < 0:
            return True
        position += len(text)
    return False


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


def defects(versions: tuple[str, str, str], text: str, rules: bool) -> tuple[bool, bool]:
    """Whether a line of all three versions is lost, and whether one of neither side appears.

    Where the codemods changed something (``rules``), lines of neither side are theirs.
    """
    base, ours, theirs, made = (
        Counter(line.rstrip("\r\n") for line in split_lines(version))
        for version in (*versions, text)
    )
    lost = (ours & base & theirs) - made
    invented = set(made) - set(ours) - set(theirs)
    return (
        any(line.strip() for line in lost) and not rules,
        any(line.strip() for line in invented) and not rules,
    )


def replay(clone: Clone, options: argparse.Namespace) -> dict[str, Row]:
    """Replay the merges; returns the sums by file suffix."""
    rows: dict[str, Row] = defaultdict(Row)
    for commit, ours, theirs in clone.merges(options.limit, options.revision):
        for style in options.style or STYLES:
            one_merge(clone, (commit, ours, theirs), style, rows, options)
    return rows


def one_merge(
    clone: Clone,
    merge: tuple[str, str, str],
    style: str,
    rows: dict[str, Row],
    options: argparse.Namespace,
) -> None:
    """Make one merge anew, and resolve its files together."""
    commit, ours, theirs = merge
    sources: dict[Path, Source] = {}
    for path in clone.merge(ours, theirs, style):
        if (source := _decoded(path)) is not None:
            sources[path] = source
    bases = gather_bases(sources, Settings())
    choices = clone.choices(commit)
    for path, source in sources.items():
        name = path.relative_to(clone.folder).as_posix()
        suffix = path.suffix or path.name
        person = clone.text(f"{commit}:{name}")
        if person is None or (options.suffix and suffix not in options.suffix):
            continue
        try:
            marked = parse_conflicts(source, unmerged=True)
        except Refusal:
            marked = Conflicted(source, ())
        outcome = resolve_with_choices(source, Settings(), bases.get(path))
        row = rows[suffix]
        row.files += 1
        row.conflicts += len(marked.conflicts)
        result = judge(name, outcome, person)
        row.results[result] += 1
        row.choices += name in choices
        if result in ("left", "partly"):
            if options.left and name not in choices:
                print(f"{result:8} {commit[:10]} {style:6} {name}", flush=True)
            continue
        stages = tuple(clone.text(f":{stage}:{name}") or "" for stage in (1, 2, 3))
        rules = any(line.origin.source == "rule" for line in outcome.lines)
        lost, invented = defects((stages[0], stages[1], stages[2]), outcome.text, rules)
        row.lost += lost
        row.invented += invented
        row.chosen += name in choices
        wrong = (("lost", lost), ("invented", invented), ("chosen", name in choices))
        told = [word for word, holds in wrong if holds]
        if result == "other" or told:
            if edited_elsewhere(marked, person):
                told.append("the person changed other lines too")
            print(
                f"{result:8} {commit[:10]} {style:6} {name} {', '.join(told)}".rstrip(), flush=True
            )


def _decoded(path: Path) -> Source | None:
    """A file of the working tree, if it is text."""
    try:
        return Source.decode(path.read_bytes(), str(path))
    except (OSError, Refusal):
        return None


def table(rows: dict[str, Row]) -> str:
    """The sums as text, the most frequent type first, and all together last."""
    whole = Row()
    for row in rows.values():
        whole.add(row)
    ordered = sorted(rows.items(), key=lambda item: -item[1].files)
    head = ("type", "files", "conflicts", *RESULTS, "lost", "invented", "share")
    head += ("choices", "chosen", "settled")
    lines = [head]
    for name, row in (*ordered, ("all", whole)):
        counts = (row.files, row.conflicts, *(row.results[result] for result in RESULTS))
        wrong = (str(row.lost), str(row.invented), row.share)
        choices = (str(row.choices), str(row.chosen), row.settled)
        lines.append((name, *map(str, counts), *wrong, *choices))
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
    parser.add_argument("--style", action="append", choices=("merge", "diff3", "zdiff3"))
    parser.add_argument("--suffix", action="append", default=[], help="files of this type only")
    parser.add_argument("--left", action="store_true", help="print what is left without a choice")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clone = Clone(options.repository.resolve(), Path(folder).resolve() / "clone")
        print(table(replay(clone, options)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The merge driver and the mergetool: three whole files in, one out.

git runs the driver for files that both sides changed (gitattributes(5), "Defining a custom merge
driver"). Git's own merge by line comes first; what it can't decide goes through the pipeline
with the base known. Nothing here is worse than git alone: what is refused keeps git's markers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from prefect_migrate import config
from prefect_migrate.conflicts import Conflict, Conflicted, from_stages, has_markers, parse
from prefect_migrate.conflicts.base import BaseFound, relation
from prefect_migrate.conflicts.command import output, run
from prefect_migrate.conflicts.examples import python_parses
from prefect_migrate.conflicts.segments import Common
from prefect_migrate.git.resolve import resolve
from prefect_migrate.model import Grade, Outcome, Refusal, Source
from prefect_migrate.settings import Settings

CLEAN, LEFT = 0, 1


@dataclass(frozen=True, slots=True)
class Task:
    """What git asks of the driver; ``name`` is the file's path, ``labels`` ours, base, theirs."""

    base: Path
    ours: Path
    theirs: Path
    name: str
    size: int = 7
    labels: tuple[str, str, str] = ("ours", "base", "theirs")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task: git's exit code, and the outcome (``None``: git merged alone)."""

    code: int
    outcome: Outcome | None = None


def drive(task: Task) -> Done:
    """Merge the three files of ``task`` into ``task.ours``.

    A defect of this program costs its help, not the merge: then the file is left as git's own
    merge by line leaves it, with exit code 1. Raises ``OSError`` for files that can't be read.
    """
    paths = (task.ours, task.base, task.theirs)
    data = [path.read_bytes() for path in paths]
    try:
        outcome = _merge(task, *(Source.decode(held, task.name) for held in data))
    except Refusal as refusal:
        code = _by_line(task)
        return Done(code, Outcome.refused(Source(task.name, ""), refusal) if code else None)
    except Exception as error:  # whatever it is, git must get a merged file
        _by_line(task)
        return Done(LEFT, Outcome.refused(Source(task.name, ""), _defect(error)))
    task.ours.write_bytes(outcome.source.encode(outcome.text))
    return Done(_code(outcome), outcome)


def _defect(error: Exception) -> Refusal:
    return Refusal(
        f"failed inside: {type(error).__name__}: {error}",
        help="git merged it by line instead; please report it with the file",
    )


def tool(base: Path, merged: Path) -> Done:
    """Resolve the conflicts of ``merged``, which git or a person has worked on already.

    ``base`` may be missing or empty: both sides added the file. A file without markers was
    resolved by somebody, and stays as it is.
    """
    try:
        source = Source.decode(merged.read_bytes(), str(merged))
        if not has_markers(source.text):
            return Done(CLEAN)
        held = base.read_bytes() if base.exists() else b""
        text = Source.decode(held, str(base)).text
        told = BaseFound(text, (f"git gave the base: {base}",), None, Grade.PROVEN, True)
        outcome = resolve(source, _settings(str(merged)), told)
        if not outcome.refusal and outcome.changed:
            merged.write_bytes(source.encode(outcome.text))
        return Done(_code(outcome), outcome)
    except Refusal as refusal:
        return Done(LEFT, Outcome.refused(Source(str(merged), ""), refusal))


def _merge(task: Task, ours: Source, base: Source, theirs: Source) -> Outcome:
    """Merge by line, then by meaning.

    An empty base is what git gives for a file that both sides added. Lines that merge into
    something broken are no merge: then all that differs between the sides is the conflict.
    """

    def marked_with(text: str | None) -> Conflicted:
        labels, size = task.labels, task.size
        return from_stages(text, ours.text, theirs.text, task.name, labels=labels, size=size)

    conflicted = marked_with(base.text or None)
    if not conflicted.conflicts:
        text = conflicted.source.text
        if not _broken(task.name, text, ours.text, theirs.text):
            return Outcome(ours, text)
        conflicted = marked_with(None)
    marked = replace(ours, text=conflicted.source.text)
    ancestor = relation(ours.text, base.text, theirs.text)
    told = BaseFound(base.text, ("git gave the three versions",), ancestor, Grade.PROVEN, True)
    outcome = resolve(marked, _settings(task.name), told)
    return replace(outcome, text=in_style(outcome.source, outcome.text))


def _broken(name: str, merged: str, *sides: str) -> bool:
    """Whether the lines of two valid Python files merged into one that isn't valid."""
    python = name.endswith((".py", ".pyi"))
    return python and not python_parses(merged) and all(python_parses(side) for side in sides)


def _by_line(task: Task) -> int:
    """Let git merge the files by line, as it does without a driver."""
    ours, base, theirs = task.labels
    style = _style()
    ran = run(
        "merge-file",
        *([f"--{style}"] if style in ("diff3", "zdiff3") else []),
        f"--marker-size={task.size}",
        *("-L", ours, "-L", base, "-L", theirs),
        *(str(path) for path in (task.ours, task.base, task.theirs)),
    )
    return CLEAN if ran is not None and ran.code == 0 else LEFT


def _code(outcome: Outcome) -> int:
    left = outcome.refusal is not None or bool(outcome.remaining)
    return LEFT if left or _conflicts(outcome.source, outcome.text) else CLEAN


def _conflicts(source: Source, text: str) -> tuple[Conflict, ...]:
    if not has_markers(text):
        return ()
    return parse(replace(source, text=text), Settings(), unmerged=True).conflicts


def in_style(source: Source, text: str) -> str:
    """``text`` with the base parts of its conflicts taken out, unless git is set to show them."""
    if not has_markers(text) or _style() in ("diff3", "zdiff3"):
        return text
    parsed = parse(replace(source, text=text), Settings(), unmerged=True)
    segments = tuple(s if isinstance(s, Common) else s.two_way() for s in parsed.segments)
    return Conflicted(source, segments).regenerate()


def _style() -> str:
    told = output("config", "merge.conflictStyle")
    return (told or b"merge").decode().strip()


def _settings(name: str) -> Settings:
    try:
        settings, _ = config.load((name,), {})
    except config.ConfigError as error:
        raise Refusal(str(error)) from None
    return settings

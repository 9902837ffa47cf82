"""The merge driver and the mergetool: three whole files in, one out.

git runs the driver for files that both sides changed (gitattributes(5), "Defining a custom merge
driver"). Git's own merge by line comes first; what it can't decide goes through the pipeline
with the base known. Nothing here is worse than git alone: what is refused keeps git's markers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from prefect_migrate import config
from prefect_migrate.conflicts import (
    Conflict,
    Conflicted,
    has_markers,
    parse_conflicts,
)
from prefect_migrate.conflicts.base import BaseFound, WholeSides, parts_stand_in, side_equal_to_base
from prefect_migrate.conflicts.examples import python_parses
from prefect_migrate.conflicts.git_line_merge import from_stages
from prefect_migrate.conflicts.proof import made_by_git
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.git.resolve import resolve_with_choices
from prefect_migrate.git.temporary_place import put_merged, temporary_place
from prefect_migrate.git_process import GitError, find_top, run_in_repository, run_outside
from prefect_migrate.model import Grade, Outcome, Refusal, Source
from prefect_migrate.reconcile.bases_and_direction import gather_bases
from prefect_migrate.reconcile.clean_merges import FileVersions, clean_merge_problems
from prefect_migrate.refusals import read_source
from prefect_migrate.settings import Settings
from prefect_migrate.writing import write_file

_MOST_CONFLICTS = 127  # git-merge-file(1): anything above is an error


@dataclass(frozen=True, slots=True)
class DriverTask:
    """What git asks of the driver; ``name`` is the file's path, ``labels`` ours, base, theirs."""

    base: Path
    ours: Path
    theirs: Path
    name: str
    size: int = 7
    labels: tuple[str, str, str] = ("ours", "base", "theirs")


@dataclass(frozen=True, slots=True)
class DriverResult:
    """What became of a task: git's exit code, and the outcome (``None``: git merged alone)."""

    code: ExitCode
    outcome: Outcome | None = None


def drive_merge(task: DriverTask) -> DriverResult:
    """Merge the three files of ``task`` into ``task.ours``.

    A defect of this program costs its help, not the merge: then the file is left as git's own
    merge by line leaves it, with exit code 1. Raises ``OSError`` for a file that can't be
    written, and ``GitError`` where git can't merge them either.
    """
    paths = (task.ours, task.base, task.theirs)
    try:
        data = [read_source(str(path)) for path in paths]
        outcome = _merge_texts(task, *(Source.decode(held, task.name) for held in data))
    except Refusal as refusal:
        code = _by_line(task)
        return DriverResult(code, Outcome.refused(Source(task.name, ""), refusal) if code else None)
    except Exception as error:  # whatever it is, git must get a merged file
        _by_line(task)
        return DriverResult(
            ExitCode.LEFT, Outcome.refused(Source(task.name, ""), _defect_refusal(error))
        )
    put_merged(task.ours, outcome.source.encode(outcome.text))
    return DriverResult(_merge_code(outcome), outcome)


def _defect_refusal(error: Exception) -> Refusal:
    return Refusal(
        f"internal error: {type(error).__name__}: {error}",
        help="git merged it by line instead; please report it with the file",
    )


def resolve_merged(base: Path, ours: Path, theirs: Path, merged: Path) -> DriverResult:
    """Resolve the conflicts of ``merged``, which git made of the three others.

    ``base`` may be missing or empty: both sides added the file. A file without markers was
    resolved by somebody, and stays as it is. What the index knows of ``merged`` goes first.
    """
    try:
        data = read_source(str(merged))
        source = Source.decode(data, str(merged))
        if not has_markers(source.text):
            return DriverResult(ExitCode.DONE)
        settings = _load_settings(str(merged))
        known = gather_bases({merged: source}, settings).get(merged)
        if known is None or known.sides is None:
            known = _of_files(source, base, ours, theirs)
        outcome = resolve_with_choices(source, settings, known)
        if not outcome.refusal and outcome.changed:
            with temporary_place(merged.resolve()) as temporary:
                write_file(merged, source.encode(outcome.text), before=data, temp=temporary)
        return DriverResult(_merge_code(outcome), outcome)
    except Refusal as refusal:
        return DriverResult(ExitCode.LEFT, Outcome.refused(Source(str(merged), ""), refusal))
    except OSError as error:
        failure = Refusal(f"cannot be written: {error.strerror or error}")
        return DriverResult(ExitCode.LEFT, Outcome.refused(Source(str(merged), ""), failure))


def _of_files(source: Source, *paths: Path) -> BaseFound:
    """The three versions as files: the base, ours and theirs."""
    base, ours, theirs = (
        Source.decode(read_source(str(path)) if path.exists() else b"", str(path)).text
        for path in paths
    )
    reading = parts_stand_in(ours, base, theirs)
    conflicted = parse_conflicts(source, unmerged=True, valid=reading)
    untouched = made_by_git(conflicted, base, ours, theirs)
    evidence = (f"git gave the base: {paths[0]}",)
    sides = WholeSides(ours, theirs, untouched=untouched)
    ancestor = side_equal_to_base(ours, base, theirs)
    return BaseFound(base, evidence, ancestor, Grade.PROVEN, True, sides=sides, found="git")


def _merge_texts(task: DriverTask, ours: Source, base: Source, theirs: Source) -> Outcome:
    """Merge by line, then by meaning.

    An empty base is what git gives for a file that both sides added. Lines that merge into
    something broken, or mix what belongs together, are no merge: then all that differs between the
    sides is the conflict.
    """

    def marked_with(text: str | None) -> Conflicted:
        texts = text, ours.text, theirs.text
        return from_stages(
            *texts, task.name, labels=task.labels, size=task.size, style=conflict_style()
        )

    conflicted = marked_with(base.text or None)
    if not conflicted.conflicts:
        text = conflicted.source.text
        versions = FileVersions(base.text, ours.text, theirs.text, text)
        mixed = any(clean_merge_problems(task.name, versions))
        if not mixed and not _is_broken(task.name, text, ours.text, theirs.text):
            return Outcome(ours, text)
        conflicted = marked_with(None)
    marked = replace(ours, text=conflicted.source.text)
    ancestor = side_equal_to_base(ours.text, base.text, theirs.text)
    base_found = BaseFound(
        base.text,
        ("git gave the three versions",),
        ancestor,
        Grade.PROVEN,
        unmerged=True,
        sides=WholeSides(ours.text, theirs.text),
        found="git",
    )
    return resolve_with_choices(marked, _load_settings(task.name), base_found)


def _is_broken(name: str, merged: str, *sides: str) -> bool:
    """Whether the lines of two valid files of Python or YAML merged into one that isn't valid."""
    if name.endswith((".py", ".pyi")):
        valid = python_parses
    elif name.endswith((".yaml", ".yml")):
        valid = _yaml_reads
    else:
        return False
    return not valid(merged) and all(valid(side) for side in sides)


def _yaml_reads(text: str) -> bool:
    """Whether a text is YAML in which no key stands twice."""
    from prefect_migrate.documents.manifest import NotYaml, read_documents

    try:
        read_documents(text)
    except NotYaml:
        return False
    return True


def _by_line(task: DriverTask) -> ExitCode:
    """Let git merge the files by line, as it does without a driver.

    What it refuses (a binary file) stays ours. Raises ``OSError`` where a file is missing or the
    result can't be written.
    """
    ours, base, theirs = task.labels
    style = conflict_style()
    paths = [str(path.resolve(strict=True)) for path in (task.ours, task.base, task.theirs)]
    ran = run_outside(
        Path(paths[0]).anchor,
        *("merge-file", "-p"),
        *([f"--{style}"] if style in ("diff3", "zdiff3") else []),
        *(f"--marker-size={task.size}", "-L", ours, "-L", base, "-L", theirs, *paths),
    )
    if 0 <= ran.code <= _MOST_CONFLICTS:
        put_merged(task.ours, ran.output)
    return ExitCode.LEFT if ran.code else ExitCode.DONE


def _merge_code(outcome: Outcome) -> ExitCode:
    left = outcome.refusal is not None or bool(outcome.remaining)
    left = left or bool(_conflicts_left(outcome.source, outcome.text))
    return ExitCode.LEFT if left else ExitCode.DONE


def _conflicts_left(source: Source, text: str) -> tuple[Conflict, ...]:
    if not has_markers(text):
        return ()
    return parse_conflicts(replace(source, text=text), unmerged=True).conflicts


def conflict_style() -> str:
    """How git is set to show conflicts, in the repository that the driver was started in."""
    here = Path.cwd().resolve()
    top = find_top(str(here))
    asked = ("config", "--get", "merge.conflictStyle")
    try:
        answer = run_in_repository(top, *asked) if top else run_outside(here.anchor, *asked)
    except GitError:
        return "merge"
    return answer.text.strip() or "merge"


def _load_settings(name: str) -> Settings:
    try:
        settings, _ = config.load_settings((name,), {})
    except config.ConfigError as error:
        raise Refusal(str(error)) from None
    return settings

"""One repository of a fleet, from its location to a branch or a patch and a record.

The work is done in a tree of our own that shares the repository's objects and is thrown away; the
repository itself sees two things only, the objects of the new commit and the branch that names it.
Doing it again gives the same commit, so that a run that was killed, or a worker that was lost, may
be repeated.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from prefect_migrate.fleet import commands, scratch_tree
from prefect_migrate.fleet.commands import CommandError, git_outside, git_text
from prefect_migrate.fleet.scratch_tree import ScratchTree
from prefect_migrate.fleet.sources import FleetRepository
from prefect_migrate.fleet.whole_files import put_bytes
from prefect_migrate.isolated_python import isolated_command
from prefect_migrate.locked_folders import locked_folder
from prefect_migrate.printing import visible_text
from prefect_migrate.reports.masking import masked_text

Status = Literal["migrated", "partly", "untouched", "failed"]


_DIFF_SHOWN = 40_000
_ENDINGS = {
    "json": "json",
    "gitlab": "json",
    "rdjson": "json",
    "sarif": "sarif",
    "junit": "xml",
    "markdown": "md",
}


@dataclass(frozen=True, slots=True)
class FleetTask:
    """What is to be done: to which repository, by which options, and where the result goes.

    ``branch`` is made in the repository (in its clone below ``folder`` for a URL); where
    ``patches`` names a folder, a patch is written there instead. ``options`` are further options
    of the command line. ``replaces`` are the commits that earlier runs made for that branch: it may
    be moved away from them. Where it doesn't ``delivers``, nothing but the record is made. With an
    ``output_format`` the run's report in it is written below ``folder``. ``patched`` says that an
    earlier run wrote a patch.
    """

    repository: FleetRepository
    folder: str
    branch: str
    patches: str = ""
    options: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    delivers: bool = True
    output_format: str = ""
    patched: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What came of a repository; nothing in it depends on when or where it was done.

    ``changes`` and ``left`` count by rule (``conflict``: conflicts left in markers), ``refused``
    are the files that could not be migrated, with reasons. ``findings`` are all of them, with
    places; ``diff`` is the change to look at, with secrets masked, and cut where it is very long.
    """

    name: str
    location: str
    status: Status
    base: str = ""
    branch: str = ""
    commit: str = ""
    patch: str = ""
    files: int = 0
    changes: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    findings: Sequence[Mapping[str, Any]] = ()
    diff: str = ""


def migrate_repository(task: FleetTask) -> Record:
    """Migrate one repository; a failure is a record, too, and nothing is raised for it."""
    try:
        with locked_folder(os.path.join(task.folder, "work")) as work:
            return _migrate_tree(task, _task_clone(task, work), work)
    except (CommandError, OSError) as error:
        return failed_record(task, str(error))


def failed_record(task: FleetTask, reason: str) -> Record:
    """The record of a repository that could not be migrated."""
    return Record(task.repository.name, task.repository.shown, "failed", reason=reason)


def _task_clone(task: FleetTask, work: str) -> str:
    """The repository that the branch goes to; a URL is cloned, once."""
    repository = task.repository
    if not repository.remote:
        return repository.location
    clone = os.path.join(task.folder, "clones", repository.name)
    if os.path.isdir(clone) and _origin_url(clone) != repository.location:
        # An earlier run gave the name to another one.
        digest = hashlib.sha256(os.fsencode(repository.location)).hexdigest()[:8]
        clone = f"{clone}-{digest}"
    if not os.path.isdir(clone):
        os.makedirs(os.path.dirname(clone), exist_ok=True)
        half = os.path.join(work, "clone")
        os.mkdir(half)
        _clone_repository(repository.location, half)
        try:
            os.rename(half, clone)
        except OSError:
            if not os.path.isdir(clone):
                raise
    return clone


def _clone_repository(location: str, folder: str) -> None:
    """Clone ``location`` to the empty ``folder``; filters and hooks see nothing of it."""
    options = ("-q", "--template=", "--origin=origin", "--no-checkout", "--no-recurse-submodules")
    git_outside(folder, "clone", *options, "--", location, folder, network=True)
    if git_text(folder, "for-each-ref", "--count=1", "refs/heads"):
        git_text(folder, "read-tree", "--reset", "-u", "HEAD")


def _origin_url(clone: str) -> str:
    return git_text(clone, "config", "--get", "remote.origin.url").removesuffix("\n")


def _base_commit(clone: str) -> str:
    """The commit that ``clone`` stands at, empty where there is none at all."""
    try:
        return git_text(clone, "rev-parse", "--verify", "HEAD^{commit}").strip()
    except CommandError:
        if not git_text(clone, "for-each-ref", "--count=1", "refs/heads").strip():
            return ""
        named = git_text(clone, "symbolic-ref", "HEAD").strip()
        raise CommandError(
            f"its HEAD names {named}, which isn't there; git symbolic-ref HEAD names another"
        ) from None


def _migrate_tree(task: FleetTask, clone: str, work: str) -> Record:
    base = _base_commit(clone)
    if not base:
        repository = task.repository
        reason = "it has no commit yet"
        return Record(repository.name, repository.shown, "untouched", reason=reason)
    tree = scratch_tree.make_tree(os.path.join(work, "tree"), clone, base)
    _write_report(task, tree.top, work)
    files = _run_tool(task, tree.top, work)["files"]
    changed = tree.changed()
    _verify_changed(files, changed)
    record = Record(
        task.repository.name,
        task.repository.shown,
        "untouched",
        base,
        files=len(changed),
        changes=_count_rules(change["rule"] for file in files for change in file["changes"]),
        left=_left_by_rule(files),
        refused={visible_text(f["path"]): f["refusal"]["message"] for f in files if f["refusal"]},
        findings=[found for file in files for found in _file_findings(file)],
    )
    return _deliver_result(task, record, tree, changed)


def _verify_changed(files: list[Any], changed: Mapping[str, str]) -> None:
    """Raises ``CommandError`` where other files were written than the tool says."""
    reported = {visible_text(file["path"]) for file in files if file["changed"]}
    mismatched = sorted(reported ^ set(map(visible_text, changed)))
    if mismatched:
        raise CommandError(
            f"prefect-migrate: its report on {mismatched[0]} differs from what it wrote"
        )


def _run_tool(task: FleetTask, tree: str, work: str) -> Any:
    """Migrate the files of ``tree`` in a process of its own; returns its JSON report."""
    done = _run_in(task, tree, work, "--output-format=json")
    try:
        return json.loads(done.stdout.decode("utf-8", "surrogateescape"))
    except ValueError:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        problem = last[0] if last else f"exit code {done.returncode}"
        problem = problem.replace(os.path.join(os.path.realpath(tree), ""), "")
        problem = problem.removeprefix("prefect-migrate: error: ")
        raise CommandError(f"prefect-migrate failed: {problem}") from None


def _run_in(
    task: FleetTask, tree: str, work: str, *options: str
) -> subprocess.CompletedProcess[bytes]:
    return commands.run(
        isolated_command(".", *options, "--no-cache", "--jobs=1", "--allow-dirty", *task.options),
        # The throw-away tree is nothing to undo.
        {**os.environ, "PREFECT_MIGRATE_STATE_DIR": os.path.join(work, "state")},
        tree,
    )


def _write_report(task: FleetTask, tree: str, work: str) -> None:
    """The report of a run that only looks, in the format that was asked for."""
    if not task.output_format:
        return
    done = _run_in(task, tree, work, "--check", f"--output-format={task.output_format}")
    ending = _ENDINGS.get(task.output_format, "txt")
    name = f"{task.repository.name}.{ending}"
    put_bytes(os.path.join(task.folder, "reports", name), done.stdout)


def _deliver_result(
    task: FleetTask, record: Record, tree: ScratchTree, changed: Mapping[str, str]
) -> Record:
    left = bool(record.left or record.refused)
    if not changed:
        if task.delivers:
            _take_back(task, tree.source, record.name)
        return replace(record, status="partly" if left else "untouched")
    record = replace(record, status="partly" if left else "migrated")
    if not task.delivers:
        return record
    commit = tree.commit(changed, commit_message(record), _commit_identity(tree))
    record = replace(record, diff=_shown_diff(tree.patch(commit)))
    if task.patches:
        patch = _patch_file(task, record.name)
        put_bytes(patch, tree.patch(commit))
        return replace(record, patch=os.path.basename(patch))
    held = _free_branch(task, tree.source, commit)
    if held != commit:
        _move_branch(task, tree, commit, held)
    return replace(record, branch=task.branch, commit=commit)


def _move_branch(task: FleetTask, tree: ScratchTree, commit: str, held: str) -> None:
    """Bring the commit to the branch; a child of a run that was killed may do so just now."""
    reference = f"refs/heads/{task.branch}"
    try:
        tree.deliver(commit, reference, held)
    except CommandError:
        if _branch_commits(tree.source).get(reference) != commit:
            raise


def _take_back(task: FleetTask, clone: str, name: str) -> None:
    """Remove what an earlier run with other options made, where these change nothing."""
    if task.patches:
        if task.patched:
            with suppress(FileNotFoundError):
                os.unlink(_patch_file(task, name))
        return
    reference = f"refs/heads/{task.branch}"
    held = _branch_commits(clone).get(reference, "")
    if held in task.replaces and not _checked_out(clone, reference):
        git_text(clone, "update-ref", "-d", reference, held)


def _file_findings(file: Any) -> Iterator[dict[str, Any]]:
    """The findings of one file of the tool's report: what was fixed, and what is left."""
    path = visible_text(file["path"])
    for change in file["changes"]:
        yield _finding_row(path, change, change["rule"], "fixed", change["message"])
    for made in file["decisions"]:
        line = (made["ours"] or made["theirs"] or [1])[0]
        message = f"{made['kind']} {made['subject']}: take {made['action']}; {made['reason']}"
        yield _finding_row(path, {"line": line}, made["rule"], "decided", message)
    for found in file["diagnostics"]:
        if found["level"] != "note":
            yield _finding_row(path, found, found["rule"], "left", found["message"])
    for left in file["remaining"]:
        yield _finding_row(path, left, "conflict", "left", left["reason"])
    if file["refusal"]:
        yield _finding_row(path, file["refusal"], "refused", "refused", file["refusal"]["message"])


def _finding_row(path: str, place: Any, rule: str, state: str, message: str) -> dict[str, Any]:
    return {
        "path": path,
        "line": place["line"],
        "column": place.get("column", 1),
        "rule": rule,
        "state": state,
        "message": message,
    }


def _shown_diff(patch: bytes) -> str:
    """The diff of a patch as text to be looked at."""
    text = patch.decode("utf-8", "replace")
    text = masked_text(text[max(0, text.find("\ndiff --git ") + 1) :])
    if len(text) <= _DIFF_SHOWN:
        return text
    return text[: text.rfind("\n", 0, _DIFF_SHOWN)] + "\n… the rest is in the branch or patch\n"


def _free_branch(task: FleetTask, clone: str, commit: str) -> str:
    """What the branch of ``task`` is at, empty where there is none yet.

    Raises ``CommandError`` for a branch that somebody else made or works on.
    """
    reference = f"refs/heads/{task.branch}"
    branches = _branch_commits(clone)
    held = branches.get(reference, "")
    beside = next((one for one in branches if _are_nested(one, reference)), "")
    if beside:
        raise CommandError(
            f"beside its branch {beside.removeprefix('refs/heads/')} there can be no "
            f"{task.branch}; choose another by --branch"
        )
    if held in ("", commit):
        return held
    if held not in task.replaces:
        raise CommandError(
            f"it has a branch {task.branch} with something else in it; choose another by --branch"
        )
    if _checked_out(clone, reference):
        raise CommandError(
            f"its branch {task.branch} of an earlier run is checked out; choose another by --branch"
        )
    return held


def _patch_file(task: FleetTask, name: str) -> str:
    return os.path.join(task.patches, f"{name}.patch")


def _branch_commits(clone: str) -> dict[str, str]:
    """The commits of all branches, by their full names."""
    every = git_text(clone, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
    return dict(line.split(" ") for line in every.splitlines())


def _checked_out(clone: str, reference: str) -> bool:
    return f"branch {reference}" in git_text(clone, "worktree", "list", "--porcelain").splitlines()


def _are_nested(one: str, other: str) -> bool:
    """Whether one of two references would be a folder of the other."""
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _commit_identity(tree: ScratchTree) -> dict[str, str]:
    """Who commits, and when: the base's date makes the same work the same commit."""
    date = git_text(
        tree.top, "show", "-s", "--no-show-signature", "--format=%cI", tree.base
    ).strip()
    found: dict[str, str] = {}
    for role in ("AUTHOR", "COMMITTER"):
        found[f"GIT_{role}_DATE"] = date
        for word, otherwise in (
            ("name", "prefect-migrate"),
            ("email", "prefect-migrate@localhost"),
        ):
            variable = f"GIT_{role}_{word.upper()}"
            if not os.environ.get(variable) and not _is_configured(tree.top, f"user.{word}"):
                found[variable] = otherwise
    return found


def _is_configured(tree: str, key: str) -> bool:
    return bool(git_text(tree, "config", "--default=", "--get", key).strip())


def commit_message(record: Record) -> str:
    """The commit's message: which rules did what, and what is left."""
    count = "1 file" if record.files == 1 else f"{record.files} files"
    lines = [f"Migrate from Prefect 0.x to 1.x ({count})", ""]
    if record.changes:
        lines.append("Changes by rule:")
        lines.extend(f"  {rule}  {count}" for rule, count in record.changes.items())
    if record.left:
        lines.extend(["", "Needs attention, by rule:"])
        lines.extend(f"  {rule}  {count}" for rule, count in record.left.items())
    if record.refused:
        lines.extend(["", "Files that could not be migrated:"])
        lines.extend(f"  {path}: {reason}" for path, reason in record.refused.items())
    return "\n".join(lines) + "\n"


def _left_by_rule(files: list[Any]) -> dict[str, int]:
    rules = [d["rule"] for f in files for d in f["diagnostics"] if d["level"] != "note"]
    return _count_rules([*rules, *("conflict" for file in files for _ in file["remaining"])])


def _count_rules(rules: Any) -> dict[str, int]:
    return dict(sorted(Counter(rules).items()))

"""One repository of a fleet, from its location to a branch or a patch and a record.

The work is done in a clone that shares the repository's objects and is thrown away; the repository
itself sees one thing only, the branch that is fetched into it at the end. Doing it again gives the
same commit, so that a run that was killed, or a worker that was lost, may be repeated.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from prefect_migrate.bulk.gitfiles import TIES
from prefect_migrate.fleet.sources import Repository

Status = Literal["migrated", "partly", "untouched", "failed"]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: to which repository, by which options, and where the result goes.

    ``branch`` is made in the repository (in its clone below ``folder`` for a URL); where
    ``patches`` names a folder, a patch is written there instead. ``options`` are further options
    of the command line.
    """

    repository: Repository
    folder: str
    branch: str
    patches: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What came of a repository; nothing in it depends on when or where it was done.

    ``changes`` and ``left`` count by rule (``conflict``: conflicts left in markers), ``refused``
    are the files that could not be migrated, with reasons.
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


class _Failed(Exception):
    pass


class _Commands:
    """Runs commands for several threads at once, until they are told to stop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(
        self, command: list[str], env: Mapping[str, str], cwd: str | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """What a command did that reads nothing. Raises ``_Failed`` once they are to stop."""
        with self._lock:
            if self._stopped:
                raise _Failed("interrupted")
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # A group of its own, to be ended with its workers; Ctrl-C is for us alone.
                start_new_session=True,
            )
            self._running.add(process)
        try:
            out, err = process.communicate()
        finally:
            with self._lock:
                self._running.discard(process)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def stop(self) -> None:
        """End what runs, and start nothing any more."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                if hasattr(os, "killpg"):
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGTERM)
                else:
                    process.terminate()


_COMMANDS = _Commands()


def stop() -> None:
    """End all work of this process at once; what it was about is a failure."""
    _COMMANDS.stop()


def migrate_repository(task: Task) -> Record:
    """Migrate one repository; a failure is a record, too, and nothing is raised for it."""
    try:
        os.makedirs(os.path.join(task.folder, "work"), exist_ok=True)
        work = tempfile.mkdtemp(dir=os.path.join(task.folder, "work"))
        try:
            return _migrated(task, _home(task), work)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except (_Failed, OSError) as error:
        return failed(task, str(error))


def failed(task: Task, reason: str) -> Record:
    """The record of a repository that could not be migrated."""
    return Record(task.repository.name, task.repository.shown, "failed", reason=reason)


def _home(task: Task) -> str:
    """The repository that the branch goes to; a URL is cloned, once."""
    repository = task.repository
    if not repository.remote:
        return repository.location
    home = os.path.join(task.folder, "clones", repository.name)
    if os.path.isdir(home) and _origin(home) != repository.location:
        # An earlier run gave the name to another one.
        told = hashlib.sha256(os.fsencode(repository.location)).hexdigest()[:8]
        home = f"{home}-{told}"
    if not os.path.isdir(home):
        os.makedirs(os.path.dirname(home), exist_ok=True)
        half = tempfile.mkdtemp(dir=os.path.join(task.folder, "work"))
        _git(task.folder, "clone", "-q", "--origin=origin", "--", repository.location, half)
        try:
            os.rename(half, home)
        except OSError:
            shutil.rmtree(half, ignore_errors=True)
            if not os.path.isdir(home):
                raise
    return home


def _origin(home: str) -> str:
    return _git(home, "config", "--get", "remote.origin.url").removesuffix("\n")


def _base(home: str) -> str:
    """The commit that ``home`` stands at, empty where there is none at all."""
    try:
        return _git(home, "rev-parse", "--verify", "HEAD^{commit}").strip()
    except _Failed:
        if not _git(home, "for-each-ref", "--count=1", "refs/heads").strip():
            return ""
        named = _git(home, "symbolic-ref", "HEAD").strip()
        raise _Failed(
            f"its HEAD names {named}, which isn't there; git symbolic-ref HEAD names another"
        ) from None


def _migrated(task: Task, home: str, work: str) -> Record:
    tree = os.path.join(work, "tree")
    base = _base(home)
    if not base:
        repository = task.repository
        reason = "it has no commit yet"
        return Record(repository.name, repository.shown, "untouched", reason=reason)
    _git(work, "clone", "-q", "--shared", "--no-checkout", "--", home, tree)
    _git(tree, "checkout", "-q", "--detach", base)
    document = _run_tool(task, tree, work)
    files = document["files"]
    record = Record(
        task.repository.name,
        task.repository.shown,
        "untouched",
        base,
        files=sum(file["changed"] for file in files),
        changes=_counted(change["rule"] for file in files for change in file["changes"]),
        left=_left(files),
        refused={_printable(f["path"]): f["refusal"]["message"] for f in files if f["refusal"]},
    )
    return _delivered(task, record, home, tree)


def _run_tool(task: Task, tree: str, work: str) -> Any:
    """Migrate the files of ``tree`` in a process of its own; returns its JSON report."""
    command = [sys.executable, "-m", "prefect_migrate", ".", "--output-format=json"]
    done = _COMMANDS.run(
        [*command, "--no-cache", "--jobs=1", *task.options],
        # The throw-away clone is nothing to undo.
        environment(PREFECT_MIGRATE_STATE_DIR=os.path.join(work, "state")),
        tree,
    )
    try:
        return json.loads(done.stdout.decode("utf-8", "surrogateescape"))
    except ValueError:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        told = last[0] if last else f"exit code {done.returncode}"
        told = told.replace(os.path.join(os.path.realpath(tree), ""), "")
        told = told.removeprefix("prefect-migrate: error: ")
        raise _Failed(f"prefect-migrate failed: {told}") from None


def _delivered(task: Task, record: Record, home: str, tree: str) -> Record:
    left = bool(record.left or record.refused)
    _git(tree, "add", "-u")
    content = _git(tree, "write-tree").strip()
    if content == _git(tree, "rev-parse", f"{record.base}^{{tree}}").strip():
        return replace(record, status="partly" if left else "untouched")
    record = replace(record, status="partly" if left else "migrated")
    commit = _commit(tree, content, record)
    if task.patches:
        patch = os.path.join(task.patches, f"{record.name}.patch")
        _write(patch, _patch(tree, commit))
        return replace(record, patch=os.path.basename(patch))
    # A clone's branch is reached by name only.
    _git(tree, "update-ref", "refs/prefect-migrate/result", commit)
    reference = f"refs/heads/{task.branch}"
    every = _git(home, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
    branches = dict(line.split(" ") for line in every.splitlines())
    held = branches.get(reference, "")
    beside = next((one for one in branches if _nested(one, reference)), "")
    if beside:
        raise _Failed(
            f"beside its branch {beside.removeprefix('refs/heads/')} there can be no "
            f"{task.branch}; choose another by --branch"
        )
    if held and held != commit:
        raise _Failed(
            f"it has a branch {task.branch} with something else in it; choose another by --branch"
        )
    if not held:
        _git(
            home,
            *("fetch", "-q", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"),
            *(tree, f"refs/prefect-migrate/result:{reference}"),
        )
    return replace(record, branch=task.branch, commit=commit)


def _nested(one: str, other: str) -> bool:
    """Whether one of two references would be a folder of the other."""
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _patch(tree: str, commit: str) -> bytes:
    """``commit`` as ``git am`` and ``git apply`` take it, whatever the user's git is set to."""
    plain = dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"), os.devnull)
    return _git_bytes(
        tree,
        *("format-patch", "-1", "--stdout", "--binary", "--full-index", "--no-renames"),
        *("--no-signature", "--encode-email-headers", commit),
        env={**plain, "GIT_CONFIG_COUNT": "0", "GIT_CONFIG_PARAMETERS": ""},
    )


def _commit(tree: str, content: str, record: Record) -> str:
    """Commit ``content`` on the base; the base's date makes the same work the same commit."""
    date = _git(tree, "show", "-s", "--format=%cI", record.base).strip()
    identity: dict[str, str] = {}
    for role in ("AUTHOR", "COMMITTER"):
        identity[f"GIT_{role}_DATE"] = date
        if not _known(tree, "user.name", f"GIT_{role}_NAME"):
            identity[f"GIT_{role}_NAME"] = "prefect-migrate"
        if not _known(tree, "user.email", f"GIT_{role}_EMAIL"):
            identity[f"GIT_{role}_EMAIL"] = "prefect-migrate@localhost"
    arguments = ("commit-tree", content, "-p", record.base, "-m", message(record))
    return _git(tree, *arguments, env=identity).strip()


def _known(tree: str, key: str, variable: str) -> bool:
    if os.environ.get(variable):
        return True
    done = _COMMANDS.run(["git", "-C", tree, "config", "--get", key], environment())
    return bool(done.stdout.strip())


def message(record: Record) -> str:
    """The commit's message: which rules did what, and what is left."""
    count = "1 file" if record.files == 1 else f"{record.files} files"
    lines = [f"Migrate from Prefect 0.x to 1.x ({count})", ""]
    if record.changes:
        lines.append("Changes by rule:")
        lines.extend(f"  {rule}  {count}" for rule, count in record.changes.items())
    if record.left:
        lines.extend(["", "Left to a person, by rule:"])
        lines.extend(f"  {rule}  {count}" for rule, count in record.left.items())
    if record.refused:
        lines.extend(["", "Files that could not be migrated:"])
        lines.extend(f"  {path}: {reason}" for path, reason in record.refused.items())
    return "\n".join(lines) + "\n"


def _left(files: list[Any]) -> dict[str, int]:
    rules = [d["rule"] for f in files for d in f["diagnostics"] if d["level"] != "note"]
    return _counted([*rules, *("conflict" for file in files for _ in file["remaining"])])


def _counted(rules: Any) -> dict[str, int]:
    return dict(sorted(Counter(rules).items()))


def _write(path: str, data: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    half = f"{path}.{os.getpid()}-{time.monotonic_ns()}.tmp"
    with open(half, "wb") as file:
        file.write(data)
    os.replace(half, path)


def _printable(path: str) -> str:
    """``path`` on one line, with what is no text in it as escapes."""
    escaped = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in escaped)


def environment(**more: str) -> dict[str, str]:
    """Ours without what ties git to another repository, and with the way to our own code."""
    kept = {name: value for name, value in os.environ.items() if name not in TIES}
    path = os.pathsep.join(part for part in sys.path if part)
    return {**kept, "PYTHONPATH": path, "LC_ALL": "C.UTF-8", **more}


def _git(folder: str, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    return os.fsdecode(_git_bytes(folder, *arguments, env=env))


def _git_bytes(folder: str, *arguments: str, env: Mapping[str, str] | None = None) -> bytes:
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", **(env or {})}
    command = ["git", "-C", folder, "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0"]
    done = _COMMANDS.run([*command, *arguments], environment(**quiet))
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        marked = (line for line in said if line.startswith(("fatal: ", "error: ")))
        told = next(marked, said[-1] if said else "failed")
        told = told.removeprefix("fatal: ").removeprefix("error: ")
        raise _Failed(f"git {arguments[0]}: {told}")
    return done.stdout

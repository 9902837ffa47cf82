"""Git's merge by line, of texts that need no repository; what it makes is read as any conflicted file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prefect_migrate.conflicts.parsing import parse_conflicts
from prefect_migrate.conflicts.segments import Conflicted
from prefect_migrate.git_process import GitError, run_outside
from prefect_migrate.locked_folders import scratch_folder
from prefect_migrate.model import Refusal, Source, split_lines


@dataclass(frozen=True, slots=True)
class LineMerge:
    """A merge by line: its text, and how many conflicts it holds."""

    text: str
    conflicts: int


def merge_file(
    ours: str,
    base: str | None,
    theirs: str,
    *,
    labels: Sequence[str] = ("ours", "base", "theirs"),
    style: str = "diff3",
    size: int = 7,
) -> LineMerge | None:
    """Merge by line with ``git merge-file``; ``base=None`` merges against nothing, two-way.

    ``labels`` are for ours, base and theirs; ``style`` is one of ``merge.conflictStyle``.
    ``None`` where there is no git or it refuses.
    """
    with scratch_folder() as folder:
        paths = []
        for name, text in (("ours", ours), ("base", base or ""), ("theirs", theirs)):
            path = Path(folder, name)
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
            paths.append(str(path))
        named = [part for label in labels for part in ("-L", label)]
        shown = [f"--{style}"] if style != "merge" and base is not None else []
        try:
            ran = run_outside(
                folder,
                *("-c", "merge.conflictStyle=merge", "merge-file", "-p", *shown),
                *(f"--marker-size={size}", *named, *paths),
            )
        except GitError:
            return None
    if not 0 <= ran.code <= 127:
        return None
    return LineMerge(ran.text, ran.code)


def merge_branches(ours: str, base: str, theirs: str, *, style: str = "diff3") -> str | None:
    """What ``git merge`` makes of a file: it compares lines otherwise than ``git merge-file`` does.

    ``None`` where there is no git, or one before 2.38.
    """
    stream = b"".join(
        b"commit refs/heads/%s\ncommitter a <a@example.org> 0 +0000\ndata 0\n%sM 644 inline f\n%s\n"
        % (name, parent, _fast_data(text))
        for name, parent, text in (
            (b"base", b"", base),
            (b"ours", b"from refs/heads/base\n", ours),
            (b"theirs", b"from refs/heads/base\n", theirs),
        )
    )
    with scratch_folder() as folder:
        here = f"--git-dir={Path(folder, 'merged.git')}"
        shown = ("-c", f"merge.conflictStyle={style}")
        try:
            run_outside(folder, "init", "-q", "--bare", "merged.git")
            run_outside(folder, here, "fast-import", "--quiet", given=stream)
            ran = run_outside(folder, here, *shown, "merge-tree", "--write-tree", "ours", "theirs")
            tree = ran.text.partition("\n")[0]
            found = run_outside(folder, here, "cat-file", "blob", f"{tree}:f")
        except GitError:
            return None
    return found.text if ran.code in (0, 1) and not found.code else None


def _fast_data(text: str) -> bytes:
    """A text as git fast-import reads one."""
    data = text.encode("utf-8", "surrogateescape")
    return b"data %d\n%s" % (len(data), data)


def free_size(size: int, *texts: str) -> int:
    """The marker size, at least ``size``, that no line of ``texts`` could be mistaken for."""
    taken = {
        len(line) - len(line.lstrip(line[0]))
        for text in texts
        for line in split_lines(text)
        if line[:7] in ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
    }
    while size in taken:
        size += 1
    return size


def from_stages(
    base: str | None,
    ours: str,
    theirs: str,
    path: str,
    *,
    labels: tuple[str, str, str] = ("ours", "base", "theirs"),
    size: int = 7,
    style: str = "diff3",
) -> Conflicted:
    """Merge three whole files by line; what git can't merge stands in markers of ``style``.

    ``base=None`` (both sides added the file) gives two-way markers around all differences. The
    markers are longer than ``size`` where a line of the files could be taken for one. The result
    has no conflicts if git merged all.

    Raises ``Refusal`` where there is no git, or it can't merge the files.
    """
    texts = [text for text in (base, ours, theirs) if text is not None]
    size = free_size(size, *texts)
    merged = merge_file(ours, base, theirs, labels=labels, size=size, style=style)
    if merged is None:
        raise Refusal("git merge-file could not merge the three versions", help="is git installed?")
    return parse_conflicts(Source(path, merged.text), unmerged=True)

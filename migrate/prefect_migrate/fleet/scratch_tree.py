"""A throw-away work tree of one commit, and the commit that is made of what changed in it.

It is a repository of our own: no line of the source's configuration holds in it. The files stand in
it as they are in the commit, byte for byte, whatever ``.gitattributes`` says of line ends, ``ident``
or filters; and what is committed are the bytes of the files that were changed, and no others.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass

from prefect_migrate.fleet.commands import CommandError, git_bytes, git_outside, git_text

# Of all attributes those in info/attributes win.
_AS_THEY_ARE = "* -text !eol !crlf !ident !filter !working-tree-encoding !diff\n"
# How many file names a command gets at once.
_MANY = 500


@dataclass(frozen=True)
class ScratchTree:
    """The tree at ``top``, made of commit ``base`` of the repository ``source``."""

    top: str
    source: str
    base: str

    def changed(self) -> dict[str, str]:
        """The files whose bytes differ from the base, with the ids that the new bytes have.

        Raises ``CommandError`` where something else than the bytes of files was changed.
        """
        before = self._entries()
        paths = _split_names(
            git_text(self.top, "diff-files", "--name-only", "-z", "--ignore-submodules=all")
        )
        more = git_text(self.top, "ls-files", "-o", "-z")
        if more:
            raise CommandError(f"files were added: {_split_names(more)[0]!r}")
        for path in paths:
            mode = before[path].partition(" ")[0]
            full = os.path.join(self.top, path)
            if not mode.startswith("100") or not _is_regular(full, self.top):
                raise CommandError(f"{path!r} is no longer a regular file")
        found: dict[str, str] = {}
        for start in range(0, len(paths), _MANY):
            some = paths[start : start + _MANY]
            ids = git_text(self.top, "hash-object", "-w", "--no-filters", "--", *some).split()
            found.update(zip(some, ids, strict=True))
        return {path: id for path, id in found.items() if id not in before[path]}

    def commit(self, files: Mapping[str, str], message: str, env: Mapping[str, str]) -> str:
        """Commit the blobs of ``files`` on the base, and nothing else; returns the commit.

        Raises ``CommandError`` also where the commit is found to hold something else.
        """
        before = self._entries()
        lines = [f"{before[path].partition(' ')[0]} {id}\t{path}\0" for path, id in files.items()]
        given = os.fsencode("".join(lines))
        git_text(self.top, "update-index", "-z", "--index-info", given=given)
        content = git_text(self.top, "write-tree").strip()
        arguments = ("commit-tree", "--no-gpg-sign", content, "-p", self.base, "-F", "-")
        commit_text = message.encode("utf-8", "replace")
        made = git_text(self.top, *arguments, given=commit_text, env=env).strip()
        held = self._held(made)
        if held != dict(files):
            other = sorted(held.items() ^ files.items())[0][0]
            raise CommandError(f"the commit does not hold what was migrated: {other!r}")
        return made

    def deliver(self, commit: str, reference: str, held: str) -> None:
        """Bring ``commit`` to the source as ``reference``, which is at ``held`` there, if at all."""
        wanted = f"{commit}\n^{self.base}\n".encode()
        pack = git_bytes(self.top, "pack-objects", "-q", "--revs", "--stdout", given=wanted)
        git_text(self.source, "unpack-objects", "-q", given=pack)
        nothing = "0" * len(commit)
        git_text(self.source, "update-ref", reference, commit, held or nothing)

    def patch(self, commit: str) -> bytes:
        """``commit`` as ``git am`` and ``git apply`` take it, whatever the user's git is set to."""
        plain = dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"), os.devnull)
        return git_bytes(
            self.top,
            *("format-patch", "-1", "--stdout", "--binary", "--full-index", "--no-renames"),
            *("--no-ext-diff", "--no-textconv", "--no-signature", "--encode-email-headers", commit),
            env={**plain, "GIT_CONFIG_COUNT": "0", "GIT_CONFIG_PARAMETERS": ""},
        )

    def _entries(self) -> dict[str, str]:
        """The files of the index, each with its mode and id."""
        listed = _split_names(git_text(self.top, "ls-files", "-s", "-z"))
        found = {}
        for entry in listed:
            meta, path = entry.split("\t", 1)
            found[path] = meta.rpartition(" ")[0]
        return found

    def _held(self, commit: str) -> dict[str, str]:
        """What ``commit`` changes against the base: paths and the ids of their new contents."""
        arguments = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff")
        words = _split_names(git_text(self.top, *arguments, self.base, commit))
        return {
            path: meta.split(" ")[3] for meta, path in zip(words[::2], words[1::2], strict=True)
        }


def make_tree(folder: str, source: str, base: str) -> ScratchTree:
    """Write the files of commit ``base`` of ``source`` to the new ``folder``.

    Raises ``CommandError``.
    """
    kind = git_text(source, "rev-parse", "--show-object-format").strip()
    above = os.path.dirname(folder)
    git_outside(above, "init", "-q", "--template=", f"--object-format={kind}", "--", folder)
    inside = os.path.join(folder, ".git")
    objects = git_text(source, "rev-parse", "--git-path", "objects").removesuffix("\n")
    _put_file(inside, "objects/info/alternates", _quote_path(os.path.join(source, objects)) + "\n")
    _put_file(inside, "info/attributes", _AS_THEY_ARE)
    shallow = git_text(source, "rev-parse", "--git-path", "shallow").removesuffix("\n")
    if os.path.isfile(os.path.join(source, shallow)):
        with open(os.path.join(source, shallow), encoding="ascii") as file:
            _put_file(inside, "shallow", file.read())
    _put_file(inside, "packed-refs", _source_references(source))
    git_text(folder, "update-ref", "--no-deref", "HEAD", base)
    git_text(folder, "read-tree", "--reset", "-u", base)
    return ScratchTree(folder, source, base)


def _source_references(source: str) -> str:
    """The names that revisions may have in ``source``, for ``--since``."""
    listed = git_text(source, "for-each-ref", "--sort=refname", "--format=%(objectname) %(refname)")
    return f"# pack-refs with: sorted \n{listed}"


def _put_file(folder: str, name: str, text: str) -> None:
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)


def _quote_path(path: str) -> str:
    """A path as git takes it in a list of object folders."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"' if escaped != path or path.startswith("#") else path


def _is_regular(path: str, top: str) -> bool:
    """Whether ``path`` is a regular file below ``top`` that no link leads to."""
    folder = os.path.dirname(path)
    straight = os.path.join(os.path.realpath(top), os.path.relpath(folder, top))
    return os.path.realpath(folder) == os.path.normpath(straight) and stat.S_ISREG(
        os.lstat(path).st_mode
    )


def _split_names(output: str) -> list[str]:
    return output.split("\0")[:-1]

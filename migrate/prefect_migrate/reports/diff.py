"""Outcomes as one unified diff that ``git apply`` takes."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Sequence

from prefect_migrate.model import Outcome, split_lines
from prefect_migrate.reports.hunks import outcome_hunks

_NO_NEWLINE = "\\ No newline at end of file\n"


class DiffError(Exception):
    """A diff that does not say what the edit does; nothing of it may be printed."""


def unified_diff(outcome: Outcome, context: int = 3) -> str:
    r"""The change of one file as a unified diff with ``a/`` and ``b/``; empty where none.

    Lines end at ``\n`` only, so a ``\r`` before it or a form feed is part of the line, as for
    git. The byte order mark, which ``Source.text`` leaves out, comes back on the first line.
    The rules of a hunk stand behind its ``@@``, where git shows a function's name. The diff is
    read back with unidiff; raises ``DiffError`` where it doesn't give both texts again.
    """
    if not outcome.changed:
        return ""
    mark = "\ufeff" if outcome.source.bom else ""
    old, new = split_lines(mark + outcome.source.text), split_lines(mark + outcome.text)
    path = git_path(outcome.source.path)
    names = f"--- {_quote_path(f'a/{path}')}\n", f"+++ {_quote_path(f'b/{path}')}\n"
    lines = list(_diff_body(outcome, old, new, context))
    _check_hunks(lines, old, new)
    return "".join((*names, *lines))


def _diff_body(
    outcome: Outcome, old: Sequence[str], new: Sequence[str], context: int
) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(None, old, new)
    edits = outcome_hunks(outcome, tuple(matcher.get_opcodes()))
    for group in matcher.get_grouped_opcodes(context):
        first, last = group[0], group[-1]
        rules = {
            rule
            for edit in edits
            if edit.start <= last[2] and edit.end >= first[1]
            for rule in edit.rules
        }
        spans = f"-{_header_range(first[1], last[2])} +{_header_range(first[3], last[4])}"
        yield f"@@ {spans} @@ {' '.join(sorted(rules))}".rstrip() + "\n"
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from _signed_lines(" ", old[i1:i2])
            else:
                yield from _signed_lines("-", old[i1:i2])
                yield from _signed_lines("+", new[j1:j2])


def _signed_lines(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield sign + line if line.endswith("\n") else f"{sign}{line}\n{_NO_NEWLINE}"


def _header_range(start: int, end: int) -> str:
    """Lines ``[start, end)`` as a hunk's header counts them."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _check_hunks(lines: Sequence[str], old: Sequence[str], new: Sequence[str]) -> None:
    """Read the hunks back as unidiff does and hold them against both texts."""
    from unidiff import PatchSet  # type: ignore[attr-defined]
    from unidiff.errors import UnidiffParseError

    try:
        # Names of its own: how a strange one is quoted is git's concern.
        (patch,) = PatchSet(["--- a/x\n", "+++ b/x\n", *_whole_lines(lines)])
    except (UnidiffParseError, ValueError) as error:
        raise DiffError(f"unidiff can't read the diff back: {error}") from None
    at = {"old": 0, "new": 0}
    for hunk in patch:
        for kind, text, start in (
            ("old", [line.value for line in hunk.source_lines()], hunk.source_start),
            ("new", [line.value for line in hunk.target_lines()], hunk.target_start),
        ):
            lines_of = old if kind == "old" else new
            first = start - 1 if text else start
            if (
                first < at[kind]
                or [*map(_with_line_end, lines_of[first : first + len(text)])] != text
            ):
                raise DiffError(f"the diff and the edit differ at line {start}")
            at[kind] = first + len(text)
    if _differs_outside(patch, old, new):
        raise DiffError("the diff leaves out a part of the edit")


def _whole_lines(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from (f"{part}\n" for part in line.removesuffix("\n").split("\n"))


def _with_line_end(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n"


def _differs_outside(patch: Sequence[object], old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the lines that no hunk holds differ."""
    kept: list[list[str]] = [list(old), list(new)]
    for hunk in reversed(list(patch)):
        for side, start, length in (
            (0, hunk.source_start, hunk.source_length),  # type: ignore[attr-defined]
            (1, hunk.target_start, hunk.target_length),  # type: ignore[attr-defined]
        ):
            first = start - 1 if length else start
            del kept[side][first : first + length]
    return kept[0] != kept[1]


def git_path(path: str) -> str:
    """``path`` with slashes and without a leading ``./``, as git writes it."""
    return re.sub(r"^(?:\./+)+", "", path.replace(os.sep, "/")).lstrip("/")


def _quote_path(path: str) -> str:
    """``path`` as git quotes it: in C style where it holds control characters or quotes.

    A blank asks for a tab behind the name, which ends it (GNU diff's and git's way).
    """
    if re.search(r'[\x00-\x1f"\\\x7f]', path):
        escaped = re.sub(
            r'[\x00-\x1f"\\\x7f]',
            lambda m: {"\t": "\\t", "\n": "\\n", '"': '\\"', "\\": "\\\\"}.get(
                m[0], f"\\{ord(m[0]):03o}"
            ),
            path,
        )
        return f'"{escaped}"'
    return path + "\t" if " " in path else path

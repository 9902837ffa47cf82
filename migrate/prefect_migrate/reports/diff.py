"""Outcomes as one unified diff that ``git apply`` takes."""

from __future__ import annotations

import difflib
import re

from prefect_migrate.model import Outcome, split_lines

_NO_NEWLINE = "\\ No newline at end of file\n"


def unified(outcome: Outcome, context: int = 3) -> str:
    r"""The change of one file as a unified diff with ``a/`` and ``b/``; empty where none.

    Lines end at ``\n`` only, so a ``\r`` before it or a form feed is part of the line, as for
    git. The byte order mark, which ``Source.text`` leaves out, comes back on the first line.
    """
    if not outcome.changed:
        return ""
    mark = "\ufeff" if outcome.source.bom else ""
    old, new = split_lines(mark + outcome.source.text), split_lines(mark + outcome.text)
    path = git_path(outcome.source.path)
    lines = difflib.unified_diff(old, new, _quoted(f"a/{path}"), _quoted(f"b/{path}"), n=context)
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in lines)


def git_path(path: str) -> str:
    """``path`` with slashes and without a leading ``./``, as git writes it."""
    return re.sub(r"^(?:\./+)+", "", path.replace("\\", "/")).lstrip("/")


def _quoted(path: str) -> str:
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

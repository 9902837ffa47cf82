"""The lines of a page for new code of one of its blocks."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence

from prefect_migrate.documents import prompts
from prefect_migrate.model import split_lines


def usual_prefix(prefixes: Iterable[str]) -> str:
    """What stands before most of the lines: before the first ones, where there are as many others."""
    return max(Counter(prefixes).items(), key=lambda item: item[1], default=("", 0))[0]


def restore_block(
    source: Sequence[str], code: Sequence[str], prefix: str, session: bool, new: str
) -> str:
    """Unchanged lines keep their bytes, others get the prefix.

    ``source`` are the lines of the page, ``code`` what of them is code, line for line; ``session``
    says that the code stands behind Python's prompts, and ``new`` doesn't.
    """
    if session:
        new = prompts.restore_prompts("".join(code), new)
    if new == "".join(code):
        return "".join(source)
    after = split_lines(new)
    if after and not after[-1].endswith("\n") and source:
        after[-1] += source[-1][len(source[-1].rstrip("\r\n")) :]
    result: list[str] = []
    matcher = difflib.SequenceMatcher(None, code, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            result += source[i1:i2]
        else:
            result += [prefix + line if line.strip() else line for line in after[j1:j2]]
    return "".join(result)

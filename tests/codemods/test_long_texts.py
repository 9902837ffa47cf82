"""A text of twice the length takes twice the work: calls of functions are counted, no time."""

from __future__ import annotations

import sys

import pytest

from prefect_migrate import migrate_text

IMPORT = "from prefect.environments.storage import Docker\n"
KINDS = {
    "fences that import the same": (
        "page.md",
        f"# Part\n\n```python\n{IMPORT}\nx = Docker()\n```\n\n",
    ),
    "fences of shell": ("page.md", "```sh\nprefect agent start docker\n```\n\n"),
    "cells of reST": (
        "page.rst",
        "Part\n\n.. code-block:: python\n\n    import x\n    " + IMPORT + "\n",
    ),
    "imports": ("flow.py", IMPORT),
    "functions that import": ("flow.py", f"def f():\n    {IMPORT}    return Docker()\n\n\n"),
    "commands": ("run.sh", "prefect agent start docker\n"),
    "documents": ("agent.yaml", "---\nargs: [prefect, agent, start, docker]\n"),
}


def calls(text: str, path: str) -> int:
    """How many functions of ours are called."""
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        migrate_text(text, path)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_text_is_twice_the_work(kind: str) -> None:
    path, part = KINDS[kind]
    migrate_text(part * 2, path)  # what is made once for all
    some, more = calls(part * 40, path), calls(part * 160, path)
    assert more < 6 * some, (some, more)

"""Words without which no rule has anything to do; searched before anything is parsed.

Imports nothing heavy: the tool asks here for every file.
"""

from __future__ import annotations

import re

_OPTIONS = r"[\s\"']--(?:(?:no-)?bokeh|nprocs|(?:no-)?reconnect)\b"
_DASK = re.compile(_OPTIONS)
_DASK_OPTION = re.compile(_OPTIONS.encode())


def mentions(text: str) -> bool:
    """Whether a rule may have something to do in ``text``, whatever its language."""
    if "prefect" in text.lower():
        return True
    return runs_dask(text)


def runs_dask(text: str) -> bool:
    """Whether ``text`` may hold a command of Dask's with an option that went."""
    return "dask" in text and _DASK.search(text) is not None


def dask_options(data: bytes) -> bool:
    """Whether the bytes of a file that is no Python may hold options that Dask's commands lost."""
    return b"dask" in data and _DASK_OPTION.search(data) is not None


_USES_PREFECT = re.compile(
    rb"""
    prefect \s* (?: [.,;:()] | \\ | import\b | as\b )  # a module, or a name in an import
  | (?: from | import ) \b [^\n]* prefect             # whatever else an import says
  | \b import \s* \(? [^)]{0,200} prefect             # the same over several lines
  | prefect [-_] \w                                  # images, packages, parts of names
  | prefect \s+ (?: agent | auth | backend | build | cloud | create | delete | describe | diagnostics
        | execute | get | heartbeat | kv | register | run | server | version | --version )
  | ["'] prefect ["'] \s* ,                           # a command as a list
  | [Pp]refect [A-Z] \w
  | PREFECT_
    """,
    re.VERBOSE,
)


def python_uses(data: bytes) -> bool:
    """Whether the Python file with the bytes ``data`` may use Prefect, and not only speak of it.

    For deciding what to parse: in doubt it may.
    """
    for word in (b"refect", b"REFECT"):
        start = data.find(word)
        while start >= 0:
            # The expression is slow, the search for a word is not.
            if _USES_PREFECT.search(data, max(0, start - 250), start + 50):
                return True
            start = data.find(word, start + 1)
    return False

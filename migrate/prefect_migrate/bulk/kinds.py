"""Which files can hold what the tool migrates, told by their names and first bytes."""

from __future__ import annotations

import re

PYTHON = (".py", ".pyw", ".pyi")
SUFFIXES = frozenset(
    {
        *PYTHON,
        ".ipynb",
        *(".md", ".markdown", ".mdx", ".qmd", ".rst"),
        *(".yaml", ".yml", ".toml", ".ini", ".cfg", ".env"),
        *(".sh", ".bash", ".zsh", ".ksh", ".mk", ".dockerfile", ".containerfile"),
    }
)
# Git's patterns for all files but Python, and for those of the names above that aren't Python.
# The latter take more than they must: git is slow with many patterns.
NOT_PYTHON = (".", *(f":(exclude)*{suffix}" for suffix in PYTHON))
OTHERS = (
    *("*.ipynb", "*md", "*.markdown", "*.mdx", "*.rst", "*ml", "*.ini", "*.cfg", "*.env"),
    *("*sh", "*.mk", "*file", "*file.*", "*.envrc", "*.env.*", "*.envrc.*"),
)
_NAMES = re.compile(
    r"(?:.*\.)?(?:Dockerfile|Containerfile|GNUmakefile|Makefile|makefile|\.env|\.envrc)(?:\..*)?"
)
_SHEBANG = re.compile(
    rb"#![^\n]*[/ ](?:python[0-9.]*|pypy[0-9.]*|(?:ba|da|z|k|a)?sh|make)(?:[ \t\r]|$)"
)


def by_name(path: str) -> bool | None:
    """Whether a file of this name may matter; ``None``: its first line decides."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    if dot > 0 and name[dot:] in SUFFIXES:
        return True
    if _NAMES.fullmatch(name):
        return True
    return None if dot <= 0 else False


def by_shebang(head: bytes) -> bool:
    """Whether a file that begins like this is a script of a kind that may matter."""
    return _SHEBANG.match(head.partition(b"\n")[0]) is not None
